//! What the user should know of the database, though all went well in the end.

use std::fmt;
use std::path::PathBuf;

/// Something the user should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The database was damaged or another version's; it was kept and made anew.
    SetAside {
        /// What was wrong.
        cause: String,
        /// Where the damaged file is now.
        kept_as: PathBuf,
        /// What it held of the user's own that could not be read at all, in words.
        unreadable: Vec<&'static str>,
    },
    /// Models of the user's own that were taken over from a damaged database, and those that could not be.
    TakenOver {
        /// How many serve again.
        n_kept: usize,
        /// Keys of those that were damaged themselves.
        lost: Vec<String>,
    },
    /// Keys by which packs are accepted that were taken over from a damaged database, by fingerprint.
    KeysTakenOver {
        /// Those trusted again.
        kept: Vec<String>,
        /// Those that were damaged themselves, or could not be stored.
        lost: Vec<String>,
    },
    /// A model of the user's own that this version of the program cannot use; it is kept.
    NotUsable {
        /// Its key.
        key: String,
        /// Why.
        cause: String,
    },
    /// The data folder cannot be written; the models that are part of the program are used, and nothing is stored.
    NotStored {
        /// Why.
        cause: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetAside { cause, kept_as, unreadable } => {
                let kept_as = kept_as.display();
                write!(
                    f,
                    "the reference database could not be used ({cause}); it is kept as {kept_as} and was made anew"
                )?;
                let held = unreadable.join(" and ");
                if held.is_empty() { Ok(()) } else { write!(f, "; what it held of {held} could not be read") }
            }
            Self::TakenOver { n_kept, lost } => {
                write!(f, "{n_kept} document models of your own were taken over from it")?;
                let advice = "damaged and to be imported or enrolled again";
                if lost.is_empty() { Ok(()) } else { write!(f, "; {advice}: {}", lost.join(", ")) }
            }
            Self::KeysTakenOver { kept, lost } => {
                let kept = if kept.is_empty() { "none".to_owned() } else { kept.join(", ") };
                write!(f, "keys trusted for packs that were taken over from it, by fingerprint: {kept}")?;
                let advice = "damaged and to be trusted again with the next pack";
                if lost.is_empty() { Ok(()) } else { write!(f, "; {advice}: {}", lost.join(", ")) }
            }
            Self::NotUsable { key, cause } => {
                write!(f, "the document model {key} of your own cannot be used and is kept aside: {cause}")
            }
            Self::NotStored { cause } => {
                write!(f, "{cause}; until then only the models of the program itself are known")
            }
        }
    }
}
