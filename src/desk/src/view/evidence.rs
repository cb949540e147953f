//! Why a finding is as it is: the crop beside the specimen's, what was measured, what had to be, and in words.

use egui::{Grid, Label, RichText, ScrollArea, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use engine::catalog::Weight;
use engine::check::Judgement;
use engine::examination::Finding;

use super::View;
use super::crops;
use crate::state::Examined;
use crate::theme::{self, Palette};
use crate::{symbol, words};

/// Draws the evidence of one finding.
pub(super) fn evidence_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined, finding: &Finding) {
    let palette = Palette::of(ui);
    ScrollArea::vertical().auto_shrink([false, false]).id_salt("evidence").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 7.0;
        ui.horizontal(|ui| {
            symbol::symbol_ui(ui, finding.state(), 11.0);
            ui.add_space(2.0);
            let title = RichText::new(words::title(&finding.routine)).font(theme::strong_font());
            ui.add(Label::new(title).wrap());
        });
        let explanation = RichText::new(words::sentence(finding)).font(theme::body_font());
        ui.add(Label::new(explanation).wrap());
        if let Ok(judgement) = &finding.result {
            if let Some(place) = judgement.places.first() {
                crops::crops_ui(view, ui, examined, *place, finding.state());
            }
            if let Some(margin) = judgement.margin {
                gauge_ui(ui, finding, margin);
            }
            numbers_ui(ui, finding, judgement);
        }
        // What was measured stands in the numbers above.
        for (name, part) in
            words::why(finding).iter().flat_map(|why| why.parts()).filter(|(name, _)| *name != "Measured")
        {
            let small = |text: &str| RichText::new(text).font(theme::small_font());
            ui.add(Label::new(small(&format!("{name}:")).color(palette.weak)).wrap());
            ui.add(Label::new(small(part)).wrap());
        }
        if finding.routine.weight == Weight::Evaluatory {
            let note = "Evaluatory: shown, never counted, until its error rates are known";
            ui.add(Label::new(RichText::new(note).font(theme::small_font()).color(palette.weak)).wrap());
        }
    });
}

/// The margin on its line from −1 to +1, the threshold in the middle. BSI TR-03135-1 §5.5.4.2.
fn gauge_ui(ui: &mut Ui, finding: &Finding, margin: f64) {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Meter, true, format!("Margin {}", words::margin(margin))));
    let line = rect.shrink2(vec2(12.0, 0.0));
    let at = |value: f64| line.left() + line.width() * (value as f32 + 1.0) / 2.0;
    let y = rect.top() + 20.0;
    let painter = ui.painter();
    let rail = Stroke::new(4.0, palette.line);
    painter.line_segment([pos2(at(-1.0), y), pos2(at(1.0), y)], rail);
    let band = finding.routine.threshold.as_ref().map_or(0.0, |threshold| threshold.band);
    if 0.0 < band {
        painter.line_segment([pos2(at(-band), y), pos2(at(band), y)], Stroke::new(4.0, palette.undetermined));
    }
    let colour = palette.of_state(finding.state());
    painter.line_segment([pos2(at(0.0), y), pos2(at(margin), y)], Stroke::new(4.0, colour));
    painter.line_segment([pos2(at(0.0), y - 8.0), pos2(at(0.0), y + 8.0)], Stroke::new(2.0, palette.text));
    painter.circle(pos2(at(margin), y), 6.0, colour, Stroke::new(2.0, palette.panel));
    let scale = [(-1.0, "−1"), (0.0, "threshold"), (1.0, "+1")];
    for (value, words) in scale {
        let place = pos2(at(value), y + 9.0);
        painter.text(place, egui::Align2::CENTER_TOP, words, theme::small_font(), palette.weak);
    }
    let words = format!("Margin {}", words::margin(margin));
    let galley = painter.layout_no_wrap(words, theme::small_strong_font(), palette.text);
    let half = galley.size().x / 2.0;
    let middle = at(margin).clamp(rect.left() + half, (rect.right() - half).max(rect.left() + half));
    painter.galley(pos2(middle - half, y - 8.0 - galley.size().y), galley, palette.text);
}

fn numbers_ui(ui: &mut Ui, finding: &Finding, judgement: &Judgement) {
    let palette = Palette::of(ui);
    let routine = &finding.routine;
    let mut rows: Vec<(&str, String)> = Vec::new();
    let measured = words::quantity(finding).map(|(quantity, value)| format!("{} {quantity}", words::number(value)));
    rows.extend(measured.or(judgement.value.map(words::number)).map(|value| ("Measured", value)));
    if let Some(threshold) = &routine.threshold {
        rows.push(("Has to be", words::accept(threshold)));
        rows.push(("Threshold from", words::source(threshold)));
    }
    rows.extend(routine.generic.clone().map(|generic| ("Routine", generic)));
    rows.push(("Weight", report::words::weight(routine.weight).to_owned()));
    ui.spacing_mut().interact_size.y = 0.0;
    Grid::new(("numbers", &routine.uuid)).num_columns(2).min_col_width(92.0).spacing(vec2(14.0, 4.0)).show(ui, |ui| {
        for (name, value) in rows {
            ui.label(RichText::new(name).font(theme::small_font()).color(palette.weak));
            ui.add(Label::new(RichText::new(value).font(theme::small_font())).wrap());
            ui.end_row();
        }
    });
}
