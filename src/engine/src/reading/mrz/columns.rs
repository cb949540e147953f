//! From the phase of each frame in its cell to its column: how many cells lie between any two places of a line.

use std::f64::consts::TAU;

use super::curve::Curve;

/// A smooth map from `u` to columns that agrees with the phases, from `(u, phase in turns, weight)` at even steps of `u`.
/// Cells are about one `u` wide. Whole columns are counted from anywhere. `None` where the phases agree on nothing.
pub(super) fn fit_columns(phases: &[(f64, f64, f64)]) -> Option<Curve> {
    let used: Vec<_> = phases.iter().copied().filter(|p| 0.5 < p.2).collect();
    let total: f64 = used.iter().map(|p| p.2).sum();
    if used.len() < 12 {
        return None;
    }
    let middle = used.iter().map(|p| p.0 * p.2).sum::<f64>() / total;
    let reach = used.iter().map(|p| (p.0 - middle).abs()).fold(1.0, f64::max);
    let near = search(&used, middle, reach, 20, 4);
    let best = if near.agreement < 0.75 * total { search(&used, middle, reach, 45, 8) } else { near };
    if best.agreement < 0.4 * total {
        return None;
    }
    let start = |u: f64| {
        let t = u - middle;
        best.rate * (t + best.bend * t * t / (2.0 * reach)) + best.offset
    };
    let mut columns = unwrap(&used, start, 2)?;
    for degree in [2, 3, 3] {
        columns = unwrap(&used, |u| columns.at(u), degree)?;
    }
    Some(columns)
}

/// A candidate: cells per `u`, its relative change over `reach`, the column in the middle, and how well it agrees.
struct Candidate {
    rate: f64,
    bend: f64,
    offset: f64,
    agreement: f64,
}

/// Try rates round one and bends round none: the candidate whose phases add up the longest.
fn search(used: &[(f64, f64, f64)], middle: f64, reach: f64, rates: i32, bends: i32) -> Candidate {
    let mut best = Candidate { rate: 1.0, bend: 0.0, offset: 0.0, agreement: -1.0 };
    let rate_step = 0.18 / reach.max(8.0);
    for i in -rates..=rates {
        let rate = 1.0 + f64::from(i) * rate_step.min(0.012);
        for j in -bends..=bends {
            let bend = f64::from(j) * 0.6 / reach.max(8.0);
            let (mut c, mut s) = (0.0, 0.0);
            for &(u, phase, weight) in used {
                let t = u - middle;
                let (sin, cos) = (TAU * (phase - rate * (t + bend * t * t / (2.0 * reach)))).sin_cos();
                c += weight * cos;
                s += weight * sin;
            }
            let agreement = c.hypot(s) - 0.002 * used.len() as f64 * f64::from(i.abs() + j.abs());
            if best.agreement < agreement {
                best = Candidate { rate, bend, offset: s.atan2(c) / TAU, agreement };
            }
        }
    }
    best
}

/// Fit a curve to the columns that lie nearest to `about` and have the seen phases.
fn unwrap(used: &[(f64, f64, f64)], about: impl Fn(f64) -> f64, degree: usize) -> Option<Curve> {
    let points: Vec<_> = used
        .iter()
        .map(|&(u, phase, weight)| {
            let expected = about(u);
            let off = phase - expected;
            (u, expected + off - off.round(), weight)
        })
        .collect();
    Curve::fit_robust(&points, degree, 0.12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_cells_of_a_line_in_perspective() {
        let truth = |u: f64| 0.3 + 1.05 * u + 0.003 * u * u;
        let phases: Vec<_> = (0..170)
            .map(|i| f64::from(i) / 4.0)
            .map(|u| (u, truth(u).fract() + if (u as i32) == 20 { 0.4 } else { 0.0 }, 1.0))
            .collect();
        let columns = fit_columns(&phases).expect("phases agree");
        let counted = columns.at(40.0) - columns.at(2.0);
        assert!((counted - (truth(40.0) - truth(2.0))).abs() < 0.05, "{counted}");
    }

    #[test]
    fn noise_has_no_columns() {
        let phases: Vec<_> = (0..120).map(|i| (f64::from(i) / 4.0, f64::from(i * i * 37 % 101) / 101.0, 1.0)).collect();
        assert!(fit_columns(&phases).is_none());
    }
}
