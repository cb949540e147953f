//! One line of personal text as printed: where it stands and how it is set.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::measured::Measures;
use super::{Aborted, Case};
use crate::geometry::PageRect;
use crate::model::Zone;
use crate::page::image_plane::quantile;
use crate::page::paper::{box_mean, paper_level};
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Lines of a page that were measured: each is asked for by its own routine, and by those of the others where they look odd.
#[derive(Debug, Default)]
pub struct Lines(Mutex<BTreeMap<String, Result<Measures, Aborted>>>);

impl Lines {
    /// The line of that zone. Two may measure it at once, which is nothing worse than slow: while the lock is held nothing is
    /// measured, since a thread that waits there would keep others from measuring.
    pub(super) fn of(&self, case: &Case<'_>, zone: &Zone) -> Result<Measures, Aborted> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = known().get(&zone.id) {
            return line.clone();
        }
        let line = measure_line(case, &zone.area);
        known().insert(zone.id.clone(), line.clone());
        line
    }
}

/// Pixels a millimetre text is measured at.
const PX_PER_MM: f64 = 14.0;
/// Area of the darkest part of a line, by which its contrast is told, mm².
const DARKEST_MM2: f64 = 1.0;

/// Measures the line in a zone: `baseline_mm` and `cap_line_mm` from the top of its zone, `stroke_mm` the mean
/// width of its strokes, `slant` the tangent of its uprights' lean to the right, `contrast` 0..=1, `left_mm` from the
/// left edge of its zone.
///
/// # Errors
/// [`Aborted::NoScan`], [`Aborted::Covered`] outside the picture, [`Aborted::NotRead`] where the zone is empty.
fn measure_line(case: &Case<'_>, zone: &PageRect) -> Result<Measures, Aborted> {
    let wide = zone.grown(1.5).intersection(&case.page.area()).ok_or(Aborted::NotRead)?;
    let patch = case.page.patch(Light::Visible, wide, PX_PER_MM).ok_or(Aborted::NoScan(Light::Visible))?;
    if patch.covered < 0.98 {
        return Err(Aborted::Covered);
    }
    let (ink, contrast) = soft_ink(&patch, zone).ok_or(Aborted::NotRead)?;
    let rows: Vec<f64> = ink.rows().map(|row| row.map(|pixel| f64::from(pixel.0[0])).sum()).collect();
    let mut sorted: Vec<f32> = rows.iter().map(|&v| v as f32).filter(|v| 1.0 < *v).collect();
    let typical = f64::from(quantile(&mut sorted, 0.7).ok_or(Aborted::NotRead)?);
    let block = block_of_text(&rows, 0.05 * typical);
    let in_block = |row: usize| if block.contains(&row) { rows[row] } else { 0.0 };
    let from_top = crossing((0..rows.len()).map(in_block), 0.35 * typical).ok_or(Aborted::NotRead)?;
    let from_bottom = crossing((0..rows.len()).rev().map(in_block), 0.35 * typical).ok_or(Aborted::NotRead)?;
    let columns = (0..ink.width()).map(|x| (0..ink.height()).map(|y| f64::from(ink.get_pixel(x, y).0[0])).sum::<f64>());
    let from_left = crossing(columns, 2.0).ok_or(Aborted::NotRead)?;
    let lift = zone.top - patch.area.top;
    let (stroke_px, slant) = stroke_and_slant(&ink).ok_or(Aborted::NotRead)?;
    Ok(Measures::from([
        ("cap_line_mm", from_top / PX_PER_MM - lift),
        ("baseline_mm", patch.area.height - from_bottom / PX_PER_MM - lift),
        ("stroke_mm", stroke_px / PX_PER_MM),
        ("slant", slant),
        ("contrast", contrast),
        ("left_mm", from_left / PX_PER_MM - (zone.left - patch.area.left)),
    ]))
}

/// Share of ink at each pixel, 0..=1, nothing outside the zone; and the contrast of its darkest square millimetre. `None` for less
/// than two square millimetres of text, or text hardly darker than the background.
fn soft_ink(patch: &Patch, zone: &PageRect) -> Option<(Plane, f64)> {
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
    // Of so much area, not of a share of the zone: a short entry fills little of a long one.
    let n_darkest = DARKEST_MM2 * PX_PER_MM * PX_PER_MM;
    let lighter = 1.0 - n_darkest / f64::from((width * height).max(1));
    let darkest = quantile(&mut ink.iter().copied().collect::<Vec<_>>(), lighter.max(0.5))?;
    if darkest < 0.3 {
        return None;
    }
    ink.iter_mut().for_each(|value| *value = ((*value / darkest - 0.45) / 0.4).clamp(0.0, 1.0));
    let area: f32 = ink.iter().sum();
    (f64::from(area) > 2.0 * PX_PER_MM * PX_PER_MM / 4.0).then_some((ink, f64::from(darkest)))
}

/// The rows round the fullest one without an empty row between them: a caption's descenders above a short entry are no part of
/// it.
fn block_of_text(rows: &[f64], least: f64) -> Range<usize> {
    let fullest = (0..rows.len()).max_by(|a, b| rows[*a].total_cmp(&rows[*b])).unwrap_or(0);
    let begins = (0..fullest).rev().find(|row| rows[*row] < least).map_or(0, |row| row + 1);
    let ends = (fullest..rows.len()).find(|row| rows[*row] < least).unwrap_or(rows.len());
    begins..ends
}

/// Where a profile first reaches a level, between cells.
fn crossing(profile: impl Iterator<Item = f64>, level: f64) -> Option<f64> {
    let mut before = 0.0;
    for (idx, value) in profile.enumerate() {
        if level <= value {
            let part = if before < value { (level - before) / (value - before) } else { 0.0 };
            return Some(idx as f64 + part);
        }
        before = value;
    }
    None
}

/// Mean width of strokes in pixels (twice the area over the outline) and the lean of the uprights.
fn stroke_and_slant(ink: &Plane) -> Option<(f64, f64)> {
    let (width, height) = ink.dimensions();
    let (mut area, mut outline, mut lean, mut weight) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    for (x, y) in (1..height.saturating_sub(1)).flat_map(|y| (1..width.saturating_sub(1)).map(move |x| (x, y))) {
        let at = |x: u32, y: u32| f64::from(ink.get_pixel(x, y).0[0]);
        let (gx, gy) = ((at(x + 1, y) - at(x - 1, y)) / 2.0, (at(x, y + 1) - at(x, y - 1)) / 2.0);
        area += at(x, y);
        outline += gx.hypot(gy);
        if 1.7 * gy.abs() < gx.abs() {
            lean += gx * gy;
            weight += gx * gx;
        }
    }
    (0.0 < outline && 0.0 < weight).then(|| (2.0 * area / outline, lean / weight))
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
        assert!((found["cap_line_mm"] - 1.0).abs() < 0.1, "{found:?}");
        assert!((found["baseline_mm"] - 4.0).abs() < 0.1, "{found:?}");
        assert!((found["left_mm"] - 2.0).abs() < 0.15, "{found:?}");
        assert!((0.4..0.65).contains(&found["stroke_mm"]) && found["slant"].abs() < 0.02, "{found:?}");
        assert!((measures(0.3)["baseline_mm"] - 4.3).abs() < 0.1);
    }

    #[test]
    fn descenders_of_a_caption_are_no_part_of_the_line() {
        assert_eq!(block_of_text(&[0.0, 9.0, 8.0, 0.1, 5.0, 4.0, 20.0, 5.0, 0.0, 3.0], 1.0), 4..8);
        assert_eq!(block_of_text(&[2.0, 3.0], 1.0), 0..2);
        assert!(block_of_text(&[], 1.0).is_empty());
    }

    #[test]
    fn an_empty_zone_has_no_line() {
        let page = DrawnPage::new(14.0);
        assert_eq!(page.examine(|case| measure_line(case, &FIELD)), Err(Aborted::NotRead));
    }
}
