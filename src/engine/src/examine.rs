//! The one way through the engine: pictures in, examination out.

use std::ops::ControlFlow;
use std::sync::Arc;

use rayon::prelude::*;

use crate::catalog::{CheckRoutine, Guided, GuidedCheck, Weight};
use crate::check::{self, Aborted, Case, Check, Once};
use crate::date::Date;
use crate::examination::{Examination, Finding};
use crate::geometry::ScanPoint;
use crate::identify::{Identification, identify};
use crate::model::{DocumentModel, ModelKey, Reference, Specimen, ZoneRole};
use crate::page::portrait::portrait_above;
use crate::page::{LocatedBy, Page, PageError, locate_page};
use crate::reading::Readings;
use crate::reading::mrz::{Mrz, MrzReading, read_mrz};
use crate::reading::viz::{Looks, entries_saying, read_free_lines, read_viz};
use crate::register::register;
use crate::scan::{Light, LightDoubt, LiveDataSet, Scan, light_doubts};

/// What a person may set for one examination.
#[derive(Debug, Clone)]
pub struct Options {
    /// The day of the examination.
    pub today: Date,
    /// The document model, where a person chose it.
    pub model: Option<ModelKey>,
    /// The page's corners in the white-light scan, clockwise from the page's own top left, where a person set them.
    pub corners: Option<[ScanPoint; 4]>,
    /// The machine readable zone of a document beside it, such as a visa, or of its other side, where there is one.
    pub beside: Option<MrzReading>,
}

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Find and read the machine readable zone.
    ReadMrz,
    /// Find the page and straighten it.
    LocatePage,
    /// Recognise the document model.
    Identify,
    /// Lay the page over its specimen.
    Register,
    /// Read the visual inspection zone.
    ReadViz,
    /// Run the check routines.
    Check,
}

/// Why there is no examination.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ExamineError {
    /// The page was not found.
    #[error(transparent)]
    Page(#[from] PageError),
    /// The same file given for two lights.
    #[error("{file_name}: given for two lights; give each light its own picture")]
    SameFile {
        /// The file's name.
        file_name: String,
    },
    /// A picture given as white light that is dark and blue as only an ultraviolet one is.
    #[error(
        "{file_name}: this does not look like a white-light picture but like an ultraviolet one; give the right file"
    )]
    NotVisible {
        /// The file's name.
        file_name: String,
    },
    /// The caller wanted no more of it.
    #[error("cancelled")]
    Cancelled,
}

/// A page as far as it is known before anything is judged.
#[derive(Debug, Clone)]
pub struct ReadPage {
    /// The page, laid over its specimen where the model is known.
    pub page: Page,
    /// What was read from it.
    pub readings: Readings,
    /// Which model it claims to be.
    pub identification: Identification,
}

/// Examines one document. `progress` hears of each stage before it begins, and may end the work there.
///
/// # Errors
/// [`ExamineError`] where no page is found, a picture is not of the light it is given for, or `progress` breaks.
pub fn examine(
    live: &LiveDataSet,
    reference: &dyn Reference,
    options: &Options,
    progress: &(dyn Fn(Stage) -> ControlFlow<()> + Sync),
) -> Result<Examination, ExamineError> {
    begin(Stage::ReadMrz, progress)?;
    let (light_doubts, mrz) = rayon::join(|| guard_lights(live), || best_reading(live));
    let light_doubts = light_doubts?;
    let ReadPage { page, mut readings, identification } = read(live, mrz, reference, options, progress)?;
    match &identification {
        Identification::Identified { model, .. } if page.located_by == LocatedBy::Specimen => {
            readings.portrait = model.zone_of(&ZoneRole::Portrait).map(|zone| zone.area);
        }
        _ => read_without_model(&page, &mut readings),
    }
    begin(Stage::Check, progress)?;
    let siblings = siblings_of(&identification, reference);
    let findings = run_checks(&page, &readings, &identification, &siblings, options.today);
    let guided = questions(&page, &identification);
    let (live, today) = (live.clone(), options.today);
    Ok(Examination { live, light_doubts, page, readings, identification, findings, guided, today })
}

/// Reads one page whose machine readable zone has been read: finds it, recognises its model, and reads the rest of it.
///
/// # Errors
/// [`ExamineError`] where no page is found or `progress` breaks.
pub fn read(
    live: &LiveDataSet,
    mrz: Option<MrzReading>,
    reference: &dyn Reference,
    options: &Options,
    progress: &(dyn Fn(Stage) -> ControlFlow<()> + Sync),
) -> Result<ReadPage, ExamineError> {
    begin(Stage::LocatePage, progress)?;
    let page = locate_page(live, mrz.as_ref(), options.corners)?;
    begin(Stage::Identify, progress)?;
    let parsed = mrz.as_ref().and_then(|reading| Mrz::parse(&reading.text()).ok());
    let (state, code) = parsed.as_ref().map(|mrz| (mrz.issuing_state(), mrz.document_code())).unzip();
    let identification = identify(&page, state.as_deref(), code.as_deref(), options.model.as_ref(), reference);
    begin(Stage::Register, progress)?;
    let page = laid_over_specimen(page, &identification);
    begin(Stage::ReadViz, progress)?;
    let viz = match &identification {
        // A page that does not lie over its specimen has its zones elsewhere.
        Identification::Identified { model, .. } if page.located_by == LocatedBy::Specimen => read_viz(&page, model),
        _ => Vec::new(),
    };
    Ok(ReadPage {
        page,
        readings: Readings { mrz, beside: options.beside.clone(), viz, ..Readings::default() },
        identification,
    })
}

/// What is read of a page that does not lie over the specimen of its model.
fn read_without_model(page: &Page, readings: &mut Readings) {
    let zone = readings.mrz.as_ref();
    // What the lines say counts only beside the other side's zone.
    let other_side = readings.beside.as_ref().filter(|_| zone.is_none());
    let said = |other_side| entries_saying(&read_free_lines(page, zone, Looks::UntilSure), other_side);
    let (viz, portrait) = rayon::join(|| other_side.map(said), || portrait_above(page, zone));
    (readings.viz, readings.portrait) = (viz.unwrap_or_default(), portrait);
}

fn begin(stage: Stage, progress: &(dyn Fn(Stage) -> ControlFlow<()> + Sync)) -> Result<(), ExamineError> {
    match progress(stage) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ExamineError::Cancelled),
    }
}

/// Refuses pictures that are plainly not of the light they are given for, and hands on lesser doubts: a copy on bright paper
/// looks in ultraviolet much as it does in white light, and that must be examined, not refused.
fn guard_lights(live: &LiveDataSet) -> Result<Vec<LightDoubt>, ExamineError> {
    let visible = &live.visible;
    let given: Vec<_> = Light::ALL.into_iter().filter_map(|light| live.scan(light)).collect();
    for (idx, scan) in given.iter().enumerate() {
        let is_same = |other: &&&Arc<Scan>| other.sha256 == scan.sha256 && other.pixels == scan.pixels;
        if let Some(other) = given[idx + 1..].iter().find(is_same) {
            return Err(ExamineError::SameFile { file_name: other.file_name.clone() });
        }
    }
    let doubts = light_doubts(live);
    if doubts.contains(&LightDoubt::VisibleLikeUltraviolet) {
        return Err(ExamineError::NotVisible { file_name: visible.file_name.clone() });
    }
    Ok(doubts)
}

/// The zone read in white light; where that is missing or doubtful, the infrared one if it is surer (Doc 9303-2 C.7).
pub(crate) fn best_reading(live: &LiveDataSet) -> Option<MrzReading> {
    let visible = read_mrz(&live.visible).into_iter().next();
    if visible.as_ref().is_some_and(MrzReading::is_sure) {
        return visible;
    }
    let infrared = live.infrared.as_ref().and_then(|scan| read_mrz(scan).into_iter().next());
    let confidence = |reading: &Option<MrzReading>| reading.as_ref().map_or(-1.0, MrzReading::confidence);
    if confidence(&visible) < confidence(&infrared) { infrared } else { visible }
}

/// The page in the specimen's millimetres, or as it was where there is no specimen or it does not fit.
fn laid_over_specimen(page: Page, identification: &Identification) -> Page {
    let Identification::Identified { model, specimen, page_from_specimen, .. } = identification else { return page };
    register(&page, model, specimen, *page_from_specimen).unwrap_or(page)
}

/// A model with its specimen.
type Known = (Arc<DocumentModel>, Arc<Specimen>);

/// The identified model's predecessor and successor, as far as the database has them.
fn siblings_of(identification: &Identification, reference: &dyn Reference) -> Vec<Known> {
    let Identification::Identified { model, .. } = identification else { return Vec::new() };
    let keys = [&model.predecessor, &model.successor].into_iter().flatten();
    keys.filter_map(|key| Some((reference.model(key)?, reference.specimen(key).ok()?))).collect()
}

/// What the model's catalogue asks the examiner, nothing answered yet.
fn questions(page: &Page, identification: &Identification) -> Vec<Guided> {
    let Identification::Identified { model, .. } = identification else { return Vec::new() };
    let place = |check: &GuidedCheck| check.zone.as_deref().and_then(|id| model.zone(id)).map(|zone| zone.area);
    let of = |check: &GuidedCheck| Guided {
        area: place(check).unwrap_or_else(|| page.area()),
        check: check.clone(),
        answer: None,
    };
    model.guided.iter().map(of).collect()
}

/// Every routine that applies, run side by side, in the catalogue's order.
fn run_checks(
    page: &Page,
    readings: &Readings,
    identification: &Identification,
    siblings: &[Known],
    today: Date,
) -> Vec<Finding> {
    let (model, claim) = match identification {
        Identification::Identified { model, specimen, .. } => (Some((&**model, &**specimen)), None),
        Identification::NotIdentified { claim, .. } => (None, claim.as_ref()),
    };
    let once = Once::default();
    let case = Case { page, readings, model, siblings, claim, once: &once, today };
    let glare = check::glare::glare_on(&case);
    let is_hidden =
        |routine: &CheckRoutine| glare.as_ref().is_some_and(|glare| check::glare::hides(glare, &case, routine));
    let of_models = model.map_or(&[][..], |(model, _)| &model.routines[..]);
    let mut runs: Vec<(&Check, CheckRoutine)> = Vec::new();
    for check in check::all() {
        let of_model = || of_models.iter().filter(|routine| routine.check == check.name);
        let of_any = if (check.is_asked)(readings) { (check.without_model)() } else { Vec::new() };
        // Where a level of the model's own is counted, one set for all documents and not counted has nothing to add.
        let is_judged = of_model().any(|routine| routine.weight != Weight::Evaluatory);
        let of_any = of_any.into_iter().filter(|routine| !is_judged || routine.weight != Weight::Evaluatory);
        runs.extend(of_any.map(|routine| (check, routine)));
        runs.extend(of_model().map(|routine| (check, routine.clone())));
    }
    // One at a time: they differ in length a hundredfold. Those that are their check's only one first: some of them are the
    // longest, and one begun last would be waited for by all other threads.
    let n_of = |check: &Check| runs.iter().filter(|run| run.0.name == check.name).count();
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_cached_key(|&idx| n_of(runs[idx].0));
    let judged = |idx: usize| {
        let (check, routine) = &runs[idx];
        let result = if is_hidden(routine) { Err(Aborted::Covered) } else { check.judge(&case, routine) };
        (idx, Finding { routine: routine.clone(), result })
    };
    let mut findings: Vec<(usize, Finding)> = order.into_par_iter().with_max_len(1).map(judged).collect();
    findings.sort_by_key(|(idx, _)| *idx);
    findings.into_iter().map(|(_, finding)| finding).collect()
}
