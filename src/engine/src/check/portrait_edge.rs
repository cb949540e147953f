//! Whether the portrait goes over into the background as the model's portraits do: one that was pasted on or printed over
//! ends in a line or a step of its own.
//!
//! Standard: Doc 9303-2 C.18 (portrait: edge, integration), BSI TR-03135-1 §5.5.4.3 (vendor's check). Generic id: (VI,AB,PH).
//! Looks at: luminance across each side of the portrait, 2 mm out to 2 mm in, averaged along the side.
//! Margin: of the steepest step on the left, right and upper side, the place of each, and the darkest thin line on any
//! side: the largest deviation from the median of the model's captures, in their spread, against the threshold.
//! Passes wrongly: another portrait printed in place with the same soft edge.
//! Fails wrongly: a fold or a stamp along a side; dark hair or a dark coat that reaches the edge.

use image::Luma;

use super::measured::{Measures, deviation};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::Plane;
use crate::page::paper::box_mean;
use crate::scan::Light;

const PX_PER_MM: f64 = 12.0;
/// Reach on both sides of a side of the portrait.
const REACH_MM: f64 = 2.0;
/// Share of a side left out at both its ends.
const ENDS: f64 = 0.08;

/// One routine for a model with a portrait.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let of = |zone: &crate::model::Zone| {
        CheckRoutine::proposed(&model.key, "portrait_edge", Some("(VI,AB,PH)"), Light::Visible, Some(&zone.id))
            .accepting(Accept::AtMost(6.0), 6.0)
            .with("least_spread_step_left", 1.0)
            .with("least_spread_step_right", 1.0)
            .with("least_spread_step_top", 1.0)
            .with("least_spread_line", 1.0)
    };
    model.zone_of(&ZoneRole::Portrait).map(of).into_iter().collect()
}

/// Largest deviation of the edge's measures in enrolled spreads.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`], [`Aborted::NotRead`] where nothing is enrolled.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = case.zone_of(routine)?;
    let (_, value) = deviation(&measure(case, routine)?, routine).ok_or(Aborted::NotRead)?;
    Ok(Judgement::of_value(routine, value, "edge_deviation", vec![Place { light: Light::Visible, area: zone.area }]))
}

/// The measures of the portrait's edge: `step_left`, `step_right`, `step_top` in grey levels over a quarter of a millimetre, and
/// `line`, by how many levels the darkest thin line along any side is darker than what lies half a millimetre beside it.
///
/// # Errors
/// As [`run`].
pub fn measure(case: &Case<'_>, routine: &CheckRoutine) -> Result<Measures, Aborted> {
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    let wide = zone.area.grown(REACH_MM);
    let patch = case.page.patch(Light::Visible, wide, PX_PER_MM).ok_or(Aborted::NoScan(Light::Visible))?;
    if patch.covered < 0.9 {
        return Err(Aborted::Covered);
    }
    let luma = box_mean(&patch.luma(), 1);
    let upright = |plane: &Plane, area: PageRect| profile(plane, area);
    let turned = Plane::from_fn(luma.height(), luma.width(), |x, y| Luma([luma.get_pixel(y, x).0[0]]));
    let lying = PageRect::new(wide.top, wide.left, wide.height, wide.width);
    let (left, right) = upright(&luma, wide);
    let (top, bottom) = upright(&turned, lying);
    let line = [&left, &right, &top, &bottom].into_iter().map(|side| darkest_line(side)).fold(0.0, f64::max);
    Ok(Measures::from([
        ("step_left", steepest(&left)),
        ("step_right", steepest(&right)),
        ("step_top", steepest(&top)),
        ("line", line),
    ]))
}

/// Mean over the rows of what crosses the left and the right side, from outside to inside.
fn profile(plane: &Plane, area: PageRect) -> (Vec<f64>, Vec<f64>) {
    let (width, height) = plane.dimensions();
    let n = ((2.0 * REACH_MM * PX_PER_MM) as u32).min(width);
    let skip = ((REACH_MM + ENDS * (area.height - 2.0 * REACH_MM)) * PX_PER_MM) as u32;
    let rows = || skip..height.saturating_sub(skip).max(skip + 1).min(height);
    let mean = |x: u32| {
        let sum: f64 = rows().map(|y| f64::from(plane.get_pixel(x, y).0[0])).sum();
        sum / rows().len().max(1) as f64
    };
    ((0..n).map(mean).collect(), (0..n).map(|x| mean(width - 1 - x)).collect())
}

/// Largest change over a quarter of a millimetre.
fn steepest(side: &[f64]) -> f64 {
    let over = (0.25 * PX_PER_MM) as usize;
    side.iter().zip(side.iter().skip(over)).map(|(a, b)| (b - a).abs()).fold(0.0, f64::max)
}

/// By how much the darkest place is darker than the darker of those half a millimetre before and after it.
fn darkest_line(side: &[f64]) -> f64 {
    let over = (0.5 * PX_PER_MM) as usize;
    side.windows(2 * over + 1).map(|w| w[0].min(w[2 * over]) - w[over]).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const PORTRAIT: PageRect = PageRect::new(6.0, 14.0, 32.0, 40.0);

    /// A grey portrait whose edge fades over so many millimetres, with a line round it that is so dark.
    fn page(fade_mm: f64, line: f64) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.paint(Light::Visible, PORTRAIT.grown(0.2), |at, ground| {
            let inside = (at.x_mm - PORTRAIT.left)
                .min(PORTRAIT.right() - at.x_mm)
                .min(at.y_mm - PORTRAIT.top)
                .min(PORTRAIT.bottom() - at.y_mm);
            let seam = if inside.abs() < 0.1 { line } else { 0.0 };
            ground.map(|value| (f64::from(value) - 40.0 * (inside / fade_mm).clamp(0.0, 1.0) - seam) as u8)
        });
        page.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT)]);
        page
    }

    fn judge(page: &DrawnPage) -> Result<Judgement, Aborted> {
        page.examine(|case| {
            let (model, specimen) = case.known_model()?;
            let usual = [("step_left", 7.0), ("step_right", 7.0), ("step_top", 7.0), ("line", 0.0)];
            let routine = usual.into_iter().fold(propose(model, specimen).remove(0), |routine, (name, middle)| {
                routine.with(name, middle).with(&format!("{name}_spread"), 1.2)
            });
            run(case, &routine)
        })
    }

    #[test]
    fn a_soft_edge_passes_and_a_seam_or_a_step_fails() {
        let soft = judge(&page(1.6, 0.0)).expect("measured");
        assert_eq!(soft.outcome, Outcome::Successful, "{:?}", soft.value);
        for (fade_mm, line) in [(1.6, 60.0), (0.1, 0.0)] {
            let found = judge(&page(fade_mm, line)).expect("measured");
            assert_eq!(found.outcome, Outcome::Failed, "{:?}", found.value);
        }
    }

    #[test]
    fn a_somewhat_harder_edge_cannot_be_judged() {
        let found = judge(&page(0.72, 0.0)).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn nothing_enrolled_aborts() {
        let judged = page(1.6, 0.0).examine(|case| {
            let (model, specimen) = case.known_model()?;
            run(case, &propose(model, specimen)[0])
        });
        assert_eq!(judged, Err(Aborted::NotRead));
    }
}
