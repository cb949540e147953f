//! Why a finding is as it is, for the expert: what was measured, what had to be, how far off that is, what can cause it without
//! an alteration, and what would settle it.

use engine::catalog::Accept;
use engine::check::Outcome;
use engine::examination::Finding;

use super::settle::settle;
use super::{capital, quantity};

/// The parts of the expert's paragraph; what is not known of a check is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// What the check looks at.
    pub looks_at: Option<String>,
    /// What was measured, what had to be, and on what that rests.
    pub measured: Option<String>,
    /// How far off that is.
    pub off_by: Option<String>,
    /// What can cause it without an alteration.
    pub innocently: Option<String>,
    /// What would settle it.
    pub settled_by: Option<String>,
}

impl Why {
    /// The parts that are known, each with a few words on what it is.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let parts = [
            ("Looked at", &self.looks_at),
            ("Measured", &self.measured),
            ("How far off", &self.off_by),
            ("Without an alteration it can also come from", &self.innocently),
            ("What would settle it", &self.settled_by),
        ];
        parts.into_iter().filter_map(|(name, part)| Some((name, part.as_deref()?)))
    }
}

/// One paragraph.
impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sentences: Vec<String> =
            self.parts().map(|(name, part)| format!("{name}: {}.", part.trim_end_matches('.'))).collect();
        f.write_str(&sentences.join(" "))
    }
}

/// Why a finding failed or stayed open; `None` for one that did neither.
pub fn why(finding: &Finding) -> Option<Why> {
    let judgement = finding.result.as_ref().ok()?;
    let is_irregular = matches!(judgement.outcome, Outcome::Failed | Outcome::Undetermined);
    let check = engine::check::by_name(&finding.routine.check).filter(|_| is_irregular)?;
    let section = |name: &str| check.section(name).map(|text| capital(&text));
    Some(Why {
        looks_at: section("Looks at"),
        measured: measured(finding),
        off_by: off_by(finding),
        innocently: section("Fails wrongly"),
        settled_by: settle(check.name).map(str::to_owned),
    })
}

fn measured(finding: &Finding) -> Option<String> {
    let (quantity, value) = quantity(finding)?;
    let Some(threshold) = &finding.routine.threshold else { return Some(format!("{quantity} {value:.2}")) };
    let expected = match threshold.accept {
        Accept::AtLeast(least) => format!("at least {least:.2}"),
        Accept::AtMost(most) => format!("at most {most:.2}"),
        Accept::Within(least, most) => format!("{least:.2} to {most:.2}"),
    };
    let from = match threshold.n_captures {
        0 => threshold.source.clone(),
        n => format!("{n} captures, {}", threshold.source),
    };
    Some(format!("{quantity} {value:.2}; expected {expected} ({from})"))
}

fn off_by(finding: &Finding) -> Option<String> {
    let judgement = finding.result.as_ref().ok()?;
    let (threshold, value, margin) = (finding.routine.threshold.as_ref()?, judgement.value?, judgement.margin?);
    let beyond = match threshold.accept {
        Accept::AtLeast(least) => value - least,
        Accept::AtMost(most) => most - value,
        Accept::Within(least, most) => (value - least).min(most - value),
    };
    let side = if beyond < 0.0 { "beyond the threshold" } else { "inside the threshold" };
    let open = if margin.abs() < threshold.band {
        format!("; nearer than {:.2} nothing is decided", threshold.band)
    } else {
        String::new()
    };
    let is_named = quantity(finding).is_some();
    let distance = if is_named { format!("{:.2} {side}", beyond.abs()) } else { side.to_owned() };
    Some(format!("{distance}, margin {margin:+.2} of −1 to +1{open}"))
}

#[cfg(test)]
mod tests {
    use engine::catalog::{CheckGroup, CheckRoutine, Threshold, Weight};
    use engine::check::{Detail, Judgement};
    use engine::scan::Light;

    use super::*;

    fn finding(value: f64) -> Finding {
        let routine = CheckRoutine {
            uuid: String::new(),
            check: "pattern".to_owned(),
            generic: None,
            group: CheckGroup::Pattern,
            weight: Weight::Optional,
            zone: None,
            fraud: None,
            light: Light::Visible,
            min_ppi: 0.0,
            threshold: Some(Threshold {
                accept: Accept::AtLeast(0.8),
                scale: 0.4,
                band: 0.25,
                source: "enrolled: median 0.900, spread 0.020".to_owned(),
                n_captures: 63,
            }),
            params: Default::default(),
        };
        let result = Ok(Judgement::of_value(&routine, value, "correlation", Vec::new()));
        Finding { routine, result }
    }

    #[test]
    fn a_failure_says_what_was_measured_and_how_far_off() {
        let why = why(&finding(0.5)).expect("it failed");
        assert_eq!(
            why.measured.as_deref(),
            Some("correlation 0.50; expected at least 0.80 (63 captures, enrolled: median 0.900, spread 0.020)")
        );
        assert_eq!(why.off_by.as_deref(), Some("0.30 beyond the threshold, margin -0.75 of −1 to +1"));
        assert!(why.innocently.is_some() && why.settled_by.is_some() && why.looks_at.is_some());
        assert!(why.to_string().contains("What would settle it: The print under a loupe"));
    }

    #[test]
    fn an_open_one_says_how_near_is_too_near_and_a_passed_one_nothing() {
        let open = why(&finding(0.84)).and_then(|why| why.off_by);
        assert_eq!(
            open.as_deref(),
            Some("0.04 inside the threshold, margin +0.10 of −1 to +1; nearer than 0.25 nothing is decided")
        );
        assert_eq!(why(&finding(0.95)), None);
        let rule = Judgement::plain(Outcome::Failed, Vec::new(), Detail::None);
        let why = why(&Finding { result: Ok(rule), ..finding(0.5) }).expect("it failed");
        assert_eq!((why.measured, why.off_by), (None, None));
    }
}
