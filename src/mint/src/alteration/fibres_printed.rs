//! Fibres that are printed lines: white light shows them in colour, ultraviolet shows nothing.

use engine::scan::Light;

use crate::alteration::Work;
use crate::ink::Ink;
use crate::print::{Part, Print};

pub(super) fn change(print: &mut Print, work: &mut Work<'_>) {
    let inks = [[0.42, 0.52, 0.86], [0.86, 0.40, 0.42]].map(|white| Ink::offset("printed fibre", white));
    let fibres = print.layers.iter_mut().filter(|layer| layer.part == Part::Fibres);
    fibres.zip(inks.into_iter().cycle()).for_each(|(layer, ink)| layer.ink = ink);
    work.mark(&[Light::Visible, Light::Ultraviolet], work.page());
}
