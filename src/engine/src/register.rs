//! The page laid over its model's specimen: from here on a millimetre of the page is the specimen's millimetre.
//!
//! Key points say roughly where the specimen lies; Gauss–Newton from coarse to fine brings static print together
//! (dynamic zones masked, what does not follow given little weight). A step is taken only where the correlation rises.
//! Ultraviolet and infrared move along and are then brought onto the specimen's own pictures.

mod print_differs;
mod residuals;
pub(crate) mod structure;

pub use self::print_differs::print_differs;
use crate::geometry::{Homography, PageRect};
use crate::identify;
use crate::model::{DocumentModel, Specimen};
use crate::page::gauss_newton::{Fit, Freedom, Template};
use crate::page::image_plane::Plane;
use crate::page::{LocatedBy, Page, View};
use crate::register::structure::{Detail, StaticMask, structure};
use crate::scan::Light;

/// Lays the page over the specimen of `model`. `start` is where the specimen's millimetres lie on the page as far as
/// identification found out; without it, key points are matched here.
///
/// The page that comes back has the model's size, its residuals say how far the print of each place still lies off.
///
/// # Errors
/// [`RegisterError`] where the page's print does not follow the specimen's anywhere near the page.
pub fn register(
    page: &Page,
    model: &DocumentModel,
    specimen: &Specimen,
    start: Option<Homography>,
) -> Result<Page, RegisterError> {
    let visible = Laying::new(model, specimen, Light::Visible).ok_or(RegisterError::NoSpecimen)?;
    let native = page.native_px_per_mm(Light::Visible).unwrap_or(FINE_PX_PER_MM);
    let as_located =
        Homography::scale_shift(page.width_mm / model.width_mm, page.height_mm / model.height_mm, 0.0, 0.0);
    let start = start.or_else(|| identify::place_of_specimen(page, model)).unwrap_or(as_located);
    let level = visible.level(FINE_PX_PER_MM.min(native));
    let mut fine = level
        .lay(&page.visible, &start, Freedom::Homography, 10)
        .filter(|fit| NEAR_CORRELATION <= fit.first_correlation);
    if fine.is_none() {
        let coarse = visible.level(COARSE_PX_PER_MM.min(native)).lay(&page.visible, &start, Freedom::Homography, 15);
        let coarse = coarse.filter(|fit| LEAST_CORRELATION <= fit.correlation).ok_or(RegisterError::Unlike)?;
        fine = level.lay(&page.visible, &coarse.plane_from_template, Freedom::Homography, 10).or(Some(coarse));
    }
    let free = fine.ok_or(RegisterError::Unlike)?;
    let straight = straight(page, &level, &free).filter(|fit| free.correlation < fit.correlation + STRAIGHT_BONUS);
    let page_from_specimen = straight.unwrap_or(free).plane_from_template;
    let mut laid = moved(page, model, &page_from_specimen);
    laid.residuals = level.residuals(&laid.visible);
    laid.ultraviolet = laid.ultraviolet.map(|view| onto_specimen(view, model, specimen, Light::Ultraviolet));
    laid.infrared = laid.infrared.map(|view| onto_specimen(view, model, specimen, Light::Infrared));
    Ok(laid)
}

/// The fit without perspective, where the page was taken straight on.
///
/// Colours are printed a little out of register with one another; eight parameters follow that as if it were a bend of
/// the page, four do not.
fn straight(page: &Page, level: &Level, free: &Fit) -> Option<Fit> {
    let scan_from_specimen = page.visible.scan_from_page.after(&free.plane_from_template);
    let corners = level.area.corners();
    let pairs = corners.map(|(x, y)| ((x, y), scan_from_specimen.apply(x, y)));
    let similar = Homography::fit_similarity(&pairs)?;
    let px_per_mm = similar.scale_at(0.0, 0.0);
    let is_straight = pairs.iter().all(|&((x, y), (u, v))| {
        let (p, q) = similar.apply(x, y);
        (p - u).hypot(q - v) < STRAIGHT_MM * px_per_mm
    });
    let start = page.visible.scan_from_page.inverse()?.after(&similar);
    if is_straight { level.lay(&page.visible, &start, Freedom::Similarity, 8) } else { None }
}

/// A scan whose perspective moves no corner by more than this is taken to have none.
const STRAIGHT_MM: f64 = 0.4;
/// So much correlation the free fit must gain over the straight one: following colours out of register gains 0.01 to
/// 0.03, following a real tilt of 0.2 mm gains 0.1 and more.
const STRAIGHT_BONUS: f64 = 0.04;

/// Why a page was not laid over a specimen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// The print does not follow the specimen's.
    #[error("the page does not lie over the specimen of its model; set its corners, or choose another model")]
    Unlike,
    /// The specimen's picture is empty.
    #[error("the model's specimen has no picture to lay the page over")]
    NoSpecimen,
}

/// Resolution of the first step in pixels a millimetre.
const COARSE_PX_PER_MM: f64 = 4.0;
/// Resolution of the last step: 0.01 mm is a twelfth of a pixel.
const FINE_PX_PER_MM: f64 = 8.0;
/// A start from which print agrees so well at the last step already needs no first one.
const NEAR_CORRELATION: f64 = 0.45;
/// Static print of page and specimen must agree at least so well at the coarse step, -1..=1. Pages of other models,
/// laid as well as they can be, reach 0.15.
const LEAST_CORRELATION: f64 = 0.25;

/// A specimen in one light, ready to lay views over.
pub(crate) struct Laying<'a> {
    model: &'a DocumentModel,
    specimen: &'a Specimen,
    picture: &'a image::RgbImage,
}

impl<'a> Laying<'a> {
    pub(crate) fn new(model: &'a DocumentModel, specimen: &'a Specimen, light: Light) -> Option<Self> {
        let picture = specimen.picture(light)?;
        (0 < picture.width() && 0 < picture.height()).then_some(Self { model, specimen, picture })
    }

    /// The whole page of the model.
    pub(crate) fn area(&self) -> PageRect {
        PageRect::new(0.0, 0.0, self.model.width_mm, self.model.height_mm)
    }

    /// The specimen at one resolution.
    pub(crate) fn level(&self, px_per_mm: f64) -> Level {
        self.level_of(self.detail(px_per_mm), px_per_mm)
    }

    /// The same, and the contrast of its print.
    pub(crate) fn level_and_contrast(&self, px_per_mm: f64) -> (Level, Plane) {
        let detail = self.detail(px_per_mm);
        let contrast = detail.contrast(px_per_mm);
        (self.level_of(detail, px_per_mm), contrast)
    }

    fn detail(&self, px_per_mm: f64) -> Detail {
        let scale = self.specimen.px_per_mm;
        Detail::of(self.picture, &Homography::scale_shift(scale, scale, 0.0, 0.0), self.area(), px_per_mm)
    }

    fn level_of(&self, detail: Detail, px_per_mm: f64) -> Level {
        let (area, own) = (self.area(), detail.over_own_strength(px_per_mm));
        let mask = StaticMask::new(self.model, area, own.dimensions(), 0.7);
        Level { own, mask, area, px_per_mm }
    }
}

/// A specimen's detail in one light at one resolution.
pub(crate) struct Level {
    /// The detail of the whole page.
    pub(crate) own: Plane,
    /// Where it is static print.
    pub(crate) mask: StaticMask,
    /// The whole page of the model.
    area: PageRect,
    px_per_mm: f64,
}

impl Level {
    /// Lays the view over the specimen from `start` (page from specimen) on.
    pub(crate) fn lay(&self, view: &View, start: &Homography, freedom: Freedom, n_steps: usize) -> Option<Fit> {
        let keep = |x: u32, y: u32| self.mask.keeps(x, y);
        let template = Template::new(&self.own, self.area, freedom, (5.0, 90), keep);
        // The view is sampled where the start puts it, so that the fit begins at no move at all.
        let around = self.area.grown(2.0);
        let live = structure(&view.scan.pixels, &view.scan_from_page.after(start), around, self.px_per_mm);
        let fit = template.lay_over(&live, around, &Homography::IDENTITY, n_steps)?;
        Some(Fit { plane_from_template: start.after(&fit.plane_from_template), ..fit })
    }

    /// The view's detail where `start` (page from specimen) puts it, pixel by pixel over the specimen's own.
    pub(crate) fn live(&self, view: &View, start: &Homography) -> Plane {
        structure(&view.scan.pixels, &view.scan_from_page.after(start), self.area, self.px_per_mm)
    }

    /// The same, and the contrast of its print.
    pub(crate) fn live_and_contrast(&self, view: &View, start: &Homography) -> (Plane, Plane) {
        let scan_from_specimen = view.scan_from_page.after(start);
        let detail = Detail::of(&view.scan.pixels, &scan_from_specimen, self.area, self.px_per_mm);
        let contrast = detail.contrast(self.px_per_mm);
        (detail.over_own_strength(self.px_per_mm), contrast)
    }

    /// How far the print of a view that lies over the specimen is still off, by place.
    fn residuals(&self, view: &View) -> Vec<crate::page::Residual> {
        let live = self.live(view, &Homography::IDENTITY);
        residuals::residuals(&live, &self.own, &self.mask, self.area, self.px_per_mm)
    }
}

/// The page in the specimen's millimetres.
fn moved(page: &Page, model: &DocumentModel, page_from_specimen: &Homography) -> Page {
    let moved = |view: &View| View { scan_from_page: view.scan_from_page.after(page_from_specimen), ..view.clone() };
    Page {
        width_mm: model.width_mm,
        height_mm: model.height_mm,
        located_by: LocatedBy::Specimen,
        is_sure: true,
        visible: moved(&page.visible),
        ultraviolet: page.ultraviolet.as_ref().map(moved),
        infrared: page.infrared.as_ref().map(moved),
        residuals: Vec::new(),
    }
}

/// A view brought onto the specimen's picture in its own light, where that agrees better than white light's place.
fn onto_specimen(view: View, model: &DocumentModel, specimen: &Specimen, light: Light) -> View {
    let Some(laying) = Laying::new(model, specimen, light) else { return view };
    let native = view.scan_from_page.scale_at(model.width_mm / 2.0, model.height_mm / 2.0);
    let px_per_mm = LIGHTS_PX_PER_MM.min(native);
    let Some(after) = laying.level(px_per_mm).lay(&view, &Homography::IDENTITY, Freedom::Homography, 10) else {
        return view;
    };
    let limit_mm = if view.is_registered { 0.3 } else { 2.0 };
    let is_near = laying.area().corners().iter().all(|&(x, y)| {
        let (u, v) = after.plane_from_template.apply(x, y);
        (u - x).hypot(v - y) < limit_mm
    });
    let is_better = after.first_correlation + 0.005 < after.correlation && LEAST_CORRELATION < after.correlation;
    if is_near && is_better {
        View { scan_from_page: view.scan_from_page.after(&after.plane_from_template), is_registered: true, ..view }
    } else {
        view
    }
}

/// Resolution at which ultraviolet and infrared are refined, in pixels a millimetre.
const LIGHTS_PX_PER_MM: f64 = 6.0;

#[cfg(test)]
mod tests;
