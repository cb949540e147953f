//! The page on a screen: stripes of red, green and blue with dark seams; ultraviolet and infrared find glass.

use engine::scan::Light;

use crate::alteration::Work;
use crate::print::Rasters;

/// What glass sends back under ultraviolet and in infrared.
const GLASS: ([u8; 3], u8) = ([9, 10, 22], 30);

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let pitch_mm = work.dice.between(0.15, 0.28);
    let seam = work.dice.between(0.12, 0.25);
    let lift = work.dice.between(0.02, 0.06) as f32;
    let pitch_px = pitch_mm * rasters.px_per_mm;
    // The picture shown has no more pixels than the screen.
    let shown = image::imageops::fast_blur(&rasters.visible, (0.4 * pitch_px) as f32);
    rasters.rows().for_each_row(|y, visible, ultraviolet, infrared| {
        let in_row = (y as f64 / pitch_px).rem_euclid(1.0);
        for (x, pixel) in visible.chunks_exact_mut(3).enumerate() {
            let in_column = (x as f64 / pitch_px).rem_euclid(1.0);
            let source = shown.get_pixel(x as u32, y as u32).0;
            for channel in 0..3 {
                // Each third of a pixel lights one colour; the others leak in.
                let middle = (channel as f64 + 0.5) / 3.0;
                let away = (in_column - middle).abs().min(1.0 - (in_column - middle).abs());
                let lit = (1.45 - 2.0 * away) * if in_row < seam { 0.55 } else { 1.0 };
                let light = f32::from(source[channel]) / 255.0 * lit as f32 + lift;
                pixel[channel] = (light * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
            }
            ultraviolet[3 * x..3 * x + 3].copy_from_slice(&GLASS.0);
            infrared[x] = GLASS.1;
        }
    });
    work.mark(&Light::ALL, work.page());
}
