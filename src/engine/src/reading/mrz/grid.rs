//! The grid of character cells: 10 an inch along parallel lines, as the scan shows it.

use super::curve::Curve;
use super::nets::{FRAME, Frame, STRIP_CELL};
use super::recognise::{MARGIN, Mark};
use crate::geometry::{Homography, ScanPoint};

/// Largest mean distance between a projective grid and the lines as seen, in cells, for the grid to be taken.
const REGULAR_WITHIN: f64 = 0.08;

/// One line of cells: columns `first..end` on the zone's common count, its middle's place in the scan over columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct GridLine {
    /// Scan x of the line's middle over columns.
    pub(super) x: Curve,
    /// Scan y of the line's middle over columns.
    pub(super) y: Curve,
    /// Column of the first character.
    pub(super) first: i32,
    /// One past the column of the last character.
    pub(super) end: i32,
}

/// All lines of a zone.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// Top to bottom.
    pub(super) lines: Vec<GridLine>,
    /// Column and line index to scan px, where one projective map fits all lines.
    regular: Option<Homography>,
}

impl Grid {
    /// Cells from the marks of each line; lines without enough text are left out.
    pub(super) fn fit(marks: &[Vec<Mark>]) -> Option<Self> {
        let mut lines: Vec<GridLine> = marks.iter().filter_map(|line| fit_line(line)).collect();
        align(&mut lines);
        keep_alike(&mut lines);
        keep_apart(&mut lines);
        if lines.is_empty() {
            return None;
        }
        let regular = fit_regular(&lines);
        Some(Self { lines, regular })
    }

    /// The grid again, from the frames read along it.
    pub(super) fn refit(&self, frames: &[Vec<Frame>]) -> Option<Self> {
        let mut lines = Vec::with_capacity(self.lines.len());
        for (idx, (line, frames)) in self.lines.iter().zip(frames).enumerate() {
            let marks: Vec<Mark> = frames.iter().enumerate().map(|(i, frame)| self.mark(idx, line, i, frame)).collect();
            let (first, end) = extent(&marks)?;
            let (x, y) = fit_places(&marks, first, end)?;
            lines.push(GridLine { x, y, first, end });
        }
        let regular = fit_regular(&lines);
        Some(Self { lines, regular })
    }

    fn mark(&self, idx: usize, line: &GridLine, i: usize, frame: &Frame) -> Mark {
        let column = f64::from(line.first - MARGIN as i32) + (i as f64 + 0.5) * FRAME as f64 / STRIP_CELL as f64;
        let phase = f64::from(frame.wave.1).atan2(f64::from(frame.wave.0)) / std::f64::consts::TAU;
        let off = phase - column;
        let off = off - off.round();
        let text = 1.0 - f64::from(frame.blank());
        let weight = if 0.5 < text { text / (1.0 + (off / 0.15).powi(2)).powi(2) } else { 0.0 };
        let at = self.place(idx, column, f64::from(frame.below_px) / STRIP_CELL as f64);
        Mark { column: column + off, at, weight, text }
    }

    /// Scan place of a column of line `idx`, `below` cells under the line's middle.
    pub(super) fn place(&self, idx: usize, column: f64, below: f64) -> (f64, f64) {
        let (centre, _, down) = self.axes(idx, column);
        (centre.0 + below * down.0, centre.1 + below * down.1)
    }

    /// Width of a cell of line `idx` in scan px, in the line's middle.
    pub(super) fn pitch_px(&self, idx: usize) -> f64 {
        let Some(line) = self.lines.get(idx) else { return 1.0 };
        let (_, along, _) = self.axes(idx, f64::from(line.first + line.end) / 2.0);
        along.0.hypot(along.1)
    }

    /// Corners of a cell, clockwise from the top left as read: one pitch wide and one high.
    pub(super) fn cell(&self, idx: usize, column: i32) -> [ScanPoint; 4] {
        let column = f64::from(column);
        [(0.0, -0.5), (1.0, -0.5), (1.0, 0.5), (0.0, 0.5)].map(|(right, below)| {
            let (x_px, y_px) = self.place(idx, column + right, below);
            ScanPoint { x_px, y_px }
        })
    }

    /// Middle of the line at a column, a step of one cell to the right and one downward of the same length across.
    fn axes(&self, idx: usize, column: f64) -> ((f64, f64), (f64, f64), (f64, f64)) {
        if let Some(map) = &self.regular {
            let row = idx as f64;
            let (left, right) = (map.apply(column - 0.5, row), map.apply(column + 0.5, row));
            let (up, down) = (map.apply(column, row - 0.25), map.apply(column, row + 0.25));
            let along = (right.0 - left.0, right.1 - left.1);
            return (map.apply(column, row), along, downward(along, (down.0 - up.0, down.1 - up.1)));
        }
        let Some(line) = self.lines.get(idx) else { return ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)) };
        let along = (line.x.slope(column), line.y.slope(column));
        ((line.x.at(column), line.y.at(column)), along, (-along.1, along.0))
    }
}

/// The direction `toward`, scaled so that it is as far across `along` as `along` is long; square where it is too slanted.
fn downward(along: (f64, f64), toward: (f64, f64)) -> (f64, f64) {
    let across = along.0 * toward.1 - along.1 * toward.0;
    let length2 = along.0 * along.0 + along.1 * along.1;
    let lean = along.0 * toward.0 + along.1 * toward.1;
    if across <= 0.0 || across < lean.abs() * 1.2 {
        return (-along.1, along.0);
    }
    (toward.0 * length2 / across, toward.1 * length2 / across)
}

/// Columns with text: the run that gathers the most evidence.
fn extent(marks: &[Mark]) -> Option<(i32, i32)> {
    let low = marks.iter().map(|m| m.column.floor() as i32).min()?;
    let high = marks.iter().map(|m| m.column.floor() as i32).max()?;
    let mut evidence = vec![(0.0, 0.0); (high - low + 1).clamp(1, 400) as usize];
    for mark in marks {
        if let Some(cell) = evidence.get_mut((mark.column.floor() as i32 - low) as usize) {
            cell.0 += (mark.text.clamp(0.02, 0.98) / (1.0 - mark.text.clamp(0.02, 0.98))).ln();
            cell.1 += 1.0;
        }
    }
    let (mut best, mut run) = ((0.0, 0, 0), (0.0, 0));
    for (i, &(sum, n)) in evidence.iter().enumerate() {
        if run.0 <= 0.0 {
            run = (0.0, i);
        }
        run.0 += if 0.0 < n { sum / n } else { -1.0 };
        if best.0 < run.0 {
            best = (run.0, run.1, i + 1);
        }
    }
    (6 <= best.2 - best.1).then_some((low + best.1 as i32, low + best.2 as i32))
}

fn fit_line(marks: &[Mark]) -> Option<GridLine> {
    let (first, end) = extent(marks)?;
    let (x, y) = fit_places(marks, first, end)?;
    Some(GridLine { x, y, first, end })
}

fn fit_places(marks: &[Mark], first: i32, end: i32) -> Option<(Curve, Curve)> {
    let inside = |m: &&Mark| f64::from(first) <= m.column && m.column < f64::from(end);
    let degree = if end - first < 12 { 1 } else { 3 };
    let of = |value: fn(&Mark) -> f64| {
        let points: Vec<_> = marks.iter().filter(inside).map(|m| (m.column, value(m), m.weight)).collect();
        Curve::fit(&points, degree)
    };
    Some((of(|m| m.at.0)?, of(|m| m.at.1)?))
}

/// Lines further apart than this many columns are of no common zone; the longest line of any layout has 44.
const FAR_COLUMNS: f64 = 90.0;

/// Count the columns of all lines alike: those side by side get one number. A line that runs nowhere beside the longest is
/// dropped: it belongs to no zone with it.
fn align(lines: &mut Vec<GridLine>) {
    let Some(longest) = lines.iter().max_by_key(|l| l.end - l.first).copied() else { return };
    let middle = f64::from(longest.first + longest.end) / 2.0;
    let along = (longest.x.slope(middle), longest.y.slope(middle));
    let length2 = along.0 * along.0 + along.1 * along.1;
    if length2 <= 0.0 {
        return;
    }
    lines.retain_mut(|line| {
        let at = f64::from(line.first + line.end) / 2.0;
        // The longest line's column nearest to this one's middle, by Newton's steps along the curve.
        let mut column = middle;
        for _ in 0..6 {
            let (dx, dy) = (line.x.at(at) - longest.x.at(column), line.y.at(at) - longest.y.at(column));
            column += (dx * along.0 + dy * along.1) / length2;
        }
        let is_beside = (column - middle).abs() < FAR_COLUMNS;
        if is_beside {
            let shift = (column - at).round() as i32 - longest.first;
            *line = shifted(line, shift);
        }
        is_beside
    });
}

/// The same line with `shift` added to its columns.
fn shifted(line: &GridLine, shift: i32) -> GridLine {
    let moved = |curve: &Curve| curve.moved(f64::from(shift));
    GridLine { x: moved(&line.x), y: moved(&line.y), first: line.first + shift, end: line.end + shift }
}

/// Drop lines much shorter than the longest: other text near the zone.
fn keep_alike(lines: &mut Vec<GridLine>) {
    let longest = lines.iter().map(|l| l.end - l.first).max().unwrap_or(0);
    lines.retain(|l| longest * 7 <= (l.end - l.first) * 10);
}

/// Order lines from top to bottom and keep one of those that lie on one another: the longest.
fn keep_apart(lines: &mut Vec<GridLine>) {
    let Some(longest) = lines.iter().max_by_key(|l| l.end - l.first).copied() else { return };
    let middle = f64::from(longest.first + longest.end) / 2.0;
    let along = (longest.x.slope(middle), longest.y.slope(middle));
    let pitch2 = along.0 * along.0 + along.1 * along.1;
    let depth = |l: &GridLine| {
        let (dx, dy) = (l.x.at(middle) - longest.x.at(middle), l.y.at(middle) - longest.y.at(middle));
        (dy * along.0 - dx * along.1) / pitch2.max(1e-9)
    };
    lines.sort_by(|a, b| depth(a).total_cmp(&depth(b)));
    lines.dedup_by(|next, kept| {
        let is_same = (depth(next) - depth(kept)).abs() < 0.8;
        if is_same && kept.end - kept.first < next.end - next.first {
            *kept = *next;
        }
        is_same
    });
}

/// One projective map for all lines, if they lie so.
fn fit_regular(lines: &[GridLine]) -> Option<Homography> {
    if lines.len() < 2 {
        return None;
    }
    let mut pairs = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        for i in 0..=10 {
            let column = f64::from(line.first) + 0.5 + f64::from(line.end - line.first - 1) * f64::from(i) / 10.0;
            pairs.push(((column, row as f64), (line.x.at(column), line.y.at(column))));
        }
    }
    let map = Homography::fit(&pairs)?;
    let off = |&((c, r), (x, y)): &((f64, f64), (f64, f64))| {
        let (mx, my) = map.apply(c, r);
        (mx - x).powi(2) + (my - y).powi(2)
    };
    let mean = (pairs.iter().map(off).sum::<f64>() / pairs.len() as f64).sqrt();
    let first = lines.first()?;
    let middle = f64::from(first.first + first.end) / 2.0;
    let pitch = first.x.slope(middle).hypot(first.y.slope(middle));
    (mean < REGULAR_WITHIN * pitch).then_some(map)
}
