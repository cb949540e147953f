//! One A5 page of PDF, drawn in millimetres from its top left corner.

use std::collections::BTreeMap;

use ab_glyph::{Font, FontRef, GlyphId};
use engine::geometry::PageRect;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

/// Width and height of A5, mm. ISO 216.
pub(super) const PAGE_MM: (f64, f64) = (148.0, 210.0);
const PT_PER_MM: f64 = 72.0 / 25.4;
/// JPEG quality of the pictures.
const QUALITY: u8 = 88;

const FONTS: [(&str, &[u8]); 2] = [
    ("DejaVuSans", include_bytes!("../../../../assets/fonts/DejaVuSans.ttf")),
    ("DejaVuSans-Bold", include_bytes!("../../../../assets/fonts/DejaVuSans-Bold.ttf")),
];
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
const INFO: Ref = Ref::new(5);
/// First object of the fonts; each takes five.
const FIRST_FONT: i32 = 6;
const FIRST_PICTURE: i32 = FIRST_FONT + 5 * FONTS.len() as i32;

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    font: usize,
    size_pt: f64,
}

impl Type {
    /// Text.
    pub(super) fn plain(size_pt: f64) -> Self {
        Self { font: 0, size_pt }
    }

    /// What is to be seen first.
    pub(super) fn strong(size_pt: f64) -> Self {
        Self { font: 1, size_pt }
    }

    /// Height of its capitals, mm.
    pub(super) fn height_mm(self) -> f64 {
        0.73 * self.size_pt / PT_PER_MM
    }
}

/// A font with the characters that were set in it.
struct Face {
    font: FontRef<'static>,
    used: BTreeMap<u16, char>,
}

impl Face {
    /// Advance in thousandths of the size.
    fn advance(&self, glyph: GlyphId) -> f32 {
        self.font.h_advance_unscaled(glyph) * 1000.0 / self.font.units_per_em().unwrap_or(1000.0)
    }
}

/// The page.
pub(super) struct Sheet {
    content: Content,
    faces: Vec<Face>,
    /// JPEG, width and height in pixels.
    pictures: Vec<(Vec<u8>, u32, u32)>,
}

impl Sheet {
    /// An empty page.
    ///
    /// # Errors
    /// Where a font of the program is damaged.
    pub(super) fn new() -> Result<Self, String> {
        let face = |(_, bytes): &(&str, &'static [u8])| {
            let font = FontRef::try_from_slice(bytes).map_err(|error| error.to_string())?;
            Ok(Face { font, used: BTreeMap::new() })
        };
        let faces = FONTS.iter().map(face).collect::<Result<_, String>>()?;
        Ok(Self { content: Content::new(), faces, pictures: Vec::new() })
    }

    /// Width of a text, mm.
    fn width_mm(&self, of: Type, text: &str) -> f64 {
        let face = &self.faces[of.font];
        let thousandths: f32 = text.chars().map(|c| face.advance(face.font.glyph_id(c))).sum();
        f64::from(thousandths) / 1000.0 * of.size_pt / PT_PER_MM
    }

    /// That type, smaller where the text would be wider than so many millimetres.
    pub(super) fn fitting(&self, largest: Type, text: &str, width_mm: f64) -> Type {
        let share = (width_mm / self.width_mm(largest, text).max(1e-6)).min(1.0);
        Type { size_pt: largest.size_pt * share, ..largest }
    }

    /// The text in lines no wider than so many millimetres, broken between words.
    pub(super) fn lines(&self, of: Type, text: &str, width_mm: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width_mm(of, &format!("{line} {word}")) <= width_mm => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// Sets a text with its base line beginning at `(x, y)` mm.
    pub(super) fn text(&mut self, of: Type, (x, y): (f64, f64), text: &str) {
        let face = &mut self.faces[of.font];
        let mut glyphs: Vec<u8> = Vec::new();
        for c in text.chars() {
            let glyph = face.font.glyph_id(c);
            face.used.entry(glyph.0).or_insert(c);
            glyphs.extend(glyph.0.to_be_bytes());
        }
        let name = font_name(of.font);
        self.content.begin_text().set_font(Name(name.as_bytes()), of.size_pt as f32);
        self.content.next_line(pt(x), pt(PAGE_MM.1 - y)).show(Str(&glyphs)).end_text();
    }

    /// Puts a picture there.
    ///
    /// # Errors
    /// Where it cannot be encoded.
    pub(super) fn picture(&mut self, picture: &RgbImage, place: PageRect) -> Result<(), String> {
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        picture.write_with_encoder(encoder).map_err(|error| error.to_string())?;
        let name = picture_name(self.pictures.len());
        self.pictures.push((bytes, picture.width(), picture.height()));
        let [x, y, width, height] = rect(place);
        self.content.save_state().transform([width, 0.0, 0.0, height, x, y]);
        self.content.x_object(Name(name.as_bytes())).restore_state();
        Ok(())
    }

    /// Draws a frame: dark on a white line, so that it shows on any print.
    pub(super) fn frame(&mut self, place: PageRect, width_pt: f32) {
        let [x, y, width, height] = rect(place);
        for (grey, line) in [(1.0, width_pt + 1.4), (0.1, width_pt)] {
            self.content.set_stroke_gray(grey).set_line_width(line).rect(x, y, width, height).stroke();
        }
    }

    /// Draws a number on a dark ground whose top left corner lies at `(x, y)` mm.
    pub(super) fn number(&mut self, number: usize, (x, y): (f64, f64)) {
        let text = number.to_string();
        let of = Type::strong(10.0);
        let width = self.width_mm(of, &text) + 2.0;
        let [left, bottom, width, height] = rect(PageRect::new(x, y, width, 4.6));
        self.content.set_fill_gray(0.1).rect(left, bottom, width, height).fill_nonzero().set_fill_gray(1.0);
        self.text(of, (x + 1.0, y + 3.5), &text);
        self.content.set_fill_gray(0.0);
    }

    /// The file. `title` is what a viewer calls it.
    pub(super) fn finish(self, title: &str) -> Vec<u8> {
        let mut pdf = Pdf::new();
        pdf.catalog(CATALOG).pages(PAGES);
        pdf.pages(PAGES).kids([PAGE]).count(1);
        pdf.document_info(INFO).title(TextStr(title)).producer(TextStr("Intaglio"));
        let mut page = pdf.page(PAGE);
        page.media_box(Rect::new(0.0, 0.0, pt(PAGE_MM.0), pt(PAGE_MM.1))).parent(PAGES).contents(CONTENT);
        let mut resources = page.resources();
        let mut fonts = resources.fonts();
        for idx in 0..self.faces.len() {
            fonts.pair(Name(font_name(idx).as_bytes()), Ref::new(FIRST_FONT + 5 * idx as i32));
        }
        fonts.finish();
        let mut pictures = resources.x_objects();
        for idx in 0..self.pictures.len() {
            pictures.pair(Name(picture_name(idx).as_bytes()), Ref::new(FIRST_PICTURE + idx as i32));
        }
        pictures.finish();
        resources.finish();
        page.finish();
        pdf.stream(CONTENT, &self.content.finish());
        for (idx, face) in self.faces.iter().enumerate() {
            write_font(&mut pdf, FIRST_FONT + 5 * idx as i32, FONTS[idx], face);
        }
        for (idx, (bytes, width, height)) in self.pictures.iter().enumerate() {
            let mut image = pdf.image_xobject(Ref::new(FIRST_PICTURE + idx as i32), bytes);
            image.filter(Filter::DctDecode);
            image.width(*width as i32).height(*height as i32).color_space().device_rgb();
            image.bits_per_component(8);
        }
        pdf.finish()
    }
}

fn font_name(idx: usize) -> String {
    format!("F{idx}")
}

fn picture_name(idx: usize) -> String {
    format!("P{idx}")
}

fn pt(mm: f64) -> f32 {
    (mm * PT_PER_MM) as f32
}

/// `[x, y, width, height]` in points from the bottom left.
fn rect(place: PageRect) -> [f32; 4] {
    [pt(place.left), pt(PAGE_MM.1 - place.bottom()), pt(place.width), pt(place.height)]
}

/// Embeds a font whole, its characters numbered as in the font. ISO 32000-1 §9.7.
fn write_font(pdf: &mut Pdf, first: i32, (name, bytes): (&str, &[u8]), face: &Face) {
    let [type0, cid, descriptor, to_unicode, file] = [0, 1, 2, 3, 4].map(|idx| Ref::new(first + idx));
    let base = Name(name.as_bytes());
    let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    let mut font = pdf.type0_font(type0);
    font.base_font(base).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(to_unicode);
    font.finish();
    let mut font = pdf.cid_font(cid);
    font.subtype(CidFontType::Type2).base_font(base).system_info(info).font_descriptor(descriptor);
    font.cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = font.widths();
    for &glyph in face.used.keys() {
        widths.same(glyph, glyph, face.advance(GlyphId(glyph)));
    }
    widths.finish();
    font.finish();
    let scale = 1000.0 / face.font.units_per_em().unwrap_or(1000.0);
    let (ascent, descent) = (face.font.ascent_unscaled() * scale, face.font.descent_unscaled() * scale);
    pdf.font_descriptor(descriptor)
        .name(base)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(-1100.0, descent, 2200.0, ascent))
        .italic_angle(0.0)
        .ascent(ascent)
        .descent(descent)
        .cap_height(729.0)
        .stem_v(90.0)
        .font_file2(file);
    let mut cmap = UnicodeCmap::new(Name(b"Intaglio"), info);
    for (&glyph, &c) in &face.used {
        cmap.pair(glyph, c);
    }
    pdf.cmap(to_unicode, &cmap.finish());
    pdf.stream(file, bytes).pair(Name(b"Length1"), bytes.len() as i32);
}
