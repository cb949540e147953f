//! How an entry of the visual inspection zone compares with a field of the machine readable zone.

use std::ops::RangeInclusive;

use crate::reading::mrz::{DateParts, MrzDate};
use crate::reading::transliteration::transliterate;
use crate::reading::viz::date::{Part, WrittenDate, read_dates, written_dates};
use crate::reading::viz::{VizCharacter, VizEntry};

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Both say the same by the rules.
    Equal,
    /// They do not, and the reading is sure of it.
    Different,
    /// They do not, but the reading may be at fault.
    Open,
    /// There is nothing to compare with.
    NotComparable,
}

/// From when on characters count as different.
pub(super) struct Measure {
    /// Confidence from which a character is sure.
    pub(super) sure_from: f32,
    /// Sum of differences, a sure one worth 1, from which two texts are different.
    pub(super) least_difference: f64,
    /// What a character counts whose reading is not sure, and one of the machine readable zone that the entry lacks: it may
    /// have been missed.
    pub(super) doubt: f64,
    /// Years in which a date of that kind can lie.
    pub(super) years: RangeInclusive<i32>,
}

/// Probability of an alternative from which a doubtful character agrees with it.
const AGREEING_FROM: f32 = 0.2;

impl Measure {
    pub(super) fn judge(&self, difference: f64) -> Likeness {
        if difference == 0.0 {
            return Likeness::Equal;
        }
        if self.least_difference <= difference { Likeness::Different } else { Likeness::Open }
    }

    /// What it counts that `character` stands where the machine readable zone has `other`: nothing where the reader itself
    /// thought of it nearly as much.
    fn difference(&self, character: &VizCharacter, other: char) -> f64 {
        let is_meant = |(symbol, share): &(char, f32)| symbol.to_ascii_uppercase() == other && AGREEING_FROM <= *share;
        if character.confidence < self.sure_from && character.alternatives.iter().any(is_meant) {
            return 0.0;
        }
        // A letter for the figure like it is the reader's choice, not the printer's.
        let is_other_kind = character.symbol.is_ascii_digit() != other.is_ascii_digit();
        if is_other_kind && looks_like(character.symbol, other) {
            return 0.0;
        }
        let may_be = |symbol: char| symbol.to_ascii_uppercase() == other || looks_like(symbol, other);
        let is_open = character.confidence < self.sure_from
            || may_be(character.symbol)
            || character.alternatives.iter().any(|(symbol, _)| may_be(*symbol));
        if is_open { self.doubt } else { 1.0 }
    }

    /// What a character counts for which the machine readable zone has none.
    fn surplus(&self, character: &VizCharacter) -> f64 {
        if character.confidence < self.sure_from { self.doubt } else { 1.0 }
    }
}

/// Characters whose shapes some type faces hardly tell apart.
fn looks_like(a: char, b: char) -> bool {
    const ALIKE: [&str; 10] = ["O0Q", "O0D", "Il1|", "B8", "S5", "Z2", "G6C", "VY", "UV", "T7"];
    ALIKE.iter().any(|alike| alike.contains(a.to_ascii_uppercase()) && alike.contains(b))
        || ALIKE.iter().any(|alike| alike.contains(a) && alike.contains(b))
}

/// Letters and figures of a text, letters as capitals.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Least sum of differences between characters and a text, over all ways of bringing them together. A character agrees
/// with any of its transliterations; signs and blanks count nothing, a character of the text that the entry lacks what `lacking`
/// says of the text and its place there. With `is_cut` the text may end anywhere in the name.
pub(super) fn difference(
    characters: &[VizCharacter],
    text: &str,
    is_cut: bool,
    measure: &Measure,
    lacking: impl Fn(&[char], usize) -> f64,
) -> f64 {
    let text: Vec<char> = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut best = vec![0.0; text.len() + 1];
    for to in 1..best.len() {
        best[to] = best[to - 1] + lacking(&text, to - 1);
    }
    let mut at_end = best[text.len()];
    for character in characters {
        let forms: Vec<Vec<char>> =
            transliterate(&character.symbol.to_string()).iter().map(|form| form.chars().collect()).collect();
        let is_sign = forms.iter().any(Vec::is_empty);
        let skipped = if is_sign { 0.0 } else { measure.surplus(character) };
        let mut next: Vec<f64> = best.iter().map(|sum| sum + skipped).collect();
        for from in 0..text.len() {
            let other = measure.difference(character, text[from]);
            next[from + 1] = next[from + 1].min(best[from] + other);
            for form in forms.iter().filter(|form| !form.is_empty() && text[from..].starts_with(form)) {
                next[from + form.len()] = next[from + form.len()].min(best[from]);
            }
        }
        for to in 1..next.len() {
            next[to] = next[to].min(next[to - 1] + lacking(&text, to - 1));
        }
        best = next;
        at_end = if is_cut { at_end.min(best[text.len()]) } else { best[text.len()] };
    }
    at_end
}

/// A number, without its blanks and signs; one longer than its field stands cut in the machine readable zone.
pub(super) fn number(viz: &VizEntry, mrz: &str, measure: &Measure) -> Likeness {
    let (own, other) = (plain(&viz.text()), plain(mrz));
    if other.is_empty() {
        return Likeness::NotComparable;
    }
    if own == other || (other.len() == 9 && own.starts_with(&other)) {
        return Likeness::Equal;
    }
    measure.judge(difference(&viz.characters, &other, false, measure, |_, _| measure.doubt))
}

/// A number that may stand anywhere in the optional data; where they have hardly anything of it, they are something else.
pub(super) fn part_of(viz: &VizEntry, mrz: &str, measure: &Measure) -> Likeness {
    let (own, other) = (plain(&viz.text()), plain(mrz));
    if own.is_empty() || other.is_empty() {
        return Likeness::NotComparable;
    }
    if other.contains(&own) {
        return Likeness::Equal;
    }
    let difference = difference(&viz.characters, &other, false, measure, |_, _| measure.doubt);
    if own.len() as f64 / 2.0 < difference { Likeness::NotComparable } else { measure.judge(difference) }
}

/// A date against YYMMDD, unknown parts left out, the months also by the model's own names. Every reading of the text that
/// the calendar has may agree; where it has none, what is written may still say that it is another date. A year written whole is
/// one of those in which such a date can lie.
pub(super) fn birth_or_expiry(
    viz: &VizEntry,
    mrz: Option<MrzDate>,
    own_months: &[[String; 12]],
    measure: &Measure,
) -> Likeness {
    let (year, month, day) = match mrz.map(MrzDate::parts) {
        Some(DateParts::Whole { year, month, day }) => (Some(year), Some(month), Some(day)),
        Some(DateParts::Partial { year, month, day }) => (year, month, day),
        Some(DateParts::Malformed) => return Likeness::Open,
        Some(DateParts::Unknown) | None => return Likeness::NotComparable,
    };
    let difference = |date: &WrittenDate| {
        let in_year = year.map_or(0.0, |year| of_year(viz, &date.year, year, measure));
        let parts = [(&date.month, month), (&date.day, day)];
        in_year
            + parts
                .iter()
                .map(|(part, other)| other.map_or(0.0, |other| of_part(viz, part, other, measure)))
                .sum::<f64>()
    };
    let text = viz.text();
    let least = |dates: Vec<WrittenDate>| dates.iter().map(difference).reduce(f64::min);
    match least(read_dates(&text, own_months)) {
        Some(difference) => measure.judge(difference),
        None if is_run_together(&text, [day, month, year]) => Likeness::Equal,
        // Without a day of the calendar nothing is equal, but its figures may be surely others.
        None => least(written_dates(&text, own_months))
            .filter(|difference| 0.0 < *difference)
            .map_or(Likeness::Open, |difference| measure.judge(difference)),
    }
}

/// Whether figures whose blanks were not seen are that day, month and year, in this order or the other way round.
fn is_run_together(text: &str, parts: [Option<u8>; 3]) -> bool {
    let figures = plain(text);
    let [Some(day), Some(month), Some(year)] = parts else { return false };
    let (ends, begins) = (format!("{day:02}{month:02}"), format!("{month:02}{day:02}"));
    let year_after = |rest: &str| matches!(rest.len(), 2 | 4) && rest.ends_with(&format!("{year:02}"));
    figures.chars().all(|figure| figure.is_ascii_digit())
        && (figures.strip_prefix(&ends).is_some_and(year_after)
            || figures.strip_suffix(&begins).is_some_and(year_after))
}

/// What a day, month or year counts that is not the number in the machine readable zone: figure by figure, a word as one.
fn of_part(viz: &VizEntry, part: &Part, other: u8, measure: &Measure) -> f64 {
    if part.value % 100 == u16::from(other) {
        return 0.0;
    }
    let characters = viz.characters.get(part.characters.clone()).unwrap_or_default();
    let is_figures = characters.iter().all(|character| character.symbol.is_ascii_digit());
    if !is_figures {
        let is_sure = characters.iter().all(|character| measure.sure_from <= character.confidence);
        let has_letter_for_figure = characters.iter().any(|character| character.symbol.is_ascii_digit());
        return if is_sure && !has_letter_for_figure { 1.0 } else { measure.doubt };
    }
    of_figures(characters, &format!("{other:02}"), measure)
}

/// What a year counts that is not the one in the machine readable zone, whose century is any in which the date can lie.
fn of_year(viz: &VizEntry, part: &Part, other: u8, measure: &Measure) -> f64 {
    let years = &measure.years;
    let centuries = years.start().div_euclid(100)..=years.end().div_euclid(100);
    let whole: Vec<i32> =
        centuries.map(|century| 100 * century + i32::from(other)).filter(|year| years.contains(year)).collect();
    if part.characters.len() != 4 || whole.is_empty() {
        return of_part(viz, part, other, measure);
    }
    let characters = viz.characters.get(part.characters.clone()).unwrap_or_default();
    let of = |year: i32| {
        if i32::from(part.value) == year { 0.0 } else { of_figures(characters, &format!("{year:04}"), measure) }
    };
    whole.into_iter().map(of).fold(f64::MAX, f64::min)
}

/// What characters count that are not these figures, from the last one on.
fn of_figures(characters: &[VizCharacter], figures: &str, measure: &Measure) -> f64 {
    let differs = |(character, figure): (&VizCharacter, char)| {
        if character.symbol == figure { 0.0 } else { measure.difference(character, figure) }
    };
    characters.iter().rev().zip(figures.chars().rev()).map(differs).sum()
}

/// Words for female and male in the languages of Doc 9303, and Spanish and Portuguese. A letter by itself stands for itself.
const SEXES: [(&str, char); 15] = [
    ("FEMALE", 'F'),
    ("FEMININ", 'F'),
    ("FEMININE", 'F'),
    ("FEMENINO", 'F'),
    ("FEMININO", 'F'),
    ("FEMME", 'F'),
    ("MUJER", 'F'),
    ("WEIBLICH", 'F'),
    ("MALE", 'M'),
    ("MASCULIN", 'M'),
    ("MASCULINO", 'M'),
    ("HOMME", 'M'),
    ("HOMBRE", 'M'),
    ("MANNLICH", 'M'),
    ("MAENNLICH", 'M'),
];

/// F, M or X, a word for it, or either in two languages; a filler stands for X.
pub(super) fn sex(viz: &VizEntry, mrz: Option<char>, measure: &Measure) -> Likeness {
    let Some(mrz) = mrz else { return Likeness::NotComparable };
    let other = if mrz == '<' { 'X' } else { mrz };
    let words: Vec<&[VizCharacter]> =
        viz.characters.split(|c| !c.symbol.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let said: Vec<(char, &[VizCharacter])> = words.into_iter().filter_map(|word| Some((sex_of(word)?, word))).collect();
    if said.iter().any(|(sex, _)| *sex == other) {
        return Likeness::Equal;
    }
    match said.iter().find(|(sex, _)| *sex == if other == 'F' { 'M' } else { 'F' }) {
        // Some issuers print a filler for everyone.
        Some((_, [letter])) if other != 'X' => measure.judge(measure.difference(letter, other)),
        Some((_, word)) if other != 'X' && word.iter().all(|c| measure.sure_from <= c.confidence) => measure.judge(1.0),
        _ => Likeness::Open,
    }
}

/// The sex that a word says.
fn sex_of(word: &[VizCharacter]) -> Option<char> {
    if let [letter] = word {
        return Some(letter.symbol.to_ascii_uppercase());
    }
    let text: String = word.iter().map(|character| character.symbol).collect();
    let forms = transliterate(&text);
    SEXES.iter().find(|(name, _)| forms.iter().any(|form| form == name)).map(|(_, sex)| *sex)
}
