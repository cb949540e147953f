//! What to check, as data: routines with their thresholds, and the words the standards have for them.

mod generic;
pub mod grouping;
mod guided;
mod known_defect;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::generic::{Feature, Generic, NoGeneric, Property};
pub use self::grouping::{Decision, GroupResult, Grouping};
pub use self::guided::{Answer, Guided, GuidedCheck};
pub use self::known_defect::{KnownDefect, excused};
use crate::check::Outcome;
use crate::model::ModelKey;
use crate::scan::Light;

/// Whether a routine counts. BSI TR-03135-1 §3.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Always run, always counted; its abortion aborts the whole.
    Mandatory,
    /// Counted if it ran.
    Optional,
    /// Run and shown, never counted: a check whose error rates are not yet known.
    Evaluatory,
}

/// The six words of the front screen. Doc 9303-2 C.35, Figure C-15. And those of the gate before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckGroup {
    /// Whether the pictures are fit to judge by; shown apart from the six.
    ImageQuality,
    /// Document model identified.
    DocumentModel,
    /// MRZ consistency.
    MrzConsistency,
    /// Date of expiry.
    DateOfExpiry,
    /// MRZ IR readability: (IR,AB,MR).
    MrzInfrared,
    /// UV brightness: (UV,BR,·).
    UvBrightness,
    /// Pattern check: every other routine.
    Pattern,
}

impl CheckGroup {
    /// The six of the front screen, in their order.
    pub const FRONT: [Self; 6] = [
        Self::DocumentModel,
        Self::MrzConsistency,
        Self::DateOfExpiry,
        Self::MrzInfrared,
        Self::UvBrightness,
        Self::Pattern,
    ];
}

/// What a value must be to pass.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accept {
    /// At least this much.
    AtLeast(f64),
    /// At most this much.
    AtMost(f64),
    /// Between the two, both included.
    Within(f64, f64),
}

/// Turns a measured value into a margin and an outcome. Nothing in `check/` holds a number of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// What passes.
    pub accept: Accept,
    /// Distance from the threshold, in the value's own unit, at which the margin reaches -1 or +1. More than 0.
    pub scale: f64,
    /// Margins nearer to 0 than this are undetermined, 0..1.
    #[serde(default)]
    pub band: f64,
    /// Who set it, on what.
    pub source: String,
    /// Captures it was enrolled on; 0 for one taken from a standard.
    #[serde(default)]
    pub n_captures: u32,
}

impl Threshold {
    /// One that no captures set, with who set it and on what.
    pub(crate) fn stated(accept: Accept, scale: f64, band: f64, source: &str) -> Self {
        Self { accept, scale, band, source: source.to_owned(), n_captures: 0 }
    }

    /// Margin in -1..=1 with 0 at the threshold (BSI TR-03135-1 §5.5.4.2): the distance inside what passes, over `scale`.
    pub fn margin(&self, value: f64) -> f64 {
        let inside = match self.accept {
            Accept::AtLeast(least) => value - least,
            Accept::AtMost(most) => most - value,
            Accept::Within(least, most) => (value - least).min(most - value),
        };
        let margin = inside / self.scale;
        if margin.is_nan() { -1.0 } else { margin.clamp(-1.0, 1.0) }
    }

    /// The outcome of that margin.
    pub fn outcome(&self, margin: f64) -> Outcome {
        if margin.abs() < self.band {
            Outcome::Undetermined
        } else if 0.0 <= margin {
            Outcome::Successful
        } else {
            Outcome::Failed
        }
    }
}

/// One check of one property at one place: a line of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckRoutine {
    /// UUID, the same in every log (BSI TR-03135-1 §5.5.1.3).
    pub uuid: String,
    /// Name of the check that runs it: a file of `check/`, such as `pattern`.
    pub check: String,
    /// Generic notation `(light,property,feature)`, composites joined by `&`, such as `(IR,TR,IS)&(VI,AB,IS)`.
    #[serde(default)]
    pub generic: Option<String>,
    /// Where it is shown.
    pub group: CheckGroup,
    /// Whether it counts.
    pub weight: Weight,
    /// The zone it looks at, by name; `None` for the whole page or for a check that finds its own place.
    #[serde(default)]
    pub zone: Option<String>,
    /// The known counterfeit whose mark must be absent, by its name in the record's description; `None` for all but inverted routines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fraud: Option<String>,
    /// The light whose picture shows it.
    pub light: Light,
    /// Least effective resolution in pixels an inch; below it the check is aborted.
    #[serde(default)]
    pub min_ppi: f64,
    /// How its value is judged; `None` for a check with nothing to measure.
    #[serde(default)]
    pub threshold: Option<Threshold>,
    /// Further numbers the check needs, by name, each with the unit in its name.
    #[serde(default)]
    pub params: BTreeMap<String, f64>,
}

impl CheckRoutine {
    /// A routine for one place of a model before anything is enrolled: evaluatory, without a threshold.
    /// Its UUID follows from model, check and zone, so that it stays the same however often it is proposed.
    pub fn proposed(key: &ModelKey, check: &str, generic: Option<&str>, light: Light, zone: Option<&str>) -> Self {
        Self {
            uuid: uuid_of(&format!("{key}/{check}/{}", zone.unwrap_or("page"))),
            check: check.to_owned(),
            generic: generic.map(str::to_owned),
            group: CheckGroup::Pattern,
            weight: Weight::Evaluatory,
            zone: zone.map(str::to_owned),
            fraud: None,
            light,
            min_ppi: 190.0,
            threshold: None,
            params: BTreeMap::new(),
        }
    }

    /// A routine for any document, known or not: evaluatory, of white light at any resolution, without a threshold.
    pub(crate) fn of_any_document(uuid: &str, check: &str) -> Self {
        Self {
            uuid: uuid.to_owned(),
            check: check.to_owned(),
            generic: None,
            group: CheckGroup::Pattern,
            weight: Weight::Evaluatory,
            zone: None,
            fraud: None,
            light: Light::Visible,
            min_ppi: 0.0,
            threshold: None,
            params: BTreeMap::new(),
        }
    }

    /// The same told apart from routines of its check for that zone in other lights.
    pub fn in_its_light(mut self, key: &ModelKey) -> Self {
        let zone = self.zone.as_deref().unwrap_or("page");
        self.uuid = uuid_of(&format!("{key}/{}/{zone}/{:?}", self.check, self.light));
        self
    }

    /// The same with what passes before captures say so, and the distance at which the margin reaches one.
    pub fn accepting(mut self, accept: Accept, scale: f64) -> Self {
        let source = "proposed; not enrolled".to_owned();
        self.threshold = Some(Threshold { accept, scale, band: 0.25, source, n_captures: 0 });
        self
    }

    /// The same with another least resolution.
    pub fn from_ppi(mut self, min_ppi: f64) -> Self {
        self.min_ppi = min_ppi;
        self
    }

    /// The same with one more parameter.
    pub fn with(mut self, name: &str, value: f64) -> Self {
        self.params.insert(name.to_owned(), value);
        self
    }

    /// A parameter, or what the check's header says is usual.
    pub fn param(&self, name: &str, usual: f64) -> f64 {
        self.params.get(name).copied().unwrap_or(usual)
    }
}

/// A UUID that follows from a name, as version 5 has it (RFC 9562 §5.5) but for its hash: SHA-256, hence version 8.
fn uuid_of(name: &str) -> String {
    let mut bytes = [0_u8; 16];
    let digest = Sha256::digest(format!("intaglio check routine {name}").as_bytes());
    for (byte, from) in bytes.iter_mut().zip(digest.iter()) {
        *byte = *from;
    }
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threshold(accept: Accept) -> Threshold {
        Threshold { accept, scale: 0.5, band: 0.1, source: String::new(), n_captures: 0 }
    }

    #[test]
    fn margin_is_zero_at_the_threshold_and_ends_at_one() {
        let least = threshold(Accept::AtLeast(0.6));
        assert_eq!(least.margin(0.6), 0.0);
        assert_eq!(least.margin(2.0), 1.0);
        assert_eq!(least.margin(-2.0), -1.0);
        assert_eq!(least.margin(f64::NAN), -1.0);
        assert_eq!(threshold(Accept::AtMost(0.6)).margin(0.1), 1.0);
        assert_eq!(threshold(Accept::Within(0.0, 1.0)).margin(1.25), -0.5);
    }

    #[test]
    fn near_the_threshold_is_undetermined() {
        let least = threshold(Accept::AtLeast(0.6));
        assert_eq!(least.outcome(0.05), Outcome::Undetermined);
        assert_eq!(least.outcome(0.1), Outcome::Successful);
        assert_eq!(least.outcome(-0.1), Outcome::Failed);
    }
}
