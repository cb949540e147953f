//! Reference specimens of the shipped models: the page edge to edge in three lights, and the record.

use std::path::Path;

use image::RgbImage;
use image::imageops::{self, FilterType};

use crate::capture::encode_jpeg;
use crate::design::{ModelDesign, models};
use crate::document::{Minted, mint_page};
use crate::holder::holders;

/// Pixels an inch of the specimens' pictures.
const SPECIMEN_PPI: f64 = 400.0;
/// Its files in white light, ultraviolet and infrared, with a JPEG quality good enough for fine lines, small enough to ship.
const SPECIMEN_FILES: [(&str, u8); 3] = [("visible.jpg", 89), ("ultraviolet.jpg", 80), ("infrared.jpg", 82)];
/// Seed of the person and of the copy on every specimen.
const SPECIMEN_SEED: u64 = 9303;

/// A specimen could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SpecimenError {
    /// The folder or a file.
    #[error("cannot write {path}: {cause}")]
    Write {
        /// Where.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The record.
    #[error("the record of {key} cannot be written as TOML: {cause}")]
    Record {
        /// Which model.
        key: String,
        /// Why.
        cause: toml::ser::Error,
    },
}

/// Writes a folder for every shipped model: `visible.jpg`, `ultraviolet.jpg`, `infrared.jpg`, `model.toml`.
/// Returns the keys.
///
/// # Errors
/// [`SpecimenError`] where a file cannot be written.
pub fn write_specimens(folder: &Path) -> Result<Vec<String>, SpecimenError> {
    models().iter().filter(|design| !design.is_held_out).map(|design| write_specimen(folder, design)).collect()
}

/// The page that a model's shipped specimen shows.
pub fn specimen_page(design: &ModelDesign) -> Option<Minted> {
    let holder = holders(design, SPECIMEN_SEED, 1).into_iter().next()?;
    Some(mint_page(design, &holder, &[], SPECIMEN_SEED))
}

/// A model's specimen in white light, ultraviolet and infrared, edge to edge, and its pixels a millimetre.
pub fn specimen_pictures(design: &ModelDesign) -> Option<([RgbImage; 3], f64)> {
    let rasters = specimen_page(design)?.rasters;
    let size = |mm: f64| (mm * SPECIMEN_PPI / 25.4).round() as u32;
    let (width, height) = (size(design.model.width_mm), size(design.model.height_mm));
    let infrared = rasters.infrared_rgb();
    let pictures = [rasters.visible, rasters.ultraviolet, infrared];
    let small = pictures.map(|picture| imageops::resize(&picture, width, height, FilterType::Triangle));
    Some((small, SPECIMEN_PPI / 25.4))
}

fn write_specimen(folder: &Path, design: &ModelDesign) -> Result<String, SpecimenError> {
    let key = design.model.key.to_string();
    let folder = folder.join(&key);
    std::fs::create_dir_all(&folder).map_err(|cause| write_error(&folder, cause))?;
    let pictures = specimen_pictures(design).into_iter().flat_map(|(pictures, _)| pictures);
    for ((name, quality), picture) in SPECIMEN_FILES.into_iter().zip(pictures) {
        let path = folder.join(name);
        let bytes = encode_jpeg(&picture, quality, Some(SPECIMEN_PPI));
        std::fs::write(&path, bytes).map_err(|cause| write_error(&path, cause))?;
    }
    let record = record(design).map_err(|cause| SpecimenError::Record { key: key.clone(), cause })?;
    let path = folder.join("model.toml");
    std::fs::write(&path, record).map_err(|cause| write_error(&path, cause))?;
    Ok(key)
}

/// The record without routines, which live in a file of their own, and with its provenance.
fn record(design: &ModelDesign) -> Result<String, toml::ser::Error> {
    let mut table = toml::Table::try_from(&design.model)?;
    table.remove("routines");
    let text = |text: &str| toml::Value::String(text.to_owned());
    let provenance = [
        ("compiler", text("project Intaglio")),
        ("sources", toml::Value::Array(vec![text("drawn by `intaglio mint specimens`")])),
        ("licence", text("MIT OR Apache-2.0")),
    ];
    let provenance: toml::Table = provenance.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    table.insert("provenance".to_owned(), toml::Value::Table(provenance));
    toml::to_string_pretty(&table)
}

fn write_error(path: &Path, cause: std::io::Error) -> SpecimenError {
    SpecimenError::Write { path: path.display().to_string(), cause }
}
