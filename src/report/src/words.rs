//! English words for results, checks and findings. Never "genuine", never "fake": a person decides.

mod checks;
mod enrolment;
mod limits;
mod settle;
mod why;

use engine::Examination;
use engine::catalog::{Accept, Answer, CheckGroup, CheckRoutine, Decision, GroupResult, Grouping, Guided, Weight};
use engine::check::{Aborted, Detail, Judgement, Outcome};
use engine::examination::{Finding, State};
use engine::identify::Identification;
use engine::model::{ModelHead, ZoneRole};
use engine::scan::{Light, LightDoubt};

pub use self::enrolment::{enrol_stage, enrolled_from, few_captures, leave_one_out, n_counted};
pub use self::limits::CANNOT_SEE;
pub use self::why::{Why, why};

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

/// A model's name in a list: a draft says that it is one.
pub fn name_in_list(model: &ModelHead) -> String {
    if model.is_draft { format!("{} (draft)", model.name) } else { model.name.clone() }
}

/// Years of issue: `2019–2024`, `from 2019` while it is issued or may be, `years unknown`.
pub fn years_of_issue(model: &ModelHead) -> String {
    let year = |day: &Option<String>| day.as_deref().and_then(|day| day.get(..4)).map(str::to_owned);
    let first = year(&model.first_issued).or(model.key.year.map(|year| year.to_string()));
    match (first, year(&model.last_issued)) {
        (Some(first), Some(last)) => format!("{first}–{last}"),
        (Some(first), None) => format!("from {first}"),
        (None, Some(last)) => format!("until {last}"),
        (None, None) => "years unknown".to_owned(),
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

/// A composite or group in a few words: `Ultraviolet dullness`, `(IR,TR,IS)&(IR,AB,IS): band bottom`.
pub fn grouping(grouping: &Grouping) -> String {
    let name = match grouping.name.as_str() {
        "GRP_UV_DULLNESS" => "UV brightness, page and zones",
        "GRP_SSV_CHECK" => "Print, inks and personal data in all lights",
        "GRP_UV_MOTIF" => "Fluorescent motif, all parts but one",
        "GRP_FINE_PRINT" => "Fine print, all zones but one",
        "GRP_EVAL_CHECK" => "Checks on trial",
        own => own,
    };
    match &grouping.zone {
        Some(zone) => format!("{name}: {}", place(zone)),
        None => name.to_owned(),
    }
}

/// How a grouping is decided: `none may fail`, `one is enough`, `at least 2 of 3`.
pub fn decision(grouping: &Grouping) -> String {
    match grouping.function {
        Decision::All => "none may fail".to_owned(),
        Decision::Any => "one is enough".to_owned(),
        Decision::AtLeast(least) => format!("at least {least} of {}", grouping.members.len()),
    }
}

/// What a grouping came to in one line: its result, how it is decided, and which members failed by their notation or name.
pub fn group_result(result: &GroupResult, findings: &[Finding]) -> String {
    let members = result.grouping.members.len();
    let counted = if members == 1 { "1 check".to_owned() } else { format!("{members} checks") };
    let mut line = format!("{} ({counted}, {})", state(result.state), decision(&result.grouping));
    let name = |uuid: &String| {
        let finding = findings.iter().find(|finding| finding.routine.uuid == *uuid)?;
        let generic = finding.routine.generic.as_deref().map(|generic| format!("{generic} "));
        Some(format!("{}{}", generic.unwrap_or_default(), title(&finding.routine)))
    };
    let failed: Vec<String> = result.failed.iter().filter_map(name).collect();
    if !failed.is_empty() {
        line += &format!("; failed: {}", failed.join(", "));
    }
    line
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
    let mut name = check_title(&routine.check);
    if let Some(fraud) = &routine.fraud {
        name = format!("{name} ({})", spaced(fraud));
    }
    match &routine.zone {
        Some(zone) => format!("{name}: {}", place(zone)),
        None => name,
    }
}

/// A check's name in a few words: `Fine print`.
pub fn check_title(name: &str) -> String {
    checks::of(name).map_or_else(|| spaced(name), |words| words.title.to_owned())
}

/// An examiner's answer in a few words.
pub fn answer(answer: Option<Answer>) -> &'static str {
    match answer {
        None => "not answered",
        Some(Answer::Yes) => "yes",
        Some(Answer::No) => "no",
        Some(Answer::CannotTell) => "cannot tell",
    }
}

/// What the examiner answered altogether: `1 of 3 answered, 1 no`.
pub fn answered(guided: &[Guided]) -> String {
    let count = |is_meant: fn(&Guided) -> bool| guided.iter().filter(|one| is_meant(one)).count();
    let line = format!("{} of {} answered", count(|one| one.answer.is_some()), guided.len());
    match count(|one| one.answer == Some(Answer::No)) {
        0 => line,
        n => format!("{line}, {n} no"),
    }
}

/// A zone or an entry as a person at a counter calls it: `primary_identifier` as `surname`.
fn place(zone: &str) -> String {
    match zone {
        "primary_identifier" => "surname".to_owned(),
        "secondary_identifier" => "given names".to_owned(),
        "mrz" => "MRZ".to_owned(),
        "composite" => "whole MRZ".to_owned(),
        other => spaced(other),
    }
}

/// What a zone holds: `ghost portrait`, `fine print`, `surname`.
pub fn zone_role(role: &ZoneRole) -> String {
    match role {
        ZoneRole::Portrait => "portrait",
        ZoneRole::Ghost => "ghost portrait",
        ZoneRole::Mrz => "MRZ",
        ZoneRole::Field(name) => return place(name),
        ZoneRole::Pattern => "fine print",
        ZoneRole::Caption => "caption",
        ZoneRole::Blank => "blank",
        ZoneRole::Signature => "signature",
        ZoneRole::Perforation => "perforation",
        ZoneRole::Personal => "personal",
        ZoneRole::UvMotif => "UV motif",
        ZoneRole::Thread => "security thread",
        ZoneRole::StaticPerforation => "static perforation",
        ZoneRole::Watermark => "watermark",
        ZoneRole::CardAccessNumber => "card access number",
        ZoneRole::Barcode => "barcode",
        ZoneRole::Other => "other element",
    }
    .to_owned()
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
    let reasons = not_performed_reasons(examination);
    if 0 < overall.n_aborted {
        line += &format!("; {} not performed: {}", overall.n_aborted, reasons.join(", "));
    }
    let is_identified = matches!(examination.identification, Identification::Identified { .. });
    if !is_identified && !reasons.contains(&aborted_briefly(&Aborted::NoModel)) {
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

/// One sentence a first-line officer understands, with what was measured and what was expected.
pub fn explanation(finding: &Finding) -> String {
    let sentence = sentence(finding);
    match measured(finding) {
        Some(figures) => format!("{sentence} ({figures})"),
        None => sentence,
    }
}

/// One sentence a first-line officer understands: what was found, without figures.
pub fn sentence(finding: &Finding) -> String {
    match &finding.result {
        Err(aborted) => format!("Not performed: {}", aborted_at_length(aborted)),
        Ok(judgement) => match &judgement.detail {
            Detail::None | Detail::Quantity(_) => outcome_sentence(&finding.routine, judgement),
            Detail::CheckDigit { field, expected, found } if expected == found => {
                format!("The check digit of the {} is {found}, as computed", place(field))
            }
            Detail::CheckDigit { field, expected, found } => {
                format!(
                    "The check digit of the {} is {found}; computed from what is printed it is {expected}",
                    place(field)
                )
            }
            Detail::Rule { field, rule, paragraph } => {
                format!("{}: {} ({paragraph})", capital(&spaced(field)), crate::mrz_words::rule(rule))
            }
            Detail::DaysLeft(days) if *days < 0 => format!("Expired {} ago", span(-days)),
            Detail::KnownDefect { note, source } => {
                format!("It differs as documents with a known defect do: {note} ({source})")
            }
            Detail::DaysLeft(0) => "Expires today".to_owned(),
            Detail::DaysLeft(days) => format!("Valid for another {}", span(*days)),
        },
    }
}

/// Days as a person says them: `3 years`, `1 year 2 months`, `5 months`, `12 days`.
pub fn span(days: i64) -> String {
    let (years, months) = (days / 365, days % 365 / 30);
    let many = |n: i64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    match (years, months) {
        (0, 0) => many(days, "day"),
        (0, months) => many(months, "month"),
        (1, 1..) => format!("1 year {}", many(months, "month")),
        (years, _) => many(years, "year"),
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
        // A poor picture is no failure of the document, and has its own words all the same.
        Outcome::Undetermined if routine.group == CheckGroup::ImageQuality => words.map(|w| w.failed),
        Outcome::Undetermined => Some("Cannot be told from this picture"),
        Outcome::NotSupported => Some("This document has nothing for it to judge"),
    };
    sentence.unwrap_or_else(|| state(State::Terminated(judgement.outcome))).to_owned()
}

/// `share of its ink that infrared shows 0.07, expected at least 0.86`
fn measured(finding: &Finding) -> Option<String> {
    let (quantity, value) = quantity(finding)?;
    let expected = finding.routine.threshold.as_ref().map(|threshold| match threshold.accept {
        Accept::AtLeast(least) => format!(", expected at least {least:.2}"),
        Accept::AtMost(most) => format!(", expected at most {most:.2}"),
        Accept::Within(least, most) => format!(", expected {least:.2} to {most:.2}"),
    });
    Some(format!("{quantity} {value:.2}{}", expected.unwrap_or_default()))
}

/// What was measured, in words, and its value; `None` where nothing was.
pub fn quantity(finding: &Finding) -> Option<(String, f64)> {
    let judgement = finding.result.as_ref().ok()?;
    let Detail::Quantity(quantity) = judgement.detail else { return None };
    Some((quantity_words(quantity), judgement.value?))
}

/// A quantity by its name in the engine as a person says it; `shift_mm` as `shift in mm`.
fn quantity_words(quantity: &str) -> String {
    match quantity {
        "aspect_off_percent" => return "deviation of its shape in %".to_owned(),
        "background_left" => return "share of the fine print left".to_owned(),
        "chroma_slope" => return "strength of colour against the specimen's".to_owned(),
        "colour_range" => return "range of its colours in grey levels".to_owned(),
        "contrast_beyond" => return "contrast beyond the specimen's".to_owned(),
        "correlation_lead" => return "lead over the other series".to_owned(),
        "dots_off" => return "dots that contradict the number".to_owned(),
        "effective_ppi" => return "effective resolution in ppi".to_owned(),
        "fibres" => return "fibres that glow".to_owned(),
        "glare_share" => return "share of the page that glares".to_owned(),
        "glow" => return "strength of its glow".to_owned(),
        "grid_deviation" => return "deviation from the grid".to_owned(),
        "halftone_peak_db" => return "strength of a screen in dB".to_owned(),
        "hue_correlation" => return "correlation of colours".to_owned(),
        "infrared_share" => return "share of the ink that infrared shows".to_owned(),
        "lines_off_percent" => return "deviation of the lines in %".to_owned(),
        "odd_foot" => return "distance of its foot from the line, in spreads".to_owned(),
        "odd_height" => return "deviation of its height, in spreads".to_owned(),
        "odd_lean" => return "deviation of its lean, in spreads".to_owned(),
        "odd_stroke" => return "deviation of its strokes' width, in spreads".to_owned(),
        "pitch_off_percent" => return "deviation of the pitch in %".to_owned(),
        "scale_off_percent" => return "deviation of the background's scale in %".to_owned(),
        "screen_db" => return "strength of a screen in dB".to_owned(),
        "share_shown" => return "share of it that shows".to_owned(),
        "text_deviation" => return "deviation of the type from its usual spread".to_owned(),
        "tones_in_infrared" => return "share of its tones that infrared shows".to_owned(),
        "uv_blue_level" => return "level of blue".to_owned(),
        "uv_blue_share" => return "blue against the rest of the page".to_owned(),
        _ => {}
    }
    match quantity.strip_suffix("_mm").or_else(|| quantity.strip_suffix("_ppi")) {
        Some(stem) => format!("{} in {}", spaced(stem), &quantity[stem.len() + 1..]),
        None => spaced(quantity),
    }
}

/// The text with a capital at its head.
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use engine::model::ModelKey;

    use super::*;

    #[test]
    fn years_say_what_is_known() {
        let check = |first: Option<&str>, last: Option<&str>, year: Option<u16>, expected: &str| {
            let [first_issued, last_issued] = [first, last].map(|day| day.map(str::to_owned));
            let key = ModelKey::new("UTO", "P", 1, year);
            let head = ModelHead { key, name: "Utopia".to_owned(), first_issued, last_issued, is_draft: false };
            assert_eq!((years_of_issue(&head).as_str(), name_in_list(&head).as_str()), (expected, "Utopia"));
            assert_eq!(name_in_list(&ModelHead { is_draft: true, ..head }), "Utopia (draft)");
        };
        check(Some("2019-06-01"), Some("2024-02-29"), Some(2019), "2019–2024");
        check(None, None, Some(2019), "from 2019");
        check(None, Some("2024-02-29"), None, "until 2024");
        check(None, None, None, "years unknown");
    }

    #[test]
    fn spans_are_said_as_people_say_them() {
        let cases = [
            (1, "1 day"),
            (12, "12 days"),
            (45, "1 month"),
            (365, "1 year"),
            (430, "1 year 2 months"),
            (1160, "3 years"),
        ];
        for (days, words) in cases {
            assert_eq!(span(days), words);
        }
    }
}
