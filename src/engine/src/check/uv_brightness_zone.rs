//! Whether a part of the page glows otherwise than the page: a portrait on other paper, a zone treated or stained.
//!
//! Standard: Doc 9303-2 C.35 (UV brightness), BSI TR-03135-1 §5.5.4.2. Generic id: (UV,BR,MR), (UV,BR,PH), (UV,BR,VZ).
//! Looks at: one zone in ultraviolet, its blue against the page's blue, both as medians.
//! Margin: the zone's over the page's against the threshold: enrolled per model; without a model, and for the MRZ alone,
//! only the extreme is flagged. The ratio asks nothing of lamp and exposure.
//! Passes wrongly: a page all of whose paper is exchanged (see the page's brightness).
//! Fails wrongly: a fluorescent stamp or stain over most of the zone.

use super::mrz_cells::{joint_area, mrz_cells};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckGroup, CheckRoutine, Threshold, Weight};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::page::image_plane::quantile;
use crate::scan::Light;

const UV: Light = Light::Ultraviolet;

/// The routine for the MRZ of any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        generic: Some("(UV,BR,MR)".to_owned()),
        group: CheckGroup::UvBrightness,
        weight: Weight::Optional,
        light: UV,
        min_ppi: 50.0,
        threshold: Some(Threshold::stated(
            Accept::AtMost(2.0),
            0.8,
            0.25,
            "without enrolment: a zone twice as bright as its page; a specimen from a reader has 1.1",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a06", "uv_brightness_zone")
            .with("dark_level", 12.0)
    }]
}

/// One routine for the portrait, the MRZ and the widest entry, which stands for the visual inspection zone.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    if specimen.ultraviolet.is_none() {
        return Vec::new();
    }
    let entries = model.zones.iter().filter(|zone| matches!(zone.role, ZoneRole::Field(_)));
    let widest = entries.max_by(|a, b| a.area.width.total_cmp(&b.area.width)).map(|zone| &zone.id);
    let of = |zone: &Zone| {
        let generic = match zone.role {
            ZoneRole::Portrait => "(UV,BR,PH)",
            ZoneRole::Mrz => "(UV,BR,MR)",
            ZoneRole::Field(_) if widest.is_some_and(|id| *id == zone.id) => "(UV,BR,VZ)",
            _ => return None,
        };
        let routine = CheckRoutine::proposed(&model.key, "uv_brightness_zone", Some(generic), UV, Some(&zone.id));
        let routine = routine.accepting(Accept::AtMost(1.8), 0.6).from_ppi(50.0).with("least_spread", 0.05);
        Some(CheckRoutine { group: CheckGroup::UvBrightness, ..routine })
    };
    model.zones.iter().filter_map(of).collect()
}

/// Blue of the zone over blue of the page.
///
/// # Errors
/// [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::NotRead`] where neither routine nor MRZ says where to look,
/// [`Aborted::Covered`] outside the picture.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(UV, routine)?;
    let area = match &routine.zone {
        Some(_) => case.zone_of(routine)?.area,
        None => joint_area(case, &mrz_cells(case)?).ok_or(Aborted::NotRead)?,
    };
    let page = median_blue(case, case.page.area().grown(-3.0), 1.0)?;
    let zone = median_blue(case, area, 4.0)?;
    // Cameras that take the blue away leave nothing to divide by.
    let dark = routine.param("dark_level", 12.0);
    let value = (zone + dark) / (page + dark);
    Ok(Judgement::of_value(routine, value, "uv_blue_share", vec![Place { light: UV, area }]))
}

fn median_blue(case: &Case<'_>, area: PageRect, px_per_mm: f64) -> Result<f64, Aborted> {
    let patch = case.page.patch(UV, area, px_per_mm).ok_or(Aborted::NoScan(UV))?;
    if patch.covered < 0.8 {
        return Err(Aborted::Covered);
    }
    quantile(&mut patch.channel(2).into_raw(), 0.5).map(f64::from).ok_or(Aborted::Covered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const PORTRAIT: PageRect = PageRect::new(5.0, 14.0, 32.0, 40.0);

    fn page(portrait_blue: u8) -> DrawnPage {
        let mut page = DrawnPage::new(6.0);
        page.add_ultraviolet([26, 49, 85]);
        page.paint(UV, PORTRAIT, |_, _| [40, 60, portrait_blue]);
        page.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT)]);
        page
    }

    #[test]
    fn a_dull_portrait_passes_and_a_glowing_one_fails() {
        assert_eq!(page(70).outcome(run, propose), Ok(Outcome::Successful));
        assert_eq!(page(235).outcome(run, propose), Ok(Outcome::Failed));
    }

    #[test]
    fn a_portrait_somewhat_bright_cannot_be_judged() {
        assert_eq!(page(160).outcome(run, propose), Ok(Outcome::Undetermined));
    }

    #[test]
    fn without_a_model_the_mrz_is_looked_at_or_nothing() {
        let routine = &without_model()[0];
        let mut page = page(70);
        assert_eq!(page.judge_by(run, routine), Err(Aborted::NotRead));
        page.draw_mrz(&["P<UTODOE<<JANE"], [30; 3], None);
        assert_eq!(page.judge_by(run, routine).map(|found| found.outcome), Ok(Outcome::Successful));
        page.ultraviolet = None;
        assert_eq!(page.judge_by(run, routine), Err(Aborted::NoScan(UV)));
    }
}
