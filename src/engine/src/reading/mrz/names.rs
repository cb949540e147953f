//! The name field: primary and secondary identifier. Doc 9303-3 §4.6, 9303-4 §4.2.3.

/// The holder's name as the machine readable zone has it, components parted by one blank.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// What comes first: usually the family name.
    pub primary_identifier: String,
    /// The rest, usually given names; empty where there is none.
    pub secondary_identifier: String,
    /// Whether the last cell holds a letter: the name fits exactly, or was cut.
    pub may_be_truncated: bool,
}

impl Names {
    /// Parts a name field at its first `<<`.
    pub fn of_field(field: &str) -> Self {
        let may_be_truncated = !field.is_empty() && !field.ends_with('<');
        let (primary, secondary) = field.trim_end_matches('<').split_once("<<").unwrap_or((field, ""));
        Self { primary_identifier: components(primary), secondary_identifier: components(secondary), may_be_truncated }
    }

    /// Primary and secondary identifier from fields of their own.
    pub fn of_two_fields(primary: &str, secondary: &str) -> Self {
        let may_be_truncated = [primary, secondary].iter().any(|field| !field.is_empty() && !field.ends_with('<'));
        Self { primary_identifier: components(primary), secondary_identifier: components(secondary), may_be_truncated }
    }

    /// The field of `length` characters; a name too long is cut at its end, so that some of the secondary identifier
    /// stays. Doc 9303-4 §4.2.3.2 leaves the choice of what to shorten to the issuer.
    pub fn to_field(&self, length: usize) -> String {
        let fill = |name: &str| name.replace(' ', "<");
        let mut primary = fill(&self.primary_identifier);
        let secondary = fill(&self.secondary_identifier);
        if !secondary.is_empty() {
            let longest = length.saturating_sub(3);
            primary.truncate(longest);
            primary = format!("{}<<{secondary}", primary.trim_end_matches('<'));
        }
        primary.truncate(length);
        format!("{primary:<<length$}")
    }
}

fn components(text: &str) -> String {
    text.split('<').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Never shows the name.
impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n = |text: &str| text.split_whitespace().count();
        let (primary, secondary) = (n(&self.primary_identifier), n(&self.secondary_identifier));
        write!(f, "Names({primary} + {secondary} components, may be truncated: {})", self.may_be_truncated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_fills_a_field() {
        let cases = [
            ("ERIKSSON<<ANNA<MARIA<<<<<", "ERIKSSON", "ANNA MARIA", false),
            ("ARKFREITH<<<<<<<<<<<<<<<<", "ARKFREITH", "", false),
            ("SATRIYA<SUDARPA<<<<<<<<<<", "SATRIYA SUDARPA", "", false),
            ("<<AHMADI<<<<<<<<<<<<<<<<<", "", "AHMADI", false),
            ("VAN<DER<BERG<<ANNA<MARIAX", "VAN DER BERG", "ANNA MARIAX", true),
        ];
        for (field, primary, secondary, may_be_truncated) in cases {
            let names = Names::of_field(field);
            assert_eq!((names.primary_identifier.as_str(), names.secondary_identifier.as_str()), (primary, secondary));
            assert_eq!(names.may_be_truncated, may_be_truncated);
            assert_eq!(names.to_field(25), field);
        }
    }

    #[test]
    fn a_long_name_keeps_some_of_both_parts() {
        let names =
            Names { primary_identifier: "A".repeat(40), secondary_identifier: "BC".to_owned(), may_be_truncated: true };
        assert_eq!(names.to_field(39), format!("{}<<B", "A".repeat(36)));
    }
}
