//! Whether the mark of a known counterfeit is absent.
//!
//! Standard: Doc 9303-2 C.3.1 (inverted routine), BSI TR-03135-1 §5.5.1. Generic id: that of the property that must not be there, such
//! as (VI,TR,IS) for imitated fibres that white light shows; written in the routine.
//! Looks at: the zone that the record's counterfeit names, in the light that shows its mark.
//! Margin: by how much the zone's print contrast, or its glow in ultraviolet, exceeds the specimen's; at most what the routine says.
//! Such routines are written by hand, beside the counterfeit in the record's description, whose name each bears.
//! Passes wrongly: a counterfeit whose mark was mended.
//! Fails wrongly: a stamp, pen or stain, or a fluorescent one, in the zone.

use super::element::Element;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::CheckRoutine;
use crate::model::{DocumentModel, Specimen};

/// None: a person writes them.
pub fn propose(_: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    Vec::new()
}

/// What the zone shows beyond the specimen's.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::NoSpecimen`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (_, specimen) = case.known_model()?;
    let (zone, light) = (case.zone_of(routine)?, routine.light);
    case.needs(light, routine)?;
    let of_specimen = Element::on_specimen(specimen, light, zone).ok_or(Aborted::NoSpecimen(light))?;
    let live = Element::on_page(case, light, zone)?;
    let value = live.strength(&zone.area) - of_specimen.strength(&zone.area);
    Ok(Judgement::of_value(routine, value, "contrast_beyond", vec![Place { light, area: zone.area }]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Accept;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;
    use crate::model::ZoneRole;
    use crate::scan::Light;

    const FOOT: PageRect = PageRect::new(20.0, 80.0, 40.0, 4.0);

    /// A specimen with a bare foot, and the routine by which printed fibres are looked for there.
    fn specimen() -> (DrawnPage, CheckRoutine) {
        let mut page = DrawnPage::new(10.0);
        page.becomes_specimen(&[("foot", ZoneRole::Blank, FOOT)]);
        let key = page.model.as_ref().map(|(model, _)| model.key.clone()).expect("a model");
        let generic = Some("(VI,TR,IS)");
        let routine = CheckRoutine::proposed(&key, "counterfeit_mark", generic, Light::Visible, Some("foot"));
        let routine = routine.accepting(Accept::AtMost(0.2), 0.2);
        (page, CheckRoutine { fraud: Some("fibres_printed".to_owned()), ..routine })
    }

    fn outcome(depth: u8) -> Option<Outcome> {
        let (mut page, routine) = specimen();
        page.paint(Light::Visible, FOOT, |at, ground| {
            if (at.x_mm * 3.0).sin() < -0.7 { ground.map(|value| value - depth) } else { ground }
        });
        page.judge_by(run, &routine).map(|found| found.outcome).ok()
    }

    #[test]
    fn a_bare_foot_passes_and_printed_fibres_fail() {
        assert_eq!(outcome(5), Some(Outcome::Successful));
        assert_eq!(outcome(120), Some(Outcome::Failed));
    }

    #[test]
    fn a_faint_mark_cannot_be_judged() {
        assert_eq!(outcome(45), Some(Outcome::Undetermined));
    }

    #[test]
    fn no_model_or_few_pixels_abort() {
        let (page, routine) = specimen();
        assert_eq!(DrawnPage::new(10.0).judge_by(run, &routine), Err(Aborted::NoModel));
        let coarse = CheckRoutine { min_ppi: 500.0, ..routine };
        assert!(matches!(page.judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
    }
}
