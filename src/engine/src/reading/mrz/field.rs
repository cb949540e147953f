//! The fields of a machine readable zone, and where characters sit in it.

use serde::Serialize;

/// A field by its name in Doc 9303-4 to -7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// One or two characters for the kind of document.
    DocumentCode,
    /// Three-letter code of the issuing State or organisation.
    IssuingState,
    /// Primary and secondary identifier.
    Name,
    /// The primary identifier where it has a field of its own.
    PrimaryIdentifier,
    /// The secondary identifier where it has a field of its own.
    SecondaryIdentifier,
    /// Number of the document.
    DocumentNumber,
    /// Three-letter code of the nationality.
    Nationality,
    /// YYMMDD.
    DateOfBirth,
    /// `M`, `F` or a filler.
    Sex,
    /// YYMMDD.
    DateOfExpiry,
    /// YYMM or YYMMDD, in national layouts.
    DateOfIssue,
    /// At the issuer's discretion; on TD1 the rest of line 1.
    OptionalData,
    /// At the issuer's discretion, TD1 line 2.
    OptionalData2,
    /// Office that issued it, in national layouts.
    Authority,
    /// The check digit over several fields.
    Composite,
}

impl Field {
    /// Its name in snake case, as in JSON and in findings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DocumentCode => "document_code",
            Self::IssuingState => "issuing_state",
            Self::Name => "name",
            Self::PrimaryIdentifier => "primary_identifier",
            Self::SecondaryIdentifier => "secondary_identifier",
            Self::DocumentNumber => "document_number",
            Self::Nationality => "nationality",
            Self::DateOfBirth => "date_of_birth",
            Self::Sex => "sex",
            Self::DateOfExpiry => "date_of_expiry",
            Self::DateOfIssue => "date_of_issue",
            Self::OptionalData => "optional_data",
            Self::OptionalData2 => "optional_data_2",
            Self::Authority => "authority",
            Self::Composite => "composite",
        }
    }
}

/// Neighbouring characters of one line, counted from 0; `end` is the first that no longer belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The line.
    pub line_idx: usize,
    /// The first character.
    pub first: usize,
    /// The one after the last.
    pub end: usize,
}

impl Span {
    /// Characters `first..end` of a line.
    pub const fn new(line_idx: usize, first: usize, end: usize) -> Self {
        Self { line_idx, first, end }
    }

    /// As a range of columns.
    pub fn columns(self) -> std::ops::Range<usize> {
        self.first..self.end
    }

    /// How many characters.
    pub fn n_characters(self) -> usize {
        self.end - self.first
    }
}
