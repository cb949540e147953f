//! Years of light: colours pale towards yellowed paper; carbon and infrared hardly change.

use crate::alteration::Work;
use crate::print::Rasters;

pub(in crate::alteration) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let share = work.dice.between(0.10, 0.24) as f32;
    let paper = [240.0, 234.0, 216.0];
    let glow = 1.0 - 0.8 * share;
    rasters.rows().for_each_row(|_, visible, ultraviolet, _| {
        for (idx, value) in visible.iter_mut().enumerate() {
            let pale = f32::from(*value) + share * (paper[idx % 3] - f32::from(*value));
            *value = pale.clamp(0.0, 255.0) as u8;
        }
        ultraviolet.iter_mut().for_each(|value| *value = (f32::from(*value) * glow) as u8);
    });
}
