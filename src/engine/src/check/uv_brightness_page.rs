//! Whether the substrate stays dull under ultraviolet, as security paper does and office paper does not.
//!
//! Standard: Doc 9303-2 A.5.1 (UV-dull substrate), BSI TR-03135-1 §5.5.4.2 (shall, model known or not).
//! Generic id: (UV,BR,FU).
//! Looks at: the whole page in ultraviolet, a border left out. The median leaves text, fibres and motif aside.
//! Margin: the median of the blue channel (0..=255) against the threshold. Without a model only the extreme is flagged:
//! a page that is saturated blue-white; levels below belong to the device and are enrolled per model and device class.
//! Passes wrongly: brightened paper under a weak lamp or a filter that takes the blue away.
//! Fails wrongly: a lamp that spills visible blue onto the page; a page covered by a fluorescent stain.

use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckGroup, CheckRoutine, Threshold, Weight};
use crate::model::{DocumentModel, Specimen};
use crate::page::image_plane::quantile;
use crate::scan::Light;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        generic: Some("(UV,BR,FU)".to_owned()),
        group: CheckGroup::UvBrightness,
        weight: Weight::Mandatory,
        light: Light::Ultraviolet,
        min_ppi: 50.0,
        threshold: Some(Threshold::stated(
            Accept::AtMost(185.0),
            60.0,
            0.25,
            "without enrolment: a page saturated blue-white; specimens from readers lie near 90",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a02", "uv_brightness_page")
            .with("border_mm", 3.0)
    }]
}

/// The same routine for a model, with a level of its own: how bright dull paper looks belongs to the paper and the readers.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    if specimen.ultraviolet.is_none() {
        return Vec::new();
    }
    let routine =
        CheckRoutine::proposed(&model.key, "uv_brightness_page", Some("(UV,BR,FU)"), Light::Ultraviolet, None);
    let routine = routine.accepting(Accept::AtMost(140.0), 60.0).from_ppi(50.0).with("border_mm", 3.0);
    let routine = routine.with("least_spread", 6.0).with("safety_spreads", 8.0);
    vec![CheckRoutine { group: CheckGroup::UvBrightness, ..routine }]
}

/// Median blue of the page under ultraviolet.
///
/// # Errors
/// [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::Covered`] where the page lies outside the picture.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Ultraviolet, routine)?;
    let area = case.page.area().grown(-routine.param("border_mm", 3.0));
    let patch = case.page.patch(Light::Ultraviolet, area, 2.0).ok_or(Aborted::NoScan(Light::Ultraviolet))?;
    if patch.covered < 0.8 {
        return Err(Aborted::Covered);
    }
    let mut blue = patch.channel(2).into_raw();
    let median = quantile(&mut blue, 0.5).ok_or(Aborted::Covered)?;
    let places = vec![Place { light: Light::Ultraviolet, area }];
    Ok(Judgement::of_value(routine, f64::from(median), "uv_blue_level", places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    fn check(rgb: Option<[u8; 3]>) -> Result<Outcome, Aborted> {
        let mut page = DrawnPage::new(6.0);
        if let Some(rgb) = rgb {
            page.add_ultraviolet(rgb);
        }
        page.judge_by(run, &without_model()[0]).map(|judgement| judgement.outcome)
    }

    #[test]
    fn dull_paper_passes_and_office_paper_fails() {
        assert_eq!(check(Some([29, 55, 92])), Ok(Outcome::Successful));
        assert_eq!(check(Some([150, 190, 250])), Ok(Outcome::Failed));
    }

    #[test]
    fn between_them_cannot_be_judged() {
        assert_eq!(check(Some([120, 150, 188])), Ok(Outcome::Undetermined));
    }

    #[test]
    fn no_ultraviolet_picture_aborts() {
        assert_eq!(check(None), Err(Aborted::NoScan(Light::Ultraviolet)));
    }
}
