//! Models of the user's own: enrolled from captures or brought by a pack, and kept in the database alone.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use engine::model::{DocumentModel, Specimen};
use engine::scan::Light;
use image::RgbImage;
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use crate::error::ReferenceError;
use crate::folder::{ModelFolder, Origin};
use crate::record::{CATALOG_FILE, MODEL_FILE, Provenance, catalog_toml, model_toml, picture_file};

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
        let text = catalog_toml(&model.routines).map_err(|error| fault(CATALOG_FILE, error.to_string()))?;
        files.insert(CATALOG_FILE.to_owned(), text.into_bytes());
        for light in Light::ALL {
            if let Some(picture) = specimen.picture(light) {
                let name = picture_file(light);
                files.insert(name.to_owned(), jpeg(picture, specimen.px_per_mm).map_err(|cause| fault(name, cause))?);
            }
        }
        Ok(Self { key, origin: Origin::Enrolled, version: 1, files })
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

/// Puts a model in the place of that of its key, in the caller's transaction. One that was enrolled gets the next version.
pub(crate) fn insert(transaction: &Transaction<'_>, own: &OwnModel) -> rusqlite::Result<()> {
    let before: Option<u32> = transaction
        .query_row("SELECT version FROM own_model WHERE key = ?1", [&own.key], |row| row.get(0))
        .optional()?;
    let version = match own.origin {
        Origin::Enrolled => before.map_or(own.version, |before| before + 1),
        _ => own.version,
    };
    transaction.execute("DELETE FROM own_model WHERE key = ?1", [&own.key])?;
    transaction.execute("INSERT INTO own_model VALUES (?1, ?2, ?3)", params![own.key, own.origin.name(), version])?;
    for (name, bytes) in &own.files {
        let sha256 = <[u8; 32]>::from(Sha256::digest(bytes));
        transaction.execute("INSERT OR IGNORE INTO picture VALUES (?1, ?2)", params![sha256, bytes])?;
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

/// What a damaged database still holds of the user's own models.
#[derive(Debug, Default)]
pub(crate) struct Salvage {
    /// Models all of whose files are as they were stored.
    pub(crate) models: Vec<OwnModel>,
    /// Keys of those that are not.
    pub(crate) lost: Vec<String>,
}

/// Reads what can be read, from a copy, so that the damaged file stays as it is.
pub(crate) fn salvage(damaged: &Path) -> Salvage {
    let mut name = damaged.as_os_str().to_owned();
    name.push(".copy");
    let copy = PathBuf::from(name);
    let beside = |path: &Path, suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    for suffix in ["", "-wal"] {
        // A database closed in good order has no log beside it.
        let _ = fs::copy(beside(damaged, suffix), beside(&copy, suffix));
    }
    let found = Connection::open(&copy).and_then(|connection| whole_models(&connection)).unwrap_or_default();
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(beside(&copy, suffix));
    }
    found
}

fn whole_models(connection: &Connection) -> rusqlite::Result<Salvage> {
    let mut statement = connection.prepare("SELECT key FROM own_model ORDER BY key")?;
    let keys = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let mut salvage = Salvage::default();
    for key in keys {
        match (hashes(connection, &key), model(connection, &key)) {
            (Ok(hashes), Ok(Some(model))) if is_whole(&model, &hashes) => salvage.models.push(model),
            _ => salvage.lost.push(key),
        }
    }
    Ok(salvage)
}

fn hashes(connection: &Connection, key: &str) -> rusqlite::Result<BTreeMap<String, [u8; 32]>> {
    let mut statement = connection.prepare("SELECT name, sha256 FROM own_file WHERE key = ?1")?;
    statement.query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn is_whole(model: &OwnModel, hashes: &BTreeMap<String, [u8; 32]>) -> bool {
    let is_same = |(name, sha256): (&String, &[u8; 32])| {
        model.files.get(name).is_some_and(|bytes| Sha256::digest(bytes)[..] == sha256[..])
    };
    !hashes.is_empty() && hashes.iter().all(is_same)
}
