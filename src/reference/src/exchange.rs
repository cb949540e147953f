//! Models from one database to another: what a pack would change, and changing it, all or nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::PoisonError;

use rusqlite::TransactionBehavior;

use crate::database::Database;
use crate::error::ReferenceError;
use crate::folder::{self, ModelFolder, Origin};
use crate::models::Models;
use crate::own::{self, OwnModel};
use crate::pack::{Pack, PackError, Trust};
use crate::record::{self, Status};
use crate::store;
use crate::tier::Tier;
use crate::trusted;

/// What a pack would do to one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is not here yet.
    New,
    /// It is here in an older version.
    Updated {
        /// The version here.
        from: u32,
    },
    /// It is here as the pack has it.
    Unchanged,
    /// It is here in the same version with less said for people: what both say is equal, and the pack says more.
    Fuller,
    /// It is here in the same version with more said for people: what both say is equal, and the pack says less.
    Lesser,
    /// It is here and would be taken away.
    Withdrawn,
    /// It is here with another content: enrolled by the user, or of the same version.
    Conflicting,
    /// It is here in a newer version.
    Older {
        /// The version here.
        here: u32,
    },
}

impl Change {
    /// Whether importing the pack does anything to the model.
    pub const fn is_any(self) -> bool {
        !matches!(self, Self::Unchanged | Self::Lesser)
    }
}

/// What to accept beyond what is safe without asking.
#[derive(Debug, Clone, Default)]
pub struct Consent {
    /// Fingerprint of a key to be trusted from now on.
    pub trust: Option<String>,
    /// Whether the pack's model goes before one with another content that is here.
    pub replace: bool,
}

/// Why a pack was not imported; nothing is changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The pack is refused.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A record in it, or the database, is at fault.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
}

impl Database {
    /// What importing the pack would change, in its order.
    ///
    /// # Errors
    /// [`ReferenceError`] where the database cannot be read.
    pub fn changes(&self, pack: &Pack) -> Result<Vec<(String, Change)>, ReferenceError> {
        let mut changes = Vec::new();
        for model in &pack.models {
            changes.push((model.key.clone(), self.change_of(model)?));
        }
        for key in &pack.withdrawn {
            if self.own_model(key)?.is_some_and(|own| own.origin == Origin::Pack) {
                changes.push((key.clone(), Change::Withdrawn));
            }
        }
        Ok(changes)
    }

    fn change_of(&self, brought: &OwnModel) -> Result<Change, ReferenceError> {
        let Some(here) = self.own_model(&brought.key)? else {
            let is_known = self.models.named(&brought.key).is_some();
            return Ok(if is_known { Change::Conflicting } else { Change::New });
        };
        Ok(if here.files == brought.files {
            Change::Unchanged
        } else if here.holds(brought)? {
            if brought.holds(&here)? { Change::Unchanged } else { Change::Lesser }
        } else if here.origin == Origin::Pack && brought.holds(&here)? {
            Change::Fuller
        } else if here.origin == Origin::Enrolled || here.version == brought.version {
            Change::Conflicting
        } else if here.version < brought.version {
            Change::Updated { from: here.version }
        } else {
            Change::Older { here: here.version }
        })
    }

    /// Imports a pack, all of it or nothing, in one transaction; what was changed.
    ///
    /// # Errors
    /// [`ImportError`] with the reason.
    pub fn import(&mut self, pack: &Pack, consent: &Consent) -> Result<Vec<(String, Change)>, ImportError> {
        self.check_trust(pack, consent)?;
        for required in &pack.requires {
            let here = self.own_model(&required.key)?.map(|own| own.version);
            if here.is_none_or(|here| here < required.version) {
                return Err(PackError::Incomplete(required.key.clone()).into());
            }
        }
        let changes = self.changes(pack)?;
        for (key, change) in &changes {
            match *change {
                Change::Older { here } => {
                    let brought = pack.models.iter().find(|model| model.key == *key).map_or(0, |model| model.version);
                    return Err(PackError::Older { key: key.clone(), here, brought }.into());
                }
                Change::Conflicting if !consent.replace => return Err(PackError::Conflict(key.clone()).into()),
                _ => {}
            }
        }
        let is_changed = |model: &&OwnModel| changes.iter().any(|(key, change)| *key == model.key && change.is_any());
        let models: Vec<&OwnModel> = pack.models.iter().filter(is_changed).collect();
        let withdrawn: Vec<&String> =
            changes.iter().filter(|(_, change)| *change == Change::Withdrawn).map(|(key, _)| key).collect();
        self.apply(&models, &withdrawn, Some(&pack.signer))?;
        Ok(changes)
    }

    /// Stores models, takes others away and trusts a key, in one transaction.
    pub(crate) fn apply(
        &mut self,
        models: &[&OwnModel],
        withdrawn: &[&String],
        trust: Option<&Trust>,
    ) -> Result<(), ReferenceError> {
        let known_checks = record::known_checks();
        let folders: Vec<ModelFolder> = models.iter().map(|own| own.folder()).collect();
        let named: Vec<(&str, &ModelFolder)> = models.iter().map(|own| own.key.as_str()).zip(&folders).collect();
        let records =
            record::read_each(&named, &known_checks).into_iter().collect::<Result<Vec<_>, ReferenceError>>()?;
        let sqlite = ReferenceError::sqlite(&self.file);
        let connection = self.connection.get_mut().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&sqlite)?;
        for ((own, record), folder) in models.iter().zip(&records).zip(&folders) {
            own::insert(&transaction, own).map_err(&sqlite)?;
            store::replace(&transaction, record, folder).map_err(&sqlite)?;
            if own.origin == Origin::Enrolled && record.status() == Some(Status::Published) {
                own::freeze(&transaction, own).map_err(&sqlite)?;
            }
        }
        for key in withdrawn {
            own::remove(&transaction, key).map_err(&sqlite)?;
        }
        if let Some(trust) = trust {
            trusted::add(&transaction, trust).map_err(&sqlite)?;
        }
        transaction.commit().map_err(&sqlite)?;
        self.models = Models::new(connection).map_err(&sqlite)?;
        Ok(())
    }

    /// A model's files as a pack carries them, wherever they come from: of one made here the latest published version, where
    /// there is one. Of what they say for people they hold what `tier` and the user may see. `None` where there is no such model.
    ///
    /// # Errors
    /// [`ReferenceError`] where the database or the data folder cannot be read.
    pub fn files_of(&self, key: &str, tier: Tier) -> Result<Option<OwnModel>, ReferenceError> {
        self.whole_files_of(key)?.map(|own| own.seen_by(tier.min(self.tier))).transpose()
    }

    /// The same, with all they say.
    fn whole_files_of(&self, key: &str) -> Result<Option<OwnModel>, ReferenceError> {
        let published = {
            let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            own::published(&connection, key).map_err(ReferenceError::sqlite(&self.file))?
        };
        if let Some(own) = self.own_model(key)? {
            let is_made_here = own.origin == Origin::Enrolled;
            return Ok(published.filter(|_| is_made_here).or(Some(own)));
        }
        let mut folders = folder::shipped();
        folders.extend(folder::of_user(self.file.parent().unwrap_or(Path::new(".")))?);
        Ok(folders.remove(key).map(|folder| OwnModel {
            key: key.to_owned(),
            origin: folder.origin,
            version: 1,
            files: folder.files.into_iter().map(|(name, bytes)| (name, bytes.into_owned())).collect::<BTreeMap<_, _>>(),
        }))
    }
}
