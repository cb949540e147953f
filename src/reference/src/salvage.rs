//! What a damaged database still holds of the user's own: models, what was published here, and trusted keys.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, Params};
use sha2::{Digest, Sha256};

use crate::own::{self, OwnModel};
use crate::pack::{Trust, fingerprint_of};
use crate::safekeeping::beside;
use crate::trusted;

/// What could be read, and what could not.
#[derive(Debug, Default)]
pub(crate) struct Salvage {
    /// Models all of whose files are as they were stored.
    pub(crate) models: Vec<OwnModel>,
    /// Published versions all of whose files are as they were published, in the order of keys and versions.
    pub(crate) published: Vec<OwnModel>,
    /// Keys of the models, and of the published versions, that are not.
    pub(crate) lost: Vec<String>,
    /// Keys by which packs were accepted, each with the fingerprint that a person compared.
    pub(crate) trusted: Vec<Trust>,
    /// Fingerprints of keys that have another one.
    pub(crate) lost_keys: Vec<String>,
    /// What could not be read at all, in words.
    pub(crate) unreadable: Vec<&'static str>,
}

/// Reads what can be read, from a copy, so that the damaged file stays as it is.
pub(crate) fn salvage(damaged: &Path) -> Salvage {
    let copy = beside(damaged, ".copy");
    for suffix in ["", "-wal"] {
        // A database closed in good order has no log beside it.
        let _ = fs::copy(beside(damaged, suffix), beside(&copy, suffix));
    }
    let mut salvage = Salvage::default();
    if let Ok(connection) = Connection::open(&copy) {
        let taken = [
            ("your own document models", take_models(&connection, &mut salvage)),
            ("their published versions", take_published(&connection, &mut salvage)),
            ("keys trusted for packs", take_trusted(&connection, &mut salvage)),
        ];
        salvage.unreadable =
            taken.into_iter().filter(|(_, taken)| is_unreadable(taken)).map(|(what, _)| what).collect();
    }
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(beside(&copy, suffix));
    }
    salvage
}

/// Whether there may have been something; a database without that table never held any.
fn is_unreadable(taken: &rusqlite::Result<()>) -> bool {
    taken.as_ref().is_err_and(|error| {
        !matches!(error, rusqlite::Error::SqlInputError { .. }) && error.sqlite_error_code() != Some(ErrorCode::Unknown)
    })
}

fn take_models(connection: &Connection, salvage: &mut Salvage) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT key FROM own_model ORDER BY key")?;
    let keys = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    for key in keys {
        let hashes = hashes(connection, "SELECT name, sha256 FROM own_file WHERE key = ?1", [&key]);
        match (hashes, own::model(connection, &key)) {
            (Ok(hashes), Ok(Some(model))) if is_whole(&model, &hashes) => salvage.models.push(model),
            _ => salvage.lost.push(key),
        }
    }
    Ok(())
}

fn take_published(connection: &Connection, salvage: &mut Salvage) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT DISTINCT key, version FROM published_file ORDER BY key, version")?;
    let versions = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (key, version) in versions.collect::<rusqlite::Result<Vec<(String, u32)>>>()? {
        let of_version = "SELECT name, sha256 FROM published_file WHERE key = ?1 AND version = ?2";
        let hashes = hashes(connection, of_version, (&key, version));
        match (hashes, own::published_version(connection, &key, version)) {
            (Ok(hashes), Ok(model)) if is_whole(&model, &hashes) => salvage.published.push(model),
            _ => salvage.lost.push(format!("{key} version {version}")),
        }
    }
    Ok(())
}

fn take_trusted(connection: &Connection, salvage: &mut Salvage) -> rusqlite::Result<()> {
    for trust in trusted::keys(connection)? {
        if fingerprint_of(&trust.public_key).as_ref() == Some(&trust.fingerprint) {
            salvage.trusted.push(trust);
        } else {
            salvage.lost_keys.push(trust.fingerprint);
        }
    }
    Ok(())
}

fn hashes(connection: &Connection, sql: &str, of: impl Params) -> rusqlite::Result<BTreeMap<String, [u8; 32]>> {
    connection.prepare(sql)?.query_map(of, |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn is_whole(model: &OwnModel, hashes: &BTreeMap<String, [u8; 32]>) -> bool {
    let is_same = |(name, sha256): (&String, &[u8; 32])| {
        model.files.get(name).is_some_and(|bytes| Sha256::digest(bytes)[..] == sha256[..])
    };
    !hashes.is_empty() && hashes.iter().all(is_same)
}
