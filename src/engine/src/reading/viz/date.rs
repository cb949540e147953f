//! A date as the visual inspection zone writes it. Doc 9303-3 §3.8: day, month in figures or letters, year; months in one or
//! two languages; issuers' own forms beside it.

use std::ops::Range;

use crate::date::Date;
use crate::reading::transliteration::transliterate;

/// Day, month or year, and which characters of the text say it.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// The number; a year of two figures has no century.
    pub value: u16,
    /// Characters, counted from 0.
    pub characters: Range<usize>,
}

/// A date in the visual inspection zone; the calendar has it in this or the last century.
#[derive(Clone, PartialEq, Eq)]
pub struct WrittenDate {
    /// 1..=31.
    pub day: Part,
    /// 1..=12.
    pub month: Part,
    /// Two or four figures.
    pub year: Part,
}

impl WrittenDate {
    /// The year without its century, as the machine readable zone has it.
    pub fn short_year(&self) -> u16 {
        self.year.value % 100
    }

    fn is_a_day(&self) -> bool {
        let (year, is_short) = (i32::from(self.year.value), self.year.characters.len() == 2);
        let (Ok(month), Ok(day)) = (u8::try_from(self.month.value), u8::try_from(self.day.value)) else { return false };
        let centuries: &[i32] = if is_short { &[1900, 2000] } else { &[0] };
        centuries.iter().any(|century| Date::new(century + year, month, day).is_some())
    }
}

/// Never shows the date.
impl std::fmt::Debug for WrittenDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WrittenDate(year of {} figures)", self.year.characters.len())
    }
}

/// What the text can mean, the usual order first; empty where it is no date. Figures alone are day, month, year, unless a
/// year of four figures comes first; month before day, and a short year first, are told where the calendar allows them.
///
/// `own_months` are names of months beside those of the languages known here, as [`DocumentModel`] has them.
///
/// [`DocumentModel`]: crate::model::DocumentModel::month_names
pub fn read_dates(text: &str, own_months: &[[String; 12]]) -> Vec<WrittenDate> {
    let mut dates = written_dates(text, own_months);
    dates.retain(WrittenDate::is_a_day);
    dates
}

/// What the text writes as day, month and year, in the order of [`read_dates`], days that no calendar has among them.
pub(crate) fn written_dates(text: &str, own_months: &[[String; 12]]) -> Vec<WrittenDate> {
    let characters: Vec<char> = text.chars().collect();
    let tokens: Vec<Token> = tokens(&characters, own_months);
    let figures: Vec<&Part> = tokens.iter().filter_map(Token::figures).collect();
    let mut months = tokens.iter().filter_map(Token::months).peekable();
    if months.peek().is_some() { named_month(&figures, &months.collect::<Vec<_>>()) } else { in_figures(&figures) }
}

enum Token {
    /// Figures and their number.
    Figures(Part),
    /// The months that a word may be, as bits from 1, and its characters.
    Word(u16, Range<usize>),
}

impl Token {
    fn figures(&self) -> Option<&Part> {
        if let Self::Figures(part) = self { Some(part) } else { None }
    }

    fn months(&self) -> Option<(u16, &Range<usize>)> {
        if let Self::Word(months, characters) = self { Some((*months, characters)) } else { None }
    }
}

/// Runs of figures and of letters; words between day, month and year left out.
fn tokens(characters: &[char], own_months: &[[String; 12]]) -> Vec<Token> {
    let kind = |idx: usize| {
        let c = *characters.get(idx)?;
        if figure(characters, idx).is_some() { Some(true) } else { c.is_alphabetic().then_some(false) }
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    while start < characters.len() {
        let Some(is_figure) = kind(start) else {
            start += 1;
            continue;
        };
        let end = (start..characters.len()).find(|&idx| kind(idx) != Some(is_figure)).unwrap_or(characters.len());
        if is_figure {
            let number = (start..end).filter_map(|idx| figure(characters, idx));
            // Eight figures are a whole date: in two bytes its parts stay apart.
            let value = number.fold(0_u32, |number, figure| number.saturating_mul(10).saturating_add(figure));
            tokens.extend(parts_of_run(value, start..end));
        } else {
            let word: String = characters[start..end].iter().collect();
            if !["DE", "DEL", "OF"].contains(&word.to_uppercase().as_str()) {
                tokens.push(Token::Word(months_named(&word, own_months), start..end));
            }
        }
        start = end;
    }
    tokens
}

/// A run of figures, that of a whole date taken apart: DDMMYYYY, YYYYMMDD or DDMMYY.
fn parts_of_run(value: u32, at: Range<usize>) -> Vec<Token> {
    let part = |value: u32, from: usize, to: usize| {
        let value = u16::try_from(value).unwrap_or(u16::MAX);
        Token::Figures(Part { value, characters: at.start + from..at.start + to })
    };
    match at.len() {
        8 if (1900..2100).contains(&(value / 10_000)) => {
            vec![part(value / 10_000, 0, 4), part(value / 100 % 100, 4, 6), part(value % 100, 6, 8)]
        }
        8 => vec![part(value / 1_000_000, 0, 2), part(value / 10_000 % 100, 2, 4), part(value % 10_000, 4, 8)],
        6 => vec![part(value / 10_000, 0, 2), part(value / 100 % 100, 2, 4), part(value % 100, 4, 6)],
        n => vec![part(value, 0, n)],
    }
}

/// A figure, or a letter of its shape that touches one.
fn figure(characters: &[char], idx: usize) -> Option<u32> {
    let c = *characters.get(idx)?;
    let is_figure_at = |idx: Option<usize>| idx.and_then(|idx| characters.get(idx)).is_some_and(char::is_ascii_digit);
    let alike = match c {
        'O' | 'o' => 0,
        'I' | 'l' => 1,
        _ => return c.to_digit(10),
    };
    (is_figure_at(idx.checked_sub(1)) || is_figure_at(Some(idx + 1))).then_some(alike)
}

/// A date whose month is a word, or one word in each of two languages, of which one may not be known here.
fn named_month(figures: &[&Part], words: &[(u16, &Range<usize>)]) -> Vec<WrittenDate> {
    let known = words.iter().map(|(months, _)| *months).filter(|months| *months != 0);
    let months = known.reduce(|all, months| all & months).filter(|_| words.len() <= 2).unwrap_or(0);
    let [first, second] = figures else { return Vec::new() };
    let (Some((_, from)), Some((_, to))) = (words.first(), words.last()) else { return Vec::new() };
    let (day, year) = if 2 < first.characters.len() { (*second, *first) } else { (*first, *second) };
    let of = |value: u16| WrittenDate {
        day: day.clone(),
        month: Part { value, characters: from.start..to.end },
        year: year.clone(),
    };
    (1..=12).filter(|month| months >> month & 1 == 1).map(of).collect()
}

/// A date in figures.
fn in_figures(figures: &[&Part]) -> Vec<WrittenDate> {
    let [a, b, c] = figures else { return Vec::new() };
    let date = |day: &Part, month: &Part, year: &Part| WrittenDate {
        day: day.clone(),
        month: month.clone(),
        year: year.clone(),
    };
    let is_year = |part: &Part| [2, 4].contains(&part.characters.len());
    if a.characters.len() == 4 {
        return vec![date(c, b, a)];
    }
    let mut dates = Vec::new();
    if is_year(c) {
        dates.push(date(a, b, c));
        dates.push(date(b, a, c));
    }
    if c.characters.len() == 2 && a.characters.len() == 2 {
        dates.push(date(c, b, a));
    }
    dates
}

/// Months in English, French, Spanish, Portuguese, German, in capitals without marks. Those of Arabic in Latin letters stand
/// in [`ARABIC_MONTHS`].
const MONTHS: [[&str; 5]; 12] = [
    ["JANUARY", "JANVIER", "ENERO", "JANEIRO", "JANUAR"],
    ["FEBRUARY", "FEVRIER", "FEBRERO", "FEVEREIRO", "FEBRUAR"],
    ["MARCH", "MARS", "MARZO", "MARCO", "MARZ"],
    ["APRIL", "AVRIL", "ABRIL", "ABRIL", "APRIL"],
    ["MAY", "MAI", "MAYO", "MAIO", "MAI"],
    ["JUNE", "JUIN", "JUNIO", "JUNHO", "JUNI"],
    ["JULY", "JUILLET", "JULIO", "JULHO", "JULI"],
    ["AUGUST", "AOUT", "AGOSTO", "AGOSTO", "AUGUST"],
    ["SEPTEMBER", "SEPTEMBRE", "SEPTIEMBRE", "SETEMBRO", "SEPTEMBER"],
    ["OCTOBER", "OCTOBRE", "OCTUBRE", "OUTUBRO", "OKTOBER"],
    ["NOVEMBER", "NOVEMBRE", "NOVIEMBRE", "NOVEMBRO", "NOVEMBER"],
    ["DECEMBER", "DECEMBRE", "DICIEMBRE", "DEZEMBRO", "DEZEMBER"],
];
/// Months of Arabic as passports write them in Latin letters: the names of Egypt, the Gulf and Sudan, of the Maghreb, of the
/// Levant and Iraq (one word, the article left out or joined), with their usual spellings.
const ARABIC_MONTHS: [&[&str]; 12] = [
    &["YANAYIR", "YANAYER", "YNAYR", "JANVI", "JANFI", "YENNAYER", "KANUNTHANI", "KANOUNTHANI"],
    &["FIBRAYIR", "FEBRAYER", "FABRAYIR", "FBRAYR", "FIVRI", "FEVRAYER", "SHUBAT", "SHBAT"],
    &["MARIS", "MARES", "MARS", "ADHAR", "AZAR", "ATHAR"],
    &["ABRIL", "IBRIL", "EBRIL", "AFRIL", "NISAN", "NAYSAN", "NISSAN"],
    &["MAYU", "MAYO", "MAYOU", "MAY", "MAI", "AYYAR", "AYAR", "AYYAAR"],
    &["YUNIU", "YUNYU", "YUNIO", "YONYO", "YUNYO", "JUWAN", "JOUAN", "YUNYOU", "HAZIRAN", "HUZAYRAN", "HZIRAN"],
    &[
        "YULIU", "YULYU", "YULIO", "YOLYO", "YULYO", "JUWILYA", "JOUILIA", "YULYUZ", "YULYOU", "TAMMUZ", "TAMOUZ",
        "TAMUZ",
    ],
    &["AGHUSTUS", "AUGHUSTUS", "AGHOSTOS", "AGUSTUS", "AOUT", "UT", "GHUSHT", "AB", "AAB"],
    &["SIBTAMBAR", "SEBTEMBER", "SABTAMBAR", "SIBTAMBER", "SHUTANBIR", "SEBTAMBAR", "AYLUL", "AYLOUL", "EYLUL"],
    &["UKTUBAR", "OKTOBAR", "UKTUBER", "OCTOBAR", "UKTUBIR", "OKTOUBAR", "TISHRINAWWAL", "TISHREENAWAL"],
    &["NUFAMBAR", "NOFAMBAR", "NOVAMBAR", "NUFAMBER", "NUWANBIR", "NOUFAMBAR", "TISHRINTHANI", "TISHREENTHANI"],
    &["DISAMBAR", "DISEMBAR", "DESAMBAR", "DISAMBER", "DUJANBIR", "DISEMBER", "KANUNAWWAL", "KANOUNAWAL"],
];
const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// The months, as bits from 1, that a word names: the whole name, at least three letters of its beginning, or a Roman
/// numeral.
fn months_named(word: &str, own_months: &[[String; 12]]) -> u16 {
    let own = own_months.iter().map(|names| names.each_ref().map(|name| is_own_name(word, name)));
    let own =
        own.flat_map(|is_named| (0..12).filter(move |&month| is_named[month])).fold(0, |all, month| all | 2 << month);
    if own != 0 {
        return own;
    }
    let plain: String = plain_word(word);
    let is_named = |month: usize| {
        let begins = |name: &&str| 3 <= plain.len() && name.starts_with(plain.as_str());
        // A short word of Arabic is a whole name; three letters of it may be another language's month.
        let is_arabic = |name: &&str| *name == plain || (5 <= plain.len() && name.starts_with(plain.as_str()));
        ROMAN[month] == plain || MONTHS[month].iter().any(begins) || ARABIC_MONTHS[month].iter().any(is_arabic)
    };
    (0..12).filter(|&month| is_named(month)).fold(0, |months, month| months | 2 << month)
}

/// Whether a word is a month's name as an issuer writes it, or at least three letters of its beginning.
fn is_own_name(word: &str, name: &str) -> bool {
    let (word, name) = (plain_word(word), plain_word(name));
    word == name || (3 <= word.len() && name.starts_with(&word))
}

fn plain_word(word: &str) -> String {
    word.chars().map(|c| plain(c).unwrap_or_else(|| c.to_string())).collect()
}

/// A letter in its shortest form: A for Ä.
fn plain(c: char) -> Option<String> {
    transliterate(&c.to_string()).into_iter().min_by_key(String::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> Vec<String> {
        let text_of = |date: &WrittenDate| {
            let (year, n) = (date.year.value, date.year.characters.len());
            format!("{year:0n$}-{:02}-{:02}", date.month.value, date.day.value)
        };
        read_dates(text, &[]).iter().map(text_of).collect()
    }

    #[test]
    fn forms_of_dates() {
        let cases: [(&str, &[&str]); 36] = [
            ("12 AUG 1974", &["1974-08-12"]),
            ("12 AUG/AOÛT 74", &["74-08-12"]),
            ("12 JAN / JAN 19", &["19-01-12"]),
            ("01 MAR/MÄR 2019", &["2019-03-01"]),
            ("1. März 2019", &["2019-03-01"]),
            ("07 FÉV/FEB 85", &["85-02-07"]),
            ("7 de julho de 1985", &["1985-07-07"]),
            ("07 OUT/OCT 2001", &["2001-10-07"]),
            ("07-DIC-2001", &["2001-12-07"]),
            ("07-ENE-2001", &["2001-01-07"]),
            ("2001 SEP 07", &["2001-09-07"]),
            ("07 SEPT 2001", &["2001-09-07"]),
            ("07 JUI 2001", &["2001-06-07", "2001-07-07"]),
            ("07 JUIL/JUL 2001", &["2001-07-07"]),
            ("13.03.1984", &["1984-03-13"]),
            ("13/03/84", &["84-03-13"]),
            ("07 03 1984", &["1984-03-07", "1984-07-03"]),
            ("1984-03-07", &["1984-03-07"]),
            ("1984.03.07.", &["1984-03-07"]),
            ("07.03.24", &["24-03-07", "24-07-03", "07-03-24"]),
            ("13031984", &["1984-03-13"]),
            ("19840313", &["1984-03-13"]),
            ("13 XII 1984", &["1984-12-13"]),
            ("1O JUN 2O19", &["2019-06-10"]),
            ("31 FEB 2019", &[]),
            ("29 FEB 2023", &[]),
            ("12 JAN/FEB 2019", &[]),
            ("12 KARINO 2019", &[]),
            ("31 DES/DEC 66", &["66-12-31"]),
            ("24 CEP/AUG 91", &["91-08-24"]),
            ("12 YANAYIR 1974", &["1974-01-12"]),
            ("12 AYLUL/SEP 1974", &["1974-09-12"]),
            ("3 Tammuz 1990", &["1990-07-03"]),
            ("3 UT 1990", &["1990-08-03"]),
            ("03 SHUBAT / FEB 90", &["90-02-03"]),
            ("KARINO", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(iso(text), expected, "{text}");
        }
    }

    #[test]
    fn a_models_own_months_come_before_all_languages() {
        let own =
            ["SIJ", "VELJ", "OŽU", "TRA", "SVI", "LIPANJ", "SRP", "KOL", "RUJ", "LIS", "STU", "MAY"].map(str::to_owned);
        let months = |text: &str| {
            read_dates(text, std::slice::from_ref(&own)).iter().map(|date| date.month.value).collect::<Vec<_>>()
        };
        for (text, month) in
            [("12 OŽU 1974", 3), ("12 ozu 74", 3), ("12 LIP/JUN 1974", 6), ("12 VELJ 1974", 2), ("12 OCT 1974", 10)]
        {
            assert_eq!(months(text), [month], "{text}");
        }
        assert_eq!((months("12 MAY 1974"), months("12 LIP/JAN 1974")), (vec![12], vec![]));
    }

    #[test]
    fn parts_know_their_characters() {
        let dates = read_dates("12 AUG/AOÛT 74", &[]);
        let date = dates.first().expect("a date");
        assert_eq!(
            (&date.day.characters, &date.month.characters, &date.year.characters),
            (&(0..2), &(3..11), &(12..14))
        );
        assert_eq!(date.short_year(), 74);
    }
}
