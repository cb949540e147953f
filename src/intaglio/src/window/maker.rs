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
    let named = |path: &Path, live| {
        Capture::new(path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), live)
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

#[cfg(test)]
mod tests {
    use desk::Choices;
    use engine::identify::Identification;
    use engine::model::ZoneRole;
    use mint::CaptureKind;
    use reference::{Database, Origin};
    use serde_json::json;

    use super::*;
    use crate::window::examine;

    /// A page of a model that no record describes, of that holder, in white light.
    fn capture(holder: usize) -> LiveDataSet {
        let design = mint::model("QTH-P-1-2020").expect("a design of the mint");
        let holders = mint::holders(&design, 3, holder + 1);
        let minted = mint::mint_page_at(&design, &holders[holder], &[], 3, 12.0);
        let captured = mint::capture(&minted, CaptureKind::Flatbed { ppi: 250.0 }, holder as u64);
        LiveDataSet { ultraviolet: None, infrared: None, ..crate::bench::live_of(&captured) }
    }

    /// The key of the model as which the window recognises it.
    fn recognised(live: &LiveDataSet, shelf: &Shelf) -> Option<ModelKey> {
        let examined = examine(live, &Choices::default(), &Progress::default(), shelf).expect("a page");
        match examined.identification {
            Identification::Identified { model, .. } => Some(model.key.clone()),
            Identification::NotIdentified { .. } => None,
        }
    }

    #[test]
    fn a_model_made_in_the_window_serves_the_next_examination_and_keeps_what_was_told_of_it() {
        let shelf = Arc::new(Shelf::new(Database::in_memory().expect("the program's own models")));
        let maker = Maker::new(Arc::clone(&shelf));
        let (captures, other) = ([capture(0)], capture(1));
        assert_eq!(recognised(&other, &shelf), None);
        let proposal = maker.propose(&captures, &Progress::default()).expect("zones");
        assert_eq!(proposal.key, Some(ModelKey::new("QTH", "P", 1, None)));
        assert_eq!((proposal.note, proposal.features.len()), (None, 0));
        let key = ModelKey::new("QTH", "P", 7, Some(2020));
        let mut zones = proposal.draft.model.zones.clone();
        let pattern = zones.iter_mut().find(|zone| zone.role == ZoneRole::Pattern).expect("fine print");
        pattern.id = "sun".to_owned();
        let draft = Arc::unwrap_or_clone(proposal.draft).with_zones(zones);
        let enrolment = maker.enrol(draft, key.clone(), "Island passport".to_owned(), &Progress::default());
        let enrolment = enrolment.expect("a model");
        assert_eq!(recognised(&other, &shelf), None, "it is not stored yet");
        let told = json!({
            "id": "sun", "term": "rosette", "name": "Sun", "zone": "sun", "level": 1, "how_to_check": "Count its rays",
        });
        let feature: Feature = serde_json::from_value(told).expect("a feature");
        maker.store(&enrolment, Some(&[feature]), Some("A. Nilsen")).expect("stored");
        assert_eq!(recognised(&other, &shelf), Some(key.clone()));
        let record = shelf.read().record(&key).expect("its record");
        assert_eq!((record.origin, record.provenance.compiler.as_deref()), (Origin::Enrolled, Some("A. Nilsen")));
        let card = desk::quick_card(&record.model, Some(&record));
        assert_eq!((card[0].text.as_str(), card[0].zone.as_deref()), ("Sun: Count its rays", Some("sun")));
        let again = maker.propose(&captures, &Progress::default()).expect("zones");
        assert_eq!((again.key, again.features.len()), (Some(key.clone()), 1));
        assert!(again.note.is_some_and(|note| note.contains("your own model")));
        maker.store(&enrolment, None, None).expect("stored again");
        assert_eq!(shelf.read().record(&key).map(|record| record.description.features.len()), Some(1));
    }
}
