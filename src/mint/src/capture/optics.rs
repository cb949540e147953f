//! From the printed page to pixels: projection, blur, light, tone and noise of a sensor.

use engine::geometry::Homography;
use engine::scan::Light;
use image::RgbImage;
use rayon::prelude::*;

use crate::dice::mix;
use crate::print::Rasters;

/// One picture as a device took it.
pub(crate) struct Shot {
    pub(crate) picture: RgbImage,
    pub(crate) is_grey: bool,
    pub(crate) scan_from_page: Homography,
    pub(crate) jpeg_quality: u8,
}

/// Pixels 0..=1 under way to a picture: rows from the top, `channels` values a pixel.
pub(crate) struct Frame {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// 3, or 1 for infrared.
    pub(crate) channels: usize,
    pub(crate) values: Vec<f32>,
}

/// What lies around the page: colour by place on the page's plane, mm.
pub(crate) type Ground<'a> = dyn Fn(f64, f64) -> [f32; 3] + Sync + 'a;

/// Projects the page onto a sensor; each pixel averages the print it covers.
pub(crate) fn project(
    rasters: &Rasters,
    light: Light,
    (width, height): (usize, usize),
    scan_from_page: &Homography,
    ground: &Ground<'_>,
) -> Frame {
    let scale = rasters.px_per_mm;
    let (page_width, page_height) = (rasters.visible.width() as usize, rasters.visible.height() as usize);
    let page_from_scan = scan_from_page.inverse().unwrap_or(Homography::IDENTITY);
    let raster_from_scan = Homography::scale_shift(scale, scale, 0.0, 0.0).after(&page_from_scan);
    let footprint = scale / scan_from_page.scale_at(page_width as f64 / scale / 2.0, page_height as f64 / scale / 2.0);
    let n_taps = (footprint.round() as usize).clamp(1, 4);
    let (plane, channels): (&[u8], usize) = match light {
        Light::Visible => (rasters.visible.as_raw(), 3),
        Light::Ultraviolet => (rasters.ultraviolet.as_raw(), 3),
        Light::Infrared => (rasters.infrared.as_raw(), 1),
    };
    let weight = 1.0 / (n_taps * n_taps) as f32;
    let m = raster_from_scan.0;
    let is_flat = m[2][0] == 0.0 && m[2][1] == 0.0 && m[2][2] == 1.0;
    let shape = (page_width, page_height, channels);
    let mut values = vec![0.0; width * height * channels];
    values.par_chunks_mut(width * channels).enumerate().for_each(|(row, line)| {
        for tap in 0..n_taps * n_taps {
            let right = ((tap % n_taps) as f64 + 0.5) / n_taps as f64;
            let y = row as f64 + ((tap / n_taps) as f64 + 0.5) / n_taps as f64;
            let start = (m[0][1] * y + m[0][2], m[1][1] * y + m[1][2]);
            for (col, pixel) in line.chunks_exact_mut(channels).enumerate() {
                let x = col as f64 + right;
                let (u, v) =
                    if is_flat { (m[0][0] * x + start.0, m[1][0] * x + start.1) } else { raster_from_scan.apply(x, y) };
                if 0.0 <= u && u < page_width as f64 && 0.0 <= v && v < page_height as f64 {
                    if channels == 3 {
                        add_bilinear::<3>(pixel, plane, shape, u, v, weight);
                    } else {
                        add_bilinear::<1>(pixel, plane, shape, u, v, weight);
                    }
                } else {
                    let seen = ground(u / scale, v / scale);
                    pixel.iter_mut().zip(seen).for_each(|(value, seen)| *value += weight * seen);
                }
            }
        }
    });
    Frame { width, height, channels, values }
}

/// Adds the bilinear sample at a place in raster pixels, 0..=1, times `weight`. `CHANNELS` is that of pixel and plane.
fn add_bilinear<const CHANNELS: usize>(
    pixel: &mut [f32],
    plane: &[u8],
    (width, height, _): (usize, usize, usize),
    u: f64,
    v: f64,
    weight: f32,
) {
    let x = (u - 0.5).clamp(0.0, width as f64 - 1.001) as f32;
    let y = (v - 0.5).clamp(0.0, height as f64 - 1.001) as f32;
    let (col, row) = (x as usize, y as usize);
    let (fx, fy) = (x - col as f32, y - row as f32);
    let weight = weight / 255.0;
    let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy].map(|w| w * weight);
    let first = (row * width + col) * CHANNELS;
    let below = first + width * CHANNELS;
    let upper = plane.get(first..first + 2 * CHANNELS).unwrap_or_default();
    let lower = plane.get(below..below + 2 * CHANNELS).unwrap_or_default();
    let (a, b) = upper.split_at(CHANNELS.min(upper.len()));
    let (c, d) = lower.split_at(CHANNELS.min(lower.len()));
    for ((((value, a), b), c), d) in pixel.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        *value += weights[0] * f32::from(*a)
            + weights[1] * f32::from(*b)
            + weights[2] * f32::from(*c)
            + weights[3] * f32::from(*d);
    }
}

impl Frame {
    /// Changes every pixel by its column and row.
    pub(crate) fn for_each(&mut self, change: impl Fn(usize, usize, &mut [f32]) + Sync) {
        let channels = self.channels;
        self.values.par_chunks_mut(self.width * channels).enumerate().for_each(|(row, line)| {
            line.chunks_exact_mut(channels).enumerate().for_each(|(col, pixel)| change(col, row, pixel));
        });
    }

    /// Gaussian blur, deviation in pixels.
    pub(crate) fn blur(&mut self, sigma_px: f64) {
        if sigma_px < 0.15 {
            return;
        }
        let reach = (2.5 * sigma_px).ceil() as usize;
        let weigh = |i: usize| (-0.5 * ((i as f64 - reach as f64) / sigma_px).powi(2)).exp() as f32;
        let total: f32 = (0..=2 * reach).map(weigh).sum();
        let kernel: Vec<f32> = (0..=2 * reach).map(|i| weigh(i) / total).collect();
        let (stride, channels, height) = (self.width * self.channels, self.channels, self.height);
        let before = std::mem::take(&mut self.values);
        let mut down = vec![0.0; before.len()];
        down.par_chunks_mut(stride).enumerate().for_each(|(row, line)| {
            for (step, weight) in kernel.iter().enumerate() {
                let from = (row + step).saturating_sub(reach).min(height - 1);
                let source = &before[from * stride..(from + 1) * stride];
                line.iter_mut().zip(source).for_each(|(value, near)| *value += weight * near);
            }
        });
        self.values = before;
        self.values.par_chunks_mut(stride).zip(down.par_chunks(stride)).for_each(|(line, source)| {
            // The line with its ends repeated, so that every step is one shifted sum.
            let mut long = Vec::with_capacity(stride + 2 * reach * channels);
            (0..reach).for_each(|_| long.extend_from_slice(&source[..channels]));
            long.extend_from_slice(source);
            (0..reach).for_each(|_| long.extend_from_slice(&source[stride - channels..]));
            line.fill(0.0);
            for (step, weight) in kernel.iter().enumerate() {
                line.iter_mut().zip(&long[step * channels..]).for_each(|(value, near)| *value += weight * near);
            }
        });
    }

    /// Unsharp mask of one pixel's deviation.
    pub(crate) fn sharpen(&mut self, amount: f32) {
        if amount <= 0.0 {
            return;
        }
        let before = self.values.clone();
        self.blur(1.0);
        self.values.par_iter_mut().zip(&before).for_each(|(value, sharp)| *value = sharp + amount * (sharp - *value));
    }

    /// Gain for each channel, then gamma.
    pub(crate) fn tone(&mut self, gain: [f32; 3], gamma: f32) {
        const STEPS: f32 = 4096.0;
        // Levels up to 1.5 are kept apart; what is brighter clips anyway.
        let curve: Vec<f32> = (0..=(1.5 * STEPS) as usize).map(|i| (i as f32 / STEPS).powf(gamma)).collect();
        let last = curve.len() - 1;
        self.for_each(|_, _, pixel| {
            for (value, gain) in pixel.iter_mut().zip(gain) {
                *value = curve[((*value * gain * STEPS + 0.5).max(0.0) as usize).min(last)];
            }
        });
    }

    /// Sensor noise of that deviation, more in the light than in the dark.
    pub(crate) fn noise(&mut self, seed: u64, deviation: f32) {
        self.for_each(|col, row, pixel| {
            let mut word = mix(seed ^ ((col as u64) << 32 | row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            for value in pixel {
                // Two numbers of ten bits: triangular, deviation 1 after scaling.
                let sum = (word & 0x3FF) + (word >> 10 & 0x3FF);
                word >>= 20;
                let grain = (sum as f32 - 1023.0) / 417.8;
                *value += deviation * (0.6 + 0.6 * value.max(0.0)) * grain;
            }
        });
    }

    /// The picture, 8 bits, three channels.
    pub(crate) fn to_picture(&self) -> RgbImage {
        let mut picture = RgbImage::new(self.width as u32, self.height as u32);
        let stride = self.width * self.channels;
        let byte = |value: f32| (value * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
        picture.par_chunks_mut(3 * self.width).zip(self.values.par_chunks(stride)).for_each(|(bytes, line)| {
            if self.channels == 1 {
                bytes.chunks_exact_mut(3).zip(line).for_each(|(rgb, &value)| rgb.fill(byte(value)));
            } else {
                bytes.iter_mut().zip(line).for_each(|(out, &value)| *out = byte(value));
            }
        });
        picture
    }

    /// The finished shot.
    pub(crate) fn shot(&self, scan_from_page: Homography, jpeg_quality: u8) -> Shot {
        Shot { picture: self.to_picture(), is_grey: self.channels == 1, scan_from_page, jpeg_quality }
    }
}

/// The map of a page laid flat: scale, turn about its centre, place of the centre in the picture.
pub(crate) fn flat_map(px_per_mm: f64, angle_rad: f64, page_mm: (f64, f64), centre_px: (f64, f64)) -> Homography {
    let (sin, cos) = angle_rad.sin_cos();
    let (cx, cy) = (page_mm.0 / 2.0, page_mm.1 / 2.0);
    let (a, b) = (px_per_mm * cos, px_per_mm * sin);
    let across = centre_px.0 - a * cx + b * cy;
    let down = centre_px.1 - b * cx - a * cy;
    Homography([[a, -b, across], [b, a, down], [0.0, 0.0, 1.0]])
}

/// Shifts a map on the page's side, as a second light that is out of register.
pub(crate) fn shifted(map: &Homography, dx_mm: f64, dy_mm: f64) -> Homography {
    map.after(&Homography::scale_shift(1.0, 1.0, dx_mm, dy_mm))
}

/// Width and height of the page, mm.
pub(crate) fn page_mm(rasters: &Rasters) -> (f64, f64) {
    (f64::from(rasters.visible.width()) / rasters.px_per_mm, f64::from(rasters.visible.height()) / rasters.px_per_mm)
}
