//! A machine readable zone as JSON: the contract that scripts depend on.

use engine::date::Date;
use engine::reading::mrz::{DOUBTFUL_BELOW, Field, Mrz, MrzDate, MrzReading, Verdict, known_digit_deviation, rules};
use serde_json::{Map, Value, json};

use crate::mrz_words;

/// A zone read from a picture.
///
/// ```text
/// {"format","lines":[…],"fields":{…},"check_digits":[{"field","expected","found","result"}],
///  "rules":[{"field","rule","verdict","expected","found","paragraph","explanation"}],
///  "confidence","doubtful":[{"line","position","read","alternatives","by_picture"}]}
/// ```
/// `by_picture` is the character the picture alone would have, where the layout or a check digit put another first, else
/// null. `format` is null and `fields` empty for lines that no layout has; lines and positions count from 1.
pub fn of_reading(reading: &MrzReading, today: Date) -> Value {
    let mut value = of_lines(&reading.text(), today);
    value["confidence"] = json!((f64::from(reading.confidence()) * 10_000.0).round() / 10_000.0);
    let mut doubtful = Vec::new();
    for (line_idx, line) in reading.lines.iter().enumerate() {
        for (column, character) in
            line.iter().enumerate().filter(|(_, c)| c.confidence < DOUBTFUL_BELOW || c.is_ranked_by_rules())
        {
            let alternatives: Vec<String> =
                character.alternatives.iter().map(|(symbol, _)| symbol.to_string()).collect();
            doubtful.push(json!({
                "line": line_idx + 1,
                "position": column + 1,
                "read": character.symbol.to_string(),
                "alternatives": alternatives,
                "by_picture": character.is_ranked_by_rules().then(|| alternatives.first().cloned()),
            }));
        }
    }
    value["doubtful"] = Value::Array(doubtful);
    value
}

/// A zone typed, pasted or swiped: as one read from a picture, `confidence` null, nothing doubtful.
pub fn of_lines<S: AsRef<str>>(lines: &[S], today: Date) -> Value {
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    let mrz = Mrz::parse(&lines).ok();
    json!({
        "format": mrz.as_ref().map(|mrz| mrz.layout().name),
        "lines": lines,
        "fields": mrz.as_ref().map(|mrz| fields(mrz, today)).unwrap_or_default(),
        "check_digits": mrz.as_ref().map(check_digits).unwrap_or_default(),
        "rules": mrz.as_ref().map(|mrz| broken_rules(mrz, today)).unwrap_or_default(),
        "confidence": Value::Null,
        "doubtful": [],
    })
}

fn fields(mrz: &Mrz, today: Date) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    for field in [Field::DocumentCode, Field::IssuingState] {
        put(field.name(), mrz.value(field).into());
    }
    let names = mrz.names();
    put("primary_identifier", names.primary_identifier.into());
    put("secondary_identifier", names.secondary_identifier.into());
    put("name_may_be_truncated", names.may_be_truncated.into());
    let others = [
        Field::DocumentNumber,
        Field::Nationality,
        Field::DateOfBirth,
        Field::Sex,
        Field::DateOfExpiry,
        Field::DateOfIssue,
        Field::OptionalData,
        Field::OptionalData2,
        Field::Authority,
    ];
    for field in others.into_iter().filter(|field| !mrz.spans(*field).is_empty()) {
        let is_date = matches!(field, Field::DateOfBirth | Field::DateOfExpiry);
        put(field.name(), if is_date { mrz.printed(field).into() } else { mrz.value(field).into() });
    }
    let iso = |date: Option<Date>| date.map(|date| date.to_string());
    let birth = mrz.date_of_birth().and_then(|date| date.as_birth(today));
    let expiry = mrz.date_of_expiry().and_then(|date: MrzDate| date.as_expiry(today, 15));
    put("iso_date_of_birth", iso(birth).into());
    put("iso_date_of_expiry", iso(expiry).into());
    fields
}

fn check_digits(mrz: &Mrz) -> Vec<Value> {
    let result = |is_right: bool, field: Field| match is_right {
        true => "successful",
        false if known_digit_deviation(mrz, field).is_some() => "undetermined",
        false => "failed",
    };
    let of = |digit: &engine::reading::mrz::CheckDigit| {
        json!({
            "field": digit.field.name(),
            "expected": digit.expected.to_string(),
            "found": digit.found.to_string(),
            "result": result(digit.is_right, digit.field),
        })
    };
    mrz.check_digits().iter().map(of).collect()
}

fn broken_rules(mrz: &Mrz, today: Date) -> Vec<Value> {
    let of = |finding: &engine::reading::mrz::RuleFinding| {
        json!({
            "field": finding.field.name(),
            "rule": finding.rule,
            "verdict": match finding.verdict {
                Verdict::Fault => "fault",
                Verdict::Undetermined => "undetermined",
                Verdict::Remark => "remark",
            },
            "expected": finding.expected,
            "found": finding.found,
            "paragraph": finding.paragraph,
            "explanation": mrz_words::rule(finding.rule),
        })
    };
    rules(mrz, today).iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_specimen_in_json() {
        let lines = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<11"];
        let value = of_lines(&lines, Date::new(2026, 1, 1).unwrap());
        assert_eq!(value["format"], "TD3");
        assert_eq!(value["fields"]["secondary_identifier"], "ANNA MARIA");
        assert_eq!(value["fields"]["iso_date_of_birth"], "1974-08-12");
        let composite = json!({ "field": "composite", "expected": "0", "found": "1", "result": "failed" });
        assert_eq!(value["check_digits"][4], composite);
        assert_eq!(value["rules"][0]["rule"], "specimen");
        let sentences = value["rules"].as_array().unwrap().iter().map(|rule| rule["explanation"].as_str().unwrap());
        assert!(sentences.into_iter().all(|sentence| sentence.contains(" ")));
    }

    #[test]
    fn lines_of_no_layout_are_shown_as_they_are() {
        let value = of_lines(&["P<UTO"], Date::new(2026, 1, 1).unwrap());
        assert_eq!(
            (&value["format"], &value["lines"][0], &value["fields"]),
            (&Value::Null, &json!("P<UTO"), &json!({}))
        );
    }
}
