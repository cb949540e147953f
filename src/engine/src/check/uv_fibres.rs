//! Whether fibres in the paper glow: printed ones do not.
//!
//! Standard: Doc 9303-2 A.5.2 (fluorescent fibres), BSI TR-03135-1 §5.5.4.2. Generic id: (UV,LU,FI).
//! Looks at: thin bright lines of 1.5 to 8 mm in ultraviolet, away from the fluorescent motif, the portraits and other
//! pictures, the page's edge, from all that is dark (the gap between two characters is a bright line too), and from every
//! place that glows on the specimen as well: print lies where it lies there, fibres anywhere.
//! Margin: how many such lines there are, against the least that unaltered pages of the model show. Undetermined where the
//! page glows in most of the specimen's own lines: then it is the specimen's document or one without fibres.
//! Passes wrongly: printed fibres in fluorescent ink; threads, hairs and scratches that glow, of which four are taken for
//! paper with few fibres; a copy on paper whose grain glows in lines.
//! Fails wrongly: fluorescence faded to nothing; a picture too coarse or too blurred for lines of a tenth of a millimetre;
//! paper with so few fibres that nearly all lie under print.

use image::{GrayImage, ImageBuffer, Luma};
use imageproc::distance_transform::Norm;
use imageproc::morphology::dilate;
use imageproc::region_labelling::{Connectivity, connected_components};

use super::{Aborted, Case, Detail, Judgement, Outcome, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::page::blur::{box_blur, box_mean};
use crate::page::image_plane::quantile;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Pixels a millimetre.
const PX_PER_MM: f64 = 8.0;
/// Fewer lines than this the specimen of no paper with fibres shows.
const LEAST_ON_SPECIMEN: usize = 7;
/// Fewer fibres than this, where the specimen has none, no paper with fibres shows.
const LEAST_FIBRES: f64 = 3.0;
/// Lengths of a fibre, mm, and its greatest mean width.
const LENGTHS_MM: std::ops::RangeInclusive<f64> = 1.5..=8.0;
const WIDEST_MM: f64 = 0.5;
/// Round zones with pictures or the motif so much is left out, mm.
const CLEARANCE_MM: f64 = 0.6;
/// Lines nearer than this to what glows on the specimen, mm, are taken for it: ultraviolet lies up to half a millimetre off.
/// Nearer than this to something dark they are taken for its rim.
const NEAR_MM: f64 = 0.5;
/// Along the page's edge the dark ground beside it makes lines, mm.
const EDGE_MM: f64 = 1.0;

/// One routine for a model whose specimen shows fibres.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let page = PageRect::new(0.0, 0.0, model.width_mm, model.height_mm);
    let Some(patch) = specimen.patch(Light::Ultraviolet, page, PX_PER_MM) else { return Vec::new() };
    let routine = CheckRoutine::proposed(&model.key, "uv_fibres", Some("(UV,LU,FI)"), Light::Ultraviolet, None)
        .accepting(Accept::AtLeast(LEAST_FIBRES), LEAST_FIBRES)
        .from_ppi(250.0)
        .with("least_excess", 9.0)
        .with("least_dark", 10.0)
        .with("most_again", 0.7)
        .with("never_below", LEAST_FIBRES)
        .with("largest_scale", LEAST_FIBRES)
        .with("safety_spreads", 8.0);
    let lines = Lines::on(bright(&patch, &routine), &patch, model);
    if LEAST_ON_SPECIMEN <= lines.fibres.len() { vec![routine] } else { Vec::new() }
}

/// Number of fibres that glow.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::NoSpecimen`], [`Aborted::Resolution`], [`Aborted::Covered`].
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    const UV: Light = Light::Ultraviolet;
    let (model, specimen) = case.known_model()?;
    case.needs(UV, routine)?;
    let patch = case.page.patch(UV, case.page.area(), PX_PER_MM).ok_or(Aborted::NoScan(UV))?;
    if patch.covered < 0.9 {
        return Err(Aborted::Covered);
    }
    let of_specimen = || specimen.patch(UV, case.page.area(), PX_PER_MM);
    specimen.picture(UV).ok_or(Aborted::NoSpecimen(UV))?;
    let way = ["least_excess", "least_dark"].map(|name| routine.params.get(name).copied());
    let find = || of_specimen().map(|patch| bright(&patch, routine)).unwrap_or_default();
    let of_specimen_glowing = &*specimen.glow(format!("{way:?}"), find);
    let glowing = bright(&patch, routine);
    let mut elsewhere = glowing.clone();
    take_out(&mut elsewhere, &widened(of_specimen_glowing));
    let n_fibres = Lines::on(elsewhere, &patch, model).fibres.len();
    let places = vec![Place { light: UV, area: case.page.area() }];
    let judgement = Judgement::of_value(routine, n_fibres as f64, "fibres", places);
    let share_again = || {
        let lines = Lines::on(of_specimen_glowing.clone(), &of_specimen()?, model);
        Some(lines.share_on(&widened(&glowing)))
    };
    let most_again = routine.param("most_again", 0.7);
    if judgement.outcome == Outcome::Failed && share_again().is_some_and(|share| most_again < share) {
        return Ok(Judgement::plain(Outcome::Undetermined, judgement.places, Detail::None));
    }
    Ok(judgement)
}

/// Thin lines among bright pixels.
struct Lines {
    /// For each pixel the number of the part it belongs to, from 1; 0 for none.
    labels: ImageBuffer<Luma<u32>, Vec<u32>>,
    /// Numbers of the parts that are shaped like a fibre.
    fibres: Vec<u32>,
}

impl Lines {
    /// Where the model has neither a fluorescent motif nor a picture of the holder's.
    fn on(mut bright: GrayImage, patch: &Patch, model: &DocumentModel) -> Self {
        let page = PageRect::new(0.0, 0.0, model.width_mm, model.height_mm);
        let (columns, rows) = patch.pixels_in(&page.grown(-EDGE_MM));
        let is_inside = |x, y| columns.contains(&x) && rows.contains(&y);
        bright.enumerate_pixels_mut().filter(|(x, y, _)| !is_inside(*x, *y)).for_each(|(_, _, cell)| cell.0 = [0]);
        let is_text = |zone: &Zone| matches!(zone.role, ZoneRole::Field(_) | ZoneRole::Mrz);
        let is_left_out = |zone: &&Zone| zone.is_dynamic && !is_text(zone) || zone.role == ZoneRole::UvMotif;
        for zone in model.zones.iter().filter(is_left_out) {
            let (columns, rows) = patch.pixels_in(&zone.area.grown(CLEARANCE_MM));
            rows.for_each(|y| columns.clone().for_each(|x| bright.put_pixel(x, y, Luma([0]))));
        }
        let labels = connected_components(&bright, Connectivity::Eight, Luma([0]));
        let n = labels.iter().copied().max().unwrap_or(0) as usize;
        let mut parts = vec![(u32::MAX, u32::MAX, 0, 0, 0_u32); n + 1];
        for (x, y, label) in labels.enumerate_pixels() {
            let part = &mut parts[label.0[0] as usize];
            *part = (part.0.min(x), part.1.min(y), part.2.max(x), part.3.max(y), part.4 + 1);
        }
        let is_fibre = |&(left, top, right, bottom, n): &(u32, u32, u32, u32, u32)| {
            let mm = |px: u32| f64::from(px) / PX_PER_MM;
            let length = mm(right - left + 1).hypot(mm(bottom - top + 1));
            LENGTHS_MM.contains(&length) && f64::from(n) / (PX_PER_MM * PX_PER_MM) <= WIDEST_MM * length
        };
        let fibres = (1..).zip(parts.iter().skip(1)).filter(|(_, part)| is_fibre(part)).map(|(label, _)| label);
        Self { fibres: fibres.collect(), labels }
    }

    /// Share of the lines more than half of which lies on a mask, 0..=1; 1 for no lines.
    fn share_on(&self, mask: &GrayImage) -> f64 {
        let n_labels = self.labels.iter().copied().max().unwrap_or(0) as usize + 1;
        let mut balance = vec![0_i64; n_labels];
        for (label, on) in self.labels.iter().zip(mask.iter()) {
            balance[*label as usize] += if 0 < *on { 1 } else { -1 };
        }
        let n_on = self.fibres.iter().filter(|&&label| 0 < balance[label as usize]).count();
        if self.fibres.is_empty() { 1.0 } else { n_on as f64 / self.fibres.len() as f64 }
    }
}

/// Pixels brighter than their surroundings as fibres are, away from what is darker than them as print is.
fn bright(patch: &Patch, routine: &CheckRoutine) -> GrayImage {
    let channels = [0, 1, 2].map(|channel| patch.channel(channel));
    let most = channels.iter().map(excess).reduce(|a, b| joined(a, &b, f32::max)).unwrap_or_default();
    let least_excess = routine.param("least_excess", 9.0).max(5.0 * noise(&most)) as f32;
    let mut bright = mask_of(&most, |excess| least_excess < excess);
    // Paper shines blue and green; red would only add noise.
    let least = channels[1..].iter().map(darkness).reduce(|a, b| joined(a, &b, f32::min)).unwrap_or_default();
    let least_dark = routine.param("least_dark", 10.0) as f32;
    take_out(&mut bright, &widened(&mask_of(&least, |excess| excess < -least_dark)));
    bright
}

/// A plane with each pixel picked of two.
fn joined(mut plane: Plane, other: &Plane, pick: fn(f32, f32) -> f32) -> Plane {
    plane.iter_mut().zip(other.iter()).for_each(|(value, other)| *value = pick(*value, *other));
    plane
}

/// The pixels whose values are of a kind.
fn mask_of(plane: &Plane, is_set: impl Fn(f32) -> bool) -> GrayImage {
    GrayImage::from_fn(plane.width(), plane.height(), |x, y| Luma([u8::from(is_set(plane.get_pixel(x, y).0[0])) * 255]))
}

/// Takes the pixels of one mask out of another.
fn take_out(mask: &mut GrayImage, other: &GrayImage) {
    mask.iter_mut().zip(other.iter()).for_each(|(cell, other)| *cell &= !other);
}

/// A mask with all that is near.
fn widened(mask: &GrayImage) -> GrayImage {
    dilate(mask, Norm::LInf, (NEAR_MM * PX_PER_MM) as u8)
}

/// By how much a channel exceeds its surroundings, lines of a tenth to half a millimetre kept.
fn excess(channel: &Plane) -> Plane {
    let ground = box_blur(channel, (0.5 * PX_PER_MM) as u32);
    let mut soft = box_mean(channel, 1);
    soft.iter_mut().zip(ground.iter()).for_each(|(value, ground)| *value -= ground);
    soft
}

/// The same, below 0 where it is dark, with lines brighter than their surroundings levelled: beside a strong one the paper
/// is no darker than elsewhere.
fn darkness(channel: &Plane) -> Plane {
    excess(&joined(box_blur(channel, (0.5 * PX_PER_MM) as u32), channel, f32::min))
}

/// Spread of what is no line, by the middle of its absolute values.
fn noise(plane: &Plane) -> f64 {
    let mut values: Vec<f32> = plane.iter().step_by(7).map(|value| value.abs()).collect();
    quantile(&mut values, 0.5).map_or(0.0, |middle| 1.4826 * f64::from(middle))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    /// A page with `n` slanted fibres of that level, so far right of their rows, a blot and a printed line that glows.
    fn page(n: usize, level: u8, right_mm: f64) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.add_ultraviolet([30, 55, 95]);
        for idx in 0..n {
            let (x, y) = (8.0 + right_mm + 11.0 * (idx % 10) as f64, 6.0 + 7.0 * (idx / 10) as f64);
            page.paint(Light::Ultraviolet, PageRect::new(x, y, 3.0, 2.0), |at, ground| {
                let away = (at.y_mm - y - 0.5 * (at.x_mm - x)).abs();
                if away < 0.09 { [ground[0], ground[1], level] } else { ground }
            });
        }
        page.paint(Light::Ultraviolet, PageRect::new(60.0, 60.0, 4.0, 3.0), |_, _| [120, 120, 200]);
        for idx in 0..8 {
            let line = PageRect::new(8.0 + 11.0 * f64::from(idx), 64.0, 6.0, 0.2);
            page.paint(Light::Ultraviolet, line, |_, _| [120, 120, 200]);
        }
        page
    }

    /// What is said of a page whose specimen has 30 fibres at other places.
    fn judge(n: usize, level: u8) -> Result<Judgement, Aborted> {
        judge_beside(&page(n, level, 4.5))
    }

    fn judge_beside(page: &DrawnPage) -> Result<Judgement, Aborted> {
        let mut specimen = self::page(30, 220, 0.0);
        specimen.becomes_specimen(&[]);
        let (model, picture) = specimen.model.expect("a model");
        page.examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn glowing_fibres_are_counted_and_none_fails() {
        let found = judge(28, 220).expect("counted");
        assert_eq!((found.value, found.outcome), (Some(28.0), Outcome::Successful));
        let none = judge(0, 0).expect("counted");
        assert_eq!((none.value, none.outcome), (Some(0.0), Outcome::Failed), "printed lines are no fibres");
        assert_eq!(judge(28, 100).map(|found| found.outcome), Ok(Outcome::Failed), "dark ones are printed");
    }

    #[test]
    fn a_handful_cannot_be_judged() {
        assert_eq!(judge(3, 220).map(|found| found.outcome), Ok(Outcome::Undetermined));
    }

    #[test]
    fn the_specimens_own_document_cannot_be_judged() {
        let found = judge_beside(&page(30, 220, 0.0)).expect("counted");
        assert_eq!((found.value, found.outcome), (None, Outcome::Undetermined));
    }

    #[test]
    fn paper_without_fibres_has_no_routine_and_no_ultraviolet_aborts() {
        let mut plain = DrawnPage::new(12.0);
        plain.add_ultraviolet([30, 55, 95]);
        plain.becomes_specimen(&[]);
        let proposed = plain.model.as_ref().map(|(model, picture)| propose(model, picture).len());
        assert_eq!(proposed, Some(0));
        let mut page = page(30, 220, 0.0);
        page.becomes_specimen(&[]);
        let routine = page.routine(propose).expect("a routine");
        page.ultraviolet = None;
        assert_eq!(page.judge_by(run, &routine), Err(Aborted::NoScan(Light::Ultraviolet)));
    }
}
