//! A signature: a pen that runs to the right in loops.

use engine::geometry::PageRect;

use crate::dice::Dice;
use crate::mask::{Mask, Plate};
use crate::ornament::steps;

/// The signature of that seed within `area`.
pub(crate) fn signature_mask(area: PageRect, seed: u64, px_per_mm: f64) -> Mask {
    let mut dice = Dice::new("signature", &[seed]);
    let mut plate = Plate::new(area, px_per_mm);
    let centre = area.centre();
    let length = area.width * dice.between(0.6, 0.85);
    let left = area.left + area.width * 0.06;
    let loops = dice.between(6.0, 13.0);
    let harmonics: Vec<(f64, f64, f64)> = (1..6)
        .map(|k| (f64::from(k), dice.between(0.15, 1.0) / f64::from(k), dice.between(0.0, std::f64::consts::TAU)))
        .collect();
    let points: Vec<(f64, f64)> = steps(500)
        .map(|t| {
            let angle = t * loops * std::f64::consts::TAU;
            let rise: f64 = harmonics.iter().map(|(k, a, p)| a * (k * angle / 2.0 + p).sin()).sum();
            let fade = 0.45 + 0.55 * (1.0 - t);
            let x = left + length * t - 0.9 * angle.cos();
            (x, centre.y_mm + 0.15 * area.height * rise * fade - 0.06 * area.height * (t - 0.5))
        })
        .collect();
    for (idx, piece) in points.windows(2).enumerate() {
        let width = 0.22 + 0.10 * (idx as f64 * 0.05).sin();
        plate.stroke(piece.iter().copied(), width);
    }
    if dice.chance(0.6) {
        let y = centre.y_mm + area.height * 0.22;
        plate.stroke([(left, y), (left + length * 0.9, y - 0.5)], 0.20);
    }
    plate.finish()
}
