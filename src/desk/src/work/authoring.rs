//! A model made of captures: what the window asks for, each on a job's thread.

use std::path::PathBuf;
use std::sync::Arc;

use engine::enrol::{Draft, Enrolment};
use engine::model::{ModelKey, Zone};
use engine::scan::{Light, LightDoubt, LiveDataSet, light_doubts};
use reference::Feature;

use super::{Rasters, Workshop};
use crate::job::Progress;
use crate::raster::Raster;

/// One laying of one document in up to three lights.
#[derive(Debug, Clone)]
pub struct Capture {
    /// What a person knows it by: its folder or file.
    pub name: String,
    /// Its pictures.
    pub live: LiveDataSet,
    /// Those that do not look like the light they were given as.
    pub doubts: Vec<LightDoubt>,
}

impl Capture {
    /// A capture whose pictures are held against the light they were given as.
    pub fn new(name: String, live: LiveDataSet) -> Self {
        Self { name, doubts: light_doubts(&live), live }
    }
}

/// Captures straightened, with proposals a person corrects.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The model with its proposed zones.
    pub draft: Arc<Draft>,
    /// The model's key; `None` where no machine readable zone was read.
    pub key: Option<ModelKey>,
    /// The model's name.
    pub name: String,
    /// What a person should know of the key, in one line.
    pub note: Option<String>,
    /// Features that the record of that key has, where the model was enrolled before.
    pub features: Vec<Feature>,
}

/// What makes models of captures. A message names the cause, then advice; work stops soon after a report breaks.
pub trait ModelMaker: Send + Sync {
    /// The captures in these files and folders.
    ///
    /// # Errors
    /// One line where a picture cannot be read or does not belong to a capture.
    fn read(&self, paths: &[PathBuf]) -> Result<Vec<Capture>, String>;

    /// Straightens captures and proposes zones, key and name.
    ///
    /// # Errors
    /// One line where no page is found.
    fn propose(&self, captures: &[LiveDataSet], progress: &Progress) -> Result<Proposal, String>;

    /// Enrols thresholds.
    ///
    /// # Errors
    /// One line where the page shows too little to be recognised by.
    fn enrol(&self, draft: Draft, key: ModelKey, name: String, progress: &Progress) -> Result<Enrolment, String>;

    /// Stores a model as a draft by that person; it serves at once. It has these features, or those its record had.
    ///
    /// # Errors
    /// One line where the database cannot be written or the record says what cannot be.
    fn store(&self, enrolment: &Enrolment, features: Option<&[Feature]>, by: Option<&str>) -> Result<(), String>;
}

/// Work the state asks for.
#[derive(Debug, Clone)]
pub(crate) enum Task {
    /// A dialog for the pictures of a capture.
    AskForPictures,
    /// A dialog for a folder.
    AskForFolder,
    /// Read captures.
    Read(Vec<PathBuf>),
    /// Propose zones.
    Propose(Vec<LiveDataSet>),
    /// Enrol with these zones.
    Enrol {
        /// The model as it was proposed.
        draft: Arc<Draft>,
        /// The zones as they shall be.
        zones: Vec<Zone>,
        /// Its key.
        key: ModelKey,
        /// Its name.
        name: String,
    },
    /// Store.
    Store {
        /// The model.
        enrolment: Arc<Enrolment>,
        /// Its features; `None` for those its record had.
        features: Option<Vec<Feature>>,
        /// Who made it.
        by: Option<String>,
    },
}

/// What came of a task.
pub(crate) enum Done {
    /// Files or folders a person chose; none where they thought better of it.
    Chosen(Vec<PathBuf>),
    /// Captures.
    Read(Vec<Capture>),
    /// A proposal, with its specimen for the screen.
    Proposed(Proposal, Box<Rasters>),
    /// A model.
    Enrolled(Arc<Enrolment>),
    /// It is stored.
    Stored,
}

/// Does a task.
///
/// # Errors
/// One line: cause, then advice.
pub(crate) fn run(workshop: &Workshop, task: Task, progress: &Progress) -> Result<Done, String> {
    let maker = &*workshop.maker;
    Ok(match task {
        Task::AskForPictures => {
            let dialog = rfd::FileDialog::new().set_title("Pictures of one capture, one a light");
            let dialog = dialog.add_filter("Pictures", &crate::app::PICTURES).add_filter("All files", &["*"]);
            Done::Chosen(dialog.pick_files().unwrap_or_default())
        }
        Task::AskForFolder => {
            let dialog = rfd::FileDialog::new().set_title("Folder of a capture, or with one folder a capture");
            Done::Chosen(dialog.pick_folder().into_iter().collect())
        }
        Task::Read(paths) => Done::Read(maker.read(&paths)?),
        Task::Propose(captures) => {
            let proposal = maker.propose(&captures, progress)?;
            let specimen = &proposal.draft.specimen;
            let rasters = Light::ALL.map(|light| Raster::of_specimen(specimen, light));
            Done::Proposed(proposal, Box::new(rasters))
        }
        Task::Enrol { draft, zones, key, name } => {
            let draft = Arc::unwrap_or_clone(draft).with_zones(zones);
            Done::Enrolled(Arc::new(maker.enrol(draft, key, name, progress)?))
        }
        Task::Store { enrolment, features, by } => {
            maker.store(&enrolment, features.as_deref(), by.as_deref())?;
            Done::Stored
        }
    })
}
