//! The place of a finding on the page, beside the same place on the specimen, at one scale.

use egui::{RichText, Stroke, Ui, vec2};
use engine::check::Place;
use engine::examination::State as CheckState;
use engine::geometry::PageRect;

use super::View;
use super::picture::picture_ui;
use crate::raster::Picture;
use crate::state::{Examined, light_idx};
use crate::theme::{self, Palette};
use crate::words;

/// Never less of the page than this, so that one sees where it is, in mm.
const LEAST_WIDTH_MM: f64 = 14.0;

/// From so many times as wide as high on, the crops stand one above the other, each as wide as there is room.
const FLAT: f64 = 2.4;

/// Draws both crops.
pub(super) fn crops_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined, place: Place, state: CheckState) {
    let gap = theme::GAP;
    let room = ui.available_width();
    let flatness = place.area.width.max(LEAST_WIDTH_MM) / place.area.height.max(1.0);
    let is_flat = FLAT <= flatness;
    let size = if is_flat {
        vec2(room, room / flatness.clamp(3.6, 6.0) as f32)
    } else {
        let width = ((room - gap) / 2.0).max(40.0);
        vec2(width, (width / flatness.clamp(1.15, 1.9) as f32).max(32.0))
    };
    let area = around(place.area, examined.examination.page.area(), f64::from(size.x / size.y));
    let idx = light_idx(place.light);
    let code = words::light_code(place.light);
    let live = view.textures.page[idx].as_ref();
    let specimen = view.textures.specimen[idx].as_ref();
    let draw = |ui: &mut Ui| {
        crop_ui(ui, &format!("This page, {code}"), live, (place.area, area), size, state);
        crop_ui(ui, &format!("Specimen, {code}"), specimen, (place.area, area), size, state);
    };
    if is_flat {
        draw(ui);
    } else {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            draw(ui);
        });
    }
    if specimen.is_none() {
        let words = if view.textures.specimen.iter().any(Option::is_some) {
            "The specimen has no picture in this light"
        } else {
            "No specimen beside it: the document model is not identified"
        };
        ui.label(RichText::new(words).font(theme::small_font()).color(Palette::of(ui).weak));
    }
}

/// One crop with its name above it; nothing without a picture.
fn crop_ui(
    ui: &mut Ui,
    name: &str,
    picture: Option<&Picture>,
    (framed, area): (PageRect, PageRect),
    size: egui::Vec2,
    state: CheckState,
) {
    let Some(picture) = picture else { return };
    let palette = Palette::of(ui);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        ui.set_width(size.x);
        ui.label(RichText::new(name).font(theme::small_font()).color(palette.weak));
        let stroke = Stroke::new(1.5, palette.of_state(state));
        picture_ui(ui, picture, (area, size), &format!("Crop of {name}"), Some((framed, stroke)));
    });
}

/// The part of the page to show: the place with a quarter of it round, at least 14 mm, of the crop's own shape.
fn around(area: PageRect, page: PageRect, aspect: f64) -> PageRect {
    let wanted = area.grown(0.25 * area.width.min(area.height).max(4.0));
    let width = wanted.width.max(LEAST_WIDTH_MM).max(wanted.height * aspect);
    let (width, height) = (width, width / aspect);
    let centre = area.centre();
    let keep = |middle: f64, size: f64, least: f64, most: f64| {
        if most - least <= size { (least + most - size) / 2.0 } else { (middle - size / 2.0).clamp(least, most - size) }
    };
    PageRect::new(
        keep(centre.x_mm, width, page.left, page.right()),
        keep(centre.y_mm, height, page.top, page.bottom()),
        width,
        height,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: PageRect = PageRect::new(0.0, 0.0, 125.0, 88.0);

    #[test]
    fn a_crop_holds_its_place_and_stays_on_the_page() {
        for area in [PageRect::new(1.0, 80.0, 3.0, 4.0), PageRect::new(60.0, 30.0, 35.0, 45.0), PAGE] {
            let crop = around(area, PAGE, 4.0 / 3.0);
            assert!(crop.intersection(&area).is_some_and(|shared| area.area() - 1e-6 <= shared.area()), "{area:?}");
            assert!((crop.width / crop.height - 4.0 / 3.0).abs() < 1e-9);
            if area != PAGE {
                assert!(-1e-9 <= crop.left && crop.right() <= 125.0 + 1e-9 && crop.bottom() <= 88.0 + 1e-9);
            }
        }
    }
}
