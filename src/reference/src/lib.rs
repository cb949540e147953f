//! The reference database: document models, their specimens and their check routines, in SQLite.
//!
//! ```text
//! reference-specimens/KEY/model.toml, description.toml, visible.jpg … ─▶ Record ─▶ reference.sqlite ─▶ trait Reference
//!  in the program, and in the user's data folder    folder            record    store, schema       database
//! ```
//! The folders are the source, the database is made of them on first use and again whenever they change. What the
//! files may say is told in `reference-specimens/README.md`.

mod database;
mod describe;
mod description;
mod error;
mod exchange;
mod fingerprint;
mod folder;
mod models;
mod notice;
mod own;
mod pack;
mod picture;
mod record;
mod review;
mod safekeeping;
mod salvage;
mod schema;
mod search;
mod store;
#[cfg(test)]
mod tests;
mod texts;
mod tier;
mod toml_text;
mod trusted;

pub use crate::database::Database;
pub use crate::description::{
    Barcodes, CardPoint, CheckNote, Chip, Circulation, Description, Feature, Fraud, FraudClass, GLOSSARY, Known,
    Lighting, Material, MrzPrint, Personalisation, Physical, PictureSource, Precision, RoughDate, Term, ValidityRule,
    term,
};
pub use crate::error::ReferenceError;
pub use crate::exchange::{Change, Consent, ImportError};
pub use crate::folder::Origin;
pub use crate::notice::Notice;
pub use crate::own::OwnModel;
pub use crate::pack::{Pack, PackError, Required, Signer, Trust, fingerprint_of};
pub use crate::record::{PictureInfo, Provenance, Record, Status, description_toml, picture_file};
pub use crate::review::ReviewError;
pub use crate::texts::{write_catalog, write_record};
pub use crate::tier::Tier;
