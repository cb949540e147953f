//! The first step: which captures the model is made of.

use egui::{Button, Frame, Label, Margin, RichText, ScrollArea, Ui};
use engine::scan::{Light, LiveDataSet};

use super::{Authoring, View, send};
use crate::command::authoring::Author;
use crate::theme::{self, Palette};
use crate::words;

/// Draws the captures and the ways to add more.
pub(super) fn captures_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    let palette = Palette::of(ui);
    let is_idle = view.state.working.is_none();
    ui.label(RichText::new("Captures of unaltered documents of one model").font(theme::overall_font()));
    let hint = "A capture is one document in white light and, where you have them, in ultraviolet and infrared. One is \
                enough to begin; five or more of different holders show what is personal and make firm thresholds";
    ui.add(Label::new(RichText::new(hint).color(palette.weak)).wrap());
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        if ui.add_enabled(is_idle, Button::new("Add the pictures of a capture…")).clicked() {
            send(view, Author::AskForPictures);
        }
        if ui.add_enabled(is_idle, Button::new("Add a folder of captures…")).clicked() {
            send(view, Author::AskForFolder);
        }
        let hint = "or drop them on this window";
        ui.label(RichText::new(hint).color(palette.weak));
    });
    ui.add_space(theme::GAP);
    if authoring.captures.is_empty() {
        ui.label("No capture yet");
        return;
    }
    if let Some(warning) = report::words::few_captures(authoring.captures.len()) {
        warning_ui(ui, warning);
    }
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        for capture in &authoring.captures {
            for doubt in &capture.doubts {
                warning_ui(ui, &format!("{}: {}", capture.name, report::words::light_doubt(doubt)));
            }
        }
        for (idx, capture) in authoring.captures.iter().enumerate() {
            Frame::new().fill(palette.raised).corner_radius(theme::CORNER).inner_margin(Margin::symmetric(12, 6)).show(
                ui,
                |ui| {
                    ui.horizontal(|ui| {
                        ui.label(RichText::new(format!("{}", idx + 1)).color(palette.weak));
                        ui.label(RichText::new(&capture.name).font(theme::strong_font()));
                        ui.label(RichText::new(lights_of(&capture.live)).color(palette.weak));
                        let words = format!("Remove {}", capture.name);
                        let remove = ui.add_enabled(is_idle, Button::new("Remove").small());
                        if remove.accessible_name(words).clicked() {
                            send(view, Author::Remove(idx));
                        }
                    });
                },
            );
        }
    });
}

/// A warning in its tint.
pub(super) fn warning_ui(ui: &mut Ui, warning: &str) {
    let palette = Palette::of(ui);
    Frame::new()
        .fill(palette.undetermined_tint)
        .corner_radius(theme::CORNER)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.horizontal_top(|ui| {
                crate::symbol::warning_ui(ui, 8.0);
                ui.add(Label::new(report::words::capital(warning)).wrap());
            });
        });
    ui.add_space(theme::GAP);
}

/// `VI UV IR`.
fn lights_of(live: &LiveDataSet) -> String {
    let lights = [
        Some(Light::Visible),
        live.ultraviolet.is_some().then_some(Light::Ultraviolet),
        live.infrared.is_some().then_some(Light::Infrared),
    ];
    lights.into_iter().flatten().map(words::light_code).collect::<Vec<_>>().join("  ")
}
