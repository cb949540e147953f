//! Whether the personal entries of a field are in the ink in which the model's entries are: one re-inked figure is not.
//!
//! Standard: Doc 9303-2 C.17, BSI TR-03135-1 §5.5.4.2. Generic id: (IR,AB,ID).
//! Looks at: the infrared picture at the places where the white picture has the field's ink, in columns of 2 mm; print
//! fainter than `least_contrast` in its lightest colour is not taken for that ink, and columns where most print is coloured, as
//! stamps and pens are, or whose ground one went over, are left out, as is what is both much paler and more coloured than the
//! entry.
//! Margin: contrast in infrared over contrast in white light, of the columns the second least (the least of fewer than
//! four), against the threshold enrolled from captures of the model.
//! Passes wrongly: an alteration in an ink of the same kind; one in a much paler ink of another colour.
//! Fails wrongly: a pen stroke, a stamp or a stain in dye across the field; an infrared picture 0.3 mm off the white one.

use super::entry_ground::{Ground, surroundings};
use super::ink_contrast::{InkContrast, InkLook};
use super::tile_pair::tiles;
use super::{Aborted, Case, Judgement, Outcome, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::scan::Light;

/// One routine for each entry of the visual inspection zone, and for the MRZ.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    if specimen.infrared.is_none() {
        return Vec::new();
    }
    let zones = model.zones.iter().filter(|zone| matches!(zone.role, ZoneRole::Field(_) | ZoneRole::Mrz));
    let of = |zone: &Zone| {
        CheckRoutine::proposed(&model.key, "personal_ink", Some("(IR,AB,ID)"), Light::Infrared, Some(&zone.id))
            .accepting(Accept::AtLeast(0.5), 0.4)
            .with("column_mm", 2.0)
            .with("least_contrast", 0.42)
            .with("coloured_from", 0.2)
            .with("most_coloured", 0.25)
            .with("never_below", 0.6)
    };
    zones.map(of).collect()
}

/// Second least share of the white contrast that columns of the field keep in infrared.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NoScan`], [`Aborted::Resolution`], [`Aborted::Covered`], [`Aborted::NotRead`] where
/// the field is empty.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = case.zone_of(routine)?;
    case.needs(Light::Infrared, routine)?;
    case.needs(Light::Visible, routine)?;
    let contrast = InkContrast::of(case, Light::Infrared, zone.area, routine)?.ok_or(Aborted::NotRead)?;
    let coloured_from = routine.param("coloured_from", 0.2) as f32;
    let most_coloured = routine.param("most_coloured", 0.25);
    let coloured_share = |column: &PageRect| f64::from(contrast.coloured_share(column, coloured_from));
    let of_column = |column: &PageRect| {
        let share = contrast.share_of_area(column).filter(|_| coloured_share(column) <= most_coloured)?;
        Some((share, *column))
    };
    let columns = PageRect { height: zone.area.height, ..zone.area };
    let columns = row_of(columns, routine.param("column_mm", 2.0));
    let shares: Vec<(f32, PageRect)> = columns.iter().filter_map(of_column).collect();
    let judged = judge(routine, zone.area, &shares)?;
    if judged.outcome == Outcome::Successful {
        return Ok(judged);
    }
    // The ink that is missing may be a stamp's: judged by what no stamp, pen or stain went over.
    let (model, specimen) = case.known_model()?;
    let pair = surroundings(case, model, specimen, zone.area);
    let ground = pair.as_ref().map(|pair| Ground::of(pair, routine));
    let is_stamped = |column: &PageRect| match &ground {
        Some(ground) => routine.param("most_stamped", 0.1) < ground.stamped_share(column),
        // On bare paper nothing tells a stamp from the entry but its colour.
        None => most_coloured / 5.0 < coloured_share(column),
    };
    let entry = EntryInk::of(&contrast, &columns, routine);
    let is_clear = |column: &PageRect| !is_stamped(column) && !entry.is_foreign(contrast.look_of_area(column));
    let clear: Vec<_> = shares.into_iter().filter(|(_, column)| is_clear(column)).collect();
    if clear.is_empty() { Err(Aborted::Covered) } else { judge(routine, zone.area, &clear) }
}

/// What the darkest print of a field looks like: broad strokes of a stamp leave hardly any ground between them to tell it by, but are
/// paler than the entry and more coloured.
struct EntryInk {
    least_dark: f32,
    most_tint: f32,
}

impl EntryInk {
    fn of(contrast: &InkContrast, columns: &[PageRect], routine: &CheckRoutine) -> Self {
        let looks: Vec<InkLook> = columns.iter().filter_map(|column| contrast.look_of_area(column)).collect();
        let darkest = looks.iter().map(|look| look.contrast).fold(0.0, f32::max);
        let least_dark = routine.param("least_dark", 0.7) as f32 * darkest;
        let own = looks.iter().filter(|look| least_dark <= look.contrast);
        let tint = own.map(|look| look.saturation).fold(1.0, f32::min);
        Self { least_dark, most_tint: tint + routine.param("tint", 0.04) as f32 }
    }

    /// Whether print that looks so is of another ink, such as a stamp's.
    fn is_foreign(&self, look: Option<InkLook>) -> bool {
        look.is_some_and(|look| look.contrast < self.least_dark && self.most_tint < look.saturation)
    }
}

/// By the second least of the columns' shares, the least of fewer than four.
fn judge(routine: &CheckRoutine, entry: PageRect, shares: &[(f32, PageRect)]) -> Result<Judgement, Aborted> {
    let mut shares = shares.to_vec();
    shares.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = usize::from(4 <= shares.len());
    let (share, column) = shares.get(at).copied().ok_or(Aborted::NotRead)?;
    let least = shares.first().map_or(column, |first| first.1.union(&column));
    let places = vec![Place { light: Light::Infrared, area: entry }, Place { light: Light::Infrared, area: least }];
    Ok(Judgement::of_value(routine, f64::from(share), "infrared_share", places))
}

/// Cuts an area into columns of about that width.
fn row_of(area: PageRect, width_mm: f64) -> Vec<PageRect> {
    let whole = PageRect { height: width_mm, ..area };
    tiles(whole, width_mm).into_iter().map(|tile| PageRect { top: area.top, height: area.height, ..tile }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;

    const FIELD: PageRect = PageRect::new(50.0, 30.0, 26.0, 4.4);

    /// Ten glyphs, those from `from` on with another level in infrared.
    fn page(from: usize, level: u8) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        page.add_infrared(200);
        for (idx, symbol) in "L012345678".chars().enumerate() {
            let infrared = if from <= idx { level } else { 35 };
            page.draw_glyph(symbol, 50.6 + 2.5 * idx as f64, 30.7, [30; 3], Some(infrared));
        }
        page.becomes_specimen(&[("document_number", ZoneRole::Field("document_number".to_owned()), FIELD)]);
        page
    }

    #[test]
    fn one_ink_passes_and_a_rewritten_end_fails() {
        assert_eq!(page(10, 0).outcome(run, propose), Ok(Outcome::Successful));
        assert_eq!(page(7, 190).outcome(run, propose), Ok(Outcome::Failed));
    }

    #[test]
    fn paler_print_is_a_stamps_where_it_is_coloured_and_another_ink_where_it_is_grey() {
        let beside = |ink: [u8; 3]| {
            let mut page = page(7, 35);
            for (idx, symbol) in "ENTRY".chars().enumerate() {
                page.draw_glyph(symbol, 78.6 + 2.5 * idx as f64, 30.7, ink, Some(185));
            }
            page.model.as_mut().expect("it has one").0.zones[0].area.width = 46.0;
            page.outcome(run, propose)
        };
        assert_eq!(beside([92, 94, 112]), Ok(Outcome::Successful));
        assert_eq!(beside([98, 97, 94]), Ok(Outcome::Failed));
    }

    #[test]
    fn half_the_contrast_cannot_be_judged() {
        assert_eq!(page(7, 113).outcome(run, propose), Ok(Outcome::Undetermined));
    }

    #[test]
    fn an_empty_field_or_no_infrared_aborts() {
        let full = page(10, 0);
        let mut empty = DrawnPage::new(12.0);
        empty.add_infrared(200);
        empty.model = full.model;
        assert_eq!(empty.outcome(run, propose), Err(Aborted::NotRead));
        empty.infrared = None;
        assert_eq!(empty.outcome(run, propose), Err(Aborted::NoScan(Light::Infrared)));
    }
}
