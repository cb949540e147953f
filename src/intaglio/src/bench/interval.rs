//! How sure a rate is.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

/// A share of trials with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Rate {
    /// Trials that came out so.
    pub(crate) n_hits: usize,
    /// All trials.
    pub(crate) n: usize,
}

impl Rate {
    /// Counts a trial.
    pub(crate) fn count(&mut self, is_hit: bool) {
        self.n += 1;
        self.n_hits += usize::from(is_hit);
    }

    /// No trial yet.
    pub(crate) const NONE: Self = Self { n_hits: 0, n: 0 };

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { n_hits: self.n_hits + other.n_hits, n: self.n + other.n }
    }

    /// The share, 0..=1; 0 without a trial.
    pub(crate) fn share(self) -> f64 {
        if self.n == 0 { 0.0 } else { self.n_hits as f64 / self.n as f64 }
    }

    /// Wilson's score interval at 95 % (Wilson 1927): honest near 0 and 1 and for few trials.
    pub(crate) fn interval(self) -> (f64, f64) {
        if self.n == 0 {
            return (0.0, 1.0);
        }
        let (n, share, z) = (self.n as f64, self.share(), 1.959_964_f64);
        let centre = share + z * z / (2.0 * n);
        let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z * z / n;
        (((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0))
    }
}

/// `{"hits", "of", "interval"}`.
impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rate = serializer.serialize_struct("Rate", 3)?;
        rate.serialize_field("hits", &self.n_hits)?;
        rate.serialize_field("of", &self.n)?;
        rate.serialize_field("interval", &self.interval())?;
        rate.end()
    }
}

/// `98.3 % [95.1, 99.4] of 120`.
impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (low, high) = self.interval();
        write!(f, "{:5.1} % [{:.1}, {:.1}] of {}", self.share() * 100.0, low * 100.0, high * 100.0, self.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_stays_inside_and_knows_the_rule_of_three() {
        let (low, high) = Rate { n_hits: 0, n: 300 }.interval();
        assert!(low < 1e-12, "{low}");
        assert!((high - 0.0126).abs() < 0.0005, "{high}");
        let (low, high) = Rate { n_hits: 50, n: 100 }.interval();
        assert!((low - 0.404).abs() < 0.001 && (high - 0.596).abs() < 0.001);
        assert_eq!(Rate::NONE.interval(), (0.0, 1.0));
    }
}
