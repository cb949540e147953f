//! Our two networks, run in pure Rust. What they are and how they were made: `assets/README.md`.

use std::sync::OnceLock;

use rten::Model;

use crate::reading::network::run;

static ZONE_FINDER: &[u8] = include_bytes!("../../../../../assets/mrz-reader/zones.onnx");
static LINE_READER: &[u8] = include_bytes!("../../../../../assets/mrz-reader/lines.onnx");

/// What the zone finder says of one cell of [`ZONE_CELL`] px.
#[derive(Debug, Clone, Copy)]
pub(super) struct ZoneCell {
    /// Probability that the middle band of an MRZ line passes here.
    pub(super) band: f32,
    /// The line's axis: cosine and sine of twice its angle, about.
    pub(super) axis: (f32, f32),
    /// The reading direction, about: right, down. Shorter the less sure.
    pub(super) sense: (f32, f32),
    /// Width of a character cell in px of the input.
    pub(super) pitch_px: f32,
}

/// Cells of the zone finder's answer, row major.
pub(super) struct ZoneMap {
    /// Cells a row.
    pub(super) width: usize,
    /// Rows.
    pub(super) height: usize,
    /// `width × height` cells.
    pub(super) cells: Vec<ZoneCell>,
}

/// Side of a zone finder cell in px of its input.
pub(super) const ZONE_CELL: usize = 4;

/// What the line reader says of one frame of [`FRAME`] px.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Scores of the 37 characters in the order of [`ALPHABET`], then of none; before the soft maximum.
    pub(super) logits: [f32; 38],
    /// Where in its cell the frame lies, as cosine and sine of 2π times 0..1 from left to right.
    pub(super) wave: (f32, f32),
    /// How far under the strip's middle the line's middle lies, in strip px.
    pub(super) below_px: f32,
}

impl Frame {
    /// Probability that there is no character.
    pub(super) fn blank(&self) -> f32 {
        let most = self.logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = self.logits.iter().map(|l| (l - most).exp()).sum();
        self.logits.last().map_or(1.0, |l| (l - most).exp() / sum)
    }
}

/// Characters of the line reader's scores, in order.
pub(super) const ALPHABET: [char; 37] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M',
    'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', '<',
];

/// Height of a strip for the line reader, px.
pub(super) const STRIP_HEIGHT: usize = 32;
/// Width of a character cell in a strip, px.
pub(super) const STRIP_CELL: usize = 16;
/// Width of a frame in a strip, px.
pub(super) const FRAME: usize = 4;

/// Run the zone finder on a normalised picture whose sides are multiples of 8. Empty where the network cannot run.
pub(super) fn run_zone_finder(pixels: Vec<f32>, width: usize, height: usize) -> ZoneMap {
    static MODEL: OnceLock<Option<Model>> = OnceLock::new();
    let (w, h) = (width / ZONE_CELL, height / ZONE_CELL);
    let Some(out) = run(&MODEL, ZONE_FINDER, pixels, [1, 1, height, width]).filter(|out| out.len() == 6 * w * h) else {
        return ZoneMap { width: 0, height: 0, cells: Vec::new() };
    };
    let cell = |i: usize| ZoneCell {
        band: 1.0 / (1.0 + (-out[i]).exp()),
        axis: (out[w * h + i], out[2 * w * h + i]),
        sense: (out[4 * w * h + i], out[5 * w * h + i]),
        pitch_px: 8.0 * out[3 * w * h + i].clamp(-3.0, 3.0).exp2(),
    };
    ZoneMap { width: w, height: h, cells: (0..w * h).map(cell).collect() }
}

/// Run the line reader on normalised strips of one width, a multiple of 4. Empty where the network cannot run.
pub(super) fn run_line_reader(strips: Vec<f32>, n_strips: usize, width: usize) -> Vec<Vec<Frame>> {
    static MODEL: OnceLock<Option<Model>> = OnceLock::new();
    let n_frames = width / FRAME;
    let Some(out) = run(&MODEL, LINE_READER, strips, [n_strips, 1, STRIP_HEIGHT, width])
        .filter(|out| out.len() == n_strips * n_frames * 41)
    else {
        return Vec::new();
    };
    let frame = |values: &[f32]| {
        let mut logits = [0.0; 38];
        logits.copy_from_slice(&values[..38]);
        Frame { logits, wave: (values[38], values[39]), below_px: values[40] * 4.0 }
    };
    out.chunks_exact(n_frames * 41).map(|line| line.chunks_exact(41).map(frame).collect()).collect()
}
