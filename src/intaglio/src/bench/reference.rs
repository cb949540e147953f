//! `bench reference`: a database of thousands of records with images: how soon it opens, how soon a search answers, how soon
//! a list has what it shows, and how long a frame takes while it is scrolled.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use desk::Scrolled;
use engine::model::{ModelKey, Reference};
use reference::Database;
use serde_json::json;

use super::many_models::{Folder, fill};
use super::resident::resident_mb;
use crate::Ran;

/// What is searched: words of many records, of one, of none; the beginning of a word; several.
const SEARCHES: [&str; 7] = [
    "utopia",
    "drawing 17 series 3",
    "utopia drawing portrait",
    "machine readable zone",
    "UTO-P-42",
    "red fibres",
    "guill",
];
/// Rows that a list shows at once.
const N_ROWS: usize = 24;
/// Times each is measured.
const N_RUNS: usize = 9;
/// The bars in seconds; the last is a frame at 60 Hz.
const BAR_OPEN: f64 = 1.0;
const BAR_SEARCH: f64 = 0.1;
const BAR_FRAME: f64 = 1.0 / 60.0;

/// Options of `bench reference`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Records with images, small minted drawings, beside the program's own
    #[arg(long, default_value_t = 5000, value_parser = clap::value_parser!(u16).range(1..))]
    records: u16,
    /// Keep the database in this folder and use what is there
    #[arg(long, value_name = "DIR")]
    kept: Option<PathBuf>,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
}

/// Fills, measures and prints; a bar that is not held counts as a discrepancy.
pub(crate) fn run(args: &Args) -> anyhow::Result<Ran> {
    let folder = Folder::of(args.kept.as_deref());
    fill(folder.path(), usize::from(args.records))?;
    let mut opening = Vec::new();
    for _ in 0..N_RUNS {
        let started = Instant::now();
        drop(Database::open(folder.path())?);
        opening.push(started.elapsed());
    }
    let database = Database::open(folder.path())?;
    let heads = median(|| database.heads().len());
    let mut slowest = ("", Duration::ZERO, 0);
    for words in SEARCHES {
        let mut n_found = 0;
        let took = median(|| n_found = database.search(words).map_or(0, |found| found.len()));
        if slowest.1 <= took {
            slowest = (words, took, n_found);
        }
    }
    let keys: Vec<ModelKey> = database.keys().map(|(key, _)| key.clone()).collect();
    let first = keys.len() / 2;
    let rows = &keys[first..(first + N_ROWS).min(keys.len())];
    let thumbnails =
        median(|| rows.iter().filter_map(|key| database.thumbnail(key)).map(|bytes| bytes.len()).sum::<usize>());
    opening.sort();
    let opening = opening[N_RUNS / 2];
    let n_records = keys.len();
    let pace = Duration::from_secs_f64(BAR_FRAME);
    let Scrolled { n_pictures, mut frames, .. } = desk::scroll_browser(crate::window::workshop(database), pace);
    frames.sort();
    let frame_at = |share: f64| frames[((frames.len() - 1) as f64 * share) as usize];
    let (frame, late_frame, worst_frame) = (frame_at(0.5), frame_at(0.99), frame_at(1.0));
    let secs = |time: Duration| time.as_secs_f64();
    let is_held = secs(opening) < BAR_OPEN
        && secs(slowest.1) < BAR_SEARCH
        && secs(thumbnails) < BAR_FRAME
        && secs(worst_frame) < BAR_FRAME;
    if args.json {
        let json = json!({
            "records": n_records,
            "open_secs": secs(opening),
            "slowest_search": {"words": slowest.0, "found": slowest.2, "secs": secs(slowest.1)},
            "names_secs": secs(heads),
            "thumbnails": {"rows": N_ROWS, "secs": secs(thumbnails)},
            "frames": {
                "n": frames.len(),
                "pictures": n_pictures,
                "median_secs": secs(frame),
                "99_of_100_secs": secs(late_frame),
                "worst_secs": secs(worst_frame),
            },
            "resident_mb": resident_mb(),
        });
        println!("{json:#}");
    } else {
        let ms = |time: Duration| 1e3 * secs(time);
        println!("{n_records} records, medians of {N_RUNS} runs");
        println!("  open the database                 {:>7.1} ms, bar {:.0}", ms(opening), 1e3 * BAR_OPEN);
        let (words, took, n_found) = slowest;
        println!(
            "  slowest search                    {:>7.1} ms, bar {:.0} (“{words}”, {n_found} found)",
            ms(took),
            1e3 * BAR_SEARCH
        );
        println!("  names of all, for the list        {:>7.1} ms", ms(heads));
        println!("  thumbnails of {N_ROWS} rows            {:>7.1} ms, bar {:.1}", ms(thumbnails), 1e3 * BAR_FRAME);
        println!("  {} frames, scrolling the list of the window and typing into its filter", frames.len());
        println!("    median frame                    {:>7.2} ms", ms(frame));
        println!("    99 of 100 frames within         {:>7.2} ms", ms(late_frame));
        println!("    worst frame                     {:>7.2} ms, bar {:.1}", ms(worst_frame), 1e3 * BAR_FRAME);
        println!("{}", if is_held { "every bar is held" } else { "not every bar is held" });
    }
    Ok(if is_held { Ran::Clean } else { Ran::Discrepancy })
}

/// The median time of that.
fn median<T>(mut of: impl FnMut() -> T) -> Duration {
    let mut times = [Duration::ZERO; N_RUNS];
    for time in &mut times {
        let started = Instant::now();
        of();
        *time = started.elapsed();
    }
    times.sort();
    times[N_RUNS / 2]
}
