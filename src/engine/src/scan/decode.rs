//! A file's bytes turned into a scan, with limits that are checked on the header before memory is spent.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use sha2::{Digest, Sha256};

use super::{Light, Scan, file, jpeg, tiff};

/// Largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

/// Largest picture, in pixels: a data page spread at 2,400 ppi.
pub const MAX_PIXELS: u64 = 120_000_000;

/// Smallest width and height in pixels; less holds no line of text.
pub const MIN_SIDE_PX: u32 = 16;

/// Most bytes a decoder may take for one picture.
const MAX_DECODER_BYTES: u64 = 512 * 1024 * 1024;

/// Most pages of a TIFF file; the first is taken.
const MAX_PAGES: usize = 32;

/// A file that is no usable scan: which, and why.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}: {fault}", printable(.file_name))]
pub struct ScanError {
    /// Name of the file, without its folder.
    pub file_name: String,
    /// What is wrong.
    pub fault: ScanFault,
}

/// What is wrong with a file: cause, then advice.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ScanFault {
    /// Not a byte in it.
    #[error("the file is empty; scan again")]
    Empty,
    /// Too many bytes.
    #[error("the file has {} MB, more than {}; save the page alone, or as JPEG", .bytes / 1_048_576, MAX_FILE_BYTES / 1_048_576)]
    TooLarge {
        /// Size of the file.
        bytes: usize,
    },
    /// Not one of the formats, by its content.
    #[error("{what}, not a picture that can be read; give PNG, JPEG, TIFF, BMP or WebP")]
    Format {
        /// What it is instead, as far as its first bytes say.
        what: &'static str,
    },
    /// More pixels than the limit.
    #[error("the picture has {width} × {height} pixels, more than {} million; scan the page alone or at 600 ppi", MAX_PIXELS / 1_000_000)]
    TooManyPixels {
        /// As the header says.
        width: u32,
        /// As the header says.
        height: u32,
    },
    /// Its decoder would take more memory than the limit.
    #[error("decoding needs {} MB, more than {}; save the picture with 8 bits a channel", .bytes / 1_048_576, MAX_DECODER_BYTES / 1_048_576)]
    TooMuchMemory {
        /// What it would take.
        bytes: u64,
    },
    /// Too few pixels to hold a line of text.
    #[error("the picture has only {width} × {height} pixels; scan the page at 300 ppi or more")]
    TooSmall {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// A TIFF file with too many pages.
    #[error("the file has more than {MAX_PAGES} pages; save the data page alone")]
    TooManyPages,
    /// The file stops before the picture does.
    #[error("the {format} file is cut short; copy it again")]
    CutShort {
        /// Format by content.
        format: &'static str,
    },
    /// The decoder met something it cannot make sense of.
    #[error("the {format} file is damaged or of a rare kind ({cause}); save it again as PNG")]
    Damaged {
        /// Format by content.
        format: &'static str,
        /// What the decoder says.
        cause: String,
    },
}

impl Scan {
    /// Decodes one picture, upright by its orientation tag; `light` is what the caller knows or guessed.
    /// Of a file with several pages, the first.
    ///
    /// # Errors
    /// [`ScanError`] where the bytes are no picture within the limits.
    pub fn decode(bytes: &[u8], file_name: &str, light: Light) -> Result<Self, ScanError> {
        let fail = |fault| ScanError { file_name: file_name.to_owned(), fault };
        let (format, format_name) = format_by_content(bytes).map_err(fail)?;
        let pixels = decode_pixels(bytes, format, format_name).map_err(fail)?;
        Ok(Self {
            light,
            pixels,
            claimed_ppi: file::claimed_ppi(bytes, format),
            sha256: Sha256::digest(bytes).into(),
            file_name: file_name.to_owned(),
            format: format_name,
        })
    }
}

/// The format its first bytes tell, whatever the file is called.
fn format_by_content(bytes: &[u8]) -> Result<(ImageFormat, &'static str), ScanFault> {
    if bytes.is_empty() {
        return Err(ScanFault::Empty);
    }
    if MAX_FILE_BYTES < bytes.len() {
        return Err(ScanFault::TooLarge { bytes: bytes.len() });
    }
    match image::guess_format(bytes) {
        Ok(ImageFormat::Png) => Ok((ImageFormat::Png, "PNG")),
        Ok(ImageFormat::Jpeg) => Ok((ImageFormat::Jpeg, "JPEG")),
        Ok(ImageFormat::Tiff) => Ok((ImageFormat::Tiff, "TIFF")),
        Ok(ImageFormat::Bmp) => Ok((ImageFormat::Bmp, "BMP")),
        Ok(ImageFormat::WebP) => Ok((ImageFormat::WebP, "WebP")),
        _ => Err(ScanFault::Format { what: file::kind_by_content(bytes) }),
    }
}

fn decode_pixels(bytes: &[u8], format: ImageFormat, name: &'static str) -> Result<RgbImage, ScanFault> {
    let damaged = |error: ImageError| fault_of(error, name);
    if format == ImageFormat::Tiff && MAX_PAGES < tiff::count_pages(bytes, MAX_PAGES + 1) {
        return Err(ScanFault::TooManyPages);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, decoder.total_bytes())?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let jpeg_frame = if format == ImageFormat::Jpeg { Some(jpeg::frame(bytes)?) } else { None };
    if let Some(frame) = jpeg_frame {
        check_size(width, height, frame.decoder_bytes(width, height))?;
    }
    let mut picture = match jpeg_frame {
        Some(frame) if frame.is_straight_cmyk() => jpeg::decode_straight_cmyk(bytes, width, height)?,
        _ => {
            decoder.set_limits(limits()).map_err(damaged)?;
            DynamicImage::from_decoder(decoder).map_err(damaged)?
        }
    };
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    limits
}

fn check_size(width: u32, height: u32, decoder_bytes: u64) -> Result<(), ScanFault> {
    if MAX_PIXELS < u64::from(width) * u64::from(height) {
        return Err(ScanFault::TooManyPixels { width, height });
    }
    if width < MIN_SIDE_PX || height < MIN_SIDE_PX {
        return Err(ScanFault::TooSmall { width, height });
    }
    if MAX_DECODER_BYTES < decoder_bytes {
        return Err(ScanFault::TooMuchMemory { bytes: decoder_bytes });
    }
    Ok(())
}

/// 8-bit red, green, blue; what is transparent shows white, as on paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let (width, height) = rgba.dimensions();
    let mut rgb = RgbImage::new(width, height);
    for (out, pixel) in rgb.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, alpha] = pixel.0.map(u32::from);
        *out = Rgb([r, g, b].map(|v| ((v * alpha + 255 * (255 - alpha) + 127) / 255) as u8));
    }
    rgb
}

fn fault_of(error: ImageError, format: &'static str) -> ScanFault {
    match error {
        ImageError::Limits(_) => ScanFault::TooMuchMemory { bytes: MAX_DECODER_BYTES + 1_048_576 },
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            ScanFault::CutShort { format }
        }
        other => {
            let cause = printable(&other.to_string());
            let is_cut = ["unexpected end", "unexpected eof", "failed to fill whole buffer"];
            if is_cut.iter().any(|words| cause.to_lowercase().contains(words)) {
                return ScanFault::CutShort { format };
            }
            ScanFault::Damaged { format, cause }
        }
    }
}

/// One line without control characters, at most 160 characters long.
fn printable(text: &str) -> String {
    text.chars().take(160).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
