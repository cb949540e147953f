//! `intaglio read`: the machine readable zone of any picture, and the visual zone of a page whose model is known.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::Options;
use engine::date::Date;
use engine::identify::Identification;
use engine::reading::mrz::{MrzReading, read_mrz};
use engine::reading::viz::{Looks, VizEntry, entries_saying, read_free_lines};
use engine::scan::{Light, LiveDataSet, Scan, guess_light};
use serde_json::{Value, json};

use crate::{Ran, data_folder, input, today};

/// Options of `read`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Pictures of pages, cards or zones
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object a line, one a file, and nothing else
    #[arg(long)]
    json: bool,
}

/// Reads each file; one that cannot be read is said and does not keep the others away.
pub(crate) fn run(args: &Args, data: Option<&Path>) -> anyhow::Result<Ran> {
    let today = today::or_now(None)?;
    let database = open_database(data);
    let mut ran = Ran::Clean;
    for path in &args.files {
        let read = read_file(path, database.as_ref(), today);
        let is_legible = read["error"].is_null() && !read["mrz"].is_null();
        if !is_legible {
            ran = Ran::Unreadable;
        } else if ran == Ran::Clean && has_wrong_digit(&read) {
            ran = Ran::Discrepancy;
        }
        if let Some(line) = complaint(path, &read) {
            eprintln!("intaglio: {line}");
        }
        if args.json {
            println!("{read}");
        } else if is_legible {
            print_text(path, &read);
        }
    }
    Ok(ran)
}

/// The reference database; without it machine readable zones are read all the same.
fn open_database(data: Option<&Path>) -> Option<reference::Database> {
    let opened = data_folder::locate(data).and_then(|folder| Ok(reference::Database::open(&folder)?));
    opened.inspect_err(|error| eprintln!("intaglio: {error:#}; only the MRZ is read")).ok()
}

/// `{"file","mrz","more","viz","viz_lines","error"}`: `mrz` the surest zone or null, `more` the others, `viz` the entries of a
/// page by their datum or null, `error` null or one line. Where the model of the page is not known, `viz` has the lines that
/// say a field of the MRZ, and `viz_lines` all lines; else it is null.
fn read_file(path: &Path, database: Option<&reference::Database>, today: Date) -> Value {
    let file = path.display().to_string();
    let light = guess_light(&file).unwrap_or(Light::Visible);
    match input::read_scan(path, light) {
        Ok(scan) => {
            let mut readings = read_mrz(&scan);
            let zones: Vec<Value> =
                readings.iter().map(|reading| report::mrz_json::of_reading(reading, today)).collect();
            let (first, more) =
                zones.split_first().map_or((Value::Null, &[][..]), |(first, more)| (first.clone(), more));
            let surest = (!readings.is_empty()).then(|| readings.swap_remove(0));
            let read = database.and_then(|database| read_viz(scan, surest, database, today));
            let viz = read.as_ref().map(|viz| report::viz_json::of_entries(&viz.entries, &[]));
            let lines = read.and_then(|viz| viz.lines).map(|lines| report::viz_json::of_lines(&lines));
            json!({ "file": file, "mrz": first, "more": more, "viz": viz, "viz_lines": lines, "error": null })
        }
        Err(error) => {
            let error = format!("{error:#}");
            json!({ "file": file, "mrz": null, "more": [], "viz": null, "viz_lines": null, "error": error })
        }
    }
}

/// What the visual inspection zone of a page says.
pub(crate) struct Viz {
    /// The entries by their datum.
    pub(crate) entries: Vec<VizEntry>,
    /// All lines, where the model of the page is not known.
    pub(crate) lines: Option<Vec<VizEntry>>,
}

/// The entries of the page in a white-light picture, and its lines where its model is not known; `None` where no page is
/// found.
pub(crate) fn read_viz(
    scan: Scan,
    mrz: Option<MrzReading>,
    database: &reference::Database,
    today: Date,
) -> Option<Viz> {
    if scan.light != Light::Visible {
        return None;
    }
    let live = LiveDataSet { visible: Arc::new(scan), ultraviolet: None, infrared: None };
    let options = Options { today, model: None, corners: None, beside: None };
    let read = engine::read(&live, mrz, database, &options, &|_| ControlFlow::Continue(())).ok()?;
    if let Identification::Identified { .. } = read.identification {
        return Some(Viz { entries: read.readings.viz, lines: None });
    }
    let zone = read.readings.mrz.as_ref();
    let lines = read_free_lines(&read.page, zone, Looks::UntilSure);
    let entries = zone.map(|zone| entries_saying(&lines, zone)).unwrap_or_default();
    Some(Viz { entries, lines: Some(lines) })
}

fn has_wrong_digit(read: &Value) -> bool {
    let digits = read["mrz"]["check_digits"].as_array();
    digits.is_some_and(|digits| digits.iter().any(|digit| digit["result"] == "failed"))
}

/// Why nothing was read, in one line.
fn complaint(path: &Path, read: &Value) -> Option<String> {
    if let Some(error) = read["error"].as_str() {
        return Some(error.to_owned());
    }
    let named = input::shown(path);
    read["mrz"]
        .is_null()
        .then(|| format!("{named}: no machine readable zone found; scan the whole page at 300 ppi or more"))
}

/// A character that is not sure: where it is, and what else it may be.
fn print_doubtful(doubtful: &Value) {
    let place = format!("line {}, position {}", doubtful["line"], doubtful["position"]);
    let read = doubtful["read"].as_str().unwrap_or_default();
    if let Some(by_picture) = doubtful["by_picture"].as_str() {
        println!("  ? {place}: {read} by the rules of the field, {by_picture} by the picture");
        return;
    }
    let others: Vec<&str> =
        doubtful["alternatives"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let or = if others.is_empty() { String::new() } else { format!(", or {}", others.join(", ")) };
    println!("  ? {place}: {read}{or}");
}

fn print_text(path: &Path, read: &Value) {
    println!("{}", input::shown(path));
    let more = read["more"].as_array().map(Vec::as_slice).unwrap_or_default();
    for zone in std::iter::once(&read["mrz"]).chain(more) {
        for line in zone["lines"].as_array().into_iter().flatten() {
            println!("  {}", line.as_str().unwrap_or_default());
        }
        let sure = zone["doubtful"].as_array().is_some_and(Vec::is_empty);
        let format = zone["format"].as_str().unwrap_or("no layout of Doc 9303");
        println!("  {format}, {}", if sure { "every character sure" } else { "read with doubt" });
        for doubtful in zone["doubtful"].as_array().into_iter().flatten() {
            print_doubtful(doubtful);
        }
        for digit in zone["check_digits"].as_array().into_iter().flatten() {
            if digit["result"] == "failed" {
                println!(
                    "  ✕ check digit of {}: {} printed, {} computed",
                    report::words::spaced(digit["field"].as_str().unwrap_or_default()),
                    digit["found"].as_str().unwrap_or_default(),
                    digit["expected"].as_str().unwrap_or_default()
                );
            }
        }
    }
    for (datum, entry) in read["viz"].as_object().into_iter().flatten() {
        let doubt = if entry["doubtful"].as_array().is_some_and(Vec::is_empty) { "" } else { "  (with doubt)" };
        let (text, area) = (entry["text"].as_str().unwrap_or_default(), &entry["area_mm"]);
        let place = |side: &str| area[side].as_f64().unwrap_or_default();
        let (left, top, confidence) = (place("left"), place("top"), entry["confidence"].as_f64().unwrap_or_default());
        let name = report::words::spaced(datum);
        println!("  {name:<22} {text:<34} at {left:.1}, {top:.1} mm, {confidence:.2}{doubt}");
    }
}
