//! Where the portrait of a page is that nobody has described yet.

use image::Luma;

use super::continuous_tone::locate_tone;
use crate::geometry::PageRect;
use crate::page::blur::box_mean;
use crate::page::image_plane::quantile;
use crate::page::paper::paper_level;
use crate::page::parts::{Part, parts};
use crate::page::{Page, Plane};
use crate::reading::mrz::MrzReading;
use crate::scan::Light;

/// Pixels a millimetre of the search.
const PX_PER_MM: f64 = 3.0;
/// Tone of hair, skin and clothes against the paper's.
const DARKER_THAN: f32 = 0.87;
/// Half the edge of a square that must be filled with tone, mm.
const OPENING_MM: f64 = 1.7;
/// A head with shoulders is at least so wide and so tall, mm.
const LEAST_MM: (f64, f64) = (10.0, 14.0);
/// Width of a portrait over its height: 35 mm by 45 mm. Doc 9303-3 §3.9.
const ASPECT: f64 = 35.0 / 45.0;
/// How far outside the tones the photo's own edge is looked for, mm.
const EDGE_REACH_MM: f64 = 7.0;
/// Step of the tone across a photo's edge, grey levels.
const LEAST_STEP: f32 = 7.0;

/// The portrait of a page above its machine readable zone.
pub(crate) fn portrait_above(page: &Page, zone: Option<&MrzReading>) -> Option<PageRect> {
    let top = |zone: &MrzReading| {
        let page_from_scan = page.view(zone.light)?.scan_from_page.inverse()?;
        let first = zone.area(0, 0..zone.lines.first()?.len(), &page_from_scan)?;
        Some(first.top - 1.0)
    };
    locate_portrait(page, zone.and_then(top).unwrap_or(page.height_mm))
}

/// The portrait above `mrz_top_mm`, on the left of the page before elsewhere (Doc 9303-4 §3.1: zone V), by its dark tones or, where
/// there are none, by how continuous they are; `None` where neither is large enough.
pub(crate) fn locate_portrait(page: &Page, mrz_top_mm: f64) -> Option<PageRect> {
    let area = PageRect { height: mrz_top_mm.min(page.height_mm), ..page.area() };
    let patch = page.patch(Light::Visible, area, PX_PER_MM)?;
    let luma = patch.luma();
    // The lightest third is paper, however much of the page is photo.
    let paper = quantile(&mut luma.to_vec(), 0.7)?;
    // Between characters there is paper within a millimetre, in a face there is none.
    let tone = paper_level(&box_mean(&luma, 1), (1.0 * PX_PER_MM) as u32);
    let border = (1.5 * PX_PER_MM) as u32;
    let (width, height) = tone.dimensions();
    let is_inside = |x: u32, y: u32| border <= x && x + border < width && border <= y && y + border < height;
    let is_dark = |x: u32, y: u32| is_inside(x, y) && tone.get_pixel(x, y).0[0] < DARKER_THAN * paper;
    let dark = Plane::from_fn(width, height, |x, y| Luma([f32::from(u8::from(is_dark(x, y)))]));
    // Lines of text and ornamental bands are lower than this square and fall out.
    let mask: Vec<bool> = box_mean(&dark, (OPENING_MM * PX_PER_MM) as u32).iter().map(|share| 0.72 < *share).collect();
    let in_mm = |part: &Part| {
        let mm = |px: u32| f64::from(px) / PX_PER_MM;
        let (left, top) = (mm(part.left), mm(part.top));
        PageRect::new(left, top, mm(part.right + 1) - left, mm(part.bottom + 1) - top).grown(0.6 * OPENING_MM)
    };
    let is_large = |found: &(PageRect, usize)| {
        let (area, n) = found;
        let share = *n as f64 / (PX_PER_MM * PX_PER_MM) / area.area();
        LEAST_MM.0 <= area.width && LEAST_MM.1 <= area.height && area.width <= 60.0 && 0.25 < share
    };
    let found = parts(&mask, (width, height)).iter().map(|part| (in_mm(part), part.n)).filter(is_large).max_by(
        |(a, n), (b, m)| {
            let weight = |area: &PageRect, n: usize| {
                if area.centre().x_mm < page.width_mm * 0.45 { 2 * n } else { n }
            };
            weight(a, *n).cmp(&weight(b, *m)).then(b.left.total_cmp(&a.left))
        },
    );
    match found {
        Some((tones, _)) => Some(framed(&luma, tones, &area)),
        None => locate_tone(page, area),
    }
}

/// The photo's own edges where they are seen, else the head and shoulders in the proportions of a portrait.
fn framed(luma: &Plane, tones: PageRect, within: &PageRect) -> PageRect {
    let height = tones.height.max(tones.width / ASPECT).min(50.0);
    let width = tones.width.max(height * ASPECT).min(42.0).max(tones.width);
    let usual = PageRect::new(tones.centre().x_mm - width / 2.0, tones.bottom() - height, width, height);
    let turned = Plane::from_fn(luma.height(), luma.width(), |x, y| Luma([luma.get_pixel(y, x).0[0]]));
    let lying = PageRect::new(tones.top, tones.left, tones.height, tones.width);
    let left = edge(luma, &tones, tones.left, -1.0).unwrap_or(usual.left);
    let right = edge(luma, &tones, tones.right(), 1.0).unwrap_or(usual.right());
    let top = edge(&turned, &lying, tones.top, -1.0).unwrap_or(usual.top);
    let bottom = edge(&turned, &lying, tones.bottom(), 1.0).unwrap_or(usual.bottom());
    let found = PageRect::new(left, top, right - left, bottom - top).grown(0.6);
    found.intersection(within).unwrap_or(found)
}

/// The first straight step of tone from near `from` mm, outwards; rows of the middle half of the tones take part.
fn edge(luma: &Plane, tones: &PageRect, from: f64, outwards: f64) -> Option<f64> {
    let rows = ((tones.top + 0.25 * tones.height) * PX_PER_MM) as u32
        ..(((tones.bottom() - 0.1 * tones.height) * PX_PER_MM) as u32).min(luma.height());
    let n = rows.len().max(1) as f32;
    let column = |x: u32| rows.clone().map(|y| luma.get_pixel(x, y).0[0]).sum::<f32>() / n;
    let step = |mm: f64| {
        let x = (mm * PX_PER_MM).round() as i64;
        let (before, after) = (u32::try_from(x - 2).ok()?, u32::try_from(x + 1).ok()?);
        (after < luma.width()).then(|| (column(after) - column(before)).abs())
    };
    let places = (-3..(EDGE_REACH_MM * PX_PER_MM) as i32).map(|idx| from + outwards * f64::from(idx) / PX_PER_MM);
    let steps: Vec<(f32, f64)> = places.filter_map(|mm| Some((step(mm)?, mm))).collect();
    // The first that is one: text above the photo has steps of its own.
    let is_peak = |w: &&[(f32, f64)]| LEAST_STEP <= w[1].0 && w[0].0 <= w[1].0 && w[2].0 < w[1].0;
    steps.windows(3).find(is_peak).map(|w| w[1].1)
}
