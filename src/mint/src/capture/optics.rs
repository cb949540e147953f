//! From the printed page to pixels: projection, blur, light, tone and noise of a sensor.

use engine::geometry::{Homography, PageRect};
use engine::scan::Light;
use image::RgbImage;
use rayon::prelude::*;

use crate::dice::noise_at;
use crate::print::Rasters;

/// One picture as a device took it.
pub(crate) struct Shot {
    pub(crate) picture: RgbImage,
    pub(crate) scan_from_page: Homography,
    pub(crate) jpeg_quality: u8,
}

/// Linear pixels 0..=1 under way to a picture.
pub(crate) struct Frame {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<[f32; 3]>,
}

/// What lies around the page: colour by place in the picture (px) and on the page's plane (mm).
pub(crate) type Ground<'a> = dyn Fn((f64, f64), (f64, f64)) -> [f32; 3] + Sync + 'a;

/// Projects the page onto a sensor; each pixel averages the print it covers.
pub(crate) fn project(
    rasters: &Rasters,
    light: Light,
    (width, height): (usize, usize),
    scan_from_page: &Homography,
    ground: &Ground<'_>,
) -> Frame {
    let page_from_scan = scan_from_page.inverse().unwrap_or(Homography::IDENTITY);
    let scale = rasters.px_per_mm;
    let page = PageRect::new(
        0.0,
        0.0,
        f64::from(rasters.visible.width()) / scale,
        f64::from(rasters.visible.height()) / scale,
    );
    let footprint = scale / scan_from_page.scale_at(page.width / 2.0, page.height / 2.0);
    let n_taps = (footprint.ceil() as usize).clamp(1, 4);
    let mut pixels = vec![[0.0; 3]; width * height];
    pixels.par_chunks_mut(width).enumerate().for_each(|(row, line)| {
        for (col, pixel) in line.iter_mut().enumerate() {
            let mut sum = [0.0_f32; 3];
            for tap in 0..n_taps * n_taps {
                let x = col as f64 + ((tap % n_taps) as f64 + 0.5) / n_taps as f64;
                let y = row as f64 + ((tap / n_taps) as f64 + 0.5) / n_taps as f64;
                let (x_mm, y_mm) = page_from_scan.apply(x, y);
                let is_page = 0.0 <= x_mm && x_mm < page.width && 0.0 <= y_mm && y_mm < page.height;
                let seen = if is_page {
                    sample(rasters, light, x_mm * scale, y_mm * scale)
                } else {
                    ground((x, y), (x_mm, y_mm))
                };
                (0..3).for_each(|c| sum[c] += seen[c]);
            }
            *pixel = sum.map(|v| v / (n_taps * n_taps) as f32);
        }
    });
    Frame { width, height, pixels }
}

/// Bilinear sample at a place in raster pixels.
fn sample(rasters: &Rasters, light: Light, x: f64, y: f64) -> [f32; 3] {
    let (width, height) = (rasters.visible.width() as usize, rasters.visible.height() as usize);
    let x = (x - 0.5).clamp(0.0, width as f64 - 1.001);
    let y = (y - 0.5).clamp(0.0, height as f64 - 1.001);
    let (col, row) = (x as usize, y as usize);
    let (fx, fy) = ((x - col as f64) as f32, (y - row as f64) as f32);
    let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
    let first = row * width + col;
    let places = [first, first + 1, first + width, first + width + 1];
    let mut seen = [0.0_f32; 3];
    for (place, weight) in places.into_iter().zip(weights) {
        let weight = weight / 255.0;
        match light {
            Light::Infrared => seen[0] += weight * f32::from(rasters.infrared.as_raw()[place]),
            Light::Visible => add(&mut seen, &rasters.visible.as_raw()[3 * place..3 * place + 3], weight),
            Light::Ultraviolet => add(&mut seen, &rasters.ultraviolet.as_raw()[3 * place..3 * place + 3], weight),
        }
    }
    if light == Light::Infrared { [seen[0]; 3] } else { seen }
}

fn add(sum: &mut [f32; 3], pixel: &[u8], weight: f32) {
    for (s, &p) in sum.iter_mut().zip(pixel) {
        *s += weight * f32::from(p);
    }
}

impl Frame {
    /// Changes every pixel by its place.
    pub(crate) fn for_each(&mut self, change: impl Fn(usize, usize, &mut [f32; 3]) + Sync) {
        self.pixels.par_chunks_mut(self.width).enumerate().for_each(|(row, line)| {
            line.iter_mut().enumerate().for_each(|(col, pixel)| change(col, row, pixel));
        });
    }

    /// Gaussian blur, deviation in pixels.
    pub(crate) fn blur(&mut self, sigma_px: f64) {
        if sigma_px < 0.15 {
            return;
        }
        let reach = (2.5 * sigma_px).ceil() as i64;
        let kernel: Vec<f32> = (-reach..=reach).map(|i| (-0.5 * (i as f64 / sigma_px).powi(2)).exp() as f32).collect();
        let total: f32 = kernel.iter().sum();
        let kernel: Vec<f32> = kernel.iter().map(|k| k / total).collect();
        let (width, height) = (self.width as i64, self.height as i64);
        self.convolve(&kernel, |col, row, step| {
            (row as i64 * width + (col as i64 + step - reach).clamp(0, width - 1)) as usize
        });
        self.convolve(&kernel, |col, row, step| {
            ((row as i64 + step - reach).clamp(0, height - 1) * width + col as i64) as usize
        });
    }

    fn convolve(&mut self, kernel: &[f32], place: impl Fn(usize, usize, i64) -> usize + Sync) {
        let before = self.pixels.clone();
        self.for_each(|col, row, pixel| {
            let mut sum = [0.0_f32; 3];
            for (step, weight) in kernel.iter().enumerate() {
                let near = before[place(col, row, step as i64)];
                (0..3).for_each(|c| sum[c] += weight * near[c]);
            }
            *pixel = sum;
        });
    }

    /// Unsharp mask of one pixel's deviation.
    pub(crate) fn sharpen(&mut self, amount: f32) {
        if amount <= 0.0 {
            return;
        }
        let before = self.pixels.clone();
        self.blur(1.0);
        self.pixels.par_iter_mut().zip(&before).for_each(|(pixel, sharp)| {
            (0..3).for_each(|c| pixel[c] = sharp[c] + amount * (sharp[c] - pixel[c]));
        });
    }

    /// Gain for each channel, then gamma.
    pub(crate) fn tone(&mut self, gain: [f32; 3], gamma: f32) {
        self.for_each(|_, _, pixel| {
            for (value, gain) in pixel.iter_mut().zip(gain) {
                *value = (*value * gain).max(0.0).powf(gamma);
            }
        });
    }

    /// Sensor noise of that deviation, more in the light than in the dark.
    pub(crate) fn noise(&mut self, seed: u64, deviation: f32, is_grey: bool) {
        self.for_each(|col, row, pixel| {
            for (channel, value) in pixel.iter_mut().enumerate() {
                let stream = if is_grey { 0 } else { channel as u64 };
                let grain = 1.73 * noise_at(seed ^ stream, col as u32, row as u32);
                *value += deviation * (0.6 + 0.6 * value.max(0.0).sqrt()) * grain;
            }
        });
    }

    /// The picture, 8 bits.
    pub(crate) fn to_picture(&self) -> RgbImage {
        let mut picture = RgbImage::new(self.width as u32, self.height as u32);
        picture.par_chunks_mut(3 * self.width).zip(self.pixels.par_chunks(self.width)).for_each(|(bytes, line)| {
            for (byte, value) in bytes.iter_mut().zip(line.iter().flatten()) {
                *byte = (value * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
            }
        });
        picture
    }
}

/// The map of a page laid flat: scale, turn about its centre, place of the centre in the picture.
pub(crate) fn flat_map(px_per_mm: f64, angle_rad: f64, page_mm: (f64, f64), centre_px: (f64, f64)) -> Homography {
    let (sin, cos) = angle_rad.sin_cos();
    let (cx, cy) = (page_mm.0 / 2.0, page_mm.1 / 2.0);
    let (a, b) = (px_per_mm * cos, px_per_mm * sin);
    Homography([[a, -b, centre_px.0 - a * cx + b * cy], [b, a, centre_px.1 - b * cx - a * cy], [0.0, 0.0, 1.0]])
}

/// Shifts a map on the page's side, as a second light that is out of register.
pub(crate) fn shifted(map: &Homography, dx_mm: f64, dy_mm: f64) -> Homography {
    map.after(&Homography::scale_shift(1.0, 1.0, dx_mm, dy_mm))
}
