//! The specimen's pictures: their pixels, and how large they are.

use engine::model::DocumentModel;
use engine::scan::{Light, Scan};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

use crate::record::PictureInfo;

/// Decodes a picture.
///
/// # Errors
/// Says why it cannot be decoded.
pub(crate) fn decode(light: Light, bytes: &[u8]) -> Result<Scan, String> {
    Scan::decode(bytes, "", light).map_err(|error| error.fault.to_string())
}

/// Width of a thumbnail in pixels.
const THUMBNAIL_WIDTH: u32 = 160;

/// A picture as a small JPEG.
///
/// # Errors
/// Says why it cannot be encoded.
pub(crate) fn thumbnail(picture: &RgbImage) -> Result<Vec<u8>, String> {
    let (width, height) = picture.dimensions();
    let small_height = (height * THUMBNAIL_WIDTH / width.max(1)).max(1);
    let small = image::imageops::thumbnail(picture, THUMBNAIL_WIDTH, small_height);
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80).encode_image(&small).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Size, resolution and hash of a picture of that model's page, edge to edge.
///
/// # Errors
/// Says why it cannot be that.
pub(crate) fn info(scan: &Scan, model: &DocumentModel) -> Result<PictureInfo, String> {
    let (width_px, height_px) = scan.pixels.dimensions();
    let across = f64::from(width_px) / model.width_mm;
    let down = f64::from(height_px) / model.height_mm;
    // Pixels are whole, so a side may be off by one; beyond that the file's own word is not about this page.
    let is_page = |px_per_mm: f64| {
        (f64::from(width_px) - model.width_mm * px_per_mm).abs() <= 1.5
            && (f64::from(height_px) - model.height_mm * px_per_mm).abs() <= 1.5
    };
    let claimed = scan.claimed_ppi.map(|ppi| ppi / 25.4);
    let Some(px_per_mm) = claimed.into_iter().chain([across]).find(|&px_per_mm| is_page(px_per_mm)) else {
        return Err(format!(
            "{across:.2} pixels a millimetre across and {down:.2} down: it is not the page of {} mm × {} mm edge to edge",
            model.width_mm, model.height_mm
        ));
    };
    Ok(PictureInfo { light: scan.light, sha256: scan.sha256, width_px, height_px, px_per_mm })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{jpeg, model};

    #[test]
    fn the_resolution_is_the_files_word_where_it_fits_the_page() {
        let model = model();
        let info_of = |width, height, ppi| info(&decode(Light::Visible, &jpeg(width, height, ppi, 1))?, &model);
        assert_eq!(info_of(492, 346, 100).unwrap().px_per_mm, 100.0 / 25.4);
        assert_eq!(info_of(492, 346, 72).unwrap().px_per_mm, 492.0 / 125.0);
        let error = info_of(492, 400, 100).unwrap_err();
        assert!(error.contains("not the page of 125 mm × 88 mm"), "{error}");
    }

    #[test]
    fn damaged_pictures_say_so() {
        assert!(decode(Light::Visible, b"no picture").is_err());
        let whole = jpeg(492, 346, 100, 1);
        assert!(decode(Light::Visible, &whole).is_ok());
        assert!(decode(Light::Visible, &whole[..whole.len() / 2]).unwrap_err().contains("cut short"));
    }
}
