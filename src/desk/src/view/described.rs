//! What a record says for people, in the browser: features with what each light shows, what was met, the facts.

use egui::{Button, Label, RichText, Ui};
use reference::{Description, Feature, Record, term};

use super::View;
use super::browser::title_ui;
use crate::command::Command;
use crate::state::browsing::{Browsing, light_of};
use crate::state::light_idx;
use crate::theme::Palette;

/// Every feature: choosing one that lies in a zone frames it and shows it close, in the light that shows it.
pub(super) fn features_ui(view: &View<'_>, ui: &mut Ui, browsing: &Browsing, record: &Record) {
    title_ui(ui, "Features");
    for feature in &record.description.features {
        let zone = feature.zone.as_ref().filter(|zone| record.model.zone(zone).is_some());
        let is_chosen = zone.is_some() && browsing.zone == feature.zone;
        let button = Button::selectable(is_chosen, format!("Feature: {}", feature.name)).wrap();
        let response = ui.add_enabled(zone.is_some(), button).on_hover_text(meaning(feature));
        if let Some(zone) = zone.filter(|_| response.clicked()) {
            let light = light_of(feature);
            if view.textures.browsed[light_idx(light)].is_some() {
                view.send(Command::ShowRecordIn(light));
            }
            view.send(Command::LookAtZone(zone.clone()));
        }
        let weak = |text: String| Label::new(RichText::new(text).color(Palette::of(ui).weak)).wrap();
        let kind = weak(format!("{}, level {}", feature.term_words(), feature.level));
        let changed = feature.changed.as_ref().map(|changed| weak(format!("New in this model: {changed}")));
        ui.indent(&feature.id, |ui| {
            ui.add(kind);
            ui.add(Label::new(&feature.how_to_check).wrap());
            for (light, shows) in &feature.shows {
                ui.add(Label::new(format!("{}: {shows}", light.words())).wrap());
            }
            if let Some(changed) = changed {
                ui.add(changed);
            }
            if let Some(wear) = &feature.wear {
                ui.add(Label::new(format!("Wear: {wear}")).wrap());
            }
        });
    }
}

fn meaning(feature: &Feature) -> String {
    term(&feature.term).map_or_else(String::new, |term| format!("{}: {}", feature.term_words(), term.meaning))
}

/// Alterations and counterfeits that were met, and what gives them away.
pub(super) fn frauds_ui(view: &View<'_>, ui: &mut Ui, said: &Description) {
    if said.frauds.is_empty() {
        return;
    }
    title_ui(ui, "Known alterations and counterfeits");
    for fraud in &said.frauds {
        let words = format!("{}: {}", fraud.class.words(), fraud.text);
        match &fraud.zone {
            Some(zone) => {
                if ui.add(Button::new(words).frame(false).wrap()).clicked() {
                    view.send(Command::LookAtZone(zone.clone()));
                }
            }
            None => drop(ui.add(Label::new(words).wrap())),
        }
        ui.indent(&fraud.id, |ui| {
            for tale in &fraud.tell_tales {
                ui.add(Label::new(format!("·  {tale}")).wrap());
            }
        });
    }
}

/// The facts of the record beside those of its model: what the document is, and how far the record has come.
pub(super) fn facts(record: &Record) -> Vec<(&'static str, String)> {
    let unknown = || "unknown".to_owned();
    let provenance = &record.provenance;
    let mut facts = record.description.facts();
    facts.push(("State of the record", record.status().map_or_else(unknown, |status| status.word().to_owned())));
    facts.push(("Compiled by", provenance.compiler.clone().unwrap_or_else(unknown)));
    facts.push(("Reviewed by", provenance.reviewer.clone().unwrap_or_else(unknown)));
    facts.extend(provenance.changelog.iter().map(|change| ("Published", change.clone())));
    facts.push(("Licence", provenance.licence.clone().unwrap_or_else(unknown)));
    facts
}
