//! The lines in a zone finder's answer to an upright zone.

use super::curve::Curve;
use super::nets::{ZONE_CELL, ZoneMap};

/// Character cell of an upright zone, px.
pub(super) const SECOND_LOOK_PITCH_PX: f64 = 12.0;
/// A cell with at least this probability belongs to a line, where lines are upright and of one size.
const RUN_FROM: f32 = 0.3;
/// A zone is at least this many character cells long.
pub(super) const LEAST_LENGTH: f64 = 12.0;

/// A vertical run of line cells in one column of the second look: place in px, weight, slope of the direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// Column's middle.
    pub(super) x: f64,
    /// Middle of the run.
    pub(super) y: f64,
    weight: f64,
    slope: f64,
}

/// A line in px of the second look.
#[derive(Debug, Clone, Copy)]
pub(super) struct PxLine {
    /// y of its middle over x.
    pub(super) middle: Curve,
    /// First and last x seen.
    pub(super) span: (f64, f64),
}

/// Every run of the answer, column by column.
pub(super) fn runs(map: &ZoneMap) -> Vec<Run> {
    let cell_px = ZONE_CELL as f64;
    let mut runs = Vec::new();
    for column in 0..map.width {
        let mut row = 0;
        while row < map.height {
            let (mut weight, mut moment, mut slope) = (0.0, 0.0, 0.0);
            while row < map.height {
                let cell = &map.cells[row * map.width + column];
                if cell.band < RUN_FROM {
                    break;
                }
                let band = f64::from(cell.band);
                weight += band;
                moment += band * (row as f64 + 0.5) * cell_px;
                let angle = 0.5 * f64::from(cell.axis.1).atan2(f64::from(cell.axis.0));
                slope += band * angle.tan().clamp(-0.5, 0.5);
                row += 1;
            }
            if 0.0 < weight {
                let x = (column as f64 + 0.5) * cell_px;
                runs.push(Run { x, y: moment / weight, weight, slope: slope / weight });
            }
            row += 1;
        }
    }
    runs
}

/// Slope that gathers the runs into the sharpest lines.
pub(super) fn tilt(runs: &[Run]) -> Option<f64> {
    let total: f64 = runs.iter().map(|r| r.weight).sum();
    if total < 10.0 {
        return None;
    }
    let about = runs.iter().map(|r| r.weight * r.slope).sum::<f64>() / total;
    let sharpness = |slope: f64| profile(runs, slope).1.iter().map(|w| w * w).sum::<f64>();
    let mut best = (f64::MIN, 0.0);
    for centre in [about, 0.0] {
        for i in -24..=24 {
            let slope = centre + f64::from(i) * 0.005;
            let score = sharpness(slope);
            if best.0 < score {
                best = (score, slope);
            }
        }
    }
    Some(best.1)
}

/// Weight of the runs by height after shearing by `slope`: the first bin's place and bins of 2 px.
fn profile(runs: &[Run], slope: f64) -> (f64, Vec<f64>) {
    let heights = runs.iter().map(|r| r.y - slope * r.x);
    let (low, high) = heights.fold((f64::MAX, f64::MIN), |(l, h), y| (l.min(y), h.max(y)));
    let mut bins = vec![0.0; ((high - low) / 2.0) as usize + 2];
    for run in runs {
        let place = (run.y - slope * run.x - low) / 2.0;
        let idx = place as usize;
        bins[idx] += run.weight * (1.0 - place.fract());
        if let Some(bin) = bins.get_mut(idx + 1) {
            *bin += run.weight * place.fract();
        }
    }
    (low, bins)
}

/// Lines, top to bottom: peaks of the sheared profile, each with a quadratic through its runs.
pub(super) fn trace(runs: &[Run], slope: f64) -> Vec<PxLine> {
    let (low, bins) = profile(runs, slope);
    let smooth: Vec<f64> = (0..bins.len())
        .map(|i| {
            (-3_i32..=3)
                .map(|d| bins.get((i as i32 + d) as usize).copied().unwrap_or(0.0) * (4.0 - f64::from(d.abs())))
                .sum()
        })
        .collect();
    let top = smooth.iter().copied().fold(0.0, f64::max);
    let mut peaks: Vec<usize> = (0..smooth.len()).filter(|&i| is_peak(&smooth, i) && top * 0.1 < smooth[i]).collect();
    peaks.dedup_by(|a, b| *a - *b < 4);
    let mut lines = Vec::new();
    for peak in peaks {
        let height = low + 2.0 * peak as f64;
        let near: Vec<&Run> =
            runs.iter().filter(|r| (r.y - slope * r.x - height).abs() < 0.7 * SECOND_LOOK_PITCH_PX).collect();
        let points: Vec<_> = near.iter().map(|r| (r.x, r.y, r.weight)).collect();
        let Some(middle) = Curve::fit_robust(&points, 2, 2.0) else { continue };
        let on: Vec<f64> = near.iter().filter(|r| (r.y - middle.at(r.x)).abs() < 4.0).map(|r| r.x).collect();
        let span = on.iter().fold((f64::MAX, f64::MIN), |(a, b), &x| (a.min(x), b.max(x)));
        let covered = on.len() as f64 * ZONE_CELL as f64 / SECOND_LOOK_PITCH_PX;
        if LEAST_LENGTH * 0.6 <= covered && LEAST_LENGTH * SECOND_LOOK_PITCH_PX <= span.1 - span.0 {
            lines.push(PxLine { middle, span });
        }
    }
    lines
}

fn is_peak(values: &[f64], i: usize) -> bool {
    let around = |d: isize| values.get((i as isize + d) as usize).copied().unwrap_or(0.0);
    0.0 < values[i]
        && around(-1) <= values[i]
        && around(1) < values[i]
        && around(-2) <= values[i]
        && around(2) <= values[i]
}
