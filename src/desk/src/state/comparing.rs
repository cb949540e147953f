//! Two models side by side: which, in which light, from where, and which of their zones differ.

use std::sync::Arc;

use engine::geometry::PageRect;
use engine::model::{DocumentModel, ModelKey, Zone, ZoneRole};
use engine::scan::Light;

use super::browsing::Browsing;
use super::{Errand, Sheet, State, Viewpoint};
use crate::command::comparing::Compare;

/// Zones of one role that share so much of their joint area are the same.
const ALIKE: f64 = 0.8;

/// Two models side by side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparing {
    /// The browser to go back to.
    pub browsing: Browsing,
    /// The model whose record was open.
    pub model: Arc<DocumentModel>,
    /// The key of the other; `None` until one is chosen.
    pub other_key: Option<ModelKey>,
    /// The other; `None` while it is being read.
    pub other: Option<Arc<DocumentModel>>,
    /// Zones of the first that the other has not, and those of the other that the first has not.
    pub alone: [Vec<Difference>; 2],
    /// Zones that both have and whose print differs.
    pub other_print: Vec<Difference>,
    /// The light both are shown in.
    pub light: Light,
    /// Where the eye is over both.
    pub viewpoint: Viewpoint,
}

/// A zone in which two models differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Difference {
    /// Where it lies.
    pub area: PageRect,
    /// The light in which it is to be seen.
    pub light: Light,
}

impl Difference {
    fn of(zone: &Zone) -> Self {
        Self { area: zone.area, light: light_of(zone) }
    }
}

/// The light in which a zone shows what it is there for.
pub(crate) fn light_of(zone: &Zone) -> Light {
    if zone.role == ZoneRole::UvMotif { Light::Ultraviolet } else { Light::Visible }
}

impl Comparing {
    /// Both pages, so that a millimetre is as long on either.
    pub(crate) fn extent(&self) -> PageRect {
        let page = |model: &DocumentModel| PageRect::new(0.0, 0.0, model.width_mm, model.height_mm);
        self.other.iter().fold(page(&self.model), |sum, other| sum.union(&page(other)))
    }

    /// What tells the two apart in words: the differences of whichever names the other as its predecessor.
    pub(crate) fn differences(&self) -> &[String] {
        let Some(other) = &self.other else { return &[] };
        if self.model.predecessor.as_ref() == Some(&other.key) {
            &self.model.differences
        } else if other.predecessor.as_ref() == Some(&self.model.key) {
            &other.differences
        } else {
            &[]
        }
    }

    fn compare_with(&mut self, key: ModelKey) -> Option<Errand> {
        self.forget();
        self.other_key = Some(key.clone());
        Some(Errand::Compare { model: self.model.key.clone(), other: key })
    }

    /// Takes the other model with the zones, by the first one's names, at the same place on both whose print differs.
    fn take(&mut self, other: Arc<DocumentModel>, other_print: &[String]) {
        let all = |zones: Vec<&Zone>| zones.into_iter().map(Difference::of).collect();
        self.alone = [all(zones_not_in(&self.model, &other)), all(zones_not_in(&other, &self.model))];
        self.other_print = other_print.iter().filter_map(|id| self.model.zone(id)).map(Difference::of).collect();
        self.other = Some(other);
    }

    /// No other model is chosen.
    fn forget(&mut self) {
        (self.other_key, self.other) = (None, None);
        (self.alone, self.other_print) = Default::default();
    }
}

/// Zones of `model` that `other` has not: none of that role lies where they do.
pub(crate) fn zones_not_in<'a>(model: &'a DocumentModel, other: &DocumentModel) -> Vec<&'a Zone> {
    let is_there = |zone: &Zone| {
        let is_alike = |of: &Zone| of.role == zone.role && ALIKE <= of.area.intersection_over_union(&zone.area);
        other.zones.iter().any(is_alike)
    };
    model.zones.iter().filter(|zone| !is_there(zone)).collect()
}

impl State {
    /// The changes of the comparison.
    pub(super) fn apply_to_comparison(&mut self, command: Compare) -> Option<Errand> {
        if let Compare::Begin = command {
            let Some(Sheet::Browser(browsing)) = &self.sheet else { return None };
            let model = Arc::clone(browsing.record.as_ref()?);
            let other = model.predecessor.clone().or_else(|| model.successor.clone());
            let mut comparing = Box::new(Comparing {
                browsing: browsing.clone(),
                model,
                other_key: None,
                other: None,
                alone: Default::default(),
                other_print: Vec::new(),
                light: browsing.light,
                viewpoint: Viewpoint::Fit,
            });
            let errand = other.and_then(|key| comparing.compare_with(key));
            comparing.browsing.narrow(comparing.model.key.issuing_state.clone());
            self.sheet = Some(Sheet::Compare(comparing));
            return errand;
        }
        let Some(Sheet::Compare(comparing)) = &mut self.sheet else { return None };
        match command {
            Compare::Begin => {}
            Compare::With(key) => return comparing.compare_with(key),
            Compare::Read(other, other_print) if comparing.other_key.as_ref() == Some(&other.key) => {
                comparing.take(other, &other_print);
            }
            Compare::Read(..) => {}
            Compare::Choose => comparing.forget(),
            Compare::Filter(letters) => comparing.browsing.narrow(letters),
            Compare::Show(light) => comparing.light = light,
            Compare::Look(viewpoint) => comparing.viewpoint = viewpoint,
            Compare::Back => {
                let mut browsing = comparing.browsing.clone();
                browsing.narrow(String::new());
                self.sheet = Some(Sheet::Browser(browsing));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::state::listed::Listed;

    fn model(number: u16, zones: &[(&str, f64)]) -> Arc<DocumentModel> {
        let zone = |(id, left): &(&str, f64)| Zone {
            id: (*id).to_owned(),
            area: PageRect::new(*left, 20.0, 20.0, 10.0),
            role: ZoneRole::Pattern,
            is_dynamic: false,
        };
        let key = ModelKey::new("UTO", "P", number, None);
        let zones = zones.iter().map(zone).collect();
        Arc::new(DocumentModel { zones, ..DocumentModel::bare(key, "Utopia", 125.0, 88.0) })
    }

    fn browsing(record: &Arc<DocumentModel>) -> State {
        let mut state = State::new(false);
        state.apply(Command::Browse);
        state.apply(Command::ModelsListed(Listed::default()));
        state.apply(Command::OpenRecord(record.key.clone()));
        state.apply(Command::RecordRead(Arc::clone(record), None));
        state
    }

    #[test]
    fn zones_that_moved_or_are_not_there_differ_whatever_they_are_called() {
        let (before, after) = (model(1, &[("a", 10.0), ("b", 60.0)]), model(2, &[("c", 10.5), ("b", 70.0)]));
        let named = |zones: Vec<&Zone>| zones.iter().map(|zone| zone.id.clone()).collect::<Vec<_>>();
        assert_eq!(named(zones_not_in(&after, &before)), ["b"]);
        assert_eq!(named(zones_not_in(&before, &after)), ["b"]);
        assert!(zones_not_in(&after, &after).is_empty());
    }

    #[test]
    fn a_record_is_compared_with_its_predecessor_and_the_browser_comes_back() {
        let before = model(1, &[("a", 10.0)]);
        let after = DocumentModel {
            predecessor: Some(before.key.clone()),
            differences: vec!["another star".to_owned()],
            ..(*model(2, &[("star", 40.0)])).clone()
        };
        let mut state = browsing(&Arc::new(after));
        let errand = state.apply(Command::Compare(Compare::Begin));
        assert!(matches!(errand, Some(Errand::Compare { other, .. }) if other == before.key));
        state.apply(Command::Compare(Compare::Read(before, vec!["star".to_owned()])));
        let Some(Sheet::Compare(comparing)) = &state.sheet else { panic!("compares") };
        assert_eq!(comparing.differences(), ["another star"]);
        let star = Difference { area: PageRect::new(40.0, 20.0, 20.0, 10.0), light: Light::Visible };
        assert_eq!(
            (comparing.other_print.as_slice(), comparing.alone[0].as_slice()),
            ([star].as_slice(), [star].as_slice())
        );
        state.apply(Command::Compare(Compare::Back));
        assert!(matches!(&state.sheet, Some(Sheet::Browser(browsing)) if browsing.record.is_some()));
    }

    #[test]
    fn without_a_predecessor_one_is_chosen() {
        let mut state = browsing(&model(2, &[]));
        assert!(state.apply(Command::Compare(Compare::Begin)).is_none());
        let other = model(9, &[]);
        let errand = state.apply(Command::Compare(Compare::With(other.key.clone())));
        assert!(matches!(errand, Some(Errand::Compare { other: key, .. }) if key == other.key));
        state.apply(Command::Compare(Compare::Read(model(8, &[]), Vec::new())));
        let Some(Sheet::Compare(comparing)) = &state.sheet else { panic!("compares") };
        assert!(comparing.other.is_none(), "another record is not taken for it");
        assert!(comparing.differences().is_empty());
    }
}
