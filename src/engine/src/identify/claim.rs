//! What the background says of a page that was taken for no model: the fine print of the model that its MRZ claims, and on
//! which scale.
//!
//! Whoever draws a background anew has measured its lines and is a hundredth off. The page as a whole then fits no model, and
//! yet so many key points of one model's fine print lie on it as on no other model's page.

use std::sync::Arc;

use super::{Candidate, Fingerprint, matching, reach_mm};
use crate::geometry::{Homography, PagePoint, PageRect};
use crate::model::{DocumentModel, ModelKey, Reference, ZoneRole};
use crate::page::{LocatedBy, Page};

/// A model that the MRZ claims, and whose fine print is on the page though the page is not taken for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The model.
    pub model: ModelKey,
    /// Key points of its fine print that agree on one place.
    pub n_points: usize,
    /// Scale of that print against the page's own, 1 where they agree.
    pub scale: f64,
    /// Where the fine print should be, on the page.
    pub area: PageRect,
}

/// Key points of the fine print that must agree on one place. Pages of other models reach 14, those of the model have
/// a hundred and more.
const LEAST_POINTS: usize = 50;

/// The claimed model whose fine print the page has, where the MRZ tells the page's own scale.
pub(super) fn claim(
    page: &Page,
    print: &Fingerprint,
    claimed: &[Arc<Candidate>],
    reference: &dyn Reference,
) -> Option<Claim> {
    if page.located_by != LocatedBy::Mrz || !page.is_sure {
        return None;
    }
    let claims = claimed.iter().filter_map(|one| of_model(page, print, &*reference.model(&one.key)?));
    claims.max_by(|a, b| a.n_points.cmp(&b.n_points).then_with(|| b.model.cmp(&a.model)))
}

fn of_model(page: &Page, print: &Fingerprint, model: &DocumentModel) -> Option<Claim> {
    let expected = Homography::scale_shift(page.width_mm / model.width_mm, page.height_mm / model.height_mm, 0.0, 0.0);
    let found = matching::agreement(print, &fine_print(model), &expected, reach_mm(page))?;
    let middle = (model.width_mm / 2.0, model.height_mm / 2.0);
    let scale = found.page_from_specimen.scale_at(middle.0, middle.1) / expected.scale_at(middle.0, middle.1);
    let patterns = model.zones.iter().filter(|zone| zone.role == ZoneRole::Pattern).map(|zone| zone.area);
    let area = patterns.reduce(|a, b| a.union(&b))?;
    let ((left, top), (right, bottom)) =
        (expected.apply(area.left, area.top), expected.apply(area.right(), area.bottom()));
    let area = PageRect::new(left, top, right - left, bottom - top).intersection(&page.area())?;
    let claim = Claim { model: model.key.clone(), n_points: found.n_inliers, scale, area };
    (LEAST_POINTS <= claim.n_points).then_some(claim)
}

/// The key points in zones of fine print.
fn fine_print(model: &DocumentModel) -> Fingerprint {
    let is_fine = |place: &[f32; 2]| {
        let place = PagePoint { x_mm: f64::from(place[0]), y_mm: f64::from(place[1]) };
        model.zones.iter().any(|zone| zone.role == ZoneRole::Pattern && zone.area.contains(place))
    };
    let all = &model.fingerprint;
    let (places, descriptors) = all.places.iter().zip(&all.descriptors).filter(|(place, _)| is_fine(place)).unzip();
    Fingerprint { places, descriptors }
}
