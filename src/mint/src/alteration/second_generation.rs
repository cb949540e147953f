//! A print of a scan of the page by dye sublimation: continuous tone on photographic paper, nothing but what white light shows.

use crate::alteration::Work;
use crate::alteration::reprint::{Colours, Machine, Screen, reproduce};
use crate::ink::Ink;
use crate::print::Rasters;

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let machine = Machine {
        inks: [
            Ink::dye("cyan dye", [0.06, 0.80, 0.92]),
            Ink::dye("magenta dye", [0.92, 0.12, 0.62]),
            Ink::dye("yellow dye", [0.98, 0.94, 0.14]),
            Ink::dye_black("black dye"),
        ],
        colours: Colours::Full,
        screen: Screen::Continuous,
        blur_px: rasters.px_per_mm * work.dice.between(0.05, 0.09),
        seed: work.dice.bits(),
    };
    reproduce(rasters, work, &machine);
}
