//! The top of the window: the overall result with its count, or what is running; and the few tools.

use egui::{Align, Button, Frame, Layout, Margin, ProgressBar, RichText, Ui, vec2};
use engine::examination::State as CheckState;
use engine::identify::Identification;
use engine::scan::Light;

use super::View;
use crate::command::Command;
use crate::command::authoring::Author;
use crate::job::Step;
use crate::state::{Examined, Sheet};
use crate::theme::{self, Palette};
use crate::{symbol, words};

/// The header's frame: tinted where a person has to look.
pub(super) fn frame(view: &View<'_>, palette: &Palette) -> Frame {
    let state = view.state.examined.as_ref().map(|examined| examined.overall.state);
    let is_shown = view.state.working.is_none() && view.state.authoring.is_none();
    let fill = state.filter(|_| is_shown).map_or(palette.panel, |state| palette.tint_of(state));
    Frame::new().fill(fill).inner_margin(Margin::symmetric(18, 12))
}

/// Draws the header.
pub(super) fn header_ui(view: &View<'_>, ui: &mut Ui) {
    ui.set_min_height(2.0 * theme::OVERALL_RADIUS + 8.0);
    ui.horizontal_centered(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            tools_ui(view, ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                match (&view.state.working, &view.state.examined) {
                    (Some(step), _) => working_ui(view, ui, step),
                    _ if view.state.authoring.is_some() => name_ui(ui, "New document model"),
                    (None, Some(examined)) => overall_ui(view, ui, examined),
                    (None, None) => name_ui(ui, "Intaglio"),
                }
            });
        });
    });
}

fn tools_ui(view: &View<'_>, ui: &mut Ui) {
    if ui.button("?").on_hover_text("Keys (?)").clicked() {
        view.send(Command::OpenSheet(Sheet::Shortcuts));
    }
    let (theme, hint) = if view.state.is_dark { ("Light", "Light window (T)") } else { ("Dark", "Dark window (T)") };
    if ui.button(theme).on_hover_text(hint).clicked() {
        view.send(Command::SwitchTheme);
    }
    let is_authoring = view.state.authoring.is_some();
    if view.state.working.is_none() && !is_authoring && view.state.scan(Light::Visible).is_some() {
        let again = ui.button("Examine again").on_hover_text("Ctrl+R");
        if again.clicked() {
            view.send(Command::Examine);
        }
    }
    if !is_authoring && view.state.working.is_none() && is_unknown(view) {
        let words = RichText::new("Make a model from this document…").font(theme::strong_font());
        if ui.button(words).on_hover_text("From this capture and others of the same model").clicked() {
            view.send(Command::Author(Author::Begin));
        }
    }
    if ui.button("Checks").on_hover_text("What the checks see, and what they do not (K)").clicked() {
        view.send(Command::OpenSheet(Sheet::Manual));
    }
    if ui.button("Reference").on_hover_text("Records of the document models (R)").clicked() {
        view.send(Command::Browse);
    }
    if !is_authoring && ui.button("Open…").on_hover_text("Ctrl+O").clicked() {
        view.send(Command::AskForFiles(None));
    }
    ui.add_space(theme::GAP);
}

/// Whether the document was examined and its model not identified.
fn is_unknown(view: &View<'_>) -> bool {
    let identification = view.state.examined.as_ref().map(|examined| &examined.examination.identification);
    matches!(identification, Some(Identification::NotIdentified { .. }))
}

fn name_ui(ui: &mut Ui, name: &str) {
    ui.label(RichText::new(name).font(theme::overall_font()));
}

/// What is running, how far it is, and the way to stop it.
fn working_ui(view: &View<'_>, ui: &mut Ui, step: &Step) {
    ui.add(egui::Spinner::new().size(2.0 * theme::OVERALL_RADIUS * 0.7));
    ui.add_space(theme::GAP);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        let room = (ui.available_height() - 48.0).max(0.0) / 2.0;
        ui.add_space(room);
        let mut words = step.words.clone();
        if let Some(first) = words.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        ui.label(RichText::new(format!("{words}…")).font(theme::strong_font()));
        ui.horizontal(|ui| {
            let accent = Palette::of(ui).accent;
            let bar = ProgressBar::new(step.share).desired_width(260.0).desired_height(6.0).fill(accent);
            ui.add(bar)
                .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::ProgressIndicator, true, &step.words));
            if !view.state.is_saving() && ui.add(Button::new("Cancel").small()).on_hover_text("Esc").clicked() {
                view.send(Command::Cancel);
            }
        });
    });
}

/// The overall result: symbol, word, count, and where the pictures came from. Doc 9303-2 C.29.
fn overall_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined) {
    let palette = Palette::of(ui);
    let state = examined.overall.state;
    symbol::symbol_ui(ui, state, theme::OVERALL_RADIUS);
    ui.add_space(6.0);
    let (headline, beside) = words::headline(examined);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        let second = second_line(view, examined, &beside);
        let room = (ui.available_height() - 52.0).max(0.0) / 2.0;
        ui.add_space(room);
        let colour = if state == CheckState::Aborted { palette.text } else { strong_word(palette, state) };
        ui.add(egui::Label::new(RichText::new(headline).font(theme::overall_font()).color(colour)).truncate());
        ui.add(egui::Label::new(RichText::new(second).font(theme::body_font()).color(palette.weak)).truncate());
    });
}

fn strong_word(palette: &Palette, state: CheckState) -> egui::Color32 {
    if palette.of_state(state) == palette.failed { palette.failed } else { palette.text }
}

fn second_line(view: &View<'_>, examined: &Examined, beside: &str) -> String {
    let mut parts = vec![format!("Overall result {}", words::overall(examined.overall.state))];
    if !beside.is_empty() {
        parts.push(beside.to_owned());
    }
    if examined.typed_mrz.is_some() {
        parts.push("MRZ typed by a person".to_owned());
    }
    if let Some(scan) = view.state.scan(Light::Visible) {
        parts.push(format!("From file {}", scan.file_name));
    }
    parts.join("  ·  ")
}

/// The frame of the line about what went wrong.
pub(super) fn notice_frame(palette: &Palette) -> Frame {
    Frame::new().fill(palette.undetermined_tint).inner_margin(Margin::symmetric(18, 6))
}

/// What went wrong, in one line, until it is put away.
pub(super) fn notice_ui(view: &View<'_>, ui: &mut Ui, notice: &str) {
    ui.horizontal(|ui| {
        symbol::warning_ui(ui, 8.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.add(Button::new("Dismiss").small().min_size(vec2(0.0, 22.0))).on_hover_text("Esc").clicked() {
                view.send(Command::DismissNotice);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(notice).truncate()).on_hover_text(notice);
            });
        });
    });
}
