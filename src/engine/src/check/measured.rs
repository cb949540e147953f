//! Several measures of one thing, judged by the one that lies farthest from what was enrolled.

use std::collections::BTreeMap;

use crate::catalog::CheckRoutine;

/// Measures by name, the unit in the name.
pub type Measures = BTreeMap<&'static str, f64>;

/// What was measured of several, by name.
pub(crate) fn by_name(measures: impl Iterator<Item = (&'static str, f64)>) -> BTreeMap<&'static str, Vec<f64>> {
    let mut by_name: BTreeMap<&'static str, Vec<f64>> = BTreeMap::new();
    for (name, value) in measures {
        by_name.entry(name).or_default().push(value);
    }
    by_name
}

/// The measure farthest from the routine's parameter of its name, and how far in spreads (the parameter `…_spread`);
/// `None` where nothing is enrolled.
pub fn deviation(measures: &Measures, routine: &CheckRoutine) -> Option<(&'static str, f64)> {
    let of = |(name, value): (&&'static str, &f64)| {
        let middle = routine.params.get(*name)?;
        let spread = routine.params.get(&format!("{name}_spread"))?;
        Some((*name, (value - middle).abs() / spread.max(1e-6)))
    };
    measures.iter().filter_map(of).max_by(|a, b| a.1.total_cmp(&b.1))
}
