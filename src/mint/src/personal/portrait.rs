//! The portrait and its ghost: one face, two techniques.

use engine::geometry::PageRect;

use crate::design::{GhostTechnique, Layout, PortraitTechnique};
use crate::face::{Face, luminance};
use crate::ink::Ink;
use crate::mask::Mask;
use crate::print::{Layer, Part};

const CYAN: Ink = Ink::dye("cyan dye", [0.06, 0.93, 0.97]);
const MAGENTA: Ink = Ink::dye("magenta dye", [0.95, 0.10, 0.90]);
const YELLOW: Ink = Ink::dye("yellow dye", [0.98, 0.96, 0.12]);
const BLACK: Ink = Ink::carbon_black("black panel");
const ENGRAVED: Ink =
    Ink { white: [0.16, 0.15, 0.15], white_right: [0.16, 0.15, 0.15], ..Ink::carbon_black("laser engraving") };

/// The main portrait in the model's technique.
pub(crate) fn portrait_layers(layout: &Layout, face: &Face, px_per_mm: f64) -> Vec<Layer> {
    picture_layers(face, layout.portrait, layout.portrait_fade_mm, layout.portrait_technique, px_per_mm)
}

/// A face printed into an area, its edge fading over `fade_mm`.
pub(crate) fn picture_layers(
    face: &Face,
    area: PageRect,
    fade_mm: f64,
    technique: PortraitTechnique,
    px_per_mm: f64,
) -> Vec<Layer> {
    let tone = |x: f64, y: f64| {
        let colour = face.at(across(area, x), down(area, y));
        (colour.map(f64::from), edge(area, fade_mm, x, y))
    };
    match technique {
        PortraitTechnique::Laser => {
            let mask = Mask::from_fn(area, px_per_mm, |x, y| {
                let (colour, strength) = tone(x, y);
                // The engraver lightens the middle tones: plastic darkens more than paper.
                let dark = (1.0 - f64::from(luminance(colour.map(|v| v as f32)))).max(0.0).powf(1.3);
                // Pulses of the laser, twelve a mm, merge in the shadows.
                let pulse = (12.0 * std::f64::consts::TAU * x).cos() * (12.0 * std::f64::consts::TAU * y).cos();
                strength * (dark * 1.06 - 0.04 + 0.20 * pulse * dark * (1.0 - dark))
            });
            vec![Layer::new(ENGRAVED, mask, Part::Portrait)]
        }
        PortraitTechnique::Dye => {
            let black = |c: [f64; 3]| ((0.34 - c[0].max(c[1]).max(c[2])) / 0.34).clamp(0.0, 1.0);
            let panel = |channel: usize| {
                Mask::from_fn(area, px_per_mm, |x, y| {
                    let (colour, strength) = tone(x, y);
                    strength * ((1.0 - colour[channel]) * 1.02 - 0.01) * (1.0 - 0.5 * black(colour))
                })
            };
            let shadows = Mask::from_fn(area, px_per_mm, |x, y| {
                let (colour, strength) = tone(x, y);
                strength * black(colour)
            });
            vec![
                Layer::new(YELLOW, panel(2), Part::Portrait),
                Layer::new(MAGENTA, panel(1), Part::Portrait),
                Layer::new(CYAN, panel(0), Part::Portrait),
                Layer::new(BLACK, shadows, Part::Portrait),
            ]
        }
    }
}

/// The second portrait in the model's technique.
pub(crate) fn ghost_layers(layout: &Layout, face: &Face, px_per_mm: f64) -> Vec<Layer> {
    let area = layout.ghost;
    let dark = |x: f64, y: f64| {
        let colour = face.at(across(area, x), down(area, y));
        edge(area, 1.2, x, y) * (1.0 - f64::from(luminance(colour)))
    };
    let (ink, mask) = match layout.ghost_technique {
        GhostTechnique::Tone(ink, share) => (ink, Mask::from_fn(area, px_per_mm, |x, y| share * dark(x, y))),
        GhostTechnique::Lines(ink, per_mm, angle) => {
            let (sin, cos) = angle.sin_cos();
            let cover = |x: f64, y: f64| {
                let phase = ((y * cos - x * sin) * per_mm).rem_euclid(1.0);
                let half = 0.5 * dark(x, y).max(0.0).powf(0.8) * 0.92;
                // One pixel of softness keeps the line's width true between pixels.
                ((half - (phase - 0.5).abs()) * px_per_mm / per_mm + 0.5).clamp(0.0, 1.0)
            };
            (ink, Mask::from_fn(area, px_per_mm, cover))
        }
        GhostTechnique::Dots(ink, per_mm) => {
            let cover = |x: f64, y: f64| {
                let (u, v) = ((x * per_mm).rem_euclid(1.0) - 0.5, (y * per_mm).rem_euclid(1.0) - 0.5);
                let radius = (dark(x, y).max(0.0) / std::f64::consts::PI).sqrt();
                ((radius - u.hypot(v)) * px_per_mm / per_mm + 0.5).clamp(0.0, 1.0)
            };
            (ink, Mask::from_fn(area, px_per_mm, cover))
        }
    };
    vec![Layer::new(ink, mask, Part::Ghost)]
}

fn across(area: PageRect, x: f64) -> f64 {
    (x - area.left) / area.width
}

fn down(area: PageRect, y: f64) -> f64 {
    (y - area.top) / area.height
}

/// 1 well inside, falling to 0 over `fade_mm` at the edge.
fn edge(area: PageRect, fade_mm: f64, x: f64, y: f64) -> f64 {
    let inside = (x - area.left).min(area.right() - x).min(y - area.top).min(area.bottom() - y);
    crate::face::ramp(-0.01, fade_mm.max(0.02), inside)
}
