//! The row above the page: the lights, and how the page is looked at.

use egui::{Align, Button, Frame, Layout, Margin, RichText, Ui};
use engine::check::Outcome;
use engine::examination::State as CheckState;
use engine::scan::Light;

use super::View;
use crate::command::Command;
use crate::state::{Mode, Viewpoint, light_idx};
use crate::theme::{self, Palette};
use crate::words;

/// The row's frame.
pub(super) fn frame(palette: &Palette) -> Frame {
    Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 5))
}

/// Draws the row.
pub(super) fn lights_ui(view: &View<'_>, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for light in Light::ALL {
            light_ui(view, ui, light);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| tools_ui(view, ui));
    });
}

/// One light: its code, its name, its key, and how many findings failed in it.
fn light_ui(view: &View<'_>, ui: &mut Ui, light: Light) {
    let palette = Palette::of(ui);
    let state = view.state;
    let is_here = state.scan(light).is_some();
    let name = format!("{} {}", words::light_code(light), report::words::light(light));
    let n_failed = n_failed_in(view, light);
    // Room for the number of failed findings inside the button.
    let room = if 0 < n_failed { "       " } else { "" };
    let mut text = RichText::new(format!("{name}{room}")).font(theme::body_font());
    if !is_here {
        text = text.color(palette.weak);
    }
    let is_shown = state.light == light && is_here;
    let button = Button::selectable(is_shown, text).min_size(egui::vec2(0.0, 30.0));
    let response = ui.add_enabled(is_here || state.mode == Mode::Look, button);
    response.widget_info(|| {
        let count = if n_failed == 0 { String::new() } else { format!(", {n_failed} failed") };
        let label = if is_here { format!("{name}{count}") } else { format!("Add the {name} scan…") };
        egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, is_shown, label)
    });
    if 0 < n_failed {
        badge(ui, response.rect, n_failed);
    }
    let hint =
        if is_here { format!("Key {}", light_idx(light) + 1) } else { "No scan in this light; add one…".to_owned() };
    if response.on_hover_text(hint).clicked() {
        view.send(if is_here { Command::Show(light) } else { Command::AskForFiles(Some(light)) });
    }
}

fn n_failed_in(view: &View<'_>, light: Light) -> usize {
    let Some(examined) = &view.state.examined else { return 0 };
    let failed = |idx: &usize| {
        let finding = &examined.findings()[*idx];
        finding.is_counted() && finding.state() == CheckState::Terminated(Outcome::Failed)
    };
    let of_light = |idx: &usize| crate::state::place_of(examined, *idx).is_some_and(|place| place.light == light);
    examined.rows.iter().filter(|idx| failed(idx) && of_light(idx)).count()
}

/// A red number at the right of a light's button.
fn badge(ui: &Ui, rect: egui::Rect, n: usize) {
    let palette = Palette::of(ui);
    let centre = egui::pos2(rect.right() - 17.0, rect.center().y);
    ui.painter().circle_filled(centre, 8.0, palette.failed);
    let font = theme::small_strong_font();
    ui.painter().text(centre, egui::Align2::CENTER_CENTER, n.to_string(), font, palette.on_strong);
}

fn tools_ui(view: &View<'_>, ui: &mut Ui) {
    let state = view.state;
    if ui.button("Fit").on_hover_text("Whole page (F)").clicked() {
        view.send(Command::Look(Viewpoint::Fit));
    }
    if matches!(state.mode, Mode::Corners(_)) {
        return;
    }
    let has_specimen = view.textures.specimen.iter().any(Option::is_some);
    if has_specimen && state.examined.is_some() {
        let is_shown = state.is_specimen_shown;
        if ui.add(Button::new("Specimen").selected(is_shown)).on_hover_text("In place of the page (hold S)").clicked() {
            view.send(Command::ShowSpecimen(!is_shown));
        }
    }
    if state.working.is_none() && ui.button("Corners").on_hover_text("Set the corners of the page (C)").clicked() {
        view.send(Command::BeginCorners);
    }
}
