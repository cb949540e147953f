//! Rates over the documents treated alike and captured alike, and the table of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::trial::Trial;
use crate::bench::interval::Rate;

/// One way documents were treated, at one resolution.
pub(super) struct Tally {
    treatment: &'static str,
    is_altered: bool,
    ppi: u32,
    fails: Rate,
    hits: Rate,
    undetermined: Rate,
    not_examined: usize,
    overlap_sum: f64,
    flagged_sum: f64,
    by_check: BTreeMap<String, Rate>,
}

impl Tally {
    /// Nothing counted yet.
    pub(super) fn new(treatment: &'static str, is_altered: bool, ppi: u32) -> Self {
        Self {
            treatment,
            is_altered,
            ppi,
            fails: Rate::NONE,
            hits: Rate::NONE,
            undetermined: Rate::NONE,
            not_examined: 0,
            overlap_sum: 0.0,
            flagged_sum: 0.0,
            by_check: BTreeMap::new(),
        }
    }

    /// Counts one document. One that could not be examined was not found, and is undetermined.
    pub(super) fn count(&mut self, trial: &Trial) {
        self.not_examined += usize::from(!trial.is_examined);
        self.fails.count(trial.is_failed);
        self.undetermined.count(trial.is_undetermined);
        self.flagged_sum += trial.flagged_share;
        if trial.is_failed {
            self.hits.count(0.3 <= trial.best_overlap());
            self.overlap_sum += trial.best_overlap();
        }
        for said in trial.findings.iter().filter(|said| said.counted) {
            self.by_check.entry(said.check.clone()).or_insert(Rate::NONE).count(said.is_counted_failure());
        }
    }

    /// All of it, for `--json`.
    pub(super) fn json(&self) -> Value {
        let rate =
            |rate: Rate| json!({"hits": rate.n_hits, "of": rate.n, "interval": [rate.interval().0, rate.interval().1]});
        let fired: serde_json::Map<String, Value> =
            self.by_check.iter().map(|(name, found)| (name.clone(), rate(*found))).collect();
        json!({
            "treatment": self.treatment,
            "is_altered": self.is_altered,
            "ppi": self.ppi,
            "failed": rate(self.fails),
            "place_hit": rate(self.hits),
            "mean_overlap": self.overlap_sum / (self.hits.n.max(1) as f64),
            "undetermined": rate(self.undetermined),
            "not_examined": self.not_examined,
            "mean_flagged_share_of_page": self.flagged_sum / (self.fails.n.max(1) as f64),
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

/// Prints rates by treatment and resolution, false alarms of all unaltered pages, and which checks failed.
pub(super) fn print_table(tallies: &[Tally]) {
    println!("A document is found when a counted check fails; 95 % intervals by document (Wilson).");
    println!(
        "{:<26} {:>4}  {:<30} {:<30} {:<24}",
        "treatment", "ppi", "failed", "place hit, of those failed", "undetermined"
    );
    for tally in tallies {
        let hits = if tally.is_altered { tally.hits.to_string() } else { String::new() };
        let (fails, open) = (tally.fails.to_string(), tally.undetermined.to_string());
        println!("{:<26} {:>4}  {fails:<30} {hits:<30} {open:<24}", tally.treatment, tally.ppi);
    }
    for is_altered in [true, false] {
        let mut all = Rate::NONE;
        for tally in tallies.iter().filter(|tally| tally.is_altered == is_altered) {
            all.n += tally.fails.n;
            all.n_hits += tally.fails.n_hits;
        }
        let name = if is_altered { "altered pages" } else { "unaltered pages, worn ones included," };
        println!("\n{name} with any failed counted check: {all}");
    }
    println!("\nwhich checks failed, of how many routines:");
    for tally in tallies.iter().filter(|tally| 0 < tally.fails.n_hits) {
        println!("{:<26} {:>4}  {}", tally.treatment, tally.ppi, tally.fired());
    }
}
