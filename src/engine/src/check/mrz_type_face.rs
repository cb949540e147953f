//! Whether the MRZ is set in the type face of the model's specimen.
//!
//! Standard: Doc 9303-3 §4 (OCR-B size 1). Vendor's check.
//! Looks at: the characters of the zone in white light: the mean shape of every symbol against the mean shape of the same
//! symbol on the specimen.
//! Margin: median over the symbols that both have of the correlation of the two shapes, each laid over the other as well as it
//! can be within a fifth of a millimetre, against the threshold enrolled from captures of the model.
//! Passes wrongly: another cut of OCR-B; single characters of another face, of which the median says nothing.
//! Fails wrongly: ink that has run or worn off all over the zone; a blurred picture; an issuer that uses several cuts of OCR-B.

use std::collections::BTreeMap;

use super::mrz_grid::MrzPrint;
use super::shift::best_shift;
use super::tile_pair::median;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckGroup, CheckRoutine};
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::Plane;
use crate::page::image_plane::correlation;
use crate::scan::Light;

/// Pixels a millimetre of a shape, and its size in pixels: a cell without its neighbours.
const PX_PER_MM: f64 = 10.0;
const SHAPE_PX: (u32, u32) = (26, 40);
/// Farthest that two shapes are moved against each other, pixels.
const REACH_PX: i64 = 2;
/// Symbols that both zones must have.
const LEAST_SYMBOLS: usize = 5;

/// One routine for a model with a machine readable zone.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let of = |zone: &crate::model::Zone| {
        let routine = CheckRoutine::proposed(&model.key, "mrz_type_face", None, Light::Visible, Some(&zone.id));
        CheckRoutine { group: CheckGroup::MrzConsistency, ..routine }
            .accepting(Accept::AtLeast(0.88), 0.1)
            .with("least_spread", 0.008)
            .with("safety_spreads", 8.0)
    };
    model.zone_of(&ZoneRole::Mrz).map(of).into_iter().collect()
}

/// Median correlation of symbols' shapes with the specimen's.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::NotRead`] without two lines of print, [`Aborted::NoSpecimen`] where
/// the specimen has no zone that can be read, or too few of the same symbols.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (_, specimen) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    let print = MrzPrint::of_page(case)?;
    let of_specimen = MrzPrint::of_specimen(specimen, &zone.area).ok_or(Aborted::NoSpecimen(Light::Visible))?;
    let known = shapes(&of_specimen);
    let alike = shapes(&print).into_iter().filter_map(|(symbol, shape)| likeness(&shape, known.get(&symbol)?));
    let alike: Vec<f64> = alike.collect();
    let value =
        median(alike.clone()).filter(|_| LEAST_SYMBOLS <= alike.len()).ok_or(Aborted::NoSpecimen(Light::Visible))?;
    let places = vec![Place { light: Light::Visible, area: print.area }];
    Ok(Judgement::of_value(routine, value, "correlation", places))
}

/// The shape of every symbol: of its characters pixel by pixel the median, each taken at its place in the grid.
fn shapes(print: &MrzPrint) -> BTreeMap<char, Plane> {
    let mut places: BTreeMap<char, Vec<(f64, f64)>> = BTreeMap::new();
    for (line, grid) in print.centres.iter().zip(&print.grids) {
        for centre in line {
            let place = (grid.x_at(centre.column), grid.y_at(centre.column));
            places.entry(centre.symbol).or_default().push(place);
        }
    }
    places.into_iter().map(|(symbol, places)| (symbol, shape(print, &places))).collect()
}

fn shape(print: &MrzPrint, places: &[(f64, f64)]) -> Plane {
    let (width, height) = SHAPE_PX;
    let from_middle = |px: u32, of: u32| (f64::from(px) + 0.5 - f64::from(of) / 2.0) / PX_PER_MM;
    Plane::from_fn(width, height, |x, y| {
        let (dx, dy) = (from_middle(x, width), from_middle(y, height));
        let ink = places.iter().map(|(left, top)| f64::from(print.ink.at(left + dx, top + dy)));
        image::Luma([median(ink.collect()).unwrap_or(0.0) as f32])
    })
}

/// Correlation of two shapes where they agree best.
fn likeness(shape: &Plane, specimen: &Plane) -> Option<f64> {
    let (width, height) = shape.dimensions();
    let all = vec![true; shape.len()];
    let ((dx, dy), _) = best_shift(shape, specimen, &all, REACH_PX)?;
    let moved = Plane::from_fn(width, height, |x, y| {
        let (x, y) = (x as f32 + dx as f32, y as f32 + dy as f32);
        image::imageops::interpolate_bilinear(shape, x, y).unwrap_or(image::Luma([0.0]))
    });
    correlation(&moved, specimen, |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::{DrawnPage, MRZ_LINES, MRZ_ZONE};
    use crate::geometry::PageRect;

    /// The specimen's page, and the same page after something has been done to it.
    fn judge(change: impl FnOnce(&mut DrawnPage)) -> Result<Judgement, Aborted> {
        let mut page = DrawnPage::new(12.0);
        page.draw_mrz(&MRZ_LINES, [30; 3], None);
        page.becomes_specimen(&[("mrz", ZoneRole::Mrz, MRZ_ZONE)]);
        change(&mut page);
        page.judge(run, propose)
    }

    /// Every character lower by a part of its height, or cut there.
    fn cut(page: &mut DrawnPage, share: f64) {
        let ground = [225, 222, 215];
        for line in 0..2 {
            let top = 69.5 + 6.35 * f64::from(line);
            page.paint(Light::Visible, PageRect::new(4.0, top, 117.0, 3.0 * share), |_, _| ground);
        }
    }

    #[test]
    fn the_specimens_shapes_pass_even_under_a_stamp() {
        assert_eq!(judge(|_| ()).map(|found| found.outcome), Ok(Outcome::Successful));
        let stamp = |page: &mut DrawnPage| {
            page.paint(Light::Visible, PageRect::new(90.0, 68.0, 18.0, 8.0), |_, rgb| rgb.map(|value| value / 2));
        };
        assert_eq!(judge(stamp).map(|found| found.outcome), Ok(Outcome::Successful));
    }

    #[test]
    fn other_shapes_fail() {
        assert_eq!(judge(|page| cut(page, 0.4)).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn shapes_a_little_other_cannot_be_judged() {
        let found = judge(|page| cut(page, 0.14)).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn no_model_or_nothing_read_aborts() {
        assert_eq!(judge(|page| page.readings.mrz = None), Err(Aborted::NotRead));
        let mut page = DrawnPage::new(12.0);
        page.draw_mrz(&MRZ_LINES, [30; 3], None);
        page.becomes_specimen(&[("mrz", ZoneRole::Mrz, MRZ_ZONE)]);
        let routine = page.routine(propose).expect("a routine");
        page.model = None;
        assert_eq!(page.judge_by(run, &routine), Err(Aborted::NoModel));
    }
}
