//! What Doc 9303 asks of each field beyond its check digit, and what is legal but worth a look.
//!
//! Three verdicts are kept apart: a fault breaks a rule of the standard, a remark breaks none, undetermined means that
//! the rule cannot tell (a State code that is in no list may be newer than the list).

mod codes;
mod dates;
mod names;

use super::field::{Field, Span};
use super::parse::Mrz;
use crate::date::Date;

/// What a rule says of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The standard is broken.
    Fault,
    /// The rule cannot tell.
    Undetermined,
    /// Legal, but worth a look.
    Remark,
}

/// One rule that has something to say of one field.
#[derive(Clone, PartialEq, Eq)]
pub struct RuleFinding {
    /// The field.
    pub field: Field,
    /// Short name of the rule, such as `not_a_day`.
    pub rule: &'static str,
    /// What it comes to.
    pub verdict: Verdict,
    /// What the standard wants, where that can be said in the zone's own characters; else empty.
    pub expected: String,
    /// What is printed.
    pub found: String,
    /// The paragraph, such as `Doc 9303-3 §4.8`.
    pub paragraph: &'static str,
    /// Where it is printed.
    pub spans: Vec<Span>,
}

impl RuleFinding {
    fn of(mrz: &Mrz, field: Field, verdict: Verdict, rule: &'static str, paragraph: &'static str) -> Self {
        Self {
            field,
            rule,
            verdict,
            expected: String::new(),
            found: mrz.printed(field),
            paragraph,
            spans: mrz.spans(field),
        }
    }

    fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }
}

/// Says the rule and the field, never what is printed.
impl std::fmt::Debug for RuleFinding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RuleFinding({:?}: {} {}, {})", self.verdict, self.field.name(), self.rule, self.paragraph)
    }
}

/// All that the rules have to say, in the order of the fields; nothing for a zone without fault or peculiarity.
/// Check digits are not among it: they stand in [`Mrz::check_digits`].
pub fn rules(mrz: &Mrz, today: Date) -> Vec<RuleFinding> {
    let mut findings = Vec::new();
    codes::document_code(mrz, today, &mut findings);
    codes::issuing_state(mrz, &mut findings);
    names::name(mrz, &mut findings);
    document_number(mrz, &mut findings);
    codes::nationality(mrz, &mut findings);
    dates::date_of_birth(mrz, today, &mut findings);
    sex(mrz, &mut findings);
    dates::date_of_expiry(mrz, today, &mut findings);
    findings
}

const LEFT_ALIGNED: &str = "Doc 9303-3 §4.10";

fn document_number(mrz: &Mrz, findings: &mut Vec<RuleFinding>) {
    let field = Field::DocumentNumber;
    let printed = mrz.printed(field);
    if printed.is_empty() {
        return;
    }
    if mrz.value(field).is_empty() {
        findings.push(RuleFinding::of(mrz, field, Verdict::Fault, "empty", LEFT_ALIGNED));
    } else if printed.starts_with('<') {
        findings.push(RuleFinding::of(mrz, field, Verdict::Fault, "begins_with_filler", LEFT_ALIGNED));
    } else if printed.chars().all(|c| c == '0' || c == '<') {
        findings.push(RuleFinding::of(mrz, field, Verdict::Remark, "specimen", "BSI TR-03135-1 §5.8.1"));
    }
}

/// M, F or a filler; X stands for a filler in the visual inspection zone alone.
fn sex(mrz: &Mrz, findings: &mut Vec<RuleFinding>) {
    let rule = match mrz.sex() {
        None | Some('M' | 'F' | '<') => return,
        Some('X') => "sex_x_is_for_the_visual_zone",
        Some(_) => "sex_letter",
    };
    let paragraph = match mrz.layout().name {
        "TD1" => "Doc 9303-5 §4.2.2",
        "TD2" => "Doc 9303-6 §4.2.2",
        "MRVA" | "MRVB" => "Doc 9303-7 §4.2.2",
        _ => "Doc 9303-4 §4.2.2 note p",
    };
    findings.push(RuleFinding::of(mrz, Field::Sex, Verdict::Fault, rule, paragraph).expecting("<"));
}
