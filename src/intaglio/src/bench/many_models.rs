//! A database of very many minted models, made in a folder through the product's own store.

use std::path::{Path, PathBuf};

use engine::model::Specimen;
use mint::SmallModel;
use reference::{Database, Description, OwnModel, Provenance};

use super::side_by_side::side_by_side;

/// Members of a family that the database may have; those after them it never has.
pub(crate) const MEMBERS: u64 = 5;
/// Models stored in one transaction.
const AT_ONCE: usize = 250;

/// Where a bench puts a database: the folder a person named, to be used again, or one that is removed.
pub(crate) struct Folder {
    path: PathBuf,
    is_kept: bool,
}

impl Folder {
    /// The folder named, or one of this process's own.
    pub(crate) fn of(named: Option<&Path>) -> Self {
        let own = || std::env::temp_dir().join(format!("intaglio-bench-{}", std::process::id()));
        Self { path: named.map_or_else(own, Path::to_owned), is_kept: named.is_some() }
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            // What is left in the folder for temporary files is the system's to remove.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// The minted model that bears that number, from 1.
pub(crate) fn model_numbered(number: usize) -> SmallModel {
    let before = number.saturating_sub(1) as u64;
    SmallModel { family: before / MEMBERS, member: before % MEMBERS }
}

/// The program's own model whose words for people the minted ones have too.
const SPOKEN_OF: &str = "UTO-P-2-2019";

/// Adds minted models until there are `count`, beside the program's own.
pub(crate) fn fill(folder: &Path, count: usize) -> anyhow::Result<()> {
    let mut database = Database::open(folder)?;
    let is_minted = |key: &engine::model::ModelKey| key.issuing_state == "UTO" && key.year.is_none();
    let n_there = database.keys().filter(|(key, _)| is_minted(key)).count();
    let said = database.record_named(SPOKEN_OF).map(|record| record.description.clone()).unwrap_or_default();
    for first in (n_there + 1..=count).step_by(AT_ONCE) {
        let numbers: Vec<usize> = (first..=count).take(AT_ONCE).collect();
        let models = side_by_side(numbers.len(), |idx| minted(numbers[idx], &said));
        database.store(&models.into_iter().collect::<Result<Vec<_>, _>>()?)?;
        eprintln!("{} of {count} models minted", first + numbers.len() - 1);
    }
    Ok(())
}

/// That model's files, with a specimen in white light and so much said of it for people.
fn minted(number: usize, said: &Description) -> Result<OwnModel, reference::ReferenceError> {
    let small = model_numbered(number);
    let (visible, px_per_mm) = small.specimen();
    let specimen = Specimen::new(px_per_mm, visible.into(), None, None);
    let provenance = Provenance { licence: Some("CC0-1.0".to_owned()), ..Provenance::default() };
    let key_number = u16::try_from(number).unwrap_or(u16::MAX);
    let mut own = OwnModel::enrolled(&small.record(key_number), &specimen, &provenance)?;
    let mut said = said.clone();
    for feature in &mut said.features {
        feature.zone = None;
        feature.name = format!("{}, as on drawing {number}", feature.name);
    }
    said.frauds.iter_mut().for_each(|fraud| fraud.zone = None);
    own.describe(&said)?;
    Ok(own)
}
