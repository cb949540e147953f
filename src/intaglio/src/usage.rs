//! Wrong usage that shows only after the arguments were taken apart: exit status 2.

use std::fmt::Display;

/// One line: what is wrong with the arguments, and what may stand there.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WrongUsage(String);

impl WrongUsage {
    /// Arguments that cannot be.
    pub(crate) fn of(line: impl Into<String>) -> Self {
        Self(line.into())
    }

    /// A name that is none of those there are, which are listed.
    pub(crate) fn unknown<N: Display>(what: &str, given: &str, names: impl IntoIterator<Item = N>) -> Self {
        let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
        Self(format!("no {what} {}; there are {}", given.escape_debug(), names.join(", ")))
    }
}
