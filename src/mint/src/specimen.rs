//! Reference specimens of the shipped models: the page edge to edge in three lights, and the record.

use std::path::Path;

use image::imageops::{self, FilterType};

use crate::capture::encode_jpeg;
use crate::design::{ModelDesign, models};
use crate::document::{Minted, mint_page};
use crate::holder::holders;

/// Pixels an inch of the specimens' pictures.
const SPECIMEN_PPI: f64 = 400.0;
/// Good enough for fine lines, small enough to ship: white light, ultraviolet, infrared.
const SPECIMEN_JPEG_QUALITY: [u8; 3] = [89, 80, 82];
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

fn write_specimen(folder: &Path, design: &ModelDesign) -> Result<String, SpecimenError> {
    let key = design.model.key.to_string();
    let folder = folder.join(&key);
    std::fs::create_dir_all(&folder).map_err(|cause| write_error(&folder, cause))?;
    if let Some(minted) = specimen_page(design) {
        let rasters = &minted.rasters;
        let pictures = [
            ("visible.jpg", rasters.visible.clone()),
            ("ultraviolet.jpg", rasters.ultraviolet.clone()),
            ("infrared.jpg", rasters.infrared_rgb()),
        ];
        for ((name, picture), quality) in pictures.into_iter().zip(SPECIMEN_JPEG_QUALITY) {
            let size = |mm: f64| (mm * SPECIMEN_PPI / 25.4).round() as u32;
            let small = imageops::resize(
                &picture,
                size(design.model.width_mm),
                size(design.model.height_mm),
                FilterType::Triangle,
            );
            let path = folder.join(name);
            let bytes = encode_jpeg(&small, quality, Some(SPECIMEN_PPI));
            std::fs::write(&path, bytes).map_err(|cause| write_error(&path, cause))?;
        }
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
