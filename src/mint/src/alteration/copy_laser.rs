//! The whole page from a colour laser copier: dots on a grid, black toner that infrared sees, office paper.

use crate::alteration::Work;
use crate::alteration::reprint::{Colours, Machine, Screen, reproduce};
use crate::ink::Ink;
use crate::print::Rasters;

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let lines_an_inch = *work.dice.pick(&[106.0, 133.0, 150.0, 175.0, 200.0]);
    let toner = |name, white| Ink { uv_absorption: 0.6, ..Ink::dye(name, white) };
    let machine = Machine {
        inks: [
            toner("cyan toner", [0.10, 0.62, 0.80]),
            toner("magenta toner", [0.80, 0.16, 0.46]),
            toner("yellow toner", [0.96, 0.88, 0.18]),
            Ink::carbon_black("black toner"),
        ],
        colours: Colours::Full,
        screen: Screen::Amplitude(lines_an_inch / 25.4),
        blur_px: rasters.px_per_mm * work.dice.between(0.045, 0.08),
        seed: work.dice.bits(),
    };
    reproduce(rasters, work, &machine);
}
