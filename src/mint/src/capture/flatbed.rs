//! Flatbed scanners: margins, slant, lid shadow, gamma, sharpening, dust.

use engine::geometry::Homography;
use engine::scan::Light;

use crate::capture::optics::{Frame, Ground, Shot, flat_map, page_mm, project, shifted};
use crate::dice::{Dice, noise_at};
use crate::document::Minted;

/// One shot in each light.
pub(crate) fn shots(minted: &Minted, ppi: f64, dice: &mut Dice) -> [Shot; 3] {
    let px_per_mm = ppi / 25.4;
    let rasters = &minted.rasters;
    let page_mm = page_mm(rasters);
    let mut margin = || dice.between(4.0, 26.0);
    let (left, right, top, bottom) = (margin(), margin(), margin(), margin());
    let size = (((page_mm.0 + left + right) * px_per_mm) as usize, ((page_mm.1 + top + bottom) * px_per_mm) as usize);
    let centre = ((left + page_mm.0 / 2.0) * px_per_mm, (top + page_mm.1 / 2.0) * px_per_mm);
    let angle = (0.018 * dice.normal()).clamp(-0.035, 0.035);
    let map = flat_map(px_per_mm, angle, page_mm, centre);
    let lid = Lid::of(dice);
    let machine = Machine::of(dice, ppi);
    Light::ALL.map(|light| {
        let off = if light == Light::Visible { (0.0, 0.0) } else { (dice.around_zero(0.15), dice.around_zero(0.15)) };
        let map = shifted(&map, off.0, off.1);
        let ground = |x: f64, y: f64| lid.at(light, page_mm, x, y);
        let ground: &Ground<'_> = &ground;
        machine.develop(project(rasters, light, size, &map, ground), light, map, dice)
    })
}

/// The lid over the page, and the shadow at the page's edges.
pub(crate) struct Lid {
    brightness: f32,
    shadow: f64,
    lamp_from: f64,
    grain: u64,
}

impl Lid {
    pub(crate) fn of(dice: &mut Dice) -> Self {
        let brightness = if dice.chance(0.7) { dice.between(0.90, 0.99) } else { dice.between(0.06, 0.20) };
        Self {
            brightness: brightness as f32,
            shadow: dice.between(0.10, 0.45),
            lamp_from: if dice.chance(0.5) { 1.0 } else { -1.0 },
            grain: dice.bits(),
        }
    }

    pub(crate) fn at(&self, light: Light, page_mm: (f64, f64), x: f64, y: f64) -> [f32; 3] {
        let dx = (-x).max(x - page_mm.0).max(0.0);
        let dy = (-y).max(y - page_mm.1).max(0.0);
        let is_far_side = 0.0 < self.lamp_from * (y - page_mm.1 / 2.0);
        let reach = if is_far_side { 1.6 } else { 0.5 };
        let shade = 1.0 - self.shadow * (-dx.hypot(dy) / reach).exp();
        let grain = 1.0 + 0.012 * noise_at(self.grain, ((x + 99.0) * 9.0) as u32, ((y + 99.0) * 9.0) as u32);
        let level = self.brightness * shade as f32 * grain;
        match light {
            Light::Visible => [level, level, level * 0.99],
            Light::Ultraviolet => [0.02, 0.03, 0.06],
            Light::Infrared => [level * 0.9; 3],
        }
    }
}

/// One scanner with its driver's settings.
pub(crate) struct Machine {
    blur_px: f64,
    gain: [f32; 3],
    gamma: f32,
    sharpening: f32,
    noise: f32,
    n_dust: usize,
    jpeg_quality: u8,
    px_per_mm: f64,
}

impl Machine {
    pub(crate) fn of(dice: &mut Dice, ppi: f64) -> Self {
        let exposure = dice.between(0.93, 1.03);
        Self {
            // A scanner's true resolution ends near 500 ppi, whatever it claims.
            blur_px: 0.40 + 0.35 * (ppi / 600.0) + dice.between(0.0, 0.15),
            gain: std::array::from_fn(|_| (exposure + dice.around_zero(0.025)) as f32),
            gamma: dice.between(0.88, 1.16) as f32,
            sharpening: if dice.chance(0.5) { dice.between(0.2, 0.7) as f32 } else { 0.0 },
            noise: dice.between(0.003, 0.008) as f32,
            n_dust: dice.below(14),
            jpeg_quality: 75 + dice.below(21) as u8,
            px_per_mm: ppi / 25.4,
        }
    }

    pub(crate) fn develop(&self, mut frame: Frame, light: Light, map: Homography, dice: &mut Dice) -> Shot {
        frame.blur(self.blur_px);
        let gain = if light == Light::Visible { self.gain } else { [self.gain[1]; 3] };
        frame.tone(gain, if light == Light::Ultraviolet { 1.0 } else { self.gamma });
        frame.sharpen(self.sharpening);
        self.dust(&mut frame, dice);
        frame.noise(dice.bits(), self.noise);
        frame.shot(map, self.jpeg_quality)
    }

    /// Specks and hairs on the glass, dark or light, some tenths of a mm.
    fn dust(&self, frame: &mut Frame, dice: &mut Dice) {
        for _ in 0..self.n_dust {
            let (x, y) = (dice.unit() * frame.width as f64, dice.unit() * frame.height as f64);
            let radius = dice.between(0.04, 0.22) * self.px_per_mm;
            let tone = if dice.chance(0.6) { dice.between(0.1, 0.4) } else { dice.between(0.85, 1.0) } as f32;
            let reach = radius.ceil() as i64 + 1;
            for row in y as i64 - reach..=y as i64 + reach {
                for col in x as i64 - reach..=x as i64 + reach {
                    if row < 0 || col < 0 || frame.height as i64 <= row || frame.width as i64 <= col {
                        continue;
                    }
                    let far = (col as f64 + 0.5 - x).hypot(row as f64 + 0.5 - y);
                    let share = (0.7 * (radius - far + 0.5).clamp(0.0, 1.0)) as f32;
                    let first = (row as usize * frame.width + col as usize) * frame.channels;
                    frame.values[first..first + frame.channels].iter_mut().for_each(|v| *v += share * (tone - *v));
                }
            }
        }
    }
}
