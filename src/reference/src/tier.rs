//! Who may see what: the three tiers of a record's items, and the tier of the user of a data folder.
//!
//! They follow the public, the restricted and the expert registers of the trade. The tier of a data folder stands in its file
//! `reference-tier`, one word; who administers the station may make that file read-only. It says what the program shows, searches
//! and hands on; it is no lock on the files themselves.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::ReferenceError;
use crate::texts;

/// The file of the data folder that says its tier.
const FILE: &str = "reference-tier";

/// Who may see an item; and up to which of them a user sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Everybody.
    Public,
    /// Officers who examine documents. What an item says nothing else of is restricted, and so is a user.
    #[default]
    Restricted,
    /// Specialists who need to know: Doc 9303-2 A.3 keeps level 3 features to them.
    Expert,
}

impl Tier {
    /// All of them, from the widest circle to the narrowest.
    pub const ALL: [Self; 3] = [Self::Public, Self::Restricted, Self::Expert];

    /// The word for it, in records and on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Restricted => "restricted",
            Self::Expert => "expert",
        }
    }

    /// The tier of that word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.word() == word)
    }

    /// The tier of the user of that data folder. One that says nothing is restricted; what cannot be read as a tier sees least.
    pub(crate) fn of_folder(data_dir: &Path) -> Self {
        match fs::read_to_string(data_dir.join(FILE)) {
            Ok(text) => Self::of_word(text.trim()).unwrap_or(Self::Public),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::default(),
            Err(_) => Self::Public,
        }
    }

    /// Says it of the user of that data folder.
    ///
    /// # Errors
    /// [`ReferenceError::Unwritable`].
    pub(crate) fn write_of_folder(self, data_dir: &Path) -> Result<(), ReferenceError> {
        texts::write(&data_dir.join(FILE), &format!("{}\n", self.word()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_the_tier_it_says_and_the_least_where_it_cannot_be_read() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(Tier::of_folder(data.path()), Tier::Restricted);
        for tier in Tier::ALL {
            tier.write_of_folder(data.path()).unwrap();
            assert_eq!(Tier::of_folder(data.path()), tier);
        }
        fs::write(data.path().join(FILE), "everything").unwrap();
        assert_eq!(Tier::of_folder(data.path()), Tier::Public);
    }
}
