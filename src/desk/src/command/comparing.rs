//! Everything that can be done while two models are compared.

use std::sync::Arc;

use engine::model::{DocumentModel, ModelKey};
use engine::scan::Light;

use crate::state::Viewpoint;

/// One change of the comparison.
#[derive(Debug, Clone)]
pub(crate) enum Compare {
    /// Compare the open record with its predecessor, or with one to be chosen.
    Begin,
    /// Choose another model to compare with.
    Choose,
    /// Compare with that model.
    With(ModelKey),
    /// That model's record, and the zones at the same place on both whose print differs, by the first one's names.
    Read(Arc<DocumentModel>, Vec<String>),
    /// Narrow the models to choose from to those with these letters.
    Filter(String),
    /// Show both in that light.
    Show(Light),
    /// Look at both from there.
    Look(Viewpoint),
    /// Go back to the record.
    Back,
}
