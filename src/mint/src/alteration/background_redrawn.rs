//! The background drawn anew by somebody who measured its lines: their distance is a little off.

use engine::scan::Light;

use crate::alteration::Work;
use crate::print::{Part, Print};

pub(super) fn change(print: &mut Print, work: &mut Work<'_>) {
    let off = work.dice.between(0.015, 0.035);
    let by = if work.dice.chance(0.5) { 1.0 + off } else { 1.0 - off };
    let middle = (print.width as f64 / 2.0, print.height as f64 / 2.0);
    for layer in print.layers.iter_mut().filter(|layer| layer.part == Part::Background) {
        layer.mask = layer.mask.stretched(middle, by).into();
    }
    work.mark(&[Light::Visible], work.page());
}
