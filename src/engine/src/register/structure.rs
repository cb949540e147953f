//! Print as registration and identification compare it: detail relative to its surroundings, and where it is static.

use image::RgbImage;
use rayon::prelude::*;

use crate::geometry::{Homography, PageRect};
use crate::model::DocumentModel;
use crate::page::blur;
use crate::page::image_plane::Plane;
use crate::page::luma::sample_luma;

/// The detail of `area` at `px_per_mm`: luminance between 0.06 and 1 mm (Gaussian sigma), over its own local strength,
/// so that faint line work counts like black text and uneven light does not count.
pub(crate) fn structure(pixels: &RgbImage, scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Plane {
    Detail::of(pixels, scan_from_page, area, px_per_mm).over_own_strength(px_per_mm)
}

/// The detail of part of a page as it is, faint or strong, before it is set over its own strength.
pub(crate) struct Detail {
    /// Luminance between 0.06 and 1 mm, in grey levels.
    plane: Plane,
    /// Luminance of what lies round each pixel, 0..=255.
    surroundings: Plane,
}

impl Detail {
    /// The detail of `area` at `px_per_mm`.
    pub(crate) fn of(pixels: &RgbImage, scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Self {
        let luma = sample_luma(pixels, scan_from_page, area, px_per_mm);
        let mut plane = blur::gaussian(&luma, (0.06 * px_per_mm) as f32);
        let surroundings = blur::wide(&luma, (1.0 * px_per_mm).round().max(1.0) as u32);
        for (value, around) in plane.iter_mut().zip(surroundings.iter()) {
            *value -= around;
        }
        Self { plane, surroundings }
    }

    /// The detail from 0.12 mm on as a share of what lies round it: strong print stays strong, and uneven light and the
    /// sharpness of the picture do not count.
    pub(crate) fn contrast(&self, px_per_mm: f64) -> Plane {
        let mut contrast = blur::gaussian(&self.plane, (0.12 * px_per_mm) as f32);
        for (value, around) in contrast.iter_mut().zip(self.surroundings.iter()) {
            // 16 grey levels: what is nearly black has no share worth the name.
            *value /= around.max(16.0);
        }
        contrast
    }

    /// The detail over its own local strength; see [`structure`].
    pub(crate) fn over_own_strength(self, px_per_mm: f64) -> Plane {
        let mut detail = self.plane;
        let mut energy = detail.clone();
        energy.iter_mut().for_each(|value| *value *= *value);
        let radius_px = px_per_mm.round().max(1.0) as u32;
        let energy = blur::box_blur(&energy, radius_px);
        for (value, energy) in detail.iter_mut().zip(energy.iter()) {
            // 3 grey levels: weaker detail is the capture's noise.
            *value /= (energy.max(0.0) + 9.0).sqrt();
        }
        detail
    }
}

/// Which pixels of a plane show static print, row major.
pub(crate) struct StaticMask {
    keep: Vec<bool>,
    width: usize,
}

impl StaticMask {
    /// Of a plane of `size` pixels that covers `area`: all but the model's dynamic zones with `margin_mm` round them.
    pub(crate) fn new(model: &DocumentModel, area: PageRect, size: (u32, u32), margin_mm: f64) -> Self {
        let (width, height) = (size.0 as usize, size.1 as usize);
        let mut keep = vec![true; width * height];
        let page = PageRect::new(0.0, 0.0, model.width_mm, model.height_mm).grown(-margin_mm);
        let to_px = |mm: f64, first: f64, length: f64, n: usize| {
            (((mm - first) / length * n as f64).round().max(0.0) as usize).min(n)
        };
        let columns = |rect: &PageRect| {
            to_px(rect.left, area.left, area.width, width)..to_px(rect.right(), area.left, area.width, width)
        };
        let rows = |rect: &PageRect| {
            to_px(rect.top, area.top, area.height, height)..to_px(rect.bottom(), area.top, area.height, height)
        };
        let (inner_columns, inner_rows) = (columns(&page), rows(&page));
        for (y, row) in keep.chunks_exact_mut(width.max(1)).enumerate() {
            for (x, cell) in row.iter_mut().enumerate() {
                *cell = inner_columns.contains(&x) && inner_rows.contains(&y);
            }
        }
        for zone in model.zones.iter().filter(|zone| zone.is_dynamic) {
            let rect = zone.area.grown(margin_mm);
            for y in rows(&rect) {
                keep[y * width..(y + 1) * width][columns(&rect)].fill(false);
            }
        }
        Self { keep, width }
    }

    /// What is static print by both masks, which are of one size.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let keep = self.keep.iter().zip(&other.keep).map(|(a, b)| *a && *b).collect();
        Self { keep, width: self.width }
    }

    /// Whether the pixel shows static print.
    pub(crate) fn keeps(&self, x: u32, y: u32) -> bool {
        self.keep.get(y as usize * self.width + x as usize).copied().unwrap_or(false)
    }
}

/// How two planes of one size agree in one cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    /// Correlation, -1..=1.
    pub(crate) correlation: f64,
    /// Kept pixels.
    pub(crate) n: usize,
    /// Root mean square of the first plane.
    pub(crate) energy: f64,
    /// Root mean square of the second.
    pub(crate) other_energy: f64,
}

/// Correlation of two planes of one size by cells of `cell_px`, row by row; `None` where hardly anything is kept.
pub(crate) fn by_cells(a: &Plane, b: &Plane, mask: &StaticMask, cell_px: u32) -> Vec<Option<Cell>> {
    best_by_cells(a, b, mask, cell_px, 0)
}

/// The same, each cell of `b` shifted by up to `reach_px` either way to where it correlates best.
pub(crate) fn best_by_cells(a: &Plane, b: &Plane, mask: &StaticMask, cell_px: u32, reach_px: i64) -> Vec<Option<Cell>> {
    let (width, height) = a.dimensions();
    let cells: Vec<(u32, u32)> = (0..height.div_ceil(cell_px))
        .flat_map(|row| (0..width.div_ceil(cell_px)).map(move |column| (column * cell_px, row * cell_px)))
        .collect();
    let (width, height) = (i64::from(width), i64::from(height));
    let (a, b) = (a.as_raw().as_slice(), b.as_raw().as_slice());
    let cell = |&(left, top): &(u32, u32)| {
        let mut kept: Vec<(i64, i64, f32)> = Vec::new();
        for y in i64::from(top)..i64::from(top + cell_px).min(height) {
            for x in i64::from(left)..i64::from(left + cell_px).min(width) {
                if mask.keeps(x as u32, y as u32) {
                    kept.push((x, y, a[(y * width + x) as usize]));
                }
            }
        }
        if kept.len() < (cell_px * cell_px / 5) as usize {
            return None;
        }
        let shifts = (-reach_px..=reach_px).flat_map(|dy| (-reach_px..=reach_px).map(move |dx| (dx, dy)));
        let at_shift = |(dx, dy): (i64, i64)| {
            let pairs = kept.iter().map(|&(x, y, a)| {
                let (x, y) = ((x + dx).clamp(0, width - 1), (y + dy).clamp(0, height - 1));
                (f64::from(a), f64::from(b[(y * width + x) as usize]))
            });
            correlation_of(pairs, kept.len())
        };
        shifts.map(at_shift).reduce(|best, cell| if best.correlation < cell.correlation { cell } else { best })
    };
    cells.par_iter().with_min_len(8).map(cell).collect()
}

fn correlation_of(pairs: impl Iterator<Item = (f64, f64)>, n: usize) -> Cell {
    let (mut sa, mut sb, mut saa, mut sbb, mut sab) = (0.0_f64, 0.0, 0.0, 0.0, 0.0);
    for (a, b) in pairs {
        sa += a;
        sb += b;
        saa += a * a;
        sbb += b * b;
        sab += a * b;
    }
    let count = n as f64;
    let (aa, bb, ab) = (saa - sa * sa / count, sbb - sb * sb / count, sab - sa * sb / count);
    let correlation = if aa <= 1e-6 * count || bb <= 1e-6 * count { 0.0 } else { ab / (aa * bb).sqrt() };
    let root_mean = |sum: f64| (sum / count).max(0.0).sqrt();
    Cell { correlation, n, energy: root_mean(aa), other_energy: root_mean(bb) }
}
