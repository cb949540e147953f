//! `intaglio bench detection`: which alterations are found, by which checks, and how often an unaltered page alarms.
//!
//! Documents are minted from seeds that enrolled nothing. An alteration is found when a counted check fails; its place is hit
//! when a failed check points into the altered area. Wear is no alteration: a worn page that fails is a false alarm.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use engine::check::Outcome;
use engine::date::Date;
use engine::examination::{Examination, Finding, State};
use engine::geometry::PageRect;
use engine::scan::Light;
use engine::{Options, examine};
use mint::{Alteration, CaptureKind, Minted, ModelDesign};
use serde_json::{Value, json};

use super::interval::Rate;
use crate::usage::WrongUsage;

/// First seed of the holders and copies measured on; enrolment uses smaller ones.
const SEED: u64 = 60_000;
/// The captures of each document.
const KINDS: [CaptureKind; 2] = [CaptureKind::Flatbed { ppi: 300.0 }, CaptureKind::Reader { ppi: 400.0 }];

/// Options of `bench detection`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Documents of each model, altered in each way and unaltered
    #[arg(long, default_value_t = 5)]
    documents: usize,
    /// Only models whose key begins so
    #[arg(long, default_value = "")]
    model: String,
    /// Only this way of altering, by its name in the mint; `none` for unaltered
    #[arg(long)]
    only: Option<String>,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
}

/// One way documents were treated, at one resolution.
struct Tally {
    name: &'static str,
    is_altered: bool,
    ppi: u32,
    fails: Rate,
    hits: Rate,
    undetermined: Rate,
    not_examined: usize,
    overlap_sum: f64,
    false_area_sum: f64,
    by_check: BTreeMap<String, Rate>,
}

/// Mints, examines, prints.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let database = reference::Database::in_memory()?;
    let options = Options { today: today()?, model: None, corners: None };
    let mut tallies = Vec::new();
    let designs = crate::enrol::named_models(&args.model)?;
    for treatment in treatments(args.only.as_deref())? {
        for kind in KINDS {
            let mut tally = Tally::new(treatment, kind);
            for design in designs.iter().filter(|design| applies(treatment, design)) {
                for (idx, holder) in mint::holders(design, SEED, args.documents).iter().enumerate() {
                    let seed = SEED + idx as u64;
                    let minted = mint::mint_page(design, holder, treatment.as_slice(), seed);
                    let captured = mint::capture(&minted, kind, seed);
                    let live = super::live_of(&captured);
                    let examined = examine(&live, &database, &options, &|_| ControlFlow::Continue(()));
                    tally.count(&minted, examined.as_ref().ok());
                }
                eprintln!("{} {} {}", tally.name, kind.name(), design.model.key);
            }
            tallies.push(tally);
        }
    }
    if args.json {
        println!("{:#}", json!({ "treatments": tallies.iter().map(Tally::json).collect::<Vec<_>>() }));
    } else {
        print_table(&tallies);
    }
    Ok(())
}

/// The day minted documents are examined on: theirs are issued and valid around it.
fn today() -> anyhow::Result<Date> {
    Date::new(2026, 6, 1).ok_or_else(|| anyhow::anyhow!("no such day"))
}

/// Unaltered, then every alteration, then every kind of wear.
fn treatments(only: Option<&str>) -> Result<Vec<Option<Alteration>>, WrongUsage> {
    let all = || std::iter::once(None).chain(Alteration::ALL.into_iter().map(Some));
    let Some(name) = only else { return Ok(all().collect()) };
    let named = all().find(|treatment| name == name_of(*treatment));
    named.map(|treatment| vec![treatment]).ok_or_else(|| WrongUsage::unknown("alteration", name, all().map(name_of)))
}

fn name_of(treatment: Option<Alteration>) -> &'static str {
    treatment.map_or("none", Alteration::name)
}

fn applies(treatment: Option<Alteration>, design: &ModelDesign) -> bool {
    treatment.is_none_or(|alteration| alteration.applies_to(design))
}

impl Tally {
    fn new(treatment: Option<Alteration>, kind: CaptureKind) -> Self {
        Self {
            name: name_of(treatment),
            is_altered: treatment.is_some_and(|alteration| !alteration.is_benign()),
            ppi: kind.ppi().unwrap_or(0.0) as u32,
            fails: Rate::NONE,
            hits: Rate::NONE,
            undetermined: Rate::NONE,
            not_examined: 0,
            overlap_sum: 0.0,
            false_area_sum: 0.0,
            by_check: BTreeMap::new(),
        }
    }

    fn count(&mut self, minted: &Minted, examined: Option<&Examination>) {
        let Some(examination) = examined else {
            self.not_examined += 1;
            self.fails.count(false);
            self.undetermined.count(true);
            return;
        };
        let overall = examination.overall();
        self.fails.count(0 < overall.n_failed);
        self.undetermined.count(overall.n_failed == 0 && 0 < overall.n_undetermined);
        let failed: Vec<&Finding> = examination.findings.iter().filter(|finding| is_counted_failure(finding)).collect();
        if 0 < overall.n_failed {
            let best = failed.iter().map(|finding| overlap(finding, minted)).fold(0.0, f64::max);
            self.hits.count(0.3 <= best);
            self.overlap_sum += best;
        }
        let flagged: f64 = failed.iter().filter_map(|finding| place_of(finding)).map(|(_, area)| area.area()).sum();
        self.false_area_sum += flagged / examination.page.area().area();
        for finding in examination.findings.iter().filter(|finding| finding.is_counted()) {
            let is_failed = is_counted_failure(finding);
            let rate = self.by_check.entry(finding.routine.check.clone()).or_insert(Rate::NONE);
            rate.count(is_failed);
        }
    }

    fn json(&self) -> Value {
        let rate =
            |rate: Rate| json!({"hits": rate.n_hits, "of": rate.n, "interval": [rate.interval().0, rate.interval().1]});
        let fired: serde_json::Map<String, Value> =
            self.by_check.iter().map(|(name, found)| (name.clone(), rate(*found))).collect();
        json!({
            "treatment": self.name,
            "is_altered": self.is_altered,
            "ppi": self.ppi,
            "failed": rate(self.fails),
            "place_hit": rate(self.hits),
            "mean_overlap": self.overlap_sum / (self.hits.n.max(1) as f64),
            "undetermined": rate(self.undetermined),
            "not_examined": self.not_examined,
            "mean_flagged_share_of_page": self.false_area_sum / (self.fails.n.max(1) as f64),
            "failed_routines_by_check": fired,
        })
    }

    /// The checks that failed, the most frequent first, with the share of their routines that did.
    fn fired(&self) -> String {
        let mut fired: Vec<(&String, &Rate)> = self.by_check.iter().filter(|(_, rate)| 0 < rate.n_hits).collect();
        fired.sort_by(|a, b| b.1.n_hits.cmp(&a.1.n_hits).then(a.0.cmp(b.0)));
        let words: Vec<String> =
            fired.iter().map(|(name, rate)| format!("{name} {}/{}", rate.n_hits, rate.n)).collect();
        words.join(", ")
    }
}

fn is_counted_failure(finding: &Finding) -> bool {
    finding.is_counted() && finding.state() == State::Terminated(Outcome::Failed)
}

/// The first place of a finding that came to its end.
fn place_of(finding: &Finding) -> Option<(Light, PageRect)> {
    let judgement = finding.result.as_ref().ok()?;
    judgement.places.first().map(|place| (place.light, place.area))
}

/// The larger share that a failed check's place and an altered area have of each other, 0..=1.
fn overlap(finding: &Finding, minted: &Minted) -> f64 {
    let Some((_, place)) = place_of(finding) else { return 0.0 };
    let shares = minted.altered.iter().filter_map(|altered| {
        let shared = altered.area.intersection(&place)?.area();
        Some((shared / altered.area.area()).max(shared / place.area()))
    });
    shares.fold(0.0, f64::max)
}

fn print_table(tallies: &[Tally]) {
    println!("A document is found when a counted check fails; 95 % intervals by document (Wilson).");
    println!(
        "{:<26} {:>4}  {:<30} {:<28} {:<24}",
        "treatment", "ppi", "failed", "place hit, of those found", "undetermined"
    );
    for tally in tallies {
        let (fails, hits, open) = (tally.fails.to_string(), tally.hits.to_string(), tally.undetermined.to_string());
        println!("{:<26} {:>4}  {fails:<30} {hits:<28} {open:<24}", tally.name, tally.ppi);
    }
    let mut unaltered = Rate::NONE;
    for tally in tallies.iter().filter(|tally| !tally.is_altered) {
        unaltered.n += tally.fails.n;
        unaltered.n_hits += tally.fails.n_hits;
    }
    println!("\nunaltered pages, wear included, with any failed counted check: {unaltered}");
    println!("\nwhich checks failed, routines of all:");
    for tally in tallies.iter().filter(|tally| 0 < tally.fails.n_hits) {
        println!("{:<26} {:>4}  {}", tally.name, tally.ppi, tally.fired());
    }
}
