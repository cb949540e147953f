//! What the reader or scanner delivered: one picture in one light, never altered.

mod decode;
mod file;
mod jpeg;
mod light;
mod tiff;

use std::sync::Arc;

use image::RgbImage;
use serde::{Deserialize, Serialize};

pub use self::decode::{MAX_FILE_BYTES, MAX_PIXELS, MIN_SIDE_PX, ScanError, ScanFault};
pub use self::light::{LightDoubt, guess_light, light_doubts};

/// The light a picture was taken in. BSI TR-03135-1 §5.5.1.2: VI 400–700 nm, UV 365 nm, IR 850–950 nm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Light {
    /// White light.
    #[serde(rename = "VI")]
    Visible,
    /// Ultraviolet, 365 nm.
    #[serde(rename = "UV")]
    Ultraviolet,
    /// Near infrared.
    #[serde(rename = "IR")]
    Infrared,
}

impl Light {
    /// All lights in the order they are shown.
    pub const ALL: [Self; 3] = [Self::Visible, Self::Ultraviolet, Self::Infrared];
}

/// One picture as it came, upright by its own orientation tag, with where it came from.
pub struct Scan {
    /// The light it was taken in, as given or guessed.
    pub light: Light,
    /// Pixels, 8 bits, sRGB as far as the file tells.
    pub pixels: RgbImage,
    /// Pixels an inch on the document as the file claims; `None` where it does not say.
    pub claimed_ppi: Option<f64>,
    /// SHA-256 of the file's bytes.
    pub sha256: [u8; 32],
    /// Name of the file, without its folder.
    pub file_name: String,
    /// Format of the file by its content, such as `PNG`.
    pub format: &'static str,
}

/// Says size, light and file format; never pixels.
impl std::fmt::Debug for Scan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (width, height) = self.pixels.dimensions();
        write!(f, "Scan({:?}, {} {width}×{height})", self.light, self.format)
    }
}

/// One document under test in one to three lights. BSI TR-03135-1: live data set.
#[derive(Debug, Clone)]
pub struct LiveDataSet {
    /// White light; no examination without it.
    pub visible: Arc<Scan>,
    /// Ultraviolet, where the reader gave it.
    pub ultraviolet: Option<Arc<Scan>>,
    /// Infrared, where the reader gave it.
    pub infrared: Option<Arc<Scan>>,
}

impl LiveDataSet {
    /// The scan in that light, where there is one.
    pub fn scan(&self, light: Light) -> Option<&Arc<Scan>> {
        match light {
            Light::Visible => Some(&self.visible),
            Light::Ultraviolet => self.ultraviolet.as_ref(),
            Light::Infrared => self.infrared.as_ref(),
        }
    }
}
