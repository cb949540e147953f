//! `intaglio examine`: one document from its scans.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Context;
use engine::date::Date;
use engine::examination::{Finding, State};
use engine::identify::Identification;
use engine::model::ModelKey;
use engine::{Examination, Options};
use report::words;

use crate::{Ran, data_folder, input, stages, today};

/// Options of `examine`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The page in white light
    #[arg(value_name = "VI")]
    visible: PathBuf,
    /// The page in ultraviolet
    #[arg(long, value_name = "FILE")]
    uv: Option<PathBuf>,
    /// The page in infrared
    #[arg(long, value_name = "FILE")]
    ir: Option<PathBuf>,
    /// Take this document model instead of identifying one; see `reference list`
    #[arg(long, value_name = "KEY")]
    model: Option<String>,
    /// The day of the examination, YYYY-MM-DD; the station's own day if not given
    #[arg(long, value_name = "DATE", value_parser = today::parse)]
    today: Option<Date>,
    /// Print the examination as JSON and nothing else
    #[arg(long)]
    json: bool,
    /// Write the page with its findings drawn to a PNG or JPEG file
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// Write every intermediate picture and reading to a folder
    #[arg(long, value_name = "DIR")]
    stages: Option<PathBuf>,
}

/// Examines and prints.
pub(crate) fn run(args: &Args, data: Option<&Path>) -> anyhow::Result<Ran> {
    let live = input::read_live(&args.visible, args.uv.as_deref(), args.ir.as_deref())?;
    let database = reference::Database::open(&data_folder::locate(data)?)?;
    for notice in database.notices() {
        eprintln!("intaglio: {notice}");
    }
    let model = args.model.as_deref().map(|key| key_of(&database, key)).transpose()?;
    let options = Options { today: today::or_now(args.today)?, model, corners: None };
    let examination = engine::examine(&live, &database, &options, &|_| ControlFlow::Continue(()))?;
    if let Some(path) = &args.picture {
        let picture = report::picture::page_with_findings(&examination);
        picture.save(path).with_context(|| format!("{}: cannot be written", path.display()))?;
    }
    if let Some(folder) = &args.stages {
        stages::write(&examination, folder)?;
    }
    if args.json {
        println!("{:#}", report::json::examination(&examination));
    } else {
        print!("{}", as_text(&examination));
    }
    let n_failed = examination.overall().n_failed;
    Ok(if n_failed == 0 { Ran::Clean } else { Ran::Discrepancy })
}

/// The model whose key, as `reference list` prints it, is `text`.
fn key_of(reference: &dyn engine::model::Reference, text: &str) -> anyhow::Result<ModelKey> {
    let models = reference.candidates(None, None);
    let found = models.iter().find(|model| model.key.to_string() == text);
    let found = found.with_context(|| format!("no document model {text}; `intaglio reference list` prints them"))?;
    Ok(found.key.clone())
}

/// The examination for a terminal: the summary first, then the front words, then irregular findings, then the rest.
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
    findings.sort_by_key(|finding| rank(finding));
    for finding in findings {
        let counted = if finding.is_counted() { "" } else { " (not counted)" };
        let title = words::title(&finding.routine);
        text += &format!("  {} {title:<44} {}{counted}\n", symbol(finding.state()), words::explanation(finding));
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
