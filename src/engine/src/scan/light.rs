//! Which light a picture was taken in: guessed from the file's name, then held against the picture.

use image::imageops::{FilterType, resize, thumbnail};
use image::{GrayImage, Luma, RgbImage};

use super::{Light, LiveDataSet};

/// What file names call each light, in lower case.
const NAMES: [(Light, &[&str]); 3] = [
    (Light::Visible, &["visible", "vis", "vi", "white", "wht", "weiss", "blanche"]),
    (Light::Ultraviolet, &["ultraviolet", "uv", "uva", "365", "365nm"]),
    (
        Light::Infrared,
        &["infrared", "infra", "ir", "nir", "b900", "850", "850nm", "880", "900", "900nm", "940", "940nm", "950"],
    ),
];

/// The light a file's name speaks of; `None` where it speaks of none, or of two. Folders before the name are not heard.
///
/// A name is taken for words: runs of letters or digits, also where a capital follows a small letter.
pub fn guess_light(file_name: &str) -> Option<Light> {
    let file_name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let words = words(stem);
    let mut found = NAMES.iter().filter(|(_, names)| words.iter().any(|word| names.contains(&word.as_str())));
    let light = found.next()?.0;
    found.next().is_none().then_some(light)
}

/// Lower-case words of a name: as written, and also parted where letters meet digits.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in name.split(|c: char| !c.is_alphanumeric()) {
        let mut parts: Vec<String> = vec![String::new()];
        let mut previous = None;
        for c in run.chars() {
            let is_new_word = previous.is_some_and(|p: char| {
                (p.is_lowercase() && c.is_uppercase()) || p.is_ascii_digit() != c.is_ascii_digit()
            });
            if is_new_word {
                parts.push(String::new());
            }
            if let Some(part) = parts.last_mut() {
                part.extend(c.to_lowercase());
            }
            previous = Some(c);
        }
        words.push(run.to_lowercase());
        words.extend(parts);
    }
    words
}

/// Why a picture does not look as if taken in the light it was given as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LightDoubt {
    /// The picture given as this light shows what the white one shows.
    LikeVisible {
        /// The light it was given as.
        light: Light,
        /// Correlation with the white picture, -1..=1.
        correlation: f64,
    },
    /// The picture given as white light looks like fluorescence in the dark: little light, most of it blue.
    VisibleLikeUltraviolet,
}

impl LightDoubt {
    /// The light as which the picture was given.
    pub const fn light(&self) -> Light {
        match self {
            Self::LikeVisible { light, .. } => *light,
            Self::VisibleLikeUltraviolet => Light::Visible,
        }
    }
}

/// A UV or coloured IR picture that correlates with the white one above this shows white light. Measured on one
/// specimen under a page reader: UV with white 0.62; the white picture given twice 1.00.
const LIKE_VISIBLE_ABOVE: f64 = 0.9;

/// Median luminance (0..=255) and share of blue in the light, under and over which a picture is taken for fluorescence.
/// Holds for the one UV picture measured and for none of 79 white ones; a UV lamp filtered to green is not noticed.
const DARK_BELOW: f64 = 90.0;
const BLUE_ABOVE: f64 = 0.45;

/// Pictures of the set that do not look like the light they were given as, for a warning; none is left out for it.
pub fn light_doubts(live: &LiveDataSet) -> Vec<LightDoubt> {
    let mut doubts = Vec::new();
    if looks_fluorescent(&live.visible.pixels) {
        doubts.push(LightDoubt::VisibleLikeUltraviolet);
    }
    if let Some(scan) = &live.ultraviolet
        && let Some(correlation) = correlation(&live.visible.pixels, &scan.pixels)
        && LIKE_VISIBLE_ABOVE < correlation
    {
        doubts.push(LightDoubt::LikeVisible { light: Light::Ultraviolet, correlation });
    }
    if let Some(scan) = &live.infrared
        && is_coloured(&scan.pixels)
        && let Some(correlation) = correlation(&live.visible.pixels, &scan.pixels)
        && LIKE_VISIBLE_ABOVE < correlation
    {
        doubts.push(LightDoubt::LikeVisible { light: Light::Infrared, correlation });
    }
    doubts
}

/// Side in pixels of the small pictures that are compared.
const SMALL_PX: u32 = 64;

/// Correlation of two whole pictures' luminance, both squeezed to one size; `None` where one is flat.
fn correlation(a: &RgbImage, b: &RgbImage) -> Option<f64> {
    let (a, b) = (small_luma(a), small_luma(b));
    let to_plane = |grey: &GrayImage| {
        crate::page::Plane::from_fn(SMALL_PX, SMALL_PX, |x, y| Luma([f32::from(grey.get_pixel(x, y).0[0])]))
    };
    crate::page::image_plane::correlation(&to_plane(&a), &to_plane(&b), |_| true)
}

fn small_luma(pixels: &RgbImage) -> GrayImage {
    image::imageops::grayscale(&small(pixels))
}

/// The whole picture squeezed, by a quick mean as far as that leaves enough to weigh smoothly.
fn small(pixels: &RgbImage) -> RgbImage {
    const ENOUGH_PX: u32 = 4 * SMALL_PX;
    if pixels.width().min(pixels.height()) <= ENOUGH_PX {
        return resize(pixels, SMALL_PX, SMALL_PX, FilterType::Triangle);
    }
    resize(&thumbnail(pixels, ENOUGH_PX, ENOUGH_PX), SMALL_PX, SMALL_PX, FilterType::Triangle)
}

fn looks_fluorescent(pixels: &RgbImage) -> bool {
    let small = small(pixels);
    let mut sum = [0.0_f64; 3];
    let mut luma: Vec<f32> = Vec::new();
    for pixel in small.pixels() {
        let [r, g, b] = pixel.0.map(f64::from);
        sum[0] += r;
        sum[1] += g;
        sum[2] += b;
        luma.push((0.299 * r + 0.587 * g + 0.114 * b) as f32);
    }
    let total: f64 = sum.iter().sum();
    let median = crate::page::image_plane::quantile(&mut luma, 0.5).map_or(0.0, f64::from);
    0.0 < total && median < DARK_BELOW && BLUE_ABOVE < sum[2] / total
}

/// Whether the channels of the picture differ at all; an infrared picture is grey.
fn is_coloured(pixels: &RgbImage) -> bool {
    let small = small(pixels);
    let spread: u32 = small
        .pixels()
        .map(|p| u32::from(p.0.iter().max().copied().unwrap_or(0)) - u32::from(p.0.iter().min().copied().unwrap_or(0)))
        .sum();
    8 * SMALL_PX * SMALL_PX < spread
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use image::Rgb;

    use super::*;
    use crate::scan::Scan;

    #[test]
    fn names_tell_the_light() {
        let cases = [
            ("visible.png", Some(Light::Visible)),
            ("page_VI.tif", Some(Light::Visible)),
            ("0001-white.jpg", Some(Light::Visible)),
            ("ultraviolet.jpg", Some(Light::Ultraviolet)),
            ("pageUV.jpg", Some(Light::Ultraviolet)),
            ("scan_uv365.png", Some(Light::Ultraviolet)),
            ("scan 365.png", Some(Light::Ultraviolet)),
            ("IR.bmp", Some(Light::Infrared)),
            ("scan-b900.png", Some(Light::Infrared)),
            ("x_850nm.png", Some(Light::Infrared)),
            ("uv-ir.png", None),
            ("virginia.png", None),
            ("uv/page.png", None),
            ("visible\\page_uv.png", Some(Light::Ultraviolet)),
            ("passport.png", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(guess_light(name), expected, "{name}");
        }
    }

    fn set(visible: RgbImage, ultraviolet: RgbImage) -> LiveDataSet {
        let scan = |light, pixels| {
            Arc::new(Scan {
                light,
                pixels,
                claimed_ppi: None,
                sha256: [0; 32],
                file_name: String::new(),
                format: "PNG",
            })
        };
        let ultraviolet = Some(scan(Light::Ultraviolet, ultraviolet));
        LiveDataSet { visible: scan(Light::Visible, visible), ultraviolet, infrared: None }
    }

    #[test]
    fn pictures_in_the_wrong_light_are_doubted() {
        let page = RgbImage::from_fn(200, 140, |x, y| {
            Rgb(if (x / 9 + y / 7) % 3 == 0 { [40, 30, 30] } else { [230, 225, 210] })
        });
        let glow = RgbImage::from_fn(200, 140, |x, y| Rgb([10, 30 + (y / 5) as u8, 90 + (x / 7) as u8]));
        let bluish = RgbImage::from_fn(200, 140, |x, y| Rgb(page.get_pixel(x, y).0.map(|v| v / 2)));
        assert_eq!(light_doubts(&set(page.clone(), glow.clone())), []);
        assert_eq!(light_doubts(&set(glow, page.clone())), [LightDoubt::VisibleLikeUltraviolet]);
        let doubts = light_doubts(&set(page, bluish));
        assert!(matches!(doubts[..], [LightDoubt::LikeVisible { light: Light::Ultraviolet, .. }]), "{doubts:?}");
    }
}
