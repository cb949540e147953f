//! The routines of a model in the making, their thresholds from its captures and copies of them, and how well those of some
//! captures judge another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::draft::{Draft, EnrolError, EnrolProgress, EnrolStage, Enrolment, begin};
use super::recapture::{MOST_COPIES, copies};
use super::shared_shift::without_shared_shift;
use super::{Measurement, enrolled_on_few, measure, propose_routines};
use crate::catalog::{CheckRoutine, Weight};
use crate::check::{Case, Once, Outcome, by_name, measured};
use crate::date::Date;
use crate::examine::{self, Options, best_reading};
use crate::model::{DocumentModel, ModelKey, Reference, Specimen, SpecimenUnavailable};
use crate::page::LocatedBy;
use crate::scan::{Light, LiveDataSet};

/// Copies are not made coarser than this, pixels a millimetre: 290 ppi.
const COARSEST_COPY_PX_PER_MM: f64 = 11.4;

/// A reference of one model.
struct Only<'a> {
    model: Arc<DocumentModel>,
    specimen: &'a Arc<Specimen>,
}

impl Reference for Only<'_> {
    fn candidates(&self, _: Option<&str>, _: Option<&str>) -> Vec<Arc<DocumentModel>> {
        vec![self.model.clone()]
    }

    fn model(&self, _: &ModelKey) -> Option<Arc<DocumentModel>> {
        Some(self.model.clone())
    }

    fn specimen(&self, _: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable> {
        Ok(self.specimen.clone())
    }
}

/// Routines and thresholds, with the copies made and the leave-one-out error.
///
/// # Errors
/// [`EnrolError::Cancelled`] where `progress` breaks.
pub(super) fn with_routines(draft: Draft, today: Date, progress: EnrolProgress<'_>) -> Result<Enrolment, EnrolError> {
    let Draft { model, specimen, captures, left_out } = draft;
    let proposed = propose_routines(&model, &specimen);
    let shared = Arc::new(specimen.clone());
    let model = Arc::new(model);
    let of_each = match captures.len() {
        1 => MOST_COPIES,
        2..=4 => 4,
        _ => 2,
    };
    begin(EnrolStage::Measure { n_done: 0, n: captures.len() * (of_each + 1) }, progress)?;
    let native = captures.first().and_then(|one| one.page.native_px_per_mm(Light::Visible)).unwrap_or(1.0);
    let least_scale = (COARSEST_COPY_PX_PER_MM / native).clamp(0.5, 1.0);
    let jobs: Vec<(usize, LiveDataSet)> = captures
        .iter()
        .enumerate()
        .flat_map(|(idx, one)| {
            let copies = copies(&one.live, of_each, least_scale);
            // Over its own straightened picture the first capture lies better than any other ever will.
            let own = (0 < idx).then(|| one.live.clone());
            own.into_iter().chain(copies).map(move |live| (idx, live))
        })
        .collect();
    let n_copies = jobs.len() + 1 - captures.len();
    let reference = Only { model: model.clone(), specimen: &shared };
    let n_done = AtomicUsize::new(0);
    let measured = |(idx, live): &(usize, LiveDataSet)| {
        let n_done = n_done.fetch_add(1, Ordering::Relaxed);
        begin(EnrolStage::Measure { n_done, n: jobs.len() }, progress)?;
        Ok(row(live, &reference, &proposed, today).map(|row| (*idx, row)))
    };
    let measured: Vec<Option<(usize, Vec<Measurement>)>> =
        jobs.par_iter().with_max_len(1).map(measured).collect::<Result<_, EnrolError>>()?;
    let (of_capture, measured): (Vec<usize>, Vec<Vec<Measurement>>) = measured.into_iter().flatten().unzip();
    let measured: Vec<(usize, Vec<Measurement>)> =
        of_capture.into_iter().zip(without_shared_shift(&proposed, &measured)).collect();
    let rows = |without: Option<usize>| -> Vec<Vec<Measurement>> {
        measured.iter().filter(|(idx, _)| Some(*idx) != without).map(|(_, row)| row.clone()).collect()
    };
    let routines = enrolled_on_few(&proposed, &rows(None), captures.len());
    let fails = |idx: usize| {
        let of_others = enrolled_on_few(&proposed, &rows(Some(idx)), captures.len() - 1);
        let own = measured.iter().find(|(at, _)| *at == idx).map(|(_, row)| row);
        own.map(|row| of_others.iter().zip(row).any(|(routine, value)| is_failed(routine, value)))
    };
    let leave_one_out = (3 <= captures.len()).then(|| {
        let judged: Vec<bool> = (1..captures.len()).filter_map(fails).collect();
        (judged.iter().filter(|failed| **failed).count(), judged.len())
    });
    let model = DocumentModel { routines, ..Arc::unwrap_or_clone(reference.model) };
    Ok(Enrolment { model, specimen, n_captures: captures.len(), n_copies, left_out, leave_one_out })
}

/// What every routine measures on one capture; `None` where the page was not found or does not lie over the specimen.
fn row(live: &LiveDataSet, reference: &Only<'_>, routines: &[CheckRoutine], today: Date) -> Option<Vec<Measurement>> {
    let options = Options { today, model: Some(reference.model.key.clone()), corners: None, beside: None };
    let go_on = |_| std::ops::ControlFlow::Continue(());
    let read = examine::read(live, best_reading(live), reference, &options, &go_on).ok()?;
    (read.page.located_by == LocatedBy::Specimen).then_some(())?;
    let once = Once::default();
    let case = Case {
        page: &read.page,
        readings: &read.readings,
        model: Some((&reference.model, reference.specimen)),
        siblings: &[],
        claim: None,
        once: &once,
        today,
    };
    Some(measure(routines, &case))
}

/// Whether a counted routine fails by that measurement.
fn is_failed(routine: &CheckRoutine, measurement: &Measurement) -> bool {
    let deviation = || measured::deviation(&measurement.measures, routine).map(|(_, value)| value);
    let Some(value) = measurement.value.or_else(deviation) else { return false };
    let outcome = routine.threshold.as_ref().map(|threshold| threshold.outcome(threshold.margin(value)));
    routine.weight != Weight::Evaluatory && outcome == Some(Outcome::Failed) && by_name(&routine.check).is_some()
}
