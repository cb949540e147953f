//! Rules for the document code, the issuing State and the nationality.

use super::{RuleFinding, Verdict};
use crate::date::Date;
use crate::reading::mrz::document_codes::is_harmonised;
use crate::reading::mrz::field::Field;
use crate::reading::mrz::national::{Departure, known_deviation};
use crate::reading::mrz::parse::Mrz;
use crate::reading::mrz::state_codes::{Part, state_code};

/// First letter by layout, with the paragraph.
const FIRST_LETTERS: [(&str, &str, &str); 5] = [
    ("TD1", "ACI", "Doc 9303-5 §4.2.2"),
    ("TD2", "ACI", "Doc 9303-6 §4.2.2"),
    ("TD3", "P", "Doc 9303-4 §4.2.2"),
    ("MRVA", "V", "Doc 9303-7 §4.2.2"),
    ("MRVB", "V", "Doc 9303-7"),
];

/// Codes that a layout must not carry. Doc 9303-5 and -6 §4.2.2, note k: no `V` in the second place, no `AI` on TD1,
/// `AC` for crew member certificates on TD1 alone.
const FORBIDDEN: [(&str, &str, &str); 8] = [
    ("TD1", "AV", "Doc 9303-5 §4.2.2 note k"),
    ("TD1", "CV", "Doc 9303-5 §4.2.2 note k"),
    ("TD1", "IV", "Doc 9303-5 §4.2.2 note k"),
    ("TD1", "AI", "Doc 9303-5 §4.2.2 note k"),
    ("TD2", "AV", "Doc 9303-6 §4.2.2 note k"),
    ("TD2", "CV", "Doc 9303-6 §4.2.2 note k"),
    ("TD2", "IV", "Doc 9303-6 §4.2.2 note k"),
    ("TD2", "AC", "Doc 9303-6 §4.2.2 note k"),
];

/// A passport that expires in this year or later was issued when the second letter was mandatory: from 1 January 2028,
/// for ten years at most. Doc 9303-4 §4.4.
const SECOND_LETTER_EXPIRES_FROM: i32 = 2038;

pub(super) fn document_code(mrz: &Mrz, today: Date, findings: &mut Vec<RuleFinding>) {
    let field = Field::DocumentCode;
    let printed = mrz.printed(field);
    let mut characters = printed.chars();
    let (Some(first), Some(second)) = (characters.next(), characters.next()) else { return };
    let Some((layout, letters, paragraph)) = FIRST_LETTERS.iter().find(|(layout, ..)| *layout == mrz.layout().name)
    else {
        return;
    };
    let mut push = |verdict, rule, paragraph, expected: &str| {
        findings.push(RuleFinding::of(mrz, field, verdict, rule, paragraph).expecting(expected));
    };
    if !letters.contains(first) {
        return push(Verdict::Fault, "document_code_first_letter", paragraph, letters);
    }
    if let Some((.., paragraph)) = FORBIDDEN.iter().find(|(of, code, _)| of == layout && *code == printed) {
        return push(Verdict::Fault, "document_code_not_allowed", paragraph, "");
    }
    // Cards do have digits there: the American permanent resident card is C1.
    if second.is_ascii_digit() && !matches!(*layout, "TD1" | "TD2") {
        return push(Verdict::Fault, "document_code_second_is_letter", paragraph, "");
    }
    if *layout != "TD3" {
        return;
    }
    if second == '<' {
        let expiry = mrz.date_of_expiry().and_then(|date| date.as_expiry(today, 15));
        if expiry.is_some_and(|day| SECOND_LETTER_EXPIRES_FROM <= day.year()) {
            push(Verdict::Remark, "document_code_second_letter_missing", "Doc 9303-4 §4.4", "");
        }
    } else if !is_harmonised(second) {
        push(Verdict::Remark, "document_code_not_harmonised", "Doc 9303-4 §4.4", "");
    }
}

pub(super) fn issuing_state(mrz: &Mrz, findings: &mut Vec<RuleFinding>) {
    state(mrz, Field::IssuingState, findings);
}

pub(super) fn nationality(mrz: &Mrz, findings: &mut Vec<RuleFinding>) {
    let field = Field::Nationality;
    if mrz.printed(field) == "<<<" && known_deviation(mrz, Departure::BlankNationality).is_some() {
        findings.push(RuleFinding::of(
            mrz,
            field,
            Verdict::Remark,
            "nationality_blank_by_custom",
            "BSI TR-03135-1 §5.8.1",
        ));
        return;
    }
    state(mrz, field, findings);
    let (issuer, nationality) = (mrz.issuing_state(), mrz.nationality());
    let part = state_code(&nationality).map(|state| state.part);
    if part == Some(Part::BritishClass) && !is_british(&issuer) {
        findings.push(RuleFinding::of(
            mrz,
            field,
            Verdict::Remark,
            "british_class_of_other_issuer",
            "Doc 9303-3 §5 Part A",
        ));
    }
    let is_for_citizens = matches!(mrz.document_code().as_str(), "PP" | "PD" | "PO" | "PM");
    if part == Some(Part::NoNationality) && is_for_citizens {
        findings.push(RuleFinding::of(
            mrz,
            field,
            Verdict::Remark,
            "no_nationality_in_national_passport",
            "Doc 9303-3 §5 Part E",
        ));
    }
}

/// The United Kingdom, its overseas territories and Crown dependencies, and the special administrative region of old.
fn is_british(issuer: &str) -> bool {
    const BRITISH: [&str; 18] = [
        "AIA", "BMU", "CYM", "FLK", "GBD", "GBR", "GGY", "GIB", "HKG", "IMN", "IOT", "JEY", "MSR", "PCN", "SGS", "SHN",
        "TCA", "VGB",
    ];
    BRITISH.binary_search(&issuer).is_ok()
}

fn state(mrz: &Mrz, field: Field, findings: &mut Vec<RuleFinding>) {
    const FORM: &str = "Doc 9303-3 §5";
    let printed = mrz.printed(field);
    let code = printed.trim_end_matches('<');
    if printed.is_empty() {
        return;
    }
    let is_issuer = field == Field::IssuingState;
    let mut push = |verdict, rule, paragraph, expected: &str| {
        findings.push(RuleFinding::of(mrz, field, verdict, rule, paragraph).expecting(expected));
    };
    if code.is_empty() || !code.chars().all(|c| c.is_ascii_uppercase()) {
        return push(Verdict::Fault, "state_code_form", FORM, "");
    }
    let Some(state) = state_code(code) else {
        return push(Verdict::Undetermined, "state_code_unknown", FORM, "");
    };
    match state.part {
        // Third States do print DEU for a German's nationality, and are not the bearer's fault.
        Part::NotUsed if is_issuer || mrz.issuing_state() == code => {
            push(Verdict::Fault, "germany_is_d", "Doc 9303-3 §5 Part A", "D<<")
        }
        Part::NotUsed => push(Verdict::Remark, "germany_is_d", "Doc 9303-3 §5 Part A", "D<<"),
        Part::BritishClass if is_issuer => {
            push(Verdict::Fault, "code_for_nationality_only", "Doc 9303-3 §5 Part A", "")
        }
        Part::NoNationality if is_issuer => {
            push(Verdict::Fault, "code_for_nationality_only", "Doc 9303-3 §5 Part E", "")
        }
        Part::EuropeanUnion if !is_issuer => push(Verdict::Remark, "code_for_issuer_only", "Doc 9303-3 §5 Part B", ""),
        Part::Organisation if !is_issuer => push(Verdict::Remark, "code_for_issuer_only", "Doc 9303-3 §5 Part D", ""),
        Part::Deprecated => push(Verdict::Remark, "state_code_deprecated", "Doc 9303-3 §5 Part F", ""),
        Part::Specimen => push(Verdict::Remark, "specimen", "Doc 9303-3 §5 Part G", ""),
        Part::MasterList => push(Verdict::Remark, "code_for_master_lists", "Doc 9303-3 §5 Part H", ""),
        Part::Outside => push(Verdict::Remark, "state_code_outside", FORM, ""),
        _ => {}
    }
}
