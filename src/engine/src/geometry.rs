//! The only coordinates that pass between modules: millimetres on the page, pixels in a scan, and the map between them.

use serde::{Deserialize, Serialize};

/// A place on the data page in millimetres, origin at the top left corner of the upright page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PagePoint {
    /// Millimetres from the left edge.
    pub x_mm: f64,
    /// Millimetres from the top edge.
    pub y_mm: f64,
}

/// A place in a scan in pixels, origin at the outer corner of the first pixel; a pixel's centre is at half.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScanPoint {
    /// Pixels from the left edge.
    pub x_px: f64,
    /// Pixels from the top edge.
    pub y_px: f64,
}

/// An upright rectangle on the data page in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageRect {
    /// Left edge in mm.
    pub left: f64,
    /// Top edge in mm.
    pub top: f64,
    /// Width in mm, 0 or more.
    pub width: f64,
    /// Height in mm, 0 or more.
    pub height: f64,
}

impl PageRect {
    /// The rectangle with this corner and size.
    pub const fn new(left: f64, top: f64, width: f64, height: f64) -> Self {
        Self { left, top, width, height }
    }

    /// Right edge in mm.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Bottom edge in mm.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Middle of the rectangle.
    pub fn centre(&self) -> PagePoint {
        PagePoint { x_mm: self.left + self.width / 2.0, y_mm: self.top + self.height / 2.0 }
    }

    /// Corners as `(x, y)` in mm, clockwise from the top left.
    pub fn corners(&self) -> [(f64, f64); 4] {
        let (right, bottom) = (self.right(), self.bottom());
        [(self.left, self.top), (right, self.top), (right, bottom), (self.left, bottom)]
    }

    /// Area in square millimetres.
    pub fn area(&self) -> f64 {
        self.width * self.height
    }

    /// The same rectangle with `by_mm` more on every side (less where negative, never below nothing).
    pub fn grown(&self, by_mm: f64) -> Self {
        let width = (self.width + 2.0 * by_mm).max(0.0);
        let height = (self.height + 2.0 * by_mm).max(0.0);
        let centre = self.centre();
        Self { left: centre.x_mm - width / 2.0, top: centre.y_mm - height / 2.0, width, height }
    }

    /// What the two rectangles share, if anything.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let left = self.left.max(other.left);
        let top = self.top.max(other.top);
        let width = self.right().min(other.right()) - left;
        let height = self.bottom().min(other.bottom()) - top;
        (0.0 < width && 0.0 < height).then_some(Self { left, top, width, height })
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Self) -> Self {
        let left = self.left.min(other.left);
        let top = self.top.min(other.top);
        let right = self.right().max(other.right());
        let bottom = self.bottom().max(other.bottom());
        Self { left, top, width: right - left, height: bottom - top }
    }

    /// Whether the point lies in the rectangle, left and top edge included.
    pub fn contains(&self, point: PagePoint) -> bool {
        self.left <= point.x_mm && point.x_mm < self.right() && self.top <= point.y_mm && point.y_mm < self.bottom()
    }

    /// Shared area over joint area, 0..=1.
    pub fn intersection_over_union(&self, other: &Self) -> f64 {
        let shared = self.intersection(other).map_or(0.0, |r| r.area());
        let joint = self.area() + other.area() - shared;
        if joint <= 0.0 { 0.0 } else { shared / joint }
    }
}

/// One point in two planes: from where, to where.
pub type Pair = ((f64, f64), (f64, f64));

/// A projective map of the plane, row major, acting on column vectors: `b_from_a * point_in_a`.
///
/// Names read right to left and cancel: `scan_from_specimen = scan_from_page * page_from_specimen`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Homography(pub [[f64; 3]; 3]);

impl Homography {
    /// The map that moves nothing.
    pub const IDENTITY: Self = Self([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);

    /// A scaling followed by a shift.
    pub const fn scale_shift(scale_x: f64, scale_y: f64, shift_x: f64, shift_y: f64) -> Self {
        Self([[scale_x, 0.0, shift_x], [0.0, scale_y, shift_y], [0.0, 0.0, 1.0]])
    }

    /// Where `(x, y)` goes.
    pub fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let m = &self.0;
        let w = m[2][0] * x + m[2][1] * y + m[2][2];
        ((m[0][0] * x + m[0][1] * y + m[0][2]) / w, (m[1][0] * x + m[1][1] * y + m[1][2]) / w)
    }

    /// A page point's place in the scan, for a `scan_from_page` map.
    pub fn to_scan(&self, point: PagePoint) -> ScanPoint {
        let (x_px, y_px) = self.apply(point.x_mm, point.y_mm);
        ScanPoint { x_px, y_px }
    }

    /// A scan point's place on the page, for a `page_from_scan` map.
    pub fn to_page(&self, point: ScanPoint) -> PagePoint {
        let (x_mm, y_mm) = self.apply(point.x_px, point.y_px);
        PagePoint { x_mm, y_mm }
    }

    /// First `other`, then `self`.
    pub fn after(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        let mut product = [[0.0; 3]; 3];
        for (row, out) in product.iter_mut().enumerate() {
            for (col, cell) in out.iter_mut().enumerate() {
                *cell = (0..3).map(|k| a[row][k] * b[k][col]).sum();
            }
        }
        Self(product)
    }

    /// The map back, or `None` where the map is flat.
    pub fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let cofactor = |r0: usize, c0: usize, r1: usize, c1: usize| m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
        let adjugate = [
            [cofactor(1, 1, 2, 2), -cofactor(0, 1, 2, 2), cofactor(0, 1, 1, 2)],
            [-cofactor(1, 0, 2, 2), cofactor(0, 0, 2, 2), -cofactor(0, 0, 1, 2)],
            [cofactor(1, 0, 2, 1), -cofactor(0, 0, 2, 1), cofactor(0, 0, 1, 1)],
        ];
        let determinant = m[0][0] * adjugate[0][0] + m[0][1] * adjugate[1][0] + m[0][2] * adjugate[2][0];
        if !determinant.is_finite() || determinant.abs() < 1e-18 {
            return None;
        }
        Some(Self(adjugate.map(|row| row.map(|cell| cell / determinant))))
    }

    /// Least-squares map that carries each `from` to its `to` (direct linear transform with Hartley's normalisation;
    /// Hartley & Zisserman, Multiple View Geometry, algorithm 4.2). `None` for fewer than four pairs or degenerate ones.
    pub fn fit(pairs: &[Pair]) -> Option<Self> {
        let weights = vec![1.0; pairs.len()];
        Self::fit_weighted(pairs, &weights)
    }

    /// As [`Homography::fit`], each pair with a weight of 0 or more.
    pub fn fit_weighted(pairs: &[Pair], weights: &[f64]) -> Option<Self> {
        if pairs.len() < 4 || pairs.len() != weights.len() {
            return None;
        }
        let from_norm = normaliser(pairs.iter().map(|p| p.0))?;
        let to_norm = normaliser(pairs.iter().map(|p| p.1))?;
        let mut normal = [[0.0; 9]; 8];
        for (&(from, to), &weight) in pairs.iter().zip(weights) {
            let (x, y) = from_norm.apply(from.0, from.1);
            let (u, v) = to_norm.apply(to.0, to.1);
            let rows =
                [([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y], u), ([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y], v)];
            for (row, target) in rows {
                for i in 0..8 {
                    for j in 0..8 {
                        normal[i][j] += weight * row[i] * row[j];
                    }
                    normal[i][8] += weight * row[i] * target;
                }
            }
        }
        let h = solve(&mut normal)?;
        let normalised = Self([[h[0], h[1], h[2]], [h[3], h[4], h[5]], [h[6], h[7], 1.0]]);
        let result = to_norm.inverse()?.after(&normalised).after(&from_norm);
        result.0.iter().flatten().all(|cell| cell.is_finite()).then_some(result)
    }

    /// Least-squares map of turn, scale and shift that carries each `from` to its `to`. `None` for pairs that begin at
    /// one point.
    pub fn fit_similarity(pairs: &[Pair]) -> Option<Self> {
        let n = pairs.len() as f64;
        let mean = |of: fn(&Pair) -> f64| pairs.iter().map(of).sum::<f64>() / n;
        let (mx, my, mu, mv) = (mean(|p| p.0.0), mean(|p| p.0.1), mean(|p| p.1.0), mean(|p| p.1.1));
        let (mut square, mut along, mut across) = (0.0, 0.0, 0.0);
        for ((x, y), (u, v)) in pairs {
            let (x, y, u, v) = (x - mx, y - my, u - mu, v - mv);
            square += x * x + y * y;
            along += x * u + y * v;
            across += x * v - y * u;
        }
        if square < 1e-9 {
            return None;
        }
        let (a, b) = (along / square, across / square);
        Some(Self([[a, -b, mu - a * mx + b * my], [b, a, mv - b * mx - a * my], [0.0, 0.0, 1.0]]))
    }

    /// Local scale at a point: length of a unit step in the target, mean over both axes.
    pub fn scale_at(&self, x: f64, y: f64) -> f64 {
        let step = 0.5;
        let (x0, y0) = self.apply(x - step, y);
        let (x1, y1) = self.apply(x + step, y);
        let (x2, y2) = self.apply(x, y - step);
        let (x3, y3) = self.apply(x, y + step);
        ((x1 - x0).hypot(y1 - y0) * (x3 - x2).hypot(y3 - y2)).sqrt()
    }
}

/// The map that brings points to mean zero and mean distance √2.
fn normaliser(points: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Homography> {
    let n = points.clone().count() as f64;
    let (sum_x, sum_y) = points.clone().fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x, sy + y));
    let (mean_x, mean_y) = (sum_x / n, sum_y / n);
    let spread = points.map(|(x, y)| (x - mean_x).hypot(y - mean_y)).sum::<f64>() / n;
    if !spread.is_finite() || spread < 1e-12 {
        return None;
    }
    let scale = std::f64::consts::SQRT_2 / spread;
    Some(Homography::scale_shift(scale, scale, -scale * mean_x, -scale * mean_y))
}

/// Gauss elimination with partial pivoting of `N` equations, right side in the last column.
pub(crate) fn solve<const N: usize, const M: usize>(rows: &mut [[f64; M]; N]) -> Option<[f64; N]> {
    for pivot in 0..N {
        let best = (pivot..N).max_by(|&a, &b| rows[a][pivot].abs().total_cmp(&rows[b][pivot].abs()))?;
        rows.swap(pivot, best);
        if rows[pivot][pivot].abs() < 1e-14 {
            return None;
        }
        let pivot_row = rows[pivot];
        for row in rows.iter_mut().skip(pivot + 1) {
            let factor = row[pivot] / pivot_row[pivot];
            for (cell, above) in row.iter_mut().zip(&pivot_row) {
                *cell -= factor * above;
            }
        }
    }
    let mut solution = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|col| rows[row][col] * solution[col]).sum();
        solution[row] = (rows[row][N] - known) / rows[row][row];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fit_recovers_a_perspective() {
        let truth = Homography([[3.0, 0.2, 10.0], [-0.1, 2.5, 40.0], [0.0005, -0.0002, 1.0]]);
        let pairs: Vec<_> = [(0.0, 0.0), (125.0, 0.0), (125.0, 88.0), (0.0, 88.0), (60.0, 40.0)]
            .map(|(x, y)| ((x, y), truth.apply(x, y)))
            .to_vec();
        let found = Homography::fit(&pairs).expect("five points fit");
        let (x, y) = found.apply(33.0, 71.0);
        let (u, v) = truth.apply(33.0, 71.0);
        assert!((x - u).abs() < 1e-8 && (y - v).abs() < 1e-8);
    }

    #[test]
    fn inverse_cancels() {
        let map = Homography([[3.0, 0.2, 10.0], [-0.1, 2.5, 40.0], [0.0005, -0.0002, 1.0]]);
        let (x, y) = map.inverse().expect("regular").after(&map).apply(7.0, 9.0);
        assert!((x - 7.0).abs() < 1e-9 && (y - 9.0).abs() < 1e-9);
        assert_eq!(Homography([[0.0; 3]; 3]).inverse(), None);
    }

    #[test]
    fn points_on_a_line_do_not_fit() {
        let pairs: Vec<_> = (0..6).map(|i| ((f64::from(i), 0.0), (f64::from(i), 1.0))).collect();
        assert_eq!(Homography::fit(&pairs), None);
    }

    #[test]
    fn rectangles_share_and_join() {
        let a = PageRect::new(0.0, 0.0, 10.0, 10.0);
        let b = PageRect::new(5.0, 5.0, 10.0, 10.0);
        assert_eq!(a.intersection(&b), Some(PageRect::new(5.0, 5.0, 5.0, 5.0)));
        assert_eq!(a.union(&b), PageRect::new(0.0, 0.0, 15.0, 15.0));
        assert!((a.intersection_over_union(&b) - 25.0 / 175.0).abs() < 1e-12);
        assert_eq!(a.intersection(&PageRect::new(20.0, 0.0, 1.0, 1.0)), None);
    }
}
