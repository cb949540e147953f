//! Defects that an issuer's own documents are known to have: what makes a check fail on them says nothing.

use serde::{Deserialize, Serialize};

use super::CheckRoutine;
use crate::check::{Detail, Judgement, Outcome};

/// One defect: which failures it explains, on which documents, and who says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownDefect {
    /// Name of the check that fails on such documents.
    pub check: String,
    /// The zone of its routine; `None` for all its routines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What the numbers of such documents begin with; empty where any may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub number_begins: Vec<String>,
    /// Lowest margin it explains, -1..0: what fails by more has another cause.
    #[serde(default = "lowest")]
    pub least_margin: f64,
    /// The defect, in one sentence.
    pub note: String,
    /// Who says so.
    pub source: String,
}

fn lowest() -> f64 {
    -1.0
}

impl KnownDefect {
    /// Whether it explains a failure of that routine by that margin on a document of that number.
    fn explains(&self, routine: &CheckRoutine, judgement: &Judgement, number: Option<&str>) -> bool {
        let is_of_zone = self.zone.is_none() || self.zone == routine.zone;
        let begins = |number: &str| self.number_begins.iter().any(|beginning| number.starts_with(beginning.as_str()));
        let is_of_number = self.number_begins.is_empty() || number.is_some_and(begins);
        self.check == routine.check
            && is_of_zone
            && is_of_number
            && self.least_margin <= judgement.margin.unwrap_or(-1.0)
    }
}

/// A failure that one of the defects explains as undetermined, naming the defect; everything else as it is.
pub fn excused(
    judgement: Judgement,
    routine: &CheckRoutine,
    defects: &[KnownDefect],
    number: Option<&str>,
) -> Judgement {
    let explains = |defect: &&KnownDefect| defect.explains(routine, &judgement, number);
    let Some(defect) = defects.iter().find(explains).filter(|_| judgement.outcome == Outcome::Failed) else {
        return judgement;
    };
    let (note, source) = (defect.note.clone(), defect.source.clone());
    Judgement { outcome: Outcome::Undetermined, detail: Detail::KnownDefect { note, source }, ..judgement }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Accept;
    use crate::model::ModelKey;
    use crate::scan::Light;

    /// What becomes of a motif that glows so strongly, on a document of that number.
    fn judged(value: f64, number: Option<&str>) -> Judgement {
        let key = ModelKey::new("UTO", "P", 1, None);
        let routine = CheckRoutine::proposed(&key, "uv_motif", None, Light::Ultraviolet, Some("uv_sun"))
            .accepting(Accept::AtLeast(0.6), 0.4);
        let defect = KnownDefect {
            check: "uv_motif".to_owned(),
            zone: Some("uv_sun".to_owned()),
            number_begins: vec!["K3".to_owned()],
            least_margin: -0.8,
            note: "books K3… were printed with an ink that fades".to_owned(),
            source: "issuer's notice 7".to_owned(),
        };
        excused(Judgement::of_value(&routine, value, "correlation", Vec::new()), &routine, &[defect], number)
    }

    #[test]
    fn a_failure_that_a_known_defect_explains_is_undetermined_and_names_it() {
        let found = judged(0.4, Some("K31234567"));
        assert_eq!(found.outcome, Outcome::Undetermined);
        assert!(matches!(found.detail, Detail::KnownDefect { note, .. } if note.contains("fades")));
    }

    #[test]
    fn other_numbers_worse_failures_and_passes_stay_as_they_are() {
        assert_eq!(judged(0.4, Some("L31234567")).outcome, Outcome::Failed);
        assert_eq!(judged(0.4, None).outcome, Outcome::Failed);
        assert_eq!(judged(0.1, Some("K31234567")).outcome, Outcome::Failed);
        assert_eq!(judged(0.9, Some("K31234567")).outcome, Outcome::Successful);
    }
}
