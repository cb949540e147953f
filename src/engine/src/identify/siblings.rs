//! Two models that share most of their print, as a predecessor and its successor do, told apart.

use crate::geometry::Homography;
use crate::model::{DocumentModel, Specimen};
use crate::page::{Plane, View};
use crate::register::structure::best_by_cells;
use crate::register::{Laying, Level};
use crate::scan::Light;

/// A specimen laid over a page: its own detail, and the page's in its place.
pub(super) struct Laid {
    level: Level,
    live: Plane,
}

impl Laid {
    /// The specimen of a model laid over the view; `None` where it has no picture in white light.
    pub(super) fn new(
        view: &View,
        (model, specimen): (&DocumentModel, &Specimen),
        page_from_specimen: &Homography,
    ) -> Option<Self> {
        let level = Laying::new(model, specimen, Light::Visible)?.level(PX_PER_MM);
        let live = level.live(view, page_from_specimen);
        Some(Self { level, live })
    }
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
pub(super) fn nearer(one: &Laid, other: &Laid) -> Option<Nearer> {
    let (own, others) = (&one.level.own, &other.level.own);
    if own.dimensions() != others.dimensions() {
        return None;
    }
    let mask = one.level.mask.and(&other.level.mask);
    let between = best_by_cells(own, others, &mask, CELL_PX, SHIFT_PX);
    let with_one = best_by_cells(own, &one.live, &mask, CELL_PX, SHIFT_PX);
    let with_other = best_by_cells(others, &other.live, &mask, CELL_PX, SHIFT_PX);
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
