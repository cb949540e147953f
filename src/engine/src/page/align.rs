//! Ultraviolet and infrared laid onto white light.
//!
//! A reader takes its pictures one after the other without moving the page; a hand-held device or a second scan may be
//! half a millimetre off, or deliver another size. What all lights share is dark print: text absorbs white light and
//! infrared, and in ultraviolet it stands dark on the faintly glowing paper. So only what is darker than its
//! surroundings is compared, relative to them; fluorescent print, which white light does not show, plays no part.

use std::sync::Arc;

use image::RgbImage;

use crate::geometry::{Homography, PageRect};
use crate::page::gauss_newton::{Freedom, Template};
use crate::page::image_plane::Plane;
use crate::page::luma::{halved, sample_luma};
use crate::page::{Page, View, blur};
use crate::scan::Scan;

/// The view of `scan` that lies over the page's white-light view. Where nothing in it can be matched, it is taken to
/// show the same field of view, and `is_registered` is false.
pub(crate) fn onto_visible(page: &Page, scan: &Arc<Scan>) -> View {
    let assumed = starts(page, scan);
    let unmatched = View { scan: scan.clone(), scan_from_page: assumed[0], is_registered: false };
    let area = page.area().grown(1.0);
    let native = page.visible.scan_from_page.scale_at(page.width_mm / 2.0, page.height_mm / 2.0);
    let px_per_mm = if native < 3.5 { native.max(1.0) } else { 4.0 };
    let white = darkness(&page.visible.scan.pixels, &page.visible.scan_from_page, area, px_per_mm);
    let mut best: Option<(f64, Homography)> = None;
    for scan_from_page in &assumed {
        let other = darkness(&scan.pixels, scan_from_page, area, px_per_mm);
        let Some((shift, found)) = shift_between(&white, &other, px_per_mm) else { continue };
        if best.is_none_or(|(highest, _)| highest < found) {
            best = Some((found, scan_from_page.after(&Homography::scale_shift(1.0, 1.0, shift.0, shift.1))));
        }
        if 0.5 < found {
            break;
        }
    }
    let Some((coarse, start)) = best else { return unmatched };
    let refined = refine(page, scan, &white, &start, area, px_per_mm);
    match refined {
        Some((correlation, scan_from_page)) if LEAST_CORRELATION < correlation => {
            View { scan: scan.clone(), scan_from_page, is_registered: true }
        }
        _ if 2.0 * LEAST_CORRELATION < coarse => {
            View { scan: scan.clone(), scan_from_page: start, is_registered: true }
        }
        _ => unmatched,
    }
}

/// Dark print of the two pictures must agree at least so well, -1..=1. Two unrelated pages of text reach 0.1 at their
/// best shift; the reader triplet at hand has 0.6 (UV) and 0.9 (IR).
const LEAST_CORRELATION: f64 = 0.2;

/// Where the page may lie in a picture of another size: the same field of view; the same resolution about the same
/// middle; the resolution the file claims.
fn starts(page: &Page, scan: &Scan) -> Vec<Homography> {
    let white = &page.visible;
    let (from, to) = (white.scan.pixels.dimensions(), scan.pixels.dimensions());
    let (from, to) = ((f64::from(from.0), f64::from(from.1)), (f64::from(to.0), f64::from(to.1)));
    let about_middle = |scale: f64| {
        Homography::scale_shift(scale, scale, 0.5 * (to.0 - scale * from.0), 0.5 * (to.1 - scale * from.1))
    };
    let mut maps = vec![Homography::scale_shift(to.0 / from.0, to.1 / from.1, 0.0, 0.0)];
    if from != to {
        maps.push(about_middle(1.0));
        if let (Some(claimed), Some(white_claimed)) = (scan.claimed_ppi, white.scan.claimed_ppi)
            && 1.0 < white_claimed
        {
            maps.push(about_middle(claimed / white_claimed));
        }
    }
    maps.iter().map(|map| map.after(&white.scan_from_page)).collect()
}

/// How much darker each place is than its surroundings, relative to them; 0 where it is not.
pub(crate) fn darkness(pixels: &RgbImage, scan_from_page: &Homography, area: PageRect, px_per_mm: f64) -> Plane {
    let luma = sample_luma(pixels, scan_from_page, area, px_per_mm);
    let fine = blur::gaussian(&luma, (0.12 * px_per_mm) as f32);
    let surroundings = blur::wide(&luma, (0.9 * px_per_mm).round().max(1.0) as u32);
    let mut dark = fine;
    for (value, around) in dark.iter_mut().zip(surroundings.iter()) {
        *value = ((around - *value) / (around + 6.0)).clamp(0.0, 1.0);
    }
    dark
}

/// The whole-page shift in mm under which `other` best agrees with `white`, and how well, by going from coarse to fine.
fn shift_between(white: &Plane, other: &Plane, px_per_mm: f64) -> Option<((f64, f64), f64)> {
    let mut levels = vec![(white.clone(), other.clone())];
    while let Some((white, other)) = levels.last()
        && 160 < white.width()
    {
        levels.push((halved(white), halved(other)));
    }
    let coarsest = levels.len() - 1;
    let mm_a_px = |level: usize| f64::from(1_u32 << level) / px_per_mm;
    let reach = (REACH_MM / mm_a_px(coarsest)).ceil() as i32;
    let mut best = ((0, 0), f64::NEG_INFINITY);
    for (level, (white, other)) in levels.iter().enumerate().rev() {
        let (centre, reach) = if level == coarsest { ((0, 0), reach) } else { ((2 * best.0.0, 2 * best.0.1), 1) };
        best = ((0, 0), f64::NEG_INFINITY);
        for dy in centre.1 - reach..=centre.1 + reach {
            for dx in centre.0 - reach..=centre.0 + reach {
                let found = shifted_correlation(white, other, dx, dy);
                if best.1 < found {
                    best = ((dx, dy), found);
                }
            }
        }
        // The finest level costs the most and tells no more than Gauss–Newton will.
        if level == 1 {
            best.0 = (2 * best.0.0, 2 * best.0.1);
            break;
        }
    }
    let (dx, dy) = best.0;
    best.1.is_finite().then_some(((f64::from(dx) / px_per_mm, f64::from(dy) / px_per_mm), best.1))
}

/// How far off the assumed place a picture is looked for, in mm.
const REACH_MM: f64 = 10.0;

/// Correlation of `white` with `other` moved by whole pixels, over what they share.
fn shifted_correlation(white: &Plane, other: &Plane, dx: i32, dy: i32) -> f64 {
    let (width, height) = (white.width() as i32, white.height() as i32);
    let columns = (-dx).max(0)..(width - dx).min(width).max(0);
    let rows = (-dy).max(0)..(height - dy).min(height).max(0);
    if columns.len() < 16 || rows.len() < 16 {
        return f64::NEG_INFINITY;
    }
    let (a, b) = (white.as_raw().as_slice(), other.as_raw().as_slice());
    let (mut sa, mut sb, mut saa, mut sbb, mut sab) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    for y in rows.clone() {
        let at = |y: i32, x: i32| (y * width + x) as usize;
        let (a, b) = (
            &a[at(y, columns.start)..at(y, columns.end)],
            &b[at(y + dy, columns.start + dx)..at(y + dy, columns.end + dx)],
        );
        let (mut ra, mut rb, mut raa, mut rbb, mut rab) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
        for (&a, &b) in a.iter().zip(b) {
            ra += a;
            rb += b;
            raa += a * a;
            rbb += b * b;
            rab += a * b;
        }
        sa += f64::from(ra);
        sb += f64::from(rb);
        saa += f64::from(raa);
        sbb += f64::from(rbb);
        sab += f64::from(rab);
    }
    let n = (columns.len() * rows.len()) as f64;
    let (aa, bb, ab) = (saa - sa * sa / n, sbb - sb * sb / n, sab - sa * sb / n);
    if aa <= 1e-9 * n || bb <= 1e-9 * n { f64::NEG_INFINITY } else { ab / (aa * bb).sqrt() }
}

/// The place refined below a pixel: shift, turn, scale, then a free projective map where that agrees better still.
fn refine(
    page: &Page,
    scan: &Scan,
    white: &Plane,
    start: &Homography,
    area: PageRect,
    px_per_mm: f64,
) -> Option<(f64, Homography)> {
    let other = darkness(&scan.pixels, start, area, px_per_mm);
    let inner = page.area().grown(-1.0);
    let keep = |x: u32, y: u32| {
        let place = crate::geometry::PagePoint {
            x_mm: area.left + (f64::from(x) + 0.5) * area.width / f64::from(white.width()),
            y_mm: area.top + (f64::from(y) + 0.5) * area.height / f64::from(white.height()),
        };
        inner.contains(place)
    };
    let template = Template::new(white, area, Freedom::Similarity, (8.0, 200), keep);
    let similar = template.lay_over(&other, area, &Homography::IDENTITY, 12)?;
    let template = Template::new(white, area, Freedom::Homography, (8.0, 200), keep);
    let free = template.lay_over(&other, area, &similar.plane_from_template, 12)?;
    // Eight parameters follow noise where four would do: they must earn their place.
    let map = if similar.correlation + 0.01 < free.correlation {
        free.plane_from_template
    } else {
        similar.plane_from_template
    };
    let is_small = page.area().corners().iter().all(|&(x, y)| {
        let (u, v) = map.apply(x, y);
        (u - x).hypot(v - y) < 3.0
    });
    is_small.then(|| (similar.correlation.max(free.correlation), start.after(&map)))
}

#[cfg(test)]
mod tests;
