//! The symbols of the results, drawn as strokes so that they are the same at every size and in every font.
//!
//! ```text
//! successful ✓ on a disc   failed ✕ on a disc   undetermined ? on a disc   not supported – on a disc
//! aborted: a ring with a bar across             warning: a triangle with !   (Doc 9303-2 C.32, C.43)
//! ```

use egui::{
    Align2, Color32, FontId, Painter, Pos2, Response, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role, vec2,
};
use engine::check::Outcome;
use engine::examination::State as CheckState;

use crate::theme::{self, Palette};
use crate::words;

/// Paints the symbol of a result round `centre`.
pub(crate) fn paint(painter: &Painter, palette: &Palette, centre: Pos2, radius: f32, state: CheckState) {
    let colour = palette.of_state(state);
    let stroke = |ink: Color32| Stroke::new((radius * 0.24).max(1.4), ink);
    let at = |x: f32, y: f32| centre + vec2(x, y) * radius;
    match state {
        CheckState::Terminated(Outcome::Successful) => {
            painter.circle_filled(centre, radius, colour);
            painter.line(vec![at(-0.45, 0.04), at(-0.12, 0.38), at(0.48, -0.34)], stroke(palette.on_strong));
        }
        CheckState::Terminated(Outcome::Failed) => {
            painter.circle_filled(centre, radius, colour);
            painter.line_segment([at(-0.38, -0.38), at(0.38, 0.38)], stroke(palette.on_strong));
            painter.line_segment([at(-0.38, 0.38), at(0.38, -0.38)], stroke(palette.on_strong));
        }
        CheckState::Terminated(Outcome::Undetermined) => {
            painter.circle_filled(centre, radius, colour);
            mark(painter, centre, radius, "?", palette.on_yellow);
        }
        CheckState::Terminated(Outcome::NotSupported) => {
            painter.circle_filled(centre, radius, colour);
            painter.line_segment([at(-0.42, 0.0), at(0.42, 0.0)], stroke(palette.on_strong));
        }
        CheckState::Aborted => {
            let ring = Stroke::new((radius * 0.2).max(1.4), colour);
            painter.circle_stroke(centre, radius - ring.width / 2.0, ring);
            painter.line_segment([at(-0.62, 0.62), at(0.62, -0.62)], ring);
        }
    }
}

/// Paints the warning triangle, which is no result: a document model that is not identified, a page that is not sure.
pub(crate) fn paint_warning(painter: &Painter, palette: &Palette, centre: Pos2, radius: f32) {
    let at = |x: f32, y: f32| centre + vec2(x, y) * radius;
    let corners = vec![at(0.0, -1.0), at(1.12, 0.92), at(-1.12, 0.92)];
    painter.add(Shape::convex_polygon(corners, palette.undetermined, Stroke::NONE));
    mark(painter, centre + vec2(0.0, radius * 0.25), radius * 0.92, "!", palette.on_yellow);
}

/// The symbol as a thing of its own, with its word for who cannot see it.
pub(crate) fn symbol_ui(ui: &mut Ui, state: CheckState, radius: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(2.0 * radius), Sense::hover());
    paint(ui.painter(), Palette::of(ui), rect.center(), radius, state);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words::state(state)));
    response
}

/// The warning triangle as a thing of its own.
pub(crate) fn warning_ui(ui: &mut Ui, radius: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(2.3 * radius), Sense::hover());
    paint_warning(ui.painter(), Palette::of(ui), rect.center(), radius);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "warning"));
    response
}

fn mark(painter: &Painter, centre: Pos2, radius: f32, text: &str, ink: Color32) {
    let font = FontId::new(radius * 1.55, theme::strong_font().family);
    painter.text(centre, Align2::CENTER_CENTER, text, font, ink);
}
