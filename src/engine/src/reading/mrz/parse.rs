//! Lines of characters taken apart into fields and check digits; what is wrong with them is for the rules.

use super::MrzFormat;
use super::check_digit::{CheckDigit, check_digit};
use super::field::{Field, Span};
use super::layout::{DigitPlace, Layout, layout_of};
use super::mrz_date::MrzDate;
use super::names::Names;

/// A machine readable zone whose lines have the lengths of a known layout and hold nothing but A–Z, 0–9 and `<`.
///
/// All else may be wrong with it: dates that no calendar has, unknown States, check digits that do not agree.
#[derive(Clone)]
pub struct Mrz {
    layout: &'static Layout,
    lines: Vec<String>,
    /// Where the document number is: one span, or two for one too long for its field.
    number: Vec<Span>,
    digits: Vec<CheckDigit>,
}

/// Lines that are no machine readable zone of a known layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MrzError {
    /// Number or length of lines.
    #[error("{}; TD1 has 3 lines of 30 characters, TD2 2 of 36, TD3 2 of 44", said(.line_lengths))]
    Shape {
        /// Characters of each line.
        line_lengths: Vec<usize>,
    },
    /// A character that no machine readable zone has. The character itself is not told: it may be a holder's.
    #[error("line {line}, position {position}: not A to Z, 0 to 9 or <")]
    Character {
        /// Line, from 1.
        line: usize,
        /// Position in it, from 1.
        position: usize,
    },
}

fn said(line_lengths: &[usize]) -> String {
    match line_lengths {
        [] => "no line".to_owned(),
        [one] => format!("1 line of {one} characters"),
        [first, rest @ ..] if rest.iter().all(|n| n == first) => {
            format!("{} lines of {first} characters", line_lengths.len())
        }
        _ => {
            let lengths: Vec<String> = line_lengths.iter().map(usize::to_string).collect();
            format!("{} lines of {} characters", line_lengths.len(), lengths.join(" and "))
        }
    }
}

impl Mrz {
    /// Takes the lines as they are printed, top to bottom.
    ///
    /// # Errors
    /// [`MrzError`] for a character outside the alphabet, and for a number or length of lines that no layout has.
    pub fn parse<S: AsRef<str>>(lines: &[S]) -> Result<Self, MrzError> {
        let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
        for (line_idx, line) in lines.iter().enumerate() {
            let is_legal = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<';
            if let Some(column) = line.chars().position(|c| !is_legal(c)) {
                return Err(MrzError::Character { line: line_idx + 1, position: column + 1 });
            }
        }
        let shape = || MrzError::Shape { line_lengths: lines.iter().map(|line| line.len()).collect() };
        let layout = layout_of(&lines).ok_or_else(shape)?;
        let mut mrz = Self {
            layout,
            lines: lines.iter().map(|&line| line.to_owned()).collect(),
            number: Vec::new(),
            digits: Vec::new(),
        };
        let long = mrz.long_number();
        mrz.number = match &long {
            Some((number, _)) => number.clone(),
            None => mrz.spans_of_layout(Field::DocumentNumber).to_vec(),
        };
        mrz.digits = layout.digits.iter().map(|place| mrz.read_digit(place, long.as_ref())).collect();
        Ok(mrz)
    }

    /// The layout.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// The format of Doc 9303; `None` for a State's own layout.
    pub fn format(&self) -> Option<MrzFormat> {
        let is_national = self.layout.name.contains('-');
        self.layout.format.filter(|_| !is_national)
    }

    /// The lines as given.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The check digits, in the order of the layout, the composite last.
    pub fn check_digits(&self) -> &[CheckDigit] {
        &self.digits
    }

    /// Where a field is; empty where the layout does not have it.
    pub fn spans(&self, field: Field) -> Vec<Span> {
        match (field, self.number.as_slice()) {
            (Field::DocumentNumber, number) => number.to_vec(),
            // What the number, its digit and the filler after it take of the optional data is no optional data.
            (Field::OptionalData, [_, rest]) => {
                let all = self.spans_of_layout(field);
                all.iter().map(|span| Span::new(span.line_idx, span.end.min(rest.end + 2), span.end)).collect()
            }
            _ => self.spans_of_layout(field).to_vec(),
        }
    }

    /// The characters of a field as printed, fillers and all; empty where the layout does not have it.
    pub fn printed(&self, field: Field) -> String {
        self.spans(field).into_iter().map(|span| self.at(span)).collect()
    }

    /// The characters of a field without the fillers at its end; fillers inside stay.
    pub fn value(&self, field: Field) -> String {
        self.printed(field).trim_end_matches('<').to_owned()
    }

    /// The code of the kind of document without fillers: `P`, `PD`, `ID`.
    pub fn document_code(&self) -> String {
        self.value(Field::DocumentCode)
    }

    /// The kind of document by the first letter of its code: `P`, `I`, `V`; what a model's key has.
    pub fn document_type(&self) -> String {
        self.printed(Field::DocumentCode).chars().take(1).filter(|c| *c != '<').collect()
    }

    /// The issuing State or organisation without fillers.
    pub fn issuing_state(&self) -> String {
        self.value(Field::IssuingState)
    }

    /// The holder's name.
    pub fn names(&self) -> Names {
        match self.spans_of_layout(Field::Name) {
            [] => {
                Names::of_two_fields(&self.printed(Field::PrimaryIdentifier), &self.printed(Field::SecondaryIdentifier))
            }
            _ => Names::of_field(&self.printed(Field::Name)),
        }
    }

    /// The number of the document without fillers at its end; one too long for its field is put together.
    pub fn document_number(&self) -> String {
        self.value(Field::DocumentNumber)
    }

    /// The nationality without fillers; empty where the layout has none.
    pub fn nationality(&self) -> String {
        self.value(Field::Nationality)
    }

    /// The date of birth; `None` where the layout has none.
    pub fn date_of_birth(&self) -> Option<MrzDate> {
        MrzDate::of(&self.printed(Field::DateOfBirth))
    }

    /// The date of expiry; `None` where the layout has none.
    pub fn date_of_expiry(&self) -> Option<MrzDate> {
        MrzDate::of(&self.printed(Field::DateOfExpiry))
    }

    /// `M`, `F`, `<` or what is printed in its place; `None` where the layout has none.
    pub fn sex(&self) -> Option<char> {
        self.printed(Field::Sex).chars().next()
    }

    fn spans_of_layout(&self, field: Field) -> &'static [Span] {
        self.layout.fields.iter().find(|(of, _)| *of == field).map_or(&[], |(_, spans)| spans)
    }

    fn at(&self, span: Span) -> &str {
        self.lines.get(span.line_idx).and_then(|line| line.get(span.columns())).unwrap_or("")
    }

    /// A number too long for its field, and where its digit is: a filler stands in the digit's place, the number goes
    /// on in the optional data, its digit follows, then a filler. Doc 9303-5 §4.2.2 note j, 9303-6 §4.2.2 note j.
    fn long_number(&self) -> Option<(Vec<Span>, Span)> {
        let rest = self.layout.number_goes_on?;
        let place = self.layout.digits.iter().find(|place| place.field == Field::DocumentNumber)?;
        let [start] = place.over else { return None };
        let length = self.at(rest).find('<')?;
        if self.at(place.at) != "<" || self.at(*start).ends_with('<') || length < 2 {
            return None;
        }
        let digit_at = rest.first + length - 1;
        let number = vec![*start, Span::new(rest.line_idx, rest.first, digit_at)];
        Some((number, Span::new(rest.line_idx, digit_at, digit_at + 1)))
    }

    fn read_digit(&self, place: &DigitPlace, long: Option<&(Vec<Span>, Span)>) -> CheckDigit {
        let (over, at) = match long {
            Some((number, digit_at)) if place.field == Field::DocumentNumber => (number.clone(), *digit_at),
            _ => (place.over.to_vec(), place.at),
        };
        let covered: String = over.iter().map(|&span| self.at(span)).collect();
        // Parsing admits only characters that have a value and only layouts whose places exist.
        let expected = check_digit(covered.chars()).unwrap_or('0');
        let found = self.at(at).chars().next().unwrap_or('<');
        let is_empty = covered.chars().all(|c| c == '<');
        let is_right = found == expected || (place.may_be_filler && is_empty && found == '<');
        CheckDigit { field: place.field, expected, found, is_right, at, over }
    }
}

/// Says the layout, never the text.
impl std::fmt::Debug for Mrz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n_wrong = self.digits.iter().filter(|digit| !digit.is_right).count();
        write!(f, "Mrz({}, {n_wrong} of {} check digits wrong)", self.layout.name, self.digits.len())
    }
}

/// Lines from typed, pasted or swiped text: parted at line ends, small letters made capital, blanks and the signs with which
/// swipe readers begin and end taken out, and one long run of 88, 72 or 90 characters parted by its layout. Nothing else is
/// changed.
pub fn typed_lines(text: &str) -> Vec<String> {
    let is_line_end = |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}');
    let tidy = |line: &str| -> String {
        let is_kept = |c: &char| !c.is_whitespace() && !c.is_control() && *c != '\u{feff}';
        line.chars().filter(is_kept).map(|c| c.to_ascii_uppercase()).collect()
    };
    let lines: Vec<String> = text.split(is_line_end).map(tidy).filter(|line| !line.is_empty()).collect();
    let [line] = lines.as_slice() else { return lines };
    let length = match line.len() {
        88 => 44,
        72 => 36,
        90 => 30,
        _ => return lines,
    };
    if !line.is_ascii() {
        return lines;
    }
    line.as_bytes().chunks(length).map(|part| part.iter().map(|&b| char::from(b)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Specimens of Doc 9303 and of States, all with State `UTO` or of a specimen person.
    fn mrz(lines: &[&str]) -> Mrz {
        Mrz::parse(lines).unwrap()
    }

    fn wrong(mrz: &Mrz) -> Vec<Field> {
        mrz.check_digits().iter().filter(|digit| !digit.is_right).map(|digit| digit.field).collect()
    }

    #[test]
    fn takes_a_passport_apart() {
        let mrz =
            mrz(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]);
        assert_eq!(mrz.format(), Some(MrzFormat::Td3));
        assert_eq!((mrz.document_code().as_str(), mrz.issuing_state().as_str()), ("P", "UTO"));
        assert_eq!(mrz.names().primary_identifier, "ERIKSSON");
        assert_eq!(mrz.names().secondary_identifier, "ANNA MARIA");
        assert_eq!((mrz.document_number().as_str(), mrz.nationality().as_str()), ("L898902C3", "UTO"));
        assert_eq!(mrz.date_of_birth().map(MrzDate::text), Some("740812".to_owned()));
        assert_eq!((mrz.sex(), mrz.value(Field::OptionalData).as_str()), (Some('F'), "ZE184226B"));
        assert_eq!(wrong(&mrz), []);
    }

    #[test]
    fn a_long_number_goes_on_in_the_optional_data() {
        let card = mrz(&[
            "IDBEL000590696<1015<<<<<<<<<<<",
            "9401013F2710017BEL000101123453",
            "SPECIMEN<<SPECIMEN<<<<<<<<<<<<",
        ]);
        assert_eq!(card.document_number(), "000590696101");
        assert_eq!(card.value(Field::OptionalData), "");
        assert_eq!(card.value(Field::OptionalData2), "00010112345");
        assert_eq!(wrong(&card), []);
        let page = mrz(&["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D23145890<UTO7408122F12041507349<<<4"]);
        assert_eq!(page.document_number(), "D23145890734");
        assert!(!wrong(&page).contains(&Field::DocumentNumber));
    }

    #[test]
    fn national_layouts_are_told_by_their_beginning() {
        let card = mrz(&["IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6"]);
        assert_eq!((card.layout().name, card.format()), ("FRA-ID", None));
        assert_eq!(card.names().secondary_identifier, "CORINNE");
        assert_eq!((card.document_number().as_str(), card.sex()), ("880692310285", Some('F')));
        assert_eq!(wrong(&card), []);
        let licence = mrz(&["D1FRA13AA000026181231MARTIN<<9"]);
        assert_eq!((licence.layout().name, wrong(&licence)), ("FRA-DL", vec![]));
    }

    #[test]
    fn what_is_no_zone_is_said() {
        let error = |lines: &[&str]| Mrz::parse(lines).unwrap_err().to_string();
        assert!(error(&[]).starts_with("no line; "));
        assert!(error(&["P<UTO", "L89"]).starts_with("2 lines of 5 and 3 characters; "));
        assert_eq!(error(&["P<uTO"]), "line 1, position 3: not A to Z, 0 to 9 or <");
        assert_eq!(format!("{:?}", mrz(&["D1FRA13AA000026181231MARTIN<<9"])), "Mrz(FRA-DL, 0 of 2 check digits wrong)");
    }

    #[test]
    fn typed_text_is_only_tidied() {
        assert_eq!(typed_lines(" p<uto eriksson \r\n\r\nL898\n"), ["P<UTOERIKSSON", "L898"]);
        assert_eq!(typed_lines(&"A".repeat(88)), ["A".repeat(44), "A".repeat(44)]);
        assert_eq!(typed_lines(&"É".repeat(36)), ["É".repeat(36)]);
        assert_eq!(typed_lines("\u{2}P<UTO\rL898\r\u{3}"), ["P<UTO", "L898"]);
        assert_eq!(typed_lines(" \n"), Vec::<String>::new());
    }
}
