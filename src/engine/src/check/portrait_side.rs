//! What crosses one side of the portrait from outside to inside, along it and in line with it beyond its corners.

use std::ops::Range;

use image::Luma;

use super::Case;
use super::tile_pair::coloured_over;
use crate::geometry::PageRect;
use crate::model::Specimen;
use crate::page::Plane;
use crate::page::blur::box_mean;
use crate::scan::Light;

const PX_PER_MM: f64 = 12.0;
/// Reach on both sides of a side of the portrait.
const REACH_MM: f64 = 2.0;
/// Share of a side left out at both its ends.
const ENDS: f64 = 0.08;
/// How far beyond its corners a side is followed, from how far on, and what must be seen of that.
const BEYOND_MM: Range<f64> = 1.0..9.0;
const LEAST_BEYOND_MM: f64 = 2.0;
/// How far a fold may wander off over a portrait's length, and what share of its step must show beyond.
const WANDERS_MM: f64 = 0.7;
const GOES_ON: f64 = 0.5;
/// A row whose outer half has a larger foreign share was stamped; fewer than this share of rows left is too few.
const STAMPED: f64 = 0.1;
const LEAST_ROWS: f64 = 0.4;

/// A side of the portrait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

/// Mean luminance across a side, from outside to inside.
pub(super) struct Profiles {
    /// Along the portrait.
    along: Vec<f64>,
    /// In line with it before and after, where the page goes on.
    beyond: Vec<Vec<f64>>,
}

impl Profiles {
    /// Measures a side, stamps told by the specimen left out; `None` where the page shows too little of it.
    pub(super) fn of(case: &Case<'_>, specimen: &Specimen, portrait: PageRect, side: Side) -> Option<Self> {
        let outside = outside_of(&portrait, side).intersection(&case.page.area())?;
        Self::without_rows(case, portrait, side, &stamped_rows(case, specimen, outside, side)?)
    }

    /// Measures a side whatever lies over it; `None` where the page shows too little of it.
    pub(super) fn of_any(case: &Case<'_>, portrait: PageRect, side: Side) -> Option<Self> {
        Self::without_rows(case, portrait, side, &[])
    }

    /// Measures a side but for the rows that are stamped.
    fn without_rows(case: &Case<'_>, portrait: PageRect, side: Side, is_stamped: &[bool]) -> Option<Self> {
        let (start, end) = match side {
            Side::Left | Side::Right => (portrait.top, portrait.bottom()),
            Side::Top | Side::Bottom => (portrait.left, portrait.right()),
        };
        let area = strip(portrait, side).intersection(&case.page.area())?;
        let patch = case.page.patch(Light::Visible, area, PX_PER_MM).filter(|patch| 0.9 <= patch.covered)?;
        let crossing = seen_from_outside(&box_mean(&patch.luma(), 1), side);
        let from = match side {
            Side::Left | Side::Right => area.top,
            Side::Top | Side::Bottom => area.left,
        };
        let rows = |part: Range<f64>| {
            let px = |mm: f64| ((mm - from) * PX_PER_MM).round().clamp(0.0, f64::from(crossing.height())) as u32;
            px(part.start)..px(part.end)
        };
        let skip = ENDS * (end - start);
        let along = profile(&crossing, rows(start + skip..end - skip), is_stamped)?;
        let parts = [start - BEYOND_MM.end..start - BEYOND_MM.start, end + BEYOND_MM.start..end + BEYOND_MM.end];
        let is_enough = |part: &Range<u32>| LEAST_BEYOND_MM * PX_PER_MM <= part.len() as f64;
        let beyond = parts.map(rows).into_iter().filter(is_enough);
        let beyond = beyond.filter_map(|part| profile(&crossing, part, is_stamped)).collect();
        Some(Self { along, beyond })
    }

    /// Largest change over a quarter of a millimetre; `None` where it goes on beyond the portrait.
    pub(super) fn steepest(&self) -> Option<f64> {
        let changes = |profile: &[f64]| {
            let over = (0.25 * PX_PER_MM) as usize;
            profile.iter().zip(profile.iter().skip(over)).map(|(a, b)| b - a).collect::<Vec<f64>>()
        };
        self.largest(changes, f64::abs)
    }

    /// By how much the darkest place is darker than the darker of those half a millimetre before and after it; `None`
    /// where it goes on beyond the portrait.
    pub(super) fn darkest_line(&self) -> Option<f64> {
        let depths = |profile: &[f64]| {
            let over = (0.5 * PX_PER_MM) as usize;
            profile.windows(2 * over + 1).map(|w| w[0].min(w[2 * over]) - w[over]).collect::<Vec<f64>>()
        };
        self.largest(depths, |depth| depth.max(0.0))
    }

    /// The value of largest size along the portrait, unless the profiles beyond it show much of it at the same place.
    fn largest(&self, values: impl Fn(&[f64]) -> Vec<f64>, size: impl Fn(f64) -> f64) -> Option<f64> {
        let along = values(&self.along);
        let (at, &value) = along.iter().enumerate().max_by(|a, b| size(*a.1).total_cmp(&size(*b.1)))?;
        let near = (WANDERS_MM * PX_PER_MM) as usize;
        let shows_it = |profile: &Vec<f64>| {
            let there = values(profile);
            let window = at.saturating_sub(near)..(at + near + 1).min(there.len());
            there[window].iter().any(|other| GOES_ON * size(value) <= other * value.signum())
        };
        let goes_on = !self.beyond.is_empty() && self.beyond.iter().all(shows_it) && 0.0 < size(value);
        (!goes_on).then(|| size(value))
    }
}

/// The strip of page that is looked at.
fn strip(portrait: PageRect, side: Side) -> PageRect {
    let (reach, beyond) = (REACH_MM, BEYOND_MM.end);
    let upright = |x: f64| PageRect::new(x - reach, portrait.top - beyond, 2.0 * reach, portrait.height + 2.0 * beyond);
    let lying = |y: f64| PageRect::new(portrait.left - beyond, y - reach, portrait.width + 2.0 * beyond, 2.0 * reach);
    match side {
        Side::Left => upright(portrait.left),
        Side::Right => upright(portrait.right()),
        Side::Top => lying(portrait.top),
        Side::Bottom => lying(portrait.bottom()),
    }
}

/// Turned so that each row crosses the side from outside to inside.
fn seen_from_outside(plane: &Plane, side: Side) -> Plane {
    let (width, height) = plane.dimensions();
    let (across, along) = match side {
        Side::Left | Side::Right => (width, height),
        Side::Top | Side::Bottom => (height, width),
    };
    Plane::from_fn(across, along, |a, b| {
        let (x, y) = match side {
            Side::Left => (a, b),
            Side::Right => (width - 1 - a, b),
            Side::Top => (b, a),
            Side::Bottom => (b, height - 1 - a),
        };
        Luma([plane.get_pixel(x, y).0[0]])
    })
}

/// The half of a strip that lies outside the portrait.
fn outside_of(portrait: &PageRect, side: Side) -> PageRect {
    let strip = strip(*portrait, side);
    match side {
        Side::Left => PageRect { width: REACH_MM, ..strip },
        Side::Right => PageRect { left: strip.left + REACH_MM, width: REACH_MM, ..strip },
        Side::Top => PageRect { height: REACH_MM, ..strip },
        Side::Bottom => PageRect { top: strip.top + REACH_MM, height: REACH_MM, ..strip },
    }
}

/// Rows with more foreign colour outside the portrait than wear explains. Inside, another holder's skin and coat are as
/// foreign as a stamp.
fn stamped_rows(case: &Case<'_>, specimen: &Specimen, outside: PageRect, side: Side) -> Option<Vec<bool>> {
    let patch = case.page.patch(Light::Visible, outside, PX_PER_MM)?;
    let of_specimen = specimen.patch(Light::Visible, outside, PX_PER_MM)?;
    let foreign = coloured_over(&patch, &of_specimen).into_iter().map(|is| f32::from(u8::from(is))).collect();
    let foreign = seen_from_outside(&Plane::from_raw(patch.rgb.width(), patch.rgb.height(), foreign)?, side);
    let n = foreign.width().max(1);
    let share = |y: u32| (0..n).map(|x| f64::from(foreign.get_pixel(x, y).0[0])).sum::<f64>() / f64::from(n);
    Some((0..foreign.height()).map(|y| STAMPED < share(y)).collect())
}

/// Mean over those of the rows that are not stamped; `None` where these are too few.
fn profile(plane: &Plane, rows: Range<u32>, is_stamped: &[bool]) -> Option<Vec<f64>> {
    let kept: Vec<u32> = rows.clone().filter(|&y| !is_stamped.get(y as usize).copied().unwrap_or(false)).collect();
    if kept.is_empty() || (kept.len() as f64) < LEAST_ROWS * rows.len() as f64 {
        return None;
    }
    let mean = |x: u32| kept.iter().map(|&y| f64::from(plane.get_pixel(x, y).0[0])).sum::<f64>() / kept.len() as f64;
    Some((0..plane.width()).map(mean).collect())
}
