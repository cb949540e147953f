//! Whether the fine background print of a zone is the specimen's.
//!
//! Standard: Doc 9303-2 C.17, BSI TR-03135-1 §5.5.4.2. Generic id: (VI,AB,IS).
//! Looks at: tiles of a zone in white light, each laid over the specimen's tile; places with personal entries, and those that a
//! stamp or a pen went over, left out.
//! Margin: correlation of fine detail (about 0.15 to 1.2 mm), channel by channel, weighted by how much detail the
//! specimen has in it, and ink by ink where that is low; of the tiles the median, against the threshold enrolled from
//! captures of the model.
//! Passes wrongly: a reprint finer than the scan; a small alteration inside the zone (a minority of its tiles).
//! Fails wrongly: a page so worn, stained or stamped that most tiles of a zone are; a blurred picture.

use super::inks::ink_by_ink;
use super::tile_pair::{INK_REACH_MM, TilePair, coloured_over, fine_detail, median, spread, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::image_plane::correlation;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// One routine for each zone of fine static print.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let zones = model.zones.iter().filter(|zone| zone.role == ZoneRole::Pattern);
    let of = |zone: &crate::model::Zone| {
        CheckRoutine::proposed(&model.key, "pattern", Some("(VI,AB,IS)"), Light::Visible, Some(&zone.id))
            .accepting(Accept::AtLeast(0.5), 0.4)
            .with("tile_mm", 8.0)
            .with("least_texture", 1.0)
            .with("most_stamped", 0.25)
            .with("sure_from", 0.92)
            .with("least_spread", 0.02)
            .with("safety_spreads", 8.0)
    };
    zones.map(of).collect()
}

/// Median correlation of the zone's tiles with the specimen's.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`] where no tile can be compared.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    let pairs = tiles(zone.area, routine.param("tile_mm", 8.0)).into_iter().filter_map(|tile| {
        TilePair::of(case, model, specimen, tile, 10.0)
            .filter(|pair| routine.param("least_texture", 1.0) <= pair.texture)
    });
    let likenesses = pairs.filter_map(|pair| likeness(&pair, routine));
    let value = median(likenesses.collect()).ok_or(Aborted::Covered)?;
    let places = vec![Place { light: Light::Visible, area: zone.area }];
    Ok(Judgement::of_value(routine, value, "correlation", places))
}

/// Correlation of fine detail over the channels, or the inks, each weighted by the specimen's spread in it; `None` for a
/// tile of which a larger share was stamped or written on.
fn likeness(pair: &TilePair, routine: &CheckRoutine) -> Option<f64> {
    let px_per_mm = pair.live.px_per_mm;
    let stamped = coloured_over(&pair.live, &pair.specimen);
    let keep: Vec<bool> = pair.keep.iter().zip(&stamped).map(|(keep, stamped)| *keep && !stamped).collect();
    let count = |keep: &[bool]| keep.iter().filter(|keep| **keep).count() as f64;
    if count(&keep) < (1.0 - routine.param("most_stamped", 0.25)) * count(&pair.keep) {
        return None;
    }
    let detail = |patch: &Patch| [0, 1, 2].map(|channel| fine_detail(&patch.channel(channel), px_per_mm));
    let (live, specimen) = (detail(&pair.live), detail(&pair.specimen));
    let of_channel = |(live, specimen): (&Plane, &Plane)| {
        (spread(specimen, &keep), correlation(live, specimen, |idx| keep[idx]).unwrap_or(0.0))
    };
    let together = weighted_mean(live.iter().zip(&specimen).map(of_channel));
    if routine.param("sure_from", 0.92) <= together {
        return Some(together);
    }
    let reach = (INK_REACH_MM * px_per_mm).round() as i64;
    let inks = ink_by_ink(&live, &specimen, &keep, reach);
    Some(weighted_mean(inks.iter().map(|ink| (ink.texture, ink.likeness))).max(together))
}

/// Mean of second values by the weights before them, 0 for none.
fn weighted_mean(values: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (weights, sum) = values.fold((0.0, 0.0), |(all, sum), (weight, value)| (all + weight, sum + weight * value));
    if weights <= 0.0 { 0.0 } else { sum / weights }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const ZONE: PageRect = PageRect::new(60.0, 20.0, 32.0, 24.0);

    /// Wavy lines 0.5 mm apart, `finer` times as many.
    fn guilloche(page: &mut DrawnPage, finer: f64) {
        page.paint(Light::Visible, ZONE.grown(2.0), |at, ground| {
            let wave = (at.y_mm + 0.8 * (at.x_mm * 0.9).sin() + 0.1 * at.x_mm) * finer * 12.5;
            if 0.3 < wave.sin() { [150, 190, 200] } else { ground }
        });
    }

    fn specimen() -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        guilloche(&mut page, 1.0);
        page.becomes_specimen(&[("background", ZoneRole::Pattern, ZONE)]);
        page
    }

    #[test]
    fn the_same_print_passes_even_under_a_stamp() {
        let mut page = specimen();
        let found = page.judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Successful);
        assert!(0.95 < found.value.expect("a value"), "{:?}", found.value);
        page.paint(Light::Visible, PageRect::new(58.0, 26.0, 40.0, 5.0), |_, _| [60, 60, 90]);
        assert_eq!(page.judge(run, propose).map(|judgement| judgement.outcome), Ok(Outcome::Successful));
    }

    #[test]
    fn other_line_work_fails() {
        let mut page = specimen();
        page.paint(Light::Visible, ZONE.grown(3.0), |_, _| [225, 222, 215]);
        guilloche(&mut page, 1.15);
        assert_eq!(page.judge(run, propose).map(|judgement| judgement.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn faded_print_with_noise_cannot_be_judged() {
        let mut page = specimen();
        page.paint(Light::Visible, ZONE.grown(3.0), |at, rgb| {
            let seed = ((at.x_mm * 12.0) as u64 * 7919 + (at.y_mm * 12.0) as u64 * 104_729)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let noise = (seed >> 40) as f64 / f64::from(1 << 24) - 0.5;
            rgb.map(|value| (180.0 + 0.3 * (f64::from(value) - 180.0) + 80.0 * noise).clamp(0.0, 255.0) as u8)
        });
        let found = page.judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn no_model_or_few_pixels_abort() {
        let page = specimen();
        let routine = page.routine(propose).expect("a routine");
        assert_eq!(DrawnPage::new(12.0).judge_by(run, &routine), Err(Aborted::NoModel));
        let coarse = CheckRoutine { min_ppi: 400.0, ..routine };
        assert!(matches!(page.judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
    }
}
