//! What the background says of a page that was taken for no model: the fine print of the model that its MRZ claims, and on
//! which scale.
//!
//! Whoever draws a background anew has measured its lines and is a hundredth off. The page as a whole then fits no model, and
//! yet the fine print of one, a little larger or smaller, lies over the page's as no other model's does. Every scale and every
//! shift within reach is tried: lines that repeat fit a wrong place as well as the right one to whoever looks at one step.

use rayon::prelude::*;

use crate::geometry::{Homography, PagePoint, PageRect};
use crate::model::{DocumentModel, ModelKey, Reference, Specimen, ZoneRole};
use crate::page::gauss_newton::{Freedom, Template};
use crate::page::{LocatedBy, Page};
use crate::register::Laying;
use crate::register::structure::structure;
use crate::scan::Light;

/// A model that the MRZ claims, and whose fine print is on the page though the page is not taken for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The model.
    pub model: ModelKey,
    /// Correlation of its fine print with the page's where that lies best, -1..=1.
    pub correlation: f64,
    /// Scale of that print against the page's own, 1 where they agree.
    pub scale: f64,
    /// Where the fine print should be, on the page.
    pub area: PageRect,
}

/// Claimed models that are tried, the nearest first.
const MOST_TRIED: usize = 3;
/// Correlation of the fine print from which the page has it. By the mint, other models' reaches 0.22 on any scale, the page's
/// own 0.70 and more, drawn anew 0.63 and more.
const LEAST_CORRELATION: f64 = 0.45;
/// Pixels a millimetre at which fine print is laid over the page.
const PX_PER_MM: f64 = 4.0;
/// Steps of scale either way and their size, from 0.955 to 1.045.
const SCALES: (i32, f64) = (9, 0.005);
/// Steps across and down either way and their size in mm: 3 mm.
const SHIFTS: (i32, f64) = (12, 0.25);
/// Of every tile so wide in mm so many pixels are compared.
const TILES: (f64, usize) = (5.0, 40);

/// The claimed model whose fine print the page has, where the MRZ tells the page's own scale. `claimed` begins with the
/// nearest model.
pub(super) fn claim(page: &Page, claimed: &[ModelKey], reference: &dyn Reference) -> Option<Claim> {
    if page.located_by != LocatedBy::Mrz || !page.is_sure {
        return None;
    }
    let of = |key: &ModelKey| of_model(page, &*reference.model(key)?, &*reference.specimen(key).ok()?);
    let claims = claimed.iter().take(MOST_TRIED).filter_map(of);
    claims.max_by(|a, b| a.correlation.total_cmp(&b.correlation).then_with(|| b.model.cmp(&a.model)))
}

fn of_model(page: &Page, model: &DocumentModel, specimen: &Specimen) -> Option<Claim> {
    let patterns = || model.zones.iter().filter(|zone| zone.role == ZoneRole::Pattern).map(|zone| zone.area);
    let fine_print = patterns().reduce(|a, b| a.union(&b))?;
    // The zone sets the page's millimetres; its outline may be a shadow's, and half a millimetre off.
    let (dx, dy) = ((page.width_mm - model.width_mm) / 2.0, (page.height_mm - model.height_mm) / 2.0);
    let area = PageRect { left: fine_print.left + dx, top: fine_print.top + dy, ..fine_print };
    let area = area.intersection(&page.area())?;
    let laying = Laying::new(model, specimen, Light::Visible)?;
    let level = laying.level(PX_PER_MM);
    let is_fine = |x: u32, y: u32| {
        let place = PagePoint { x_mm: (f64::from(x) + 0.5) / PX_PER_MM, y_mm: (f64::from(y) + 0.5) / PX_PER_MM };
        level.mask.keeps(x, y) && patterns().any(|area| area.contains(place))
    };
    let template = Template::new(&level.own, laying.area(), Freedom::Similarity, TILES, is_fine);
    let around = laying.area().grown(4.0);
    let scan_from_specimen = page.visible.scan_from_page.after(&Homography::scale_shift(1.0, 1.0, dx, dy));
    let live = structure(&page.visible.scan.pixels, &scan_from_specimen, around, PX_PER_MM);
    let tried = starts(laying.area()).into_par_iter().enumerate().filter_map(|(idx, start)| {
        let fit = template.lay_over(&live, around, &start, 0)?;
        Some((fit.correlation, idx, start))
    });
    let (_, _, start) = tried.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
    let fit = template.lay_over(&live, around, &start, 15)?;
    let middle = laying.area().centre();
    let scale = fit.plane_from_template.scale_at(middle.x_mm, middle.y_mm);
    let claim = Claim { model: model.key.clone(), correlation: fit.correlation, scale, area };
    (LEAST_CORRELATION <= claim.correlation).then_some(claim)
}

/// Every scale about the middle of the page with every shift.
fn starts(area: PageRect) -> Vec<Homography> {
    let steps = |(n, step): (i32, f64)| (-n..=n).map(move |idx| step * f64::from(idx));
    let middle = area.centre();
    let about_middle = |scale: f64, (dx, dy): (f64, f64)| {
        let off = |mm: f64| mm * (1.0 - scale);
        Homography::scale_shift(scale, scale, off(middle.x_mm) + dx, off(middle.y_mm) + dy)
    };
    let shifts = || steps(SHIFTS).flat_map(|dx| steps(SHIFTS).map(move |dy| (dx, dy)));
    steps(SCALES).flat_map(|by| shifts().map(move |shift| about_middle(1.0 + by, shift))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;
    use crate::page::drawn::{self, Print};
    use crate::page::locate_page;

    /// A model with two zones of fine print that nothing personal lies on.
    fn model(print: &Print) -> DocumentModel {
        let zone = |area| Zone { id: "waves".to_owned(), area, role: ZoneRole::Pattern, is_dynamic: false };
        let mut model = drawn::model(print, 1);
        model.zones.push(zone(PageRect::new(2.0, 6.0, 120.0, 12.0)));
        model.zones.push(zone(PageRect::new(100.0, 18.0, 22.0, 48.0)));
        model
    }

    /// The claim of a page whose zone has its right size while all else is drawn so many times larger about the middle. It
    /// lies on paper of its own colour: nothing but the zone says where it is.
    fn claimed(print: &Print, model: &DocumentModel, specimen: &Specimen, by: f64) -> Option<Claim> {
        of_model(&page(print, by), model, specimen)
    }

    fn page(print: &Print, by: f64) -> Page {
        let (size, px_per_mm) = ((1240, 1020), 8.5);
        let map = drawn::laid(size, px_per_mm, 0.0);
        let larger = drawn::laid(size, by * px_per_mm, 0.0);
        let picture = drawn::capture(&drawn::page(print, Light::Visible), &larger, size, [236, 226, 214]);
        locate_page(&drawn::live(picture), Some(&drawn::mrz(&map)), None).expect("the zone says where")
    }

    #[test]
    fn print_drawn_on_another_scale_is_found_with_its_scale() {
        let own = Print::new(101, 1);
        let (model, specimen) = (model(&own), drawn::specimen(&own));
        let page = Print { holder: 31, ..own };
        for by in [0.97, 1.0, 1.025] {
            let claim = claimed(&page, &model, &specimen, by).expect("the print is on the page");
            assert!((claim.scale - by).abs() < 0.003, "{} where {by} was drawn", claim.scale);
        }
    }

    #[test]
    fn an_outline_taken_too_wide_changes_no_scale() {
        let own = Print::new(101, 1);
        let mut page = page(&Print { holder: 31, ..own.clone() }, 1.02);
        page.width_mm += 0.8;
        page.visible.scan_from_page = page.visible.scan_from_page.after(&Homography::scale_shift(1.0, 1.0, -0.5, 0.0));
        let claim = of_model(&page, &model(&own), &drawn::specimen(&own)).expect("the print is on the page");
        assert!((claim.scale - 1.02).abs() < 0.003, "{}", claim.scale);
    }

    #[test]
    fn other_print_is_found_on_no_scale() {
        let own = Print::new(101, 1);
        let (model, specimen) = (model(&own), drawn::specimen(&own));
        for other in 300..304 {
            assert_eq!(claimed(&Print::new(other, 5), &model, &specimen, 1.0), None, "model {other}");
        }
    }
}
