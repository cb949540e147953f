//! What each check is worth against each species of alteration, and what all counted ones together are.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::roc::{Power, Scored, bpcer_at_apcer};
use super::trial::Trial;
use crate::bench::interval::Rate;

/// One check, or all counted ones, against one species.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CheckPower {
    /// The check; `None` for the lowest score of all counted ones.
    pub(super) check: Option<String>,
    /// The alteration.
    pub(super) species: &'static str,
    /// What its score tells; `None` where it was never measured on both.
    pub(super) power: Option<Power>,
}

/// Errors of the whole examination against one species at one resolution, after ISO/IEC 30107-3.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DocumentErrors {
    /// The alteration.
    pub(super) species: &'static str,
    /// Pixels an inch.
    pub(super) ppi: u32,
    /// Share of altered documents without a failed check.
    pub(super) apcer: f64,
    /// Share of altered documents of which none failed and one was undetermined.
    pub(super) undetermined: f64,
    /// BPCER where the lowest score lets through 10, 5 and 1 % of them.
    pub(super) bpcer_10_20_100: [Option<f64>; 3],
    /// Documents.
    pub(super) n: usize,
}

/// Every check against every species, checks in the order of their names; first all counted ones together.
pub(super) fn by_check(trials: &[Trial]) -> Vec<CheckPower> {
    let names: BTreeSet<&str> =
        trials.iter().flat_map(|trial| trial.findings.iter().map(|said| said.check.as_str())).collect();
    let checks = std::iter::once(None).chain(names.into_iter().map(Some));
    let species = species(trials);
    let of_check = |check: Option<&str>| {
        let unaltered = scores(trials, check, |trial| !trial.is_altered);
        let of_species = |species: &&'static str| {
            let attacks = scores(trials, check, |trial| trial.treatment == *species);
            CheckPower { check: check.map(str::to_owned), species, power: Power::of(&attacks, &unaltered) }
        };
        species.iter().map(of_species).collect::<Vec<_>>()
    };
    checks.flat_map(of_check).collect()
}

/// The whole examination against every species at every resolution.
pub(super) fn by_document(trials: &[Trial]) -> Vec<DocumentErrors> {
    let mut cells: BTreeMap<(usize, u32), (Rate, Rate)> = BTreeMap::new();
    let species = species(trials);
    let place = |trial: &Trial| species.iter().position(|name| *name == trial.treatment);
    for trial in trials {
        let Some(at) = place(trial) else { continue };
        let (missed, undetermined) = cells.entry((at, trial.ppi)).or_insert((Rate::NONE, Rate::NONE));
        missed.count(!trial.is_failed);
        undetermined.count(trial.is_undetermined);
    }
    let errors = |((at, ppi), (missed, undetermined)): ((usize, u32), (Rate, Rate))| {
        let attacks = scores(trials, None, |trial| trial.treatment == species[at] && trial.ppi == ppi);
        let unaltered = scores(trials, None, |trial| !trial.is_altered && trial.ppi == ppi);
        DocumentErrors {
            species: species[at],
            ppi,
            apcer: missed.share(),
            undetermined: undetermined.share(),
            bpcer_10_20_100: [0.1, 0.05, 0.01].map(|apcer| bpcer_at_apcer(&attacks, &unaltered, apcer)),
            n: missed.n,
        }
    };
    cells.into_iter().map(errors).collect()
}

/// Alterations in the order in which they were measured.
fn species(trials: &[Trial]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for trial in trials.iter().filter(|trial| trial.is_altered) {
        if !names.contains(&trial.treatment) {
            names.push(trial.treatment);
        }
    }
    names
}

fn scores(trials: &[Trial], check: Option<&str>, is_meant: impl Fn(&Trial) -> bool) -> Vec<Scored> {
    let scored = |trial: &Trial| {
        let document = (format!("{} {}", trial.treatment, trial.model), trial.seed);
        Some(Scored { document, score: trial.lowest_score(check)? })
    };
    trials.iter().filter(|trial| is_meant(trial)).filter_map(scored).collect()
}
