//! How often each check fails on the alteration it fails on most, and on unaltered captures: the table that findings are ordered
//! by. Of all alterations together no check finds but a few, so that the share of all would say what was measured, not what a
//! failure means.

use std::collections::{BTreeMap, BTreeSet};

use engine::suspicion::Failures;

use super::trial::Trial;
use crate::bench::interval::Rate;

/// The table, one check a line in the order of their names; checks that failed nowhere are left out.
pub(super) fn table(trials: &[Trial]) -> String {
    let failed = |trial: &'_ Trial| -> BTreeSet<String> {
        trial.findings.iter().filter(|said| said.said == "failed").map(|said| said.check.clone()).collect()
    };
    let checks: BTreeSet<String> = trials.iter().flat_map(failed).collect();
    let line = |check: &String| {
        let mut species: BTreeMap<&str, Rate> = BTreeMap::new();
        let mut unaltered = Rate::NONE;
        for trial in trials {
            let rate = if trial.is_altered { species.entry(trial.treatment).or_default() } else { &mut unaltered };
            rate.count(failed(trial).contains(check));
        }
        let best = species.into_values().max_by(|a, b| a.share().total_cmp(&b.share()).then(a.n.cmp(&b.n)));
        let best = best.unwrap_or_default();
        let failures = Failures {
            altered: best.n_hits as u32,
            of_altered: best.n as u32,
            unaltered: unaltered.n_hits as u32,
            of_unaltered: unaltered.n as u32,
        };
        failures.line(check) + "\n"
    };
    checks.iter().map(line).collect()
}
