//! Sheets over the window: the keys, the manual, the reference, and the document models to choose from.

use egui::{Grid, Id, Label, Modal, RichText, ScrollArea, TextEdit, Ui, vec2};
use engine::identify::Identification;

use super::{View, browser, compare, manual};
use crate::command::Command;
use crate::command::authoring::Author;
use crate::keys::SHORTCUTS;
use crate::state::{ModelName, Sheet};
use crate::theme::{self, Palette};

/// Draws the open sheet, if any.
pub(super) fn sheet_ui(view: &View<'_>, ui: &Ui) {
    let Some(sheet) = &view.state.sheet else { return };
    let response =
        Modal::new(Id::unique("sheet")).frame(egui::Frame::window(ui.style())).show(ui.ctx(), |ui| match sheet {
            Sheet::Shortcuts => shortcuts_ui(view, ui),
            Sheet::Manual => manual::manual_ui(view, ui),
            Sheet::Browser(browsing) => browser::browser_ui(view, ui, browsing),
            Sheet::Compare(comparing) => compare::compare_ui(view, ui, comparing),
            Sheet::Models { models, filter } => models_ui(view, ui, models.as_deref(), filter),
        });
    if response.backdrop_response.clicked() {
        view.send(Command::Close);
    }
}

fn shortcuts_ui(view: &View<'_>, ui: &mut Ui) {
    let palette = Palette::of(ui);
    ui.set_width(430.0);
    ui.heading("Keys");
    ui.add_space(theme::GAP);
    ui.spacing_mut().interact_size.y = 0.0;
    Grid::new("keys").num_columns(2).spacing(vec2(28.0, 9.0)).show(ui, |ui| {
        for shortcut in &SHORTCUTS {
            ui.label(RichText::new(shortcut.keys).font(theme::strong_font()));
            ui.label(RichText::new(shortcut.words).color(palette.text));
            ui.end_row();
        }
    });
    ui.add_space(theme::GAP);
    if ui.button("Close").clicked() {
        view.send(Command::Close);
    }
}

fn models_ui(view: &View<'_>, ui: &mut Ui, models: Option<&[ModelName]>, filter: &str) {
    let palette = Palette::of(ui);
    ui.set_width(520.0);
    ui.heading("Document model");
    let advice = "Examine the page as this model, whatever its MRZ says";
    ui.label(RichText::new(advice).color(palette.weak));
    ui.add_space(theme::GAP);
    let mut letters = filter.to_owned();
    let field = TextEdit::singleline(&mut letters).hint_text("Name or code").desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Name or code of the model");
    if ui.ctx().memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    if response.changed() {
        view.send(Command::FilterModels(letters));
    }
    match models {
        None => {
            ui.spinner();
        }
        Some([]) => {
            ui.label("The reference database holds no model");
        }
        Some(models) => list_ui(view, ui, &in_order(view, models, filter)),
    }
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        if view.state.choices.model.is_some() && ui.button("Identify again").clicked() {
            view.send(Command::ExamineAs(None));
        }
        if ui.button("Make a model from this document…").clicked() {
            view.send(Command::Author(Author::Begin));
        }
        if ui.button("Cancel").clicked() {
            view.send(Command::Close);
        }
    });
}

/// Models with these letters; the nearest to the page first.
fn in_order<'a>(view: &View<'_>, models: &'a [ModelName], filter: &str) -> Vec<&'a ModelName> {
    let letters = filter.to_lowercase();
    let has_letters = |model: &&ModelName| {
        model.name.to_lowercase().contains(&letters) || model.key.to_string().to_lowercase().contains(&letters)
    };
    let mut kept: Vec<&ModelName> = models.iter().filter(has_letters).collect();
    if let Some(examined) = &view.state.examined
        && let Identification::NotIdentified { nearest, .. } = &examined.examination.identification
    {
        kept.sort_by_key(|model| nearest.iter().position(|key| *key == model.key).unwrap_or(usize::MAX));
    }
    kept
}

fn list_ui(view: &View<'_>, ui: &mut Ui, models: &[&ModelName]) {
    let height = 34.0;
    ui.spacing_mut().item_spacing.y = 2.0;
    ScrollArea::vertical().max_height(320.0).auto_shrink([false, true]).show_rows(
        ui,
        height,
        models.len(),
        |ui, rows| {
            for model in &models[rows] {
                let is_chosen = view.state.choices.model.as_ref() == Some(&model.key);
                let words = format!("{}   {}", model.name, model.key);
                let button =
                    egui::Button::selectable(is_chosen, words).min_size(vec2(ui.available_width(), height)).truncate();
                if ui.add(button).clicked() {
                    view.send(Command::ExamineAs(Some(model.key.clone())));
                }
            }
        },
    );
    if models.is_empty() {
        ui.add(Label::new("No model has these letters"));
    }
}
