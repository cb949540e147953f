//! What a description says, in words for a person: the single facts, and the texts by which it is found.

use super::{Description, Feature, Fraud, Known, Material, Personalisation, Precision, term};
use crate::tier::Tier;

impl Description {
    /// The single facts, each with its name, `unknown` where nobody has said.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let number = |number: &Known<u16>| number.words(u16::to_string);
        let text = |text: &Known<String>| text.words(String::clone);
        let (physical, chip) = (&self.physical, &self.chip);
        vec![
            ("In circulation", self.circulation.in_circulation.yes_or_no()),
            ("Valid for travel", self.circulation.valid_for_travel.yes_or_no()),
            ("First issue known to", self.circulation.first_issued_to.words(precision)),
            ("Last issue known to", self.circulation.last_issued_to.words(precision)),
            ("Withdrawn", self.circulation.withdrawn.words(ToString::to_string)),
            ("Format", text(&physical.format)),
            ("Pages", number(&physical.pages)),
            ("Data page is page", number(&physical.data_page)),
            ("Material", physical.material.words(material)),
            ("Personalisation", physical.personalisation.words(personalisation)),
            ("Binding", text(&physical.binding)),
            ("Cover", text(&physical.cover)),
            ("Chip", expected(&chip.expected, &[&chip.access[..], &chip.authentication[..]].concat())),
            ("Place of the chip", text(&chip.location)),
            ("Barcodes", expected(&self.barcodes.expected, &self.barcodes.kinds)),
            ("MRZ absorbs infrared", self.mrz.absorbs_infrared.yes_or_no()),
            ("Known defects of the MRZ", listed(&self.mrz.known_defects)),
            ("Issued for", listed(&self.validity_rules.iter().map(validity).collect::<Vec<_>>())),
        ]
    }

    /// The texts by which a person may search for it: those for everybody, those of the restricted and those of the expert tier.
    pub(crate) fn searched(&self) -> [Vec<String>; 3] {
        let facts = self.facts().into_iter().filter(|(_, value)| value != "unknown");
        let public: Vec<String> = facts.map(|(name, value)| format!("{name} {value}")).collect();
        let mut texts = [public, Vec::new(), Vec::new()];
        let mut say = |visibility: Tier, words: Vec<String>| texts[visibility as usize].extend(words);
        for feature in &self.features {
            say(feature.visibility, feature.words());
        }
        for point in &self.quick_card {
            say(point.visibility, vec![point.text.clone()]);
        }
        for fraud in &self.frauds {
            say(fraud.visibility, fraud.words());
        }
        for note in &self.check_notes {
            say(note.visibility, vec![note.text.clone()]);
        }
        texts
    }
}

impl Feature {
    /// The term in words.
    pub fn term_words(&self) -> String {
        self.term.replace('_', " ")
    }

    fn words(&self) -> Vec<String> {
        let mut words =
            vec![self.id.replace('_', " "), self.term_words(), self.name.clone(), self.how_to_check.clone()];
        words.extend(term(&self.term).map(|term| term.meaning.to_owned()));
        words.extend(self.shows.values().cloned());
        words.extend([&self.changed, &self.wear].into_iter().flatten().cloned());
        words
    }
}

impl Fraud {
    fn words(&self) -> Vec<String> {
        let mut words = vec![self.id.replace('_', " "), self.class.words().to_owned(), self.text.clone()];
        words.extend(self.tell_tales.iter().cloned());
        words.extend(self.source.value().cloned());
        words
    }
}

fn precision(precision: &Precision) -> String {
    match precision {
        Precision::Day => "the day",
        Precision::Month => "the month",
        Precision::Year => "the year",
        Precision::About => "about",
    }
    .to_owned()
}

fn material(material: &Material) -> String {
    match material {
        Material::Paper => "paper",
        Material::Label => "label",
        Material::Polycarbonate => "plastic",
        Material::Hybrid => "paper and plastic",
    }
    .to_owned()
}

fn personalisation(personalisation: &Personalisation) -> String {
    match personalisation {
        Personalisation::LaserEngraving => "laser engraving",
        Personalisation::Inkjet => "ink jet",
        Personalisation::Thermal => "dye diffusion or thermal transfer",
        Personalisation::Toner => "laser toner",
        Personalisation::Photo => "photograph stuck in",
    }
    .to_owned()
}

/// `yes: BAC, PACE`.
fn expected(is_expected: &Known<bool>, kinds: &[String]) -> String {
    let word = is_expected.yes_or_no();
    if kinds.is_empty() { word } else { format!("{word}: {}", kinds.join(", ")) }
}

fn listed(items: &[String]) -> String {
    if items.is_empty() { "unknown".to_owned() } else { items.join("; ") }
}

fn validity(rule: &super::ValidityRule) -> String {
    let years = rule.max_years.words(|years| format!("{years} years"));
    let mut text = match (rule.min_age.value(), rule.max_age.value()) {
        (None, None) => years,
        (Some(least), None) => format!("{years} from the age of {least}"),
        (None, Some(most)) => format!("{years} up to the age of {most}"),
        (Some(least), Some(most)) => format!("{years} from the age of {least} to {most}"),
    };
    if rule.extendable.value() == Some(&true) {
        text.push_str(", can be extended");
    }
    text
}
