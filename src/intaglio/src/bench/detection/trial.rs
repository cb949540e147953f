//! One minted document, captured and examined: what every routine said of it.

use std::ops::ControlFlow;

use engine::check::Outcome;
use engine::date::Date;
use engine::examination::{Examination, Finding, State};
use engine::geometry::PageRect;
use engine::identify::Identification;
use engine::suspicion::suspicion;
use engine::{Options, examine};
use mint::{Alteration, CaptureKind, Holder, Minted, ModelDesign};
use serde::Serialize;

/// Share that a place and an altered area have of each other from which one points to the other.
pub(super) const AT_PLACE: f64 = 0.3;

/// What is done to which document, and how it is captured.
pub(super) struct Plan<'a> {
    pub(super) treatment: Option<Alteration>,
    pub(super) kind: CaptureKind,
    pub(super) design: &'a ModelDesign,
    pub(super) holder: &'a Holder,
    pub(super) seed: u64,
    /// Whether the checks get white light alone.
    pub(super) is_white_alone: bool,
}

/// One document examined; one line of `--findings`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Trial {
    /// Name of the treatment, `none` for an unaltered document.
    pub(super) treatment: &'static str,
    /// Whether that is an alteration; wear is none.
    pub(super) is_altered: bool,
    /// Kind of capture.
    pub(super) kind: &'static str,
    /// Pixels an inch of the capture.
    pub(super) ppi: u32,
    /// Key of the document's own model.
    pub(super) model: String,
    /// Seed of its copy and its capture.
    pub(super) seed: u64,
    /// Key of the model it was taken for; `None` where none was or there was no examination.
    pub(super) identified: Option<String>,
    /// Whether there was an examination.
    pub(super) is_examined: bool,
    /// Whether a counted check failed.
    pub(super) is_failed: bool,
    /// Whether none failed and one could not say.
    pub(super) is_undetermined: bool,
    /// Whether the failed counted finding that is shown first points to an altered place; `None` where none failed.
    pub(super) is_first_at_place: Option<bool>,
    /// Area of the places of failed checks over the page's, 0 or more.
    pub(super) flagged_share: f64,
    /// What each routine said.
    pub(super) findings: Vec<Said>,
}

/// What one routine said.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Said {
    /// Name of the check.
    pub(super) check: String,
    /// Its zone.
    pub(super) zone: Option<String>,
    /// Whether it is counted.
    pub(super) counted: bool,
    /// Outcome, or why there is none.
    pub(super) said: String,
    /// The value measured.
    pub(super) value: Option<f64>,
    /// The margin.
    pub(super) margin: Option<f64>,
    /// Largest share one of its places and an altered area have of each other, 0..=1.
    pub(super) overlap: f64,
}

impl Said {
    /// The margin, -1..=1; for a rule that measures none -1, 0 or 1 as it failed, stayed open or was kept.
    pub(super) fn score(&self) -> Option<f64> {
        self.margin.or(match self.said.as_str() {
            "failed" => Some(-1.0),
            "undetermined" => Some(0.0),
            "successful" => Some(1.0),
            _ => None,
        })
    }

    /// Whether it is a failure that counts.
    pub(super) fn is_counted_failure(&self) -> bool {
        self.counted && self.said == "failed"
    }
}

impl Plan<'_> {
    /// Name of the treatment.
    pub(super) fn treatment_name(&self) -> &'static str {
        self.treatment.map_or("none", Alteration::name)
    }

    /// Mints, captures and examines the document.
    pub(super) fn examination(&self, database: &reference::Database, today: Date) -> (Minted, Option<Examination>) {
        let options = Options { today: self.day_of_examination(today), model: None, corners: None, beside: None };
        let minted = mint::mint_page(self.design, self.holder, self.treatment.as_slice(), self.seed);
        let mut live = crate::bench::live_of(&mint::capture(&minted, self.kind, self.seed));
        if self.is_white_alone {
            (live.ultraviolet, live.infrared) = (None, None);
        }
        let examination = examine(&live, database, &options, &|_| ControlFlow::Continue(())).ok();
        (minted, examination)
    }

    /// What the examination says.
    pub(super) fn examined(&self, database: &reference::Database, today: Date) -> Trial {
        let (minted, examined) = self.examination(database, today);
        let mut trial = Trial {
            treatment: self.treatment_name(),
            is_altered: self.treatment.is_some_and(|alteration| !alteration.is_benign()),
            kind: self.kind.name(),
            ppi: self.kind.ppi().unwrap_or(0.0) as u32,
            model: self.design.model.key.to_string(),
            seed: self.seed,
            identified: None,
            is_examined: examined.is_some(),
            is_failed: false,
            is_undetermined: examined.is_none(),
            is_first_at_place: None,
            flagged_share: 0.0,
            findings: Vec::new(),
        };
        if let Some(examination) = examined {
            trial.take(&examination, &minted);
        }
        trial
    }
}

impl Plan<'_> {
    /// Today, or a month before the document expires where that is earlier: what is found must not be found by its age.
    fn day_of_examination(&self, today: Date) -> Date {
        let expiry = self.holder.date_of_expiry;
        let (year, month) =
            if expiry.month() == 1 { (expiry.year() - 1, 12) } else { (expiry.year(), expiry.month() - 1) };
        let before = Date::new(year, month, expiry.day().min(28)).unwrap_or(expiry);
        if self.treatment == Some(Alteration::PredecessorAsSuccessor) { today } else { today.min(before) }
    }
}

impl Trial {
    fn take(&mut self, examination: &Examination, minted: &Minted) {
        let overall = examination.overall();
        if let Identification::Identified { model, .. } = &examination.identification {
            self.identified = Some(model.key.to_string());
        }
        self.is_failed = 0 < overall.n_failed;
        self.is_undetermined = overall.n_failed == 0 && 0 < overall.n_undetermined;
        self.findings = examination.findings.iter().map(|finding| said(finding, minted)).collect();
        let failed = examination
            .findings
            .iter()
            .filter(|finding| finding.is_counted() && finding.state() == State::Terminated(Outcome::Failed));
        let first = failed.clone().max_by(|a, b| suspicion(a).total_cmp(&suspicion(b)));
        self.is_first_at_place = first.map(|finding| AT_PLACE <= overlap(finding, minted));
        let flagged: f64 = failed.filter_map(place_of).map(|area| area.area()).sum();
        self.flagged_share = flagged / examination.page.area().area();
    }

    /// The lowest score of a check's routines, or of all counted ones; `None` where none came to its end.
    pub(super) fn lowest_score(&self, check: Option<&str>) -> Option<f64> {
        let of_it = |said: &&Said| check.map_or(said.counted, |check| said.check == check);
        self.findings.iter().filter(of_it).filter_map(Said::score).reduce(f64::min)
    }

    /// The best overlap of a failed counted check with an altered area, 0..=1.
    pub(super) fn best_overlap(&self) -> f64 {
        let failed = self.findings.iter().filter(|said| said.is_counted_failure());
        failed.map(|said| said.overlap).fold(0.0, f64::max)
    }
}

fn said(finding: &Finding, minted: &Minted) -> Said {
    let judgement = finding.result.as_ref();
    let words = match judgement {
        Ok(judgement) => format!("{:?}", judgement.outcome).to_lowercase(),
        Err(why) => why.to_string(),
    };
    Said {
        check: finding.routine.check.clone(),
        zone: finding.routine.zone.clone(),
        counted: finding.is_counted(),
        said: words,
        value: judgement.ok().and_then(|judgement| judgement.value),
        margin: judgement.ok().and_then(|judgement| judgement.margin),
        overlap: overlap(finding, minted),
    }
}

/// The first place of a finding that came to its end.
fn place_of(finding: &Finding) -> Option<PageRect> {
    let judgement = finding.result.as_ref().ok()?;
    judgement.places.first().map(|place| place.area)
}

/// The larger share that one of a check's places and an altered area have of each other, 0..=1.
fn overlap(finding: &Finding, minted: &Minted) -> f64 {
    let places = finding.result.as_ref().map_or(&[][..], |judgement| &judgement.places[..]);
    let share = |altered: &PageRect, place: &PageRect| {
        let shared = altered.intersection(place).map_or(0.0, |shared| shared.area());
        (shared / altered.area()).max(shared / place.area())
    };
    let shares = minted.altered.iter().flat_map(|altered| places.iter().map(|place| share(&altered.area, &place.area)));
    shares.fold(0.0, f64::max)
}

#[cfg(test)]
impl Said {
    /// What one counted routine of a check said, measured as nothing.
    pub(super) fn for_tests(check: &str, said: &str) -> Self {
        Self {
            check: check.to_owned(),
            zone: None,
            counted: true,
            said: said.to_owned(),
            value: None,
            margin: None,
            overlap: 0.0,
        }
    }
}

/// A capture about which that was said.
#[cfg(test)]
pub(super) fn trial_for_tests(treatment: &'static str, is_altered: bool, findings: Vec<Said>) -> Trial {
    Trial {
        treatment,
        is_altered,
        kind: "reader",
        ppi: 400,
        model: "UTO-P-1".to_owned(),
        seed: 1,
        identified: None,
        is_examined: true,
        is_failed: false,
        is_undetermined: false,
        is_first_at_place: None,
        flagged_share: 0.0,
        findings,
    }
}
