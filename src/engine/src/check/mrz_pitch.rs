//! Whether the MRZ's characters are as far apart as on the model's specimen.
//!
//! Standard: Doc 9303-3 §4 (ten characters to the inch, OCR-B size 1). Vendor's check.
//! Looks at: the distance from character to character in white light, on a page that lies over its specimen: the static print
//! gives the scale, the characters the pitch.
//! Margin: difference from the pitch of the specimen's own MRZ, in % of it, against the threshold enrolled from captures of
//! the model.
//! Passes wrongly: a zone printed anew with the issuer's pitch; a model whose offices have printers of several pitches.
//! Fails wrongly: static print reprinted on another scale than the page; one of several printers of the issuer whose captures
//! were not enrolled; a page stretched under a camera.

use super::mrz_grid::MrzPrint;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckGroup, CheckRoutine};
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::LocatedBy;
use crate::scan::Light;

/// One routine for a model with a machine readable zone.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let of = |zone: &crate::model::Zone| {
        let routine = CheckRoutine::proposed(&model.key, "mrz_pitch", None, Light::Visible, Some(&zone.id));
        CheckRoutine { group: CheckGroup::MrzConsistency, ..routine }
            .accepting(Accept::AtMost(0.4), 0.4)
            .with("least_spread", 0.05)
    };
    model.zone_of(&ZoneRole::Mrz).map(of).into_iter().collect()
}

/// By how many per cent the pitch differs from the specimen's.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::NotRegistered`] where the page's scale is not that of its specimen,
/// [`Aborted::NotRead`] without two lines of print, [`Aborted::NoSpecimen`] where the specimen has no zone that can be read.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (_, specimen) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    if case.page.located_by != LocatedBy::Specimen {
        return Err(Aborted::NotRegistered);
    }
    let print = MrzPrint::of_page(case)?;
    let of_specimen = MrzPrint::of_specimen(specimen, &zone.area).ok_or(Aborted::NoSpecimen(Light::Visible))?;
    let value = 100.0 * (print.pitch / of_specimen.pitch - 1.0).abs();
    let places = vec![Place { light: Light::Visible, area: print.area }];
    Ok(Judgement::of_value(routine, value, "pitch_off_percent", places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::{DrawnPage, MRZ_LINES, MRZ_ZONE};

    /// The specimen's page with the zone set `percent` wider from its middle on.
    fn check(percent: f64) -> Result<Outcome, Aborted> {
        let mut page = DrawnPage::new(12.0);
        page.draw_mrz_at(&MRZ_LINES, [30; 3], None, |_, column| (0.0254 * percent * (column as f64 - 21.5), 0.0));
        let mut specimen = DrawnPage::new(12.0);
        specimen.draw_mrz(&MRZ_LINES, [30; 3], None);
        specimen.becomes_specimen(&[("mrz", ZoneRole::Mrz, MRZ_ZONE)]);
        page.model = specimen.model;
        page.located_by = LocatedBy::Specimen;
        page.outcome(run, propose)
    }

    #[test]
    fn the_specimens_pitch_passes() {
        assert_eq!(check(0.0), Ok(Outcome::Successful));
        assert_eq!(check(0.1), Ok(Outcome::Successful));
    }

    #[test]
    fn seven_thousandths_more_or_less_fail() {
        assert_eq!(check(0.7), Ok(Outcome::Failed));
        assert_eq!(check(-0.7), Ok(Outcome::Failed));
    }

    #[test]
    fn a_difference_near_the_threshold_cannot_be_judged() {
        assert_eq!(check(0.4), Ok(Outcome::Undetermined));
    }

    #[test]
    fn a_page_that_lies_over_no_specimen_aborts() {
        let mut page = DrawnPage::new(12.0);
        page.draw_mrz(&MRZ_LINES, [30; 3], None);
        page.becomes_specimen(&[("mrz", ZoneRole::Mrz, MRZ_ZONE)]);
        assert_eq!(page.outcome(run, propose), Err(Aborted::NotRegistered));
        page.located_by = LocatedBy::Specimen;
        page.readings.mrz = None;
        assert_eq!(page.outcome(run, propose), Err(Aborted::NotRead));
    }
}
