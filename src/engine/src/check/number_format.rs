//! Whether the document number has a form that numbers of this model have.
//!
//! Standard: none; Doc 9303-2 A.5.1 asks for unique numbers, their form is the issuer's.
//! Looks at: the number in the machine readable zone against the forms of the model's record, letter for letter and
//! digit for digit; O and 0 are told apart by it.
//! Margin: none. A doubtful character leaves it open; a model whose forms are not on record does not support it.
//! Passes wrongly: every invented number of the right form.
//! Fails wrongly: a series that is missing from the record.

use super::mrz_entry::MrzEntry;
use super::{Aborted, Case, Detail, Judgement, Outcome};
use crate::catalog::{CheckGroup, CheckRoutine, Weight};
use crate::model::{DocumentModel, Specimen};
use crate::reading::mrz::Field;
use crate::scan::Light;

/// One routine where the model's record says enough. It rests on the record, not on captures, and so counts at once.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    if model.number_formats.is_empty() {
        return Vec::new();
    }
    let routine = CheckRoutine::proposed(&model.key, "number_format", None, Light::Visible, None);
    vec![CheckRoutine { group: CheckGroup::MrzConsistency, weight: Weight::Optional, min_ppi: 0.0, ..routine }]
}

/// The number against the model's forms.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NotRead`] without a zone of a known layout.
pub fn run(case: &Case<'_>, _: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, _) = case.known_model()?;
    let entry = MrzEntry::of(case)?;
    let mrz = entry.fields()?;
    let spans = mrz.spans(Field::DocumentNumber);
    let number = mrz.document_number();
    let outcome = if model.number_formats.is_empty() {
        Outcome::NotSupported
    } else if model.number_formats.iter().any(|format| format.matches(&number)) {
        Outcome::Successful
    } else if entry.is_doubtful(&spans) {
        Outcome::Undetermined
    } else {
        Outcome::Failed
    };
    Ok(Judgement::plain(outcome, entry.places(&spans), Detail::None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;
    use crate::model::{ModelKey, NumberFormat};

    fn page(number: &str, formats: &[&str]) -> DrawnPage {
        let data = format!("{number:<<9}0UTO7408122F2904159ZE184226B<<<<<10");
        let mut page = DrawnPage::new(4.0);
        page.draw_mrz(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", &data], [30; 3], None);
        page.becomes_specimen(&[]);
        if let Some((model, _)) = &mut page.model {
            model.number_formats = formats.iter().map(|format| NumberFormat((*format).to_owned())).collect();
        }
        page
    }

    fn check(page: &DrawnPage) -> Result<Outcome, Aborted> {
        let routine = CheckRoutine::proposed(&key(), "number_format", None, Light::Visible, None);
        page.judge_by(run, &routine).map(|judgement| judgement.outcome)
    }

    #[test]
    fn a_number_has_one_of_the_forms_or_fails() {
        assert_eq!(check(&page("K0123456", &["AA999999", "A9999999"])), Ok(Outcome::Successful));
        assert_eq!(check(&page("KO123456", &["A9999999"])), Ok(Outcome::Failed));
        assert_eq!(check(&page("K0123456", &[])), Ok(Outcome::NotSupported));
    }

    #[test]
    fn a_doubtful_character_leaves_it_open() {
        let mut page = page("KO123456", &["A9999999"]);
        if let Some(reading) = &mut page.readings.mrz {
            reading.lines[1][1].confidence = 0.4;
        }
        assert_eq!(check(&page), Ok(Outcome::Undetermined));
    }

    fn key() -> ModelKey {
        ModelKey::new("UTO", "P", 1, None)
    }

    #[test]
    fn a_record_that_says_enough_proposes_a_routine() {
        let propose =
            |page: &DrawnPage| page.model.as_ref().map(|(model, specimen)| super::propose(model, specimen).len());
        assert_eq!(propose(&page("K0123456", &["A9999999"])), Some(1));
        assert_eq!(propose(&page("K0123456", &[])), Some(0));
    }

    #[test]
    fn no_model_or_no_zone_aborts() {
        let mut unread = page("K0123456", &["A9999999"]);
        unread.readings.mrz = None;
        assert_eq!(check(&unread), Err(Aborted::NotRead));
        unread.model = None;
        assert_eq!(check(&unread), Err(Aborted::NoModel));
    }
}
