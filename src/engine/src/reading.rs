//! What the page says, with its place and how sure; no judgement.

pub mod mrz;
pub mod transliteration;

use self::mrz::MrzReading;
use crate::geometry::PageRect;

/// Everything read from one page.
#[derive(Clone, Default)]
pub struct Readings {
    /// The page's machine readable zone.
    pub mrz: Option<MrzReading>,
    /// Where the portrait is, where it was found.
    pub portrait: Option<PageRect>,
}

/// Says what was read, never what it says.
impl std::fmt::Debug for Readings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Readings(mrz: {:?}, portrait: {:?})", self.mrz, self.portrait)
    }
}
