//! What a record says for people, as `reference show` prints it: facts, features, quick card, what was met.

use reference::{Description, Feature, Fraud, term};

/// All of it; a list of which there is nothing is left out.
pub(crate) fn as_text(said: &Description) -> String {
    let facts = said.facts().into_iter().map(|(name, value)| format!("  {name:<26} {value}\n"));
    let mut text = format!("\nthe document\n{}", facts.collect::<String>());
    for picture in &said.pictures {
        let of = |text: &reference::Known<String>| text.words(String::clone);
        let light = report::words::light_code(picture.light);
        text += &format!("  {:<26} {}", format!("picture {light}"), of(&picture.source));
        text += &format!(", taken by {}, licence {}\n", of(&picture.device), of(&picture.licence));
    }
    let mut list = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            text += &format!("\n{title}\n{}", items.concat());
        }
    };
    let points =
        said.quick_card.iter().enumerate().map(|(idx, point)| {
            format!("  {}. {} ({})\n", idx + 1, point.text, report::words::light_code(point.light))
        });
    list("quick card", points.collect());
    list("features", said.features.iter().map(feature).collect());
    list("known alterations and counterfeits", said.frauds.iter().map(fraud).collect());
    let note = |note: &reference::CheckNote| format!("  {}: {}\n", report::words::spaced(&note.check), note.text);
    list("notes on the checks", said.check_notes.iter().map(note).collect());
    text
}

fn feature(feature: &Feature) -> String {
    let Feature { name, part, level, visibility, .. } = feature;
    let place = feature.zone.as_deref().map_or_else(|| part.clone(), |zone| format!("{part}, {zone}"));
    let who = if feature.human_only { ", for people only" } else { "" };
    let mut text =
        format!("  {name}\n    {}, level {level}, {}{who}; {place}\n", feature.term_words(), visibility.word());
    text.extend(term(&feature.term).map(|term| format!("    {} is {}\n", feature.term_words(), term.meaning)));
    text += &format!("    to check: {}\n", feature.how_to_check);
    text.extend(feature.shows.iter().map(|(light, shows)| format!("    {}: {shows}\n", light.words())));
    text.extend(feature.changed.iter().map(|changed| format!("    changed: {changed}\n")));
    text.extend(feature.wear.iter().map(|wear| format!("    wear: {wear}\n")));
    text
}

fn fraud(fraud: &Fraud) -> String {
    let seen = fraud.first_seen.words(ToString::to_string);
    let source = fraud.source.words(String::clone);
    let head = format!("  {}: {}\n", fraud.class.words(), fraud.text);
    let tales = fraud.tell_tales.iter().map(|tale| format!("    should be absent: {tale}\n")).collect::<String>();
    format!("{head}{tales}    first seen {seen}, source {source}, {}\n", fraud.visibility.word())
}
