//! Whether the portrait and the second portrait show in infrared as the model's do: engraved by laser they stay, printed in dyes
//! they drop out.
//!
//! Standard: Doc 9303-2 Table C-1, C.19; BSI TR-03135-1 §5.5.4.2. Generic id: (IR,AB,PH), (IR,TR,PH), (IR,AB,SP),
//! (IR,TR,SP)&(VI,AB,SP).
//! Looks at: the light and middle tones of the picture in white light and in infrared, in squares, finer lines and screens blurred
//! away; shadows are left out, as printers in dyes add black to them.
//! Margin: by how much the infrared tones of a square rise with its white ones (slope), both over the level of the paper; of the
//! squares with enough tones the median. At least what is enrolled where the specimen's picture stays, at most where it drops out.
//! Passes wrongly: another portrait made in the same technique.
//! Fails wrongly: a stamp over most of the picture; a holder whose every tone is dark.

use super::tile_pair::{median, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::page::blur::box_blur;
use crate::page::image_plane::{mean_and_spread, quantile};
use crate::page::{Patch, Plane};
use crate::scan::Light;

const PX_PER_MM: f64 = 4.0;
/// A picture stays in infrared from this slope on.
const STAYS: f64 = 0.5;

/// One routine for each portrait.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let of = |zone: &Zone| {
        let patch = |light| specimen.patch(light, zone.area, PX_PER_MM);
        let bare = CheckRoutine::proposed(&model.key, "picture_infrared", None, Light::Infrared, Some(&zone.id))
            .from_ppi(100.0)
            .with("square_mm", 4.0)
            .with("least_tones", 0.03)
            .with("shadow_below", 0.4)
            .with("least_spread", 0.03);
        let shown = tones_shown(&patch(Light::Visible)?, &patch(Light::Infrared)?, zone, &bare)?;
        let generic = match (&zone.role, STAYS <= shown) {
            (ZoneRole::Portrait, true) => "(IR,AB,PH)",
            (ZoneRole::Portrait, false) => "(IR,TR,PH)",
            (_, true) => "(IR,AB,SP)",
            (_, false) => "(IR,TR,SP)&(VI,AB,SP)",
        };
        let accept = if STAYS <= shown { Accept::AtLeast(0.5 * shown) } else { Accept::AtMost(shown + 0.3) };
        Some(CheckRoutine { generic: Some(generic.to_owned()), ..bare }.accepting(accept, 0.3))
    };
    let pictures = model.zones.iter().filter(|zone| matches!(zone.role, ZoneRole::Portrait | ZoneRole::Ghost));
    pictures.filter_map(of).collect()
}

/// Slope of the infrared tones on the white ones.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::Covered`], [`Aborted::NotRead`] where white light
/// shows no picture.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = case.zone_of(routine)?;
    case.needs(Light::Infrared, routine)?;
    case.needs(Light::Visible, routine)?;
    let patch = |light| case.page.patch(light, zone.area, PX_PER_MM).ok_or(Aborted::NoScan(light));
    let (white, infrared) = (patch(Light::Visible)?, patch(Light::Infrared)?);
    if white.covered.min(infrared.covered) < 0.9 {
        return Err(Aborted::Covered);
    }
    let value = tones_shown(&white, &infrared, zone, routine).ok_or(Aborted::NotRead)?;
    let places = vec![Place { light: Light::Infrared, area: zone.area }];
    Ok(Judgement::of_value(routine, value, "tones_in_infrared", places))
}

/// Median over the squares with tones of the slope of infrared on white.
fn tones_shown(white: &Patch, infrared: &Patch, zone: &Zone, routine: &CheckRoutine) -> Option<f64> {
    let (tones, other) = (over_paper(white)?, over_paper(infrared)?);
    let least = routine.param("least_tones", 0.03);
    let shadow = routine.param("shadow_below", 0.4) as f32;
    let inside = zone.area.grown(-0.06 * zone.area.width);
    let of_square = |square: crate::geometry::PageRect| {
        let (columns, rows) = white.pixels_in(&square);
        let n_all = columns.len() * rows.len();
        let pixels = rows.flat_map(|y| columns.clone().map(move |x| (x, y)));
        let pair = |(x, y)| (tones.get_pixel(x, y).0[0], other.get_pixel(x, y).0[0]);
        let (tones, other): (Vec<f32>, Vec<f32>) = pixels.map(pair).filter(|(tone, _)| shadow <= *tone).unzip();
        (n_all <= 2 * tones.len()).then_some(())?;
        let ((mean, spread), (other_mean, _)) = (mean_and_spread(&tones), mean_and_spread(&other));
        let joint = |(a, b): (&f32, &f32)| (f64::from(*a) - mean) * (f64::from(*b) - other_mean);
        let joint: f64 = tones.iter().zip(&other).map(joint).sum();
        (least <= spread).then(|| joint / (spread * spread * tones.len() as f64))
    };
    median(tiles(inside, routine.param("square_mm", 4.0)).into_iter().filter_map(of_square).collect())
}

/// Luminance over that of the picture's lightest parts, lines of half a millimetre blurred away; `None` where all is black.
fn over_paper(patch: &Patch) -> Option<Plane> {
    let mut tones = box_blur(&patch.luma(), (0.25 * PX_PER_MM) as u32);
    let paper = quantile(&mut tones.to_vec(), 0.97).filter(|paper| 8.0 < *paper)?;
    tones.iter_mut().for_each(|value| *value /= paper);
    Some(tones)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const PORTRAIT: PageRect = PageRect::new(6.0, 14.0, 32.0, 40.0);

    /// A head whose infrared tones are so much of its white ones.
    fn page(holder: f64, share: f64) -> DrawnPage {
        let mut page = DrawnPage::new(8.0);
        page.paint_head(PORTRAIT, holder, 60.0);
        let white = page.visible.clone();
        page.add_infrared(200);
        page.paint(Light::Infrared, PORTRAIT, |at, _| {
            let level = f64::from(white.get_pixel((at.x_mm * 8.0) as u32, (at.y_mm * 8.0) as u32).0[1]);
            [(200.0 * (1.0 - share * (1.0 - level / 222.0))) as u8; 3]
        });
        page
    }

    fn judge(own: f64, live: &DrawnPage) -> Result<Judgement, Aborted> {
        let mut specimen = page(0.3, own);
        specimen.becomes_specimen(&[("portrait", ZoneRole::Portrait, PORTRAIT)]);
        let (model, picture) = specimen.model.expect("a model");
        live.examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn an_engraved_portrait_passes_and_one_in_dyes_fails() {
        assert_eq!(judge(1.0, &page(1.0, 0.95)).map(|found| found.outcome), Ok(Outcome::Successful));
        assert_eq!(judge(1.0, &page(1.0, 0.1)).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn where_dyes_are_usual_an_engraved_one_fails() {
        assert_eq!(judge(0.1, &page(1.0, 0.12)).map(|found| found.outcome), Ok(Outcome::Successful));
        assert_eq!(judge(0.1, &page(1.0, 0.95)).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn one_between_cannot_be_judged() {
        let found = judge(1.0, &page(1.0, 0.5)).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn an_empty_frame_or_no_infrared_aborts() {
        let mut empty = DrawnPage::new(8.0);
        empty.add_infrared(200);
        assert_eq!(judge(1.0, &empty), Err(Aborted::NotRead));
        empty.infrared = None;
        assert_eq!(judge(1.0, &empty), Err(Aborted::NoScan(Light::Infrared)));
    }
}
