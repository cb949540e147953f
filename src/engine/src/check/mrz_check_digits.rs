//! Whether one check digit of the machine readable zone agrees with what it covers.
//!
//! Standard: Doc 9303-3 §4.9, 9303-4 to -7 §4.2.4; BSI TR-03135-1 §5.5.4.1.1. A routine for each digit, named by its zone:
//! `document_number`, `date_of_birth`, `date_of_expiry`, `optional_data`, `composite`.
//! Looks at: the characters as read; weights 7-3-1, modulus 10. A filler stands for the digit of empty optional data.
//! Margin: none; a digit agrees or does not. Where one of the characters is doubtful a digit that does not agree is
//! undetermined: the picture is to be looked at, not the document. So it is where the issuer is known to compute the
//! digit in another way. A layout without that digit does not support it: a card has none for its optional data, a
//! visa no composite.
//! Passes wrongly: two changes that cancel; characters of one value, such as K for a filler, G for 6, S for 8; any
//! change of name, sex or nationality, which no digit covers.
//! Fails wrongly: an issuer that computes digits wrongly or prints a constant (BSI TR-03135-1 §5.8.1); a character read
//! wrongly though the reader was sure.

use super::mrz_entry::MrzEntry;
use super::{Aborted, Case, Detail, Judgement, Outcome};
use crate::catalog::{CheckGroup, CheckRoutine, Weight};
use crate::reading::mrz::{Field, known_digit_deviation};

/// The digits with the last block of their routine's UUID.
const DIGITS: [(Field, &str); 5] = [
    (Field::DocumentNumber, "6d727a636401"),
    (Field::DateOfBirth, "6d727a636402"),
    (Field::DateOfExpiry, "6d727a636403"),
    (Field::OptionalData, "6d727a636404"),
    (Field::Composite, "6d727a636405"),
];

/// One routine for each digit, for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    DIGITS.iter().map(|(field, node)| routine(*field, node)).collect()
}

fn routine(field: Field, node: &str) -> CheckRoutine {
    CheckRoutine {
        group: CheckGroup::MrzConsistency,
        weight: Weight::Mandatory,
        zone: Some(field.name().to_owned()),
        ..CheckRoutine::of_any_document(&format!("3c9f4b0e-52a1-5d6e-8f27-{node}"), "mrz_check_digits")
    }
}

/// The digit the routine's zone names, computed and printed.
///
/// # Errors
/// [`Aborted::NotRead`] without a zone of a known layout.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let entry = MrzEntry::of(case)?;
    let mrz = entry.fields()?;
    let of_zone = |field: Field| routine.zone.as_deref() == Some(field.name());
    let Some(digit) = mrz.check_digits().iter().find(|digit| of_zone(digit.field)) else {
        return Ok(Judgement::plain(Outcome::NotSupported, Vec::new(), Detail::None));
    };
    let is_open = || {
        entry.is_doubtful(&digit.over)
            || entry.is_doubtful(&[digit.at])
            || known_digit_deviation(mrz, digit.field).is_some()
    };
    let outcome = match digit.is_right {
        true => Outcome::Successful,
        false if is_open() => Outcome::Undetermined,
        false => Outcome::Failed,
    };
    // The composite covers nearly all: its own cell says more than half a page.
    let shown =
        if digit.field == Field::Composite { vec![digit.at] } else { [digit.over.as_slice(), &[digit.at]].concat() };
    let detail = Detail::CheckDigit { field: digit.field.name(), expected: digit.expected, found: digit.found };
    Ok(Judgement::plain(outcome, entry.places(&shown), detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;

    const NAME: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const DATA: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn page(lines: &[&str]) -> DrawnPage {
        let mut page = DrawnPage::new(4.0);
        page.draw_mrz(lines, [30; 3], None);
        page
    }

    fn check(page: &DrawnPage) -> Vec<Result<Outcome, Aborted>> {
        let of = |routine: &CheckRoutine| page.judge_by(run, routine).map(|judgement| judgement.outcome);
        without_model().iter().map(of).collect()
    }

    #[test]
    fn digits_of_a_specimen_agree() {
        assert_eq!(check(&page(&[NAME, DATA])), vec![Ok(Outcome::Successful); 5]);
    }

    #[test]
    fn a_changed_birth_date_fails_its_digit_and_the_composite() {
        use Outcome::{Failed, Successful};
        let page = page(&[NAME, &DATA.replace("740812", "750812")]);
        assert_eq!(check(&page), [Successful, Failed, Successful, Successful, Failed].map(Ok));
        let judgement = page.judge_by(run, &without_model()[1]).unwrap();
        assert_eq!(judgement.detail, Detail::CheckDigit { field: "date_of_birth", expected: '5', found: '2' });
        let area = judgement.places[0].area;
        let is_near = |found: f64, wanted: f64| (found - wanted).abs() < 0.01;
        assert!(
            judgement.places.len() == 1 && is_near(area.left, 6.0 + 2.54 * 13.0) && is_near(area.width, 2.54 * 7.0)
        );
    }

    #[test]
    fn a_doubtful_character_leaves_it_open() {
        let mut page = page(&[NAME, &DATA.replace("740812", "750812")]);
        if let Some(reading) = &mut page.readings.mrz {
            reading.lines[1][14].confidence = 0.2;
        }
        assert_eq!(check(&page)[1], Ok(Outcome::Undetermined));
        assert_eq!(check(&page)[0], Ok(Outcome::Successful));
    }

    #[test]
    fn a_visa_has_no_composite_and_a_page_without_a_zone_aborts() {
        let visa =
            page(&["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4UTO7408122F2704151<<<<<<<<<<<<<<<<"]);
        assert_eq!(check(&visa)[4], Ok(Outcome::NotSupported));
        assert_eq!(check(&DrawnPage::new(4.0))[0], Err(Aborted::NotRead));
        assert_eq!(check(&page(&[NAME, &DATA[1..]]))[0], Err(Aborted::NotRead));
    }
}
