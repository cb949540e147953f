//! Part of a page, resampled from the scan to a known resolution.

use image::{Luma, Rgb, Rgb32FImage, RgbImage};

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
    /// the patch (up to 3 × 3), so that fine lines fade instead of turning into moiré.
    pub fn sample(pixels: &RgbImage, scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Self {
        let width = ((area.width * px_per_mm).round() as u32).max(1);
        let height = ((area.height * px_per_mm).round() as u32).max(1);
        let centre = area.centre();
        let ratio = scan_from_page.scale_at(centre.x_mm, centre.y_mm) / px_per_mm;
        let taps = (ratio.ceil() as usize).clamp(1, 3);
        let scan_from_patch = scan_from_page.after(&Homography::scale_shift(
            area.width / f64::from(width),
            area.height / f64::from(height),
            area.left,
            area.top,
        ));
        let (scan_width, scan_height) = (pixels.width() as i64, pixels.height() as i64);
        let raw = pixels.as_raw();
        let share = 1.0 / (taps * taps) as f32;
        let offsets: Vec<f64> = (0..taps).map(|i| (i as f64 + 0.5) / taps as f64).collect();
        let m = scan_from_patch.0;
        let mut rgb = Rgb32FImage::new(width, height);
        let mut n_inside = 0_u64;
        if scan_width == 0 || scan_height == 0 {
            return Self { area, px_per_mm, rgb, covered: 0.0 };
        }
        for (y, row) in rgb.chunks_exact_mut(width as usize * 3).enumerate() {
            for (x, out) in row.chunks_exact_mut(3).enumerate() {
                let mut sum = [0.0_f32; 3];
                let mut is_inside = false;
                for dy in &offsets {
                    for dx in &offsets {
                        let (px, py) = (x as f64 + dx, y as f64 + dy);
                        let w = 1.0 / (m[2][0] * px + m[2][1] * py + m[2][2]);
                        let sx = (m[0][0] * px + m[0][1] * py + m[0][2]) * w - 0.5;
                        let sy = (m[1][0] * px + m[1][1] * py + m[1][2]) * w - 0.5;
                        let (fx, fy) = (sx.floor(), sy.floor());
                        let (tx, ty) = ((sx - fx) as f32, (sy - fy) as f32);
                        is_inside |= -0.5 <= sx && sx < scan_width as f64 && -0.5 <= sy && sy < scan_height as f64;
                        let x0 = (fx as i64).clamp(0, scan_width - 1);
                        let x1 = (fx as i64).saturating_add(1).clamp(0, scan_width - 1);
                        let y0 = (fy as i64).clamp(0, scan_height - 1) * scan_width;
                        let y1 = (fy as i64).saturating_add(1).clamp(0, scan_height - 1) * scan_width;
                        let at = |idx: i64| idx as usize * 3;
                        let (a, b, c, d) = (at(y0 + x0), at(y0 + x1), at(y1 + x0), at(y1 + x1));
                        for (channel, sum) in sum.iter_mut().enumerate() {
                            let top = f32::from(raw[a + channel]) * (1.0 - tx) + f32::from(raw[b + channel]) * tx;
                            let low = f32::from(raw[c + channel]) * (1.0 - tx) + f32::from(raw[d + channel]) * tx;
                            *sum += top * (1.0 - ty) + low * ty;
                        }
                    }
                }
                n_inside += u64::from(is_inside);
                for (out, sum) in out.iter_mut().zip(sum) {
                    *out = sum * share;
                }
            }
        }
        let covered = n_inside as f64 / (f64::from(width) * f64::from(height));
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
