//! A part of a page as a picture, with a place on it framed.

use egui::{Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role, vec2};
use engine::geometry::PageRect;

use crate::raster::Picture;
use crate::theme::Palette;

/// Draws `area` of the page in that size, `name` for a screen reader; the place that is framed, and with what.
pub(super) fn picture_ui(
    ui: &mut Ui,
    picture: &Picture,
    (area, size): (PageRect, Vec2),
    name: &str,
    framed: Option<(PageRect, Stroke)>,
) {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 0.0, Palette::of(ui).table);
    painter.add(picture.mesh(area, rect));
    if let Some((framed, stroke)) = framed {
        let scale = rect.width() / area.width as f32;
        let corner = rect.min + vec2((framed.left - area.left) as f32, (framed.top - area.top) as f32) * scale;
        let frame = Rect::from_min_size(corner, vec2(framed.width as f32, framed.height as f32) * scale);
        painter.rect_stroke(frame.expand(2.0).intersect(rect), 1.0, stroke, StrokeKind::Inside);
    }
}
