//! A portrait cut out with the ground it is printed on and put in a little off its place, as one of another document of the same
//! model is: its lines no longer meet those round it.

use engine::geometry::PageRect;
use engine::scan::Light;

use crate::alteration::Work;
use crate::alteration::copy::copy;
use crate::print::Rasters;

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let window = work.design.layout.portrait.grown(work.dice.between(-0.2, 0.2));
    let (off, angle) = (work.dice.between(0.15, 0.5), work.dice.between(0.0, std::f64::consts::TAU));
    let source = PageRect { left: window.left + off * angle.cos(), top: window.top + off * angle.sin(), ..window };
    copy(rasters, source, window);
    work.mark(&Light::ALL, window);
}
