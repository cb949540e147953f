//! Where the white picture shows nothing but white: a lamp or the sky mirrored in laminate.

use super::{Page, Patch};
use crate::geometry::{PagePoint, PageRect};
use crate::model::Specimen;
use crate::scan::Light;

/// Cells a millimetre: a cell holds a few pixels of a coarse scan, and no glare worth naming is smaller.
const CELLS_PER_MM: f64 = 2.0;

/// A cell glares whose darkest colour channel is on average this high or higher, 0..=255: nothing is left to be seen in
/// it. Print, and paper in a well exposed picture, stay below.
const GLARING_FROM: f32 = 250.0;

/// What the specimen shows this bright or brighter is white by itself.
const WHITE_FROM: f32 = 235.0;

/// The page's glaring cells.
pub(crate) struct Glare {
    places: Vec<PagePoint>,
    is_glaring: Vec<bool>,
}

impl Glare {
    /// Looks for glare: what is white here and not on the specimen. Without a specimen white paper would be taken for it.
    pub(crate) fn of(page: &Page, specimen: &Specimen) -> Option<Self> {
        let area = page.area();
        let live = page.patch(Light::Visible, area, CELLS_PER_MM)?;
        let expected = specimen.patch(Light::Visible, area, CELLS_PER_MM)?;
        let pairs = darkest(&live).zip(darkest(&expected));
        let is_glaring = pairs.map(|(here, there)| GLARING_FROM <= here && there < WHITE_FROM).collect();
        let (width, height) = live.rgb.dimensions();
        let places =
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| live.place_of(x, y)).collect();
        Some(Self { places, is_glaring })
    }

    /// Share of an area that glares, 0..=1.
    pub(crate) fn share_in(&self, area: &PageRect) -> f64 {
        let inside = self.places.iter().zip(&self.is_glaring).filter(|(place, _)| area.contains(**place));
        let (n, n_glaring) = inside.fold((0_u32, 0_u32), |(n, m), (_, &glares)| (n + 1, m + u32::from(glares)));
        if n == 0 { 0.0 } else { f64::from(n_glaring) / f64::from(n) }
    }

    /// The smallest area that holds all of it; `None` where nothing glares.
    pub(crate) fn extent(&self) -> Option<PageRect> {
        let mut glaring =
            self.places.iter().zip(&self.is_glaring).filter(|(_, glares)| **glares).map(|(place, _)| place);
        let first = glaring.next()?;
        let corners = (first.x_mm, first.y_mm, first.x_mm, first.y_mm);
        let (left, top, right, bottom) = glaring.fold(corners, |(left, top, right, bottom), place| {
            (left.min(place.x_mm), top.min(place.y_mm), right.max(place.x_mm), bottom.max(place.y_mm))
        });
        Some(PageRect::new(left, top, right - left, bottom - top).grown(0.5 / CELLS_PER_MM))
    }
}

/// The darkest channel of every pixel, row by row.
fn darkest(patch: &Patch) -> impl Iterator<Item = f32> + '_ {
    patch.rgb.pixels().map(|pixel| pixel.0.into_iter().fold(f32::INFINITY, f32::min))
}
