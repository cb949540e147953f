//! Rules for the name field. Doc 9303-3 §4.6 and §4.10, Doc 9303-4 §4.2.3.

use super::{LEFT_ALIGNED, RuleFinding, Verdict};
use crate::reading::mrz::field::Field;
use crate::reading::mrz::national::{Departure, known_deviation};
use crate::reading::mrz::parse::Mrz;

const NAMES: &str = "Doc 9303-3 §4.6";

/// No name has a letter this often in a row; fillers read or printed as letters do.
const REPEATED_LETTERS: usize = 4;

/// Components that stand on specimens in place of a name.
const SPECIMEN_NAMES: [&str; 7] = ["ESPECIMEN", "MUSTER", "MUSTERMANN", "SPECIMEN", "VOID", "VZOR", "VZOREC"];

pub(super) fn name(mrz: &Mrz, findings: &mut Vec<RuleFinding>) {
    for field in [Field::Name, Field::PrimaryIdentifier, Field::SecondaryIdentifier] {
        let printed = mrz.printed(field);
        if printed.is_empty() {
            continue;
        }
        if mrz.value(field).is_empty() {
            if field != Field::SecondaryIdentifier {
                findings.push(RuleFinding::of(mrz, field, Verdict::Fault, "empty", NAMES));
            }
            continue;
        }
        characters(mrz, field, &printed, findings);
        if field == Field::Name {
            separators(mrz, &printed, findings);
        }
    }
    let names = mrz.names();
    let mut components = names.primary_identifier.split(' ').chain(names.secondary_identifier.split(' '));
    if components.any(|component| SPECIMEN_NAMES.contains(&component)) {
        let field = if mrz.spans(Field::Name).is_empty() { Field::PrimaryIdentifier } else { Field::Name };
        findings.push(RuleFinding::of(mrz, field, Verdict::Remark, "specimen", "BSI TR-03135-1 §5.8.1"));
    }
}

fn characters(mrz: &Mrz, field: Field, printed: &str, findings: &mut Vec<RuleFinding>) {
    let mut push = |rule, paragraph| findings.push(RuleFinding::of(mrz, field, Verdict::Fault, rule, paragraph));
    if printed.chars().any(|c| c.is_ascii_digit()) {
        push("digit_in_name", NAMES);
    }
    let letters: Vec<char> = printed.chars().collect();
    let is_run = |run: &[char]| run.iter().all(|c| c.is_ascii_uppercase() && run.first() == Some(c));
    if letters.windows(REPEATED_LETTERS).any(is_run) {
        push("repeated_letter", LEFT_ALIGNED);
    }
}

/// One `<<` between the identifiers, one `<` between components, and nothing after the filling has begun.
fn separators(mrz: &Mrz, printed: &str, findings: &mut Vec<RuleFinding>) {
    let mut push =
        |verdict, rule, paragraph| findings.push(RuleFinding::of(mrz, Field::Name, verdict, rule, paragraph));
    let name = printed.trim_end_matches('<');
    let n_leading = name.len() - name.trim_start_matches('<').len();
    match n_leading {
        0 => {}
        2 => push(Verdict::Remark, "primary_identifier_empty", "Doc 9303-4 §4.2.3"),
        _ => push(Verdict::Fault, "begins_with_filler", LEFT_ALIGNED),
    }
    let gaps = gaps(name.trim_start_matches('<'));
    let n_separators = gaps.iter().filter(|&&gap| gap == 2).count() + usize::from(n_leading == 2);
    if gaps.iter().any(|&gap| 2 < gap) {
        push(Verdict::Fault, "goes_on_after_filling", LEFT_ALIGNED);
    } else if 1 < n_separators {
        push(Verdict::Remark, "second_separator", NAMES);
    }
    if n_separators == 0 && known_deviation(mrz, Departure::JoinedNames).is_some() {
        push(Verdict::Remark, "names_joined_by_custom", "BSI TR-03135-1 §5.8.1");
    }
}

/// Lengths of the runs of fillers between letters.
fn gaps(name: &str) -> Vec<usize> {
    let mut gaps = Vec::new();
    let mut gap = 0;
    for c in name.chars() {
        if c == '<' {
            gap += 1;
        } else if 0 < gap {
            gaps.push(gap);
            gap = 0;
        }
    }
    gaps
}
