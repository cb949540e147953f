//! Whether the portrait is printed in a screen that the model's portraits do not have.
//!
//! Standard: Doc 9303-2 Table C-1, BSI TR-03135-1 §5.5.4.2. Generic id: (VI,FR,PH), (UV,FR,PH), (IR,FR,PH).
//! Looks at: squares of the portrait in one light, at 3.3 periods a millimetre and finer, as far as the scan resolves them.
//! Margin: the strongest peak of their mean power spectrum over the mean of its ring, divided by the specimen's own at the same
//! frequency, in decibel, against the threshold enrolled from captures of the model.
//! Passes wrongly: scattered drops (ink-jet), dyes without dots; screens finer than the scan resolves.
//! Fails wrongly: striped clothes; moiré of a camera or of a descreened scan.

use super::spectrum::{SIDE, fft, new_peak_db, over_ring, power, robust_mean, squares};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::scan::Light;

/// So many squares say enough of a portrait.
const MOST_SQUARES: usize = 9;

/// One routine for the portrait in each light that the specimen has.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let Some(zone) = model.zone_of(&ZoneRole::Portrait) else { return Vec::new() };
    let of = |light: Light| {
        specimen.picture(light)?;
        let generic = match light {
            Light::Visible => "(VI,FR,PH)",
            Light::Ultraviolet => "(UV,FR,PH)",
            Light::Infrared => "(IR,FR,PH)",
        };
        let routine = CheckRoutine::proposed(&model.key, "portrait_screen", Some(generic), light, Some(&zone.id));
        let routine = routine.in_its_light(&model.key).accepting(Accept::AtMost(12.0), 8.0).from_ppi(280.0);
        Some(routine.with("from_per_mm", 3.3).with("least_squares", 4.0).with("least_spread", 1.0))
    };
    Light::ALL.into_iter().filter_map(of).collect()
}

/// Strongest new peak in decibel.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::Covered`] where too little of it can be seen.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (_, specimen) = case.known_model()?;
    let (zone, light) = (case.zone_of(routine)?, routine.light);
    let px_per_mm = (case.needs(light, routine)? / 25.4).min(16.0);
    let fft = fft();
    let pair = |square: PageRect| {
        let live = case.page.patch(light, square, px_per_mm).filter(|patch| 0.99 < patch.covered)?;
        let specimen = specimen.patch(light, square, px_per_mm)?;
        Some((power(&live.luma(), fft.as_ref())?, power(&specimen.luma(), fft.as_ref())?))
    };
    let places = squares(zone.area.grown(-1.0), SIDE as f64 / px_per_mm, MOST_SQUARES);
    let spectra: Vec<(Vec<f32>, Vec<f32>)> = places.into_iter().filter_map(pair).collect();
    if (spectra.len() as f64) < routine.param("least_squares", 4.0) {
        return Err(Aborted::Covered);
    }
    let live = over_ring(&robust_mean(spectra.iter().map(|pair| &pair.0)));
    let specimen = over_ring(&robust_mean(spectra.iter().map(|pair| &pair.1)));
    let from = routine.param("from_per_mm", 3.3) / px_per_mm * SIDE as f64;
    let value = new_peak_db(&live, &specimen, from).ok_or(Aborted::Covered)?;
    Ok(Judgement::of_value(routine, value, "halftone_peak_db", vec![Place { light, area: zone.area }]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const PORTRAIT: PageRect = PageRect::new(6.0, 14.0, 32.0, 40.0);

    /// A head with grain, in a screen that deep.
    fn page(holder: f64, depth: f64) -> DrawnPage {
        let mut page = DrawnPage::new(16.0);
        page.paint_head(PORTRAIT, holder, 50.0);
        page.paint(Light::Visible, PORTRAIT, |at, rgb| {
            let seed = ((at.x_mm * 16.0) as u64 * 7919 + (at.y_mm * 16.0) as u64 * 104_729)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let (u, v) = ((at.x_mm + at.y_mm) * 26.0, (at.x_mm - at.y_mm) * 26.0);
            let dots = depth * (1.0 + u.sin() * v.sin());
            rgb.map(|value| (f64::from(value) - dots).clamp(0.0, 255.0) as u8 - (seed >> 60) as u8)
        });
        page
    }

    fn judge(live: &DrawnPage) -> Result<Judgement, Aborted> {
        let mut specimen = page(0.3, 0.0);
        specimen.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT)]);
        let (model, picture) = specimen.model.expect("a model");
        live.examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn another_holder_passes_and_a_screen_fails() {
        let found = judge(&page(1.0, 0.0)).expect("compared");
        assert_eq!(found.outcome, Outcome::Successful, "{:?}", found.value);
        assert_eq!(judge(&page(1.0, 14.0)).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn near_the_threshold_it_cannot_be_judged() {
        let mut page = page(0.3, 0.0);
        page.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT)]);
        let routine = page.routine(propose).expect("a routine");
        let judged = Judgement::of_value(&routine, 12.5, "halftone_peak_db", Vec::new());
        assert_eq!(judged.outcome, Outcome::Undetermined);
    }

    #[test]
    fn few_pixels_or_no_light_abort() {
        let mut page = page(0.3, 0.0);
        page.add_infrared(200);
        page.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT)]);
        let (model, picture) = page.model.as_ref().expect("a model");
        let routines = propose(model, picture);
        let generics: Vec<_> = routines.iter().filter_map(|routine| routine.generic.as_deref()).collect();
        assert_eq!(generics, ["(VI,FR,PH)", "(IR,FR,PH)"]);
        let coarse = CheckRoutine { min_ppi: 500.0, ..routines[0].clone() };
        assert!(matches!(page.judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
        let infrared = routines[1].clone();
        page.infrared = None;
        assert_eq!(page.judge_by(run, &infrared), Err(Aborted::NoScan(Light::Infrared)));
    }
}
