//! Whether two specimens show different print at one place: a predecessor and its successor side by side.

use super::structure::{StaticMask, best_by_cells, structure};
use crate::geometry::{Homography, PageRect};
use crate::model::{DocumentModel, Specimen};
use crate::page::image_plane::Plane;
use crate::scan::Light;

/// Resolution of the comparison in pixels a millimetre; edge length of its cells in pixels, 3 mm.
const PX_PER_MM: f64 = 5.0;
const CELL_PX: u32 = 15;
/// Two specimens were straightened apart: each cell may be shifted by so many pixels, 0.4 mm.
const SHIFT_PX: i64 = 2;
/// A cell that correlates less than this at every shift shows another print.
const DIFFERS: f64 = 0.5;
/// Share of a zone's print in such cells from which the zone differs. A rosette of 16 petals in place of 12 has 0.35 of it there,
/// the zones that both drawings have alike have none; a screen of lines a sixth closer is not seen.
const LEAST_SHARE: f64 = 0.2;
/// Root mean square of detail over its local strength below which a cell shows hardly any print, 0..=1.
const LEAST_DETAIL: f64 = 0.35;

/// Whether the print of both specimens differs in `area`, in that light, personal places left out. `None` where either lacks
/// the picture or neither shows print there.
pub fn print_differs(
    one: (&DocumentModel, &Specimen),
    other: (&DocumentModel, &Specimen),
    area: PageRect,
    light: Light,
) -> Option<bool> {
    let detail = |specimen: &Specimen| -> Option<Plane> {
        let scale = Homography::scale_shift(specimen.px_per_mm, specimen.px_per_mm, 0.0, 0.0);
        Some(structure(specimen.picture(light)?.as_ref(), &scale, area, PX_PER_MM))
    };
    let (of_one, of_other) = (detail(one.1)?, detail(other.1)?);
    let mask = |model: &DocumentModel| StaticMask::new(model, area, of_one.dimensions(), 0.0);
    let mask = mask(one.0).and(&mask(other.0));
    let there = best_by_cells(&of_one, &of_other, &mask, CELL_PX, SHIFT_PX);
    let back = best_by_cells(&of_other, &of_one, &mask, CELL_PX, SHIFT_PX);
    let (mut unlike, mut weight) = (0.0, 0.0);
    for (there, back) in there.into_iter().zip(back) {
        // Print that one has and the other lacks is a difference too: the stronger of both counts.
        let (Some(there), Some(back)) = (there, back) else { continue };
        let energy = there.energy.max(back.energy);
        if LEAST_DETAIL <= energy {
            let own = there.n as f64 * energy;
            weight += own;
            if there.correlation.max(back.correlation) < DIFFERS {
                unlike += own;
            }
        }
    }
    (0.0 < weight).then(|| LEAST_SHARE <= unlike / weight)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use image::{Rgb, RgbImage};

    use super::*;
    use crate::model::{ModelKey, Zone, ZoneRole};

    /// A page of 60 mm × 30 mm with rings round each of these places, mm.
    fn specimen(rings: &[(f64, f64)]) -> Specimen {
        let picture = RgbImage::from_fn(480, 240, |x, y| {
            let (x, y) = (f64::from(x) / 8.0, f64::from(y) / 8.0);
            let is_ink = |(cx, cy): &(f64, f64)| {
                let from = (x - cx).hypot(y - cy);
                from < 7.0 && (from * 1.1).fract() < 0.4
            };
            if rings.iter().any(is_ink) { Rgb([90, 110, 130]) } else { Rgb([225, 222, 214]) }
        });
        Specimen::new(8.0, Arc::new(picture), None, None)
    }

    fn model(is_personal: bool) -> DocumentModel {
        let zone = |is_dynamic| Zone {
            id: "name".to_owned(),
            area: PageRect::new(5.0, 5.0, 20.0, 20.0),
            role: ZoneRole::Personal,
            is_dynamic,
        };
        let key = ModelKey::new("UTO", "P", 1, None);
        DocumentModel { zones: vec![zone(is_personal)], ..DocumentModel::bare(key, "Utopia", 60.0, 30.0) }
    }

    fn differs(one: &[(f64, f64)], other: &[(f64, f64)]) -> Option<bool> {
        let (model, area) = (model(false), PageRect::new(7.0, 7.0, 16.0, 16.0));
        print_differs((&model, &specimen(one)), (&model, &specimen(other)), area, Light::Visible)
    }

    #[test]
    fn the_same_print_a_little_off_is_the_same_and_another_is_not() {
        let rings = [(15.0, 15.0)];
        assert_eq!(differs(&rings, &rings), Some(false));
        assert_eq!(differs(&rings, &[(15.2, 15.1)]), Some(false));
        assert_eq!(differs(&rings, &[(9.0, 19.0), (21.0, 9.0)]), Some(true));
        assert_eq!(differs(&rings, &[]), Some(true));
    }

    #[test]
    fn without_print_without_a_picture_and_where_it_is_personal_nothing_is_told() {
        assert_eq!(differs(&[], &[]), None);
        let (rings, other) = (specimen(&[(15.0, 15.0)]), specimen(&[]));
        let (model, personal) = (model(false), model(true));
        let area = PageRect::new(7.0, 7.0, 16.0, 16.0);
        assert_eq!(print_differs((&model, &rings), (&model, &rings), area, Light::Infrared), None);
        assert_eq!(print_differs((&personal, &rings), (&model, &other), area, Light::Visible), None);
    }
}
