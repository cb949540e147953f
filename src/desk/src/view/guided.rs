//! Questions to the examiner: what a still picture cannot answer, apart from what the machine found.

use egui::{Frame, Label, Panel, RichText, ScrollArea, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use engine::catalog::{Answer, Guided};
use engine::check::{Outcome, Place};
use engine::examination::State as CheckState;

use super::View;
use super::crops;
use super::front::elided;
use crate::command::Command;
use crate::state::Examined;
use crate::theme::{self, Palette};
use crate::words;

/// Rows shown before the list scrolls.
const MOST_ROWS: usize = 4;

/// Draws the list of questions below the findings.
pub(super) fn list_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined) {
    let guided = &examined.examination.guided;
    let palette = Palette::of(ui);
    let frame = Frame::new().fill(palette.raised).inner_margin(egui::Margin {
        left: theme::EDGE,
        right: theme::EDGE,
        top: 7,
        bottom: 7,
    });
    Panel::bottom("questions").frame(frame).resizable(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let words = format!("For the examiner · {}", report::words::answered(guided));
        ui.add(Label::new(RichText::new(words).font(theme::small_strong_font())).truncate());
        let height = theme::LINE_HEIGHT * guided.len().min(MOST_ROWS) as f32;
        ScrollArea::vertical().id_salt("questions").max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            for (idx, one) in guided.iter().enumerate() {
                row_ui(view, ui, idx, one);
            }
        });
    });
}

fn row_ui(view: &View<'_>, ui: &mut Ui, idx: usize, guided: &Guided) {
    let palette = Palette::of(ui);
    let is_chosen = view.state.chosen_guided == Some(idx);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE_HEIGHT), Sense::click());
    let answer = report::words::answer(guided.answer);
    let spoken = format!("{}: examiner {answer}", guided.check.feature);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_chosen, &spoken));
    if is_chosen || response.hovered() {
        ui.painter().rect_filled(rect, 3.0, if is_chosen { palette.chosen } else { palette.panel });
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect.shrink(1.0), 3.0, Stroke::new(2.0, palette.accent), egui::StrokeKind::Inside);
    }
    let (words, font, ink) = match guided.answer {
        Some(_) => (format!("Examiner: {answer}"), theme::small_strong_font(), palette.text),
        None => (answer.to_owned(), theme::small_font(), palette.weak),
    };
    let right = elided(ui, &words, font, ink, 160.0);
    let room = rect.width() - right.size().x - 20.0;
    let left = elided(ui, &guided.check.feature, theme::body_font(), palette.text, room);
    let top = |height: f32| rect.center().y - height / 2.0;
    let (left_height, right_size) = (left.size().y, right.size());
    ui.painter().galley(pos2(rect.left() + 6.0, top(left_height)), left, palette.text);
    ui.painter().galley(pos2(rect.right() - 6.0 - right_size.x, top(right_size.y)), right, ink);
    if response.clicked() {
        view.send(Command::ChooseGuided(idx));
    }
}

/// Draws the chosen question: what to do, the specimen beside the page, and the answers.
pub(super) fn question_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined, idx: usize, guided: &Guided) {
    let palette = Palette::of(ui);
    ScrollArea::vertical().auto_shrink([false, false]).id_salt("question").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 7.0;
        ui.add(Label::new(RichText::new(&guided.check.feature).font(theme::strong_font())).wrap());
        ui.add(Label::new(RichText::new(&guided.check.question).font(theme::body_font())).wrap());
        answers_ui(view, ui, idx, guided);
        let note = "Recorded as the examiner's; the machine's findings stay";
        ui.add(Label::new(RichText::new(note).font(theme::small_font()).color(palette.weak)).wrap());
        let place = Place { light: guided.check.light, area: guided.area };
        crops::crops_ui(view, ui, examined, place, CheckState::Terminated(Outcome::NotSupported));
    });
}

fn answers_ui(view: &View<'_>, ui: &mut Ui, idx: usize, guided: &Guided) {
    ui.horizontal(|ui| {
        for answer in Answer::ALL {
            let is_given = guided.answer == Some(answer);
            let button = egui::Button::new(words::capital(report::words::answer(Some(answer)))).selected(is_given);
            if ui.add(button.min_size(vec2(72.0, 28.0))).clicked() {
                view.send(Command::Answer(idx, (!is_given).then_some(answer)));
            }
        }
    });
}
