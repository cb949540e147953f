//! Whether background print that drops out in infrared drops out: offset inks do, toner and pigments do not.
//!
//! Standard: Doc 9303-2 C.15, BSI TR-03135-1 §5.5.4.2. Generic id: (IR,TR,IS)&(VI,AB,IS).
//! Looks at: tiles of a zone whose line work the specimen shows in white light and not in infrared; of a zone in a split pair of
//! inks, the part that drops out.
//! Margin: how much of the white line work shows in infrared, as a share of what white light shows of it on the same
//! page: slope on the specimen's white detail, infrared over white; the median of the tiles against the threshold.
//! Passes wrongly: an ink-jet reprint in pure dyes.
//! Fails wrongly: an infrared picture into which visible light falls; toner dust over the whole zone.

use super::tile_pair::{TilePair, fine_detail, median, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::page::blur::box_mean;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Of a split zone, and of a tile that is looked at, what drops out and what stays has this share at least.
const LEAST_PART: f64 = 0.15;
/// Print drops out where infrared shows less than this share of it.
const DROPS_OUT: f64 = 0.2;

/// One routine for each zone of fine static print that the specimen's infrared picture does not show, or shows half of.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let zones = model.zones.iter().filter(|zone| zone.role == ZoneRole::Pattern);
    let of = |zone: &Zone| {
        let shown = shown_in_infrared(specimen, zone)?;
        let generic = Some("(IR,TR,IS)&(VI,AB,IS)");
        let routine = CheckRoutine::proposed(&model.key, "infrared_drop_out", generic, Light::Infrared, Some(&zone.id));
        let routine = routine.accepting(Accept::AtMost(0.5), 0.4).with("tile_mm", 8.0).with("least_texture", 1.5);
        match shown {
            shown if shown < DROPS_OUT => Some(routine),
            _ if is_split(specimen, zone) => Some(routine.with("is_split", 1.0)),
            _ => None,
        }
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

/// Whether part of the zone's print drops out and part of it stays.
fn is_split(specimen: &Specimen, zone: &Zone) -> bool {
    let detail = |light| specimen.patch(light, zone.area, 8.0).map(|patch| fine_detail(&patch.luma(), 8.0));
    let Some((white, infrared)) = detail(Light::Visible).zip(detail(Light::Infrared)) else { return false };
    let shown = shares_shown(&white, &infrared);
    let printed: Vec<f32> = shown.into_iter().flatten().collect();
    let share = |is_meant: fn(f32) -> bool| {
        printed.iter().filter(|share| is_meant(**share)).count() as f64 / printed.len().max(1) as f64
    };
    LEAST_PART <= share(|shown| f64::from(shown) < DROPS_OUT) && LEAST_PART <= share(|shown| 0.5 < shown)
}

/// How much of the white detail round each pixel infrared shows; `None` where there is hardly any.
fn shares_shown(white: &Plane, infrared: &Plane) -> Vec<Option<f32>> {
    let strength = |plane: &Plane| {
        let mut plane = plane.clone();
        plane.iter_mut().for_each(|value| *value = value.abs());
        box_mean(&plane, 6)
    };
    let (white, infrared) = (strength(white), strength(infrared));
    white.iter().zip(infrared.iter()).map(|(white, infrared)| (1.0 < *white).then(|| infrared / white)).collect()
}

/// Leaves of a tile only what drops out on the specimen; `None` for a tile with too little of it.
fn of_split(pair: TilePair, specimen: &Specimen) -> Option<TilePair> {
    let infrared = specimen.patch(Light::Infrared, pair.specimen.area, 8.0)?;
    let detail = |patch: &Patch| fine_detail(&patch.luma(), 8.0);
    let shown = shares_shown(&detail(&pair.specimen), &detail(&infrared));
    let drops_out = |shown: &Option<f32>| shown.is_some_and(|shown| f64::from(shown) < DROPS_OUT);
    let keep: Vec<bool> = pair.keep.iter().zip(&shown).map(|(keep, shown)| *keep && drops_out(shown)).collect();
    let n = |keep: &[bool]| keep.iter().filter(|keep| **keep).count() as f64;
    (LEAST_PART * n(&pair.keep) <= n(&keep)).then_some(TilePair { keep, ..pair })
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
        let pair = TilePair::of(case, model, specimen, tile, 8.0).filter(|pair| least_texture <= pair.texture);
        let pair =
            if routine.params.contains_key("is_split") { pair.and_then(|p| of_split(p, specimen)) } else { pair };
        let Some(pair) = pair else { continue };
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
pub(super) fn slope(plane: &Plane, specimen: &Plane, keep: &[bool], dx: i64, dy: i64) -> Option<f64> {
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
    fn of_a_split_zone_only_the_half_that_drops_out_is_asked_for() {
        let right = PageRect { left: ZONE.left + 12.0, width: 16.0, ..ZONE }.grown(2.0);
        let split = |infrared: u8| {
            let mut page = specimen();
            lines(&mut page, Light::Infrared, infrared);
            page.paint(Light::Infrared, right, |at, ground| {
                let is_line = 0.4 < (at.y_mm * 11.0 + (at.x_mm * 0.8).sin() * 4.0).sin();
                if is_line { [130; 3] } else { ground }
            });
            page
        };
        let mut page = split(0);
        page.becomes_specimen(&[("background", ZoneRole::Pattern, ZONE)]);
        let (model, picture) = page.model.as_ref().expect("a model");
        let routine = &propose(model, picture)[0];
        assert!(routine.params.contains_key("is_split"));
        let outcome = |live: DrawnPage| {
            live.examine(|case| {
                let case = Case { model: Some((model, picture)), ..*case };
                run(&case, routine).map(|found| found.outcome)
            })
        };
        assert_eq!(outcome(split(0)), Ok(Outcome::Successful));
        assert_eq!(outcome(split(65)), Ok(Outcome::Failed));
    }

    #[test]
    fn no_infrared_picture_aborts() {
        let mut page = specimen();
        page.infrared = None;
        assert_eq!(page.outcome(run, propose), Err(Aborted::NoScan(Light::Infrared)));
    }
}
