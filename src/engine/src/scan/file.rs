//! What a picture file says of itself beside its pixels: its kind, and its pixels an inch.

use std::io::Cursor;

use exif::{Exif, In, Tag, Value};
use image::ImageFormat;

use super::jpeg;

/// Pixels an inch a file may claim; what lies outside is a slip of the writer.
const PPI: std::ops::RangeInclusive<f64> = 10.0..=10_000.0;

/// What kind of file begins with these bytes, in words for a person, for files that are not read.
pub(super) fn kind_by_content(bytes: &[u8]) -> &'static str {
    let starts: [(usize, &[u8], &str); 9] = [
        (0, b"%PDF", "a PDF document"),
        (0, b"GIF8", "a GIF picture"),
        (0, b"PK\x03\x04", "a ZIP archive"),
        (4, b"ftyphei", "a HEIC picture"),
        (4, b"ftypmif1", "a HEIC picture"),
        (4, b"ftypavif", "an AVIF picture"),
        (0, b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
        (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
        (0, b"<?xml", "an XML document"),
    ];
    let found = starts.iter().find(|(at, start, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(start)));
    if let Some((_, _, kind)) = found {
        return kind;
    }
    let head = &bytes[..bytes.len().min(512)];
    let is_text = head.iter().all(|b| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~') || 0x80 <= *b);
    if is_text && std::str::from_utf8(head).is_ok_and(|text| text.is_ascii()) { "plain text" } else { "unknown data" }
}

/// Pixels an inch as the file claims, also where it claims a screen's 72 or 96; `None` where it claims none.
/// Where two places of a file disagree, the one that is not a screen's wins.
pub(super) fn claimed_ppi(bytes: &[u8], format: ImageFormat) -> Option<f64> {
    let own = match format {
        ImageFormat::Jpeg => jpeg::jfif_ppi(bytes),
        ImageFormat::Png => png_ppi(bytes),
        ImageFormat::Bmp => bmp_ppi(bytes),
        _ => None,
    };
    let of_exif = if format == ImageFormat::Bmp { None } else { exif_ppi(bytes) };
    let is_screen = |ppi: &f64| (*ppi - 72.0).abs() < 0.5 || (*ppi - 96.0).abs() < 0.5;
    let claims = [own, of_exif].map(|claim| claim.filter(|ppi| PPI.contains(ppi)));
    claims.iter().flatten().copied().find(|ppi| !is_screen(ppi)).or(claims.into_iter().flatten().next())
}

/// pHYs of the PNG header: pixels a metre. PNG (third edition) §11.3.4.3.
fn png_ppi(bytes: &[u8]) -> Option<f64> {
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let body = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        match bytes.get(at + 4..at + 8)? {
            b"pHYs" if length == 9 && body.last() == Some(&1) => {
                return Some(f64::from(u32::from_be_bytes(body.get(..4)?.try_into().ok()?)) * 0.0254);
            }
            b"IDAT" | b"IEND" => return None,
            _ => at += length + 12,
        }
    }
}

/// biXPelsPerMeter of the BMP header.
fn bmp_ppi(bytes: &[u8]) -> Option<f64> {
    let header_length = u32::from_le_bytes(bytes.get(14..18)?.try_into().ok()?);
    let per_metre = i32::from_le_bytes(bytes.get(38..42)?.try_into().ok()?);
    (40 <= header_length && 0 < per_metre).then(|| f64::from(per_metre) * 0.0254)
}

/// XResolution of EXIF, or of TIFF itself.
fn exif_ppi(bytes: &[u8]) -> Option<f64> {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let exif = reader
        .read_from_container(&mut Cursor::new(bytes))
        .or_else(|error| error.distill_partial_result(|_| ()))
        .ok()?;
    let Value::Rational(values) = &exif.get_field(Tag::XResolution, In::PRIMARY)?.value else { return None };
    let resolution = values.first()?.to_f64();
    match resolution_unit(&exif) {
        2 => Some(resolution),
        3 => Some(resolution * 2.54),
        _ => None,
    }
}

/// 1 none, 2 inch (as where it is left out), 3 centimetre. TIFF 6.0, ResolutionUnit.
fn resolution_unit(exif: &Exif) -> u32 {
    exif.get_field(Tag::ResolutionUnit, In::PRIMARY).and_then(|field| field.value.get_uint(0)).unwrap_or(2)
}
