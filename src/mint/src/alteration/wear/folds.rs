//! Folds: ink breaks along a line, and the paper catches the light differently on both sides.

use crate::alteration::Work;
use crate::dice::noise_at;
use crate::print::Rasters;

pub(in crate::alteration) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    for _ in 0..1 + work.dice.below(2) {
        let across = work.dice.chance(0.6);
        let at = if across { work.dice.between(30.0, 95.0) } else { work.dice.between(15.0, 62.0) };
        let (lean, seed) = (work.dice.around_zero(0.06), work.dice.bits());
        let depth = work.dice.between(0.5, 1.0) as f32;
        let scale = rasters.px_per_mm;
        rasters.rows().for_each_row(|y, visible, ultraviolet, infrared| {
            for (x, infra) in infrared.iter_mut().enumerate() {
                let (x_mm, y_mm) = (x as f64 / scale, y as f64 / scale);
                let (along, off) =
                    if across { (y_mm, x_mm - at - lean * y_mm) } else { (x_mm, y_mm - at - lean * x_mm) };
                if 4.0 < off.abs() {
                    continue;
                }
                let ragged = 0.10 + 0.10 * f64::from(noise_at(seed, (along * 9.0) as u32, 0));
                let broken = 0.55 + 0.45 * noise_at(seed, (along * 4.0) as u32, 1);
                let crack = depth * broken * ((ragged - off.abs()) * scale + 0.5).clamp(0.0, 1.0) as f32;
                let shade = 1.0 - 0.05 * depth * (off.signum() * (-(off / 1.3).powi(2)).exp()) as f32;
                let worn =
                    |v: u8, bare: f32| (f32::from(v) * shade * (1.0 - crack) + bare * crack).clamp(0.0, 255.0) as u8;
                for channel in 0..3 {
                    visible[3 * x + channel] = worn(visible[3 * x + channel], 226.0);
                    ultraviolet[3 * x + channel] = worn(ultraviolet[3 * x + channel], [34.0, 60.0, 98.0][channel]);
                }
                *infra = worn(*infra, 205.0);
            }
        });
    }
}
