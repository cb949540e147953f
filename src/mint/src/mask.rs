//! Coverage of one ink: drawn with paths in millimetres, kept as 8-bit masks no larger than what they hold.

use engine::geometry::PageRect;
use tiny_skia::{FillRule, LineCap, LineJoin, Path, PathBuilder, Stroke, Transform};

use crate::type_face::TextStyle;

/// Coverage 0..=255 over a rectangle of the page's raster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// Left edge in pixels of the page.
    pub left_px: i32,
    /// Top edge in pixels of the page.
    pub top_px: i32,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Rows from the top, each `width` long.
    pub cover: Vec<u8>,
}

impl Mask {
    /// Nothing covered.
    pub(crate) fn empty() -> Self {
        Self { left_px: 0, top_px: 0, width: 0, height: 0, cover: Vec::new() }
    }

    /// Coverage as a function of the place in mm, evaluated at pixel centres, 0..=1.
    pub(crate) fn from_fn(area: PageRect, px_per_mm: f64, cover: impl Fn(f64, f64) -> f64 + Sync) -> Self {
        use rayon::prelude::*;
        let mut mask = blank(area, px_per_mm);
        let (left, top, width) = (mask.left_px, mask.top_px, mask.width);
        if width == 0 {
            return mask;
        }
        mask.cover.par_chunks_mut(width).enumerate().for_each(|(row, line)| {
            let y_mm = (f64::from(top) + row as f64 + 0.5) / px_per_mm;
            for (col, cell) in line.iter_mut().enumerate() {
                let x_mm = (f64::from(left) + col as f64 + 0.5) / px_per_mm;
                *cell = (cover(x_mm, y_mm).clamp(0.0, 1.0) * 255.0).round() as u8;
            }
        });
        mask
    }

    /// The same print drawn larger or smaller about a place in pixels of the page.
    pub(crate) fn stretched(&self, (x, y): (f64, f64), by: f64) -> Self {
        let moved = |at: f64, about: f64| about + (at - about) * by;
        let (left, top) = (moved(f64::from(self.left_px), x), moved(f64::from(self.top_px), y));
        let (left_px, top_px) = (left.floor() as i32, top.floor() as i32);
        let width = (self.width as f64 * by).ceil() as usize + 1;
        let height = (self.height as f64 * by).ceil() as usize + 1;
        let at = |col: i64, row: i64| {
            let is_inside = (0..self.width as i64).contains(&col) && (0..self.height as i64).contains(&row);
            if is_inside { f64::from(self.cover[row as usize * self.width + col as usize]) } else { 0.0 }
        };
        let sample = |col: usize, row: usize| {
            let u = (f64::from(left_px) + col as f64 + 0.5 - left) / by - 0.5;
            let v = (f64::from(top_px) + row as f64 + 0.5 - top) / by - 0.5;
            let (c, r) = (u.floor() as i64, v.floor() as i64);
            let (fx, fy) = (u - u.floor(), v - v.floor());
            let upper = at(c, r) * (1.0 - fx) + at(c + 1, r) * fx;
            let lower = at(c, r + 1) * (1.0 - fx) + at(c + 1, r + 1) * fx;
            (upper * (1.0 - fy) + lower * fy).round() as u8
        };
        let cover = (0..height).flat_map(|row| (0..width).map(move |col| (col, row))).map(|(c, r)| sample(c, r));
        Self { left_px, top_px, width, height, cover: cover.collect() }
    }

    /// The same mask cut down to what is covered.
    fn cropped(self) -> Self {
        let rows: Vec<&[u8]> = self.cover.chunks(self.width.max(1)).collect();
        let is_inked = |row: &&[u8]| row.iter().any(|&c| c != 0);
        let (Some(first), Some(last)) = (rows.iter().position(is_inked), rows.iter().rposition(is_inked)) else {
            return Self::empty();
        };
        let inked = rows.get(first..=last).unwrap_or_default();
        let start = inked.iter().filter_map(|row| row.iter().position(|&c| c != 0)).min().unwrap_or(0);
        let end = inked.iter().filter_map(|row| row.iter().rposition(|&c| c != 0)).max().unwrap_or(0);
        let cover: Vec<u8> = inked.iter().flat_map(|row| row[start..=end].iter().copied()).collect();
        Self {
            left_px: self.left_px + start as i32,
            top_px: self.top_px + first as i32,
            width: end + 1 - start,
            height: inked.len(),
            cover,
        }
    }
}

fn blank(area: PageRect, px_per_mm: f64) -> Mask {
    let left_px = (area.left * px_per_mm).round();
    let top_px = (area.top * px_per_mm).round();
    let width = ((area.right() * px_per_mm).round() - left_px).max(0.0) as usize;
    let height = ((area.bottom() * px_per_mm).round() - top_px).max(0.0) as usize;
    Mask { left_px: left_px as i32, top_px: top_px as i32, width, height, cover: vec![0; width * height] }
}

/// A plate under the engraver's hand: everything drawn on it is printed in one ink.
pub(crate) struct Plate {
    px_per_mm: f64,
    left_px: f64,
    top_px: f64,
    mask: Option<tiny_skia::Mask>,
}

impl Plate {
    /// A blank plate for part of the page; what is drawn outside is cut off.
    pub(crate) fn new(area: PageRect, px_per_mm: f64) -> Self {
        let shape = blank(area, px_per_mm);
        Self {
            px_per_mm,
            left_px: f64::from(shape.left_px),
            top_px: f64::from(shape.top_px),
            mask: tiny_skia::Mask::new(shape.width as u32, shape.height as u32),
        }
    }

    /// Draws a line of that width through the points, in mm.
    pub(crate) fn stroke(&mut self, points: impl IntoIterator<Item = (f64, f64)>, width_mm: f64) {
        self.stroke_path(self.polyline(points, false), width_mm);
    }

    /// Draws a closed line of that width.
    pub(crate) fn stroke_closed(&mut self, points: impl IntoIterator<Item = (f64, f64)>, width_mm: f64) {
        self.stroke_path(self.polyline(points, true), width_mm);
    }

    /// Fills the closed shape.
    pub(crate) fn fill(&mut self, points: impl IntoIterator<Item = (f64, f64)>) {
        if let Some(path) = self.polyline(points, true) {
            self.fill_page_path(&path);
        }
    }

    /// Fills a disc.
    pub(crate) fn disc(&mut self, x_mm: f64, y_mm: f64, radius_mm: f64) {
        let path = PathBuilder::from_circle(
            (x_mm * self.px_per_mm) as f32,
            (y_mm * self.px_per_mm) as f32,
            (radius_mm * self.px_per_mm) as f32,
        );
        if let Some(path) = path {
            self.fill_page_path(&path);
        }
    }

    /// Fills a rectangle.
    #[cfg(test)]
    pub(crate) fn rect(&mut self, area: PageRect) {
        let (l, t, r, b) = (area.left, area.top, area.right(), area.bottom());
        self.fill([(l, t), (r, t), (r, b), (l, b)]);
    }

    /// Sets a line of text, its left end on the baseline at that place.
    pub(crate) fn text(&mut self, style: &TextStyle, text: &str, left_mm: f64, baseline_mm: f64) {
        if let Some(path) = style.path(text, left_mm, baseline_mm, self.px_per_mm) {
            self.fill_page_path(&path);
        }
    }

    /// Sets one character with the middle of its cell at `centre_mm`.
    pub(crate) fn character(&mut self, style: &TextStyle, character: char, centre_mm: f64, baseline_mm: f64) {
        if let Some(path) = style.path_centred(character, centre_mm, baseline_mm, self.px_per_mm) {
            self.fill_page_path(&path);
        }
    }

    /// Draws the outlines of a text only.
    pub(crate) fn text_outline(
        &mut self,
        style: &TextStyle,
        text: &str,
        left_mm: f64,
        baseline_mm: f64,
        width_mm: f64,
    ) {
        self.stroke_path(style.path(text, left_mm, baseline_mm, self.px_per_mm), width_mm);
    }

    /// The finished coverage, cut down to what is inked.
    pub(crate) fn finish(self) -> Mask {
        let Some(mask) = self.mask else { return Mask::empty() };
        let (width, height) = (mask.width() as usize, mask.height() as usize);
        Mask { left_px: self.left_px as i32, top_px: self.top_px as i32, width, height, cover: mask.take() }.cropped()
    }

    fn polyline(&self, points: impl IntoIterator<Item = (f64, f64)>, is_closed: bool) -> Option<Path> {
        let mut builder = PathBuilder::new();
        for (x_mm, y_mm) in points {
            let (x, y) = ((x_mm * self.px_per_mm) as f32, (y_mm * self.px_per_mm) as f32);
            if builder.is_empty() { builder.move_to(x, y) } else { builder.line_to(x, y) }
        }
        if is_closed && !builder.is_empty() {
            builder.close();
        }
        builder.finish()
    }

    fn stroke_path(&mut self, path: Option<Path>, width_mm: f64) {
        let stroke = Stroke {
            width: (width_mm * self.px_per_mm) as f32,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        if let Some(outline) = path.and_then(|path| path.stroke(&stroke, 1.0)) {
            self.fill_page_path(&outline);
        }
    }

    fn fill_page_path(&mut self, path: &Path) {
        if let Some(mask) = &mut self.mask {
            let to_plate = Transform::from_translate(-self.left_px as f32, -self.top_px as f32);
            mask.fill_path(path, FillRule::Winding, true, to_plate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finished_plate_is_cut_down_to_its_ink() {
        let mut plate = Plate::new(PageRect::new(0.0, 0.0, 20.0, 20.0), 10.0);
        plate.rect(PageRect::new(5.0, 6.0, 2.0, 3.0));
        let mask = plate.finish();
        assert_eq!((mask.left_px, mask.top_px, mask.width, mask.height), (50, 60, 20, 30));
        assert!(mask.cover.iter().all(|&c| 250 < c));
    }

    #[test]
    fn nothing_drawn_is_an_empty_mask() {
        assert_eq!(Plate::new(PageRect::new(0.0, 0.0, 5.0, 5.0), 10.0).finish(), Mask::empty());
    }
}
