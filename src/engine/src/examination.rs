//! One document, examined once: every finding and what they come to.

use crate::catalog::grouping::{self, GroupResult, Grouping};
use crate::catalog::{CheckGroup, CheckRoutine, Guided, Weight};
use crate::check::{Aborted, Judgement, Outcome};
use crate::date::Date;
use crate::identify::Identification;
use crate::page::Page;
use crate::reading::Readings;
use crate::scan::{LightDoubt, LiveDataSet};

/// What one routine came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The routine that ran.
    pub routine: CheckRoutine,
    /// Its judgement, or why it did not come to its end.
    pub result: Result<Judgement, Aborted>,
}

impl Finding {
    /// The finding's result in the order of the roll-up.
    pub fn state(&self) -> State {
        match &self.result {
            Ok(judgement) => State::Terminated(judgement.outcome),
            Err(_) => State::Aborted,
        }
    }

    /// Whether it takes part in the overall result.
    pub fn is_counted(&self) -> bool {
        self.routine.weight != Weight::Evaluatory
    }
}

/// A result, or none because the check was aborted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The check ran to its end.
    Terminated(Outcome),
    /// It did not.
    Aborted,
}

/// The overall result with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overall {
    /// The result.
    pub state: State,
    /// Counted checks that came to their end, `not supported` left out.
    pub n_performed: usize,
    /// Counted checks that failed.
    pub n_failed: usize,
    /// Counted checks that could not say.
    pub n_undetermined: usize,
    /// Counted checks that were aborted.
    pub n_aborted: usize,
}

/// Rolls findings up: any counted *failed* is failed; else any mandatory *aborted* is aborted; else any counted
/// *undetermined* is undetermined; else at least one *successful* is successful; nothing checked is undetermined.
/// BSI TR-03135-1 §5.4, ties settled as said.
pub fn overall<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Overall {
    let (mut n_successful, mut n_failed, mut n_undetermined, mut n_aborted, mut is_mandatory_aborted) =
        (0, 0, 0, 0, false);
    for finding in findings.into_iter().filter(|finding| finding.is_counted()) {
        match finding.state() {
            State::Terminated(Outcome::Successful) => n_successful += 1,
            State::Terminated(Outcome::Failed) => n_failed += 1,
            State::Terminated(Outcome::Undetermined) => n_undetermined += 1,
            State::Terminated(Outcome::NotSupported) => {}
            State::Aborted => {
                n_aborted += 1;
                is_mandatory_aborted |= finding.routine.weight == Weight::Mandatory;
            }
        }
    }
    let state = if 0 < n_failed {
        State::Terminated(Outcome::Failed)
    } else if is_mandatory_aborted {
        State::Aborted
    } else if 0 < n_undetermined || n_successful == 0 {
        State::Terminated(Outcome::Undetermined)
    } else {
        State::Terminated(Outcome::Successful)
    };
    Overall { state, n_performed: n_successful + n_failed + n_undetermined, n_failed, n_undetermined, n_aborted }
}

/// One document, examined once.
#[derive(Debug, Clone)]
pub struct Examination {
    /// The pictures it rests on.
    pub live: LiveDataSet,
    /// Pictures that do not look like the light they were given for.
    pub light_doubts: Vec<LightDoubt>,
    /// The page found in them.
    pub page: Page,
    /// What was read.
    pub readings: Readings,
    /// Which model it claims to be.
    pub identification: Identification,
    /// Every routine that applies, in the order of the catalogue.
    pub findings: Vec<Finding>,
    /// What the examiner is asked, with their own answers; no part of any result above.
    pub guided: Vec<Guided>,
    /// The day it was examined.
    pub today: Date,
}

impl Examination {
    /// The overall result.
    pub fn overall(&self) -> Overall {
        overall(&self.findings)
    }

    /// What the composites and groups of the routines that ran came to; no part of the overall result.
    pub fn groups(&self) -> Vec<GroupResult> {
        let routines: Vec<CheckRoutine> = self.findings.iter().map(|finding| finding.routine.clone()).collect();
        let model = match &self.identification {
            Identification::Identified { model, .. } => Some(&**model),
            Identification::NotIdentified { .. } => None,
        };
        let own = model.map_or(&[][..], |model| &model.groupings[..]);
        let is_replaced = |one: &Grouping| own.iter().any(|other| other.name == one.name && other.zone == one.zone);
        let mut groupings = grouping::standard_groupings(&routines, model);
        groupings.retain(|one| !is_replaced(one));
        groupings.extend(own.iter().cloned());
        let states: Vec<(&str, State)> =
            self.findings.iter().map(|finding| (finding.routine.uuid.as_str(), finding.state())).collect();
        grouping::decide(groupings, &states)
    }

    /// The result of one of the front screen's words.
    pub fn of_group(&self, group: CheckGroup) -> Overall {
        overall(self.findings.iter().filter(|finding| finding.routine.group == group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Detail;
    use crate::scan::Light;

    fn finding(weight: Weight, result: Option<Outcome>) -> Finding {
        let routine = CheckRoutine {
            uuid: String::new(),
            check: String::new(),
            generic: None,
            group: CheckGroup::Pattern,
            weight,
            zone: None,
            fraud: None,
            light: Light::Visible,
            min_ppi: 0.0,
            threshold: None,
            params: Default::default(),
        };
        let result = result.map(|o| Judgement::plain(o, vec![], Detail::None)).ok_or(Aborted::NoScan(Light::Infrared));
        Finding { routine, result }
    }

    #[test]
    fn roll_up_keeps_the_order_of_the_standard() {
        use Outcome::{Failed, NotSupported, Successful, Undetermined};
        use Weight::{Evaluatory, Mandatory, Optional};
        type Case<'a> = (&'a [(Weight, Option<Outcome>)], State);
        let cases: &[Case<'_>] = &[
            (&[], State::Terminated(Undetermined)),
            (&[(Optional, Some(NotSupported))], State::Terminated(Undetermined)),
            (&[(Optional, Some(Successful)), (Optional, None)], State::Terminated(Successful)),
            (&[(Optional, Some(Successful)), (Mandatory, None)], State::Aborted),
            (&[(Optional, Some(Failed)), (Mandatory, None)], State::Terminated(Failed)),
            (&[(Optional, Some(Successful)), (Optional, Some(Undetermined))], State::Terminated(Undetermined)),
            (&[(Optional, Some(Successful)), (Evaluatory, Some(Failed))], State::Terminated(Successful)),
        ];
        for (findings, expected) in cases {
            let findings: Vec<_> = findings.iter().map(|&(weight, result)| finding(weight, result)).collect();
            assert_eq!(overall(&findings).state, *expected, "{findings:?}");
        }
    }
}
