//! The reference database: document models, their specimens and their check routines, in SQLite.
//!
//! ```text
//! reference-specimens/KEY/model.toml, catalog.toml, visible.jpg … ─▶ Record ─▶ reference.sqlite ─▶ trait Reference
//!  in the program, and in the user's data folder    folder            record    store, schema       database
//! ```
//! The folders are the source, the database is made of them on first use and again whenever they change. What the
//! files may say is told in `reference-specimens/README.md`.

mod database;
mod error;
mod exchange;
mod fingerprint;
mod folder;
mod models;
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
mod toml_text;

pub use crate::database::{Database, Notice};
pub use crate::error::ReferenceError;
pub use crate::exchange::{Change, Consent, ImportError};
pub use crate::folder::Origin;
pub use crate::own::OwnModel;
pub use crate::pack::{Pack, PackError, Required, Signer, Trust, fingerprint_of};
pub use crate::record::{PictureInfo, Provenance, Record, Status, picture_file};
pub use crate::review::ReviewError;
pub use crate::texts::{write_catalog, write_record};
