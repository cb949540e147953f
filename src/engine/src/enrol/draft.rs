//! From captures of a document model that nobody has described to a record that serves: zones, specimen, routines,
//! thresholds, and what so few captures cannot tell.
//!
//! ```text
//! captures ─▶ propose_draft ─▶ Draft ─(a person corrects the zones: with_zones)─▶ enrol_draft ─▶ Enrolment
//! ```

use std::ops::ControlFlow;
use std::sync::Arc;

use rayon::prelude::*;

use super::entries::{bare_model, read_lines, years_to_expiry};
use super::layout::{Seen, propose_zones};
use super::thresholds::with_routines;
use crate::date::Date;
use crate::examine::best_reading;
use crate::identify::Fingerprint;
use crate::model::{DocumentModel, ModelKey, NumberFormat, Specimen, Zone, ZoneRole};
use crate::page::{Page, locate_page};
use crate::reading::mrz::{Mrz, MrzReading};
use crate::register::register;
use crate::scan::{Light, LiveDataSet};

/// Distance kept from what is personal by key points, mm: a descriptor looks that far about its place.
pub const FINGERPRINT_CLEARANCE_MM: f64 = 1.75;
/// Finest specimen kept, pixels a millimetre: 600 ppi.
const FINEST_PX_PER_MM: f64 = 23.622;
/// Key points of static print a model is recognised by at the least.
const LEAST_PLACES: usize = 40;
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

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrolStage {
    /// The page is looked for on every capture.
    Locate,
    /// Zones are proposed.
    Propose,
    /// The captures and copies of them are measured.
    Measure {
        /// So many are done.
        n_done: usize,
        /// Of so many.
        n: usize,
    },
}

/// Hears what is being done, and may end the work there.
pub type EnrolProgress<'a> = &'a (dyn Fn(EnrolStage) -> ControlFlow<()> + Sync);

/// Why no model can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// On no capture a page was found.
    #[error("no data page found on any capture; lay the page flat and scan again at 300 ppi or more")]
    NoPage,
    /// The page shows nothing that could be recognised again.
    #[error("the page has too little static print to be recognised by; scan it at 300 ppi or more")]
    NoPrint,
    /// The caller wanted no more of it.
    #[error("cancelled")]
    Cancelled,
}

/// A model as far as captures alone tell it: its zones are proposed, nothing is measured yet.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The model with zones, without routines.
    pub model: DocumentModel,
    /// Its specimen: the first of the captures, straightened.
    pub specimen: Specimen,
    /// The captures it is made of.
    pub captures: Vec<DraftCapture>,
    /// Captures that were left out, by their place in the list, and why.
    pub left_out: Vec<(usize, &'static str)>,
}

/// A capture of the model in the making.
#[derive(Debug, Clone)]
pub struct DraftCapture {
    /// Its pictures.
    pub live: LiveDataSet,
    /// The page as it was found on them.
    pub page: Page,
    /// The page as it lies over the specimen.
    pub laid: Page,
    /// Its machine readable zone, where it was found.
    pub reading: Option<MrzReading>,
    /// The same, where it could be parsed.
    pub mrz: Option<Mrz>,
}

impl Draft {
    /// The same model with the zones a person made of the proposed ones.
    pub fn with_zones(self, zones: Vec<Zone>) -> Self {
        if zones == self.model.zones {
            return self;
        }
        let model = with_fingerprint(DocumentModel { zones, ..self.model }, &self.specimen);
        Self { model, ..self }
    }
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

/// Makes a model of captures of unaltered documents, with the zones as they are proposed.
///
/// # Errors
/// [`EnrolError`] where no page is found, nothing on it can be recognised again, or `progress` breaks.
pub fn enrol_model(
    captures: &[LiveDataSet],
    wish: &Wish,
    progress: EnrolProgress<'_>,
) -> Result<Enrolment, EnrolError> {
    enrol_draft(propose_draft(captures, wish, progress)?, wish, progress)
}

/// Straightens captures of unaltered documents and proposes the zones of their model.
///
/// # Errors
/// As [`enrol_model`].
pub fn propose_draft(captures: &[LiveDataSet], wish: &Wish, progress: EnrolProgress<'_>) -> Result<Draft, EnrolError> {
    begin(EnrolStage::Locate, progress)?;
    let mut left_out = Vec::new();
    let mut located: Vec<(usize, DraftCapture)> = Vec::new();
    for (idx, found) in captures.par_iter().map(locate).collect::<Vec<_>>().into_iter().enumerate() {
        match found {
            Some(found) => located.push((idx, found)),
            None => left_out.push((idx, "no data page found")),
        }
    }
    // The specimen: the capture with the most lights, then the finest.
    let quality = |one: &DraftCapture| {
        let lights = Light::ALL.iter().filter(|light| one.page.view(**light).is_some()).count();
        let ppmm = one.page.native_px_per_mm(Light::Visible).unwrap_or(0.0);
        (lights, usize::from(one.reading.is_some()), (ppmm * 2.0).round() as i64)
    };
    let best = (0..located.len()).rev().max_by_key(|&at| quality(&located[at].1)).ok_or(EnrolError::NoPage)?;
    located.swap(0, best);
    begin(EnrolStage::Propose, progress)?;
    let specimen = specimen_of(&located[0].1.page).ok_or(EnrolError::NoPage)?;
    let first = located.remove(0).1;
    let zones = propose_zones(&[seen(&first)], &wish.key);
    let mut model = with_fingerprint(bare_model(&wish.key, &wish.name, &first.laid, zones), &specimen);
    let mut laid = vec![first];
    for (idx, one) in located {
        match register(&one.page, &model, &specimen, None) {
            Ok(page) => laid.push(DraftCapture { laid: page, ..one }),
            Err(_) => left_out.push((idx, "it does not lie over the others: another model, or too coarse")),
        }
    }
    if 1 < laid.len() {
        let seen: Vec<Seen<'_>> = laid.iter().map(seen).collect();
        model = with_fingerprint(DocumentModel { zones: propose_zones(&seen, &wish.key), ..model }, &specimen);
    }
    left_out.sort_unstable();
    Ok(Draft { model, specimen, captures: laid, left_out })
}

/// Enrols the routines of a model whose zones are as they shall be.
///
/// # Errors
/// As [`enrol_model`].
pub fn enrol_draft(draft: Draft, wish: &Wish, progress: EnrolProgress<'_>) -> Result<Enrolment, EnrolError> {
    let Draft { model, specimen, captures, left_out } = draft;
    if model.fingerprint.places.len() < LEAST_PLACES {
        return Err(EnrolError::NoPrint);
    }
    let mut model = DocumentModel { key: wish.key.clone(), name: wish.name.clone(), ..model };
    learn_rules(&mut model, &captures);
    with_routines(Draft { model, specimen, captures, left_out }, wish.today, progress)
}

/// Tells of a stage before it begins.
pub(super) fn begin(stage: EnrolStage, progress: EnrolProgress<'_>) -> Result<(), EnrolError> {
    if progress(stage).is_break() { Err(EnrolError::Cancelled) } else { Ok(()) }
}

fn seen(capture: &DraftCapture) -> Seen<'_> {
    Seen { page: &capture.laid, reading: capture.reading.as_ref(), mrz: capture.mrz.clone() }
}

fn locate(live: &LiveDataSet) -> Option<DraftCapture> {
    let reading = best_reading(live);
    let page = locate_page(live, reading.as_ref(), None).ok()?;
    let mrz = reading.as_ref().and_then(|reading| Mrz::parse(&reading.text()).ok());
    let laid = Page { residuals: Vec::new(), ..page.clone() };
    Some(DraftCapture { live: live.clone(), page, laid, reading, mrz })
}

/// The page straightened, edge to edge, in every light at one resolution.
fn specimen_of(page: &Page) -> Option<Specimen> {
    let native = page.native_px_per_mm(Light::Visible)?.clamp(4.0, FINEST_PX_PER_MM);
    // A whole number of pixels an inch, as files say it.
    let px_per_mm = (native * 25.4).round() / 25.4;
    let picture = |light| Some(Arc::new(page.patch(light, page.area(), px_per_mm)?.to_picture()));
    let visible = picture(Light::Visible)?;
    Some(Specimen::new(px_per_mm, visible, picture(Light::Ultraviolet), picture(Light::Infrared)))
}

fn with_fingerprint(model: DocumentModel, specimen: &Specimen) -> DocumentModel {
    let is_personal = |place| model.is_dynamic_at(place, FINGERPRINT_CLEARANCE_MM);
    let fingerprint = Fingerprint::of(&specimen.visible, specimen.px_per_mm, is_personal);
    DocumentModel { fingerprint, ..model }
}

/// The form of the number and the years of validity, where enough captures agree on them.
fn learn_rules(model: &mut DocumentModel, captures: &[DraftCapture]) {
    if captures.len() < ENOUGH_FOR_RULES {
        return;
    }
    let numbers: Vec<String> = captures.iter().filter_map(|one| Some(one.mrz.as_ref()?.document_number())).collect();
    model.number_formats = form_of(&numbers).into_iter().map(NumberFormat).collect();
    let Some(issue) = model.zone_of(&ZoneRole::Field("date_of_issue".to_owned())).map(|zone| zone.area) else { return };
    let mut years: Vec<u16> = Vec::new();
    for one in captures {
        let text = read_lines(&one.laid, &model.key, &[issue.grown(-0.3)]).into_iter().next().unwrap_or_default();
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
