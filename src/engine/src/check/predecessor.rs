//! Whether the page carries the print of the model it claims to be, or of the model before or after it.
//!
//! Standard: Doc 9303-2 C.2.1 (models are told apart by their print), BSI TR-03135-1 §5.5.4.3 (vendor's check).
//! Generic id: (VI,AB,IS).
//! Looks at: tiles where the specimens of the model and of its predecessor or successor differ, in white light.
//! Margin: correlation of fine detail with the model's specimen less that with the sibling's; the median of the tiles,
//! of all siblings the least, against the threshold of nothing: the model's own must fit better.
//! Passes wrongly: a page of neither model.
//! Fails wrongly: a page so worn where the models differ that neither fits.

use super::tile_pair::{TilePair, fine_detail, median, static_pixels, tiles};
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine, Weight};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen};
use crate::page::Patch;
use crate::page::image_plane::correlation;
use crate::scan::Light;

const PX_PER_MM: f64 = 10.0;

/// One routine for a model that has a predecessor or a successor.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    if model.predecessor.is_none() && model.successor.is_none() {
        return Vec::new();
    }
    let routine = CheckRoutine::proposed(&model.key, "predecessor", Some("(VI,AB,IS)"), Light::Visible, None);
    let routine = routine.accepting(Accept::AtLeast(0.0), 0.4).with("tile_mm", 8.0).with("differ_below", 0.6);
    vec![CheckRoutine { weight: Weight::Optional, ..routine }]
}

/// How much better the model's own specimen fits than its siblings'.
///
/// # Errors
/// [`Aborted::NoModel`] also where no sibling's specimen is at hand, [`Aborted::Resolution`], [`Aborted::Covered`] where
/// nothing in which they differ can be seen.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    case.needs(Light::Visible, routine)?;
    if case.siblings.is_empty() {
        return Err(Aborted::NoModel);
    }
    let (tile_mm, below) = (routine.param("tile_mm", 8.0), routine.param("differ_below", 0.6));
    let mut least: Option<(f64, PageRect)> = None;
    for (sibling, of_sibling) in case.siblings {
        let mut leads = Vec::new();
        let mut area: Option<PageRect> = None;
        let way = format!("{} {tile_mm} {below}", sibling.key);
        let all = || tiles(case.page.area().grown(-1.0), tile_mm).into_iter();
        let is_unlike = |tile: &PageRect| differ((model, specimen), (sibling, of_sibling), *tile, below);
        for tile in specimen.unlike(way, || all().filter(is_unlike).collect()).iter() {
            let own = TilePair::of(case, model, specimen, *tile, PX_PER_MM);
            let other = TilePair::of(case, sibling, of_sibling, *tile, PX_PER_MM);
            if let (Some(own), Some(other)) = (own, other) {
                leads.push(own.likeness - other.likeness);
                area = Some(area.map_or(*tile, |joint| joint.union(tile)));
            }
        }
        if let (Some(lead), Some(area)) = (median(leads), area)
            && least.is_none_or(|(found, _)| lead < found)
        {
            least = Some((lead, area));
        }
    }
    let (value, area) = least.ok_or(Aborted::Covered)?;
    Ok(Judgement::of_value(routine, value, "correlation_lead", vec![Place { light: Light::Visible, area }]))
}

/// Whether the static print of two specimens differs there; where either has none, it does not.
fn differ(a: (&DocumentModel, &Specimen), b: (&DocumentModel, &Specimen), tile: PageRect, below: f64) -> bool {
    let (Some(of_a), Some(of_b)) =
        (a.1.patch(Light::Visible, tile, PX_PER_MM), b.1.patch(Light::Visible, tile, PX_PER_MM))
    else {
        return false;
    };
    let (kept_a, kept_b) = (static_pixels(a.0, &of_a, tile), static_pixels(b.0, &of_b, tile));
    let n_kept = kept_a.iter().zip(&kept_b).filter(|(a, b)| **a && **b).count();
    if n_kept * 3 < kept_a.len() {
        return false;
    }
    let detail = |patch: &Patch| fine_detail(&patch.luma(), PX_PER_MM);
    correlation(&detail(&of_a), &detail(&of_b), |idx| kept_a[idx] && kept_b[idx]).is_some_and(|found| found < below)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::model::{ModelKey, ZoneRole};

    const ZONE: PageRect = PageRect::new(60.0, 20.0, 30.0, 24.0);

    /// Lines whose distance is that of the first model (1.0) or another's.
    fn page_with(finer: f64) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.paint(Light::Visible, ZONE, |at, ground| {
            let wave = (at.y_mm + 0.8 * (at.x_mm * 0.9).sin()) * finer * 11.0;
            if 0.3 < wave.sin() { [150, 190, 200] } else { ground }
        });
        page.becomes_specimen(&[("background", ZoneRole::Pattern, ZONE)]);
        page
    }

    /// A model with a predecessor of finer lines, and a page printed `finer`.
    fn claimed(finer: f64) -> DrawnPage {
        let mut page = page_with(1.0);
        let sibling = page_with(1.3);
        if let Some((model, specimen)) = sibling.model {
            page.siblings.push((Arc::new(model), Arc::new(specimen)));
        }
        if let Some((model, _)) = &mut page.model {
            model.predecessor = Some(ModelKey { number: 9, ..model.key.clone() });
        }
        page.visible = page_with(finer).visible;
        page
    }

    #[test]
    fn its_own_print_passes_and_the_predecessors_fails() {
        assert_eq!(claimed(1.0).outcome(run, propose), Ok(Outcome::Successful));
        assert_eq!(claimed(1.3).outcome(run, propose), Ok(Outcome::Failed));
    }

    #[test]
    fn neither_print_cannot_be_judged() {
        assert_eq!(claimed(2.1).outcome(run, propose), Ok(Outcome::Undetermined));
    }

    #[test]
    fn no_sibling_at_hand_aborts() {
        let mut page = claimed(1.0);
        page.siblings.clear();
        assert_eq!(page.outcome(run, propose), Err(Aborted::NoModel));
    }
}
