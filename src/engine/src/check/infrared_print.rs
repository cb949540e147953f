//! Whether static print that infrared shows on the specimen is there in infrared: titles in absorbing ink, the other half of a split
//! pair, print that shows through from the back.
//!
//! Standard: Doc 9303-2 Table C-1, BSI TR-03135-1 §5.5.4.2. Generic id: (IR,AB,IS), and (IR,TL,IS) where white light does not show the
//! same.
//! Looks at: tiles of a zone of fine print, captions or titles in infrared, laid over the specimen by their white picture.
//! Margin: how much of the specimen's infrared detail the page's infrared picture has (slope), over how much of its white detail the
//! white picture has; of the tiles the median, at least what is enrolled.
//! Passes wrongly: a reprint in toner or pigments, which absorb infrared too.
//! Fails wrongly: an infrared picture 0.3 mm off the white one; a zone most of which is stamped or stained in carbon ink.

use super::infrared_drop_out::{shown_in_infrared, slope};
use super::tile_pair::{TilePair, fine_detail, median, spread, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::page::Patch;
use crate::scan::Light;

const IR: Light = Light::Infrared;
const PX_PER_MM: f64 = 8.0;
/// Less detail than this in grey levels the specimen does not show in infrared.
const LEAST_SHOWN: f64 = 3.0;

/// One routine for each zone of static print that the specimen's infrared picture shows.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let is_wide = |zone: &&Zone| 60.0 <= zone.area.area() || zone.role == ZoneRole::Pattern;
    let is_print = |zone: &&Zone| matches!(zone.role, ZoneRole::Pattern | ZoneRole::Caption) && !zone.is_dynamic;
    let of = |zone: &Zone| {
        let infrared = fine_detail(&specimen.patch(IR, zone.area, PX_PER_MM)?.luma(), PX_PER_MM);
        (LEAST_SHOWN <= spread(&infrared, &vec![true; infrared.len()])).then_some(())?;
        let is_seen_in_white = shown_in_infrared(specimen, zone).is_some_and(|share| 0.1 <= share);
        let generic = if is_seen_in_white { "(IR,AB,IS)" } else { "(IR,TL,IS)" };
        let routine = CheckRoutine::proposed(&model.key, "infrared_print", Some(generic), IR, Some(&zone.id));
        let routine = routine.accepting(Accept::AtLeast(0.4), 0.35).with("tile_mm", 8.0).with("never_below", 0.3);
        Some(routine.with("least_texture", 2.0).with("least_spread", 0.03))
    };
    model.zones.iter().filter(is_print).filter(is_wide).filter_map(of).collect()
}

/// Median share of the specimen's infrared detail that the page shows.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::NoSpecimen`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(IR, routine)?;
    case.needs(Light::Visible, routine)?;
    let least_texture = routine.param("least_texture", 2.0);
    let mut shares = Vec::new();
    for tile in tiles(zone.area, routine.param("tile_mm", 8.0)) {
        let Some(pair) = TilePair::of(case, model, specimen, tile, PX_PER_MM) else { continue };
        let of_specimen = specimen.patch(IR, pair.specimen.area, PX_PER_MM).ok_or(Aborted::NoSpecimen(IR))?;
        let live = case.page.patch(IR, pair.live.area, PX_PER_MM).ok_or(Aborted::NoScan(IR))?;
        shares.extend(share(&pair, &live, &of_specimen, least_texture));
    }
    let value = median(shares).ok_or(Aborted::Covered)?;
    Ok(Judgement::of_value(routine, value, "share_in_infrared", vec![Place { light: IR, area: zone.area }]))
}

/// Slope in infrared over slope in white light, the largest within two pixels; `None` for a tile whose specimen shows too little.
fn share(pair: &TilePair, live: &Patch, of_specimen: &Patch, least_texture: f64) -> Option<f64> {
    let detail = |patch: &Patch| fine_detail(&patch.luma(), PX_PER_MM);
    let (own, other) = (detail(live), detail(of_specimen));
    (least_texture <= spread(&other, &pair.keep)).then_some(())?;
    let shifts = (-2..=2).flat_map(|dy| (-2..=2).map(move |dx| (dx, dy)));
    let shown = shifts.filter_map(|(dx, dy)| slope(&own, &other, &pair.keep, dx, dy)).reduce(f64::max)?;
    // Where white light shows hardly any of it there is no fading to take out.
    let white = slope(&detail(&pair.live), &detail(&pair.specimen), &pair.keep, 0, 0).filter(|white| 0.15 < *white);
    Some(shown / if least_texture <= pair.texture { white? } else { 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const TITLE: PageRect = PageRect::new(10.0, 4.0, 40.0, 6.0);

    /// Blobs of print of those depths in white light and in infrared.
    fn page(white: u8, infrared: u8) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.add_infrared(210);
        for (light, depth) in [(Light::Visible, white), (IR, infrared)] {
            page.paint(light, TITLE.grown(1.0), |at, ground| {
                let tone = (5.1 * at.x_mm + (2.3 * at.y_mm).sin()).sin() * (4.3 * at.y_mm).sin();
                if 0.2 < tone { ground.map(|value| value - depth) } else { ground }
            });
        }
        page
    }

    fn judge(live: &DrawnPage) -> Result<Judgement, Aborted> {
        let mut specimen = page(100, 80);
        specimen.becomes_specimen(&[("title", ZoneRole::Caption, TITLE)]);
        let (model, picture) = specimen.model.expect("a model");
        live.examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn a_title_that_stays_passes_faded_too_and_one_that_drops_out_fails() {
        assert_eq!(judge(&page(100, 80)).map(|found| found.outcome), Ok(Outcome::Successful));
        assert_eq!(judge(&page(50, 40)).map(|found| found.outcome), Ok(Outcome::Successful));
        assert_eq!(judge(&page(100, 4)).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn less_than_half_of_it_cannot_be_judged() {
        let found = judge(&page(100, 33)).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn what_infrared_alone_shows_is_called_translucent() {
        let mut page = page(0, 60);
        page.becomes_specimen(&[("back", ZoneRole::Pattern, TITLE)]);
        assert_eq!(page.routine(propose).map(|routine| routine.generic), Ok(Some("(IR,TL,IS)".to_owned())));
    }

    #[test]
    fn print_that_drops_out_has_no_routine_and_no_infrared_aborts() {
        let mut out = page(100, 0);
        out.becomes_specimen(&[("title", ZoneRole::Caption, TITLE)]);
        assert_eq!(out.model.as_ref().map(|(model, picture)| propose(model, picture).len()), Some(0));
        let mut live = page(100, 80);
        live.infrared = None;
        assert_eq!(judge(&live), Err(Aborted::NoScan(IR)));
    }
}
