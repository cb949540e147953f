//! Tea, grease, fingers: soft brown blots, hardly seen in infrared.

use crate::alteration::Work;
use crate::dice::noise_at;
use crate::ink::Ink;
use crate::mask::Mask;
use crate::print::{Layer, Part, Print};

const BROWN: Ink = Ink {
    name: "stain",
    white: [0.62, 0.50, 0.34],
    white_right: [0.62, 0.50, 0.34],
    infrared: 0.93,
    emission: [0.03, 0.03, 0.02],
    uv_absorption: 0.55,
};

pub(in crate::alteration) fn change(print: &mut Print, work: &mut Work<'_>) {
    let page = work.page();
    for _ in 0..3 + work.dice.below(4) {
        let (x0, y0) = (work.dice.between(0.0, page.width), work.dice.between(0.0, page.height));
        let (rx, ry) = (work.dice.between(2.0, 9.0), work.dice.between(2.0, 9.0));
        let (strength, seed) = (work.dice.between(0.10, 0.34), work.dice.bits());
        let area = engine::geometry::PageRect::new(x0 - 1.3 * rx, y0 - 1.3 * ry, 2.6 * rx, 2.6 * ry);
        let Some(area) = area.intersection(&page) else { continue };
        let mask = Mask::from_fn(area, print.px_per_mm, |x, y| {
            let angle = (y - y0).atan2(x - x0);
            let lobes = 1.0 + 0.12 * (3.0 * angle + seed as u32 as f64).sin() + 0.06 * (7.0 * angle).cos();
            let far = ((x - x0) / rx).hypot((y - y0) / ry) / lobes;
            // The rim dries darkest.
            let body = ((1.0 - far) * 6.0).clamp(0.0, 1.0) * (0.6 + 0.5 * far.powi(4));
            let cloud = 1.0 + 0.25 * f64::from(noise_at(seed, (x * 3.0) as u32, (y * 3.0) as u32));
            strength * body * cloud
        });
        print.layers.push(Layer::new(BROWN, mask, Part::Wear));
    }
}
