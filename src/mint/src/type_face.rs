//! Type faces as outlines: glyphs become paths in millimetres, so that slant, weight and pitch are ours to set.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, OutlineCurve, Point};
use tiny_skia::{Path, PathBuilder};

/// A face that ships with the project; see `assets/README.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// OCR-B, for the MRZ.
    OcrB,
    /// DejaVu Sans.
    Sans,
    /// DejaVu Sans Bold.
    SansBold,
    /// DejaVu Sans Condensed.
    Condensed,
    /// DejaVu Sans Condensed Bold.
    CondensedBold,
    /// DejaVu Serif.
    Serif,
    /// DejaVu Serif Bold.
    SerifBold,
    /// DejaVu Serif Condensed.
    SerifCondensed,
    /// DejaVu Sans Mono.
    Mono,
}

macro_rules! font {
    ($file:literal) => {{
        static FONT: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
        FONT.get_or_init(|| FontRef::try_from_slice(include_bytes!(concat!("../../../assets/fonts/", $file))).ok())
    }};
}

impl Face {
    fn font(self) -> &'static FontRef<'static> {
        let font = match self {
            Self::OcrB => font!("OCRB.otf"),
            Self::Sans => font!("DejaVuSans.ttf"),
            Self::SansBold => font!("DejaVuSans-Bold.ttf"),
            Self::Condensed => font!("DejaVuSansCondensed.ttf"),
            Self::CondensedBold => font!("DejaVuSansCondensed-Bold.ttf"),
            Self::Serif => font!("DejaVuSerif.ttf"),
            Self::SerifBold => font!("DejaVuSerif-Bold.ttf"),
            Self::SerifCondensed => font!("DejaVuSerifCondensed.ttf"),
            Self::Mono => font!("DejaVuSansMono.ttf"),
        };
        let Some(font) = font else { unreachable!("a font that ships with the program is damaged") };
        font
    }

    /// Height of `H` in font units.
    fn cap_units(self) -> f32 {
        let font = self.font();
        font.outline(font.glyph_id('H')).map_or(700.0, |outline| outline.bounds.height().abs())
    }
}

/// How a line of text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    /// The face.
    pub face: Face,
    /// Height of a capital H in mm.
    pub cap_mm: f64,
    /// Width against the face's own, 1 as drawn.
    pub stretch: f64,
    /// Shift to the right for each mm of height; 0 upright, 0.2 a slanted hand.
    pub slant: f64,
    /// Extra space after every character in mm.
    pub spacing_mm: f64,
}

impl TextStyle {
    /// Upright, as drawn.
    pub const fn new(face: Face, cap_mm: f64) -> Self {
        Self { face, cap_mm, stretch: 1.0, slant: 0.0, spacing_mm: 0.0 }
    }

    fn mm_per_unit(&self) -> f64 {
        self.cap_mm / f64::from(self.face.cap_units())
    }

    /// Width of one character with its spacing, in mm.
    pub(crate) fn advance_mm(&self, character: char) -> f64 {
        let font = self.face.font();
        let units = f64::from(font.h_advance_unscaled(font.glyph_id(character)));
        units * self.mm_per_unit() * self.stretch + self.spacing_mm
    }

    /// Width of the text in mm.
    pub(crate) fn width_mm(&self, text: &str) -> f64 {
        text.chars().map(|c| self.advance_mm(c)).sum()
    }

    /// The outlines of a text that starts at `left_mm` on a baseline, in pixels of `px_per_mm`; `None` for nothing to draw.
    pub(crate) fn path(&self, text: &str, left_mm: f64, baseline_mm: f64, px_per_mm: f64) -> Option<Path> {
        let mut builder = PathBuilder::new();
        let mut pen_mm = left_mm;
        for character in text.chars() {
            self.add_glyph(&mut builder, character, pen_mm, baseline_mm, px_per_mm);
            pen_mm += self.advance_mm(character);
        }
        builder.finish()
    }

    /// The outline of one character with its cell's middle at `centre_mm`.
    pub(crate) fn path_centred(
        &self,
        character: char,
        centre_mm: f64,
        baseline_mm: f64,
        px_per_mm: f64,
    ) -> Option<Path> {
        let mut builder = PathBuilder::new();
        let left_mm = centre_mm - self.advance_mm(character) / 2.0;
        self.add_glyph(&mut builder, character, left_mm, baseline_mm, px_per_mm);
        builder.finish()
    }

    fn add_glyph(&self, builder: &mut PathBuilder, character: char, left_mm: f64, baseline_mm: f64, px_per_mm: f64) {
        let font = self.face.font();
        let Some(outline) = font.outline(font.glyph_id(character)) else { return };
        let scale = self.mm_per_unit();
        let place = |p: Point| {
            let (x, y) = (f64::from(p.x) * scale, f64::from(p.y) * scale);
            let x_mm = left_mm + x * self.stretch + y * self.slant;
            ((x_mm * px_per_mm) as f32, ((baseline_mm - y) * px_per_mm) as f32)
        };
        let mut end = None;
        for curve in &outline.curves {
            let (from, to) = ends(curve);
            if end != Some(from) {
                if end.is_some() {
                    builder.close();
                }
                let (x, y) = place(from);
                builder.move_to(x, y);
            }
            add_curve(builder, curve, &place);
            end = Some(to);
        }
        if end.is_some() {
            builder.close();
        }
    }
}

fn ends(curve: &OutlineCurve) -> (Point, Point) {
    match *curve {
        OutlineCurve::Line(a, b) | OutlineCurve::Quad(a, _, b) | OutlineCurve::Cubic(a, _, _, b) => (a, b),
    }
}

fn add_curve(builder: &mut PathBuilder, curve: &OutlineCurve, place: &impl Fn(Point) -> (f32, f32)) {
    match *curve {
        OutlineCurve::Line(_, b) => {
            let (x, y) = place(b);
            builder.line_to(x, y);
        }
        OutlineCurve::Quad(_, b, c) => {
            let ((x1, y1), (x, y)) = (place(b), place(c));
            builder.quad_to(x1, y1, x, y);
        }
        OutlineCurve::Cubic(_, b, c, d) => {
            let ((x1, y1), (x2, y2), (x, y)) = (place(b), place(c), place(d));
            builder.cubic_to(x1, y1, x2, y2, x, y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_has_the_height_asked_for() {
        for face in [Face::OcrB, Face::Sans, Face::SerifBold, Face::Mono] {
            let path = TextStyle::new(face, 2.5).path("H", 0.0, 10.0, 20.0).expect("drawn");
            assert!((path.bounds().height() - 50.0).abs() < 0.5, "{face:?}");
        }
    }

    #[test]
    fn letters_of_other_scripts_are_there() {
        for c in ['Ő', 'Ł', 'ș', 'Ω', 'Ж', 'ß'] {
            assert!(TextStyle::new(Face::Sans, 2.0).path(&c.to_string(), 0.0, 5.0, 10.0).is_some(), "{c}");
        }
    }
}
