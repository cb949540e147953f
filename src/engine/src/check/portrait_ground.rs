//! Whether the print runs on across the portrait's edge: a portrait cut out with its ground and put into another page brings lines of
//! its own.
//!
//! Standard: Doc 9303-2 C.18 (portrait: integration), BSI TR-03135-1 §5.5.4.3 (vendor's check). Generic id: (VI,AB,PH).
//! Looks at: pieces of a strip outside and of one inside along each side of the portrait, in white light the background and in
//! ultraviolet a motif that crosses the edge; their fine detail (about 0.15 to 1.2 mm) moved over the specimen's. Where the pieces of
//! a strip agree best together is where its lines lie: of places that agree nearly as well (`as_good` of the best), as where lines
//! repeat themselves, the nearest to where they should.
//! Margin: how far those inside lie off those outside, in mm, across the lines alone where all run one way, against the threshold.
//! Where the specimen's lines are not found on both sides (mean correlation under `least_likeness`) nothing was read.
//! Passes wrongly: a portrait put in without its ground, whose lines end at its edge; one put in within 0.1 mm, or moved the way that
//! all lines run.
//! Fails wrongly: a page so faded that other lines are taken for its own; a fold along the portrait's side; a camera's picture of a
//! bent page.

use super::lines_at::{PX_PER_MM, fixed_detail, lines_at};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::scan::Light;

/// One routine for a model with a portrait, and one for the fluorescent print across its edge where the specimen has such.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let Some(zone) = model.zone_of(&ZoneRole::Portrait) else { return Vec::new() };
    let of = |light, generic| {
        CheckRoutine::proposed(&model.key, "portrait_ground", generic, light, Some(&zone.id))
            .accepting(Accept::AtMost(0.1), 0.1)
            .from_ppi(280.0)
            .with("piece_mm", 8.0)
            .with("gap_mm", 0.5)
            .with("reach_mm", 0.6)
            .with("least_likeness", 0.3)
            .with("least_bend", 0.15)
            .with("as_good", 0.85)
            .with("least_spread", 0.008)
            .with("safety_spreads", 8.0)
    };
    let ground = of(Light::Visible, Some("(VI,AB,PH)"))
        .with("depth_mm", 2.2)
        .with("least_texture", 1.0)
        .with("least_pieces", 4.0);
    let motif = of(Light::Ultraviolet, None).in_its_light(&model.key);
    let motif = motif.with("depth_mm", 8.0).with("least_texture", 6.0).with("least_pieces", 1.0);
    // By the model's motifs as well as by the picture, since fibres glow on either side too.
    let is_across = |area: &PageRect| zone.area.intersection(area).is_some_and(|part| part.area() < 0.9 * area.area());
    let motifs = model.zones.iter().filter(|zone| zone.role == ZoneRole::UvMotif);
    let is_seen = |pieces: &Vec<PageRect>| pieces.iter().any(|piece| fixed_detail(specimen, piece, &motif).is_some());
    let crosses =
        motifs.map(|zone| zone.area).any(|area| is_across(&area)) && strips(&zone.area, &motif).iter().all(is_seen);
    let mut routines = vec![ground];
    if crosses {
        routines.push(motif);
    }
    routines
}

/// How far the lines inside the portrait's edge lie off those outside.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::NotRead`] where the lines are not found on both sides of the edge.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (_, specimen) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(routine.light, routine)?;
    let [outside, inside] = strips(&zone.area, routine);
    let outside = lines_at(case, specimen, &outside, None, routine).ok_or(Aborted::NotRead)?;
    let inside = lines_at(case, specimen, &inside, Some(&outside), routine).ok_or(Aborted::NotRead)?;
    let value = inside.beyond(&outside).ok_or(Aborted::NotRead)? / PX_PER_MM;
    let place = Place { light: routine.light, area: zone.area };
    Ok(Judgement::of_value(routine, value, "step_mm", vec![place]))
}

/// The pieces outside the portrait's edge, and those inside.
fn strips(portrait: &PageRect, routine: &CheckRoutine) -> [Vec<PageRect>; 2] {
    let (depth, gap) = (routine.param("depth_mm", 2.2), routine.param("gap_mm", 0.5));
    let cut = |from: f64, length: f64| {
        let n = (length / routine.param("piece_mm", 8.0)).round().max(1.0);
        (0..n as usize).map(move |idx| (from + idx as f64 * length / n, length / n))
    };
    [-gap - depth, gap].map(|inwards| {
        let beyond = inwards + depth;
        let upright = cut(portrait.top, portrait.height).flat_map(|(top, height)| {
            [portrait.left + inwards, portrait.right() - beyond].map(|left| PageRect::new(left, top, depth, height))
        });
        let lying = cut(portrait.left, portrait.width).flat_map(|(left, width)| {
            [portrait.top + inwards, portrait.bottom() - beyond].map(|top| PageRect::new(left, top, width, depth))
        });
        upright.chain(lying).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const PORTRAIT: PageRect = PageRect::new(10.0, 14.0, 32.0, 40.0);
    const STAR: PageRect = PageRect::new(32.0, 24.0, 20.0, 20.0);

    /// Lines 0.9 mm apart all over, those inside the portrait so much lower and so strong, under a tone that fades in.
    fn page(lower: f64, strength: f64) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.paint(Light::Visible, PORTRAIT.grown(8.0), |at, ground| {
            let is_inside = PORTRAIT.contains(at);
            let (y, depth) = if is_inside { (at.y_mm - lower, strength) } else { (at.y_mm, 30.0) };
            let line = ((y + 0.15 * at.x_mm) * 7.0 + 0.6 * (0.5 * at.x_mm).sin()).sin().max(0.0);
            let tone = if is_inside { 20.0 } else { 0.0 };
            ground.map(|value| (f64::from(value) - tone - depth * line) as u8)
        });
        page
    }

    fn judge(lower: f64, strength: f64) -> Result<Judgement, Aborted> {
        let mut specimen = page(0.0, 30.0);
        specimen.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT)]);
        let mut page = page(lower, strength);
        page.model = specimen.model;
        page.judge(run, propose)
    }

    #[test]
    fn lines_that_run_on_pass_and_lines_that_step_fail() {
        let found = judge(0.0, 26.0).expect("measured");
        assert_eq!(found.outcome, Outcome::Successful, "{:?}", found.value);
        let found = judge(0.3, 26.0).expect("measured");
        assert_eq!(found.outcome, Outcome::Failed, "{:?}", found.value);
    }

    #[test]
    fn a_small_step_cannot_be_judged() {
        let found = judge(0.11, 26.0).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    /// A fluorescent star of rays across the portrait's right edge, the part on the portrait so much lower.
    fn glowing(lower: f64) -> DrawnPage {
        let mut page = page(0.0, 0.0);
        page.add_ultraviolet([20, 30, 70]);
        page.paint(Light::Ultraviolet, STAR, |at, ground| {
            let down = if PORTRAIT.contains(at) { lower } else { 0.0 };
            let ray = (9.0 * (at.y_mm - 34.0 - down).atan2(at.x_mm - 42.0)).sin();
            if 0.8 < ray { [60, 220, 110] } else { ground }
        });
        page
    }

    #[test]
    fn a_motif_that_steps_at_the_edge_fails() {
        let mut specimen = glowing(0.0);
        specimen.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT), ("star", ZoneRole::UvMotif, STAR)]);
        for (lower, expected) in [(0.0, Outcome::Successful), (0.3, Outcome::Failed)] {
            let mut page = glowing(lower);
            page.model.clone_from(&specimen.model);
            let motif = |model: &DocumentModel, specimen: &Specimen| propose(model, specimen).split_off(1);
            let found = page.judge(run, motif).expect("measured");
            assert_eq!(found.outcome, expected, "{:?}", found.value);
        }
    }

    #[test]
    fn a_motif_on_one_side_of_the_edge_brings_no_routine() {
        let mut specimen = glowing(0.0);
        specimen.paint(Light::Ultraviolet, PORTRAIT, |_, _| [20, 30, 70]);
        specimen.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT), ("star", ZoneRole::UvMotif, STAR)]);
        let (model, specimen) = specimen.model.expect("a model");
        assert_eq!(propose(&model, &specimen).len(), 1);
    }

    #[test]
    fn a_portrait_without_lines_or_no_model_aborts() {
        assert_eq!(judge(0.0, 0.0), Err(Aborted::NotRead));
        let routine = CheckRoutine::proposed(
            &crate::model::ModelKey::new("UTO", "P", 1, None),
            "portrait_ground",
            None,
            Light::Visible,
            None,
        );
        assert_eq!(page(0.0, 30.0).judge_by(run, &routine), Err(Aborted::NoModel));
    }
}
