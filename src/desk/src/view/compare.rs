//! Two models side by side: both specimens in one light at the same place and size, and what tells them apart.

use egui::{
    Align, Button, Color32, Label, Layout as Flow, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui,
};
use egui::{WidgetInfo, accesskit::Role, vec2};
use engine::model::{DocumentModel, ModelHead};
use engine::scan::Light;
use report::words::years_of_issue;

use super::View;
use super::browser::model_ui;
use super::canvas::{eye_by_pointer, layout::Layout};
use crate::command::Command;
use crate::command::comparing::Compare;
use crate::raster::Picture;
use crate::state::comparing::{Comparing, Difference};
use crate::state::light_idx;
use crate::theme::{self, Palette};
use crate::words;

/// Least height of what is said below the pictures, and height of the name above each.
const WORDS_HEIGHT: f32 = 120.0;
const NAME_HEIGHT: f32 = 26.0;
const ROW_HEIGHT: f32 = 28.0;

fn send(view: &View<'_>, command: Compare) {
    view.send(Command::Compare(command));
}

/// Draws the comparison.
pub(super) fn compare_ui(view: &View<'_>, ui: &mut Ui, comparing: &Comparing) {
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 100.0).max(600.0));
    ui.set_height((room.y - 110.0).max(420.0));
    head_ui(view, ui, comparing);
    ui.add_space(theme::GAP);
    if comparing.other_key.is_none() {
        choice_ui(view, ui, comparing);
        return;
    }
    let width = (ui.available_width() - theme::GAP) / 2.0;
    let extent = comparing.extent();
    let wanted = 1.08 * width * (extent.height / extent.width) as f32 + NAME_HEIGHT;
    let height = (ui.available_height() - WORDS_HEIGHT).min(wanted).max(160.0);
    ui.horizontal_top(|ui| {
        let size = vec2(width, height);
        side_ui(view, ui, comparing, (&comparing.model, &comparing.alone[0]), &view.textures.browsed, size);
        match &comparing.other {
            Some(other) => side_ui(view, ui, comparing, (other, &comparing.alone[1]), &view.textures.compared, size),
            None => drop(ui.spinner()),
        }
    });
    words_ui(ui, comparing);
}

fn head_ui(view: &View<'_>, ui: &mut Ui, comparing: &Comparing) {
    ui.horizontal(|ui| {
        ui.heading("Side by side");
        ui.add_space(theme::GAP);
        for light in Light::ALL {
            let idx = light_idx(light);
            let is_there = view.textures.browsed[idx].is_some() || view.textures.compared[idx].is_some();
            let button =
                Button::selectable(comparing.light == light, format!("Both in {}", report::words::light(light)));
            if ui.add_enabled(is_there, button).clicked() {
                send(view, Compare::Show(light));
            }
        }
        ui.with_layout(Flow::right_to_left(Align::Center), |ui| {
            if ui.button("Back to the record").clicked() {
                send(view, Compare::Back);
            }
            if comparing.other_key.is_some() && ui.button("Another model…").clicked() {
                send(view, Compare::Choose);
            }
        });
    });
}

/// The models to compare with, those of the same State first asked for.
fn choice_ui(view: &View<'_>, ui: &mut Ui, comparing: &Comparing) {
    let advice = format!("Compare {} with", comparing.model.name);
    ui.label(RichText::new(advice).color(Palette::of(ui).weak));
    let mut letters = comparing.browsing.filter.clone();
    let field = TextEdit::singleline(&mut letters).hint_text("State, name, code or year").desired_width(360.0);
    if ui.add(field).accessible_name("State, name, code or year of the other model").changed() {
        send(view, Compare::Filter(letters));
    }
    let Some(listed) = &comparing.browsing.models else { return };
    ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, ROW_HEIGHT, listed.n_rows(), |ui, shown| {
        for head in listed.rows(shown).filter(|head| head.key != comparing.model.key) {
            if model_ui(ui, head, false, vec2(480.0, ROW_HEIGHT)).clicked() {
                send(view, Compare::With(head.key.clone()));
            }
        }
    });
}

/// One of the two, with the places where it alone has a zone.
fn side_ui(
    view: &View<'_>,
    ui: &mut Ui,
    comparing: &Comparing,
    (model, alone): (&DocumentModel, &[Difference]),
    pictures: &[Option<Picture>; 3],
    size: egui::Vec2,
) {
    ui.vertical(|ui| {
        ui.set_width(size.x);
        let title = format!("{}  ·  {}", model.name, years_of_issue(&ModelHead::of(model)));
        ui.add(Label::new(RichText::new(title).font(theme::strong_font())).truncate());
        let (rect, response) = ui.allocate_exact_size(vec2(size.x, size.y - NAME_HEIGHT), Sense::click_and_drag());
        let name = format!("Specimen of {}, {}", model.name, words::light_code(comparing.light));
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        let palette = Palette::of(ui);
        ui.painter().rect_filled(rect, 0.0, palette.table);
        let layout = Layout::new(comparing.viewpoint, rect, comparing.extent());
        if let Some(viewpoint) = eye_by_pointer(ui, &response, &layout) {
            send(view, Compare::Look(viewpoint));
        }
        let painter = ui.painter_at(rect);
        let Some(picture) = &pictures[light_idx(comparing.light)] else {
            let none = format!("No picture in {}", report::words::light(comparing.light));
            painter.text(rect.center(), egui::Align2::CENTER_CENTER, none, theme::body_font(), palette.text);
            return;
        };
        let page = picture.extent();
        painter.add(picture.mesh(page, layout.area_on_screen(page)));
        let is_seen = |difference: &&Difference| difference.light == comparing.light;
        for place in alone.iter().filter(is_seen) {
            let area = layout.area_on_screen(place.area);
            painter.rect_stroke(area, 0.0, Stroke::new(3.5, Color32::from_white_alpha(170)), StrokeKind::Outside);
            painter.rect_stroke(area, 0.0, Stroke::new(2.0, theme::FRAME), StrokeKind::Outside);
        }
        for place in comparing.other_print.iter().filter(is_seen) {
            other_print_paint(&painter, layout.area_on_screen(place.area));
        }
    });
}

/// A broken frame, so that it is told from that of a zone that the other has not.
fn other_print_paint(painter: &egui::Painter, area: egui::Rect) {
    let area = area.expand(1.5);
    let round = [area.left_top(), area.right_top(), area.right_bottom(), area.left_bottom(), area.left_top()];
    painter.rect_stroke(area, 0.0, Stroke::new(3.5, Color32::from_white_alpha(170)), StrokeKind::Middle);
    painter.extend(egui::Shape::dashed_line(&round, Stroke::new(2.5, theme::FRAME), 7.0, 5.0));
}

/// What the record says of the differences, and how many zones are marked.
fn words_ui(ui: &mut Ui, comparing: &Comparing) {
    if comparing.other.is_none() {
        return;
    }
    let [n, n_other] = comparing.alone.each_ref().map(Vec::len);
    ui.add_space(4.0);
    let zones = |n: usize| if n == 1 { "1 zone".to_owned() } else { format!("{n} zones") };
    let counted = match (n, n_other) {
        (0, 0) => "Their zones lie at the same places".to_owned(),
        _ => format!("Framed: {} that the model on the right has not, {n_other} that the left one has not", zones(n)),
    };
    let in_light = |light| comparing.other_print.iter().filter(|place| place.light == light).count();
    let in_lights = Light::ALL.into_iter().filter(|&light| 0 < in_light(light));
    let in_lights = in_lights.map(|light| format!("{} in {}", in_light(light), report::words::light(light)));
    let printed = match comparing.other_print.len() {
        0 => "At no place where both have a zone another print was found".to_owned(),
        n => {
            let in_lights = in_lights.collect::<Vec<_>>().join(", ");
            format!("Broken frames: {} at the same place on both whose print differs, {in_lights}", zones(n))
        }
    };
    for words in [counted, printed] {
        ui.label(RichText::new(words).font(theme::small_font()).color(Palette::of(ui).weak));
    }
    ScrollArea::vertical().id_salt("differences").auto_shrink([false, false]).show(ui, |ui| {
        if comparing.differences().is_empty() {
            ui.label("Neither record says in words what tells them apart");
        }
        for difference in comparing.differences() {
            ui.add(Label::new(format!("·  {difference}")).wrap());
        }
    });
}
