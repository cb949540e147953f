//! Whether the document is still valid on the day of the examination.
//!
//! Standard: Doc 9303-3 §4.8; the century by BSI TR-03135-1 §5.7.1. A finding about validity, not about authenticity.
//! Looks at: the date of expiry in the machine readable zone.
//! Margin: none; the days left are told. A date that is no day, has unknown parts or a doubtful character is
//! undetermined. Two digits of a year are taken for a year to come within `years_ahead` (15), else for the past.
//! Passes wrongly: a document that was withdrawn; a date altered together with its digits.
//! Fails wrongly: States whose documents are accepted for a time after expiry; documents valid for longer than
//! `years_ahead`.

use super::mrz_entry::MrzEntry;
use super::{Aborted, Case, Detail, Judgement, Outcome};
use crate::catalog::{CheckGroup, CheckRoutine, Weight};
use crate::reading::mrz::Field;

/// Years ahead where the routine does not say. BSI TR-03135-1 §5.7.1.
pub(super) const YEARS_AHEAD: f64 = 15.0;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        group: CheckGroup::DateOfExpiry,
        weight: Weight::Optional,
        ..CheckRoutine::of_any_document("3c9f4b0e-52a1-5d6e-8f27-657870697201", "expiry")
            .with("years_ahead", YEARS_AHEAD)
    }]
}

/// The date of expiry against the day of the examination; the day itself is valid.
///
/// # Errors
/// [`Aborted::NotRead`] without a zone of a known layout.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let entry = MrzEntry::of(case)?;
    let mrz = entry.fields()?;
    let spans = mrz.spans(Field::DateOfExpiry);
    let Some(printed) = mrz.date_of_expiry() else {
        return Ok(Judgement::plain(Outcome::NotSupported, Vec::new(), Detail::None));
    };
    let places = entry.places(&spans);
    let years_ahead = routine.param("years_ahead", YEARS_AHEAD) as i32;
    let Some(expiry) = printed.as_expiry(case.today, years_ahead).filter(|_| !entry.is_doubtful(&spans)) else {
        return Ok(Judgement::plain(Outcome::Undetermined, places, Detail::None));
    };
    let days_left = expiry.days() - case.today.days();
    let outcome = if days_left < 0 { Outcome::Failed } else { Outcome::Successful };
    Ok(Judgement::plain(outcome, places, Detail::DaysLeft(days_left)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;

    /// A page that expires on that day, examined on 2026-01-01.
    fn page(expiry: &str) -> DrawnPage {
        let data = format!("L898902C36UTO7408122F{expiry}9ZE184226B<<<<<10");
        let mut page = DrawnPage::new(4.0);
        page.draw_mrz(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", &data], [30; 3], None);
        page
    }

    fn check(page: &DrawnPage) -> Result<(Outcome, Detail), Aborted> {
        page.judge_by(run, &without_model()[0]).map(|judgement| (judgement.outcome, judgement.detail))
    }

    #[test]
    fn valid_through_its_last_day() {
        assert_eq!(check(&page("260101")), Ok((Outcome::Successful, Detail::DaysLeft(0))));
        assert_eq!(check(&page("270101")), Ok((Outcome::Successful, Detail::DaysLeft(365))));
        assert_eq!(check(&page("251231")), Ok((Outcome::Failed, Detail::DaysLeft(-1))));
    }

    #[test]
    fn a_date_that_is_none_or_doubtful_leaves_it_open() {
        assert_eq!(check(&page("271301")), Ok((Outcome::Undetermined, Detail::None)));
        assert_eq!(check(&page("27<<<<")), Ok((Outcome::Undetermined, Detail::None)));
        let mut doubtful = page("251231");
        if let Some(reading) = &mut doubtful.readings.mrz {
            reading.lines[1][21].confidence = 0.1;
        }
        assert_eq!(check(&doubtful), Ok((Outcome::Undetermined, Detail::None)));
    }

    #[test]
    fn a_page_without_a_zone_aborts() {
        assert_eq!(check(&DrawnPage::new(4.0)), Err(Aborted::NotRead));
    }
}
