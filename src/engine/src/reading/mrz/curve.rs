//! Polynomials of low degree, fitted by weighted least squares.

/// A cubic at most, in a variable shifted and scaled for a well-posed fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Curve {
    centre: f64,
    reach: f64,
    coefficients: [f64; 4],
}

impl Curve {
    /// Value at `x`.
    pub(super) fn at(&self, x: f64) -> f64 {
        let t = (x - self.centre) / self.reach;
        let [a, b, c, d] = self.coefficients;
        a + t * (b + t * (c + t * d))
    }

    /// The same curve further right by `by`.
    pub(super) fn moved(&self, by: f64) -> Self {
        Self { centre: self.centre + by, ..*self }
    }

    /// The same curve with `by` added to its values.
    pub(super) fn raised(&self, by: f64) -> Self {
        let mut raised = *self;
        raised.coefficients[0] += by;
        raised
    }

    /// Slope at `x`.
    pub(super) fn slope(&self, x: f64) -> f64 {
        let t = (x - self.centre) / self.reach;
        let [_, b, c, d] = self.coefficients;
        (b + t * (2.0 * c + t * 3.0 * d)) / self.reach
    }

    /// Least-squares fit of `degree` 0..=3 to points `(x, y, weight)`; `None` for too few of them.
    pub(super) fn fit(points: &[(f64, f64, f64)], degree: usize) -> Option<Self> {
        let n = degree.min(3) + 1;
        let total: f64 = points.iter().map(|p| p.2).sum();
        if total <= 0.0 || points.iter().filter(|p| 0.0 < p.2).count() < n {
            return None;
        }
        let centre = points.iter().map(|p| p.0 * p.2).sum::<f64>() / total;
        let reach = points.iter().filter(|p| 0.0 < p.2).map(|p| (p.0 - centre).abs()).fold(1e-6, f64::max);
        let mut rows = [[0.0; 5]; 4];
        for &(x, y, weight) in points {
            let t = (x - centre) / reach;
            let powers = [1.0, t, t * t, t * t * t];
            for i in 0..n {
                for j in 0..n {
                    rows[i][j] += weight * powers[i] * powers[j];
                }
                rows[i][4] += weight * powers[i] * y;
            }
        }
        for (i, row) in rows.iter_mut().enumerate() {
            row[i] += if i < n { 1e-9 * total } else { 1.0 };
        }
        solve(&mut rows).map(|coefficients| Self { centre, reach, coefficients })
    }

    /// As [`Curve::fit`], again and again with outliers beyond about `spread` of `y` losing their weight.
    pub(super) fn fit_robust(points: &[(f64, f64, f64)], degree: usize, spread: f64) -> Option<Self> {
        let mut curve = Self::fit(points, degree)?;
        for _ in 0..4 {
            let weighed: Vec<_> = points
                .iter()
                .map(|&(x, y, weight)| (x, y, weight / (1.0 + ((y - curve.at(x)) / spread).powi(2)).powi(2)))
                .collect();
            curve = Self::fit(&weighed, degree)?;
        }
        Some(curve)
    }
}

/// Gauss elimination of four equations, right side last.
fn solve(rows: &mut [[f64; 5]; 4]) -> Option<[f64; 4]> {
    for pivot in 0..4 {
        let best = (pivot..4).max_by(|&a, &b| rows[a][pivot].abs().total_cmp(&rows[b][pivot].abs()))?;
        rows.swap(pivot, best);
        let pivot_row = rows[pivot];
        if pivot_row[pivot].abs() < 1e-12 {
            return None;
        }
        for row in rows.iter_mut().skip(pivot + 1) {
            let factor = row[pivot] / pivot_row[pivot];
            for (cell, above) in row.iter_mut().zip(&pivot_row) {
                *cell -= factor * above;
            }
        }
    }
    let mut solution = [0.0; 4];
    for row in (0..4).rev() {
        let known: f64 = (row + 1..4).map(|col| rows[row][col] * solution[col]).sum();
        solution[row] = (rows[row][4] - known) / rows[row][row];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_a_cubic_through_outliers() {
        let truth = |x: f64| 3.0 + 0.5 * x - 0.01 * x * x + 0.0002 * x * x * x;
        let points: Vec<_> = (0..44)
            .map(f64::from)
            .map(|x| (x, if x as i32 % 11 == 5 { truth(x) + 9.0 } else { truth(x) }, 1.0))
            .collect();
        let curve = Curve::fit_robust(&points, 3, 0.3).expect("enough points");
        assert!((0..44).map(f64::from).all(|x| (curve.at(x) - truth(x)).abs() < 0.02));
        assert!((curve.slope(10.0) - (0.5 - 0.2 + 0.06)).abs() < 0.01);
    }

    #[test]
    fn too_few_points_fit_nothing() {
        assert_eq!(Curve::fit(&[(0.0, 1.0, 1.0), (1.0, 2.0, 1.0)], 2), None);
    }
}
