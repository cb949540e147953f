//! One picture read once, and what was printed in it.

use engine::reading::mrz::MrzReading;

use super::variants::{Variant, ZoneBox};

/// What is known of a picture.
#[derive(Debug, Clone)]
pub(super) struct Truth {
    /// Path in the folder.
    pub(super) file: String,
    /// Kind of capture.
    pub(super) capture: String,
    /// Layout, or `none`.
    pub(super) format: String,
    /// Lines as printed; none in a picture without a zone.
    pub(super) lines: Vec<String>,
    /// Whether it counts.
    pub(super) is_counted: bool,
    /// Whether wrong check digits are printed.
    pub(super) has_wrong_digits: bool,
}

/// What was read.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// What should have been read.
    pub(super) truth: Truth,
    /// How the picture was changed before.
    pub(super) variant: Variant,
    /// The best zone's lines; none where nothing was found.
    pub(super) lines: Vec<String>,
    /// Whether every character is right.
    pub(super) is_right: bool,
    /// Probability of the least sure character.
    pub(super) confidence: f32,
    /// Whether the reading claims to be sure.
    pub(super) is_sure: bool,
    /// Whether it has a known layout and all its check digits agree.
    pub(super) digits_agree: bool,
    /// Each character, where as many were read as are printed.
    pub(super) characters: Vec<Judged>,
    /// Where the zone was read.
    pub(super) zone: Option<ZoneBox>,
    /// Wall time of the reading.
    pub(super) duration_ms: f64,
    /// The same with the decoding of the file, where there was one.
    pub(super) with_decoding_ms: f64,
}

impl Sample {
    /// No zone was found.
    pub(super) fn nothing(truth: &Truth, variant: Variant, duration_ms: f64, with_decoding_ms: f64) -> Self {
        Self {
            truth: truth.clone(),
            variant,
            lines: Vec::new(),
            is_right: truth.lines.is_empty(),
            confidence: 0.0,
            is_sure: false,
            digits_agree: false,
            characters: Vec::new(),
            zone: None,
            duration_ms,
            with_decoding_ms,
        }
    }

    /// Sure, all check digits agree, and yet a character is wrong.
    pub(super) fn is_silently_wrong(&self) -> bool {
        !self.is_right && self.is_sure && self.digits_agree
    }
}

/// One character that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    /// Its probability by the picture.
    pub(super) confidence: f32,
    /// Whether it is what is printed.
    pub(super) is_right: bool,
    /// Whether the layout or a check digit put it before one that the picture likes better.
    pub(super) is_ranked_by_rules: bool,
}

/// Each character; empty where the shape differs.
pub(super) fn judge_characters(reading: &MrzReading, lines: &[String]) -> Vec<Judged> {
    let same_shape = reading.lines.len() == lines.len()
        && reading.lines.iter().zip(lines).all(|(read, line)| read.len() == line.chars().count());
    if !same_shape {
        return Vec::new();
    }
    let printed = lines.iter().flat_map(|line| line.chars());
    reading
        .lines
        .iter()
        .flatten()
        .zip(printed)
        .map(|(read, printed)| Judged {
            confidence: read.confidence,
            is_right: read.symbol == printed,
            is_ranked_by_rules: read.is_ranked_by_rules(),
        })
        .collect()
}

/// The upright box round all cells of a reading, px; `None` for nothing read.
pub(super) fn zone_box(reading: &MrzReading) -> Option<ZoneBox> {
    let corners = reading.lines.iter().flatten().flat_map(|character| character.cell_in_scan);
    let boxes = corners.map(|corner| [corner.x_px, corner.y_px, corner.x_px, corner.y_px]);
    boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
}
