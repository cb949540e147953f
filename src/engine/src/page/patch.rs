//! Part of a page, resampled from the scan to a known resolution.

use image::{Luma, Rgb, Rgb32FImage, RgbImage};
use rayon::prelude::*;

use super::image_plane::Plane;
use crate::geometry::{Homography, PagePoint, PageRect};

/// Part of a page at a known resolution: pixel (0, 0) covers the top left corner of `area`.
#[derive(Clone)]
pub struct Patch {
    /// Which part.
    pub area: PageRect,
    /// Pixels a millimetre.
    pub px_per_mm: f64,
    /// Red, green, blue, 0..=255.
    pub rgb: Rgb32FImage,
    /// Share of the patch that lies inside the scan, 0..=1; the rest repeats the scan's border.
    pub covered: f64,
}

impl Patch {
    /// Samples `area` (mm) from `pixels`. Bilinear, over as many points a pixel as the scan has more of them than
    /// the patch (up to 3 × 3, from there on nearest points up to 8 × 8), so that fine lines fade instead of turning
    /// into moiré.
    pub fn sample(pixels: &RgbImage, scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Self {
        let grid = Grid::new(scan_from_page, area, px_per_mm);
        let mut rgb = Rgb32FImage::new(grid.width, grid.height);
        if pixels.width() == 0 || pixels.height() == 0 {
            return Self { area, px_per_mm, rgb, covered: 0.0 };
        }
        let n_inside: u64 = rgb
            .par_chunks_exact_mut(grid.width as usize * 3)
            .with_min_len(rows_a_task(grid.width))
            .enumerate()
            .map(|(y, row)| fill_row(pixels, &grid, y, row))
            .sum();
        let covered = n_inside as f64 / (f64::from(grid.width) * f64::from(grid.height));
        Self { area, px_per_mm, rgb, covered }
    }

    /// Luminance, 0..=255 (Rec. 601 weights, as JPEG has them).
    pub fn luma(&self) -> Plane {
        self.map(|[r, g, b]| 0.299 * r + 0.587 * g + 0.114 * b)
    }

    /// One colour channel: 0 red, 1 green, 2 blue.
    pub fn channel(&self, channel: usize) -> Plane {
        self.map(|rgb| rgb[channel])
    }

    /// A number for every pixel's colour.
    pub fn map(&self, of: impl Fn([f32; 3]) -> f32) -> Plane {
        Plane::from_fn(self.rgb.width(), self.rgb.height(), |x, y| Luma([of(self.rgb.get_pixel(x, y).0)]))
    }

    /// The patch as a picture to show.
    pub fn to_picture(&self) -> RgbImage {
        RgbImage::from_fn(self.rgb.width(), self.rgb.height(), |x, y| {
            Rgb(self.rgb.get_pixel(x, y).0.map(|v| v.round().clamp(0.0, 255.0) as u8))
        })
    }

    /// Where on the page the middle of a pixel lies.
    pub fn place_of(&self, x: u32, y: u32) -> PagePoint {
        PagePoint {
            x_mm: self.area.left + (f64::from(x) + 0.5) * self.area.width / f64::from(self.rgb.width()),
            y_mm: self.area.top + (f64::from(y) + 0.5) * self.area.height / f64::from(self.rgb.height()),
        }
    }
}

/// How the pixels of a patch lie in a scan.
pub(crate) struct Grid {
    /// Pixels across.
    pub(crate) width: u32,
    /// Pixels down.
    pub(crate) height: u32,
    /// From a patch's pixels to the scan's.
    pub(crate) scan_from_patch: Homography,
    /// Pixels of the scan a pixel of the patch, at its middle.
    pub(crate) ratio: f64,
}

impl Grid {
    pub(crate) fn new(scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Self {
        let width = ((area.width * px_per_mm).round() as u32).max(1);
        let height = ((area.height * px_per_mm).round() as u32).max(1);
        let page_from_patch = Homography::scale_shift(
            area.width / f64::from(width),
            area.height / f64::from(height),
            area.left,
            area.top,
        );
        let centre = area.centre();
        let ratio = scan_from_page.scale_at(centre.x_mm, centre.y_mm) / px_per_mm;
        Self { width, height, scan_from_patch: scan_from_page.after(&page_from_patch), ratio }
    }

    /// Where a place of the patch lies in the scan, in pixels from the middle of its first one.
    pub(crate) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let m = &self.scan_from_patch.0;
        let w = 1.0 / (m[2][0] * x + m[2][1] * y + m[2][2]);
        ((m[0][0] * x + m[0][1] * y + m[0][2]) * w - 0.5, (m[1][0] * x + m[1][1] * y + m[1][2]) * w - 0.5)
    }

    /// Whether a whole row lies where bilinear sampling needs no care for the scan's border: both its ends do, and
    /// the vanishing line does not cross it.
    pub(crate) fn is_row_inside(&self, y: f64, scan_width: u32, scan_height: u32) -> bool {
        let m = &self.scan_from_patch.0;
        let w = |x: f64| m[2][0] * x + m[2][1] * y + m[2][2];
        let is_in = |x: f64| {
            let (sx, sy) = self.at(x, y);
            0.0 <= sx && sx < f64::from(scan_width) - 1.001 && 0.0 <= sy && sy < f64::from(scan_height) - 1.001
        };
        let end = f64::from(self.width);
        0.0 < w(0.0) * w(end) && is_in(0.0) && is_in(end)
    }
}

/// Rows that make a task worth its own thread.
pub(crate) fn rows_a_task(width: u32) -> usize {
    (16_384 / width.max(1) as usize).max(1)
}

/// Fills one row of a patch; returns how many of its pixels lie inside the scan.
fn fill_row(pixels: &RgbImage, grid: &Grid, y: usize, row: &mut [f32]) -> u64 {
    let n_taps = (grid.ratio.ceil() as usize).clamp(1, 8);
    let offsets: Vec<f64> = (0..n_taps).map(|i| (i as f64 + 0.5) / n_taps as f64).collect();
    let mut is_inside = vec![false; row.len() / 3];
    for dy in &offsets {
        let py = y as f64 + dy;
        let is_row_inside = grid.is_row_inside(py, pixels.width(), pixels.height());
        for dx in &offsets {
            if is_row_inside && n_taps <= 3 {
                add_inside(pixels, grid, *dx, py, row);
            } else {
                add_clamped(pixels, grid, (*dx, py), n_taps <= 3, row, &mut is_inside);
            }
        }
        if is_row_inside {
            is_inside.fill(true);
        }
    }
    let share = 1.0 / (n_taps * n_taps) as f32;
    row.iter_mut().for_each(|value| *value *= share);
    is_inside.iter().filter(|&&inside| inside).count() as u64
}

/// Adds one bilinear sample to every pixel of a row that lies wholly inside the scan.
fn add_inside(pixels: &RgbImage, grid: &Grid, dx: f64, y: f64, row: &mut [f32]) {
    let raw = pixels.as_raw().as_slice();
    let stride = pixels.width() as usize * 3;
    for (x, out) in row.as_chunks_mut::<3>().0.iter_mut().enumerate() {
        let (sx, sy) = grid.at(x as f64 + dx, y);
        let (x0, y0) = (sx as usize, sy as usize);
        let (tx, ty) = ((sx - x0 as f64) as f32, (sy - y0 as f64) as f32);
        let first = y0 * stride + x0 * 3;
        let (Some(top), Some(low)) = (raw.get(first..first + 6), raw.get(first + stride..first + stride + 6)) else {
            continue;
        };
        for channel in 0..3 {
            let (a, b) = (f32::from(top[channel]), f32::from(top[channel + 3]));
            let (c, d) = (f32::from(low[channel]), f32::from(low[channel + 3]));
            let (upper, lower) = (a + (b - a) * tx, c + (d - c) * tx);
            out[channel] += upper + (lower - upper) * ty;
        }
    }
}

/// Adds one sample to every pixel of a row, repeating the scan's border outside it.
fn add_clamped(
    pixels: &RgbImage,
    grid: &Grid,
    (dx, y): (f64, f64),
    is_bilinear: bool,
    row: &mut [f32],
    is_inside: &mut [bool],
) {
    let raw = pixels.as_raw().as_slice();
    let (width, height) = (i64::from(pixels.width()), i64::from(pixels.height()));
    for (x, (out, is_inside)) in row.as_chunks_mut::<3>().0.iter_mut().zip(is_inside).enumerate() {
        let (sx, sy) = grid.at(x as f64 + dx, y);
        *is_inside |= -0.5 <= sx && sx < width as f64 && -0.5 <= sy && sy < height as f64;
        let (sx, sy) = if is_bilinear { (sx, sy) } else { (sx.round(), sy.round()) };
        let (fx, fy) = (sx.floor(), sy.floor());
        let (tx, ty) = ((sx - fx) as f32, (sy - fy) as f32);
        let column = |x: i64| x.clamp(0, width - 1);
        let line = |y: i64| y.clamp(0, height - 1) * width;
        let at = |idx: i64| idx as usize * 3;
        let (x0, x1) = (column(fx as i64), column((fx as i64).saturating_add(1)));
        let (y0, y1) = (line(fy as i64), line((fy as i64).saturating_add(1)));
        let (a, b, c, d) = (at(y0 + x0), at(y0 + x1), at(y1 + x0), at(y1 + x1));
        for (channel, out) in out.iter_mut().enumerate() {
            let upper = f32::from(raw[a + channel]) * (1.0 - tx) + f32::from(raw[b + channel]) * tx;
            let lower = f32::from(raw[c + channel]) * (1.0 - tx) + f32::from(raw[d + channel]) * tx;
            *out += upper * (1.0 - ty) + lower * ty;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_the_pixel_under_a_millimetre() {
        let pixels = RgbImage::from_fn(20, 10, |x, y| Rgb([x as u8 * 10, y as u8 * 20, 7]));
        let two_px_a_mm = Homography::scale_shift(2.0, 2.0, 0.0, 0.0);
        let patch = Patch::sample(&pixels, &two_px_a_mm, PageRect::new(2.0, 1.0, 3.0, 2.0), 2.0);
        assert_eq!(patch.rgb.dimensions(), (6, 4));
        assert_eq!(patch.rgb.get_pixel(0, 0).0, [40.0, 40.0, 7.0]);
        assert_eq!(patch.covered, 1.0);
    }

    #[test]
    fn says_how_much_lies_outside_the_scan() {
        let pixels = RgbImage::new(10, 10);
        let patch = Patch::sample(&pixels, &Homography::IDENTITY, PageRect::new(-10.0, 0.0, 20.0, 10.0), 1.0);
        assert!((patch.covered - 0.5).abs() < 0.06, "{}", patch.covered);
    }
}
