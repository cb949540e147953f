//! One channel of real numbers on a grid, and the few operations every stage needs.

use image::{ImageBuffer, Luma};
use imageproc::filter::gaussian_blur_f32;

/// (width, height) grid of real numbers, row major; luminance is 0..=255.
pub type Plane = ImageBuffer<Luma<f32>, Vec<f32>>;

/// Mean and standard deviation; (0, 0) for nothing.
pub fn mean_and_spread(values: &[f32]) -> (f64, f64) {
    let n = values.len() as f64;
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
    let variance = values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / n;
    (mean, variance.sqrt())
}

/// What lies between two blurs: detail larger than `fine_px` and smaller than `coarse_px` (Gaussian sigmas in pixels).
pub fn band_pass(plane: &Plane, fine_px: f32, coarse_px: f32) -> Plane {
    let coarse = gaussian_blur_f32(plane, coarse_px);
    let mut fine = if 0.0 < fine_px { gaussian_blur_f32(plane, fine_px) } else { plane.clone() };
    for (f, c) in fine.iter_mut().zip(coarse.iter()) {
        *f -= c;
    }
    fine
}

/// Zero-mean normalised cross-correlation of two grids of one size over the cells where `keep` is true, -1..=1;
/// `None` where either is flat there or fewer than 16 cells are kept.
pub fn correlation(a: &Plane, b: &Plane, keep: impl Fn(usize) -> bool) -> Option<f64> {
    let (mut n, mut sum_a, mut sum_b, mut sum_aa, mut sum_bb, mut sum_ab) = (0.0_f64, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (idx, (&x, &y)) in a.iter().zip(b.iter()).enumerate() {
        if keep(idx) {
            let (x, y) = (f64::from(x), f64::from(y));
            n += 1.0;
            sum_a += x;
            sum_b += y;
            sum_aa += x * x;
            sum_bb += y * y;
            sum_ab += x * y;
        }
    }
    if n < 16.0 {
        return None;
    }
    let spread_a = sum_aa - sum_a * sum_a / n;
    let spread_b = sum_bb - sum_b * sum_b / n;
    if spread_a <= n * 1e-6 || spread_b <= n * 1e-6 {
        return None;
    }
    Some(((sum_ab - sum_a * sum_b / n) / (spread_a * spread_b).sqrt()).clamp(-1.0, 1.0))
}

/// The value below which the share `at` (0..=1) of the values lies; sorts them. `None` for nothing.
pub fn quantile(values: &mut [f32], at: f64) -> Option<f32> {
    if values.is_empty() {
        return None;
    }
    let idx = ((values.len() - 1) as f64 * at.clamp(0.0, 1.0)).round() as usize;
    let (_, value, _) = values.select_nth_unstable_by(idx, f32::total_cmp);
    Some(*value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlation_knows_same_opposite_and_flat() {
        let ramp = Plane::from_fn(8, 8, |x, y| Luma([(x + 3 * y) as f32]));
        let fall = Plane::from_fn(8, 8, |x, y| Luma([100.0 - (x + 3 * y) as f32]));
        let flat = Plane::from_pixel(8, 8, Luma([7.0]));
        assert_eq!(correlation(&ramp, &ramp, |_| true), Some(1.0));
        assert_eq!(correlation(&ramp, &fall, |_| true), Some(-1.0));
        assert_eq!(correlation(&ramp, &flat, |_| true), None);
        assert_eq!(correlation(&ramp, &ramp, |idx| idx < 4), None);
    }

    #[test]
    fn quantile_takes_the_middle() {
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0], 0.5), Some(2.0));
        assert_eq!(quantile(&mut [], 0.5), None);
    }
}
