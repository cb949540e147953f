//! What the entries of one capture deviate by together, taken off before their spreads are enrolled: the check of their
//! lettering takes it off too.

use super::{Measurement, median};
use crate::catalog::CheckRoutine;
use crate::check::measured::{Measures, by_name};
use crate::check::text_geometry::shared_shift;

/// The rows, one a capture with a measurement for each routine, without what the lines of text of a capture share.
pub(super) fn without_shared_shift(routines: &[CheckRoutine], rows: &[Vec<Measurement>]) -> Vec<Vec<Measurement>> {
    let lines: Vec<usize> = (0..routines.len()).filter(|&idx| routines[idx].check == "text_geometry").collect();
    let middles: Vec<Measures> =
        lines.iter().map(|&line| middles(rows.iter().filter_map(|row| row.get(line)))).collect();
    let of_row = |row: &Vec<Measurement>| {
        let mut own = row.clone();
        for &line in &lines {
            let others = lines.iter().zip(&middles).filter(|(other, _)| **other != line);
            let shifts = others.flat_map(|(other, middles)| {
                let measures = row.get(*other).into_iter().flat_map(|measurement| &measurement.measures);
                measures.filter_map(|(name, value)| Some((*name, value - middles.get(name)?)))
            });
            let shared = shared_shift(shifts);
            for (name, value) in own.get_mut(line).into_iter().flat_map(|measurement| &mut measurement.measures) {
                *value -= shared.get(name).copied().unwrap_or(0.0);
            }
        }
        own
    };
    rows.iter().map(of_row).collect()
}

/// The median of each measure.
fn middles<'a>(column: impl Iterator<Item = &'a Measurement>) -> Measures {
    let measures = column.flat_map(|measurement| &measurement.measures).map(|(name, value)| (*name, *value));
    by_name(measures).into_iter().filter_map(|(name, values)| Some((name, median(values)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::CheckRoutine;
    use crate::model::ModelKey;
    use crate::scan::Light;

    #[test]
    fn what_all_lines_of_a_capture_share_is_taken_off() {
        let key = ModelKey::new("UTO", "P", 1, None);
        let routine = |zone: &str| CheckRoutine::proposed(&key, "text_geometry", None, Light::Visible, Some(zone));
        let routines: Vec<CheckRoutine> = ["a", "b", "c", "d"].map(routine).to_vec();
        let row = |values: [f64; 4]| -> Vec<Measurement> {
            let of = |value| Measurement { value: None, measures: [("baseline_mm", value)].into() };
            values.map(of).to_vec()
        };
        let rows = [row([1.0, 2.0, 3.0, 4.0]), row([1.0, 2.0, 3.0, 4.0]), row([1.5, 2.3, 3.3, 4.3])];
        let freed = without_shared_shift(&routines, &rows);
        let values: Vec<f64> = freed[2].iter().map(|measurement| measurement.measures["baseline_mm"]).collect();
        let expected = [1.2, 2.0, 3.0, 4.0];
        assert!(values.iter().zip(expected).all(|(value, expected)| (value - expected).abs() < 1e-9), "{values:?}");
    }
}
