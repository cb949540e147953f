//! Sheets over the window: the keys, the manual, the reference, and the document models to choose from.

use egui::{Button, Grid, Id, Modal, RichText, ScrollArea, TextEdit, Ui, vec2};
use report::words::name_in_list;

use super::{View, browser, compare, manual};
use crate::command::Command;
use crate::command::authoring::Author;
use crate::keys::SHORTCUTS;
use crate::state::Sheet;
use crate::state::listed::Listed;
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
            Sheet::Models { models, filter } => models_ui(view, ui, models.as_ref(), filter),
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

fn models_ui(view: &View<'_>, ui: &mut Ui, models: Option<&Listed>, filter: &str) {
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
        Some(models) if models.is_empty() => {
            ui.label("The reference database holds no model");
        }
        Some(models) if models.n_rows() == 0 => {
            ui.label("No model has these letters");
        }
        Some(models) => list_ui(view, ui, models),
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

fn list_ui(view: &View<'_>, ui: &mut Ui, models: &Listed) {
    let height = 34.0;
    ui.spacing_mut().item_spacing.y = 2.0;
    ScrollArea::vertical().max_height(320.0).auto_shrink([false, true]).show_rows(
        ui,
        height,
        models.n_rows(),
        |ui, rows| {
            for model in models.rows(rows) {
                let is_chosen = view.state.choices.model.as_ref() == Some(&model.key);
                let (name, key) = (name_in_list(model), model.key.to_string());
                let spoken = format!("{name}   {key}");
                let button = Button::selectable(is_chosen, name).right_text(key).truncate();
                let response = ui.add(button.min_size(vec2(ui.available_width(), height)));
                if response.accessible_name(spoken).clicked() {
                    view.send(Command::ExamineAs(Some(model.key.clone())));
                }
            }
        },
    );
}
