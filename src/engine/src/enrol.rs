//! Enrolment: the check routines of a new model, and their thresholds from captures of unaltered documents.
//!
//! ```text
//! DocumentModel, Specimen ─▶ propose_routines ─▶ CheckRoutine… ─▶ measure each capture ─▶ enrolled ─▶ CheckRoutine…
//! ```
//! A threshold lies so many robust spreads from the median of the captures, and beyond the worst of them; the margin is in
//! units of that distance. Nothing altered is ever shown to it: how well a routine finds alterations is measured apart.

mod difference;
mod draft;
mod entries;
mod ground;
mod layout;
mod recapture;
mod second_portrait;
mod shared_shift;
mod text_lines;
mod thresholds;

use std::collections::BTreeMap;

pub use self::draft::{
    Draft, DraftCapture, EnrolError, EnrolProgress, EnrolStage, Enrolment, FINGERPRINT_CLEARANCE_MM, Wish,
    claimed_issuer, enrol_draft, enrol_model, propose_draft,
};
use self::shared_shift::without_shared_shift;
use crate::catalog::{Accept, CheckRoutine, Threshold, Weight};
use crate::check::measured::{self, Measures, deviation};
use crate::check::{self, Case};
use crate::model::{DocumentModel, Specimen};

/// Spreads from the median to the threshold, unless a routine says otherwise by `safety_spreads`.
const SAFETY_SPREADS: f64 = 5.0;
/// Captures a routine must have been measured on before it counts.
const LEAST_CAPTURES: usize = 12;

/// The routines that can be run for a model, by its zones and its specimen's lights; none of them enrolled.
pub fn propose_routines(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    check::all().iter().filter_map(|check| check.propose).flat_map(|propose| propose(model, specimen)).collect()
}

/// What a routine measured on one capture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measurement {
    /// The value its threshold judges; `None` where it was aborted or needs its parameters enrolled first.
    pub value: Option<f64>,
    /// Measures of which parameters are enrolled, by name.
    pub measures: Measures,
}

/// Measures every routine on one capture, in their order.
pub fn measure(routines: &[CheckRoutine], case: &Case<'_>) -> Vec<Measurement> {
    routines.iter().map(|routine| measure_one(routine, case)).collect()
}

fn measure_one(routine: &CheckRoutine, case: &Case<'_>) -> Measurement {
    let Some(check) = check::by_name(&routine.check) else { return Measurement::default() };
    if let Some(measure) = check.measure {
        return Measurement { value: None, measures: measure(case, routine).unwrap_or_default() };
    }
    let judgement = (check.run)(case, routine).ok();
    Measurement { value: judgement.and_then(|judgement| judgement.value), measures: Measures::new() }
}

/// Sets thresholds from captures of unaltered documents of the model.
pub fn enrol(routines: &[CheckRoutine], captures: &[Case<'_>]) -> Vec<CheckRoutine> {
    let measurements: Vec<Vec<Measurement>> = captures.iter().map(|case| measure(routines, case)).collect();
    enrolled(routines, &measurements)
}

/// The same from measurements, one row a capture, for those who cannot keep all captures at hand.
pub fn enrolled(routines: &[CheckRoutine], measurements: &[Vec<Measurement>]) -> Vec<CheckRoutine> {
    let measurements = without_shared_shift(routines, measurements);
    let of = |(idx, routine): (usize, &CheckRoutine)| {
        let column: Vec<&Measurement> = measurements.iter().filter_map(|row| row.get(idx)).collect();
        enrolled_one(routine, &column, LEAST_CAPTURES)
    };
    routines.iter().enumerate().map(of).collect()
}

/// The same from few captures and copies of them, which is all that an expert may have in hand: the room is wider the fewer
/// they are, and a routine counts that could be measured on half of the rows.
pub fn enrolled_on_few(
    routines: &[CheckRoutine],
    measurements: &[Vec<Measurement>],
    n_captures: usize,
) -> Vec<CheckRoutine> {
    let n_rows = measurements.len();
    let measurements = without_shared_shift(routines, measurements);
    let of = |(idx, routine): (usize, &CheckRoutine)| {
        let column: Vec<&Measurement> = measurements.iter().filter_map(|row| row.get(idx)).collect();
        let spreads =
            routine.param("safety_spreads", SAFETY_SPREADS) * (1.0 + WIDER_FOR_FEW / n_captures.max(1) as f64);
        let wider = routine.clone().with("safety_spreads", spreads);
        let wider = if n_captures < ENOUGH_CAPTURES { with_range_as_spread(wider, &column) } else { wider };
        let mut routine = enrolled_one(&wider, &column, n_rows.div_ceil(2).max(2));
        if let Some(threshold) = &mut routine.threshold
            && 0 < threshold.n_captures
        {
            let captures = if n_captures == 1 { "capture" } else { "captures" };
            let n_copies = n_rows.saturating_sub(n_captures);
            threshold.source = format!("{}; {n_captures} {captures} and {n_copies} copies", threshold.source);
            threshold.n_captures = n_captures as u32;
        }
        routine
    };
    routines.iter().enumerate().map(of).collect()
}

/// By how much of itself the room grows for a single capture; for several by that over their number.
const WIDER_FOR_FEW: f64 = 0.6;

/// Captures from which the spread of a measure says what unaltered documents come to.
const ENOUGH_CAPTURES: usize = 5;

/// No measure's spread is taken for less than half its range: of two captures and copies of them, the robust spread is that of
/// the copies of one.
fn with_range_as_spread(routine: CheckRoutine, column: &[&Measurement]) -> CheckRoutine {
    measures_by_name(column).into_iter().fold(routine, |routine, (name, values)| {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let floor = format!("least_spread_{name}");
        let spread = routine.param(&floor, 0.0).max(0.5 * (most - least));
        routine.with(&floor, spread)
    })
}

fn enrolled_one(routine: &CheckRoutine, column: &[&Measurement], least_captures: usize) -> CheckRoutine {
    let routine = with_measures(routine, column);
    let values: Vec<f64> = column
        .iter()
        .filter_map(|measurement| {
            let deviation = || deviation(&measurement.measures, &routine).map(|(_, value)| value);
            measurement.value.or_else(deviation)
        })
        .collect();
    let Some(proposed) = &routine.threshold else {
        // A rule of the model's record measures nothing that could be enrolled.
        return CheckRoutine { weight: Weight::Optional, ..routine };
    };
    match fit(proposed, &values, &routine) {
        Some(threshold) => {
            let is_on_trial = check::by_name(&routine.check).is_some_and(|check| check.is_on_trial);
            let is_enrolled = least_captures <= values.len() && !is_on_trial;
            let weight = if is_enrolled { Weight::Optional } else { Weight::Evaluatory };
            CheckRoutine { threshold: Some(threshold), weight, ..routine }
        }
        None => CheckRoutine { weight: Weight::Evaluatory, ..routine },
    }
}

fn measures_by_name(column: &[&Measurement]) -> BTreeMap<&'static str, Vec<f64>> {
    measured::by_name(column.iter().flat_map(|measurement| &measurement.measures).map(|(name, value)| (*name, *value)))
}

/// Median and robust spread of every measure as parameters `name` and `name_spread`.
fn with_measures(routine: &CheckRoutine, column: &[&Measurement]) -> CheckRoutine {
    let mut routine = routine.clone();
    for (name, values) in measures_by_name(column) {
        let Some((middle, spread)) = middle_and_spread(&values) else { continue };
        let least = routine.param(&format!("least_spread_{name}"), 0.0);
        routine = routine.with(name, middle).with(&format!("{name}_spread"), spread.max(least));
    }
    routine
}

/// The threshold for these values, of the kind proposed; `None` for no values and for values under the routine's floor.
fn fit(proposed: &Threshold, values: &[f64], routine: &CheckRoutine) -> Option<Threshold> {
    let (middle, spread) = middle_and_spread(values)?;
    let spread = spread.max(routine.param("least_spread", proposed.scale * 0.1));
    let room = routine.param("safety_spreads", SAFETY_SPREADS) * spread;
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Beyond the worst capture even where the band ends, so that none of those enrolled fails.
    let reserve = spread - proposed.band * room;
    // A floor the routine knows: an altered document never reaches it, however far unaltered ones spread. Where those do not
    // reach it either, the model does not have what is looked for.
    let floor = routine.param("never_below", f64::NEG_INFINITY);
    if middle <= floor && matches!(proposed.accept, Accept::AtLeast(_)) {
        return None;
    }
    let lower = (middle - room).min(least - reserve).max(floor);
    let upper = (middle + room).max(most + reserve);
    let room = if matches!(proposed.accept, Accept::AtLeast(_)) { room.min(middle - lower) } else { room };
    // Where the values of unaltered documents lie far apart their spread says nothing of how far off an altered one is.
    let room = room.min(routine.param("largest_scale", f64::INFINITY));
    let accept = match proposed.accept {
        Accept::AtLeast(_) => Accept::AtLeast(rounded(lower)),
        Accept::AtMost(_) => Accept::AtMost(rounded(upper)),
        Accept::Within(..) => Accept::Within(rounded(lower), rounded(upper)),
    };
    Some(Threshold {
        accept,
        scale: rounded(room),
        band: proposed.band,
        source: format!("enrolled: median {middle:.3}, spread {spread:.3}"),
        n_captures: values.len() as u32,
    })
}

/// Median, and 1.4826 times the median distance from it (the standard deviation of a normal distribution).
fn middle_and_spread(values: &[f64]) -> Option<(f64, f64)> {
    let middle = median(values.to_vec())?;
    let spread = median(values.iter().map(|value| (value - middle).abs()).collect())?;
    Some((middle, 1.4826 * spread))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Four decimals are more than the measurement carries, and keep the catalogue readable.
fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::model::ModelKey;
    use crate::scan::Light;

    fn routine(accept: Accept) -> CheckRoutine {
        let key = ModelKey::new("UTO", "P", 1, None);
        CheckRoutine::proposed(&key, "pattern", None, Light::Visible, Some("left"))
            .accepting(accept, 0.5)
            .with("least_spread", 0.01)
    }

    fn fitted(accept: Accept, values: &[f64]) -> CheckRoutine {
        let rows: Vec<Vec<Measurement>> =
            values.iter().map(|&value| vec![Measurement { value: Some(value), ..Default::default() }]).collect();
        enrolled(&[routine(accept)], &rows).remove(0)
    }

    fn outcome(routine: &CheckRoutine, value: f64) -> Option<Outcome> {
        routine.threshold.as_ref().map(|threshold| threshold.outcome(threshold.margin(value)))
    }

    #[test]
    fn no_enrolled_capture_fails_even_an_odd_one() {
        let mut values: Vec<f64> = (0..20).map(|i| 0.9 + 0.002 * f64::from(i % 5)).collect();
        values.push(0.6);
        let routine = fitted(Accept::AtLeast(0.0), &values);
        assert_eq!(routine.weight, Weight::Optional);
        assert!(values.iter().all(|&value| outcome(&routine, value) != Some(Outcome::Failed)));
        assert_eq!(outcome(&routine, 0.9), Some(Outcome::Successful));
        assert_eq!(outcome(&routine, 0.3), Some(Outcome::Failed));
        assert_eq!(routine.threshold.map(|threshold| threshold.n_captures), Some(21));
    }

    #[test]
    fn a_floor_holds_however_far_captures_spread() {
        let values: Vec<f64> = (0..20).map(|i| 0.5 + 0.08 * f64::from(i % 7)).collect();
        let fitted = |routine: CheckRoutine| {
            let rows: Vec<Vec<Measurement>> =
                values.iter().map(|&value| vec![Measurement { value: Some(value), ..Default::default() }]).collect();
            enrolled(&[routine], &rows).remove(0)
        };
        assert_ne!(outcome(&fitted(routine(Accept::AtLeast(0.0))), 0.0), Some(Outcome::Failed));
        let floored = fitted(routine(Accept::AtLeast(0.0)).with("never_below", 0.25));
        assert_eq!(floored.threshold.as_ref().map(|threshold| threshold.accept), Some(Accept::AtLeast(0.25)));
        assert_eq!(outcome(&floored, 0.0), Some(Outcome::Failed));
    }

    #[test]
    fn captures_under_the_floor_leave_a_routine_evaluatory() {
        let rows = vec![vec![Measurement { value: Some(0.2), ..Default::default() }]; 20];
        let routine = enrolled(&[routine(Accept::AtLeast(0.5)).with("never_below", 0.25)], &rows).remove(0);
        assert_eq!(routine.weight, Weight::Evaluatory);
        assert_eq!(routine.threshold.map(|threshold| threshold.n_captures), Some(0));
    }

    #[test]
    fn few_captures_leave_a_routine_evaluatory() {
        assert_eq!(fitted(Accept::AtMost(1.0), &[0.2; 5]).weight, Weight::Evaluatory);
    }

    #[test]
    fn of_few_captures_the_range_is_the_spread() {
        let row = |value| vec![Measurement { value: None, measures: [("cap_line_mm", value)].into() }];
        let rows: Vec<Vec<Measurement>> = [0.8, 0.81, 0.8, 0.8, 0.81, 1.3, 1.29, 1.3].map(row).to_vec();
        let spread = |n_captures| {
            let routine = enrolled_on_few(&[routine(Accept::AtMost(8.0))], &rows, n_captures).remove(0);
            routine.param("cap_line_mm_spread", 0.0)
        };
        assert!((spread(2) - 0.25).abs() < 1e-9);
        assert!(spread(8) < 0.05);
    }

    #[test]
    fn measures_become_parameters() {
        let rows: Vec<Vec<Measurement>> = (0..15)
            .map(|i| vec![Measurement { value: None, measures: [("stroke_mm", 0.3 + 0.01 * f64::from(i % 3))].into() }])
            .collect();
        let routine = enrolled(&[routine(Accept::AtMost(8.0))], &rows).remove(0);
        assert!((routine.param("stroke_mm", 0.0) - 0.31).abs() < 1e-9);
        assert!(0.01 < routine.param("stroke_mm_spread", 0.0));
    }
}
