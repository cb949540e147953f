//! Pictures of a page as devices take them, with the true place of the page in each.

mod booklet;
mod flatbed;
mod optics;
mod phone;
mod reader;

use std::io::Cursor;

use engine::geometry::{Homography, ScanPoint};
use engine::scan::Light;
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::{ImageBuffer, ImageFormat, PixelWithColorType, RgbImage, imageops};

pub(crate) use self::optics::Shot;
use crate::dice::Dice;
use crate::document::Minted;

/// The device and how the document lies on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CaptureKind {
    /// Full-page reader: tight crop, even light, the three lights in register.
    Reader {
        /// Pixels an inch, usually 385 to 400.
        ppi: f64,
    },
    /// Hand-held reader: ultraviolet and infrared up to 0.5 mm off, uneven light.
    HandHeld {
        /// Pixels an inch.
        ppi: f64,
    },
    /// Flatbed scanner: margins, slant, lid, dust.
    Flatbed {
        /// Pixels an inch, 200 to 600.
        ppi: f64,
    },
    /// Flatbed scanner with the open booklet: another page above or below.
    Booklet {
        /// Pixels an inch.
        ppi: f64,
    },
    /// Phone held over a table: perspective, blur, glare.
    Phone,
}

impl CaptureKind {
    /// Name in commands and ground truth.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reader { .. } => "reader",
            Self::HandHeld { .. } => "hand_held",
            Self::Flatbed { .. } => "flatbed",
            Self::Booklet { .. } => "booklet",
            Self::Phone => "phone",
        }
    }

    /// The kind of that name, at that resolution where it has one.
    pub fn from_name(name: &str, ppi: f64) -> Option<Self> {
        match name {
            "reader" => Some(Self::Reader { ppi }),
            "hand_held" => Some(Self::HandHeld { ppi }),
            "flatbed" => Some(Self::Flatbed { ppi }),
            "booklet" => Some(Self::Booklet { ppi }),
            "phone" => Some(Self::Phone),
            _ => None,
        }
    }

    /// The resolution the device writes into its files; a phone writes none.
    pub fn ppi(self) -> Option<f64> {
        match self {
            Self::Reader { ppi } | Self::HandHeld { ppi } | Self::Flatbed { ppi } | Self::Booklet { ppi } => Some(ppi),
            Self::Phone => None,
        }
    }
}

/// Three pictures of one page.
#[derive(Debug, Clone)]
pub struct Captured {
    /// White light.
    pub visible: RgbImage,
    /// Under 365 nm.
    pub ultraviolet: RgbImage,
    /// Near infrared, three equal channels.
    pub infrared: RgbImage,
    /// The JPEG files the pictures were decoded from: white light, ultraviolet, infrared.
    pub jpeg: [Vec<u8>; 3],
    /// Pixels an inch as the device claims.
    pub ppi: Option<f64>,
    /// What took it.
    pub kind: CaptureKind,
    /// Quarter turns clockwise by which the pictures are turned, 0..=3.
    pub quarter_turns: u8,
    /// True maps from page to picture: white light, ultraviolet, infrared.
    pub scan_from_page: [Homography; 3],
}

impl Captured {
    /// The picture in that light.
    pub fn picture(&self, light: Light) -> &RgbImage {
        match light {
            Light::Visible => &self.visible,
            Light::Ultraviolet => &self.ultraviolet,
            Light::Infrared => &self.infrared,
        }
    }

    /// The true map from page to picture in that light.
    pub fn map(&self, light: Light) -> &Homography {
        &self.scan_from_page[index(light)]
    }

    /// The page's own corners in that picture, clockwise from its top left.
    pub fn corners(&self, light: Light, width_mm: f64, height_mm: f64) -> [ScanPoint; 4] {
        [(0.0, 0.0), (width_mm, 0.0), (width_mm, height_mm), (0.0, height_mm)].map(|(x, y)| {
            let (x_px, y_px) = self.map(light).apply(x, y);
            ScanPoint { x_px, y_px }
        })
    }
}

fn index(light: Light) -> usize {
    match light {
        Light::Visible => 0,
        Light::Ultraviolet => 1,
        Light::Infrared => 2,
    }
}

/// Takes the page upright. The same arguments give the same pictures, bit for bit.
pub fn capture(minted: &Minted, kind: CaptureKind, seed: u64) -> Captured {
    capture_turned(minted, kind, 0, seed)
}

/// Takes the page turned by quarter turns clockwise.
pub fn capture_turned(minted: &Minted, kind: CaptureKind, quarter_turns: u8, seed: u64) -> Captured {
    capture_small(minted, kind, quarter_turns, seed, 100)
}

/// The same with JPEG files of at most that quality.
pub(crate) fn capture_small(
    minted: &Minted,
    kind: CaptureKind,
    quarter_turns: u8,
    seed: u64,
    most_quality: u8,
) -> Captured {
    let mut dice = Dice::new("capture", &[seed]);
    let shots = match kind {
        CaptureKind::Reader { ppi } => reader::shots(minted, ppi, false, &mut dice),
        CaptureKind::HandHeld { ppi } => reader::shots(minted, ppi, true, &mut dice),
        CaptureKind::Flatbed { ppi } => flatbed::shots(minted, ppi, &mut dice),
        CaptureKind::Booklet { ppi } => booklet::shots(minted, ppi, &mut dice),
        CaptureKind::Phone => phone::shots(minted, &mut dice),
    };
    let turns = quarter_turns % 4;
    let taken = shots.map(|mut shot| {
        shot.jpeg_quality = shot.jpeg_quality.min(most_quality);
        develop(shot, turns, kind.ppi())
    });
    let [(visible, vi, vi_map), (ultraviolet, uv, uv_map), (infrared, ir, ir_map)] = taken;
    Captured {
        visible,
        ultraviolet,
        infrared,
        jpeg: [vi, uv, ir],
        ppi: kind.ppi(),
        kind,
        quarter_turns: turns,
        scan_from_page: [vi_map, uv_map, ir_map],
    }
}

/// Turns a shot and sends it through JPEG, as every device here does.
fn develop(shot: Shot, quarter_turns: u8, ppi: Option<f64>) -> (RgbImage, Vec<u8>, Homography) {
    let (width, height) = (f64::from(shot.picture.width()), f64::from(shot.picture.height()));
    let (picture, turn) = match quarter_turns {
        1 => (imageops::rotate90(&shot.picture), [[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
        2 => (imageops::rotate180(&shot.picture), [[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]]),
        3 => (imageops::rotate270(&shot.picture), [[0.0, 1.0, 0.0], [-1.0, 0.0, width], [0.0, 0.0, 1.0]]),
        _ => (shot.picture, Homography::IDENTITY.0),
    };
    let bytes = if shot.is_grey {
        encode_jpeg(&imageops::grayscale(&picture), shot.jpeg_quality, ppi)
    } else {
        encode_jpeg(&picture, shot.jpeg_quality, ppi)
    };
    let decoded =
        image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).map(|p| p.to_rgb8()).unwrap_or(picture);
    (decoded, bytes, Homography(turn).after(&shot.scan_from_page))
}

/// A JPEG file with its resolution.
pub(crate) fn encode_jpeg<P>(picture: &ImageBuffer<P, Vec<u8>>, quality: u8, ppi: Option<f64>) -> Vec<u8>
where
    P: PixelWithColorType<Subpixel = u8> + 'static,
{
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if let Some(ppi) = ppi {
        encoder.set_pixel_density(PixelDensity::dpi(ppi.round() as u16));
    }
    let encoded = encoder.encode_image(picture);
    assert!(encoded.is_ok(), "a picture of this size always encodes into memory");
    bytes.into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{holders, mint_page_at, models};

    #[test]
    fn corners_follow_the_turns() {
        let design = &models()[0];
        let minted = mint_page_at(design, &holders(design, 1, 1)[0], &[], 1, 4.0);
        for turns in 0..4 {
            let taken = capture_turned(&minted, CaptureKind::Flatbed { ppi: 100.0 }, turns, 5);
            let (w, h) = taken.visible.dimensions();
            let corners = taken.corners(Light::Visible, 125.0, 88.0);
            assert!(
                corners.iter().all(|c| 0.0 < c.x_px && c.x_px < f64::from(w) && 0.0 < c.y_px && c.y_px < f64::from(h))
            );
            let first = corners[0];
            let (is_right, is_low) = (f64::from(w) / 2.0 < first.x_px, f64::from(h) / 2.0 < first.y_px);
            assert_eq!(
                (is_right, is_low),
                [(false, false), (true, false), (true, true), (false, true)][usize::from(turns)]
            );
        }
    }

    #[test]
    fn same_seed_same_picture() {
        let design = &models()[0];
        let minted = mint_page_at(design, &holders(design, 1, 1)[0], &[], 1, 4.0);
        for kind in ["reader", "hand_held", "flatbed", "booklet", "phone"] {
            let kind = CaptureKind::from_name(kind, 100.0).expect("known");
            let (a, b) = (capture(&minted, kind, 3), capture(&minted, kind, 3));
            assert_eq!(a.jpeg, b.jpeg);
        }
    }
}
