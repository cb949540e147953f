//! What the MRZ says of the document and its holder, as rows to show, and which of its characters disagree.

use engine::date::Date;
use engine::reading::mrz::{Field, Mrz, Span};

/// One entry with its name; never printed in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Name of the entry: `Date of birth`.
    pub name: &'static str,
    /// What is read.
    pub value: String,
    /// What a person wants to know of it at once: the age, the time left.
    pub beside: Option<String>,
    /// Whether it is past, or its check digit does not agree.
    pub is_irregular: bool,
}

/// Says the name of the entry, never what it says.
impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({})", self.name)
    }
}

/// The entries of one MRZ.
#[derive(Debug, Clone, Default)]
pub(crate) struct Personal {
    /// Entries in the order they are shown.
    pub entries: Vec<Entry>,
    /// Characters to mark: fields whose check digit does not agree, and the digit itself. Doc 9303-2 C.43.
    pub marks: Vec<Span>,
}

impl Personal {
    /// The entries of these lines; none where they are no MRZ of a known layout.
    pub(crate) fn of(lines: &[String], today: Date) -> Self {
        let Ok(mrz) = Mrz::parse(lines) else { return Self::default() };
        let mut marks = Vec::new();
        for digit in mrz.check_digits().iter().filter(|digit| !digit.is_right) {
            marks.push(digit.at);
            if digit.field != Field::Composite {
                marks.extend(mrz.spans(digit.field));
            }
        }
        Self { entries: entries(&mrz, today), marks }
    }

    /// Whether a character is to be marked.
    pub(crate) fn is_marked(&self, line_idx: usize, column: usize) -> bool {
        self.marks.iter().any(|span| span.line_idx == line_idx && span.columns().contains(&column))
    }
}

fn entries(mrz: &Mrz, today: Date) -> Vec<Entry> {
    let is_wrong = |field: Field| mrz.check_digits().iter().any(|digit| digit.field == field && !digit.is_right);
    let entry = |name, value: String, beside, field| Entry { name, value, beside, is_irregular: is_wrong(field) };
    let names = mrz.names();
    let birth = mrz.date_of_birth().map(|date| (date.text(), date.as_birth(today)));
    let expiry = mrz.date_of_expiry().map(|date| (date.text(), date.as_expiry(today, EXPIRY_SPAN_YEARS)));
    let mut entries = vec![
        entry("Surname", names.primary_identifier, None, Field::Name),
        entry("Given names", names.secondary_identifier, None, Field::Name),
        entry("Document number", mrz.document_number(), None, Field::DocumentNumber),
        entry("Issued by", mrz.issuing_state(), None, Field::IssuingState),
    ];
    entries.push(entry("Nationality", mrz.nationality(), None, Field::Nationality));
    if let Some((text, day)) = birth {
        let age = day.map(|day| format!("{} years old", years_between(day, today)));
        entries.push(entry("Date of birth", day.map_or(text, |day| day.to_string()), age, Field::DateOfBirth));
    }
    let sex = mrz.sex().map(|sex| if sex == '<' { "unspecified".to_owned() } else { sex.to_string() });
    entries.extend(sex.map(|sex| entry("Sex", sex, None, Field::Sex)));
    if let Some((text, day)) = expiry {
        let left = day.map(|day| time_left(day.days() - today.days()));
        let is_past = day.is_some_and(|day| day < today);
        let mut entry = entry("Date of expiry", day.map_or(text, |day| day.to_string()), left, Field::DateOfExpiry);
        entry.is_irregular |= is_past;
        entries.push(entry);
    }
    entries.retain(|entry| !entry.value.is_empty());
    entries
}

/// How far ahead a date of expiry can lie. BSI TR-03135-1 §5.7.1.
const EXPIRY_SPAN_YEARS: i32 = 15;

fn time_left(days: i64) -> String {
    match days {
        0 => "expires today".to_owned(),
        days if days < 0 => format!("{} ago", crate::words::span(-days)),
        days => format!("{} left", crate::words::span(days)),
    }
}

/// Whole years from one day to a later one.
fn years_between(from: Date, to: Date) -> i32 {
    let is_before_birthday = (to.month(), to.day()) < (from.month(), from.day());
    to.year() - from.year() - i32::from(is_before_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 2] =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

    fn personal(lines: [&str; 2], today: &str) -> Personal {
        Personal::of(&lines.map(str::to_owned), Date::parse(today).unwrap())
    }

    #[test]
    fn age_and_time_left_are_said_with_the_dates() {
        let personal = personal(LINES, "2011-08-11");
        let beside = |name: &str| personal.entries.iter().find(|e| e.name == name).and_then(|e| e.beside.clone());
        assert_eq!(beside("Date of birth").as_deref(), Some("36 years old"));
        assert_eq!(beside("Date of expiry").as_deref(), Some("8 months left"));
        assert!(personal.marks.is_empty());
    }

    #[test]
    fn a_past_date_and_a_wrong_digit_are_irregular() {
        let wrong = [LINES[0], "L898902C46UTO7408122F1204159ZE184226B<<<<<10"];
        let personal = personal(wrong, "2020-01-01");
        let irregular: Vec<_> = personal.entries.iter().filter(|e| e.is_irregular).map(|e| e.name).collect();
        assert_eq!(irregular, ["Document number", "Date of expiry"]);
        assert!(personal.is_marked(1, 0) && personal.is_marked(1, 9) && personal.is_marked(1, 43));
        assert!(!personal.is_marked(1, 13));
    }
}
