//! `intaglio bench viz`: how many entries of minted pages are read with every character right, how sure the reader was of
//! right and wrong ones, and what the comparison with the MRZ comes to on unaltered and altered pages.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::Instant;

use anyhow::Context;
use engine::Options;
use engine::check::{self, Case, Once, Outcome};
use engine::date::Date;
use engine::identify::Identification;
use engine::reading::viz::{VizEntry, read_viz};
use mint::{Alteration, CaptureKind, Minted};
use serde_json::{Value, json};

use super::interval::Rate;

/// First seed of the holders and copies measured on; enrolment uses smaller ones.
const SEED: u64 = 30_000;

/// Options of `bench viz`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Documents of each model, unaltered and altered in each way
    #[arg(long, default_value_t = 10)]
    documents: usize,
    /// Only models whose key begins so
    #[arg(long, default_value = "")]
    model: String,
    /// Pixels an inch of the captures
    #[arg(long, default_values_t = [200.0, 300.0, 400.0])]
    ppi: Vec<f64>,
    /// Only this way of altering, by its name in the mint; `none` for unaltered
    #[arg(long)]
    only: Option<String>,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
    /// Print entries read wrongly and comparisons that do not come out as they should; minted people only
    #[arg(long)]
    wrong: bool,
}

/// What was measured of pages treated in one way, captured at one resolution.
struct Tally {
    treatment: &'static str,
    ppi: f64,
    /// By datum: entries read with every character right.
    right: BTreeMap<String, Rate>,
    /// Entries of which the reader was sure: how many are right.
    sure: Rate,
    /// By tenth of confidence: characters of right length that are right.
    reliability: BTreeMap<u8, Rate>,
    /// By datum: comparisons that failed, and that were left open.
    failed: BTreeMap<String, Rate>,
    open: BTreeMap<String, Rate>,
    /// Pages on which a comparison failed.
    pages_failed: Rate,
    /// Pages on which one was left open and none failed.
    pages_open: Rate,
    /// Pages that were not found or recognised.
    n_lost: usize,
    millis: Vec<f64>,
}

/// Mints, reads, prints.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let database = reference::Database::in_memory()?;
    let today = Date::new(2026, 10, 1).context("no such day")?;
    let options = Options { today, model: None, corners: None, beside: None };
    let mut tallies = Vec::new();
    for treatment in treatments(args.only.as_deref()) {
        for &ppi in &args.ppi {
            let mut tally = Tally::new(treatment, ppi);
            let kind = if ppi < 350.0 { CaptureKind::Flatbed { ppi } } else { CaptureKind::Reader { ppi } };
            for design in mint::models() {
                if design.is_held_out || !design.model.key.to_string().starts_with(&args.model) {
                    continue;
                }
                for (idx, holder) in mint::holders(&design, SEED, args.documents).iter().enumerate() {
                    let seed = SEED + idx as u64;
                    let minted = mint::mint_page(&design, holder, treatment.as_slice(), seed);
                    let live = super::live_of(&mint::capture(&minted, kind, seed));
                    tally.read(&minted, &live, &database, &options, args.wrong);
                }
                eprintln!("{} {ppi} {}", tally.treatment, design.model.key);
            }
            tallies.push(tally);
        }
    }
    if args.json {
        println!("{:#}", json!({ "treatments": tallies.iter().map(Tally::json).collect::<Vec<_>>() }));
    } else {
        tallies.iter().for_each(Tally::print);
    }
    Ok(())
}

/// Unaltered, and the alterations that make the zones differ.
fn treatments(only: Option<&str>) -> Vec<Option<Alteration>> {
    use Alteration::{DateRewritten, MrzAlteredRightDigits, NameRewritten, NumberRewritten};
    let differing = [NameRewritten, DateRewritten, NumberRewritten, MrzAlteredRightDigits];
    let all = std::iter::once(None).chain(differing.into_iter().map(Some));
    all.filter(|treatment| only.is_none_or(|name| name == name_of(*treatment))).collect()
}

fn name_of(treatment: Option<Alteration>) -> &'static str {
    treatment.map_or("none", Alteration::name)
}

impl Tally {
    fn new(treatment: Option<Alteration>, ppi: f64) -> Self {
        Self {
            treatment: name_of(treatment),
            ppi,
            right: BTreeMap::new(),
            sure: Rate::NONE,
            reliability: BTreeMap::new(),
            failed: BTreeMap::new(),
            open: BTreeMap::new(),
            pages_failed: Rate::NONE,
            pages_open: Rate::NONE,
            n_lost: 0,
            millis: Vec::new(),
        }
    }

    fn read(
        &mut self,
        minted: &Minted,
        live: &engine::scan::LiveDataSet,
        database: &reference::Database,
        options: &Options,
        tells_wrong: bool,
    ) {
        let mrz = engine::reading::mrz::read_mrz(&live.visible).into_iter().next();
        let read = engine::read(live, mrz, database, options, &|_| ControlFlow::Continue(()));
        let Ok(engine::ReadPage { page, readings, identification: Identification::Identified { model, specimen, .. } }) =
            &read
        else {
            self.n_lost += 1;
            return;
        };
        let started = Instant::now();
        let again = read_viz(page, model);
        self.millis.push(started.elapsed().as_secs_f64() * 1000.0);
        for (datum, printed) in minted.fields.iter().filter(|(_, text)| !text.is_empty()) {
            self.count_entry(datum, printed, again.iter().find(|entry| entry.datum == *datum), tells_wrong);
        }
        let model = Some((&**model, &**specimen));
        let once = Once::default();
        let case = Case { page, readings, model, siblings: &[], claim: None, once: &once, today: options.today };
        let (mut has_failed, mut is_open) = (false, false);
        for routine in check::mrz_viz::without_model() {
            let Ok(judgement) = check::mrz_viz::run(&case, &routine) else { continue };
            let datum = routine.zone.clone().unwrap_or_default();
            let (failed, open) = (judgement.outcome == Outcome::Failed, judgement.outcome == Outcome::Undetermined);
            if tells_wrong && (failed || open) {
                let text = readings.entry(&datum).map(VizEntry::text).unwrap_or_default();
                let outcome = judgement.outcome;
                println!(
                    "  {} {} {} {datum} {outcome:?} {text:?} {:?}",
                    self.treatment, self.ppi, minted.model, minted.mrz
                );
            }
            self.failed.entry(datum.clone()).or_insert(Rate::NONE).count(failed);
            self.open.entry(datum).or_insert(Rate::NONE).count(open);
            has_failed |= failed;
            is_open |= open;
        }
        self.pages_failed.count(has_failed);
        self.pages_open.count(is_open && !has_failed);
    }

    fn count_entry(&mut self, datum: &str, printed: &str, read: Option<&VizEntry>, tells_wrong: bool) {
        let text = read.map(VizEntry::text).unwrap_or_default();
        let is_right = text == printed;
        self.right.entry(datum.to_owned()).or_insert(Rate::NONE).count(is_right);
        if read.is_some_and(VizEntry::is_sure) {
            self.sure.count(is_right);
        }
        if tells_wrong && !is_right {
            let confidence = read.map_or(0.0, VizEntry::confidence);
            println!("  {} {} {datum} {printed:?} read as {text:?} {confidence:.2}", self.treatment, self.ppi);
        }
        let characters = read.map_or(&[][..], |entry| &entry.characters);
        if characters.len() == printed.chars().count() {
            for (character, printed) in characters.iter().zip(printed.chars()) {
                let tenth = (character.confidence * 10.0).clamp(0.0, 9.0) as u8;
                self.reliability.entry(tenth).or_insert(Rate::NONE).count(character.symbol == printed);
            }
        }
    }

    fn all_right(&self) -> Rate {
        self.right.values().fold(Rate::NONE, |a, b| Rate { n_hits: a.n_hits + b.n_hits, n: a.n + b.n })
    }

    fn median_millis(&self) -> f64 {
        let mut millis = self.millis.clone();
        millis.sort_by(f64::total_cmp);
        millis.get(millis.len() / 2).copied().unwrap_or(0.0)
    }

    fn json(&self) -> Value {
        let by_datum = |rates: &BTreeMap<String, Rate>| -> BTreeMap<String, f64> {
            rates.iter().map(|(datum, rate)| (datum.clone(), rate.share())).collect()
        };
        json!({
            "treatment": self.treatment,
            "ppi": self.ppi,
            "entries_right": self.all_right().share(),
            "right": by_datum(&self.right),
            "sure_right": self.sure.share(),
            "n_sure": self.sure.n,
            "pages_failed": self.pages_failed.share(),
            "pages_undetermined": self.pages_open.share(),
            "n_pages": self.pages_failed.n,
            "failed": by_datum(&self.failed),
            "undetermined": by_datum(&self.open),
            "n_lost": self.n_lost,
            "median_ms": self.median_millis(),
        })
    }

    fn print(&self) {
        println!(
            "\n{} at {} ppi, {} pages, {} not recognised",
            self.treatment, self.ppi, self.pages_failed.n, self.n_lost
        );
        println!("  entries right        {}", self.all_right());
        println!("  of the sure ones     {}", self.sure);
        println!("  pages that fail      {}", self.pages_failed);
        println!("  pages left open      {}", self.pages_open);
        println!("  median reading       {:.0} ms", self.median_millis());
        println!("  {:<24} {:<32} {:>8} {:>8}", "entry", "every character right", "failed", "open");
        for (datum, right) in &self.right {
            let count = |rates: &BTreeMap<String, Rate>| rates.get(datum).map_or(0, |rate| rate.n_hits);
            println!("  {datum:<24} {right:<32} {:>8} {:>8}", count(&self.failed), count(&self.open));
        }
        let reliable =
            self.reliability.iter().map(|(tenth, rate)| format!("0.{tenth}: {:.3} of {}", rate.share(), rate.n));
        println!("  characters right by confidence: {}", reliable.collect::<Vec<_>>().join(", "));
    }
}
