//! Files that are no usable scan, and those of rare kinds that are: what the decoder makes of them.

use std::io::Cursor;

use engine::scan::{Light, Scan, ScanFault};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

pub(crate) fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.clone()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn picture() -> RgbImage {
    RgbImage::from_fn(160, 120, |x, y| Rgb([x as u8, (y * 2) as u8, (x * 7 + y * 3) as u8]))
}

fn decode(bytes: &[u8]) -> Result<Scan, ScanFault> {
    Scan::decode(bytes, "page.jpg", Light::Visible).map_err(|error| {
        let line = error.to_string();
        assert!(line.starts_with("page.jpg: ") && line.contains("; ") && !line.contains('\n'), "{line}");
        error.fault
    })
}

fn refused(bytes: &[u8]) -> ScanFault {
    decode(bytes).map(|_| ()).unwrap_err()
}

#[test]
fn every_format_is_told_by_its_content() {
    let formats = [
        (ImageFormat::Png, "PNG"),
        (ImageFormat::Jpeg, "JPEG"),
        (ImageFormat::Tiff, "TIFF"),
        (ImageFormat::Bmp, "BMP"),
        (ImageFormat::WebP, "WebP"),
    ];
    for (format, name) in formats {
        let scan = decode(&encoded(&picture(), format)).unwrap();
        assert_eq!(
            (scan.format, scan.pixels.dimensions(), scan.claimed_ppi.is_some()),
            (name, (160, 120), false),
            "{name}"
        );
        assert!(name == "JPEG" || scan.pixels == picture(), "{name}");
    }
}

#[test]
fn no_file_no_picture() {
    assert_eq!(refused(b""), ScanFault::Empty);
    assert_eq!(refused(b"this is a letter, not a picture\n"), ScanFault::Format { what: "plain text" });
    assert_eq!(refused(b"%PDF-1.7\n"), ScanFault::Format { what: "a PDF document" });
    assert_eq!(refused(&[0x12, 0, 0xfe, 7]), ScanFault::Format { what: "unknown data" });
    assert!(matches!(refused(&vec![0; 65 * 1024 * 1024]), ScanFault::TooLarge { .. }));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Tiff] {
        let whole = encoded(&picture(), format);
        for part in 1..10 {
            let fault = refused(&whole[..whole.len() * part / 10]);
            assert!(
                matches!(fault, ScanFault::CutShort { .. } | ScanFault::Damaged { .. }),
                "{format:?} {part}: {fault:?}"
            );
        }
    }
    let jpeg = encoded(&picture(), ImageFormat::Jpeg);
    assert_eq!(refused(&jpeg[..jpeg.len() / 2]), ScanFault::CutShort { format: "JPEG" });
    let png = encoded(&picture(), ImageFormat::Png);
    assert_eq!(refused(&png[..png.len() / 2]), ScanFault::CutShort { format: "PNG" });
}

#[test]
fn a_picture_of_one_pixel_is_too_small() {
    assert_eq!(refused(&encoded(&RgbImage::new(1, 1), ImageFormat::Png)), ScanFault::TooSmall { width: 1, height: 1 });
}

#[test]
fn a_black_picture_is_a_scan_like_any_other() {
    let scan = decode(&encoded(&RgbImage::new(400, 300), ImageFormat::Png)).unwrap();
    assert!(scan.pixels.pixels().all(|pixel| pixel.0 == [0, 0, 0]));
}

/// A small picture whose header claims 40,000 pixels a side.
pub(crate) fn huge_png() -> Vec<u8> {
    let mut png = encoded(&picture(), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x9c, 0x40, 0, 0, 0x9c, 0x40]);
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    png
}

#[test]
fn a_header_of_forty_thousand_pixels_a_side_costs_no_memory() {
    assert_eq!(refused(&huge_png()), ScanFault::TooManyPixels { width: 40_000, height: 40_000 });
}

/// CRC of a PNG chunk, bit by bit. PNG (third edition) §5.5.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// A TIFF file of grey pages, each of 32 × 32 pixels of one grey, upright or turned by its orientation tag, at 300 ppi.
pub(crate) fn tiff(greys: &[u8], bits: u16, orientation: u16) -> Vec<u8> {
    let sample = usize::from(bits / 8);
    let mut bytes = [b"II*\0".as_slice(), &8_u32.to_le_bytes()].concat();
    for (page, &grey) in greys.iter().enumerate() {
        let start = bytes.len() as u32;
        let entries: [(u16, u16, u32); 10] = [
            (256, 3, 32),
            (257, 3, 48),
            (258, 3, bits.into()),
            (259, 3, 1),
            (262, 3, 1),
            (273, 4, start + 2 + 12 * 10 + 4 + 8),
            (274, 3, orientation.into()),
            (278, 3, 48),
            (279, 4, 32 * 48 * sample as u32),
            (282, 5, start + 2 + 12 * 10 + 4),
        ];
        bytes.extend(10_u16.to_le_bytes());
        for (tag, kind, value) in entries {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(kind.to_le_bytes());
            bytes.extend(1_u32.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
        let end = start + 2 + 12 * 10 + 4 + 8 + 32 * 48 * sample as u32;
        bytes.extend(if page + 1 == greys.len() { 0 } else { end }.to_le_bytes());
        bytes.extend(300_u32.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(std::iter::repeat_n(grey, 32 * 48 * sample));
    }
    bytes
}

#[test]
fn a_tiff_gives_its_first_page_and_refuses_three_hundred() {
    for bits in [8, 16] {
        let scan = decode(&tiff(&[77, 200], bits, 1)).unwrap();
        assert_eq!((scan.format, scan.pixels.dimensions(), scan.claimed_ppi), ("TIFF", (32, 48), Some(300.0)));
        assert!(scan.pixels.pixels().all(|pixel| pixel.0 == [77, 77, 77]));
    }
    assert_eq!(decode(&tiff(&[77], 8, 6)).unwrap().pixels.dimensions(), (48, 32));
    assert_eq!(refused(&tiff(&[0; 300], 8, 1)), ScanFault::TooManyPages);
}

/// A baseline JPEG of 32 × 32 pixels of one colour in four inks, with or without the segment of Adobe's programs.
/// ISO/IEC 10918-1: every block has its mean alone, coded with categories of 4 bits; `transform` 2 means YCCK.
fn jpeg_of_four_inks(samples: [u8; 4], adobe_transform: Option<u8>) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    let mut segment = |code: u8, body: &[u8]| {
        bytes.extend([0xff, code]);
        bytes.extend((body.len() as u16 + 2).to_be_bytes());
        bytes.extend(body);
    };
    if let Some(transform) = adobe_transform {
        segment(0xee, &[b"Adobe".as_slice(), &[0, 100, 0, 0, 0, 0, transform]].concat());
    }
    segment(0xdb, &[[0].as_slice(), &[8; 64]].concat());
    segment(0xc0, &[8, 0, 32, 0, 32, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]);
    // Mean: categories 0 to 8, codes of 4 bits. Rest: the end of block alone, a code of 1 bit.
    segment(0xc4, &[[0, 0, 0, 0, 9].as_slice(), &[0; 12], &[0, 1, 2, 3, 4, 5, 6, 7, 8]].concat());
    segment(0xc4, &[[0x10, 1].as_slice(), &[0; 15], &[0]].concat());
    segment(0xda, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
    let mut bits: Vec<bool> = Vec::new();
    for block in 0..16 {
        for sample in samples {
            let mean = if block == 0 { i32::from(sample) - 128 } else { 0 };
            let category = 32 - mean.unsigned_abs().leading_zeros();
            let extra = if mean < 0 { mean - 1 } else { mean };
            bits.extend((0..4).rev().map(|bit| category >> bit & 1 == 1));
            bits.extend((0..category).rev().map(|bit| extra >> bit & 1 == 1));
            bits.push(false);
        }
    }
    bits.resize(bits.len().next_multiple_of(8), true);
    for octet in bits.chunks(8) {
        let byte = octet.iter().fold(0, |byte, &bit| byte << 1 | u8::from(bit));
        bytes.push(byte);
        if byte == 0xff {
            bytes.push(0);
        }
    }
    bytes.extend([0xff, 0xd9]);
    bytes
}

#[test]
fn four_inks_give_natural_colours() {
    // Cyan 200, magenta 100, yellow 0, black 20: what of the light they leave is 55, 155, 255, times 235/255.
    let expected = [51, 143, 235];
    let cases = [
        ([200, 100, 0, 20], None),
        ([55, 155, 255, 235], Some(0)),
        // Luminance and colour differences of 200, 100, 0, which is what is left of the inverted inks.
        ([119, 61, 186, 235], Some(2)),
    ];
    for (samples, transform) in cases {
        let scan = decode(&jpeg_of_four_inks(samples, transform)).unwrap();
        assert_eq!(scan.pixels.dimensions(), (32, 32));
        for pixel in scan.pixels.pixels() {
            let is_near = pixel.0.iter().zip(expected).all(|(&found, wanted)| (i32::from(found) - wanted).abs() <= 3);
            assert!(is_near, "{transform:?}: {:?}", pixel.0);
        }
    }
}

#[test]
fn what_is_transparent_shows_paper() {
    let mut bytes = Cursor::new(Vec::new());
    let clear = image::RgbaImage::from_pixel(20, 20, image::Rgba([0, 0, 0, 0]));
    DynamicImage::ImageRgba8(clear).write_to(&mut bytes, ImageFormat::Png).unwrap();
    assert!(decode(&bytes.into_inner()).unwrap().pixels.pixels().all(|pixel| pixel.0 == [255, 255, 255]));
}
