//! The whole page from an ink-jet printer: scattered drops of dye that infrared does not see, office paper.

use crate::alteration::Work;
use crate::alteration::reprint::{Colours, Machine, Screen, reproduce};
use crate::ink::Ink;
use crate::print::Rasters;

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let machine = Machine {
        inks: [
            Ink::dye("cyan ink", [0.14, 0.66, 0.84]),
            Ink::dye("magenta ink", [0.84, 0.22, 0.52]),
            Ink::dye("yellow ink", [0.97, 0.91, 0.22]),
            Ink::dye_black("black ink"),
        ],
        colours: Colours::Full,
        screen: Screen::Frequency,
        blur_px: rasters.px_per_mm * work.dice.between(0.04, 0.07),
        seed: work.dice.bits(),
    };
    reproduce(rasters, work, &machine);
}
