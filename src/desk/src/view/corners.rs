//! Four corners of the page to set by hand, in the white-light scan as it came.

use egui::{
    Align2, Color32, Frame, Key, Margin, Response, RichText, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role,
    vec2,
};
use engine::geometry::ScanPoint;
use engine::scan::Light;

use super::View;
use super::canvas::layout::Layout;
use super::canvas::move_eye;
use crate::command::Command;
use crate::state::light_idx;
use crate::theme::{self, Palette};

const NAMES: [&str; 4] = ["top left", "top right", "bottom right", "bottom left"];
const HANDLE_RADIUS: f32 = 9.0;

/// Draws the scan with its four corners and what to do.
pub(super) fn corners_ui(view: &View<'_>, ui: &mut Ui, corners: &[ScanPoint; 4]) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Scan in white light"));
    let Some(picture) = &view.textures.scan[light_idx(Light::Visible)] else { return };
    let layout = Layout::new(view.state.viewpoint, rect, picture.extent());
    move_eye(view, ui, &response, &layout);
    let painter = ui.painter_at(rect);
    painter.add(picture.mesh(layout.extent(), layout.area_on_screen(layout.extent())));
    let places = corners.map(|corner| layout.to_screen(corner.x_px, corner.y_px));
    let palette = Palette::of(ui);
    let edge = Stroke::new(2.0, palette.accent);
    painter.add(Shape::closed_line(places.to_vec(), Stroke::new(4.0, Color32::from_black_alpha(110))));
    painter.add(Shape::closed_line(places.to_vec(), edge));
    for (idx, corner) in corners.iter().enumerate() {
        handle_ui(view, ui, &layout, idx, *corner);
    }
}

fn handle_ui(view: &View<'_>, ui: &Ui, layout: &Layout, idx: usize, corner: ScanPoint) {
    let palette = Palette::of(ui);
    let place = layout.to_screen(corner.x_px, corner.y_px);
    let reach = egui::Rect::from_center_size(place, egui::Vec2::splat(4.0 * HANDLE_RADIUS));
    let response = ui.interact(reach, ui.scope_id().with(("corner", idx)), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, format!("Corner {}", NAMES[idx])));
    let ring = Stroke::new(if response.has_focus() { 4.0 } else { 2.5 }, palette.accent);
    let painter = ui.painter_at(layout.rect());
    painter.circle(place, HANDLE_RADIUS, Color32::from_white_alpha(30), ring);
    painter.circle_filled(place, 1.5, palette.accent);
    let outward = [vec2(-1.0, -1.0), vec2(1.0, -1.0), vec2(1.0, 1.0), vec2(-1.0, 1.0)][idx];
    let font = theme::small_strong_font();
    let number = layout.rect().shrink(9.0).clamp(place + outward * 18.0);
    painter.text(number, Align2::CENTER_CENTER, (idx + 1).to_string(), font, palette.accent);
    let by = nudge(ui, &response) + response.drag_delta() / layout.scale() as f32;
    if by != egui::Vec2::ZERO {
        let moved = ScanPoint { x_px: corner.x_px + f64::from(by.x), y_px: corner.y_px + f64::from(by.y) };
        view.send(Command::MoveCorner(idx, moved));
    }
}

/// Arrow keys move the focused corner by a pixel, with Shift by ten.
fn nudge(ui: &Ui, response: &Response) -> egui::Vec2 {
    if response.clicked() {
        response.request_focus();
    }
    if !response.has_focus() {
        return egui::Vec2::ZERO;
    }
    let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let steps = [
        (Key::ArrowLeft, vec2(-1.0, 0.0)),
        (Key::ArrowRight, vec2(1.0, 0.0)),
        (Key::ArrowUp, vec2(0.0, -1.0)),
        (Key::ArrowDown, vec2(0.0, 1.0)),
    ];
    ui.input(|input| {
        let size = if input.modifiers.shift { 10.0 } else { 1.0 };
        steps.iter().fold(egui::Vec2::ZERO, |sum, &(key, step)| sum + step * size * input.num_presses(key) as f32)
    })
}

/// The frame of what to do.
pub(super) fn advice_frame(palette: &Palette) -> Frame {
    Frame::new().fill(palette.chosen).inner_margin(Margin::symmetric(14, 6))
}

/// What to do, and the two ways on.
pub(super) fn advice_ui(view: &View<'_>, ui: &mut Ui) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new("Drag each corner of the data page to its place").font(theme::strong_font()));
        let hint = "1 is where the page's own top left is, however the page lies";
        ui.label(RichText::new(hint).font(theme::small_font()).color(palette.weak));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let examine = RichText::new("Examine").color(palette.panel);
            if ui.add(egui::Button::new(examine).fill(palette.accent)).clicked() {
                view.send(Command::ExamineCorners);
            }
            if ui.button("Cancel").on_hover_text("Esc").clicked() {
                view.send(Command::Leave);
            }
        });
    });
}
