//! The data folder: one program at a time opens it, and nothing damaged in it is thrown away.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::ReferenceError;

/// Held while the database is opened and built; the system gives it back when a process ends, however it ends.
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Makes the folder where there is none and waits until no other process opens its database.
    ///
    /// # Errors
    /// [`ReferenceError::DataFolder`] where the folder cannot be made or written.
    pub(crate) fn take(data_dir: &Path) -> Result<Self, ReferenceError> {
        let unwritable = |cause| ReferenceError::DataFolder { folder: data_dir.to_owned(), cause };
        fs::create_dir_all(data_dir).map_err(unwritable)?;
        let path = data_dir.join("reference.lock");
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => file.lock().map_err(unwritable)?,
            // Some network folders know no locks; SQLite's own then has to do.
            Err(TryLockError::Error(cause)) if cause.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(cause)) => return Err(unwritable(cause)),
        }
        Ok(Self { _file: file })
    }

    /// Gives the database, with what SQLite keeps beside it, a name under which it is kept: the first of
    /// `reference.damaged-1.sqlite`, `-2`, … that is free.
    ///
    /// # Errors
    /// [`ReferenceError::DataFolder`] where it cannot be renamed.
    pub(crate) fn set_aside(&self, database: &Path) -> Result<PathBuf, ReferenceError> {
        let folder = database.parent().unwrap_or(Path::new("."));
        let unwritable = |cause| ReferenceError::DataFolder { folder: folder.to_owned(), cause };
        let names = (1_u32..).map(|count| folder.join(format!("reference.damaged-{count}.sqlite")));
        let Some(kept_as) = names.into_iter().find(|path| !path.exists()) else {
            return Err(unwritable(io::ErrorKind::AlreadyExists.into()));
        };
        for suffix in ["-wal", "-shm", ""] {
            match fs::rename(beside(database, suffix), beside(&kept_as, suffix)) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(unwritable(cause)),
                _ => {}
            }
        }
        Ok(kept_as)
    }
}

/// `reference.sqlite-wal` and the like.
pub(crate) fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_aside_is_never_overwritten() {
        let data = tempfile::tempdir().unwrap();
        let database = data.path().join("reference.sqlite");
        let lock = FolderLock::take(data.path()).unwrap();
        for (count, text) in [(1, "first"), (2, "second")] {
            fs::write(&database, text).unwrap();
            fs::write(beside(&database, "-wal"), "log").unwrap();
            let kept_as = lock.set_aside(&database).unwrap();
            assert_eq!(kept_as, data.path().join(format!("reference.damaged-{count}.sqlite")));
            assert!(!database.exists() && !beside(&database, "-wal").exists());
        }
        assert_eq!(fs::read_to_string(data.path().join("reference.damaged-1.sqlite")).unwrap(), "first");
        assert_eq!(fs::read_to_string(data.path().join("reference.damaged-2.sqlite-wal")).unwrap(), "log");
    }
}
