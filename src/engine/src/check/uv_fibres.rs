//! Whether fibres in the paper glow: printed ones do not.
//!
//! Standard: Doc 9303-2 A.5.2 (fluorescent fibres), BSI TR-03135-1 §5.5.4.2. Generic id: (UV,LU,FI).
//! Looks at: thin bright lines of 1.5 to 8 mm in ultraviolet, away from the fluorescent motif and from all personal print.
//! Margin: how many there are, against the threshold enrolled from captures of the model. Fibres lie anywhere, so neither
//! their number nor their places are those of the specimen.
//! Passes wrongly: printed fibres in fluorescent ink; threads, hairs and thin parts of a motif that glow, of which ten are
//! taken for paper with few fibres; a copy on paper whose grain glows in lines.
//! Fails wrongly: fluorescence faded to nothing; a picture too coarse or too blurred for lines of a tenth of a millimetre.

use image::{GrayImage, Luma};
use imageproc::region_labelling::{Connectivity, connected_components};

use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::image_plane::quantile;
use crate::page::paper::{box_blur, box_mean};
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Pixels a millimetre.
const PX_PER_MM: f64 = 8.0;
/// Fewer fibres than this no paper with fibres shows.
const LEAST_FIBRES: f64 = 6.0;
/// Lengths of a fibre, mm, and its greatest mean width.
const LENGTHS_MM: std::ops::RangeInclusive<f64> = 1.5..=8.0;
const WIDEST_MM: f64 = 0.5;
/// Round print that glows or swallows light so much is left out, mm.
const CLEARANCE_MM: f64 = 0.6;

/// One routine for a model whose specimen shows fibres.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let page = PageRect::new(0.0, 0.0, model.width_mm, model.height_mm);
    let Some(patch) = specimen.patch(Light::Ultraviolet, page, PX_PER_MM) else { return Vec::new() };
    let routine = CheckRoutine::proposed(&model.key, "uv_fibres", Some("(UV,LU,FI)"), Light::Ultraviolet, None)
        .accepting(Accept::AtLeast(LEAST_FIBRES), LEAST_FIBRES)
        .from_ppi(250.0)
        .with("least_excess", 9.0)
        .with("never_below", LEAST_FIBRES)
        .with("largest_scale", LEAST_FIBRES)
        .with("safety_spreads", 3.0);
    let n = fibres(&patch, model, routine.param("least_excess", 9.0)).len();
    if LEAST_FIBRES < n as f64 { vec![routine] } else { Vec::new() }
}

/// Number of fibres that glow.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    const UV: Light = Light::Ultraviolet;
    let (model, _) = case.known_model()?;
    case.needs(UV, routine)?;
    let patch = case.page.patch(UV, case.page.area(), PX_PER_MM).ok_or(Aborted::NoScan(UV))?;
    if patch.covered < 0.9 {
        return Err(Aborted::Covered);
    }
    let found = fibres(&patch, model, routine.param("least_excess", 9.0));
    let places = vec![Place { light: UV, area: case.page.area() }];
    Ok(Judgement::of_value(routine, found.len() as f64, "fibres", places))
}

/// Where fibres glow.
fn fibres(patch: &Patch, model: &DocumentModel, least_excess: f64) -> Vec<PageRect> {
    let excess = excess(patch);
    let least = least_excess.max(5.0 * noise(&excess)) as f32;
    let mut mask = GrayImage::new(excess.width(), excess.height());
    mask.iter_mut().zip(excess.iter()).for_each(|(cell, value)| *cell = u8::from(least < *value) * 255);
    let is_left_out = |zone: &&crate::model::Zone| zone.is_dynamic || zone.role == ZoneRole::UvMotif;
    for zone in model.zones.iter().filter(is_left_out) {
        let (columns, rows) = patch.pixels_in(&zone.area.grown(CLEARANCE_MM));
        rows.for_each(|y| columns.clone().for_each(|x| mask.put_pixel(x, y, Luma([0]))));
    }
    let labels = connected_components(&mask, Connectivity::Eight, Luma([0]));
    let n = labels.iter().copied().max().unwrap_or(0) as usize;
    let mut parts = vec![(u32::MAX, u32::MAX, 0, 0, 0_u32); n + 1];
    for (x, y, label) in labels.enumerate_pixels() {
        let part = &mut parts[label.0[0] as usize];
        *part = (part.0.min(x), part.1.min(y), part.2.max(x), part.3.max(y), part.4 + 1);
    }
    let fibre = |&(left, top, right, bottom, n): &(u32, u32, u32, u32, u32)| {
        let mm = |px: u32| f64::from(px) / PX_PER_MM;
        let (width, height) = (mm(right - left + 1), mm(bottom - top + 1));
        let length = width.hypot(height);
        let is_thin = f64::from(n) / (PX_PER_MM * PX_PER_MM) <= WIDEST_MM * length;
        let area = PageRect::new(patch.area.left + mm(left), patch.area.top + mm(top), width, height);
        (is_thin && LENGTHS_MM.contains(&length)).then_some(area)
    };
    parts.iter().skip(1).filter_map(fibre).collect()
}

/// By how much the brightest channel exceeds its surroundings, lines of a tenth to half a millimetre kept.
fn excess(patch: &Patch) -> Plane {
    let of_channel = |channel: usize| {
        let plane = patch.channel(channel);
        let ground = box_blur(&plane, (0.5 * PX_PER_MM) as u32);
        let mut soft = box_mean(&plane, 1);
        soft.iter_mut().zip(ground.iter()).for_each(|(value, ground)| *value -= ground);
        soft
    };
    let mut most = of_channel(0);
    for channel in 1..3 {
        most.iter_mut().zip(of_channel(channel).iter()).for_each(|(most, value)| *most = most.max(*value));
    }
    most
}

/// Spread of what is no line, by the middle of its absolute values.
fn noise(plane: &Plane) -> f64 {
    let mut values: Vec<f32> = plane.iter().step_by(7).map(|value| value.abs()).collect();
    quantile(&mut values, 0.5).map_or(0.0, |middle| 1.4826 * f64::from(middle))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    /// A page with `n` slanted fibres of that level, and a blot.
    fn page(n: usize, level: u8) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.add_ultraviolet([30, 55, 95]);
        for idx in 0..n {
            let (x, y) = (8.0 + 11.0 * (idx % 10) as f64, 6.0 + 7.0 * (idx / 10) as f64);
            page.paint(Light::Ultraviolet, PageRect::new(x, y, 3.0, 2.0), |at, ground| {
                let away = (at.y_mm - y - 0.5 * (at.x_mm - x)).abs();
                if away < 0.09 { [ground[0], ground[1], level] } else { ground }
            });
        }
        page.paint(Light::Ultraviolet, PageRect::new(60.0, 60.0, 4.0, 3.0), |_, _| [120, 120, 200]);
        page
    }

    fn judge(n: usize, level: u8) -> Result<Judgement, Aborted> {
        let mut specimen = page(30, 220);
        specimen.becomes_specimen(&[]);
        let (model, picture) = specimen.model.expect("a model");
        page(n, level).examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn glowing_fibres_are_counted_and_none_fails() {
        let found = judge(28, 220).expect("counted");
        assert_eq!((found.value, found.outcome), (Some(28.0), Outcome::Successful));
        assert_eq!(judge(0, 0).map(|found| found.outcome), Ok(Outcome::Failed));
        assert_eq!(judge(28, 100).map(|found| found.outcome), Ok(Outcome::Failed), "dark ones are printed");
    }

    #[test]
    fn a_handful_cannot_be_judged() {
        assert_eq!(judge(6, 220).map(|found| found.outcome), Ok(Outcome::Undetermined));
    }

    #[test]
    fn paper_without_fibres_has_no_routine_and_no_ultraviolet_aborts() {
        let mut plain = page(0, 0);
        plain.becomes_specimen(&[]);
        let proposed = plain.model.as_ref().map(|(model, picture)| propose(model, picture).len());
        assert_eq!(proposed, Some(0));
        let mut page = page(30, 220);
        page.becomes_specimen(&[]);
        let routine = page.routine(propose).expect("a routine");
        page.ultraviolet = None;
        assert_eq!(page.judge_by(run, &routine), Err(Aborted::NoScan(Light::Ultraviolet)));
    }
}
