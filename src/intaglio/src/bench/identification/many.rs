//! `bench identification --models`: from ten to ten thousand models, how many held-out holders are recognised, how many
//! unknown models are rejected, how long that takes and how much memory.
//!
//! The models are small minted drawings, five of each family; the page is given with its corners a little off and
//! without a State, so that the whole database is searched. Unknown pages are of families the database never had; the
//! next member of a family it has is told of apart, since a model that differs from the newest one known in a sixth of its
//! print is the harder one. The bar is the same for both.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::identify::{Identification, identify};
use engine::page::locate_page;
use engine::scan::{Light, LiveDataSet, Scan};
use mint::SmallModel;
use reference::Database;
use serde_json::{Value, json};

use crate::Ran;
use crate::bench::interval::Rate;
use crate::bench::many_models::{Folder, MEMBERS, fill, model_numbered};
use crate::bench::resident::{processor_secs, resident_mb};

/// Families from here on are in no database.
const UNKNOWN_FAMILIES: u64 = 1_000_000;
/// First seed of the holders measured on; the specimen's is another, and tuning uses others.
pub(super) const SEED: u64 = 70_000;
/// The bars: shares at least and at most, seconds, times the time at a hundredth of the models, megabytes.
const BAR_RIGHT: f64 = 0.99;
const BAR_WRONG: f64 = 0.01;
const BAR_REJECTED: f64 = 0.97;
const BAR_SECS: f64 = 0.150;
const BAR_GROWTH: f64 = 3.0;
const BAR_MB: f64 = 1000.0;

/// What was counted at one size.
struct Size {
    n_models: usize,
    is_right: Rate,
    is_wrong: Rate,
    is_rejected: Rate,
    is_next_rejected: Rate,
    times: Vec<Duration>,
    opening: Duration,
    first: Duration,
    resident_mb: Option<f64>,
    /// Time all processors together spent on the pages, in seconds.
    processor_secs: Option<f64>,
}

/// Fills, probes and prints at every size; a bar that is not held counts as a discrepancy.
pub(super) fn run(
    sizes: &[usize],
    n_probes: usize,
    seed: u64,
    kept: Option<&Path>,
    is_json: bool,
) -> anyhow::Result<Ran> {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable();
    let mut measured = Vec::new();
    for &n_models in &sizes {
        let folder = Folder::of(kept.map(|kept| kept.join(n_models.to_string())).as_deref());
        fill(folder.path(), n_models)?;
        measured.push(measure(&folder, n_models, n_probes, seed)?);
        if !is_json {
            print(measured.last());
        }
    }
    let is_held = measured.iter().all(|size| size.is_held()) && is_growth_held(&measured);
    if is_json {
        println!("{:#}", json!({ "sizes": measured.iter().map(Size::json).collect::<Vec<_>>() }));
    } else {
        println!("{}", if is_held { "every bar is held" } else { "not every bar is held" });
    }
    Ok(if is_held { Ran::Clean } else { Ran::Discrepancy })
}

fn measure(folder: &Folder, n_models: usize, n_probes: usize, seed: u64) -> anyhow::Result<Size> {
    let started = Instant::now();
    let database = Database::open(folder.path())?;
    let mut size = Size {
        n_models,
        is_right: Rate::NONE,
        is_wrong: Rate::NONE,
        is_rejected: Rate::NONE,
        is_next_rejected: Rate::NONE,
        times: Vec::new(),
        opening: started.elapsed(),
        first: Duration::ZERO,
        resident_mb: None,
        processor_secs: Some(0.0),
    };
    for probe in 0..n_probes {
        // Spread over all models, each several times where there are few.
        let number = 1 + (probe * n_models / n_probes + probe % n_models.div_ceil(n_probes)) % n_models;
        let Probe { found, took, processor_secs } = identified(model_numbered(number), seed + probe as u64, &database)?;
        size.is_right.count(found == Some(number));
        size.is_wrong.count(found.is_some_and(|found| found != number));
        if probe == 0 {
            size.first = took;
        } else {
            size.times.push(took);
            size.processor_secs = size.processor_secs.zip(processor_secs).map(|(sum, more)| sum + more);
        }
    }
    let n_families = (n_models as u64 / MEMBERS).max(1);
    for probe in 0..(n_probes / 2).max(1) as u64 {
        // Families go by the seed as holders do: what tuned reports nothing.
        let family = seed.abs_diff(SEED) + probe;
        let unknown = SmallModel { family: UNKNOWN_FAMILIES + family, member: probe % MEMBERS };
        let Probe { found, .. } = identified(unknown, seed + probe, &database)?;
        size.is_rejected.count(found.is_none());
        let next = SmallModel { family: family % n_families, member: MEMBERS };
        let Probe { found, .. } = identified(next, seed + probe, &database)?;
        size.is_next_rejected.count(found.is_none());
    }
    size.resident_mb = resident_mb();
    Ok(size)
}

/// What one page came to.
struct Probe {
    /// The number of the model as which it is recognised, 0 for one of the program's own.
    found: Option<usize>,
    took: Duration,
    /// Time of all processors together.
    processor_secs: Option<f64>,
}

/// Identifies that holder's page.
fn identified(of: SmallModel, holder: u64, database: &Database) -> anyhow::Result<Probe> {
    let mint::SmallCapture { picture, corners } = of.capture(holder);
    let scan = Scan {
        light: Light::Visible,
        pixels: picture,
        claimed_ppi: None,
        sha256: [0; 32],
        file_name: String::new(),
        format: "PNG",
    };
    let live = LiveDataSet { visible: Arc::new(scan), ultraviolet: None, infrared: None };
    let corners = corners.map(|(x_px, y_px)| engine::geometry::ScanPoint { x_px, y_px });
    let page = locate_page(&live, None, Some(corners))?;
    let (started, spent) = (Instant::now(), processor_secs());
    let identification = identify(&page, None, None, None, database);
    let took = started.elapsed();
    let processor_secs = processor_secs().zip(spent).map(|(after, before)| after - before);
    let found = match identification {
        Identification::Identified { model, .. } if model.key.year.is_none() => Some(usize::from(model.key.number)),
        Identification::Identified { .. } => Some(0),
        Identification::NotIdentified { .. } => None,
    };
    Ok(Probe { found, took, processor_secs })
}

impl Size {
    /// Seconds below which that share of the times lies.
    fn secs(&self, share: f64) -> f64 {
        let mut times: Vec<f64> = self.times.iter().map(Duration::as_secs_f64).collect();
        times.sort_by(f64::total_cmp);
        let last = times.len().saturating_sub(1);
        times.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
    }

    /// Mean time of all processors together for a page, in seconds.
    fn processor_secs_a_page(&self) -> Option<f64> {
        self.processor_secs.map(|sum| sum / self.times.len().max(1) as f64)
    }

    fn is_held(&self) -> bool {
        BAR_RIGHT <= self.is_right.share()
            && self.is_wrong.share() <= BAR_WRONG
            && BAR_REJECTED <= self.is_rejected.share()
            && BAR_REJECTED <= self.is_next_rejected.share()
            && self.secs(0.5) <= BAR_SECS
            && self.resident_mb.is_none_or(|mb| mb < BAR_MB)
    }

    fn json(&self) -> Value {
        json!({
            "models": self.n_models,
            "right": self.is_right,
            "wrong": self.is_wrong,
            "unknown_rejected": self.is_rejected,
            "next_of_family_rejected": self.is_next_rejected,
            "median_secs": self.secs(0.5),
            "p95_secs": self.secs(0.95),
            "processor_secs": self.processor_secs_a_page(),
            "first_secs": self.first.as_secs_f64(),
            "open_secs": self.opening.as_secs_f64(),
            "resident_mb": self.resident_mb,
        })
    }
}

/// Whether the time at the largest size is less than three times that at a hundred models, where both were measured.
fn is_growth_held(measured: &[Size]) -> bool {
    let hundred = measured.iter().find(|size| size.n_models == 100);
    hundred.zip(measured.last()).is_none_or(|(hundred, last)| last.secs(0.5) < BAR_GROWTH * hundred.secs(0.5))
}

fn print(size: Option<&Size>) {
    let Some(size) = size else { return };
    println!("{} models", size.n_models);
    println!("  right model of a held-out holder (top-1)  {}", size.is_right);
    println!("  wrong model accepted                      {}", size.is_wrong);
    println!("  unknown model not identified              {}", size.is_rejected);
    println!("  next, unknown member of a known family    {}", size.is_next_rejected);
    println!(
        "  time a page, ms                           median {:.0}, 95th percentile {:.0}",
        1e3 * size.secs(0.5),
        1e3 * size.secs(0.95)
    );
    if let Some(secs) = size.processor_secs_a_page() {
        println!("  time of all processors, a page, ms        mean {:.0}", 1e3 * secs);
    }
    let (first, opening) = (1e3 * size.first.as_secs_f64(), 1e3 * size.opening.as_secs_f64());
    println!("  first page, which makes the index, ms     {first:.0}; opening the database {opening:.0}");
    let resident = size.resident_mb.map_or_else(|| "unknown on this system".to_owned(), |mb| format!("{mb:.0}"));
    println!("  resident memory, MB                       {resident}");
}
