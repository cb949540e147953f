//! Whether the print has a screen that the specimen has not: what laser printers and copiers leave.
//!
//! Standard: BSI TR-03135-1 §5.5.4.3 (vendor's check). Generic id: (VI,FR,IS), in the standard's form.
//! Looks at: squares of 4 mm all over the page in white light where nothing personal is, at 3.3 periods a millimetre
//! and finer, as far as the scan resolves them (106 lines an inch are 4.2 a millimetre, 150 are 5.9).
//! Margin: the strongest peak of their mean power spectrum over the mean of its ring, divided by the specimen's own
//! at the same frequency, in decibel, against the threshold.
//! Passes wrongly: frequency-modulated screens (ink-jet); screens finer than the scan resolves.
//! Fails wrongly: moiré of a camera or of a descreened scan; heavy JPEG blocks.

use rayon::prelude::*;

use super::spectrum::{SIDE, fft, new_peak_db, over_ring, power, robust_mean};
use super::tile_pair::tiles;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen};
use crate::scan::Light;

/// One routine for the page.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let routine = CheckRoutine::proposed(&model.key, "new_halftone", Some("(VI,FR,IS)"), Light::Visible, None);
    let routine = routine.accepting(Accept::AtMost(12.0), 8.0).from_ppi(280.0).with("from_per_mm", 3.3);
    vec![routine.with("least_squares", 8.0).with("least_spread", 1.5).with("safety_spreads", 5.0)]
}

/// Strongest new peak in decibel.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`] where too little static print can be seen.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    let ppi = case.needs(Light::Visible, routine)?;
    let px_per_mm = (ppi / 25.4).min(16.0);
    let side_mm = SIDE as f64 / px_per_mm;
    let squares: Vec<PageRect> = tiles(case.page.area().grown(-2.0), side_mm)
        .into_iter()
        .map(|tile| PageRect { width: side_mm, height: side_mm, ..tile })
        .filter(|tile| !model.zones.iter().any(|z| z.is_dynamic && z.area.intersection(tile).is_some()))
        .collect();
    let fft = fft();
    let spectra: Vec<(Vec<f32>, Vec<f32>)> = squares
        .par_iter()
        .filter_map(|&square| {
            let live = case.page.patch(Light::Visible, square, px_per_mm).filter(|patch| 0.99 < patch.covered)?;
            let specimen = specimen.patch(Light::Visible, square, px_per_mm)?;
            Some((power(&live.luma(), fft.as_ref())?, power(&specimen.luma(), fft.as_ref())?))
        })
        .collect();
    if (spectra.len() as f64) < routine.param("least_squares", 8.0) {
        return Err(Aborted::Covered);
    }
    let live = over_ring(&robust_mean(spectra.iter().map(|s| &s.0)));
    let specimen = over_ring(&robust_mean(spectra.iter().map(|s| &s.1)));
    let from = routine.param("from_per_mm", 3.3) / px_per_mm * SIDE as f64;
    let value = new_peak_db(&live, &specimen, from).ok_or(Aborted::Covered)?;
    let places = vec![Place { light: Light::Visible, area: case.page.area() }];
    Ok(Judgement::of_value(routine, value, "halftone_peak_db", places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::model::ZoneRole;

    fn specimen() -> DrawnPage {
        let mut page = DrawnPage::new(16.0);
        page.paint(Light::Visible, PageRect::new(0.0, 0.0, 125.0, 88.0), |at, ground| {
            let seed = ((at.x_mm * 16.0) as u64 * 7919 + (at.y_mm * 16.0) as u64 * 104_729)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
            ground.map(|value| value - (seed >> 59) as u8)
        });
        page.becomes_specimen(&[("background", ZoneRole::Pattern, PageRect::new(60.0, 20.0, 30.0, 20.0))]);
        page
    }

    fn screened(depth: f64) -> DrawnPage {
        let mut page = specimen();
        page.paint(Light::Visible, PageRect::new(0.0, 0.0, 125.0, 88.0), |at, rgb| {
            let (u, v) = ((at.x_mm + at.y_mm) * 26.0, (at.x_mm - at.y_mm) * 26.0);
            rgb.map(|value| (f64::from(value) - depth * (1.0 + u.sin() * v.sin())).round() as u8)
        });
        page
    }

    #[test]
    fn no_screen_passes_and_a_new_one_fails() {
        assert_eq!(specimen().outcome(run, propose), Ok(Outcome::Successful));
        assert_eq!(screened(12.0).outcome(run, propose), Ok(Outcome::Failed));
    }

    #[test]
    fn a_faint_screen_cannot_be_judged() {
        let found = screened(6.5).judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn few_pixels_abort() {
        let page = specimen();
        let routine = page.routine(propose).expect("a routine");
        let coarse = CheckRoutine { min_ppi: 500.0, ..routine };
        assert!(matches!(page.judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
    }
}
