//! The check digit of a field: weights 7-3-1, modulus 10. Doc 9303-3 §4.9.

use super::field::{Field, Span};

/// One check digit of a zone: computed and printed.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckDigit {
    /// What it belongs to.
    pub field: Field,
    /// What it should be.
    pub expected: char,
    /// What is printed.
    pub found: char,
    /// Whether they agree; a filler may stand for the digit of empty optional data.
    pub is_right: bool,
    /// Where it is printed.
    pub at: Span,
    /// What it covers.
    pub over: Vec<Span>,
}

/// Says the field and whether it agrees, never the digits: they tell of the number.
impl std::fmt::Debug for CheckDigit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CheckDigit({}, right: {})", self.field.name(), self.is_right)
    }
}

/// Check digit `0`..=`9` of the characters, or `None` where one of them is not A–Z, 0–9 or `<`.
pub fn check_digit(characters: impl IntoIterator<Item = char>) -> Option<char> {
    let mut sum = 0;
    for (character, weight) in characters.into_iter().zip([7, 3, 1].into_iter().cycle()) {
        sum += value(character)? * weight;
    }
    char::from_digit(sum % 10, 10)
}

/// 0–9 as they are, A–Z 10–35, `<` 0.
fn value(character: char) -> Option<u32> {
    match character {
        '0'..='9' => character.to_digit(10),
        'A'..='Z' => Some(u32::from(character) - u32::from('A') + 10),
        '<' => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_doc_9303_3_section_4_9() {
        assert_eq!(check_digit("520727".chars()), Some('3'));
        assert_eq!(check_digit("AB2134<<<".chars()), Some('5'));
        assert_eq!(check_digit("HA672242<658022549601086<<<<<<<<<<<<<<0".chars()), Some('8'));
        assert_eq!(check_digit("ab".chars()), None);
    }
}
