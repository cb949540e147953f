//! `intaglio enrol`: the shipped models' check routines and thresholds, from minted captures of unaltered documents.
//!
//! The catalogues under `reference-specimens/` are made by this command alone, from seeds that no bench uses; a third of
//! the captures are of worn documents.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use engine::check::Case;
use engine::date::Date;
use engine::enrol::{Measurement, enrolled, measure, propose_routines};
use engine::identify::Identification;
use engine::model::{DocumentModel, Reference, Specimen};
use engine::{Options, examine};
use mint::{Alteration, CaptureKind, ModelDesign};

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
}

/// Mints, measures, and writes the catalogues.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let database = reference::Database::in_memory()?;
    for design in named_models(&args.model)? {
        let key = design.model.key.clone();
        let model = database.model(&key).with_context(|| format!("no record of {key}; write the specimens first"))?;
        let specimen = database.specimen(&key)?;
        let proposed = propose_routines(&model, &specimen);
        let siblings = siblings_of(&model, &database);
        let mut rows: Vec<Vec<Measurement>> = Vec::new();
        for idx in 0..args.captures {
            let minted = mint_unaltered(&design, idx);
            let captured = mint::capture(&minted, KINDS[idx % KINDS.len()], SEED + idx as u64);
            let live = crate::bench::live_of(&captured);
            let options = Options { today: today()?, model: Some(key.clone()), corners: None };
            let examined = examine(&live, &database, &options, &|_| ControlFlow::Continue(()));
            let Ok(examination) = examined else { continue };
            if !matches!(examination.identification, Identification::Identified { .. }) {
                continue;
            }
            let case = Case {
                page: &examination.page,
                readings: &examination.readings,
                model: Some((&model, &specimen)),
                siblings: &siblings,
                today: examination.today,
            };
            rows.push(measure(&proposed, &case));
            eprintln!("{key} {} of {}", idx + 1, args.captures);
        }
        let routines = enrolled(&proposed, &rows);
        reference::write_catalog(&args.folder.join(key.to_string()), &routines)?;
        println!("{key}: {} routines from {} captures", routines.len(), rows.len());
    }
    Ok(())
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
fn today() -> anyhow::Result<Date> {
    Date::new(2026, 6, 1).context("no such day")
}
