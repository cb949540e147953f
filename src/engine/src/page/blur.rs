//! Blurs and what is made of them. Rows in parallel, each value summed in one fixed order.

use rayon::prelude::*;

use super::image_plane::Plane;
use super::patch::rows_a_task;
use super::widest::widest;

/// Gaussian blur, sigma in pixels; the border is repeated. Below 0.2 px the plane as it is.
pub(crate) fn gaussian(plane: &Plane, sigma_px: f32) -> Plane {
    if sigma_px < 0.2 || plane.width() == 0 || plane.height() == 0 {
        return plane.clone();
    }
    let radius = (3.0 * sigma_px).ceil() as i32;
    let mut kernel: Vec<f32> = (-radius..=radius).map(|i| (-0.5 * (i as f32 / sigma_px).powi(2)).exp()).collect();
    let sum: f32 = kernel.iter().sum();
    kernel.iter_mut().for_each(|k| *k /= sum);
    down_columns(&along_rows(plane, &kernel), &kernel)
}

/// Mean over a square of `2 * reach_px + 1`, borders repeated.
pub(crate) fn box_mean(plane: &Plane, reach_px: u32) -> Plane {
    let (width, height, reach) = (plane.width() as usize, plane.height() as usize, reach_px as usize);
    if reach == 0 || width == 0 || height == 0 {
        return plane.clone();
    }
    let mut blurred = Plane::new(plane.width(), plane.height());
    // Bands of always the same rows: sums run on from row to row, and where they begin shows in their last digits.
    let bands = blurred.par_chunks_mut(BAND * width).with_min_len(rows_a_task(plane.width()).div_ceil(BAND));
    bands.enumerate().for_each_init(Band::default, |band, (idx, to)| {
        let first = idx * BAND;
        widest(
            #[inline(always)]
            || band.fill(plane, first, reach, to),
        );
    });
    blurred
}

/// The same twice, so that it falls off smoothly.
pub(crate) fn box_blur(plane: &Plane, reach_px: u32) -> Plane {
    box_mean(&box_mean(plane, reach_px), reach_px)
}

/// Three times: near a Gaussian of sigma `reach_px + 0.5`, at a cost that hardly grows with it.
pub(crate) fn wide(plane: &Plane, reach_px: u32) -> Plane {
    box_mean(&box_blur(plane, reach_px), reach_px)
}

/// Rows of a plane that are worked out one after the other.
const BAND: usize = 64;

/// What the means of a band are worked out in.
#[derive(Default)]
struct Band {
    /// Of each of the last rows the sums of the square's width.
    last: Vec<f32>,
    /// The sums of these.
    total: Vec<f32>,
    padded: Vec<f32>,
    next: Vec<f32>,
}

impl Band {
    /// Fills rows of a plane of means, of which the one at `first` is the first.
    #[inline(always)]
    fn fill(&mut self, plane: &Plane, first: usize, reach: usize, to: &mut [f32]) {
        let (width, height, n) = (plane.width() as usize, plane.height() as usize, 2 * reach + 1);
        let row = |y: usize| {
            let y = (first + y).saturating_sub(reach).min(height - 1);
            &plane.as_raw()[y * width..(y + 1) * width]
        };
        let share = 1.0 / (n * n) as f32;
        self.last.resize(n * width, 0.0);
        self.total.clear();
        self.total.resize(width, 0.0);
        for y in 0..n - 1 {
            self.add_row(row(y), reach, y);
        }
        for (y, to) in to.chunks_exact_mut(width).enumerate() {
            self.add_row(row(y + n - 1), reach, (y + n - 1) % n);
            let leaving = &self.last[y % n * width..][..width];
            for ((to, total), leaving) in to.iter_mut().zip(&mut self.total).zip(leaving) {
                *to = *total * share;
                *total -= leaving;
            }
        }
    }

    /// Sums of a row, kept in that place and added to the total.
    #[inline(always)]
    fn add_row(&mut self, row: &[f32], reach: usize, place: usize) {
        let (Some(first), Some(last)) = (row.first(), row.last()) else { return };
        let (width, n) = (row.len(), 2 * reach + 1);
        self.padded.clear();
        self.padded.extend(std::iter::repeat_n(*first, reach));
        self.padded.extend_from_slice(row);
        self.padded.extend(std::iter::repeat_n(*last, reach));
        let sums = &mut self.last[place * width..][..width];
        sums.copy_from_slice(&self.padded[..width]);
        // Sums of 2, 4, 8… values beside each other; those that make up `n` come together.
        let (mut size, mut taken) = (1, 1);
        while 2 * size <= n {
            let n_sums = self.padded.len() - size;
            self.next.clear();
            self.next.extend(self.padded[..n_sums].iter().zip(&self.padded[size..]).map(|(a, b)| a + b));
            std::mem::swap(&mut self.padded, &mut self.next);
            size *= 2;
            if n & size != 0 {
                sums.iter_mut().zip(&self.padded[taken..]).for_each(|(sum, more)| *sum += more);
                taken += size;
            }
        }
        self.total.iter_mut().zip(sums).for_each(|(total, sum)| *total += *sum);
    }
}

fn along_rows(plane: &Plane, kernel: &[f32]) -> Plane {
    let width = plane.width() as usize;
    let radius = kernel.len() / 2;
    let mut blurred = Plane::new(plane.width(), plane.height());
    blurred
        .par_chunks_exact_mut(width)
        .with_min_len(rows_a_task(plane.width()))
        .zip(plane.par_chunks_exact(width))
        .for_each(|(out, row)| {
            let mut padded = vec![row[0]; radius];
            padded.extend_from_slice(row);
            padded.extend(std::iter::repeat_n(row[width - 1], radius));
            for (i, &k) in kernel.iter().enumerate() {
                add(out, &padded[i..], k);
            }
        });
    blurred
}

fn down_columns(plane: &Plane, kernel: &[f32]) -> Plane {
    let (width, height) = (plane.width() as usize, plane.height() as usize);
    let radius = kernel.len() / 2;
    let raw = plane.as_raw().as_slice();
    let mut blurred = Plane::new(plane.width(), plane.height());
    blurred.par_chunks_exact_mut(width).with_min_len(rows_a_task(plane.width())).enumerate().for_each(|(y, out)| {
        for (i, &k) in kernel.iter().enumerate() {
            let from = (y + i).saturating_sub(radius).min(height - 1);
            add(out, &raw[from * width..(from + 1) * width], k);
        }
    });
    blurred
}

/// Adds so much of some values to others.
fn add(to: &mut [f32], values: &[f32], share: f32) {
    widest(
        #[inline(always)]
        || add_in(to, values, share),
    );
}

#[inline(always)]
fn add_in(to: &mut [f32], values: &[f32], share: f32) {
    to.iter_mut().zip(values).for_each(|(to, value)| *to += share * value);
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    fn speck() -> Plane {
        Plane::from_fn(41, 31, |x, y| Luma([if (x, y) == (20, 15) { 100.0 } else { 0.0 }]))
    }

    #[test]
    fn a_gaussian_keeps_the_sum_and_its_width() {
        let blurred = gaussian(&speck(), 2.0);
        let sum: f32 = blurred.iter().sum();
        assert!((sum - 100.0).abs() < 0.01, "{sum}");
        let spread: f32 = blurred.enumerate_pixels().map(|(x, _, p)| p.0[0] * (x as f32 - 20.0).powi(2)).sum();
        assert!((spread / 100.0 - 4.0).abs() < 0.1, "{spread}");
    }

    #[test]
    fn means_keep_the_sum_and_a_flat_plane_stays() {
        let sum: f32 = wide(&speck(), 2).iter().sum();
        assert!((sum - 100.0).abs() < 0.01, "{sum}");
        let flat = Plane::from_pixel(3, 2, Luma([7.0]));
        assert!(box_mean(&flat, 9).iter().all(|v| (v - 7.0).abs() < 1e-4));
    }

    #[test]
    fn a_mean_is_what_its_square_says() {
        let plane = Plane::from_fn(37, 150, |x, y| Luma([((x * 7919 + y * 104_729) % 251) as f32]));
        for reach in [1, 2, 3, 7, 12, 40] {
            let blurred = box_mean(&plane, reach);
            let r = i64::from(reach);
            for (x, y) in [(0, 0), (36, 149), (20, 63), (3, 64), (35, 130)] {
                let at = |x: i64, y: i64| plane.get_pixel(x.clamp(0, 36) as u32, y.clamp(0, 149) as u32).0[0];
                let near = (-r..=r).flat_map(|dy| (-r..=r).map(move |dx| (i64::from(x) + dx, i64::from(y) + dy)));
                let mean = near.map(|(x, y)| at(x, y)).sum::<f32>() / ((2 * r + 1) * (2 * r + 1)) as f32;
                let found = blurred.get_pixel(x, y).0[0];
                assert!((found - mean).abs() < 0.01, "{reach} at {x} {y}: {found} for {mean}");
            }
        }
    }
}
