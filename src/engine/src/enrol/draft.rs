//! From captures of a document model that nobody has described to a record that serves: zones, specimen, routines,
//! thresholds, and what so few captures cannot tell.

use std::sync::Arc;

use rayon::prelude::*;

use super::entries::{bare_model, read_lines, years_to_expiry};
use super::layout::{Seen, propose_zones};
use super::recapture::{MOST_COPIES, copies};
use super::{Measurement, enrolled_on_few, measure, propose_routines};
use crate::catalog::{CheckRoutine, Weight};
use crate::check::{Case, Outcome, by_name, measured};
use crate::date::Date;
use crate::examine::{self, Options, best_reading};
use crate::identify::Fingerprint;
use crate::model::{DocumentModel, ModelKey, NumberFormat, Reference, Specimen, SpecimenUnavailable, ZoneRole};
use crate::page::{LocatedBy, Page, locate_page};
use crate::reading::mrz::{Mrz, MrzReading};
use crate::register::register;
use crate::scan::{Light, LiveDataSet};

/// Distance kept from what is personal by key points, mm: a descriptor looks that far about its place.
pub const FINGERPRINT_CLEARANCE_MM: f64 = 1.75;
/// Finest specimen kept, pixels a millimetre: 600 ppi.
const FINEST_PX_PER_MM: f64 = 23.622;
/// Copies are not made coarser than this, pixels a millimetre: 290 ppi.
const COARSEST_COPY_PX_PER_MM: f64 = 11.4;
/// Captures from which the forms of numbers and the years of validity are taken for the model's.
const ENOUGH_FOR_RULES: usize = 5;

/// What is to be made of the captures.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The model's key.
    pub key: ModelKey,
    /// Its readable name.
    pub name: String,
    /// The day of the enrolment.
    pub today: Date,
}

/// A model made of captures.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The model with zones, routines and thresholds.
    pub model: DocumentModel,
    /// Its specimen: one of the captures, straightened.
    pub specimen: Specimen,
    /// Captures it rests on.
    pub n_captures: usize,
    /// Copies made of them.
    pub n_copies: usize,
    /// Captures that were left out, by their place in the list, and why.
    pub left_out: Vec<(usize, &'static str)>,
    /// Leave-one-out: of so many captures judged by thresholds of the others, so many had a failed check; `None` for fewer
    /// than three captures.
    pub leave_one_out: Option<(usize, usize)>,
}

/// Why no model can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// On no capture a page was found.
    #[error("no data page found on any capture; lay the page flat and scan again at 300 ppi or more")]
    NoPage,
    /// The page shows nothing that could be recognised again.
    #[error("the page has too little static print to be recognised by; scan it at 300 ppi or more")]
    NoPrint,
}

/// What a capture shows before anything is known of its model.
struct Located {
    live: LiveDataSet,
    page: Page,
    reading: Option<MrzReading>,
    mrz: Option<Mrz>,
}

/// Issuing State and document type as the captures' MRZ has them; `None` where none was read.
pub fn claimed_issuer(captures: &[LiveDataSet]) -> Option<(String, String)> {
    let of = |live: &LiveDataSet| {
        let mrz = Mrz::parse(&best_reading(live)?.text()).ok()?;
        let found = (mrz.issuing_state(), mrz.document_type());
        (!found.0.is_empty() && !found.1.is_empty()).then_some(found)
    };
    captures.iter().find_map(of)
}

/// Makes a model of captures of unaltered documents. `progress` hears what is done, in one line each.
///
/// # Errors
/// [`EnrolError`] where no page is found or nothing on it can be recognised again.
pub fn enrol_model(
    captures: &[LiveDataSet],
    wish: &Wish,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Enrolment, EnrolError> {
    progress("finding the page on every capture");
    let mut left_out = Vec::new();
    let mut located: Vec<(usize, Located)> = Vec::new();
    for (idx, found) in captures.par_iter().map(locate).collect::<Vec<_>>().into_iter().enumerate() {
        match found {
            Some(found) => located.push((idx, found)),
            None => left_out.push((idx, "no data page found")),
        }
    }
    // The specimen: the capture with the most lights, then the finest.
    let quality = |one: &Located| {
        let lights = Light::ALL.iter().filter(|light| one.page.view(**light).is_some()).count();
        let ppmm = one.page.native_px_per_mm(Light::Visible).unwrap_or(0.0);
        (lights, usize::from(one.reading.is_some()), (ppmm * 2.0).round() as i64)
    };
    let best = (0..located.len()).rev().max_by_key(|&at| quality(&located[at].1)).ok_or(EnrolError::NoPage)?;
    located.swap(0, best);
    progress("proposing zones");
    let specimen = specimen_of(&located[0].1.page).ok_or(EnrolError::NoPage)?;
    let first = &located[0].1;
    let own = Page { residuals: Vec::new(), ..first.page.clone() };
    let alone = [Seen { page: &own, reading: first.reading.as_ref(), mrz: first.mrz.clone() }];
    let mut model =
        with_fingerprint(bare_model(&wish.key, &wish.name, &own, propose_zones(&alone, &wish.key)), &specimen);
    let mut laid: Vec<Page> = vec![own];
    for (idx, one) in located.split_off(1) {
        match register(&one.page, &model, &specimen, None) {
            Ok(page) => {
                laid.push(page);
                located.push((idx, one));
            }
            Err(_) => left_out.push((idx, "it does not lie over the others: another model, or too coarse")),
        }
    }
    let seen: Vec<Seen<'_>> = laid
        .iter()
        .zip(&located)
        .map(|(page, (_, one))| Seen { page, reading: one.reading.as_ref(), mrz: one.mrz.clone() })
        .collect();
    if 1 < seen.len() {
        model = with_fingerprint(DocumentModel { zones: propose_zones(&seen, &wish.key), ..model }, &specimen);
    }
    if model.fingerprint.places.len() < 40 {
        return Err(EnrolError::NoPrint);
    }
    learn_rules(&mut model, &seen, &wish.key);
    drop(seen);
    progress("measuring the captures and copies of them");
    let captures: Vec<&Located> = located.iter().map(|(_, one)| one).collect();
    let (model, n_copies, leave_one_out) = with_routines(model, &specimen, &captures, wish);
    left_out.sort_unstable();
    Ok(Enrolment { model, specimen, n_captures: captures.len(), n_copies, left_out, leave_one_out })
}

fn locate(live: &LiveDataSet) -> Option<Located> {
    let reading = best_reading(live);
    let page = locate_page(live, reading.as_ref(), None).ok()?;
    let mrz = reading.as_ref().and_then(|reading| Mrz::parse(&reading.text()).ok());
    Some(Located { live: live.clone(), page, reading, mrz })
}

/// The page straightened, edge to edge, in every light at one resolution.
fn specimen_of(page: &Page) -> Option<Specimen> {
    let native = page.native_px_per_mm(Light::Visible)?.clamp(4.0, FINEST_PX_PER_MM);
    // A whole number of pixels an inch, as files say it.
    let px_per_mm = (native * 25.4).round() / 25.4;
    let picture = |light| Some(Arc::new(page.patch(light, page.area(), px_per_mm)?.to_picture()));
    Some(Specimen {
        px_per_mm,
        visible: picture(Light::Visible)?,
        ultraviolet: picture(Light::Ultraviolet),
        infrared: picture(Light::Infrared),
    })
}

fn with_fingerprint(model: DocumentModel, specimen: &Specimen) -> DocumentModel {
    let is_personal = |place| model.is_dynamic_at(place, FINGERPRINT_CLEARANCE_MM);
    let fingerprint = Fingerprint::of(&specimen.visible, specimen.px_per_mm, is_personal);
    DocumentModel { fingerprint, ..model }
}

/// The form of the number and the years of validity, where enough captures agree on them.
fn learn_rules(model: &mut DocumentModel, seen: &[Seen<'_>], key: &ModelKey) {
    if seen.len() < ENOUGH_FOR_RULES {
        return;
    }
    let numbers: Vec<String> = seen.iter().filter_map(|seen| Some(seen.mrz.as_ref()?.document_number())).collect();
    model.number_formats = form_of(&numbers).into_iter().map(NumberFormat).collect();
    let Some(issue) = model.zone_of(&ZoneRole::Field("date_of_issue".to_owned())).map(|zone| zone.area) else { return };
    let mut years: Vec<u16> = Vec::new();
    for one in seen {
        let text = read_lines(one.page, key, &[issue.grown(-0.3)]).into_iter().next().unwrap_or_default();
        years.extend(one.mrz.as_ref().and_then(|mrz| years_to_expiry(&text, mrz)));
    }
    let n_read = years.len();
    years.sort_unstable();
    years.dedup();
    // A span that occurs once in five may be a misread date; more than two spans say that the rule is another one.
    if ENOUGH_FOR_RULES <= n_read && years.len() <= 2 {
        model.validity_years = years;
    }
}

/// Letters and figures of numbers that have one form; `None` where they have none in common.
fn form_of(numbers: &[String]) -> Option<String> {
    let first = numbers.first()?;
    if numbers.len() < ENOUGH_FOR_RULES || numbers.iter().any(|number| number.len() != first.len()) {
        return None;
    }
    let form = |at: usize| {
        let all = |is: fn(&char) -> bool| numbers.iter().all(|number| number.chars().nth(at).as_ref().is_some_and(is));
        if all(char::is_ascii_digit) {
            '9'
        } else if all(char::is_ascii_uppercase) {
            'A'
        } else {
            '*'
        }
    };
    Some((0..first.chars().count()).map(form).collect())
}

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
fn with_routines(
    model: DocumentModel,
    specimen: &Specimen,
    captures: &[&Located],
    wish: &Wish,
) -> (DocumentModel, usize, Option<(usize, usize)>) {
    let proposed = propose_routines(&model, specimen);
    let shared = Arc::new(specimen.clone());
    let model = Arc::new(model);
    let of_each = match captures.len() {
        1 => MOST_COPIES,
        2..=4 => 4,
        _ => 2,
    };
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
    let measured: Vec<(usize, Vec<Measurement>)> = jobs
        .par_iter()
        .with_max_len(1)
        .filter_map(|(idx, live)| Some((*idx, row(live, &reference, &proposed, wish)?)))
        .collect();
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
    (model, n_copies, leave_one_out)
}

/// What every routine measures on one capture; `None` where the page was not found or does not lie over the specimen.
fn row(live: &LiveDataSet, reference: &Only<'_>, routines: &[CheckRoutine], wish: &Wish) -> Option<Vec<Measurement>> {
    let options = Options { today: wish.today, model: Some(wish.key.clone()), corners: None };
    let go_on = |_| std::ops::ControlFlow::Continue(());
    let read = examine::read(live, best_reading(live), reference, &options, &go_on).ok()?;
    (read.page.located_by == LocatedBy::Specimen).then_some(())?;
    let case = Case {
        page: &read.page,
        readings: &read.readings,
        model: Some((&reference.model, reference.specimen)),
        siblings: &[],
        today: wish.today,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_form_have_it() {
        let numbers = |of: &[&str]| of.iter().map(|number| (*number).to_owned()).collect::<Vec<_>>();
        assert_eq!(form_of(&numbers(&["AB12", "CD34", "EF56", "GH78", "IJ90"])).as_deref(), Some("AA99"));
        assert_eq!(form_of(&numbers(&["AB12", "C134", "EF56", "GH78", "IJ90"])).as_deref(), Some("A*99"));
        assert_eq!(form_of(&numbers(&["AB12", "CD345", "EF56", "GH78", "IJ90"])), None);
        assert_eq!(form_of(&numbers(&["AB12"])), None);
    }
}
