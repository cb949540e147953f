//! Part of a page, resampled from the scan to a known resolution.

use std::ops::Range;

use image::{Rgb, Rgb32FImage, RgbImage};
use rayon::prelude::*;

use super::image_plane::Plane;
use super::taps::{Sum, Taps, Upright};
use super::widest::widest;
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
        Self::with_taps(pixels, scan_from_page, area, px_per_mm, MOST_TAPS)
    }

    /// The same over half as many points each way, a quarter of the work: enough to tell where print lies.
    pub(crate) fn glance(pixels: &RgbImage, scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Self {
        let ratio = Grid::new(scan_from_page, area, px_per_mm).ratio;
        Self::with_taps(pixels, scan_from_page, area, px_per_mm, (0.5 * ratio).ceil() as usize)
    }

    fn with_taps(
        pixels: &RgbImage,
        scan_from_page: &Homography,
        area: PageRect,
        px_per_mm: f64,
        most_taps: usize,
    ) -> Self {
        let grid = Grid::new(scan_from_page, area, px_per_mm);
        let mut rgb = Rgb32FImage::new(grid.width, grid.height);
        if pixels.width() == 0 || pixels.height() == 0 {
            return Self { area, px_per_mm, rgb, covered: 0.0 };
        }
        let n_taps = (grid.ratio.ceil() as usize).min(most_taps).clamp(1, MOST_TAPS);
        let upright = if n_taps <= MOST_BETWEEN { Upright::of(&grid, n_taps, pixels.dimensions()) } else { None };
        let sampling = Sampling { pixels, grid: &grid, n_taps, upright };
        let n_inside: u64 = rgb
            .par_chunks_exact_mut(grid.width as usize * 3)
            .with_min_len(rows_a_task(grid.width))
            .enumerate()
            .map_init(Row::default, |scratch, (y, row)| {
                widest(
                    #[inline(always)]
                    || sampling.fill_row(scratch, y, row),
                );
                sampling.n_inside(y)
            })
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

    /// The lightest of the three channels: what is dark in it is black or grey, not the ink of a stamp or a pen.
    pub fn lightest_channel(&self) -> Plane {
        self.map(|[r, g, b]| r.max(g).max(b))
    }

    /// A number for every pixel's colour.
    pub fn map(&self, of: impl Fn([f32; 3]) -> f32) -> Plane {
        let values = self.rgb.as_raw().as_chunks::<3>().0.iter().map(|&rgb| of(rgb)).collect();
        Plane::from_raw(self.rgb.width(), self.rgb.height(), values).unwrap_or_default()
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

    /// The columns and the rows of the pixels whose middles lie in an area of the page.
    pub fn pixels_in(&self, area: &PageRect) -> (Range<u32>, Range<u32>) {
        let (width, height) = self.rgb.dimensions();
        let column = |x: u32| self.place_of(x, 0).x_mm;
        let row = |y: u32| self.place_of(0, y).y_mm;
        let from = |n: u32, place: &dyn Fn(u32) -> f64, edge: f64| first_from(n, |idx| edge <= place(idx));
        (
            from(width, &column, area.left)..from(width, &column, area.right()),
            from(height, &row, area.top)..from(height, &row, area.bottom()),
        )
    }
}

/// The first of `0..n` that is so, where all after it are too; `n` where none is.
fn first_from(n: u32, is_so: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low.midpoint(high);
        if is_so(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
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

/// Most points a pixel each way.
const MOST_TAPS: usize = 8;
/// Up to so many points a pixel each way are sampled between the scan's pixels, more of them at the nearest.
const MOST_BETWEEN: usize = 3;

/// How a patch is sampled.
struct Sampling<'a> {
    pixels: &'a RgbImage,
    grid: &'a Grid,
    /// Points a pixel of the patch, each way.
    n_taps: usize,
    /// How rows are mixed where the patch lies upright in the scan.
    upright: Option<Upright>,
}

/// What a row is worked out in, kept from row to row.
#[derive(Default)]
struct Row {
    taps: Taps,
    sums: Vec<Sum>,
    mixed: Vec<f32>,
}

impl Sampling<'_> {
    #[inline(always)]
    fn fill_row(&self, scratch: &mut Row, y: usize, row: &mut [f32]) {
        let raw = self.pixels.as_raw().as_slice();
        let stride = self.pixels.width() as usize * 3;
        let Row { taps, sums, mixed } = scratch;
        sums.clear();
        sums.resize(row.len() / 3, [0.0; 4]);
        if let Some(upright) = &self.upright {
            upright.add_row(raw, stride, y, mixed, sums);
        } else {
            let is_between = self.n_taps <= MOST_BETWEEN;
            for tap in self.taps(y) {
                taps.place(self.grid, tap, self.pixels.dimensions(), if is_between { 0.0 } else { 0.5 });
                if is_between {
                    taps.add_between(raw, stride, sums);
                } else {
                    taps.add_nearest(raw, stride, sums);
                }
            }
        }
        let share = 1.0 / (self.n_taps * self.n_taps) as f32;
        for (out, sum) in row.as_chunks_mut::<3>().0.iter_mut().zip(sums) {
            *out = [sum[0] * share, sum[1] * share, sum[2] * share];
        }
    }

    /// The points of the first pixel of a row.
    #[inline(always)]
    fn taps(&self, y: usize) -> impl Iterator<Item = (f64, f64)> {
        let n_taps = self.n_taps;
        let offset = move |idx: usize| (idx as f64 + 0.5) / n_taps as f64;
        (0..n_taps * n_taps).map(move |idx| (offset(idx % n_taps), y as f64 + offset(idx / n_taps)))
    }

    /// How many pixels of a row have a point inside the scan.
    fn n_inside(&self, y: usize) -> u64 {
        let (width, height) = self.pixels.dimensions();
        if self.taps(y).any(|(_, y)| self.grid.is_row_inside(y, width, height)) {
            return u64::from(self.grid.width);
        }
        let is_inside =
            |(sx, sy): (f64, f64)| (-0.5..f64::from(width)).contains(&sx) && (-0.5..f64::from(height)).contains(&sy);
        let has_inside = |x: &u32| self.taps(y).any(|(dx, y)| is_inside(self.grid.at(f64::from(*x) + dx, y)));
        (0..self.grid.width).filter(has_inside).count() as u64
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

    /// What a point of a scan shows, straight from the definition.
    fn seen(pixels: &RgbImage, (x, y): (f64, f64)) -> [f64; 3] {
        let (x, y) = (x.clamp(0.0, f64::from(pixels.width() - 1)), y.clamp(0.0, f64::from(pixels.height() - 1)));
        let at = |x: f64, y: f64| {
            let (x, y) = (x.min(f64::from(pixels.width() - 1)), y.min(f64::from(pixels.height() - 1)));
            pixels.get_pixel(x as u32, y as u32).0.map(f64::from)
        };
        let (left, top) = (x.floor(), y.floor());
        let (tx, ty) = (x - left, y - top);
        let corners = [at(left, top), at(left + 1.0, top), at(left, top + 1.0), at(left + 1.0, top + 1.0)];
        let shares = [(1.0 - tx) * (1.0 - ty), tx * (1.0 - ty), (1.0 - tx) * ty, tx * ty];
        [0, 1, 2].map(|channel| corners.iter().zip(shares).map(|(corner, share)| corner[channel] * share).sum())
    }

    fn check_against_definition(map: &Homography, px_per_mm: f64) {
        let pixels = RgbImage::from_fn(240, 180, |x, y| {
            let mixed = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_769);
            Rgb([(mixed >> 24) as u8, (mixed >> 16) as u8, (mixed >> 8) as u8])
        });
        let area = PageRect::new(-4.0, 1.0, 60.0, 40.0);
        let patch = Patch::sample(&pixels, map, area, px_per_mm);
        let grid = Grid::new(map, area, px_per_mm);
        let n_taps = (grid.ratio.ceil() as usize).clamp(1, 8);
        let mut n_off = 0;
        for (x, y, pixel) in patch.rgb.enumerate_pixels() {
            let mut sum = [0.0; 3];
            for tap in 0..n_taps * n_taps {
                let offset = |idx: usize| (idx as f64 + 0.5) / n_taps as f64;
                let (sx, sy) = grid.at(f64::from(x) + offset(tap % n_taps), f64::from(y) + offset(tap / n_taps));
                let at = if n_taps <= MOST_BETWEEN { (sx, sy) } else { (sx.round(), sy.round()) };
                let of_tap = seen(&pixels, at);
                sum.iter_mut().zip(of_tap).for_each(|(sum, value)| *sum += value / (n_taps * n_taps) as f64);
            }
            let worst = pixel.0.iter().zip(sum).map(|(a, b)| (f64::from(*a) - b).abs()).fold(0.0, f64::max);
            n_off += u32::from(2e-3 < worst);
        }
        // A point a millionth of a pixel from the border of two may be taken for either's.
        let most = if n_taps <= MOST_BETWEEN { 0 } else { 2 };
        assert!(n_off <= most, "{n_off} at {px_per_mm}");
    }

    #[test]
    fn samples_as_defined_upright_turned_and_tilted() {
        let upright = Homography::scale_shift(4.1037, 3.9071, 0.3, 0.2);
        let tilted = Homography([[4.0, 0.1, 12.0], [-0.1, 4.0, 9.0], [0.0004, 0.0002, 1.0]]);
        for px_per_mm in [9.0, 3.0, 1.7, 1.3, 0.8, 0.3] {
            check_against_definition(&upright, px_per_mm);
            check_against_definition(&tilted, px_per_mm);
        }
    }

    #[test]
    fn a_scan_of_one_pixel_is_repeated() {
        let pixels = RgbImage::from_pixel(1, 1, Rgb([10, 20, 30]));
        let patch = Patch::sample(&pixels, &Homography::IDENTITY, PageRect::new(0.0, 0.0, 4.0, 3.0), 1.0);
        assert!(patch.rgb.pixels().all(|pixel| pixel.0 == [10.0, 20.0, 30.0]));
    }

    #[test]
    fn pixels_in_an_area_are_those_whose_middles_lie_there() {
        let pixels = RgbImage::new(40, 40);
        let patch = Patch::sample(&pixels, &Homography::IDENTITY, PageRect::new(3.0, 2.0, 9.7, 8.0), 3.1);
        for area in
            [PageRect::new(3.5, 1.0, 4.2, 3.3), PageRect::new(0.0, 4.0, 40.0, 1.0), PageRect::new(20.0, 2.0, 1.0, 1.0)]
        {
            let (columns, rows) = patch.pixels_in(&area);
            for (x, y, _) in patch.rgb.enumerate_pixels() {
                assert_eq!(columns.contains(&x) && rows.contains(&y), area.contains(patch.place_of(x, y)), "{x} {y}");
            }
        }
    }

    #[test]
    fn says_how_much_lies_outside_the_scan() {
        let pixels = RgbImage::new(10, 10);
        let patch = Patch::sample(&pixels, &Homography::IDENTITY, PageRect::new(-10.0, 0.0, 20.0, 10.0), 1.0);
        assert!((patch.covered - 0.5).abs() < 0.06, "{}", patch.covered);
    }
}
