//! Models tried on a page, and what to make of the trials.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use rayon::prelude::*;

use super::other_print::OtherPrint;
use super::siblings::{self, Laid, Nearer};
use super::{Agreement, Candidate, Fingerprint, Identification, IdentifiedBy, agreement_with};
use crate::geometry::Homography;
use crate::model::{DocumentModel, ModelKey, Reference, Specimen};
use crate::page::Page;
use crate::page::gauss_newton::Freedom;
use crate::register::Laying;
use crate::register::structure::{Cell, by_cells};
use crate::scan::Light;

/// One model laid over a page.
pub(super) struct Trial {
    key: ModelKey,
    /// Key points that agree on one place.
    n_inliers: usize,
    /// How the specimen fits there; `None` where too few key points agreed to look.
    fit: Option<Fitted>,
}

/// A specimen laid over the page.
struct Fitted {
    model: Arc<DocumentModel>,
    specimen: Arc<Specimen>,
    page_from_specimen: Homography,
    /// Correlation of the static area.
    correlation: f64,
    /// Share of the static area whose own cells correlate, 0..=1.
    agreeing: f64,
    /// Print that the page lacks and has instead; `None` where there is nothing to compare, or the model's zones are no more
    /// than a proposal.
    other: Option<OtherPrint>,
}

/// Key points that must agree; the mint's own models have 200 and more. Of published specimens laid over the pages of
/// other models the 99th percentile is 13 (masked, scans) and 19 (photos).
const LEAST_INLIERS: usize = 25;
/// Key points below which the specimen is not even loaded.
const WORTH_A_LOOK: usize = 12;
/// Specimens laid over the page at the most.
const MOST_LOOKED_AT: usize = 3;
/// So many times the runner-up's key points decide without a closer look.
const CLEAR_LEAD: f64 = 2.0;
/// Correlation of the static area that a page of the model has at least; the mint's pages reach 0.75 to 0.85, on
/// flatbeds, readers and phones alike.
const LEAST_CORRELATION: f64 = 0.45;
/// Correlation of a cell that counts as agreeing, and the share of the static area that must; the mint's pages reach
/// 0.99.
const CELL_AGREES: f64 = 0.4;
const LEAST_AGREEING: f64 = 0.85;
/// Captures that a model is made of from which its zones are more than a proposal.
const SURE_ZONES_FROM: u32 = 9;
/// Resolution of the comparison in pixels a millimetre, and edge length of its cells in pixels.
const PX_PER_MM: f64 = 4.0;
const CELL_PX: u32 = 24;

/// Tries every model: key points for all, the specimen itself for those that come near.
pub(super) fn compare(
    page: &Page,
    print: &Fingerprint,
    models: &[Arc<Candidate>],
    reference: &dyn Reference,
) -> Vec<Trial> {
    let agreement = |of: &Arc<Candidate>| {
        let found = agreement_with(page, print, &of.fingerprint, (of.width_mm, of.height_mm));
        (of.key.clone(), found)
    };
    let mut agreements: Vec<_> = models.par_iter().map(agreement).collect();
    let n = |agreement: &Option<Agreement>| agreement.as_ref().map_or(0, |found| found.n_inliers);
    agreements.sort_by(|a, b| n(&b.1).cmp(&n(&a.1)).then_with(|| a.0.cmp(&b.0)));
    let most = agreements.first().map_or(0, |(_, agreement)| n(agreement));
    let is_beaten = |n_inliers: usize| CLEAR_LEAD * n_inliers as f64 <= most as f64;
    let fit = |(key, agreement): &(ModelKey, Option<Agreement>)| {
        let found = agreement.as_ref().filter(|found| WORTH_A_LOOK <= found.n_inliers)?;
        Fitted::new(page, key, &found.page_from_specimen, reference)
    };
    let nearest = &agreements[..agreements.len().min(MOST_LOOKED_AT)];
    // Threads of their own: a specimen is decoded under a lock, where one of a shared pool could wait for itself.
    let mut fits: Vec<Option<Fitted>> = thread::scope(|scope| {
        let near = nearest.iter().take_while(|one| one.0 == nearest[0].0 || !is_beaten(n(&one.1)));
        let fitting: Vec<_> = near.map(|one| scope.spawn(move || fit(one))).collect();
        fitting.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    // What lies so far behind one that fits changes nothing.
    let is_settled = most >= LEAST_INLIERS
        && fits.first().and_then(Option::as_ref).is_some_and(|fit| fit.follows() && !fit.is_another_models());
    let others = nearest.iter().skip(fits.len()).map(|one| if is_settled { None } else { fit(one) });
    let others: Vec<Option<Fitted>> = others.collect();
    fits.extend(others);
    let fits = fits.into_iter().chain(std::iter::repeat_with(|| None));
    let trial = |((key, agreement), fit)| Trial { key, n_inliers: n(&agreement), fit };
    agreements.into_iter().zip(fits).map(trial).collect()
}

impl Fitted {
    fn new(page: &Page, key: &ModelKey, start: &Homography, reference: &dyn Reference) -> Option<Self> {
        let (model, specimen) = (reference.model(key)?, reference.specimen(key).ok()?);
        let (level, own_contrast) = Laying::new(&model, &specimen, Light::Visible)?.level_and_contrast(PX_PER_MM);
        let fit = level.lay(&page.visible, start, Freedom::Homography, 12)?;
        let page_from_specimen = fit.plane_from_template;
        let (live, contrast) = level.live_and_contrast(&page.visible, &page_from_specimen);
        let cells = by_cells(&level.own, &live, &level.mask, CELL_PX);
        let other =
            has_sure_zones(&model).then(|| OtherPrint::between(&own_contrast, &contrast, &level.mask)).flatten();
        Some(Self {
            model,
            specimen,
            page_from_specimen,
            correlation: fit.correlation,
            agreeing: agreeing_share(&cells),
            other,
        })
    }

    /// Whether the page follows the specimen all over the static area.
    fn follows(&self) -> bool {
        LEAST_CORRELATION <= self.correlation && LEAST_AGREEING <= self.agreeing
    }

    /// Whether it shows other print beside.
    fn is_another_models(&self) -> bool {
        self.other.is_some_and(OtherPrint::is_another_models)
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
    /// Whether the model fits the page, or is like the one that does.
    fn is_near(&self) -> bool {
        LEAST_INLIERS <= self.n_inliers && self.fit.as_ref().is_some_and(Fitted::follows)
    }

    /// The specimen with its place, where it was laid over the page.
    fn laid(&self, page: &Page) -> Option<Laid> {
        let fit = self.fit.as_ref()?;
        Laid::new(&page.visible, (&fit.model, &fit.specimen), &fit.page_from_specimen)
    }
}

/// The model that fits, where exactly one does. Of several that the page follows the nearest is found before other print
/// counts: a stamped page must not be taken for a sibling because its own model was put aside.
pub(super) fn decide(page: &Page, trials: &[Trial]) -> Option<Identification> {
    let mut alike: Vec<&Trial> = trials.iter().filter(|trial| trial.is_near()).collect();
    alike.sort_by(|a, b| b.n_inliers.cmp(&a.n_inliers).then_with(|| a.key.cmp(&b.key)));
    let n_best = alike.first()?.n_inliers;
    alike.retain(|trial| (n_best as f64) < CLEAR_LEAD * trial.n_inliers as f64);
    let laid: Vec<Option<Laid>> = match alike.as_slice() {
        [_] => vec![None],
        several => several.par_iter().map(|trial| trial.laid(page)).collect(),
    };
    let mut best = 0;
    for rival in 1..alike.len() {
        let (Some(own), Some(other)) = (&laid[best], &laid[rival]) else { continue };
        match siblings::nearer(own, other)? {
            Nearer::First => {}
            Nearer::Second => best = rival,
        }
    }
    let best = *alike.get(best)?;
    let fit = best.fit.as_ref().filter(|fit| !fit.is_another_models())?;
    let n_runner_up =
        trials.iter().filter(|trial| trial.key != best.key).map(|trial| trial.n_inliers).max().unwrap_or(0);
    Some(Identification::Identified {
        model: fit.model.clone(),
        specimen: fit.specimen.clone(),
        by: IdentifiedBy::Features { n_inliers: best.n_inliers, n_runner_up, correlation: fit.correlation },
        page_from_specimen: Some(fit.page_from_specimen),
    })
}

/// Whether what is personal lies inside the model's personal zones: of few captures they are a proposal, and another holder's
/// entries outside them would count for other print.
fn has_sure_zones(model: &DocumentModel) -> bool {
    let captures = model.routines.iter().filter_map(|routine| routine.threshold.as_ref()).map(|of| of.n_captures);
    captures.max().is_none_or(|most| most == 0 || SURE_ZONES_FROM <= most)
}

/// Keys of the models tried, best first.
pub(super) fn nearest(trials: &[Trial]) -> Vec<ModelKey> {
    let mut order: Vec<&Trial> = trials.iter().collect();
    let correlation = |trial: &Trial| trial.fit.as_ref().map_or(-1.0, |fit| fit.correlation);
    order.sort_by(|a, b| {
        correlation(b).total_cmp(&correlation(a)).then(b.n_inliers.cmp(&a.n_inliers)).then_with(|| a.key.cmp(&b.key))
    });
    order.into_iter().map(|trial| trial.key.clone()).collect()
}
