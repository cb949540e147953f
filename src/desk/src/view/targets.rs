//! Where files are dropped: one target for each light.

use egui::{Align2, Color32, LayerId, Order, Painter, Rect, Stroke, StrokeKind, Ui, vec2};
use engine::scan::Light;

use crate::drop::Targets;
use crate::theme::{self, Palette};
use crate::words;

/// Over the whole window while files are dragged; otherwise nothing.
pub(super) fn drag_targets_ui(ui: &Ui) -> Targets {
    if !is_dragging(ui) {
        return Targets::new();
    }
    let palette = Palette::of(ui);
    let screen = ui.ctx().content_rect();
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, ui.scope_id().with("targets")));
    painter.rect_filled(screen, 0.0, palette.ground.gamma_multiply(0.94));
    let targets = rects(screen.shrink2(vec2(60.0, screen.height() * 0.22)));
    for &(light, rect) in &targets {
        paint(&painter, palette, light, rect, is_under_pointer(ui, rect));
    }
    targets
}

/// Whether files are being dragged over the window.
pub(super) fn is_dragging(ui: &Ui) -> bool {
    ui.input(|input| !input.raw.hovered_files.is_empty())
}

/// Whether the pointer, as far as the system says where it is, is over the target.
pub(super) fn is_under_pointer(ui: &Ui, rect: Rect) -> bool {
    ui.input(|input| input.pointer.latest_pos()).is_some_and(|pointer| rect.contains(pointer))
}

/// Three targets side by side.
pub(super) fn rects(room: Rect) -> Targets {
    let gap = 20.0;
    let width = (room.width() - 2.0 * gap) / 3.0;
    let place =
        |idx: usize| Rect::from_min_size(room.min + vec2(idx as f32 * (width + gap), 0.0), vec2(width, room.height()));
    Light::ALL.into_iter().enumerate().map(|(idx, light)| (light, place(idx))).collect()
}

/// Paints one target.
pub(super) fn paint(painter: &Painter, palette: &Palette, light: Light, rect: Rect, is_aimed_at: bool) {
    let (fill, line) = if is_aimed_at { (palette.chosen, palette.accent) } else { (palette.panel, palette.line) };
    painter.rect_filled(rect, 12.0, fill);
    painter.rect_stroke(rect, 12.0, Stroke::new(if is_aimed_at { 2.0 } else { 1.0 }, line), StrokeKind::Inside);
    swatch(painter, light, rect.center() - vec2(0.0, 34.0));
    let code = words::light_code(light);
    let centre = rect.center();
    painter.text(centre + vec2(0.0, 10.0), Align2::CENTER_CENTER, code, theme::overall_font(), palette.text);
    let name = words::light_name(light);
    painter.text(centre + vec2(0.0, 36.0), Align2::CENTER_CENTER, name, theme::body_font(), palette.weak);
}

/// A small picture of what the light shows: paper, glow, or dark print alone.
fn swatch(painter: &Painter, light: Light, centre: egui::Pos2) {
    let (ground, ink) = theme::light_swatch(light);
    let rect = Rect::from_center_size(centre, vec2(44.0, 31.0));
    painter.rect_filled(rect, 4.0, ground);
    painter.rect_stroke(rect, 4.0, Stroke::new(1.0, Color32::from_gray(128)), StrokeKind::Inside);
    painter.rect_filled(Rect::from_min_size(rect.min + vec2(5.0, 5.0), vec2(10.0, 13.0)), 1.0, ink);
    for (y, width) in [(6.0, 20.0), (11.0, 16.0), (24.0, 34.0)] {
        painter.rect_filled(
            Rect::from_min_size(rect.min + vec2(if y > 20.0 { 5.0 } else { 19.0 }, y), vec2(width, 2.0)),
            0.0,
            ink,
        );
    }
}
