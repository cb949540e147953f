//! `intaglio examine`: one document from its scans.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use engine::ExamineError;
use engine::date::Date;
use engine::examination::{Finding, State};
use engine::identify::Identification;
use engine::model::ModelKey;
use engine::reading::mrz::{MrzReading, read_mrz};
use engine::scan::Light;
use engine::suspicion::suspicion;
use engine::{Examination, Options};
use report::words;

use crate::usage::WrongUsage;
use crate::{Ran, data_folder, input, output, stages, today};

/// Options of `examine`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Picture of the data page in white light: PNG, JPEG, TIFF, BMP or WebP, best at 300 ppi or more
    #[arg(value_name = "VI")]
    visible: PathBuf,
    /// Picture of the same page in ultraviolet (365 nm)
    #[arg(long, value_name = "FILE")]
    uv: Option<PathBuf>,
    /// Picture of the same page in infrared (850 to 950 nm)
    #[arg(long, value_name = "FILE")]
    ir: Option<PathBuf>,
    /// Picture of the MRZ of a document beside it, such as a visa or residence permit, or of its other side
    #[arg(long, value_name = "FILE")]
    beside: Option<PathBuf>,
    /// Compare with this document model instead of recognising one; `intaglio reference list` prints the keys
    #[arg(long, value_name = "KEY")]
    model: Option<String>,
    /// Day of the examination, YYYY-MM-DD [default: the clock's]
    #[arg(long, value_name = "DATE", value_parser = today::parse)]
    today: Option<Date>,
    /// Print the examination as JSON and nothing else
    #[arg(long)]
    json: bool,
    /// Write the page in every light with its findings framed to this PNG or JPEG file
    #[arg(long, value_name = "FILE", value_parser = output::picture_name)]
    picture: Option<PathBuf>,
    /// Write scans, straightened page, specimen, findings and JSON to this folder, to see how the result came about
    #[arg(long, value_name = "DIR")]
    stages: Option<PathBuf>,
}

/// Examines and prints; then writes what was asked for, so that a place that cannot be written costs no examination.
pub(crate) fn run(args: &Args, data: Option<&Path>) -> anyhow::Result<Ran> {
    keep_scans(args)?;
    let database = reference::Database::open(&data_folder::locate(data)?)?;
    for notice in database.notices() {
        eprintln!("intaglio: {notice}");
    }
    let model = args.model.as_deref().map(|key| key_of(&database, key)).transpose()?;
    let live = input::read_live(&args.visible, args.uv.as_deref(), args.ir.as_deref())?;
    let beside = args.beside.as_deref().map(read_beside).transpose()?;
    let options = Options { today: today::or_now(args.today)?, model, corners: None, beside };
    let examined = engine::examine(&live, &database, &options, &|_| ControlFlow::Continue(()));
    let examination = examined.map_err(|error| match error {
        ExamineError::Page(error) => anyhow!("{}: {error}", input::shown(&args.visible)),
        other => other.into(),
    })?;
    if args.json {
        println!("{:#}", report::json::examination(&examination));
    } else {
        print!("{}", as_text(&examination));
    }
    if let Some(path) = &args.picture {
        output::write_picture(path, &report::picture::page_with_findings(&examination))?;
    }
    if let Some(folder) = &args.stages {
        stages::write(&examination, folder)?;
    }
    let n_failed = examination.overall().n_failed;
    Ok(if n_failed == 0 { Ran::Clean } else { Ran::Discrepancy })
}

/// The machine readable zone in a picture.
fn read_beside(path: &Path) -> anyhow::Result<MrzReading> {
    let scan = input::read_scan(path, Light::Visible)?;
    let found = read_mrz(&scan).into_iter().next();
    found
        .ok_or_else(|| anyhow!("{}: no machine readable zone found; scan it again, flat and sharp", input::shown(path)))
}

/// Refuses to write the picture over one of the scans.
fn keep_scans(args: &Args) -> Result<(), WrongUsage> {
    let place = |path: &Path| std::fs::canonicalize(path).ok();
    let Some(picture) = args.picture.as_deref().and_then(place) else { return Ok(()) };
    let scans = [Some(&args.visible), args.uv.as_ref(), args.ir.as_ref(), args.beside.as_ref()];
    if scans.into_iter().flatten().any(|scan| place(scan).as_ref() == Some(&picture)) {
        let named = input::shown(&picture);
        return Err(WrongUsage::of(format!("{named}: is one of the scans and is not overwritten; name another file")));
    }
    Ok(())
}

/// The model whose key, as `reference list` prints it, is `text`.
fn key_of(database: &reference::Database, text: &str) -> Result<ModelKey, WrongUsage> {
    let keys = || database.keys().map(|(key, _)| key);
    let found = keys().find(|key| key.to_string() == text).cloned();
    found.ok_or_else(|| WrongUsage::unknown("document model", text, keys()))
}

/// The examination for a terminal: the summary first, then irregular findings, the most suspicious before others, then the
/// rest, then composites and groups, then what the examiner is asked.
fn as_text(examination: &Examination) -> String {
    let overall = examination.overall();
    let mut text = format!("{} {}\n\n", symbol(overall.state), words::summary(examination));
    for doubt in &examination.light_doubts {
        text += &format!("  △ {}\n", words::light_doubt(doubt));
    }
    text += &match &examination.identification {
        Identification::Identified { model, .. } => format!("  document model    {} ({})\n", model.name, model.key),
        Identification::NotIdentified { .. } => "  document model    △ not identified\n".to_owned(),
    };
    let mut findings: Vec<&Finding> = examination.findings.iter().collect();
    findings.sort_by(|a, b| rank(a).cmp(&rank(b)).then(suspicion(b).total_cmp(&suspicion(a))));
    for finding in findings {
        let counted = if finding.is_counted() { "" } else { " (not counted)" };
        let title = words::title(&finding.routine);
        text += &format!("  {} {title:<44} {}{counted}\n", symbol(finding.state()), words::explanation(finding));
    }
    for group in examination.groups() {
        let (name, result) = (words::grouping(&group.grouping), words::group_result(&group, &examination.findings));
        text += &format!("  {} together: {name:<50} {result}\n", symbol(group.state));
    }
    for guided in &examination.guided {
        let (check, answer) = (&guided.check, words::answer(guided.answer));
        text += &format!("  · for the examiner: {:<26} {} ({answer})\n", check.feature, check.question);
    }
    text
}

/// Irregular first, what counts before what does not.
fn rank(finding: &Finding) -> (bool, u8) {
    use engine::check::Outcome::{Failed, NotSupported, Successful, Undetermined};
    let state = match finding.state() {
        State::Terminated(Failed) => 0,
        State::Terminated(Undetermined) => 1,
        State::Terminated(Successful) => 2,
        State::Aborted => 3,
        State::Terminated(NotSupported) => 4,
    };
    (!finding.is_counted(), state)
}

/// One symbol a result, always beside its word.
fn symbol(state: State) -> &'static str {
    use engine::check::Outcome::{Failed, NotSupported, Successful, Undetermined};
    match state {
        State::Terminated(Successful) => "✓",
        State::Terminated(Failed) => "✕",
        State::Terminated(Undetermined) => "?",
        State::Terminated(NotSupported) => "–",
        State::Aborted => "○",
    }
}
