//! The window's own words; those of results and findings come from [`report::words`].

use engine::catalog::{Accept, CheckGroup, Threshold, Weight};
use engine::check::{Aborted, Detail, Outcome};
use engine::examination::{Finding, State as CheckState};
use engine::identify::Identification;
use engine::reading::mrz::MrzFormat;
use engine::scan::Light;
pub(crate) use report::words::capital;
pub(crate) use report::words::{explanation, light_code, quantity, sentence, span, title, why};

use crate::state::{Examined, FrontWord};

/// A result as the first word of a line: `Failed`.
pub(crate) fn state(state: CheckState) -> String {
    capital(report::words::state(state))
}

/// The overall result in a word; an examination that lacks what has to be checked is aborted (BSI TR-03135-1 §5.4).
pub(crate) fn overall(state: CheckState) -> &'static str {
    if state == CheckState::Aborted { "aborted" } else { report::words::state(state) }
}

/// A light as the first word of a line: `White light`.
pub(crate) fn light_name(light: Light) -> String {
    capital(report::words::light(light))
}

/// The overall result in words: the headline, and what stands below it.
pub(crate) fn headline(examined: &Examined) -> (String, String) {
    let summary = report::words::summary(&examined.examination);
    let (first, rest) = summary.split_once("; ").unwrap_or((summary.as_str(), ""));
    (first.to_owned(), capital(rest))
}

/// Results with their numbers: `2 failed · 1 undetermined`.
pub(crate) fn counts(counts: &[(CheckState, usize)]) -> String {
    let parts: Vec<String> = counts.iter().map(|&(state, n)| format!("{n} {}", report::words::state(state))).collect();
    parts.join(" · ")
}

/// What stands below one of the six front words: the result, then what it rests on.
pub(crate) fn front(examined: &Examined, front: &FrontWord) -> String {
    let FrontWord { group, state: result, overall } = front;
    let beside = match (group, &examined.examination.identification) {
        (CheckGroup::DocumentModel, Identification::Identified { model, .. }) => Some(model.name.clone()),
        (CheckGroup::DocumentModel, Identification::NotIdentified { .. }) => return "Not identified".to_owned(),
        (CheckGroup::DateOfExpiry, _) if *result != CheckState::Aborted => days_left(examined),
        _ if *result == CheckState::Aborted => first_reason(examined, *group),
        _ if 0 < overall.n_failed => Some(format!("{} of {}", overall.n_failed, overall.n_performed)),
        _ if 0 < overall.n_undetermined => Some(format!("{} of {}", overall.n_undetermined, overall.n_performed)),
        _ => None,
    };
    let word = state(*result);
    beside.map_or(word.clone(), |beside| format!("{word} · {beside}"))
}

fn days_left(examined: &Examined) -> Option<String> {
    examined.findings().iter().filter(|finding| finding.routine.group == CheckGroup::DateOfExpiry).find_map(|finding| {
        match finding.result.as_ref().ok()?.detail {
            Detail::DaysLeft(days) if days < 0 => Some(format!("{} ago", span(-days))),
            Detail::DaysLeft(0) => Some("today".to_owned()),
            Detail::DaysLeft(days) => Some(format!("{} left", span(days))),
            _ => None,
        }
    })
}

fn first_reason(examined: &Examined, group: CheckGroup) -> Option<String> {
    let is_counted = |finding: &&Finding| finding.routine.group == group && finding.is_counted();
    let of_group = examined.findings().iter().filter(is_counted);
    let is_unknown = matches!(examined.examination.identification, Identification::NotIdentified { .. });
    let first = of_group.filter_map(|finding| finding.result.as_ref().err()).map(reason).next();
    first.or_else(|| is_unknown.then(|| reason(&Aborted::NoModel)))
}

/// Why a check was not performed, in two or three words.
pub(crate) fn reason(aborted: &Aborted) -> String {
    match aborted {
        Aborted::NoScan(light) => format!("no {}", light_code(*light)),
        Aborted::Resolution { .. } => "too few pixels".to_owned(),
        Aborted::NoModel => "no model".to_owned(),
        Aborted::Covered => "covered or glaring".to_owned(),
        Aborted::Blurred => "too blurred".to_owned(),
        Aborted::NotRegistered => "not on specimen".to_owned(),
        Aborted::NotRead => "not read".to_owned(),
        Aborted::NoOutline => "no outline".to_owned(),
        Aborted::NoSpecimen(light) => format!("no specimen in {}", light_code(*light)),
    }
}

/// The second line of a finding in the list: whether it counts, and what was found or why it did not run.
pub(crate) fn second_line(finding: &Finding) -> String {
    let said = match &finding.result {
        Ok(_) => sentence(finding),
        Err(aborted) => capital(&reason(aborted)),
    };
    if finding.routine.weight == Weight::Evaluatory { format!("Not counted · {said}") } else { said }
}

/// The name of a group of checks.
pub(crate) fn group(group: CheckGroup) -> &'static str {
    report::words::group(group)
}

/// What a value has to be: `at least 0.80`.
pub(crate) fn accept(threshold: &Threshold) -> String {
    match threshold.accept {
        Accept::AtLeast(least) => format!("at least {}", number(least)),
        Accept::AtMost(most) => format!("at most {}", number(most)),
        Accept::Within(least, most) => format!("{} to {}", number(least), number(most)),
    }
}

/// A measured number with as many digits as say something.
pub(crate) fn number(value: f64) -> String {
    let digits = if 100.0 <= value.abs() {
        0
    } else if 10.0 <= value.abs() {
        1
    } else {
        2
    };
    format!("{value:.digits$}").replace('-', "−")
}

/// A margin with its sign.
pub(crate) fn margin(margin: f64) -> String {
    format!("{margin:+.2}").replace('-', "−")
}

/// Who set a threshold, on what.
pub(crate) fn source(threshold: &Threshold) -> String {
    match threshold.n_captures {
        0 => threshold.source.clone(),
        1 => format!("{}; 1 capture", threshold.source),
        n => format!("{}; {n} captures", threshold.source),
    }
}

/// A layout of the MRZ as the standards call it.
pub(crate) fn mrz_format(format: MrzFormat) -> &'static str {
    match format {
        MrzFormat::Td1 => "TD1: card, three lines of 30",
        MrzFormat::Td2 => "TD2: two lines of 36",
        MrzFormat::Td3 => "TD3: passport, two lines of 44",
        MrzFormat::MrvA => "MRV-A: visa, two lines of 44",
        MrzFormat::MrvB => "MRV-B: visa, two lines of 36",
    }
}

/// A finding to who cannot see it: title and result.
pub(crate) fn spoken(finding: &Finding) -> String {
    format!("{}: {}", title(&finding.routine), report::words::state(finding.state()))
}

/// Whether a person has to look at a result.
pub(crate) fn is_irregular(state: CheckState) -> bool {
    matches!(state, CheckState::Terminated(Outcome::Failed | Outcome::Undetermined))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_what_says_something() {
        assert_eq!(number(-0.456), "−0.46");
        assert_eq!(number(384.7), "385");
        assert_eq!(margin(-0.5), "−0.50");
    }
}
