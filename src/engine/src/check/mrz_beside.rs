//! Whether the MRZ of a visa, a residence permit or the other side of the document names the same holder.
//!
//! Standard: BSI TR-03135-1 §5.7.4.1, §5.7.4.2 (passport against visa and residence permit), §5.7.3 (front against back). A routine for
//! each datum, named by it.
//! Looks at: the fields of both zones as read. Names agree where one is the other cut off at its end, in a zone that may be cut; a sex
//! that one of them leaves open agrees with any; numbers are compared where both are documents of one type alone.
//! Margin: none. Where a character of either zone is doubtful a difference is undetermined.
//! Passes wrongly: two documents altered alike; another person of the same name and day of birth.
//! Fails wrongly: a name changed between the two, or written in another way by the issuer of the visa; another person's document.

use super::mrz_entry::MrzEntry;
use super::{Aborted, Case, Detail, Judgement, Outcome};
use crate::catalog::{CheckGroup, CheckRoutine};
use crate::reading::Readings;
use crate::reading::mrz::{Field, Mrz, Names};

/// The data, the fields of the MRZ, and the last block of their routine's UUID.
const DATA: [(&str, Field, &str); 6] = [
    ("primary_identifier", Field::PrimaryIdentifier, "6d7a62736401"),
    ("secondary_identifier", Field::SecondaryIdentifier, "6d7a62736402"),
    ("nationality", Field::Nationality, "6d7a62736403"),
    ("date_of_birth", Field::DateOfBirth, "6d7a62736404"),
    ("sex", Field::Sex, "6d7a62736405"),
    ("document_number", Field::DocumentNumber, "6d7a62736406"),
];

/// One routine for each datum, for any document beside another.
pub fn without_model() -> Vec<CheckRoutine> {
    let of = |(datum, _, node): &(&str, Field, &str)| CheckRoutine {
        group: CheckGroup::MrzConsistency,
        zone: Some((*datum).to_owned()),
        ..CheckRoutine::of_any_document(&format!("3c9f4b0e-52a1-5d6e-8f2a-{node}"), "mrz_beside")
    };
    DATA.iter().map(of).collect()
}

/// Without another document there is nothing to say of one.
pub fn is_asked(readings: &Readings) -> bool {
    readings.beside.is_some()
}

/// The field that the routine's zone names, in both zones.
///
/// # Errors
/// [`Aborted::NotRead`] without the other document, or without a zone of a known layout in either.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let name = routine.zone.as_deref().unwrap_or_default();
    let (datum, field, _) = DATA.iter().find(|(datum, ..)| *datum == name).ok_or(Aborted::NotRead)?;
    let other = case.readings.beside.as_ref().ok_or(Aborted::NotRead)?;
    let other_mrz = Mrz::parse(&other.text()).map_err(|_| Aborted::NotRead)?;
    let entry = MrzEntry::of(case)?;
    let own = entry.fields()?;
    let span_field = if datum.ends_with("identifier") && own.spans(*field).is_empty() { Field::Name } else { *field };
    let spans = own.spans(span_field);
    let is_doubtful = entry.is_doubtful(&spans) || !other.is_sure();
    let outcome = match agrees(datum, own, &other_mrz) {
        None => Outcome::NotSupported,
        Some(true) => Outcome::Successful,
        Some(false) if is_doubtful => Outcome::Undetermined,
        Some(false) => Outcome::Failed,
    };
    Ok(Judgement::plain(outcome, entry.places(&spans), Detail::None))
}

/// Whether both zones say the same; `None` where one of them does not say it, or says it of something else.
fn agrees(datum: &str, own: &Mrz, other: &Mrz) -> Option<bool> {
    let said = |own: String, other: String| (!own.is_empty() && !other.is_empty()).then(|| own == other);
    match datum {
        "primary_identifier" => name_agrees(own, other, |names| &names.primary_identifier),
        "secondary_identifier" => name_agrees(own, other, |names| &names.secondary_identifier),
        "nationality" => said(own.nationality(), other.nationality()),
        "date_of_birth" => said(own.value(Field::DateOfBirth), other.value(Field::DateOfBirth)),
        "sex" => {
            let (own, other) = (own.sex()?, other.sex()?);
            (own != '<' && other != '<').then_some(own == other)
        }
        _ => {
            let kind = |mrz: &Mrz| mrz.document_code().chars().next();
            if kind(own) == kind(other) { said(own.document_number(), other.document_number()) } else { None }
        }
    }
}

fn name_agrees(own: &Mrz, other: &Mrz, part: fn(&Names) -> &String) -> Option<bool> {
    let (own, other) = (own.names(), other.names());
    let (mine, theirs) = (part(&own), part(&other));
    if mine.is_empty() && theirs.is_empty() {
        return None;
    }
    let is_cut = |whole: &str, cut: &str, may_be: bool| may_be && whole.starts_with(cut);
    let is_same =
        mine == theirs || is_cut(mine, theirs, other.may_be_truncated) || is_cut(theirs, mine, own.may_be_truncated);
    Some(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::{DrawnPage, MRZ_LINES};

    const VISA: [&str; 2] =
        ["V<UTODOE<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "4321008007UTO7001017F300101262<<<<<<<<<<<<<<"];

    /// What every routine says of the drawn zone beside another.
    fn outcomes(beside: &[&str; 2], confidence: f32) -> Vec<(String, Outcome)> {
        let mut other = DrawnPage::new(8.0);
        other.draw_mrz(beside, [30; 3], None);
        let mut page = DrawnPage::new(8.0);
        page.draw_mrz(&MRZ_LINES, [30; 3], None);
        let mut reading = other.readings.mrz.expect("a zone");
        reading.lines.iter_mut().flatten().for_each(|character| character.confidence = confidence);
        page.readings.beside = Some(reading);
        let judge = |routine: &CheckRoutine| page.judge_by(run, routine).map(|found| found.outcome);
        let of = |routine: CheckRoutine| (routine.zone.clone().unwrap_or_default(), judge(&routine).expect("compared"));
        without_model().into_iter().map(of).collect()
    }

    fn of(beside: &[&str; 2], confidence: f32, datum: &str) -> Option<Outcome> {
        outcomes(beside, confidence).into_iter().find(|(name, _)| name == datum).map(|(_, outcome)| outcome)
    }

    #[test]
    fn a_visa_of_the_holder_passes_whatever_its_number() {
        let found = outcomes(&VISA, 0.99);
        assert!(found.iter().take(5).all(|(_, outcome)| *outcome == Outcome::Successful), "{found:?}");
        assert_eq!(of(&VISA, 0.99, "document_number"), Some(Outcome::NotSupported));
    }

    #[test]
    fn another_name_or_day_fails_and_a_doubtful_one_cannot_be_judged() {
        let other = ["V<UTOROE<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "4321008007UTO7101017F300101262<<<<<<<<<<<<<<"];
        assert_eq!(of(&other, 0.99, "primary_identifier"), Some(Outcome::Failed));
        assert_eq!(of(&other, 0.99, "date_of_birth"), Some(Outcome::Failed));
        assert_eq!(of(&other, 0.99, "secondary_identifier"), Some(Outcome::Successful));
        assert_eq!(of(&other, 0.4, "date_of_birth"), Some(Outcome::Undetermined));
    }

    #[test]
    fn without_another_document_it_is_not_asked_and_aborts() {
        let mut page = DrawnPage::new(8.0);
        page.draw_mrz(&MRZ_LINES, [30; 3], None);
        assert!(!is_asked(&page.readings));
        assert_eq!(page.judge_by(run, &without_model()[0]), Err(Aborted::NotRead));
    }
}
