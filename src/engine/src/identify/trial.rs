//! Models tried on a page, and what to make of the trials.

use std::sync::Arc;

use rayon::prelude::*;

use super::siblings::{self, Laid, Nearer};
use super::{Fingerprint, Identification, IdentifiedBy, agreement_with};
use crate::geometry::Homography;
use crate::model::{DocumentModel, ModelKey, Reference, Specimen};
use crate::page::Page;
use crate::page::gauss_newton::Freedom;
use crate::register::Laying;
use crate::register::structure::{Cell, by_cells};
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

/// Key points that must agree; the mint's own models have 200 and more. Of published specimens laid over the pages of
/// other models the 99th percentile is 13 (masked, scans) and 19 (photos).
const LEAST_INLIERS: usize = 25;
/// Key points below which the specimen is not even loaded.
const WORTH_A_LOOK: usize = 12;
/// So many times the runner-up's key points decide without a closer look.
const CLEAR_LEAD: f64 = 2.0;
/// Correlation of the static area that a page of the model has at least; the mint's pages reach 0.75 to 0.85, on
/// flatbeds, readers and phones alike.
const LEAST_CORRELATION: f64 = 0.45;
/// Correlation of a cell that counts as agreeing, and the share of the static area that must; the mint's pages reach
/// 0.99.
const CELL_AGREES: f64 = 0.4;
const LEAST_AGREEING: f64 = 0.85;
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
    let mut trials: Vec<Trial> = Vec::new();
    for (rank, (model, agreement)) in agreements.into_iter().enumerate() {
        let n_inliers = n(&agreement);
        // What lies so far behind one that fits changes nothing.
        let is_beaten =
            trials.iter().any(|trial| trial.is_accepted() && CLEAR_LEAD * n_inliers as f64 <= trial.n_inliers as f64);
        let is_worth_a_look = rank < 3 && WORTH_A_LOOK <= n_inliers && !is_beaten;
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
        let fit = level.lay(&page.visible, start, Freedom::Homography, 12)?;
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

impl Trial {
    /// Whether the model fits the page.
    fn is_accepted(&self) -> bool {
        LEAST_INLIERS <= self.n_inliers && self.fit.as_ref().is_some_and(Fitted::is_alike)
    }

    /// The specimen with its place, where it was laid over the page.
    fn laid(&self) -> Option<Laid<'_>> {
        let fit = self.fit.as_ref()?;
        Some(Laid { model: &self.model, specimen: &fit.specimen, page_from_specimen: &fit.page_from_specimen })
    }
}

/// The model that fits, where exactly one does.
pub(super) fn decide(page: &Page, trials: &[Trial]) -> Option<Identification> {
    let mut alike: Vec<&Trial> = trials.iter().filter(|trial| trial.is_accepted()).collect();
    alike.sort_by(|a, b| b.n_inliers.cmp(&a.n_inliers).then_with(|| a.model.key.cmp(&b.model.key)));
    let mut best = *alike.first()?;
    for rival in alike.iter().skip(1) {
        let is_clear = |a: &Trial, b: &Trial| CLEAR_LEAD * b.n_inliers as f64 <= a.n_inliers as f64;
        if is_clear(best, rival) {
            continue;
        }
        let (Some(own), Some(other)) = (best.laid(), rival.laid()) else { continue };
        match siblings::nearer(&page.visible, &own, &other)? {
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
