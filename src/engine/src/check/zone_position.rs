//! Whether captions, titles and the MRZ lie where the specimen has them, once the page lies over its specimen.
//!
//! Standard: Doc 9303-2 C.17 (layout), BSI TR-03135-1 §5.5.4.3 (vendor's check). Generic id: (VI,AB,IS).
//! Looks at: tiles of a caption or title in white light; for the MRZ, the middle of its characters as read.
//! Margin: for static print the median shift of the tiles against the specimen's; for the MRZ the distance of its middle
//! from the middle of its zone; mm, against the threshold enrolled from captures of the model.
//! Passes wrongly: a copy of the whole page; a part moved by less than printing moves it.
//! Fails wrongly: a bent page, a fold through a small zone; a printer that sets personal print farther off than those enrolled.

use super::mrz_cells::mrz_cells;
use super::tile_pair::{TilePair, median, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::{PagePoint, PageRect};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::scan::Light;

/// One routine for each caption and title, and one for the MRZ. Fine static print repeats itself, so that its place is not sure.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    // A caption that changes from page to page is an overprint, with no place of its own.
    let is_looked_at = |zone: &&Zone| zone.role == ZoneRole::Mrz || zone.role == ZoneRole::Caption && !zone.is_dynamic;
    let of = |zone: &Zone| {
        CheckRoutine::proposed(&model.key, "zone_position", Some("(VI,AB,IS)"), Light::Visible, Some(&zone.id))
            .accepting(Accept::AtMost(0.3), 0.25)
            .with("tile_mm", 8.0)
            .with("least_likeness", 0.4)
            .with("least_spread", 0.03)
    };
    model.zones.iter().filter(is_looked_at).map(of).collect()
}

/// How far the zone's print lies from its place, mm.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::NotRead`] for the MRZ where none was read,
/// [`Aborted::Covered`] where no tile looks like the specimen's.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    let places = vec![Place { light: Light::Visible, area: zone.area }];
    let value =
        if zone.role == ZoneRole::Mrz { mrz_shift(case, zone)? } else { print_shift(case, zone.area, routine)? };
    Ok(Judgement::of_value(routine, value, "shift_mm", places))
}

/// Distance of the middle of all characters read from the middle of the zone.
fn mrz_shift(case: &Case<'_>, zone: &Zone) -> Result<f64, Aborted> {
    let places: Vec<PagePoint> = mrz_cells(case)?.iter().flatten().map(|cell| cell.area.centre()).collect();
    let n = places.len().max(1) as f64;
    let x_mm = places.iter().map(|place| place.x_mm).sum::<f64>() / n;
    let y_mm = places.iter().map(|place| place.y_mm).sum::<f64>() / n;
    let centre = zone.area.centre();
    Ok((x_mm - centre.x_mm).hypot(y_mm - centre.y_mm))
}

/// Length of the median shift of the tiles that look like the specimen's.
fn print_shift(case: &Case<'_>, area: PageRect, routine: &CheckRoutine) -> Result<f64, Aborted> {
    let (model, specimen) = case.known_model()?;
    let tiles = tiles(area, routine.param("tile_mm", 8.0));
    let pairs = tiles.into_iter().filter_map(|tile| TilePair::of(case, model, specimen, tile, 10.0));
    let (x, y): (Vec<f64>, Vec<f64>) =
        pairs.filter(|pair| routine.param("least_likeness", 0.4) <= pair.likeness).map(|pair| pair.shift_mm).unzip();
    let (x, y) = median(x).zip(median(y)).ok_or(Aborted::Covered)?;
    Ok(x.hypot(y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const ZONE: PageRect = PageRect::new(60.0, 20.0, 24.0, 8.0);

    /// Blobs of print, moved to the right by so many millimetres.
    fn page(moved: f64) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.paint(Light::Visible, ZONE.grown(3.0), |at, ground| {
            let x = at.x_mm - moved;
            let tone = (5.1 * x + (2.3 * at.y_mm).sin()).sin() * (4.3 * at.y_mm + (1.7 * x).cos()).sin();
            if 0.2 < tone { [120, 120, 125] } else { ground }
        });
        page
    }

    fn judge(live: &DrawnPage, specimen: DrawnPage) -> Result<Judgement, Aborted> {
        let mut specimen = specimen;
        specimen.becomes_specimen(&[("title", ZoneRole::Caption, ZONE)]);
        let (model, picture) = specimen.model.expect("a model");
        live.examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn print_in_its_place_passes_and_a_moved_part_fails() {
        let found = judge(&page(0.05), page(0.0)).expect("compared");
        assert_eq!(found.outcome, Outcome::Successful, "{:?}", found.value);
        assert!(found.value.is_some_and(|value| (value - 0.05).abs() < 0.03), "{:?}", found.value);
        let moved = judge(&page(0.28), page(0.0)).expect("compared");
        assert!(moved.value.is_some_and(|value| (value - 0.28).abs() < 0.05), "{:?}", moved.value);
        assert_eq!(moved.outcome, Outcome::Undetermined);
    }

    #[test]
    fn other_print_is_not_a_moved_one() {
        let mut other = DrawnPage::new(12.0);
        other.paint(
            Light::Visible,
            ZONE.grown(3.0),
            |at, ground| if (9.0 * at.y_mm).sin() < 0.0 { [90; 3] } else { ground },
        );
        assert_eq!(judge(&other, page(0.0)), Err(Aborted::Covered));
    }

    #[test]
    fn a_zone_without_reading_aborts() {
        let mut page = page(0.0);
        page.becomes_specimen(&[("mrz", ZoneRole::Mrz, PageRect::new(3.0, 66.0, 119.0, 18.0))]);
        let judged = page.examine(|case| {
            let (model, specimen) = case.known_model()?;
            run(case, &propose(model, specimen)[0])
        });
        assert_eq!(judged, Err(Aborted::NotRead));
    }
}
