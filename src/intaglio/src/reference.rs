//! `intaglio reference`: which document models are known, all that is known of one, and how new ones are made.

mod described;
pub(crate) mod enrol;
mod packs;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use engine::catalog::{Accept, CheckRoutine, Threshold};
use engine::model::{DocumentModel, Zone};
use reference::{Database, Record, Tier};
use report::words;
use serde_json::{Value, json};

use crate::usage::WrongUsage;
use crate::{Ran, card, catalogue, data_folder, input};

/// Options of `reference`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Print every document model: its key, years of issue, lights of its specimen, number of zones and checks
    List {
        /// Print JSON and nothing else
        #[arg(long)]
        json: bool,
    },
    /// Print all that is known of one document model: its zones, its check routines and their thresholds
    Show {
        /// Its key, as `reference list` prints it
        key: String,
        /// Print JSON and nothing else
        #[arg(long)]
        json: bool,
        /// Print what it says for people as the text that `describe` takes
        #[arg(long, conflicts_with = "json")]
        toml: bool,
    },
    /// Print the manual of the checks: what each looks at, what it passes and fails wrongly
    Catalogue {
        /// One check alone, by its name
        check: Option<String>,
        /// Print the basic routines of Doc 9303-2 Table C-1 instead, and which checks can run each
        #[arg(long, conflicts_with = "check")]
        coverage: bool,
    },
    /// Make a document model from captures of unaltered documents; it serves at once
    Enrol(enrol::Args),
    /// Say that a second person reviewed a document model that was enrolled here
    Review {
        /// Its key, as `reference list` prints it
        key: String,
        /// Who reviewed it; not who enrolled it
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Publish a reviewed document model; that version is kept as it is, and is what `export` hands on
    Publish {
        /// Its key, as `reference list` prints it
        key: String,
        /// Who publishes it
        #[arg(long, value_name = "NAME")]
        by: String,
        /// What this version changes
        #[arg(long, value_name = "TEXT")]
        change: String,
    },
    /// Say of a document model that was enrolled here what a description.toml says; `show --toml` prints what it says now
    Describe {
        /// Its key, as `reference list` prints it
        key: String,
        /// The text
        file: PathBuf,
        /// Who describes it; somebody else can then review it
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Print, or set, up to which tier of secrecy the user of the data folder sees what records say: public, restricted or
    /// expert
    Tier {
        /// The tier to set [default: prints it]
        #[arg(value_parser = parse_tier)]
        tier: Option<Tier>,
    },
    /// Write the quick card of a document model: one A5 page with what to look at first
    Card {
        /// Its key, as `reference list` prints it
        key: String,
        /// PDF file to write
        file: PathBuf,
    },
    /// Print the document models in whose records every one of these words occurs
    Search {
        /// Words, or beginnings of words
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Write document models into one signed file, for another agency
    Export(packs::Export),
    /// Take over the document models of a signed pack, all of them or none
    Import(packs::Import),
    /// Make a key to sign packs with; it works with minisign too
    NewKey {
        /// Secret key to write; the public one gets `.pub` behind its name
        file: PathBuf,
    },
    /// Check that every specimen's picture is as it was stored; or check a pack
    Verify {
        /// The pack; without it the database is checked, and a damaged one is kept aside and made anew
        file: Option<PathBuf>,
    },
}

/// The tier of that word.
pub(crate) fn parse_tier(word: &str) -> Result<Tier, String> {
    Tier::of_word(word).ok_or_else(|| "tiers are public, restricted and expert".to_owned())
}

/// Opens the database and prints.
pub(crate) fn run(args: &Args, data: Option<&Path>) -> anyhow::Result<Ran> {
    let data_dir = data_folder::locate(data)?;
    let mut database = Database::open(&data_dir)?;
    for notice in database.notices() {
        eprintln!("intaglio: {notice}");
    }
    match &args.command {
        Command::List { json: true } => {
            println!("{:#}", database.records().map(|record| row_as_json(&record)).collect::<Value>())
        }
        Command::List { json: false } => print!("{}", as_table(&database)),
        Command::Show { key, json, toml } => {
            let record = record_named(key, &database)?;
            if *toml {
                print!("{}", reference::description_toml(&record.description)?);
            } else if *json {
                println!("{:#}", as_json(&record)?);
            } else {
                print!("{}", as_text(&record));
            }
        }
        Command::Catalogue { coverage: true, .. } => print!("{}", catalogue::coverage()),
        Command::Catalogue { check, coverage: false } => print!("{}", catalogue::text(check.as_deref())?),
        Command::Card { key, file } => write_card(key, file, &database)?,
        Command::Enrol(args) => enrol::run(args, &mut database)?,
        Command::Review { key, by } => {
            database.review(key, by)?;
            println!("{key}: reviewed by {by}");
        }
        Command::Publish { key, by, change } => {
            let version = database.publish(key, by, crate::today::or_now(None)?, change)?;
            println!("{key}: version {version} is published");
        }
        Command::Describe { key, file, by } => {
            let text = std::fs::read_to_string(file).with_context(|| input::shown(file))?;
            let version = database.describe(key, &text, by)?;
            println!("{key}: version {version} is a draft by {by}");
        }
        Command::Tier { tier: None } => println!("{}", database.tier().word()),
        Command::Tier { tier: Some(tier) } => database.set_tier(*tier)?,
        Command::Search { words } => return packs::search(words, &database),
        Command::Export(args) => return packs::export(args, &database),
        Command::Import(args) => return packs::import(args, &mut database),
        Command::NewKey { file } => return packs::new_key(file),
        Command::Verify { file: Some(file) } => return packs::verify(file, &database),
        Command::Verify { file: None } => print!("{}", verify(database, &data_dir)?),
    }
    Ok(Ran::Clean)
}

fn record_named(key: &str, database: &Database) -> Result<Arc<Record>, WrongUsage> {
    let keys = database.keys().map(|(key, _)| key);
    database.record_named(key).ok_or_else(|| WrongUsage::unknown("document model", key, keys))
}

fn write_card(key: &str, file: &Path, database: &Database) -> anyhow::Result<()> {
    let bytes = card::pdf(&record_named(key, database)?.model.key, database)?;
    std::fs::write(file, bytes).with_context(|| format!("{}: cannot be written", input::shown(file)))
}

fn verify(database: Database, data_dir: &Path) -> anyhow::Result<String> {
    let faults = database.verify();
    if faults.is_empty() {
        let n_pictures: usize = database.records().map(|record| record.pictures.len()).sum();
        return Ok(format!(
            "{n_pictures} pictures of {} document models are as they were stored\n",
            database.n_models()
        ));
    }
    let mut text: String = faults.iter().map(|fault| format!("{fault}\n")).collect();
    let anew = database.make_anew(data_dir, "a picture is not as it was stored")?;
    for notice in anew.notices() {
        writeln!(text, "{notice}")?;
    }
    Ok(text)
}

/// Every model, one a line, columns aligned.
fn as_table(database: &Database) -> String {
    let head = ["KEY", "NAME", "YEARS", "LIGHTS", "ZONES", "CHECKS"].map(str::to_owned);
    let rows: Vec<[String; 6]> = [head].into_iter().chain(database.records().map(|record| row(&record))).collect();
    if rows.len() == 1 {
        return "no document models; put their folders into reference-specimens/ of the data folder\n".to_owned();
    }
    aligned(rows, "")
}

/// Rows as lines, each behind `indent`, their columns aligned.
fn aligned<const N: usize>(rows: impl IntoIterator<Item = [String; N]>, indent: &str) -> String {
    let rows: Vec<[String; N]> = rows.into_iter().collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        format!("{indent}{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

fn row(record: &Record) -> [String; 6] {
    let (model, head) = (&record.model, record.head());
    [
        model.key.to_string(),
        words::name_in_list(&head),
        words::years_of_issue(&head),
        lights(record),
        model.zones.len().to_string(),
        model.routines.len().to_string(),
    ]
}

fn lights(record: &Record) -> String {
    let lights: Vec<&str> = record.pictures.iter().map(|info| words::light_code(info.light)).collect();
    lights.join(" ")
}

/// The record for a person to read.
fn as_text(record: &Record) -> String {
    let DocumentModel { key, name, width_mm, height_mm, .. } = &*record.model;
    let model = &record.model;
    let unknown = || "unknown".to_owned();
    let mut text = format!("{name} ({key})\n\n");
    let mut say = |word: &str, value: String| text += &format!("  {word:<18} {value}\n");
    say("page", format!("{width_mm} mm × {height_mm} mm"));
    say("issued", issued(model));
    say("PRADO", key.prado.clone().unwrap_or_else(unknown));
    say("valid for", or_unknown(model.validity_years.iter().map(|years| format!("{years} years"))));
    let formats = model.number_formats.iter().map(|format| format!("{} (A letter, 9 digit)", format.0));
    say("document number", or_unknown(formats));
    say("predecessor", model.predecessor.as_ref().map_or_else(unknown, ToString::to_string));
    say("successor", model.successor.as_ref().map_or_else(unknown, ToString::to_string));
    for (idx, difference) in model.differences.iter().enumerate() {
        say(if idx == 0 { "differs from it by" } else { "" }, difference.clone());
    }
    for info in &record.pictures {
        let size = format!("{} × {} px, {:.0} ppi", info.width_px, info.height_px, info.ppi());
        say(
            &format!("specimen {}", words::light_code(info.light)),
            format!("{size}, SHA-256 {}…", &info.sha256_hex()[..16]),
        );
    }
    let provenance = &record.provenance;
    say("status", record.status().map_or_else(unknown, |status| status.word().to_owned()));
    for (idx, change) in provenance.changelog.iter().enumerate() {
        say(if idx == 0 { "published" } else { "" }, change.clone());
    }
    say("compiled by", provenance.compiler.clone().unwrap_or_else(unknown));
    say("reviewed by", provenance.reviewer.clone().unwrap_or_else(unknown));
    say("sources", or_unknown(provenance.sources.iter().cloned()));
    say("samples examined", provenance.samples_examined.map_or_else(unknown, |n| n.to_string()));
    say("licence", provenance.licence.clone().unwrap_or_else(unknown));
    say("record version", provenance.version.clone().unwrap_or_else(unknown));
    say("record from", format!("the {}", record.origin.name()));
    text += &described::as_text(&record.description);
    text += &format!("\n{} zones\n", model.zones.len());
    text += &format!("  {:<28} {:<28} {:<8} {}\n", "ID", "LEFT  TOP  WIDTH × HEIGHT, mm", "PRINT", "WHAT IT IS");
    text.extend(model.zones.iter().map(zone));
    text += &format!("\n{} check routines\n", model.routines.len());
    let head = ["CHECK", "ROUTINE", "LIGHT", "ZONE", "WEIGHT", "LEAST PPI", "THRESHOLD"].map(str::to_owned);
    text += &aligned(std::iter::once(head).chain(model.routines.iter().map(routine)), "  ");
    text
}

fn or_unknown(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() { "unknown".to_owned() } else { items.join(", ") }
}

fn issued(model: &DocumentModel) -> String {
    let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "unknown".to_owned());
    format!("first {}, last {}", day(&model.first_issued), day(&model.last_issued))
}

fn zone(zone: &Zone) -> String {
    let area = zone.area;
    let area = format!("{:>6.1} {:>5.1} {:>6.1} × {:<5.1}", area.left, area.top, area.width, area.height);
    let kind = if zone.is_dynamic { "personal" } else { "static" };
    format!("  {:<28} {area}   {kind:<8} {}\n", zone.id, words::zone_role(&zone.role))
}

fn routine(routine: &CheckRoutine) -> [String; 7] {
    let CheckRoutine { check, generic, weight, zone, light, min_ppi, threshold, .. } = routine;
    let generic = generic.as_deref().unwrap_or("–");
    let zone = zone.as_deref().unwrap_or("whole page");
    let least = if *min_ppi <= 0.0 { "any".to_owned() } else { format!("{min_ppi:.0}") };
    let threshold = threshold.as_ref().map_or_else(|| "none".to_owned(), self::threshold);
    let weight = format!("{weight:?}").to_lowercase();
    [check.clone(), generic.to_owned(), words::light_code(*light).to_owned(), zone.to_owned(), weight, least, threshold]
}

fn threshold(threshold: &Threshold) -> String {
    let accept = match threshold.accept {
        Accept::AtLeast(least) => format!("at least {least:.3}"),
        Accept::AtMost(most) => format!("at most {most:.3}"),
        Accept::Within(least, most) => format!("{least:.3} to {most:.3}"),
    };
    format!("{accept} ({}, {} captures)", threshold.source, threshold.n_captures)
}

fn row_as_json(record: &Record) -> Value {
    let model = &record.model;
    json!({
        "key": model.key.to_string(),
        "name": model.name,
        "first_issued": model.first_issued,
        "last_issued": model.last_issued,
        "lights": record.pictures.iter().map(|info| words::light_code(info.light)).collect::<Vec<_>>(),
        "n_zones": model.zones.len(),
        "n_routines": model.routines.len(),
        "origin": record.origin.name(),
        "status": record.status().map(reference::Status::word),
    })
}

fn as_json(record: &Record) -> anyhow::Result<Value> {
    Ok(json!({
        "key": record.model.key.to_string(),
        "origin": record.origin.name(),
        "model": serde_json::to_value(&*record.model)?,
        "pictures": serde_json::to_value(&record.pictures)?,
        "provenance": serde_json::to_value(&record.provenance)?,
        "description": serde_json::to_value(&record.description)?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_has_a_line_and_a_record() {
        let database = Database::in_memory().unwrap();
        let table = as_table(&database);
        assert_eq!(table.lines().count(), 1 + database.records().count());
        let columns = |line: &str| line.split("  ").filter(|cell| !cell.is_empty()).count();
        for (line, record) in table.lines().skip(1).zip(database.records()) {
            let model = &record.model;
            assert!(line.starts_with(&model.key.to_string()), "{line}");
            assert_eq!(columns(line), 6, "{line}");
            let text = as_text(&record);
            assert!(model.zones.iter().all(|zone| text.contains(&zone.id)), "{text}");
            assert!(text.contains(&format!("\n{} check routines\n", model.routines.len())), "{text}");
            let json = as_json(&record).unwrap();
            assert_eq!(json["model"]["zones"].as_array().map(Vec::len), Some(model.zones.len()));
            assert_eq!(json["pictures"][0]["sha256"].as_str().map(str::len), Some(64));
        }
    }
}
