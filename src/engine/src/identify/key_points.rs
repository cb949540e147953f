//! Key points of a page's print and what they look like.
//!
//! Corners by the smaller eigenvalue of the structure tensor (Shi & Tomasi 1994), the strongest of every cell of the
//! page, and a binary descriptor of brightness comparisons (BRIEF, Calonder et al. 2010). The page is upright and in
//! millimetres when this is called, so descriptors are neither turned nor scaled: what both would cost in
//! distinctness is kept. Places of the page that are turned by a quarter are the caller's affair.

use std::sync::LazyLock;

use rayon::prelude::*;

use super::Fingerprint;
use crate::geometry::{Homography, PagePoint, PageRect};
use crate::page::blur;
use crate::page::image_plane::Plane;

/// Pixels a millimetre at which key points are found and described: 203 ppi, a passport page 1000 pixels wide.
pub(crate) const PX_PER_MM: f64 = 8.0;
/// Edge length of the cells whose strongest corners are kept, in mm.
const CELL_MM: f64 = 8.0;
/// Half the edge of a descriptor's patch, in pixels: 1.75 mm.
const PATCH_PX: i32 = 14;

/// Key points, and which of its cell's each is by its strength, the strongest 0.
#[derive(Default)]
pub(crate) struct KeyPoints {
    pub(crate) print: Fingerprint,
    pub(crate) ranks: Vec<usize>,
}

/// Corners of `luma`, which covers `area`, at most `per_cell` of every cell, where `keep` says so; row by row.
pub(crate) fn key_points(
    luma: &Plane,
    area: PageRect,
    per_cell: usize,
    keep: impl Fn(PagePoint) -> bool + Sync,
) -> KeyPoints {
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    let rim = PATCH_PX as usize + 2;
    if width <= 2 * rim || height <= 2 * rim {
        return KeyPoints::default();
    }
    let smooth = blur::gaussian(luma, 1.0);
    let strength = corner_strength(&smooth);
    let cell_px = (CELL_MM * PX_PER_MM) as usize;
    let cells: Vec<(usize, usize)> = (rim..height - rim)
        .step_by(cell_px)
        .flat_map(|top| (rim..width - rim).step_by(cell_px).map(move |left| (left, top)))
        .collect();
    let place = |x: f64, y: f64| PagePoint {
        x_mm: area.left + (x + 0.5) * area.width / width as f64,
        y_mm: area.top + (y + 0.5) * area.height / height as f64,
    };
    let corners: Vec<(usize, usize, usize)> = cells
        .par_iter()
        .flat_map_iter(|&(left, top)| {
            let mut found: Vec<(f32, usize, usize)> = Vec::new();
            for y in top..(top + cell_px).min(height - rim) {
                for x in left..(left + cell_px).min(width - rim) {
                    if let Some(peak) = peak_at(&strength, x, y)
                        && keep(place(x as f64, y as f64))
                    {
                        found.push((peak, x, y));
                    }
                }
            }
            found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)).then(a.1.cmp(&b.1)));
            found.truncate(per_cell);
            found.into_iter().enumerate().map(|(rank, (_, x, y))| (x, y, rank)).collect::<Vec<_>>()
        })
        .collect();
    let described = blur::gaussian(luma, 1.6);
    let descriptors = corners.par_iter().with_min_len(64).map(|&(x, y, _)| descriptor(&described, x, y)).collect();
    let places = corners
        .iter()
        .map(|&(x, y, _)| {
            let (dx, dy) = below_pixel(&strength, x, y);
            let place = place(x as f64 + dx, y as f64 + dy);
            [place.x_mm as f32, place.y_mm as f32]
        })
        .collect();
    KeyPoints { print: Fingerprint { places, descriptors }, ranks: corners.iter().map(|&(_, _, rank)| rank).collect() }
}

/// Luminance of `area` as key points want it.
pub(crate) fn luma(pixels: &image::RgbImage, scan_from_page: &Homography, area: PageRect) -> Plane {
    crate::page::luma::sample_luma(pixels, scan_from_page, area, PX_PER_MM)
}

/// Smaller eigenvalue of the structure tensor, over the local brightness, so that dark corners count.
fn corner_strength(smooth: &Plane) -> Plane {
    let (width, height) = smooth.dimensions();
    let stride = width as usize;
    let raw = smooth.as_raw().as_slice();
    let mut products = [(); 3].map(|()| Plane::new(width, height));
    let [xx, xy, yy] = &mut products;
    xx.par_chunks_exact_mut(stride)
        .zip(xy.par_chunks_exact_mut(stride))
        .zip(yy.par_chunks_exact_mut(stride))
        .enumerate()
        .skip(1)
        .take(height as usize - 2)
        .for_each(|(y, ((xx, xy), yy))| {
            for x in 1..stride - 1 {
                let at = y * stride + x;
                let (gx, gy) = (raw[at + 1] - raw[at - 1], raw[at + stride] - raw[at - stride]);
                xx[x] = gx * gx;
                xy[x] = gx * gy;
                yy[x] = gy * gy;
            }
        });
    let [mut xx, xy, yy] = products.map(|plane| blur::gaussian(&plane, 1.8));
    for ((xx, xy), yy) in xx.iter_mut().zip(xy.iter()).zip(yy.iter()) {
        let half_difference = 0.5 * (*xx - yy);
        *xx = 0.5 * (*xx + yy) - (half_difference * half_difference + xy * xy).sqrt();
    }
    xx
}

/// The strength at a pixel that is the strongest of 5 × 5 and more than noise.
fn peak_at(strength: &Plane, x: usize, y: usize) -> Option<f32> {
    let stride = strength.width() as usize;
    let raw = strength.as_raw();
    let here = raw[y * stride + x];
    if here < 4.0 {
        return None;
    }
    for row in y - 2..=y + 2 {
        for (column, &other) in raw[row * stride + x - 2..=row * stride + x + 2].iter().enumerate() {
            // Of equals the first counts.
            let is_before = (row, x - 2 + column) < (y, x);
            if here < other || (is_before && here <= other) {
                return None;
            }
        }
    }
    Some(here)
}

/// How far the peak lies from the middle of its pixel.
fn below_pixel(strength: &Plane, x: usize, y: usize) -> (f64, f64) {
    let stride = strength.width() as usize;
    let at = |x: usize, y: usize| f64::from(strength.as_raw()[y * stride + x]);
    let vertex = |before: f64, here: f64, after: f64| {
        let bend = before - 2.0 * here + after;
        if bend < -1e-9 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 }
    };
    let here = at(x, y);
    (vertex(at(x - 1, y), here, at(x + 1, y)), vertex(at(x, y - 1), here, at(x, y + 1)))
}

/// 256 comparisons of two places of the patch.
fn descriptor(smooth: &Plane, x: usize, y: usize) -> [u64; 4] {
    let stride = i64::from(smooth.width());
    let raw = smooth.as_raw();
    let centre = y as i64 * stride + x as i64;
    let at = |(dx, dy): (i32, i32)| raw[(centre + i64::from(dy) * stride + i64::from(dx)) as usize];
    let mut bits = [0_u64; 4];
    for (idx, &(a, b)) in PATTERN.iter().enumerate() {
        if at(a) < at(b) {
            bits[idx / 64] |= 1 << (idx % 64);
        }
    }
    bits
}

/// Two places of a patch, in pixels from its middle.
type Comparison = ((i32, i32), (i32, i32));

/// Pairs of places round the middle, denser near it; the same in every build, since fingerprints are kept.
static PATTERN: LazyLock<Vec<Comparison>> = LazyLock::new(|| {
    let mut state = 0x1234_5678_9abc_def1_u64;
    let mut roll = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as i32 % (2 * PATCH_PX + 1) - PATCH_PX
    };
    // The mean of two even rolls lies nearer to the middle than one.
    let mut place = || ((roll() + roll()) / 2, (roll() + roll()) / 2);
    let mut pattern = Vec::new();
    while pattern.len() < 256 {
        let (a, b) = (place(), place());
        if 3 <= (a.0 - b.0).abs() + (a.1 - b.1).abs() {
            pattern.push((a, b));
        }
    }
    pattern
});
