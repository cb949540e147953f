//! Ink laid down dot by dot on a small page, then seen.

use std::f64::consts::TAU;

use engine::geometry::PageRect;
use image::{Rgb, RgbImage};

use crate::dice::Dice;

/// Dots a pixel along a stroke.
const DOTS_A_PX: f64 = 1.4;
/// Width of a fine line in mm.
const LINE_MM: f64 = 0.16;
/// Level of paper and of what lies round the page.
const PAPER: [f32; 3] = [236.0, 234.0, 224.0];
const ROUND: [f32; 3] = [62.0, 64.0, 66.0];

/// Where millimetres of the page lie in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placing {
    pub(super) px_per_mm: f64,
    pub(super) angle_rad: f64,
    pub(super) left_px: f64,
    pub(super) top_px: f64,
}

impl Placing {
    /// The pixel of a place.
    pub(super) fn apply(&self, x_mm: f64, y_mm: f64) -> (f64, f64) {
        let (sin, cos) = self.angle_rad.sin_cos();
        let (x, y) = (x_mm * self.px_per_mm, y_mm * self.px_per_mm);
        (self.left_px + cos * x - sin * y, self.top_px + sin * x + cos * y)
    }

    /// The place of a pixel.
    fn back(&self, x_px: f64, y_px: f64) -> (f64, f64) {
        let (sin, cos) = self.angle_rad.sin_cos();
        let (x, y) = (x_px - self.left_px, y_px - self.top_px);
        ((cos * x + sin * y) / self.px_per_mm, (cos * y - sin * x) / self.px_per_mm)
    }
}

/// A page being printed: optical density of each pixel in red, green and blue.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    placing: Placing,
    density: Vec<[f32; 3]>,
}

impl Canvas {
    /// A blank page placed so on a picture of that size in pixels.
    pub(super) fn new(width: u32, height: u32, placing: Placing) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self { width, height, placing, density: vec![[0.0; 3]; width * height] }
    }

    /// A dot of ink that covers `area_px`, shared among four pixels.
    fn dot(&mut self, place: (f64, f64), ink: [f32; 3], area_px: f64) {
        let (x, y) = self.placing.apply(place.0, place.1);
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        if left < 0.0 || top < 0.0 || self.width as f64 <= left + 1.0 || self.height as f64 <= top + 1.0 {
            return;
        }
        let (across, down) = (x - left, y - top);
        let at = top as usize * self.width + left as usize;
        let shares = [
            (at, (1.0 - across) * (1.0 - down)),
            (at + 1, across * (1.0 - down)),
            (at + self.width, (1.0 - across) * down),
            (at + self.width + 1, across * down),
        ];
        for (at, share) in shares {
            for (density, ink) in self.density[at].iter_mut().zip(ink) {
                *density += ink * (share * area_px) as f32;
            }
        }
    }

    /// A fine line through the places that `at` gives for 0..=1, about `length_mm` long.
    fn line(&mut self, length_mm: f64, ink: [f32; 3], at: impl Fn(f64) -> (f64, f64)) {
        let n = (length_mm * self.placing.px_per_mm * DOTS_A_PX).ceil().max(2.0);
        let area_px = LINE_MM * self.placing.px_per_mm / DOTS_A_PX;
        (0..n as usize).for_each(|idx| self.dot(at(idx as f64 / n), ink, area_px));
    }

    /// A bundle of waves across the page.
    pub(super) fn waves(&mut self, dice: &mut Dice, (width, height): (f64, f64)) {
        let (ink, top, slope) = (pale(dice), dice.between(0.0, height), dice.around_zero(0.35));
        let (amplitude, n_waves, phase) = (dice.between(1.0, 6.0), dice.between(1.5, 9.0), dice.unit());
        let (n_lines, apart) = (3 + dice.below(4), dice.between(0.8, 2.0));
        let pinch = dice.between(0.0, 0.8);
        for line in 0..n_lines {
            let order = line as f64;
            self.line(1.25 * width, ink, |t| {
                let swing = amplitude * (1.0 - pinch * order / 6.0) * (TAU * (n_waves * t + phase)).sin();
                (width * t, top + slope * width * (t - 0.5) + apart * order + swing)
            });
        }
    }

    /// A rosette of loops.
    pub(super) fn rosette(&mut self, dice: &mut Dice, (width, height): (f64, f64)) {
        let (ink, middle) = (pale(dice), (dice.between(6.0, width - 6.0), dice.between(6.0, height - 24.0)));
        let (radius, n_petals) = (dice.between(3.0, 8.0), 5.0 + dice.below(9) as f64);
        let (depth, n_rings) = (dice.between(0.2, 0.7), 2 + dice.below(3));
        for ring in 0..n_rings {
            let turn = ring as f64 / n_rings as f64;
            self.line(7.0 * radius * (1.0 + depth), ink, |t| {
                let reach = radius * (1.0 - depth * 0.5 * (1.0 + (TAU * (n_petals * t + turn)).sin()));
                (middle.0 + reach * (TAU * t).cos(), middle.1 + reach * (TAU * t).sin())
            });
        }
    }

    /// A star drawn with straight strokes.
    pub(super) fn star(&mut self, dice: &mut Dice, (width, height): (f64, f64)) {
        let ink = pale(dice).map(|density| 1.6 * density);
        let middle = (dice.between(5.0, width - 5.0), dice.between(5.0, height - 24.0));
        let (radius, n, skip) = (dice.between(2.0, 4.5), 5 + dice.below(5), 2 + dice.below(2));
        let turn = dice.unit();
        let corner = |idx: usize| {
            let angle = TAU * (turn + (idx * skip) as f64 / n as f64);
            (middle.0 + radius * angle.cos(), middle.1 + radius * angle.sin())
        };
        for idx in 0..n {
            let (from, to) = (corner(idx), corner(idx + 1));
            self.line(2.0 * radius, ink, |t| (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1)));
        }
    }

    /// A line of so many letters of that height in mm, picked by chance.
    pub(super) fn letters(
        &mut self,
        dice: &mut Dice,
        (left, top): (f64, f64),
        n_letters: usize,
        height_mm: f64,
        ink: [f32; 3],
    ) {
        let square = height_mm / 7.0;
        let n_dots = (square * self.placing.px_per_mm * DOTS_A_PX).ceil().max(1.0);
        let area_px = (square * self.placing.px_per_mm / n_dots).powi(2);
        for letter in 0..n_letters {
            let face = FACES[dice.below(FACES.len())];
            for bit in (0..35_u32).filter(|bit| face >> bit & 1 == 1) {
                let x = left + square * (letter as f64 * 6.0 + f64::from(bit % 5));
                let y = top + square * f64::from(bit / 5);
                for dot in 0..(n_dots * n_dots) as usize {
                    let (column, row) = ((dot % n_dots as usize) as f64 + 0.5, (dot / n_dots as usize) as f64 + 0.5);
                    self.dot((x + square * column / n_dots, y + square * row / n_dots), ink, area_px);
                }
            }
        }
    }

    /// A soft round spot, within an area.
    pub(super) fn blob(&mut self, middle: (f64, f64), radius_mm: f64, ink: f64, within: PageRect) {
        let step = 1.0 / self.placing.px_per_mm;
        let n = (2.0 * radius_mm / step).ceil() as usize;
        for idx in 0..n * n {
            let (dx, dy) = ((idx % n) as f64 * step - radius_mm, (idx / n) as f64 * step - radius_mm);
            let share = 1.0 - (dx.hypot(dy) / radius_mm).min(1.0);
            let place = engine::geometry::PagePoint { x_mm: middle.0 + dx, y_mm: middle.1 + dy };
            if 0.0 < share && within.contains(place) {
                self.dot((place.x_mm, place.y_mm), [(ink * share) as f32; 3], 1.0);
            }
        }
    }

    /// The page of that size in mm as a scanner sees it: with `noise` 0 sharp and even, else blurred, of another
    /// brightness, and with so much noise in levels.
    pub(super) fn picture(&self, (width_mm, height_mm): (f64, f64), dice: &mut Dice, noise: f64) -> RgbImage {
        let is_even = noise <= 0.0;
        let gain = if is_even { 1.0 } else { dice.between(0.85, 1.05) as f32 };
        let level = |x: usize, y: usize| -> [f32; 3] {
            let (x_mm, y_mm) = self.placing.back(x as f64 + 0.5, y as f64 + 0.5);
            if !(0.0..=width_mm).contains(&x_mm) || !(0.0..=height_mm).contains(&y_mm) {
                return ROUND;
            }
            let density = self.density[y * self.width + x];
            std::array::from_fn(|channel| PAPER[channel] * (-density[channel]).exp())
        };
        let levels: Vec<[f32; 3]> =
            (0..self.width * self.height).map(|at| level(at % self.width, at / self.width)).collect();
        let blurred = |x: usize, y: usize, channel: usize| -> f32 {
            if is_even || x == 0 || y == 0 || self.width <= x + 1 || self.height <= y + 1 {
                return levels[y * self.width + x][channel];
            }
            let row = |y: usize| {
                let at = y * self.width + x;
                levels[at - 1][channel] + 2.0 * levels[at][channel] + levels[at + 1][channel]
            };
            (row(y - 1) + 2.0 * row(y) + row(y + 1)) / 16.0
        };
        RgbImage::from_fn(self.width as u32, self.height as u32, |x, y| {
            let speck = if is_even { 0.0 } else { dice.around_zero(noise) as f32 };
            let seen = |channel| (gain * blurred(x as usize, y as usize, channel) + speck).clamp(0.0, 255.0) as u8;
            Rgb(std::array::from_fn(seen))
        })
    }
}

/// The ink of fine background print.
fn pale(dice: &mut Dice) -> [f32; 3] {
    std::array::from_fn(|_| dice.between(0.25, 0.9) as f32)
}

/// Faces of the letters, five dots across and seven down, row by row from the lowest bit.
const FACES: [u64; 16] = [
    0x4_631F_C62E,
    0x3_E317_C62F,
    0x3_A210_862E,
    0x3_E318_C62F,
    0x7_C217_843F,
    0x0_4217_843F,
    0x7_A31E_843E,
    0x4_631F_C631,
    0x7_1084_211C,
    0x3_A308_4210,
    0x7_C210_8421,
    0x4_6318_D771,
    0x3_A318_C62E,
    0x0_421F_C62F,
    0x3_E107_043E,
    0x1_0842_109F,
];
