//! Rates over the documents treated alike and captured alike, and the table of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::trial::{AT_PLACE, Trial};
use crate::bench::interval::Rate;

/// One way documents were treated, at one resolution.
pub(super) struct Tally {
    treatment: &'static str,
    is_altered: bool,
    ppi: u32,
    fails: Rate,
    hits: Rate,
    /// Of those failed, whose finding shown first points to the altered place.
    first_hits: Rate,
    undetermined: Rate,
    not_examined: usize,
    overlap_sum: f64,
    flagged_sum: f64,
    by_check: BTreeMap<String, Rate>,
    /// By model and seed whether the document failed.
    documents: BTreeMap<(String, u64), bool>,
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
            first_hits: Rate::NONE,
            undetermined: Rate::NONE,
            not_examined: 0,
            overlap_sum: 0.0,
            flagged_sum: 0.0,
            by_check: BTreeMap::new(),
            documents: BTreeMap::new(),
        }
    }

    /// Counts one document. One that could not be examined was not found, and is undetermined.
    pub(super) fn count(&mut self, trial: &Trial) {
        self.not_examined += usize::from(!trial.is_examined);
        self.fails.count(trial.is_failed);
        self.documents.insert((trial.model.clone(), trial.seed), trial.is_failed);
        self.undetermined.count(trial.is_undetermined);
        self.flagged_sum += trial.flagged_share;
        if let Some(is_hit) = trial.is_first_at_place {
            self.first_hits.count(is_hit);
        }
        if trial.is_failed {
            self.hits.count(AT_PLACE <= trial.best_overlap());
            self.overlap_sum += trial.best_overlap();
        }
        for said in trial.findings.iter().filter(|said| said.counted) {
            self.by_check.entry(said.check.clone()).or_insert(Rate::NONE).count(said.is_counted_failure());
        }
    }

    /// All of it, for `--json`.
    pub(super) fn json(&self) -> Value {
        json!({
            "treatment": self.treatment,
            "is_altered": self.is_altered,
            "ppi": self.ppi,
            "failed": self.fails,
            "place_hit": self.hits,
            "first_finding_at_place": self.first_hits,
            "mean_overlap": self.overlap_sum / (self.hits.n.max(1) as f64),
            "undetermined": self.undetermined,
            "not_examined": self.not_examined,
            "mean_flagged_share_of_page": self.flagged_sum / (self.fails.n.max(1) as f64),
            "failed_routines_by_check": self.by_check,
        })
    }

    /// A row of the table: treatment, ppi, failed, place hit, undetermined.
    pub(super) fn cells(&self) -> Vec<String> {
        let hits = if self.is_altered { self.hits.to_string() } else { String::new() };
        vec![
            self.treatment.to_owned(),
            self.ppi.to_string(),
            self.fails.to_string(),
            hits,
            self.undetermined.to_string(),
        ]
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

/// All documents altered, or all that are not. A document counts as failed when any capture of it does, and the interval by
/// documents is the one to go by: captures of one document are not independent.
pub(super) struct Totals {
    captures: Rate,
    undetermined: Rate,
    first_hits: Rate,
    documents: Rate,
}

impl Totals {
    /// Adds up the tallies of one kind.
    pub(super) fn of(tallies: &[Tally], is_altered: bool) -> Self {
        let (mut captures, mut undetermined, mut first_hits) = (Rate::NONE, Rate::NONE, Rate::NONE);
        let mut documents: BTreeMap<(&str, &str, u64), bool> = BTreeMap::new();
        for tally in tallies.iter().filter(|tally| tally.is_altered == is_altered) {
            captures = captures.and(tally.fails);
            undetermined = undetermined.and(tally.undetermined);
            first_hits = first_hits.and(tally.first_hits);
            for ((model, seed), is_failed) in &tally.documents {
                *documents.entry((tally.treatment, model, *seed)).or_default() |= is_failed;
            }
        }
        let n_hits = documents.values().filter(|is_failed| **is_failed).count();
        Self { captures, undetermined, first_hits, documents: Rate { n_hits, n: documents.len() } }
    }

    /// Captures failed, documents failed, captures undetermined.
    pub(super) fn cells(&self) -> Vec<String> {
        [self.captures, self.documents, self.undetermined].map(|rate| rate.to_string()).to_vec()
    }

    /// For `--json`.
    pub(super) fn json(&self) -> Value {
        json!({
            "captures_failed": self.captures,
            "documents_failed": self.documents,
            "captures_undetermined": self.undetermined,
            "first_finding_at_place": self.first_hits,
        })
    }
}

/// Prints rates by treatment and resolution, false alarms of all unaltered pages, and which checks failed.
pub(super) fn print_table(tallies: &[Tally]) {
    println!("A document is found when a counted check fails; 95 % intervals (Wilson).");
    println!(
        "{:<26} {:>4}  {:<30} {:<30} {:<24}",
        "treatment", "ppi", "failed", "place hit, of those failed", "undetermined"
    );
    for tally in tallies {
        if let [treatment, ppi, fails, hits, open] = tally.cells().as_slice() {
            println!("{treatment:<26} {ppi:>4}  {fails:<30} {hits:<30} {open:<24}");
        }
    }
    for (name, is_altered) in [("altered", true), ("unaltered, worn ones included,", false)] {
        let totals = Totals::of(tallies, is_altered);
        println!(
            "\n{name} with any failed counted check: captures {}; documents {}",
            totals.captures, totals.documents
        );
        println!("  of the captures undetermined: {}", totals.undetermined);
        if is_altered {
            println!("  of those failed, the finding shown first points to the altered place: {}", totals.first_hits);
        }
    }
    println!("\nwhich checks failed, of how many routines:");
    for tally in tallies.iter().filter(|tally| 0 < tally.fails.n_hits) {
        println!("{:<26} {:>4}  {}", tally.treatment, tally.ppi, tally.fired());
    }
}
