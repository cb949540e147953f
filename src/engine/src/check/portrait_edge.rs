//! Whether the portrait goes over into the background as the model's portraits do: one that was pasted on or printed over
//! ends in a line or a step of its own.
//!
//! Standard: Doc 9303-2 C.18 (portrait: edge, integration), BSI TR-03135-1 §5.5.4.3 (vendor's check). Generic id: (VI,AB,PH).
//! Looks at: luminance across each side of the portrait, 2 mm out to 2 mm in, averaged along the side where no stamp is.
//! Margin: of the steepest step on the left, right and upper side, the place of each, and the darkest thin line on any
//! side: the largest deviation from the median of the model's captures, in their spread, against the threshold.
//! Passes wrongly: another portrait printed in place with the same soft edge.
//! Fails wrongly: a crack that begins and ends at the portrait's corners; dark hair or a dark coat that reaches the edge.

use super::measured::{Measures, deviation};
use super::portrait_side::{Profiles, Side};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::scan::Light;

/// One routine for a model with a portrait.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let of = |zone: &crate::model::Zone| {
        CheckRoutine::proposed(&model.key, "portrait_edge", Some("(VI,AB,PH)"), Light::Visible, Some(&zone.id))
            .accepting(Accept::AtMost(6.0), 6.0)
            .with("safety_spreads", 6.5)
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
/// What goes on in line beyond the portrait's corners is a fold or other wear, and is left out.
///
/// # Errors
/// As [`run`].
pub fn measure(case: &Case<'_>, routine: &CheckRoutine) -> Result<Measures, Aborted> {
    let (_, specimen) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    let (mut measures, mut lines) = (Measures::new(), Vec::new());
    for side in [Side::Left, Side::Right, Side::Top, Side::Bottom] {
        let profiles = Profiles::of(case, specimen, zone.area, side).ok_or(Aborted::Covered)?;
        lines.extend(profiles.darkest_line());
        let name = match side {
            Side::Left => "step_left",
            Side::Right => "step_right",
            Side::Top => "step_top",
            // Where a coat ends in the frame, any step is usual.
            Side::Bottom => continue,
        };
        measures.extend(profiles.steepest().map(|step| (name, step)));
    }
    measures.extend(lines.into_iter().reduce(f64::max).map(|line| ("line", line)));
    Ok(measures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

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
    fn a_fold_along_a_side_and_beyond_is_no_seam() {
        let mut folded = page(1.6, 0.0);
        folded.paint(Light::Visible, PageRect::new(5.9, 2.0, 0.3, 64.0), |_, _| [250; 3]);
        let found = judge(&folded).expect("measured");
        assert_eq!(found.outcome, Outcome::Successful, "{:?}", found.value);
        let mut cut = page(1.6, 0.0);
        cut.paint(Light::Visible, PageRect::new(5.9, 13.9, 0.3, 40.2), |_, _| [250; 3]);
        let found = judge(&cut).expect("measured");
        assert_eq!(found.outcome, Outcome::Failed, "{:?}", found.value);
    }

    #[test]
    fn a_stamp_over_a_side_is_left_out() {
        let mut stamped = page(1.6, 0.0);
        stamped.paint(Light::Visible, PageRect::new(2.0, 20.0, 7.0, 6.0), |at, ground| {
            if 5.0 < at.x_mm { [60, 60, 150] } else { ground.map(|value| value - 8) }
        });
        stamped.paint(Light::Visible, PageRect::new(4.0, 20.0, 5.0, 6.0), |_, _| [60, 60, 150]);
        let found = judge(&stamped).expect("measured");
        assert_eq!(found.outcome, Outcome::Successful, "{:?}", found.value);
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
