//! `bench reading`: how many machine readable zones of a folder are read with every character right.

mod sample;
mod table;
mod variants;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use engine::reading::mrz::{Mrz, read_mrz};
use engine::scan::{Light, Scan};
use image::RgbImage;
use serde::Deserialize;

use self::sample::{Sample, Truth};
use self::variants::Variant;

/// What to read.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with the pictures and their manifest.json
    pub(crate) dir: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// One picture of `manifest.json`.
#[derive(Debug, Clone, Deserialize)]
struct Entry {
    /// Path in the folder.
    file: PathBuf,
    /// How it was made: `scan`, `photo`, `synthetic`, `negative`.
    #[serde(default)]
    capture: String,
    /// `TD1`, `TD2`, `TD3`, `MRVA`, `MRVB`, or `none`.
    #[serde(default)]
    document_format: String,
    /// The lines as printed; none where there is no zone.
    #[serde(default)]
    mrz: Option<Vec<String>>,
    /// Whether it counts.
    #[serde(default = "counted")]
    bench: bool,
    /// Check digits that are wrong in print.
    #[serde(default)]
    known_wrong_check_digits: Vec<String>,
}

fn counted() -> bool {
    true
}

/// Read every picture of `dir` that `dir/manifest.json` lists, as it is and in seeded variants, and print how it went.
///
/// The table goes by variant, format and kind of capture; then come failures by name, silent mistakes, reliability of
/// the confidences, and times. With `json` one object instead.
pub(crate) fn run(dir: &Path, json: bool) -> anyhow::Result<()> {
    let manifest = dir.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
    let entries: Vec<Entry> =
        serde_json::from_str(&text).with_context(|| format!("{} is no list of pictures", manifest.display()))?;
    let mut samples = Vec::new();
    for (idx, entry) in entries.iter().enumerate() {
        eprint!("\r{} of {}", idx + 1, entries.len());
        samples.extend(read_entry(dir, entry)?);
    }
    eprintln!();
    if json {
        table::print_json(&samples)
    } else {
        table::print(&samples)
    }
    Ok(())
}

/// The picture as it is, and, where it counts and has a zone, each variant of it.
fn read_entry(dir: &Path, entry: &Entry) -> anyhow::Result<Vec<Sample>> {
    let path = dir.join(&entry.file);
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = entry.file.to_string_lossy().into_owned();
    let scan = Scan::decode(&bytes, &name, Light::Visible).with_context(|| format!("cannot decode {name}"))?;
    let truth = Truth {
        file: name,
        capture: entry.capture.clone(),
        format: entry.document_format.clone(),
        lines: entry.mrz.clone().unwrap_or_default(),
        is_counted: entry.bench,
        has_wrong_digits: !entry.known_wrong_check_digits.is_empty(),
    };
    let mut samples = vec![read_sample(&scan, &truth, Variant::AsIs)];
    if entry.bench && !truth.lines.is_empty() {
        for variant in Variant::MADE {
            if let Some(pixels) = variant.make(&scan.pixels, &truth) {
                let made = made_scan(&scan, pixels);
                samples.push(read_sample(&made, &truth, variant));
            }
        }
    }
    Ok(samples)
}

/// A scan like another, of other pixels.
fn made_scan(scan: &Scan, pixels: RgbImage) -> Scan {
    let (sha256, file_name) = (scan.sha256, scan.file_name.clone());
    Scan { light: scan.light, pixels, claimed_ppi: None, sha256, file_name, format: scan.format }
}

fn read_sample(scan: &Scan, truth: &Truth, variant: Variant) -> Sample {
    let start = Instant::now();
    let readings = read_mrz(scan);
    let duration_ms = start.elapsed().as_secs_f64() * 1000.0;
    let Some(best) = readings.first() else {
        return Sample::nothing(truth, variant, duration_ms);
    };
    let lines = best.text();
    let agrees = Mrz::parse(&lines).is_ok_and(|mrz| mrz.check_digits().iter().all(|digit| digit.is_right));
    let characters = sample::judge_characters(best, &truth.lines);
    Sample {
        truth: truth.clone(),
        variant,
        is_right: lines == truth.lines,
        lines,
        confidence: best.confidence(),
        is_sure: best.is_sure(),
        digits_agree: agrees,
        characters,
        duration_ms,
    }
}
