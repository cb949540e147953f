//! Minted phone captures: perspective to 35°, blur, uneven light, glare.

use std::time::Instant;

use mint::CaptureKind;

use super::sample::{Sample, Truth};
use super::variants::Variant;
use crate::bench::live_of;
use crate::bench::side_by_side::side_by_side;

/// First seed of the holders, copies and captures; whatever is fitted uses smaller ones.
const SEED: u64 = 61_000;

/// Reads so many captures, of each model in turn; times are not measured, for several are read at once.
pub(super) fn read_phone_captures(n: usize) -> Vec<Sample> {
    let designs = mint::models();
    let read = |idx: usize| {
        let design = &designs[idx % designs.len()];
        let seed = SEED + idx as u64;
        let holder = mint::holders(design, seed, 1).into_iter().next()?;
        let minted = mint::mint_page(design, &holder, &[], seed);
        let captured = mint::capture(&minted, CaptureKind::Phone, seed);
        let truth = Truth {
            file: format!("{} seed {seed}", minted.model),
            capture: "phone".to_owned(),
            format: "TD3".to_owned(),
            lines: minted.mrz.to_vec(),
            is_counted: true,
            has_wrong_digits: false,
        };
        let live = live_of(&captured);
        Some(super::read_sample(&live.visible, &truth, Variant::AsIs, Instant::now()))
    };
    side_by_side(n, read).into_iter().flatten().collect()
}
