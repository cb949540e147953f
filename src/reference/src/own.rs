//! Models of the user's own: enrolled from captures or brought by a pack, and kept in the database alone.

use std::borrow::Cow;
use std::collections::BTreeMap;

use engine::model::{DocumentModel, Specimen};
use engine::scan::Light;
use image::RgbImage;
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use crate::description::Description;
use crate::error::ReferenceError;
use crate::folder::{ModelFolder, Origin};
use crate::record::{
    self, CATALOG_FILE, DESCRIPTION_FILE, MODEL_FILE, Provenance, catalog_toml, description_toml, model_toml,
    picture_file,
};
use crate::tier::Tier;

/// JPEG quality of a specimen's pictures: their error stays below the noise of the capture.
const QUALITY: u8 = 93;

/// A model's files as they are kept and exchanged: `model.toml`, `catalog.toml`, `visible.jpg`…
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnModel {
    /// Its key.
    pub key: String,
    /// [`Origin::Enrolled`] or [`Origin::Pack`].
    pub origin: Origin,
    /// Counts its changes, from 1; set by the database where a person enrols it.
    pub version: u32,
    /// Its files by name.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl OwnModel {
    /// The files of a model made of captures.
    ///
    /// # Errors
    /// [`ReferenceError::Record`] where a number is not finite or a picture cannot be encoded.
    pub fn enrolled(
        model: &DocumentModel,
        specimen: &Specimen,
        provenance: &Provenance,
    ) -> Result<Self, ReferenceError> {
        let key = model.key.to_string();
        let fault =
            |file: &str, cause: String| ReferenceError::Record { file: format!("{key}/{file}"), line: None, cause };
        let text = model_toml(model, provenance).map_err(|error| fault(MODEL_FILE, error.to_string()))?;
        let mut files = BTreeMap::from([(MODEL_FILE.to_owned(), text.into_bytes())]);
        let text = catalog_toml(model).map_err(|error| fault(CATALOG_FILE, error.to_string()))?;
        files.insert(CATALOG_FILE.to_owned(), text.into_bytes());
        for light in Light::ALL {
            if let Some(picture) = specimen.picture(light) {
                let name = picture_file(light);
                files.insert(name.to_owned(), jpeg(picture, specimen.px_per_mm).map_err(|cause| fault(name, cause))?);
            }
        }
        Ok(Self { key, origin: Origin::Enrolled, version: 1, files })
    }

    /// The same with only so much said for people as that tier sees; as it is where that is all of it.
    ///
    /// # Errors
    /// [`ReferenceError::Record`] where what it says cannot be read.
    pub(crate) fn seen_by(mut self, tier: Tier) -> Result<Self, ReferenceError> {
        let Some(whole) = self.description()? else { return Ok(self) };
        let seen = whole.clone().seen_by(tier);
        if seen != whole {
            self.describe(&seen)?;
        }
        Ok(self)
    }

    /// Whether `part` is the same version of it with only so much said for people as some tier sees.
    ///
    /// # Errors
    /// [`ReferenceError::Record`] where what either says cannot be read.
    pub(crate) fn holds(&self, part: &Self) -> Result<bool, ReferenceError> {
        if self.version != part.version || !self.beside_description().eq(part.beside_description()) {
            return Ok(false);
        }
        let (whole, seen) = (self.description()?.unwrap_or_default(), part.description()?.unwrap_or_default());
        Ok(Tier::ALL.into_iter().any(|tier| whole.clone().seen_by(tier) == seen))
    }

    fn beside_description(&self) -> impl Iterator<Item = (&String, &Vec<u8>)> {
        self.files.iter().filter(|(name, _)| *name != DESCRIPTION_FILE)
    }

    /// What it says for people, where it says anything.
    ///
    /// # Errors
    /// [`ReferenceError::Record`] where that cannot be read.
    pub(crate) fn description(&self) -> Result<Option<Description>, ReferenceError> {
        if !self.files.contains_key(DESCRIPTION_FILE) {
            return Ok(None);
        }
        record::read_description(&self.folder()).map(Some)
    }

    /// Says this for people.
    ///
    /// # Errors
    /// [`ReferenceError::Record`] where a number is not finite.
    pub fn describe(&mut self, description: &Description) -> Result<(), ReferenceError> {
        let text = description_toml(description).map_err(|error| self.fault(DESCRIPTION_FILE, error.to_string()))?;
        self.files.insert(DESCRIPTION_FILE.to_owned(), text.into_bytes());
        Ok(())
    }

    /// Says who made it.
    ///
    /// # Errors
    /// [`ReferenceError::Record`] where a number is not finite.
    pub(crate) fn say_provenance(
        &mut self,
        model: &DocumentModel,
        provenance: &Provenance,
    ) -> Result<(), ReferenceError> {
        let text = model_toml(model, provenance).map_err(|error| self.fault(MODEL_FILE, error.to_string()))?;
        self.files.insert(MODEL_FILE.to_owned(), text.into_bytes());
        Ok(())
    }

    fn fault(&self, file: &str, cause: String) -> ReferenceError {
        ReferenceError::Record { file: format!("{}/{file}", self.key), line: None, cause }
    }

    /// The files as records are read from.
    pub(crate) fn folder(&self) -> ModelFolder {
        let files = self.files.iter().map(|(name, bytes)| (name.clone(), Cow::Owned(bytes.clone()))).collect();
        ModelFolder { origin: self.origin, shown_as: self.key.clone(), files }
    }
}

fn jpeg(picture: &RgbImage, px_per_mm: f64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    encoder.set_pixel_density(PixelDensity::dpi((px_per_mm * 25.4).round() as u16));
    encoder.encode_image(picture).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The latest version of the model of that key, kept or published, where there is one.
pub(crate) fn version(connection: &Connection, key: &str) -> rusqlite::Result<Option<u32>> {
    let latest = "SELECT max(version) FROM (SELECT version FROM own_model WHERE key = ?1
                  UNION SELECT version FROM published_file WHERE key = ?1)";
    connection.query_row(latest, [key], |row| row.get(0))
}

/// Keeps these files as those of a published version, in the caller's transaction; one that is kept already stays as it is.
pub(crate) fn freeze(transaction: &Transaction<'_>, own: &OwnModel) -> rusqlite::Result<()> {
    let is_kept = "SELECT 1 FROM published_file WHERE key = ?1 AND version = ?2";
    if transaction.prepare_cached(is_kept)?.exists(params![own.key, own.version])? {
        return Ok(());
    }
    for (name, bytes) in &own.files {
        let sha256 = keep(transaction, bytes)?;
        let insert = "INSERT INTO published_file VALUES (?1, ?2, ?3, ?4)";
        transaction.execute(insert, params![own.key, own.version, name, sha256])?;
    }
    Ok(())
}

/// Keeps a file by its hash, which it returns.
fn keep(transaction: &Transaction<'_>, bytes: &[u8]) -> rusqlite::Result<[u8; 32]> {
    let sha256 = <[u8; 32]>::from(Sha256::digest(bytes));
    transaction.execute("INSERT OR IGNORE INTO picture VALUES (?1, ?2)", params![sha256, bytes])?;
    Ok(sha256)
}

/// The latest published version of a model, where there is one.
pub(crate) fn published(connection: &Connection, key: &str) -> rusqlite::Result<Option<OwnModel>> {
    let latest: Option<u32> =
        connection.query_row("SELECT max(version) FROM published_file WHERE key = ?1", [key], |row| row.get(0))?;
    latest.map(|version| published_version(connection, key, version)).transpose()
}

/// That published version of a model.
pub(crate) fn published_version(connection: &Connection, key: &str, version: u32) -> rusqlite::Result<OwnModel> {
    let mut statement = connection.prepare_cached(
        "SELECT name, bytes FROM published_file JOIN picture USING (sha256) WHERE key = ?1 AND version = ?2",
    )?;
    let files = statement.query_map(params![key, version], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let files = files.collect::<rusqlite::Result<_>>()?;
    Ok(OwnModel { key: key.to_owned(), origin: Origin::Enrolled, version, files })
}

/// Puts a model in the place of that of its key, in the caller's transaction.
pub(crate) fn insert(transaction: &Transaction<'_>, own: &OwnModel) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM own_model WHERE key = ?1", [&own.key])?;
    transaction
        .execute("INSERT INTO own_model VALUES (?1, ?2, ?3)", params![own.key, own.origin.name(), own.version])?;
    for (name, bytes) in &own.files {
        let sha256 = keep(transaction, bytes)?;
        transaction.execute("INSERT INTO own_file VALUES (?1, ?2, ?3)", params![own.key, name, sha256])?;
    }
    Ok(())
}

/// Takes a model away, in the caller's transaction. A folder's of the same key comes back at the next opening.
pub(crate) fn remove(transaction: &Transaction<'_>, key: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM own_model WHERE key = ?1", [key])?;
    crate::store::remove(transaction, key)?;
    transaction.execute("DELETE FROM content", [])?;
    Ok(())
}

/// Keys of the models of the user's own of which there is no record, in their order.
pub(crate) fn missing_keys(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT key FROM own_model WHERE key NOT IN (SELECT key FROM model) ORDER BY key")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// The model of that key, where there is one.
pub(crate) fn model(connection: &Connection, key: &str) -> rusqlite::Result<Option<OwnModel>> {
    let head = connection
        .query_row("SELECT origin, version FROM own_model WHERE key = ?1", [key], |row| {
            let name: String = row.get(0)?;
            let unknown =
                || rusqlite::Error::FromSqlConversionFailure(0, Type::Text, format!("no origin {name}").into());
            Ok((Origin::of_name(&name).ok_or_else(unknown)?, row.get(1)?))
        })
        .optional()?;
    let Some((origin, version)) = head else { return Ok(None) };
    let mut statement =
        connection.prepare_cached("SELECT name, bytes FROM own_file JOIN picture USING (sha256) WHERE key = ?1")?;
    let files = statement.query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(Some(OwnModel { key: key.to_owned(), origin, version, files }))
}
