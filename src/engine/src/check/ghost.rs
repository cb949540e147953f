//! Whether the second portrait shows what the first one shows: who replaces the portrait must replace both.
//!
//! Standard: Doc 9303-2 C.19. Generic id: (VI,AB,SP), compared with (VI,AB,PH).
//! Looks at: both portraits in white light, the first brought to the size of the second, both softened.
//! Margin: correlation of their tones (details of 1 to 6 mm on the second portrait) at the best shift and size, against
//! the threshold enrolled from captures of the model. It is no comparison of faces: it compares pictures.
//! Passes wrongly: both portraits replaced; a stranger in the same pose and light.
//! Fails wrongly: a stamp across either; a second portrait so faint that the background prevails.

use super::tile_pair::best_shift;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::Plane;
use crate::page::paper::box_blur;
use crate::scan::Light;

/// Pixels a millimetre of the second portrait.
const PX_PER_MM: f64 = 4.0;

/// One routine for a model with a second portrait.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let Some(ghost) = model.zone_of(&ZoneRole::Ghost) else { return Vec::new() };
    if model.zone_of(&ZoneRole::Portrait).is_none() {
        return Vec::new();
    }
    let routine = CheckRoutine::proposed(&model.key, "ghost", Some("(VI,AB,SP)"), Light::Visible, Some(&ghost.id));
    let routine = routine.accepting(Accept::AtLeast(0.6), 0.3).with("reach_mm", 1.0);
    vec![routine.with("least_spread", 0.04).with("safety_spreads", 4.0)]
}

/// Correlation of the two portraits.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, _) = case.known_model()?;
    let ghost = case.zone_of(routine)?.area;
    let portrait = model.zone_of(&ZoneRole::Portrait).ok_or(Aborted::NoModel)?.area;
    case.needs(Light::Visible, routine)?;
    let print = tones(case, ghost, PX_PER_MM).ok_or(Aborted::Covered)?;
    let scale = portrait.width / ghost.width;
    let reach_mm = routine.param("reach_mm", 1.0);
    let mut best: Option<f64> = None;
    for size in [0.94, 0.97, 1.0, 1.03, 1.06] {
        let (width, height) = (portrait.width * size, ghost.height * scale * size);
        let centre = portrait.centre();
        let frame = PageRect::new(centre.x_mm - width / 2.0, centre.y_mm - height / 2.0, width, height);
        let Some(source) = tones(case, frame, PX_PER_MM / (scale * size)) else { continue };
        if let Some(likeness) = compare(&print, &source, (reach_mm * PX_PER_MM) as i64) {
            best = Some(best.map_or(likeness, |best| best.max(likeness)));
        }
    }
    let value = best.ok_or(Aborted::Covered)?;
    let places = [portrait, ghost].map(|area| Place { light: Light::Visible, area });
    Ok(Judgement::of_value(routine, value, "correlation", places.to_vec()))
}

/// Middle-sized tones of an area.
fn tones(case: &Case<'_>, area: PageRect, px_per_mm: f64) -> Option<Plane> {
    let patch = case.page.patch(Light::Visible, area, px_per_mm)?;
    if patch.covered < 0.95 {
        return None;
    }
    let luma = patch.luma();
    let coarse = box_blur(&luma, (2.5 * PX_PER_MM) as u32);
    let mut fine = box_blur(&luma, (0.35 * PX_PER_MM).round() as u32);
    for (fine, coarse) in fine.iter_mut().zip(coarse.iter()) {
        *fine -= coarse;
    }
    Some(fine)
}

/// Best correlation of two grids, whose sizes may differ by a pixel of rounding, within a shift; an edge left out.
fn compare(print: &Plane, source: &Plane, reach: i64) -> Option<f64> {
    let (width, height) = print.dimensions();
    let at = |x: u32, y: u32| *source.get_pixel(x.min(source.width() - 1), y.min(source.height() - 1));
    let source = Plane::from_fn(width, height, at);
    let edge = (0.06 * f64::from(width)).round() as u32 + reach as u32;
    let keep: Vec<bool> = (0..width * height)
        .map(|idx| (idx % width, idx / width))
        .map(|(x, y)| edge <= x && x + edge < width && edge <= y && y + edge < height)
        .collect();
    best_shift(&source, print, &keep, reach).map(|(_, peak)| peak)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const PORTRAIT: PageRect = PageRect::new(5.0, 14.0, 32.0, 40.0);
    const GHOST: PageRect = PageRect::new(100.0, 18.0, 16.0, 20.0);

    /// A head of blobs, different for each `holder`, into an area; `depth` of the print.
    fn head(page: &mut DrawnPage, area: PageRect, holder: f64, depth: f64) {
        page.paint(Light::Visible, area, |at, ground| {
            let (u, v) = ((at.x_mm - area.left) / area.width, (at.y_mm - area.top) / area.height);
            let tone = (u * (9.0 + 4.0 * holder) + holder).sin() * (v * (11.0 - 3.0 * holder) + 2.0 * holder).cos()
                + (7.0 * (u + v) * (1.0 + 0.4 * holder)).sin();
            ground.map(|value| (f64::from(value) - depth * (1.0 + 0.5 * tone)) as u8)
        });
    }

    fn page(first: f64, second: f64, mixed: f64) -> DrawnPage {
        let mut page = DrawnPage::new(10.0);
        head(&mut page, PORTRAIT, first, 80.0);
        head(&mut page, GHOST, second, 30.0);
        head(&mut page, GHOST, 1.7, mixed);
        page.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT), ("ghost", ZoneRole::Ghost, GHOST)]);
        page
    }

    #[test]
    fn one_picture_twice_passes_and_two_pictures_fail() {
        assert_eq!(page(0.0, 0.0, 0.0).judge(run, propose).map(|found| found.outcome), Ok(Outcome::Successful));
        let found = page(0.0, 1.0, 0.0).judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Failed, "{:?}", found.value);
    }

    #[test]
    fn a_disturbed_second_portrait_cannot_be_judged() {
        let found = page(0.0, 0.0, 33.0).judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn few_pixels_or_no_model_abort() {
        let page = page(0.0, 0.0, 0.0);
        let routine = page.routine(propose).expect("a routine");
        assert_eq!(DrawnPage::new(10.0).judge_by(run, &routine), Err(Aborted::NoModel));
        let coarse = CheckRoutine { min_ppi: 500.0, ..routine };
        assert!(matches!(page.judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
    }
}
