//! The background print between an entry's characters, on the page and on the specimen.

use std::cell::OnceCell;
use std::ops::Range;

use image::Luma;
use image::imageops::crop_imm;

use super::Case;
use super::tile_pair::{TilePair, coloured_over, fine_detail};
use crate::catalog::CheckRoutine;
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen};
use crate::page::blur::box_mean;
use crate::page::paper::paper_level;
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
    live_bridge: OnceCell<Bridge>,
    specimen_bridge: OnceCell<Bridge>,
    /// For each pixel whether both show ground there that nothing was stamped on.
    free: Vec<bool>,
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
        let (live_bridge, specimen_bridge) = Default::default();
        let least_texture = routine.param("least_texture", 0.8);
        Self { pair, live_free, specimen_free, live_bridge, specimen_bridge, free, stamped, least_texture }
    }

    /// Fine detail of one channel, or what else is made of a patch, on the page and on the specimen, dark print bridged.
    pub(super) fn detail(&self, of: &dyn Fn(&Patch) -> Plane) -> (Plane, Plane) {
        let detail = |patch: &Patch, free: &[bool], bridge: &OnceCell<Bridge>| {
            let bridge = bridge.get_or_init(|| Bridge::over(free, patch));
            fine_detail(&bridge.bridged(of(patch), free), patch.px_per_mm)
        };
        (
            detail(&self.pair.live, &self.live_free, &self.live_bridge),
            detail(&self.pair.specimen, &self.specimen_free, &self.specimen_bridge),
        )
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

    /// All of it.
    pub(super) fn whole(&self) -> Part<'_> {
        let (width, height) = self.pair.specimen.rgb.dimensions();
        Part { ground: self, columns: 0..width, rows: 0..height }
    }

    /// As much of it as lies in an area.
    pub(super) fn part(&self, area: &PageRect) -> Part<'_> {
        let (columns, rows) = self.pair.specimen.pixels_in(area);
        Part { ground: self, columns, rows }
    }
}

/// A rectangle of a ground, by its pixels; planes that go with it have as many.
pub(super) struct Part<'a> {
    ground: &'a Ground<'a>,
    columns: Range<u32>,
    rows: Range<u32>,
}

impl Part<'_> {
    /// This part of a plane of the whole ground.
    pub(super) fn cut(&self, plane: &Plane) -> Plane {
        let (left, top) = (self.columns.start, self.rows.start);
        crop_imm(plane, left, top, self.columns.len() as u32, self.rows.len() as u32).to_image()
    }

    /// For each pixel whether both show ground there that nothing was stamped on.
    pub(super) fn free(&self) -> Vec<bool> {
        let width = self.ground.pair.specimen.rgb.width();
        let pixels = self.rows.clone().flat_map(|y| self.columns.clone().map(move |x| (x, y)));
        pixels.map(|(x, y)| self.ground.free[(y * width + x) as usize]).collect()
    }

    /// Slope of the page's details on the specimen's over the free pixels of an area, less those of a part of it; `None`
    /// where too few are free or the specimen has too little detail there.
    pub(super) fn slope(&self, details: &[(Plane, Plane)], area: &PageRect, outside: Option<&PageRect>) -> Option<f64> {
        let (mut n, mut own, mut joint) = (0.0_f64, 0.0_f64, 0.0_f64);
        let patch = &self.ground.pair.specimen;
        let (width, own_width) = (patch.rgb.width(), self.columns.len() as u32);
        let common = |a: &Range<u32>, b: &Range<u32>| a.start.max(b.start)..a.end.min(b.end);
        let (columns, rows) = patch.pixels_in(area);
        let (columns, rows) = (common(&columns, &self.columns), common(&rows, &self.rows));
        let left_out = outside.map(|part| patch.pixels_in(part));
        let is_left_out = |x, y| left_out.as_ref().is_some_and(|(xs, ys)| xs.contains(&x) && ys.contains(&y));
        for (x, y) in rows.flat_map(|y| columns.clone().map(move |x| (x, y))) {
            if self.ground.free[(y * width + x) as usize] && !is_left_out(x, y) {
                n += 1.0;
                let idx = ((y - self.rows.start) * own_width + x - self.columns.start) as usize;
                for (live, specimen) in details {
                    let (live, specimen) = (f64::from(live.as_raw()[idx]), f64::from(specimen.as_raw()[idx]));
                    own += specimen * specimen;
                    joint += live * specimen;
                }
            }
        }
        let is_enough = LEAST_FREE_MM2 * patch.px_per_mm * patch.px_per_mm <= n;
        (is_enough && self.ground.least_texture <= (own / n).sqrt()).then(|| joint / own)
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

/// Ground round each pixel that bridges print, and the share of it that is free of print.
struct Bridge {
    reach: u32,
    share: Plane,
}

impl Bridge {
    fn over(free: &[bool], patch: &Patch) -> Self {
        let reach = (0.6 * patch.px_per_mm) as u32;
        let values = free.iter().map(|free| f32::from(u8::from(*free))).collect();
        let (width, height) = patch.rgb.dimensions();
        Self { reach, share: box_mean(&Plane::from_raw(width, height, values).unwrap_or_default(), reach) }
    }

    /// The plane with what is not free bridged by the ground round it.
    fn bridged(&self, mut plane: Plane, free: &[bool]) -> Plane {
        let mut light = plane.clone();
        light.iter_mut().zip(free).filter(|(_, free)| !**free).for_each(|(value, _)| *value = 0.0);
        let light = box_mean(&light, self.reach);
        for (idx, value) in plane.iter_mut().enumerate() {
            if !free[idx] && 0.01 < self.share.as_raw()[idx] {
                *value = light.as_raw()[idx] / self.share.as_raw()[idx];
            }
        }
        plane
    }
}
