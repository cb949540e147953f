//! Small pages drawn in tests: flat grounds, block glyphs, no font and no drawing code shared with anyone.

use std::sync::Arc;

use image::{Rgb, RgbImage};

use super::{Aborted, Case, Judgement, Once, Outcome};
use crate::catalog::CheckRoutine;
use crate::date::Date;
use crate::geometry::{Homography, PagePoint, PageRect};
use crate::model::{DocumentModel, ModelKey, Specimen, Zone, ZoneRole};
use crate::page::{LocatedBy, Page, View};
use crate::reading::Readings;
use crate::reading::mrz::{CharReading, MrzFormat, MrzReading};
use crate::scan::{Light, Scan};

/// A machine readable zone, and where [`DrawnPage::draw_mrz`] puts it.
pub(super) const MRZ_LINES: [&str; 2] =
    ["P<UTODOE<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "1234567897UTO7001017F3001012<<<<<<<<<<<<<<04"];
pub(super) const MRZ_ZONE: PageRect = PageRect::new(4.0, 68.0, 117.0, 13.0);

/// What runs a check.
type Run = fn(&Case<'_>, &CheckRoutine) -> Result<Judgement, Aborted>;
/// What proposes a check's routines.
type Propose = fn(&DocumentModel, &Specimen) -> Vec<CheckRoutine>;

/// A page under construction, 125 × 88 mm.
pub(crate) struct DrawnPage {
    px_per_mm: f64,
    /// White light.
    pub(super) visible: RgbImage,
    /// Ultraviolet, where added.
    pub(super) ultraviolet: Option<RgbImage>,
    /// Infrared, where added.
    pub(super) infrared: Option<RgbImage>,
    /// What was read.
    pub(super) readings: Readings,
    /// A model with its specimen, where set.
    pub(super) model: Option<(DocumentModel, Specimen)>,
    /// Its siblings.
    pub(super) siblings: Vec<(Arc<DocumentModel>, Arc<Specimen>)>,
    /// How the page was found.
    pub(super) located_by: LocatedBy,
    /// From millimetres to pixels; the drawing's own unless a test bends it.
    pub(super) warp: Homography,
}

impl DrawnPage {
    /// Light grey paper.
    pub(crate) fn new(px_per_mm: f64) -> Self {
        Self {
            px_per_mm,
            visible: ground(px_per_mm, [225, 222, 215]),
            ultraviolet: None,
            infrared: None,
            readings: Readings::default(),
            model: None,
            siblings: Vec::new(),
            located_by: LocatedBy::Frame,
            warp: Homography::scale_shift(px_per_mm, px_per_mm, 0.0, 0.0),
        }
    }

    /// An infrared picture of that level.
    pub(super) fn add_infrared(&mut self, level: u8) {
        self.infrared = Some(ground(self.px_per_mm, [level; 3]));
    }

    /// An ultraviolet picture of that colour.
    pub(super) fn add_ultraviolet(&mut self, rgb: [u8; 3]) {
        self.ultraviolet = Some(ground(self.px_per_mm, rgb));
    }

    /// Changes the pixels of an area in one light; the closure gets the place on the page and the colour.
    pub(crate) fn paint(&mut self, light: Light, area: PageRect, of: impl Fn(PagePoint, [u8; 3]) -> [u8; 3]) {
        let px_per_mm = self.px_per_mm;
        let picture = match light {
            Light::Visible => Some(&mut self.visible),
            Light::Ultraviolet => self.ultraviolet.as_mut(),
            Light::Infrared => self.infrared.as_mut(),
        };
        let Some(picture) = picture else { return };
        let (width, height) = picture.dimensions();
        let cells = |from: f64, to: f64, size: u32| {
            (from * px_per_mm).floor().max(0.0) as u32..((to * px_per_mm).ceil().max(0.0) as u32).min(size)
        };
        for y in cells(area.top, area.bottom(), height) {
            for x in cells(area.left, area.right(), width) {
                let place =
                    PagePoint { x_mm: (f64::from(x) + 0.5) / px_per_mm, y_mm: (f64::from(y) + 0.5) / px_per_mm };
                if area.contains(place) {
                    let pixel = picture.get_pixel_mut(x, y);
                    pixel.0 = of(place, pixel.0);
                }
            }
        }
    }

    /// A head of blobs that fills the area, different for each `holder`; `depth` of the print.
    pub(crate) fn paint_head(&mut self, area: PageRect, holder: f64, depth: f64) {
        self.paint(Light::Visible, area, |at, ground| {
            let (u, v) = ((at.x_mm - area.left) / area.width, (at.y_mm - area.top) / area.height);
            let tone = (u * (9.0 + 4.0 * holder) + holder).sin() * (v * (11.0 - 3.0 * holder) + 2.0 * holder).cos()
                + (7.0 * (u + v) * (1.0 + 0.4 * holder)).sin();
            ground.map(|value| (f64::from(value) - depth * (1.0 + 0.5 * tone)) as u8)
        });
    }

    /// A block glyph that differs from symbol to symbol, 1.8 × 3.0 mm from the corner.
    pub(super) fn draw_glyph(&mut self, symbol: char, left: f64, top: f64, ink: [u8; 3], infrared: Option<u8>) {
        let bits = (symbol as u32).wrapping_mul(0x9E37_79B1) >> 12;
        let is_ink = move |place: PagePoint| {
            let (col, row) = ((place.x_mm - left) / 0.6, (place.y_mm - top) / 0.6);
            col < 1.0 || (row as u32 * 2 + col as u32) < 20 && bits >> (row as u32 * 2 + col as u32 - 1) & 1 == 1
        };
        let area = PageRect::new(left, top, 1.8, 3.0);
        self.paint(Light::Visible, area, |place, old| if is_ink(place) { ink } else { old });
        if let Some(level) = infrared {
            self.paint(Light::Infrared, area, |place, old| if is_ink(place) { [level; 3] } else { old });
        }
    }

    /// Draws the lines at the usual place of a TD3 page, pitch 2.54 mm, and says they were read.
    pub(super) fn draw_mrz(&mut self, lines: &[&str], ink: [u8; 3], infrared: Option<u8>) {
        self.draw_mrz_at(lines, ink, infrared, |_, _| (0.0, 0.0));
    }

    /// As [`DrawnPage::draw_mrz`], each character moved by so many millimetres from its place in the grid.
    pub(super) fn draw_mrz_at(
        &mut self,
        lines: &[&str],
        ink: [u8; 3],
        infrared: Option<u8>,
        moved: impl Fn(usize, usize) -> (f64, f64),
    ) {
        let mut read = Vec::new();
        for (line_idx, line) in lines.iter().enumerate() {
            let mut characters = Vec::new();
            for (column, symbol) in line.chars().enumerate() {
                let (left, top) = (6.0 + 2.54 * column as f64, 69.0 + 6.35 * line_idx as f64);
                let (dx, dy) = moved(line_idx, column);
                self.draw_glyph(symbol, left + 0.37 + dx, top + 0.5 + dy, ink, infrared);
                characters.push(self.character(symbol, PageRect::new(left, top, 2.54, 4.0)));
            }
            read.push(characters);
        }
        self.readings.mrz = Some(MrzReading { format: Some(MrzFormat::Td3), lines: read, light: Light::Visible });
    }

    fn character(&self, symbol: char, cell: PageRect) -> CharReading {
        let scan_from_page = Homography::scale_shift(self.px_per_mm, self.px_per_mm, 0.0, 0.0);
        let corners = [
            (cell.left, cell.top),
            (cell.right(), cell.top),
            (cell.right(), cell.bottom()),
            (cell.left, cell.bottom()),
        ];
        let cell_in_scan = corners.map(|(x_mm, y_mm)| scan_from_page.to_scan(PagePoint { x_mm, y_mm }));
        CharReading { symbol, confidence: 0.99, alternatives: Vec::new(), cell_in_scan }
    }

    /// Takes the page as it is now for the specimen of a model with these zones.
    pub(super) fn becomes_specimen(&mut self, zones: &[(&str, ZoneRole, PageRect)]) {
        let zones = zones.iter().map(|(id, role, area)| Zone {
            id: (*id).to_owned(),
            area: *area,
            role: role.clone(),
            is_dynamic: matches!(role, ZoneRole::Field(_) | ZoneRole::Portrait | ZoneRole::Ghost | ZoneRole::Mrz),
        });
        let key = ModelKey::new("UTO", "P", 1, None);
        let model = DocumentModel { zones: zones.collect(), ..DocumentModel::bare(key, "Utopia", 125.0, 88.0) };
        let [ultraviolet, infrared] = [&self.ultraviolet, &self.infrared].map(|picture| picture.clone().map(Arc::new));
        let specimen = Specimen::new(self.px_per_mm, Arc::new(self.visible.clone()), ultraviolet, infrared);
        self.model = Some((model, specimen.with_mrz(self.readings.mrz.clone())));
    }

    /// What a check says of the page by a routine.
    pub(super) fn judge_by(&self, run: Run, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
        self.examine(|case| run(case, routine))
    }

    /// What a check says of the page by the first routine it proposes for the page's own model.
    pub(super) fn judge(&self, run: Run, propose: Propose) -> Result<Judgement, Aborted> {
        self.judge_by(run, &self.routine(propose)?)
    }

    /// As [`DrawnPage::judge`], the result alone.
    pub(super) fn outcome(&self, run: Run, propose: Propose) -> Result<Outcome, Aborted> {
        self.judge(run, propose).map(|judgement| judgement.outcome)
    }

    /// The first routine a check proposes for the page's model.
    pub(super) fn routine(&self, propose: Propose) -> Result<CheckRoutine, Aborted> {
        let (model, specimen) = self.model.as_ref().ok_or(Aborted::NoModel)?;
        Ok(propose(model, specimen).remove(0))
    }

    /// Runs something on the page as a case.
    pub(crate) fn examine<T>(&self, with: impl FnOnce(&Case<'_>) -> T) -> T {
        let page = Page {
            width_mm: 125.0,
            height_mm: 88.0,
            located_by: self.located_by,
            is_sure: true,
            visible: self.view(Light::Visible, &self.visible),
            ultraviolet: self.ultraviolet.as_ref().map(|picture| self.view(Light::Ultraviolet, picture)),
            infrared: self.infrared.as_ref().map(|picture| self.view(Light::Infrared, picture)),
            residuals: Vec::new(),
        };
        let once = Once::default();
        let case = Case {
            once: &once,
            page: &page,
            readings: &self.readings,
            model: self.model.as_ref().map(|(model, specimen)| (model, specimen)),
            siblings: &self.siblings,
            claim: None,
            today: Date::new(2026, 1, 1).expect("a day"),
        };
        with(&case)
    }

    fn view(&self, light: Light, pixels: &RgbImage) -> View {
        let scan = Scan {
            light,
            pixels: pixels.clone(),
            claimed_ppi: Some(self.px_per_mm * 25.4),
            sha256: [0; 32],
            file_name: "drawn".to_owned(),
            format: "PNG",
        };
        View { scan: Arc::new(scan), scan_from_page: self.warp, is_registered: true }
    }
}

fn ground(px_per_mm: f64, rgb: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel((125.0 * px_per_mm) as u32, (88.0 * px_per_mm) as u32, Rgb(rgb))
}
