//! TOML that is pleasant to read and to compare: short tables in one line, keys in the order of their type.

use serde_json::{Map, Value};

/// Longest table or list written in one line, in characters.
const LINE: usize = 110;

/// Writes an object as a TOML document; what is null or empty is left out.
pub(crate) fn write(value: &Value) -> String {
    let mut text = String::new();
    if let Value::Object(table) = value {
        write_table(&mut text, "", table);
    }
    text
}

/// First what fits a line, then the tables, then the lists of tables, as TOML wants it.
fn write_table(text: &mut String, path: &str, table: &Map<String, Value>) {
    let mut deep: Vec<(&String, &Value)> = Vec::new();
    for (key, value) in table.iter().filter(|(_, value)| !is_nothing(value)) {
        match (inline(value), is_list_of_tables(value)) {
            (Some(short), false) if short.len() <= LINE || !is_container(value) => {
                text.push_str(&format!("{} = {short}\n", bare(key)));
            }
            (_, false) if value.is_array() => write_list(text, key, value),
            _ => deep.push((key, value)),
        }
    }
    for (key, value) in deep {
        let path = if path.is_empty() { bare(key) } else { format!("{path}.{}", bare(key)) };
        match value {
            Value::Object(table) => {
                text.push_str(&format!("\n[{path}]\n"));
                write_table(text, &path, table);
            }
            Value::Array(tables) => {
                for table in tables.iter().filter_map(Value::as_object) {
                    text.push_str(&format!("\n[[{path}]]\n"));
                    write_table(text, &path, table);
                }
            }
            _ => {}
        }
    }
}

/// A long list, one item a line.
fn write_list(text: &mut String, key: &str, value: &Value) {
    text.push_str(&format!("{} = [\n", bare(key)));
    for item in value.as_array().into_iter().flatten().filter_map(inline) {
        text.push_str(&format!("    {item},\n"));
    }
    text.push_str("]\n");
}

/// The value in one line; `None` for what TOML has no word for.
fn inline(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(_) | Value::String(_) => Some(value.to_string()),
        Value::Number(number) => Some(match number.as_f64() {
            Some(float) if number.is_f64() => format!("{float:?}"),
            _ => number.to_string(),
        }),
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(inline).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Value::Object(table) => {
            let pairs = table.iter().filter(|(_, value)| !is_nothing(value));
            let pairs: Option<Vec<String>> =
                pairs.map(|(key, value)| Some(format!("{} = {}", bare(key), inline(value)?))).collect();
            Some(format!("{{ {} }}", pairs?.join(", ")))
        }
    }
}

fn is_container(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

fn is_list_of_tables(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_object))
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(table) => table.is_empty(),
        _ => false,
    }
}

/// The key, in quotes where TOML needs them.
fn bare(key: &str) -> String {
    let is_bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if is_bare { key.to_owned() } else { Value::String(key.to_owned()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_tables_take_one_line_and_lists_of_tables_a_head_each() {
        let value = serde_json::json!({
            "zones": [{ "id": "a", "area": { "left": 1.0, "top": 2.5 }, "role": "mrz", "none": null }],
            "name": "say \"so\"",
            "years": [5, 10],
            "empty": [],
            "long": ["x".repeat(60), "y".repeat(60)],
        });
        let expected = format!(
            "name = \"say \\\"so\\\"\"\nyears = [5, 10]\nlong = [\n    \"{}\",\n    \"{}\",\n]\n\n[[zones]]\nid = \"a\"\n\
             area = {{ left = 1.0, top = 2.5 }}\nrole = \"mrz\"\n",
            "x".repeat(60),
            "y".repeat(60)
        );
        assert_eq!(write(&value), expected);
    }

    #[test]
    fn what_is_written_reads_back() {
        let value =
            serde_json::json!({ "a b": { "deep": [{ "x": 1e-7, "s": "line\nbreak\t\u{1f}" }] }, "n": -3, "big": 1e20 });
        let read: serde_json::Value = toml::from_str(&write(&value)).unwrap();
        assert_eq!(read, value);
    }
}
