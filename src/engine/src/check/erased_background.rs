//! Whether the background print still runs between the characters of a personal entry, where a forger who erased and
//! rewrote the entry has taken it away.
//!
//! Standard: BSI TR-03135-1 §5.5.4.3 (vendor's check), Doc 9303-2 C.27 (traces of attack). Generic id: (VI,AB,IS).
//! Looks at: one entry or the portrait in white light, in columns of 4 mm, or the MRZ character by character; print darker
//! than the background left out on the page and on the specimen, and bridged before fine detail is taken.
//! Margin: how much of the specimen's fine detail the page shows between the characters (slope), over how much it shows
//! round the entry, ink by ink where that is little; of the columns the second least (the least of fewer than four),
//! against the enrolled threshold.
//! Passes wrongly: an entry changed without touching the background; ground without detail (aborted).
//! Fails wrongly: a stain or a fold along the entry; a worn line.

use std::cell::OnceCell;

use super::entry_ground::Ground;
use super::inks::ink_by_ink;
use super::mrz_cells::mrz_cells;
use super::tile_pair::TilePair;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::page::{Patch, Plane};
use crate::scan::Light;

const PX_PER_MM: f64 = 10.0;
/// Ground round the entry that is compared too.
const RING_MM: f64 = 2.0;
/// Farthest that an ink of one column lies off the specimen's, by what a bent page leaves and by its own register, mm.
const INK_REACH_MM: f64 = 0.25;

/// One routine for each entry of the visual inspection zone, for the portrait and for the MRZ.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let is_looked_at = |zone: &&Zone| matches!(zone.role, ZoneRole::Field(_) | ZoneRole::Mrz | ZoneRole::Portrait);
    let of = |zone: &Zone| {
        let routine =
            CheckRoutine::proposed(&model.key, "erased_background", Some("(VI,AB,IS)"), Light::Visible, Some(&zone.id))
                .accepting(Accept::AtLeast(0.3), 0.5)
                .with("column_mm", 4.0)
                .with("ink_contrast", 0.36)
                .with("least_texture", 0.8)
                .with("sure_from", 0.9);
        // Under a portrait little ground is free, and what is differs from face to face; under one pasted on, none is left.
        let is_portrait = zone.role == ZoneRole::Portrait;
        if is_portrait {
            routine.with("safety_spreads", 8.0).with("never_below", 0.25)
        } else {
            routine.with("safety_spreads", 6.0).with("least_spread", 0.035)
        }
    };
    model.zones.iter().filter(is_looked_at).map(of).collect()
}

/// Share of the background's detail left in the second weakest column.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::NotRead`] for the MRZ where none was read,
/// [`Aborted::Covered`] where there is no detail to look for.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    let wide = zone.area.grown(RING_MM).intersection(&case.page.area()).ok_or(Aborted::Covered)?;
    let pair = TilePair::of_any(case, model, specimen, wide, PX_PER_MM).ok_or(Aborted::Covered)?;
    let ground = Ground::of(&pair, routine);
    let whole = ground.whole();
    let luma = [ground.detail(&Patch::luma)];
    let round = whole.slope(&luma, &wide, Some(&zone.area)).filter(|slope| 0.1 < *slope).ok_or(Aborted::Covered)?;
    let columns = if zone.role == ZoneRole::Mrz {
        mrz_cells(case)?.into_iter().flatten().map(|cell| cell.area).collect()
    } else {
        columns_of(zone.area, routine.param("column_mm", 4.0))
    };
    let sure_from = routine.param("sure_from", 0.9);
    let channels = OnceCell::new();
    let of_column = |column: PageRect| {
        let together = whole.slope(&luma, &column, None)? / round;
        if sure_from <= together {
            return Some((together, column));
        }
        let channels = channels.get_or_init(|| {
            let channels = [0, 1, 2].map(|channel| ground.detail(&|patch: &Patch| patch.channel(channel)));
            channels.into_iter().unzip()
        });
        Some((left_ink_by_ink(&ground, channels, &column, &zone.area).unwrap_or(together), column))
    };
    let mut left: Vec<(f64, PageRect)> = columns.into_iter().filter_map(of_column).collect();
    left.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (value, weakest) = left.get(usize::from(4 <= left.len())).copied().ok_or(Aborted::Covered)?;
    let places = [zone.area, weakest].map(|area| Place { light: Light::Visible, area });
    Ok(Judgement::of_value(routine, value, "background_left", places.to_vec()))
}

/// Cuts an area into columns of about that width.
fn columns_of(area: PageRect, width_mm: f64) -> Vec<PageRect> {
    let n = (area.width / width_mm).round().max(1.0);
    let width = area.width / n;
    (0..n as usize).map(|idx| PageRect { left: area.left + idx as f64 * width, width, ..area }).collect()
}

/// Share of the detail left in one column where inks may lie out of register: each ink is laid over the specimen's by itself.
/// Wants the detail of each channel, the page's and the specimen's.
fn left_ink_by_ink(
    ground: &Ground<'_>,
    (live, printed): &(Vec<Plane>, Vec<Plane>),
    column: &PageRect,
    entry: &PageRect,
) -> Option<f64> {
    let wide = column.grown(RING_MM);
    let part = ground.part(&wide);
    let cut = |planes: &[Plane]| -> Option<[Plane; 3]> {
        planes.iter().map(|plane| part.cut(plane)).collect::<Vec<_>>().try_into().ok()
    };
    let inks = ink_by_ink(&cut(live)?, &cut(printed)?, &part.free(), (INK_REACH_MM * PX_PER_MM).round() as i64);
    let inks: Vec<(Plane, Plane)> = inks.into_iter().map(|ink| (ink.live, ink.specimen)).collect();
    let round = part.slope(&inks, &wide, Some(entry)).filter(|slope| 0.1 < *slope)?;
    Some(part.slope(&inks, column, None)? / round)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const FIELD: PageRect = PageRect::new(50.0, 30.0, 30.0, 4.4);

    fn page() -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.paint(Light::Visible, FIELD.grown(6.0), |at, ground| {
            let wave = (at.y_mm + 0.5 * (at.x_mm * 0.9).sin() + 0.07 * at.x_mm) * 10.0;
            if 0.4 < wave.sin() { [170, 200, 205] } else { ground }
        });
        page
    }

    fn write(page: &mut DrawnPage, text: &str) {
        for (idx, symbol) in text.chars().enumerate() {
            page.draw_glyph(symbol, 50.6 + 2.9 * idx as f64, 30.7, [30; 3], None);
        }
    }

    /// A page whose entry's ground from there on keeps this share of its print.
    fn erased(from_mm: f64, share_left: f64) -> DrawnPage {
        let mut specimen = page();
        write(&mut specimen, "M98765432");
        specimen.becomes_specimen(&[("document_number", ZoneRole::Field("document_number".to_owned()), FIELD)]);
        let mut live = page();
        let part = PageRect { left: from_mm, width: FIELD.right() - from_mm, ..FIELD };
        live.paint(Light::Visible, part, |_, rgb| {
            let paper = [218.0, 217.0, 212.0];
            std::array::from_fn(|c| (paper[c] + share_left * (f64::from(rgb[c]) - paper[c])).round() as u8)
        });
        write(&mut live, "L01234567");
        live.model = specimen.model;
        live
    }

    #[test]
    fn another_holders_entry_passes_and_an_erased_part_fails() {
        let found = erased(80.0, 1.0).judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Successful, "{:?}", found.value);
        let found = erased(66.0, 0.0).judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Failed, "{:?}", found.value);
    }

    #[test]
    fn a_weakened_part_cannot_be_judged() {
        let found = erased(66.0, 0.32).judge(run, propose).expect("compared");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn ground_without_print_aborts() {
        let mut blank = DrawnPage::new(12.0);
        write(&mut blank, "L01234567");
        blank.becomes_specimen(&[("document_number", ZoneRole::Field("document_number".to_owned()), FIELD)]);
        assert_eq!(blank.judge(run, propose), Err(Aborted::Covered));
    }
}
