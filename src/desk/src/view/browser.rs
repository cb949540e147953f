//! The reference browser: the models by State, and the record of one with its pictures, features and quick card.

use egui::{Align, Button, Grid, Label, Layout, Rect, RichText, ScrollArea, Sense, Stroke, TextEdit, Ui, vec2};
use engine::geometry::PageRect;
use engine::model::{DocumentModel, ModelHead, ModelKey};
use engine::scan::Light;
use report::card::CardPoint;
use report::words::{name_in_list, years_of_issue};

use super::picture::picture_ui;
use super::{View, described};
use crate::command::Command;
use crate::command::authoring::Author;
use crate::command::comparing::Compare;
use crate::state::browsing::{Browsing, quick_card};
use crate::state::comparing::light_of;
use crate::state::light_idx;
use crate::state::listed::state_name;
use crate::theme::{self, Palette};
use crate::words;

const LIST_WIDTH: f32 = 390.0;
const ROW_HEIGHT: f32 = 46.0;
const ROW_GAP: f32 = 2.0;
/// From the top of one row of the list to that of the next, in points.
pub(crate) const ROW_PITCH: f32 = ROW_HEIGHT + ROW_GAP;
/// Width of a model's picture in the list.
const THUMBNAIL_WIDTH: f32 = 58.0;
/// Share of the record's width that its pictures take.
const PICTURES_SHARE: f32 = 0.52;
/// A close-up shows so much round its zone, mm.
const ROOM_MM: f64 = 3.0;

/// Draws the browser.
pub(super) fn browser_ui(view: &View<'_>, ui: &mut Ui, browsing: &Browsing) {
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 120.0).max(600.0));
    ui.set_height((room.y - 110.0).max(420.0));
    ui.horizontal(|ui| {
        ui.heading("Reference");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").on_hover_text("Esc").clicked() {
                view.send(Command::Close);
            }
            if ui.button("New model from captures…").clicked() {
                view.send(Command::Author(Author::Begin));
            }
        });
    });
    ui.add_space(theme::GAP);
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(LIST_WIDTH);
            ui.set_height(height);
            list_ui(view, ui, browsing);
        });
        ui.add_space(theme::GAP);
        ui.vertical(|ui| {
            ui.set_height(height);
            match &browsing.record {
                Some(record) => record_ui(view, ui, browsing, record),
                None if browsing.open.is_some() => drop(ui.spinner()),
                None => {
                    ui.label(RichText::new("Choose a document model on the left").color(Palette::of(ui).weak));
                }
            }
        });
    });
}

fn list_ui(view: &View<'_>, ui: &mut Ui, browsing: &Browsing) {
    let mut letters = browsing.filter.clone();
    let field =
        TextEdit::singleline(&mut letters).hint_text("State, name, year or any word").desired_width(f32::INFINITY);
    if ui.add(field).accessible_name("State, name, year or any word of the record").changed() {
        view.send(Command::FilterRecords(letters));
    }
    let Some(listed) = &browsing.models else {
        ui.spinner();
        return;
    };
    if listed.n_rows() == 0 {
        ui.label("No model has these letters");
    }
    ui.spacing_mut().item_spacing.y = ROW_GAP;
    ScrollArea::vertical().id_salt("models").auto_shrink([false, false]).show_rows(
        ui,
        ROW_HEIGHT,
        listed.n_rows(),
        |ui, rows| {
            for model in listed.rows(rows.clone()) {
                let is_open = browsing.open.as_ref() == Some(&model.key);
                ui.horizontal(|ui| {
                    thumbnail_ui(view, ui, model);
                    let size = vec2(ui.available_width() - 8.0, ROW_HEIGHT);
                    if model_ui(ui, model, is_open, size).clicked() {
                        view.send(Command::OpenRecord(model.key.clone()));
                    }
                });
            }
            want_thumbnails(view, listed.rows(rows));
        },
    );
}

/// A row of a list of models: State and name on the left, years on the right.
pub(super) fn model_ui(ui: &mut Ui, model: &ModelHead, is_chosen: bool, size: egui::Vec2) -> egui::Response {
    let (name, years) = (format!("{}   {}", model.key.issuing_state, name_in_list(model)), years_of_issue(model));
    let spoken = format!("{name}  ·  {years}");
    ui.add(Button::selectable(is_chosen, name).right_text(years).min_size(size).truncate()).accessible_name(spoken)
}

/// The model's page, small.
fn thumbnail_ui(view: &View<'_>, ui: &mut Ui, model: &ModelHead) {
    let (rect, _) = ui.allocate_exact_size(vec2(THUMBNAIL_WIDTH, ROW_HEIGHT - 4.0), Sense::hover());
    let Some(Some(picture)) = view.textures.thumbnails.get(&model.key) else { return };
    let extent = picture.extent();
    let height = THUMBNAIL_WIDTH * (extent.height / extent.width) as f32;
    let size = vec2(THUMBNAIL_WIDTH, height) * (rect.height() / height).min(1.0);
    ui.painter().add(picture.mesh(extent, Rect::from_center_size(rect.center(), size)));
}

/// Asks for the pictures of the rows seen, where they are not there yet.
fn want_thumbnails<'a>(view: &View<'_>, seen: impl Iterator<Item = &'a ModelHead>) {
    let missing = seen.filter(|model| !view.textures.thumbnails.contains_key(&model.key));
    let missing: Vec<ModelKey> = missing.map(|model| model.key.clone()).collect();
    if !missing.is_empty() {
        view.send(Command::WantThumbnails(missing));
    }
}

fn record_ui(view: &View<'_>, ui: &mut Ui, browsing: &Browsing, record: &DocumentModel) {
    let palette = Palette::of(ui);
    ui.label(RichText::new(&record.name).font(theme::overall_font()));
    let second =
        format!("{}  ·  {}  ·  {}", record.key, state_name(&record.key), years_of_issue(&ModelHead::of(record)));
    ui.label(RichText::new(second).color(palette.weak));
    ui.horizontal(|ui| {
        for light in Light::ALL {
            let is_there = view.textures.browsed[light_idx(light)].is_some();
            let button = Button::selectable(browsing.light == light, words::light_name(light));
            let name = format!("Specimen in {}", report::words::light(light));
            if ui.add_enabled(is_there, button).accessible_name(name).clicked() {
                view.send(Command::ShowRecordIn(light));
            }
        }
        if ui.button("Side by side…").on_hover_text("With the predecessor, or another model").clicked() {
            view.send(Command::Compare(Compare::Begin));
        }
        if ui.button("Print quick card…").on_hover_text("One page of A5, as PDF").clicked() {
            view.send(Command::PrintCard(record.key.clone()));
        }
    });
    let size = vec2(ui.available_width() * PICTURES_SHARE, ui.available_height());
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
            ui.set_min_size(size);
            pictures_ui(view, ui, browsing, record);
        });
        ui.vertical(|ui| words_ui(view, ui, browsing, record));
    });
}

/// What the record says, beside its pictures, which stay while it is scrolled.
fn words_ui(view: &View<'_>, ui: &mut Ui, browsing: &Browsing, record: &DocumentModel) {
    ScrollArea::vertical().id_salt("record").auto_shrink([false, false]).show(ui, |ui| {
        card_ui(view, ui, browsing, record);
        changes_ui(ui, record);
        match &browsing.said {
            Some(said) if !said.description.features.is_empty() => described::features_ui(view, ui, browsing, said),
            _ => features_ui(view, ui, browsing, record),
        }
        if let Some(said) = &browsing.said {
            described::frauds_ui(view, ui, &said.description);
        }
        facts_ui(ui, browsing, record);
    });
}

/// The specimen's page, the zone looked at framed, and its close-up below it.
fn pictures_ui(view: &View<'_>, ui: &mut Ui, browsing: &Browsing, record: &DocumentModel) {
    let Some(picture) = &view.textures.browsed[light_idx(browsing.light)] else {
        ui.add_space(theme::GAP);
        ui.spinner();
        return;
    };
    let zone = browsing.zone.as_deref().and_then(|id| record.zone(id));
    let page = PageRect::new(0.0, 0.0, record.width_mm, record.height_mm);
    let name = format!("Specimen of {}, {}", record.name, words::light_code(browsing.light));
    let size = |width: f32, area: PageRect| vec2(width, width * (area.height / area.width) as f32);
    let stroke = Stroke::new(2.0, Palette::of(ui).accent);
    let framed = zone.map(|zone| (zone.area, stroke));
    picture_ui(ui, picture, (page, size(ui.available_width(), page)), &name, framed);
    if let Some(zone) = zone {
        ui.add_space(theme::GAP);
        let area = zone.area.grown(ROOM_MM);
        let area = area.intersection(&page).unwrap_or(area);
        let room = ui.available_size().max(vec2(80.0, 80.0));
        let width = room.x.min(room.y * (area.width / area.height) as f32);
        let name = format!("Close-up of {}", report::words::spaced(&zone.id));
        picture_ui(ui, picture, (area, size(width, area)), &name, None);
    }
}

pub(super) fn title_ui(ui: &mut Ui, words: &str) {
    ui.add_space(2.0 * theme::GAP);
    ui.label(RichText::new(words).font(theme::strong_font()));
}

/// Three to six things to look at first.
fn card_ui(view: &View<'_>, ui: &mut Ui, browsing: &Browsing, record: &DocumentModel) {
    let points = quick_card(record, browsing.said.as_deref());
    if points.is_empty() {
        return;
    }
    title_ui(ui, "Quick card");
    for (idx, CardPoint { light, text, zone }) in points.into_iter().enumerate() {
        let words = format!("{}  {text}  ({})", idx + 1, words::light_code(light));
        let Some(zone) = zone else {
            ui.add(Label::new(words).wrap());
            continue;
        };
        if ui.add(Button::new(words).frame(false).wrap()).clicked() {
            view.send(Command::ShowRecordIn(light));
            view.send(Command::LookAtZone(zone));
        }
    }
}

fn changes_ui(ui: &mut Ui, record: &DocumentModel) {
    if record.differences.is_empty() {
        return;
    }
    let before = record.predecessor.as_ref().map_or_else(|| "the model before".to_owned(), ToString::to_string);
    title_ui(ui, &format!("What changed since {before}"));
    for difference in &record.differences {
        ui.add(Label::new(format!("·  {difference}")).wrap());
    }
}

/// Every static zone: choosing one frames it and shows it close.
fn features_ui(view: &View<'_>, ui: &mut Ui, browsing: &Browsing, record: &DocumentModel) {
    title_ui(ui, "Features");
    ui.horizontal_wrapped(|ui| {
        for zone in record.zones.iter().filter(|zone| !zone.is_dynamic) {
            let is_chosen = browsing.zone.as_deref() == Some(zone.id.as_str());
            let words = format!("Feature: {}", report::words::spaced(&zone.id));
            if ui.add(Button::selectable(is_chosen, words)).clicked() {
                let light = light_of(zone);
                if view.textures.browsed[light_idx(light)].is_some() {
                    view.send(Command::ShowRecordIn(light));
                }
                view.send(Command::LookAtZone(zone.id.clone()));
            }
        }
    });
}

fn facts_ui(ui: &mut Ui, browsing: &Browsing, record: &DocumentModel) {
    let palette = Palette::of(ui);
    title_ui(ui, "Record");
    let unknown = || "unknown".to_owned();
    let list = |items: Vec<String>| if items.is_empty() { unknown() } else { items.join(", ") };
    let n_counted =
        record.routines.iter().filter(|routine| routine.weight != engine::catalog::Weight::Evaluatory).count();
    let of_model = [
        ("Size of the page", format!("{:.1} mm × {:.1} mm", record.width_mm, record.height_mm)),
        ("Valid for", list(record.validity_years.iter().map(|years| format!("{years} years")).collect())),
        ("Document number", list(record.number_formats.iter().map(|format| format.0.clone()).collect())),
        ("Successor", record.successor.as_ref().map_or_else(unknown, ToString::to_string)),
        ("PRADO", record.key.prado.clone().unwrap_or_else(unknown)),
        ("Check routines", format!("{}, {n_counted} of them counted", record.routines.len())),
    ];
    let of_record = browsing.said.as_deref().map(described::facts).unwrap_or_default();
    let facts = of_model.into_iter().chain(of_record);
    Grid::new("facts").num_columns(2).spacing(vec2(20.0, 5.0)).show(ui, |ui| {
        for (name, value) in facts {
            ui.label(RichText::new(name).color(palette.weak));
            ui.add(Label::new(value).wrap());
            ui.end_row();
        }
    });
}
