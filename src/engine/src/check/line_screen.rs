//! Whether the lines of a screen or a guilloche are as far apart, and run in the same direction, as the specimen's.
//!
//! Standard: BSI TR-03135-1 §5.5.4.3 (vendor's check). Generic id: (VI,FR,IS), in the standard's form.
//! Looks at: squares of 4 mm of a zone of fine print in white light whose lines repeat themselves evenly on the specimen.
//! Margin: by how many per cent of its own the frequency of the strongest lines lies off the specimen's, across and along, against the
//! threshold enrolled from captures of the model.
//! Passes wrongly: lines drawn anew at the same distance; lines that differ in their course alone (see the fine print).
//! Fails wrongly: a page bent under a camera; a zone most of which is stamped or written on.

use super::spectrum::{SIDE, fft, frequency, over_ring, power, refined, robust_mean, squares};
use super::tile_pair::static_pixels;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::page::Patch;
use crate::scan::Light;

const PX_PER_MM: f64 = 16.0;
/// So many squares say enough of a zone.
const MOST_SQUARES: usize = 8;
/// Lines a millimetre that are looked for.
const PER_MM: std::ops::RangeInclusive<f64> = 1.0..=5.5;
/// A specimen's lines stand out by so many decibel at least.
const LEAST_PEAK_DB: f64 = 14.0;
/// Of its frequency, lines may lie so far off and still be taken for the same.
const REACH: f64 = 0.2;

/// One routine for each zone of fine print with even lines.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let of = |zone: &Zone| {
        let of_square = |square: &PageRect| specimen.patch(Light::Visible, *square, PX_PER_MM);
        let (mean, spectrum) = spectrum_of(model, zone, of_square)?;
        let is_in_band = |idx: &usize| PER_MM.contains(&per_mm(*idx).0.hypot(per_mm(*idx).1));
        let peak = (0..SIDE * SIDE).filter(is_in_band).max_by(|a, b| spectrum[*a].total_cmp(&spectrum[*b]))?;
        (LEAST_PEAK_DB <= 10.0 * f64::from(spectrum[peak]).log10()).then_some(())?;
        let (x, y) = in_per_mm(refined(&mean, peak));
        let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
        let routine =
            CheckRoutine::proposed(&model.key, "line_screen", Some("(VI,FR,IS)"), Light::Visible, Some(&zone.id));
        let routine = routine.accepting(Accept::AtMost(4.0), 3.0).from_ppi(280.0).with("least_spread", 0.3);
        Some(routine.with("across_per_mm", rounded(x)).with("down_per_mm", rounded(y)).with("least_peak_db", 8.0))
    };
    model.zones.iter().filter(|zone| zone.role == ZoneRole::Pattern).filter_map(of).collect()
}

/// How far the lines' frequency lies off the specimen's, in per cent.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`] where no lines stand out.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, _) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    let of_square =
        |square: &PageRect| case.page.patch(Light::Visible, *square, PX_PER_MM).filter(|patch| 0.95 < patch.covered);
    let (mean, spectrum) = spectrum_of(model, zone, of_square).ok_or(Aborted::Covered)?;
    let usual = (routine.param("across_per_mm", 0.0), routine.param("down_per_mm", 0.0));
    let length = usual.0.hypot(usual.1);
    let off = |(x, y): (f64, f64)| (x - usual.0).hypot(y - usual.1);
    let reach = (REACH * length).max(1.5 * PX_PER_MM / SIDE as f64);
    let near = (0..SIDE * SIDE).filter(|idx| off(per_mm(*idx)) <= reach);
    let peak = near.max_by(|a, b| spectrum[*a].total_cmp(&spectrum[*b])).ok_or(Aborted::Covered)?;
    if 10.0 * f64::from(spectrum[peak]).log10() < routine.param("least_peak_db", 8.0) {
        return Err(Aborted::Covered);
    }
    let value = 100.0 * off(in_per_mm(refined(&mean, peak))) / length.max(1e-6);
    let places = vec![Place { light: Light::Visible, area: zone.area }];
    Ok(Judgement::of_value(routine, value, "lines_off_percent", places))
}

/// Mean power spectrum of the squares of a zone without anything personal, and the same over its rings; `None` for none.
fn spectrum_of(
    model: &DocumentModel,
    zone: &Zone,
    patch: impl Fn(&PageRect) -> Option<Patch>,
) -> Option<(Vec<f32>, Vec<f32>)> {
    let fft = fft();
    let spectrum = |square: PageRect| {
        let patch = patch(&square)?;
        let is_static = static_pixels(model, &patch, square).iter().all(|keep| *keep);
        is_static.then(|| power(&patch.luma(), fft.as_ref())).flatten()
    };
    let places = squares(zone.area, SIDE as f64 / PX_PER_MM, MOST_SQUARES);
    let spectra: Vec<Vec<f32>> = places.into_iter().filter_map(spectrum).collect();
    (!spectra.is_empty()).then_some(())?;
    let mean = robust_mean(spectra.iter());
    let over = over_ring(&mean);
    Some((mean, over))
}

/// A cell's frequency in lines a millimetre.
fn per_mm(idx: usize) -> (f64, f64) {
    in_per_mm(frequency(idx))
}

/// Cells as lines a millimetre.
fn in_per_mm((x, y): (f64, f64)) -> (f64, f64) {
    let scale = PX_PER_MM / SIDE as f64;
    (x * scale, y * scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const ZONE: PageRect = PageRect::new(60.0, 20.0, 20.0, 16.0);

    /// Lines 2.8 to the millimetre, so much finer and turned so far.
    fn page(finer: f64, turned: f64) -> DrawnPage {
        let mut page = DrawnPage::new(16.0);
        page.paint(Light::Visible, ZONE.grown(2.0), |at, ground| {
            let (sin, cos) = (0.4_f64 + turned).sin_cos();
            let wave = std::f64::consts::TAU * 2.8 * finer * (at.y_mm * cos - at.x_mm * sin);
            if 0.2 < wave.sin() { [150, 190, 200] } else { ground }
        });
        page
    }

    fn judge(live: &DrawnPage) -> Result<Judgement, Aborted> {
        let mut specimen = page(1.0, 0.0);
        specimen.becomes_specimen(&[("background", ZoneRole::Pattern, ZONE)]);
        let (model, picture) = specimen.model.expect("a model");
        live.examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn the_same_lines_pass_finer_and_turned_ones_fail() {
        let found = judge(&page(1.0, 0.0)).expect("measured");
        assert!(found.outcome == Outcome::Successful && found.value < Some(0.3), "{:?}", found.value);
        for (finer, turned) in [(1.08, 0.0), (1.0, 0.08)] {
            let found = judge(&page(finer, turned)).expect("measured");
            assert_eq!(found.outcome, Outcome::Failed, "{:?}", found.value);
        }
    }

    #[test]
    fn lines_a_little_finer_cannot_be_judged() {
        let found = judge(&page(1.04, 0.0)).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn no_lines_or_few_pixels_abort() {
        assert_eq!(judge(&DrawnPage::new(16.0)), Err(Aborted::Covered));
        let mut page = page(1.0, 0.0);
        page.becomes_specimen(&[("background", ZoneRole::Pattern, ZONE)]);
        let coarse = CheckRoutine { min_ppi: 500.0, ..page.routine(propose).expect("a routine") };
        assert!(matches!(page.judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
    }
}
