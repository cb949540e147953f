//! The models of an open database as they serve: names at hand, records and specimens read when they are asked for, and an
//! index that says which of many are worth a trial.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use engine::identify::{Candidate, PagePrint, PrintIndex, Sketch};
use engine::model::{DocumentModel, ModelHead, ModelKey, Reference, Specimen, SpecimenUnavailable};
use engine::scan::Light;
use image::RgbImage;
use rusqlite::Connection;

use crate::database::Database;
use crate::picture;
use crate::record::Record;
use crate::store::{self, Head};

/// Specimens kept decoded: a model and its predecessor or successor. At 600 ppi each takes 55 MB.
const N_SPECIMENS: usize = 2;
/// Records kept read; each takes some 100 kB.
const N_RECORDS: usize = 256;
/// Candidates kept read; each takes some 60 kB.
const N_CANDIDATES: usize = 64;
/// So many models are tried without asking the index, and so many it names.
const N_TRIED: usize = 16;

/// What is at hand of the models.
pub(crate) struct Models {
    /// The head of every record, by key.
    pub(crate) heads: BTreeMap<ModelKey, Head>,
    records: Mutex<Recent<Record>>,
    candidates: Mutex<Recent<Candidate>>,
    specimens: Mutex<Recent<Specimen>>,
    /// Made when it is first asked for; `None` where the sketches cannot be read.
    index: OnceLock<Option<Index>>,
}

/// The index, and the models in the order in which it counts them.
struct Index {
    index: PrintIndex,
    keys: Vec<ModelKey>,
}

/// The values asked for last, the latest last.
struct Recent<T> {
    most: usize,
    values: Vec<(ModelKey, Arc<T>)>,
}

impl<T> Recent<T> {
    fn of(most: usize) -> Mutex<Self> {
        Mutex::new(Self { most, values: Vec::new() })
    }

    fn get(&mut self, key: &ModelKey) -> Option<Arc<T>> {
        let idx = self.values.iter().position(|(of, _)| of == key)?;
        let latest = self.values.remove(idx);
        let value = Arc::clone(&latest.1);
        self.values.push(latest);
        Some(value)
    }

    fn put(&mut self, key: &ModelKey, value: &Arc<T>) {
        self.values.retain(|(of, _)| of != key);
        if self.most <= self.values.len() {
            self.values.remove(0);
        }
        self.values.push((key.clone(), Arc::clone(value)));
    }
}

impl Models {
    /// The models of that database.
    pub(crate) fn new(connection: &Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            heads: store::heads(connection)?,
            records: Recent::of(N_RECORDS),
            candidates: Recent::of(N_CANDIDATES),
            specimens: Recent::of(N_SPECIMENS),
            index: OnceLock::new(),
        })
    }

    /// The model whose key reads so, such as `UTO-P-1-2019`.
    pub(crate) fn named(&self, key: &str) -> Option<(&ModelKey, &Head)> {
        // A key is read without its PRADO code: of those that read alike it is the first.
        let read: ModelKey = key.parse().ok()?;
        self.heads.range(read..).next().filter(|(found, _)| found.to_string() == key)
    }
}

impl Index {
    fn new(connection: &Connection, heads: &BTreeMap<ModelKey, Head>) -> rusqlite::Result<Self> {
        let by_row: BTreeMap<i64, &ModelKey> = heads.iter().map(|(key, head)| (head.id, key)).collect();
        let (mut keys, mut sketches): (Vec<ModelKey>, Vec<Sketch>) = Default::default();
        for (id, sketch) in store::sketches(connection)? {
            if let Some(key) = by_row.get(&id) {
                keys.push((*key).clone());
                sketches.push(sketch);
            }
        }
        Ok(Self { index: PrintIndex::new(&sketches), keys })
    }
}

impl Database {
    /// The record of a model as the user may see it; `None` where there is none, or it can no longer be read.
    pub fn record(&self, key: &ModelKey) -> Option<Arc<Record>> {
        let head = self.models.heads.get(key)?;
        let recent = || self.models.records.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(record) = recent().get(key) {
            return Some(record);
        }
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut record = store::record(&connection, head.id).ok()?;
        drop(connection);
        record.description = record.description.seen_by(self.tier);
        let record = Arc::new(record);
        recent().put(key, &record);
        Some(record)
    }

    /// What says whether a model is worth a closer look; `None` where it can no longer be read.
    fn candidate(&self, key: &ModelKey) -> Option<Arc<Candidate>> {
        let recent = || self.models.candidates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(candidate) = recent().get(key) {
            return Some(candidate);
        }
        let head = self.models.heads.get(key)?;
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let candidate = Arc::new(store::candidate(&connection, head.id).ok()?);
        drop(connection);
        recent().put(key, &candidate);
        Some(candidate)
    }

    /// The specimen in white light as a small JPEG; `None` where there is no such model.
    pub fn thumbnail(&self, key: &ModelKey) -> Option<Vec<u8>> {
        let head = self.models.heads.get(key)?;
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        store::thumbnail(&connection, head.id).ok()
    }

    /// Keys of the models of that State and type. Types agree by their first letter: `PD` on the page may be a model of
    /// type `P`.
    fn keys_of<'a>(
        &'a self,
        issuing_state: Option<&'a str>,
        document_type: Option<&'a str>,
    ) -> impl Iterator<Item = &'a ModelKey> {
        self.models.heads.keys().filter(move |key| is_of(key, issuing_state, document_type))
    }

    fn models_of<'a>(&self, keys: impl IntoIterator<Item = &'a ModelKey>) -> Vec<Arc<DocumentModel>> {
        keys.into_iter().filter_map(|key| self.model(key)).collect()
    }

    fn index(&self) -> Option<&Index> {
        let make = || {
            let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            Index::new(&connection, &self.models.heads).ok()
        };
        self.models.index.get_or_init(make).as_ref()
    }

    /// Decodes a specimen's pictures, side by side.
    fn decode(&self, record: &Record) -> Result<Specimen, SpecimenUnavailable> {
        let unavailable = |cause: String| SpecimenUnavailable { key: record.model.key.to_string(), cause };
        let decode = |light: Light| -> Option<Result<Arc<RgbImage>, SpecimenUnavailable>> {
            record.pictures.iter().find(|info| info.light == light)?;
            Some(self.picture(record, light).and_then(|bytes| {
                let scan = picture::decode(light, &bytes).map_err(unavailable)?;
                Ok(Arc::new(scan.pixels))
            }))
        };
        let [visible, ultraviolet, infrared] = thread::scope(|scope| {
            let decoding = Light::ALL.map(|light| scope.spawn(move || decode(light)));
            decoding.map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        let missing = || unavailable("no picture in VI".to_owned());
        let px_per_mm = record.pictures.first().ok_or_else(missing)?.px_per_mm;
        Ok(Specimen::new(px_per_mm, visible.ok_or_else(missing)??, ultraviolet.transpose()?, infrared.transpose()?))
    }
}

fn is_of(key: &ModelKey, issuing_state: Option<&str>, document_type: Option<&str>) -> bool {
    issuing_state.is_none_or(|state| key.issuing_state == state)
        && document_type.is_none_or(|letters| letters.chars().next() == key.document_type.chars().next())
}

impl Reference for Database {
    fn candidates(&self, issuing_state: Option<&str>, document_type: Option<&str>) -> Vec<Arc<DocumentModel>> {
        self.models_of(self.keys_of(issuing_state, document_type))
    }

    fn shortlist(
        &self,
        issuing_state: Option<&str>,
        document_type: Option<&str>,
        print: &PagePrint,
    ) -> Vec<Arc<Candidate>> {
        let is_few = self.keys_of(issuing_state, document_type).nth(N_TRIED).is_none();
        let Some(Index { index, keys }) = (!is_few).then(|| self.index()).flatten() else {
            return self.keys_of(issuing_state, document_type).filter_map(|key| self.candidate(key)).collect();
        };
        let nearest = index.nearest(print, N_TRIED, |model| is_of(&keys[model], issuing_state, document_type));
        nearest.into_iter().filter_map(|model| self.candidate(&keys[model])).collect()
    }

    fn heads(&self) -> Vec<ModelHead> {
        self.models.heads.values().map(|head| head.model.clone()).collect()
    }

    fn model(&self, key: &ModelKey) -> Option<Arc<DocumentModel>> {
        self.record(key).map(|record| Arc::clone(&record.model))
    }

    fn specimen(&self, key: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable> {
        // Held while decoding: who asks for the same one meanwhile waits for it.
        let mut specimens = self.models.specimens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(specimen) = specimens.get(key) {
            return Ok(specimen);
        }
        let no_such = || SpecimenUnavailable { key: key.to_string(), cause: "no such model".to_owned() };
        let record = self.record(key).ok_or_else(no_such)?;
        let specimen = Arc::new(self.decode(&record)?);
        specimens.put(key, &specimen);
        Ok(specimen)
    }
}
