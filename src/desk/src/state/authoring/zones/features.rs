//! The security features a person says the model has: a term of the glossary, where it is, how to check it.

use reference::{Feature, Lighting, Tier};

use super::{Kind, Zones};
use crate::command::authoring::Tell;

impl Zones {
    /// The feature that is being written.
    pub(crate) fn written(&self) -> Option<&Feature> {
        self.features.get(self.written?)
    }

    /// Makes a change of the features. Nothing happens where it needs one that is being written and there is none.
    pub(crate) fn tell(&mut self, tell: Tell) {
        match tell {
            Tell::Add(term) => return self.add_feature(term),
            Tell::Open(idx) => {
                self.end();
                self.written = idx.filter(|&idx| idx < self.features.len());
                let zone = self.written().and_then(|feature| feature.zone.clone());
                self.selected = zone.and_then(|id| self.all.iter().position(|zone| zone.id == id));
                return;
            }
            _ => {}
        }
        let Some(idx) = self.written else { return };
        let Some(mut feature) = self.features.get(idx).cloned() else { return };
        let mut kind = None;
        match tell {
            Tell::Add(_) | Tell::Open(_) => return,
            Tell::Term(term) => self.change_term(&mut feature, term),
            Tell::Name(name) => (feature.name, kind) = (name, Some(Kind::Name)),
            Tell::HowToCheck(text) => (feature.how_to_check, kind) = (text, Some(Kind::HowToCheck)),
            Tell::Shows(lighting, text) => {
                kind = Some(Kind::Shows(lighting));
                if text.is_empty() {
                    feature.shows.remove(&lighting);
                } else {
                    feature.shows.insert(lighting, text);
                }
            }
            Tell::Level(level) => {
                feature.level = level.clamp(1, 3);
                if feature.level == 3 {
                    // Doc 9303-2 A.3 keeps level 3 features to specialists.
                    feature.visibility = feature.visibility.max(Tier::Restricted);
                }
            }
            Tell::Where(zone) => {
                self.selected = self.all.iter().position(|other| Some(&other.id) == zone.as_ref());
                feature.zone = zone;
            }
            Tell::Delete => {
                self.remember();
                self.features.remove(idx);
                (self.written, self.going_on) = (None, None);
                return;
            }
        }
        if self.features.get(idx) == Some(&feature) {
            return;
        }
        let going_on = kind.map(|kind| (idx, kind));
        if going_on.is_none() || self.going_on != going_on {
            self.remember();
        }
        self.features[idx] = feature;
        self.going_on = going_on;
    }

    /// A feature of that term where the selected zone is, to be written.
    fn add_feature(&mut self, term: &'static str) {
        self.remember();
        let feature = Feature {
            id: self.free_feature_id(term),
            term: term.to_owned(),
            name: name_of(term),
            part: "data page".to_owned(),
            zone: self.chosen().map(|zone| zone.id.clone()),
            level: 1,
            visibility: Tier::default(),
            human_only: false,
            how_to_check: String::new(),
            shows: std::collections::BTreeMap::new(),
            changed: None,
            wear: None,
        };
        self.features.push(feature);
        self.written = Some(self.features.len() - 1);
        self.going_on = None;
    }

    /// Another term; what only told the old one tells the new one.
    fn change_term(&self, feature: &mut Feature, term: &'static str) {
        if feature.name == name_of(&feature.term) {
            feature.name = name_of(term);
        }
        if feature.term != term {
            feature.id = self.free_feature_id(term);
        }
        feature.term = term.to_owned();
    }

    /// A name of that term which no other feature has: `guilloche`, `guilloche_2`.
    fn free_feature_id(&self, term: &str) -> String {
        let is_free = |id: &String| self.features.iter().all(|feature| feature.id != *id);
        let numbered = (2..).map(|n| format!("{term}_{n}"));
        std::iter::once(term.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
    }

    /// Features of a zone that is called otherwise now are still its own.
    pub(super) fn features_follow(&mut self, from: &str, to: &str) {
        for feature in self.features.iter_mut().filter(|feature| feature.zone.as_deref() == Some(from)) {
            feature.zone = Some(to.to_owned());
        }
    }

    /// Features of a zone that is gone are somewhere on the page.
    pub(super) fn features_lose(&mut self, zone: &str) {
        for feature in &mut self.features {
            feature.zone.take_if(|id| id == zone);
        }
    }

    /// Why the features cannot be stored as they are, in one line.
    pub(super) fn fault_of_features(&self) -> Option<String> {
        self.features.iter().find_map(|feature| {
            if feature.name.trim().is_empty() {
                return Some("a feature has no name; give it one".to_owned());
            }
            let is_silent = feature.how_to_check.trim().is_empty();
            is_silent.then(|| format!("{} does not say how to check it; write it", feature.name.trim()))
        })
    }
}

/// The light of a picture as features name it.
pub(crate) fn lighting(light: engine::scan::Light) -> Lighting {
    match light {
        engine::scan::Light::Visible => Lighting::Vi,
        engine::scan::Light::Ultraviolet => Lighting::Uv,
        engine::scan::Light::Infrared => Lighting::Ir,
    }
}

/// `Uv fluorescent ink` for `uv_fluorescent_ink`.
fn name_of(term: &str) -> String {
    report::words::capital(&report::words::spaced(term))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::authoring::Edit;
    use engine::geometry::PageRect;
    use engine::model::{Zone, ZoneRole};

    fn zones() -> Zones {
        let area = PageRect::new(60.0, 20.0, 20.0, 10.0);
        let pattern = Zone { id: "pattern_1".to_owned(), area, role: ZoneRole::Pattern, is_dynamic: false };
        Zones::new(vec![pattern], Vec::new(), PageRect::new(0.0, 0.0, 125.0, 88.0))
    }

    fn zone_of_written(zones: &Zones) -> Option<&str> {
        zones.written()?.zone.as_deref()
    }

    #[test]
    fn a_feature_lies_in_the_selected_zone_and_follows_it() {
        let mut zones = zones();
        zones.select(Some(0));
        zones.tell(Tell::Add("rosette"));
        assert_eq!(zone_of_written(&zones), Some("pattern_1"));
        zones.edit(Edit::Rename("sun".to_owned()));
        assert_eq!(zone_of_written(&zones), Some("sun"));
        zones.edit(Edit::Delete);
        assert_eq!(zone_of_written(&zones), None);
        zones.undo();
        assert_eq!(zone_of_written(&zones), Some("sun"));
    }

    #[test]
    fn a_zone_drawn_while_a_feature_is_written_is_where_it_is() {
        let mut zones = zones();
        zones.tell(Tell::Add("microprinting"));
        assert_eq!(zone_of_written(&zones), None);
        zones.edit(Edit::Add(PageRect::new(10.0, 10.0, 20.0, 2.0)));
        assert_eq!(zone_of_written(&zones), Some("pattern_2"));
        zones.tell(Tell::Where(Some("pattern_1".to_owned())));
        assert_eq!(zones.chosen().map(|zone| zone.id.as_str()), Some("pattern_1"));
    }

    #[test]
    fn words_typed_are_one_change_and_terms_name_what_nobody_named() {
        let mut zones = zones();
        zones.tell(Tell::Add("guilloche"));
        zones.tell(Tell::Add("guilloche"));
        assert_eq!(zones.written().map(|feature| feature.id.as_str()), Some("guilloche_2"));
        zones.tell(Tell::Term("rosette"));
        let told = zones.written().map(|feature| (feature.id.as_str(), feature.name.as_str()));
        assert_eq!(told, Some(("rosette", "Rosette")));
        for text in ["L", "Lo", "Look"] {
            zones.tell(Tell::HowToCheck(text.to_owned()));
        }
        zones.undo();
        assert_eq!(zones.written().map(|feature| feature.how_to_check.as_str()), Some(""));
        zones.redo();
        assert_eq!(zones.written().map(|feature| feature.how_to_check.as_str()), Some("Look"));
        zones.tell(Tell::Delete);
        assert_eq!(zones.features.len(), 1);
    }

    #[test]
    fn a_feature_says_how_to_check_it_and_level_three_is_not_for_everybody() {
        let mut zones = zones();
        zones.tell(Tell::Add("steganography"));
        assert!(zones.fault().is_some_and(|fault| fault.contains("does not say how to check it")));
        zones.tell(Tell::HowToCheck("Read it with the decoder".to_owned()));
        zones.tell(Tell::Level(3));
        assert_eq!(zones.fault(), None);
        assert!(zones.written().is_some_and(|feature| Tier::Public < feature.visibility));
        zones.tell(Tell::Name(String::new()));
        assert!(zones.fault().is_some_and(|fault| fault.contains("has no name")));
    }
}
