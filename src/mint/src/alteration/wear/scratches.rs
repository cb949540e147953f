//! Scratches in the laminate: fine bright lines, a few dark ones.

use crate::alteration::Work;
use crate::ink::Ink;
use crate::mask::Plate;
use crate::print::{Layer, Part, Rasters};

pub(in crate::alteration) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let page = work.page();
    // Negative absorption: a scratch scatters light back.
    let bright =
        Ink { white: [1.16; 3], white_right: [1.16; 3], infrared: 1.1, ..Ink::fluorescent("scratch", [0.03; 3]) };
    let dark = Ink { infrared: 0.85, ..Ink::offset("dirt", [0.72, 0.70, 0.68]) };
    for (ink, n) in [(bright, 14 + work.dice.below(16)), (dark, 3 + work.dice.below(5))] {
        let mut plate = Plate::new(page, rasters.px_per_mm);
        for _ in 0..n {
            let (x, y) = (work.dice.between(0.0, page.width), work.dice.between(0.0, page.height));
            let angle = work.dice.between(0.0, std::f64::consts::TAU);
            let (length, bend) = (work.dice.between(3.0, 26.0), work.dice.around_zero(0.15));
            let points = crate::ornament::steps(16).map(|t| {
                let a = angle + bend * t;
                (x + length * t * a.cos(), y + length * t * a.sin())
            });
            plate.stroke(points, work.dice.between(0.04, 0.10));
        }
        rasters.overprint(&Layer::new(ink, plate.finish(), Part::Wear));
    }
}
