//! What records say for people: changed here, kept through every change of the rest, and seen up to the user's tier.

use std::path::Path;
use std::sync::PoisonError;

use crate::database::Database;
use crate::description::Description;
use crate::error::ReferenceError;
use crate::folder::Origin;
use crate::models::Models;
use crate::own::OwnModel;
use crate::record::{self, DESCRIPTION_FILE, Provenance, Record, Status};
use crate::review::ReviewError;
use crate::store;
use crate::tier::Tier;

impl Database {
    /// Says of a model made here what `text`, a `description.toml`, says: a draft by `by`, whose version it returns. What the
    /// user may not see stays as it is.
    ///
    /// # Errors
    /// [`ReviewError`] where the model was not made here, or the text says what cannot be.
    pub fn describe(&mut self, key: &str, text: &str, by: &str) -> Result<u32, ReviewError> {
        let not_here = || ReviewError::NotMadeHere(key.to_owned());
        let record = self.record_named(key).filter(|record| record.origin == Origin::Enrolled).ok_or_else(not_here)?;
        let mut own = self.own_model(key)?.ok_or_else(not_here)?;
        let compiler = Some(by.trim().to_owned());
        let provenance =
            Provenance { compiler, reviewer: None, status: Some(Status::Draft), ..record.provenance.clone() };
        own.say_provenance(&record.model, &provenance)?;
        own.files.insert(DESCRIPTION_FILE.to_owned(), text.as_bytes().to_vec());
        self.store(&[own])?;
        Ok(self.own_model(key)?.map_or(1, |own| own.version))
    }

    /// Adds to what an enrolled model says what the user may not see of the record in its place, or all that this one says where
    /// it says nothing itself.
    pub(crate) fn keep_said(&self, own: &mut OwnModel) -> Result<(), ReferenceError> {
        let Some(before) = self.whole_record(&own.key)?.map(|record| record.description) else { return Ok(()) };
        let mut said = match own.description()? {
            Some(mut said) => {
                said.keep_unseen(before, self.tier);
                said
            }
            None => before,
        };
        if said == Description::default() {
            return Ok(());
        }
        // Its zones may be other ones than those of the record before.
        if let Ok(model) = record::read_model(&own.folder()) {
            said.forget_zones_not_of(&model);
        }
        own.describe(&said)
    }

    /// The record of that key with all it says, for what stays in the database.
    pub(crate) fn whole_record(&self, key: &str) -> Result<Option<Record>, ReferenceError> {
        let Some((_, head)) = self.models.named(key) else { return Ok(None) };
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        store::record(&connection, head.id).map(Some).map_err(ReferenceError::sqlite(&self.file))
    }

    /// Up to which tier the user of its data folder sees what it says.
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// Says up to which tier the user of its data folder sees; the database in memory has none.
    ///
    /// # Errors
    /// [`ReferenceError::Unwritable`].
    pub fn set_tier(&mut self, tier: Tier) -> Result<(), ReferenceError> {
        tier.write_of_folder(self.file.parent().unwrap_or(Path::new(".")))?;
        self.tier = tier;
        let connection = self.connection.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.models = Models::new(connection).map_err(ReferenceError::sqlite(&self.file))?;
        Ok(())
    }
}
