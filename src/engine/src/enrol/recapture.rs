//! Copies of a capture as another laying of the same document would give them: turned a little, coarser, blurred, lighter or
//! darker, compressed. What the checks measure on them is how far a capture alone moves a value.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage, imageops};
use rayon::prelude::*;

use crate::scan::{LiveDataSet, Scan};

/// What is done to a copy.
struct Change {
    angle_deg: f64,
    /// Pixels of the copy a pixel of the capture; 1 or less.
    scale: f64,
    blur_px: f32,
    gain: f64,
    gamma: f64,
    quality: u8,
}

const fn change(angle_deg: f64, scale: f64, blur_px: f32, gain: f64, gamma: f64, quality: u8) -> Change {
    Change { angle_deg, scale, blur_px, gain, gamma, quality }
}

/// Mild ones first, since few are made of each capture where there are many captures.
const CHANGES: [Change; 8] = [
    change(1.3, 0.80, 0.0, 1.05, 1.0, 85),
    change(-2.1, 1.0, 1.1, 0.94, 1.0, 88),
    change(0.6, 0.74, 0.6, 1.0, 1.12, 80),
    change(-0.9, 0.9, 0.0, 1.12, 0.94, 75),
    change(2.7, 1.0, 0.8, 0.88, 1.06, 82),
    change(-1.7, 0.74, 0.9, 1.08, 0.9, 85),
    change(0.3, 1.0, 1.4, 1.0, 1.0, 92),
    change(-3.1, 0.84, 0.4, 0.97, 1.08, 70),
];

/// Most copies that differ.
pub(super) const MOST_COPIES: usize = CHANGES.len();

/// The first `n` copies of a capture; those that would be coarser than `least_scale` are made that coarse.
pub(super) fn copies(live: &LiveDataSet, n: usize, least_scale: f64) -> Vec<LiveDataSet> {
    CHANGES.par_iter().take(n).filter_map(|change| copy(live, change, least_scale)).collect()
}

fn copy(live: &LiveDataSet, change: &Change, least_scale: f64) -> Option<LiveDataSet> {
    let of = |scan: &Arc<Scan>| changed(&scan.pixels, change, least_scale).map(|pixels| Arc::new(with(scan, pixels)));
    Some(LiveDataSet {
        visible: of(&live.visible)?,
        ultraviolet: live.ultraviolet.as_ref().and_then(of),
        infrared: live.infrared.as_ref().and_then(of),
    })
}

fn with(scan: &Scan, pixels: RgbImage) -> Scan {
    Scan { light: scan.light, pixels, claimed_ppi: None, sha256: [0; 32], file_name: String::new(), format: "JPEG" }
}

fn changed(pixels: &RgbImage, change: &Change, least_scale: f64) -> Option<RgbImage> {
    let scale = change.scale.max(least_scale).min(1.0);
    let size = |n: u32| ((f64::from(n) * scale).round() as u32).max(1);
    let mut picture = if scale < 0.999 {
        imageops::resize(pixels, size(pixels.width()), size(pixels.height()), imageops::FilterType::Triangle)
    } else {
        pixels.clone()
    };
    picture = turned(&picture, change.angle_deg);
    if 0.0 < change.blur_px {
        picture = imageops::fast_blur(&picture, change.blur_px);
    }
    let tone: [u8; 256] = std::array::from_fn(|value| {
        let level = (value as f64 / 255.0).powf(change.gamma) * change.gain;
        (255.0 * level).round().clamp(0.0, 255.0) as u8
    });
    picture.iter_mut().for_each(|value| *value = tone[usize::from(*value)]);
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, change.quality).encode_image(&picture).ok()?;
    let decoded = image::load(Cursor::new(bytes), ImageFormat::Jpeg).ok()?;
    Some(decoded.into_rgb8())
}

/// The picture turned about its middle, on a ground large enough to hold it.
fn turned(pixels: &RgbImage, angle_deg: f64) -> RgbImage {
    let (sin, cos) = angle_deg.to_radians().sin_cos();
    let (w, h) = (f64::from(pixels.width()), f64::from(pixels.height()));
    let (out_w, out_h) = ((w * cos + h * sin.abs()).ceil(), (w * sin.abs() + h * cos).ceil());
    RgbImage::from_fn(out_w as u32, out_h as u32, |x, y| {
        let (dx, dy) = (f64::from(x) + 0.5 - out_w / 2.0, f64::from(y) + 0.5 - out_h / 2.0);
        let (u, v) = (cos * dx + sin * dy + w / 2.0 - 0.5, cos * dy - sin * dx + h / 2.0 - 0.5);
        if u < 0.0 || v < 0.0 || w - 1.0 < u || h - 1.0 < v {
            return Rgb([24, 24, 26]);
        }
        imageops::interpolate_bilinear(pixels, u as f32, v as f32).unwrap_or(Rgb([24, 24, 26]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Light;

    #[test]
    fn copies_differ_and_are_the_same_every_time() {
        let pixels = RgbImage::from_fn(200, 140, |x, y| Rgb([(x * 7 % 200) as u8, (y * 5 % 200) as u8, 90]));
        let scan = Scan {
            light: Light::Visible,
            pixels,
            claimed_ppi: Some(300.0),
            sha256: [1; 32],
            file_name: String::new(),
            format: "PNG",
        };
        let live = LiveDataSet { visible: Arc::new(scan), ultraviolet: None, infrared: None };
        let made = copies(&live, MOST_COPIES, 0.5);
        assert_eq!(made.len(), MOST_COPIES);
        let again = copies(&live, MOST_COPIES, 0.5);
        assert!(made.iter().zip(&again).all(|(a, b)| a.visible.pixels == b.visible.pixels));
        assert!(made[0].visible.pixels != made[1].visible.pixels);
        assert!(copies(&live, 1, 1.0)[0].visible.pixels.width() >= 200);
    }
}
