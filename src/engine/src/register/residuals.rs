//! How far static print still lies off the specimen's, place by place, after registration.

use rayon::prelude::*;

use crate::geometry::PageRect;
use crate::page::Residual;
use crate::page::image_plane::Plane;
use crate::register::structure::StaticMask;

/// Edge length of a place in mm: a dozen by nine to a passport page.
const CELL_MM: f64 = 10.0;
/// Shifts are searched this far, in mm.
const REACH_MM: f64 = 0.3;

/// The residuals of `live`, which lies over `specimen` pixel by pixel; both cover `area` at `px_per_mm`.
pub(crate) fn residuals(
    live: &Plane,
    specimen: &Plane,
    mask: &StaticMask,
    area: PageRect,
    px_per_mm: f64,
) -> Vec<Residual> {
    let columns = (area.width / CELL_MM).round().max(1.0) as usize;
    let rows = (area.height / CELL_MM).round().max(1.0) as usize;
    let (width, height) = (area.width / columns as f64, area.height / rows as f64);
    let cells: Vec<PageRect> = (0..rows * columns)
        .map(|idx| {
            let (row, column) = (idx / columns, idx % columns);
            PageRect::new(area.left + column as f64 * width, area.top + row as f64 * height, width, height)
        })
        .collect();
    cells.par_iter().filter_map(|cell| residual(live, specimen, mask, area, *cell, px_per_mm)).collect()
}

/// The residual of one cell; `None` where it has too little static print to tell.
fn residual(
    live: &Plane,
    specimen: &Plane,
    mask: &StaticMask,
    area: PageRect,
    cell: PageRect,
    px_per_mm: f64,
) -> Option<Residual> {
    let reach = (REACH_MM * px_per_mm).ceil().max(2.0) as i64;
    let to_px = |mm: f64| (mm * px_per_mm).round() as i64;
    let (columns, rows) = (specimen.width() as i64, specimen.height() as i64);
    let x_range = to_px(cell.left - area.left).max(reach)..to_px(cell.right() - area.left).min(columns - reach);
    let y_range = to_px(cell.top - area.top).max(reach)..to_px(cell.bottom() - area.top).min(rows - reach);
    let mut samples: Vec<(usize, f32)> = Vec::new();
    for y in y_range.clone() {
        for x in x_range.clone().filter(|&x| mask.keeps(x as u32, y as u32)) {
            let at = (y * columns + x) as usize;
            samples.push((at, specimen.as_raw()[at]));
        }
    }
    if samples.len() < 400 {
        return None;
    }
    let raw = live.as_raw().as_slice();
    let at_shift = |dx: i64, dy: i64| correlation(&samples, raw, dy * columns + dx);
    let side = 2 * reach + 1;
    let map: Vec<f64> = (0..side * side).map(|idx| at_shift(idx % side - reach, idx / side - reach)).collect();
    let (top, &peak) = map.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let (px, py) = (top as i64 % side - reach, top as i64 / side - reach);
    let is_inner = px.abs() < reach && py.abs() < reach;
    let at = |x: i64, y: i64| map[((y + reach) * side + x + reach) as usize];
    let (dx, dy) = if is_inner {
        (vertex(at(px - 1, py), peak, at(px + 1, py)), vertex(at(px, py - 1), peak, at(px, py + 1)))
    } else {
        (0.0, 0.0)
    };
    // A peak means something as far as it stands over the usual correlation at other shifts.
    let usual = map.iter().sum::<f64>() / map.len() as f64;
    let trust = if is_inner { (peak - usual.max(0.0)).clamp(0.0, 1.0) } else { 0.0 };
    Some(Residual { area: cell, dx_mm: (px as f64 + dx) / px_per_mm, dy_mm: (py as f64 + dy) / px_per_mm, trust })
}

/// Where the parabola through three neighbours has its top, -0.5..=0.5 from the middle one.
fn vertex(before: f64, here: f64, after: f64) -> f64 {
    let bend = before - 2.0 * here + after;
    if bend < -1e-12 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 }
}

fn correlation(samples: &[(usize, f32)], raw: &[f32], shift: i64) -> f64 {
    let (mut sa, mut sb, mut saa, mut sbb, mut sab) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    for part in samples.chunks(256) {
        let (mut pa, mut pb, mut paa, mut pbb, mut pab) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
        for &(at, a) in part {
            let b = raw[(at as i64 + shift) as usize];
            pa += a;
            pb += b;
            paa += a * a;
            pbb += b * b;
            pab += a * b;
        }
        sa += f64::from(pa);
        sb += f64::from(pb);
        saa += f64::from(paa);
        sbb += f64::from(pbb);
        sab += f64::from(pab);
    }
    let n = samples.len() as f64;
    let (aa, bb, ab) = (saa - sa * sa / n, sbb - sb * sb / n, sab - sa * sb / n);
    if aa <= 1e-6 * n || bb <= 1e-6 * n { 0.0 } else { ab / (aa * bb).sqrt() }
}
