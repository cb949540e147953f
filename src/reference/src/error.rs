//! What can go wrong with the reference database: which file, why, and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// The reference database cannot be opened or built. Nothing that was there before is changed.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// A file of a model's record says something that cannot be.
    #[error("{}: {cause}; correct it and start again", place(file, *line))]
    Record {
        /// The file, as a path or as `KEY/model.toml` where it is part of the program.
        file: String,
        /// Line in it, from 1, where known.
        line: Option<usize>,
        /// What is wrong.
        cause: String,
    },
    /// A file of the data folder cannot be read.
    #[error("{} cannot be read: {cause}; check its permissions", .file.display())]
    Unreadable {
        /// The file or folder.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file of a record cannot be written.
    #[error("{} cannot be written: {cause}; check its permissions", .file.display())]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The data folder cannot be made or written.
    #[error("the data folder {} cannot be written: {cause}; choose another with --data DIR", .folder.display())]
    DataFolder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// SQLite refuses, for another reason than damage.
    #[error("the reference database {} cannot be used: {cause}; {}", .file.display(), advice(cause))]
    Sqlite {
        /// The database.
        file: PathBuf,
        /// Why.
        cause: rusqlite::Error,
    },
    /// A newer version of the program wrote the database.
    #[error(
        "the reference database {} has schema {found}, this program knows {known}; start the newer program, or choose \
         another folder with --data DIR", .file.display()
    )]
    Newer {
        /// The database.
        file: PathBuf,
        /// Its schema version.
        found: i64,
        /// The last one known here.
        known: i64,
    },
}

impl ReferenceError {
    /// Whether the data folder could not be written, all else being well.
    pub fn is_unwritable(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, PermissionDenied, ReadOnly};
        match self {
            Self::DataFolder { .. } => true,
            Self::Sqlite { cause, .. } => {
                matches!(cause.sqlite_error_code(), Some(CannotOpen | PermissionDenied | ReadOnly))
            }
            _ => false,
        }
    }

    pub(crate) fn sqlite(file: &Path) -> impl Fn(rusqlite::Error) -> Self {
        move |cause| Self::Sqlite { file: file.to_owned(), cause }
    }
}

fn place(file: &str, line: Option<usize>) -> String {
    line.map_or_else(|| file.to_owned(), |line| format!("{file}, line {line}"))
}

fn advice(cause: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, PermissionDenied, ReadOnly};
    match cause.sqlite_error_code() {
        Some(DiskFull) => "free some space on that disk and start again",
        Some(DatabaseBusy | DatabaseLocked) => "another program holds it; close that one and start again",
        Some(CannotOpen | PermissionDenied | ReadOnly) => {
            "check its permissions, or choose another folder with --data DIR"
        }
        _ => "move the file away and start again",
    }
}
