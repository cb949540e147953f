//! A model's texts written: `model.toml` and `catalog.toml`, in the order and form of the example.

use std::fs;
use std::path::{Path, PathBuf};

use engine::catalog::CheckRoutine;
use engine::model::DocumentModel;

use crate::error::ReferenceError;
use crate::folder;
use crate::record::{self, CATALOG_FILE, MODEL_FILE, Provenance, Record, catalog_toml, model_toml};

/// Writes the check routines of the model whose folder this is; they are the routines of its next opening. What the examiner
/// is asked and known defects stay.
///
/// # Errors
/// [`ReferenceError`] where the folder holds no record, a routine says something that cannot be, or the file cannot be
/// written; what was there before then stays.
pub fn write_catalog(model_folder: &Path, routines: &[CheckRoutine]) -> Result<Record, ReferenceError> {
    let before = record::read(&name_of(model_folder), &folder::at(model_folder)?, &record::known_checks())?;
    let model = DocumentModel { routines: routines.to_vec(), ..DocumentModel::clone(&before.model) };
    let text = catalog_toml(&model).map_err(|error| fault(&model_folder.join(CATALOG_FILE), &error))?;
    let mut folder = folder::at(model_folder)?;
    folder.files.insert(CATALOG_FILE.to_owned(), text.clone().into_bytes().into());
    let record = record::read(&name_of(model_folder), &folder, &record::known_checks())?;
    write(&model_folder.join(CATALOG_FILE), &text)?;
    Ok(record)
}

/// Writes the record of the model whose folder this is anew, in the form of the example, with who made it.
///
/// # Errors
/// As [`write_catalog`].
pub fn write_record(model_folder: &Path, provenance: &Provenance) -> Result<Record, ReferenceError> {
    let record = record::read(&name_of(model_folder), &folder::at(model_folder)?, &record::known_checks())?;
    let text = model_toml(&record.model, provenance).map_err(|error| fault(&model_folder.join(MODEL_FILE), &error))?;
    write(&model_folder.join(MODEL_FILE), &text)?;
    Ok(Record { provenance: provenance.clone(), ..record })
}

fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The whole text or nothing: written beside the file, then renamed.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), ReferenceError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    written.map_err(|cause| {
        // What is left of an unfinished file helps nobody; that it cannot be removed is no further news.
        let _ = fs::remove_file(&beside);
        ReferenceError::Unwritable { file: path.to_owned(), cause }
    })
}

fn fault(file: &Path, error: &serde_json::Error) -> ReferenceError {
    ReferenceError::Record { file: file.display().to_string(), line: None, cause: error.to_string() }
}
