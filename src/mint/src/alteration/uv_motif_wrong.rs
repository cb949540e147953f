//! A fluorescent motif that glows in another colour, or stands some millimetres beside its place.

use engine::scan::Light;

use crate::alteration::Work;
use crate::print::{Part, Print};

pub(super) fn change(print: &mut Print, work: &mut Work<'_>) {
    let is_moved = work.dice.chance(0.5);
    let mut shift = || {
        let far = work.dice.between(1.5, 4.0);
        let sense = if work.dice.chance(0.5) { 1.0 } else { -1.0 };
        (sense * far * print.px_per_mm) as i32
    };
    let (right, down) = (shift(), shift());
    for layer in print.layers.iter_mut().filter(|layer| layer.part == Part::UvMotif) {
        if is_moved {
            layer.shift_px = (layer.shift_px.0 + right, layer.shift_px.1 + down);
        } else {
            layer.ink.emission.rotate_left(1);
        }
    }
    for (_, area) in work.design.layout.uv_motifs.clone() {
        work.mark(&[Light::Ultraviolet], area);
    }
}
