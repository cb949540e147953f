//! `intaglio read`: the machine readable zone of any picture.

use std::path::{Path, PathBuf};

use engine::reading::mrz::read_mrz;
use engine::scan::{Light, guess_light};
use serde_json::{Value, json};

use crate::{Ran, input, today};

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
pub(crate) fn run(args: &Args) -> anyhow::Result<Ran> {
    let today = today::or_now(None)?;
    let mut ran = Ran::Clean;
    for path in &args.files {
        let read = read_file(path, today);
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

/// `{"file","mrz","more","viz","error"}`: `mrz` the surest zone or null, `more` the others, `error` null or one line.
fn read_file(path: &Path, today: engine::date::Date) -> Value {
    let file = path.display().to_string();
    let light = guess_light(&file).unwrap_or(Light::Visible);
    match input::read_scan(path, light) {
        Ok(scan) => {
            let zones: Vec<Value> =
                read_mrz(&scan).iter().map(|reading| report::mrz_json::of_reading(reading, today)).collect();
            let (first, more) =
                zones.split_first().map_or((Value::Null, &[][..]), |(first, more)| (first.clone(), more));
            json!({ "file": file, "mrz": first, "more": more, "viz": {}, "error": null })
        }
        Err(error) => json!({ "file": file, "mrz": null, "more": [], "viz": {}, "error": format!("{error:#}") }),
    }
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
}
