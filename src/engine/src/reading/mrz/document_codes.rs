//! What the first two characters say of a passport, in general and by issuer.

use super::mrz_date::MrzDate;
use crate::date::Date;

/// A kind of machine readable passport.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassportKind {
    /// Ordinary passport.
    Ordinary,
    /// Emergency travel document.
    Emergency,
    /// Diplomatic passport.
    Diplomatic,
    /// Official or service passport.
    Official,
    /// Refugee travel document.
    Refugee,
    /// Travel document of an alien.
    Alien,
    /// Travel document of a stateless person.
    Stateless,
    /// Laissez-passer.
    LaissezPasser,
    /// Military passport.
    Military,
    /// Emergency travel document of a single sheet.
    SingleSheet,
}

/// Second letters of the closed table. Doc 9303-4 (Amendments of 2024 and 2026) §4.4; `U` Doc 9303-8 §4.1.5.
const HARMONISED: [(char, PassportKind); 10] = [
    ('P', PassportKind::Ordinary),
    ('E', PassportKind::Emergency),
    ('D', PassportKind::Diplomatic),
    ('O', PassportKind::Official),
    ('R', PassportKind::Refugee),
    ('T', PassportKind::Alien),
    ('S', PassportKind::Stateless),
    ('L', PassportKind::LaissezPasser),
    ('M', PassportKind::Military),
    ('U', PassportKind::SingleSheet),
];

/// Letters that issuers used in a sense of their own before the table bound them, as published specimens show.
const NATIONAL: [(&str, char, PassportKind); 6] = [
    ("CHN", 'O', PassportKind::Ordinary),
    ("SVK", 'S', PassportKind::Official),
    ("CHE", 'M', PassportKind::Ordinary),
    ("KOR", 'M', PassportKind::Ordinary),
    ("ROU", 'E', PassportKind::Ordinary),
    ("LVA", 'A', PassportKind::Alien),
];

/// From this year on a second letter, if there is one, is from the table; from 2028 there is one.
const BINDING_FROM_YEAR: i32 = 2026;

/// The longest a passport is valid, in years: what bounds the year of issue from the date of expiry.
const LONGEST_VALIDITY_YEARS: i32 = 10;

/// Whether the letter is in the closed table.
pub(super) fn is_harmonised(letter: char) -> bool {
    HARMONISED.iter().any(|(of_table, _)| *of_table == letter)
}

/// The kind of passport a code such as `PP` speaks of; `None` where it does not say.
///
/// An issuer's own older sense wins for a passport that can have been issued before the table bound it.
pub fn passport_kind(
    document_code: &str,
    issuing_state: &str,
    date_of_expiry: Option<MrzDate>,
    today: Date,
) -> Option<PassportKind> {
    let letter = document_code.strip_prefix('P')?.chars().next()?;
    let expiry = date_of_expiry.and_then(|date| date.as_expiry(today, 15));
    let may_be_older = expiry.is_none_or(|day| day.year() < BINDING_FROM_YEAR + LONGEST_VALIDITY_YEARS);
    let own = NATIONAL.iter().find(|(state, of, _)| may_be_older && *state == issuing_state && *of == letter);
    own.map(|(_, _, kind)| *kind).or_else(|| HARMONISED.iter().find(|(of, _)| *of == letter).map(|(_, kind)| *kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_swiss_passport_is_not_military() {
        let today = Date::new(2026, 11, 22).unwrap();
        let kind = |code, state, expiry| passport_kind(code, state, MrzDate::of(expiry), today);
        assert_eq!(kind("PM", "CHE", "300101"), Some(PassportKind::Ordinary));
        assert_eq!(kind("PM", "CHE", "370101"), Some(PassportKind::Military));
        assert_eq!(kind("PM", "UTO", "300101"), Some(PassportKind::Military));
        assert_eq!(kind("P", "UTO", "300101"), None);
        assert_eq!(kind("ID", "UTO", "300101"), None);
    }
}
