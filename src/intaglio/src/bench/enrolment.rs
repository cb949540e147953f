//! `intaglio bench enrolment`: how well a model serves that was made of captures alone.
//!
//! Four questions, each with material that the enrolment has not seen: a model of the mint that nobody described, from eight
//! captures, altered in every way the mint knows; one real capture in three lights, laid again and altered on the picture;
//! real passports in white light alone, each told from all the others; pictures that others altered.

mod altered;
mod changed;
mod forged;
mod minted;

use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Context;
use engine::catalog::Weight;
use engine::check::Outcome;
use engine::date::Date;
use engine::enrol::{Wish, claimed_issuer, enrol_model};
use engine::examination::{Examination, State};
use engine::geometry::PageRect;
use engine::identify::Identification;
use engine::model::ModelKey;
use engine::scan::{Light, LiveDataSet};
use engine::{Options, examine};
use reference::{Database, OwnModel, Provenance};
use serde_json::{Value, json};

use self::changed::CHANGES;
use self::forged::{FORGERIES, Places};
use super::interval::Rate;
use crate::captures::read_capture;
use crate::today;

/// Least width of a picture in white light alone, pixels.
const LEAST_WIDTH_PX: u32 = 900;

/// Options of `bench enrolment`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Held-out holders of the minted model in each treatment; 0 leaves the minted model out
    #[arg(long, default_value_t = 4)]
    holders: usize,
    /// Captures the minted model is made of
    #[arg(long, default_value_t = 8)]
    captures: usize,
    /// Folder of one real capture: visible.*, ultraviolet.*, infrared.*
    #[arg(long, value_name = "DIR")]
    capture: Option<PathBuf>,
    /// Day on which the real capture is examined, before it expires
    #[arg(long, value_name = "DATE", value_parser = today::parse, default_value = "2014-01-01")]
    today: Date,
    /// Where the capture's portrait, one entry and a fluorescent motif are: left,top,width,height in mm, three times
    #[arg(long, value_name = "MM", value_delimiter = ',', num_args = 12,
          default_values_t = [4.5, 20.0, 35.0, 43.0, 43.5, 23.5, 22.0, 3.6, 3.0, 28.0, 120.0, 10.0])]
    places: Vec<f64>,
    /// Folder of real passports in white light; those at least 900 pixels wide are taken, folders in it too
    #[arg(long, value_name = "DIR")]
    white: Option<PathBuf>,
    /// Folder of pictures of one model in white light; those whose name begins with `fake` are altered copies of the one whose
    /// name theirs ends with
    #[arg(long, value_name = "DIR")]
    altered: Option<PathBuf>,
    /// Key of that model
    #[arg(long, value_name = "KEY", default_value = "UTO-I-1-2009")]
    key: ModelKey,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
}

/// Measures what was asked for and prints.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let mut found: Vec<(String, Rate)> = Vec::new();
    if 0 < args.holders {
        found.extend(minted::measure(args.captures, args.holders)?);
    }
    if let Some(folder) = &args.capture {
        found.extend(real_capture(&read_capture(folder)?, args)?);
    }
    if let Some(folder) = &args.white {
        found.extend(white_light(folder)?);
    }
    if let Some(folder) = &args.altered {
        found.extend(altered::measure(folder, &args.key)?);
    }
    if args.json {
        let row = |(name, rate): &(String, Rate)| json!({"measure": name, "hits": rate.n_hits, "of": rate.n});
        println!("{:#}", found.iter().map(row).collect::<Value>());
    } else {
        found.iter().for_each(|(name, rate)| println!("{name:<58} {rate}"));
    }
    Ok(())
}

/// Enrols captures under a key and stores them; the key.
pub(super) fn enrol_into(
    database: &mut Database,
    captures: &[LiveDataSet],
    key: ModelKey,
    today: Date,
) -> anyhow::Result<()> {
    let wish = Wish { name: key.to_string(), key, today };
    let enrolment = enrol_model(captures, &wish, &|_| ControlFlow::Continue(()))?;
    if let Some((n_failed, n)) = enrolment.leave_one_out {
        eprintln!("{}: leave-one-out {n_failed} of {n}", wish.key);
    }
    Ok(database.store(&[OwnModel::enrolled(&enrolment.model, &enrolment.specimen, &Provenance::default())?])?)
}

/// Examines as the program does.
pub(super) fn examined(live: &LiveDataSet, database: &Database, today: Date) -> Option<Examination> {
    let options = Options { today, model: None, corners: None, beside: None };
    examine(live, database, &options, &|_| ControlFlow::Continue(())).ok()
}

/// The key recognised.
pub(super) fn recognised(examination: &Examination) -> Option<&ModelKey> {
    match &examination.identification {
        Identification::Identified { model, .. } => Some(&model.key),
        Identification::NotIdentified { .. } => None,
    }
}

/// Whether a counted check failed, and whether at a place that shares a third of itself or of `area` with it.
pub(super) fn flagged(examination: &Examination, areas: &[PageRect]) -> (bool, bool) {
    let mut found = (false, false);
    for finding in &examination.findings {
        let is_failed =
            finding.routine.weight != Weight::Evaluatory && finding.state() == State::Terminated(Outcome::Failed);
        if !is_failed {
            continue;
        }
        found.0 = true;
        let places = finding.result.as_ref().map_or(&[][..], |judgement| &judgement.places[..]);
        let overlap = |place: &PageRect, area: &PageRect| {
            let shared = place.intersection(area).map_or(0.0, |both| both.area());
            (shared / place.area()).max(shared / area.area())
        };
        found.1 |= places.iter().any(|place| areas.iter().any(|area| 0.3 <= overlap(&place.area, area)));
        eprintln!("  failed: {} {}", finding.routine.check, finding.routine.zone.as_deref().unwrap_or("page"));
    }
    found
}

/// One real capture enrolled alone: laid again it passes, altered on the picture it is flagged.
fn real_capture(live: &LiveDataSet, args: &Args) -> anyhow::Result<Vec<(String, Rate)>> {
    let mut database = Database::in_memory()?;
    let captures = [live.clone()];
    let (state, kind) = claimed_issuer(&captures).context("the MRZ of the capture was not read")?;
    let key = ModelKey::new(&state, &kind, 900, None);
    enrol_into(&mut database, &captures, key.clone(), args.today)?;
    let places = Places::of(&args.places);
    let (mut is_known, mut passes) = (Rate::NONE, Rate::NONE);
    let mut rates = Vec::new();
    for change in CHANGES {
        let copy = change.of(live);
        eprintln!("laid again: {}", change.name);
        let examination = examined(&copy, &database, args.today);
        is_known.count(examination.as_ref().and_then(recognised) == Some(&key));
        passes.count(examination.is_some_and(|examination| !flagged(&examination, &[]).0));
    }
    rates.push(("one capture: laid again, recognised".to_owned(), is_known));
    rates.push(("one capture: laid again, no counted check fails".to_owned(), passes));
    for forgery in FORGERIES {
        let mut at_place = Rate::NONE;
        for change in CHANGES {
            let Some((altered, area)) = forgery.of(live, &places) else { continue };
            eprintln!("{}: {}", forgery.name, change.name);
            let examination = examined(&change.of(&altered), &database, args.today);
            at_place.count(examination.is_some_and(|examination| flagged(&examination, &[area]).1));
        }
        rates.push((format!("one capture: {}, flagged at its place", forgery.name), at_place));
    }
    Ok(rates)
}

/// Every passport of a folder enrolled in white light, then laid again and told from all the others.
fn white_light(folder: &std::path::Path) -> anyhow::Result<Vec<(String, Rate)>> {
    let today = Date::new(2026, 6, 1).context("no such day")?;
    let mut database = Database::in_memory()?;
    let mut models: Vec<(ModelKey, LiveDataSet)> = Vec::new();
    for file in pictures(folder)? {
        let Ok(live) = crate::input::read_live(&file, None, None) else { continue };
        let captures = [live];
        let is_wide = LEAST_WIDTH_PX <= captures[0].visible.pixels.width();
        let Some((state, kind)) = is_wide.then(|| claimed_issuer(&captures)).flatten() else { continue };
        if kind != "P" {
            continue;
        }
        let number = 900 + u16::try_from(models.len())?;
        let key = ModelKey::new(&state, &kind, number, None);
        match enrol_into(&mut database, &captures, key.clone(), today) {
            Ok(()) => eprintln!("{key}: {}", crate::input::shown(&file)),
            Err(error) => eprintln!("{}: {error}", crate::input::shown(&file)),
        }
        let [live] = captures;
        models.push((key, live));
    }
    let mut is_known = Rate::NONE;
    let mut is_wrong = Rate::NONE;
    for (key, live) in &models {
        for change in CHANGES {
            let examination = examined(&change.of(live), &database, today);
            let found = examination.as_ref().and_then(recognised);
            is_known.count(found == Some(key));
            is_wrong.count(found.is_some_and(|found| found != key));
            if found != Some(key) {
                eprintln!(
                    "{key} {}: {}",
                    change.name,
                    found.map_or_else(|| "not recognised".to_owned(), ToString::to_string)
                );
            }
        }
    }
    Ok(vec![
        (format!("white light: {} passports laid again, recognised", models.len()), is_known),
        ("white light: taken for another".to_owned(), is_wrong),
    ])
}

/// Files of a folder and of those in it, by name.
pub(super) fn pictures(folder: &std::path::Path) -> anyhow::Result<Vec<PathBuf>> {
    let unreadable = || format!("{}: cannot be read", crate::input::shown(folder));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.is_dir() {
            found.extend(pictures(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The same data set with every picture changed.
pub(super) fn each_picture(live: &LiveDataSet, of: impl Fn(Light, &image::RgbImage) -> image::RgbImage) -> LiveDataSet {
    let changed = |scan: &std::sync::Arc<engine::scan::Scan>| {
        std::sync::Arc::new(engine::scan::Scan {
            light: scan.light,
            pixels: of(scan.light, &scan.pixels),
            claimed_ppi: None,
            sha256: [scan.light as u8; 32],
            file_name: String::new(),
            format: "JPEG",
        })
    };
    LiveDataSet {
        visible: changed(&live.visible),
        ultraviolet: live.ultraviolet.as_ref().map(changed),
        infrared: live.infrared.as_ref().map(changed),
    }
}
