//! English words for results, checks and findings. Never "genuine", never "fake": a person decides.

mod checks;

use engine::Examination;
use engine::catalog::{Accept, CheckGroup, CheckRoutine, Weight};
use engine::check::{Aborted, Detail, Judgement, Outcome};
use engine::examination::{Finding, State};
use engine::identify::Identification;
use engine::scan::{Light, LightDoubt};

/// One word for a result. BSI TR-03135-1 §3.5.2.
pub fn state(state: State) -> &'static str {
    match state {
        State::Terminated(Outcome::Successful) => "successful",
        State::Terminated(Outcome::Failed) => "failed",
        State::Terminated(Outcome::Undetermined) => "undetermined",
        State::Terminated(Outcome::NotSupported) => "not supported",
        State::Aborted => "not performed",
    }
}

/// A light in words.
pub fn light(light: Light) -> &'static str {
    match light {
        Light::Visible => "white light",
        Light::Ultraviolet => "ultraviolet",
        Light::Infrared => "infrared",
    }
}

/// A light's abbreviation in the standards.
pub fn light_code(light: Light) -> &'static str {
    match light {
        Light::Visible => "VI",
        Light::Ultraviolet => "UV",
        Light::Infrared => "IR",
    }
}

/// The front screen's words. Doc 9303-2 C.35.
pub fn group(group: CheckGroup) -> &'static str {
    match group {
        CheckGroup::ImageQuality => "Picture quality",
        CheckGroup::DocumentModel => "Document model identified",
        CheckGroup::MrzConsistency => "MRZ consistency",
        CheckGroup::DateOfExpiry => "Date of expiry",
        CheckGroup::MrzInfrared => "MRZ IR readability",
        CheckGroup::UvBrightness => "UV brightness",
        CheckGroup::Pattern => "Pattern check",
    }
}

/// A weight in words.
pub fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Mandatory => "mandatory",
        Weight::Optional => "optional",
        Weight::Evaluatory => "evaluatory, not counted",
    }
}

/// What a routine looks at, in a few words: `Fine print: background left`.
pub fn title(routine: &CheckRoutine) -> String {
    let name = checks::of(&routine.check).map_or_else(|| spaced(&routine.check), |words| words.title.to_owned());
    match &routine.zone {
        Some(zone) => format!("{name}: {}", spaced(zone)),
        None => name,
    }
}

/// A doubt about a picture's light, in one line.
pub fn light_doubt(doubt: &LightDoubt) -> String {
    match doubt {
        LightDoubt::LikeVisible { light: of, .. } => {
            format!("The picture given as {} looks like the one in white light", light(*of))
        }
        LightDoubt::VisibleLikeUltraviolet => {
            "The picture given as white light looks like an ultraviolet one".to_owned()
        }
    }
}

/// `document_number` as `document number`.
pub fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// The overall result in one line, always with its count.
///
/// `No discrepancy in 9 of 14 checks; 5 not performed: no ultraviolet scan, no infrared scan`
pub fn summary(examination: &Examination) -> String {
    let overall = examination.overall();
    let n_all = overall.n_performed + overall.n_aborted;
    let among = |n: usize| if n == n_all { format!("{n_all} checks") } else { format!("{n} of {n_all} checks") };
    let mut line = match overall.n_failed {
        0 => format!("No discrepancy in {}", among(overall.n_performed - overall.n_undetermined)),
        1 => format!("1 discrepancy in {}", among(overall.n_performed)),
        n => format!("{n} discrepancies in {}", among(overall.n_performed)),
    };
    if 0 < overall.n_undetermined {
        line += &format!("; {} undetermined", overall.n_undetermined);
    }
    if 0 < overall.n_aborted {
        let reasons = not_performed_reasons(examination);
        line += &format!("; {} not performed: {}", overall.n_aborted, reasons.join(", "));
    }
    if let Identification::NotIdentified { .. } = examination.identification {
        line += "; document model not identified";
    }
    line
}

/// Why counted checks were not performed, each reason once, in the order of the findings.
pub fn not_performed_reasons(examination: &Examination) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for finding in examination.findings.iter().filter(|finding| finding.is_counted()) {
        if let Err(aborted) = &finding.result {
            let reason = aborted_briefly(aborted);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    reasons
}

fn aborted_briefly(aborted: &Aborted) -> String {
    match aborted {
        Aborted::NoScan(of) => format!("no {} scan", light(*of)),
        Aborted::Resolution { .. } => "resolution too low".to_owned(),
        Aborted::NoSpecimen(of) => format!("no specimen in {}", light(*of)),
        other => other.to_string(),
    }
}

/// One sentence a first-line officer understands: what was found, and what was expected.
pub fn explanation(finding: &Finding) -> String {
    match &finding.result {
        Err(aborted) => format!("Not performed: {}", aborted_at_length(aborted)),
        Ok(judgement) => match &judgement.detail {
            Detail::None => outcome_sentence(&finding.routine, judgement),
            Detail::Quantity(quantity) => measured(&finding.routine, judgement, quantity),
            Detail::CheckDigit { field, expected, found } if expected == found => {
                format!("The check digit of the {} is {found}, as computed", spaced(field))
            }
            Detail::CheckDigit { field, expected, found } => {
                format!(
                    "The check digit of the {} is {found}; computed from what is printed it is {expected}",
                    spaced(field)
                )
            }
            Detail::Rule { field, rule, paragraph } => {
                format!("{}: {} ({paragraph})", capital(&spaced(field)), crate::mrz_words::rule(rule))
            }
            Detail::DaysLeft(days) if *days < 0 => format!("Expired {} days ago", -days),
            Detail::DaysLeft(0) => "Expires today".to_owned(),
            Detail::DaysLeft(days) => format!("Valid for {days} more days"),
        },
    }
}

fn aborted_at_length(aborted: &Aborted) -> String {
    match aborted {
        Aborted::NoScan(of) => format!("no scan in {}", light(*of)),
        Aborted::NoSpecimen(of) => format!("the specimen has no picture in {}", light(*of)),
        other => other.to_string(),
    }
}

fn outcome_sentence(routine: &CheckRoutine, judgement: &Judgement) -> String {
    let words = checks::of(&routine.check);
    let sentence = match judgement.outcome {
        Outcome::Successful => words.map(|w| w.successful),
        Outcome::Failed => words.map(|w| w.failed),
        Outcome::Undetermined => Some("Cannot be told from this picture"),
        Outcome::NotSupported => Some("This document does not have it"),
    };
    sentence.unwrap_or_else(|| state(State::Terminated(judgement.outcome))).to_owned()
}

fn measured(routine: &CheckRoutine, judgement: &Judgement, quantity: &str) -> String {
    let sentence = outcome_sentence(routine, judgement);
    let Some(value) = judgement.value else { return sentence };
    let expected = routine.threshold.as_ref().map(|threshold| match threshold.accept {
        Accept::AtLeast(least) => format!(", expected at least {least:.2}"),
        Accept::AtMost(most) => format!(", expected at most {most:.2}"),
        Accept::Within(least, most) => format!(", expected {least:.2} to {most:.2}"),
    });
    format!("{sentence} ({} {value:.2}{})", quantity_words(quantity), expected.unwrap_or_default())
}

/// `shift_mm` as `shift in mm`.
fn quantity_words(quantity: &str) -> String {
    match quantity.strip_suffix("_mm").or_else(|| quantity.strip_suffix("_ppi")) {
        Some(stem) => format!("{} in {}", spaced(stem), &quantity[stem.len() + 1..]),
        None => spaced(quantity),
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
