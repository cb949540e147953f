//! `intaglio enrol`: the shipped models' check routines and thresholds, from minted captures of unaltered documents.
//!
//! The catalogues under `reference-specimens/` are made by this command alone, from seeds that no bench uses; a third of
//! the captures are of worn documents.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use engine::Options;
use engine::catalog::CheckRoutine;
use engine::check::{self, Case, Once};
use engine::date::Date;
use engine::enrol::{Measurement, enrolled, measure, propose_routines};
use engine::identify::Identification;
use engine::model::{DocumentModel, Reference, Specimen};
use engine::reading::mrz::read_mrz;
use mint::{Alteration, CaptureKind, ModelDesign};

use crate::bench::side_by_side::side_by_side;
use crate::usage::WrongUsage;

/// First seed of the holders and copies enrolled on; benches use larger ones.
const SEED: u64 = 20_000;
/// Kinds of capture, in turn.
const KINDS: [CaptureKind; 4] = [
    CaptureKind::Flatbed { ppi: 300.0 },
    CaptureKind::Reader { ppi: 400.0 },
    CaptureKind::Flatbed { ppi: 400.0 },
    CaptureKind::Reader { ppi: 300.0 },
];

/// Options of `enrol`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with the models' folders; each gets its `catalog.toml`
    #[arg(default_value = "reference-specimens")]
    folder: PathBuf,
    /// Captures of each model
    #[arg(long, default_value_t = 36)]
    captures: usize,
    /// Only models whose key begins so
    #[arg(long, default_value = "")]
    model: String,
    /// Only this check's routines; the others stay as they are in the shipped catalogue; may be given several times
    #[arg(long)]
    check: Vec<String>,
}

/// Mints, measures, and writes the catalogues.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let database = reference::Database::in_memory()?;
    if let Some(name) = args.check.iter().find(|name| check::by_name(name).is_none()) {
        return Err(WrongUsage::unknown("check", name, check::all().iter().map(|check| check.name)).into());
    }
    let is_wanted = |routine: &CheckRoutine| args.check.is_empty() || args.check.contains(&routine.check);
    for design in named_models(&args.model)? {
        let key = design.model.key.clone();
        let known = Known::of(&design, &database)?;
        let (proposed, kept) =
            propose_routines(&known.model, &known.specimen).into_iter().partition::<Vec<_>, _>(is_wanted);
        let (enrolled, n_captures) = known.enrolled_on(args.captures, &proposed, &design, &database);
        let routines = in_proposed_order(enrolled, &kept, &known.model);
        reference::write_catalog(&args.folder.join(key.to_string()), &routines)?;
        println!("{key}: {} routines from {n_captures} captures", routines.len());
    }
    Ok(())
}

/// All routines of a design whose model and specimen the database has, enrolled on so many captures as those shipped are.
pub(crate) fn routines_of(
    design: &ModelDesign,
    n_captures: usize,
    database: &reference::Database,
) -> anyhow::Result<Vec<CheckRoutine>> {
    let known = Known::of(design, database)?;
    let proposed = propose_routines(&known.model, &known.specimen);
    Ok(known.enrolled_on(n_captures, &proposed, design, database).0)
}

/// Routines just enrolled among those that a model has already, in the order in which checks propose them.
fn in_proposed_order(enrolled: Vec<CheckRoutine>, kept: &[CheckRoutine], model: &DocumentModel) -> Vec<CheckRoutine> {
    let shipped = |routine: &CheckRoutine| model.routines.iter().find(|other| other.uuid == routine.uuid).cloned();
    let mut routines: Vec<CheckRoutine> = enrolled.into_iter().chain(kept.iter().filter_map(shipped)).collect();
    let order = |routine: &CheckRoutine| check::all().iter().position(|check| check.name == routine.check);
    routines.sort_by_key(order);
    routines
}

/// The models of the database whose key begins so.
///
/// # Errors
/// [`WrongUsage`] where there is none.
pub(crate) fn named_models(beginning: &str) -> Result<Vec<ModelDesign>, WrongUsage> {
    let all = || mint::models().into_iter().filter(|design| !design.is_held_out);
    let found: Vec<ModelDesign> = all().filter(|design| design.model.key.to_string().starts_with(beginning)).collect();
    if found.is_empty() {
        return Err(WrongUsage::unknown("document model", beginning, all().map(|design| design.model.key)));
    }
    Ok(found)
}

/// A model with all the checks compare with.
struct Known {
    model: Arc<DocumentModel>,
    specimen: Arc<Specimen>,
    siblings: Vec<(Arc<DocumentModel>, Arc<Specimen>)>,
}

impl Known {
    fn of(design: &ModelDesign, database: &reference::Database) -> anyhow::Result<Self> {
        let key = &design.model.key;
        let model = database.model(key).with_context(|| format!("no record of {key}; write the specimens first"))?;
        let (specimen, siblings) = (database.specimen(key)?, siblings_of(&model, database));
        Ok(Self { model, specimen, siblings })
    }

    /// What is proposed, with thresholds from so many captures; and how many of them were taken for the model.
    fn enrolled_on(
        &self,
        n_captures: usize,
        proposed: &[CheckRoutine],
        design: &ModelDesign,
        database: &reference::Database,
    ) -> (Vec<CheckRoutine>, usize) {
        let of_capture = |idx: usize| measured(design, idx, database, self, proposed);
        let rows: Vec<Vec<Measurement>> = side_by_side(n_captures, of_capture).into_iter().flatten().collect();
        (enrolled(proposed, &rows), rows.len())
    }
}

/// What every proposed routine measures on one capture; `None` where it is not taken for the model at all.
fn measured(
    design: &ModelDesign,
    idx: usize,
    database: &reference::Database,
    known: &Known,
    proposed: &[CheckRoutine],
) -> Option<Vec<Measurement>> {
    let minted = mint_unaltered(design, idx);
    let captured = mint::capture(&minted, KINDS[idx % KINDS.len()], SEED + idx as u64);
    let options = Options { today: today()?, model: Some(known.model.key.clone()), corners: None, beside: None };
    let live = crate::bench::live_of(&captured);
    let mrz = read_mrz(&live.visible).into_iter().next();
    let read = engine::read(&live, mrz, database, &options, &|_| ControlFlow::Continue(())).ok()?;
    matches!(read.identification, Identification::Identified { .. }).then_some(())?;
    let once = Once::default();
    let case = Case {
        page: &read.page,
        readings: &read.readings,
        model: Some((&known.model, &known.specimen)),
        siblings: &known.siblings,
        claim: None,
        once: &once,
        today: options.today,
    };
    eprintln!("{} {}", known.model.key, idx + 1);
    Some(measure(proposed, &case))
}

fn mint_unaltered(design: &ModelDesign, idx: usize) -> mint::Minted {
    let worn: Vec<Alteration> = Alteration::ALL.into_iter().filter(|alteration| alteration.is_benign()).collect();
    let wear: Vec<Alteration> =
        (idx % 3 == 2).then(|| worn.get(idx / 3 % worn.len()).copied()).flatten().into_iter().collect();
    let holders = mint::holders(design, SEED, idx + 1);
    mint::mint_page(design, &holders[idx], &wear, SEED + idx as u64)
}

fn siblings_of(model: &DocumentModel, database: &reference::Database) -> Vec<(Arc<DocumentModel>, Arc<Specimen>)> {
    let keys = [&model.predecessor, &model.successor].into_iter().flatten();
    keys.filter_map(|key| Some((database.model(key)?, database.specimen(key).ok()?))).collect()
}

/// The day minted documents are examined on.
fn today() -> Option<Date> {
    Date::new(2026, 10, 1)
}
