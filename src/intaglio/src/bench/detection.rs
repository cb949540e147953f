//! `intaglio bench detection`: which alterations are found, by which checks, and how often an unaltered page alarms.
//!
//! Documents are minted from seeds that enrolled and tuned nothing, others for every treatment. An alteration is found when a counted check fails; its
//! place is hit when a failed check points into the altered area. Wear is no alteration: a worn page that fails is a false
//! alarm.

mod ablation;
mod bars;
mod by_check;
mod html;
mod left_out;
mod roc;
mod suspicion;
mod tally;
mod trial;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use engine::date::Date;
use mint::{Alteration, CaptureKind, ModelDesign};
use serde_json::{Value, json};

use self::ablation::ablation;
use self::bars::{Bar, Examined, bars};
use self::by_check::{by_check, by_document};
use self::html::Measured;
use self::tally::{Tally, Totals, print_table};
use self::trial::{Plan, Trial};
use super::check_times::{CheckTime, check_times};
use super::side_by_side::side_by_side;
use crate::Ran;
use crate::usage::WrongUsage;

/// First seed of the holders and copies measured on. Enrolment uses 20000 and on, tuning 40000 and on, each 10000 long; what a
/// false alarm among those from 60000 and 80000 on taught has changed a check, so that they report no more.
const SEED: u64 = 100_000;
/// Alterations that no check was written for and no threshold tuned on; a developer who looks into one takes it off.
const UNSEEN: [Alteration; 3] = [Alteration::PortraitMorphed, Alteration::LaminateCut, Alteration::ScreenRecapture];
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
    /// Give the checks the picture in white light alone
    #[arg(long)]
    white_alone: bool,
    /// Enrol a model now that nothing was tuned on, and measure it beside the shipped ones
    #[arg(long)]
    left_out: bool,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
    /// Write what every routine said of every document, one JSON object a line
    #[arg(long)]
    findings: Option<PathBuf>,
    /// File to write how often each check failed into, by which findings are ordered; from seeds that report nothing
    #[arg(long)]
    suspicion: Option<PathBuf>,
    /// Folder to write detection.html and detection.json into, with what each check is worth against each alteration
    #[arg(long)]
    report: Option<PathBuf>,
}

/// Mints, examines, prints; a bar that is not held counts as a discrepancy.
pub(crate) fn run(args: &Args) -> anyhow::Result<Ran> {
    let mut database = reference::Database::in_memory()?;
    let today = Date::new(2026, 10, 1).context("no such day")?;
    let designs = crate::enrol::named_models(&args.model)?;
    let new_designs = if args.left_out { left_out::enrol(&mut database)? } else { Vec::new() };
    let mut findings = match &args.findings {
        Some(path) => Some(std::fs::File::create(path).with_context(|| format!("{}: cannot write", path.display()))?),
        None => None,
    };
    let (mut tallies, mut all, mut of_new) = (Vec::new(), Vec::new(), Vec::new());
    for treatment in treatments(&args.only)? {
        for kind in KINDS {
            let trials = trials_of(treatment, kind, &designs, args, (&database, today));
            let new_trials = trials_of(treatment, kind, &new_designs, args, (&database, today));
            let name = name_of(treatment);
            let is_altered = treatment.is_some_and(|alteration| !alteration.is_benign());
            let mut tally = Tally::new(name, is_altered, kind.ppi().unwrap_or(0.0) as u32);
            trials.iter().for_each(|trial| tally.count(trial));
            if let Some(file) = &mut findings {
                for trial in trials.iter().chain(&new_trials) {
                    writeln!(file, "{}", serde_json::to_string(trial)?)?;
                }
            }
            eprintln!("{name} {}: {} documents", kind.name(), trials.len());
            tallies.push(tally);
            all.extend(trials);
            of_new.extend(new_trials);
        }
    }
    if let Some(path) = &args.suspicion {
        std::fs::write(path, suspicion::table(&all)).with_context(|| format!("{}: cannot write", path.display()))?;
    }
    let times = times(&designs, args, (&database, today));
    let bars = bars(&Examined { trials: &all, left_out: &of_new, is_white_alone: args.white_alone });
    if let Some(folder) = &args.report {
        write_report(folder, args, &tallies, &all, (&times, &bars))?;
    }
    if args.json {
        println!("{:#}", summary(&tallies, &bars)?);
    } else {
        print_table(&tallies);
        ablation::print(&ablation(&all, &times));
        println!("\nno check was written for, and nothing tuned on: {}", unseen());
        bars::print(&bars);
    }
    Ok(if bars.iter().all(|bar| bar.is_held) { Ran::Clean } else { Ran::Discrepancy })
}

/// What each check costs on an unaltered page of the first design.
fn times(designs: &[ModelDesign], args: &Args, (database, today): (&reference::Database, Date)) -> Vec<CheckTime> {
    let [_, kind] = KINDS;
    let Some(design) = designs.first() else { return Vec::new() };
    let holders = mint::holders(design, args.seed, 1);
    let of = |holder| Plan { treatment: None, kind, design, holder, seed: args.seed, is_white_alone: args.white_alone };
    let examination = holders.first().and_then(|holder| of(holder).examination(database, today).1);
    examination.map_or_else(Vec::new, |examination| check_times(&examination, database))
}

/// By treatment, and altogether.
fn summary(tallies: &[Tally], bars: &[Bar]) -> anyhow::Result<Value> {
    let treatments: Vec<_> = tallies.iter().map(Tally::json).collect();
    let [altered, unaltered] = [true, false].map(|is_altered| Totals::of(tallies, is_altered).json());
    let bars = serde_json::to_value(bars)?;
    Ok(json!({ "treatments": treatments, "altered": altered, "unaltered": unaltered, "bars": bars }))
}

fn write_report(
    folder: &Path,
    args: &Args,
    tallies: &[Tally],
    trials: &[Trial],
    (times, bars): (&[CheckTime], &[Bar]),
) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot make the folder", folder.display()))?;
    let (documents, checks, ablation) = (by_document(trials), by_check(trials), ablation(trials, times));
    let command = format!("intaglio bench detection --documents {} --seed {}", args.documents, args.seed);
    let only: String = args.only.iter().map(|name| format!(" --only {name}")).collect();
    let flags = [(args.white_alone, " --white-alone"), (args.left_out, " --left-out")];
    let flags: String = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).collect();
    let measured = Measured {
        command: command + &only + &flags,
        bars,
        tallies,
        documents: &documents,
        checks: &checks,
        ablation: &ablation,
        unseen: unseen(),
    };
    let mut summary = summary(tallies, bars)?;
    summary["documents"] = serde_json::to_value(&documents)?;
    summary["checks"] = serde_json::to_value(&checks)?;
    summary["ablation"] = serde_json::to_value(&ablation)?;
    summary["unseen"] = UNSEEN.map(Alteration::name).to_vec().into();
    for (name, text) in [("detection.html", measured.html()), ("detection.json", format!("{summary:#}\n"))] {
        let path = folder.join(name);
        std::fs::write(&path, text).with_context(|| format!("{}: cannot write", path.display()))?;
    }
    Ok(())
}

/// Those alterations, and the models that are enrolled anew each time.
fn unseen() -> String {
    let held_out = mint::models().into_iter().filter(|design| design.is_held_out).map(|design| design.model.key);
    let models: Vec<String> = held_out.map(|key| key.to_string()).collect();
    format!("{}; the models {}", UNSEEN.map(Alteration::name).join(", "), models.join(", "))
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

/// Every treatment has documents of its own.
fn first_seed_of(treatment: Option<Alteration>) -> u64 {
    let at = treatment.and_then(|treatment| Alteration::ALL.iter().position(|other| *other == treatment));
    at.map_or(0, |at| 500 * (at as u64 + 1))
}

/// Documents of every model to which the treatment applies, several at a time, in a fixed order.
fn trials_of(
    treatment: Option<Alteration>,
    kind: CaptureKind,
    designs: &[ModelDesign],
    args: &Args,
    (database, today): (&reference::Database, Date),
) -> Vec<Trial> {
    let first_seed = args.seed + first_seed_of(treatment);
    let applies = |design: &&ModelDesign| treatment.is_none_or(|alteration| alteration.applies_to(design));
    let documents: Vec<_> = designs
        .iter()
        .filter(applies)
        .flat_map(|design| {
            let holders = mint::holders(design, first_seed, args.documents);
            holders.into_iter().enumerate().map(move |(idx, holder)| (design, holder, idx))
        })
        .collect();
    side_by_side(documents.len(), |at| {
        let (design, holder, idx) = &documents[at];
        let seed = first_seed + *idx as u64;
        let plan = Plan { treatment, kind, design, holder, seed, is_white_alone: args.white_alone };
        plan.examined(database, today)
    })
}
