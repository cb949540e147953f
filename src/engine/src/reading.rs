//! What the page says, with its place and how sure; no judgement.

pub mod mrz;
mod network;
pub mod transliteration;
pub mod viz;

use self::mrz::MrzReading;
use self::viz::VizEntry;
use crate::geometry::PageRect;

/// Everything read from one page.
#[derive(Clone, Default)]
pub struct Readings {
    /// The page's machine readable zone.
    pub mrz: Option<MrzReading>,
    /// The machine readable zone of a document beside it, or of its other side.
    pub beside: Option<MrzReading>,
    /// The entries of its visual inspection zone, in the order of the model's zones. Where no model is known, those lines that say a
    /// field of the other side's machine readable zone, if this side has none; else empty.
    pub viz: Vec<VizEntry>,
    /// Where the portrait is, where it was found.
    pub portrait: Option<PageRect>,
}

impl Readings {
    /// The entry of the visual inspection zone with that datum.
    pub fn entry(&self, datum: &str) -> Option<&VizEntry> {
        self.viz.iter().find(|entry| entry.datum == datum)
    }
}

/// Says what was read, never what it says.
impl std::fmt::Debug for Readings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Readings(mrz: {:?}, beside: {:?}, viz: {:?}, portrait: {:?})",
            self.mrz, self.beside, self.viz, self.portrait
        )
    }
}
