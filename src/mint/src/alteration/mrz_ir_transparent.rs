//! The MRZ in dye: as black as ever in white light, gone at 900 nm.

use engine::scan::Light;

use crate::alteration::Work;
use crate::design::Layout;
use crate::ink::Ink;
use crate::print::{Part, Print};

pub(super) fn change(print: &mut Print, work: &mut Work<'_>) {
    for layer in print.layers.iter_mut().filter(|layer| layer.part == Part::Mrz) {
        layer.ink = Ink::dye_black("dye black");
    }
    work.mark(&[Light::Infrared], Layout::mrz_area());
}
