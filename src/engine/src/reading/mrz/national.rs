//! Where issuers depart from Doc 9303 and the bearer is not to blame: a table with sources. BSI TR-03135-1 §5.8.1.

use super::field::Field;
use super::parse::Mrz;

/// One known departure of one issuer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deviation {
    /// Issuing State without fillers.
    pub issuing_state: &'static str,
    /// What the document code begins with; empty for every document.
    pub document_code: &'static str,
    /// Name of the layout; empty for every layout.
    pub layout: &'static str,
    /// What is done otherwise.
    pub departs_in: Departure,
    /// Who describes it.
    pub source: &'static str,
}

/// In what an issuer departs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// The check digit of the field, and with it the composite, follows another rule.
    CheckDigit(Field),
    /// The nationality is left blank.
    BlankNationality,
    /// Primary and secondary identifier are joined by one filler, so that they cannot be told apart.
    JoinedNames,
}

/// Every known departure.
const DEVIATIONS: [Deviation; 9] = [
    Deviation {
        issuing_state: "USA",
        document_code: "C1",
        layout: "TD1",
        departs_in: Departure::CheckDigit(Field::DocumentNumber),
        source: "published specimens of the permanent resident card: the place of the digit belongs to the number",
    },
    Deviation {
        issuing_state: "USA",
        document_code: "C2",
        layout: "TD1",
        departs_in: Departure::CheckDigit(Field::DocumentNumber),
        source: "published specimens of the permanent resident card: the place of the digit belongs to the number",
    },
    Deviation {
        issuing_state: "USA",
        document_code: "A3",
        layout: "TD1",
        departs_in: Departure::BlankNationality,
        source: "published specimen of the border crossing card",
    },
    Deviation {
        issuing_state: "USA",
        document_code: "A3",
        layout: "TD1",
        departs_in: Departure::CheckDigit(Field::DocumentNumber),
        source: "published specimen of the border crossing card",
    },
    Deviation {
        issuing_state: "MAC",
        document_code: "I",
        layout: "TD1",
        departs_in: Departure::BlankNationality,
        source: "published specimen of the Macao resident identity card",
    },
    Deviation {
        issuing_state: "HKG",
        document_code: "I",
        layout: "TD1",
        departs_in: Departure::BlankNationality,
        source: "published specimen of the Hong Kong identity card",
    },
    Deviation {
        issuing_state: "ARG",
        document_code: "P",
        layout: "TD3",
        departs_in: Departure::JoinedNames,
        source: "published specimens of 2026",
    },
    Deviation {
        issuing_state: "MYS",
        document_code: "P",
        layout: "TD3",
        departs_in: Departure::JoinedNames,
        source: "published specimens",
    },
    Deviation {
        issuing_state: "ESP",
        document_code: "ID",
        layout: "TD1",
        departs_in: Departure::JoinedNames,
        source: "published specimen of the identity card of 2006",
    },
];

/// The known departure of this document's issuer, where there is one of that kind.
pub fn known_deviation(mrz: &Mrz, departs_in: Departure) -> Option<&'static Deviation> {
    let (state, code) = (mrz.issuing_state(), mrz.document_code());
    DEVIATIONS.iter().find(|deviation| {
        deviation.departs_in == departs_in
            && deviation.issuing_state == state
            && code.starts_with(deviation.document_code)
            && (deviation.layout.is_empty() || deviation.layout == mrz.layout().name)
    })
}

/// The known departure behind a check digit, the composite included where it covers such a digit.
pub fn known_digit_deviation(mrz: &Mrz, field: Field) -> Option<&'static Deviation> {
    let covers_number = field == Field::Composite || field == Field::DocumentNumber;
    let departs_in = Departure::CheckDigit(if covers_number { Field::DocumentNumber } else { field });
    known_deviation(mrz, departs_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_departure_belongs_to_its_issuer_and_document() {
        let card = |line: &str| {
            Mrz::parse(&[line, "4910040M9411014CAN<<<<<<<<<<<0", "CRITTENDEN<<LEE<W<<<<<<<<<<<<<"]).unwrap()
        };
        let resident = card("C1USA0223456791EAC9730051220<<");
        assert!(known_digit_deviation(&resident, Field::Composite).is_some());
        assert!(known_digit_deviation(&resident, Field::DateOfBirth).is_none());
        assert!(known_digit_deviation(&card("I<USA0223456791EAC9730051220<<"), Field::DocumentNumber).is_none());
    }
}
