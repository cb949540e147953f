//! An examination as the window shows it: results counted, findings in the order a person should look at them.

use std::sync::Arc;

use super::personal::Personal;
use engine::catalog::{Answer, CheckGroup, Weight};
use engine::check::Outcome;
use engine::examination::{Examination, Finding, Overall, State as CheckState};
use engine::identify::Identification;
use engine::suspicion::suspicion;

/// An examination with what is derived from it once, so that drawing computes nothing.
#[derive(Debug, Clone)]
pub(crate) struct Examined {
    /// What the engine found by itself.
    pub by_machine: Arc<Examination>,
    /// What counts now: the same, but for the findings on the MRZ where a person typed it.
    pub examination: Arc<Examination>,
    /// The MRZ as a person typed it, where one did.
    pub typed_mrz: Option<Vec<String>>,
    /// What the MRZ that counts says.
    pub personal: Personal,
    /// Indices of the findings: failed first, evaluatory ones after counted ones of the same result.
    pub rows: Vec<usize>,
    /// The overall result.
    pub overall: Overall,
    /// The results of the six front words, in the order of `CheckGroup::FRONT`.
    pub front: [FrontWord; 6],
    /// Findings by result, evaluatory ones left out: failed, undetermined, aborted, successful, not supported.
    pub counts: Vec<(CheckState, usize)>,
}

/// One of the six words of the front screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrontWord {
    /// Which.
    pub(crate) group: CheckGroup,
    /// Its state.
    pub(crate) state: CheckState,
    /// What it rests on.
    pub(crate) overall: Overall,
}

impl FrontWord {
    /// A word without a single counted finding, or whose every check was aborted, was not performed; never passed.
    fn of(examination: &Examination, group: CheckGroup) -> Self {
        let overall = examination.of_group(group);
        let is_counted = |finding: &Finding| finding.routine.group == group && finding.is_counted();
        let has_counted = examination.findings.iter().any(is_counted);
        let is_identified = matches!(examination.identification, Identification::Identified { .. });
        let state = match group {
            CheckGroup::DocumentModel if !has_counted && is_identified => CheckState::Terminated(Outcome::Successful),
            _ if overall.n_performed == 0 && (0 < overall.n_aborted || !has_counted) => CheckState::Aborted,
            _ => overall.state,
        };
        Self { group, state, overall }
    }
}

/// The order a person looks in. Doc 9303-2 C.28: the eye goes to anomalies.
pub(super) const ORDER: [CheckState; 5] = [
    CheckState::Terminated(Outcome::Failed),
    CheckState::Terminated(Outcome::Undetermined),
    CheckState::Aborted,
    CheckState::Terminated(Outcome::Successful),
    CheckState::Terminated(Outcome::NotSupported),
];

impl Examined {
    /// The examination as the engine gave it.
    pub(crate) fn new(examination: Arc<Examination>) -> Self {
        Self::of(Arc::clone(&examination), examination, None)
    }

    /// The same examination with the findings on a typed MRZ in place of those on the one that was read.
    pub(crate) fn with_typed_mrz(&self, lines: Vec<String>, findings: Vec<Finding>) -> Self {
        let examination = Examination { findings, ..Examination::clone(&self.by_machine) };
        Self::of(Arc::clone(&self.by_machine), Arc::new(examination), Some(lines))
    }

    /// The same examination with the examiner's answer to one of its questions; no result of the machine's changes.
    pub(crate) fn with_answer(&self, idx: usize, answer: Option<Answer>) -> Self {
        let answered = |examination: &Examination| {
            let mut examination = examination.clone();
            if let Some(guided) = examination.guided.get_mut(idx) {
                guided.answer = answer;
            }
            Arc::new(examination)
        };
        Self::of(answered(&self.by_machine), answered(&self.examination), self.typed_mrz.clone())
    }

    /// The findings that count now, in the order of the catalogue.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.examination.findings
    }

    fn of(by_machine: Arc<Examination>, examination: Arc<Examination>, typed_mrz: Option<Vec<String>>) -> Self {
        let findings = &examination.findings;
        let mut rows: Vec<usize> = (0..findings.len()).collect();
        let rank_of = |finding: &Finding| (rank(finding.state()), finding.routine.weight == Weight::Evaluatory);
        let order = |a: &Finding, b: &Finding| rank_of(a).cmp(&rank_of(b)).then(suspicion(b).total_cmp(&suspicion(a)));
        rows.sort_by(|&a, &b| order(&findings[a], &findings[b]).then(a.cmp(&b)));
        let front = CheckGroup::FRONT.map(|group| FrontWord::of(&examination, group));
        let counts = ORDER
            .map(|state| (state, findings.iter().filter(|f| f.is_counted() && f.state() == state).count()))
            .into_iter()
            .filter(|&(_, n)| 0 < n)
            .collect();
        let overall = examination.overall();
        let read = || by_machine.readings.mrz.as_ref().map(|mrz| mrz.text());
        let lines = typed_mrz.clone().or_else(read).unwrap_or_default();
        let personal = Personal::of(&lines, examination.today);
        Self { by_machine, examination, typed_mrz, personal, rows, overall, front, counts }
    }

    /// The finding to show unasked: the first counted one that failed.
    pub(crate) fn first_irregular(&self) -> Option<usize> {
        self.rows.iter().copied().find(|&idx| {
            self.findings()[idx].is_counted() && self.findings()[idx].state() == CheckState::Terminated(Outcome::Failed)
        })
    }

    /// The findings whose first place lies in that light, with it.
    pub(crate) fn places_in(
        &self,
        light: engine::scan::Light,
    ) -> impl Iterator<Item = (usize, &Finding, engine::geometry::PageRect)> + '_ {
        self.findings().iter().enumerate().flat_map(move |(idx, finding)| {
            let places = finding.result.as_ref().map_or(&[][..], |judgement| judgement.places.as_slice());
            places.iter().filter(move |place| place.light == light).map(move |place| (idx, finding, place.area))
        })
    }
}

/// How soon a person should look at a result.
pub(crate) fn rank(state: CheckState) -> usize {
    ORDER.iter().position(|&other| other == state).unwrap_or(ORDER.len())
}
