//! The specimen's pictures: how large they are, and their pixels.

use std::io::Cursor;

use engine::model::DocumentModel;
use engine::scan::Light;
use image::{ImageFormat, ImageReader, Limits, RgbImage};
use sha2::{Digest, Sha256};

use crate::record::PictureInfo;

/// Most pixels a side; 500 mm at 1200 ppi.
const MOST_PX: u32 = 24_000;
/// Most memory for decoding one, in bytes; 120 megapixels of three channels.
const MOST_BYTES: u64 = 360_000_000;

/// Size, resolution and hash of a picture of that model's page, edge to edge.
///
/// # Errors
/// Says what is wrong with it.
pub(crate) fn info(light: Light, bytes: &[u8], model: &DocumentModel) -> Result<PictureInfo, String> {
    let (width_px, height_px) =
        reader(bytes).into_dimensions().map_err(|error| format!("it is no JPEG picture: {error}"))?;
    if MOST_PX < width_px || MOST_PX < height_px {
        return Err(format!("{width_px} × {height_px} pixels are too many"));
    }
    let across = f64::from(width_px) / model.width_mm;
    let down = f64::from(height_px) / model.height_mm;
    // Pixels are whole, so a side may be off by one; beyond that the file's own word is not about this page.
    let is_page = |px_per_mm: f64| {
        (f64::from(width_px) - model.width_mm * px_per_mm).abs() <= 1.5
            && (f64::from(height_px) - model.height_mm * px_per_mm).abs() <= 1.5
    };
    let Some(px_per_mm) = density(bytes).into_iter().chain([across]).find(|&px_per_mm| is_page(px_per_mm)) else {
        return Err(format!(
            "{across:.2} pixels a millimetre across and {down:.2} down: it is not the page of {} mm × {} mm edge to edge",
            model.width_mm, model.height_mm
        ));
    };
    Ok(PictureInfo { light, sha256: Sha256::digest(bytes).into(), width_px, height_px, px_per_mm })
}

/// Pixels of a picture.
///
/// # Errors
/// Says why it cannot be decoded.
pub(crate) fn decode(bytes: &[u8]) -> Result<RgbImage, String> {
    let picture = reader(bytes).decode().map_err(|error| error.to_string())?;
    Ok(picture.into_rgb8())
}

fn reader(bytes: &[u8]) -> ImageReader<Cursor<&[u8]>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PX);
    limits.max_image_height = Some(MOST_PX);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    reader
}

/// Pixels a millimetre by the JFIF segment, the first of the file where there is one; `None` where it does not say.
fn density(bytes: &[u8]) -> Option<f64> {
    let segment = bytes.strip_prefix(&[0xff, 0xd8, 0xff, 0xe0])?;
    let [_, _, b'J', b'F', b'I', b'F', 0, _, _, unit, high, low, ..] = segment else { return None };
    let per_unit = f64::from(u16::from_be_bytes([*high, *low]));
    match unit {
        1 if 1.0 < per_unit => Some(per_unit / 25.4),
        2 if 1.0 < per_unit => Some(per_unit / 10.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{jpeg, model};

    #[test]
    fn the_resolution_is_the_files_word_where_it_fits_the_page() {
        let model = model();
        let info_of = |width, height, ppi| info(Light::Visible, &jpeg(width, height, ppi, 1), &model);
        assert_eq!(info_of(492, 346, 100).unwrap().px_per_mm, 100.0 / 25.4);
        assert_eq!(info_of(492, 346, 72).unwrap().px_per_mm, 492.0 / 125.0);
        let error = info_of(492, 400, 100).unwrap_err();
        assert!(error.contains("not the page of 125 mm × 88 mm"), "{error}");
    }

    #[test]
    fn damaged_pictures_say_so() {
        assert!(info(Light::Visible, b"no picture", &model()).is_err());
        let whole = jpeg(492, 346, 100, 1);
        assert!(decode(&whole).is_ok());
        assert!(decode(&whole[..200]).is_err());
    }
}
