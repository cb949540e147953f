//! Models tried on a page, and what to make of the trials.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Fingerprint, Identification, IdentifiedBy, agreement_with};
use crate::geometry::Homography;
use crate::model::{DocumentModel, ModelKey, Reference, Specimen};
use crate::page::Page;
use crate::register::structure::{Cell, by_cells};
use crate::register::{Laying, Level};
use crate::scan::Light;

/// One model laid over a page.
pub(super) struct Trial {
    model: Arc<DocumentModel>,
    /// Key points that agree on one place.
    n_inliers: usize,
    /// How the specimen fits there; `None` where too few key points agreed to look.
    fit: Option<Fitted>,
}

/// A specimen laid over the page.
struct Fitted {
    specimen: Arc<Specimen>,
    page_from_specimen: Homography,
    /// Correlation of the static area.
    correlation: f64,
    /// Share of the static area whose own cells correlate, 0..=1.
    agreeing: f64,
}

/// Key points that must agree. Of the mint's models laid over each other's pages the 99th percentile is 10, of
/// published specimens 13 (masked, scans) and 19 (photos).
const LEAST_INLIERS: usize = 25;
/// Key points below which the specimen is not even loaded.
const WORTH_A_LOOK: usize = 12;
/// So many times the runner-up's key points decide without a closer look.
const CLEAR_LEAD: f64 = 2.0;
/// Correlation of the static area that a page of the model has at least.
const LEAST_CORRELATION: f64 = 0.3;
/// Correlation of a cell that counts as agreeing, and the share of the static area that must.
const CELL_AGREES: f64 = 0.3;
const LEAST_AGREEING: f64 = 0.7;
/// Resolution of the comparison in pixels a millimetre, and edge length of its cells in pixels.
const PX_PER_MM: f64 = 4.0;
const CELL_PX: u32 = 24;

/// Tries every model: key points for all, the specimen itself for those that come near.
pub(super) fn compare(
    page: &Page,
    print: &Fingerprint,
    models: &[Arc<DocumentModel>],
    reference: &dyn Reference,
) -> Vec<Trial> {
    let mut agreements: Vec<_> =
        models.par_iter().map(|model| (model.clone(), agreement_with(page, print, model))).collect();
    let n = |agreement: &Option<super::Agreement>| agreement.as_ref().map_or(0, |found| found.n_inliers);
    agreements.sort_by(|a, b| n(&b.1).cmp(&n(&a.1)).then_with(|| a.0.key.cmp(&b.0.key)));
    let mut trials = Vec::new();
    for (rank, (model, agreement)) in agreements.into_iter().enumerate() {
        let n_inliers = n(&agreement);
        let is_worth_a_look = rank < 3 && WORTH_A_LOOK <= n_inliers;
        let fit = agreement
            .filter(|_| is_worth_a_look)
            .and_then(|found| Fitted::new(page, &model, &found.page_from_specimen, reference));
        trials.push(Trial { model, n_inliers, fit });
    }
    trials
}

impl Fitted {
    fn new(page: &Page, model: &DocumentModel, start: &Homography, reference: &dyn Reference) -> Option<Self> {
        let specimen = reference.specimen(&model.key).ok()?;
        let level = Laying::new(model, &specimen, Light::Visible)?.level(PX_PER_MM);
        let fit = level.lay(&page.visible, start, 12)?;
        let page_from_specimen = fit.plane_from_template;
        let live = level.live(&page.visible, &page_from_specimen);
        let cells = by_cells(&level.own, &live, &level.mask, CELL_PX);
        Some(Self { specimen, page_from_specimen, correlation: fit.correlation, agreeing: agreeing_share(&cells) })
    }

    fn is_alike(&self) -> bool {
        LEAST_CORRELATION <= self.correlation && LEAST_AGREEING <= self.agreeing
    }
}

/// Share of the static area (by pixels, weighted with the specimen's own detail) whose cells correlate.
fn agreeing_share(cells: &[Option<Cell>]) -> f64 {
    let weight = |cell: &Cell| cell.n as f64 * cell.energy;
    let sum = |of: &dyn Fn(&Cell) -> bool| -> f64 { cells.iter().flatten().filter(|c| of(c)).map(weight).sum() };
    let all = sum(&|_| true);
    if all <= 0.0 { 0.0 } else { sum(&|cell| CELL_AGREES <= cell.correlation) / all }
}

/// The model that fits, where exactly one does.
pub(super) fn decide(page: &Page, trials: &[Trial]) -> Option<Identification> {
    let mut alike: Vec<&Trial> = trials
        .iter()
        .filter(|trial| LEAST_INLIERS <= trial.n_inliers && trial.fit.as_ref().is_some_and(Fitted::is_alike))
        .collect();
    alike.sort_by(|a, b| b.n_inliers.cmp(&a.n_inliers).then_with(|| a.model.key.cmp(&b.model.key)));
    let mut best = *alike.first()?;
    for rival in alike.iter().skip(1) {
        let is_clear = |a: &Trial, b: &Trial| CLEAR_LEAD * b.n_inliers as f64 <= a.n_inliers as f64;
        if is_clear(best, rival) {
            continue;
        }
        match nearer(page, best, rival)? {
            Nearer::First => {}
            Nearer::Second => best = rival,
        }
    }
    let n_runner_up =
        trials.iter().filter(|trial| trial.model.key != best.model.key).map(|trial| trial.n_inliers).max().unwrap_or(0);
    let fit = best.fit.as_ref()?;
    Some(Identification::Identified {
        model: best.model.clone(),
        specimen: fit.specimen.clone(),
        by: IdentifiedBy::Features { n_inliers: best.n_inliers, n_runner_up, correlation: fit.correlation },
        page_from_specimen: Some(fit.page_from_specimen),
    })
}

/// Which of two models a page is nearer to.
enum Nearer {
    First,
    Second,
}

/// Two cells of specimens that correlate less than this show different print.
const CELL_DIFFERS: f64 = 0.5;
/// By how much a page's correlation with one specimen must exceed that with the other, over the places where they
/// differ.
const LEAST_LEAD: f64 = 0.1;

/// Tells two models apart by the places where their specimens differ; `None` where the page does not say.
fn nearer(page: &Page, one: &Trial, other: &Trial) -> Option<Nearer> {
    let ((level_a, live_a), (level_b, live_b)) = (laid(page, one)?, laid(page, other)?);
    if level_a.own.dimensions() != level_b.own.dimensions() {
        return None;
    }
    let between = by_cells(&level_a.own, &level_b.own, &level_a.mask, CELL_PX);
    let cells_a = by_cells(&level_a.own, &live_a, &level_a.mask, CELL_PX);
    let cells_b = by_cells(&level_b.own, &live_b, &level_b.mask, CELL_PX);
    let (mut lead, mut weight) = (0.0, 0.0);
    for ((between, a), b) in between.iter().zip(&cells_a).zip(&cells_b) {
        if let (Some(between), Some(a), Some(b)) = (between, a, b)
            && between.correlation < CELL_DIFFERS
        {
            let own = a.n as f64 * a.energy.max(b.energy);
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

/// The trial's specimen and the page over it, both as detail.
fn laid(page: &Page, trial: &Trial) -> Option<(Level, crate::page::Plane)> {
    let fit = trial.fit.as_ref()?;
    let level = Laying::new(&trial.model, &fit.specimen, Light::Visible)?.level(PX_PER_MM);
    let live = level.live(&page.visible, &fit.page_from_specimen);
    Some((level, live))
}

/// Keys of the models tried, best first.
pub(super) fn nearest(trials: &[Trial]) -> Vec<ModelKey> {
    let mut order: Vec<&Trial> = trials.iter().collect();
    let correlation = |trial: &Trial| trial.fit.as_ref().map_or(-1.0, |fit| fit.correlation);
    order.sort_by(|a, b| {
        correlation(b)
            .total_cmp(&correlation(a))
            .then(b.n_inliers.cmp(&a.n_inliers))
            .then_with(|| a.model.key.cmp(&b.model.key))
    });
    order.into_iter().map(|trial| trial.model.key.clone()).collect()
}
