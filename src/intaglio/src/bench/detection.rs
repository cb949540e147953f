//! `intaglio bench detection`: which alterations are found, by which checks, and how often an unaltered page alarms.
//!
//! Documents are minted from seeds that enrolled and tuned nothing. An alteration is found when a counted check fails; its
//! place is hit when a failed check points into the altered area. Wear is no alteration: a worn page that fails is a false
//! alarm.

mod tally;
mod trial;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use engine::date::Date;
use mint::{Alteration, CaptureKind, ModelDesign};
use serde_json::json;

use self::tally::{Tally, print_table};
use self::trial::{Plan, Trial};
use super::side_by_side::side_by_side;
use crate::usage::WrongUsage;

/// First seed of the holders and copies measured on. Enrolment uses 20000 and on, tuning 40000 and on.
const SEED: u64 = 60_000;
/// The captures of each document.
const KINDS: [CaptureKind; 2] = [CaptureKind::Flatbed { ppi: 300.0 }, CaptureKind::Reader { ppi: 400.0 }];

/// Options of `bench detection`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Documents of each model, altered in each way and unaltered
    #[arg(long, default_value_t = 5)]
    documents: usize,
    /// First seed of the documents; another than the usual one is for tuning, not for reporting
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Only models whose key begins so
    #[arg(long, default_value = "")]
    model: String,
    /// Only this way of altering, by its name in the mint; `none` for unaltered; may be given several times
    #[arg(long)]
    only: Vec<String>,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
    /// Write what every routine said of every document, one JSON object a line
    #[arg(long)]
    findings: Option<PathBuf>,
}

/// Mints, examines, prints.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let database = reference::Database::in_memory()?;
    let today = Date::new(2026, 10, 1).context("no such day")?;
    let designs = crate::enrol::named_models(&args.model)?;
    let mut findings = match &args.findings {
        Some(path) => Some(std::fs::File::create(path).with_context(|| format!("{}: cannot write", path.display()))?),
        None => None,
    };
    let mut tallies = Vec::new();
    for treatment in treatments(&args.only)? {
        for kind in KINDS {
            let trials = trials_of(treatment, kind, &designs, args, (&database, today));
            let name = name_of(treatment);
            let is_altered = treatment.is_some_and(|alteration| !alteration.is_benign());
            let mut tally = Tally::new(name, is_altered, kind.ppi().unwrap_or(0.0) as u32);
            trials.iter().for_each(|trial| tally.count(trial));
            for trial in findings.is_some().then_some(&trials).into_iter().flatten() {
                let line = serde_json::to_string(trial)?;
                findings.iter_mut().try_for_each(|file| writeln!(file, "{line}"))?;
            }
            eprintln!("{name} {}: {} documents", kind.name(), trials.len());
            tallies.push(tally);
        }
    }
    if args.json {
        println!("{:#}", json!({ "treatments": tallies.iter().map(Tally::json).collect::<Vec<_>>() }));
    } else {
        print_table(&tallies);
    }
    Ok(())
}

/// Unaltered, then every alteration, then every kind of wear; or those named.
fn treatments(only: &[String]) -> Result<Vec<Option<Alteration>>, WrongUsage> {
    let all = || std::iter::once(None).chain(Alteration::ALL.into_iter().map(Some));
    if only.is_empty() {
        return Ok(all().collect());
    }
    let named = |name: &String| {
        let found = all().find(|treatment| *name == name_of(*treatment));
        found.ok_or_else(|| WrongUsage::unknown("alteration", name, all().map(name_of)))
    };
    only.iter().map(named).collect()
}

fn name_of(treatment: Option<Alteration>) -> &'static str {
    treatment.map_or("none", Alteration::name)
}

/// Documents of every model to which the treatment applies, several at a time, in a fixed order.
fn trials_of(
    treatment: Option<Alteration>,
    kind: CaptureKind,
    designs: &[ModelDesign],
    args: &Args,
    (database, today): (&reference::Database, Date),
) -> Vec<Trial> {
    let applies = |design: &&ModelDesign| treatment.is_none_or(|alteration| alteration.applies_to(design));
    let documents: Vec<_> = designs
        .iter()
        .filter(applies)
        .flat_map(|design| {
            let holders = mint::holders(design, args.seed, args.documents);
            holders.into_iter().enumerate().map(move |(idx, holder)| (design, holder, idx))
        })
        .collect();
    side_by_side(documents.len(), |at| {
        let (design, holder, idx) = &documents[at];
        let plan = Plan { treatment, kind, design, holder, seed: args.seed + *idx as u64 };
        plan.examined(database, today)
    })
}
