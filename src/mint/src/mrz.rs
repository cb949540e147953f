//! The machine readable zone of a TD3 passport, written from the holder's data. Doc 9303-3 §4, 9303-4 §4.2.
//!
//! Written apart from the engine's reader on purpose: one must be able to find the other's mistakes.

use engine::date::Date;

use crate::holder::{Holder, Sex};

/// Both lines, 44 characters each.
pub fn td3_lines(issuing_state: &str, holder: &Holder) -> [String; 2] {
    let names = format!("{}<<{}", mrz_name(&holder.primary_identifier), mrz_name(&holder.secondary_identifier));
    let upper = padded(&format!("P<{}{names}", padded(issuing_state, 3)), 44);
    [upper, lower_line(&LowerLine::of(issuing_state, holder))]
}

/// The fields of the lower line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LowerLine {
    pub(crate) number: String,
    pub(crate) nationality: String,
    pub(crate) birth: String,
    pub(crate) sex: char,
    pub(crate) expiry: String,
    pub(crate) optional: String,
}

impl LowerLine {
    pub(crate) fn of(issuing_state: &str, holder: &Holder) -> Self {
        Self {
            number: padded(&holder.document_number, 9),
            nationality: padded(issuing_state, 3),
            birth: yymmdd(holder.date_of_birth),
            sex: holder.sex.mrz_letter(),
            expiry: yymmdd(holder.date_of_expiry),
            optional: padded(&holder.personal_number, 14),
        }
    }
}

/// The lower line with its five check digits.
pub(crate) fn lower_line(fields: &LowerLine) -> String {
    let LowerLine { number, nationality, birth, sex, expiry, optional } = fields;
    let (n, b, e, o) = (digit(number), digit(birth), digit(expiry), digit(optional));
    let composite = digit(&format!("{number}{n}{birth}{b}{expiry}{e}{optional}{o}"));
    format!("{number}{n}{nationality}{birth}{b}{sex}{expiry}{e}{optional}{o}{composite}")
}

/// Check digit with weights 7, 3, 1. Doc 9303-3 §4.9.
pub(crate) fn digit(text: &str) -> char {
    let sum: usize = text.bytes().enumerate().map(|(i, byte)| [7, 3, 1][i % 3] * worth(byte)).sum();
    char::from(b'0' + (sum % 10) as u8)
}

fn worth(byte: u8) -> usize {
    match byte {
        b'0'..=b'9' => usize::from(byte - b'0'),
        b'A'..=b'Z' => usize::from(byte - b'A') + 10,
        _ => 0,
    }
}

/// `YYMMDD`.
pub(crate) fn yymmdd(date: Date) -> String {
    format!("{:02}{:02}{:02}", date.year() % 100, date.month(), date.day())
}

fn padded(text: &str, length: usize) -> String {
    text.chars().chain(std::iter::repeat('<')).take(length).collect()
}

/// A name in the zone's alphabet. Doc 9303-3 §4.6 and §6, the letters that our holders' names have.
pub(crate) fn mrz_name(name: &str) -> String {
    let mut out = String::new();
    for letter in name.to_uppercase().chars() {
        match letter {
            'A'..='Z' => out.push(letter),
            ' ' | '-' => out.push('<'),
            '\'' | '’' | '.' => {}
            other => out.push_str(transliteration(other)),
        }
    }
    out
}

/// Doc 9303-3 §6 A.
fn transliteration(letter: char) -> &'static str {
    match letter {
        'À' | 'Á' | 'Â' | 'Ã' | 'Ă' | 'Ā' | 'Ą' => "A",
        'Ä' | 'Æ' => "AE",
        'Å' => "AA",
        'Ç' | 'Ć' | 'Č' | 'Ĉ' => "C",
        'Ď' | 'Đ' => "D",
        'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ę' | 'Ě' => "E",
        'Ĝ' | 'Ğ' => "G",
        'Ĥ' => "H",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'İ' | 'Ī' => "I",
        'Ĵ' => "J",
        'Ł' => "L",
        'Ñ' | 'Ń' | 'Ň' => "N",
        'Ö' | 'Ø' | 'Œ' => "OE",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ő' | 'Ō' => "O",
        'Ř' => "R",
        'Ś' | 'Š' | 'Ş' | 'Ș' | 'Ŝ' => "S",
        'ẞ' | 'ß' => "SS",
        'Ť' | 'Ț' => "T",
        'Ü' => "UE",
        'Ù' | 'Ú' | 'Û' | 'Ů' | 'Ű' | 'Ū' | 'Ŭ' => "U",
        'Ý' => "Y",
        'Ź' | 'Ž' | 'Ż' => "Z",
        'Þ' => "TH",
        _ => "",
    }
}

impl Sex {
    /// `M`, `F` or `<`.
    pub(crate) fn mrz_letter(self) -> char {
        match self {
            Self::Female => 'F',
            Self::Male => 'M',
            Self::Unspecified => '<',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specimen_of_doc_9303_4_appendix_b() {
        let fields = LowerLine {
            number: "L898902C3".to_owned(),
            nationality: "UTO".to_owned(),
            birth: "740812".to_owned(),
            sex: 'F',
            expiry: "120415".to_owned(),
            optional: padded("ZE184226B", 14),
        };
        assert_eq!(lower_line(&fields), "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
    }

    #[test]
    fn names_are_transliterated() {
        assert_eq!(mrz_name("Østergård-Łukić"), "OESTERGAARD<LUKIC");
        assert_eq!(mrz_name("D’Aşkın"), "DASKIN");
    }
}
