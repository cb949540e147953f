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

use super::tile_pair::fine_detail;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::image_plane::mean_and_spread;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Pixels a millimetre that lines are laid over each other at.
const PX_PER_MM: f64 = 10.0;

/// Of a motif that crosses the edge so many millimetres show on either side.
const MOTIF_DEPTH_MM: f64 = 8.0;

/// One routine for a model with a portrait, and one for the fluorescent print across its edge where the specimen has such.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let Some(zone) = model.zone_of(&ZoneRole::Portrait) else { return Vec::new() };
    let of = |light| {
        CheckRoutine::proposed(&model.key, "portrait_ground", Some("(VI,AB,PH)"), light, Some(&zone.id))
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
    let ground = of(Light::Visible).with("depth_mm", 2.2).with("least_texture", 1.0).with("least_pieces", 4.0);
    let motif = of(Light::Ultraviolet).in_its_light(&model.key);
    let motif = motif.with("depth_mm", MOTIF_DEPTH_MM).with("least_texture", 6.0).with("least_pieces", 1.0);
    // By the model's motifs as well as by the picture, since fibres glow on either side too.
    let is_across = |area: &PageRect| zone.area.intersection(area).is_some_and(|part| part.area() < 0.9 * area.area());
    let motifs = model.zones.iter().filter(|zone| zone.role == ZoneRole::UvMotif);
    let is_seen = |pieces: &Vec<PageRect>| pieces.iter().any(|piece| fixed_detail(specimen, piece, &motif).is_some());
    let crosses =
        motifs.map(|zone| zone.area).any(|area| is_across(&area)) && strips(&zone.area, &motif).iter().all(is_seen);
    let mut routines = vec![ground];
    if crosses {
        routines.push(CheckRoutine { generic: None, ..motif });
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
    let outside = best_shift(case, specimen, &outside, (0.0, 0.0), routine).ok_or(Aborted::NotRead)?;
    let expected = (outside.right, outside.down);
    let inside = best_shift(case, specimen, &inside, expected, routine).ok_or(Aborted::NotRead)?;
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

/// Where the lines of several pieces lie against the specimen's, in pixels.
struct Shift {
    right: f64,
    down: f64,
    /// Directions in which the likeness bends there, so that a shift in them is seen; lines hide one along themselves.
    seen: Vec<(f64, f64)>,
}

impl Shift {
    /// By the likeness at a pixel and its eight neighbours, row by row: where a curved surface through them has its top. Directions
    /// in which it bends less than that share of the most are not seen.
    fn of_top((right, down): (f64, f64), near: [[f64; 3]; 3], least_bend: f64) -> Self {
        let bend = |before: f64, after: f64| before - 2.0 * near[1][1] + after;
        let (xx, yy) = (bend(near[1][0], near[1][2]), bend(near[0][1], near[2][1]));
        let xy = (near[2][2] + near[0][0] - near[0][2] - near[2][0]) / 4.0;
        let (rise_x, rise_y) = ((near[1][2] - near[1][0]) / 2.0, (near[2][1] - near[0][1]) / 2.0);
        let (sin, cos) = (0.5 * (2.0 * xy).atan2(xx - yy)).sin_cos();
        let along = [(cos, sin), (-sin, cos)].map(|(x, y)| {
            let bend = xx * x * x + 2.0 * xy * x * y + yy * y * y;
            ((x, y), bend, rise_x * x + rise_y * y)
        });
        let most = along.iter().map(|(_, bend, _)| -bend).fold(1e-9, f64::max);
        let mut shift = Self { right, down, seen: Vec::new() };
        for ((x, y), bend, rise) in along.into_iter().filter(|(_, bend, _)| least_bend * most <= -bend) {
            let off = (-rise / bend).clamp(-0.75, 0.75);
            shift.right += off * x;
            shift.down += off * y;
            shift.seen.push((x, y));
        }
        shift
    }

    /// How far it is from another in the directions in which both are seen; `None` where there are none.
    fn beyond(&self, other: &Self) -> Option<f64> {
        let (fewer, more) = if self.seen.len() < other.seen.len() { (self, other) } else { (other, self) };
        let sees = |(x, y): &(f64, f64)| 0.9 <= more.seen.iter().map(|(a, b)| (a * x + b * y).powi(2)).sum::<f64>();
        let common: Vec<_> = fewer.seen.iter().filter(|way| sees(way)).collect();
        let (dx, dy) = (self.right - other.right, self.down - other.down);
        (!common.is_empty()).then(|| common.iter().map(|(x, y)| (dx * x + dy * y).powi(2)).sum::<f64>().sqrt())
    }
}

/// Where the lines of all pieces together lie best, near to the shift expected where several are as good; `None` where they are
/// not found.
fn best_shift(
    case: &Case<'_>,
    specimen: &Specimen,
    pieces: &[PageRect],
    expected: (f64, f64),
    routine: &CheckRoutine,
) -> Option<Shift> {
    let reach = (routine.param("reach_mm", 0.6) * PX_PER_MM).round() as usize;
    let side = 2 * reach + 1;
    let mut sum = vec![0.0; side * side];
    let (mut n_pieces, mut weights) = (0.0, 0.0);
    for piece in pieces.iter().filter_map(|piece| Piece::of(case, specimen, piece, reach, routine)) {
        sum.iter_mut().zip(piece.likeness).for_each(|(sum, likeness)| *sum += piece.strength * likeness);
        n_pieces += 1.0;
        weights += piece.strength;
    }
    let most = sum.iter().copied().fold(0.0, f64::max);
    if n_pieces < routine.param("least_pieces", 4.0) || most < weights * routine.param("least_likeness", 0.3) {
        return None;
    }
    let is_top = |idx: &usize| {
        let (x, y) = (idx % side, idx / side);
        let is_inside = 0 < x && 0 < y && x + 1 < side && y + 1 < side;
        is_inside
            && (y - 1..y + 2).flat_map(|y| (x - 1..x + 2).map(move |x| y * side + x)).all(|near| sum[near] <= sum[*idx])
    };
    let as_good = routine.param("as_good", 0.85) * most;
    let from_expected = |idx: usize| {
        let off = |px: usize, expected: f64| (px as f64 - reach as f64 - expected).powi(2);
        off(idx % side, expected.0) + off(idx / side, expected.1)
    };
    let tops = (0..sum.len()).filter(|&idx| as_good <= sum[idx]).filter(is_top);
    let best = tops.min_by(|a, b| from_expected(*a).total_cmp(&from_expected(*b)))?;
    let (x, y) = (best % side, best / side);
    let near = std::array::from_fn(|dy| std::array::from_fn(|dx| sum[(y + dy - 1) * side + x + dx - 1]));
    let from_middle = |px: usize| px as f64 - reach as f64;
    Some(Shift::of_top((from_middle(x), from_middle(y)), near, routine.param("least_bend", 0.15)))
}

/// A piece of the page beside the specimen's.
struct Piece {
    /// By how much it counts: of a motif by the print that the specimen has there, the variance of fine detail.
    strength: f64,
    /// Correlation at every shift, row by row.
    likeness: Vec<f64>,
}

impl Piece {
    /// By shifts up to so many pixels; `None` where it is not seen or the specimen has nothing there.
    fn of(
        case: &Case<'_>,
        specimen: &Specimen,
        piece: &PageRect,
        reach: usize,
        routine: &CheckRoutine,
    ) -> Option<Self> {
        let around = piece.grown(reach as f64 / PX_PER_MM);
        case.page.area().intersection(&around).filter(|seen| 0.99 * around.area() <= seen.area())?;
        let fixed = fixed_detail(specimen, piece, routine)?;
        let live = case.page.patch(routine.light, around, PX_PER_MM).filter(|patch| 0.98 <= patch.covered)?;
        let live = detail(&live, routine.light);
        let side = 2 * reach + 1;
        let (width, height) = (fixed.width() as usize, fixed.height() as usize);
        if (live.width() as usize) < width + 2 * reach || (live.height() as usize) < height + 2 * reach {
            return None;
        }
        let likeness = (0..side * side).map(|idx| correlation_at(&live, &fixed, (idx % side, idx / side))).collect();
        // A background is the same everywhere; of a motif a piece may have half a stroke.
        let is_motif = routine.light == Light::Ultraviolet;
        let strength = if is_motif { mean_and_spread(fixed.as_raw()).1.powi(2) } else { 1.0 };
        Some(Self { strength, likeness })
    }
}

/// The specimen's fine detail in a piece, in the routine's light; `None` where it has nothing there.
fn fixed_detail(specimen: &Specimen, piece: &PageRect, routine: &CheckRoutine) -> Option<Plane> {
    let fixed = detail(&specimen.patch(routine.light, *piece, PX_PER_MM)?, routine.light);
    (routine.param("least_texture", 1.0) <= mean_and_spread(fixed.as_raw()).1).then_some(fixed)
}

/// Fine detail of a patch: in ultraviolet of what glows alone, in whatever colour, since the text of entries there is dark.
fn detail(patch: &Patch, light: Light) -> Plane {
    if light != Light::Ultraviolet {
        return fine_detail(&patch.luma(), PX_PER_MM);
    }
    let mut glow = fine_detail(&patch.lightest_channel(), PX_PER_MM);
    glow.iter_mut().for_each(|value| *value = value.max(0.0));
    glow
}

/// Correlation of the part of `live` that begins at that pixel with the whole of `fixed`, both without a mean.
fn correlation_at(live: &Plane, fixed: &Plane, (left, top): (usize, usize)) -> f64 {
    let (wide, width) = (live.width() as usize, fixed.width() as usize);
    let (mut aa, mut bb, mut ab) = (0.0_f32, 0.0_f32, 0.0_f32);
    for (row, b) in fixed.as_raw().chunks_exact(width.max(1)).enumerate() {
        let from = (top + row) * wide + left;
        for (a, b) in live.as_raw().get(from..from + width).unwrap_or_default().iter().zip(b) {
            aa += a * a;
            bb += b * b;
            ab += a * b;
        }
    }
    f64::from(ab / (aa * bb).sqrt().max(1e-6))
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
    fn lines_on_the_slant_are_placed_across_themselves_alone() {
        let (x, y) = (0.6, 0.8);
        let ridge = |off: f64| {
            let at = |place: usize| place as f64 - 1.0;
            std::array::from_fn(|dy| std::array::from_fn(|dx| 1.0 - (at(dx) * x + at(dy) * y - off).powi(2)))
        };
        let [here, there] = [0.0, 0.3].map(|off| Shift::of_top((0.0, 0.0), ridge(off), 0.15));
        assert_eq!(here.seen.len(), 1);
        assert!((there.beyond(&here).expect("both seen") - 0.3).abs() < 1e-9);
        let upright = Shift { right: 0.0, down: 0.0, seen: vec![(y, -x)] };
        assert!(there.beyond(&upright).is_none());
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
