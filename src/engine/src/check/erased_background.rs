//! Whether the background print still runs between the characters of a personal entry, where a forger who erased and
//! rewrote the entry has taken it away.
//!
//! Standard: BSI TR-03135-1 §5.5.4.3 (vendor's check), Doc 9303-2 C.27 (traces of attack). Generic id: (VI,AB,IS).
//! Looks at: one entry or the portrait in white light, in columns of 4 mm, or the MRZ character by character; print darker
//! than the background left out on the page and on the specimen, and bridged before fine detail is taken.
//! Margin: how much of the specimen's fine detail the page shows between the characters (slope), over how much it shows
//! round the entry; of the columns the second least (the least of fewer than four), against the enrolled threshold.
//! Passes wrongly: an entry changed without touching the background; ground without detail (aborted).
//! Fails wrongly: a stain or a fold along the entry; a worn line.

use image::Luma;

use super::mrz_cells::mrz_cells;
use super::tile_pair::{TilePair, coloured_over, fine_detail};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::page::paper::{box_mean, paper_level};
use crate::page::{Patch, Plane};
use crate::scan::Light;

const PX_PER_MM: f64 = 12.0;
/// Ground a column must show between its characters to be judged, in square millimetres.
const LEAST_FREE_MM2: f64 = 1.5;
/// Ground round the entry that is compared too.
const RING_MM: f64 = 2.5;

/// One routine for each entry of the visual inspection zone, for the portrait and for the MRZ.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let is_looked_at = |zone: &&Zone| matches!(zone.role, ZoneRole::Field(_) | ZoneRole::Mrz | ZoneRole::Portrait);
    let of = |zone: &Zone| {
        CheckRoutine::proposed(&model.key, "erased_background", Some("(VI,AB,IS)"), Light::Visible, Some(&zone.id))
            .accepting(Accept::AtLeast(0.3), 0.5)
            .with("column_mm", 4.0)
            .with("ink_contrast", 0.36)
            .with("least_texture", 0.8)
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
    let most = routine.param("ink_contrast", 0.36);
    let (live, live_free) = bridged(&pair.live, most);
    let (printed, specimen_free) = bridged(&pair.specimen, most);
    let (live, printed) = (fine_detail(&live, PX_PER_MM), fine_detail(&printed, PX_PER_MM));
    let stamped = coloured_over(&pair.live, &pair.specimen);
    let free = live_free.iter().zip(&specimen_free).zip(&stamped).map(|((a, b), stamped)| *a && *b && !stamped);
    let free: Vec<bool> = free.collect();
    let slope_in = |area: &PageRect, outside: Option<&PageRect>| {
        slope(&pair.specimen, &live, &printed, &free, area, outside, routine.param("least_texture", 0.8))
    };
    let round = slope_in(&wide, Some(&zone.area)).filter(|slope| 0.1 < *slope).ok_or(Aborted::Covered)?;
    let columns = if zone.role == ZoneRole::Mrz {
        mrz_cells(case)?.into_iter().flatten().map(|cell| cell.area).collect()
    } else {
        columns_of(zone.area, routine.param("column_mm", 4.0))
    };
    let of_column = |column: PageRect| Some((slope_in(&column, None)? / round, column));
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

/// Luminance with everything darker than background print bridged by the ground round it, and where nothing was bridged.
fn bridged(patch: &Patch, most_contrast: f64) -> (Plane, Vec<bool>) {
    let luma = patch.luma();
    let soft = box_mean(&luma, 1);
    let paper = paper_level(&soft, (1.2 * PX_PER_MM) as u32);
    let is_dark = |(value, paper): (&f32, &f32)| most_contrast < 1.0 - f64::from(value / paper.max(1.0));
    let dark: Vec<f32> = soft.iter().zip(paper.iter()).map(|pair| f32::from(u8::from(is_dark(pair)))).collect();
    let (width, height) = luma.dimensions();
    let near = box_mean(&Plane::from_fn(width, height, |x, y| Luma([dark[(y * width + x) as usize]])), 2);
    let free: Vec<bool> = near.iter().map(|share| *share < 0.02).collect();
    let kept = |of: &dyn Fn(usize) -> f32| {
        Plane::from_fn(width, height, |x, y| {
            let idx = (y * width + x) as usize;
            Luma([if free[idx] { of(idx) } else { 0.0 }])
        })
    };
    let reach = (0.6 * PX_PER_MM) as u32;
    let (light, share) = (box_mean(&kept(&|idx| luma.as_raw()[idx]), reach), box_mean(&kept(&|_| 1.0), reach));
    let mut ground = luma;
    for (idx, value) in ground.iter_mut().enumerate() {
        if !free[idx] && 0.01 < share.as_raw()[idx] {
            *value = light.as_raw()[idx] / share.as_raw()[idx];
        }
    }
    (ground, free)
}

/// Slope of the page's detail on the specimen's over the free pixels of an area, less those of a part of it; `None` where
/// too few are free or the specimen has too little detail there.
fn slope(
    patch: &Patch,
    live: &Plane,
    specimen: &Plane,
    free: &[bool],
    area: &PageRect,
    outside: Option<&PageRect>,
    least_texture: f64,
) -> Option<f64> {
    let (mut n, mut own, mut joint) = (0.0_f64, 0.0_f64, 0.0_f64);
    let width = live.width();
    let (columns, rows) = patch.pixels_in(area);
    let part = outside.map(|part| patch.pixels_in(part));
    for (x, y) in rows.flat_map(|y| columns.clone().map(move |x| (x, y))) {
        let idx = (y * width + x) as usize;
        if free[idx] && !part.as_ref().is_some_and(|(columns, rows)| columns.contains(&x) && rows.contains(&y)) {
            let (a, b) = (f64::from(live.as_raw()[idx]), f64::from(specimen.as_raw()[idx]));
            n += 1.0;
            own += b * b;
            joint += a * b;
        }
    }
    (LEAST_FREE_MM2 * PX_PER_MM * PX_PER_MM <= n && least_texture <= (own / n).sqrt()).then(|| joint / own)
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
