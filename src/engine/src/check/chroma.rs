//! Whether the background print has the specimen's colours: a grey copy has none, a colour copy has fewer.
//!
//! Standard: BSI TR-03135-1 §5.5.4.3 (vendor's check); chromaticity against the ideal template after Kunina 2024.
//! Generic id: (VI,AB,IS).
//! Looks at: tiles of all zones of fine static print in white light, softened to half a millimetre.
//! Margin: how much of the specimen's differences of colour from place to place the page shows: slope of its
//! red–green and blue–green differences on the specimen's, 1 for the same, 0 for grey; median of the tiles.
//! Passes wrongly: a colour copy made with care.
//! Fails wrongly: a page bleached by light; a grey or badly balanced scan.

use super::tile_pair::{TilePair, median, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::blur::box_blur;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// One routine for the page, where the model has fine static print.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    if !model.zones.iter().any(|zone| zone.role == ZoneRole::Pattern) {
        return Vec::new();
    }
    let routine = CheckRoutine::proposed(&model.key, "chroma", Some("(VI,AB,IS)"), Light::Visible, None);
    let routine = routine.accepting(Accept::Within(0.5, 1.8), 0.5).from_ppi(100.0).with("safety_spreads", 5.0);
    vec![routine.with("tile_mm", 10.0).with("least_chroma", 2.0).with("least_spread", 0.06)]
}

/// Median slope of the page's colour differences on the specimen's.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`] where the specimen has no colour to compare or
/// the page cannot be compared.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    case.needs(Light::Visible, routine)?;
    let zones: Vec<PageRect> = model.zones.iter().filter(|z| z.role == ZoneRole::Pattern).map(|z| z.area).collect();
    let tiles = zones.iter().flat_map(|zone| tiles(*zone, routine.param("tile_mm", 10.0)));
    let slopes = tiles.filter_map(|tile| {
        let pair = TilePair::of(case, model, specimen, tile, 5.0)?;
        slope(&pair, routine.param("least_chroma", 2.0))
    });
    let value = median(slopes.collect()).ok_or(Aborted::Covered)?;
    let area = zones.into_iter().reduce(|a, b| a.union(&b)).unwrap_or(case.page.area());
    Ok(Judgement::of_value(routine, value, "chroma_slope", vec![Place { light: Light::Visible, area }]))
}

/// Least-squares slope of the page's colour differences on the specimen's; `None` where the specimen is of one colour.
fn slope(pair: &TilePair, least_chroma: f64) -> Option<f64> {
    let live = [difference(&pair.live, 0), difference(&pair.live, 2)];
    let specimen = [difference(&pair.specimen, 0), difference(&pair.specimen, 2)];
    let (mut own, mut joint, mut n) = (0.0, 0.0, 0.0_f64);
    for (live, specimen) in live.iter().zip(&specimen) {
        let kept = || live.iter().zip(specimen.iter()).zip(&pair.keep).filter(|(_, keep)| **keep).map(|(pair, _)| pair);
        let count = kept().count() as f64;
        let mean_live = kept().map(|(a, _)| f64::from(*a)).sum::<f64>() / count;
        let mean_specimen = kept().map(|(_, b)| f64::from(*b)).sum::<f64>() / count;
        for (a, b) in kept() {
            own += (f64::from(*b) - mean_specimen).powi(2);
            joint += (f64::from(*a) - mean_live) * (f64::from(*b) - mean_specimen);
        }
        n += count;
    }
    (least_chroma <= (own / n).sqrt()).then(|| joint / own)
}

/// A channel less green, softened.
fn difference(patch: &Patch, channel: usize) -> Plane {
    box_blur(&patch.map(|rgb| rgb[channel] - rgb[1]), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const ZONE: PageRect = PageRect::new(60.0, 20.0, 30.0, 20.0);

    fn specimen(rgb: [u8; 3]) -> DrawnPage {
        let mut page = DrawnPage::new(10.0);
        page.paint(
            Light::Visible,
            ZONE,
            |at, ground| {
                if 0.0 < (at.y_mm * 2.0 + (at.x_mm).sin()).sin() { rgb } else { ground }
            },
        );
        page.becomes_specimen(&[("background", ZoneRole::Pattern, ZONE)]);
        page
    }

    /// Takes this share of the colour away.
    fn greyed(mut page: DrawnPage, share: f64) -> DrawnPage {
        page.paint(Light::Visible, ZONE, |_, rgb| {
            let grey = rgb.iter().map(|&v| f64::from(v)).sum::<f64>() / 3.0;
            rgb.map(|v| (f64::from(v) * (1.0 - share) + grey * share).round() as u8)
        });
        page
    }

    #[test]
    fn the_same_colours_pass_and_grey_fails() {
        assert_eq!(specimen([140, 190, 210]).outcome(run, propose), Ok(Outcome::Successful));
        assert_eq!(greyed(specimen([140, 190, 210]), 0.95).outcome(run, propose), Ok(Outcome::Failed));
    }

    #[test]
    fn half_the_colour_cannot_be_judged() {
        assert_eq!(greyed(specimen([140, 190, 210]), 0.5).outcome(run, propose), Ok(Outcome::Undetermined));
    }

    #[test]
    fn a_specimen_of_one_colour_aborts() {
        assert_eq!(specimen([225, 222, 215]).outcome(run, propose), Err(Aborted::Covered));
        let page = specimen([140, 190, 210]);
        let routine = page.routine(propose).expect("a routine");
        assert_eq!(DrawnPage::new(10.0).judge_by(run, &routine), Err(Aborted::NoModel));
    }
}
