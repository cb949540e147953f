//! What the JPEG decoder does not tell: whether the file is whole, how it stores four colours, its density.

use image::{DynamicImage, RgbImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::decode::ScanFault;

/// How the picture is stored, by the frame header and the APP14 segment. ISO/IEC 10918-1 §B.2.2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    n_components: u8,
    is_progressive: bool,
    has_adobe_segment: bool,
}

impl Frame {
    /// Bytes the decoder takes: its output, and for a progressive file all coefficients at once.
    pub(super) fn decoder_bytes(self, width: u32, height: u32) -> u64 {
        let samples = u64::from(width) * u64::from(height) * u64::from(self.n_components);
        if self.is_progressive { samples * 3 } else { samples }
    }

    /// Four inks as they are. Adobe's programs, which leave their segment, store them inverted, and so the decoder
    /// takes all of them.
    pub(super) fn is_straight_cmyk(self) -> bool {
        self.n_components == 4 && !self.has_adobe_segment
    }
}

/// Reads the markers up to the end of the picture.
///
/// # Errors
/// [`ScanFault::CutShort`] where the end-of-image marker is missing; the decoder would fill the rest with grey.
pub(super) fn frame(bytes: &[u8]) -> Result<Frame, ScanFault> {
    let mut frame = Frame { n_components: 0, is_progressive: false, has_adobe_segment: false };
    for marker in Markers::of(bytes) {
        match marker {
            Marker { code: 0xd9, .. } => return Ok(frame),
            Marker { code: 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, body } => {
                frame.n_components = body.get(5).copied().unwrap_or(0);
                frame.is_progressive = matches!(marker.code, 0xc2 | 0xc6 | 0xca | 0xce);
            }
            Marker { code: 0xee, body } => frame.has_adobe_segment |= body.starts_with(b"Adobe"),
            _ => {}
        }
    }
    Err(ScanFault::CutShort { format: "JPEG" })
}

/// Pixels an inch of the JFIF segment; `None` where it gives an aspect ratio only. ISO/IEC 10918-5 §10.1.
pub(super) fn jfif_ppi(bytes: &[u8]) -> Option<f64> {
    let is_head = |marker: &Marker<'_>| !matches!(marker.code, 0xda | 0xd9);
    let jfif = Markers::of(bytes).take_while(is_head).find(|m| m.code == 0xe0 && m.body.starts_with(b"JFIF\0"))?;
    let density = f64::from(u16::from_be_bytes(jfif.body.get(8..10)?.try_into().ok()?));
    match jfif.body.get(7)? {
        1 => Some(density),
        2 => Some(density * 2.54),
        _ => None,
    }
}

/// Red, green, blue of a picture whose four inks are stored as they are: what of the light each ink and black leave.
///
/// # Errors
/// [`ScanFault::Damaged`] where the decoder gives up.
pub(super) fn decode_straight_cmyk(bytes: &[u8], width: u32, height: u32) -> Result<DynamicImage, ScanFault> {
    let damaged = |cause: String| ScanFault::Damaged { format: "JPEG", cause };
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(width as usize)
        .set_max_height(height as usize)
        .jpeg_set_out_colorspace(ColorSpace::CMYK);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let inks = decoder.decode().map_err(|error| damaged(error.to_string()))?;
    let left = |ink: u8, black: u8| (u32::from(255 - ink) * u32::from(255 - black) + 127) / 255;
    let raw = inks.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]].map(|ink| left(ink, p[3]) as u8)).collect();
    let picture = RgbImage::from_raw(width, height, raw).ok_or_else(|| damaged("too few samples".to_owned()))?;
    Ok(DynamicImage::ImageRgb8(picture))
}

/// One marker segment; `body` is empty for a marker that stands alone.
#[derive(Clone, Copy)]
struct Marker<'a> {
    code: u8,
    body: &'a [u8],
}

/// The marker segments of a JPEG file in their order, coded data skipped.
struct Markers<'a> {
    rest: &'a [u8],
}

impl<'a> Markers<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes.get(2..).unwrap_or_default() }
    }
}

impl<'a> Iterator for Markers<'a> {
    type Item = Marker<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // Coded data hold FF only before 00 or a restart marker; FF FF is padding.
        let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0x01 | 0xd0..=0xd7 | 0xff);
        let at = self.rest.windows(2).position(is_marker)?;
        let code = self.rest[at + 1];
        let after = &self.rest[at + 2..];
        if matches!(code, 0xd8 | 0xd9) {
            self.rest = after;
            return Some(Marker { code, body: &[] });
        }
        let length = usize::from(u16::from_be_bytes(after.get(..2)?.try_into().ok()?)).max(2);
        let body = after.get(2..length)?;
        self.rest = &after[length..];
        Some(Marker { code, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = &[
        0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 1, 1, 1, 44, 1, 44, 0, 0, 0xff, 0xc2, 0, 17, 8, 0,
        9, 0, 9, 4, 1, 17, 0, 2, 17, 0, 3, 17, 0, 4, 17, 0, 0xff, 0xda, 0, 2, 1, 2, 0xff, 0, 3, 0xff, 0xd0, 4,
    ];

    #[test]
    fn reads_density_and_frame_of_a_whole_file() {
        let whole = [HEAD, &[0xff, 0xd9]].concat();
        assert_eq!(jfif_ppi(&whole), Some(300.0));
        let frame = frame(&whole).unwrap();
        assert_eq!(frame, Frame { n_components: 4, is_progressive: true, has_adobe_segment: false });
        assert!(frame.is_straight_cmyk());
        assert_eq!(frame.decoder_bytes(10, 10), 1200);
    }

    #[test]
    fn a_file_without_its_end_is_cut_short() {
        for length in 0..=HEAD.len() {
            assert_eq!(frame(&HEAD[..length]), Err(ScanFault::CutShort { format: "JPEG" }), "{length}");
        }
    }
}
