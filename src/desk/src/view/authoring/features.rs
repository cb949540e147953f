//! Beside the page: the model's security features, and the one that is being written.

use egui::{Button, ComboBox, Grid, Label, RichText, ScrollArea, TextEdit, Ui, vec2};
use reference::{Feature, GLOSSARY, term};

use super::{Authoring, View, send, zone_name};
use crate::command::authoring::{Author, Tell};
use crate::state::authoring::zones::lighting;
use crate::theme::{self, Palette};

fn tell(view: &View<'_>, change: Tell) {
    send(view, Author::Tell(change));
}

/// The feature that is being written, and every feature, to open.
pub(super) fn features_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    let zones = &authoring.zones;
    match zones.written() {
        Some(feature) => feature_ui(view, ui, authoring, feature),
        None => {
            let words = zones.chosen().map_or_else(
                || "A new feature is of the whole page; select a zone first where it lies in one".to_owned(),
                |zone| format!("A new feature lies in the selected zone, {}", zone_name(zone)),
            );
            ui.add(Label::new(RichText::new(words).font(theme::small_font()).color(Palette::of(ui).weak)).wrap());
        }
    }
    terms_ui(ui, "new feature", "Add a feature…").into_iter().for_each(|term| tell(view, Tell::Add(term)));
    ui.separator();
    ScrollArea::vertical().id_salt("features").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        list_ui(view, ui, authoring);
    });
}

fn list_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring) {
    let zones = &authoring.zones;
    for (idx, feature) in zones.features.iter().enumerate() {
        let button = Button::selectable(zones.written == Some(idx), &feature.name)
            .right_text(format!("{}, level {}", feature.term_words(), feature.level))
            .truncate();
        let response = ui.add(button.min_size(vec2(ui.available_width(), theme::LINE_HEIGHT)));
        if response.accessible_name(format!("Feature {}", feature.name)).clicked() {
            tell(view, Tell::Open(Some(idx)));
        }
    }
}

/// The terms of the glossary with what they mean; the one that was chosen.
fn terms_ui(ui: &mut Ui, id: &str, shown: &str) -> Option<&'static str> {
    let mut chosen = None;
    let list = ComboBox::from_id_salt(id).selected_text(shown).width(ui.available_width()).height(420.0);
    let response = list.show_ui(ui, |ui| {
        for term in GLOSSARY {
            let words = report::words::capital(&report::words::spaced(term.id));
            if ui.selectable_label(false, words).on_hover_text(term.meaning).clicked() {
                chosen = Some(term.id);
            }
        }
    });
    response.response.accessible_name(shown);
    chosen
}

/// The feature that is being written: what it is, where, how to check it.
fn feature_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring, feature: &Feature) {
    Grid::new("feature").num_columns(2).spacing(vec2(12.0, 6.0)).show(ui, |ui| {
        ui.label("Feature");
        ui.horizontal(|ui| {
            let room = (ui.available_width() - 150.0).max(80.0);
            text_ui(view, ui, ("Name of the feature", ""), (&feature.name, room), Tell::Name);
            if ui.button("Delete").accessible_name("Delete the feature").clicked() {
                tell(view, Tell::Delete);
            }
            if ui.button("Done").on_hover_text("Esc").accessible_name("Done with the feature").clicked() {
                tell(view, Tell::Open(None));
            }
        });
        ui.end_row();
        ui.label("Term");
        let words = report::words::capital(&feature.term_words());
        terms_ui(ui, "term", &words).into_iter().for_each(|term| tell(view, Tell::Term(term)));
        ui.end_row();
        ui.label("Where");
        where_ui(view, ui, authoring, feature);
        ui.end_row();
        ui.label("Level");
        ui.horizontal(|ui| {
            let levels = [(1, "by anybody"), (2, "with simple tools"), (3, "in a laboratory")];
            for (level, hint) in levels {
                let button = ui.selectable_label(feature.level == level, format!("  {level}  "));
                let name = format!("Level {level}: checked {hint}");
                if button.on_hover_text(&name).accessible_name(name).clicked() {
                    tell(view, Tell::Level(level));
                }
            }
            let hint = levels.iter().find(|(level, _)| *level == feature.level).map_or("", |(_, hint)| hint);
            ui.label(RichText::new(hint).font(theme::small_font()).color(Palette::of(ui).weak));
        });
        ui.end_row();
        ui.label("Check");
        let hint = "How to check it: tilt the page, the star turns green";
        text_ui(view, ui, ("How to check the feature", hint), (&feature.how_to_check, f32::INFINITY), Tell::HowToCheck);
        ui.end_row();
        let lighting = lighting(authoring.light);
        ui.label("Shows");
        let shows = feature.shows.get(&lighting).map_or("", String::as_str);
        let hint = format!("What {} shows", lighting.words());
        let change = |text| Tell::Shows(lighting, text);
        text_ui(view, ui, (&hint, &hint), (shows, f32::INFINITY), change);
        ui.end_row();
    });
    if let Some(term) = term(&feature.term) {
        let words = report::words::capital(term.meaning);
        ui.add(Label::new(RichText::new(words).font(theme::small_font()).color(Palette::of(ui).weak)).wrap());
    }
}

/// A line of text of the feature, with the name a screen reader says and what an empty one asks for.
fn text_ui(
    view: &View<'_>,
    ui: &mut Ui,
    (name, hint): (&str, &str),
    (value, width): (&str, f32),
    change: impl FnOnce(String) -> Tell,
) {
    let mut text = value.to_owned();
    let response = ui.add(TextEdit::singleline(&mut text).hint_text(hint).desired_width(width)).accessible_name(name);
    if response.changed() {
        tell(view, change(text));
    }
    if response.lost_focus() {
        send(view, Author::EndEdit);
    }
}

/// The zone in which the feature lies, or the whole page; the next zone drawn is where it is.
fn where_ui(view: &View<'_>, ui: &mut Ui, authoring: &Authoring, feature: &Feature) {
    const WHOLE: &str = "The whole page";
    let zones = &authoring.zones.all;
    let now = zones.iter().find(|zone| feature.zone.as_ref() == Some(&zone.id));
    let shown = now.map_or_else(|| WHOLE.to_owned(), zone_name);
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 80.0).max(80.0);
        let list = ComboBox::from_id_salt("where").selected_text(&shown).width(width).height(420.0);
        let response = list.show_ui(ui, |ui| {
            if ui.selectable_label(now.is_none(), WHOLE).clicked() {
                tell(view, Tell::Where(None));
            }
            for zone in zones {
                let is_now = now.is_some_and(|now| now.id == zone.id);
                if ui.selectable_label(is_now, zone_name(zone)).clicked() {
                    tell(view, Tell::Where(Some(zone.id.clone())));
                }
            }
        });
        response.response.accessible_name(format!("Where the feature is: {shown}"));
        let draw = Button::new("Draw").selected(authoring.is_drawing);
        let hint = "Then drag across the page where it is";
        if ui.add(draw).on_hover_text(hint).accessible_name("Draw where the feature is").clicked() {
            send(view, Author::Draw(!authoring.is_drawing));
        }
    });
}
