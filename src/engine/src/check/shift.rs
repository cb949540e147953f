//! How far one plane lies off another of the same place, to a fraction of a pixel.

use std::ops::Range;

use crate::page::Plane;
use crate::page::widest::widest;

/// Pixels that are enough to tell a shift by.
const ENOUGH_PIXELS: i64 = 20_000;

/// The shift of `live` against `specimen`, in pixels, with the correlation there; looked for within `reach`, refined by
/// a parabola. `None` where either is flat.
pub(super) fn best_shift(live: &Plane, specimen: &Plane, keep: &[bool], reach: i64) -> Option<((f64, f64), f64)> {
    let side = 2 * reach + 1;
    let fixed = Fixed::of(specimen, keep, reach);
    let scores: Vec<f64> =
        (0..side * side).map(|idx| fixed.correlation(live, idx % side - reach, idx / side - reach)).collect();
    let (best, peak) = scores.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    if peak <= -1.0 {
        return None;
    }
    let (x, y) = (best as i64 % side, best as i64 / side);
    let at = |x: i64, y: i64| {
        (0 <= x && x < side && 0 <= y && y < side)
            .then(|| scores[(y * side + x) as usize])
            .filter(|&score| -1.0 < score)
    };
    let dx = vertex(at(x - 1, y), peak, at(x + 1, y));
    let dy = vertex(at(x, y - 1), peak, at(x, y + 1));
    Some((((x - reach) as f64 + dx, (y - reach) as f64 + dy), peak))
}

/// Where between -0.5 and 0.5 a parabola through three neighbours has its top.
fn vertex(before: Option<f64>, peak: f64, after: Option<f64>) -> f64 {
    let (Some(before), Some(after)) = (before, after) else { return 0.0 };
    let bend = before - 2.0 * peak + after;
    if -1e-9 < bend { 0.0 } else { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) }
}

/// A plane that others are moved over.
struct Fixed {
    width: usize,
    height: usize,
    /// 1.0 where a pixel is kept, 0.0 where not.
    keep: Vec<f32>,
    /// Its values where they are kept, 0.0 where not.
    kept: Vec<f32>,
    /// Number, sum and sum of squares of what is kept, where no shift moves any of that out.
    own: Option<[f64; 3]>,
}

impl Fixed {
    fn of(plane: &Plane, keep: &[bool], reach: i64) -> Self {
        let (width, height, reach) = (plane.width() as usize, plane.height() as usize, reach.max(0) as usize);
        let keep: Vec<f32> = keep.iter().map(|keep| f32::from(u8::from(*keep))).collect();
        let kept: Vec<f32> = plane.iter().zip(&keep).map(|(value, keep)| value * keep).collect();
        let is_inside = |idx: usize| {
            let (x, y) = (idx % width, idx / width);
            reach <= x && x + reach < width && reach <= y && y + reach < height
        };
        let mut fixed = Self { width, height, keep, kept, own: None };
        if fixed.keep.iter().enumerate().all(|(idx, keep)| *keep == 0.0 || is_inside(idx)) {
            fixed.own = Some(fixed.own_sums(0, 0));
        }
        fixed
    }

    /// A shift shows in part of the rows as well as in all of them.
    fn rows(&self, dy: i64) -> impl Iterator<Item = usize> {
        let height = self.height as i64;
        let stride = (self.width as i64 * height / ENOUGH_PIXELS).max(1) as usize;
        (0..height).step_by(stride).filter(move |y| (0..height).contains(&(y + dy))).map(|y| y as usize)
    }

    /// The columns that a plane moved by so many pixels still covers.
    fn columns(&self, dx: i64) -> Range<usize> {
        let width = self.width as i64;
        let from = (-dx).clamp(0, width);
        from as usize..(width - dx).clamp(from, width) as usize
    }

    fn own_sums(&self, dx: i64, dy: i64) -> [f64; 3] {
        let columns = self.columns(dx);
        let mut sums = [0.0_f64; 3];
        for y in self.rows(dy) {
            let row = y * self.width + columns.start..y * self.width + columns.end;
            for (keep, kept) in self.keep[row.clone()].iter().zip(&self.kept[row]) {
                let (keep, kept) = (f64::from(*keep), f64::from(*kept));
                sums = [sums[0] + keep, sums[1] + kept, sums[2] + kept * kept];
            }
        }
        sums
    }

    /// Correlation with `live` moved by whole pixels, over the kept pixels; -1 where nothing can be compared.
    fn correlation(&self, live: &Plane, dx: i64, dy: i64) -> f64 {
        let columns = self.columns(dx);
        let moved = |idx: usize| (idx as i64 + dy * self.width as i64 + dx) as usize;
        let (mut sum_a, mut sum_aa, mut sum_ab) = (0.0_f64, 0.0_f64, 0.0_f64);
        for y in self.rows(dy) {
            let row = y * self.width + columns.start..y * self.width + columns.end;
            let (keep, kept) = (&self.keep[row.clone()], &self.kept[row.clone()]);
            let of_live = &live.as_raw()[moved(row.start)..moved(row.end)];
            let [a, aa, ab] = widest(
                #[inline(always)]
                || row_sums(of_live, keep, kept),
            );
            sum_a += f64::from(a);
            sum_aa += f64::from(aa);
            sum_ab += f64::from(ab);
        }
        let [n, sum_b, sum_bb] = self.own.unwrap_or_else(|| self.own_sums(dx, dy));
        let (spread_a, spread_b) = (sum_aa - sum_a * sum_a / n, sum_bb - sum_b * sum_b / n);
        if n < 16.0 || spread_a <= n * 1e-4 || spread_b <= n * 1e-4 {
            return -1.0;
        }
        (sum_ab - sum_a * sum_b / n) / (spread_a * spread_b).sqrt()
    }
}

/// Of a row's values that are kept: their sum, that of their squares, and that of their products with the other's.
#[inline(always)]
fn row_sums(values: &[f32], keep: &[f32], other: &[f32]) -> [f32; 3] {
    const LANES: usize = 8;
    let mut sums = [[0.0_f32; LANES]; 3];
    let ((values, values_left), (keep, keep_left)) = (values.as_chunks::<LANES>(), keep.as_chunks::<LANES>());
    let (other, other_left) = other.as_chunks::<LANES>();
    for ((values, keep), other) in values.iter().zip(keep).zip(other) {
        for lane in 0..LANES {
            let value = values[lane] * keep[lane];
            sums[0][lane] += value;
            sums[1][lane] += value * value;
            sums[2][lane] += value * other[lane];
        }
    }
    for (lane, ((value, keep), other)) in values_left.iter().zip(keep_left).zip(other_left).enumerate() {
        let value = value * keep;
        sums[0][lane] += value;
        sums[1][lane] += value * value;
        sums[2][lane] += value * other;
    }
    sums.map(|lanes| lanes.iter().sum())
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn finds_a_shift_between_pixels() {
        let of = |shift: f32| {
            Plane::from_fn(60, 50, |x, y| {
                Luma([((x as f32 - shift) * 0.7).sin() * 50.0 + (y as f32 * 0.55).sin() * 40.0])
            })
        };
        let keep: Vec<bool> = (0..60 * 50).map(|idx| 6 < idx % 60 && idx % 60 < 54).collect();
        let ((dx, dy), peak) = best_shift(&of(1.4), &of(0.0), &keep, 3).expect("a peak");
        assert!((dx - 1.4).abs() < 0.1 && dy.abs() < 0.05 && 0.95 < peak, "{dx} {dy} {peak}");
    }

    #[test]
    fn what_is_kept_at_the_border_is_compared_as_far_as_it_is_seen() {
        let of = |shift: f32| {
            Plane::from_fn(31, 29, |x, y| Luma([((x as f32 - shift) * 0.9 + y as f32 * y as f32 * 0.05).sin()]))
        };
        let ((dx, dy), peak) = best_shift(&of(2.0), &of(0.0), &[true; 31 * 29], 3).expect("a peak");
        assert!((dx - 2.0).abs() < 0.05 && dy.abs() < 0.05 && 0.999 < peak, "{dx} {dy} {peak}");
    }

    #[test]
    fn a_flat_tile_has_no_shift() {
        let flat = Plane::from_pixel(40, 40, Luma([9.0]));
        assert!(best_shift(&flat, &flat, &[true; 1600], 2).is_none());
    }
}
