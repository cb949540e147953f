//! Another person's portrait, or one half theirs: pasted on, or printed where the first was erased. The ghost stays the
//! holder's, unless it is overprinted too.

use engine::geometry::PageRect;
use engine::scan::Light;

use crate::alteration::{Work, erase};
use crate::design::PortraitTechnique;
use crate::face::{Face, Traits, draw_face};
use crate::ink::Ink;
use crate::mask::Plate;
use crate::personal::{ghost_layers, picture_layers};
use crate::print::{Layer, Part, Rasters};

/// Whom the new portrait shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Motif {
    /// Another person.
    Another,
    /// A face between the holder's and another person's.
    Morph,
}

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>, motif: Motif) {
    replace(rasters, work, motif);
}

/// Portrait and ghost, the ghost by an ink-jet printer over the wiped one.
pub(super) fn change_both(rasters: &mut Rasters, work: &mut Work<'_>) {
    let face = replace(rasters, work, Motif::Another);
    let layout = &work.design.layout;
    let uv_gain = work.dice.between(0.95, 1.15) as f32;
    erase::wipe(rasters, layout.ghost, uv_gain, work.dice.bits());
    for mut layer in ghost_layers(layout, &face, rasters.px_per_mm) {
        layer.ink.infrared = 0.97;
        rasters.overprint(&layer);
    }
    work.mark(&Light::ALL, layout.ghost);
}

/// The face of somebody else of the holder's sex.
pub(super) fn another_face(work: &mut Work<'_>) -> Face {
    draw_face(&Traits::of(work.dice.bits(), work.holder.sex), 480)
}

fn replace(rasters: &mut Rasters, work: &mut Work<'_>, motif: Motif) -> Face {
    let issuer = &work.design.layout;
    let (original, fade) = (issuer.portrait, issuer.portrait_fade_mm);
    let technique = if issuer.portrait_technique == PortraitTechnique::Laser && work.dice.chance(0.4) {
        PortraitTechnique::Laser
    } else {
        PortraitTechnique::Dye
    };
    let moved = PageRect::new(
        original.left + work.dice.around_zero(0.4),
        original.top + work.dice.around_zero(0.4),
        original.width * work.dice.between(0.985, 1.015),
        original.height * work.dice.between(0.985, 1.015),
    );
    let mut face = another_face(work);
    if motif == Motif::Morph {
        face = face.mixed_with(&draw_face(&Traits::of(work.holder.face_seed, work.holder.sex), 480));
    }
    if work.dice.chance(0.5) {
        paste(rasters, work, moved);
        print_face(rasters, picture_layers(&face, moved, 0.06, technique, rasters.px_per_mm));
    } else {
        let uv_gain = work.dice.between(0.95, 1.2) as f32;
        erase::wipe(rasters, moved.grown(0.2), uv_gain, work.dice.bits());
        print_face(rasters, picture_layers(&face, moved, fade * 0.5, technique, rasters.px_per_mm));
    }
    work.mark(&Light::ALL, moved.union(&original));
    face
}

pub(super) fn print_face(rasters: &mut Rasters, layers: Vec<Layer>) {
    layers.iter().for_each(|layer| rasters.overprint(layer));
}

/// Photographic paper over the portrait, with the shadow of its cut edge.
fn paste(rasters: &mut Rasters, work: &mut Work<'_>, area: PageRect) {
    let tint = work.dice.around_zero(0.02) as f32;
    let white = [0.94 + tint, 0.94, 0.93 - tint].map(|v| (v * 255.0) as u8);
    let glow = work.dice.between(0.6, 1.9) as f32;
    let ultraviolet = [0.11, 0.20, 0.34].map(|v: f32| (v * glow * 255.0).min(255.0) as u8);
    let scale = rasters.px_per_mm;
    let (left, right) = ((area.left * scale) as usize, (area.right() * scale) as usize);
    let (top, bottom) = ((area.top * scale) as usize, (area.bottom() * scale) as usize);
    rasters.cover(left..right, top..bottom, white, ultraviolet, 218);
    let mut seam = Plate::new(area.grown(1.0), scale);
    let (l, t, r, b) = (area.left, area.top, area.right(), area.bottom());
    seam.stroke_closed([(l, t), (r, t), (r, b), (l, b)], 0.13);
    let shadow = Ink { infrared: 0.75, ..Ink::offset("shadow", [0.62, 0.61, 0.60]) };
    rasters.overprint(&Layer::new(shadow, seam.finish(), Part::Portrait));
}
