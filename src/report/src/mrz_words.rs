//! English words for a machine readable zone, its fields and its rules.

use std::fmt::Write;

use engine::date::Date;
use engine::reading::mrz::{
    Field, Mrz, PassportKind, RuleFinding, Verdict, known_digit_deviation, passport_kind, rules, state_code,
};

use crate::words::spaced;

/// One sentence for a rule by its short name; the name itself for one without a sentence.
pub fn rule(name: &str) -> &str {
    RULES.iter().find(|(known, _)| *known == name).map_or(name, |(_, sentence)| sentence)
}

const RULES: &[(&str, &str)] = &[
    ("begins_with_filler", "The entry begins with a filler; entries begin at the left"),
    ("british_class_of_other_issuer", "A class of British nationality on a document of another issuer"),
    ("century_unclear", "The century of birth cannot be told: the holder may be a hundred years older"),
    ("code_for_issuer_only", "This code is for issuers, not for a nationality"),
    ("code_for_master_lists", "This code is for lists of certificates, not for documents"),
    ("code_for_nationality_only", "This code is for a nationality, not for an issuer"),
    ("date_characters", "A date has digits alone, or two fillers for a part of the birth date that is unknown"),
    ("digit_in_name", "A name has no digits"),
    ("document_code_first_letter", "The first letter does not go with the number and length of the lines"),
    ("document_code_not_allowed", "Documents of this size do not bear this code"),
    ("document_code_not_harmonised", "The second letter is of national use, not one of the common table"),
    ("document_code_second_is_letter", "The second character of the code is a letter or a filler"),
    ("document_code_second_letter_missing", "Passports issued from 2028 on have a second letter in their code"),
    ("empty", "The entry is empty"),
    ("expired", "The document has expired"),
    ("expires_before_birth", "The document expires before its holder is born"),
    ("expiry_is_known", "A date of expiry has no unknown parts"),
    ("germany_is_d", "Germany's code is D, filled up with two fillers"),
    ("goes_on_after_filling", "The entry goes on after the filling has begun"),
    ("line_length", "No layout has lines of this number and length"),
    ("names_joined_by_custom", "This issuer joins the names by one filler: they cannot be told apart"),
    ("nationality_blank_by_custom", "This issuer leaves the nationality blank"),
    ("no_nationality_in_national_passport", "A code for persons without nationality in a passport for nationals"),
    ("not_a_day", "The calendar has no such day"),
    ("primary_identifier_empty", "There is no primary identifier, as some issuers print it"),
    ("remarkable_age", "The holder would be uncommonly old"),
    ("repeated_letter", "A letter is repeated as fillers are"),
    ("second_separator", "There is more than one separator between primary and secondary identifier"),
    ("sex_letter", "The sex is M, F or a filler"),
    ("sex_x_is_for_the_visual_zone", "X is for the visual zone; the MRZ has a filler for it"),
    ("specimen", "The entry is that of a specimen"),
    ("state_code_deprecated", "The code is no longer in use"),
    ("state_code_form", "A State's code is three letters, or one to two with fillers after them"),
    ("state_code_outside", "The code is seen on documents but stands in no list"),
    ("state_code_unknown", "The code stands in no list; it may be newer than the list"),
];

/// A kind of passport in words.
pub fn kind(kind: PassportKind) -> &'static str {
    match kind {
        PassportKind::Ordinary => "ordinary passport",
        PassportKind::Emergency => "emergency travel document",
        PassportKind::Diplomatic => "diplomatic passport",
        PassportKind::Official => "official or service passport",
        PassportKind::Refugee => "refugee travel document",
        PassportKind::Alien => "alien's travel document",
        PassportKind::Stateless => "stateless person's travel document",
        PassportKind::LaissezPasser => "laissez-passer",
        PassportKind::Military => "military passport",
        PassportKind::SingleSheet => "emergency travel document of a single sheet",
    }
}

/// Whether a check digit is wrong without known cause, or a rule of the standard is broken.
pub fn has_discrepancy(mrz: &Mrz, today: Date) -> bool {
    let is_wrong =
        |digit: &engine::reading::mrz::CheckDigit| !digit.is_right && known_digit_deviation(mrz, digit.field).is_none();
    mrz.check_digits().iter().any(is_wrong) || rules(mrz, today).iter().any(|finding| finding.verdict == Verdict::Fault)
}

/// A zone for a terminal: the lines, each field with its check digit, then what the rules have to say.
pub fn as_text(mrz: &Mrz, today: Date) -> String {
    let mut text = String::new();
    for line in mrz.lines() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "\n{}", title(mrz, today));
    let names = mrz.names();
    for field in SHOWN.into_iter().filter(|field| !mrz.spans(*field).is_empty()) {
        let value = match field {
            Field::Name | Field::PrimaryIdentifier => {
                row(&mut text, "primary identifier", &names.primary_identifier, "");
                let cut = if names.may_be_truncated { "may be cut" } else { "" };
                row(&mut text, "secondary identifier", &names.secondary_identifier, cut);
                continue;
            }
            Field::DateOfBirth => date(mrz, field, mrz.date_of_birth().and_then(|date| date.as_birth(today))),
            Field::DateOfExpiry => date(mrz, field, mrz.date_of_expiry().and_then(|date| date.as_expiry(today, 15))),
            Field::IssuingState | Field::Nationality => state(&mrz.value(field)),
            Field::Composite => String::new(),
            _ => mrz.value(field),
        };
        row(&mut text, &spaced(field.name()), &value, &digit(mrz, field));
    }
    if mrz.check_digits().iter().any(|digit| digit.field == Field::Composite) {
        row(&mut text, "composite", "", &digit(mrz, Field::Composite));
    }
    let findings = rules(mrz, today);
    if !findings.is_empty() {
        text.push('\n');
    }
    for finding in &findings {
        let _ = writeln!(text, "{}", sentence(finding));
    }
    text
}

/// Fields in the order a person reads them.
const SHOWN: [Field; 12] = [
    Field::DocumentCode,
    Field::IssuingState,
    Field::Name,
    Field::PrimaryIdentifier,
    Field::DocumentNumber,
    Field::Nationality,
    Field::DateOfBirth,
    Field::Sex,
    Field::DateOfIssue,
    Field::DateOfExpiry,
    Field::OptionalData,
    Field::OptionalData2,
];

fn title(mrz: &Mrz, today: Date) -> String {
    let kind_of = passport_kind(&mrz.document_code(), &mrz.issuing_state(), mrz.date_of_expiry(), today).map(kind);
    match kind_of {
        Some(kind) => format!("{}, {kind}", mrz.layout().name),
        None => mrz.layout().name.to_owned(),
    }
}

fn state(code: &str) -> String {
    state_code(code).map_or_else(|| code.to_owned(), |state| format!("{code} ({})", state.name))
}

fn date(mrz: &Mrz, field: Field, day: Option<Date>) -> String {
    day.map_or_else(|| mrz.printed(field), |day| day.to_string())
}

fn digit(mrz: &Mrz, field: Field) -> String {
    let Some(digit) = mrz.check_digits().iter().find(|digit| digit.field == field) else { return String::new() };
    if digit.is_right {
        return format!("✓ check digit {}", digit.found);
    }
    let custom = known_digit_deviation(mrz, field).map_or("", |_| "; this issuer computes it in its own way");
    format!("✕ check digit {}, computed {}{custom}", digit.found, digit.expected)
}

fn row(text: &mut String, name: &str, value: &str, note: &str) {
    let row = format!("  {name:<22}{value:<34}{note}");
    let _ = writeln!(text, "{}", row.trim_end());
}

fn sentence(finding: &RuleFinding) -> String {
    let symbol = match finding.verdict {
        Verdict::Fault => '✕',
        Verdict::Undetermined => '?',
        Verdict::Remark => '·',
    };
    format!("{symbol} {}: {} ({})", spaced(finding.field.name()), rule(finding.rule), finding.paragraph)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_digit_and_a_broken_rule_are_said() {
        let lines = ["PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7402302X1204159ZE184226B<<<<<10"];
        let mrz = Mrz::parse(&lines).unwrap();
        let today = Date::new(2026, 1, 1).unwrap();
        let text = as_text(&mrz, today);
        for part in [
            "\nTD3, ordinary passport\n",
            "issuing state         UTO (Utopia",
            "date of birth         740230",
            "✕ check digit 2, computed",
            "✕ sex: X is for the visual zone",
            "· date of expiry: The document has expired",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(has_discrepancy(&mrz, today));
    }

    #[test]
    fn every_sentence_belongs_to_one_rule() {
        assert!(RULES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(rule("no_such_rule"), "no_such_rule");
    }
}
