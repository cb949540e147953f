//! Whether a personal entry is set as the model's entries are: rewritten text sits otherwise.
//!
//! Standard: BSI TR-03135-1 §5.5.4.3 (vendor's check); line alignment after van Beusekom 2010. Generic id: (VI,AB,ID).
//! Looks at: one field in white light: baseline, cap line, left edge, width of strokes, slant and contrast of its line.
//! Margin: the largest deviation from the median of the model's captures, in their spread (`…_spread`), against the
//! threshold.
//! Passes wrongly: text rewritten in the same type, size and place.
//! Fails wrongly: a stamp or handwriting across the field; an entry set smaller because it is long.

use super::measured::{Measures, deviation};
use super::text_line::measure_line;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::scan::Light;

/// One routine for each entry of the visual inspection zone, with the least spread each measure is given.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    let zones = model.zones.iter().filter(|zone| matches!(zone.role, ZoneRole::Field(_)));
    let of = |zone: &Zone| {
        CheckRoutine::proposed(&model.key, "text_geometry", Some("(VI,AB,ID)"), Light::Visible, Some(&zone.id))
            .accepting(Accept::AtMost(8.0), 8.0)
            .with("least_spread_baseline_mm", 0.05)
            .with("least_spread_cap_line_mm", 0.05)
            .with("least_spread_left_mm", 0.08)
            .with("least_spread_stroke_mm", 0.012)
            .with("least_spread_slant", 0.012)
            .with("least_spread_contrast", 0.03)
    };
    zones.map(of).collect()
}

/// Largest deviation of the line's measures in enrolled spreads.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`], [`Aborted::NotRead`] where the field is empty or
/// nothing is enrolled.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = case.zone_of(routine)?;
    let measures = measure(case, routine)?;
    let (_, value) = deviation(&measures, routine).ok_or(Aborted::NotRead)?;
    Ok(Judgement::of_value(routine, value, "text_deviation", vec![Place { light: Light::Visible, area: zone.area }]))
}

/// The measures of the routine's field, to enrol by and to judge.
///
/// # Errors
/// As [`run`].
pub fn measure(case: &Case<'_>, routine: &CheckRoutine) -> Result<Measures, Aborted> {
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    measure_line(case, &zone.area)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const FIELD: PageRect = PageRect::new(50.0, 30.0, 26.0, 5.2);

    /// Ten glyphs so far down from their place.
    fn page(down: f64) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        for (idx, symbol) in "L012345678".chars().enumerate() {
            page.draw_glyph(symbol, 50.6 + 2.5 * idx as f64, 30.9 + down, [30; 3], None);
        }
        page.becomes_specimen(&[("document_number", ZoneRole::Field("document_number".to_owned()), FIELD)]);
        page
    }

    /// The routine enrolled on the text in its place.
    fn routine() -> CheckRoutine {
        page(0.0).examine(|case| {
            let (model, specimen) = case.known_model().expect("a model");
            let mut routine = propose(model, specimen).remove(0);
            let measures = measure(case, &routine).expect("a line");
            for (name, value) in measures {
                let spread = routine.param(&format!("least_spread_{name}"), 0.1);
                routine = routine.with(name, value).with(&format!("{name}_spread"), spread);
            }
            routine
        })
    }

    fn check(page: &DrawnPage) -> Result<Outcome, Aborted> {
        let routine = routine();
        page.judge_by(run, &routine).map(|judgement| judgement.outcome)
    }

    #[test]
    fn the_same_setting_passes_and_a_lower_line_fails() {
        assert_eq!(check(&page(0.0)), Ok(Outcome::Successful));
        assert_eq!(check(&page(0.6)), Ok(Outcome::Failed));
    }

    #[test]
    fn a_line_slightly_lower_cannot_be_judged() {
        assert_eq!(check(&page(0.4)), Ok(Outcome::Undetermined));
    }

    #[test]
    fn an_empty_field_or_no_model_aborts() {
        let mut empty = DrawnPage::new(12.0);
        assert_eq!(check(&empty), Err(Aborted::NoModel));
        empty.model = page(0.0).model;
        assert_eq!(check(&empty), Err(Aborted::NotRead));
    }
}
