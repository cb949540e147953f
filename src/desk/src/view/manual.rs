//! The manual of the checks: what no check sees, then each with what it looks at, passes wrongly and fails wrongly.

use egui::{Grid, Label, RichText, ScrollArea, Ui, vec2};
use engine::check::{self, Check};
use report::words::{CANNOT_SEE, check_title};

use super::View;
use crate::command::Command;
use crate::theme::{self, Palette};

/// The parts of a check's page that a person at a counter asks for.
const PARTS: [&str; 3] = ["Looks at", "Passes wrongly", "Fails wrongly"];

/// Draws the manual.
pub(super) fn manual_ui(view: &View<'_>, ui: &mut Ui) {
    let palette = Palette::of(ui);
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 160.0).clamp(320.0, 760.0));
    ui.set_height((room.y - 110.0).max(240.0));
    ui.horizontal(|ui| {
        ui.heading("What the checks see, and what they do not");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Close").clicked() {
                view.send(Command::Close);
            }
        });
    });
    ui.add_space(theme::GAP);
    ScrollArea::vertical().auto_shrink([false, false]).id_salt("manual").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.label(RichText::new("What this tool cannot see").font(theme::strong_font()));
        for limit in CANNOT_SEE {
            ui.add(Label::new(format!("•  {limit}")).wrap());
        }
        for check in check::all() {
            ui.add_space(theme::GAP);
            check_ui(ui, palette, check);
        }
    });
}

fn check_ui(ui: &mut Ui, palette: &Palette, check: &Check) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(check_title(check.name)).font(theme::strong_font()));
        ui.label(RichText::new(check.standing()).font(theme::small_font()).color(palette.weak));
    });
    ui.spacing_mut().interact_size.y = 0.0;
    Grid::new(("manual", check.name)).num_columns(2).min_col_width(100.0).spacing(vec2(14.0, 4.0)).show(ui, |ui| {
        for part in PARTS {
            let Some(text) = check.section(part) else { continue };
            ui.label(RichText::new(part).font(theme::small_font()).color(palette.weak));
            ui.add(Label::new(RichText::new(text).font(theme::small_font())).wrap());
            ui.end_row();
        }
    });
}
