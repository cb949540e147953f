//! Which finding to look at first: the one whose check fails much oftener on altered documents than on unaltered ones.
//!
//! `suspicion.txt` holds for every check how many captures one of its routines failed, of minted documents altered in the way that
//! it fails on most and of unaltered ones; `intaglio bench detection --suspicion FILE` writes it, from seeds that report nothing.
//! It orders findings and decides nothing: the overall result is the roll-up of the counted checks.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::check::Outcome;
use crate::examination::{Finding, State};

/// How often one check failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// Captures of documents altered in the way it fails on most, of which one of its routines failed.
    pub altered: u32,
    /// All captures of documents so altered.
    pub of_altered: u32,
    /// Captures of unaltered documents of which one failed.
    pub unaltered: u32,
    /// All captures of unaltered documents.
    pub of_unaltered: u32,
}

impl Failures {
    /// Decimal logarithm of the likelihood ratio of a failure, half a capture added to each count (Jeffreys' prior).
    pub fn weight(&self) -> f64 {
        let share = |n: u32, of: u32| (f64::from(n) + 0.5) / (f64::from(of) + 1.0);
        (share(self.altered, self.of_altered) / share(self.unaltered, self.of_unaltered)).log10()
    }

    /// The line of the table: name, then the four numbers.
    pub fn line(&self, check: &str) -> String {
        format!("{check} {} {} {} {}", self.altered, self.of_altered, self.unaltered, self.of_unaltered)
    }

    fn parse(line: &str) -> Option<(&str, Self)> {
        let mut parts = line.split_whitespace();
        let check = parts.next()?;
        let mut number = || parts.next()?.parse().ok();
        let (altered, of_altered, unaltered, of_unaltered) = (number()?, number()?, number()?, number()?);
        Some((check, Self { altered, of_altered, unaltered, of_unaltered }))
    }
}

/// The table by the names of the checks.
fn table() -> &'static BTreeMap<&'static str, Failures> {
    static TABLE: OnceLock<BTreeMap<&'static str, Failures>> = OnceLock::new();
    TABLE.get_or_init(|| include_str!("suspicion.txt").lines().filter_map(Failures::parse).collect())
}

/// How much a failed finding speaks for an alteration; more the further below the threshold it is, by a tenth at the most, so that
/// routines of one check come in the order of their margins. 0 for a finding that did not fail, and for a check that has no figures.
pub fn suspicion(finding: &Finding) -> f64 {
    if finding.state() != State::Terminated(Outcome::Failed) {
        return 0.0;
    }
    let weight = table().get(finding.routine.check.as_str()).map_or(0.0, Failures::weight);
    let margin = finding.result.as_ref().ok().and_then(|judgement| judgement.margin).unwrap_or(-1.0);
    weight - 0.1 * margin
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::CheckRoutine;
    use crate::check::{Detail, Judgement};

    #[test]
    fn what_fails_on_altered_documents_alone_weighs_most() {
        let of = |altered, unaltered| Failures { altered, of_altered: 99, unaltered, of_unaltered: 99 }.weight();
        assert!(of(50, 0) > of(5, 0) && of(5, 0) > of(50, 40) && of(50, 40) > of(1, 40));
        assert!(of(20, 20).abs() < 1e-9);
    }

    #[test]
    fn lines_are_read_as_they_are_written() {
        let failures = Failures { altered: 7, of_altered: 90, unaltered: 1, of_unaltered: 80 };
        assert_eq!(Failures::parse(&failures.line("pattern")), Some(("pattern", failures)));
        assert_eq!(Failures::parse("pattern 7 90 1"), None);
    }

    #[test]
    fn every_line_of_the_table_names_a_check_and_only_failures_are_suspicious() {
        for (name, failures) in table() {
            assert!(crate::check::by_name(name).is_some(), "{name}");
            assert!(0 < failures.of_altered && 0 < failures.of_unaltered, "{name}");
        }
        assert_eq!(table().len(), include_str!("suspicion.txt").lines().count());
        let finding = |outcome, margin| {
            let judgement = Judgement { margin: Some(margin), ..Judgement::plain(outcome, Vec::new(), Detail::None) };
            let routine =
                CheckRoutine { check: "pattern".to_owned(), ..crate::check::glare::without_model().remove(0) };
            suspicion(&Finding { routine, result: Ok(judgement) })
        };
        assert!(finding(Outcome::Failed, -0.9) > finding(Outcome::Failed, -0.3));
        assert!(finding(Outcome::Failed, -0.3) > 0.0);
        assert_eq!(finding(Outcome::Successful, 0.4), 0.0);
    }
}
