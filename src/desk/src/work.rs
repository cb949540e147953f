//! The work behind the window: opening files, examining, checking a typed MRZ. Every function here runs on a job's thread.

pub(crate) mod authoring;

use std::path::Path;
use std::sync::Arc;

use engine::catalog::CheckGroup;
use engine::check::{self, Case, Once};
use engine::examination::{Examination, Finding};
use engine::identify::Identification;
use engine::model::{DocumentModel, ModelKey, Reference, Zone};
use engine::reading::Readings;
use engine::reading::mrz::{CharReading, MrzFormat, MrzReading};
use engine::register::print_differs;
use engine::scan::{Light, LiveDataSet, Scan};
use reference::Record;

use self::authoring::ModelMaker;
use crate::command::Given;
use crate::job::Progress;
use crate::raster::Raster;
use crate::state::comparing::{light_of, zones_not_in};
use crate::state::{Choices, light_idx};

/// Decodes one file; a message names the cause, then advice.
pub type Decode = dyn Fn(&Path, Option<Light>) -> Result<Scan, String> + Send + Sync;

/// Examines one document; a message names the cause, then advice. Stops soon after a report breaks.
pub type Examine = dyn Fn(&LiveDataSet, &Choices, &Progress) -> Result<Examination, String> + Send + Sync;

/// The record of a model, where there is one.
pub type Describe = dyn Fn(&ModelKey) -> Option<Arc<Record>> + Send + Sync;

/// A model's picture in white light as a small JPEG; `None` where there is none.
pub type Thumbnail = dyn Fn(&ModelKey) -> Option<Vec<u8>> + Send + Sync;

/// A model's quick card as a PDF; a message names the cause, then advice.
pub type Card = dyn Fn(&ModelKey) -> Result<Vec<u8>, String> + Send + Sync;

/// Keys of the models in whose records these words occur.
pub type Search = dyn Fn(&str) -> Vec<String> + Send + Sync;

/// What the window needs from outside, so that tests can bring their own.
#[derive(Clone)]
pub struct Workshop {
    /// Decodes files.
    pub decode: Arc<Decode>,
    /// Examines documents.
    pub examine: Arc<Examine>,
    /// What the reference database says of a model for people, as far as the user may see it.
    pub describe: Arc<Describe>,
    /// Searches what it says, as far as the user may see it.
    pub search: Arc<Search>,
    /// The reference database.
    pub reference: Arc<dyn Reference + Send + Sync>,
    /// Small pictures for lists.
    pub thumbnail: Arc<Thumbnail>,
    /// Quick cards for print.
    pub card: Arc<Card>,
    /// Makes models of captures.
    pub maker: Arc<dyn ModelMaker>,
}

/// Pictures for the screen, by light in the order of `Light::ALL`.
pub(crate) type Rasters = [Option<Raster>; 3];

/// Decoded files, and what could not be decoded in one line.
pub(crate) struct Opening {
    /// The pictures.
    pub scans: Vec<Arc<Scan>>,
    /// The same for the screen.
    pub rasters: Rasters,
    /// What went wrong.
    pub notice: Option<String>,
}

/// Decodes files; one that cannot be read does not keep the others away.
pub(crate) fn open(workshop: &Workshop, files: &[Given], progress: &Progress) -> Opening {
    let mut opening = Opening { scans: Vec::new(), rasters: [None, None, None], notice: None };
    for (idx, given) in files.iter().enumerate() {
        let name = given.path.file_name().unwrap_or(given.path.as_os_str()).to_string_lossy().into_owned();
        if progress.report(format!("opening {name}"), idx as f32 / files.len() as f32).is_break() {
            break;
        }
        match (workshop.decode)(&given.path, given.light) {
            Ok(scan) => {
                opening.rasters[light_idx(scan.light)] = Some(Raster::of_scan(&scan.pixels));
                opening.scans.retain(|other| other.light != scan.light);
                opening.scans.push(Arc::new(scan));
            }
            Err(cause) => opening.notice = Some(cause),
        }
    }
    opening
}

/// An examination with its pictures for the screen.
pub(crate) struct Examining {
    /// What the engine found.
    pub examination: Arc<Examination>,
    /// The page.
    pub page: Rasters,
    /// The specimen, where the model is identified.
    pub specimen: Rasters,
}

/// Examines a document and prepares its pictures.
///
/// # Errors
/// The engine's, in one line.
pub(crate) fn examine(
    workshop: &Workshop,
    live: &LiveDataSet,
    choices: &Choices,
    progress: &Progress,
) -> Result<Examining, String> {
    let examination = Arc::new((workshop.examine)(live, choices, progress)?);
    let page = &examination.page;
    let page_rasters = Light::ALL.map(|light| page.view(light).map(|view| Raster::of_page(view, page.area())));
    let specimen = match &examination.identification {
        Identification::Identified { specimen, .. } => Light::ALL.map(|light| Raster::of_specimen(specimen, light)),
        Identification::NotIdentified { .. } => [None, None, None],
    };
    Ok(Examining { page: page_rasters, specimen, examination })
}

/// The examination's findings, those on the text of the MRZ judged anew on what a person typed. The machine's reading
/// stays in the examination.
pub(crate) fn check_typed_mrz(examination: &Examination, lines: &[String]) -> Vec<Finding> {
    let readings = Readings { mrz: Some(typed_reading(examination, lines)), ..examination.readings.clone() };
    let model = match &examination.identification {
        Identification::Identified { model, specimen, .. } => Some((&**model, &**specimen)),
        Identification::NotIdentified { .. } => None,
    };
    let once = Once::default();
    let case = Case {
        once: &once,
        page: &examination.page,
        readings: &readings,
        model,
        siblings: &[],
        claim: None,
        today: examination.today,
    };
    let is_on_text = |group| matches!(group, CheckGroup::MrzConsistency | CheckGroup::DateOfExpiry);
    let judged = examination.findings.iter().map(|finding| match check::by_name(&finding.routine.check) {
        Some(check) if is_on_text(finding.routine.group) => {
            Finding { result: check.judge(&case, &finding.routine), routine: finding.routine.clone() }
        }
        _ => finding.clone(),
    });
    judged.collect()
}

/// Typed lines in the places where the machine read characters.
fn typed_reading(examination: &Examination, lines: &[String]) -> MrzReading {
    let read = examination.readings.mrz.as_ref();
    let cell_of = |line_idx: usize, column: usize| {
        let line = read.and_then(|mrz| mrz.lines.get(line_idx))?;
        Some(line.get(column).or(line.last())?.cell_in_scan)
    };
    let corner = examination.page.corners_in_scan();
    let typed = lines.iter().enumerate().map(|(line_idx, text)| {
        let characters = text.chars().enumerate().map(|(column, symbol)| CharReading {
            symbol,
            confidence: 1.0,
            alternatives: Vec::new(),
            cell_in_scan: cell_of(line_idx, column).unwrap_or(corner),
        });
        characters.collect()
    });
    MrzReading {
        format: MrzFormat::of(lines),
        lines: typed.collect(),
        light: read.map_or(Light::Visible, |mrz| mrz.light),
    }
}

/// A model, what its record says beside, and its specimen for the screen.
pub(crate) struct Shown {
    /// The model.
    pub model: Arc<DocumentModel>,
    /// Its record, where the database has more than the model.
    pub record: Option<Arc<Record>>,
    /// Its specimen; no picture in lights it lacks.
    pub rasters: Rasters,
}

/// What the browser shows of a model.
///
/// # Errors
/// One line where its record or its pictures cannot be had.
pub(crate) fn show_record(workshop: &Workshop, key: &ModelKey) -> Result<Shown, String> {
    let reference = &workshop.reference;
    let model = reference.model(key).ok_or_else(|| format!("there is no record of {key}; choose another model"))?;
    let specimen = reference.specimen(key).map_err(|error| error.to_string())?;
    let rasters = Light::ALL.map(|light| Raster::of_specimen(&specimen, light));
    Ok(Shown { model, record: (workshop.describe)(key), rasters })
}

/// A model beside which another is shown.
pub(crate) struct Compared {
    /// The other.
    pub shown: Shown,
    /// Zones at the same place on both whose print differs, by the first one's names.
    pub other_print: Vec<String>,
}

/// What is shown of `other` beside `key`.
///
/// # Errors
/// As [`show_record`], of either.
pub(crate) fn compare(workshop: &Workshop, key: &ModelKey, other: &ModelKey) -> Result<Compared, String> {
    let shown = show_record(workshop, other)?;
    let reference = &workshop.reference;
    let model = reference.model(key).ok_or_else(|| format!("there is no record of {key}; choose another model"))?;
    let specimen = |key: &ModelKey| reference.specimen(key).map_err(|error| error.to_string());
    let (own, others) = (specimen(key)?, specimen(other)?);
    let alone = zones_not_in(&model, &shown.model);
    let is_shared = |zone: &&Zone| !zone.is_dynamic && alone.iter().all(|other| other.id != zone.id);
    let has_other_print =
        |zone: &&Zone| print_differs((&model, &own), (&shown.model, &others), zone.area, light_of(zone)) == Some(true);
    let zones = model.zones.iter().filter(is_shared).filter(has_other_print);
    let other_print = zones.map(|zone| zone.id.clone()).collect();
    Ok(Compared { shown, other_print })
}

/// Small pictures of these models for the screen.
pub(crate) fn thumbnails(workshop: &Workshop, keys: Vec<ModelKey>) -> Vec<(ModelKey, Option<Raster>)> {
    let raster = |key: &ModelKey| {
        let picture = image::load_from_memory(&(workshop.thumbnail)(key)?).ok()?;
        Some(Raster::of_scan(&picture.to_rgb8()))
    };
    keys.into_iter().map(|key| (key.clone(), raster(&key))).collect()
}

/// Asks where to write the quick card of that model, and writes it; what was done, or nothing where the person thinks better of
/// it.
///
/// # Errors
/// One line where there is no card or the file cannot be written.
pub(crate) fn print_card(workshop: &Workshop, key: &ModelKey) -> Result<Option<String>, String> {
    let card = (workshop.card)(key)?;
    let dialog = rfd::FileDialog::new().set_title("Save the quick card, one page of A5").add_filter("PDF", &["pdf"]);
    let Some(file) = dialog.set_file_name(format!("{key}.pdf")).save_file() else { return Ok(None) };
    let shown = file.display();
    std::fs::write(&file, card)
        .map_err(|error| format!("{shown}: cannot be written: {error}; choose another folder"))?;
    Ok(Some(format!("The quick card is saved as {shown}")))
}
