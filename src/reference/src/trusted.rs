//! The keys by which packs are accepted here.

use std::sync::PoisonError;

use rusqlite::{Connection, Transaction, params};

use crate::database::Database;
use crate::error::ReferenceError;
use crate::exchange::{Consent, ImportError};
use crate::pack::{Pack, PackError, Trust};

/// All of them, by fingerprint.
pub(crate) fn keys(connection: &Connection) -> rusqlite::Result<Vec<Trust>> {
    let mut statement = connection.prepare("SELECT fingerprint, public_key FROM trusted_key ORDER BY fingerprint")?;
    statement.query_map([], |row| Ok(Trust { fingerprint: row.get(0)?, public_key: row.get(1)? }))?.collect()
}

/// Adds a key, in the caller's transaction; one that is there stays.
pub(crate) fn add(transaction: &Transaction<'_>, trust: &Trust) -> rusqlite::Result<()> {
    let insert = "INSERT OR IGNORE INTO trusted_key VALUES (?1, ?2)";
    transaction.execute(insert, params![trust.fingerprint, trust.public_key])?;
    Ok(())
}

impl Database {
    /// The keys trusted here, by fingerprint.
    ///
    /// # Errors
    /// [`ReferenceError`] where the database cannot be read.
    pub fn trusted_keys(&self) -> Result<Vec<Trust>, ReferenceError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        keys(&connection).map_err(ReferenceError::sqlite(&self.file))
    }

    /// The key the pack is signed by, if it is trusted here or the consent names it.
    ///
    /// # Errors
    /// [`PackError::UnknownKey`] for any other; [`ReferenceError`] where the database cannot be read.
    pub fn check_trust(&self, pack: &Pack, consent: &Consent) -> Result<(), ImportError> {
        let is_meant = consent.trust.as_deref().is_some_and(|fingerprint| pack.signer.is_meant_by(fingerprint));
        if is_meant || self.trusted_keys()?.contains(&pack.signer) {
            return Ok(());
        }
        Err(PackError::UnknownKey(pack.signer.fingerprint.clone()).into())
    }
}
