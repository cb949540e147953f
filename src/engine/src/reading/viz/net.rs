//! Our network that reads entries, run in pure Rust. What it is and how it was made: `assets/viz-reader/README.md`.

use std::sync::OnceLock;

use rten::Model;

use super::strip::{FRAME, HEIGHT, Strip};
use crate::reading::network::run;

static ENTRY_READER: &[u8] = include_bytes!("../../../../../assets/viz-reader/entries.onnx");

/// Characters of the scores, in order, after the score of none.
pub(super) const ALPHABET: &str = concat!(
    " '-.,/()<:&0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĦĨĪĮĴĶĹĻĽŁŃŅŇŊŌŐŒŔŖŘŚŜŞȘŠȚŤŦŨŪŬŮŰŲŴŶŸŹŻŽİ",
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüýþāăąćĉċčďđēėęěĝğġģĥħĩīįĵķĺļľłńņňŋōőœŕŗřśŝşșšțťŧũūŭůűųŵŷÿźżžðßı",
);
/// Scores a frame: of none, and of each character.
const N_SCORES: usize = 252;
/// Strips whose widths, rounded up to this, are the same go through the network together.
const WIDTH_STEP: usize = 64;

/// What the network says of one frame: probabilities of none, then of the characters of [`ALPHABET`].
pub(super) struct Frame(pub(super) Vec<f32>);

/// Runs the network on strips; for each its frames, none where the network cannot run.
pub(super) fn run_entry_reader(strips: &[Strip]) -> Vec<Vec<Frame>> {
    let rounded = |strip: &Strip| strip.width.div_ceil(WIDTH_STEP) * WIDTH_STEP;
    let mut widths: Vec<usize> = strips.iter().map(rounded).collect();
    widths.sort_unstable();
    widths.dedup();
    let mut frames: Vec<Vec<Frame>> = strips.iter().map(|_| Vec::new()).collect();
    for width in widths {
        let members: Vec<usize> = (0..strips.len()).filter(|&idx| rounded(&strips[idx]) == width).collect();
        let together: Vec<&Strip> = members.iter().filter_map(|&idx| strips.get(idx)).collect();
        for (idx, read) in members.into_iter().zip(run_together(&together, width)) {
            if let Some(own) = frames.get_mut(idx) {
                *own = read;
            }
        }
    }
    frames
}

/// Strips of about one width, the shorter ones filled up with nothing.
fn run_together(strips: &[&Strip], width: usize) -> Vec<Vec<Frame>> {
    static MODEL: OnceLock<Option<Model>> = OnceLock::new();
    let mut pixels = Vec::with_capacity(strips.len() * HEIGHT * width);
    for strip in strips {
        for row in strip.pixels.chunks_exact(strip.width) {
            pixels.extend_from_slice(row);
            pixels.extend(std::iter::repeat_n(0.0, width - strip.width));
        }
    }
    let n_frames = width / FRAME;
    let Some(out) = run(&MODEL, ENTRY_READER, pixels, [strips.len(), 1, HEIGHT, width])
        .filter(|out| out.len() == strips.len() * n_frames * N_SCORES)
    else {
        return Vec::new();
    };
    let lines = out.chunks_exact(n_frames * N_SCORES).zip(strips);
    let of_line = |(scores, strip): (&[f32], &&Strip)| {
        scores.chunks_exact(N_SCORES).take(strip.width / FRAME).map(|scores| Frame(probabilities(scores))).collect()
    };
    lines.map(of_line).collect()
}

/// The soft maximum.
fn probabilities(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_score_for_every_character_and_for_none() {
        assert_eq!(ALPHABET.chars().count() + 1, N_SCORES);
    }
}
