//! A note by ball pen: a line of loops at the upper edge or beside the data.

use engine::geometry::PageRect;

use crate::alteration::Work;
use crate::ink::Ink;
use crate::personal::signature_mask;
use crate::print::{Layer, Part, Print};

pub(in crate::alteration) fn change(print: &mut Print, work: &mut Work<'_>) {
    let ink = Ink { infrared: 0.92, ..Ink::offset("ball pen", [0.20, 0.24, 0.55]) };
    let (left, top) = (work.dice.between(40.0, 88.0), work.dice.between(2.0, 54.0));
    let area = PageRect::new(left, top, work.dice.between(18.0, 34.0), work.dice.between(4.0, 6.0));
    let seed = work.dice.bits();
    print.layers.push(Layer::new(ink, signature_mask(area, seed, print.px_per_mm), Part::Wear));
}
