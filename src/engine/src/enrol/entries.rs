//! What the lines of a page are that nobody has described yet: entries that say what the machine readable zone says.

use crate::geometry::PageRect;
use crate::model::{DocumentModel, ModelKey, Zone, ZoneRole};
use crate::page::Page;
use crate::reading::mrz::{DateParts, Mrz, MrzDate};
use crate::reading::transliteration::is_transliteration;
use crate::reading::viz::date::read_dates;
use crate::reading::viz::read_viz;

/// A model of which nothing is known but its size and these zones.
pub(super) fn bare_model(key: &ModelKey, name: &str, page: &Page, zones: Vec<Zone>) -> DocumentModel {
    let whole = |mm: f64| (mm * 100.0).round() / 100.0;
    DocumentModel { zones, ..DocumentModel::bare(key.clone(), name, whole(page.width_mm), whole(page.height_mm)) }
}

/// What each line says, in their order; empty where nothing was read.
pub(super) fn read_lines(page: &Page, key: &ModelKey, lines: &[PageRect]) -> Vec<String> {
    let zone = |(idx, area): (usize, &PageRect)| Zone {
        id: format!("line_{idx}"),
        area: area.grown(0.3),
        role: ZoneRole::Field(idx.to_string()),
        is_dynamic: true,
    };
    let model = bare_model(key, "", page, lines.iter().enumerate().map(zone).collect());
    let read = read_viz(page, &model);
    let text_of = |idx: usize| read.iter().find(|entry| entry.datum == idx.to_string()).map(|entry| entry.text());
    (0..lines.len()).map(|idx| text_of(idx).unwrap_or_default()).collect()
}

/// The datum of the machine readable zone that a line of text repeats.
pub(super) fn datum_of(text: &str, mrz: &Mrz) -> Option<&'static str> {
    let own = plain(text);
    if own.is_empty() {
        return None;
    }
    let is_number = |number: &str| 5 <= own.len() && is_nearly(&alike(&own), &alike(&plain(number)));
    let is_date = |date: Option<MrzDate>| date.is_some_and(|date| says_date(text, date));
    let names = mrz.names();
    let is_name =
        |name: &str| 2 <= own.len() && (is_transliteration(text, name) == Some(true) || is_nearly(&own, &plain(name)));
    let optional = plain(&mrz.value(crate::reading::mrz::Field::OptionalData));
    if is_number(&mrz.document_number()) {
        Some("document_number")
    } else if is_date(mrz.date_of_birth()) {
        Some("date_of_birth")
    } else if is_date(mrz.date_of_expiry()) {
        Some("date_of_expiry")
    } else if is_name(&names.primary_identifier) {
        Some("primary_identifier")
    } else if is_name(&names.secondary_identifier) {
        Some("secondary_identifier")
    } else if is_number(&optional) {
        Some("personal_number")
    } else if own.len() <= 2 && mrz.sex().is_some_and(|sex| matches!(sex, 'F' | 'M') && own.starts_with(sex)) {
        Some("sex")
    } else {
        None
    }
}

/// Whether a line is a date before the expiry and after the birth, both of which it is not: the date of issue.
pub(super) fn is_date_of_issue(text: &str, mrz: &Mrz) -> bool {
    let Some(DateParts::Whole { year: expiry, .. }) = mrz.date_of_expiry().map(MrzDate::parts) else { return false };
    read_dates(text, &[])
        .iter()
        .any(|date| (1..=11).contains(&((i32::from(expiry) - i32::from(date.short_year())) % 100)))
}

/// Years from the date a line says to the expiry, by the year alone.
pub(super) fn years_to_expiry(text: &str, mrz: &Mrz) -> Option<u16> {
    let Some(DateParts::Whole { year, .. }) = mrz.date_of_expiry().map(MrzDate::parts) else { return None };
    let issued = read_dates(text, &[]).first()?.short_year();
    u16::try_from(i32::from(year) - i32::from(issued)).ok().filter(|years| (1..=11).contains(years))
}

fn says_date(text: &str, date: MrzDate) -> bool {
    let DateParts::Whole { year, month, day } = date.parts() else { return false };
    let is_it = |date: &crate::reading::viz::date::WrittenDate| {
        (date.short_year(), date.month.value, date.day.value) == (u16::from(year), u16::from(month), u16::from(day))
    };
    read_dates(text, &[]).iter().any(is_it)
}

/// Letters and figures, letters as capitals.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Letters that look like figures as figures.
fn alike(text: &str) -> String {
    let figure = |c: char| match c {
        'O' | 'Q' | 'D' => '0',
        'I' | 'L' => '1',
        'B' => '8',
        'S' => '5',
        'Z' => '2',
        'G' => '6',
        other => other,
    };
    text.chars().map(figure).collect()
}

/// Whether two texts differ by at most one character in five (Levenshtein 1966).
fn is_nearly(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()] <= a.len().max(b.len()) / 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_known_by_what_the_mrz_says() {
        let mrz = Mrz::parse(&[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ])
        .expect("the specimen of Doc 9303-4");
        let cases = [
            ("ERIKSSON", Some("primary_identifier")),
            ("ERIKSS0N", Some("primary_identifier")),
            ("ANNA MARIA", Some("secondary_identifier")),
            ("L898902C3", Some("document_number")),
            ("12 AUG/AOUT 74", Some("date_of_birth")),
            ("15 APR/AVR 12", Some("date_of_expiry")),
            ("Z E 184226 B", Some("personal_number")),
            ("F", Some("sex")),
            ("UTOPIAN", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(datum_of(text, &mrz), expected, "{text}");
        }
        assert!(is_date_of_issue("16 APR/AVR 07", &mrz) && !is_date_of_issue("ZENITH", &mrz));
        assert_eq!(years_to_expiry("16 APR 07", &mrz), Some(5));
    }
}
