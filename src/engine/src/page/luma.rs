//! Luminance of part of a page as a plane: a third of a patch's work, for the stages that compare print and not colour.

use image::{Luma, RgbImage};
use rayon::prelude::*;

use super::image_plane::Plane;
use super::patch::{Grid, rows_a_task};
use super::taps::Taps;
use super::widest::widest;
use crate::geometry::{Homography, PageRect};

/// Luminance of a scan, once or reduced by whole steps, from which planes of the page are sampled.
///
/// Reducing by a mean of whole pixels first keeps strong reductions free of moiré and cheap.
pub(crate) struct LumaScan {
    /// (height, width) luminance of the reduced scan, 0..=255.
    plane: Plane,
    /// Pixels of the scan a pixel of `plane`.
    step: u32,
}

impl LumaScan {
    /// The luminance of `pixels`, reduced as far as sampling at `px_per_mm` allows.
    pub(crate) fn new(pixels: &RgbImage, scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Self {
        let ratio = Grid::new(scan_from_page, area, px_per_mm).ratio;
        let step = if ratio.is_finite() { (ratio + 0.1).floor().clamp(1.0, 64.0) as u32 } else { 1 };
        Self { plane: reduced_luma(pixels, step), step }
    }

    /// Luminance of `area` (mm) at `px_per_mm`; bilinear, the scan's border repeated outside it.
    pub(crate) fn sample(&self, scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Plane {
        let shrink = 1.0 / f64::from(self.step);
        let reduced_from_page = Homography::scale_shift(shrink, shrink, 0.0, 0.0).after(scan_from_page);
        let grid = Grid::new(&reduced_from_page, area, px_per_mm);
        let mut plane = Plane::new(grid.width, grid.height);
        if self.plane.width() < 2 || self.plane.height() < 2 {
            return plane;
        }
        let n_taps = (grid.ratio - 0.3).ceil().clamp(1.0, 3.0) as usize;
        let rows = plane.par_chunks_exact_mut(grid.width as usize).with_min_len(rows_a_task(grid.width)).enumerate();
        rows.for_each_init(Taps::default, |taps, (y, row)| {
            for tap in 0..n_taps * n_taps {
                let dx = ((tap % n_taps) as f64 + 0.5) / n_taps as f64;
                let dy = ((tap / n_taps) as f64 + 0.5) / n_taps as f64;
                widest(
                    #[inline(always)]
                    || {
                        taps.place(&grid, (dx, y as f64 + dy), self.plane.dimensions(), 0.0);
                        self.add_row(taps, row);
                    },
                );
            }
            let share = 1.0 / (n_taps * n_taps) as f32;
            row.iter_mut().for_each(|value| *value *= share);
        });
        plane
    }

    #[inline(always)]
    fn add_row(&self, taps: &Taps, row: &mut [f32]) {
        let stride = self.plane.width() as usize;
        let raw = self.plane.as_raw().as_slice();
        for (out, (x, y, tx, ty)) in row.iter_mut().zip(taps.iter()) {
            let first = y * stride + x;
            let (Some(&[a, b]), Some(&[c, d])) =
                (raw.get(first..first + 2), raw.get(first + stride..first + stride + 2))
            else {
                continue;
            };
            let (upper, lower) = (a + (b - a) * tx, c + (d - c) * tx);
            *out += upper + (lower - upper) * ty;
        }
    }
}

/// Luminance (Rec. 601) as means of `step` × `step` pixels; what is left over at the right and bottom is dropped.
pub(crate) fn reduced_luma(pixels: &RgbImage, step: u32) -> Plane {
    let step = step.clamp(1, pixels.width().min(pixels.height()).max(1));
    let (width, height) = (pixels.width() / step, pixels.height() / step);
    let mut plane = Plane::new(width, height);
    if width == 0 || height == 0 {
        return plane;
    }
    let stride = pixels.width() as usize * 3;
    let raw = pixels.as_raw().as_slice();
    let step = step as usize;
    plane.par_chunks_exact_mut(width as usize).with_min_len(rows_a_task(width)).enumerate().for_each_init(
        Vec::new,
        |lumas, (y, row)| {
            let lines = raw.chunks_exact(stride).skip(y * step).take(step);
            widest(
                #[inline(always)]
                || reduce(lines, step, lumas, row),
            );
        },
    );
    plane
}

/// Means of `step` pixels of each of `step` lines; `lumas` is room to work in.
#[inline(always)]
fn reduce<'a>(lines: impl Iterator<Item = &'a [u8]>, step: usize, lumas: &mut Vec<u16>, row: &mut [f32]) {
    // Weights in 1/256 sum to 256.
    let share = 1.0 / (256.0 * (step * step) as f32);
    for line in lines {
        lumas.clear();
        let pixels = line.as_chunks::<3>().0.iter();
        lumas.extend(pixels.map(|&[r, g, b]| 77 * u16::from(r) + 150 * u16::from(g) + 29 * u16::from(b)));
        if step == 1 {
            row.iter_mut().zip(&*lumas).for_each(|(out, luma)| *out = f32::from(*luma));
        } else {
            for (out, cell) in row.iter_mut().zip(lumas.chunks_exact(step)) {
                *out += cell.iter().map(|&luma| u32::from(luma)).sum::<u32>() as f32;
            }
        }
    }
    row.iter_mut().for_each(|value| *value *= share);
}

/// Luminance of `area` (mm) of a scan at `px_per_mm`.
pub(crate) fn sample_luma(pixels: &RgbImage, scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Plane {
    LumaScan::new(pixels, scan_from_page, area, px_per_mm).sample(scan_from_page, area, px_per_mm)
}

/// The plane with a pixel for each 2 × 2 of it.
pub(crate) fn halved(plane: &Plane) -> Plane {
    let (width, height) = (plane.width() / 2, plane.height() / 2);
    let stride = plane.width() as usize;
    let raw = plane.as_raw();
    Plane::from_fn(width, height, |x, y| {
        let first = 2 * y as usize * stride + 2 * x as usize;
        Luma([0.25 * (raw[first] + raw[first + 1] + raw[first + stride] + raw[first + stride + 1])])
    })
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;
    use crate::page::Patch;

    #[test]
    fn agrees_with_the_luminance_of_a_patch() {
        let pixels = RgbImage::from_fn(200, 160, |x, y| {
            let value = 128.0 + 60.0 * (f64::from(x) * 0.07).sin() + 60.0 * (f64::from(y) * 0.05).cos();
            Rgb([value as u8, 100, 255 - value as u8])
        });
        let map = Homography([[4.0, 0.1, 12.0], [-0.1, 4.0, 9.0], [0.0004, 0.0002, 1.0]]);
        let area = PageRect::new(2.0, 3.0, 30.0, 20.0);
        for px_per_mm in [1.0, 2.0, 3.9, 8.0] {
            let plane = sample_luma(&pixels, &map, area, px_per_mm);
            let patch = Patch::sample(&pixels, &map, area, px_per_mm).luma();
            assert_eq!(plane.dimensions(), patch.dimensions());
            let worst = plane.iter().zip(patch.iter()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 2.5, "{worst} at {px_per_mm}");
        }
    }

    #[test]
    fn a_scan_of_one_pixel_is_sampled_as_nothing() {
        let plane = sample_luma(&RgbImage::new(1, 1), &Homography::IDENTITY, PageRect::new(0.0, 0.0, 4.0, 4.0), 1.0);
        assert!(plane.iter().all(|&v| v == 0.0));
    }
}
