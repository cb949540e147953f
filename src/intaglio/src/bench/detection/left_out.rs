//! A model that nothing was tuned on: enrolled now, with the checks as they are, and judged as the shipped ones are.

use std::sync::Arc;

use anyhow::Context;
use engine::model::{DocumentModel, Specimen};
use mint::ModelDesign;
use reference::{Database, OwnModel, Provenance};

use crate::enrol::routines_of;

/// Captures it is enrolled on, as the shipped models are.
const N_CAPTURES: usize = 63;

/// Enrols every design that the mint holds out into the database, and names them.
pub(super) fn enrol(database: &mut Database) -> anyhow::Result<Vec<ModelDesign>> {
    let designs: Vec<ModelDesign> = mint::models().into_iter().filter(|design| design.is_held_out).collect();
    for design in &designs {
        store(database, design, &design.model)?;
        let routines = routines_of(design, N_CAPTURES, database)?;
        store(database, design, &DocumentModel { routines, ..design.model.clone() })?;
    }
    Ok(designs)
}

fn store(database: &mut Database, design: &ModelDesign, model: &DocumentModel) -> anyhow::Result<()> {
    let (pictures, px_per_mm) = mint::specimen_pictures(design).context("a specimen of every design")?;
    let [visible, ultraviolet, infrared] = pictures.map(Arc::new);
    let specimen = Specimen::new(px_per_mm, visible, Some(ultraviolet), Some(infrared));
    Ok(database.store(&[OwnModel::enrolled(model, &specimen, &Provenance::default())?])?)
}
