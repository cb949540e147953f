//! Where records come from: the folders that are part of the program, and those of the user's data folder.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::ReferenceError;

/// Name of the folder of records, in the project and in the data folder.
pub(crate) const FOLDER: &str = "reference-specimens";

/// `(model folder, file, bytes)` of every shipped file, written by `build.rs`.
static SHIPPED: &[(&str, &str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Where a record came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It is part of the program.
    Program,
    /// It lies in the user's data folder; such a record replaces a shipped one of the same key.
    DataFolder,
    /// A person enrolled it from captures; it replaces one of a folder.
    Enrolled,
    /// A pack brought it; it replaces one of a folder.
    Pack,
}

impl Origin {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Program, Self::DataFolder, Self::Enrolled, Self::Pack];

    /// The word for it, in the database and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::DataFolder => "data folder",
            Self::Enrolled => "enrolled",
            Self::Pack => "pack",
        }
    }

    /// The origin of that name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }
}

/// The files of one model's folder.
#[derive(Debug, Clone)]
pub(crate) struct ModelFolder {
    /// Where it came from.
    pub(crate) origin: Origin,
    /// How errors name it: its path, or its name where it is part of the program.
    pub(crate) shown_as: String,
    /// Its files by name.
    pub(crate) files: BTreeMap<String, Cow<'static, [u8]>>,
}

/// The folders of models by their name, which is the model's key.
pub(crate) type ModelFolders = BTreeMap<String, ModelFolder>;

/// The models that are part of the program.
pub(crate) fn shipped() -> ModelFolders {
    let mut folders = ModelFolders::new();
    for &(model, file, bytes) in SHIPPED {
        let folder = folders.entry(model.to_owned()).or_insert_with(|| ModelFolder {
            origin: Origin::Program,
            shown_as: model.to_owned(),
            files: BTreeMap::new(),
        });
        folder.files.insert(file.to_owned(), Cow::Borrowed(bytes));
    }
    folders
}

/// The models in the folder `reference-specimens` of the data folder; none where there is no such folder.
///
/// # Errors
/// [`ReferenceError::Unreadable`] names the file or folder that cannot be read.
pub(crate) fn of_user(data_dir: &Path) -> Result<ModelFolders, ReferenceError> {
    let root = data_dir.join(FOLDER);
    let mut folders = ModelFolders::new();
    if !root.is_dir() {
        return Ok(folders);
    }
    for (name, path) in entries(&root)?.into_iter().filter(|(_, path)| path.is_dir()) {
        folders.insert(name, at(&path)?);
    }
    Ok(folders)
}

/// The files of the model whose folder this is.
///
/// # Errors
/// [`ReferenceError::Unreadable`] names the file or folder that cannot be read.
pub(crate) fn at(model_folder: &Path) -> Result<ModelFolder, ReferenceError> {
    let mut files = BTreeMap::new();
    for (file, path) in entries(model_folder)?.into_iter().filter(|(_, path)| path.is_file()) {
        let bytes = fs::read(&path).map_err(|cause| ReferenceError::Unreadable { file: path, cause })?;
        files.insert(file, Cow::Owned(bytes));
    }
    Ok(ModelFolder { origin: Origin::DataFolder, shown_as: model_folder.display().to_string(), files })
}

/// What lies in a folder, hidden things left out, by name.
fn entries(folder: &Path) -> Result<BTreeMap<String, std::path::PathBuf>, ReferenceError> {
    let unreadable = |cause| ReferenceError::Unreadable { file: folder.to_owned(), cause };
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            found.insert(name, path);
        }
    }
    Ok(found)
}

/// SHA-256 over the name, origin, length and bytes of every file: changes whenever any of them does.
pub(crate) fn content_hash(folders: &ModelFolders) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for (model, folder) in folders {
        for (file, bytes) in &folder.files {
            let head = format!("{model}\0{}\0{file}\0{}\0", folder.origin.name(), bytes.len());
            hasher.update(head.as_bytes());
            hasher.update(bytes);
        }
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(files: &[(&str, &str)]) -> ModelFolders {
        let files = files.iter().map(|&(name, text)| (name.to_owned(), Cow::Owned(text.as_bytes().to_vec()))).collect();
        [("UTO-P-1".to_owned(), ModelFolder { origin: Origin::DataFolder, shown_as: String::new(), files })].into()
    }

    #[test]
    fn content_hash_sees_names_bytes_and_their_borders() {
        let plain = content_hash(&folders(&[("a", "12"), ("b", "3")]));
        assert_eq!(plain, content_hash(&folders(&[("a", "12"), ("b", "3")])));
        for other in
            [&[("a", "1"), ("b", "23")][..], &[("a", "12"), ("c", "3")], &[("a", "12")], &[("a", "13"), ("b", "3")]]
        {
            assert_ne!(plain, content_hash(&folders(other)), "{other:?}");
        }
    }

    #[test]
    fn a_data_folder_without_models_adds_none() {
        let data = tempfile::tempdir().unwrap();
        assert!(of_user(data.path()).unwrap().is_empty());
    }
}
