//! Whether the entries of a side without a machine readable zone say what the zone of its other side says.
//!
//! Standard: BSI TR-03135-1 §5.7.3 (front against back), §5.7.5, Doc 9303-5 §4. A routine for each datum, as `mrz_viz` has them.
//! Looks at: the entries where the model is known; where it is not, the lines of print that are nearest to a field of the zone. They are
//! compared by the rules of `mrz_viz`.
//! Margin: none; characters that differ count as in `mrz_viz`. Where the zone of the other side is doubtful, or a stamp, a pen or a stain
//! went over the entry, a difference is undetermined.
//! Passes wrongly: both sides altered alike; without a model, an entry so far from the field that no line is taken for it.
//! Fails wrongly: the back of another document; names abbreviated or ordered in an issuer's own way; without a model, a number or a
//! date that is near to the field's but another one.

use super::entry_ground::is_stamped;
use super::mrz_viz::{DATA, compare, measure};
use super::viz_comparison::Likeness;
use super::{Aborted, Case, Detail, Judgement, Outcome, Place};
use crate::catalog::{CheckGroup, CheckRoutine};
use crate::reading::Readings;
use crate::reading::mrz::Mrz;

/// Room round an entry that is shown, mm.
const ROOM_MM: f64 = 0.5;

/// One routine for each datum, for any side without a zone of its own.
pub fn without_model() -> Vec<CheckRoutine> {
    let of = |(datum, _, node): &(&str, _, &str)| CheckRoutine {
        group: CheckGroup::MrzConsistency,
        zone: Some((*datum).to_owned()),
        ..CheckRoutine::of_any_document(&format!("3c9f4b0e-52a1-5d6e-8f2b-{node}"), "viz_beside")
    };
    DATA.iter().map(of).collect()
}

/// A side with a zone of its own is compared with that.
pub fn is_asked(readings: &Readings) -> bool {
    readings.beside.is_some() && readings.mrz.is_none()
}

/// The entry that the routine's zone names, against the zone of the other side.
///
/// # Errors
/// [`Aborted::NotRead`] without a zone of a known layout on the other side, or where the entry was not read.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = routine.zone.as_deref().unwrap_or_default();
    let (datum, field, _) = DATA.iter().find(|(datum, ..)| *datum == zone).ok_or(Aborted::NotRead)?;
    let other = case.readings.beside.as_ref().ok_or(Aborted::NotRead)?;
    let mrz = Mrz::parse(&other.text()).map_err(|_| Aborted::NotRead)?;
    let viz = case.readings.entry(datum).ok_or(Aborted::NotRead)?;
    let months = case.model.map_or(&[][..], |(model, _)| &model.month_names[..]);
    let is_open = || {
        let is_stamped = |(model, specimen)| is_stamped(case, model, specimen, viz.area, routine);
        !other.is_sure() || case.model.is_some_and(is_stamped)
    };
    let outcome = match compare(&case.readings.viz, months, &mrz, *field, viz, &measure(case, routine, *field)) {
        Likeness::Equal => Outcome::Successful,
        Likeness::NotComparable => Outcome::NotSupported,
        Likeness::Different if !is_open() => Outcome::Failed,
        Likeness::Different | Likeness::Open => Outcome::Undetermined,
    };
    let place = Place { light: viz.light, area: viz.area.grown(ROOM_MM) };
    Ok(Judgement::plain(outcome, vec![place], Detail::None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::{DrawnPage, MRZ_LINES};
    use crate::geometry::PageRect;
    use crate::reading::viz::{VizCharacter, VizEntry, entries_saying};

    fn line(text: &str, top: f64) -> VizEntry {
        let place = |idx: usize| PageRect::new(40.0 + 2.0 * idx as f64, top, 2.0, 3.0);
        let characters = text.chars().enumerate().map(|(idx, symbol)| VizCharacter {
            symbol,
            confidence: 0.99,
            alternatives: Vec::new(),
            area: place(idx),
        });
        let area = PageRect::new(40.0, top, 2.0 * text.len() as f64, 3.0);
        let characters = characters.collect();
        VizEntry { datum: String::new(), characters, missed: 0.0, area, light: crate::scan::Light::Visible }
    }

    /// What is said of a front with these lines, beside the back of that certainty.
    fn judge(lines: &[&str], datum: &str, confidence: f32) -> Result<Outcome, Aborted> {
        let mut back = DrawnPage::new(4.0);
        back.draw_mrz(&MRZ_LINES, [30; 3], None);
        let mut zone = back.readings.mrz.expect("a zone");
        zone.lines.iter_mut().flatten().for_each(|character| character.confidence = confidence);
        let mut front = DrawnPage::new(4.0);
        let lines: Vec<VizEntry> = lines.iter().zip(0..).map(|(text, at)| line(text, 5.0 * f64::from(at))).collect();
        front.readings.viz = entries_saying(&lines, &zone);
        front.readings.beside = Some(zone);
        assert!(is_asked(&front.readings));
        let routine = without_model().into_iter().find(|routine| routine.zone.as_deref() == Some(datum));
        front.judge_by(run, &routine.expect("a routine")).map(|found| found.outcome)
    }

    #[test]
    fn the_same_holder_on_both_sides_passes_and_another_number_fails() {
        let lines = ["DOE", "JANE", "123456789", "01.01.1970"];
        for datum in ["primary_identifier", "secondary_identifier", "document_number", "date_of_birth"] {
            assert_eq!(judge(&lines, datum, 0.99), Ok(Outcome::Successful), "{datum}");
        }
        assert_eq!(judge(&["123456739"], "document_number", 0.99), Ok(Outcome::Failed));
    }

    #[test]
    fn beside_a_doubtful_zone_it_cannot_be_judged() {
        assert_eq!(judge(&["123456739"], "document_number", 0.4), Ok(Outcome::Undetermined));
    }

    #[test]
    fn what_no_line_says_aborts_and_a_side_with_its_own_zone_is_not_asked() {
        assert_eq!(judge(&["NATIONALITY"], "document_number", 0.99), Err(Aborted::NotRead));
        let mut page = DrawnPage::new(4.0);
        page.draw_mrz(&MRZ_LINES, [30; 3], None);
        page.readings.beside = page.readings.mrz.clone();
        assert!(!is_asked(&page.readings));
    }
}
