//! From frames to characters: which columns hold any, and what each one is with what probability.

use super::grid::Grid;
use super::nets::{ALPHABET, Frame};
use super::recognise::{FRAMES_A_CELL, ReadLine};
use super::{CharReading, MrzFormat};

/// Weight of each of a cell's frames: the middle ones see the character best.
const FRAME_WEIGHTS: [f32; FRAMES_A_CELL] = [0.15, 0.35, 0.35, 0.15];
/// Evidence that may be given up for lines of a layout's length: less than one plainly empty or plainly printed cell.
const LENGTH_TOLERANCE: f64 = 4.0;
/// Alternatives under this probability are left out.
const LEAST_ALTERNATIVE: f32 = 0.005;

/// The characters of each line, as many as seem to be printed.
pub(super) fn decode(grid: &Grid, lines: &[ReadLine]) -> Vec<Vec<CharReading>> {
    let extents = extents(lines);
    lines
        .iter()
        .enumerate()
        .zip(extents)
        .map(|((idx, line), (first, end))| {
            (first..end)
                .filter_map(|column| read_cell(line, column).map(|p| character(grid, idx, column, &p)))
                .collect()
        })
        .collect()
}

/// Probability of each character in a column.
fn read_cell(line: &ReadLine, column: i32) -> Option<[f32; 37]> {
    let start = usize::try_from(column - line.from).ok()? * FRAMES_A_CELL;
    let frames = line.frames.get(start..start + FRAMES_A_CELL)?;
    let mut scores = [0.0; 37];
    for (frame, weight) in frames.iter().zip(FRAME_WEIGHTS) {
        let own = log_softmax(frame);
        for (score, own) in scores.iter_mut().zip(own) {
            *score += weight * own;
        }
    }
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = scores.map(|s| (s - most).exp());
    let sum: f32 = powers.iter().sum();
    Some(powers.map(|p| p / sum))
}

/// Logarithms of the probabilities of the characters, none left out.
fn log_softmax(frame: &Frame) -> [f32; 37] {
    let mut logs = [0.0; 37];
    logs.copy_from_slice(&frame.logits[..37]);
    let most = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum = logs.iter().map(|l| (l - most).exp()).sum::<f32>().ln() + most;
    logs.map(|l| l - sum)
}

fn character(grid: &Grid, idx: usize, column: i32, probabilities: &[f32; 37]) -> CharReading {
    let mut ranked: Vec<(char, f32)> = ALPHABET.iter().copied().zip(probabilities.iter().copied()).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (symbol, confidence) = ranked.first().copied().unwrap_or(('<', 0.0));
    let alternatives = ranked.into_iter().skip(1).filter(|a| LEAST_ALTERNATIVE <= a.1).collect();
    CharReading { symbol, confidence, alternatives, cell_in_scan: grid.cell(idx, column) }
}

/// Columns `first..end` of each line: as they seem, or those of a layout where that costs little evidence.
fn extents(lines: &[ReadLine]) -> Vec<(i32, i32)> {
    let free: Vec<_> = lines.iter().map(|l| (l.line.first, l.line.end)).collect();
    let shapes: &[i32] = match lines.len() {
        2 => &[44, 36],
        3 => &[30],
        _ => &[],
    };
    let seen: f64 = lines.iter().zip(&free).map(|(line, &(a, b))| evidence_of(line, a, b)).sum();
    let low = free.iter().map(|e| e.0).min().unwrap_or(0);
    let mut best = (f64::MIN, 0, 0);
    for &length in shapes {
        for first in low - 3..low + 4 {
            let total = lines.iter().map(|line| evidence_of(line, first, first + length)).sum();
            if best.0 < total {
                best = (total, first, first + length);
            }
        }
    }
    let read_so_far =
        |line: &ReadLine| line.from <= best.1 && best.2 <= line.from + (line.frames.len() / FRAMES_A_CELL) as i32;
    if seen - best.0 < LENGTH_TOLERANCE && lines.iter().all(read_so_far) {
        return vec![(best.1, best.2); lines.len()];
    }
    free
}

/// Evidence for characters in `first..end` and for none outside.
fn evidence_of(line: &ReadLine, first: i32, end: i32) -> f64 {
    line.frames
        .chunks_exact(FRAMES_A_CELL)
        .zip(line.from..)
        .map(|(cell, column)| {
            let text = 1.0 - f64::from(cell[1].blank() + cell[2].blank()) / 2.0;
            let evidence = (text.clamp(0.02, 0.98) / (1.0 - text.clamp(0.02, 0.98))).ln();
            if (first..end).contains(&column) { evidence } else { -evidence }
        })
        .sum::<f64>()
        / 2.0
}

/// Mean probability of the characters; 0 for none.
pub(super) fn mean_confidence(lines: &[Vec<CharReading>]) -> f32 {
    let n = lines.iter().map(Vec::len).sum::<usize>();
    if n == 0 { 0.0 } else { lines.iter().flatten().map(|c| c.confidence).sum::<f32>() / n as f32 }
}

/// The layout of lines as read.
pub(super) fn format_of(lines: &[Vec<CharReading>]) -> Option<MrzFormat> {
    let text: Vec<String> = lines.iter().map(|line| line.iter().map(|c| c.symbol).collect()).collect();
    MrzFormat::of(&text)
}
