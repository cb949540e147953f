//! The document models: who issues them, what is printed in every book, where the holder's data go.

mod aad;
pub(crate) mod layout;
pub(crate) mod press;
mod qnv;
mod qth;
mod uto;
mod zzu;

use engine::model::{DocumentModel, ModelKey};

pub use self::layout::{DateStyle, Datum, FieldPlace, GhostTechnique, Layout, PortraitTechnique};
pub(crate) use self::press::Press;
use crate::holder::PersonalNumber;
use crate::holder::names::Tongue;
use crate::ink::Paper;

/// A document model with all that is needed to print it.
#[derive(Clone)]
pub struct ModelDesign {
    /// The record: key, zones, number forms, validity, neighbours.
    pub model: DocumentModel,
    /// Whether it is kept from every tuning and from the shipped reference specimens.
    pub is_held_out: bool,
    /// What holders are called.
    pub tongue: Tongue,
    /// Authorities that issue it.
    pub authorities: &'static [&'static str],
    /// Form of the personal number.
    pub personal_number: PersonalNumber,
    /// Nationality as the visual inspection zone gives it.
    pub nationality: &'static str,
    /// Substrate.
    pub paper: Paper,
    /// Where personal data go, and how they are printed.
    pub layout: Layout,
    /// Draws what is the same in every book.
    pub(crate) engrave: fn(&mut Press),
}

/// Every model the mint can print, shipped ones first.
pub fn models() -> Vec<ModelDesign> {
    vec![
        uto::passport_2012(),
        uto::passport_2019(),
        qnv::passport_2016(),
        aad::passport_2018(),
        zzu::passport_2021(),
        qth::passport_2020(),
    ]
}

/// The model with that key, such as `UTO-P-2-2019`.
pub fn model(key: &str) -> Option<ModelDesign> {
    models().into_iter().find(|design| design.model.key.to_string() == key)
}

/// A record of a passport of the usual size, valid ten years, with nothing else said.
fn passport(key: ModelKey, name: &str) -> DocumentModel {
    DocumentModel { validity_years: vec![10], ..DocumentModel::bare(key, name, 125.0, 88.0) }
}

/// Key of a passport model.
fn passport_key(issuing_state: &str, number: u16, year: u16) -> ModelKey {
    ModelKey::new(issuing_state, "P", number, Some(year))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use engine::geometry::PageRect;
    use engine::model::{Zone, ZoneRole};

    use super::*;

    #[test]
    fn static_print_keeps_clear_of_personal_data() {
        for design in models() {
            let is_static = |zone: &&Zone| matches!(zone.role, ZoneRole::Pattern | ZoneRole::Blank);
            let page = PageRect::new(0.0, 0.0, design.model.width_mm, design.model.height_mm);
            for zone in design.model.zones.iter().filter(is_static) {
                let shared = page.intersection(&zone.area).map_or(0.0, |r| r.area());
                assert!((shared - zone.area.area()).abs() < 1e-6, "{} {} leaves the page", design.model.key, zone.id);
                for personal in design.model.zones.iter().filter(|z| z.is_dynamic) {
                    let is_clear = zone.area.intersection(&personal.area).is_none();
                    // The reading zone is a room, not print: fine print may end in it.
                    assert!(
                        is_clear || personal.role == ZoneRole::Mrz,
                        "{}: {} lies on {}",
                        design.model.key,
                        zone.id,
                        personal.id
                    );
                }
            }
        }
    }

    #[test]
    fn five_models_ship_and_one_is_held_out() {
        let designs = models();
        assert_eq!(designs.iter().filter(|d| !d.is_held_out).count(), 5);
        assert_eq!(designs.iter().filter(|d| d.is_held_out).count(), 1);
        let keys: BTreeSet<String> = designs.iter().map(|d| d.model.key.to_string()).collect();
        assert_eq!(keys.len(), designs.len());
        assert!(keys.iter().all(|key| model(key).is_some()));
    }
}
