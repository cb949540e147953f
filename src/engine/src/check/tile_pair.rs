//! The same small place on the page and on its specimen, laid over each other to a fraction of a line's width.
//!
//! Zones are compared tile by tile, so that a stamp, a fold or a stain spoils a few tiles and not the zone, and so that
//! what is left of a bent page's distortion is taken up tile by tile.

use super::Case;
use super::shift::best_shift;
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen};
use crate::page::blur::{box_blur, box_mean};
use crate::page::image_plane::{correlation, quantile};
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Ground sampled round a tile's own area, so that filters and shifts have something to reach into.
const MARGIN_MM: f64 = 0.8;
/// Farthest local shift looked for. Registration leaves 0.06 mm at the 95th percentile, a bent page up to 0.25.
const REACH_MM: f64 = 0.3;
/// Farthest that inks of one page lie apart more than on the specimen.
pub(super) const INK_REACH_MM: f64 = 0.2;
/// Round a personal entry so much is left out too: ink spreads and entries move by this much.
const PERSONAL_MARGIN_MM: f64 = 0.4;

/// Pixels that are enough to tell a middle by.
const ENOUGH_PIXELS: usize = 20_000;
/// A pixel glares when all its channels reach this and the specimen's do not.
const GLARE_FROM: f32 = 251.0;
/// Ground this much darker or lighter than the tile's own difference from the specimen lies under something.
const COVERED_FROM: f32 = 28.0;

/// Ground whose colour is so far, 0..=255, from any that print or its loss explains was stamped or written on.
const STAMPED_FROM: f32 = 10.0;

/// A tile of the page in white light beside the same tile of the specimen.
pub(super) struct TilePair {
    /// The page, local shift taken out.
    pub(super) live: Patch,
    /// The specimen.
    pub(super) specimen: Patch,
    /// For each pixel of the patches whether it lies in `area`, holds nothing personal and does not glare.
    pub(super) keep: Vec<bool>,
    /// The shift taken out: how far the page's print lies right of and below the specimen's, mm.
    pub(super) shift_mm: (f64, f64),
    /// Correlation of fine luminance detail at that shift, -1..=1.
    pub(super) likeness: f64,
    /// Spread of the specimen's fine luminance detail, 0..=255: how much there is to compare.
    pub(super) texture: f64,
}

impl TilePair {
    /// Lays the two over each other; `None` where fewer than a third of the tile can be compared.
    pub(super) fn of(
        case: &Case<'_>,
        model: &DocumentModel,
        specimen: &Specimen,
        area: PageRect,
        px_per_mm: f64,
    ) -> Option<Self> {
        Self::with_share(case, model, specimen, area, px_per_mm, 1.0 / 3.0)
    }

    /// The same for a place most of which is personal: a twentieth of it is enough to lay it over the specimen by.
    pub(super) fn of_any(
        case: &Case<'_>,
        model: &DocumentModel,
        specimen: &Specimen,
        area: PageRect,
        px_per_mm: f64,
    ) -> Option<Self> {
        Self::with_share(case, model, specimen, area, px_per_mm, 0.05)
    }

    fn with_share(
        case: &Case<'_>,
        model: &DocumentModel,
        specimen: &Specimen,
        area: PageRect,
        px_per_mm: f64,
        least_share: f64,
    ) -> Option<Self> {
        let wide = area.grown(MARGIN_MM);
        let of_specimen = specimen.patch(Light::Visible, wide, px_per_mm)?;
        let seen = case.page.glance(Light::Visible, wide, px_per_mm)?;
        if seen.covered < 0.9 {
            return None;
        }
        let mut keep = static_pixels(model, &of_specimen, area);
        drop_covered(&mut keep, &seen, &of_specimen);
        let n_kept = keep.iter().filter(|&&keep| keep).count();
        if (n_kept as f64) < area.area() * px_per_mm * px_per_mm * least_share {
            return None;
        }
        let detail = fine_detail(&of_specimen.luma(), px_per_mm);
        let reach = (REACH_MM * px_per_mm).round() as i64;
        let (shift_px, _) = best_shift(&fine_detail(&seen.luma(), px_per_mm), &detail, &keep, reach)?;
        let shift_mm = (shift_px.0 / px_per_mm, shift_px.1 / px_per_mm);
        let live = case.page.patch(Light::Visible, moved(wide, shift_mm), px_per_mm)?;
        let likeness = correlation(&fine_detail(&live.luma(), px_per_mm), &detail, |idx| keep[idx]).unwrap_or(0.0);
        let texture = spread(&detail, &keep);
        Some(Self { live, specimen: of_specimen, keep, shift_mm, likeness, texture })
    }
}

/// Cuts an area into tiles of about `size_mm`, row by row.
pub(super) fn tiles(area: PageRect, size_mm: f64) -> Vec<PageRect> {
    let n_columns = (area.width / size_mm).round().max(1.0) as usize;
    let n_rows = (area.height / size_mm).round().max(1.0) as usize;
    let (width, height) = (area.width / n_columns as f64, area.height / n_rows as f64);
    let corner =
        |idx: usize| (area.left + (idx % n_columns) as f64 * width, area.top + (idx / n_columns) as f64 * height);
    (0..n_rows * n_columns)
        .map(|idx| {
            let (left, top) = corner(idx);
            PageRect::new(left, top, width, height)
        })
        .collect()
}

/// For each pixel of the patch whether it lies in `area` and in no personal zone.
pub(super) fn static_pixels(model: &DocumentModel, patch: &Patch, area: PageRect) -> Vec<bool> {
    let mut keep = pixels_in(patch, &area);
    let personal = model.zones.iter().filter(|zone| zone.is_dynamic).map(|zone| zone.area.grown(PERSONAL_MARGIN_MM));
    for zone in personal.filter(|zone| zone.intersection(&area).is_some()) {
        fill(&mut keep, patch, &zone, false);
    }
    keep
}

/// For each pixel of the patch whether it lies in `area`.
pub(super) fn pixels_in(patch: &Patch, area: &PageRect) -> Vec<bool> {
    let mut keep = vec![false; patch.rgb.width() as usize * patch.rgb.height() as usize];
    fill(&mut keep, patch, area, true);
    keep
}

fn fill(keep: &mut [bool], patch: &Patch, area: &PageRect, value: bool) {
    let (columns, rows) = patch.pixels_in(area);
    let width = patch.rgb.width() as usize;
    for row in keep.chunks_exact_mut(width).take(rows.end as usize).skip(rows.start as usize) {
        row[columns.start as usize..columns.end.max(columns.start) as usize].fill(value);
    }
}

/// Takes out what glares, and what lies under a stamp, a stain or a sticker: pixels whose surroundings differ from the
/// specimen's by much more or less of one colour than the tile does as a whole. A stamp's ink takes much of one colour and
/// little of another; of its strokes, narrower than the surroundings, the luminance alone would tell too little.
fn drop_covered(keep: &mut [bool], live: &Patch, specimen: &Patch) {
    let reach = (0.25 * live.px_per_mm).round().max(1.0) as u32;
    for channel in 0..3 {
        let mut extra = live.channel(channel);
        for (live, specimen) in extra.iter_mut().zip(specimen.rgb.pixels()) {
            *live -= specimen.0[channel];
        }
        let extra = box_mean(&extra, reach);
        let kept = extra.iter().zip(keep.iter()).filter(|(_, keep)| **keep).map(|(v, _)| *v);
        let Some(middle) = middle_of_some(kept, extra.len()) else { return };
        for (keep, extra) in keep.iter_mut().zip(extra.iter()) {
            *keep &= (extra - middle).abs() < COVERED_FROM;
        }
    }
    let darkest = |rgb: [f32; 3]| rgb.iter().fold(255.0_f32, |a, &b| a.min(b));
    for (keep, (live, specimen)) in keep.iter_mut().zip(live.rgb.pixels().zip(specimen.rgb.pixels())) {
        *keep &= !(GLARE_FROM <= darkest(live.0) && darkest(specimen.0) < GLARE_FROM - 6.0);
    }
}

/// For each pixel whether a stamp or a pen went over the page there: its surroundings have a colour that is neither the
/// specimen's nor on the way from it to bare ground, but for the colour cast of the page as a whole.
pub(super) fn coloured_over(live: &Patch, specimen: &Patch) -> Vec<bool> {
    let (of_live, of_specimen) = (colours(live), colours(specimen));
    let off = |axis: usize| of_live.iter().zip(&of_specimen).map(move |(a, b)| a[axis] - b[axis]);
    let cast = [0, 1].map(|axis| middle_of_some(off(axis), of_live.len()).unwrap_or(0.0));
    let ground = colour_of_ground(specimen, &of_specimen);
    let is_foreign = |(live, specimen): (&[f32; 2], &[f32; 2])| {
        let off: [f32; 2] = std::array::from_fn(|axis| live[axis] - cast[axis] - specimen[axis]);
        let way: [f32; 2] = std::array::from_fn(|axis| ground[axis] - specimen[axis]);
        let length = (way[0] * way[0] + way[1] * way[1]).max(1e-6);
        let along = ((off[0] * way[0] + off[1] * way[1]) / length).clamp(0.0, 1.0);
        let (red, blue) = (off[0] - along * way[0], off[1] - along * way[1]);
        STAMPED_FROM * STAMPED_FROM < red * red + blue * blue
    };
    of_live.iter().zip(&of_specimen).map(is_foreign).collect()
}

/// Red and blue less green of each pixel's surroundings.
pub(super) fn colours(patch: &Patch) -> Vec<[f32; 2]> {
    let reach = (0.25 * patch.px_per_mm).round().max(1.0) as u32;
    let [red, blue] = [0, 2].map(|channel| box_mean(&patch.map(|rgb| rgb[channel] - rgb[1]), reach));
    red.iter().zip(blue.iter()).map(|(red, blue)| [*red, *blue]).collect()
}

/// Mean colour of the lightest quarter of a patch.
fn colour_of_ground(patch: &Patch, colours: &[[f32; 2]]) -> [f32; 2] {
    let luma = patch.luma();
    let mut some: Vec<f32> = luma.iter().copied().step_by(stride_of(luma.len())).collect();
    let light = quantile(&mut some, 0.75).unwrap_or(0.0);
    let (mut n, mut sums) = (0.0, [0.0; 2]);
    for (_, colour) in luma.iter().zip(colours).filter(|(luma, _)| light <= **luma) {
        n += 1.0;
        sums = [0, 1].map(|axis| sums[axis] + f64::from(colour[axis]));
    }
    sums.map(|sum| (sum / f64::max(n, 1.0)) as f32)
}

/// The middle of as many of some values as are enough to tell it by, `n` of which there are at the most; `None` for none.
fn middle_of_some(values: impl Iterator<Item = f32>, n: usize) -> Option<f32> {
    quantile(&mut values.step_by(stride_of(n)).collect::<Vec<f32>>(), 0.5)
}

/// Of so many values every how many-th is looked at.
fn stride_of(n: usize) -> usize {
    (n / ENOUGH_PIXELS).max(1)
}

/// What is finer than about 1.2 mm and coarser than about 0.15: line work as scanners of 300 ppi and more resolve it.
pub(super) fn fine_detail(plane: &Plane, px_per_mm: f64) -> Plane {
    let coarse = box_blur(plane, (0.35 * px_per_mm).round().max(1.0) as u32);
    let mut fine = smooth(plane);
    for (fine, coarse) in fine.iter_mut().zip(coarse.iter()) {
        *fine -= coarse;
    }
    fine
}

/// A 3 × 3 binomial, against noise of single pixels.
fn smooth(plane: &Plane) -> Plane {
    let mean = box_mean(plane, 1);
    let mut out = plane.clone();
    for (out, mean) in out.iter_mut().zip(mean.iter()) {
        *out = 0.4 * *out + 0.6 * mean;
    }
    out
}

/// Standard deviation over the kept pixels.
pub(super) fn spread(plane: &Plane, keep: &[bool]) -> f64 {
    let kept: Vec<f32> = plane.iter().zip(keep).filter(|(_, keep)| **keep).map(|(v, _)| *v).collect();
    crate::page::image_plane::mean_and_spread(&kept).1
}

/// The rectangle moved by so many millimetres.
pub(super) fn moved(area: PageRect, by_mm: (f64, f64)) -> PageRect {
    PageRect { left: area.left + by_mm.0, top: area.top + by_mm.1, ..area }
}

/// The middle of the values; `None` for none.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let half = values.len() / 2;
    let n = values.len();
    let (lower, &mut middle, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    let below = lower.iter().copied().max_by(f64::total_cmp);
    Some(if n % 2 == 1 { middle } else { below.map_or(middle, |below| f64::midpoint(below, middle)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_foreign_and_lost_print_is_not() {
        let patch = |rgb: &dyn Fn(u32, u32) -> [f32; 3]| Patch {
            area: PageRect::new(0.0, 0.0, 6.0, 6.0),
            px_per_mm: 10.0,
            rgb: image::Rgb32FImage::from_fn(60, 60, |x, y| image::Rgb(rgb(x, y))),
            covered: 1.0,
        };
        let print = |x: u32, y: u32| if (x + y) % 8 < 3 { [150.0, 190.0, 200.0] } else { [226.0, 222.0, 212.0] };
        let specimen = patch(&print);
        let lost = patch(&|x, y| if x < 30 { [222.0, 218.0, 208.0] } else { print(x, y) });
        assert!(coloured_over(&lost, &specimen).iter().all(|is_foreign| !is_foreign));
        let violet = |rgb: [f32; 3]| [rgb[0] * 0.7, rgb[1] * 0.61, rgb[2] * 0.76];
        let stamped = patch(&|x, y| if (20..26).contains(&x) { violet(print(x, y)) } else { print(x, y) });
        let foreign = coloured_over(&stamped, &specimen);
        assert!(foreign[30 * 60 + 22] && !foreign[30 * 60 + 45]);
    }

    #[test]
    fn tiles_cover_the_area() {
        let all = tiles(PageRect::new(2.0, 3.0, 21.0, 9.0), 8.0);
        assert_eq!(all.len(), 3);
        assert!((all.iter().map(PageRect::area).sum::<f64>() - 189.0).abs() < 1e-9);
    }
}
