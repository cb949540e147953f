//! Whether a personal entry is set as the model's entries are: rewritten text sits otherwise.
//!
//! Standard: BSI TR-03135-1 §5.5.4.3 (vendor's check); line alignment after van Beusekom 2010. Generic id: (VI,AB,ID).
//! Looks at: one field in white light: baseline, top, height, left edge, width of strokes, slant and contrast of the
//! characters that most of its line has in common, so that a pen, a fold or a blot takes out those it touches and no more.
//! Where that is not as usual, what the page's other entries deviate by too is taken off: ink that has faded and a machine
//! that prints a little low move them all. An entry of less than three such characters is left out.
//! Margin: the largest deviation from the median of the model's captures, in their spread (`…_spread`), against the
//! threshold.
//! Passes wrongly: text rewritten in the same type, size and place; a page all of whose entries were rewritten alike.
//! Fails wrongly: an entry set smaller because it is long.

use super::measured::{Measures, by_name, deviation};
use super::tile_pair::median;
use super::{Aborted, Case, Judgement, Outcome, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::model::{DocumentModel, Specimen, Zone, ZoneRole};
use crate::scan::Light;

/// Other entries that must have been measured before what they share is taken off.
const LEAST_OTHERS: usize = 3;

/// One routine for each entry of the visual inspection zone, with the least spread each measure is given.
pub fn propose(model: &DocumentModel, _: &Specimen) -> Vec<CheckRoutine> {
    // One letter is too little text to tell how it is set.
    let is_line = |zone: &&Zone| matches!(&zone.role, ZoneRole::Field(datum) if datum != "sex");
    let zones = model.zones.iter().filter(is_line);
    let of = |zone: &Zone| {
        CheckRoutine::proposed(&model.key, "text_geometry", Some("(VI,AB,ID)"), Light::Visible, Some(&zone.id))
            .accepting(Accept::AtMost(8.0), 8.0)
            .with("least_spread", 0.6)
            .with("safety_spreads", 5.0)
            .with("least_spread_baseline_mm", 0.035)
            .with("least_spread_top_mm", 0.035)
            .with("least_spread_height_mm", 0.03)
            .with("least_spread_left_mm", 0.08)
            .with("least_spread_stroke_mm", 0.018)
            .with("least_spread_slant", 0.018)
            .with("least_spread_contrast", 0.03)
    };
    zones.map(of).collect()
}

/// Largest deviation of the line's measures in enrolled spreads.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`], [`Aborted::NotRead`] where the field holds too little
/// text or nothing is enrolled.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, _) = case.known_model()?;
    let area = case.zone_of(routine)?.area;
    let judged = |measures: &Measures| {
        let (_, value) = deviation(measures, routine).ok_or(Aborted::NotRead)?;
        Ok(Judgement::of_value(routine, value, "text_deviation", vec![Place { light: Light::Visible, area }]))
    };
    let mut measures = measure(case, routine)?;
    let alone = judged(&measures)?;
    if alone.outcome == Outcome::Successful {
        return Ok(alone);
    }
    for (name, shift) in common_shift(case, model, routine) {
        measures.entry(name).and_modify(|value| *value -= shift);
    }
    judged(&measures)
}

/// What the page's other entries deviate by from what is usual for them.
fn common_shift(case: &Case<'_>, model: &DocumentModel, routine: &CheckRoutine) -> Measures {
    let others = model.routines.iter().filter(|other| other.check == routine.check && other.zone != routine.zone);
    shared_shift(others.flat_map(|other| {
        let measures = measure(case, other).unwrap_or_default().into_iter();
        measures.filter_map(|(name, value)| Some((name, value - other.params.get(name)?)))
    }))
}

/// What several entries deviate by together, by measure: the median where enough were measured.
pub(crate) fn shared_shift(shifts: impl Iterator<Item = (&'static str, f64)>) -> Measures {
    let shared = |(name, shifts): (&'static str, Vec<f64>)| {
        if shifts.len() < LEAST_OTHERS { None } else { Some((name, median(shifts)?)) }
    };
    by_name(shifts).into_iter().filter_map(shared).collect()
}

/// The measures of the routine's field, to enrol by and to judge.
///
/// # Errors
/// As [`run`].
pub fn measure(case: &Case<'_>, routine: &CheckRoutine) -> Result<Measures, Aborted> {
    let zone = case.zone_of(routine)?;
    case.needs(Light::Visible, routine)?;
    case.once.lines.of(case, zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PageRect;

    const IDS: [&str; 4] = ["document_number", "nationality", "place_of_birth", "authority"];

    fn field(idx: usize) -> PageRect {
        PageRect::new(50.0, 20.0 + 10.0 * idx as f64, 26.0, 5.2)
    }

    /// Four lines of ten glyphs, the first so far down from its place and the others so far.
    fn page(down: f64, others_down: f64) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        for line in 0..IDS.len() {
            let down = if line == 0 { down } else { others_down };
            for (idx, symbol) in "L012345678".chars().enumerate() {
                page.draw_glyph(symbol, 50.6 + 2.5 * idx as f64, field(line).top + 0.9 + down, [30; 3], None);
            }
        }
        let zones: Vec<_> = (0..).zip(IDS).map(|(at, id)| (id, ZoneRole::Field(id.to_owned()), field(at))).collect();
        page.becomes_specimen(&zones);
        page
    }

    /// The routines enrolled on text in its place.
    fn routines() -> Vec<CheckRoutine> {
        page(0.0, 0.0).examine(|case| {
            let (model, specimen) = case.known_model().expect("a model");
            let enrolled = |routine: CheckRoutine| {
                let measures = measure(case, &routine).expect("a line");
                measures.into_iter().fold(routine, |routine, (name, value)| {
                    let spread = routine.param(&format!("least_spread_{name}"), 0.1);
                    routine.with(name, value).with(&format!("{name}_spread"), spread)
                })
            };
            propose(model, specimen).into_iter().map(enrolled).collect()
        })
    }

    fn check(mut page: DrawnPage) -> Result<Outcome, Aborted> {
        let routines = routines();
        if let Some((model, _)) = &mut page.model {
            model.routines.clone_from(&routines);
        }
        page.judge_by(run, &routines[0]).map(|judgement| judgement.outcome)
    }

    #[test]
    fn the_same_setting_passes_and_a_lower_line_fails() {
        assert_eq!(check(page(0.0, 0.0)), Ok(Outcome::Successful));
        assert_eq!(check(page(0.6, 0.0)), Ok(Outcome::Failed));
    }

    #[test]
    fn a_page_printed_low_throughout_passes() {
        assert_eq!(check(page(0.6, 0.6)), Ok(Outcome::Successful));
    }

    #[test]
    fn a_line_slightly_lower_cannot_be_judged() {
        assert_eq!(check(page(0.28, 0.0)), Ok(Outcome::Undetermined));
    }

    #[test]
    fn an_empty_field_or_no_model_aborts() {
        let mut empty = DrawnPage::new(12.0);
        assert_eq!(check(DrawnPage::new(12.0)), Err(Aborted::NoModel));
        empty.model = page(0.0, 0.0).model;
        assert_eq!(check(empty), Err(Aborted::NotRead));
    }
}
