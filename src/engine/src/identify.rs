//! Which document model the page claims to be: by its MRZ, then by the features of its static print.
//!
//! The MRZ names the models to try first; the whole database is tried where none of them fits. A model fits when enough
//! key points of its specimen's static print agree on one place of the page, when twice as many agree as for the next
//! best model, and when page and specimen, laid over each other, correlate all over the static area and nowhere but in one
//! place show other print. A predecessor and its successor share most of their print: where the next best model comes near,
//! the two are told apart by the places in which their specimens differ.
//! (ORB-like matching with masked dynamic zones; the masks are what makes it work on other holders.)

mod claim;
mod index;
mod key_points;
mod matching;
mod other_print;
mod siblings;
mod trial;

use std::sync::Arc;

use image::RgbImage;
use serde::{Deserialize, Serialize};

pub use self::claim::Claim;
pub use self::index::{PagePrint, PrintIndex, Sketch};
use self::key_points::KeyPoints;
use self::matching::Agreement;
use crate::geometry::{Homography, PagePoint, PageRect};
use crate::model::{DocumentModel, ModelKey, Reference, Specimen};
use crate::page::{LocatedBy, Page};

/// Finds the model of `page`: among those of `issuing_state` and `document_type` first, then in the whole database.
/// A `chosen` model is taken as it is.
pub fn identify(
    page: &Page,
    issuing_state: Option<&str>,
    document_type: Option<&str>,
    chosen: Option<&ModelKey>,
    reference: &dyn Reference,
) -> Identification {
    if let Some(key) = chosen {
        return as_chosen(page, key, reference);
    }
    let print = page_print(page);
    let claimed = reference.shortlist(issuing_state, document_type, &print);
    let mut trials = trial::compare(page, &print.print, &claimed, reference);
    if let Some(found) = trial::decide(page, &trials) {
        return found;
    }
    let is_claimed = |other: &Arc<Candidate>| claimed.iter().any(|one| one.key == other.key);
    let mut others = reference.shortlist(None, None, &print);
    others.retain(|other| !is_claimed(other));
    if !others.is_empty() {
        trials.extend(trial::compare(page, &print.print, &others, reference));
        if let Some(found) = trial::decide(page, &trials) {
            return found;
        }
    }
    if page.located_by != LocatedBy::Mrz
        && let Some(found) = turned_round(page, reference)
    {
        return found;
    }
    let nearest = trial::nearest(&trials);
    let of_claimed = nearest.iter().filter(|key| claimed.iter().any(|one| one.key == **key)).cloned();
    let claim = claim::claim(page, &of_claimed.collect::<Vec<_>>(), reference);
    NotIdentified { nearest, claim }
}

use Identification::NotIdentified;

/// The page tried the other ways up: where no MRZ was read, nothing said which one is right.
fn turned_round(page: &Page, reference: &dyn Reference) -> Option<Identification> {
    [2, 1, 3].into_iter().find_map(|quarters| {
        let (turned, page_from_turned) = turned(page, quarters);
        let print = page_print(&turned);
        let models = reference.shortlist(None, None, &print);
        let trials = trial::compare(&turned, &print.print, &models, reference);
        match trial::decide(&turned, &trials)? {
            Identification::Identified { model, specimen, by, page_from_specimen } => {
                Some(Identification::Identified {
                    model,
                    specimen,
                    by,
                    page_from_specimen: page_from_specimen.map(|map| page_from_turned.after(&map)),
                })
            }
            NotIdentified { .. } => None,
        }
    })
}

/// The page turned by quarters clockwise, and the map back from its millimetres.
fn turned(page: &Page, quarters: u8) -> (Page, Homography) {
    let (w, h) = (page.width_mm, page.height_mm);
    let is_across = quarters % 2 == 1;
    let (tw, th) = if is_across { (h, w) } else { (w, h) };
    let corners = page.area().corners();
    let from = PageRect::new(0.0, 0.0, tw, th).corners();
    let pairs: Vec<_> = (0..4).map(|idx| (from[idx], corners[(idx + usize::from(quarters)) % 4])).collect();
    let page_from_turned = Homography::fit(&pairs).unwrap_or(Homography::IDENTITY);
    let mut turned = page.clone();
    (turned.width_mm, turned.height_mm) = (tw, th);
    turned.visible.scan_from_page = page.visible.scan_from_page.after(&page_from_turned);
    (turned, page_from_turned)
}

fn as_chosen(page: &Page, key: &ModelKey, reference: &dyn Reference) -> Identification {
    let Some(model) = reference.model(key) else { return NotIdentified { nearest: Vec::new(), claim: None } };
    let Ok(specimen) = reference.specimen(key) else {
        return NotIdentified { nearest: vec![key.clone()], claim: None };
    };
    let page_from_specimen = place_of_specimen(page, &model);
    Identification::Identified { model, specimen, by: IdentifiedBy::Choice, page_from_specimen }
}

/// Where a model's specimen lies on the page by key points; `None` where too few agree.
pub(crate) fn place_of_specimen(page: &Page, model: &DocumentModel) -> Option<Homography> {
    let found =
        agreement_with(page, &key_points_of(page).print, &model.fingerprint, (model.width_mm, model.height_mm))?;
    (LEAST_PLACING <= found.n_inliers).then_some(found.page_from_specimen)
}

/// Key points that must agree to place a specimen at all. Unrelated pages reach 8.
const LEAST_PLACING: usize = 14;

/// Where the print of a model so wide and tall lies on the page.
fn agreement_with(
    page: &Page,
    print: &Fingerprint,
    of_model: &Fingerprint,
    (width_mm, height_mm): (f64, f64),
) -> Option<Agreement> {
    let expected = Homography::scale_shift(page.width_mm / width_mm, page.height_mm / height_mm, 0.0, 0.0);
    matching::agreement(print, of_model, &expected, reach_mm(page))
}

/// What of a model says whether it is worth a closer look: all that is read of most that an index names.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The model's key.
    pub key: ModelKey,
    /// Width of its page, mm.
    pub width_mm: f64,
    /// Height of its page, mm.
    pub height_mm: f64,
    /// Key points of its static print.
    pub fingerprint: Fingerprint,
}

impl Candidate {
    /// The model as a candidate.
    pub fn of(model: &DocumentModel) -> Self {
        let DocumentModel { key, width_mm, height_mm, fingerprint, .. } = model;
        Self { key: key.clone(), width_mm: *width_mm, height_mm: *height_mm, fingerprint: fingerprint.clone() }
    }
}

/// How far off a page may have been located: one found by its MRZ lies within a few millimetres, a guess from the frame may
/// be a centimetre off.
fn reach_mm(page: &Page) -> f64 {
    if page.is_sure { 6.0 } else { 14.0 }
}

/// The page's key points as an index of models looks them up.
fn page_print(page: &Page) -> PagePrint {
    let KeyPoints { print, ranks } = key_points_of(page);
    PagePrint {
        print,
        strong: (0..ranks.len()).filter(|&idx| ranks[idx] < STRONGEST).collect(),
        size_mm: [page.width_mm, page.height_mm],
        reach_cells: index::reach_cells([page.width_mm, page.height_mm], reach_mm(page)),
    }
}

/// Key points of a cell of the page that are looked up in the index. A sketch has the two strongest of a cell of the specimen;
/// on the page entries may be stronger.
const STRONGEST: usize = 6;

/// Key points of everything on the page; what is personal will find no partner on a specimen.
fn key_points_of(page: &Page) -> KeyPoints {
    let area = page.area().grown(3.0);
    let luma = key_points::luma(&page.visible.scan.pixels, &page.visible.scan_from_page, area);
    key_points::key_points(&luma, area, 12, |_| true)
}

/// Key points of a specimen's static print with their descriptors; what identification matches.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Places in mm on the page.
    pub places: Vec<[f32; 2]>,
    /// 256-bit descriptors, one a place.
    pub descriptors: Vec<[u64; 4]>,
}

impl Fingerprint {
    /// The fingerprint of a specimen's white-light picture of `px_per_mm`; nothing is taken where `is_dynamic` says that
    /// the print differs from book to book. At most 1500 points.
    pub fn of(specimen_picture: &RgbImage, px_per_mm: f64, is_dynamic: impl Fn(PagePoint) -> bool + Sync) -> Self {
        let (width, height) = specimen_picture.dimensions();
        let area = PageRect::new(0.0, 0.0, f64::from(width) / px_per_mm, f64::from(height) / px_per_mm);
        if !(1.0..1000.0).contains(&area.width) || !(1.0..1000.0).contains(&area.height) {
            return Self::default();
        }
        let luma = key_points::luma(specimen_picture, &Homography::scale_shift(px_per_mm, px_per_mm, 0.0, 0.0), area);
        let mut print = key_points::key_points(&luma, area, 8, |place| !is_dynamic(place)).print;
        print.places.truncate(1500);
        print.descriptors.truncate(1500);
        print
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fingerprint({} key points)", self.places.len())
    }
}

/// What identification came to. BSI TR-03135-1 §5.5.3.
#[derive(Debug, Clone)]
pub enum Identification {
    /// One model fits, clearly better than every other.
    Identified {
        /// The model.
        model: Arc<DocumentModel>,
        /// Its specimen.
        specimen: Arc<Specimen>,
        /// How: by features, or by a person's choice.
        by: IdentifiedBy,
        /// Where the specimen's millimetres lie on the page as located, as far as key points tell: where to begin to
        /// lay the page over the specimen. `None` where no key points agree.
        page_from_specimen: Option<Homography>,
    },
    /// No model of the database fits; the nearest ones by name, best first, for a person to choose from.
    NotIdentified {
        /// Keys of the models compared, best first.
        nearest: Vec<ModelKey>,
        /// The model that the MRZ claims, where the page has its fine print all the same.
        claim: Option<Claim>,
    },
}

/// Who or what identified the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum IdentifiedBy {
    /// The static print: key points that agree with the specimen, with the runner-up's, and the correlation of the
    /// static area after registration (-1..=1).
    Features {
        /// Agreeing key points.
        n_inliers: usize,
        /// The next best model's.
        n_runner_up: usize,
        /// Correlation of the static area.
        correlation: f64,
    },
    /// A person, or an option on the command line.
    Choice,
}

#[cfg(test)]
mod tests;
