//! What a document model is called.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Key of a document model.
///
/// ```text
/// (C, T, N, Y, P)   BSI TR-03135-1 §5.5.1.1
/// ```
/// C three-letter code, T document type, N running number of that issuer's models from 1, Y year of first issue,
/// P PRADO code; Y and P are left out where unknown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ModelKey {
    /// Doc 9303-3 §5 code of the issuing State or organisation, without fillers.
    pub issuing_state: String,
    /// Document type as the MRZ begins, without fillers: `P`.
    pub document_type: String,
    /// Counts that issuer's models of that type, from 1.
    pub number: u16,
    /// Year of first issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// Code in the public register PRADO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prado: Option<String>,
}

impl ModelKey {
    /// A key without PRADO code.
    pub fn new(issuing_state: &str, document_type: &str, number: u16, year: Option<u16>) -> Self {
        Self {
            issuing_state: issuing_state.to_owned(),
            document_type: document_type.to_owned(),
            number,
            year,
            prado: None,
        }
    }
}

/// `UTO-P-1-2019`: the key as folder name, argument and database key.
impl fmt::Display for ModelKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.issuing_state, self.document_type, self.number)?;
        self.year.map_or(Ok(()), |year| write!(f, "-{year}"))
    }
}

/// A text that names no document model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no key of a document model; write State-type-number-year, such as UTO-P-3-2024")]
pub struct NoKey(String);

/// Reads `UTO-P-3-2024` or `UTO-P-3`.
impl FromStr for ModelKey {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let no_key = || NoKey(text.to_owned());
        let parts: Vec<&str> = text.split('-').collect();
        let is_code = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        };
        let (state, kind, number, year) = match parts[..] {
            [state, kind, number] => (state, kind, number, None),
            [state, kind, number, year] => (state, kind, number, Some(year)),
            _ => return Err(no_key()),
        };
        let number: u16 = number.parse().ok().filter(|number| 0 < *number).ok_or_else(no_key)?;
        let year = year.map(|year| year.parse().map_err(|_| no_key())).transpose()?;
        if !is_code(state, 3) || !is_code(kind, 2) {
            return Err(no_key());
        }
        Ok(Self::new(state, kind, number, year))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        for text in ["UTO-P-1-2019", "D-ID-12", "XOM-P-3-2024"] {
            assert_eq!(text.parse::<ModelKey>().unwrap().to_string(), text);
        }
        for text in ["", "UTO", "UTO-P-0", "UTO-P-x", "uto-P-1", "UTOX-P-1", "UTO-P-1-2019-2", "UTO-P-1-"] {
            assert_eq!(text.parse::<ModelKey>(), Err(NoKey(text.to_owned())));
        }
    }
}
