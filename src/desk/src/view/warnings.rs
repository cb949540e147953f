//! What stands between the pictures and a judgement: a page whose place is in doubt, a picture that does not look like
//! its light or is hardly fit to judge by.

use egui::{Align, Frame, Label, Layout, Margin, Ui};
use engine::catalog::CheckGroup;

use super::View;
use crate::command::Command;
use crate::state::Examined;
use crate::theme::Palette;
use crate::{symbol, words};

/// Whether there is anything to warn of.
pub(super) fn is_any(examined: &Examined) -> bool {
    let examination = &examined.examination;
    !examination.page.is_sure || !examination.light_doubts.is_empty() || !of_quality(examined).is_empty()
}

/// The frame of the lines.
pub(super) fn frame(palette: &Palette) -> Frame {
    Frame::new().fill(palette.undetermined_tint).inner_margin(Margin::symmetric(12, 5))
}

/// Draws one line a warning.
pub(super) fn warnings_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined) {
    ui.spacing_mut().item_spacing.y = 2.0;
    if !examined.examination.page.is_sure {
        ui.horizontal(|ui| {
            symbol::warning_ui(ui, 8.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button("Set the corners").on_hover_text("C").clicked() {
                    view.send(Command::BeginCorners);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let words = "Not sure where the page lies; set its four corners, then examine again";
                    ui.add(Label::new(words).truncate());
                });
            });
        });
    }
    for doubt in &examined.examination.light_doubts {
        ui.horizontal(|ui| {
            symbol::warning_ui(ui, 8.0);
            let words = report::words::light_doubt(doubt);
            ui.add(Label::new(&words).truncate()).on_hover_text(&words);
        });
    }
    for (state, words) in of_quality(examined) {
        ui.horizontal(|ui| {
            symbol::symbol_ui(ui, state, 8.0);
            ui.add(Label::new(&words).truncate()).on_hover_text(&words);
        });
    }
}

/// Irregular findings on the quality of the pictures, in words.
fn of_quality(examined: &Examined) -> Vec<(engine::examination::State, String)> {
    let findings = examined.findings().iter().filter(|finding| finding.routine.group == CheckGroup::ImageQuality);
    let irregular = findings.filter(|finding| words::is_irregular(finding.state()));
    irregular.map(|finding| (finding.state(), words::explanation(finding))).collect()
}
