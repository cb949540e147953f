//! What a description may not say: names twice, terms and zones that are not there, a point that shows more than its feature.

use std::collections::BTreeSet;

use engine::model::DocumentModel;

use super::{Description, POINTS, term};
use crate::tier::Tier;

/// Something a description may not say: the list and item in which it stands, and what is wrong.
pub(crate) struct Fault {
    /// The list, as the file writes it, and the item's number from 0.
    pub(crate) item: (&'static str, usize),
    /// What is wrong.
    pub(crate) cause: String,
}

/// Checks the description of a model.
pub(crate) fn validate(model: &DocumentModel, said: &Description, known_checks: &[&str]) -> Result<(), Fault> {
    let check = |item: (&'static str, usize), result: Result<(), String>| result.map_err(|cause| Fault { item, cause });
    let mut ids = BTreeSet::new();
    for (idx, feature) in said.features.iter().enumerate() {
        let faults = || -> Result<(), String> {
            ensure(!feature.id.trim().is_empty() && !feature.name.trim().is_empty(), || "it has no name".to_owned())?;
            ensure(term(&feature.term).is_some(), || format!("`{}` is no term of the glossary", feature.term))?;
            ensure((1..=3).contains(&feature.level), || "levels are 1, 2 and 3".to_owned())?;
            ensure(feature.level < 3 || Tier::Public < feature.visibility, || {
                "a feature of level 3 is not for everybody; say `visibility = \"expert\"`".to_owned()
            })?;
            zone(model, feature.zone.as_deref())
        };
        check(("features", idx), faults())?;
        let is_new = ids.insert(feature.id.as_str());
        check(("features", idx), ensure(is_new, || format!("there is another feature `{}`", feature.id)))?;
    }
    for (idx, point) in said.quick_card.iter().enumerate() {
        let item = ("quick_card", idx);
        check(item, ensure(idx < *POINTS.end(), || format!("a quick card has at most {} points", POINTS.end())))?;
        check(item, ensure(!point.text.trim().is_empty(), || "the point says nothing".to_owned()))?;
        check(item, feature_of(said, point.feature.as_deref(), point.visibility))?;
    }
    let mut ids = BTreeSet::new();
    for (idx, fraud) in said.frauds.iter().enumerate() {
        let item = ("frauds", idx);
        let is_new = ids.insert(fraud.id.as_str());
        check(item, ensure(is_new, || format!("there is another entry `{}`", fraud.id)))?;
        check(item, ensure(!fraud.tell_tales.is_empty(), || "it does not say what gives it away".to_owned()))?;
        check(item, zone(model, fraud.zone.as_deref()))?;
        check(item, feature_of(said, fraud.feature.as_deref(), fraud.visibility))?;
    }
    for (idx, note) in said.check_notes.iter().enumerate() {
        let is_known = known_checks.contains(&note.check.as_str());
        check(("check_notes", idx), ensure(is_known, || format!("there is no check `{}`", note.check)))?;
    }
    for (idx, rule) in said.validity_rules.iter().enumerate() {
        let is_ordered = rule.min_age.value().zip(rule.max_age.value()).is_none_or(|(least, most)| least <= most);
        check(("validity_rules", idx), ensure(is_ordered, || "its ages are in the wrong order".to_owned()))?;
    }
    let mut lights = BTreeSet::new();
    for (idx, picture) in said.pictures.iter().enumerate() {
        let is_new = lights.insert(picture.light);
        check(("pictures", idx), ensure(is_new, || "that picture was told of before".to_owned()))?;
    }
    Ok(())
}

fn ensure(holds: bool, cause: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(cause()) }
}

fn zone(model: &DocumentModel, id: Option<&str>) -> Result<(), String> {
    id.filter(|id| model.zone(id).is_none()).map_or(Ok(()), |id| Err(format!("the model has no zone `{id}`")))
}

/// What refers to a feature may not be seen by more people than the feature.
fn feature_of(said: &Description, id: Option<&str>, visibility: Tier) -> Result<(), String> {
    let Some(id) = id else { return Ok(()) };
    let feature = said.feature(id).ok_or_else(|| format!("there is no feature `{id}`"))?;
    ensure(feature.visibility <= visibility, || {
        format!("it shows `{id}` to more people than that feature's tier, {}", feature.visibility.word())
    })
}
