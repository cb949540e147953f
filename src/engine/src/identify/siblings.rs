//! Two models that share most of their print, as a predecessor and its successor do, told apart.

use crate::geometry::Homography;
use crate::model::{DocumentModel, Specimen};
use crate::page::View;
use crate::register::Laying;
use crate::register::structure::best_by_cells;
use crate::scan::Light;

/// A specimen laid over a page.
pub(super) struct Laid<'a> {
    pub(super) model: &'a DocumentModel,
    pub(super) specimen: &'a Specimen,
    pub(super) page_from_specimen: &'a Homography,
}

/// Which of two models a page is nearer to.
pub(super) enum Nearer {
    First,
    Second,
}

/// Resolution of the comparison in pixels a millimetre; edge length of its cells in pixels, 3 mm.
const PX_PER_MM: f64 = 5.0;
const CELL_PX: u32 = 15;
/// Colours are printed up to 0.15 mm out of register: each cell may be shifted by so many pixels.
const SHIFT_PX: i64 = 1;
/// Two cells of specimens that correlate less than this at every shift show different print.
const DIFFERS: f64 = 0.5;
/// By how much a page's correlation with one specimen must exceed that with the other, over the places where they
/// differ.
const LEAST_LEAD: f64 = 0.08;

/// Tells two models apart by the places in which their specimens differ; `None` where the page does not say.
pub(super) fn nearer(view: &View, one: &Laid<'_>, other: &Laid<'_>) -> Option<Nearer> {
    let level = |laid: &Laid<'_>| Some(Laying::new(laid.model, laid.specimen, Light::Visible)?.level(PX_PER_MM));
    let (one_level, other_level) = (level(one)?, level(other)?);
    if one_level.own.dimensions() != other_level.own.dimensions() {
        return None;
    }
    let mask = one_level.mask.and(&other_level.mask);
    let live = one_level.live(view, one.page_from_specimen);
    let other_live = other_level.live(view, other.page_from_specimen);
    let between = best_by_cells(&one_level.own, &other_level.own, &mask, CELL_PX, SHIFT_PX);
    let with_one = best_by_cells(&one_level.own, &live, &mask, CELL_PX, SHIFT_PX);
    let with_other = best_by_cells(&other_level.own, &other_live, &mask, CELL_PX, SHIFT_PX);
    let (mut lead, mut weight) = (0.0, 0.0);
    for ((between, a), b) in between.iter().zip(&with_one).zip(&with_other) {
        if let (Some(between), Some(a), Some(b)) = (between, a, b)
            && between.correlation < DIFFERS
        {
            let own = a.n as f64 * a.energy.max(b.energy) * (DIFFERS - between.correlation);
            lead += own * (a.correlation - b.correlation);
            weight += own;
        }
    }
    let lead = if 0.0 < weight { lead / weight } else { 0.0 };
    if LEAST_LEAD <= lead {
        Some(Nearer::First)
    } else if lead <= -LEAST_LEAD {
        Some(Nearer::Second)
    } else {
        None
    }
}
