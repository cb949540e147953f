//! The document models: who issues them, what is printed in every book, where the holder's data go.

pub(crate) mod layout;
pub(crate) mod press;
mod uto;

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
    vec![uto::passport_2012(), uto::passport_2019()]
}

/// The model with that key, such as `UTO-P-2-2019`.
pub fn model(key: &str) -> Option<ModelDesign> {
    models().into_iter().find(|design| design.model.key.to_string() == key)
}

/// Key of a passport model.
fn passport_key(issuing_state: &str, number: u16, year: u16) -> ModelKey {
    ModelKey {
        issuing_state: issuing_state.to_owned(),
        document_type: "P".to_owned(),
        number,
        year: Some(year),
        prado: None,
    }
}
