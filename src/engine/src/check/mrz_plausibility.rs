//! Whether the entries of the machine readable zone keep the rules that no check digit covers.
//!
//! Standard: Doc 9303-3 §4.3 to §5, Doc 9303-4 to -7 §4.2.2; field by field in the rules of the reading.
//! Looks at: document code, State codes, dates as days of the calendar, sex, the build of the name field, the number's
//! alignment. What is legal though rare (a specimen's State, an empty primary identifier, an old code) passes.
//! Margin: none. A State code that is in no list is undetermined, never failed: it may be newer than the list; a code
//! that the identified model bears is known. So are rules broken where a character is doubtful, and lines whose number
//! of characters no layout has, for the picture may have cut or parted one.
//! Passes wrongly: every alteration that writes another legal entry.
//! Fails wrongly: issuers that depart from the standard in a way not in the table of departures.

use super::mrz_entry::MrzEntry;
use super::{Aborted, Case, Detail, Judgement, Outcome};
use crate::catalog::{CheckGroup, CheckRoutine, Weight};
use crate::reading::mrz::{RuleFinding, Verdict, rules};

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        group: CheckGroup::MrzConsistency,
        weight: Weight::Mandatory,
        ..CheckRoutine::of_any_document("3c9f4b0e-52a1-5d6e-8f27-6d727a706c01", "mrz_plausibility")
    }]
}

/// The gravest of what the rules have to say.
///
/// # Errors
/// [`Aborted::NotRead`] without a zone.
pub fn run(case: &Case<'_>, _: &CheckRoutine) -> Result<Judgement, Aborted> {
    let entry = MrzEntry::of(case)?;
    let Ok(mrz) = &entry.mrz else {
        let detail = Detail::Rule { field: "mrz", rule: "line_length", paragraph: "Doc 9303-3 §4.3" };
        return Ok(Judgement::plain(Outcome::Undetermined, entry.whole(), detail));
    };
    let known_state = case.model.map(|(model, _)| model.key.issuing_state.as_str());
    let is_known = |finding: &RuleFinding| {
        finding.rule == "state_code_unknown" && known_state == Some(finding.found.trim_end_matches('<'))
    };
    let mut findings = rules(mrz, case.today);
    findings.retain(|finding| finding.verdict != Verdict::Remark && !is_known(finding));
    let outcome_of = |finding: &RuleFinding| match finding.verdict {
        Verdict::Fault if !entry.is_doubtful(&finding.spans) => Outcome::Failed,
        _ => Outcome::Undetermined,
    };
    let gravest = findings.iter().find(|finding| outcome_of(finding) == Outcome::Failed).or_else(|| findings.first());
    let Some(finding) = gravest else {
        return Ok(Judgement::plain(Outcome::Successful, entry.whole(), Detail::None));
    };
    let detail = Detail::Rule { field: finding.field.name(), rule: finding.rule, paragraph: finding.paragraph };
    let others = findings.iter().filter(|other| *other != finding && outcome_of(other) == outcome_of(finding));
    let places = std::iter::once(finding).chain(others).flat_map(|finding| entry.places(&finding.spans)).collect();
    Ok(Judgement::plain(outcome_of(finding), places, detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;

    const NAME: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const DATA: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn page(name: &str, data: &str) -> DrawnPage {
        let mut page = DrawnPage::new(4.0);
        page.draw_mrz(&[name, data], [30; 3], None);
        page
    }

    fn judge(page: &DrawnPage) -> Result<Judgement, Aborted> {
        page.judge_by(run, &without_model()[0])
    }

    fn check(page: &DrawnPage) -> Result<Outcome, Aborted> {
        judge(page).map(|judgement| judgement.outcome)
    }

    #[test]
    fn a_specimen_passes() {
        assert_eq!(check(&page(NAME, DATA)), Ok(Outcome::Successful));
    }

    #[test]
    fn a_broken_rule_fails_at_its_place() {
        let judgement = judge(&page(NAME, &DATA.replace("740812", "740230"))).unwrap();
        assert_eq!(judgement.outcome, Outcome::Failed);
        let detail = Detail::Rule { field: "date_of_birth", rule: "not_a_day", paragraph: "Doc 9303-3 §4.8" };
        assert_eq!(judgement.detail, detail);
        assert!((judgement.places[0].area.left - (6.0 + 2.54 * 13.0)).abs() < 0.01);
    }

    #[test]
    fn an_unknown_state_a_doubtful_character_or_a_short_line_leave_it_open() {
        let mut unknown = page(&NAME.replace("UTO", "QQQ"), DATA);
        assert_eq!(check(&unknown), Ok(Outcome::Undetermined));
        unknown.becomes_specimen(&[]);
        if let Some((model, _)) = &mut unknown.model {
            model.key.issuing_state = "QQQ".to_owned();
        }
        assert_eq!(check(&unknown), Ok(Outcome::Successful), "the model's own code is known");
        let mut doubtful = page(NAME, &DATA.replace("740812", "740230"));
        if let Some(reading) = &mut doubtful.readings.mrz {
            reading.lines[1][16].confidence = 0.1;
        }
        assert_eq!(check(&doubtful), Ok(Outcome::Undetermined));
        assert_eq!(check(&page(NAME, &DATA[1..])), Ok(Outcome::Undetermined));
    }

    #[test]
    fn a_page_without_a_zone_aborts() {
        assert_eq!(check(&DrawnPage::new(4.0)), Err(Aborted::NotRead));
    }
}
