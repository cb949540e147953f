//! The entries of a visual inspection zone as JSON: the contract that scripts depend on.

use engine::reading::viz::date::read_dates;
use engine::reading::viz::{DOUBTFUL_BELOW, VizEntry};
use serde_json::{Map, Value, json};

use crate::words;

/// Entries by their datum.
///
/// ```text
/// {"document_number":{"text","date","confidence","doubtful":[{"position","read","alternatives"}],"light",
///  "area_mm":{"left","top","width","height"}},…}
/// ```
/// `date` is the day of an entry that is one with its whole year, else null; positions count from 1.
///
/// `own_months` are the model's own names of the months.
pub fn of_entries(entries: &[VizEntry], own_months: &[[String; 12]]) -> Value {
    let object = |entry: &VizEntry| (entry.datum.clone(), of_entry(entry, own_months));
    Value::Object(entries.iter().map(object).collect::<Map<_, _>>())
}

/// Lines of a page of no known model, top to bottom: as entries, in a list.
pub fn of_lines(lines: &[VizEntry]) -> Value {
    Value::Array(lines.iter().map(|line| of_entry(line, &[])).collect())
}

fn of_entry(entry: &VizEntry, own_months: &[[String; 12]]) -> Value {
    let is_doubtful = |(_, c): &(usize, &engine::reading::viz::VizCharacter)| c.confidence < DOUBTFUL_BELOW;
    let doubtful = entry.characters.iter().enumerate().filter(is_doubtful).map(|(idx, character)| {
        let alternatives: Vec<String> = character.alternatives.iter().map(|(symbol, _)| symbol.to_string()).collect();
        json!({ "position": idx + 1, "read": character.symbol.to_string(), "alternatives": alternatives })
    });
    let text = entry.text();
    json!({
        "text": text,
        "date": entry.datum.starts_with("date_").then(|| day(&text, own_months)).flatten(),
        "confidence": rounded(f64::from(entry.confidence())),
        "doubtful": doubtful.collect::<Vec<_>>(),
        "light": words::light_code(entry.light),
        "area_mm": {
            "left": rounded(entry.area.left),
            "top": rounded(entry.area.top),
            "width": rounded(entry.area.width),
            "height": rounded(entry.area.height),
        },
    })
}

/// `YYYY-MM-DD` of the usual reading of a date.
fn day(text: &str, own_months: &[[String; 12]]) -> Option<String> {
    let dates = read_dates(text, own_months);
    let date = dates.first().filter(|date| date.year.characters.len() == 4)?;
    Some(format!("{:04}-{:02}-{:02}", date.year.value, date.month.value, date.day.value))
}

/// Three decimals: finer than anything is measured.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
