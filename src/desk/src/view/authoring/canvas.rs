//! The straightened page with its zones, to select, to drag, and to draw new ones.

use egui::{Color32, CursorIcon, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};
use egui::{accesskit::Role, pos2, vec2};
use engine::geometry::PageRect;
use engine::model::Zone;

use super::{Authoring, View, send, zone_name};
use crate::command::authoring::{Author, Edit, Grip};
use crate::state::light_idx;
use crate::theme::{self, Palette};
use crate::view::canvas::layout::Layout;
use crate::view::canvas::move_eye;
use crate::view::front::elided;

/// Side of a handle in points, and of the square in which the pointer holds it.
const HANDLE: f32 = 8.0;
const HANDLE_REACH: f32 = 14.0;

/// Draws the page.
pub(super) fn canvas_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    let name = format!("Page of the model in {}", report::words::light(authoring.light));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    let (Some(picture), Some(page)) = (&view.textures.authored[light_idx(authoring.light)], authoring.page()) else {
        return;
    };
    let layout = Layout::new(view.state.viewpoint, rect, page);
    let painter = ui.painter_at(rect);
    painter.add(picture.mesh(page, layout.area_on_screen(page)));
    if authoring.is_drawing {
        zones_paint(ui, &layout, authoring);
        draw_ui(view, ui, &response, &layout);
        return;
    }
    move_eye(view, ui, &response, &layout);
    if response.clicked() {
        send(view, Author::Select(None));
    }
    zones_ui(view, ui, &layout, authoring);
    zones_paint(ui, &layout, authoring);
    if let Some(zone) = authoring.zones.chosen() {
        selected_ui(view, ui, &layout, zone);
    }
}

/// A click selects a zone, the smallest where several lie over one another.
fn zones_ui(view: &View<'_>, ui: &Ui, layout: &Layout, authoring: &Authoring) {
    let mut order: Vec<(usize, &Zone)> = authoring.zones.all.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| b.area.area().total_cmp(&a.area.area()));
    for (idx, zone) in order {
        let rect = layout.area_on_screen(zone.area).intersect(layout.rect());
        if !rect.is_positive() {
            continue;
        }
        let response = ui.interact(rect, ui.scope_id().with(("zone", idx)), Sense::click());
        let name = zone_name(zone);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Zone {name}")));
        let hint = format!("{name}: {}", report::words::zone_role(&zone.role));
        if response.on_hover_text(hint).clicked() {
            send(view, Author::Select(Some(idx)));
        }
    }
}

fn zones_paint(ui: &Ui, layout: &Layout, authoring: &Authoring) {
    let palette = Palette::of(ui);
    let painter = ui.painter_at(layout.rect());
    for (idx, zone) in authoring.zones.all.iter().enumerate() {
        let is_selected = authoring.zones.selected == Some(idx);
        let rect = layout.area_on_screen(zone.area);
        let colour = theme::zone_colour(palette, zone.is_dynamic);
        let width = if is_selected { 2.5 } else { 1.5 };
        if is_selected {
            painter.rect_filled(rect, 0.0, colour.gamma_multiply(0.15));
        }
        // A pale line under the coloured one, so that it shows on dark pictures too.
        painter.rect_stroke(rect, 0.0, Stroke::new(width + 1.5, Color32::from_white_alpha(150)), StrokeKind::Middle);
        painter.rect_stroke(rect, 0.0, Stroke::new(width, colour), StrokeKind::Middle);
        name_paint(ui, layout, zone, rect, colour, is_selected);
    }
}

/// The zone's name at its upper right corner, as far as there is room.
fn name_paint(ui: &Ui, layout: &Layout, zone: &Zone, rect: Rect, colour: Color32, is_selected: bool) {
    let room = if is_selected { 200.0 } else { rect.width() - 6.0 };
    let is_low = rect.height() < 15.0;
    if !is_selected && (room < 34.0 || rect.height() < 11.0) {
        return;
    }
    let palette = Palette::of(ui);
    let name = elided(ui, &zone_name(zone), theme::small_font(), palette.panel, room);
    let size = name.size() + vec2(6.0, 0.0);
    // At the right, where an entry has the most room; above the zone where it would hide what is looked at.
    let above = if is_selected || is_low { size.y } else { 0.0 };
    let right = rect.right().max(rect.left() + size.x);
    let place = Rect::from_min_size(pos2(right - size.x, rect.top() - above), size);
    let painter = ui.painter_at(layout.rect());
    painter.rect_filled(place, 2.0, colour);
    painter.galley(place.min + vec2(3.0, 0.0), name, palette.panel);
}

/// The selected zone is dragged as a whole, or by a corner or an edge.
fn selected_ui(view: &View<'_>, ui: &Ui, layout: &Layout, zone: &Zone) {
    let rect = layout.area_on_screen(zone.area);
    let name = zone_name(zone);
    let id = ui.scope_id().with("selected zone");
    let whole = ui.interact(rect.intersect(layout.rect()), id, Sense::drag()).on_hover_cursor(CursorIcon::Move);
    whole.widget_info(|| WidgetInfo::labeled(Role::Slider, true, format!("Place of {name}")));
    drag(view, &whole, layout, Grip::WHOLE);
    let palette = Palette::of(ui);
    let painter = ui.painter_at(layout.rect());
    for grip in Grip::handles() {
        let place = handle_place(rect, grip);
        let reach = Rect::from_center_size(place, Vec2::splat(HANDLE_REACH));
        let response = ui.interact(reach, id.with(grip), Sense::drag()).on_hover_cursor(cursor(grip));
        response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, format!("{} of {name}", grip_name(grip))));
        let handle = Rect::from_center_size(place, Vec2::splat(HANDLE));
        painter.rect_filled(handle, 1.0, palette.panel);
        let colour = theme::zone_colour(palette, zone.is_dynamic);
        painter.rect_stroke(handle, 1.0, Stroke::new(1.5, colour), StrokeKind::Inside);
        drag(view, &response, layout, grip);
    }
}

fn drag(view: &View<'_>, response: &Response, layout: &Layout, grip: Grip) {
    let by = response.drag_delta();
    if response.dragged() && by != Vec2::ZERO {
        let by_mm = (f64::from(by.x) / layout.scale(), f64::from(by.y) / layout.scale());
        send(view, Author::Edit(Edit::Drag { grip, by_mm }));
    }
    if response.drag_stopped() {
        send(view, Author::EndEdit);
    }
}

fn handle_place(rect: Rect, grip: Grip) -> Pos2 {
    let along = |grip: i8, least: f32, most: f32| match grip {
        -1 => least,
        1 => most,
        _ => (least + most) / 2.0,
    };
    pos2(along(grip.across, rect.left(), rect.right()), along(grip.down, rect.top(), rect.bottom()))
}

fn cursor(grip: Grip) -> CursorIcon {
    match (grip.across, grip.down) {
        (0, _) => CursorIcon::ResizeVertical,
        (_, 0) => CursorIcon::ResizeHorizontal,
        (across, down) if across == down => CursorIcon::ResizeNwSe,
        _ => CursorIcon::ResizeNeSw,
    }
}

fn grip_name(grip: Grip) -> &'static str {
    match (grip.across, grip.down) {
        (-1, -1) => "Top left corner",
        (0, -1) => "Top edge",
        (1, -1) => "Top right corner",
        (1, 0) => "Right edge",
        (1, 1) => "Bottom right corner",
        (0, 1) => "Bottom edge",
        (-1, 1) => "Bottom left corner",
        _ => "Left edge",
    }
}

/// A drag across the page is a new zone; a click is one of a usual size there.
fn draw_ui(view: &View<'_>, ui: &Ui, response: &Response, layout: &Layout) {
    response.clone().on_hover_cursor(CursorIcon::Crosshair);
    let memory = ui.scope_id().with("drawn from");
    let pointer = response.interact_pointer_pos();
    if response.drag_started()
        && let Some(from) = ui.input(|input| input.pointer.press_origin())
    {
        ui.data_mut(|data| data.insert_temp(memory, from));
    }
    let from: Option<Pos2> = ui.data(|data| data.get_temp(memory));
    let Some(pointer) = pointer else { return };
    if response.clicked() {
        let (x, y) = layout.to_place(pointer);
        send(view, Author::Edit(Edit::Add(PageRect::new(x - 10.0, y - 3.0, 20.0, 6.0))));
    } else if let Some(from) = from {
        let drawn = Rect::from_two_pos(from, pointer);
        let stroke = Stroke::new(2.0, Palette::of(ui).accent);
        ui.painter_at(layout.rect()).rect_stroke(drawn, 0.0, stroke, StrokeKind::Middle);
        if response.drag_stopped() {
            ui.data_mut(|data| data.remove_temp::<Pos2>(memory));
            let (left, top) = layout.to_place(drawn.min);
            let (right, bottom) = layout.to_place(drawn.max);
            send(view, Author::Edit(Edit::Add(PageRect::new(left, top, right - left, bottom - top))));
        }
    }
}
