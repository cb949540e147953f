//! Ground truth beside the pictures.

use std::io;
use std::path::Path;

use engine::geometry::PageRect;
use engine::scan::Light;
use serde_json::{Value, json};

use crate::capture::Captured;
use crate::document::Minted;

/// All that is known of a capture, as JSON: model, entries, MRZ, alterations with their places, corners in every light.
pub fn truth(minted: &Minted, captured: &Captured) -> Value {
    let (width_mm, height_mm) = page_mm(minted);
    let corners: serde_json::Map<String, Value> = Light::ALL
        .into_iter()
        .map(|light| {
            let points =
                captured.corners(light, width_mm, height_mm).map(|p| json!([rounded(p.x_px), rounded(p.y_px)]));
            (code(light).to_owned(), json!(points))
        })
        .collect();
    let altered: Vec<Value> = minted
        .altered
        .iter()
        .map(|a| json!({ "lights": a.lights.iter().map(|&l| code(l)).collect::<Vec<_>>(), "area_mm": area(a.area) }))
        .collect();
    json!({
        "model": minted.model.to_string(),
        "page_mm": { "width": width_mm, "height": height_mm },
        "mrz": minted.mrz,
        "fields": minted.fields.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        "perforated": minted.perforated,
        "alterations": minted.alterations.iter().map(|a| a.name()).collect::<Vec<_>>(),
        "is_altered": minted.alterations.iter().any(|a| !a.is_benign()),
        "altered": altered,
        "capture": {
            "kind": captured.kind.name(),
            "ppi": captured.ppi,
            "quarter_turns": captured.quarter_turns,
            "corners_px": corners,
        },
    })
}

/// Writes `visible.jpg`, `ultraviolet.jpg`, `infrared.jpg` and `truth.json` into a folder, which is made if need be.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_capture(folder: &Path, minted: &Minted, captured: &Captured) -> io::Result<()> {
    write_files(folder, minted, captured, &["visible.jpg", "ultraviolet.jpg", "infrared.jpg"])
}

/// The same for a device with white light only: `visible.jpg` and `truth.json`.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_white_light(folder: &Path, minted: &Minted, captured: &Captured) -> io::Result<()> {
    write_files(folder, minted, captured, &["visible.jpg"])
}

fn write_files(folder: &Path, minted: &Minted, captured: &Captured, names: &[&str]) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (name, bytes) in names.iter().zip(&captured.jpeg) {
        std::fs::write(folder.join(name), bytes)?;
    }
    let text = serde_json::to_string_pretty(&truth(minted, captured))?;
    std::fs::write(folder.join("truth.json"), text + "\n")
}

fn page_mm(minted: &Minted) -> (f64, f64) {
    let rasters = &minted.rasters;
    let mm = |px: u32| rounded(f64::from(px) / rasters.px_per_mm);
    (mm(rasters.visible.width()), mm(rasters.visible.height()))
}

fn code(light: Light) -> &'static str {
    match light {
        Light::Visible => "VI",
        Light::Ultraviolet => "UV",
        Light::Infrared => "IR",
    }
}

fn area(area: PageRect) -> Value {
    json!({ "left": rounded(area.left), "top": rounded(area.top), "width": rounded(area.width), "height": rounded(area.height) })
}

/// Two decimals are enough for a truth that is drawn to a hundredth of a mm.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
