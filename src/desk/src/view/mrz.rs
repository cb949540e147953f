//! The machine readable zone: as read, as typed, and the field to type it in. BSI TR-03135-1 §5.5.4.1.1.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Button, Event, Id, Key, Label, Layout, RichText, Stroke, TextEdit, Ui};
use engine::reading::mrz::{CharReading, DOUBTFUL_BELOW, MrzFormat, MrzReading};

use super::{View, holder};
use crate::command::Command;
use crate::state::{Examined, Mode, Personal};
use crate::theme::{self, Palette};
use crate::words;

/// Draws what the zone says beside the zone itself, or the fields to type it in.
pub(super) fn document_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined) {
    if let Mode::Mrz(lines) = &view.state.mode {
        entry_ui(view, ui, examined, lines);
        return;
    }
    let zone_width = 44.0 * theme::MRZ_ADVANCE + 8.0;
    let is_wide = zone_width + 400.0 <= ui.available_width();
    if is_wide {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(ui.available_width() - zone_width - 20.0);
                holder::holder_ui(ui, examined);
            });
            ui.vertical(|ui| zone_ui(view, ui, examined));
        });
    } else {
        holder::holder_ui(ui, examined);
        zone_ui(view, ui, examined);
    }
}

fn zone_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined) {
    ui.spacing_mut().item_spacing.y = 4.0;
    let palette = Palette::of(ui);
    let read = examined.by_machine.readings.mrz.as_ref();
    ui.horizontal(|ui| {
        ui.label(RichText::new("Machine readable zone").font(theme::strong_font()));
        let how = match (read, &examined.typed_mrz) {
            (_, Some(_)) => "typed by a person".to_owned(),
            (Some(read), None) => format!("read in {}", report::words::light(read.light)),
            (None, None) => "not found on this page".to_owned(),
        };
        let colour = if examined.typed_mrz.is_some() { palette.by_person } else { palette.weak };
        ui.label(RichText::new(how).font(theme::small_font()).color(colour));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Correct MRZ").on_hover_text("Type what is printed (M)").clicked() {
                view.send(Command::BeginMrz);
            }
            if examined.typed_mrz.is_some() && ui.button("Back to the reading").clicked() {
                view.send(Command::ForgetMrz);
            }
        });
    });
    if let Some(typed) = &examined.typed_mrz {
        for line in typed {
            ui.add(Label::new(RichText::new(line).font(theme::mrz_font()).color(palette.by_person)).truncate());
        }
        ui.label(RichText::new("Read by machine").font(theme::small_font()).color(palette.weak));
    }
    if let Some(read) = read {
        let marks = examined.typed_mrz.is_none().then_some(&examined.personal);
        reading_ui(ui, read, examined.typed_mrz.as_deref(), marks);
    }
}

/// The lines as read; doubtful characters, and those a person typed differently, are underlined, those whose check
/// digit does not agree are red.
fn reading_ui(ui: &mut Ui, read: &MrzReading, typed: Option<&[String]>, marks: Option<&Personal>) {
    let palette = Palette::of(ui);
    for (line_idx, line) in read.lines.iter().enumerate() {
        let mut job = LayoutJob::default();
        let typed: Vec<char> =
            typed.and_then(|lines| lines.get(line_idx)).map(|l| l.chars().collect()).unwrap_or_default();
        for (column, character) in line.iter().enumerate() {
            let differs = typed.get(column).is_some_and(|&typed| typed != character.symbol);
            let underline = if differs {
                Stroke::new(2.0, palette.by_person)
            } else if character.confidence < DOUBTFUL_BELOW {
                Stroke::new(2.0, palette.undetermined)
            } else {
                Stroke::NONE
            };
            let is_marked = marks.is_some_and(|marks| marks.is_marked(line_idx, column));
            let color = if is_marked { palette.failed } else { palette.text };
            let format = TextFormat { font_id: theme::mrz_font(), color, underline, ..Default::default() };
            job.append(&character.symbol.to_string(), 0.0, format);
        }
        let response = ui.add(Label::new(job).truncate().selectable(true));
        let by_rules = by_rules(line);
        if !by_rules.is_empty() {
            response.on_hover_text(by_rules);
        }
    }
}

/// What the layout or a check digit put first in a line, and what the picture has there; empty for nothing.
fn by_rules(line: &[CharReading]) -> String {
    let of = |(column, character): (usize, &CharReading)| {
        let (by_picture, _) = character.alternatives.first().filter(|_| character.is_ranked_by_rules())?;
        Some(format!("Position {}: {} by the rules, {by_picture} by the picture", column + 1, character.symbol))
    };
    line.iter().enumerate().filter_map(of).collect::<Vec<_>>().join("\n")
}

fn line_id(line_idx: usize) -> Id {
    Id::unique(("mrz line", line_idx))
}

/// What was typed after each press of Enter within one frame: a reader that types like a keyboard is faster than the window.
fn after_enter(events: &[Event]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for event in events {
        match (event, lines.last_mut()) {
            (Event::Key { key: Key::Enter, pressed: true, .. }, _) => lines.push(String::new()),
            (Event::Text(text), Some(line)) => line.push_str(text),
            _ => {}
        }
    }
    lines
}

/// Fields to type the lines in, the reading above them.
fn entry_ui(view: &View<'_>, ui: &mut Ui, examined: &Examined, lines: &[String]) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new("Type the MRZ as it is printed").font(theme::strong_font()));
        ui.label(RichText::new("a blank is typed <").font(theme::small_font()).color(palette.weak));
    });
    if let Some(read) = &examined.by_machine.readings.mrz {
        ui.label(RichText::new("Read by machine").font(theme::small_font()).color(palette.weak));
        ui.horizontal(|ui| {
            ui.add_space(ui.spacing().button_padding.x);
            ui.vertical(|ui| reading_ui(ui, read, Some(lines), None));
        });
    }
    let first_empty = lines.iter().position(String::is_empty).unwrap_or(0);
    for (line_idx, line) in lines.iter().enumerate() {
        ui.horizontal(|ui| {
            let mut text = line.clone();
            let edit =
                TextEdit::singleline(&mut text).font(theme::mrz_font()).desired_width(44.0 * theme::MRZ_ADVANCE + 28.0);
            let response = ui.add(edit.id(line_id(line_idx)));
            let name = format!("MRZ line {}", line_idx + 1);
            let response = response.accessible_name(name);
            if line_idx == first_empty && ui.ctx().memory(|memory| memory.focused().is_none()) {
                response.request_focus();
            }
            if response.changed() {
                view.send(Command::TypeMrz(line_idx, text));
            }
            let following = ui.input(|input| after_enter(&input.events));
            if response.lost_focus() && !following.is_empty() {
                ui.memory_mut(|memory| memory.request_focus(line_id(line_idx + following.len())));
                view.send(Command::EndMrzLine(line_idx, following));
            }
            let n = line.chars().count();
            ui.label(RichText::new(format!("{n} characters")).font(theme::small_font()).color(palette.weak));
        });
    }
    let format = MrzFormat::of(lines);
    ui.horizontal(|ui| {
        let check = Button::new(RichText::new("Check").color(palette.panel)).fill(palette.accent);
        if ui.add_enabled(format.is_some(), check).on_hover_text("Enter").clicked() {
            view.send(Command::CheckMrz);
        }
        if ui.button("Clear").on_hover_text("Empty the lines, to type or swipe all of them").clicked() {
            (0..lines.len()).for_each(|line_idx| view.send(Command::TypeMrz(line_idx, String::new())));
        }
        if ui.button("Cancel").on_hover_text("Esc").clicked() {
            view.send(Command::Leave);
        }
        let layout = format.map_or("not the length of any layout of Doc 9303", words::mrz_format);
        ui.label(RichText::new(layout).font(theme::small_font()).color(palette.weak));
    });
}
