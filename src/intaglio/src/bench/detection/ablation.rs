//! What the examination would lose without each check, and what that would save.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::trial::{Said, Trial};
use crate::bench::check_times::CheckTime;

/// What hangs on one check alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct Ablation {
    /// The check.
    pub(super) check: String,
    /// Altered captures that it alone failed: without it they would be missed.
    pub(super) n_found_alone: usize,
    /// The alterations among them.
    pub(super) species: BTreeSet<&'static str>,
    /// Altered captures that it failed, alone or not.
    pub(super) n_found: usize,
    /// Unaltered captures that it alone failed: without it they would be no false alarms.
    pub(super) n_alarms_alone: usize,
    /// Unaltered captures that it alone left open.
    pub(super) n_open_alone: usize,
    /// Seconds it takes on one core for a page in three lights; `None` where it was not timed.
    pub(super) secs: Option<f64>,
}

/// Every check that failed or was undetermined anywhere, those that most hangs on first, with what it costs in time.
pub(super) fn ablation(trials: &[Trial], times: &[CheckTime]) -> Vec<Ablation> {
    let mut checks: BTreeMap<&str, Ablation> = BTreeMap::new();
    for trial in trials {
        let failing = checks_of(trial, Said::is_counted_failure);
        let open = checks_of(trial, |said| said.counted && said.said == "undetermined");
        for &check in &failing {
            let of = checks.entry(check).or_default();
            let is_alone = failing.len() == 1;
            if trial.is_altered {
                of.n_found += 1;
                of.n_found_alone += usize::from(is_alone);
                of.species.extend(is_alone.then_some(trial.treatment));
            } else {
                of.n_alarms_alone += usize::from(is_alone);
            }
        }
        if let [check] = open.iter().copied().collect::<Vec<_>>()[..]
            && failing.is_empty()
            && !trial.is_altered
        {
            checks.entry(check).or_default().n_open_alone += 1;
        }
    }
    let secs = |check: &str| times.iter().find(|time| time.check == check).map(|time| time.secs);
    let mut all: Vec<Ablation> =
        checks.into_iter().map(|(check, of)| Ablation { check: check.to_owned(), secs: secs(check), ..of }).collect();
    all.sort_by(|a, b| (b.n_found_alone, b.n_found, &a.check).cmp(&(a.n_found_alone, a.n_found, &b.check)));
    all
}

/// Prints them.
pub(super) fn print(rows: &[Ablation]) {
    println!(
        "\ncaptures that hang on one check alone: of altered ones without it missed, of unaltered ones without it clear; \
         and its time for a page, on one core"
    );
    println!(
        "{:<22} {:>6} {:>6} {:>7} {:>6} {:>9}  {}",
        "check", "found", "alone", "alarms", "open", "ms", "alterations it alone found"
    );
    for row in rows {
        if let [check, found, alone, species, alarms, open, ms] = row.cells().as_slice() {
            println!("{check:<22} {found:>6} {alone:>6} {alarms:>7} {open:>6} {ms:>9}  {species}");
        }
    }
}

fn checks_of(trial: &Trial, is_meant: impl Fn(&Said) -> bool) -> BTreeSet<&str> {
    trial.findings.iter().filter(|said| is_meant(said)).map(|said| said.check.as_str()).collect()
}

impl Ablation {
    /// A row of the table: check, found, found alone, of which alterations, alarms alone, open alone, milliseconds.
    pub(super) fn cells(&self) -> Vec<String> {
        let species: Vec<&str> = self.species.iter().copied().collect();
        vec![
            self.check.clone(),
            self.n_found.to_string(),
            self.n_found_alone.to_string(),
            species.join(", "),
            self.n_alarms_alone.to_string(),
            self.n_open_alone.to_string(),
            self.secs.map_or_else(String::new, |secs| format!("{:.1}", 1000.0 * secs)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::detection::trial::trial_for_tests;

    fn trial(treatment: &'static str, is_altered: bool, said: &[(&str, &str)]) -> Trial {
        let findings = said.iter().map(|(check, said)| Said::for_tests(check, said)).collect();
        trial_for_tests(treatment, is_altered, findings)
    }

    #[test]
    fn what_one_check_alone_found_hangs_on_it() {
        let trials = [
            trial("name_rewritten", true, &[("pattern", "failed"), ("ghost", "failed")]),
            trial("number_rewritten", true, &[("pattern", "failed"), ("ghost", "successful")]),
            trial("stamp", false, &[("ghost", "failed")]),
            trial("none", false, &[("pattern", "undetermined"), ("ghost", "successful")]),
        ];
        let times = [CheckTime { check: "ghost".to_owned(), n_routines: 1, secs: 0.0125 }];
        let [pattern, ghost] = &ablation(&trials, &times)[..] else { panic!("two checks said something") };
        assert_eq!(
            (pattern.n_found, pattern.n_found_alone, pattern.n_alarms_alone, pattern.n_open_alone),
            (2, 1, 0, 1)
        );
        assert_eq!(pattern.cells()[3], "number_rewritten");
        assert_eq!((pattern.cells()[6].as_str(), ghost.cells()[6].as_str()), ("", "12.5"));
        assert_eq!((ghost.n_found, ghost.n_found_alone, ghost.n_alarms_alone, ghost.n_open_alone), (1, 0, 1, 0));
    }
}
