//! Reading the lines of a located zone: once as located, to find the grid of character cells, and once along that grid.

use super::columns::fit_columns;
use super::curve::Curve;
use super::grid::{Grid, GridLine};
use super::locate::{Line, Zone};
use super::nets::{FRAME, Frame, STRIP_CELL, STRIP_HEIGHT, run_line_reader};
use super::plane::Plane;
use crate::reading::network::normalise;

/// Cells read beyond each end of a line.
pub(super) const MARGIN: usize = 3;
/// Where lines lie that the finder did not see, in cells under one that it saw: 6 lines an inch, and wider.
const NEIGHBOURS_BELOW: [f64; 6] = [-3.33, -2.1, -1.67, 1.67, 2.1, 3.33];
/// A line of which so much was seen, against the longest, tells where its neighbours lie.
const SEEN_WHOLE: f64 = 0.6;
/// Times a zone is read again because its lines go on.
const MOST_EXTENSIONS: usize = 4;
/// Most cells a strip may have.
const MOST_CELLS: f64 = 70.0;

/// A line after the second reading.
pub(super) struct ReadLine {
    /// Its cells: columns `first..end` seem to hold characters.
    pub(super) line: GridLine,
    /// Column of the first four frames.
    pub(super) from: i32,
    /// Four frames a column.
    pub(super) frames: Vec<Frame>,
}

/// Frames in a cell.
pub(super) const FRAMES_A_CELL: usize = STRIP_CELL / FRAME;

/// Locate the cells of a zone's lines and read them; `None` where no line holds text.
pub(super) fn read_zone(plane: &Plane, zone: &Zone) -> Option<(Grid, Vec<ReadLine>)> {
    let mut grid = Grid::fit(&read_located(plane, zone))?;
    if is_incomplete(&grid) {
        let more = Zone { lines: with_neighbours(&zone.lines), ..zone.clone() };
        grid = Grid::fit(&read_located(plane, &more))?;
    }
    let mut frames = read_grid(plane, &grid);
    let mut refined = grid.refit(&frames).unwrap_or_else(|| grid.clone());
    for _ in 0..MOST_EXTENSIONS {
        if !goes_on(&grid, &refined) {
            break;
        }
        grid = refined;
        frames = read_grid(plane, &grid);
        refined = grid.refit(&frames).unwrap_or_else(|| grid.clone());
    }
    let starts: Vec<i32> = grid.lines.iter().map(|line| line.first - MARGIN as i32).collect();
    let lines = refined.lines.iter().zip(starts).zip(frames);
    let lines = lines.map(|((&line, from), frames)| ReadLine { line, from, frames }).collect();
    Some((refined, lines))
}

/// Whether text fills a margin beyond the grid that was read, so that more may follow.
fn goes_on(read: &Grid, seen: &Grid) -> bool {
    let margin = MARGIN as i32;
    let mut pairs = read.lines.iter().zip(&seen.lines);
    pairs.any(|(read, seen)| {
        let is_longer = seen.first <= read.first - margin || read.end + margin <= seen.end;
        is_longer && f64::from(seen.end - seen.first) < MOST_CELLS
    })
}

/// Whether a line of the zone seems to be missing: one alone, or two as short as those of a card.
fn is_incomplete(grid: &Grid) -> bool {
    let longest = grid.lines.iter().map(|l| l.end - l.first).max().unwrap_or(0);
    grid.lines.len() < 2 || (grid.lines.len() == 2 && longest < 33)
}

/// The located lines and, above and below them, places where more may be that the finder did not see.
fn with_neighbours(lines: &[Line]) -> Vec<Line> {
    let length = |line: &Line| line.span.1 - line.span.0;
    let longest = lines.iter().map(length).fold(0.0, f64::max);
    // Where a line runs of which only a part was seen is better told by the others.
    let seen_whole = || lines.iter().filter(|line| SEEN_WHOLE * longest <= length(line));
    let mut all = lines.to_vec();
    for line in seen_whole() {
        for below in NEIGHBOURS_BELOW {
            let middle = line.middle.raised(below);
            let at = |l: &Line| l.middle.at((line.span.0 + line.span.1) / 2.0);
            let moved = Line { middle, span: line.span };
            if seen_whole().all(|other| 1.0 < (at(other) - at(&moved)).abs()) {
                all.push(moved);
            }
        }
    }
    all
}

/// A text frame's column (its whole part counts cells from anywhere), its place in the scan, its weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Column, the cell's middle at half.
    pub(super) column: f64,
    /// Place in the scan, px.
    pub(super) at: (f64, f64),
    /// Weight, 0..=1.
    pub(super) weight: f64,
    /// Probability of a character.
    pub(super) text: f64,
}

/// First reading: strips along the located lines, and the marks of those that hold text.
fn read_located(plane: &Plane, zone: &Zone) -> Vec<Vec<Mark>> {
    let low = zone.lines.iter().map(|l| l.span.0).fold(f64::MAX, f64::min) - 3.0;
    let high = zone.lines.iter().map(|l| l.span.1).fold(f64::MIN, f64::max) + 3.0;
    let cells = (high - low).clamp(1.0, MOST_CELLS).ceil();
    let width = cells as usize * STRIP_CELL;
    let unit = STRIP_CELL as f64;
    let to_scan = |line: &Line, x: f64, y: f64| {
        let u = low + x / unit;
        let (v, slope) = (line.middle.at(u), line.middle.slope(u));
        let below = (y - STRIP_HEIGHT as f64 / 2.0) / unit;
        zone.frame.to_scan(u - below * slope, v + below)
    };
    let step = zone.frame.pitch_px / unit;
    let strips: Vec<f32> =
        zone.lines.iter().flat_map(|line| strip(plane, width, step, |x, y| to_scan(line, x, y))).collect();
    let frames = run_line_reader(strips, zone.lines.len(), width);
    zone.lines.iter().zip(&frames).filter_map(|(line, frames)| marks(line, frames, low, &to_scan)).collect()
}

/// A normalised strip through `to_scan`.
fn strip(plane: &Plane, width: usize, step: f64, to_scan: impl Fn(f64, f64) -> (f64, f64)) -> Vec<f32> {
    let sample = plane.sampler(step);
    let mut pixels = Vec::with_capacity(width * STRIP_HEIGHT);
    for y in 0..STRIP_HEIGHT {
        for x in 0..width {
            let (sx, sy) = to_scan(x as f64 + 0.5, y as f64 + 0.5);
            pixels.push(sample(sx, sy));
        }
    }
    normalise(&mut pixels, 4.0);
    pixels
}

/// Columns of the frames of one line.
fn marks(
    line: &Line,
    frames: &[Frame],
    low: f64,
    to_scan: &impl Fn(&Line, f64, f64) -> (f64, f64),
) -> Option<Vec<Mark>> {
    let phases: Vec<_> = frames
        .iter()
        .enumerate()
        .map(|(i, frame)| {
            let u = low + (i as f64 + 0.5) * FRAME as f64 / STRIP_CELL as f64;
            let text = 1.0 - f64::from(frame.blank());
            (u, f64::from(frame.wave.1).atan2(f64::from(frame.wave.0)) / std::f64::consts::TAU, text)
        })
        .collect();
    let columns = fit_columns(&phases)?;
    let below: Vec<_> = phases.iter().zip(frames).map(|(p, f)| (p.0, f64::from(f.below_px), p.2)).collect();
    let below = Curve::fit_robust(&below, 2, 1.0)?;
    let marks = phases.iter().enumerate().map(|(i, &(u, phase, text))| {
        let x = (i as f64 + 0.5) * FRAME as f64;
        let smooth = columns.at(u);
        let off = phase - smooth;
        let off = off - off.round();
        let weight = if 0.5 < text { text / (1.0 + (off / 0.15).powi(2)).powi(2) } else { 0.0 };
        Mark { column: smooth + off, at: to_scan(line, x, STRIP_HEIGHT as f64 / 2.0 + below.at(u)), weight, text }
    });
    Some(marks.collect())
}

/// Second reading: strips along the grid, whose cells begin at multiples of a strip's cell.
fn read_grid(plane: &Plane, grid: &Grid) -> Vec<Vec<Frame>> {
    let most = grid.lines.iter().map(|l| (l.end - l.first) as usize).max().unwrap_or(0);
    let width = (most + 2 * MARGIN) * STRIP_CELL;
    let unit = STRIP_CELL as f64;
    let strips: Vec<f32> = grid
        .lines
        .iter()
        .enumerate()
        .flat_map(|(idx, line)| {
            let first = (line.first - MARGIN as i32) as f64;
            let step = grid.pitch_px(idx) / unit;
            strip(plane, width, step, |x, y| grid.place(idx, first + x / unit, (y - STRIP_HEIGHT as f64 / 2.0) / unit))
        })
        .collect();
    let mut frames = run_line_reader(strips, grid.lines.len(), width);
    for (line, frames) in grid.lines.iter().zip(&mut frames) {
        frames.truncate(((line.end - line.first) as usize + 2 * MARGIN) * STRIP_CELL / FRAME);
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(height: f64, span: (f64, f64)) -> Line {
        let points = [span.0, span.1].map(|u| (u, height, 1.0));
        Line { middle: Curve::fit(&points, 1).expect("a line"), span }
    }

    #[test]
    fn beside_a_line_seen_whole_another_is_looked_for_even_where_a_part_of_it_was_seen() {
        let (whole, part) = (line(0.0, (-20.0, 20.0)), line(-1.6, (6.0, 18.0)));
        let above = |lines: &[Line]| {
            let all = with_neighbours(lines);
            all.iter().filter(|line| line.span == whole.span && (line.middle.at(0.0) + 1.67).abs() < 1e-6).count()
        };
        assert_eq!(above(&[whole, part]), 1);
        assert_eq!(above(&[whole, line(-1.6, whole.span)]), 0);
    }
}
