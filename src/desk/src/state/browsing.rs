//! The reference browser: which models are listed, which record is open, in which light and at which zone.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::model::{DocumentModel, ModelKey};
use engine::scan::Light;
use reference::{Feature, Lighting, Record};
use report::card::CardPoint;

use super::listed::Listed;

/// What the browser shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Browsing {
    /// Every model, by State, type and number; `None` while they are being listed.
    pub models: Option<Listed>,
    /// Letters a row must have, or its record words that begin so.
    pub filter: String,
    /// Keys of the models in whose records they occur; empty until they are found.
    found: BTreeSet<String>,
    /// The open record's key.
    pub open: Option<ModelKey>,
    /// The open record; `None` while it is being read.
    pub record: Option<Arc<DocumentModel>>,
    /// What the open record says beside its model, as far as the user may see it.
    pub said: Option<Arc<Record>>,
    /// The light its pictures are shown in.
    pub light: Light,
    /// The zone looked at, by name.
    pub zone: Option<String>,
}

impl Browsing {
    /// The browser about to list, with that record open.
    pub(crate) fn new(open: Option<ModelKey>) -> Self {
        Self {
            models: None,
            filter: String::new(),
            found: BTreeSet::new(),
            open,
            record: None,
            said: None,
            light: Light::Visible,
            zone: None,
        }
    }

    /// Opens that record.
    pub(crate) fn open(&mut self, key: ModelKey) {
        self.open = Some(key);
        (self.record, self.said) = (None, None);
        (self.zone, self.light) = (None, Light::Visible);
    }

    /// Takes the models of the database.
    pub(crate) fn take(&mut self, mut listed: Listed) {
        listed.narrow(&self.filter, &self.found);
        self.models = Some(listed);
    }

    /// Shows the models with these letters in name, key, State or years; those in whose records they occur follow.
    pub(crate) fn narrow(&mut self, filter: String) {
        self.found.clear();
        self.filter = filter;
        self.show_narrowed();
    }

    /// Takes the models in whose records these letters occur, where they are still asked for.
    pub(crate) fn take_found(&mut self, letters: &str, keys: Vec<String>) {
        if letters == self.filter {
            self.found = keys.into_iter().collect();
            self.show_narrowed();
        }
    }

    fn show_narrowed(&mut self) {
        if let Some(listed) = &mut self.models {
            listed.narrow(&self.filter, &self.found);
        }
    }
}

/// The quick card: what to look at first. Where the record has no points of its own, its features come first, then what changed
/// since the model before, then what glows, then fine print.
pub fn quick_card(model: &DocumentModel, said: Option<&Record>) -> Vec<CardPoint> {
    match said {
        Some(Record { description, .. }) if !description.quick_card.is_empty() => {
            let point = |point: &reference::CardPoint| CardPoint {
                light: point.light,
                text: point.text.clone(),
                zone: description.zone_of(point).map(str::to_owned),
            };
            description.quick_card.iter().map(point).collect()
        }
        Some(Record { description, .. }) if !description.features.is_empty() => {
            let point = |feature: &Feature| CardPoint {
                light: light_of(feature),
                text: format!("{}: {}", feature.name, feature.how_to_check),
                zone: feature.zone.clone(),
            };
            // Level 3 is nothing for a card at a counter.
            let of_counter = description.features.iter().filter(|feature| feature.level < 3);
            of_counter.map(point).chain(report::card::points(model)).take(6).collect()
        }
        _ => report::card::points(model),
    }
}

/// The light of a specimen that shows the feature best: ultraviolet for an ink that glows there, infrared for one that is told
/// apart there, else white light.
pub(crate) fn light_of(feature: &Feature) -> Light {
    if feature.shows.contains_key(&Lighting::Uv) && feature.term.starts_with("uv_") {
        Light::Ultraviolet
    } else if feature.term.starts_with("infrared_") {
        Light::Infrared
    } else {
        Light::Visible
    }
}

#[cfg(test)]
mod tests {
    use engine::model::ModelHead;
    use report::words::years_of_issue;

    use super::*;

    fn browsing(filter: &str) -> Browsing {
        let key = |state: &str, number| ModelKey::new(state, "P", number, Some(2019));
        let head = |key: ModelKey, name: &str| ModelHead::of(&DocumentModel::bare(key, name, 125.0, 88.0));
        let mut browsing = Browsing::new(Some(key("QTH", 1)));
        browsing
            .take(Listed::new(vec![head(key("UTO", 1), "Utopia passport"), head(key("QTH", 1), "Island passport")]));
        browsing.narrow(filter.to_owned());
        browsing
    }

    #[test]
    fn every_word_narrows_the_list_and_the_open_record_stays() {
        for (filter, n) in [("", 2), ("pass", 2), ("uto", 1), ("island qth", 1), ("2019 qth", 1), ("island uto", 0)] {
            let browsing = browsing(filter);
            let listed = browsing.models.as_ref().expect("listed");
            assert_eq!((listed.n_rows(), listed.rows(0..n).count()), (n, n), "{filter}");
        }
        let browsing = browsing("uto");
        assert_eq!(browsing.open.as_ref().map(|key| key.issuing_state.as_str()), Some("QTH"));
        let listed = browsing.models.as_ref().expect("listed");
        assert_eq!(listed.rows(0..1).map(years_of_issue).collect::<Vec<_>>(), ["from 2019"]);
        assert_eq!(listed.rows(3..9).count(), 0);
    }

    #[test]
    fn what_is_found_in_records_is_listed_while_it_is_asked_for() {
        let mut browsing = browsing("red fibres");
        let n_rows = |browsing: &Browsing| browsing.models.as_ref().expect("listed").n_rows();
        browsing.take_found("red", vec!["UTO-P-1-2019".to_owned()]);
        assert_eq!(n_rows(&browsing), 0);
        browsing.take_found("red fibres", vec!["UTO-P-1-2019".to_owned(), "XXX-P-1".to_owned()]);
        assert_eq!(n_rows(&browsing), 1);
        browsing.narrow("blue fibres".to_owned());
        assert_eq!(n_rows(&browsing), 0);
    }

    #[test]
    fn a_quick_card_has_three_of_many_differences() {
        let key = browsing("").open.expect("the open one");
        let differences = vec!["a rosette".to_owned(); 5];
        let record = DocumentModel { differences, ..DocumentModel::bare(key, "Island passport", 125.0, 88.0) };
        assert_eq!(quick_card(&record, None).len(), 3);
    }
}
