//! Strokes on the canvas: the picture, and a frame round every place where a person has to look.

use egui::{Align2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, vec2};
use engine::check::Outcome;
use engine::examination::State as CheckState;
use engine::geometry::PageRect;

use super::layout::Layout;
use crate::command::Command;
use crate::raster::Picture;
use crate::state::Examined;
use crate::theme::{self, Palette};
use crate::view::View;
use crate::words;

/// Frames stand so far outside what they frame, in points, so that they cover nothing of it.
const FRAME_ROOM: f32 = 3.0;

/// Paints the picture.
pub(super) fn picture(ui: &Ui, layout: &Layout, picture: &Picture) {
    let painter = ui.painter_at(layout.rect());
    let area = layout.extent();
    let place = layout.area_on_screen(area);
    painter.rect_filled(place, 0.0, Palette::of(ui).panel);
    painter.add(picture.mesh(area, place));
}

/// Frames the irregular findings of this light and the chosen one; each can be clicked.
pub(super) fn findings_ui(view: &View<'_>, ui: &Ui, layout: &Layout, examined: &Examined) {
    let chosen = view.state.chosen;
    for (idx, finding, area) in examined.places_in(view.state.light) {
        let is_failed = finding.is_counted() && finding.state() == CheckState::Terminated(Outcome::Failed);
        if !is_failed || Some(idx) == chosen {
            continue;
        }
        let rect = frame_rect(layout, area);
        stroke(ui, layout, rect, finding.state(), 1.5);
        let id = ui.scope_id().with(("frame", idx, area.left.to_bits(), area.top.to_bits()));
        let response = ui.interact(rect.intersect(layout.rect()), id, Sense::click());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Frame of {}", words::spoken(finding))));
        if response.on_hover_text(super::frame_words(finding)).clicked() {
            view.send(Command::Choose(idx));
        }
    }
    for (_, finding, area) in examined.places_in(view.state.light).filter(|&(idx, ..)| Some(idx) == chosen) {
        stroke(ui, layout, frame_rect(layout, area), finding.state(), 3.0);
    }
}

fn frame_rect(layout: &Layout, area: PageRect) -> Rect {
    layout.area_on_screen(area).expand(FRAME_ROOM)
}

fn stroke(ui: &Ui, layout: &Layout, rect: Rect, state: CheckState, width: f32) {
    let palette = Palette::of(ui);
    let painter = ui.painter_at(layout.rect());
    // A dark line under the coloured one: red must show on red print and in the dark of an ultraviolet picture.
    let shade = egui::Color32::from_black_alpha(110);
    painter.rect_stroke(rect, 2.0, Stroke::new(width + 2.0, shade), StrokeKind::Outside);
    let colour = palette.of_state(state);
    painter.rect_stroke(rect.expand(1.0), 2.0, Stroke::new(width, colour), StrokeKind::Outside);
}

/// A word in the corner of the canvas: what is shown is not the page.
pub(super) fn caption(ui: &Ui, rect: Rect, words: &str) {
    let palette = Palette::of(ui);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), theme::strong_font(), palette.panel);
    let place = Rect::from_min_size(super::corner_of(rect), galley.size() + vec2(16.0, 8.0));
    ui.painter().rect_filled(place, theme::CORNER, palette.accent);
    ui.painter().galley(
        Align2::LEFT_TOP.align_size_within_rect(galley.size(), place.shrink2(vec2(8.0, 4.0))).min,
        galley,
        palette.panel,
    );
}
