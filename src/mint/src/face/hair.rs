//! Hair before and behind the head, and beards.

use crate::dice::noise_at;
use crate::face::features::head_radius;
use crate::face::{Colour, HairStyle, Traits, lit, ramp};

/// Hair seen behind head and neck: its colour and how far it covers.
pub(crate) fn back_hair(t: &Traits, x: f64, y: f64) -> Option<(Colour, f64)> {
    let (grow, reach) = match t.hair {
        HairStyle::Bob => (1.26, t.centre_y + 0.24),
        HairStyle::Long => (1.28, t.centre_y + 0.44),
        HairStyle::Curly => (1.27, t.centre_y + 0.10),
        HairStyle::Bun => return bun(t, x, y),
        HairStyle::Bald | HairStyle::Cropped | HairStyle::Short => return None,
    };
    let curl = if t.hair == HairStyle::Curly { 0.035 * locks(t, x, y, 60.0) } else { 0.010 * locks(t, x, y, 40.0) };
    let width = t.head_width * (grow + curl);
    let above = ((x / width).powi(2) + ((y - t.centre_y) / (t.head_height * (1.13 + curl))).powi(2)).sqrt();
    let flare = width * (0.98 + 0.35 * (y - t.centre_y).max(0.0));
    let share = if y < t.centre_y { ramp(1.02, 0.97, above) } else { ramp(flare + 0.008, flare - 0.008, x.abs()) };
    let share = share * ramp(reach + 0.02, reach - 0.02, y + 0.02 * locks(t, x, 0.3, 30.0));
    Some((strands(t, x, y, 0.86), share))
}

fn bun(t: &Traits, x: f64, y: f64) -> Option<(Colour, f64)> {
    let knot = (x / 0.085).hypot((y - t.centre_y + t.head_height * 1.12) / 0.070);
    Some((strands(t, x, y, 0.9), ramp(1.04, 0.94, knot)))
}

/// Hair over forehead and temples.
pub(crate) fn front_hair(t: &Traits, x: f64, y: f64) -> Option<(Colour, f64)> {
    let (thick, line) = match t.hair {
        HairStyle::Bald => return None,
        HairStyle::Cropped => (1.035, 0.60),
        HairStyle::Short => (1.11, 0.56),
        HairStyle::Curly => (1.17 + 0.04 * locks(t, x, y, 55.0), 0.55),
        HairStyle::Bob | HairStyle::Long => (1.13, 0.54),
        HairStyle::Bun => (1.06, 0.58),
    };
    let (u, v) = (x / t.head_width, (y - t.centre_y) / t.head_height);
    let outer = (u * u + (v / 1.0).powi(2)).sqrt();
    let outside = ramp(thick + 0.012, thick - 0.012, outer);
    // The hairline: high in the middle, down at the temples, higher on the side of the parting.
    let side = (x - t.parting) / t.head_width;
    let sweep = if t.hair == HairStyle::Cropped { 0.0 } else { 0.10 * side.tanh() };
    let hairline = -line + 0.62 * u.abs().powf(3.2) + sweep + 0.02 * locks(t, x, y, 70.0);
    let temple = if matches!(t.hair, HairStyle::Bob | HairStyle::Long) { 0.95 } else { 0.12 };
    let above =
        ramp(hairline + 0.03, hairline - 0.03, v).max(ramp(0.83, 0.92, u.abs()) * ramp(temple + 0.1, temple - 0.1, v));
    let recede = if 0.6 < t.age && t.hair == HairStyle::Short { 0.75 } else { 1.0 };
    Some((strands(t, x, y, 1.0), outside * above * recede))
}

/// How far a beard covers the skin.
pub(crate) fn beard_share(t: &Traits, x: f64, y: f64) -> f64 {
    if t.beard <= 0.0 {
        return 0.0;
    }
    let v = (y - t.centre_y) / t.head_height;
    let mouth_y = t.centre_y + t.mouth_drop - 0.025;
    let jaw = ramp(0.70, 0.92, head_radius(t, x, y)) * ramp(0.02, 0.22, v);
    let chin = ramp(0.60, 0.72, v) * ramp(0.95, 0.5, (x / t.head_width).abs());
    let lip = ramp(0.020, 0.012, (y - mouth_y + 0.026).abs()) * ramp(1.25, 0.9, (x / t.mouth_width).abs());
    let mouth = ramp(0.9, 1.2, (x / (t.mouth_width * 1.05)).hypot((y - mouth_y) / 0.022));
    let stubble = 0.75 + 0.25 * f64::from(noise_at(t.texture ^ 11, ((x + 1.0) * 330.0) as u32, (y * 330.0) as u32));
    let full = if 0.6 < t.beard { jaw.max(chin).max(lip) } else { chin.max(lip) * 0.8 + 0.35 * jaw };
    full * mouth * stubble * t.beard.min(0.9)
}

/// The colour of hair with its strands.
fn strands(t: &Traits, x: f64, y: f64, light: f64) -> Colour {
    let around = (x / t.head_width).atan2(t.centre_y + 0.10 - y);
    let strand = (around * 46.0 + 2.0 * locks(t, x, y, 25.0)).sin() * 0.5 + (around * 113.0).sin() * 0.3;
    let gloss = 0.32 * (-((y - t.centre_y + t.head_height * 0.86 + 0.2 * x) / 0.035).powi(2)).exp();
    lit(t.hair_colour, light * (0.92 + 0.16 * strand - 0.5 * x + gloss * 1.4))
}

/// Slow waves in -1..1 that are the holder's own.
fn locks(t: &Traits, x: f64, y: f64, frequency: f64) -> f64 {
    let phase = (t.texture % 628) as f64 / 100.0;
    let a = (frequency * x + 0.35 * frequency * y + phase).sin();
    let b = (0.7 * frequency * y - 0.45 * frequency * x + 2.0 * phase).sin();
    0.5 * (a + b)
}
