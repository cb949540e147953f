//! Whether the background of a page that was taken for no model is the claimed model's on its right scale.
//!
//! Standard: Doc 9303-2 C.17 (fine background print). Vendor's check.
//! Looks at: a page that fits no model of the database: the fine print of the model that the MRZ claims, laid over the page's
//! on the scale on which it lies best, against the scale that the MRZ gives the page. A page that was recognised lies over
//! its specimen as a whole: nothing is left to ask.
//! Margin: by how many per cent the two scales differ, against what unaltered pages show.
//! Passes wrongly: a background drawn anew to a part in two hundred; one drawn so differently that its lines follow the
//! model's on no scale within 4.5 %, which leaves the model unknown.
//! Fails wrongly: an MRZ printed on another pitch on a page of a series that is not in the database; a page bent under a camera.

use super::{Aborted, Case, Detail, Judgement, Outcome, Place};
use crate::catalog::{Accept, CheckRoutine, Threshold, Weight};
use crate::scan::Light;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        weight: Weight::Optional,
        min_ppi: 190.0,
        threshold: Some(Threshold {
            accept: Accept::AtMost(0.7),
            scale: 0.7,
            band: 0.25,
            source: "set by hand between unaltered pages of five minted models, at most 0.09 %, and backgrounds drawn anew, \
                     1.4 % and more"
                .to_owned(),
            n_captures: 50,
        }),
        ..CheckRoutine::of_any_document("3d0f5b1e-8c54-5f0b-9a52-6e1f6b2c7d11", "background_scale")
    }]
}

/// By how many per cent the background's scale differs from the page's.
///
/// # Errors
/// [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::NoModel`] where the page has the fine print of no claimed model.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Visible, routine)?;
    if case.model.is_some() {
        return Ok(Judgement::plain(Outcome::NotSupported, Vec::new(), Detail::None));
    }
    let claim = case.claim.ok_or(Aborted::NoModel)?;
    let value = 100.0 * (claim.scale - 1.0).abs();
    let places = vec![Place { light: Light::Visible, area: claim.area }];
    Ok(Judgement::of_value(routine, value, "scale_off_percent", places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;
    use crate::identify::Claim;
    use crate::model::ModelKey;

    fn check(scale: f64) -> Result<Outcome, Aborted> {
        let area = PageRect::new(10.0, 10.0, 100.0, 50.0);
        let claim = Claim { model: ModelKey::new("UTO", "P", 1, None), correlation: 0.7, scale, area };
        DrawnPage::new(12.0).examine(|case| {
            let case = Case { claim: Some(&claim), ..*case };
            run(&case, &without_model()[0]).map(|judgement| judgement.outcome)
        })
    }

    #[test]
    fn the_pages_own_scale_passes_and_another_fails() {
        assert_eq!(check(1.002), Ok(Outcome::Successful));
        assert_eq!(check(1.015), Ok(Outcome::Failed));
        assert_eq!(check(0.98), Ok(Outcome::Failed));
    }

    #[test]
    fn a_scale_hardly_off_cannot_be_judged() {
        assert_eq!(check(0.993), Ok(Outcome::Undetermined));
    }

    #[test]
    fn a_page_of_no_claimed_model_aborts() {
        let page = DrawnPage::new(12.0);
        assert_eq!(page.judge_by(run, &without_model()[0]), Err(Aborted::NoModel));
    }

    #[test]
    fn a_page_that_was_recognised_is_not_judged() {
        let mut page = DrawnPage::new(12.0);
        page.becomes_specimen(&[]);
        assert_eq!(page.judge_by(run, &without_model()[0]).map(|found| found.outcome), Ok(Outcome::NotSupported));
    }
}
