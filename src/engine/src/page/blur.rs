//! Blurs and what is made of them. Rows in parallel, each value summed in one fixed order.

use rayon::prelude::*;

use super::image_plane::Plane;
use super::patch::rows_a_task;

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

/// Mean over a square of `2 * radius + 1` pixels a side; the border is repeated.
pub(crate) fn mean(plane: &Plane, radius: usize) -> Plane {
    if radius == 0 || plane.width() == 0 || plane.height() == 0 {
        return plane.clone();
    }
    running_columns(&running_rows(plane, radius), radius)
}

/// Three means in a row: near a Gaussian of sigma `radius + 0.5` pixels, at a cost that does not grow with it.
pub(crate) fn wide(plane: &Plane, radius: usize) -> Plane {
    mean(&mean(&mean(plane, radius), radius), radius)
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
                for (out, value) in out.iter_mut().zip(&padded[i..]) {
                    *out += k * value;
                }
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
            for (out, value) in out.iter_mut().zip(&raw[from * width..(from + 1) * width]) {
                *out += k * value;
            }
        }
    });
    blurred
}

fn running_rows(plane: &Plane, radius: usize) -> Plane {
    let width = plane.width() as usize;
    let share = 1.0 / (2 * radius + 1) as f32;
    let mut blurred = Plane::new(plane.width(), plane.height());
    blurred
        .par_chunks_exact_mut(width)
        .with_min_len(rows_a_task(plane.width()))
        .zip(plane.par_chunks_exact(width))
        .for_each(|(out, row)| {
            let at = |x: usize| f64::from(row[x.saturating_sub(radius).min(width - 1)]);
            let mut sum: f64 = (0..2 * radius + 1).map(at).sum();
            for (x, out) in out.iter_mut().enumerate() {
                *out = sum as f32 * share;
                sum += at(x + 2 * radius + 1) - at(x);
            }
        });
    blurred
}

fn running_columns(plane: &Plane, radius: usize) -> Plane {
    let (width, height) = (plane.width() as usize, plane.height() as usize);
    let raw = plane.as_raw().as_slice();
    let share = 1.0 / (2 * radius + 1) as f32;
    let line = |y: usize| {
        let from = y.saturating_sub(radius).min(height - 1) * width;
        &raw[from..from + width]
    };
    let mut sums = vec![0.0_f32; width];
    for y in 0..2 * radius + 1 {
        sums.iter_mut().zip(line(y)).for_each(|(sum, value)| *sum += value);
    }
    let mut blurred = Plane::new(plane.width(), plane.height());
    for (y, out) in blurred.chunks_exact_mut(width).enumerate() {
        for (out, sum) in out.iter_mut().zip(&sums) {
            *out = sum * share;
        }
        let (entering, leaving) = (line(y + 2 * radius + 1), line(y));
        for ((sum, entering), leaving) in sums.iter_mut().zip(entering).zip(leaving) {
            *sum += entering - leaving;
        }
    }
    blurred
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
        assert!(mean(&flat, 9).iter().all(|v| (v - 7.0).abs() < 1e-4));
    }
}
