//! Rules for the two dates. Doc 9303-3 §4.8; the century, of which it says nothing, by BSI TR-03135-1 §5.7.1.

use super::{RuleFinding, Verdict};
use crate::date::Date;
use crate::reading::mrz::field::Field;
use crate::reading::mrz::mrz_date::DateParts;
use crate::reading::mrz::parse::Mrz;

const DATES: &str = "Doc 9303-3 §4.8";
const CENTURY: &str = "BSI TR-03135-1 §5.7.1";

/// Years after today within which a date of expiry is taken for one to come. BSI TR-03135-1 §5.7.1.
pub(crate) const EXPIRY_SPAN_YEARS: i32 = 15;

/// Age in years up to which the century of birth stays open: the holder may be so old, or a hundred years younger.
const OLDEST_HOLDER_YEARS: i32 = 110;

/// Age in years from which a date of birth is worth a second look.
const REMARKABLE_AGE_YEARS: i32 = 95;

pub(super) fn date_of_birth(mrz: &Mrz, today: Date, findings: &mut Vec<RuleFinding>) {
    let field = Field::DateOfBirth;
    let Some(date) = mrz.date_of_birth() else { return };
    let mut push = |verdict, rule, paragraph| findings.push(RuleFinding::of(mrz, field, verdict, rule, paragraph));
    match date.parts() {
        DateParts::Malformed => return push(Verdict::Fault, "date_characters", DATES),
        _ if !date.is_a_day() => return push(Verdict::Fault, "not_a_day", DATES),
        _ => {}
    }
    let Some(birth) = date.as_birth(today) else { return };
    let age = today.year() - birth.year() - i32::from((today.month(), today.day()) < (birth.month(), birth.day()));
    if age + 100 <= OLDEST_HOLDER_YEARS {
        push(Verdict::Remark, "century_unclear", CENTURY);
    } else if REMARKABLE_AGE_YEARS <= age {
        push(Verdict::Remark, "remarkable_age", CENTURY);
    }
}

pub(super) fn date_of_expiry(mrz: &Mrz, today: Date, findings: &mut Vec<RuleFinding>) {
    let field = Field::DateOfExpiry;
    let Some(date) = mrz.date_of_expiry() else { return };
    let mut push = |verdict, rule, paragraph| findings.push(RuleFinding::of(mrz, field, verdict, rule, paragraph));
    match date.parts() {
        DateParts::Malformed => return push(Verdict::Fault, "date_characters", DATES),
        DateParts::Unknown | DateParts::Partial { .. } => return push(Verdict::Fault, "expiry_is_known", DATES),
        DateParts::Whole { .. } if !date.is_a_day() => return push(Verdict::Fault, "not_a_day", DATES),
        DateParts::Whole { .. } => {}
    }
    let Some(expiry) = date.as_expiry(today, EXPIRY_SPAN_YEARS) else { return };
    if expiry < today {
        push(Verdict::Remark, "expired", CENTURY);
    }
    let birth = mrz.date_of_birth().and_then(|date| date.as_birth(today));
    if birth.is_some_and(|birth| expiry < birth) {
        push(Verdict::Remark, "expires_before_birth", CENTURY);
    }
}
