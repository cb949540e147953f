//! From a draft to a published version: a second person reviews, and what is published stays as it is.

use std::sync::PoisonError;

use engine::date::Date;

use crate::database::Database;
use crate::description::POINTS;
use crate::error::ReferenceError;
use crate::folder::Origin;
use crate::own;
use crate::record::{Provenance, Status};

/// Why a record was not reviewed or published; it stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// It was not made on this station.
    #[error("{0} was not enrolled here; only records made on this station are reviewed and published here")]
    NotMadeHere(String),
    /// Nobody knows who made it.
    #[error("{0} does not say who compiled it; enrol it again with --by")]
    NoCompiler(String),
    /// The same person made it.
    #[error("{0} was compiled by the same person; a second one must review it")]
    SamePerson(String),
    /// Nobody reviewed it.
    #[error("{0} is a draft; let a second person review it first")]
    NotReviewed(String),
    /// This version is published.
    #[error("{0} is published, and a published version is never changed; enrol it again for the next one")]
    Published(String),
    /// Its quick card is none.
    #[error("{0} has a quick card of fewer than {least} points; add some, or leave it out", least = POINTS.start())]
    ShortCard(String),
    /// The database is at fault.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
}

impl Database {
    /// Says that `by`, who is not who compiled it, reviewed the draft.
    ///
    /// # Errors
    /// [`ReviewError`] with the reason.
    pub fn review(&mut self, key: &str, by: &str) -> Result<(), ReviewError> {
        let (status, provenance) = self.made_here(key)?;
        if status == Status::Published {
            return Err(ReviewError::Published(key.to_owned()));
        }
        let compiler = provenance.compiler.as_deref().ok_or_else(|| ReviewError::NoCompiler(key.to_owned()))?;
        if is_same_person(compiler, by) {
            return Err(ReviewError::SamePerson(key.to_owned()));
        }
        let reviewer = Some(by.trim().to_owned());
        self.amend(key, Provenance { reviewer, status: Some(Status::Reviewed), ..provenance }).map(|_| ())
    }

    /// Publishes the reviewed record with a line on what changed; the version it then has, which is kept for good.
    ///
    /// # Errors
    /// [`ReviewError`] with the reason.
    pub fn publish(&mut self, key: &str, by: &str, day: Date, change: &str) -> Result<u32, ReviewError> {
        let (status, mut provenance) = self.made_here(key)?;
        match status {
            Status::Draft => return Err(ReviewError::NotReviewed(key.to_owned())),
            Status::Published => return Err(ReviewError::Published(key.to_owned())),
            Status::Reviewed => {}
        }
        let n_points = self.whole_record(key)?.map_or(0, |record| record.description.quick_card.len());
        if (1..*POINTS.start()).contains(&n_points) {
            return Err(ReviewError::ShortCard(key.to_owned()));
        }
        let version = self.own_model(key)?.map_or(1, |own| own.version);
        provenance.changelog.push(format!("version {version}, {day}, {}: {}", by.trim(), change.trim()));
        let version = Some(version.to_string());
        self.amend(key, Provenance { version, status: Some(Status::Published), ..provenance })
    }

    /// Whether any version of a model was published here.
    ///
    /// # Errors
    /// [`ReferenceError`] where the database cannot be read.
    pub fn is_published(&self, key: &str) -> Result<bool, ReferenceError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(own::published(&connection, key).map_err(ReferenceError::sqlite(&self.file))?.is_some())
    }

    fn made_here(&self, key: &str) -> Result<(Status, Provenance), ReviewError> {
        let record = self.record_named(key).filter(|record| record.origin == Origin::Enrolled);
        let record = record.ok_or_else(|| ReviewError::NotMadeHere(key.to_owned()))?;
        Ok((record.status().unwrap_or(Status::Draft), record.provenance.clone()))
    }

    /// Writes what is said of who made the record, in the same version.
    fn amend(&mut self, key: &str, provenance: Provenance) -> Result<u32, ReviewError> {
        let not_here = || ReviewError::NotMadeHere(key.to_owned());
        let mut own = self.own_model(key)?.ok_or_else(not_here)?;
        let record = self.record_named(key).ok_or_else(not_here)?;
        own.say_provenance(&record.model, &provenance)?;
        self.apply(&[&own], &[], None)?;
        Ok(own.version)
    }
}

/// Names are the same person's where their letters are.
fn is_same_person(a: &str, b: &str) -> bool {
    let letters = |name: &str| name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    letters(a) == letters(b)
}
