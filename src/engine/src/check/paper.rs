//! The level of bare substrate round a print, where the light falls unevenly.

use image::Luma;

use crate::page::Plane;

/// What the substrate would show at each pixel if nothing were printed there: the brightest within `reach_px`, smoothed
/// over the same distance. Wants a plane that has been freed of single bright pixels.
pub(super) fn paper_level(plane: &Plane, reach_px: u32) -> Plane {
    let brightest = windowed(plane, reach_px, |window| window.iter().copied().fold(f32::MIN, f32::max));
    box_blur(&brightest, reach_px)
}

/// Mean over a square of `2 * reach_px + 1`, borders repeated; twice, so that it falls off smoothly.
pub(super) fn box_blur(plane: &Plane, reach_px: u32) -> Plane {
    box_mean(&box_mean(plane, reach_px), reach_px)
}

/// Mean over a square of `2 * reach_px + 1`, borders repeated.
pub(super) fn box_mean(plane: &Plane, reach_px: u32) -> Plane {
    if reach_px == 0 {
        return plane.clone();
    }
    transposed(&rows_mean(&transposed(&rows_mean(plane, reach_px)), reach_px))
}

/// Running mean along every row.
fn rows_mean(plane: &Plane, reach_px: u32) -> Plane {
    let (width, reach) = (plane.width() as usize, reach_px as usize);
    let mut out = plane.clone();
    if width == 0 {
        return out;
    }
    let share = 1.0 / (2 * reach + 1) as f64;
    for (row, to) in plane.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
        let at = |x: isize| f64::from(row[x.clamp(0, width as isize - 1) as usize]);
        let mut sum: f64 = (-(reach as isize)..=reach as isize).map(at).sum();
        for (x, cell) in to.iter_mut().enumerate() {
            *cell = (sum * share) as f32;
            sum += at((x + reach + 1) as isize) - at(x as isize - reach as isize);
        }
    }
    out
}

/// A statistic over a square window, rows first and then columns of what came out.
pub(super) fn windowed(plane: &Plane, reach_px: u32, of: impl Fn(&[f32]) -> f32 + Copy) -> Plane {
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

/// Rows and columns exchanged.
fn transposed(plane: &Plane) -> Plane {
    Plane::from_fn(plane.height(), plane.width(), |x, y| Luma([plane.get_pixel(y, x).0[0]]))
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

    #[test]
    fn box_mean_keeps_a_flat_plane() {
        let plane = Plane::from_pixel(9, 7, Luma([42.0]));
        assert!(box_mean(&plane, 3).iter().all(|&v| (v - 42.0).abs() < 1e-4));
    }
}
