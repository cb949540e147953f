//! `bench speed`: how long an examination takes, stage by stage, and how much memory at the most.
//!
//! A page of a shipped model is minted in three lights, as a full-page reader delivers it, and examined again and again from its
//! files' bytes, at each resolution. The first time also decodes the specimen, as every start of the program does.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use engine::date::Date;
use engine::scan::{LiveDataSet, Scan};
use engine::{Options, Stage};
use mint::CaptureKind;
use reference::Database;
use serde_json::{Value, json};

use super::check_times::{self, CheckTime, check_times};
use crate::{Ran, data_folder, input};

/// Longest median time of an examination in seconds, by pixels an inch.
const BARS_SECS: [(u16, f64); 2] = [(400, 1.0), (600, 2.0)];
/// Largest peak memory, at 400 ppi.
const BAR_MB: f64 = 700.0;
const BAR_MB_PPI: u16 = 400;
/// Seed of holder, page and capture.
const SEED: u64 = 20_400;

/// Options of `bench speed`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How often the page is examined
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Pixels an inch of the page; may be given several times
    #[arg(long, default_values_t = BARS_SECS.map(|(ppi, _)| ppi), value_parser = clap::value_parser!(u16).range(100..=600))]
    ppi: Vec<u16>,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
}

/// What was measured.
struct Speed {
    /// Pixels an inch.
    ppi: u16,
    /// Every stage by name, with its time in each run.
    stages: Vec<(String, Vec<Duration>)>,
    /// The whole of each run.
    total: Vec<Duration>,
    /// Time to open the database.
    opening: Duration,
    /// Most memory held at once, in MB of 10⁶ bytes, while examining; `None` where the system does not say.
    peak_mb: Option<f64>,
    /// Size of the white-light picture in pixels.
    size_px: (u32, u32),
    /// Threads the examination may use.
    n_threads: usize,
    /// What each check costs.
    checks: Vec<CheckTime>,
}

/// Measures and prints; a bar that is not held counts as a discrepancy.
pub(crate) fn run(args: &Args, data: Option<&Path>) -> anyhow::Result<Ran> {
    let mut measured = Vec::new();
    for &ppi in &args.ppi {
        let files = minted_files(f64::from(ppi))?;
        forget_peak();
        let speed = measure(&files, ppi, usize::from(args.runs), data)?;
        if !args.json {
            print!("{}", as_text(&speed));
        }
        measured.push(speed);
    }
    if args.json {
        println!("{:#}", measured.iter().map(as_json).collect::<Value>());
    }
    Ok(if measured.iter().all(Speed::is_held) { Ran::Clean } else { Ran::Discrepancy })
}

/// JPEG files of one unaltered page, in the order of [`Light::ALL`].
fn minted_files(ppi: f64) -> anyhow::Result<[Vec<u8>; 3]> {
    let designs = mint::models();
    let design = designs.iter().find(|design| !design.is_held_out).context("the mint has no model")?;
    let holders = mint::holders(design, SEED, 1);
    let holder = holders.first().context("the mint has no holder")?;
    let minted = mint::mint_page(design, holder, &[], SEED);
    Ok(mint::capture(&minted, CaptureKind::Reader { ppi }, SEED).jpeg)
}

fn measure(files: &[Vec<u8>; 3], ppi: u16, n_runs: usize, data: Option<&Path>) -> anyhow::Result<Speed> {
    let opened = Instant::now();
    let database = Database::open(&data_folder::locate(data)?)?;
    let opening = opened.elapsed();
    let today = Date::new(2024, 1, 1).context("no such day")?;
    let options = Options { today, model: None, corners: None, beside: None };
    let mut speed = Speed {
        ppi,
        stages: Vec::new(),
        total: Vec::new(),
        opening,
        peak_mb: None,
        size_px: (0, 0),
        n_threads: std::thread::available_parallelism().map_or(1, usize::from),
        checks: Vec::new(),
    };
    for n_before in 0..n_runs {
        let started = Instant::now();
        let live = decoded(files)?;
        let marks: Mutex<Vec<(String, Instant)>> = Mutex::new(vec![("decode".to_owned(), started)]);
        let progress = |stage: Stage| {
            let mut marks = marks.lock().unwrap_or_else(PoisonError::into_inner);
            marks.push((format!("{stage:?}"), Instant::now()));
            ControlFlow::Continue(())
        };
        let examination = engine::examine(&live, &database, &options, &progress)?;
        let ended = Instant::now();
        speed.size_px = examination.live.visible.pixels.dimensions();
        speed.total.push(ended - started);
        let marks = marks.into_inner().unwrap_or_else(PoisonError::into_inner);
        let ends = marks.iter().skip(1).map(|mark| mark.1).chain([ended]);
        for ((name, begun), end) in marks.iter().zip(ends) {
            match speed.stages.iter_mut().find(|(known, _)| known == name) {
                Some((_, times)) => times.push(end - *begun),
                None => speed.stages.push((name.clone(), vec![end - *begun])),
            }
        }
        if n_before + 1 == n_runs {
            speed.peak_mb = peak_mb();
            speed.checks = check_times(&examination, &database);
        }
    }
    Ok(speed)
}

fn decoded(files: &[Vec<u8>; 3]) -> anyhow::Result<LiveDataSet> {
    let [visible, ultraviolet, infrared] = files.each_ref().map(Vec::as_slice);
    input::live_of(visible, Some(ultraviolet), Some(infrared), |bytes, light| {
        Ok(Scan::decode(bytes, "minted.jpg", light)?)
    })
}

/// Seconds below which the share `at` of the times lies (nearest rank).
fn quantile(times: &[Duration], at: f64) -> f64 {
    let mut times: Vec<f64> = times.iter().map(Duration::as_secs_f64).collect();
    times.sort_by(f64::total_cmp);
    let rank = (times.len() as f64 * at).ceil().max(1.0) as usize;
    times.get(rank - 1).copied().unwrap_or(0.0)
}

impl Speed {
    /// The longest median time asked for at its resolution.
    fn bar_secs(&self) -> Option<f64> {
        BARS_SECS.iter().find(|(ppi, _)| *ppi == self.ppi).map(|(_, secs)| *secs)
    }

    /// Median time over the bar.
    fn total_ratio(&self) -> Option<f64> {
        Some(quantile(&self.total, 0.5) / self.bar_secs()?)
    }

    /// Peak memory over the bar.
    fn memory_ratio(&self) -> Option<f64> {
        (self.ppi == BAR_MB_PPI).then_some(self.peak_mb? / BAR_MB)
    }

    fn is_held(&self) -> bool {
        [self.total_ratio(), self.memory_ratio()].into_iter().flatten().all(|ratio| ratio <= 1.0)
    }
}

fn as_text(speed: &Speed) -> String {
    let Speed { ppi, size_px: (width, height), n_threads, stages, total, opening, .. } = speed;
    let n_runs = total.len();
    let mut text =
        format!("three lights, {ppi} ppi, {width} × {height} px, {n_runs} examinations, {n_threads} threads\n\n");
    text += &format!("{:<18} {:>9} {:>9} {:>9} {:>7}\n", "stage", "median", "p95", "first", "share");
    let whole: f64 = stages.iter().map(|(_, times)| quantile(times, 0.5)).sum();
    let mut line = |name: &str, times: &[Duration], share: f64| {
        let first = times.first().map_or(0.0, Duration::as_secs_f64);
        let (median, p95) = (quantile(times, 0.5), quantile(times, 0.95));
        text += &format!("{name:<18} {median:>7.3} s {p95:>7.3} s {first:>7.3} s {:>5.0} %\n", 100.0 * share);
    };
    for (name, times) in stages {
        line(name, times, quantile(times, 0.5) / whole);
    }
    line("examination", total, 1.0);
    text += &format!("{:<18} {:>29.3} s\n\n", "open database", opening.as_secs_f64());
    if let Some((ratio, bar)) = speed.total_ratio().zip(speed.bar_secs()) {
        text += &format!("examination {ratio:.2} of the bar of {bar} s\n");
    }
    text += &match (speed.peak_mb, speed.memory_ratio()) {
        (Some(peak), Some(ratio)) => format!("peak memory {peak:.0} MB, {ratio:.2} of the bar of {BAR_MB:.0} MB\n"),
        (Some(peak), None) => format!("peak memory {peak:.0} MB\n"),
        (None, _) => "peak memory unknown on this system\n".to_owned(),
    };
    text + "\n" + &check_times::table(&speed.checks) + "\n"
}

fn as_json(speed: &Speed) -> Value {
    let row = |name: &str, times: &[Duration]| {
        json!({
            "stage": name,
            "median_secs": quantile(times, 0.5),
            "p95_secs": quantile(times, 0.95),
            "first_secs": times.first().map(Duration::as_secs_f64),
        })
    };
    json!({
        "ppi": speed.ppi,
        "size_px": speed.size_px,
        "n_runs": speed.total.len(),
        "n_threads": speed.n_threads,
        "stages": speed.stages.iter().map(|(name, times)| row(name, times)).collect::<Vec<_>>(),
        "examination": row("examination", &speed.total),
        "checks": speed.checks,
        "open_database_secs": speed.opening.as_secs_f64(),
        "peak_mb": speed.peak_mb,
        "bars": { "median_secs": speed.bar_secs(), "peak_mb": (speed.ppi == BAR_MB_PPI).then_some(BAR_MB) },
        "ratios": { "median": speed.total_ratio(), "peak": speed.memory_ratio() },
    })
}

/// Begins the peak anew, so that minting does not count (`proc(5)`: writing 5 to `clear_refs`).
#[cfg(target_os = "linux")]
fn forget_peak() {
    if let Err(error) = std::fs::write("/proc/self/clear_refs", "5") {
        eprintln!("intaglio: the peak memory includes minting the page: {error}");
    }
}

#[cfg(not(target_os = "linux"))]
fn forget_peak() {}

/// The most memory this process held at once since [`forget_peak`].
#[cfg(target_os = "linux")]
fn peak_mb() -> Option<f64> {
    peak_in(&std::fs::read_to_string("/proc/self/status").ok()?)
}

#[cfg(not(target_os = "linux"))]
fn peak_mb() -> Option<f64> {
    None
}

/// `VmHWM:   123 kB` (units of 1024 bytes) in MB.
#[cfg(target_os = "linux")]
fn peak_in(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_times_that_occurred() {
        let times: Vec<Duration> = (1..=20).rev().map(Duration::from_secs).collect();
        assert_eq!(quantile(&times, 0.5), 10.0);
        assert_eq!(quantile(&times, 0.95), 19.0);
        assert_eq!(quantile(&times[..1], 0.95), 20.0);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn peak_memory_is_read_from_the_status() {
        assert_eq!(peak_in("VmPeak:\t  9 kB\nVmHWM:\t  500000 kB\n"), Some(512.0));
        assert_eq!(peak_in("VmPeak:\t  9 kB\n"), None);
        assert!(0.0 < peak_mb().unwrap());
    }
}
