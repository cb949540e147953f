//! The six words of the front screen, each with its state. Doc 9303-2 C.35, Figure C-15.

use egui::{Frame, Margin, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use engine::catalog::CheckGroup;
use engine::identify::Identification;

use super::View;
use crate::command::Command;
use crate::state::{Examined, FrontWord, rank};
use crate::theme::{self, Palette};
use crate::{symbol, words};

const TILE_HEIGHT: f32 = 48.0;
/// Widths of the six, by how much there is to say.
const SHARES: [f32; 6] = [1.22, 0.92, 1.0, 0.98, 0.9, 0.98];

/// The frame of the row.
pub(super) fn frame(palette: &Palette) -> Frame {
    Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(10, 6))
}

/// Draws the six; choosing one chooses its first finding.
pub(super) fn front_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined) {
    ui.spacing_mut().item_spacing.x = 4.0;
    let room = ui.available_width() - 5.0 * 4.0;
    ui.horizontal(|ui| {
        for (front, share) in examined.front.iter().zip(SHARES) {
            let width = room * share / SHARES.iter().sum::<f32>();
            if tile_ui(ui, examined, front, width).clicked() {
                view.send(click_command(examined, front.group));
            }
        }
    });
}

/// The most irregular finding of the group; for the model where it is unknown, the list of models.
fn click_command(examined: &Examined, group: CheckGroup) -> Command {
    if group == CheckGroup::DocumentModel && is_unknown(examined) {
        return Command::BeginModel;
    }
    let findings = examined.findings();
    let of_group = examined.rows.iter().copied().filter(|&idx| findings[idx].routine.group == group);
    of_group.min_by_key(|&idx| rank(findings[idx].state())).map_or(Command::ChooseNone, Command::Choose)
}

fn is_unknown(examined: &Examined) -> bool {
    matches!(examined.examination.identification, Identification::NotIdentified { .. })
}

fn tile_ui(ui: &mut Ui, examined: &Examined, front: &FrontWord, width: f32) -> Response {
    let FrontWord { group, state, .. } = *front;
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, TILE_HEIGHT), Sense::click());
    let (name, words) = (words::group(group), words::front(examined, front));
    let is_warning = group == CheckGroup::DocumentModel && is_unknown(examined);
    paint_ground(ui, rect, &response, if is_warning { palette.undetermined_tint } else { palette.tint_of(state) });
    let centre = pos2(rect.left() + 19.0, rect.center().y);
    if is_warning {
        symbol::paint_warning(ui.painter(), palette, centre, 10.0);
    } else {
        symbol::paint(ui.painter(), palette, centre, 10.5, state);
    }
    let left = rect.left() + 37.0;
    let room = rect.right() - left - 4.0;
    let top = elided(ui, name, theme::tile_font(), palette.text, room);
    let colour = if is_warning { palette.text } else { palette.word_of(state) };
    let below = elided(ui, &words, theme::small_font(), colour, room);
    let y = rect.center().y - (top.size().y + below.size().y + 1.0) / 2.0;
    ui.painter().galley(pos2(left, y), top.clone(), palette.text);
    ui.painter().galley(pos2(left, y + top.size().y + 1.0), below, palette.weak);
    let label = format!("{name}: {words}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    response.on_hover_text(label)
}

fn paint_ground(ui: &Ui, rect: Rect, response: &Response, fill: egui::Color32) {
    let palette = Palette::of(ui);
    let fill = if response.hovered() { palette.hovered } else { fill };
    ui.painter().rect_filled(rect, theme::CORNER, fill);
    if response.has_focus() {
        let stroke = egui::Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(rect, theme::CORNER, stroke, egui::StrokeKind::Inside);
    }
}

/// One line of text that ends in … where it does not fit.
pub(super) fn elided(
    ui: &Ui,
    text: &str,
    font: egui::FontId,
    colour: egui::Color32,
    width: f32,
) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(1.0));
    ui.painter().layout_job(job)
}
