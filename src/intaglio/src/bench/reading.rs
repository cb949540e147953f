//! `bench reading`: how many machine readable zones of a folder are read with every character right.

mod fields;
mod minted;
mod peers;
mod sample;
mod strings;
mod table;
mod table_json;
mod variants;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use engine::reading::mrz::{Mrz, read_mrz};
use engine::scan::{Light, Scan};
use image::RgbImage;
use serde::Deserialize;

use self::fields::Fields;
use self::peers::{Peer, PeerReading, Ready};
use self::sample::{Sample, Truth};
use self::strings::Strings;
use self::variants::Variant;

/// What to read.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with the pictures and their manifest.json
    dir: PathBuf,
    /// Only the pictures as they are, without variants of them
    #[arg(long)]
    as_they_are: bool,
    /// Read the same pictures with this program too, where it is installed; may be given twice
    #[arg(long, value_name = "NAME")]
    against: Vec<Peer>,
    /// Conformance strings to judge [default: conformance-strings.json of the folder, where there is one]
    #[arg(long, value_name = "FILE")]
    strings: Option<PathBuf>,
    /// Transcribed entries of the visual zone to read without a model: [{"file", "fields": {datum: text}}]
    #[arg(long, value_name = "FILE")]
    fields: Option<PathBuf>,
    /// Minted phone captures to read besides
    #[arg(long, value_name = "N", default_value_t = 0)]
    minted: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// All that was measured.
struct Measured {
    /// Every picture and variant.
    samples: Vec<Sample>,
    /// Minted phone captures.
    minted: Vec<Sample>,
    /// Conformance strings, where there are any.
    strings: Option<Strings>,
    /// Entries of the visual zone, where they were transcribed.
    fields: Option<Fields>,
    /// Each peer's readings, in the order of the samples.
    peers: Vec<(Peer, Vec<PeerReading>)>,
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

/// Read every picture that the folder's manifest lists, as it is and in seeded variants, and print how it went.
///
/// The table goes by variant, format and kind of capture; then come failures by name, silent mistakes, reliability of
/// the confidences, and times. With `--json` one object instead.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let manifest = args.dir.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
    let entries: Vec<Entry> =
        serde_json::from_str(&text).with_context(|| format!("{} is no list of pictures", manifest.display()))?;
    let strings = strings_file(args).map(|path| strings::judge(&path, crate::today::or_now(None)?)).transpose()?;
    let mut bench = Bench { args, samples: Vec::new(), peers: Vec::new(), made: made_file() };
    for &peer in &args.against {
        bench.peers.push((peer, Ready::start(peer)?, Vec::new()));
    }
    for (idx, entry) in entries.iter().enumerate() {
        eprint!("\r{} of {}", idx + 1, entries.len());
        bench.read_entry(entry)?;
    }
    eprintln!();
    // Where no variant was made for a peer there is nothing to remove.
    let _ = std::fs::remove_file(&bench.made);
    let peers = bench.peers.into_iter().map(|(peer, _, readings)| (peer, readings)).collect();
    let minted = minted::read_phone_captures(args.minted);
    let fields = args.fields.as_deref().map(|list| fields::read(&args.dir, list)).transpose()?;
    let measured = Measured { samples: bench.samples, minted, strings, fields, peers };
    if args.json {
        println!("{}", table_json::of(&measured));
    } else {
        table::print(&measured);
    }
    Ok(())
}

/// The list of strings that was given or lies in the folder.
fn strings_file(args: &Args) -> Option<PathBuf> {
    let own = args.dir.join("conformance-strings.json");
    args.strings.clone().or_else(|| own.exists().then_some(own))
}

/// Where a variant lies while a peer reads it.
fn made_file() -> PathBuf {
    std::env::temp_dir().join(format!("intaglio-bench-{}.png", std::process::id()))
}

/// A bench as it goes on.
struct Bench<'a> {
    args: &'a Args,
    samples: Vec<Sample>,
    peers: Vec<(Peer, Ready, Vec<PeerReading>)>,
    made: PathBuf,
}

impl Bench<'_> {
    /// The picture as it is, and, where it counts and has a zone, each variant of it.
    fn read_entry(&mut self, entry: &Entry) -> anyhow::Result<()> {
        let path = self.args.dir.join(&entry.file);
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = entry.file.to_string_lossy().into_owned();
        let start = Instant::now();
        let scan = Scan::decode(&bytes, &name, Light::Visible).with_context(|| format!("cannot decode {name}"))?;
        let truth = Truth {
            file: name,
            capture: entry.capture.clone(),
            format: entry.document_format.clone(),
            lines: entry.mrz.clone().unwrap_or_default(),
            is_counted: entry.bench,
            has_wrong_digits: !entry.known_wrong_check_digits.is_empty(),
        };
        let as_it_is = read_sample(&scan, &truth, Variant::AsIs, start);
        let zone = as_it_is.zone.filter(|_| as_it_is.is_right);
        self.samples.push(as_it_is);
        self.let_peers_read(&path)?;
        if self.args.as_they_are || !entry.bench || truth.lines.is_empty() {
            return Ok(());
        }
        for variant in Variant::MADE {
            let Some(pixels) = variant.make(&scan.pixels, zone, &truth) else { continue };
            let made = made_scan(&scan, pixels);
            self.samples.push(read_sample(&made, &truth, variant, Instant::now()));
            if !self.peers.is_empty() {
                made.pixels.save(&self.made).context("a variant cannot be written for the other readers")?;
                let path = self.made.clone();
                self.let_peers_read(&path)?;
            }
        }
        Ok(())
    }

    fn let_peers_read(&mut self, path: &Path) -> anyhow::Result<()> {
        for (_, ready, readings) in &mut self.peers {
            readings.push(ready.read(path)?);
        }
        Ok(())
    }
}

/// A scan like another, of other pixels.
fn made_scan(scan: &Scan, pixels: RgbImage) -> Scan {
    let (sha256, file_name) = (scan.sha256, scan.file_name.clone());
    Scan { light: scan.light, pixels, claimed_ppi: None, sha256, file_name, format: scan.format }
}

/// Reads a scan that was opened at `opened`.
fn read_sample(scan: &Scan, truth: &Truth, variant: Variant, opened: Instant) -> Sample {
    let start = Instant::now();
    let readings = read_mrz(scan);
    let end = Instant::now();
    let millis = |since: Instant| (end - since).as_secs_f64() * 1000.0;
    let (duration_ms, with_decoding_ms) = (millis(start), millis(opened));
    let Some(best) = readings.first() else {
        return Sample::nothing(truth, variant, duration_ms, with_decoding_ms);
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
        zone: sample::zone_box(best),
        duration_ms,
        with_decoding_ms,
    }
}
