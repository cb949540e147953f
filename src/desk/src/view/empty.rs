//! The window before a document is laid on it: what to do, in one line, and the three places to do it.

use egui::{Align2, Rect, RichText, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{View, targets};
use crate::command::Command;
use crate::drop::Targets;
use crate::theme::{self, Palette};
use crate::words;

/// Draws the empty window; returns its targets.
pub(super) fn empty_ui(view: &View<'_>, ui: &mut Ui) -> Targets {
    let palette = Palette::of(ui);
    let room = ui.max_rect();
    let height = (room.height() * 0.36).clamp(150.0, 300.0);
    let width = (room.width() - 120.0).clamp(240.0, 900.0);
    let centre = room.center() + vec2(0.0, 10.0);
    let places = targets::rects(Rect::from_center_size(centre, vec2(width, height)));
    let above = centre - vec2(0.0, height / 2.0);
    let title = "Drop the scans of a data page here";
    line(ui, above - vec2(0.0, 62.0), title, RichText::new(title).font(theme::overall_font()).color(palette.text));
    let hint = "One picture a light. White light is enough to begin; UV and IR answer more";
    line(ui, above - vec2(0.0, 30.0), hint, RichText::new(hint).color(palette.weak));
    let is_dragging = targets::is_dragging(ui);
    for &(light, rect) in &places {
        let response = ui.interact(rect, ui.scope_id().with(("open", words::light_code(light))), Sense::click());
        let name = report::words::light(light);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Open the {name} scan…")));
        let is_aimed_at =
            response.hovered() || response.has_focus() || targets::is_under_pointer(ui, rect) && is_dragging;
        targets::paint(ui.painter(), palette, light, rect, is_aimed_at);
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            view.send(Command::AskForFiles(Some(light)));
        }
    }
    let below = centre + vec2(0.0, height / 2.0 + 46.0);
    let button = Rect::from_center_size(below, vec2(180.0, 36.0));
    let words = RichText::new("Open scans…").color(palette.panel).font(theme::strong_font());
    if ui.put(button, egui::Button::new(words).fill(palette.accent)).on_hover_text("Ctrl+O").clicked() {
        view.send(Command::AskForFiles(None));
    }
    let formats = "PNG, JPEG, TIFF, BMP or WebP, 300 ppi or more. Nothing leaves this computer";
    line(ui, below + vec2(0.0, 44.0), formats, RichText::new(formats).font(theme::small_font()).color(palette.weak));
    places
}

/// One line, centred.
fn line(ui: &mut Ui, centre: egui::Pos2, words: &str, text: RichText) {
    let rect = Align2::CENTER_CENTER.anchor_size(centre, vec2(ui.max_rect().width(), 34.0));
    ui.put(rect, egui::Label::new(text)).widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}
