//! The reference database of the window: read by examinations, written when a model is saved.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use engine::identify::{Candidate, PagePrint};
use engine::model::{DocumentModel, ModelHead, ModelKey, Reference, Specimen, SpecimenUnavailable};
use reference::Database;

/// The database on which everybody reads and one at a time writes; who reads waits while one writes.
pub(super) struct Shelf(RwLock<Database>);

impl Shelf {
    /// That database.
    pub(super) fn new(database: Database) -> Self {
        Self(RwLock::new(database))
    }

    /// To read.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Database> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// To write.
    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Database> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reference for Shelf {
    fn candidates(&self, issuing_state: Option<&str>, document_type: Option<&str>) -> Vec<Arc<DocumentModel>> {
        self.read().candidates(issuing_state, document_type)
    }

    fn shortlist(
        &self,
        issuing_state: Option<&str>,
        document_type: Option<&str>,
        print: &PagePrint,
    ) -> Vec<Arc<Candidate>> {
        self.read().shortlist(issuing_state, document_type, print)
    }

    fn heads(&self) -> Vec<ModelHead> {
        self.read().heads()
    }

    fn model(&self, key: &ModelKey) -> Option<Arc<DocumentModel>> {
        self.read().model(key)
    }

    fn specimen(&self, key: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable> {
        self.read().specimen(key)
    }
}
