//! Whether background print that drops out in infrared drops out: offset inks do, toner and pigments do not.
//!
//! Standard: Doc 9303-2 C.15, BSI TR-03135-1 §5.5.4.2. Generic id: (IR,TR,IS)&(VI,AB,IS).
//! Looks at: tiles of a zone whose line work the specimen shows in white light and not in infrared.
//! Margin: how much of the white line work shows in infrared, as a share of what white light shows of it on the same
//! page: slope on the specimen's white detail, infrared over white; the median of the tiles against the threshold.
//! Passes wrongly: an ink-jet reprint in pure dyes.
//! Fails wrongly: an infrared picture into which visible light falls; toner dust over the whole zone.

use super::tile_pair::{TilePair, fine_detail, median, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::page::Plane;
use crate::scan::Light;

/// One routine for each zone of fine static print that the specimen's infrared picture does not show.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let zones = model.zones.iter().filter(|zone| zone.role == ZoneRole::Pattern);
    let of = |zone: &Zone| {
        let shown = shown_in_infrared(specimen, zone)?;
        let generic = Some("(IR,TR,IS)&(VI,AB,IS)");
        let routine = CheckRoutine::proposed(&model.key, "infrared_drop_out", generic, Light::Infrared, Some(&zone.id));
        (shown < 0.2)
            .then(|| routine.accepting(Accept::AtMost(0.5), 0.4).with("tile_mm", 8.0).with("least_texture", 1.5))
    };
    zones.filter_map(of).collect()
}

/// Share of the zone's white detail that the specimen's infrared picture shows; `None` without infrared or detail.
pub(super) fn shown_in_infrared(specimen: &Specimen, zone: &Zone) -> Option<f64> {
    let detail = |light| specimen.patch(light, zone.area, 8.0).map(|patch| fine_detail(&patch.luma(), 8.0));
    let (white, infrared) = (detail(Light::Visible)?, detail(Light::Infrared)?);
    let keep = vec![true; white.len()];
    slope(&infrared, &white, &keep, 0, 0).map(f64::abs)
}

/// Median share of the white line work seen in infrared.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(Light::Infrared, routine)?;
    case.needs(Light::Visible, routine)?;
    let least_texture = routine.param("least_texture", 1.5);
    let mut shares = Vec::new();
    for tile in tiles(zone.area, routine.param("tile_mm", 8.0)) {
        let Some(pair) = TilePair::of(case, model, specimen, tile, 8.0).filter(|pair| least_texture <= pair.texture)
        else {
            continue;
        };
        let infrared = case.page.patch(Light::Infrared, pair.live.area, 8.0).ok_or(Aborted::NoScan(Light::Infrared))?;
        shares.extend(share(&pair, &fine_detail(&infrared.luma(), 8.0)));
    }
    let value = median(shares).ok_or(Aborted::Covered)?;
    Ok(Judgement::of_value(
        routine,
        value,
        "share_in_infrared",
        vec![Place { light: Light::Infrared, area: zone.area }],
    ))
}

/// Slope in infrared over slope in white light, the largest within two pixels (a quarter of a millimetre): where
/// nothing shows there is nothing to lay the two lights over each other by. `None` where white light shows too little.
fn share(pair: &TilePair, infrared: &Plane) -> Option<f64> {
    let specimen = fine_detail(&pair.specimen.luma(), 8.0);
    let white = slope(&fine_detail(&pair.live.luma(), 8.0), &specimen, &pair.keep, 0, 0)?;
    let shifts = (-2..=2).flat_map(|dy| (-2..=2).map(move |dx| (dx, dy)));
    let in_infrared = shifts.filter_map(|(dx, dy)| slope(infrared, &specimen, &pair.keep, dx, dy)).reduce(f64::max)?;
    (0.15 < white).then(|| in_infrared / white)
}

/// Least-squares slope of `plane`, moved by whole pixels, on `specimen`.
fn slope(plane: &Plane, specimen: &Plane, keep: &[bool], dx: i64, dy: i64) -> Option<f64> {
    let (width, height) = (specimen.width() as i64, specimen.height() as i64);
    let (mut own, mut joint) = (0.0_f64, 0.0_f64);
    for y in (-dy).max(0)..(height - dy).min(height) {
        for x in (-dx).max(0)..(width - dx).min(width) {
            let idx = (y * width + x) as usize;
            if keep[idx] {
                let (a, b) = (plane.as_raw()[((y + dy) * width + x + dx) as usize], specimen.as_raw()[idx]);
                own += f64::from(b * b);
                joint += f64::from(a * b);
            }
        }
    }
    (1.0 < own).then(|| joint / own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const ZONE: PageRect = PageRect::new(60.0, 20.0, 24.0, 16.0);

    fn specimen() -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.add_infrared(200);
        lines(&mut page, Light::Visible, 70);
        page.becomes_specimen(&[("background", ZoneRole::Pattern, ZONE)]);
        page
    }

    fn lines(page: &mut DrawnPage, light: Light, depth: u8) {
        page.paint(light, ZONE.grown(2.0), |at, ground| {
            let is_line = 0.4 < (at.y_mm * 11.0 + (at.x_mm * 0.8).sin() * 4.0).sin();
            if is_line { ground.map(|value| value - depth) } else { ground }
        });
    }

    #[test]
    fn offset_ink_passes_and_toner_fails() {
        let mut page = specimen();
        assert_eq!(page.outcome(run, propose), Ok(Outcome::Successful));
        lines(&mut page, Light::Infrared, 65);
        assert_eq!(page.outcome(run, propose), Ok(Outcome::Failed));
    }

    #[test]
    fn half_seen_cannot_be_judged() {
        let mut page = specimen();
        lines(&mut page, Light::Infrared, 35);
        assert_eq!(page.outcome(run, propose), Ok(Outcome::Undetermined));
    }

    #[test]
    fn no_infrared_picture_aborts() {
        let mut page = specimen();
        page.infrared = None;
        assert_eq!(page.outcome(run, propose), Err(Aborted::NoScan(Light::Infrared)));
    }
}
