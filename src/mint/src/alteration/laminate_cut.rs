//! A window cut into the laminate round the portrait: another portrait under new film, the cut sealed by heat.

use engine::scan::Light;

use crate::alteration::Work;
use crate::alteration::portrait_replaced::{another_face, print_face};
use crate::design::PortraitTechnique;
use crate::ink::Ink;
use crate::mask::Plate;
use crate::personal::picture_layers;
use crate::print::{Layer, Part, Rasters};

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let portrait = work.design.layout.portrait;
    let window = portrait.grown(work.dice.between(0.4, 1.4));
    let face = another_face(work);
    let scale = rasters.px_per_mm;
    let px = |mm: f64| (mm * scale).round().max(0.0) as usize;
    // New paper under new film: neither background nor fluorescent motif goes on.
    let tint = work.dice.around_zero(0.015) as f32;
    let white = [0.93 + tint, 0.93, 0.92 - tint].map(|v| (v * 255.0) as u8);
    let glow = work.dice.between(0.7, 1.5) as f32;
    let ultraviolet = [0.10, 0.18, 0.32].map(|v: f32| (v * glow * 255.0) as u8);
    let (columns, rows) = (px(window.left)..px(window.right()), px(window.top)..px(window.bottom()));
    rasters.cover(columns, rows, white, ultraviolet, 214);
    print_face(rasters, picture_layers(&face, portrait, 0.1, PortraitTechnique::Dye, scale));
    // The cut: dirt and film that overlaps.
    let mut seam = Plate::new(window.grown(2.0), scale);
    let (l, t, r, b) = (window.left, window.top, window.right(), window.bottom());
    let mut corner = |x: f64, y: f64| (x + work.dice.around_zero(0.2), y + work.dice.around_zero(0.2));
    let corners = [corner(l, t), corner(r, t), corner(r, b), corner(l, b)];
    seam.stroke_closed(corners, 0.16);
    let dirt = Ink { infrared: 0.9, ..Ink::offset("cut film", [0.74, 0.72, 0.69]) };
    rasters.overprint(&Layer::new(dirt, seam.finish(), Part::Portrait));
    work.mark(&Light::ALL, window);
}
