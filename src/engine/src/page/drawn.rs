//! A page drawn for tests: paper, waves, captions of random strokes, a dark portrait, two lines of MRZ-like marks; and
//! captures of it under a known map.

use std::sync::Arc;

use image::{Rgb, RgbImage};

use crate::geometry::{Homography, PageRect, ScanPoint};
use crate::identify::Fingerprint;
use crate::model::{DocumentModel, ModelKey, Reference, Specimen, SpecimenUnavailable, Zone, ZoneRole};
use crate::page::Patch;
use crate::reading::mrz::{CharReading, MrzFormat, MrzReading};
use crate::scan::{Light, LiveDataSet, Scan};

pub(crate) const WIDTH_MM: f64 = 125.0;
pub(crate) const HEIGHT_MM: f64 = 88.0;
pub(crate) const PX_PER_MM: f64 = 12.0;

/// Numbers that look random, the same for the same seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// 0..1.
    pub(crate) fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// What is printed on a page.
#[derive(Clone)]
pub(crate) struct Print {
    /// Sets the waves and the captions: another seed is another model.
    pub(crate) model: u64,
    /// Sets the personal marks.
    pub(crate) holder: u64,
    /// Captions from this one on come from another seed: a redesign of part of the page.
    pub(crate) redesigned: Option<(usize, u64)>,
}

impl Print {
    pub(crate) fn new(model: u64, holder: u64) -> Self {
        Self { model, holder, redesigned: None }
    }
}

/// The page edge to edge in one light.
pub(crate) fn page(print: &Print, light: Light) -> RgbImage {
    let (width, height) = ((WIDTH_MM * PX_PER_MM) as u32, (HEIGHT_MM * PX_PER_MM) as u32);
    let mut shape = Dice(print.model);
    let (a, b, c) = (0.4 + 0.5 * shape.roll(), 0.2 + 0.5 * shape.roll(), 6.0 * shape.roll());
    let paper = |x: f64, y: f64| {
        let wave = ((y + 2.0 * (a * x + c).sin() + 1.4 * (b * x).cos()) * 4.2).sin();
        let ink = if 0.55 < wave { 46.0 } else { 0.0 };
        match light {
            Light::Visible => [236.0 - 0.5 * ink, 226.0 - ink, 214.0 - 0.3 * ink],
            Light::Ultraviolet => [26.0, 50.0, 88.0],
            Light::Infrared => [205.0, 205.0, 205.0],
        }
    };
    let mut picture = RgbImage::from_fn(width, height, |x, y| {
        Rgb(paper(f64::from(x) / PX_PER_MM, f64::from(y) / PX_PER_MM).map(|v| v as u8))
    });
    let ink = if light == Light::Ultraviolet { [8, 14, 30] } else { [40, 40, 52] };
    let mut static_print = Dice(print.model ^ 0x5eed);
    for caption in 0..26 {
        if let Some((first, seed)) = print.redesigned
            && caption == first
        {
            static_print = Dice(seed);
        }
        let (left, top) = (42.0 + 60.0 * static_print.roll(), 4.0 + 56.0 * static_print.roll());
        marks(&mut picture, &mut static_print, PageRect::new(left, top, 18.0, 1.8), ink);
    }
    marks(&mut picture, &mut static_print, PageRect::new(6.0, 4.0, 30.0, 3.5), ink);
    if light == Light::Ultraviolet {
        for x in 0..60 {
            fill(&mut picture, PageRect::new(2.0 * f64::from(x), 30.0 + f64::from(x % 5), 1.2, 0.6), [190, 210, 40]);
        }
    }
    let mut personal = Dice(print.holder);
    let portrait = 60 + (120.0 * personal.roll()) as u8;
    if light != Light::Infrared {
        fill(&mut picture, PageRect::new(6.0, 20.0, 30.0, 40.0), [portrait, portrait / 2 + 40, portrait / 2 + 30]);
        marks(&mut picture, &mut personal, PageRect::new(10.0, 30.0, 20.0, 14.0), ink);
    }
    marks(&mut picture, &mut personal, PageRect::new(46.0, 26.0, 40.0, 2.8), ink);
    marks(&mut picture, &mut personal, PageRect::new(46.0, 42.0, 50.0, 2.8), ink);
    for line in 0..2 {
        for column in 0..44 {
            let cell = mrz_cell(line, column);
            let glyph = PageRect::new(cell.left + 0.4, cell.top + 1.0, 1.7, 2.8);
            marks(&mut picture, &mut personal, glyph, ink);
        }
    }
    picture
}

fn fill(picture: &mut RgbImage, area: PageRect, ink: [u8; 3]) {
    let px = |mm: f64, last: u32| ((mm * PX_PER_MM).round().max(0.0) as u32).min(last);
    let (width, height) = picture.dimensions();
    for y in px(area.top, height)..px(area.bottom(), height) {
        for x in px(area.left, width)..px(area.right(), width) {
            picture.put_pixel(x, y, Rgb(ink));
        }
    }
}

/// Strokes that fill an area like a line of text.
fn marks(picture: &mut RgbImage, dice: &mut Dice, area: PageRect, ink: [u8; 3]) {
    let size = area.height.min(3.0);
    let n = (area.width / (0.7 * size)).max(1.0) as usize;
    for idx in 0..n {
        let left = area.left + idx as f64 * area.width / n as f64;
        for _ in 0..3 {
            let top = area.top + (area.height - 0.4).max(0.0) * dice.roll();
            if dice.roll() < 0.5 {
                fill(picture, PageRect::new(left, top, 0.6 * size, 0.35), ink);
            } else {
                let height = (area.bottom() - top).min(0.8 * size);
                fill(picture, PageRect::new(left + 0.4 * size * dice.roll(), top, 0.35, height), ink);
            }
        }
    }
}

/// Where character `column` of MRZ line `line` stands.
pub(crate) fn mrz_cell(line: usize, column: usize) -> PageRect {
    PageRect::new(6.2 + 2.54 * column as f64, 70.0 + 6.3 * line as f64, 2.54, 4.8)
}

/// The zone as a reader would deliver it for a capture under that map.
pub(crate) fn mrz(scan_from_page: &Homography) -> MrzReading {
    let line = |line: usize| {
        (0..44)
            .map(|column| CharReading {
                symbol: '<',
                confidence: 1.0,
                alternatives: Vec::new(),
                cell_in_scan: mrz_cell(line, column).corners().map(|(x, y)| {
                    let (x_px, y_px) = scan_from_page.apply(x, y);
                    ScanPoint { x_px, y_px }
                }),
            })
            .collect()
    };
    MrzReading { format: Some(MrzFormat::Td3), lines: vec![line(0), line(1)], light: Light::Visible }
}

/// A picture of `size` pixels of a page under a map, on a ground of one colour, with a little noise.
pub(crate) fn capture(page: &RgbImage, scan_from_page: &Homography, size: (u32, u32), ground: [u8; 3]) -> RgbImage {
    let page_from_scan = scan_from_page.inverse().expect("regular");
    let picture_from_scan = Homography::scale_shift(PX_PER_MM, PX_PER_MM, 0.0, 0.0).after(&page_from_scan);
    let whole = PageRect::new(0.0, 0.0, f64::from(size.0), f64::from(size.1));
    let mut picture = Patch::sample(page, &picture_from_scan, whole, 1.0).to_picture();
    let mut dice = Dice(7);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (x_mm, y_mm) = page_from_scan.apply(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let is_page = (0.0..WIDTH_MM).contains(&x_mm) && (0.0..HEIGHT_MM).contains(&y_mm);
        let noise = 5.0 * (dice.roll() - 0.5);
        let level = if is_page { pixel.0 } else { ground };
        pixel.0 = level.map(|v| (f64::from(v) + noise).round().clamp(0.0, 255.0) as u8);
    }
    picture
}

pub(crate) fn scan(light: Light, pixels: RgbImage, claimed_ppi: Option<f64>) -> Arc<Scan> {
    Arc::new(Scan { light, pixels, claimed_ppi, sha256: [0; 32], file_name: "drawn.png".to_owned(), format: "PNG" })
}

pub(crate) fn live(visible: RgbImage) -> LiveDataSet {
    LiveDataSet { visible: scan(Light::Visible, visible, None), ultraviolet: None, infrared: None }
}

/// The map of a page that lies with its middle in the middle of a picture, turned and scaled.
pub(crate) fn laid(size: (u32, u32), px_per_mm: f64, angle_deg: f64) -> Homography {
    let (sin, cos) = angle_deg.to_radians().sin_cos();
    let (s, c) = (px_per_mm * sin, px_per_mm * cos);
    let (x, y) = (f64::from(size.0) / 2.0, f64::from(size.1) / 2.0);
    let (u, v) = (WIDTH_MM / 2.0, HEIGHT_MM / 2.0);
    Homography([[c, -s, x - c * u + s * v], [s, c, y - s * u - c * v], [0.0, 0.0, 1.0]])
}

/// Largest distance in mm between where two maps put the page's corners, on the page of the second.
pub(crate) fn corner_error_mm(found: &Homography, truth: &Homography) -> f64 {
    let page_from_scan = truth.inverse().expect("regular");
    PageRect::new(0.0, 0.0, WIDTH_MM, HEIGHT_MM)
        .corners()
        .iter()
        .map(|&(x, y)| {
            let (u, v) = found.apply(x, y);
            let (p, q) = page_from_scan.apply(u, v);
            (p - x).hypot(q - y)
        })
        .fold(0.0, f64::max)
}

/// Places that the holder's marks are on.
const PERSONAL: [PageRect; 4] = [
    PageRect::new(5.0, 19.0, 32.0, 42.0),
    PageRect::new(45.0, 25.0, 42.0, 5.0),
    PageRect::new(45.0, 41.0, 52.0, 5.0),
    PageRect::new(0.0, 68.0, 125.0, 20.0),
];

/// The record of a printed model, number `number` of Utopia's.
pub(crate) fn model(print: &Print, number: u16) -> DocumentModel {
    let zone = |(idx, area): (usize, &PageRect)| Zone {
        id: format!("personal_{idx}"),
        area: *area,
        role: ZoneRole::Field("personal_number".to_owned()),
        is_dynamic: true,
    };
    let key = ModelKey::new("UTO", "P", number, None);
    let name = key.to_string();
    let mut model = DocumentModel::bare(key, &name, WIDTH_MM, HEIGHT_MM);
    model.zones = PERSONAL.iter().enumerate().map(zone).collect();
    let is_dynamic = |place| model.is_dynamic_at(place, 1.0);
    model.fingerprint = Fingerprint::of(&page(print, Light::Visible), PX_PER_MM, is_dynamic);
    model
}

/// The specimen of a printed model, of a holder of its own.
pub(crate) fn specimen(print: &Print) -> Specimen {
    let print = Print { holder: 999, ..print.clone() };
    let picture = |light| Arc::new(page(&print, light));
    let [visible, ultraviolet, infrared] = Light::ALL.map(picture);
    Specimen::new(PX_PER_MM, visible, Some(ultraviolet), Some(infrared))
}

/// A database of printed models.
pub(crate) struct DrawnReference(Vec<(Arc<DocumentModel>, Arc<Specimen>)>);

impl DrawnReference {
    pub(crate) fn new(prints: &[Print]) -> Self {
        let record =
            |(idx, print): (usize, &Print)| (Arc::new(model(print, idx as u16 + 1)), Arc::new(specimen(print)));
        Self(prints.iter().enumerate().map(record).collect())
    }
}

impl Reference for DrawnReference {
    fn candidates(&self, issuing_state: Option<&str>, _: Option<&str>) -> Vec<Arc<DocumentModel>> {
        let is_asked = |model: &DocumentModel| issuing_state.is_none_or(|state| state == model.key.issuing_state);
        self.0.iter().map(|(model, _)| model.clone()).filter(|model| is_asked(model)).collect()
    }

    fn model(&self, key: &ModelKey) -> Option<Arc<DocumentModel>> {
        self.0.iter().find(|(model, _)| model.key == *key).map(|(model, _)| model.clone())
    }

    fn specimen(&self, key: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable> {
        let found = self.0.iter().find(|(model, _)| model.key == *key).map(|(_, specimen)| specimen.clone());
        found.ok_or_else(|| SpecimenUnavailable { key: key.to_string(), cause: "not drawn".to_owned() })
    }
}
