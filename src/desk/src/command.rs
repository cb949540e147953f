//! Everything a person, a key or a finished job can do to the window.

pub(crate) mod authoring;
pub(crate) mod comparing;

use std::path::PathBuf;
use std::sync::Arc;

use engine::catalog::Answer;
use engine::examination::{Examination, Finding};
use engine::geometry::ScanPoint;
use engine::model::{DocumentModel, ModelKey};
use engine::scan::{Light, Scan, guess_light};
use reference::Record;

use self::authoring::Author;
use self::comparing::Compare;
use crate::job::Step;
use crate::state::listed::Listed;
use crate::state::{Sheet, Viewpoint};

/// A file to open, and the light it shows where a person said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Where it is.
    pub path: PathBuf,
    /// The light a person gave it; `None` to go by its name.
    pub light: Option<Light>,
}

/// The file with its light: the one a person gave, else the one its name speaks of.
pub fn with_light(given: Given) -> Given {
    let by_name = || guess_light(&given.path.file_name()?.to_string_lossy());
    Given { light: given.light.or_else(by_name), ..given }
}

/// One change of the [`crate::state::State`].
#[derive(Debug, Clone)]
pub(crate) enum Command {
    /// Choose files in a dialog; for that light, or by their names.
    AskForFiles(Option<Light>),
    /// Open these files.
    Open(Vec<Given>),
    /// The pictures of the files were decoded.
    Opened(Vec<Arc<Scan>>),
    /// Examine the document again.
    Examine,
    /// Stop what runs.
    Cancel,
    /// A job came a step further.
    Advance(Step),
    /// The engine has examined the document.
    Examined(Arc<Examination>),
    /// A job could not do its work: one line, cause then advice.
    Fail(String),
    /// Say something in one line; what runs goes on.
    Notify(String),
    /// Put the line about what went wrong away.
    DismissNotice,

    /// Show the page in that light.
    Show(Light),
    /// Look at the page from there.
    Look(Viewpoint),
    /// Show the specimen in place of the page, or the page again.
    ShowSpecimen(bool),
    /// Choose a finding by its index.
    Choose(usize),
    /// Choose the finding so many rows below (above where negative).
    ChooseRelative(isize),
    /// Choose no finding.
    ChooseNone,
    /// Choose a question to the examiner by its index.
    ChooseGuided(usize),
    /// The examiner's answer to that question; `None` takes it back.
    Answer(usize, Option<Answer>),

    /// Begin to type the MRZ.
    BeginMrz,
    /// Line so and so of the typed MRZ now reads so.
    TypeMrz(usize, String),
    /// Line so and so of the typed MRZ is at its end; what was typed of the next ones before the window could follow.
    EndMrzLine(usize, Vec<String>),
    /// Check the typed MRZ.
    CheckMrz,
    /// The findings with the typed MRZ.
    MrzChecked(Vec<String>, Vec<Finding>),
    /// Go back to the MRZ as it was read.
    ForgetMrz,

    /// Begin to set the page's corners.
    BeginCorners,
    /// Corner so and so, clockwise from the top left, lies there in the white-light scan.
    MoveCorner(usize, ScanPoint),
    /// Examine with these corners.
    ExamineCorners,

    /// Leave what was begun: typing, corners.
    Leave,
    /// Choose the document model by hand.
    BeginModel,
    /// The models of the reference database.
    ModelsListed(Listed),
    /// Narrow the list of models to those with these letters.
    FilterModels(String),
    /// Examine as this model; `None` to have it identified.
    ExamineAs(Option<ModelKey>),
    /// Open the reference browser, at the identified model where there is one.
    Browse,
    /// The open record: its model, and what it says beside.
    RecordRead(Arc<DocumentModel>, Option<Arc<Record>>),
    /// Keys of the models in whose records these words occur.
    RecordsFound(String, Vec<String>),
    /// Narrow the browser's list to models with these letters.
    FilterRecords(String),
    /// Open this model's record.
    OpenRecord(ModelKey),
    /// Show the open record's specimen in that light.
    ShowRecordIn(Light),
    /// Look at that zone of the open record, or no longer.
    LookAtZone(String),
    /// Compare two models.
    Compare(Compare),
    /// Small pictures of these models are to be seen.
    WantThumbnails(Vec<ModelKey>),
    /// Write the quick card of that model.
    PrintCard(ModelKey),
    /// Make a model of captures.
    Author(Author),
    /// Open a sheet over the window.
    OpenSheet(Sheet),
    /// Close the sheet, or whatever is topmost.
    Close,
    /// The other theme.
    SwitchTheme,
}
