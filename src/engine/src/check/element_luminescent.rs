//! Whether an element that glows in ultraviolet on the specimen glows on the page.
//!
//! Standard: Doc 9303-2 Table C-1, BSI TR-03135-1 §5.5.4.2. Generic id: (UV,LU,PS), (UV,LU,TH), (UV,LU,SP), (UV,LU,PD), (UV,LU,BC),
//! (UV,LU,ID).
//! Looks at: a thread, perforation, barcode, second portrait, entry or other element in ultraviolet, where no part of the fluorescent
//! motif crosses it; what it says or shows is not looked at.
//! Margin: by how much the brightest three hundredths of the zone are brighter than the dull ground round it; at least what is
//! enrolled, and never less than a quarter of the specimen's, as fluorescence fades.
//! Passes wrongly: a fluorescent stain or thread in the zone; an imitation in any fluorescent ink.
//! Fails wrongly: fluorescence faded to nothing; a lamp too weak.

use super::element::{Element, generic, is_element, least_shown};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine, Property};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::scan::Light;

const UV: Light = Light::Ultraviolet;

/// One routine for each element that glows on the specimen.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let is_motif = |zone: &Zone| zone.role == ZoneRole::UvMotif;
    let is_crossed =
        |zone: &Zone| model.zones.iter().any(|other| is_motif(other) && other.area.intersection(&zone.area).is_some());
    let of = |zone: &Zone| {
        let is_one = is_element(&zone.role) || matches!(zone.role, ZoneRole::Ghost | ZoneRole::Field(_));
        let generic = generic(zone, UV, Property::Luminescent).filter(|_| is_one && !is_crossed(zone))?.to_string();
        let shown = Element::on_specimen(specimen, UV, zone)?.strength(&zone.area);
        let least = 0.25 * shown;
        let routine = CheckRoutine::proposed(&model.key, "element_luminescent", Some(&generic), UV, Some(&zone.id));
        (least_shown(zone, UV) <= shown).then(|| {
            let rounded = (least * 1000.0).round() / 1000.0;
            let routine = routine.accepting(Accept::AtLeast(rounded), rounded).from_ppi(100.0);
            routine.with("never_below", rounded).with("least_spread", 0.02)
        })
    };
    model.zones.iter().filter_map(of).collect()
}

/// How strongly the element glows.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = case.zone_of(routine)?;
    case.needs(UV, routine)?;
    let value = Element::on_page(case, UV, zone)?.strength(&zone.area);
    Ok(Judgement::of_value(routine, value, "glow", vec![Place { light: UV, area: zone.area }]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const CODE: PageRect = PageRect::new(80.0, 10.0, 24.0, 8.0);

    /// Bars of a barcode that glow so strongly.
    fn page(glow: u8) -> DrawnPage {
        let mut page = DrawnPage::new(10.0);
        page.add_ultraviolet([26, 49, 85]);
        page.paint(UV, CODE, |at, ground| {
            if 0.0 < (at.x_mm * 3.1).sin() { ground.map(|value| value.saturating_add(glow)) } else { ground }
        });
        page
    }

    fn judge(glow: u8) -> Result<Judgement, Aborted> {
        let mut specimen = page(120);
        specimen.becomes_specimen(&[("barcode", ZoneRole::Barcode, CODE)]);
        let (model, picture) = specimen.model.expect("a model");
        page(glow).examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn a_faded_barcode_passes_and_a_dull_one_fails() {
        assert_eq!(judge(60).map(|found| found.outcome), Ok(Outcome::Successful));
        assert_eq!(judge(4).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn a_quarter_of_its_glow_cannot_be_judged() {
        let found = judge(31).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn what_the_motif_crosses_is_left_to_the_motif_and_no_ultraviolet_aborts() {
        let mut page = page(120);
        let motif = PageRect::new(70.0, 12.0, 20.0, 20.0);
        page.becomes_specimen(&[("barcode", ZoneRole::Barcode, CODE), ("sun", ZoneRole::UvMotif, motif)]);
        assert_eq!(page.model.as_ref().map(|(model, picture)| propose(model, picture).len()), Some(0));
        page.becomes_specimen(&[("barcode", ZoneRole::Barcode, CODE)]);
        let routine = page.routine(propose).expect("a routine");
        page.ultraviolet = None;
        assert_eq!(page.judge_by(run, &routine), Err(Aborted::NoScan(UV)));
    }
}
