//! Whether one screen of dots lies over the whole page, as a printer, a copier or a display leaves it; asked of any document, and
//! with a level of its own where the model is known.
//!
//! Standard: Doc 9303-2 C.27 (traces of attack), BSI TR-03135-1 §5.5.4.3 (vendor's check).
//! Looks at: squares spread over the page in white light, at 3.3 periods a millimetre and finer, as far as the scan resolves them. A
//! screen repeats itself in two directions at right angles, and all over the page; line screens of security print in one, and in parts.
//! Margin: the strongest frequency of the middle square that is there at right angles too, over the mean of its ring, in decibel.
//! The grid of the blocks of a JPEG is left out.
//! Passes wrongly: scattered drops (ink-jet); screens finer than the scan resolves; a copy most of which is bare paper.
//! Fails wrongly: fine print in a lattice all over a page; moiré of a camera; a scan that was sharpened or compressed very hard.

use rayon::prelude::*;

use super::spectrum::{SIDE, cell, fft, frequency, over_ring, power, quantile_of, squares};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine, Threshold};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen};
use crate::scan::Light;

/// So many squares say enough of a page.
const MOST_SQUARES: usize = 60;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        min_ppi: 280.0,
        threshold: Some(Threshold::stated(Accept::AtMost(9.0), 5.0, 0.25, "set by hand: noise alone comes to 4")),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a21", "page_screen")
            .with("from_per_mm", 3.3)
            .with("least_squares", 30.0)
    }]
}

/// The same routine for a model, with a level of its own: how strongly its own print repeats itself belongs to its design.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let routine = CheckRoutine::proposed(&model.key, "page_screen", None, Light::Visible, None);
    let routine = routine.accepting(Accept::AtMost(9.0), 5.0).from_ppi(280.0);
    let routine = routine.with("from_per_mm", 3.3).with("least_squares", 30.0);
    vec![routine.with("least_spread", 0.8).with("safety_spreads", 5.0)]
}

/// Strongest screen in decibel.
///
/// # Errors
/// [`Aborted::Resolution`], [`Aborted::Covered`] where too little of the page is in the picture.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let ppi = case.needs(Light::Visible, routine)?;
    let px_per_mm = (ppi / 25.4).min(16.0);
    let page = case.page.area();
    let places: Vec<PageRect> = squares(page.grown(-2.0), SIDE as f64 / px_per_mm, MOST_SQUARES);
    let fft = fft();
    let spectrum = |square: &PageRect| {
        let patch = case.page.patch(Light::Visible, *square, px_per_mm).filter(|patch| 0.99 < patch.covered)?;
        Some(over_ring(&power(&patch.luma(), fft.as_ref())?))
    };
    let spectra: Vec<Vec<f32>> = places.par_iter().filter_map(spectrum).collect();
    if (spectra.len() as f64) < routine.param("least_squares", 30.0) {
        return Err(Aborted::Covered);
    }
    let from = routine.param("from_per_mm", 3.3) / px_per_mm * SIDE as f64;
    let value = lattice_db(&quantile_of(&spectra, 0.5), from);
    Ok(Judgement::of_value(routine, value, "screen_db", vec![Place { light: Light::Visible, area: page }]))
}

/// The strongest frequency from that distance on that comes with one at right angles, in decibel.
fn lattice_db(spectrum: &[f32], from: f64) -> f64 {
    let to = SIDE as f64 * 0.47;
    let at = |x: i64, y: i64| spectrum.get(cell(x, y)).copied().unwrap_or(0.0);
    let near = |x: i64, y: i64| {
        (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (x + dx, y + dy))).map(|(x, y)| at(x, y)).fold(0.0, f32::max)
    };
    let strength = |idx: usize| {
        let (x, y) = frequency(idx);
        let is_meant = (from..=to).contains(&x.hypot(y)) && !is_of_blocks(x, y);
        is_meant.then(|| spectrum[idx].min(near(-y as i64, x as i64)))
    };
    let strongest = (0..spectrum.len()).filter_map(strength).fold(1.0, f32::max);
    10.0 * f64::from(strongest).log10()
}

/// Whether a frequency is one of blocks of eight pixels, upright as the picture is.
fn is_of_blocks(x: f64, y: f64) -> bool {
    let is_none = |k: f64| k.abs() <= 1.0;
    let is_block = |k: f64| (k.abs() / 8.0 - (k.abs() / 8.0).round()).abs() <= 0.13;
    (is_none(x) && is_block(y)) || (is_none(y) && is_block(x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const PAGE: PageRect = PageRect::new(0.0, 0.0, 125.0, 88.0);

    /// Grain all over, and waves in one direction or in two.
    fn page(depth: f64, is_crossed: bool) -> DrawnPage {
        let mut page = DrawnPage::new(16.0);
        page.paint(Light::Visible, PAGE, |at, ground| {
            let mut seed = ((at.x_mm * 16.0) as u64) << 32 | (at.y_mm * 16.0) as u64;
            for by in [0xBF58_476D_1CE4_E5B9_u64, 0x94D0_49BB_1331_11EB] {
                seed = (seed ^ seed >> 31).wrapping_mul(by);
            }
            let (u, v) = ((at.x_mm + 0.4 * at.y_mm) * 30.0, (at.y_mm - 0.4 * at.x_mm) * 30.0);
            let wave = u.sin() + if is_crossed { v.sin() } else { 0.0 };
            ground.map(|value| (f64::from(value) - 20.0 - depth * wave) as u8 - (seed >> 59) as u8)
        });
        page
    }

    fn judge(page: &DrawnPage) -> Result<Judgement, Aborted> {
        page.judge_by(run, &without_model()[0])
    }

    #[test]
    fn lines_pass_and_dots_fail() {
        for page in [page(0.0, false), page(9.0, false)] {
            let found = judge(&page).expect("measured");
            assert_eq!(found.outcome, Outcome::Successful, "{:?}", found.value);
        }
        assert_eq!(judge(&page(9.0, true)).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn near_the_threshold_it_cannot_be_judged() {
        let judged = Judgement::of_value(&without_model()[0], 9.4, "screen_db", Vec::new());
        assert_eq!(judged.outcome, Outcome::Undetermined);
    }

    #[test]
    fn blocks_of_a_compressed_picture_are_no_screen() {
        assert!(is_of_blocks(0.0, 16.0) && is_of_blocks(-24.0, 1.0) && is_of_blocks(8.0, 0.0));
        assert!(!is_of_blocks(0.0, 20.0) && !is_of_blocks(16.0, 16.0));
    }

    #[test]
    fn few_pixels_abort() {
        let coarse = CheckRoutine { min_ppi: 500.0, ..without_model().remove(0) };
        assert!(matches!(page(0.0, false).judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
    }
}
