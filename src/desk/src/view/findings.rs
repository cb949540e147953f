//! The list of findings, irregular ones first, and below it the evidence of the chosen one.

use egui::{
    Align, Frame, Label, Layout, Panel, Rect, Response, RichText, ScrollArea, Sense, Stroke, Ui, WidgetInfo,
    accesskit::Role, pos2, vec2,
};
use engine::examination::Finding;

use super::View;
use super::front::elided;
use super::{evidence, guided};
use crate::command::Command;
use crate::state::Examined;
use crate::theme::{self, Palette};
use crate::{symbol, words};

/// From the right edge of the margins to the left one of the lights, in points.
const LIGHT_COLUMN: f32 = 74.0;

/// Draws the side of the window.
pub(super) fn side_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined) {
    let palette = Palette::of(ui);
    if let Some(finding) = view.state.chosen.and_then(|idx| examined.findings().get(idx)) {
        let room = ui.available_height();
        Panel::bottom("evidence")
            .frame(theme::panel_frame(palette))
            .default_size(room * 0.56)
            .size_range(160.0..=(room - 120.0).max(161.0))
            .show(ui, |ui| evidence::evidence_ui(view, ui, examined, finding));
    }
    if let Some((idx, question)) =
        view.state.chosen_guided.and_then(|idx| Some((idx, examined.examination.guided.get(idx)?)))
    {
        let room = ui.available_height();
        Panel::bottom("question")
            .frame(theme::panel_frame(palette))
            .default_size(room * 0.56)
            .size_range(160.0..=(room - 120.0).max(161.0))
            .show(ui, |ui| guided::question_ui(view, ui, examined, idx, question));
    }
    if !examined.examination.guided.is_empty() {
        guided::list_ui(view, ui, examined);
    }
    Frame::new().inner_margin(egui::Margin { left: theme::EDGE, right: theme::EDGE, top: 10, bottom: 4 }).show(
        ui,
        |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new("Findings").font(theme::strong_font()));
                let small = |words: &str| RichText::new(words).font(theme::small_font()).color(palette.weak);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(small("Margin")).on_hover_text("How far from the threshold, −1 to +1; below 0 failed");
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let counts = words::counts(&examined.counts);
                        ui.add(Label::new(small(&counts)).truncate()).on_hover_text(counts);
                    });
                });
            });
        },
    );
    list_ui(view, ui, examined);
}

fn list_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined) {
    let row_of = |idx: usize| examined.rows.iter().position(|&row| row == idx);
    let chosen_row = view.state.chosen.and_then(row_of);
    let memory = ui.scope_id().with("row shown last");
    let shown_last: Option<usize> = ui.data(|data| data.get_temp(memory));
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().auto_shrink([false, false]).id_salt("findings");
    if let Some(row) = chosen_row.filter(|_| chosen_row != shown_last) {
        let room = (ui.available_height() - theme::ROW_HEIGHT) / 2.0;
        area = area.vertical_scroll_offset((row as f32 * theme::ROW_HEIGHT - room).max(0.0));
    }
    if let Some(row) = chosen_row {
        ui.data_mut(|data| data.insert_temp(memory, row));
    }
    area.show_rows(ui, theme::ROW_HEIGHT, examined.rows.len(), |ui, rows| {
        for &idx in &examined.rows[rows] {
            let is_chosen = view.state.chosen == Some(idx);
            if row_ui(ui, &examined.findings()[idx], is_chosen).clicked() {
                view.send(Command::Choose(idx));
            }
        }
    });
}

fn row_ui(ui: &mut Ui, finding: &Finding, is_chosen: bool) -> Response {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW_HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_chosen, words::spoken(finding)));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => palette.chosen,
        (false, true) => palette.raised,
        (false, false) => palette.panel,
    };
    ui.painter().rect_filled(rect, 0.0, fill);
    if response.has_focus() {
        ui.painter().rect_stroke(rect.shrink(1.0), 3.0, Stroke::new(2.0, palette.accent), egui::StrokeKind::Inside);
    } else if is_chosen {
        let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(bar, 0.0, palette.accent);
    }
    paint_row(ui, rect, finding);
    response
}

/// Columns: symbol · title over notation · light · margin, flush right.
fn paint_row(ui: &Ui, rect: Rect, finding: &Finding) {
    let palette = Palette::of(ui);
    let state = finding.state();
    let edge = f32::from(theme::EDGE);
    let y = rect.center().y;
    symbol::paint(
        ui.painter(),
        palette,
        pos2(rect.left() + edge + theme::SYMBOL_RADIUS, y),
        theme::SYMBOL_RADIUS,
        state,
    );
    let margin_right = rect.right() - edge;
    let light_left = margin_right - LIGHT_COLUMN;
    let margin = finding.result.as_ref().ok().and_then(|judgement| judgement.margin).map(words::margin);
    let ink = if words::is_irregular(state) { palette.text } else { palette.weak };
    if let Some(margin) = margin {
        let at = pos2(margin_right, y);
        ui.painter().text(at, egui::Align2::RIGHT_CENTER, margin, theme::body_font(), ink);
    }
    let light = words::light_code(finding.routine.light);
    ui.painter().text(pos2(light_left, y), egui::Align2::LEFT_CENTER, light, theme::small_font(), palette.weak);
    let left = rect.left() + edge + 2.0 * theme::SYMBOL_RADIUS + 11.0;
    let room = light_left - left - 8.0;
    let font = if words::is_irregular(state) { theme::strong_font() } else { theme::body_font() };
    let title = elided(ui, &words::title(&finding.routine), font, palette.text, room);
    let second = elided(ui, &words::second_line(finding), theme::small_font(), palette.weak, room);
    let top = y - (title.size().y + second.size().y) / 2.0;
    let title_height = title.size().y;
    ui.painter().galley(pos2(left, top), title, palette.text);
    ui.painter().galley(pos2(left, top + title_height), second, palette.weak);
}
