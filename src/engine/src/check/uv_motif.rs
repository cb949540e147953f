//! Whether the fluorescent motif is there, in its place and colours.
//!
//! Standard: Doc 9303-2 A.5.2, C.17; BSI TR-03135-1 §5.5.4.2. Generic id: (UV,LU,IS); (UV,LU,OM) for a part of the motif that lies in
//! the MRZ, (UV,LU,OP) for one that lies in the portrait.
//! Looks at: tiles of a zone in ultraviolet; only their hue (each channel's share of the light), so that neither lamp
//! nor fading nor dark print over it matters.
//! Margin: correlation of the hue with the specimen's, after one shift for the zone (ultraviolet pictures of hand-held
//! devices lie up to half a millimetre off); of the tiles the median, against the threshold.
//! Passes wrongly: a motif painted after the specimen.
//! Fails wrongly: a motif faded to nothing; a zone mostly covered by a fluorescent stain; stray visible light.

use super::shift::best_shift;
use super::tile_pair::{median, moved, pixels_in, spread, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::blur::box_blur;
use crate::page::image_plane::correlation;
use crate::page::{Patch, Plane};
use crate::scan::Light;

const PX_PER_MM: f64 = 5.0;
/// Farthest shift looked for.
const REACH_MM: f64 = 0.8;

/// One routine for each zone of the motif.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    if specimen.ultraviolet.is_none() {
        return Vec::new();
    }
    let zones = model.zones.iter().filter(|zone| zone.role == ZoneRole::UvMotif);
    zones.map(|zone| routine_for(model, "uv_motif", generic(model, &zone.area), &zone.id)).collect()
}

/// A routine that compares the motif's hue in a zone.
pub(super) fn routine_for(model: &DocumentModel, check: &str, generic: &str, zone: &str) -> CheckRoutine {
    CheckRoutine::proposed(&model.key, check, Some(generic), Light::Ultraviolet, Some(zone))
        .accepting(Accept::AtLeast(0.4), 0.4)
        .from_ppi(100.0)
        .with("tile_mm", 8.0)
        .with("least_hue", 0.012)
        .with("least_spread", 0.05)
        .with("safety_spreads", 8.0)
}

/// What a part of the motif is called that lies so.
fn generic(model: &DocumentModel, area: &PageRect) -> &'static str {
    let lies_in = |role: &ZoneRole| {
        let shared = model.zone_of(role).and_then(|zone| zone.area.intersection(area)).map_or(0.0, |part| part.area());
        0.9 * area.area() <= shared
    };
    match () {
        () if lies_in(&ZoneRole::Mrz) => "(UV,LU,OM)",
        () if lies_in(&ZoneRole::Portrait) => "(UV,LU,OP)",
        () => "(UV,LU,IS)",
    }
}

/// Median correlation of the hue of the zone's tiles with the specimen's.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::NoSpecimen`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    judge_in(case, routine, case.zone_of(routine)?.area)
}

/// The same of a part of the page.
pub(super) fn judge_in(case: &Case<'_>, routine: &CheckRoutine, part: PageRect) -> Result<Judgement, Aborted> {
    const UV: Light = Light::Ultraviolet;
    let (_, specimen) = case.known_model()?;
    case.needs(UV, routine)?;
    let area = part.grown(REACH_MM).intersection(&case.page.area()).ok_or(Aborted::Covered)?;
    let of_specimen = specimen.patch(UV, area, PX_PER_MM).ok_or(Aborted::NoSpecimen(UV))?;
    let live = case.page.patch(UV, area, PX_PER_MM).ok_or(Aborted::NoScan(UV))?;
    if live.covered < 0.9 {
        return Err(Aborted::Covered);
    }
    let shift = shift_mm(&live, &of_specimen, &part);
    let live = case.page.patch(UV, moved(area, shift), PX_PER_MM).ok_or(Aborted::NoScan(UV))?;
    let (live, of_specimen_hue) = (hue(&live), hue(&of_specimen));
    let least = routine.param("least_hue", 0.012);
    let of_tile = |tile: PageRect| {
        let keep = pixels_in(&of_specimen, &tile);
        let (mut sum, mut weights) = (0.0, 0.0);
        for (live, specimen) in live.iter().zip(&of_specimen_hue) {
            let weight = spread(specimen, &keep);
            sum += weight * correlation(live, specimen, |idx| keep[idx]).unwrap_or(0.0);
            weights += weight;
        }
        (least <= weights).then(|| sum / weights)
    };
    let tiles = tiles(part, routine.param("tile_mm", 8.0)).into_iter();
    let value = median(tiles.filter_map(of_tile).collect()).ok_or(Aborted::Covered)?;
    Ok(Judgement::of_value(routine, value, "hue_correlation", vec![Place { light: UV, area: part }]))
}

/// Shares of red and of green in the light of each pixel, softened; dark pixels tend to the same share.
fn hue(patch: &Patch) -> [Plane; 2] {
    [0, 1].map(|channel| box_blur(&patch.map(|rgb| (rgb[channel] + 8.0) / (rgb[0] + rgb[1] + rgb[2] + 24.0)), 1))
}

/// The zone's shift against the specimen in mm; none where the motif is not found.
fn shift_mm(live: &Patch, specimen: &Patch, zone: &PageRect) -> (f64, f64) {
    let keep = pixels_in(specimen, zone);
    let both = |patch: &Patch| {
        let [red, green] = hue(patch);
        let stronger = if spread(&red, &keep) < spread(&green, &keep) { green } else { red };
        scaled(stronger)
    };
    let reach = (REACH_MM * PX_PER_MM) as i64;
    match best_shift(&both(live), &both(specimen), &keep, reach) {
        Some((shift, peak)) if 0.25 < peak => (shift.0 / PX_PER_MM, shift.1 / PX_PER_MM),
        _ => (0.0, 0.0),
    }
}

/// Shares of light brought to the range of grey levels.
fn scaled(mut plane: Plane) -> Plane {
    plane.iter_mut().for_each(|value| *value *= 255.0);
    plane
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const ZONE: PageRect = PageRect::new(40.0, 20.0, 24.0, 24.0);

    fn motif(page: &mut DrawnPage, rgb: [f64; 3], strength: f64, moved: f64) {
        page.paint(Light::Ultraviolet, ZONE.grown(2.0), |at, ground| {
            let is_line = 0.3 < ((at.x_mm - moved) * 1.9).sin() * (at.y_mm * 1.3).sin();
            if !is_line {
                return ground;
            }
            std::array::from_fn(|c| (f64::from(ground[c]) + strength * rgb[c]).min(255.0) as u8)
        });
    }

    fn specimen() -> DrawnPage {
        let mut page = DrawnPage::new(8.0);
        page.add_ultraviolet([26, 49, 85]);
        motif(&mut page, [60.0, 190.0, 50.0], 1.0, 0.0);
        page.becomes_specimen(&[("uv_sun", ZoneRole::UvMotif, ZONE)]);
        page.add_ultraviolet([26, 49, 85]);
        page
    }

    #[test]
    fn a_faded_and_shifted_motif_passes() {
        let mut page = specimen();
        motif(&mut page, [60.0, 190.0, 50.0], 0.4, 0.5);
        assert_eq!(page.outcome(run, propose), Ok(Outcome::Successful));
    }

    #[test]
    fn no_motif_or_another_colour_fails() {
        let mut page = specimen();
        assert_eq!(page.outcome(run, propose), Ok(Outcome::Failed));
        motif(&mut page, [200.0, 20.0, 20.0], 0.8, 0.0);
        assert_eq!(page.outcome(run, propose), Ok(Outcome::Failed));
    }

    #[test]
    fn half_the_motif_cannot_be_judged() {
        let mut page = specimen();
        motif(&mut page, [60.0, 190.0, 50.0], 1.0, 0.0);
        let seed = |at: f64, by: f64| ((at * 1.7 + by).sin() * 43_758.545).fract().abs();
        page.paint(Light::Ultraviolet, ZONE.grown(2.0), |at, rgb| {
            let noise = |by: f64| 90.0 * seed(at.x_mm.floor() + by, at.y_mm.floor() * 7.1);
            std::array::from_fn(|c| (0.42 * f64::from(rgb[c]) + noise(c as f64 * 31.0)) as u8)
        });
        let found = page.judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn no_ultraviolet_picture_aborts() {
        let mut page = specimen();
        let routine = page.routine(propose).expect("a routine");
        page.ultraviolet = None;
        assert_eq!(page.judge_by(run, &routine), Err(Aborted::NoScan(Light::Ultraviolet)));
    }
}
