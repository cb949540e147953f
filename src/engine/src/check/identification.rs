//! Whether the page is of one of the document models in the reference database.
//!
//! Standard: BSI TR-03135-1 §5.5.3; an unknown model is a warning (Doc 9303-2 C.42).
//! Looks at: whether the static print agrees with one model, and clearly better than with any other; or whether a person
//! chose the model.
//! Margin: none; identification has its own bar.
//! Passes wrongly: a page whose print is that of the model and whose every other part is not; the other checks look at those.
//! Fails wrongly: never. Undetermined are a model that the database does not have, a series newer than its newest specimen,
//! and a page too blurred or covered to recognise.

use crate::catalog::{CheckGroup, CheckRoutine, Weight};
use crate::check::{Aborted, Case, Detail, Judgement, Outcome, Place};

/// One routine for any document.
pub(super) fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        group: CheckGroup::DocumentModel,
        weight: Weight::Mandatory,
        ..CheckRoutine::of_any_document("5a0c6f0e-6f61-5d0e-9a3b-0d2b6f1c7a01", "identification")
    }]
}

/// Successful where the model is known.
pub(super) fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let outcome = if case.model.is_some() { Outcome::Successful } else { Outcome::Undetermined };
    let place = Place { light: routine.light, area: case.page.area() };
    Ok(Judgement::plain(outcome, vec![place], Detail::None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;

    #[test]
    fn unknown_model_is_undetermined_and_known_one_successful() {
        let routine = &without_model()[0];
        let mut page = DrawnPage::new(4.0);
        let unknown = page.judge_by(run, routine).unwrap();
        assert_eq!(unknown.outcome, Outcome::Undetermined);
        page.becomes_specimen(&[]);
        let known = page.judge_by(run, routine).unwrap();
        assert_eq!(known.outcome, Outcome::Successful);
    }
}
