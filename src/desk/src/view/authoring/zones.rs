//! Beside the page: the model's name and key, its zones, and the selected one to be changed.

use egui::{Button, ComboBox, DragValue, Grid, Label, Rect, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};
use engine::geometry::PageRect;
use engine::model::{ENTRIES, Zone, ZoneRole};

use super::captures::warning_ui;
use super::{Authoring, View, features, send, zone_name};
use crate::command::authoring::{Author, Edit};
use crate::state::authoring::Tab;
use crate::theme::{self, Palette};

/// Draws the panel.
pub(super) fn zones_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    name_ui(view, ui, authoring);
    for (name, why) in authoring.left_out() {
        warning_ui(ui, &format!("left out: {name}: {why}"));
    }
    if let Some(fault) = authoring.fault() {
        warning_ui(ui, &fault);
    }
    ui.add_space(theme::GAP);
    tabs_ui(view, ui, authoring);
    ui.separator();
    if authoring.tab == Tab::Features {
        features::features_ui(view, ui, authoring);
        return;
    }
    if let Some(zone) = authoring.zones.chosen() {
        zone_ui(view, ui, zone);
        ui.separator();
    } else {
        let hint = "Select a zone here or on the page, drag it or its edges; arrow keys move it by 0.1 mm, with Shift its \
                    lower right corner";
        ui.add(Label::new(RichText::new(hint).font(theme::small_font()).color(Palette::of(ui).weak)).wrap());
    }
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        list_ui(view, ui, authoring, "Differs from book to book", true);
        ui.add_space(theme::GAP);
        list_ui(view, ui, authoring, "The same in every book", false);
    });
}

/// What is listed below: zones, or features.
fn tabs_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    let zones = &authoring.zones;
    let tabs = [
        (Tab::Zones, format!("Zones: {}", zones.all.len())),
        (Tab::Features, format!("Security features: {}", zones.features.len())),
    ];
    ui.horizontal(|ui| {
        for (tab, name) in tabs {
            let button = Button::selectable(authoring.tab == tab, RichText::new(name).font(theme::strong_font()));
            if ui.add(button).clicked() {
                send(view, Author::Turn(tab));
            }
        }
    });
}

fn name_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    Grid::new("model").num_columns(2).spacing(vec2(12.0, 6.0)).show(ui, |ui| {
        let fields = [
            ("Name", "Name of the model", &authoring.name, Author::Name as fn(String) -> Author),
            ("Key", "Key of the model", &authoring.key, Author::Key as fn(String) -> Author),
        ];
        for (words, label, value, command) in fields {
            ui.label(words);
            let mut text = value.clone();
            let field = TextEdit::singleline(&mut text).desired_width(f32::INFINITY).hint_text("UTO-P-3-2024");
            if ui.add(field).accessible_name(label).changed() {
                send(view, command(text));
            }
            ui.end_row();
        }
    });
    let hint = "The key is State, type, number and, where known, year of first issue";
    let words = authoring.note.as_deref().unwrap_or(hint);
    ui.add(Label::new(RichText::new(words).font(theme::small_font()).color(Palette::of(ui).weak)).wrap());
}

/// The zones that are personal, or those that are not, to select.
fn list_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring, title: &str, is_dynamic: bool) {
    let palette = Palette::of(ui);
    let zones = &authoring.zones;
    let n = zones.all.iter().filter(|zone| zone.is_dynamic == is_dynamic).count();
    ui.label(RichText::new(format!("{title}: {n}")).font(theme::strong_font()));
    for (idx, zone) in zones.all.iter().enumerate().filter(|(_, zone)| zone.is_dynamic == is_dynamic) {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, theme::LINE_HEIGHT), Sense::hover());
            let mark = Rect::from_center_size(rect.center(), vec2(9.0, 9.0));
            ui.painter().rect_filled(mark, 2.0, theme::zone_colour(palette, is_dynamic));
            let is_selected = zones.selected == Some(idx);
            let (name, role) = (zone_name(zone), report::words::zone_role(&zone.role));
            let beside = if name.eq_ignore_ascii_case(&role) { String::new() } else { role };
            let words = if beside.is_empty() { name.clone() } else { format!("{name}  ·  {beside}") };
            let button = Button::selectable(is_selected, name).right_text(beside).truncate();
            let response = ui.add(button.min_size(vec2(ui.available_width(), theme::LINE_HEIGHT)));
            if response.accessible_name(words).clicked() {
                send(view, Author::Select(Some(idx)));
            }
        });
    }
}

/// The selected zone: what it is called, what it holds, where it lies.
fn zone_ui(view: &View<'_>, ui: &mut Ui, zone: &Zone) {
    Grid::new("zone").num_columns(2).spacing(vec2(12.0, 6.0)).show(ui, |ui| {
        ui.label("Zone");
        ui.horizontal(|ui| {
            let mut name = report::words::spaced(&zone.id);
            let field = TextEdit::singleline(&mut name).desired_width((ui.available_width() - 80.0).max(80.0));
            let response = ui.add(field).accessible_name("Name of the zone");
            if response.changed() {
                send(view, Author::Edit(Edit::Rename(name)));
            }
            if response.lost_focus() {
                send(view, Author::EndEdit);
            }
            if ui.button("Delete").on_hover_text("Delete").accessible_name("Delete the zone").clicked() {
                send(view, Author::Edit(Edit::Delete));
            }
        });
        ui.end_row();
        ui.label("Holds");
        role_ui(view, ui, &zone.role);
        ui.end_row();
        place_ui(view, ui, zone.area);
    });
}

fn role_ui(view: &View<'_>, ui: &mut Ui, now: &ZoneRole) {
    let words = |role: &ZoneRole| report::words::capital(&report::words::zone_role(role));
    let shown = ComboBox::from_id_salt("role").selected_text(words(now)).width(ui.available_width()).height(420.0);
    let response = shown.show_ui(ui, |ui| {
        for role in roles() {
            if ui.selectable_label(role == *now, words(&role)).clicked() {
                send(view, Author::Edit(Edit::Role(role)));
            }
        }
    });
    response.response.accessible_name(format!("What the zone holds: {}", words(now)));
}

/// Every role, what is personal first.
fn roles() -> Vec<ZoneRole> {
    let mut roles = vec![ZoneRole::Portrait, ZoneRole::Ghost, ZoneRole::Mrz];
    roles.extend(ENTRIES.map(|entry| ZoneRole::Field(entry.to_owned())));
    roles.extend([ZoneRole::Signature, ZoneRole::Perforation, ZoneRole::CardAccessNumber, ZoneRole::Barcode]);
    roles.push(ZoneRole::Personal);
    roles.extend([ZoneRole::Pattern, ZoneRole::Caption, ZoneRole::Blank, ZoneRole::UvMotif]);
    roles.extend([ZoneRole::Thread, ZoneRole::StaticPerforation, ZoneRole::Watermark, ZoneRole::Other]);
    roles
}

fn place_ui(view: &View<'_>, ui: &mut Ui, area: PageRect) {
    let sides = [("Left", area.left), ("Top", area.top), ("Width", area.width), ("Height", area.height)];
    for (words, pair) in ["Place", "Size"].into_iter().zip(sides.chunks(2)) {
        ui.label(words);
        ui.horizontal(|ui| {
            for (name, value) in pair {
                let mut mm = *value;
                let field = DragValue::new(&mut mm).speed(0.1).fixed_decimals(1).range(0.0..=500.0);
                let field = field.prefix(format!("{name} ")).suffix(" mm");
                let response = ui.add(field).accessible_name(format!("{name} of the zone in mm"));
                if response.changed() {
                    let changed = match *name {
                        "Left" => PageRect { left: mm, ..area },
                        "Top" => PageRect { top: mm, ..area },
                        "Width" => PageRect { width: mm, ..area },
                        _ => PageRect { height: mm, ..area },
                    };
                    send(view, Author::Edit(Edit::Place(changed)));
                }
                if response.drag_stopped() || response.lost_focus() {
                    send(view, Author::EndEdit);
                }
            }
        });
        ui.end_row();
    }
}
