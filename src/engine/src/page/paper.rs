//! The level of bare substrate round a print, where the light falls unevenly.

use image::Luma;

use super::blur::box_blur;
use super::image_plane::Plane;

/// What the substrate would show at each pixel if nothing were printed there: the brightest within `reach_px`, smoothed
/// over the same distance. Wants a plane that has been freed of single bright pixels. Worked out on blocks of a quarter
/// of the reach, which is finer than the level it describes.
pub(crate) fn paper_level(plane: &Plane, reach_px: u32) -> Plane {
    let block = (reach_px / 4).max(1);
    let (width, height) = plane.dimensions();
    let brightest_in = |bx: u32, by: u32| {
        let rows = by * block..((by + 1) * block).min(height);
        let columns = || bx * block..((bx + 1) * block).min(width);
        let row_max = |y: u32| columns().map(|x| plane.get_pixel(x, y).0[0]).fold(f32::MIN, f32::max);
        rows.map(row_max).fold(f32::MIN, f32::max)
    };
    let blocks = Plane::from_fn(width.div_ceil(block), height.div_ceil(block), |x, y| Luma([brightest_in(x, y)]));
    let reach = (reach_px / block).max(1);
    let brightest = windowed(&blocks, reach, |window| window.iter().copied().fold(f32::MIN, f32::max));
    enlarged(&box_blur(&brightest, reach), block, width, height)
}

/// Blocks back to pixels, bilinear between their middles.
fn enlarged(blocks: &Plane, block: u32, width: u32, height: u32) -> Plane {
    let size = block as f32;
    let place = |px: u32, n: u32| {
        let at = ((px as f32 + 0.5) / size - 0.5).clamp(0.0, (n - 1) as f32);
        let low = at.floor();
        (low as u32, (low as u32 + 1).min(n - 1), at - low)
    };
    let columns: Vec<(u32, u32, f32)> = (0..width).map(|x| place(x, blocks.width())).collect();
    let mut out = Plane::new(width, height);
    for (y, row) in out.chunks_exact_mut(width.max(1) as usize).enumerate() {
        let (top, low, ty) = place(y as u32, blocks.height());
        for (cell, &(left, right, tx)) in row.iter_mut().zip(&columns) {
            let at = |x: u32, y: u32| blocks.get_pixel(x, y).0[0];
            let upper = at(left, top) * (1.0 - tx) + at(right, top) * tx;
            let lower = at(left, low) * (1.0 - tx) + at(right, low) * tx;
            *cell = upper * (1.0 - ty) + lower * ty;
        }
    }
    out
}

/// A statistic over a square window, rows first and then columns of what came out.
fn windowed(plane: &Plane, reach_px: u32, of: impl Fn(&[f32]) -> f32 + Copy) -> Plane {
    transposed(&rows_windowed(&transposed(&rows_windowed(plane, reach_px, of)), reach_px, of))
}

fn rows_windowed(plane: &Plane, reach_px: u32, of: impl Fn(&[f32]) -> f32) -> Plane {
    let (width, reach) = (plane.width() as usize, reach_px as usize);
    let mut out = plane.clone();
    if width == 0 {
        return out;
    }
    for (row, to) in plane.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
        for (x, cell) in to.iter_mut().enumerate() {
            *cell = of(&row[x.saturating_sub(reach)..(x + reach + 1).min(width)]);
        }
    }
    out
}

/// Rows and columns exchanged, block by block so that neither is read across the cache.
fn transposed(plane: &Plane) -> Plane {
    const BLOCK: usize = 32;
    let (width, height) = (plane.width() as usize, plane.height() as usize);
    let mut out = Plane::new(plane.height(), plane.width());
    let (from, to): (&[f32], &mut [f32]) = (plane.as_raw(), &mut out);
    for top in (0..height).step_by(BLOCK) {
        for left in (0..width).step_by(BLOCK) {
            for y in top..(top + BLOCK).min(height) {
                for x in left..(left + BLOCK).min(width) {
                    to[x * height + y] = from[y * width + x];
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_bridges_a_stroke_and_follows_a_shadow() {
        let plane = Plane::from_fn(60, 20, |x, _| Luma([if x % 12 < 3 { 20.0 } else { 200.0 - x as f32 }]));
        let paper = paper_level(&plane, 6);
        let middle = paper.get_pixel(30, 10).0[0];
        assert!((160.0..190.0).contains(&middle), "{middle}");
        assert!(paper.get_pixel(55, 10).0[0] < paper.get_pixel(5, 10).0[0]);
    }
}
