//! Faces that belong to nobody: a head from some thirty numbers, lit from the upper left.

mod features;
mod hair;

use rayon::prelude::*;

use crate::dice::{Dice, noise_at};
use crate::holder::Sex;

/// A drawn portrait: colours 0..=1, rows from the top, 4 columns to 5 rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Face {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<[f32; 3]>,
}

/// Red, green, blue, 0..=1.
pub(crate) type Colour = [f32; 3];

/// What makes a face one's own. Lengths in units of the picture's height; x from the middle, y from the top.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Traits {
    pub(crate) skin: Colour,
    pub(crate) hair_colour: Colour,
    pub(crate) hair: HairStyle,
    pub(crate) beard: f64,
    pub(crate) eye_colour: Colour,
    pub(crate) clothes: Colour,
    pub(crate) collar: f64,
    pub(crate) wall: Colour,
    pub(crate) centre_x: f64,
    pub(crate) centre_y: f64,
    pub(crate) head_width: f64,
    pub(crate) head_height: f64,
    pub(crate) jaw: f64,
    pub(crate) eye_gap: f64,
    pub(crate) eye_size: f64,
    pub(crate) brow: f64,
    pub(crate) brow_tilt: f64,
    pub(crate) nose_length: f64,
    pub(crate) nose_width: f64,
    pub(crate) mouth_width: f64,
    pub(crate) lip: f64,
    pub(crate) mouth_drop: f64,
    pub(crate) smile: f64,
    pub(crate) lip_colour: Colour,
    pub(crate) age: f64,
    pub(crate) glasses: bool,
    pub(crate) shoulder: f64,
    pub(crate) parting: f64,
    pub(crate) texture: u64,
}

/// How the hair is worn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HairStyle {
    Bald,
    Cropped,
    Short,
    Curly,
    Bob,
    Long,
    Bun,
}

const SKINS: [Colour; 8] = [
    [0.96, 0.82, 0.73],
    [0.92, 0.76, 0.65],
    [0.88, 0.70, 0.57],
    [0.80, 0.60, 0.46],
    [0.70, 0.50, 0.37],
    [0.58, 0.40, 0.29],
    [0.46, 0.31, 0.22],
    [0.36, 0.24, 0.18],
];
const HAIRS: [Colour; 8] = [
    [0.07, 0.06, 0.06],
    [0.14, 0.10, 0.08],
    [0.24, 0.16, 0.10],
    [0.38, 0.25, 0.14],
    [0.58, 0.42, 0.24],
    [0.74, 0.60, 0.38],
    [0.50, 0.22, 0.11],
    [0.62, 0.61, 0.60],
];
const EYES: [Colour; 4] = [[0.22, 0.13, 0.07], [0.30, 0.38, 0.50], [0.28, 0.36, 0.24], [0.36, 0.26, 0.13]];
const CLOTHES: [Colour; 8] = [
    [0.10, 0.11, 0.14],
    [0.16, 0.19, 0.32],
    [0.36, 0.12, 0.15],
    [0.20, 0.31, 0.26],
    [0.52, 0.52, 0.55],
    [0.78, 0.76, 0.72],
    [0.30, 0.24, 0.20],
    [0.24, 0.36, 0.48],
];

impl Traits {
    /// The face of that seed and sex.
    pub(crate) fn of(seed: u64, sex: Sex) -> Self {
        let mut d = Dice::new("face", &[seed]);
        let is_female = match sex {
            Sex::Female => true,
            Sex::Male => false,
            Sex::Unspecified => d.chance(0.5),
        };
        let skin_idx = d.below(SKINS.len());
        let age = d.unit();
        let dark_hair_only = 4 < skin_idx;
        let mut hair_colour = HAIRS[d.below(if dark_hair_only { 3 } else { 7 })];
        if 0.72 < age && d.chance(0.7) {
            hair_colour = HAIRS[7];
        }
        let hair = if is_female {
            *d.pick(&[
                HairStyle::Bob,
                HairStyle::Long,
                HairStyle::Long,
                HairStyle::Bun,
                HairStyle::Curly,
                HairStyle::Short,
            ])
        } else {
            *d.pick(&[HairStyle::Bald, HairStyle::Cropped, HairStyle::Short, HairStyle::Short, HairStyle::Curly])
        };
        let red = [0.72, 0.30, 0.30];
        let skin = SKINS[skin_idx].map(|v| (v + d.around_zero(0.03) as f32).clamp(0.05, 0.99));
        let jaw_base = if is_female { 2.0 } else { 2.35 };
        Self {
            skin,
            hair_colour,
            hair,
            beard: if !is_female && d.chance(0.4) { d.between(0.25, 1.0) } else { 0.0 },
            eye_colour: if dark_hair_only { EYES[0] } else { *d.pick(&EYES) },
            clothes: *d.pick(&CLOTHES),
            collar: d.unit(),
            wall: if d.chance(0.5) { [0.93, 0.93, 0.93] } else { [0.88, 0.92, 0.95] },
            centre_x: d.around_zero(0.012),
            centre_y: 0.455 + d.around_zero(0.015),
            head_width: if is_female { d.between(0.176, 0.205) } else { d.between(0.186, 0.222) },
            head_height: d.between(0.262, 0.298),
            jaw: jaw_base + d.around_zero(0.35),
            eye_gap: d.between(0.074, 0.094),
            eye_size: d.between(0.030, 0.041),
            brow: if is_female { d.between(0.006, 0.011) } else { d.between(0.009, 0.018) },
            brow_tilt: d.between(-0.12, 0.28),
            nose_length: d.between(0.105, 0.138),
            nose_width: d.between(0.030, 0.050),
            mouth_width: d.between(0.058, 0.085),
            lip: if is_female { d.between(0.012, 0.020) } else { d.between(0.008, 0.016) },
            mouth_drop: d.between(0.168, 0.190),
            smile: d.between(-1.6, 0.5),
            lip_colour: std::array::from_fn(|c| {
                let share = if is_female { 0.55 } else { 0.3 };
                skin[c] * (1.0 - share) * 0.92 + red[c] * skin[0] * share
            }),
            age,
            glasses: d.chance(0.12),
            shoulder: if is_female { d.between(0.36, 0.43) } else { d.between(0.42, 0.52) },
            parting: d.around_zero(0.09),
            texture: d.bits(),
        }
    }
}

/// Draws the face; `height` rows, width four fifths of it.
pub(crate) fn draw_face(traits: &Traits, height: usize) -> Face {
    let width = height * 4 / 5;
    let mut pixels = vec![[0.0; 3]; width * height];
    pixels.par_chunks_mut(width).enumerate().for_each(|(row, line)| {
        for (col, pixel) in line.iter_mut().enumerate() {
            let x = (col as f64 + 0.5 - width as f64 / 2.0) / height as f64 - traits.centre_x;
            let y = (row as f64 + 0.5) / height as f64;
            let mut colour = features::colour_at(traits, x, y);
            let grain = 0.018 * noise_at(traits.texture, col as u32, row as u32);
            colour.iter_mut().for_each(|v| *v = (*v + grain).clamp(0.0, 1.0));
            *pixel = colour;
        }
    });
    Face { width, height, pixels }
}

impl Face {
    /// Halfway between this face and another of the same size.
    pub(crate) fn mixed_with(&self, other: &Self) -> Self {
        let halfway = |(a, b): (&Colour, &Colour)| std::array::from_fn(|k| 0.5 * (a[k] + b[k]));
        Self { pixels: self.pixels.iter().zip(&other.pixels).map(halfway).collect(), ..*self }
    }

    /// Colour at a place given in shares of width and height, bilinear.
    pub(crate) fn at(&self, across: f64, down: f64) -> Colour {
        let x = (across * self.width as f64 - 0.5).clamp(0.0, self.width as f64 - 1.001);
        let y = (down * self.height as f64 - 0.5).clamp(0.0, self.height as f64 - 1.001);
        let (col, row) = (x as usize, y as usize);
        let (fx, fy) = ((x - col as f64) as f32, (y - row as f64) as f32);
        let p = |c: usize, r: usize| self.pixels[r * self.width + c];
        let (a, b, c, d) = (p(col, row), p(col + 1, row), p(col, row + 1), p(col + 1, row + 1));
        std::array::from_fn(|k| {
            let top = a[k] + (b[k] - a[k]) * fx;
            let bottom = c[k] + (d[k] - c[k]) * fx;
            top + (bottom - top) * fy
        })
    }
}

/// 0 below `low`, 1 above `high`, smooth between; falls instead where `high < low`.
pub(crate) fn ramp(low: f64, high: f64, value: f64) -> f64 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// `under` covered by `over` in that share.
pub(crate) fn blend(under: Colour, over: Colour, share: f64) -> Colour {
    let s = share.clamp(0.0, 1.0) as f32;
    std::array::from_fn(|c| under[c] + (over[c] - under[c]) * s)
}

/// Lighter or darker.
pub(crate) fn lit(colour: Colour, light: f64) -> Colour {
    colour.map(|v| (f64::from(v) * light).clamp(0.0, 1.0) as f32)
}

/// Luminance, 0..=1.
pub(crate) fn luminance(colour: Colour) -> f32 {
    0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminances(seed: u64) -> Vec<f32> {
        draw_face(&Traits::of(seed, Sex::Female), 100).pixels.iter().map(|&c| luminance(c)).collect()
    }

    #[test]
    fn other_seed_other_face() {
        let (a, b) = (luminances(1), luminances(2));
        assert_eq!(a, luminances(1));
        let apart = a.iter().zip(&b).map(|(p, q)| (p - q).abs()).sum::<f32>() / a.len() as f32;
        assert!(0.04 < apart, "mean difference {apart}");
    }
}
