//! Where in its zone an entry is printed: bands of rows darker than the paper round them.

use crate::geometry::PageRect;
use crate::page::blur::box_mean;
use crate::page::image_plane::quantile;
use crate::page::paper::paper_level;
use crate::page::{Page, Patch, Plane};
use crate::scan::Light;

/// Pixels a millimetre that entries are looked for and read at.
const PX_PER_MM: f64 = 10.0;
/// Room round a zone in which paper is seen, and into which the strip of a line may reach.
const ROOM_MM: f64 = 1.2;
/// Room round a zone in which print still belongs to it.
const LENIENCE_MM: f64 = 0.25;
/// Distance over which the level of the paper is taken.
const PAPER_REACH_MM: f64 = 1.2;
/// Least contrast of an entry's darkest parts.
const LEAST_CONTRAST: f32 = 0.2;
/// Share of a typical row's ink from which a row belongs to the line.
const ROW_SHARE: f32 = 0.2;
/// Heights of a line of capitals, mm; bands lower than the first are fragments of a neighbour.
const HEIGHTS_MM: std::ops::Range<f64> = 0.8..7.0;
/// A line's height that differs more from the page's middle one is taken to be mismeasured.
const TOLERANCE: f64 = 0.10;

/// What print is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Black and grey, as entries are mostly printed; stamps, captions and pens of a colour fade.
    Black,
    /// Of any colour.
    Any,
}

impl Ink {
    /// How light the paper is without it.
    pub(super) fn plane(self, patch: &Patch) -> Plane {
        match self {
            Self::Black => patch.lightest_channel(),
            Self::Any => patch.luma(),
        }
    }
}

/// A zone's surroundings in one light.
pub(super) struct Ground {
    /// The zone.
    pub(super) area: PageRect,
    /// The light.
    pub(super) light: Light,
    /// What `plane` covers, mm.
    covers: PageRect,
    /// How light it is, 0..=255.
    plane: Plane,
}

impl Ground {
    /// The surroundings of a zone; `None` without that light or off the picture.
    pub(super) fn of(page: &Page, area: PageRect, light: Light) -> Option<Self> {
        Self::of_ink(page, area, light, Ink::Black)
    }

    /// The same, for print of another kind.
    pub(super) fn of_ink(page: &Page, area: PageRect, light: Light, ink: Ink) -> Option<Self> {
        let covers = area.grown(ROOM_MM);
        let patch = page.patch(light, covers, PX_PER_MM).filter(|patch| 0.5 < patch.covered)?;
        Some(Self { area, light, covers, plane: ink.plane(&patch) })
    }

    /// The lines of print in the zone, top to bottom.
    pub(super) fn lines(&self) -> Vec<Line> {
        let Some(ink) = self.ink() else { return Vec::new() };
        let rows: Vec<f32> = ink.rows().map(|row| row.map(|pixel| pixel.0[0]).sum()).collect();
        let bands = bands(&rows);
        bands.into_iter().filter_map(|(top, bottom)| self.line(&ink, top, bottom)).collect()
    }

    /// Lightness at a place, bilinear; beyond the border its last pixel goes on.
    pub(super) fn at(&self, x_mm: f64, y_mm: f64) -> f32 {
        let (width, height) = self.plane.dimensions();
        let place = |mm: f64, n: u32| (mm * PX_PER_MM - 0.5).clamp(0.0, f64::from(n.saturating_sub(1)));
        let (x, y) = (place(x_mm - self.covers.left, width), place(y_mm - self.covers.top, height));
        let (x0, y0) = (x as u32, y as u32);
        let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
        let (fx, fy) = ((x - f64::from(x0)) as f32, (y - f64::from(y0)) as f32);
        let pixel = |x: u32, y: u32| self.plane.get_pixel(x, y).0[0];
        let upper = pixel(x0, y0) * (1.0 - fx) + pixel(x1, y0) * fx;
        let lower = pixel(x0, y1) * (1.0 - fx) + pixel(x1, y1) * fx;
        upper * (1.0 - fy) + lower * fy
    }

    /// Share of ink at each pixel, 0..=1, none outside the zone; `None` where nothing stands out.
    fn ink(&self) -> Option<Plane> {
        let paper = paper_level(&box_mean(&self.plane, 1), (PAPER_REACH_MM * PX_PER_MM) as u32);
        let mut ink = self.plane.clone();
        for (value, paper) in ink.iter_mut().zip(paper.iter()) {
            *value = 1.0 - *value / paper.max(1.0);
        }
        let own = self.area.grown(LENIENCE_MM);
        let (px, py) = (
            |x: u32| self.covers.left + (f64::from(x) + 0.5) / PX_PER_MM,
            |y: u32| self.covers.top + (f64::from(y) + 0.5) / PX_PER_MM,
        );
        for (x, y, pixel) in ink.enumerate_pixels_mut() {
            if px(x) < own.left || own.right() < px(x) || py(y) < own.top || own.bottom() < py(y) {
                pixel.0[0] = 0.0;
            }
        }
        let darkest = quantile(&mut ink.iter().copied().collect::<Vec<_>>(), 0.995)?;
        if darkest < LEAST_CONTRAST {
            return None;
        }
        ink.iter_mut().for_each(|value| *value = ((*value / darkest - 0.4) / 0.4).clamp(0.0, 1.0));
        Some(ink)
    }

    /// The line between two rows, from its first to its last ink; `None` for a fragment.
    fn line(&self, ink: &Plane, top: f64, bottom: f64) -> Option<Line> {
        let cap_mm = (bottom - top) / PX_PER_MM;
        if !HEIGHTS_MM.contains(&cap_mm) {
            return None;
        }
        let rows = top.floor() as u32..(bottom.ceil() as u32).min(ink.height());
        let of_column = |x: u32| rows.clone().map(|y| ink.get_pixel(x, y).0[0]).sum::<f32>();
        let is_inked = |x: &u32| 0.12 * (bottom - top) as f32 <= of_column(*x);
        let first = (0..ink.width()).find(is_inked)?;
        let last = (0..ink.width()).rev().find(is_inked)?;
        let x_mm = |x: u32| self.covers.left + f64::from(x) / PX_PER_MM;
        let base_mm = self.covers.top + bottom / PX_PER_MM;
        Some(Line { left_mm: x_mm(first), right_mm: x_mm(last + 1), base_mm, cap_mm })
    }
}

/// Rows of ink between rows of little, first and one past the last, with parts of a row.
fn bands(rows: &[f32]) -> Vec<(f64, f64)> {
    let mut inked: Vec<f32> = rows.iter().copied().filter(|&ink| 1.0 < ink).collect();
    let Some(typical) = quantile(&mut inked, 0.7) else { return Vec::new() };
    let level = ROW_SHARE * typical;
    let row = |y: usize| rows.get(y).copied().unwrap_or(0.0);
    let part = |from: f32, to: f32| if from < to { f64::from((level - from) / (to - from)) } else { 0.0 };
    let mut bands: Vec<(f64, f64)> = Vec::new();
    let mut start = None;
    for y in 0..=rows.len() {
        match (start, level <= row(y)) {
            (None, true) => {
                let before = y.checked_sub(1).map_or(0.0, row);
                start = Some((y as f64 - 1.0 + part(before, row(y)) + 0.5).max(0.0));
            }
            (Some(from), false) => {
                let before = y.checked_sub(1).map_or(0.0, row);
                bands.push((from, y as f64 + 0.5 - part(row(y), before)));
                start = None;
            }
            _ => {}
        }
    }
    bands
}

/// Where a line of text stands on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    /// Its first ink.
    pub(super) left_mm: f64,
    /// Its last ink.
    pub(super) right_mm: f64,
    /// The line its letters stand on, from the top of the page.
    pub(super) base_mm: f64,
    /// Height of its capitals.
    pub(super) cap_mm: f64,
}

impl Line {
    /// Whether another is at its place: most of the shorter one.
    pub(super) fn is_where(&self, other: &Self) -> bool {
        let wide = self.right_mm.min(other.right_mm) - self.left_mm.max(other.left_mm);
        let top = |line: &Self| line.base_mm - line.cap_mm;
        let high = self.base_mm.min(other.base_mm) - top(self).max(top(other));
        let narrower = (self.right_mm - self.left_mm).min(other.right_mm - other.left_mm);
        0.4 * narrower < wide && 0.5 * self.cap_mm.min(other.cap_mm) < high
    }

    /// The same line with its capitals taken for lower (the accents were measured with them) and higher (its small
    /// letters were measured).
    pub(super) fn other_heights(&self) -> impl Iterator<Item = Self> + '_ {
        [0.74, 0.87, 1.15, 1.36].into_iter().map(|of| Self { cap_mm: of * self.cap_mm, ..*self })
    }
}

/// Gives lines whose measured height is far from the page's middle one the middle one: entries are set in one size, and
/// accents and small letters deceive.
pub(super) fn even_out<'a>(lines: impl Iterator<Item = &'a mut Line>) {
    let mut lines: Vec<&mut Line> = lines.collect();
    let mut heights: Vec<f32> = lines.iter().map(|line| line.cap_mm as f32).collect();
    let Some(middle) = quantile(&mut heights, 0.5).map(f64::from) else { return };
    for line in lines.iter_mut().filter(|line| TOLERANCE * middle < (line.cap_mm - middle).abs()) {
        line.cap_mm = middle;
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    /// A zone of 20 × 4 mm on paper with a shadow, bars of so many tenths of a millimetre of ink painted into its plane.
    fn ground(bars: &[(f64, f64, f64, f64)]) -> Ground {
        let area = PageRect::new(40.0, 30.0, 20.0, 4.0);
        let covers = area.grown(ROOM_MM);
        let size = |mm: f64| (mm * PX_PER_MM).round() as u32;
        let is_ink = |x: f64, y: f64| bars.iter().any(|&(l, t, w, h)| l <= x && x < l + w && t <= y && y < t + h);
        let plane = Plane::from_fn(size(covers.width), size(covers.height), |x, y| {
            let (x_mm, y_mm) = ((f64::from(x) + 0.5) / PX_PER_MM, (f64::from(y) + 0.5) / PX_PER_MM);
            let ink = is_ink(covers.left + x_mm, covers.top + y_mm);
            Luma([if ink { 40.0 } else { 215.0 - x as f32 / 4.0 }])
        });
        Ground { area, light: Light::Visible, covers, plane }
    }

    /// Letters of five bars each, 2 mm high, from that place.
    fn letters(left: f64, top: f64, n: usize) -> Vec<(f64, f64, f64, f64)> {
        let of = |idx: usize| {
            let x = left + 2.0 * idx as f64;
            [
                (x, top, 0.3, 2.0),
                (x + 0.9, top, 0.3, 2.0),
                (x, top, 1.2, 0.3),
                (x, top + 0.85, 1.0, 0.3),
                (x, top + 1.7, 1.2, 0.3),
            ]
        };
        (0..n).flat_map(of).collect()
    }

    fn is_near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.12
    }

    #[test]
    fn a_line_is_found_where_it_is_printed() {
        let lines = ground(&letters(41.0, 31.2, 6)).lines();
        let [line] = lines.as_slice() else { panic!("{} lines", lines.len()) };
        assert!(is_near(line.left_mm, 41.0) && is_near(line.right_mm, 52.2), "{line:?}");
        assert!(is_near(line.base_mm, 33.2) && is_near(line.cap_mm, 2.0), "{line:?}");
    }

    #[test]
    fn two_lines_are_two_and_a_neighbours_fragment_is_none() {
        let mut bars = letters(41.0, 30.0, 6);
        bars.extend(letters(41.0, 32.2, 3).iter().map(|&(l, t, w, h)| (l, t, w, h * 0.7)));
        assert_eq!(ground(&bars).lines().len(), 2);
        let mut bars = letters(41.0, 31.2, 6);
        bars.push((41.0, 29.6, 12.0, 0.4));
        assert_eq!(ground(&bars).lines().len(), 1);
    }

    #[test]
    fn an_empty_zone_has_no_line() {
        assert!(ground(&[]).lines().is_empty());
    }

    #[test]
    fn accents_measured_with_a_line_are_evened_out() {
        let line = |cap_mm: f64| Line { left_mm: 0.0, right_mm: 9.0, base_mm: 5.0, cap_mm };
        let mut lines = [line(2.0), line(2.05), line(2.7), line(1.4), line(1.95)];
        even_out(lines.iter_mut());
        assert_eq!(lines.map(|line| line.cap_mm), [2.0, 2.05, 2.0, 2.0, 1.95]);
    }
}
