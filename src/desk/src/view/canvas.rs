//! The page, large: in one light, with the findings framed in it.

pub(crate) mod layout;
mod paint;

use egui::{Key, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, vec2};
use engine::geometry::PageRect;

use self::layout::Layout;
use super::View;
use crate::command::Command;
use crate::raster::Picture;
use crate::state::{Viewpoint, light_idx};
use crate::words;

/// How quickly the eye glides: most of the way in a seventh of a second.
const GLIDE_PER_SECOND: f64 = 16.0;

/// Draws the page as straightened, or the scan as it came where it has not been examined yet.
pub(super) fn canvas_ui(view: &View<'_>, ui: &mut Ui) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
    let Some((picture, extent)) = shown(view) else {
        return;
    };
    let layout = eased(ui, view.state.viewpoint, Layout::new(view.state.viewpoint, rect, extent));
    move_eye(view, ui, &response, &layout);
    paint::picture(ui, &layout, picture);
    if let (Some(examined), Some(_)) = (&view.state.examined, page_picture(view)) {
        if view.state.is_specimen_shown {
            paint::caption(ui, rect, "Specimen");
        } else {
            paint::findings_ui(view, ui, &layout, examined);
        }
    }
    let name = report::words::light(view.state.light);
    let what = if view.state.is_specimen_shown { "Specimen" } else { "Data page" };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("{what} in {name}")));
}

/// The eye glides to where a finding is, so that one sees where on the page that is; a hand on the wheel is followed at
/// once.
fn eased(ui: &Ui, viewpoint: Viewpoint, target: Layout) -> Layout {
    let memory = ui.scope_id().with("eye");
    let before: Option<Layout> = ui.data(|data| data.get_temp(memory));
    let is_by_hand = matches!(viewpoint, Viewpoint::At { .. });
    let share = 1.0 - (-f64::from(ui.input(|input| input.stable_dt)) * GLIDE_PER_SECOND).exp();
    let now = before.filter(|_| !is_by_hand).and_then(|before| before.towards(&target, share)).unwrap_or(target);
    if now != target {
        ui.ctx().request_repaint();
    }
    ui.data_mut(|data| data.insert_temp(memory, now));
    now
}

/// The picture to show and the part of its own space that is the whole of it.
fn shown<'a>(view: &'a View<'_>) -> Option<(&'a Picture, PageRect)> {
    if let (Some(examined), Some(picture)) = (&view.state.examined, page_picture(view)) {
        let area = examined.examination.page.area();
        let specimen = view.textures.specimen[light_idx(view.state.light)].as_ref();
        return Some((specimen.filter(|_| view.state.is_specimen_shown).unwrap_or(picture), area));
    }
    let scan = view.textures.scan[light_idx(view.state.light)].as_ref()?;
    Some((scan, scan.extent()))
}

fn page_picture<'a>(view: &'a View<'_>) -> Option<&'a Picture> {
    view.state.examined.as_ref()?;
    view.textures.page[light_idx(view.state.light)].as_ref()
}

/// Where wheel and pinch (to the pointer), drag and double click (all of it) take the eye.
pub(super) fn eye_by_pointer(ui: &Ui, response: &Response, layout: &Layout) -> Option<Viewpoint> {
    if let Some(pointer) = response.hover_pos().filter(|_| response.contains_pointer()) {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = f64::from(pinch) * (f64::from(scroll) * 0.004).exp();
        if 1e-4 < (factor - 1.0).abs() {
            return Some(layout.zoomed(factor, pointer));
        }
    }
    if response.double_clicked() {
        return Some(Viewpoint::Fit);
    }
    let is_moved = response.dragged() && response.drag_delta() != egui::Vec2::ZERO;
    is_moved.then(|| layout.moved(response.drag_delta()))
}

/// The same, and + and − zoom to the middle.
pub(super) fn move_eye(view: &View<'_>, ui: &Ui, response: &Response, layout: &Layout) {
    if let Some(viewpoint) = eye_by_pointer(ui, response, layout) {
        view.send(Command::Look(viewpoint));
    }
    if view.state.sheet.is_some() || ui.ctx().text_edit_focused() {
        return;
    }
    let (larger, smaller) = ui
        .input(|input| (input.key_pressed(Key::Plus) || input.key_pressed(Key::Equals), input.key_pressed(Key::Minus)));
    if larger || smaller {
        let factor = if larger { 1.25 } else { 0.8 };
        view.send(Command::Look(layout.zoomed(factor, layout.rect().center())));
    }
}

/// A word on the picture, in a corner.
pub(super) fn corner_of(rect: Rect) -> egui::Pos2 {
    rect.left_top() + vec2(14.0, 14.0)
}

/// What is said of a frame under the pointer.
pub(super) fn frame_words(finding: &engine::examination::Finding) -> String {
    format!("{} – {}", words::title(&finding.routine), words::explanation(finding))
}
