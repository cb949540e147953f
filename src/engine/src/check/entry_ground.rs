//! The background print between an entry's characters, on the page and on the specimen.

use image::Luma;

use super::Case;
use super::tile_pair::{TilePair, coloured_over, fine_detail};
use crate::catalog::CheckRoutine;
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen};
use crate::page::paper::{box_mean, paper_level};
use crate::page::{Patch, Plane};

/// Surroundings of an entry that are looked at with it, mm, and the pixels a millimetre they are looked at by.
const ROOM_MM: f64 = 1.5;
const PX_PER_MM: f64 = 10.0;
/// Room round an entry in which a stamp is one that went over it, mm.
const STAMP_ROOM_MM: f64 = 0.5;
/// Ground an area must show to be judged, in square millimetres.
const LEAST_FREE_MM2: f64 = 1.5;

/// An entry's surroundings on the page and on the specimen, wide enough that there is print to lay one over the other by;
/// `None` on bare paper, which nothing tells from bare paper.
pub(super) fn surroundings(
    case: &Case<'_>,
    model: &DocumentModel,
    specimen: &Specimen,
    entry: PageRect,
) -> Option<TilePair> {
    let wide = entry.grown(ROOM_MM).intersection(&case.page.area())?;
    TilePair::of_any(case, model, specimen, wide, PX_PER_MM)
}

/// Whether a stamp, a pen or a stain went over an entry, by the routine's `most_stamped`, 0..=1: what is measured there may be
/// theirs.
pub(super) fn is_stamped(
    case: &Case<'_>,
    model: &DocumentModel,
    specimen: &Specimen,
    entry: PageRect,
    routine: &CheckRoutine,
) -> bool {
    let pair = surroundings(case, model, specimen, entry);
    let share = pair.map(|pair| Ground::of(&pair, routine).stamped_share(&entry.grown(STAMP_ROOM_MM)));
    share.is_some_and(|share| routine.param("most_stamped", 0.1) < share)
}

/// A place with an entry, everything darker than background print told apart on the page and on the specimen.
pub(super) struct Ground<'a> {
    pair: &'a TilePair,
    live_free: Vec<bool>,
    specimen_free: Vec<bool>,
    /// For each pixel whether both show ground there that nothing was stamped on.
    pub(super) free: Vec<bool>,
    /// For each pixel whether something was stamped, written or spilt there.
    stamped: Vec<bool>,
    /// Fine detail the specimen must have, 0..=255.
    least_texture: f64,
}

impl<'a> Ground<'a> {
    /// By the routine's `ink_contrast`, from which print is no background, and `least_texture`.
    pub(super) fn of(pair: &'a TilePair, routine: &CheckRoutine) -> Self {
        let most_contrast = routine.param("ink_contrast", 0.36);
        let [live_free, specimen_free] = [&pair.live, &pair.specimen].map(|patch| free_of_print(patch, most_contrast));
        let stamped = coloured_over(&pair.live, &pair.specimen);
        let free = live_free.iter().zip(&specimen_free).zip(&stamped).map(|((a, b), stamped)| *a && *b && !stamped);
        let free = free.collect();
        Self { pair, live_free, specimen_free, free, stamped, least_texture: routine.param("least_texture", 0.8) }
    }

    /// Fine detail of one channel, or what else is made of a patch, on the page and on the specimen, dark print bridged.
    pub(super) fn detail(&self, of: &dyn Fn(&Patch) -> Plane) -> (Plane, Plane) {
        let detail =
            |patch: &Patch, free: &[bool]| fine_detail(&bridged(of(patch), free, patch.px_per_mm), patch.px_per_mm);
        (detail(&self.pair.live, &self.live_free), detail(&self.pair.specimen, &self.specimen_free))
    }

    /// Share of an area's bare ground, 0..=1, that was stamped, written on or stained; 0 where it shows none.
    pub(super) fn stamped_share(&self, area: &PageRect) -> f64 {
        let width = self.pair.specimen.rgb.width();
        let (columns, rows) = self.pair.specimen.pixels_in(area);
        let (mut n, mut n_stamped) = (0_u32, 0_u32);
        for idx in rows.flat_map(|y| columns.clone().map(move |x| (y * width + x) as usize)) {
            if self.live_free[idx] && self.specimen_free[idx] {
                n += 1;
                n_stamped += u32::from(self.stamped[idx]);
            }
        }
        f64::from(n_stamped) / f64::from(n.max(1))
    }

    /// Slope of the page's details on the specimen's over the free pixels of an area, less those of a part of it; `None`
    /// where too few are free or the specimen has too little detail there.
    pub(super) fn slope(&self, details: &[(Plane, Plane)], area: &PageRect, outside: Option<&PageRect>) -> Option<f64> {
        let (mut n, mut own, mut joint) = (0.0_f64, 0.0_f64, 0.0_f64);
        let patch = &self.pair.specimen;
        let width = patch.rgb.width();
        let (columns, rows) = patch.pixels_in(area);
        let part = outside.map(|part| patch.pixels_in(part));
        let is_outside = |x, y| !part.as_ref().is_some_and(|(columns, rows)| columns.contains(&x) && rows.contains(&y));
        for (x, y) in rows.flat_map(|y| columns.clone().map(move |x| (x, y))) {
            let idx = (y * width + x) as usize;
            if self.free[idx] && is_outside(x, y) {
                n += 1.0;
                for (live, specimen) in details {
                    let (live, specimen) = (f64::from(live.as_raw()[idx]), f64::from(specimen.as_raw()[idx]));
                    own += specimen * specimen;
                    joint += live * specimen;
                }
            }
        }
        let is_enough = LEAST_FREE_MM2 * patch.px_per_mm * patch.px_per_mm <= n;
        (is_enough && self.least_texture <= (own / n).sqrt()).then(|| joint / own)
    }
}

/// For each pixel whether nothing near is darker than background print.
fn free_of_print(patch: &Patch, most_contrast: f64) -> Vec<bool> {
    let soft = box_mean(&patch.luma(), 1);
    let paper = paper_level(&soft, (1.2 * patch.px_per_mm) as u32);
    let is_dark = |(value, paper): (&f32, &f32)| most_contrast < 1.0 - f64::from(value / paper.max(1.0));
    let dark: Vec<f32> = soft.iter().zip(paper.iter()).map(|pair| f32::from(u8::from(is_dark(pair)))).collect();
    let (width, height) = soft.dimensions();
    let near = box_mean(&Plane::from_fn(width, height, |x, y| Luma([dark[(y * width + x) as usize]])), 2);
    near.iter().map(|share| *share < 0.02).collect()
}

/// The plane with what is not free bridged by the ground round it.
fn bridged(plane: Plane, free: &[bool], px_per_mm: f64) -> Plane {
    let (width, height) = plane.dimensions();
    let kept = |of: &dyn Fn(usize) -> f32| {
        Plane::from_fn(width, height, |x, y| {
            let idx = (y * width + x) as usize;
            Luma([if free[idx] { of(idx) } else { 0.0 }])
        })
    };
    let reach = (0.6 * px_per_mm) as u32;
    let (light, share) = (box_mean(&kept(&|idx| plane.as_raw()[idx]), reach), box_mean(&kept(&|_| 1.0), reach));
    let mut ground = plane;
    for (idx, value) in ground.iter_mut().enumerate() {
        if !free[idx] && 0.01 < share.as_raw()[idx] {
            *value = light.as_raw()[idx] / share.as_raw()[idx];
        }
    }
    ground
}
