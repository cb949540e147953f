//! Where the database, cases and settings lie.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// The folder given by `--data`, else the user's own data folder of the system.
pub(crate) fn locate(given: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let folders = directories::ProjectDirs::from("org", "Intaglio", "Intaglio")
        .context("this user has no home folder; say --data DIR")?;
    Ok(folders.data_dir().to_owned())
}
