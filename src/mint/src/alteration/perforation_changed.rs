//! The perforated number of another book, or none.

use engine::scan::Light;

use crate::alteration::Work;
use crate::personal::perforation_mask;
use crate::print::{Part, Print};

pub(super) fn change(print: &mut Print, work: &mut Work<'_>) {
    let area = work.design.layout.perforation;
    let is_missing = work.dice.chance(0.4);
    let mut number = String::new();
    if is_missing {
        print.layers.retain(|layer| layer.part != Part::Perforation);
    } else {
        number = crate::holder::number(work.design.model.number_formats.first(), &mut work.dice);
        let holes = perforation_mask(area, &number, print.px_per_mm);
        for layer in print.layers.iter_mut().filter(|layer| layer.part == Part::Perforation) {
            layer.mask = holes.clone().into();
        }
    }
    work.entries.perforated = number;
    work.mark(&[Light::Visible, Light::Infrared], area);
}
