//! A model in the making: its captures, its zones, what they came to.

pub(crate) mod zones;

use std::sync::Arc;

use engine::enrol::{Draft, Enrolment};
use engine::geometry::PageRect;
use engine::model::ModelKey;
use engine::scan::{Light, LiveDataSet};
use reference::Feature;

use self::zones::Zones;
use super::{Errand, State, Viewpoint};
use crate::command::authoring::Author;
use crate::work::authoring::{Capture, Task};

/// How far the model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Captures are gathered.
    Captures,
    /// Zones, name and key are corrected.
    Zones,
    /// Thresholds are enrolled.
    Result,
}

impl Stage {
    /// The steps in their order, with what a person calls them.
    pub(crate) const ALL: [(Self, &'static str); 3] =
        [(Self::Captures, "1  Captures"), (Self::Zones, "2  Zones"), (Self::Result, "3  Result")];
}

/// What a person is about to do who leaves a model in the making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Go back to the document.
    ToDocument,
    /// Begin another model.
    ToAnother,
    /// Close the window.
    Window,
}

/// What is listed beside the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// Its zones.
    Zones,
    /// Its security features.
    Features,
}

/// A model in the making.
#[derive(Debug, Clone)]
pub(crate) struct Authoring {
    /// How far it is.
    pub stage: Stage,
    /// What it is made of.
    pub captures: Vec<Capture>,
    /// Its readable name.
    pub name: String,
    /// Its key as typed.
    pub key: String,
    /// Who makes the model.
    pub by: String,
    /// What a person should know of the key.
    pub note: Option<String>,
    /// The captures straightened; `None` until zones were proposed for these captures.
    pub draft: Option<Arc<Draft>>,
    /// The zones and features.
    pub zones: Zones,
    /// The features that the record had before.
    features_before: Vec<Feature>,
    /// Whether the next drag draws a zone.
    pub is_drawing: bool,
    /// The light shown.
    pub light: Light,
    /// What the zones as they are came to.
    pub enrolment: Option<Arc<Enrolment>>,
    /// Whether that is stored.
    pub is_saved: bool,
    /// Whether it is being stored: that is one step, which nothing stops half way.
    pub is_saving: bool,
    /// Why a person is asked what becomes of the unsaved model, while they are.
    pub asked: Option<Leaving>,
    /// What is listed beside the page.
    pub tab: Tab,
}

impl Authoring {
    /// A model of which there is at most one capture.
    fn new(first: Option<Capture>) -> Self {
        Self {
            stage: Stage::Captures,
            captures: first.into_iter().collect(),
            name: String::new(),
            key: String::new(),
            by: String::new(),
            note: None,
            draft: None,
            zones: Zones::new(Vec::new(), Vec::new(), PageRect::new(0.0, 0.0, 0.0, 0.0)),
            features_before: Vec::new(),
            is_drawing: false,
            light: Light::Visible,
            enrolment: None,
            is_saved: false,
            is_saving: false,
            asked: None,
            tab: Tab::Zones,
        }
    }

    /// Whether leaving now loses work.
    pub(crate) fn is_unsaved(&self) -> bool {
        self.draft.is_some() && !self.is_saved
    }

    /// The page, edge to edge.
    pub(crate) fn page(&self) -> Option<PageRect> {
        let model = &self.draft.as_ref()?.model;
        Some(PageRect::new(0.0, 0.0, model.width_mm, model.height_mm))
    }

    /// Captures that were left out, by name, and why.
    pub(crate) fn left_out(&self) -> Vec<(&str, &'static str)> {
        let left_out = self.draft.as_ref().map(|draft| draft.left_out.as_slice()).unwrap_or_default();
        left_out.iter().filter_map(|&(idx, why)| Some((self.captures.get(idx)?.name.as_str(), why))).collect()
    }

    /// Why nothing can be enrolled yet, in one line.
    pub(crate) fn fault(&self) -> Option<String> {
        if self.name.trim().is_empty() {
            return Some("the model has no name; give it one".to_owned());
        }
        self.key.trim().parse::<ModelKey>().err().map(|error| error.to_string()).or_else(|| self.zones.fault())
    }

    /// The captures changed: what was made of others is no longer theirs.
    fn forget_draft(&mut self) {
        (self.draft, self.enrolment, self.is_saved) = (None, None, false);
    }

    fn go_to(&mut self, stage: Stage) {
        let is_there = match stage {
            Stage::Captures => true,
            Stage::Zones => self.draft.is_some(),
            Stage::Result => self.enrolment.is_some(),
        };
        if is_there {
            self.stage = stage;
            self.is_drawing = false;
        }
    }

    /// The changes of the zones. What was enrolled with others no longer holds.
    fn edit(&mut self, command: Author) {
        let features = self.zones.features.clone();
        match command {
            Author::Select(idx) => self.zones.select(idx),
            Author::Draw(is_drawing) => self.is_drawing = is_drawing,
            Author::Edit(edit) => {
                self.is_drawing = false;
                self.zones.edit(edit);
            }
            Author::Tell(tell) => self.zones.tell(tell),
            Author::EndEdit => self.zones.end(),
            Author::Undo => self.zones.undo(),
            Author::Redo => self.zones.redo(),
            _ => return,
        }
        let is_same = |enrolment: &Arc<Enrolment>| enrolment.model.zones == self.zones.all;
        if !self.enrolment.as_ref().is_none_or(is_same) {
            (self.enrolment, self.is_saved) = (None, false);
        }
        // Features are of the record; nothing was measured by them.
        self.is_saved &= self.zones.features == features;
    }

    /// The model as it is to be stored, with its features where a person changed them.
    fn store(&self) -> Option<Task> {
        let features = Some(self.zones.features.clone()).filter(|features| *features != self.features_before);
        Some(Task::Store { enrolment: self.enrolment.clone()?, features, by: self.maker() })
    }

    /// Who makes the model, where a person said it.
    fn maker(&self) -> Option<String> {
        Some(self.by.trim().to_owned()).filter(|by| !by.is_empty())
    }

    fn enrol(&self) -> Option<Task> {
        Some(Task::Enrol {
            draft: Arc::clone(self.draft.as_ref()?),
            zones: self.zones.all.clone(),
            key: self.key.trim().parse().ok()?,
            name: self.name.trim().to_owned(),
        })
    }

    /// Takes away the topmost thing that was begun: the question, then what was begun on the zones; whether there was one.
    fn close(&mut self) -> bool {
        if self.asked.take().is_some() {
            return true;
        }
        let was_any = self.is_drawing || self.zones.selected.is_some() || self.zones.written.is_some();
        if !std::mem::take(&mut self.is_drawing) {
            self.zones.select(None);
        }
        was_any
    }
}

impl State {
    /// The document that is open.
    pub(super) fn live(&self) -> Option<LiveDataSet> {
        Some(LiveDataSet {
            visible: Arc::clone(self.scan(Light::Visible)?),
            ultraviolet: self.scan(Light::Ultraviolet).cloned(),
            infrared: self.scan(Light::Infrared).cloned(),
        })
    }

    /// The changes of a model in the making.
    pub(super) fn apply_to_authoring(&mut self, command: Author) -> Option<Errand> {
        match command {
            Author::Begin => return self.leave_authoring(Leaving::ToAnother),
            Author::Leave(leaving) => return self.leave_authoring(leaving),
            Author::Discard => {
                let leaving = self.authoring.as_ref()?.asked?;
                return self.end_authoring(leaving);
            }
            _ => {}
        }
        let authoring = self.authoring.as_deref_mut()?;
        if authoring.is_saving && !matches!(command, Author::Saved) {
            return None;
        }
        let task = match command {
            Author::AskForPictures => Task::AskForPictures,
            Author::AskForFolder => Task::AskForFolder,
            Author::Add(paths) if paths.is_empty() => return None,
            Author::Add(_) if authoring.stage != Stage::Captures => {
                self.notice = Some("captures are added in the first step; zones are proposed anew after it".to_owned());
                return None;
            }
            Author::Add(paths) => Task::Read(paths),
            Author::Propose => Task::Propose(authoring.captures.iter().map(|capture| capture.live.clone()).collect()),
            Author::Enrol if authoring.fault().is_none() => authoring.enrol()?,
            Author::Save if authoring.fault().is_none() => authoring.store()?,
            other => {
                self.change_authoring(other);
                return None;
            }
        };
        let words = match &task {
            Task::Read(_) => "opening the captures",
            Task::Propose(_) => "finding the page on every capture",
            Task::Enrol { .. } => "measuring the captures",
            Task::Store { .. } => "saving the model",
            Task::AskForPictures | Task::AskForFolder => return Some(Errand::Author(task)),
        };
        authoring.is_saving = matches!(task, Task::Store { .. });
        self.begin(words);
        Some(Errand::Author(task))
    }

    /// Leaves the model in the making; where it is not saved, a person is asked first, and where it is being saved it stays.
    fn leave_authoring(&mut self, leaving: Leaving) -> Option<Errand> {
        if self.is_saving() {
            return None;
        }
        match self.authoring.as_deref_mut().filter(|authoring| authoring.is_unsaved()) {
            Some(authoring) => {
                authoring.asked = Some(leaving);
                self.sheet = None;
                None
            }
            None => self.end_authoring(leaving),
        }
    }

    /// Leaves the model in the making, saved or not; what was worked on for it, or for the document before, stops.
    fn end_authoring(&mut self, leaving: Leaving) -> Option<Errand> {
        (self.authoring, self.viewpoint) = (None, Viewpoint::Fit);
        let stop = self.working.take().map(|_| Errand::Stop);
        match leaving {
            Leaving::ToDocument => stop,
            Leaving::Window => Some(Errand::CloseWindow),
            Leaving::ToAnother => {
                let doubts = self.examined.as_ref().map(|examined| examined.examination.light_doubts.clone());
                let doubts = doubts.unwrap_or_default();
                let first = self.live().map(|live| Capture { name: live.visible.file_name.clone(), live, doubts });
                self.authoring = Some(Box::new(Authoring::new(first)));
                self.sheet = None;
                self.leave();
                stop
            }
        }
    }

    /// Those that call for no work.
    fn change_authoring(&mut self, command: Author) {
        let Some(authoring) = self.authoring.as_deref_mut() else { return };
        match command {
            Author::Added(captures) => {
                authoring.captures.extend(captures);
                authoring.forget_draft();
                self.working = None;
            }
            Author::Remove(idx) if idx < authoring.captures.len() => {
                authoring.captures.remove(idx);
                authoring.forget_draft();
            }
            Author::Proposed(proposal) => {
                let model = &proposal.draft.model;
                let page = PageRect::new(0.0, 0.0, model.width_mm, model.height_mm);
                // What a person told of the same captures before stays, but where it is.
                let is_told = authoring.zones.features != authoring.features_before;
                authoring.features_before = proposal.features;
                let mut features = authoring.features_before.clone();
                if is_told {
                    features = std::mem::take(&mut authoring.zones.features);
                    features.iter_mut().for_each(|feature| feature.zone = None);
                }
                authoring.zones = Zones::new(model.zones.clone(), features, page);
                authoring.key = proposal.key.map(|key| key.to_string()).unwrap_or_default();
                (authoring.name, authoring.note) = (proposal.name, proposal.note);
                (authoring.draft, authoring.enrolment, authoring.is_saved) = (Some(proposal.draft), None, false);
                authoring.light = Light::Visible;
                authoring.go_to(Stage::Zones);
                (self.working, self.viewpoint) = (None, Viewpoint::Fit);
            }
            Author::Name(name) => {
                authoring.name = name;
                (authoring.enrolment, authoring.is_saved) = (None, false);
            }
            Author::Key(key) => {
                authoring.key = key.to_uppercase();
                (authoring.enrolment, authoring.is_saved) = (None, false);
            }
            Author::By(by) => authoring.by = by,
            Author::Show(light) => {
                let is_there = |draft: &Arc<Draft>| draft.specimen.picture(light).is_some();
                if authoring.draft.as_ref().is_some_and(is_there) {
                    authoring.light = light;
                }
            }
            Author::GoTo(stage) => authoring.go_to(stage),
            Author::Enrolled(enrolment) => {
                (authoring.enrolment, authoring.is_saved) = (Some(enrolment), false);
                authoring.go_to(Stage::Result);
                self.working = None;
            }
            Author::Stay => authoring.asked = None,
            Author::Turn(tab) => authoring.tab = tab,
            Author::Saved => {
                (authoring.is_saved, authoring.is_saving) = (true, false);
                self.working = None;
            }
            other => authoring.edit(other),
        }
    }

    /// Whether closing the window now loses a model.
    pub(crate) fn is_model_unsaved(&self) -> bool {
        self.authoring.as_ref().is_some_and(|authoring| authoring.is_saving || authoring.is_unsaved())
    }

    /// Whether a model is being stored: it is stored whole or not at all, and nothing stops it half way.
    pub(crate) fn is_saving(&self) -> bool {
        self.authoring.as_ref().is_some_and(|authoring| authoring.is_saving)
    }

    /// Storing failed, where a model was being stored.
    pub(super) fn end_saving(&mut self) {
        if let Some(authoring) = &mut self.authoring {
            authoring.is_saving = false;
        }
    }

    /// Puts away what was begun on the zones; whether there was anything.
    pub(super) fn close_in_authoring(&mut self) -> bool {
        self.authoring.as_deref_mut().is_some_and(Authoring::close)
    }
}

#[cfg(test)]
mod tests;
