//! Which line of a page of no known model says what a field of its machine readable zone says.
//!
//! A field takes the line, or the words of one, that is nearest to it by the rules of the visual zone: names in any
//! transliteration, dates in any form, numbers without blanks. What is near but not the same is matched too: to show the
//! difference is the purpose.

use std::cmp::Ordering;
use std::ops::Range;

use super::date::read_dates;
use super::settle::{is_alike, take};
use super::{DOUBTFUL_BELOW, VizCharacter, VizEntry};
use crate::geometry::PageRect;
use crate::reading::mrz::{DateParts, Field, Mrz, MrzDate};
use crate::reading::transliteration::{begins_transliteration, is_transliteration, transliterate};

/// Of a field's characters at most this share may differ.
const MOST_DIFFERENT: f64 = 0.3;
/// Fewest characters of a name or number that can be told from chance.
const FEWEST_CHARACTERS: usize = 3;

/// The entries that say the fields of a zone, in the order of the fields; a field that no line says has none. Where the
/// picture leaves a character open, the one that makes the entry say the field comes first, with the probability the picture
/// gives it.
pub(super) fn match_entries(lines: &[VizEntry], mrz: &Mrz) -> Vec<VizEntry> {
    let names = mrz.names();
    let wanted: [(&str, Wanted); 7] = [
        ("document_number", Wanted::Number(mrz.document_number())),
        ("primary_identifier", Wanted::Name(names.primary_identifier, names.may_be_truncated)),
        ("secondary_identifier", Wanted::Name(names.secondary_identifier, names.may_be_truncated)),
        ("date_of_birth", Wanted::Date(mrz.date_of_birth(), Century::Past)),
        ("date_of_expiry", Wanted::Date(mrz.date_of_expiry(), Century::Coming)),
        ("personal_number", Wanted::PartOfNumber(mrz.value(Field::OptionalData))),
        ("sex", Wanted::Sex(mrz.sex())),
    ];
    let mut entries: Vec<VizEntry> = Vec::new();
    for (datum, wanted) in wanted {
        let is_taken = |area: &PageRect| entries.iter().any(|entry| 0.3 < entry.area.intersection_over_union(area));
        let candidates = lines.iter().flat_map(|line| runs_of_words(line).map(move |run| (line, run)));
        let judged = candidates.filter_map(|(line, run)| {
            let run = wanted.without_signs(line, run);
            let characters = line.characters.get(run.clone())?;
            let area = line.area_of(run.clone()).filter(|area| !is_taken(area))?;
            let distance = wanted.distance(characters)?;
            Some(Candidate { distance, rest: line.characters.len() - run.len(), line, run, area })
        });
        if let Some(nearest) = judged.min_by(Candidate::compare) {
            let mut characters = nearest.line.characters.get(nearest.run).unwrap_or_default().to_vec();
            rank(&mut characters, &wanted);
            let (missed, light) = (nearest.line.missed, nearest.line.light);
            entries.push(VizEntry { datum: datum.to_owned(), characters, missed, area: nearest.area, light });
        }
    }
    entries
}

/// Words of a line that may say a field.
struct Candidate<'a> {
    distance: f64,
    line: &'a VizEntry,
    run: Range<usize>,
    area: PageRect,
    /// Characters of the line that are not among them.
    rest: usize,
}

impl Candidate<'_> {
    /// The nearer first, of equals the one that leaves least of its line, then the surer.
    fn compare(&self, other: &Self) -> Ordering {
        self.distance
            .total_cmp(&other.distance)
            .then(self.rest.cmp(&other.rest))
            .then(other.line.confidence().total_cmp(&self.line.confidence()))
    }
}

/// An alternative, this probable at least, may be taken for a doubtful character.
const OPEN_FROM: f32 = 0.05;
/// The same for a figure and the letter of its shape, which many faces hardly tell apart.
const ALIKE_FROM: f32 = 0.01;

/// Takes those alternatives that bring the entry nearer to what is wanted.
fn rank(characters: &mut [VizCharacter], wanted: &Wanted) {
    for idx in 0..characters.len() {
        let own = &characters[idx];
        let (symbol, is_doubtful) = (own.symbol, own.confidence < DOUBTFUL_BELOW);
        let is_open = |(other, share): &(char, f32)| {
            is_doubtful && OPEN_FROM <= *share || is_alike(symbol, *other) && ALIKE_FROM <= *share
        };
        let others: Vec<char> = own.alternatives.iter().filter(|other| is_open(other)).map(|other| other.0).collect();
        let mut least = wanted.distance(characters).unwrap_or(f64::MAX);
        for symbol in others {
            let before = characters[idx].clone();
            take(&mut characters[idx], symbol);
            match wanted.distance(characters).filter(|distance| *distance < least) {
                Some(distance) => least = distance,
                None => characters[idx] = before,
            }
        }
    }
}

/// Most words of an entry.
const MOST_WORDS: usize = 8;

/// Every run of neighbouring words of a line; a stroke parts words too, as it does languages.
fn runs_of_words(line: &VizEntry) -> impl Iterator<Item = Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for idx in 0..=line.characters.len() {
        let is_between = line.characters.get(idx).is_none_or(|character| matches!(character.symbol, ' ' | '/'));
        match (start, is_between) {
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

/// Which way a year of two figures goes, where several dates are as near.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Century {
    Past,
    Coming,
}

/// What a field says.
enum Wanted {
    /// A name and whether it may be cut.
    Name(String, bool),
    Number(String),
    /// A number of which the entry may leave something out.
    PartOfNumber(String),
    Date(Option<MrzDate>, Century),
    Sex(Option<char>),
}

impl Wanted {
    /// How far a text is from it, in shares of its length; `None` for one that does not say it.
    fn distance(&self, characters: &[VizCharacter]) -> Option<f64> {
        let text: String = characters.iter().map(|character| character.symbol).collect();
        match self {
            Self::Name(name, may_be_cut) => name_distance(&text, name, *may_be_cut),
            Self::Number(number) => share_that_differs(&plain(&text), &plain(number)),
            Self::PartOfNumber(number) => part_distance(&plain(&text), &plain(number)),
            Self::Date(date, century) => date_distance(&text, (*date)?, *century),
            Self::Sex(sex) => is_sex(&text, (*sex)?).then_some(0.0),
        }
    }

    /// The characters without the signs that end them: a comma behind a name. Dates keep theirs.
    fn without_signs(&self, line: &VizEntry, run: Range<usize>) -> Range<usize> {
        let is_sign = |idx: usize| line.characters.get(idx).is_some_and(|c| matches!(c.symbol, ',' | '.' | ';' | ':'));
        let end = match self {
            Self::Name(..) | Self::Number(_) => {
                (run.clone()).rev().find(|idx| !is_sign(*idx)).map_or(run.end, |last| last + 1)
            }
            _ => run.end,
        };
        run.start..end
    }
}

/// Fewest characters of a number that is only part of the field.
const FEWEST_OF_PART: usize = 4;

fn part_distance(text: &[char], number: &[char]) -> Option<f64> {
    let is_part = FEWEST_OF_PART <= text.len() && number.windows(text.len()).any(|part| part == text);
    let left_out = number.len().saturating_sub(text.len()) as f64 / number.len().max(1) as f64;
    share_that_differs(text, number).or_else(|| (is_part && !text.iter().all(|c| *c == '0')).then_some(left_out))
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

/// Parts of day, month and year that differ; a date is one only where two of its three parts agree. Of dates as near an
/// earlier one is sooner of birth, a later one of expiry.
fn date_distance(text: &str, date: MrzDate, century: Century) -> Option<f64> {
    let DateParts::Whole { year, month, day } = date.parts() else { return None };
    let of_date = |written: &super::date::WrittenDate| {
        let pairs = [
            (u16::from(year), written.short_year()),
            (u16::from(month), written.month.value),
            (u16::from(day), written.day.value),
        ];
        let n_different = pairs.iter().filter(|(mrz, viz)| mrz != viz).count();
        let year = f64::from((written.short_year() + 30) % 100) / 1000.0;
        let order = if century == Century::Past { year } else { 0.1 - year };
        (n_different <= 1).then_some(if n_different == 0 { 0.0 } else { 1.0 / 3.0 + order })
    };
    read_dates(text, &[]).iter().filter_map(of_date).min_by(f64::total_cmp)
}

/// The letter by itself, perhaps beside a letter or a short word of another language.
fn is_sex(text: &str, sex: char) -> bool {
    let sex = if sex == '<' { 'X' } else { sex };
    let parts: Vec<&str> = text.split('/').map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_letter = |part: &str| part.chars().count() == 1;
    parts.len() <= 2
        && parts.iter().all(|part| part.chars().count() <= 4 && part.chars().all(char::is_uppercase))
        && parts.iter().any(|part| is_letter(part) && part.starts_with(sex))
}

fn plain(text: &str) -> Vec<char> {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// What a letter counts that stands for the figure of its shape, or the other way round.
const ALIKE: f64 = 0.2;

/// Edits from one to the other (Levenshtein 1966) by the length of the second; `None` for many or too short a text.
fn share_that_differs(text: &[char], wanted: &[char]) -> Option<f64> {
    let most = MOST_DIFFERENT * wanted.len() as f64;
    if wanted.len() < FEWEST_CHARACTERS || most < text.len().abs_diff(wanted.len()) as f64 {
        return None;
    }
    let differs = |a: char, b: char| match (a == b, is_alike(a, b)) {
        (true, _) => 0.0,
        (false, true) => ALIKE,
        (false, false) => 1.0,
    };
    let mut row: Vec<f64> = (0..=wanted.len()).map(|n| n as f64).collect();
    for (above, c) in text.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = above as f64 + 1.0;
        for (idx, other) in wanted.iter().enumerate() {
            let next = (diagonal + differs(*c, *other)).min(row[idx] + 1.0).min(row[idx + 1] + 1.0);
            diagonal = row[idx + 1];
            row[idx + 1] = next;
        }
    }
    let edits = *row.last()?;
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
            "KVK/F",
            "ZE 184226 B",
        ];
        let expected = [
            ("document_number", "L898902C3"),
            ("primary_identifier", "MÜLLER-VON ARN"),
            ("secondary_identifier", "ANNA MARÍA"),
            ("date_of_birth", "12 AUG/AOÛT 1974"),
            ("date_of_expiry", "15.04.12"),
            ("personal_number", "ZE 184226 B"),
            ("sex", "KVK/F"),
        ];
        assert_eq!(matched(&lines), expected.map(|(datum, text)| (datum.to_owned(), text.to_owned())));
    }

    #[test]
    fn both_identifiers_in_a_line_are_parted_and_noughts_are_numbers() {
        let matched = matched(&["MUELLER VON ARN, ANNA MARIA", "L8989O2C3", "TPPP/ANNA MARIA", "12 XYZ/AUG 74"]);
        let expected = [
            ("document_number", "L8989O2C3"),
            ("primary_identifier", "MUELLER VON ARN"),
            ("secondary_identifier", "ANNA MARIA"),
            ("date_of_birth", "12 XYZ/AUG 74"),
        ];
        assert_eq!(matched, expected.map(|(datum, text)| (datum.to_owned(), text.to_owned())));
    }

    #[test]
    fn what_is_open_goes_the_way_of_the_field() {
        let mut line = line("L8989O2C3", 5.0);
        line.characters[5].confidence = 0.6;
        line.characters[5].alternatives = vec![('0', 0.3)];
        line.characters[0].alternatives = vec![('1', 0.01)];
        rank(&mut line.characters, &Wanted::Number("L898902C3".to_owned()));
        assert_eq!((line.text().as_str(), line.characters[5].confidence), ("L898902C3", 0.3));
        assert_eq!(line.characters[5].alternatives, [('O', 0.6)]);
        // A sure character stays, whatever the field says.
        rank(&mut line.characters, &Wanted::Number("1898902C3".to_owned()));
        assert_eq!(line.text(), "L898902C3");
    }

    #[test]
    fn what_differs_a_little_is_matched_and_what_differs_much_is_not() {
        let matched = matched(&["L898902C7", "KARINO", "12 AUG 1973", "SEX", "M"]);
        let texts: Vec<&str> = matched.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["L898902C7", "12 AUG 1973"]);
    }
}
