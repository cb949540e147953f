//! The reference browser: which models are listed, which record is open, in which light and at which zone.

use std::sync::Arc;

use engine::model::{DocumentModel, ModelKey, Zone, ZoneRole};
use engine::reading::mrz::state_code;
use engine::scan::Light;

/// Most points of a quick card. PRADO's cards have three to six.
const MOST_POINTS: usize = 6;

/// What the browser shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Browsing {
    /// Every model, by State, type and number; `None` while they are being listed.
    pub models: Option<Vec<Arc<DocumentModel>>>,
    /// Letters a row must have.
    pub filter: String,
    /// The open record.
    pub open: Option<ModelKey>,
    /// The light its pictures are shown in.
    pub light: Light,
    /// The zone looked at, by name.
    pub zone: Option<String>,
}

impl Browsing {
    /// The browser about to list, with that record open.
    pub(crate) fn new(open: Option<ModelKey>) -> Self {
        Self { models: None, filter: String::new(), open, light: Light::Visible, zone: None }
    }

    /// The open record.
    pub(crate) fn record(&self) -> Option<&Arc<DocumentModel>> {
        let open = self.open.as_ref()?;
        self.models.as_ref()?.iter().find(|model| model.key == *open)
    }

    /// The models with these letters in name, key or State, in their order.
    pub(crate) fn rows(&self) -> Vec<&Arc<DocumentModel>> {
        let words: Vec<String> = self.filter.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let has = |model: &&Arc<DocumentModel>| {
            let text = format!("{} {} {}", model.key, model.name, state_name(&model.key)).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        self.models.iter().flatten().filter(has).collect()
    }
}

/// The name of the issuing State, or its code where the standard has none.
pub(crate) fn state_name(key: &ModelKey) -> String {
    state_code(&key.issuing_state).map_or_else(|| key.issuing_state.clone(), |state| state.name.to_owned())
}

/// Years of issue: `2019–2024`, `from 2019`, `unknown years`.
pub(crate) fn years(model: &DocumentModel) -> String {
    let year = |day: &Option<String>| day.as_deref().and_then(|day| day.get(..4)).map(str::to_owned);
    let first = year(&model.first_issued).or(model.key.year.map(|year| year.to_string()));
    match (first, year(&model.last_issued)) {
        (Some(first), Some(last)) => format!("{first}–{last}"),
        (Some(first), None) => format!("from {first}"),
        (None, Some(last)) => format!("until {last}"),
        (None, None) => "years unknown".to_owned(),
    }
}

/// The quick card: what to look at first, each with the light that shows it and its zone. What changed since the model before
/// comes first, then what glows, then fine print.
pub(crate) fn quick_card(model: &DocumentModel) -> Vec<(Light, String, Option<String>)> {
    let mut points: Vec<(Light, String, Option<String>)> = Vec::new();
    let changed = model.differences.iter().take(3);
    points.extend(changed.map(|text| (Light::Visible, format!("New in this model: {text}"), None)));
    let of_role = |role: ZoneRole| model.zones.iter().filter(move |zone| zone.role == role);
    let named = |zone: &Zone| Some(zone.id.clone());
    points.extend(of_role(ZoneRole::UvMotif).take(2).map(|zone| {
        (Light::Ultraviolet, format!("Glows in ultraviolet: {}", report::words::spaced(&zone.id)), named(zone))
    }));
    points.extend(
        of_role(ZoneRole::Ghost)
            .map(|zone| (Light::Visible, "Second portrait shows the holder".to_owned(), named(zone))),
    );
    points.extend(of_role(ZoneRole::Pattern).take(3).map(|zone| {
        (Light::Visible, format!("Fine print runs through: {}", report::words::spaced(&zone.id)), named(zone))
    }));
    points.truncate(MOST_POINTS);
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browsing(filter: &str) -> Browsing {
        let key = |state: &str, number| ModelKey {
            issuing_state: state.to_owned(),
            document_type: "P".to_owned(),
            number,
            year: Some(2019),
            prado: None,
        };
        let model = |key: ModelKey, name: &str| {
            Arc::new(DocumentModel {
                key,
                name: name.to_owned(),
                width_mm: 125.0,
                height_mm: 88.0,
                first_issued: None,
                last_issued: None,
                validity_years: Vec::new(),
                number_formats: Vec::new(),
                predecessor: None,
                successor: None,
                differences: vec!["a rosette".to_owned(); 5],
                zones: Vec::new(),
                routines: Vec::new(),
                fingerprint: Default::default(),
            })
        };
        let models = vec![model(key("UTO", 1), "Utopia passport"), model(key("QTH", 1), "Island passport")];
        Browsing { models: Some(models), filter: filter.to_owned(), ..Browsing::new(Some(key("QTH", 1))) }
    }

    #[test]
    fn every_word_narrows_the_list_and_the_open_record_stays() {
        for (filter, n) in [("", 2), ("pass", 2), ("uto", 1), ("island qth", 1), ("island uto", 0)] {
            assert_eq!(browsing(filter).rows().len(), n, "{filter}");
        }
        let browsing = browsing("uto");
        let record = browsing.record().expect("the open one");
        assert_eq!(record.name, "Island passport");
        assert_eq!((quick_card(record).len(), years(record).as_str()), (3, "from 2019"));
    }
}
