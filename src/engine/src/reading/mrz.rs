//! The machine readable zone: where it is, what is printed in it, and what that means. Doc 9303-3 §4.

mod calibrate;
pub mod check_digit;
mod columns;
mod curve;
mod decode;
mod document_codes;
mod field;
pub mod format;
mod grid;
mod layout;
mod locate;
mod mrz_date;
mod names;
mod national;
mod nets;
mod parse;
mod plane;
mod print;
mod rank;
mod rank_digits;
mod read;
mod recognise;
mod rules;
mod state_codes;
mod trace;

pub use self::check_digit::CheckDigit;
pub use self::document_codes::{PassportKind, passport_kind};
pub use self::field::{Field, Span};
pub use self::format::MrzFormat;
pub use self::layout::{DigitPlace, Layout};
pub use self::mrz_date::{DateParts, MrzDate};
pub use self::names::Names;
pub use self::national::{Departure, Deviation, known_deviation, known_digit_deviation};
pub use self::parse::{Mrz, MrzError, typed_lines};
pub use self::print::MrzFields;
pub use self::read::{read_mrz, read_mrz_in};
pub use self::rules::{RuleFinding, Verdict, rules};
pub use self::state_codes::{Part, StateCode, state_code};
use crate::geometry::{Homography, PageRect, ScanPoint};
use crate::scan::Light;

/// One printed character as the recogniser saw it.
#[derive(Clone, PartialEq)]
pub struct CharReading {
    /// The most probable character that its place in the layout admits: A–Z, 0–9 or `<`.
    pub symbol: char,
    /// Its probability by the picture alone, calibrated, 0..=1.
    pub confidence: f32,
    /// Other characters with their probabilities, the likelier first; those under 0.01 are left out.
    pub alternatives: Vec<(char, f32)>,
    /// The corners of its cell in the scan, clockwise from the character's own top left.
    pub cell_in_scan: [ScanPoint; 4],
}

impl CharReading {
    /// Whether the layout or a check digit, not the picture alone, put this character first: an alternative is likelier.
    pub fn is_ranked_by_rules(&self) -> bool {
        self.alternatives.first().is_some_and(|likeliest| self.confidence < likeliest.1)
    }

    /// Puts alternative `idx` first, with its own probability.
    fn put_first(&mut self, idx: usize) {
        if idx < self.alternatives.len() {
            let (symbol, confidence) = self.alternatives.remove(idx);
            self.alternatives.push((self.symbol, self.confidence));
            self.alternatives.sort_by(|a, b| b.1.total_cmp(&a.1));
            (self.symbol, self.confidence) = (symbol, confidence);
        }
    }
}

/// One machine readable zone as found in one scan, before anyone knows where the page is.
#[derive(Clone)]
pub struct MrzReading {
    /// The layout, by number and length of lines and the first character; `None` for a layout not in Doc 9303.
    pub format: Option<MrzFormat>,
    /// Top to bottom, each left to right, as printed: a line too short or too long stays so.
    pub lines: Vec<Vec<CharReading>>,
    /// The light it was read in.
    pub light: Light,
}

impl MrzReading {
    /// The lines as text.
    pub fn text(&self) -> Vec<String> {
        self.lines.iter().map(|line| line.iter().map(|c| c.symbol).collect()).collect()
    }

    /// Moves every cell: what was read in a part of a picture, or with a margin round it, lies in the picture then.
    pub(crate) fn move_by(&mut self, x_px: f64, y_px: f64) {
        for corner in self.lines.iter_mut().flatten().flat_map(|character| &mut character.cell_in_scan) {
            corner.x_px += x_px;
            corner.y_px += y_px;
        }
    }

    /// Probability of the least sure character; 0 for nothing read.
    pub fn confidence(&self) -> f32 {
        self.lines
            .iter()
            .flatten()
            .map(|c| c.confidence)
            .fold(None, |least: Option<f32>, c| Some(least.map_or(c, |l| l.min(c))))
            .unwrap_or(0.0)
    }

    /// Whether every character is surer than `DOUBTFUL_BELOW`.
    pub fn is_sure(&self) -> bool {
        !self.lines.is_empty() && DOUBTFUL_BELOW <= self.confidence()
    }

    /// The smallest page rectangle round characters `columns` of line `line_idx`, under a `page_from_scan` map.
    pub fn area(
        &self,
        line_idx: usize,
        columns: std::ops::Range<usize>,
        page_from_scan: &Homography,
    ) -> Option<PageRect> {
        let cells = self.lines.get(line_idx)?.get(columns)?;
        let mut points = cells.iter().flat_map(|c| c.cell_in_scan).map(|p| page_from_scan.to_page(p));
        let first = points.next()?;
        let (mut left, mut top, mut right, mut bottom) = (first.x_mm, first.y_mm, first.x_mm, first.y_mm);
        for p in points {
            left = left.min(p.x_mm);
            right = right.max(p.x_mm);
            top = top.min(p.y_mm);
            bottom = bottom.max(p.y_mm);
        }
        Some(PageRect::new(left, top, right - left, bottom - top))
    }
}

/// A character less probable than this is shown as doubtful. Of characters that the reader gave 0.7 to 0.9 on specimens nobody
/// here made and variants of them, one in twenty-five was wrong; of those above 0.9, seven in seventy thousand.
pub const DOUBTFUL_BELOW: f32 = 0.9;

/// Says the shape, never the text.
impl std::fmt::Debug for MrzReading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lengths: Vec<usize> = self.lines.iter().map(Vec::len).collect();
        write!(f, "MrzReading({:?}, lines of {lengths:?}, {:?})", self.format, self.light)
    }
}

/// Never shows the character.
impl std::fmt::Debug for CharReading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CharReading(confidence {:.2})", self.confidence)
    }
}
