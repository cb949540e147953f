//! `--stages DIR`: every intermediate of an examination, to see where it went wrong.

use std::path::Path;

use anyhow::anyhow;
use engine::Examination;
use engine::identify::Identification;
use engine::model::ModelKey;
use engine::scan::Light;
use report::words::light_code;

use crate::{input, output};

/// Pixels a millimetre of the written pages.
const PX_PER_MM: f64 = 12.0;

/// Writes `1-scan-VI.png`, `2-page-VI.png`, `3-specimen-VI.png`, `4-findings.png`, `page.json` and `examination.json` into
/// `folder`, which is made if needed. The pictures show the holder's data: they are written only because they were asked for.
pub(crate) fn write(examination: &Examination, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .map_err(|cause| anyhow!("{}: cannot be made: {cause}; name another folder", input::shown(folder)))?;
    let save = |picture: &image::RgbImage, name: &str| output::write_picture(&folder.join(name), picture);
    for light in Light::ALL {
        let code = light_code(light);
        if let Some(scan) = examination.live.scan(light) {
            save(&scan.pixels, &format!("1-scan-{code}.png"))?;
        }
        if let Some(page) = examination.page.patch(light, examination.page.area(), PX_PER_MM) {
            save(&page.to_picture(), &format!("2-page-{code}.png"))?;
        }
        let identification = &examination.identification;
        if let Identification::Identified { specimen, .. } = identification
            && let Some(patch) = specimen.patch(light, examination.page.area(), PX_PER_MM)
        {
            save(&patch.to_picture(), &format!("3-specimen-{code}.png"))?;
        }
    }
    save(&report::picture::page_with_findings(examination), "4-findings.png")?;
    let write_json = |value: &serde_json::Value, name: &str| {
        output::write_whole(&folder.join(name), format!("{value:#}\n").as_bytes())
    };
    write_json(&page_json(examination), "page.json")?;
    write_json(&report::json::examination(examination), "examination.json")
}

fn page_json(examination: &Examination) -> serde_json::Value {
    let page = &examination.page;
    let corners = page.corners_in_scan().map(|corner| [corner.x_px, corner.y_px]);
    let residuals = page.residuals.iter().map(|r| {
        serde_json::json!({"left": r.area.left, "top": r.area.top, "dx_mm": r.dx_mm, "dy_mm": r.dy_mm, "trust": r.trust})
    });
    serde_json::json!({
        "width_mm": page.width_mm,
        "height_mm": page.height_mm,
        "located_by": format!("{:?}", page.located_by),
        "is_sure": page.is_sure,
        "effective_ppi": page.native_px_per_mm(Light::Visible).map(|px_per_mm| px_per_mm * 25.4),
        "corners_in_scan": corners,
        "identification": identification_json(&examination.identification),
        "residuals": residuals.collect::<Vec<_>>(),
    })
}

fn identification_json(identification: &Identification) -> serde_json::Value {
    match identification {
        Identification::Identified { model, by, .. } => {
            serde_json::json!({"model": model.key.to_string(), "by": format!("{by:?}")})
        }
        Identification::NotIdentified { nearest, claim } => {
            let nearest: Vec<String> = nearest.iter().map(ModelKey::to_string).collect();
            serde_json::json!({"nearest": nearest, "has_claimed_print": claim.is_some()})
        }
    }
}
