//! One line of personal text as printed: where it stands and how it is set.

use super::characters::{Character, Characters, characters};
use super::measured::Measures;
use super::tile_pair::median;
use super::{Aborted, Case};
use crate::geometry::PageRect;
use crate::memo::Memo;
use crate::model::Zone;
use crate::page::blur::box_mean;
use crate::page::image_plane::quantile;
use crate::page::paper::paper_level;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Lines of a page that were measured: each is asked for by its own routine, and by those of the others where they look odd.
#[derive(Debug, Default)]
pub(super) struct Lines(Memo<String, Result<Measures, Aborted>>);

impl Lines {
    /// The line of that zone.
    pub(super) fn of(&self, case: &Case<'_>, zone: &Zone) -> Result<Measures, Aborted> {
        self.0.get_or(zone.id.clone(), || measure_line(case, &zone.area))
    }
}

/// Pixels a millimetre text is measured at.
pub(super) const PX_PER_MM: f64 = 14.0;
/// Area of the darkest part of a line, by which its contrast is told, mm².
const DARKEST_MM2: f64 = 1.0;
/// Contrast from which there is text and not background print.
const LEAST_CONTRAST: f32 = 0.3;

/// Least height of a character, mm.
const LEAST_HEIGHT_MM: f64 = 0.9;

/// Measures the line in a zone by the characters most of it have in common: `top_mm` and `baseline_mm` from the top of its
/// zone, `height_mm` of its characters, `stroke_mm` the mean width of their strokes, `slant` the tangent of their uprights' lean
/// to the right, `contrast` 0..=1, and `left_mm` from the left edge of its zone where the line begins with one of them.
///
/// # Errors
/// [`Aborted::NoScan`], [`Aborted::Covered`] outside the picture, [`Aborted::NotRead`] where too few characters are seen.
fn measure_line(case: &Case<'_>, zone: &PageRect) -> Result<Measures, Aborted> {
    let wide = zone.grown(1.5).intersection(&case.page.area()).ok_or(Aborted::NotRead)?;
    let patch = case.page.patch(Light::Visible, wide, PX_PER_MM).ok_or(Aborted::NoScan(Light::Visible))?;
    if patch.covered < 0.98 {
        return Err(Aborted::Covered);
    }
    measure_patch(&patch, zone).ok_or(Aborted::NotRead)
}

fn measure_patch(patch: &Patch, zone: &PageRect) -> Option<Measures> {
    let share = share_of_ink(patch, zone);
    let ink = soft(&share, darkest(share.iter().copied())?);
    let Characters { of_line, begins_line } = characters(&ink, LEAST_HEIGHT_MM * PX_PER_MM)?;
    let middle = |of: &dyn Fn(&Character) -> f64| median(of_line.iter().map(of).collect());
    let in_zone = |px: f64, edge: f64, patch_edge: f64| px / PX_PER_MM - (edge - patch_edge);
    let (stroke_px, slant) = stroke_and_slant(&ink, &of_line)?;
    let of_characters = of_line.iter().flat_map(|one| pixels(one, &share).map(|(x, y)| share.get_pixel(x, y).0[0]));
    let mut measures = Measures::from([
        ("top_mm", in_zone(middle(&|one| one.top)?, zone.top, patch.area.top)),
        ("baseline_mm", in_zone(middle(&|one| one.bottom)?, zone.top, patch.area.top)),
        ("height_mm", middle(&|one| one.bottom - one.top)? / PX_PER_MM),
        ("stroke_mm", stroke_px / PX_PER_MM),
        ("slant", slant),
        ("contrast", f64::from(darkest(of_characters)?)),
    ]);
    if begins_line {
        measures.insert("left_mm", in_zone(f64::from(of_line.first()?.part.left), zone.left, patch.area.left));
    }
    Some(measures)
}

/// Share of ink at each pixel, 0..=1, nothing outside the zone.
pub(super) fn share_of_ink(patch: &Patch, zone: &PageRect) -> Plane {
    let luma = patch.lightest_channel();
    let paper = paper_level(&box_mean(&luma, 1), (1.2 * PX_PER_MM) as u32);
    let mut ink = luma;
    for (value, paper) in ink.iter_mut().zip(paper.iter()) {
        *value = 1.0 - *value / paper.max(1.0);
    }
    let (width, height) = ink.dimensions();
    for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        if !zone.contains(patch.place_of(x, y)) {
            ink.get_pixel_mut(x, y).0[0] = 0.0;
        }
    }
    ink
}

/// Contrast of the darkest square millimetre: of so much area, not of a share of it, since a short entry fills little of a long
/// zone. `None` for text hardly darker than the background.
pub(super) fn darkest(ink: impl Iterator<Item = f32>) -> Option<f32> {
    let mut ink: Vec<f32> = ink.collect();
    let lighter = 1.0 - DARKEST_MM2 * PX_PER_MM * PX_PER_MM / ink.len().max(1) as f64;
    quantile(&mut ink, lighter.max(0.5)).filter(|darkest| LEAST_CONTRAST <= *darkest)
}

/// Ink against the darkest, 0..=1 where its edge lies.
pub(super) fn soft(ink: &Plane, darkest: f32) -> Plane {
    let mut soft = ink.clone();
    soft.iter_mut().for_each(|value| *value = ((*value / darkest - 0.45) / 0.4).clamp(0.0, 1.0));
    soft
}

/// The pixels of a character and round it that have neighbours on all sides.
fn pixels(one: &Character, plane: &Plane) -> impl Iterator<Item = (u32, u32)> + use<> {
    let (width, height) = plane.dimensions();
    let within = |first: u32, last: u32, n: u32| first.saturating_sub(2).max(1)..(last + 3).min(n.saturating_sub(1));
    let columns = within(one.part.left, one.part.right, width);
    within(one.part.top, one.part.bottom, height).flat_map(move |y| columns.clone().map(move |x| (x, y)))
}

/// Mean width of strokes in pixels (twice the area over the outline) and the lean of the uprights: the middle one of the
/// characters, since a 7 leans and a 1 does not.
pub(super) fn stroke_and_slant(ink: &Plane, characters: &[Character]) -> Option<(f64, f64)> {
    let (mut area, mut outline) = (0.0_f64, 0.0_f64);
    let mut leans = Vec::new();
    for one in characters {
        let (mut lean, mut weight) = (0.0_f64, 0.0_f64);
        for (x, y) in pixels(one, ink) {
            let at = |x: u32, y: u32| f64::from(ink.get_pixel(x, y).0[0]);
            let (gx, gy) = ((at(x + 1, y) - at(x - 1, y)) / 2.0, (at(x, y + 1) - at(x, y - 1)) / 2.0);
            area += at(x, y);
            outline += gx.hypot(gy);
            if 1.7 * gy.abs() < gx.abs() {
                lean += gx * gy;
                weight += gx * gx;
            }
        }
        leans.extend((0.0 < weight).then(|| lean / weight));
    }
    let slant = median(leans)?;
    (0.0 < outline).then(|| (2.0 * area / outline, slant))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;

    const FIELD: PageRect = PageRect::new(50.0, 30.0, 26.0, 5.0);

    fn measures(down: f64) -> Measures {
        let mut page = DrawnPage::new(14.0);
        for idx in 0..8 {
            let bar = PageRect::new(52.0 + 2.5 * f64::from(idx), 31.0 + down, 0.5, 3.0);
            page.paint(Light::Visible, bar, |_, _| [30; 3]);
            page.paint(Light::Visible, PageRect { width: 1.6, height: 0.5, ..bar }, |_, _| [30; 3]);
        }
        page.examine(|case| measure_line(case, &FIELD)).expect("a line")
    }

    #[test]
    fn finds_lines_and_strokes_of_block_letters() {
        let found = measures(0.0);
        assert!((found["top_mm"] - 1.0).abs() < 0.1, "{found:?}");
        assert!((found["baseline_mm"] - 4.0).abs() < 0.1, "{found:?}");
        assert!((found["left_mm"] - 2.0).abs() < 0.15, "{found:?}");
        assert!((0.4..0.65).contains(&found["stroke_mm"]) && found["slant"].abs() < 0.02, "{found:?}");
        assert!((measures(0.3)["baseline_mm"] - 4.3).abs() < 0.1);
    }

    #[test]
    fn an_empty_zone_has_no_line() {
        let page = DrawnPage::new(14.0);
        assert_eq!(page.examine(|case| measure_line(case, &FIELD)), Err(Aborted::NotRead));
    }
}
