//! The machine readable zone by the rules of Doc 9303: conformance strings, and properties that hold for any text.

use engine::date::Date;
use engine::reading::mrz::{
    Mrz, MrzDate, MrzFields, MrzFormat, Names, Verdict, check_digit::check_digit, rules, typed_lines,
};
use proptest::prelude::*;
use serde_json::Value;

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

fn lines_of(case: &Value) -> Vec<String> {
    case["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

fn wrong_digits(mrz: &Mrz) -> Vec<&'static str> {
    mrz.check_digits().iter().filter(|digit| !digit.is_right).map(|digit| digit.field.name()).collect()
}

/// What is wrong with the judgement of one conformance string; `None` where it is as expected.
fn complaint(case: &Value) -> Option<String> {
    let mrz = Mrz::parse(&lines_of(case)).ok()?;
    let findings = rules(&mrz, today());
    let is_accepted =
        wrong_digits(&mrz).is_empty() && findings.iter().all(|finding| finding.verdict == Verdict::Remark);
    if mrz.layout().name != case["format"].as_str()? {
        return Some(format!("taken for {}", mrz.layout().name));
    }
    let expected = match case["expect"].as_str()? {
        "legal" => return (!is_accepted).then(|| format!("{:?} {findings:?}", wrong_digits(&mrz))),
        "wrong_check_digit" => {
            let expected: Vec<&str> = case["wrong"].as_array()?.iter().filter_map(Value::as_str).collect();
            return (wrong_digits(&mrz) != expected).then(|| format!("{:?}", wrong_digits(&mrz)));
        }
        "remark" if !is_accepted => return Some(format!("not accepted: {:?} {findings:?}", wrong_digits(&mrz))),
        _ => &case["finding"],
    };
    let is_expected = findings.iter().any(|finding| {
        format!("{:?}", finding.verdict).to_lowercase() == expected["verdict"]
            && finding.field.name() == expected["field"]
            && finding.rule == expected["rule"]
            && finding.paragraph.contains('§')
    });
    (!is_expected).then(|| format!("{findings:?}"))
}

#[test]
fn conformance_strings_are_judged_as_the_standard_has_them() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("mrz/conformance.json")).unwrap();
    let n_of = |expect: &str| cases.iter().filter(|case| case["expect"] == expect).count();
    assert_eq!([n_of("legal"), n_of("remark"), n_of("wrong_check_digit"), n_of("fault")], [72, 12, 13, 19]);
    let complaints: Vec<String> =
        cases.iter().filter_map(|case| Some(format!("{}: {}", case["shows"], complaint(case)?))).collect();
    assert_eq!(complaints, Vec::<String>::new());
    assert!(cases.iter().all(|case| Mrz::parse(&lines_of(case)).is_ok()));
}

#[test]
fn every_rule_has_a_sentence() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("mrz/conformance.json")).unwrap();
    for case in &cases {
        for finding in rules(&Mrz::parse(&lines_of(case)).unwrap(), today()) {
            assert_ne!(report::mrz_words::rule(finding.rule), finding.rule);
        }
    }
}

#[test]
fn one_changed_character_never_keeps_all_check_digits_unless_its_value_is_the_same() {
    let lines = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
    let value = |c: char| check_digit([c]).unwrap();
    for column in (0..10).chain(13..20).chain(21..44) {
        for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<".chars() {
            let mut changed: Vec<char> = lines[1].chars().collect();
            let is_same_value = value(changed[column]) == value(c);
            changed[column] = c;
            let changed: String = changed.into_iter().collect();
            let is_digit_place = [9, 19, 27, 42, 43].contains(&column);
            let is_right = wrong_digits(&Mrz::parse(&[lines[0], &changed]).unwrap()).is_empty();
            assert_eq!(is_right, if is_digit_place { changed == lines[1] } else { is_same_value }, "{column} {c}");
        }
    }
}

fn name_part() -> impl Strategy<Value = String> {
    prop::collection::vec("[A-Z]{1,6}", 1..3).prop_map(|components| components.join(" "))
}

fn date() -> impl Strategy<Value = MrzDate> {
    "[0-9]{6}|[0-9]{4}<<|[0-9]{2}<<<<|<<<<<<".prop_map(|text| MrzDate::of(&text).unwrap())
}

fn fields() -> impl Strategy<Value = MrzFields> {
    let codes = ("[A-Z]{3}", "[A-Z]{3}|D", "[MF<]");
    let names = (name_part(), prop_oneof![Just(String::new()), name_part()]);
    (codes, names, "[A-Z0-9]{1,9}", "([A-Z0-9]([A-Z0-9<]{0,5}[A-Z0-9])?)?", date(), "[0-9]{6}").prop_map(
        |((issuing_state, nationality, sex), (primary, secondary), number, optional, date_of_birth, expiry)| {
            MrzFields {
                document_code: String::new(),
                issuing_state,
                names: Names { primary_identifier: primary, secondary_identifier: secondary, may_be_truncated: false },
                document_number: number,
                nationality,
                date_of_birth,
                sex: sex.chars().next().unwrap(),
                date_of_expiry: MrzDate::of(&expiry).unwrap(),
                optional_data: optional,
                optional_data_2: String::new(),
            }
        },
    )
}

/// Prints, takes apart, prints again.
fn round_trip(mut fields: MrzFields, format: MrzFormat, document_code: &str) {
    fields.document_code = document_code.to_owned();
    let (n_lines, length) = format.shape();
    let name_length = if format == MrzFormat::Td1 { 30 } else { length - 5 };
    fields.names.may_be_truncated = !fields.names.to_field(name_length).ends_with('<');
    let lines = fields.print(format).unwrap();
    assert!(lines.len() == n_lines && lines.iter().all(|line| line.len() == length));
    let mrz = Mrz::parse(&lines).unwrap();
    assert_eq!(mrz.format(), Some(format));
    assert_eq!(wrong_digits(&mrz), Vec::<&str>::new());
    let again = MrzFields::of(&mrz).unwrap();
    assert!(again == fields, "{lines:?}");
    assert_eq!(again.print(format).unwrap(), lines);
}

proptest! {
    #[test]
    fn a_printed_passport_says_what_was_printed(fields in fields()) {
        round_trip(fields, MrzFormat::Td3, "P");
    }

    #[test]
    fn a_printed_card_says_what_was_printed(fields in fields(), optional in "([A-Z0-9]([A-Z0-9<]{0,9}[A-Z0-9])?)?") {
        round_trip(MrzFields { optional_data_2: optional, ..fields }, MrzFormat::Td1, "ID");
    }

    #[test]
    fn a_printed_document_of_two_short_lines_says_what_was_printed(fields in fields()) {
        round_trip(fields, MrzFormat::Td2, "I");
    }

    #[test]
    fn a_printed_visa_says_what_was_printed(fields in fields()) {
        round_trip(fields.clone(), MrzFormat::MrvA, "V");
        round_trip(fields, MrzFormat::MrvB, "VC");
    }

    #[test]
    fn a_number_too_long_for_its_field_says_what_was_printed(
        fields in fields(), card in "[A-Z0-9]{10,22}", page in "[A-Z0-9]{10,14}"
    ) {
        let fields = MrzFields { optional_data: String::new(), ..fields };
        round_trip(MrzFields { document_number: card, ..fields.clone() }, MrzFormat::Td1, "ID");
        round_trip(MrzFields { document_number: page, ..fields }, MrzFormat::Td2, "I");
    }

    #[test]
    fn no_text_makes_it_panic(lines in prop::collection::vec(".{0,50}", 0..4)) {
        if let Ok(mrz) = Mrz::parse(&lines) {
            rules(&mrz, today());
        }
        typed_lines(&lines.join("\n"));
    }

    #[test]
    fn no_zone_makes_it_panic(
        text in prop_oneof!["[A-Z0-9<]{90}", "[A-Z0-9<]{88}", "[A-Z0-9<]{72}", "IDFRA[A-Z0-9<]{67}", "[0-9<]{72}", "<{88}"],
        year in 1900..2100_i32
    ) {
        let mrz = Mrz::parse(&typed_lines(&text)).unwrap();
        rules(&mrz, Date::new(year, 2, 28).unwrap());
        let fields = MrzFields::of(&mrz);
        fields.and_then(|fields| fields.print(mrz.format()?));
        let shown = format!("{mrz:?} {:?}", mrz.check_digits());
        prop_assert!(!shown.contains(&text[10..20]), "{shown}");
    }
}
