//! Where each layout has its fields and its check digits: tables, no code.
//!
//! Columns count from 0 here; Doc 9303 counts positions from 1.

use super::MrzFormat;
use super::field::{Field, Span};

/// A layout of the machine readable zone: of Doc 9303, or a State's own.
#[derive(Debug)]
pub struct Layout {
    /// Its short name: `TD3`, `FRA-ID`.
    pub name: &'static str,
    /// The format of Doc 9303 it is or would be taken for; `None` where its lines fit none.
    pub format: Option<MrzFormat>,
    /// Characters of each line.
    pub line_lengths: &'static [usize],
    /// Where each field is; the same field may go on in a second place.
    pub fields: &'static [(Field, &'static [Span])],
    /// Its check digits.
    pub digits: &'static [DigitPlace],
    /// Where a document number goes on that does not fit its field.
    pub number_goes_on: Option<Span>,
    /// Who describes it.
    pub source: &'static str,
}

/// One check digit: where it is and what it covers.
#[derive(Debug)]
pub struct DigitPlace {
    /// What it belongs to.
    pub field: Field,
    /// What it is computed over, in this order.
    pub over: &'static [Span],
    /// Where it is printed.
    pub at: Span,
    /// Whether a filler stands for the digit where all it covers is fillers. Doc 9303-4 §4.2.2.2, position 43.
    pub may_be_filler: bool,
}

/// The layout for lines of these lengths that begin with these characters.
pub(super) fn layout_of(lines: &[&str]) -> Option<&'static Layout> {
    let first = lines.first()?;
    let fits = |layout: &&Layout| {
        layout.line_lengths.len() == lines.len()
            && layout.line_lengths.iter().zip(lines).all(|(&n, line)| n == line.len())
    };
    let candidates = || ALL.iter().copied().filter(fits);
    let is_visa = first.starts_with('V');
    let own = |layout: &&Layout| match layout.name {
        "MRVA" | "MRVB" => is_visa,
        "FRA-ID" => first.starts_with("IDFRA"),
        "FRA-DL" => first.starts_with("D1FRA"),
        "CHE-DL" => lines.get(1).is_some_and(|line| line.starts_with("FACHE") || line.starts_with("FALIE")),
        _ => true,
    };
    candidates().find(own)
}

/// The fields of two lines from Doc 9303-4, -6 and -7, which differ in the length of the lines and of what is optional.
macro_rules! two_lines {
    (of $length:literal, optional data to $end:literal) => {
        &[
            (Field::DocumentCode, &[on(0, 0, 2)]),
            (Field::IssuingState, &[on(0, 2, 5)]),
            (Field::Name, &[on(0, 5, $length)]),
            (Field::DocumentNumber, &[on(1, 0, 9)]),
            (Field::Nationality, &[on(1, 10, 13)]),
            (Field::DateOfBirth, &[on(1, 13, 19)]),
            (Field::Sex, &[on(1, 20, 21)]),
            (Field::DateOfExpiry, &[on(1, 21, 27)]),
            (Field::OptionalData, &[on(1, 28, $end)]),
        ]
    };
}

/// The check digits that all two lines have, and no others on a visa.
const NUMBER: DigitPlace = digit(Field::DocumentNumber, &[on(1, 0, 9)], on(1, 9, 10));
const BIRTH: DigitPlace = digit(Field::DateOfBirth, &[on(1, 13, 19)], on(1, 19, 20));
const EXPIRY: DigitPlace = digit(Field::DateOfExpiry, &[on(1, 21, 27)], on(1, 27, 28));

/// Every layout, the narrower ones first.
const ALL: [&Layout; 8] = [&FRA_ID, &FRA_DL, &CHE_DL, &MRVA, &MRVB, &TD1, &TD2, &TD3];

const fn digit(field: Field, over: &'static [Span], at: Span) -> DigitPlace {
    DigitPlace { field, over, at, may_be_filler: false }
}

const fn on(line_idx: usize, first: usize, end: usize) -> Span {
    Span::new(line_idx, first, end)
}

/// Three lines of 30. Doc 9303-5 §4.2.2.
pub(super) static TD1: Layout = Layout {
    name: "TD1",
    format: Some(MrzFormat::Td1),
    line_lengths: &[30, 30, 30],
    fields: &[
        (Field::DocumentCode, &[on(0, 0, 2)]),
        (Field::IssuingState, &[on(0, 2, 5)]),
        (Field::DocumentNumber, &[on(0, 5, 14)]),
        (Field::OptionalData, &[on(0, 15, 30)]),
        (Field::DateOfBirth, &[on(1, 0, 6)]),
        (Field::Sex, &[on(1, 7, 8)]),
        (Field::DateOfExpiry, &[on(1, 8, 14)]),
        (Field::Nationality, &[on(1, 15, 18)]),
        (Field::OptionalData2, &[on(1, 18, 29)]),
        (Field::Name, &[on(2, 0, 30)]),
    ],
    digits: &[
        digit(Field::DocumentNumber, &[on(0, 5, 14)], on(0, 14, 15)),
        digit(Field::DateOfBirth, &[on(1, 0, 6)], on(1, 6, 7)),
        digit(Field::DateOfExpiry, &[on(1, 8, 14)], on(1, 14, 15)),
        digit(Field::Composite, &[on(0, 5, 30), on(1, 0, 7), on(1, 8, 15), on(1, 18, 29)], on(1, 29, 30)),
    ],
    number_goes_on: Some(on(0, 15, 30)),
    source: "Doc 9303-5 §4.2.2",
};

/// Two lines of 36. Doc 9303-6 §4.2.2.
pub(super) static TD2: Layout = Layout {
    name: "TD2",
    format: Some(MrzFormat::Td2),
    line_lengths: &[36, 36],
    fields: two_lines!(of 36, optional data to 35),
    digits: &[
        NUMBER,
        BIRTH,
        EXPIRY,
        digit(Field::Composite, &[on(1, 0, 10), on(1, 13, 20), on(1, 21, 35)], on(1, 35, 36)),
    ],
    number_goes_on: Some(on(1, 28, 35)),
    source: "Doc 9303-6 §4.2.2",
};

/// Two lines of 44. Doc 9303-4 §4.2.2.
pub(super) static TD3: Layout = Layout {
    name: "TD3",
    format: Some(MrzFormat::Td3),
    line_lengths: &[44, 44],
    fields: two_lines!(of 44, optional data to 42),
    digits: &[
        NUMBER,
        BIRTH,
        EXPIRY,
        DigitPlace { field: Field::OptionalData, over: &[on(1, 28, 42)], at: on(1, 42, 43), may_be_filler: true },
        digit(Field::Composite, &[on(1, 0, 10), on(1, 13, 20), on(1, 21, 43)], on(1, 43, 44)),
    ],
    number_goes_on: None,
    source: "Doc 9303-4 §4.2.2",
};

/// Visa of format A: two lines of 44, no composite digit. Doc 9303-7 §4.2.2.
pub(super) static MRVA: Layout = Layout {
    name: "MRVA",
    format: Some(MrzFormat::MrvA),
    line_lengths: &[44, 44],
    fields: two_lines!(of 44, optional data to 44),
    digits: &[NUMBER, BIRTH, EXPIRY],
    number_goes_on: None,
    source: "Doc 9303-7 §4.2.2",
};

/// Visa of format B: two lines of 36, no composite digit. Doc 9303-7.
pub(super) static MRVB: Layout = Layout {
    name: "MRVB",
    format: Some(MrzFormat::MrvB),
    line_lengths: &[36, 36],
    fields: two_lines!(of 36, optional data to 36),
    digits: &[NUMBER, BIRTH, EXPIRY],
    number_goes_on: None,
    source: "Doc 9303-7",
};

/// French national identity card issued from 1988 to 2021: two lines of 36 with a division of their own.
static FRA_ID: Layout = Layout {
    name: "FRA-ID",
    format: Some(MrzFormat::Td2),
    line_lengths: &[36, 36],
    fields: &[
        (Field::DocumentCode, &[on(0, 0, 2)]),
        (Field::IssuingState, &[on(0, 2, 5)]),
        (Field::PrimaryIdentifier, &[on(0, 5, 30)]),
        (Field::Authority, &[on(0, 30, 36)]),
        (Field::DateOfIssue, &[on(1, 0, 4)]),
        (Field::DocumentNumber, &[on(1, 0, 12)]),
        (Field::SecondaryIdentifier, &[on(1, 13, 27)]),
        (Field::DateOfBirth, &[on(1, 27, 33)]),
        (Field::Sex, &[on(1, 34, 35)]),
    ],
    digits: &[
        digit(Field::DocumentNumber, &[on(1, 0, 12)], on(1, 12, 13)),
        digit(Field::DateOfBirth, &[on(1, 27, 33)], on(1, 33, 34)),
        digit(Field::Composite, &[on(0, 0, 36), on(1, 0, 35)], on(1, 35, 36)),
    ],
    number_goes_on: None,
    source: "published specimens of the French card of 1988",
};

/// French driving licence from 2013: one line of 30.
static FRA_DL: Layout = Layout {
    name: "FRA-DL",
    format: None,
    line_lengths: &[30],
    fields: &[
        (Field::DocumentCode, &[on(0, 0, 2)]),
        (Field::IssuingState, &[on(0, 2, 5)]),
        (Field::DocumentNumber, &[on(0, 5, 14)]),
        (Field::DateOfExpiry, &[on(0, 15, 21)]),
        (Field::PrimaryIdentifier, &[on(0, 21, 29)]),
    ],
    digits: &[
        digit(Field::DocumentNumber, &[on(0, 0, 14)], on(0, 14, 15)),
        digit(Field::Composite, &[on(0, 0, 29)], on(0, 29, 30)),
    ],
    number_goes_on: None,
    source: "published specimens of the French licence of 2013",
};

/// Swiss and Liechtenstein driving licence: lines of 9, 30 and 30, no check digit.
static CHE_DL: Layout = Layout {
    name: "CHE-DL",
    format: None,
    line_lengths: &[9, 30, 30],
    fields: &[
        (Field::DocumentNumber, &[on(0, 0, 6)]),
        (Field::DocumentCode, &[on(1, 0, 2)]),
        (Field::IssuingState, &[on(1, 2, 5)]),
        (Field::OptionalData, &[on(1, 5, 17)]),
        (Field::DateOfBirth, &[on(1, 19, 25)]),
        (Field::Name, &[on(2, 0, 30)]),
    ],
    digits: &[],
    number_goes_on: None,
    source: "published specimens of the Swiss licence of 2003",
};
