//! Models made of captures in the window, by the same steps as `intaglio reference enrol`.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk::{Capture, ModelMaker, Progress, Proposal};
use engine::enrol::{Draft, EnrolStage, Enrolment, Wish, enrol_draft, propose_draft};
use engine::model::ModelKey;
use engine::scan::LiveDataSet;
use reference::Feature;
use report::words;

use super::shelf::Shelf;
use crate::captures::{self, KeyByMrz};
use crate::{input, today};

/// The key captures are proposed under of which no MRZ was read: none that a State has.
const UNKNOWN_ISSUER: &str = "XXX";

/// Makes models and stores them.
pub(super) struct Maker {
    shelf: Arc<Shelf>,
}

impl Maker {
    /// Stores on that shelf.
    pub(super) fn new(shelf: Arc<Shelf>) -> Self {
        Self { shelf }
    }
}

impl ModelMaker for Maker {
    fn read(&self, paths: &[PathBuf]) -> Result<Vec<Capture>, String> {
        read_captures(paths).map_err(|error| format!("{error:#}"))
    }

    fn propose(&self, captures: &[LiveDataSet], progress: &Progress) -> Result<Proposal, String> {
        let today = today::or_now(None).map_err(|error| format!("{error:#}"))?;
        if progress.report("reading the MRZ", 0.05).is_break() {
            return Err("cancelled".to_owned());
        }
        let by_mrz = captures::key_by_mrz(captures, &self.shelf.read(), today);
        let mut features = Vec::new();
        let (key, note) = match by_mrz {
            KeyByMrz::Unread => (None, Some("The MRZ was not read on any capture; type the key".to_owned())),
            KeyByMrz::Next(key) => (Some(key), None),
            KeyByMrz::Anew(key) => {
                features = self.shelf.read().record(&key).map(|of| of.description.features.clone()).unwrap_or_default();
                let note = format!("Recognised as your own model {key}; saving takes its place");
                (Some(key), Some(note))
            }
            KeyByMrz::Known { known, next } => {
                let note = format!(
                    "Recognised as {known}, which is known already. Type {known} as key to use your own record in its place"
                );
                (Some(next), Some(note))
            }
        };
        let name = key.as_ref().map(|key| captures::name_for(key, &self.shelf.read())).unwrap_or_default();
        let under = key.clone().unwrap_or_else(|| ModelKey::new(UNKNOWN_ISSUER, "P", 1, None));
        let wish = Wish { key: under, name: name.clone(), today };
        let draft =
            propose_draft(captures, &wish, &|stage| report(stage, progress)).map_err(|error| error.to_string())?;
        for feature in &mut features {
            feature.zone.take_if(|id| draft.model.zone(id).is_none());
        }
        Ok(Proposal { draft: Arc::new(draft), key, name, note, features })
    }

    fn enrol(&self, draft: Draft, key: ModelKey, name: String, progress: &Progress) -> Result<Enrolment, String> {
        let today = today::or_now(None).map_err(|error| format!("{error:#}"))?;
        let wish = Wish { key, name, today };
        enrol_draft(draft, &wish, &|stage| report(stage, progress)).map_err(|error| error.to_string())
    }

    fn store(&self, enrolment: &Enrolment, features: Option<&[Feature]>, by: Option<&str>) -> Result<(), String> {
        captures::store(enrolment, features, by, &mut self.shelf.write()).map_err(|error| error.to_string())
    }
}

/// The captures of folders, and those of single pictures.
fn read_captures(paths: &[PathBuf]) -> anyhow::Result<Vec<Capture>> {
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| path.is_dir());
    let named = |path: &Path, live| Capture {
        name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        live,
    };
    let mut found = Vec::new();
    for folder in folders {
        for capture in captures::capture_folders(&folder)? {
            found.push(named(&capture, captures::read_capture(&capture)?));
        }
    }
    if files.is_empty() {
        return Ok(found);
    }
    for [visible, uv, ir] in captures::captures_of_files(&files)? {
        if let Some(visible) = visible {
            found.push(named(&visible, input::read_live(&visible, uv.as_deref(), ir.as_deref())?));
        }
    }
    Ok(found)
}

fn report(stage: EnrolStage, progress: &Progress) -> ControlFlow<()> {
    let (share, counted) = match stage {
        EnrolStage::Locate => (0.2, None),
        EnrolStage::Propose => (0.5, None),
        EnrolStage::Measure { n_done, n } => (n_done as f32 / n.max(1) as f32, Some((n_done, n))),
    };
    let words = words::enrol_stage(stage);
    let counted = counted.map(|(n_done, n)| format!(": {n_done} of {n}")).unwrap_or_default();
    progress.report(format!("{words}{counted}"), share)
}
