//! A text file of a record: parsed, with the line of whatever is wrong in it.

use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use toml::{Spanned, Table, Value};

use super::validate::{Fault, Within};
use crate::error::ReferenceError;
use crate::folder::ModelFolder;

/// One text file of a record.
pub(super) struct Source<'a> {
    file: String,
    text: &'a str,
}

/// The tables whose lines faults are told by.
#[derive(serde::Deserialize, Default)]
struct Lines {
    #[serde(default)]
    zones: Vec<Spanned<IgnoredAny>>,
    #[serde(default)]
    routine: Vec<Spanned<IgnoredAny>>,
}

impl<'a> Source<'a> {
    /// The file of that name.
    pub(super) fn of(folder: &'a ModelFolder, name: &str) -> Result<Self, ReferenceError> {
        let file = format!("{}/{name}", folder.shown_as);
        let fault = |cause: &str| ReferenceError::Record { file: file.clone(), line: None, cause: cause.to_owned() };
        let bytes = folder.files.get(name).ok_or_else(|| fault("the file is missing"))?;
        let text = std::str::from_utf8(bytes).map_err(|_| fault("the file is not UTF-8 text"))?;
        Ok(Self { file, text })
    }

    /// Its content as `T`.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, ReferenceError> {
        toml::from_str(self.text).map_err(|error| ReferenceError::Record {
            file: self.file.clone(),
            line: error.span().map(|span| self.line_of(span.start)),
            cause: error.message().lines().collect::<Vec<_>>().join(", "),
        })
    }

    /// Refuses what the file says and `parsed`, made of it, does not hold: a word misspelt would else be passed over.
    pub(super) fn refuse_unknown(&self, parsed: &impl Serialize, also_known: &[&str]) -> Result<(), ReferenceError> {
        let written: Table = self.parse()?;
        let held = Table::try_from(parsed).map_err(|error| self.error_at("", error.to_string()))?;
        let written = written.into_iter().filter(|(key, _)| !also_known.contains(&key.as_str())).collect();
        match unknown_key(&Value::Table(written), &Value::Table(held)) {
            Some(key) => Err(self.error_at(&key, format!("`{key}` is not known here"))),
            None => Ok(()),
        }
    }

    /// That fault as an error with its line.
    pub(super) fn error(&self, fault: Fault) -> ReferenceError {
        let lines: Lines = toml::from_str(self.text).unwrap_or_default();
        let start = |spans: &[Spanned<IgnoredAny>], idx: usize| spans.get(idx).map(|s| self.line_of(s.span().start));
        let line = match fault.within {
            Within::Key(key) => self.line_of_key(key),
            Within::Zone(idx) => start(&lines.zones, idx),
            Within::Routine(idx) => start(&lines.routine, idx),
        };
        ReferenceError::Record { file: self.file.clone(), line, cause: fault.cause }
    }

    /// An error in an item of a list of tables, counted from 0.
    pub(super) fn error_in_item(&self, (list, idx): (&str, usize), cause: String) -> ReferenceError {
        let head = format!("[[{list}]]");
        let mut heads = self.text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with(&head));
        let line = heads.nth(idx).map(|(line_idx, _)| 1 + line_idx).or_else(|| self.line_of_key(list));
        ReferenceError::Record { file: self.file.clone(), line, cause }
    }

    /// An error in the line that sets `key`.
    pub(super) fn error_at(&self, key: &str, cause: String) -> ReferenceError {
        ReferenceError::Record { file: self.file.clone(), line: self.line_of_key(key), cause }
    }

    fn line_of(&self, byte: usize) -> usize {
        1 + self.text.bytes().take(byte).filter(|&b| b == b'\n').count()
    }

    /// The first line that begins with the key, or with the head of its table.
    fn line_of_key(&self, key: &str) -> Option<usize> {
        let sets = |line: &str| {
            let line = line.trim_start().trim_start_matches('[');
            line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', ']', '.']))
        };
        Some(1 + self.text.lines().position(|line| !key.is_empty() && sets(line))?)
    }
}

/// The first key of `written` that `held` lacks, by depth.
fn unknown_key(written: &Value, held: &Value) -> Option<String> {
    match (written, held) {
        (Value::Table(written), Value::Table(held)) => written.iter().find_map(|(key, value)| match held.get(key) {
            Some(held) => unknown_key(value, held),
            None => Some(key.clone()),
        }),
        (Value::Array(written), Value::Array(held)) => {
            written.iter().zip(held).find_map(|(written, held)| unknown_key(written, held))
        }
        _ => None,
    }
}
