//! The five layouts of Doc 9303-4 to -7.

use serde::{Deserialize, Serialize};

/// A layout of the machine readable zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MrzFormat {
    /// Three lines of 30: cards. Doc 9303-5.
    #[serde(rename = "TD1")]
    Td1,
    /// Two lines of 36. Doc 9303-6.
    #[serde(rename = "TD2")]
    Td2,
    /// Two lines of 44: passports. Doc 9303-4.
    #[serde(rename = "TD3")]
    Td3,
    /// Two lines of 44, beginning with V: visas. Doc 9303-7.
    #[serde(rename = "MRVA")]
    MrvA,
    /// Two lines of 36, beginning with V: visas. Doc 9303-7.
    #[serde(rename = "MRVB")]
    MrvB,
}

impl MrzFormat {
    /// The layout of these lines by their number, length and first character.
    pub fn of<S: AsRef<str>>(lines: &[S]) -> Option<Self> {
        let length = lines.first()?.as_ref().chars().count();
        if lines.iter().any(|line| line.as_ref().chars().count() != length) {
            return None;
        }
        let is_visa = lines.first()?.as_ref().starts_with('V');
        match (lines.len(), length, is_visa) {
            (3, 30, _) => Some(Self::Td1),
            (2, 36, false) => Some(Self::Td2),
            (2, 44, false) => Some(Self::Td3),
            (2, 44, true) => Some(Self::MrvA),
            (2, 36, true) => Some(Self::MrvB),
            _ => None,
        }
    }

    /// Lines, and characters a line.
    pub fn shape(self) -> (usize, usize) {
        match self {
            Self::Td1 => (3, 30),
            Self::Td2 | Self::MrvB => (2, 36),
            Self::Td3 | Self::MrvA => (2, 44),
        }
    }
}
