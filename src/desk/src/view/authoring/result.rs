//! The last step: what the zones came to, how firm it is, and saving it.

use egui::{Grid, Label, RichText, ScrollArea, TextEdit, Ui, vec2};
use engine::catalog::{CheckRoutine, Weight};
use engine::enrol::Enrolment;
use engine::scan::Light;

use super::captures::warning_ui;
use super::{Authoring, View, send};
use crate::command::Command;
use crate::command::authoring::Author;
use crate::state::authoring::Leaving;
use crate::theme::{self, Palette};
use crate::words;

/// Draws the result.
pub(super) fn result_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring, enrolment: &Enrolment) {
    let palette = Palette::of(ui);
    let model = &enrolment.model;
    ui.label(RichText::new(&model.name).font(theme::overall_font()));
    let made = format!("{}  ·  enrolled {}", model.key, report::words::enrolled_from(enrolment));
    ui.add(Label::new(RichText::new(made).color(palette.weak)).wrap());
    ui.add_space(theme::GAP);
    if authoring.is_saved {
        saved_ui(view, ui);
    } else {
        by_ui(view, ui, authoring);
    }
    let leave_one_out = report::words::leave_one_out(enrolment.leave_one_out);
    ui.label(report::words::capital(&leave_one_out));
    if let Some(warning) = report::words::few_captures(enrolment.n_captures) {
        warning_ui(ui, warning);
    }
    for (name, why) in authoring.left_out() {
        warning_ui(ui, &format!("left out: {name}: {why}"));
    }
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        for light in Light::ALL {
            routines_ui(ui, light, &model.routines);
        }
    });
}

/// Who made the model: a draft is reviewed by somebody else.
fn by_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    ui.horizontal(|ui| {
        ui.label("Made by");
        let mut by = authoring.by.clone();
        let field = TextEdit::singleline(&mut by).hint_text("Your name").desired_width(220.0);
        if ui.add(field).accessible_name("Who makes the model").changed() {
            send(view, Author::By(by));
        }
        let hint = "Somebody else reviews the draft before it is published";
        ui.label(RichText::new(hint).color(Palette::of(ui).weak));
    });
    ui.add_space(theme::GAP);
}

fn saved_ui(view: &View<'_>, ui: &mut Ui) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        let words = "Saved. The next examination can identify it";
        ui.label(RichText::new(words).font(theme::strong_font()).color(palette.accent));
        if view.state.scan(Light::Visible).is_some() && ui.button("Examine the document now").clicked() {
            send(view, Author::Leave(Leaving::ToDocument));
            view.send(Command::Examine);
        }
    });
    ui.add_space(theme::GAP);
}

/// The routines in one light: whether each counts, what it accepts, what that rests on.
fn routines_ui(ui: &mut Ui, light: Light, routines: &[CheckRoutine]) {
    let of_light: Vec<&CheckRoutine> = routines.iter().filter(|routine| routine.light == light).collect();
    if of_light.is_empty() {
        return;
    }
    let palette = Palette::of(ui);
    ui.add_space(theme::GAP);
    let n_counted = report::words::n_counted(of_light.iter().copied());
    let title = format!("{}: {} check routines, {n_counted} counted", words::light_name(light), of_light.len());
    ui.label(RichText::new(title).font(theme::strong_font()));
    ui.spacing_mut().interact_size.y = 0.0;
    Grid::new(("routines", words::light_code(light))).num_columns(4).spacing(vec2(24.0, 5.0)).show(ui, |ui| {
        for routine in of_light {
            ui.label(words::title(routine));
            ui.label(RichText::new(if is_counted(routine) { "Counted" } else { "Not counted" }).color(palette.weak));
            let (accept, source) = routine.threshold.as_ref().map_or_else(
                || ("a rule of the record".to_owned(), String::new()),
                |threshold| (words::accept(threshold), threshold.source.clone()),
            );
            ui.label(RichText::new(accept).color(palette.weak));
            ui.label(RichText::new(source).font(theme::small_font()).color(palette.weak));
            ui.end_row();
        }
    });
}

fn is_counted(routine: &CheckRoutine) -> bool {
    routine.weight != Weight::Evaluatory
}
