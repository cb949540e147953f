//! People who do not exist, and what their passport says of them.

pub(crate) mod names;

use engine::date::Date;
use engine::model::NumberFormat;

use crate::design::ModelDesign;
use crate::dice::Dice;

/// Sex as the document gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// F.
    Female,
    /// M.
    Male,
    /// X in the VIZ, `<` in the MRZ.
    Unspecified,
}

/// A fictional holder with one passport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Surname, as in the VIZ.
    pub primary_identifier: String,
    /// Given names, as in the VIZ.
    pub secondary_identifier: String,
    /// Sex.
    pub sex: Sex,
    /// Date of birth.
    pub date_of_birth: Date,
    /// Place of birth.
    pub place_of_birth: String,
    /// Document number, no fillers.
    pub document_number: String,
    /// Personal number; empty where the State has none.
    pub personal_number: String,
    /// Date of issue.
    pub date_of_issue: Date,
    /// Date of expiry.
    pub date_of_expiry: Date,
    /// Issuing authority.
    pub authority: String,
    /// Seed of the face.
    pub face_seed: u64,
}

/// `n` holders of that model's passport; the first of them are the same whatever `n`.
pub fn holders(design: &ModelDesign, seed: u64, n: usize) -> Vec<Holder> {
    let model =
        crate::dice::mix(design.model.key.to_string().bytes().fold(7, |h, b| crate::dice::mix(h ^ u64::from(b))));
    (0..n).map(|i| holder(design, &mut Dice::new("holder", &[model, seed, i as u64]))).collect()
}

fn holder(design: &ModelDesign, dice: &mut Dice) -> Holder {
    let sex = match dice.unit() {
        u if u < 0.485 => Sex::Female,
        u if u < 0.97 => Sex::Male,
        _ => Sex::Unspecified,
    };
    let date_of_issue = issue_date(design, dice);
    let validity = design.model.validity_years.first().copied().unwrap_or(10);
    let date_of_birth = day(date_of_issue.year() - 18 - dice.below(60) as i32, dice);
    let serial = dice.below(900) + 100;
    let personal_number = personal_number(design, date_of_birth, sex, serial);
    Holder {
        primary_identifier: names::primary(design.tongue, dice),
        secondary_identifier: names::secondary(design.tongue, sex, dice),
        sex,
        date_of_birth,
        place_of_birth: names::place(design.tongue, dice),
        document_number: number(design.model.number_formats.first(), dice),
        personal_number,
        date_of_issue,
        date_of_expiry: years_later(date_of_issue, i32::from(validity)),
        authority: dice.pick(design.authorities).to_string(),
        face_seed: dice.bits(),
    }
}

/// A day of that year, never past the 28th.
fn day(year: i32, dice: &mut Dice) -> Date {
    date(year, 1 + dice.below(12) as u8, 1 + dice.below(28) as u8)
}

/// The day, which must exist.
fn date(year: i32, month: u8, day: u8) -> Date {
    let Some(date) = Date::new(year, month, day) else { unreachable!("days 1 to 28 exist in every month") };
    date
}

/// The same day so many years on, a day earlier where the year has no 29 February.
pub(crate) fn years_later(from: Date, years: i32) -> Date {
    let year = from.year() + years;
    Date::new(year, from.month(), from.day()).unwrap_or_else(|| date(year, from.month(), 28))
}

/// A day on which this model was issued, and whose validity runs beyond 2026.
fn issue_date(design: &ModelDesign, dice: &mut Dice) -> Date {
    let bound = |text: &Option<String>| text.as_deref().and_then(Date::parse);
    let first = bound(&design.model.first_issued).unwrap_or(date(2015, 1, 1));
    let last = bound(&design.model.last_issued).unwrap_or(date(2026, 9, 28));
    for _ in 0..200 {
        let day = day(first.year() + dice.below((last.year() - first.year() + 1) as usize) as i32, dice);
        if first <= day && day <= last {
            return day;
        }
    }
    last
}

/// A number of that form.
pub(crate) fn number(form: Option<&NumberFormat>, dice: &mut Dice) -> String {
    let form = form.map_or("999999999", |f| f.0.as_str());
    form.chars()
        .map(|c| match c {
            // Letters that are not taken for digits, as issuers choose them.
            'A' => char::from(*dice.pick(b"ABCDEFGHJKLMNPRTUVXY")),
            '9' => char::from(b'0' + dice.below(10) as u8),
            '*' => char::from(*dice.pick(b"0123456789ACEFHJKLMNPRTVWXY")),
            other => other,
        })
        .collect()
}

fn personal_number(design: &ModelDesign, birth: Date, sex: Sex, serial: usize) -> String {
    let day = crate::mrz::yymmdd(birth);
    let sex_digit = if sex == Sex::Female { 4 } else { 3 };
    match design.personal_number {
        PersonalNumber::None => String::new(),
        PersonalNumber::BirthAndSerial => format!("{day}{serial:03}"),
        PersonalNumber::SexBirthSerial => format!("{sex_digit}{day}{serial:03}{}", crate::mrz::digit(&day)),
    }
}

/// How a State numbers its people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalNumber {
    /// It does not.
    None,
    /// Date of birth and three digits.
    BirthAndSerial,
    /// A digit for the sex and century, date of birth, three digits and a check digit.
    SexBirthSerial,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn holders_are_many_and_fit_their_model() {
        for design in crate::design::models() {
            let people = holders(&design, 1, 40);
            let numbers: BTreeSet<_> = people.iter().map(|h| h.document_number.clone()).collect();
            assert_eq!(numbers.len(), 40);
            assert!(people.iter().all(|h| design.model.number_formats.iter().any(|f| f.matches(&h.document_number))));
            assert!(people.iter().all(|h| h.date_of_birth < h.date_of_issue && h.date_of_issue < h.date_of_expiry));
            let lines = people.iter().flat_map(|h| crate::mrz::td3_lines(&design.model.key.issuing_state, h));
            assert!(lines.into_iter().all(|line| line.len() == 44));
        }
    }

    #[test]
    fn more_holders_leave_the_first_as_they_were() {
        let design = &crate::design::models()[0];
        assert_eq!(holders(design, 3, 5)[..], holders(design, 3, 9)[..5]);
    }
}
