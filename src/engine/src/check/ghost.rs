//! Whether the second portrait shows what the first one shows: who replaces the portrait must replace both.
//!
//! Standard: Doc 9303-2 C.19. Generic id: (VI,AB,SP), compared with (VI,AB,PH).
//! Looks at: both portraits in white light, the first brought to the size of the second, both softened.
//! Margin: correlation of their tones at the best shift and size, against the threshold enrolled from captures of the model:
//! of details of 1 to 6 mm on the second portrait, or of half a millimetre to 2 mm where the specimen's second portrait is
//! printed so finely that they agree there. A first portrait of fewer tones than the specimen's (bald and pale people in pale
//! clothes) stands out less from the background of the second one: its correlation is taken as it would be with as many. It is no
//! comparison of faces: it compares pictures. What a stamp or a pen in
//! another colour than the second portrait's went over is left out; what is left can pass, but not fail: then the check is
//! aborted as covered, for the background weighs more in a part than in the whole. Undetermined where the tones are so few that no
//! more is to be expected: then the background prevails.
//! Passes wrongly: both portraits replaced; a stranger in the same pose and light. Says nothing of another portrait beside a
//! stamped second one.
//! Fails wrongly: a stamp across the first, or one in the second's own colour.

use super::shift::best_shift;
use super::tile_pair::{colours, median};
use super::{Aborted, Case, Judgement, Outcome, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::blur::box_blur;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Grain of the comparison, and that of second portraits printed finely.
const USUAL: Grain = Grain { px_per_mm: 4.0, finest_mm: 0.35, coarsest_mm: 2.5 };
const FINE: Grain = Grain { px_per_mm: 6.0, finest_mm: 0.15, coarsest_mm: 0.7 };
/// Correlation of the specimen's own two portraits from which they are compared finely.
const FINE_FROM: f64 = 0.9;
/// Red or blue against green, 0..=255, so far off the line from ground to ink that another ink went over.
const STAMPED_FROM: f64 = 10.0;
/// Share of the second portrait from which it counts as untouched, and from which it can be judged.
const ALL_CLEAR: f64 = 0.98;
const ENOUGH_CLEAR: f64 = 0.5;

/// Pixels a millimetre of the second portrait, and how far tones are softened, mm.
#[derive(Clone, Copy)]
struct Grain {
    px_per_mm: f64,
    finest_mm: f64,
    coarsest_mm: f64,
}

impl Grain {
    fn of(routine: &CheckRoutine) -> Self {
        if routine.param("is_fine", 0.0) == 1.0 { FINE } else { USUAL }
    }
}

/// Part of a page by its place and pixels a millimetre.
type Part<'a> = &'a dyn Fn(PageRect, f64) -> Option<Patch>;

/// One routine for a model with a second portrait.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let Some(ghost) = model.zone_of(&ZoneRole::Ghost) else { return Vec::new() };
    let Some(portrait) = model.zone_of(&ZoneRole::Portrait) else { return Vec::new() };
    let routine = CheckRoutine::proposed(&model.key, "ghost", Some("(VI,AB,SP)"), Light::Visible, Some(&ghost.id));
    let routine = routine.accepting(Accept::AtLeast(0.6), 0.3).with("reach_mm", 1.0).with("safety_spreads", 4.0);
    let of_specimen = |area, px_per_mm| specimen.patch(Light::Visible, area, px_per_mm);
    let likeness = likeness(&of_specimen, (ghost.area, portrait.area), None, (1.0, FINE));
    vec![match likeness {
        Some(FINE_FROM..) => routine.with("least_spread", 0.025).with("is_fine", 1.0),
        _ => routine.with("least_spread", 0.04),
    }]
}

/// Correlation of the two portraits.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    let ghost = case.zone_of(routine)?.area;
    let portrait = model.zone_of(&ZoneRole::Portrait).ok_or(Aborted::NoModel)?.area;
    case.needs(Light::Visible, routine)?;
    let grain = Grain::of(routine);
    let reach_mm = routine.param("reach_mm", 1.0);
    let of_page = |area, px_per_mm| case.page.patch(Light::Visible, area, px_per_mm);
    let of_specimen = |area, px_per_mm| specimen.patch(Light::Visible, area, px_per_mm);
    let strength = |part: Part<'_>| mean_square(part, portrait, ghost, grain);
    let tones =
        strength(&of_page).zip(strength(&of_specimen)).map_or(1.0, |(page, specimen)| page / specimen.max(1e-3));
    let likeness_of_page = |clear: Option<&[bool]>| likeness(&of_page, (ghost, portrait), clear, (reach_mm, grain));
    let judged = |likeness: f64| {
        let places = [portrait, ghost].map(|area| Place { light: Light::Visible, area });
        Judgement::of_value(routine, with_usual_tones(likeness, tones), "correlation", places.to_vec())
    };
    let value = likeness_of_page(None).ok_or(Aborted::Covered)?;
    let whole = judged(value);
    if whole.outcome == Outcome::Successful {
        return Ok(whole);
    }
    let is_explained = || {
        let most = routine.param("most_times_background", 2.0);
        let is_usual = |own: &f64| routine.threshold.as_ref().is_some_and(|threshold| 0.0 <= threshold.margin(*own));
        let own = likeness(&of_specimen, (ghost, portrait), None, (reach_mm, grain)).filter(is_usual);
        let expected = own.map(|own| background_of(own) / tones.max(1e-3));
        0.0 < value && expected.is_some_and(|expected| background_of(value) <= most * expected)
    };
    if whole.outcome == Outcome::Failed && is_explained() {
        // The background prevails in a second portrait the more, the fewer tones the first one has beside the specimen's.
        return Ok(Judgement { outcome: Outcome::Undetermined, margin: None, ..whole });
    }
    let Some(clear) = clear_of_stamps(case, specimen, ghost, grain) else { return Ok(whole) };
    match clear.iter().filter(|clear| **clear).count() as f64 / clear.len().max(1) as f64 {
        ALL_CLEAR.. => Ok(whole),
        ENOUGH_CLEAR.. => {
            let of_rest = likeness_of_page(Some(&clear)).map(judged).filter(|rest| rest.outcome == Outcome::Successful);
            of_rest.ok_or(Aborted::Covered)
        }
        _ => Err(Aborted::Covered),
    }
}

/// Best correlation of the second portrait's tones with the first one's, of the pixels that are clear.
fn likeness(
    part: Part<'_>,
    (ghost, portrait): (PageRect, PageRect),
    clear: Option<&[bool]>,
    (reach_mm, grain): (f64, Grain),
) -> Option<f64> {
    let print = tones(&part(ghost, grain.px_per_mm)?, clear, grain)?;
    let scale = portrait.width / ghost.width;
    let mut best: Option<f64> = None;
    for size in [0.94, 0.97, 1.0, 1.03, 1.06] {
        let (width, height) = (portrait.width * size, ghost.height * scale * size);
        let centre = portrait.centre();
        let frame = PageRect::new(centre.x_mm - width / 2.0, centre.y_mm - height / 2.0, width, height);
        let source = part(frame, grain.px_per_mm / (scale * size)).and_then(|source| tones(&source, None, grain));
        let Some(source) = source else { continue };
        if let Some(likeness) = compare(&print, &source, clear, (reach_mm * grain.px_per_mm) as i64) {
            best = Some(best.map_or(likeness, |best| best.max(likeness)));
        }
    }
    best
}

/// Mean square of the tones of a portrait, looked at as if it had the second one's width. `None` off the picture.
fn mean_square(part: Part<'_>, portrait: PageRect, ghost: PageRect, grain: Grain) -> Option<f64> {
    let tones = tones(&part(portrait, grain.px_per_mm * ghost.width / portrait.width)?, None, grain)?;
    Some(tones.iter().map(|tone| f64::from(*tone).powi(2)).sum::<f64>() / tones.len().max(1) as f64)
}

/// What the correlation of a portrait of so many times the specimen's tones (as mean squares) would be with as many: of
/// background as strong as this one's it would hide less. More tones than the specimen's are taken for as many.
fn with_usual_tones(correlation: f64, tones: f64) -> f64 {
    if correlation <= 0.0 {
        return correlation;
    }
    (1.0 / (1.0 + background_of(correlation) * tones.clamp(0.0, 1.0))).sqrt()
}

/// How strong the background of the second portrait is beside its tones, as a ratio of variances, where nothing else keeps two
/// equal portraits from agreeing.
fn background_of(correlation: f64) -> f64 {
    (1.0 - correlation * correlation) / (correlation * correlation)
}

/// For each pixel of the second portrait whether its colour is one that its ink makes on its ground; `None` off the picture.
/// On the specimen these colours lie along one line, from bare ground to full ink.
fn clear_of_stamps(case: &Case<'_>, specimen: &Specimen, ghost: PageRect, grain: Grain) -> Option<Vec<bool>> {
    let live = colours(&case.page.patch(Light::Visible, ghost, grain.px_per_mm)?);
    let own = colours(&specimen.patch(Light::Visible, ghost, grain.px_per_mm)?);
    let middle = |of: &[[f32; 2]]| [0, 1].map(|axis| median(of.iter().map(|colour| f64::from(colour[axis])).collect()));
    let ([Some(x), Some(y)], [Some(live_x), Some(live_y)]) = (middle(&own), middle(&live)) else { return None };
    let sums = own.iter().fold([0.0; 3], |[xx, xy, yy], colour| {
        let (dx, dy) = (f64::from(colour[0]) - x, f64::from(colour[1]) - y);
        [xx + dx * dx, xy + dx * dy, yy + dy * dy]
    });
    let (sin, cos) = (0.5 * (2.0 * sums[1]).atan2(sums[0] - sums[2])).sin_cos();
    let off_line =
        |colour: &[f32; 2]| ((f64::from(colour[1]) - live_y) * cos - (f64::from(colour[0]) - live_x) * sin).abs();
    Some(live.iter().map(|colour| off_line(colour) < STAMPED_FROM).collect())
}

/// Middle-sized tones of an area; what is not clear counts for nothing.
fn tones(patch: &Patch, clear: Option<&[bool]>, grain: Grain) -> Option<Plane> {
    if patch.covered < 0.95 {
        return None;
    }
    let luma = patch.luma();
    let coarse = softened(&luma, clear, (grain.coarsest_mm * grain.px_per_mm) as u32);
    let mut fine = softened(&luma, clear, (grain.finest_mm * grain.px_per_mm).round() as u32);
    for (fine, coarse) in fine.iter_mut().zip(coarse.iter()) {
        *fine -= coarse;
    }
    Some(fine)
}

/// Mean round each pixel of those that are clear.
fn softened(plane: &Plane, clear: Option<&[bool]>, reach: u32) -> Plane {
    let Some(clear) = clear else { return box_blur(plane, reach) };
    let (mut light, mut share) = (plane.clone(), plane.clone());
    for ((light, share), clear) in light.iter_mut().zip(share.iter_mut()).zip(clear) {
        *share = f32::from(u8::from(*clear));
        *light *= *share;
    }
    let (mut light, share) = (box_blur(&light, reach), box_blur(&share, reach));
    light.iter_mut().zip(share.iter()).for_each(|(light, share)| *light /= share.max(1e-3));
    light
}

/// Best correlation of two grids, whose sizes may differ by a pixel of rounding, within a shift; an edge left out.
fn compare(print: &Plane, source: &Plane, clear: Option<&[bool]>, reach: i64) -> Option<f64> {
    let (width, height) = print.dimensions();
    let at = |x: u32, y: u32| *source.get_pixel(x.min(source.width() - 1), y.min(source.height() - 1));
    let source = Plane::from_fn(width, height, at);
    let edge = (0.06 * f64::from(width)).round() as u32 + reach as u32;
    let keep: Vec<bool> = (0..width * height)
        .map(|idx| (idx % width, idx / width))
        .map(|(x, y)| edge <= x && x + edge < width && edge <= y && y + edge < height)
        .enumerate()
        .map(|(idx, is_inside)| is_inside && clear.is_none_or(|clear| clear[idx]))
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

    fn page(first: f64, second: f64, mixed: f64) -> DrawnPage {
        let mut page = DrawnPage::new(10.0);
        page.paint_head(PORTRAIT, first, 80.0);
        page.paint_head(GHOST, second, 30.0);
        page.paint_head(GHOST, 1.7, mixed);
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
    fn two_portraits_of_few_tones_pass_and_two_of_different_people_fail() {
        let specimen = page(0.0, 0.0, 20.0);
        let routine = specimen.routine(propose).expect("a routine");
        let pale = |second: f64| {
            let mut page = DrawnPage::new(10.0);
            page.paint_head(PORTRAIT, 0.0, 32.0);
            page.paint_head(GHOST, second, 12.0);
            page.paint_head(GHOST, 1.7, 20.0);
            page.model.clone_from(&specimen.model);
            page.judge_by(run, &routine).map(|found| found.outcome)
        };
        assert_eq!(pale(0.0), Ok(Outcome::Successful));
        assert_eq!(pale(1.0), Ok(Outcome::Failed));
    }

    #[test]
    fn few_tones_lift_a_correlation_as_far_as_the_background_explains() {
        let lifted =
            [(0.71, 0.25), (0.71, 1.0), (0.71, 3.0), (-0.2, 0.25)].map(|(value, tones)| with_usual_tones(value, tones));
        let expected = [0.896, 0.71, 0.71, -0.2];
        assert!(lifted.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.001), "{lifted:?}");
    }

    #[test]
    fn a_stamp_in_another_colour_is_left_out() {
        let mut stamped = page(0.0, 0.0, 0.0);
        let area = PageRect::new(101.0, 22.0, 14.0, 4.0);
        stamped.paint(Light::Visible, area, |_, ground| [ground[0], ground[1] / 3, ground[2] / 2]);
        let found = stamped.judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Successful, "{:?}", found.value);
        stamped.paint(Light::Visible, GHOST, |_, ground| [ground[0], ground[1] / 3, ground[2] / 2]);
        stamped.paint_head(GHOST, 1.0, 30.0);
        assert_ne!(stamped.judge(run, propose).map(|found| found.outcome), Ok(Outcome::Successful));
    }

    #[test]
    fn what_a_stamp_leaves_of_two_pictures_does_not_fail() {
        let mut stamped = page(0.0, 1.0, 0.0);
        let area = PageRect::new(101.0, 22.0, 14.0, 4.0);
        stamped.paint(Light::Visible, area, |_, ground| [ground[0], ground[1] / 3, ground[2] / 2]);
        assert_eq!(stamped.judge(run, propose).map(|found| found.outcome), Err(Aborted::Covered));
    }

    #[test]
    fn portraits_printed_finely_are_compared_finely() {
        let routine = |mixed| page(0.0, 0.0, mixed).routine(propose).expect("a routine");
        assert!(routine(0.0).params.contains_key("is_fine"));
        assert!(!routine(33.0).params.contains_key("is_fine"));
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
