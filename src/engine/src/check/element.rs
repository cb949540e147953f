//! How strongly an element of the page stands out from the ground round it in one light: darker in white light and in infrared,
//! brighter in ultraviolet.

use super::ink_contrast::print_contrast;
use super::{Aborted, Case};
use crate::catalog::{CheckRoutine, Generic, Property};
use crate::geometry::PageRect;
use crate::model::{Specimen, Zone, ZoneRole};
use crate::page::blur::box_mean;
use crate::page::image_plane::quantile;
use crate::page::{Patch, Plane};
use crate::scan::Light;

const PX_PER_MM: f64 = 8.0;
/// Share of an element's area that is its ground, at least; what lies above it is the element.
const GROUND: f64 = 0.97;
/// Of an element with its surroundings less than this share is dull ground.
const DULL: f64 = 0.4;
/// Grey levels that count as one, in ultraviolet.
const GLOW: f32 = 128.0;

/// An element with its surroundings in one light.
pub(super) struct Element {
    patch: Patch,
    strength: Plane,
}

impl Element {
    /// On the page.
    ///
    /// # Errors
    /// [`Aborted::NoScan`], [`Aborted::Covered`].
    pub(super) fn on_page(case: &Case<'_>, light: Light, zone: &Zone) -> Result<Self, Aborted> {
        let wide = zone.area.grown(2.0 * reach_mm(zone)).intersection(&case.page.area()).ok_or(Aborted::Covered)?;
        let patch = case.page.patch(light, wide, PX_PER_MM).ok_or(Aborted::NoScan(light))?;
        if patch.covered < 0.9 { Err(Aborted::Covered) } else { Ok(Self::of(patch, light, zone)) }
    }

    /// On the specimen, where it has a picture in that light.
    pub(super) fn on_specimen(specimen: &Specimen, light: Light, zone: &Zone) -> Option<Self> {
        let patch = specimen.patch(light, zone.area.grown(2.0 * reach_mm(zone)), PX_PER_MM)?;
        Some(Self::of(patch, light, zone))
    }

    fn of(patch: Patch, light: Light, zone: &Zone) -> Self {
        let reach_px = (reach_mm(zone) * PX_PER_MM) as u32;
        let strength = match light {
            Light::Visible | Light::Infrared => print_contrast(&patch.luma(), reach_px),
            Light::Ultraviolet => glow(&patch),
        };
        Self { patch, strength }
    }

    /// Contrast of the strongest of what a part of it holds, 0 for nothing; above 1 only where it glows.
    pub(super) fn strength(&self, area: &PageRect) -> f64 {
        let mut values: Vec<f32> = self.pixels(area).map(|(x, y)| self.strength.get_pixel(x, y).0[0]).collect();
        quantile(&mut values, GROUND).map_or(0.0, |value| f64::from(value.max(0.0)))
    }

    /// Share of another light's contrast that this one has where the other is strong; `None` where the other has less than `least`
    /// anywhere.
    pub(super) fn share_of(&self, other: &Self, area: &PageRect, least: f64) -> Option<f64> {
        let strong = other.strength(area);
        if strong < least || self.strength.dimensions() != other.strength.dimensions() {
            return None;
        }
        let from = 0.6 * strong as f32;
        let pair = |(x, y)| (self.strength.get_pixel(x, y).0[0], other.strength.get_pixel(x, y).0[0]);
        let pairs = self.pixels(area).map(pair).filter(|(_, other)| from <= *other);
        let mut shares: Vec<f32> = pairs.map(|(own, other)| own / other).collect();
        quantile(&mut shares, 0.8).map(|share| f64::from(share.max(0.0)))
    }

    fn pixels(&self, area: &PageRect) -> impl Iterator<Item = (u32, u32)> + use<> {
        let (columns, rows) = self.patch.pixels_in(area);
        rows.flat_map(move |y| columns.clone().map(move |x| (x, y)))
    }
}

/// How far from an element its ground is looked for: a watermark is as soft as others are broad.
fn reach_mm(zone: &Zone) -> f64 {
    if zone.role == ZoneRole::Watermark { 5.0 } else { 1.5 }
}

/// By how much each pixel is brighter than the dull ground of the whole; print that is darker than it makes nothing glow.
fn glow(patch: &Patch) -> Plane {
    let mut glow = box_mean(&patch.map(|[red, green, blue]| (red + green + blue) / 3.0), 1);
    let ground = quantile(&mut glow.to_vec(), DULL).unwrap_or(0.0);
    glow.iter_mut().for_each(|level| *level = (*level - ground) / GLOW);
    glow
}

/// Elements whose place, not whose content, the model knows.
pub(super) fn is_element(role: &ZoneRole) -> bool {
    use ZoneRole::{Barcode, CardAccessNumber, Other, Perforation, StaticPerforation, Thread, Watermark};
    matches!(role, Thread | StaticPerforation | Watermark | CardAccessNumber | Perforation | Barcode | Other)
}

/// The generic notation of a property of a zone in one light; `None` where the standards do not ask that of its feature.
pub(super) fn generic(zone: &Zone, light: Light, property: Property) -> Option<Generic> {
    let generic = Generic { light, property, feature: zone.role.feature() };
    let is_known = || Generic::basic().contains(&generic);
    (zone.role == ZoneRole::Other || is_known()).then_some(generic)
}

/// The light in which a routine of two says that the element is seen.
pub(super) fn seen_in(routine: &CheckRoutine) -> Option<Light> {
    let parts = Generic::parts(routine.generic.as_deref()?).ok()?;
    let is_seen = |part: &&Generic| matches!(part.property, Property::Absorbent | Property::Luminescent);
    parts.iter().find(is_seen).map(|part| part.light)
}

/// Least contrast of an element that a specimen is said to show.
pub(super) fn least_shown(zone: &Zone, light: Light) -> f64 {
    match (zone.role.feature(), light) {
        (_, Light::Ultraviolet) => 0.15,
        _ if zone.role == ZoneRole::Watermark => 0.04,
        _ => 0.25,
    }
}
