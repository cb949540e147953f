//! A model in the making: captures, zones, result, one step after the other.

mod canvas;
mod captures;
mod features;
mod result;
mod zones;

use egui::{Align, Button, CentralPanel, Frame, Id, Label, Layout, Modal, Panel, RichText, Ui};

use super::View;
use crate::command::Command;
use crate::command::authoring::Author;
use crate::state::authoring::{Authoring, Leaving, Stage};
use crate::state::light_idx;
use crate::theme::{self, Palette};
use crate::words;
use engine::model::{Zone, ZoneRole};
use engine::scan::Light;

/// Draws the model in the making in place of a document.
pub(super) fn authoring_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    let palette = Palette::of(ui);
    if let Some(leaving) = authoring.asked {
        question_ui(view, ui, leaving);
    }
    Panel::top("steps").frame(theme::panel_frame(palette)).show(ui, |ui| steps_ui(view, ui, authoring));
    match (authoring.stage, &authoring.draft, &authoring.enrolment) {
        (Stage::Zones, Some(draft), _) => {
            Panel::right("zones")
                .frame(theme::panel_frame(palette))
                .default_size(390.0)
                .size_range(340.0..=560.0)
                .show(ui, |ui| zones::zones_ui(view, ui, authoring));
            Panel::top("zone tools")
                .frame(theme::panel_frame(palette))
                .show(ui, |ui| tools_ui(view, ui, authoring, &draft.specimen));
            CentralPanel::default()
                .frame(Frame::new().fill(palette.table))
                .show(ui, |ui| canvas::canvas_ui(view, ui, authoring));
        }
        (Stage::Result, _, Some(enrolment)) => {
            CentralPanel::default()
                .frame(theme::panel_frame(palette))
                .show(ui, |ui| result::result_ui(view, ui, authoring, enrolment));
        }
        _ => {
            CentralPanel::default()
                .frame(theme::panel_frame(palette))
                .show(ui, |ui| captures::captures_ui(view, ui, authoring));
        }
    }
}

fn send(view: &View<'_>, command: Author) {
    view.send(Command::Author(command));
}

/// A zone as a person calls it: `Surname` for `primary_identifier`, `Left pattern` for `left_pattern`.
fn zone_name(zone: &Zone) -> String {
    let is_by_role = match &zone.role {
        ZoneRole::Field(entry) => *entry == zone.id,
        ZoneRole::Mrz => zone.id == "mrz",
        _ => false,
    };
    let name = if is_by_role { report::words::zone_role(&zone.role) } else { report::words::spaced(&zone.id) };
    report::words::capital(&name)
}

/// The button that leads on.
fn primary_ui(ui: &mut Ui, words: &str, is_enabled: bool) -> bool {
    let palette = Palette::of(ui);
    let text = RichText::new(words).font(theme::strong_font()).color(palette.panel);
    ui.add_enabled(is_enabled, Button::new(text).fill(palette.accent)).clicked()
}

fn steps_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    let is_idle = view.state.working.is_none();
    ui.horizontal(|ui| {
        for (stage, name) in Stage::ALL {
            let is_there = match stage {
                Stage::Captures => true,
                Stage::Zones => authoring.draft.is_some(),
                Stage::Result => authoring.enrolment.is_some(),
            };
            let button = Button::selectable(stage == authoring.stage, RichText::new(name).font(theme::strong_font()));
            if ui.add_enabled(is_there && is_idle, button).clicked() {
                send(view, Author::GoTo(stage));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (words, hint) = if authoring.is_unsaved() {
                ("Discard…", "Leave without saving the model")
            } else {
                ("Close", "Leave")
            };
            if ui.add_enabled(is_idle, Button::new(words)).on_hover_text(hint).clicked() {
                send(view, Author::Leave(Leaving::ToDocument));
            }
            ui.add_space(theme::GAP);
            match authoring.stage {
                Stage::Captures => {
                    if primary_ui(ui, "Propose zones", is_idle && !authoring.captures.is_empty()) {
                        send(view, Author::Propose);
                    }
                }
                Stage::Zones => {
                    if primary_ui(ui, "Enrol", is_idle && authoring.fault().is_none()) {
                        send(view, Author::Enrol);
                    }
                }
                Stage::Result => {
                    if primary_ui(ui, "Save as draft", is_idle && !authoring.is_saved) {
                        send(view, Author::Save);
                    }
                }
            }
        });
    });
}

/// Over the window: what becomes of the unsaved model.
fn question_ui(view: &View<'_>, ui: &Ui, leaving: Leaving) {
    let frame = Frame::window(ui.style());
    let response = Modal::new(Id::unique("unsaved model")).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(400.0);
        ui.heading("This model is not saved");
        let lost = "discards its zones and features. To save it, enrol it, then save it as a draft";
        let words = match leaving {
            Leaving::ToDocument => format!("Going back to the document {lost}"),
            Leaving::ToAnother => format!("Beginning another model {lost}"),
            Leaving::Window => format!("Closing the window {lost}"),
        };
        ui.add(Label::new(words).wrap());
        ui.add_space(theme::GAP);
        ui.horizontal(|ui| {
            if primary_ui(ui, "Keep working", true) {
                send(view, Author::Stay);
            }
            if ui.button("Discard the model").clicked() {
                send(view, Author::Discard);
            }
        });
    });
    if response.backdrop_response.clicked() {
        send(view, Author::Stay);
    }
}

/// Above the page: the lights, and what can be done to the zones.
fn tools_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring, specimen: &engine::model::Specimen) {
    ui.horizontal(|ui| {
        for light in Light::ALL {
            let name = format!("{} {}", words::light_code(light), report::words::light(light));
            let button = Button::selectable(authoring.light == light, name);
            let hint = format!("Key {}", light_idx(light) + 1);
            if ui.add_enabled(specimen.picture(light).is_some(), button).on_hover_text(hint).clicked() {
                send(view, Author::Show(light));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let zones = &authoring.zones;
            let tools = [
                ("Redo", "Ctrl+Shift+Z", zones.can_redo(), Author::Redo),
                ("Undo", "Ctrl+Z", zones.can_undo(), Author::Undo),
            ];
            for (words, hint, is_enabled, command) in tools {
                if ui.add_enabled(is_enabled, Button::new(words)).on_hover_text(hint).clicked() {
                    send(view, command);
                }
            }
            let draw = Button::new("New zone").selected(authoring.is_drawing);
            if ui.add(draw).on_hover_text("Then drag across the page (N)").clicked() {
                send(view, Author::Draw(!authoring.is_drawing));
            }
        });
    });
}
