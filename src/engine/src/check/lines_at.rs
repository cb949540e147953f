//! Where the print of several pieces of a page lies against the specimen's, as far as lines let it be seen.

use super::Case;
use super::tile_pair::fine_detail;
use crate::catalog::CheckRoutine;
use crate::geometry::PageRect;
use crate::model::Specimen;
use crate::page::image_plane::mean_and_spread;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Pixels a millimetre that lines are laid over each other at.
pub(super) const PX_PER_MM: f64 = 10.0;

/// Where the lines of several pieces lie against the specimen's, in pixels.
pub(super) struct LinesAt {
    right: f64,
    down: f64,
    /// Directions in which the likeness bends there, so that a shift in them is seen; lines hide one along themselves.
    seen: Vec<(f64, f64)>,
}

impl LinesAt {
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
    pub(super) fn beyond(&self, other: &Self) -> Option<f64> {
        let (fewer, more) = if self.seen.len() < other.seen.len() { (self, other) } else { (other, self) };
        let sees = |(x, y): &(f64, f64)| 0.9 <= more.seen.iter().map(|(a, b)| (a * x + b * y).powi(2)).sum::<f64>();
        let common: Vec<_> = fewer.seen.iter().filter(|way| sees(way)).collect();
        let (dx, dy) = (self.right - other.right, self.down - other.down);
        (!common.is_empty()).then(|| common.iter().map(|(x, y)| (dx * x + dy * y).powi(2)).sum::<f64>().sqrt())
    }
}

/// Where the lines of all pieces together lie best: of several places as good the nearest to the one expected, or to where they
/// should be; `None` where they are not found.
pub(super) fn lines_at(
    case: &Case<'_>,
    specimen: &Specimen,
    pieces: &[PageRect],
    expected: Option<&LinesAt>,
    routine: &CheckRoutine,
) -> Option<LinesAt> {
    let expected = expected.map_or((0.0, 0.0), |at| (at.right, at.down));
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
    Some(LinesAt::of_top((from_middle(x), from_middle(y)), near, routine.param("least_bend", 0.15)))
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
pub(super) fn fixed_detail(specimen: &Specimen, piece: &PageRect, routine: &CheckRoutine) -> Option<Plane> {
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

    #[test]
    fn lines_on_the_slant_are_placed_across_themselves_alone() {
        let (x, y) = (0.6, 0.8);
        let ridge = |off: f64| {
            let at = |place: usize| place as f64 - 1.0;
            std::array::from_fn(|dy| std::array::from_fn(|dx| 1.0 - (at(dx) * x + at(dy) * y - off).powi(2)))
        };
        let [here, there] = [0.0, 0.3].map(|off| LinesAt::of_top((0.0, 0.0), ridge(off), 0.15));
        assert_eq!(here.seen.len(), 1);
        assert!((there.beyond(&here).expect("both seen") - 0.3).abs() < 1e-9);
        let upright = LinesAt { right: 0.0, down: 0.0, seen: vec![(y, -x)] };
        assert!(there.beyond(&upright).is_none());
    }
}
