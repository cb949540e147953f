//! Which line of a page of no known model says what a field of its machine readable zone says.
//!
//! A field takes the line, or the words of one, that is nearest to it by the rules of the visual zone: names in any
//! transliteration, dates in any form, numbers without blanks. What is near but not the same is matched too: to show the
//! difference is the purpose.

use std::ops::Range;

use super::date::read_dates;
use super::{VizCharacter, VizEntry};
use crate::reading::mrz::{DateParts, Field, Mrz, MrzDate};
use crate::reading::transliteration::{begins_transliteration, is_transliteration, transliterate};

/// Of a field's characters at most this share may differ.
const MOST_DIFFERENT: f64 = 0.3;
/// Fewest characters of a name or number that can be told from chance.
const FEWEST_CHARACTERS: usize = 3;

/// The entries that say the fields of a zone, in the order of the fields; a field that no line says has none.
pub(super) fn match_entries(lines: &[VizEntry], mrz: &Mrz) -> Vec<VizEntry> {
    let names = mrz.names();
    let wanted: [(&str, Wanted); 7] = [
        ("document_number", Wanted::Number(mrz.document_number())),
        ("primary_identifier", Wanted::Name(names.primary_identifier, names.may_be_truncated)),
        ("secondary_identifier", Wanted::Name(names.secondary_identifier, names.may_be_truncated)),
        ("date_of_birth", Wanted::Date(mrz.date_of_birth())),
        ("date_of_expiry", Wanted::Date(mrz.date_of_expiry())),
        ("personal_number", Wanted::Number(mrz.value(Field::OptionalData))),
        ("sex", Wanted::Sex(mrz.sex())),
    ];
    let mut entries: Vec<VizEntry> = Vec::new();
    for (datum, wanted) in wanted {
        let is_taken = |area: &crate::geometry::PageRect| {
            entries.iter().any(|entry| 0.3 < entry.area.intersection_over_union(area))
        };
        let candidates = lines.iter().flat_map(|line| runs_of_words(line).map(move |run| (line, run)));
        let judged = candidates.filter_map(|(line, run)| {
            let characters = line.characters.get(run.clone())?;
            let area = line.area_of(run.clone()).filter(|area| !is_taken(area))?;
            Some((wanted.distance(characters)?, line, run, area))
        });
        let nearest = judged.min_by(|a, b| a.0.total_cmp(&b.0).then(b.2.len().cmp(&a.2.len())));
        if let Some((_, line, run, area)) = nearest {
            let characters = line.characters.get(run).unwrap_or_default().to_vec();
            let (missed, light) = (line.missed, line.light);
            entries.push(VizEntry { datum: datum.to_owned(), characters, missed, area, light });
        }
    }
    entries
}

/// Most words of an entry.
const MOST_WORDS: usize = 8;

/// Every run of neighbouring words of a line.
fn runs_of_words(line: &VizEntry) -> impl Iterator<Item = Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for idx in 0..=line.characters.len() {
        let is_blank = line.characters.get(idx).is_none_or(|character| character.symbol == ' ');
        match (start, is_blank) {
            (None, false) => start = Some(idx),
            (Some(from), true) => {
                words.push(from..idx);
                start = None;
            }
            _ => {}
        }
    }
    let n = words.len();
    (0..n)
        .flat_map(move |a| (a..n.min(a + MOST_WORDS)).map(move |b| (a, b)))
        .map(move |(a, b)| words[a].start..words[b].end)
}

/// What a field says.
enum Wanted {
    /// A name and whether it may be cut.
    Name(String, bool),
    Number(String),
    Date(Option<MrzDate>),
    Sex(Option<char>),
}

impl Wanted {
    /// How far a text is from it, in shares of its length; `None` for one that does not say it.
    fn distance(&self, characters: &[VizCharacter]) -> Option<f64> {
        let text: String = characters.iter().map(|character| character.symbol).collect();
        match self {
            Self::Name(name, may_be_cut) => name_distance(&text, name, *may_be_cut),
            Self::Number(number) => share_that_differs(&plain(&text), &plain(number)),
            Self::Date(date) => date_distance(&text, (*date)?),
            Self::Sex(sex) => is_sex(&text, (*sex)?).then_some(0.0),
        }
    }
}

fn name_distance(text: &str, name: &str, may_be_cut: bool) -> Option<f64> {
    if name.chars().filter(|c| *c != ' ').count() < 2 || !text.chars().any(char::is_alphabetic) {
        return None;
    }
    let close = |text: &str| text.replace([' ', '-'], "");
    let is_same = is_transliteration(text, name) == Some(true)
        || is_transliteration(&close(text), &close(name)) == Some(true)
        || (may_be_cut && begins_transliteration(text, name) == Some(true));
    if is_same {
        return Some(0.0);
    }
    let forms = transliterate(text);
    forms.iter().filter_map(|form| share_that_differs(&plain(form), &plain(name))).min_by(f64::total_cmp)
}

/// Figures of day, month and year that differ, in six; a date is one only where two of its three parts agree.
fn date_distance(text: &str, date: MrzDate) -> Option<f64> {
    let DateParts::Whole { year, month, day } = date.parts() else { return None };
    let of_date = |written: &super::date::WrittenDate| {
        let pairs = [
            (u16::from(year), written.short_year()),
            (u16::from(month), written.month.value),
            (u16::from(day), written.day.value),
        ];
        let n_different = pairs.iter().filter(|(mrz, viz)| mrz != viz).count();
        (n_different <= 1).then_some(n_different as f64 / 3.0)
    };
    read_dates(text).iter().filter_map(of_date).min_by(f64::total_cmp)
}

/// A letter by itself, perhaps in two languages.
fn is_sex(text: &str, sex: char) -> bool {
    let sex = if sex == '<' { 'X' } else { sex };
    let mut letters = text.split(['/', ' ']).map(str::trim).filter(|part| !part.is_empty());
    text.chars().count() <= 4
        && letters.clone().all(|part| part.chars().count() == 1)
        && letters.any(|part| part == sex.to_string())
}

fn plain(text: &str) -> Vec<char> {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Edits from one to the other (Levenshtein 1966) by the length of the second; `None` for too many or too short a text.
fn share_that_differs(text: &[char], wanted: &[char]) -> Option<f64> {
    let most = MOST_DIFFERENT * wanted.len() as f64;
    if wanted.len() < FEWEST_CHARACTERS || most < text.len().abs_diff(wanted.len()) as f64 {
        return None;
    }
    let mut row: Vec<usize> = (0..=wanted.len()).collect();
    for (above, c) in text.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (idx, other) in wanted.iter().enumerate() {
            let next = (diagonal + usize::from(c != other)).min(row[idx] + 1).min(row[idx + 1] + 1);
            diagonal = row[idx + 1];
            row[idx + 1] = next;
        }
    }
    let edits = *row.last()? as f64;
    (edits <= most).then_some(edits / wanted.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PageRect;
    use crate::scan::Light;

    fn line(text: &str, top: f64) -> VizEntry {
        let area = |idx: usize| PageRect::new(40.0 + 2.0 * idx as f64, top, 2.0, 2.0);
        let character =
            |(idx, symbol)| VizCharacter { symbol, confidence: 0.99, alternatives: Vec::new(), area: area(idx) };
        let characters: Vec<VizCharacter> = text.chars().enumerate().map(character).collect();
        let area = PageRect::new(40.0, top, 2.0 * characters.len() as f64, 2.0);
        VizEntry { datum: String::new(), characters, missed: 0.0, area, light: Light::Visible }
    }

    fn matched(lines: &[&str]) -> Vec<(String, String)> {
        let mrz = Mrz::parse(&[
            "P<UTOMUELLER<VON<ARN<<ANNA<MARIA<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ])
        .expect("a zone");
        let lines: Vec<VizEntry> = lines.iter().enumerate().map(|(idx, text)| line(text, 5.0 * idx as f64)).collect();
        match_entries(&lines, &mrz).into_iter().map(|entry| (entry.datum.clone(), entry.text())).collect()
    }

    #[test]
    fn lines_are_matched_by_the_rules() {
        let lines = [
            "UTOPIA",
            "P UTO L898902C3",
            "Surname/Nom",
            "MÜLLER-VON ARN",
            "Given names",
            "ANNA MARÍA",
            "12 AUG/AOÛT 1974",
            "15.04.12",
            "F",
            "ZE 184226 B",
        ];
        let expected = [
            ("document_number", "L898902C3"),
            ("primary_identifier", "MÜLLER-VON ARN"),
            ("secondary_identifier", "ANNA MARÍA"),
            ("date_of_birth", "12 AUG/AOÛT 1974"),
            ("date_of_expiry", "15.04.12"),
            ("personal_number", "ZE 184226 B"),
            ("sex", "F"),
        ];
        assert_eq!(matched(&lines), expected.map(|(datum, text)| (datum.to_owned(), text.to_owned())));
    }

    #[test]
    fn what_differs_a_little_is_matched_and_what_differs_much_is_not() {
        let matched = matched(&["L898902C7", "KARINO", "12 AUG 1973", "SEX", "M"]);
        let texts: Vec<&str> = matched.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["L898902C7", "12 AUG 1973"]);
    }
}
