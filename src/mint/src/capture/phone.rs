//! A phone over a table: perspective, focus, uneven light, a reflection, JPEG.

use engine::geometry::Homography;
use engine::scan::Light;

use crate::capture::optics::{Frame, Ground, Shot, page_mm, project};
use crate::dice::{Dice, noise_at};
use crate::document::Minted;

/// One shot in each light; ultraviolet and infrared as a phone with lamps and filters would take them.
pub(crate) fn shots(minted: &Minted, dice: &mut Dice) -> [Shot; 3] {
    let rasters = &minted.rasters;
    let page_mm = page_mm(rasters);
    let size = (2400, 1800);
    let map = camera(page_mm, size, dice);
    let table = Table::of(dice);
    let glare = Glare::of(dice);
    let tilt_light = (dice.around_zero(0.16) as f32, dice.around_zero(0.16) as f32);
    let (blur, noise, quality) = (dice.between(0.7, 1.5), dice.between(0.006, 0.016) as f32, 60 + dice.below(33) as u8);
    let warmth = dice.around_zero(0.06) as f32;
    Light::ALL.map(|light| {
        let ground = |x: f64, y: f64| table.at(light, (x, y));
        let ground: &Ground<'_> = &ground;
        let mut frame = project(rasters, light, size, &map, ground);
        frame.blur(blur);
        light_up(&mut frame, light, tilt_light, &glare);
        if light == Light::Visible {
            frame.tone([0.95 + warmth, 0.95, 0.95 - warmth], 1.0);
        }
        frame.sharpen(0.35);
        frame.noise(dice.bits(), noise);
        frame.shot(map, quality)
    })
}

/// A pinhole camera up to 35° off the page's normal, the page filling two thirds to nine tenths of the frame.
fn camera(page_mm: (f64, f64), size: (usize, usize), dice: &mut Dice) -> Homography {
    let most = 35.0_f64.to_radians();
    let (pitch, yaw) =
        ((0.35 * most * dice.normal()).clamp(-most, most), (0.35 * most * dice.normal()).clamp(-most, most));
    let roll = dice.around_zero(0.12);
    let (width, height) = (size.0 as f64, size.1 as f64);
    let focal = 1.15 * width;
    let fill = dice.between(0.68, 0.84);
    let distance = focal * page_mm.0 / (fill * width);
    let (sp, cp) = pitch.sin_cos();
    let (sy, cy) = yaw.sin_cos();
    let (sr, cr) = roll.sin_cos();
    // Rotation Rx(pitch)·Ry(yaw)·Rz(roll); only its first two columns act on a plane.
    let first = [cy * cr, cp * sr + sp * sy * cr, sp * sr - cp * sy * cr];
    let second = [-cy * sr, cp * cr - sp * sy * sr, sp * cr + cp * sy * sr];
    let centre = (width / 2.0 + dice.around_zero(0.03) * width, height / 2.0 + dice.around_zero(0.03) * height);
    let onto_sensor = Homography([
        [focal * first[0] + centre.0 * first[2], focal * second[0] + centre.0 * second[2], centre.0 * distance],
        [focal * first[1] + centre.1 * first[2], focal * second[1] + centre.1 * second[2], centre.1 * distance],
        [first[2], second[2], distance],
    ]);
    onto_sensor.after(&Homography::scale_shift(1.0, 1.0, -page_mm.0 / 2.0, -page_mm.1 / 2.0))
}

fn light_up(frame: &mut Frame, light: Light, tilt: (f32, f32), glare: &Glare) {
    let (width, height) = (frame.width as f32, frame.height as f32);
    frame.for_each(|col, row, pixel| {
        let (u, v) = (2.0 * col as f32 / width - 1.0, 2.0 * row as f32 / height - 1.0);
        let level = 1.0 + tilt.0 * u + tilt.1 * v - 0.07 * (u * u + v * v);
        let shine = if light == Light::Ultraviolet { 0.0 } else { glare.at(u, v) };
        pixel.iter_mut().for_each(|value| *value = *value * level + shine);
    });
}

/// The reflection of a lamp: a bright core in a haze.
struct Glare {
    centre: (f32, f32),
    size: (f32, f32),
    strength: f32,
}

impl Glare {
    fn of(dice: &mut Dice) -> Self {
        let strength = if dice.chance(0.5) { dice.between(0.15, 0.7) } else { 0.0 };
        Self {
            centre: (dice.around_zero(0.8) as f32, dice.around_zero(0.8) as f32),
            size: (dice.between(0.06, 0.2) as f32, dice.between(0.06, 0.2) as f32),
            strength: strength as f32,
        }
    }

    fn at(&self, u: f32, v: f32) -> f32 {
        let far = ((u - self.centre.0) / self.size.0).powi(2) + ((v - self.centre.1) / self.size.1).powi(2);
        self.strength * ((-far).exp() + 0.12 * (-far / 12.0).exp())
    }
}

/// A table top: wood, cloth or plain.
struct Table {
    colour: [f32; 3],
    grain: f32,
    seed: u64,
    length: f64,
}

impl Table {
    fn of(dice: &mut Dice) -> Self {
        let colours =
            [[0.42, 0.29, 0.19], [0.20, 0.21, 0.23], [0.72, 0.69, 0.64], [0.16, 0.25, 0.22], [0.55, 0.42, 0.30]];
        Self {
            colour: *dice.pick(&colours),
            grain: dice.between(0.02, 0.16) as f32,
            seed: dice.bits(),
            length: dice.between(2.0, 30.0),
        }
    }

    fn at(&self, light: Light, (x, y): (f64, f64)) -> [f32; 3] {
        let vein = (y * 1.7 + 2.0 * (x / self.length).sin()).sin() as f32;
        let speck = noise_at(self.seed, ((x + 900.0) * 4.0 / self.length.min(6.0)) as u32, ((y + 900.0) * 6.0) as u32);
        let level = 1.0 + self.grain * (0.5 * vein + speck);
        match light {
            Light::Visible => self.colour.map(|v| v * level),
            Light::Ultraviolet => [0.02, 0.02, 0.05],
            Light::Infrared => [0.45 * level; 3],
        }
    }
}
