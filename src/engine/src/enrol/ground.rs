//! Where a page that nobody has described yet has static print to compare, and where it fluoresces.

use image::Luma;

use crate::geometry::PageRect;
use crate::page::blur::box_mean;
use crate::page::image_plane::{band_pass, quantile};
use crate::page::parts::parts;
use crate::page::{Page, Plane};
use crate::scan::Light;

/// Edge of the cells a page is cut into to find room for patterns, mm.
const CELL_MM: f64 = 1.0;
/// Most patterns, their least area, least side and longest sides.
const MOST_PATTERNS: usize = 8;
const LEAST_MM2: f64 = 36.0;
const LEAST_SIDE: usize = 3;
const LONGEST: (usize, usize) = (46, 26);
/// Spread of fine detail that is print and not noise, grey levels.
const LEAST_TEXTURE: f32 = 1.6;
/// Nothing is compared so near to the page's edge, mm.
const BORDER_MM: f64 = 1.5;

/// Fluorescent places: pixels a millimetre, least shift of hue, least area in square millimetres, most of them.
const UV_PX_PER_MM: f64 = 2.0;
const LEAST_HUE: f32 = 0.055;
const LEAST_UV_MM2: f64 = 30.0;
const MOST_MOTIFS: usize = 5;

/// The largest rectangles of fine print that keep clear of `taken`, the best first.
pub(super) fn patterns(page: &Page, taken: &[PageRect]) -> Vec<PageRect> {
    let (columns, rows) = ((page.width_mm / CELL_MM) as usize, (page.height_mm / CELL_MM) as usize);
    let Some(texture) = texture(page) else { return Vec::new() };
    let inner = page.area().grown(-BORDER_MM);
    let cell = |x: usize, y: usize| PageRect::new(x as f64 * CELL_MM, y as f64 * CELL_MM, CELL_MM, CELL_MM);
    let is_inside = |cell: &PageRect| {
        inner.left <= cell.left
            && cell.right() <= inner.right()
            && inner.top <= cell.top
            && cell.bottom() <= inner.bottom()
    };
    let is_print = |x: usize, y: usize| {
        let cell = cell(x, y);
        is_inside(&cell)
            && LEAST_TEXTURE <= texture.get_pixel(x as u32, y as u32).0[0]
            && !taken.iter().any(|area| area.grown(0.6).intersection(&cell).is_some())
    };
    let mut is_free: Vec<bool> = (0..rows * columns).map(|idx| is_print(idx % columns, idx / columns)).collect();
    let mut found = Vec::new();
    while found.len() < MOST_PATTERNS {
        let Some((left, top, width, height)) = largest_rectangle(&is_free, columns) else { break };
        if (width * height) as f64 * CELL_MM * CELL_MM < LEAST_MM2 {
            break;
        }
        for y in top..top + height {
            is_free[y * columns + left..y * columns + left + width].fill(false);
        }
        found.push(PageRect::new(left as f64, top as f64, width as f64, height as f64));
    }
    found
}

/// Spread of fine detail in each cell, grey levels.
fn texture(page: &Page) -> Option<Plane> {
    const PX_PER_MM: f64 = 8.0;
    let luma = page.patch(Light::Visible, page.area(), PX_PER_MM)?.luma();
    let detail = band_pass(&luma, 0.8, (0.5 * PX_PER_MM) as f32);
    let px = (CELL_MM * PX_PER_MM) as u32;
    let of_cell = |x: u32, y: u32| {
        let rows = y * px..((y + 1) * px).min(detail.height());
        let values = rows.flat_map(|row| (x * px..((x + 1) * px).min(detail.width())).map(move |column| (column, row)));
        let (mut n, mut sum) = (0.0_f32, 0.0_f32);
        for (column, row) in values {
            let value = detail.get_pixel(column, row).0[0];
            n += 1.0;
            sum += value * value;
        }
        (sum / n.max(1.0)).sqrt()
    };
    Some(Plane::from_fn(detail.width().div_ceil(px), detail.height().div_ceil(px), |x, y| Luma([of_cell(x, y)])))
}

/// The largest rectangle of free cells, none longer than it may be: left, top, width, height in cells.
fn largest_rectangle(is_free: &[bool], columns: usize) -> Option<(usize, usize, usize, usize)> {
    let mut heights = vec![0_usize; columns];
    let mut best: Option<(usize, usize, usize, usize)> = None;
    for (row, cells) in is_free.chunks_exact(columns).enumerate() {
        for (height, free) in heights.iter_mut().zip(cells) {
            *height = if *free { (*height + 1).min(LONGEST.1) } else { 0 };
        }
        for left in 0..columns {
            let mut lowest = usize::MAX;
            for (idx, height) in heights.iter().skip(left).take(LONGEST.0).enumerate() {
                lowest = lowest.min(*height);
                let width = idx + 1;
                if lowest < LEAST_SIDE {
                    break;
                }
                let area = lowest * width;
                if LEAST_SIDE <= width && best.is_none_or(|(.., w, h)| w * h < area) {
                    best = Some((left, row + 1 - lowest, width, lowest));
                }
            }
        }
    }
    best
}

/// Rectangles round what fluoresces in another hue than the page, the largest first; none without ultraviolet.
pub(super) fn uv_motifs(page: &Page, without: Option<&PageRect>) -> Vec<PageRect> {
    let Some(patch) = page.patch(Light::Ultraviolet, page.area(), UV_PX_PER_MM) else { return Vec::new() };
    let share = |channel: usize| patch.map(|rgb| (rgb[channel] + 8.0) / (rgb[0] + rgb[1] + rgb[2] + 24.0));
    let (red, green) = (share(0), share(1));
    let light = patch.map(|rgb| rgb[0] + rgb[1] + rgb[2]);
    let middle = |plane: &Plane| quantile(&mut plane.to_vec(), 0.5).unwrap_or(0.0);
    let (red_middle, green_middle, light_middle) = (middle(&red), middle(&green), middle(&light));
    let border = (BORDER_MM * UV_PX_PER_MM) as u32;
    let (width, height) = red.dimensions();
    let glows = |x: u32, y: u32| {
        let (dr, dg) = (red.get_pixel(x, y).0[0] - red_middle, green.get_pixel(x, y).0[0] - green_middle);
        let is_inside = border <= x && x + border < width && border <= y && y + border < height;
        is_inside && LEAST_HUE <= dr.hypot(dg) && 0.75 * light_middle <= light.get_pixel(x, y).0[0]
    };
    let mask = Plane::from_fn(width, height, |x, y| Luma([f32::from(u8::from(glows(x, y)))]));
    // Fibres are narrow and scattered; a motif fills its place.
    let near: Vec<bool> = box_mean(&mask, 2).iter().map(|share| 0.25 < *share).collect();
    let mm = |px: u32| f64::from(px) / UV_PX_PER_MM;
    let mut found: Vec<PageRect> = parts(&near, (width, height))
        .into_iter()
        .filter(|part| LEAST_UV_MM2 <= part.n as f64 / (UV_PX_PER_MM * UV_PX_PER_MM))
        .map(|part| {
            PageRect::new(mm(part.left), mm(part.top), mm(part.right + 1 - part.left), mm(part.bottom + 1 - part.top))
        })
        .filter(|area| {
            without.is_none_or(|other| area.intersection(other).is_none_or(|both| both.area() < 0.7 * area.area()))
        })
        .collect();
    found.sort_by(|a, b| b.area().total_cmp(&a.area()).then(a.top.total_cmp(&b.top)));
    found.truncate(MOST_MOTIFS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_rectangle_is_found_and_kept_short() {
        let columns = 60;
        let mut is_free = vec![false; columns * 40];
        for y in 5..25 {
            is_free[y * columns + 3..y * columns + 58].fill(true);
        }
        let (left, top, width, height) = largest_rectangle(&is_free, columns).expect("there is room");
        assert_eq!((left, top, width, height), (3, 5, LONGEST.0, 20));
        assert_eq!(largest_rectangle(&vec![false; columns * 40], columns), None);
    }
}
