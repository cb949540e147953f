//! Another laying of the same document: turned, coarser, blurred, compressed, brighter, and all of it together.

use std::io::Cursor;

use engine::scan::LiveDataSet;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage, imageops};

use super::each_picture;

/// What is done to the pictures.
pub(super) struct Change {
    /// A word for the log.
    pub(super) name: &'static str,
    angle_deg: f64,
    scale: f64,
    blur_px: f32,
    quality: Option<u8>,
    gain: f64,
}

const PLAIN: Change = Change { name: "", angle_deg: 0.0, scale: 1.0, blur_px: 0.0, quality: None, gain: 1.0 };

/// The changes, one at a time and together.
pub(super) const CHANGES: [Change; 8] = [
    Change { name: "turned by 5°", angle_deg: 5.0, ..PLAIN },
    Change { name: "turned by -12°", angle_deg: -12.0, ..PLAIN },
    Change { name: "three quarters of the resolution", scale: 0.745, ..PLAIN },
    Change { name: "blurred", blur_px: 1.5, ..PLAIN },
    Change { name: "compressed", quality: Some(40), ..PLAIN },
    Change { name: "brighter", gain: 1.2, ..PLAIN },
    Change { name: "darker", gain: 0.8, ..PLAIN },
    Change { name: "all of it", angle_deg: 2.5, scale: 0.76, blur_px: 0.7, quality: Some(65), gain: 1.1 },
];

impl Change {
    /// The data set laid again.
    pub(super) fn of(&self, live: &LiveDataSet) -> LiveDataSet {
        each_picture(live, |_, pixels| self.of_picture(pixels))
    }

    fn of_picture(&self, pixels: &RgbImage) -> RgbImage {
        let size = |n: u32| (f64::from(n) * self.scale).round() as u32;
        let mut picture =
            imageops::resize(pixels, size(pixels.width()), size(pixels.height()), imageops::FilterType::CatmullRom);
        if self.angle_deg != 0.0 {
            picture = turned(&picture, self.angle_deg.to_radians());
        }
        if 0.0 < self.blur_px {
            picture = imageops::blur(&picture, self.blur_px);
        }
        picture.iter_mut().for_each(|value| *value = (f64::from(*value) * self.gain).round().min(255.0) as u8);
        self.quality.and_then(|quality| compressed(&picture, quality)).unwrap_or(picture)
    }
}

fn compressed(picture: &RgbImage, quality: u8) -> Option<RgbImage> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).ok()?;
    Some(image::load(Cursor::new(bytes), ImageFormat::Jpeg).ok()?.into_rgb8())
}

/// Turned about its middle on a grey ground.
fn turned(pixels: &RgbImage, angle_rad: f64) -> RgbImage {
    let (sin, cos) = angle_rad.sin_cos();
    let (w, h) = (f64::from(pixels.width()), f64::from(pixels.height()));
    let (out_w, out_h) = (w * cos.abs() + h * sin.abs(), w * sin.abs() + h * cos.abs());
    RgbImage::from_fn(out_w.ceil() as u32, out_h.ceil() as u32, |x, y| {
        let (dx, dy) = (f64::from(x) - out_w / 2.0, f64::from(y) - out_h / 2.0);
        let (u, v) = (cos * dx + sin * dy + w / 2.0, cos * dy - sin * dx + h / 2.0);
        let is_inside = 0.0 <= u && u < w - 1.0 && 0.0 <= v && v < h - 1.0;
        let at = if is_inside { imageops::interpolate_bilinear(pixels, u as f32, v as f32) } else { None };
        at.unwrap_or(Rgb([60, 60, 62]))
    })
}
