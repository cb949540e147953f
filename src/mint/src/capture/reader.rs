//! Document readers: tight crop, three lights, slight vignetting and glare.

use engine::geometry::Homography;
use engine::scan::Light;

use crate::capture::optics::{Frame, Shot, flat_map, page_mm, project, shifted};
use crate::dice::Dice;
use crate::document::Minted;

/// One shot in each light.
pub(crate) fn shots(minted: &Minted, ppi: f64, is_hand_held: bool, dice: &mut Dice) -> [Shot; 3] {
    let px_per_mm = ppi / 25.4;
    let rasters = &minted.rasters;
    let page_mm = page_mm(rasters);
    let margin_mm = dice.between(0.1, if is_hand_held { 2.0 } else { 0.9 });
    let size = [page_mm.0, page_mm.1].map(|mm| ((mm + 2.0 * margin_mm) * px_per_mm).round());
    let angle = dice.around_zero(if is_hand_held { 0.02 } else { 0.006 });
    let centre = (size[0] / 2.0 + dice.around_zero(0.2) * px_per_mm, size[1] / 2.0 + dice.around_zero(0.2) * px_per_mm);
    let map = flat_map(px_per_mm, angle, page_mm, centre);
    let most_off = if is_hand_held { 0.5 } else { 0.04 };
    let sensor = Sensor::of(dice, is_hand_held);
    Light::ALL.map(|light| {
        let off =
            if light == Light::Visible { (0.0, 0.0) } else { (dice.around_zero(most_off), dice.around_zero(most_off)) };
        let map = shifted(&map, off.0, off.1);
        let frame = project(rasters, light, (size[0] as usize, size[1] as usize), &map, &|_, _| [0.035; 3]);
        expose(frame, light, map, &sensor, dice)
    })
}

/// What is the device's own, the same in the three lights of a document.
struct Sensor {
    white_gain: [f32; 3],
    gamma: f32,
    vignetting: f32,
    blur_px: f64,
    noise: f32,
    uv_gain: f32,
    uv_ambient: [f32; 3],
    ir_gain: f32,
    jpeg_quality: u8,
}

impl Sensor {
    fn of(dice: &mut Dice, is_hand_held: bool) -> Self {
        let spread = if is_hand_held { 2.0 } else { 1.0 };
        let exposure = dice.between(0.86, 0.98);
        Self {
            white_gain: std::array::from_fn(|_| (exposure + dice.around_zero(0.02 * spread)) as f32),
            gamma: dice.between(0.94, 1.10) as f32,
            vignetting: (spread * dice.between(0.02, 0.06)) as f32,
            blur_px: dice.between(0.35, 0.55) * spread.sqrt(),
            noise: (0.006 * spread) as f32,
            uv_gain: dice.between(0.88, 1.12) as f32,
            uv_ambient: [0.0, 0.008, 0.015].map(|v| v + dice.between(0.0, 0.01) as f32),
            ir_gain: dice.between(0.86, 1.0) as f32,
            jpeg_quality: 78 + dice.below(17) as u8,
        }
    }
}

fn expose(mut frame: Frame, light: Light, map: Homography, sensor: &Sensor, dice: &mut Dice) -> Shot {
    frame.blur(sensor.blur_px * if light == Light::Visible { 1.0 } else { 1.25 });
    let (width, height) = (frame.width as f32, frame.height as f32);
    let glare = Glare::of(dice, light);
    let vignetting = sensor.vignetting * if light == Light::Ultraviolet { 1.8 } else { 1.0 };
    frame.for_each(|col, row, pixel| {
        let (u, v) = (2.0 * col as f32 / width - 1.0, 2.0 * row as f32 / height - 1.0);
        let falloff = 1.0 - vignetting * (u * u + v * v);
        let shine = glare.at(u, v);
        for value in pixel.iter_mut() {
            *value = *value * falloff + shine * (1.0 - *value * 0.6);
        }
        if light == Light::Ultraviolet {
            pixel.iter_mut().zip(sensor.uv_ambient).for_each(|(value, ambient)| *value += ambient);
        }
    });
    match light {
        Light::Visible => frame.tone(sensor.white_gain, sensor.gamma),
        Light::Ultraviolet => frame.tone([sensor.uv_gain; 3], 1.0),
        Light::Infrared => frame.tone([sensor.ir_gain; 3], sensor.gamma),
    }
    let noise = if light == Light::Ultraviolet { 1.4 * sensor.noise } else { sensor.noise };
    frame.noise(dice.bits(), noise);
    frame.shot(map, sensor.jpeg_quality)
}

/// A faint reflection of the lamp in the laminate.
struct Glare {
    centre: (f32, f32),
    size: f32,
    strength: f32,
}

impl Glare {
    fn of(dice: &mut Dice, light: Light) -> Self {
        let strength = if light == Light::Ultraviolet { 0.0 } else { dice.between(0.0, 0.06) };
        Self {
            centre: (dice.around_zero(1.0) as f32, dice.around_zero(1.0) as f32),
            size: dice.between(0.15, 0.5) as f32,
            strength: strength as f32,
        }
    }

    fn at(&self, u: f32, v: f32) -> f32 {
        let (dx, dy) = ((u - self.centre.0) / self.size, (v - self.centre.1) / self.size);
        self.strength * (-(dx * dx + dy * dy)).exp()
    }
}
