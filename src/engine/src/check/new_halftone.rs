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
use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};

use super::tile_pair::tiles;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen};
use crate::page::Plane;
use crate::scan::Light;

/// Pixels a side of the squares that are transformed.
const SIDE: usize = 64;

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
    let fft = FftPlanner::<f32>::new().plan_fft_forward(SIDE);
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

/// Power spectrum of a square under a Hann window, its mean taken out; `None` for a square of another size.
fn power(plane: &Plane, fft: &dyn Fft<f32>) -> Option<Vec<f32>> {
    if plane.dimensions() != (SIDE as u32, SIDE as u32) {
        return None;
    }
    let mean = plane.iter().sum::<f32>() / (SIDE * SIDE) as f32;
    let hann: Vec<f32> =
        (0..SIDE).map(|i| 0.5 - 0.5 * (std::f32::consts::TAU * (i as f32 + 0.5) / SIDE as f32).cos()).collect();
    let windowed = plane.iter().enumerate().map(|(idx, v)| (v - mean) * hann[idx % SIDE] * hann[idx / SIDE]);
    let mut grid: Vec<Complex<f32>> = windowed.map(|v| Complex::new(v, 0.0)).collect();
    fft.process(&mut grid);
    let mut turned: Vec<Complex<f32>> = (0..SIDE * SIDE).map(|idx| grid[idx % SIDE * SIDE + idx / SIDE]).collect();
    fft.process(&mut turned);
    Some(turned.iter().map(Complex::norm_sqr).collect())
}

/// Mean of the lower three quarters at every frequency: single squares with a stamp or a stain do not count.
fn robust_mean<'a>(spectra: impl Iterator<Item = &'a Vec<f32>>) -> Vec<f32> {
    let all: Vec<&Vec<f32>> = spectra.collect();
    let n_kept = (all.len() * 3 / 4).max(1);
    let at = |idx: usize| {
        let mut values: Vec<f32> = all.iter().map(|spectrum| spectrum[idx]).collect();
        values.sort_by(f32::total_cmp);
        values.iter().take(n_kept).sum::<f32>() / n_kept as f32
    };
    (0..SIDE * SIDE).map(at).collect()
}

/// Distance of a cell from frequency zero in cells.
fn radius(idx: usize) -> f64 {
    let fold = |k: usize| k.min(SIDE - k) as f64;
    fold(idx % SIDE).hypot(fold(idx / SIDE))
}

/// Each cell over the mean of the lower half of the cells within one and a half of its radius.
fn over_ring(power: &[f32]) -> Vec<f32> {
    let mut rings: Vec<Vec<f32>> = vec![Vec::new(); SIDE];
    for (idx, &value) in power.iter().enumerate() {
        rings[(radius(idx) as usize).min(SIDE - 1)].push(value);
    }
    let floors: Vec<f32> = rings
        .iter_mut()
        .map(|ring| {
            ring.sort_by(f32::total_cmp);
            let n = (ring.len() / 2).max(1);
            ring.iter().take(n).sum::<f32>() / n as f32
        })
        .collect();
    power.iter().enumerate().map(|(idx, &v)| v / floors[(radius(idx) as usize).min(SIDE - 1)].max(1e-3)).collect()
}

/// The largest ratio of the page's spectrum to the specimen's from that radius on, in decibel. The specimen's is taken
/// at its largest within one cell, so that a peak a little off its place is no new one.
fn new_peak_db(live: &[f32], specimen: &[f32], from: f64) -> Option<f64> {
    let near = |idx: usize| {
        let (x, y) = (idx % SIDE, idx / SIDE);
        let steps = [SIDE - 1, 0, 1];
        let cells = steps.iter().flat_map(|dy| steps.iter().map(move |dx| ((y + dy) % SIDE) * SIDE + (x + dx) % SIDE));
        cells.map(|cell| specimen[cell]).fold(1.0_f32, f32::max)
    };
    let to = SIDE as f64 * 0.47;
    let ratios =
        (0..SIDE * SIDE).filter(|&idx| from <= radius(idx) && radius(idx) <= to).map(|idx| live[idx] / near(idx));
    ratios.reduce(f32::max).map(|ratio| 10.0 * f64::from(ratio.max(1e-6)).log10())
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
