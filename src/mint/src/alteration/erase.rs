//! Erasing: what scraping, solvents or an image editor leave of a printed area.

use engine::geometry::PageRect;

use crate::dice::noise_at;
use crate::print::Rasters;

/// Wipes an area: it takes the smooth mean of what lies above and below it, in every light, with faint grain. Fine lines are
/// gone. Torn fibres send back `uv_gain` times the ultraviolet.
pub(super) fn wipe(rasters: &mut Rasters, area: PageRect, uv_gain: f32, seed: u64) {
    let scale = rasters.px_per_mm;
    let width = rasters.visible.width() as usize;
    let height = rasters.visible.height() as usize;
    wipe_plane(&mut rasters.visible, (width, height, 3), scale, area, 1.0, seed);
    wipe_plane(&mut rasters.ultraviolet, (width, height, 3), scale, area, uv_gain, seed ^ 1);
    wipe_plane(&mut rasters.infrared, (width, height, 1), scale, area, 1.0, seed ^ 2);
}

/// Reach of the means over the neighbourhood, mm.
const REACH_MM: f64 = 1.0;
/// Softness of the wiped area's border, mm.
const FEATHER_MM: f64 = 0.15;

fn wipe_plane(
    plane: &mut [u8],
    (width, height, channels): (usize, usize, usize),
    scale: f64,
    area: PageRect,
    gain: f32,
    seed: u64,
) {
    let px = |mm: f64, most: usize| ((mm * scale).round().max(0.0) as usize).min(most);
    let (left, right) = (px(area.left, width), px(area.right(), width));
    let (top, bottom) = (px(area.top, height), px(area.bottom(), height));
    if right <= left || bottom <= top {
        return;
    }
    let reach = (REACH_MM * scale) as usize;
    let mean = |x: usize, rows: std::ops::Range<usize>, channel: usize| {
        let cols = x.saturating_sub(reach)..(x + reach + 1).min(width);
        let step = (reach / 6).max(1);
        let mut seen: Vec<u8> = Vec::new();
        for row in rows.step_by(step) {
            seen.extend(cols.clone().step_by(step).map(|col| plane[(row * width + col) * channels + channel]));
        }
        // Letters nearby do not belong to the ground: only what is near the upper quartile counts.
        seen.sort_unstable();
        let Some(&light) = seen.get(seen.len() * 3 / 4) else { return f32::NAN };
        let ground: Vec<f32> = seen.into_iter().filter(|&v| light <= v.saturating_add(v / 4)).map(f32::from).collect();
        ground.iter().sum::<f32>() / ground.len() as f32
    };
    let above = top.saturating_sub(reach)..top;
    let below = bottom..(bottom + reach).min(height);
    let edges: Vec<[(f32, f32); 3]> = (left..right)
        .map(|x| {
            std::array::from_fn(|c| {
                let c = c.min(channels - 1);
                let (up, down) = (mean(x, above.clone(), c), mean(x, below.clone(), c));
                if up.is_nan() {
                    (down, down)
                } else if down.is_nan() {
                    (up, up)
                } else {
                    (up, down)
                }
            })
        })
        .collect();
    let feather = (FEATHER_MM * scale).max(1.0) as f32;
    for y in top..bottom {
        let t = (y - top) as f32 / (bottom - top) as f32;
        for x in left..right {
            let inside = (x - left).min(right - 1 - x).min(y - top).min(bottom - 1 - y) as f32 + 0.5;
            let share = (inside / feather).min(1.0);
            let grain = 1.0 + 0.008 * noise_at(seed, x as u32 / 2, y as u32 / 2);
            for channel in 0..channels {
                let (up, down) = edges[x - left][channel];
                let smooth = (up + (down - up) * t) * gain * grain;
                let byte = &mut plane[(y * width + x) * channels + channel];
                *byte = (f32::from(*byte) * (1.0 - share) + smooth * share + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    }
}
