//! Fields put together into lines, with their check digits: the way back from [`Mrz::parse`].

use super::MrzFormat;
use super::check_digit::check_digit;
use super::field::{Field, Span};
use super::layout::{Layout, MRVA, MRVB, TD1, TD2, TD3};
use super::mrz_date::MrzDate;
use super::names::Names;
use super::parse::Mrz;

/// What a zone of Doc 9303 says, field by field, without fillers at their ends.
#[derive(Clone, PartialEq, Eq)]
pub struct MrzFields {
    /// One or two characters.
    pub document_code: String,
    /// One to three letters.
    pub issuing_state: String,
    /// The holder's name.
    pub names: Names,
    /// On TD1 and TD2 longer than nine characters too.
    pub document_number: String,
    /// One to three letters.
    pub nationality: String,
    /// Date of birth.
    pub date_of_birth: MrzDate,
    /// `M`, `F` or `<`.
    pub sex: char,
    /// Date of expiry.
    pub date_of_expiry: MrzDate,
    /// On TD1, what line 1 has left.
    pub optional_data: String,
    /// Line 2 of TD1; empty elsewhere.
    pub optional_data_2: String,
}

impl MrzFields {
    /// The fields of a zone; `None` for a layout that is not of Doc 9303.
    pub fn of(mrz: &Mrz) -> Option<Self> {
        mrz.format()?;
        Some(Self {
            document_code: mrz.document_code(),
            issuing_state: mrz.issuing_state(),
            names: mrz.names(),
            document_number: mrz.document_number(),
            nationality: mrz.nationality(),
            date_of_birth: mrz.date_of_birth()?,
            sex: mrz.sex()?,
            date_of_expiry: mrz.date_of_expiry()?,
            optional_data: mrz.value(Field::OptionalData),
            optional_data_2: mrz.value(Field::OptionalData2),
        })
    }

    /// The lines with right check digits, `0` for the digit of empty optional data; `None` where a value is too long
    /// for its field, has a character that no zone has, or makes it another layout: a visa begins with V, nothing else
    /// does. A name that is too long is cut.
    pub fn print(&self, format: MrzFormat) -> Option<Vec<String>> {
        let layout = match format {
            MrzFormat::Td1 => &TD1,
            MrzFormat::Td2 => &TD2,
            MrzFormat::Td3 => &TD3,
            MrzFormat::MrvA => &MRVA,
            MrzFormat::MrvB => &MRVB,
        };
        let mut sheet = Sheet { lines: layout.line_lengths.iter().map(|&n| vec!['<'; n]).collect() };
        let dates = [self.date_of_birth.text(), self.date_of_expiry.text()];
        let sex = self.sex.to_string();
        let values: [(Field, &str); 7] = [
            (Field::DocumentCode, &self.document_code),
            (Field::IssuingState, &self.issuing_state),
            (Field::Nationality, &self.nationality),
            (Field::DateOfBirth, &dates[0]),
            (Field::Sex, &sex),
            (Field::DateOfExpiry, &dates[1]),
            (Field::OptionalData2, &self.optional_data_2),
        ];
        for (field, value) in values {
            sheet.put(place(layout, field), value)?;
        }
        let name_at = place(layout, Field::Name)?;
        sheet.put(Some(name_at), &self.names.to_field(name_at.n_characters()))?;
        let is_long = self.put_number_and_optional_data(layout, &mut sheet)?;
        for digit in layout.digits {
            if !(is_long && digit.field == Field::DocumentNumber) {
                let covered: String = digit.over.iter().map(|&span| sheet.at(span)).collect();
                sheet.put(Some(digit.at), &check_digit(covered.chars())?.to_string())?;
            }
        }
        let lines: Vec<String> = sheet.lines.into_iter().map(|line| line.into_iter().collect()).collect();
        Mrz::parse(&lines).ok().filter(|mrz| mrz.layout().name == layout.name).map(|_| lines)
    }

    /// Whether the number went on in the optional data.
    fn put_number_and_optional_data(&self, layout: &Layout, sheet: &mut Sheet) -> Option<bool> {
        let number_at = place(layout, Field::DocumentNumber)?;
        let optional_at = place(layout, Field::OptionalData);
        let n = number_at.n_characters();
        if self.document_number.chars().count() <= n {
            sheet.put(Some(number_at), &self.document_number)?;
            sheet.put(optional_at, &self.optional_data)?;
            return Some(false);
        }
        let rest = layout.number_goes_on?;
        let (start, end) = self.document_number.split_at_checked(n)?;
        let digit = check_digit(self.document_number.chars())?;
        // The filler after the digit is what ends the number.
        let text = format!("{end}{digit}<{}", self.optional_data);
        sheet.put(Some(number_at), start)?;
        sheet
            .put(Some(rest), text.trim_end_matches('<'))
            .filter(|()| text.trim_end_matches('<').len() < rest.n_characters())?;
        Some(true)
    }
}

/// Says nothing of the holder.
impl std::fmt::Debug for MrzFields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MrzFields({:?}, {:?}, {:?})", self.names, self.date_of_birth, self.date_of_expiry)
    }
}

fn place(layout: &Layout, field: Field) -> Option<Span> {
    layout.fields.iter().find(|(of, _)| *of == field).and_then(|(_, spans)| spans.first().copied())
}

struct Sheet {
    lines: Vec<Vec<char>>,
}

impl Sheet {
    /// Writes from the left; nothing where the layout lacks the field and there is nothing to write.
    fn put(&mut self, at: Option<Span>, value: &str) -> Option<()> {
        let Some(at) = at else { return value.is_empty().then_some(()) };
        let cells = self.lines.get_mut(at.line_idx)?.get_mut(at.columns())?;
        if cells.len() < value.chars().count() {
            return None;
        }
        for (cell, c) in cells.iter_mut().zip(value.chars()) {
            *cell = c;
        }
        Some(())
    }

    fn at(&self, span: Span) -> String {
        self.lines.get(span.line_idx).and_then(|line| line.get(span.columns())).unwrap_or_default().iter().collect()
    }
}
