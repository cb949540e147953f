//! The quick card of a document model: one A5 page with what to look at first, for the counter.
//!
//! State, model, years of issue and size can be read at arm's length. Below them the specimen's page with numbered places, and
//! each of these close, in the light that shows it.

mod sheet;

use engine::geometry::PageRect;
use engine::model::{DocumentModel, ModelHead, Specimen, Zone, ZoneRole};
use engine::reading::mrz::state_code;
use engine::scan::Light;
use image::{Rgb, RgbImage, imageops};

use self::sheet::{PAGE_MM, Sheet, Type};
use crate::words;

/// Most points of a card. PRADO's cards have three to six.
const MOST_POINTS: usize = 6;
/// White border, mm.
const EDGE_MM: f64 = 9.0;
/// Close-ups side by side.
const N_COLUMNS: usize = 3;
const GAP_MM: f64 = 4.0;
const CLOSE_UP_HEIGHT_MM: f64 = 24.0;
/// A close-up with its words.
const CELL_HEIGHT_MM: f64 = 46.0;
/// A close-up shows so much round its zone, mm.
const ROOM_MM: f64 = 2.0;
/// Pictures on paper need no more, pixels a millimetre: 300 ppi.
const PRINT_PX_PER_MM: f64 = 11.8;

/// One thing to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct CardPoint {
    /// The light that shows it.
    pub light: Light,
    /// One line.
    pub text: String,
    /// The zone in which it lies, by name; `None` where it is not of one place.
    pub zone: Option<String>,
}

/// Why there is no card.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the card cannot be drawn: {0}")]
pub struct CardError(String);

/// What to look at first where the record does not say it: what changed since the model before, then what glows, then fine
/// print.
pub fn points(model: &DocumentModel) -> Vec<CardPoint> {
    let point =
        |light, text: String, zone: Option<&Zone>| CardPoint { light, text, zone: zone.map(|zone| zone.id.clone()) };
    let of_role = |role: ZoneRole| model.zones.iter().filter(move |zone| zone.role == role);
    let changed = model.differences.iter().take(3);
    let mut points: Vec<CardPoint> =
        changed.map(|text| point(Light::Visible, format!("New in this model: {text}"), None)).collect();
    points.extend(of_role(ZoneRole::UvMotif).take(2).map(|zone| {
        point(Light::Ultraviolet, format!("Glows in ultraviolet: {}", words::spaced(&zone.id)), Some(zone))
    }));
    points.extend(
        of_role(ZoneRole::Ghost)
            .map(|zone| point(Light::Visible, "Second portrait shows the holder".to_owned(), Some(zone))),
    );
    points.extend(of_role(ZoneRole::Pattern).take(3).map(|zone| {
        point(Light::Visible, format!("Fine print runs through: {}", words::spaced(&zone.id)), Some(zone))
    }));
    points.truncate(MOST_POINTS);
    points
}

/// The card as a PDF of one A5 page. Of a specimen that is somebody's document, the personal zones are `hidden`.
///
/// # Errors
/// [`CardError`] where a picture cannot be encoded.
pub fn pdf(
    model: &DocumentModel,
    points: &[CardPoint],
    specimen: &Specimen,
    hidden: &[PageRect],
) -> Result<Vec<u8>, CardError> {
    let points = &points[..points.len().min(MOST_POINTS)];
    let mut sheet = Sheet::new().map_err(CardError)?;
    let top = draw_head(&mut sheet, model);
    let n_rows = points.len().div_ceil(N_COLUMNS);
    let bottom = PAGE_MM.1 - EDGE_MM - 5.0;
    let cells_top = bottom - n_rows as f64 * CELL_HEIGHT_MM;
    let room = PageRect::new(EDGE_MM, top, PAGE_MM.0 - 2.0 * EDGE_MM, cells_top - GAP_MM - top);
    let drawn = Drawn { model, specimen, hidden };
    drawn.page(&mut sheet, points, room)?;
    let width = (room.width - (N_COLUMNS - 1) as f64 * GAP_MM) / N_COLUMNS as f64;
    for (idx, point) in points.iter().enumerate() {
        let (row, column) = (idx / N_COLUMNS, idx % N_COLUMNS);
        let left = EDGE_MM + column as f64 * (width + GAP_MM);
        let place = PageRect::new(left, cells_top + row as f64 * CELL_HEIGHT_MM, width, CLOSE_UP_HEIGHT_MM);
        drawn.point(&mut sheet, idx, point, place)?;
    }
    let advice = "Compare with the document in hand. A difference is a reason to look closer; a person decides";
    let foot = format!("{}  ·  {advice}", model.key);
    let face = sheet.fitting(Type::plain(7.0), &foot, room.width);
    sheet.text(face, (EDGE_MM, PAGE_MM.1 - EDGE_MM), &foot);
    Ok(sheet.finish(&format!("Quick card {}", model.key)))
}

/// State, model, years and size; where they end, mm from the top.
fn draw_head(sheet: &mut Sheet, model: &DocumentModel) -> f64 {
    let key = &model.key;
    let state = state_code(&key.issuing_state).map_or(key.issuing_state.as_str(), |state| state.name);
    let width = PAGE_MM.0 - 2.0 * EDGE_MM;
    let size = format!("{:.0} × {:.0} mm", model.width_mm, model.height_mm);
    let second = format!("{}   {size}", words::years_of_issue(&ModelHead::of(model)));
    let mut y = EDGE_MM;
    for (largest, text) in [(28.0, state), (20.0, model.name.as_str()), (18.0, second.as_str())] {
        let face = sheet.fitting(Type::strong(largest), text, width);
        y += face.height_mm();
        sheet.text(face, (EDGE_MM, y), text);
        y += 2.2;
    }
    y + 2.0
}

/// What pictures on the card are cut out of.
struct Drawn<'a> {
    model: &'a DocumentModel,
    specimen: &'a Specimen,
    hidden: &'a [PageRect],
}

impl Drawn<'_> {
    fn whole(&self) -> PageRect {
        PageRect::new(0.0, 0.0, self.model.width_mm, self.model.height_mm)
    }

    fn area_of(&self, point: &CardPoint) -> Option<PageRect> {
        Some(self.model.zone(point.zone.as_deref()?)?.area)
    }

    /// The page in white light with the numbered places, as large as `room` allows.
    fn page(&self, sheet: &mut Sheet, points: &[CardPoint], room: PageRect) -> Result<(), CardError> {
        let whole = self.whole();
        let scale = (room.width / whole.width).min(room.height / whole.height);
        let place = PageRect::new(room.left, room.top, whole.width * scale, whole.height * scale);
        sheet.picture(&self.cut(Light::Visible, whole, scale), place).map_err(CardError)?;
        sheet.frame(place, 0.6);
        for (idx, point) in points.iter().enumerate() {
            let Some(area) = self.area_of(point) else { continue };
            let (left, top) = (place.left + area.left * scale, place.top + area.top * scale);
            sheet.frame(PageRect::new(left, top, area.width * scale, area.height * scale), 1.2);
            sheet.number(idx + 1, (left, top));
        }
        Ok(())
    }

    /// One point: close-up, number, light, words.
    fn point(&self, sheet: &mut Sheet, idx: usize, point: &CardPoint, place: PageRect) -> Result<(), CardError> {
        let light = if self.specimen.picture(point.light).is_some() { point.light } else { Light::Visible };
        let area = self.area_of(point).map_or(self.whole(), |area| area.grown(ROOM_MM));
        let area = shaped(area, place.width / place.height, self.whole());
        sheet.picture(&self.cut(light, area, place.width / area.width), place).map_err(CardError)?;
        sheet.frame(place, 0.6);
        sheet.number(idx + 1, (place.left, place.top));
        let mut y = place.bottom() + 4.4;
        sheet.text(Type::strong(9.0), (place.left, y), &words::capital(words::light(point.light)));
        for line in sheet.lines(Type::plain(9.0), &point.text, place.width).into_iter().take(4) {
            y += 4.0;
            sheet.text(Type::plain(9.0), (place.left, y), &line);
        }
        Ok(())
    }

    /// Part of the specimen for print at `scale` millimetres of paper a millimetre of page.
    fn cut(&self, light: Light, area: PageRect, scale: f64) -> RgbImage {
        let Some(picture) = self.specimen.picture(light) else { return RgbImage::new(1, 1) };
        let px = |mm: f64| (mm * self.specimen.px_per_mm).max(0.0).round() as u32;
        let (left, top) = (px(area.left).min(picture.width() - 1), px(area.top).min(picture.height() - 1));
        let width = px(area.width).clamp(1, picture.width() - left);
        let height = px(area.height).clamp(1, picture.height() - top);
        let mut cut = imageops::crop_imm(&**picture, left, top, width, height).to_image();
        for zone in self.hidden.iter().filter_map(|zone| zone.intersection(&area)) {
            let (x, y) = (px(zone.left).saturating_sub(left), px(zone.top).saturating_sub(top));
            for (x, y) in (y..(y + px(zone.height)).min(height))
                .flat_map(|y| (x..(x + px(zone.width)).min(width)).map(move |x| (x, y)))
            {
                cut.put_pixel(x, y, Rgb([190, 190, 190]));
            }
        }
        let wanted = (area.width * scale * PRINT_PX_PER_MM).round() as u32;
        if wanted < width {
            let height = (height * wanted / width).max(1);
            return imageops::resize(&cut, wanted.max(1), height, imageops::FilterType::Triangle);
        }
        cut
    }
}

/// The area grown to that shape (width by height), on the page as far as the page is large enough.
fn shaped(area: PageRect, shape: f64, page: PageRect) -> PageRect {
    let width = area.width.max(area.height * shape).min(page.width).min(page.height * shape);
    let height = width / shape;
    let centre = area.centre();
    let left = (centre.x_mm - width / 2.0).clamp(0.0, page.width - width);
    let top = (centre.y_mm - height / 2.0).clamp(0.0, page.height - height);
    PageRect::new(left, top, width, height)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use engine::model::ModelKey;

    use super::*;

    fn model() -> DocumentModel {
        let zone =
            |id: &str, role: ZoneRole, area| Zone { id: id.to_owned(), area, is_dynamic: role.is_personal(), role };
        let zones = vec![
            zone("portrait", ZoneRole::Portrait, PageRect::new(6.0, 15.0, 34.0, 42.0)),
            zone("star", ZoneRole::UvMotif, PageRect::new(90.0, 10.0, 20.0, 20.0)),
            zone("left_pattern", ZoneRole::Pattern, PageRect::new(45.0, 30.0, 30.0, 10.0)),
        ];
        let key = ModelKey::new("UTO", "P", 1, Some(2019));
        DocumentModel { zones, ..DocumentModel::bare(key, "Utopia passport 2019", 125.0, 88.0) }
    }

    fn specimen() -> Specimen {
        let picture = |level| Arc::new(RgbImage::from_pixel(500, 352, Rgb([level; 3])));
        Specimen::new(4.0, picture(220), Some(picture(60)), None)
    }

    #[test]
    fn a_card_has_at_most_six_points_and_what_changed_first() {
        let mut model = model();
        assert_eq!(
            points(&model).iter().map(|point| point.light).collect::<Vec<_>>(),
            [Light::Ultraviolet, Light::Visible]
        );
        model.differences = (0..9).map(|n| format!("difference {n}")).collect();
        let points = points(&model);
        assert_eq!(points.len(), 5);
        assert_eq!(points[0].text, "New in this model: difference 0");
    }

    #[test]
    fn a_card_is_one_page_with_a_picture_for_the_page_and_each_point() {
        let model = model();
        let points = points(&model);
        let bytes = pdf(&model, &points, &specimen(), &[]).expect("a card");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with("%PDF-1."), "{}", &text[..20]);
        assert_eq!(text.matches("/Type /Page\n").count(), 1);
        assert_eq!(text.matches("/Subtype /Image").count(), 1 + points.len());
        assert!(text.contains("/MediaBox [0 0 419.5"), "A5");
        assert_eq!(bytes, pdf(&model, &points, &specimen(), &[]).expect("a card"), "the same card again");
    }

    #[test]
    fn what_is_hidden_is_not_on_the_card() {
        let (model, specimen) = (model(), specimen());
        let hidden = [model.zones[0].area];
        let drawn = Drawn { model: &model, specimen: &specimen, hidden: &hidden };
        let whole = drawn.cut(Light::Visible, drawn.whole(), 1.0);
        assert_eq!(whole.get_pixel(80, 120), &Rgb([190; 3]));
        assert_eq!(whole.get_pixel(300, 120), &Rgb([220; 3]));
        let close = drawn.cut(Light::Visible, PageRect::new(30.0, 20.0, 20.0, 10.0), 3.0);
        assert_eq!(close.get_pixel(10, 10), &Rgb([190; 3]));
        assert_eq!(close.get_pixel(60, 10), &Rgb([220; 3]));
    }

    #[test]
    fn close_ups_keep_their_shape_and_stay_on_the_page() {
        let page = PageRect::new(0.0, 0.0, 125.0, 88.0);
        for area in [PageRect::new(0.0, 0.0, 4.0, 60.0), PageRect::new(120.0, 80.0, 5.0, 8.0), page] {
            let found = shaped(area, 1.6, page);
            assert!((found.width / found.height - 1.6).abs() < 1e-9);
            let shared = found.intersection(&page).expect("on the page");
            assert!((shared.area() - found.area()).abs() < 1e-6, "{found:?}");
        }
    }
}
