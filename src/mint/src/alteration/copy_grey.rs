//! The whole page from an office copier in black and white: one toner, dots on a grid, office paper.

use crate::alteration::Work;
use crate::alteration::reprint::{Colours, Machine, Screen, reproduce};
use crate::ink::Ink;
use crate::print::Rasters;

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let lines_an_inch = *work.dice.pick(&[85.0, 106.0, 133.0, 150.0]);
    let toner = || Ink::carbon_black("black toner");
    let machine = Machine {
        inks: [toner(), toner(), toner(), toner()],
        colours: Colours::BlackAlone,
        screen: Screen::Amplitude(lines_an_inch / 25.4),
        blur_px: rasters.px_per_mm * work.dice.between(0.045, 0.08),
        seed: work.dice.bits(),
    };
    reproduce(rasters, work, &machine);
}
