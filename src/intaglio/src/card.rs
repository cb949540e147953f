//! A model's quick card from the database.

use engine::geometry::PageRect;
use engine::model::{ModelKey, Reference};
use reference::{Database, Origin};

/// The quick card of that model as a PDF of one A5 page. Of a model that was enrolled, here or by who made a pack, the specimen
/// is somebody's document: what is personal on it is hidden.
///
/// # Errors
/// One line where there is no such record, or its pictures cannot be had.
pub(crate) fn pdf(key: &ModelKey, database: &Database) -> anyhow::Result<Vec<u8>> {
    let record = database.record(key).ok_or_else(|| anyhow::anyhow!("there is no record of {key}"))?;
    let specimen = database.specimen(key)?;
    let model = &record.model;
    let personal = model.zones.iter().filter(|zone| zone.is_dynamic).map(|zone| zone.area);
    let is_own = matches!(record.origin, Origin::Enrolled | Origin::Pack);
    let hidden: Vec<PageRect> = if is_own { personal.collect() } else { Vec::new() };
    Ok(report::card::pdf(model, &desk::quick_card(model, Some(&record)), &specimen, &hidden)?)
}
