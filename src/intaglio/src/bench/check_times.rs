//! How long each check takes on one page, its routines one after the other on one core.

use std::time::{Duration, Instant};

use engine::Examination;
use engine::check::{Case, Once};
use engine::identify::Identification;
use engine::model::Reference;
use serde::Serialize;

/// Times each check is run; the median counts.
const N_RUNS: usize = 3;

/// What one check costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CheckTime {
    /// Its name.
    pub(crate) check: String,
    /// Routines it has on this page.
    pub(crate) n_routines: usize,
    /// Time of all of them in seconds.
    pub(crate) secs: f64,
}

/// Every check that has a finding on this page, the longest first.
pub(crate) fn check_times(examination: &Examination, reference: &dyn Reference) -> Vec<CheckTime> {
    let (model, claim) = match &examination.identification {
        Identification::Identified { model, specimen, .. } => (Some((&**model, &**specimen)), None),
        Identification::NotIdentified { claim, .. } => (None, claim.as_ref()),
    };
    let keys = model.map(|(model, _)| [&model.predecessor, &model.successor]).into_iter().flatten().flatten();
    let siblings: Vec<_> =
        keys.filter_map(|key| Some((reference.model(key)?, reference.specimen(key).ok()?))).collect();
    let (page, readings, today) = (&examination.page, &examination.readings, examination.today);
    let mut times: Vec<CheckTime> = Vec::new();
    for check in engine::check::all() {
        let routines = || examination.findings.iter().filter(|finding| finding.routine.check == check.name);
        let run = || -> Duration {
            // Nothing that an earlier run measured.
            let once = Once::default();
            let case = Case { page, readings, model, siblings: &siblings, claim, once: &once, today };
            let started = Instant::now();
            for finding in routines() {
                std::hint::black_box(check.judge(&case, &finding.routine).is_ok());
            }
            started.elapsed()
        };
        let n_routines = routines().count();
        if 0 < n_routines {
            let mut runs: Vec<Duration> = (0..N_RUNS).map(|_| run()).collect();
            runs.sort();
            let secs = runs.get(N_RUNS / 2).copied().unwrap_or_default().as_secs_f64();
            times.push(CheckTime { check: check.name.to_owned(), n_routines, secs });
        }
    }
    times.sort_by(|a, b| b.secs.total_cmp(&a.secs).then_with(|| a.check.cmp(&b.check)));
    times
}

/// The times as a table.
pub(crate) fn table(times: &[CheckTime]) -> String {
    let whole: f64 = times.iter().map(|time| time.secs).sum();
    let mut text = format!("{:<22} {:>8} {:>10} {:>7}\n", "check, on one core", "routines", "time", "share");
    for CheckTime { check, n_routines, secs } in times {
        let share = 100.0 * secs / whole.max(f64::MIN_POSITIVE);
        text += &format!("{check:<22} {n_routines:>8} {:>7.1} ms {share:>5.0} %\n", 1000.0 * secs);
    }
    text + &format!("{:<22} {:>18.1} ms\n", "all", 1000.0 * whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_line_for_every_check_and_one_for_all() {
        let time = |check: &str, secs| CheckTime { check: check.to_owned(), n_routines: 2, secs };
        let table = table(&[time("pattern", 0.03), time("ghost", 0.01)]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[1].starts_with("pattern") && lines[1].ends_with("75 %"), "{table}");
        assert!(lines[3].ends_with("40.0 ms"), "{table}");
    }
}
