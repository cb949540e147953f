//! The same picture turned, skewed, in perspective, blurred, dark, glaring and small. Seeded by the file's name.

use engine::geometry::Homography;
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

use super::sample::Truth;

/// A way to change a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    /// Unchanged.
    AsIs,
    /// Turned clockwise by a quarter.
    Turned90,
    /// Upside down.
    Turned180,
    /// Turned anticlockwise by a quarter.
    Turned270,
    /// Skewed by 3–20°.
    Skewed,
    /// Seen at a slant.
    Perspective,
    /// Out of focus.
    Blurred,
    /// A third of the light, with noise.
    Dark,
    /// A reflection over part of the picture.
    Glare,
    /// 350–600 px wide.
    Narrow,
    /// The zone alone, cut out where it was read in the whole picture.
    Band,
    /// Light print on a dark ground.
    Negative,
}

impl Variant {
    /// All that are made.
    pub(super) const MADE: [Self; 11] = [
        Self::Turned90,
        Self::Turned180,
        Self::Turned270,
        Self::Skewed,
        Self::Perspective,
        Self::Blurred,
        Self::Dark,
        Self::Glare,
        Self::Narrow,
        Self::Band,
        Self::Negative,
    ];

    /// A word for the table.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::AsIs => "as it is",
            Self::Turned90 => "turned 90°",
            Self::Turned180 => "turned 180°",
            Self::Turned270 => "turned 270°",
            Self::Skewed => "skewed 3–20°",
            Self::Perspective => "perspective",
            Self::Blurred => "blurred",
            Self::Dark => "dark",
            Self::Glare => "glare",
            Self::Narrow => "350–600 px",
            Self::Band => "zone alone",
            Self::Negative => "white on dark",
        }
    }

    /// Whether it only turns the picture by quarters.
    pub(super) fn is_turn(self) -> bool {
        matches!(self, Self::Turned90 | Self::Turned180 | Self::Turned270)
    }

    /// The changed picture, from one whose zone lies in that box, px; `None` where the change does not apply: a photo is
    /// changed enough, no picture is enlarged, and a zone that was not found cannot be cut out.
    pub(super) fn make(self, pixels: &RgbImage, zone: Option<ZoneBox>, truth: &Truth) -> Option<RgbImage> {
        let mut dice = Dice::of(&truth.file, self.name());
        if truth.capture == "photo" && !self.is_turn() {
            return None;
        }
        match self {
            Self::AsIs => None,
            Self::Turned90 => Some(imageops::rotate90(pixels)),
            Self::Turned180 => Some(imageops::rotate180(pixels)),
            Self::Turned270 => Some(imageops::rotate270(pixels)),
            Self::Skewed => Some(skewed(pixels, &mut dice)),
            Self::Perspective => slanted(pixels, &mut dice),
            Self::Blurred => Some(imageops::blur(pixels, pixels.width() as f32 * dice.between(0.0012, 0.0022) as f32)),
            Self::Dark => Some(dark(pixels, &mut dice)),
            Self::Glare => Some(glare(pixels, &mut dice)),
            Self::Narrow => narrow(pixels, truth, &mut dice),
            Self::Negative => Some(negative(pixels)),
            Self::Band => zone.map(|zone| band(pixels, zone, truth, &mut dice)),
        }
    }
}

fn skewed(pixels: &RgbImage, dice: &mut Dice) -> RgbImage {
    let angle_rad = dice.between(3.0, 20.0).to_radians() * dice.sign();
    let (w, h) = (f64::from(pixels.width()), f64::from(pixels.height()));
    let (s, c) = angle_rad.sin_cos();
    let (out_w, out_h) = ((w * c.abs() + h * s.abs()).ceil(), (w * s.abs() + h * c.abs()).ceil());
    let back = Homography([
        [c, s, w / 2.0 - c * out_w / 2.0 - s * out_h / 2.0],
        [-s, c, h / 2.0 + s * out_w / 2.0 - c * out_h / 2.0],
        [0.0, 0.0, 1.0],
    ]);
    warped(pixels, &back, out_w as u32, out_h as u32, dice.desk())
}

fn slanted(pixels: &RgbImage, dice: &mut Dice) -> Option<RgbImage> {
    let (w, h) = (f64::from(pixels.width()), f64::from(pixels.height()));
    let margin = 0.08;
    let corners = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)].map(|(x, y)| {
        let moved = |at: f64, size: f64, dice: &mut Dice| at + size * margin + (dice.between(-0.07, 0.07)) * size;
        (moved(x, w, dice), moved(y, h, dice))
    });
    let whole = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)];
    let pairs: Vec<_> = corners.into_iter().zip(whole).collect();
    let back = Homography::fit(&pairs)?;
    Some(warped(pixels, &back, (w * (1.0 + 2.0 * margin)) as u32, (h * (1.0 + 2.0 * margin)) as u32, dice.desk()))
}

/// Bilinear picture of `width × height` px whose places `back` carries into `pixels`; `desk` outside.
fn warped(pixels: &RgbImage, back: &Homography, width: u32, height: u32, desk: Rgb<u8>) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (sx, sy) = back.apply(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let inside = 0.0 <= sx && sx < f64::from(pixels.width()) && 0.0 <= sy && sy < f64::from(pixels.height());
        let at = if inside { imageops::interpolate_bilinear(pixels, sx as f32 - 0.5, sy as f32 - 0.5) } else { None };
        let nearest = || *pixels.get_pixel(sx as u32, sy as u32);
        at.unwrap_or_else(|| if inside { nearest() } else { desk })
    })
}

fn dark(pixels: &RgbImage, dice: &mut Dice) -> RgbImage {
    let gain = dice.between(0.25, 0.4);
    let mut out = pixels.clone();
    for value in out.iter_mut() {
        *value = (f64::from(*value) * gain + dice.between(-4.0, 4.0)).round().clamp(0.0, 255.0) as u8;
    }
    out
}

/// A soft bright spot, over the lower half as often as over the upper.
fn glare(pixels: &RgbImage, dice: &mut Dice) -> RgbImage {
    let (w, h) = (f64::from(pixels.width()), f64::from(pixels.height()));
    let (cx, cy) = (dice.between(0.1, 0.9) * w, dice.between(0.3, 1.0) * h);
    let (rx, ry) = (dice.between(0.08, 0.2) * w, dice.between(0.08, 0.2) * w);
    let strength = dice.between(90.0, 170.0);
    let mut out = pixels.clone();
    for (x, y, pixel) in out.enumerate_pixels_mut() {
        let distance2 = ((f64::from(x) - cx) / rx).powi(2) + ((f64::from(y) - cy) / ry).powi(2);
        let light = strength * (-distance2).exp();
        for value in &mut pixel.0 {
            *value = (f64::from(*value) + light).round().min(255.0) as u8;
        }
    }
    out
}

/// Made 350–600 px wide; a card, whose characters are half as many a line, as small in proportion.
fn narrow(pixels: &RgbImage, truth: &Truth, dice: &mut Dice) -> Option<RgbImage> {
    let share = if truth.format == "TD1" { 0.68 } else { 1.0 };
    let width = (dice.between(350.0, 600.0) * share).round();
    let height = f64::from(pixels.height()) * width / f64::from(pixels.width());
    (width < f64::from(pixels.width()))
        .then(|| imageops::resize(pixels, width as u32, height.round() as u32, FilterType::Triangle))
}

fn negative(pixels: &RgbImage) -> RgbImage {
    let mut out = pixels.clone();
    imageops::invert(&mut out);
    out
}

/// Left, top, right, bottom, px.
pub(super) type ZoneBox = [f64; 4];

/// The zone with a little more than nothing round it: a fifth to one and a half of a character's height.
fn band(pixels: &RgbImage, [left, top, right, bottom]: ZoneBox, truth: &Truth, dice: &mut Dice) -> RgbImage {
    let line_height = (bottom - top) / truth.lines.len().max(1) as f64;
    let mut room = || line_height * dice.between(0.15, 1.0);
    let (x, y) = ((left - room()).max(0.0) as u32, (top - room()).max(0.0) as u32);
    let (width, height) = ((right + room()) as u32 - x, (bottom + room()) as u32 - y);
    imageops::crop_imm(pixels, x, y, width.min(pixels.width() - x), height.min(pixels.height() - y)).to_image()
}

/// A small seeded generator: SplitMix64 (Steele, Lea, Flood 2014), begun with the FNV-1a hash of two names.
struct Dice(u64);

impl Dice {
    fn of(file: &str, variant: &str) -> Self {
        let bytes = file.bytes().chain(variant.bytes());
        Self(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// Evenly between two numbers.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        low + (high - low) * (z >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn sign(&mut self) -> f64 {
        if self.between(0.0, 1.0) < 0.5 { -1.0 } else { 1.0 }
    }

    /// Colour of what lies round a document.
    fn desk(&mut self) -> Rgb<u8> {
        Rgb([0; 3].map(|_: u8| self.between(20.0, 235.0) as u8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Option<ZoneBox> = Some([40.0, 330.0, 600.0, 400.0]);

    fn truth() -> Truth {
        Truth {
            file: "a.png".to_owned(),
            capture: "scan".to_owned(),
            format: "TD3".to_owned(),
            lines: Vec::new(),
            is_counted: true,
            has_wrong_digits: false,
        }
    }

    #[test]
    fn variants_are_the_same_every_time_and_differ() {
        let pixels = RgbImage::from_fn(640, 440, |x, y| Rgb([(x % 200) as u8, (y % 200) as u8, 90]));
        for variant in Variant::MADE {
            let made = variant.make(&pixels, ZONE, &truth()).expect("a scan has every variant");
            assert_eq!(Some(&made), variant.make(&pixels, ZONE, &truth()).as_ref(), "{}", variant.name());
            assert!(made != pixels, "{}", variant.name());
        }
    }

    #[test]
    fn a_narrow_picture_is_not_enlarged() {
        assert_eq!(Variant::Narrow.make(&RgbImage::new(300, 200), ZONE, &truth()), None);
    }
}
