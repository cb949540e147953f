//! Lines of text on a page whose model nobody has described yet: where they stand, how tall they are.

use crate::geometry::PageRect;
use crate::page::blur::box_mean;
use crate::page::paper::paper_level;
use crate::page::parts::{Part, parts};
use crate::page::{Patch, Plane};

/// Print this much darker than the paper in its lightest colour is text; line work of backgrounds stays below.
const LEAST_CONTRAST: f32 = 0.38;
/// Heights and greatest width of a character, mm.
const HEIGHTS_MM: std::ops::Range<f64> = 0.9..5.6;
const WIDEST_MM: f64 = 6.0;
/// Distance over which the level of the paper is taken, mm.
const PAPER_REACH_MM: f64 = 1.2;
/// Gap between characters of one line, in their height: a blank between words is in it, a gap between columns is not.
const GAP: f64 = 1.3;

/// A line of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextLine {
    /// The smallest rectangle round its print.
    pub(super) area: PageRect,
    /// Height of its tall characters, mm.
    pub(super) cap_mm: f64,
    /// Characters it has, as far as they stand apart.
    pub(super) n_characters: usize,
}

/// Ink of the lightest colour at each pixel, 0..=1: by how much it is darker than the paper round it.
pub(super) fn ink(patch: &Patch) -> Plane {
    let mut ink = patch.lightest_channel();
    let paper = paper_level(&box_mean(&ink, 1), (PAPER_REACH_MM * patch.px_per_mm) as u32);
    for (value, paper) in ink.iter_mut().zip(paper.iter()) {
        *value = (1.0 - *value / paper.max(1.0)).clamp(0.0, 1.0);
    }
    ink
}

/// The lines of text of a patch, top to bottom.
pub(super) fn text_lines(patch: &Patch) -> Vec<TextLine> {
    let ink = ink(patch);
    let (width, height) = ink.dimensions();
    let mask: Vec<bool> = ink.iter().map(|value| LEAST_CONTRAST <= *value).collect();
    let pixel_mm = 1.0 / patch.px_per_mm;
    let in_mm = |part: &Part| {
        let (left, top) = (f64::from(part.left) * pixel_mm, f64::from(part.top) * pixel_mm);
        let size = |first: u32, last: u32| f64::from(last - first + 1) * pixel_mm;
        let (width, height) = (size(part.left, part.right), size(part.top, part.bottom));
        PageRect::new(patch.area.left + left, patch.area.top + top, width, height)
    };
    let is_character = |area: &PageRect| HEIGHTS_MM.contains(&area.height) && area.width <= WIDEST_MM;
    let mut characters: Vec<PageRect> =
        parts(&mask, (width, height)).iter().map(in_mm).filter(|area| is_character(area)).collect();
    characters.sort_by(|a, b| a.left.total_cmp(&b.left).then(a.top.total_cmp(&b.top)));
    let mut lines: Vec<Vec<PageRect>> = Vec::new();
    for character in characters {
        let follows = |line: &&mut Vec<PageRect>| line.last().is_some_and(|last| is_next(last, &character));
        match lines.iter_mut().find(follows) {
            Some(line) => line.push(character),
            None => lines.push(vec![character]),
        }
    }
    let mut lines: Vec<TextLine> = lines.iter().filter_map(|line| line_of(line)).collect();
    lines.sort_by(|a, b| a.area.top.total_cmp(&b.area.top).then(a.area.left.total_cmp(&b.area.left)));
    lines
}

fn is_next(last: &PageRect, character: &PageRect) -> bool {
    let shared = last.bottom().min(character.bottom()) - last.top.max(character.top);
    let (low, tall) = (last.height.min(character.height), last.height.max(character.height));
    0.5 * low <= shared && tall <= 2.4 * low && character.left - last.right() <= GAP * tall
}

fn line_of(characters: &[PageRect]) -> Option<TextLine> {
    let area = characters.iter().copied().reduce(|a, b| a.union(&b))?;
    let mut heights: Vec<f64> = characters.iter().map(|character| character.height).collect();
    heights.sort_by(f64::total_cmp);
    let cap_mm = heights.get(heights.len() * 3 / 4).copied()?;
    Some(TextLine { area, cap_mm, n_characters: characters.len() })
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;
    use crate::geometry::Homography;

    /// A page of 60 mm × 30 mm at 8 pixels a millimetre with bars of that size as characters.
    fn lines(rows: &[(f64, f64, usize)]) -> Vec<TextLine> {
        let mut picture = RgbImage::from_pixel(480, 240, Rgb([220, 218, 210]));
        for &(top, height, n) in rows {
            for idx in 0..n {
                let (x0, y0) = ((5.0 + 2.0 * idx as f64) * 8.0, top * 8.0);
                for y in y0 as u32..(y0 + height * 8.0) as u32 {
                    (x0 as u32..x0 as u32 + 8).for_each(|x| picture.put_pixel(x, y, Rgb([40, 40, 50])));
                }
            }
        }
        let map = Homography::scale_shift(8.0, 8.0, 0.0, 0.0);
        text_lines(&Patch::sample(&picture, &map, PageRect::new(0.0, 0.0, 60.0, 30.0), 8.0))
    }

    #[test]
    fn characters_in_a_row_are_a_line() {
        let found = lines(&[(5.0, 2.4, 9), (12.0, 1.4, 4)]);
        assert_eq!(found.iter().map(|line| line.n_characters).collect::<Vec<_>>(), [9, 4]);
        assert!((found[0].area.left - 5.0).abs() < 0.2 && (found[0].area.width - 17.0).abs() < 0.3, "{found:?}");
        assert!((found[0].cap_mm - 2.4).abs() < 0.3 && (found[1].cap_mm - 1.4).abs() < 0.3, "{found:?}");
    }

    #[test]
    fn paper_alone_has_no_line() {
        assert_eq!(lines(&[]), []);
    }
}
