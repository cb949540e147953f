//! Whether the date of expiry can belong to a document of this model.
//!
//! Standard: none; the record's days of first and last issue and its years of validity (BSI TR-03135-3
//! `validityInYears`, `toleranceInDays`).
//! Looks at: the date of expiry in the machine readable zone. Less each validity on record it gives a day of issue; one of
//! them must lie between the model's first and last day of issue and not after the examination, within
//! `tolerance_days` (31: many issuers let a book end at a month's or a birthday's end).
//! Margin: none. A date that is no day or has a doubtful character leaves it open; a model without a validity on
//! record does not support it.
//! Passes wrongly: any date within the years of issue; where several validities are on record their spans overlap.
//! Fails wrongly: validities that are missing from the record, such as a child's, or prolonged books.

use super::expiry::YEARS_AHEAD;
use super::mrz_entry::MrzEntry;
use super::{Aborted, Case, Detail, Judgement, Outcome};
use crate::catalog::{CheckGroup, CheckRoutine, Weight};
use crate::date::Date;
use crate::model::{DocumentModel, Specimen};
use crate::reading::mrz::Field;
use crate::scan::Light;

/// Days of grace where the routine does not say.
const TOLERANCE_DAYS: f64 = 31.0;

/// One routine where the model's record says enough. It rests on the record, not on captures, and so counts at once.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    if model.validity_years.is_empty() {
        return Vec::new();
    }
    let routine = CheckRoutine::proposed(&model.key, "validity_span", None, Light::Visible, None)
        .with("tolerance_days", TOLERANCE_DAYS);
    vec![CheckRoutine { group: CheckGroup::MrzConsistency, weight: Weight::Optional, min_ppi: 0.0, ..routine }]
}

/// The date of expiry against the model's years of issue.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NotRead`] without a zone of a known layout.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, _) = case.known_model()?;
    let entry = MrzEntry::of(case)?;
    let mrz = entry.fields()?;
    let spans = mrz.spans(Field::DateOfExpiry);
    let (Some(printed), Some(longest)) = (mrz.date_of_expiry(), model.validity_years.iter().max()) else {
        return Ok(Judgement::plain(Outcome::NotSupported, Vec::new(), Detail::None));
    };
    let places = entry.places(&spans);
    let years_ahead = (YEARS_AHEAD as i32).max(i32::from(*longest));
    let Some(expiry) = printed.as_expiry(case.today, years_ahead).filter(|_| !entry.is_doubtful(&spans)) else {
        return Ok(Judgement::plain(Outcome::Undetermined, places, Detail::None));
    };
    let tolerance = routine.param("tolerance_days", TOLERANCE_DAYS) as i64;
    let is_possible = model.validity_years.iter().any(|&years| {
        let issue = years_before(expiry, years.into()).days();
        let (first, last) = days_of_issue(model, case.today);
        first.is_none_or(|first| first - tolerance <= issue) && issue <= last + tolerance
    });
    let outcome = if is_possible { Outcome::Successful } else { Outcome::Failed };
    Ok(Judgement::plain(outcome, places, Detail::None))
}

/// First day of issue where known, and the last one that can be: today, or the record's.
fn days_of_issue(model: &DocumentModel, today: Date) -> (Option<i64>, i64) {
    let day = |text: &Option<String>| text.as_deref().and_then(Date::parse).map(Date::days);
    (day(&model.first_issued), day(&model.last_issued).map_or(today.days(), |last| last.min(today.days())))
}

/// The same day so many years before; 28 February for a 29th that the year lacks.
fn years_before(day: Date, years: i32) -> Date {
    let year = day.year() - years;
    Date::new(year, day.month(), day.day()).or_else(|| Date::new(year, day.month(), 28)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;
    use crate::model::ModelKey;

    /// Of a model issued from 2015 to 2022 for 5 or 10 years, examined on 2026-01-01.
    fn page(expiry: &str) -> DrawnPage {
        let data = format!("L898902C36UTO7408122F{expiry}9ZE184226B<<<<<10");
        let mut page = DrawnPage::new(4.0);
        page.draw_mrz(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", &data], [30; 3], None);
        page.becomes_specimen(&[]);
        if let Some((model, _)) = &mut page.model {
            model.first_issued = Some("2015-03-01".to_owned());
            model.last_issued = Some("2022-03-01".to_owned());
            model.validity_years = vec![5, 10];
        }
        page
    }

    fn check(page: &DrawnPage) -> Result<Outcome, Aborted> {
        let routine = CheckRoutine::proposed(&key(), "validity_span", None, Light::Visible, None);
        page.judge_by(run, &routine).map(|judgement| judgement.outcome)
    }

    #[test]
    fn expiry_follows_from_a_day_of_issue_or_fails() {
        for possible in ["200301", "320301", "320320", "280229"] {
            assert_eq!(check(&page(possible)), Ok(Outcome::Successful), "{possible}");
        }
        for impossible in ["191201", "320501", "400101"] {
            assert_eq!(check(&page(impossible)), Ok(Outcome::Failed), "{impossible}");
        }
    }

    #[test]
    fn a_date_that_is_none_leaves_it_open_and_no_record_is_not_supported() {
        assert_eq!(check(&page("321301")), Ok(Outcome::Undetermined));
        let mut unknown = page("320301");
        if let Some((model, _)) = &mut unknown.model {
            model.validity_years.clear();
        }
        assert_eq!(check(&unknown), Ok(Outcome::NotSupported));
    }

    fn key() -> ModelKey {
        ModelKey::new("UTO", "P", 1, None)
    }

    #[test]
    fn a_record_that_says_enough_proposes_a_routine() {
        let propose =
            |page: &DrawnPage| page.model.as_ref().map(|(model, specimen)| super::propose(model, specimen).len());
        assert_eq!(propose(&page("320301")), Some(1));
    }

    #[test]
    fn no_model_or_no_zone_aborts() {
        let mut unread = page("320301");
        unread.readings.mrz = None;
        assert_eq!(check(&unread), Err(Aborted::NotRead));
        unread.model = None;
        assert_eq!(check(&unread), Err(Aborted::NoModel));
    }
}
