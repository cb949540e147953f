//! Composites and groups: results of several routines taken together, by a decision function that is data.
//!
//! ```text
//! basic ─▶ composite ─▶ group          BSI TR-03135-1 §5.5.4.2, Doc 9303-2 C.20, C.25
//! ```
//! They are shown beside the findings. The overall result is that of the counted findings alone, each counted once.

mod standard;

use serde::{Deserialize, Serialize};

pub use self::standard::standard_groupings;
use crate::check::Outcome;
use crate::examination::State;

/// How the results of a grouping's members make its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// No member may fail: failed before aborted before undetermined before successful before not supported.
    All,
    /// One successful member is enough.
    Any,
    /// So many members must be successful.
    AtLeast(u32),
}

/// Routines, or groupings before it, whose results are taken together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouping {
    /// UUID, the same in every log.
    pub uuid: String,
    /// Name: one of the standard's, such as `GRP_UV_DULLNESS`, or a person's own.
    pub name: String,
    /// Generic notation of a composite, such as `(IR,TR,IS)&(IR,AB,IS)`; `None` for a group.
    #[serde(default)]
    pub generic: Option<String>,
    /// The zone that a composite looks at.
    #[serde(default)]
    pub zone: Option<String>,
    /// How members make the result.
    pub function: Decision,
    /// UUIDs of its members.
    pub members: Vec<String>,
}

/// What a grouping came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupResult {
    /// Which.
    pub grouping: Grouping,
    /// Its result.
    pub state: State,
    /// UUIDs of the members that failed, in their order.
    pub failed: Vec<String>,
}

impl Decision {
    /// The result of members with these results; not supported for none.
    pub fn decide(self, members: &[State]) -> State {
        let n = |outcome: Outcome| members.iter().filter(|state| **state == State::Terminated(outcome)).count();
        let n_aborted = members.iter().filter(|state| **state == State::Aborted).count();
        let (n_successful, n_open) = (n(Outcome::Successful), n(Outcome::Undetermined) + n_aborted);
        let least = match self {
            Self::All => return by_worst(n(Outcome::Failed), n_aborted, n(Outcome::Undetermined), n_successful),
            Self::Any => 1,
            Self::AtLeast(least) => least as usize,
        };
        match () {
            () if n_successful + n_open + n(Outcome::Failed) == 0 => State::Terminated(Outcome::NotSupported),
            () if least <= n_successful => State::Terminated(Outcome::Successful),
            () if n_successful + n_open < least => State::Terminated(Outcome::Failed),
            () if least <= n_successful + n(Outcome::Undetermined) => State::Terminated(Outcome::Undetermined),
            () => State::Aborted,
        }
    }
}

fn by_worst(n_failed: usize, n_aborted: usize, n_undetermined: usize, n_successful: usize) -> State {
    match () {
        () if 0 < n_failed => State::Terminated(Outcome::Failed),
        () if 0 < n_aborted => State::Aborted,
        () if 0 < n_undetermined => State::Terminated(Outcome::Undetermined),
        () if 0 < n_successful => State::Terminated(Outcome::Successful),
        () => State::Terminated(Outcome::NotSupported),
    }
}

/// The results of groupings in their order, from the results of routines by their UUIDs. Members that did not run are left out, and
/// so is a grouping without any.
pub fn decide(groupings: Vec<Grouping>, routines: &[(&str, State)]) -> Vec<GroupResult> {
    let mut results: Vec<GroupResult> = Vec::new();
    for grouping in groupings {
        let state_of = |uuid: &String| {
            let of_routine = routines.iter().find(|(known, _)| *known == uuid).map(|(_, state)| *state);
            of_routine
                .or_else(|| results.iter().find(|before| before.grouping.uuid == *uuid).map(|before| before.state))
        };
        let members: Vec<(&String, State)> =
            grouping.members.iter().filter_map(|uuid| Some((uuid, state_of(uuid)?))).collect();
        if members.is_empty() {
            continue;
        }
        let is_failed = |(_, state): &&(&String, State)| *state == State::Terminated(Outcome::Failed);
        let failed = members.iter().filter(is_failed).map(|(uuid, _)| (*uuid).clone()).collect();
        let state = grouping.function.decide(&members.iter().map(|(_, state)| *state).collect::<Vec<_>>());
        results.push(GroupResult { grouping, state, failed });
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: State = State::Terminated(Outcome::Failed);
    const OPEN: State = State::Terminated(Outcome::Undetermined);
    const PASSED: State = State::Terminated(Outcome::Successful);
    const NONE: State = State::Terminated(Outcome::NotSupported);

    #[test]
    fn functions_decide_as_they_say() {
        let cases: &[(Decision, &[State], State)] = &[
            (Decision::All, &[PASSED, OPEN, State::Aborted, FAILED], FAILED),
            (Decision::All, &[PASSED, OPEN, State::Aborted], State::Aborted),
            (Decision::All, &[PASSED, OPEN], OPEN),
            (Decision::All, &[PASSED, NONE], PASSED),
            (Decision::All, &[NONE], NONE),
            (Decision::Any, &[FAILED, PASSED, OPEN], PASSED),
            (Decision::Any, &[FAILED, OPEN], OPEN),
            (Decision::Any, &[FAILED, State::Aborted], State::Aborted),
            (Decision::Any, &[FAILED, FAILED, NONE], FAILED),
            (Decision::AtLeast(2), &[PASSED, PASSED, FAILED], PASSED),
            (Decision::AtLeast(2), &[PASSED, FAILED, FAILED], FAILED),
            (Decision::AtLeast(2), &[PASSED, OPEN, FAILED], OPEN),
            (Decision::AtLeast(2), &[PASSED, State::Aborted, FAILED], State::Aborted),
        ];
        for (function, members, expected) in cases {
            assert_eq!(function.decide(members), *expected, "{function:?} {members:?}");
        }
    }

    #[test]
    fn a_group_may_hold_a_composite_and_says_which_member_failed() {
        let grouping = |uuid: &str, function, members: &[&str]| Grouping {
            uuid: uuid.to_owned(),
            name: uuid.to_owned(),
            generic: None,
            zone: None,
            function,
            members: members.iter().map(|&member| member.to_owned()).collect(),
        };
        let groupings = vec![
            grouping("composite", Decision::All, &["a", "b"]),
            grouping("group", Decision::All, &["composite", "c"]),
            grouping("empty", Decision::Any, &["d"]),
        ];
        let results = decide(groupings, &[("a", PASSED), ("b", FAILED), ("c", PASSED)]);
        let said: Vec<_> = results.iter().map(|one| (one.state, one.failed.join(" "))).collect();
        assert_eq!(said, [(FAILED, "b".to_owned()), (FAILED, "composite".to_owned())]);
    }
}
