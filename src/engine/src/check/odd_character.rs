//! Whether one character of a line is set otherwise than its neighbours: higher, heavier, leaning or off the line; asked of any document.
//!
//! Standard: Doc 9303-2 C.27 (traces of attack), BSI TR-03135-1 §5.5.4.3 (vendor's check); line alignment after van Beusekom 2010.
//! Generic id: (VI,AB,ID).
//! Looks at: every line read in white light, the entries where the model is known and all print but the MRZ where it is not. Of each
//! character that stands alone: how far its foot lies off the line through the others' feet, its height and the width of its strokes
//! against those of its class (capitals, figures, small letters without strokes above or below), and the lean of its uprights.
//! Left out are lines lower than `least_height_mm`, mostly captions, signs, letters with marks and those with tails, and what is joined to
//! other print: off by more than `most_off`, or lengthened or worn at its foot alone.
//! Margin: the largest of these in spreads of its own line, each spread no less than `least_spread_…` (shares of the height,
//! of the stroke; lean as a tangent), against the threshold.
//! Passes wrongly: a character replaced in the same face, size and place; one of a line of less than `least_others` others; more than
//! half of a line replaced.
//! Fails wrongly: a first letter set larger; a blot on the top of a character; letters of unlike height in an ornamental face.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::set_characters::{Class, SetCharacter, set_lines};
use super::tile_pair::median;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckRoutine, Threshold, Weight};
use crate::geometry::PageRect;
use crate::page::LocatedBy;
use crate::reading::viz::{Looks, VizEntry, read_free_lines};
use crate::scan::Light;

/// Most places that are shown.
const MOST_PLACES: usize = 4;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    vec![CheckRoutine {
        generic: Some("(VI,AB,ID)".to_owned()),
        weight: Weight::Optional,
        min_ppi: 280.0,
        threshold: Some(Threshold::stated(
            Accept::AtMost(8.0),
            8.0,
            0.2,
            "set by hand: unaltered minted pages come to 5.4, those stamped or written on and published ones to 6.3",
        )),
        ..CheckRoutine::of_any_document("0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a23", "odd_character")
            .with("least_others", 5.0)
            .with("least_of_class", 3.0)
            .with("most_off", 0.2)
            .with("least_height_mm", 1.7)
            .with("least_spread_foot", 0.018)
            .with("least_spread_height", 0.018)
            .with("least_spread_stroke", 0.06)
            .with("least_spread_lean", 0.03)
    }]
}

/// The oddest character of all lines.
///
/// # Errors
/// [`Aborted::Resolution`], [`Aborted::NotRead`] where no line has enough characters.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Visible, routine)?;
    let least_height_mm = routine.param("least_height_mm", 1.7);
    let entries = print(case, least_height_mm);
    let is_large = |entry: &&VizEntry| {
        median(entry.characters.iter().map(|character| character.area.height).collect())
            .is_some_and(|height_mm| least_height_mm <= height_mm)
    };
    let of_entry = |entry| set_lines(case.page, entry).iter().flat_map(|line| odd(line, routine)).collect::<Vec<_>>();
    let mut odd: Vec<Odd> = entries.par_iter().filter(is_large).flat_map_iter(of_entry).collect();
    odd.sort_by(|a, b| b.spreads.total_cmp(&a.spreads));
    let first = odd.first().ok_or(Aborted::NotRead)?;
    let judged = Judgement::of_value(routine, first.spreads, first.quantity, Vec::new());
    let limit = 0.5 * first.spreads;
    let shown = odd.iter().take_while(|one| limit < one.spreads).take(MOST_PLACES);
    let places = shown.map(|one| Place { light: Light::Visible, area: one.area }).collect();
    Ok(Judgement { places, ..judged })
}

/// The entries of a page that lies over its specimen; of one that does not, every line of print so high but those of the machine
/// readable zone, looked at once: how they are set counts, not what they say.
fn print<'a>(case: &Case<'a>, least_mm: f64) -> Cow<'a, [VizEntry]> {
    if case.page.located_by == LocatedBy::Specimen {
        return Cow::Borrowed(&case.readings.viz);
    }
    Cow::Owned(read_free_lines(case.page, case.readings.mrz.as_ref(), Looks::Once { least_mm }))
}

/// A character with the measure by which it is farthest off.
struct Odd {
    area: PageRect,
    quantity: &'static str,
    spreads: f64,
}

/// Every character of a line with how far it is off; none of a line that is too short to say.
fn odd(line: &[SetCharacter], routine: &CheckRoutine) -> Vec<Odd> {
    let least_others = routine.param("least_others", 5.0) as usize;
    let whole = without_joined(line, routine);
    let line = &whole[..];
    let mut odd: BTreeMap<usize, Odd> = BTreeMap::new();
    for (quantity, measures) in [
        ("odd_foot", feet(line)),
        ("odd_height", of_class(line, routine, |one| one.area.height)),
        ("odd_stroke", of_class(line, routine, |one| one.stroke_mm)),
        ("odd_lean", leans(line)),
    ] {
        if measures.len() <= least_others {
            continue;
        }
        let spread = median(measures.iter().map(|(_, off)| 1.4826 * off.abs()).collect()).unwrap_or(0.0);
        let least = routine.param(&format!("least_spread_{}", quantity.trim_start_matches("odd_")), 0.05);
        for (idx, off) in measures {
            let spreads = off.abs() / spread.max(least);
            if odd.get(&idx).is_none_or(|known| known.spreads < spreads) {
                odd.insert(idx, Odd { area: line[idx].area, quantity, spreads });
            }
        }
    }
    odd.into_values().collect()
}

/// The line without characters so far off that they are joined to other print, since nobody sets one like that, and without those
/// lengthened or worn at the foot alone: their height is off by what the foot is.
fn without_joined(line: &[SetCharacter], routine: &CheckRoutine) -> Vec<SetCharacter> {
    let (most, least) = (routine.param("most_off", 0.2), 3.0 * routine.param("least_spread_foot", 0.018));
    let (feet, heights) = (feet(line), of_class(line, routine, |one| one.area.height));
    let far = feet.iter().chain(&heights).filter(|(_, off)| most < off.abs()).map(|(idx, _)| *idx);
    let height_of = |idx: usize| heights.iter().find(|(other, _)| *other == idx).map(|(_, off)| *off);
    let is_lengthened = |(idx, foot): &&(usize, f64)| {
        least < foot.abs() && height_of(*idx).is_some_and(|height| (height - foot).abs() < 0.4 * foot.abs())
    };
    let left_out: BTreeSet<usize> = far.chain(feet.iter().filter(is_lengthened).map(|(idx, _)| *idx)).collect();
    line.iter().enumerate().filter(|(idx, _)| !left_out.contains(idx)).map(|(_, one)| *one).collect()
}

/// How far each foot lies off the line through all of them, in heights.
fn feet(line: &[SetCharacter]) -> Vec<(usize, f64)> {
    let at = |one: &SetCharacter| (one.area.centre().x_mm, one.area.bottom());
    let Some(height) = median(line.iter().map(|one| one.area.height).collect()) else { return Vec::new() };
    let pairs = line.iter().enumerate().flat_map(|(idx, a)| line[idx + 1..].iter().map(move |b| (at(a), at(b))));
    let slopes = pairs.filter(|(a, b)| 2.0 * height < b.0 - a.0).map(|(a, b)| (b.1 - a.1) / (b.0 - a.0)).collect();
    let slope = median(slopes).unwrap_or(0.0);
    let above = |one: &SetCharacter| at(one).1 - slope * at(one).0;
    let Some(middle) = median(line.iter().map(above).collect()) else { return Vec::new() };
    line.iter().map(|one| (above(one) - middle) / height).enumerate().collect()
}

/// By which share each differs from the middle of its class, where the class has enough others.
fn of_class(line: &[SetCharacter], routine: &CheckRoutine, of: impl Fn(&SetCharacter) -> f64) -> Vec<(usize, f64)> {
    let least = routine.param("least_of_class", 3.0) as usize;
    let in_class = |class: Class| line.iter().enumerate().filter(move |(_, one)| one.class == class);
    let off = |class: Class| {
        let values: Vec<(usize, f64)> = in_class(class).map(|(idx, one)| (idx, of(one))).collect();
        let middle = median(values.iter().map(|(_, value)| *value).collect()).filter(|_| least <= values.len());
        let off = move |middle: f64| values.into_iter().map(move |(idx, value)| (idx, value / middle - 1.0));
        middle.map(off)
    };
    [Class::Capital, Class::Figure, Class::Small].into_iter().filter_map(off).flatten().collect()
}

/// How much more each upright leans than the middle one.
fn leans(line: &[SetCharacter]) -> Vec<(usize, f64)> {
    let leans: Vec<(usize, f64)> = line.iter().enumerate().filter_map(|(idx, one)| Some((idx, one.lean?))).collect();
    let Some(middle) = median(leans.iter().map(|(_, lean)| *lean).collect()) else { return Vec::new() };
    leans.into_iter().map(|(idx, lean)| (idx, lean - middle)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;
    use crate::check::{Detail, Outcome};
    use crate::reading::viz::VizCharacter;

    const TEXT: &str = "L0123456789";
    const PITCH_MM: f64 = 2.6;

    /// A line of glyphs read as they are, each moved down by so much.
    fn page(text: &str, down: impl Fn(usize) -> f64) -> DrawnPage {
        let mut page = DrawnPage::new(14.0);
        let place = |idx: usize| PageRect::new(40.0 + PITCH_MM * idx as f64, 30.0, PITCH_MM, 3.0);
        let character = |(idx, symbol): (usize, char)| {
            let area = place(idx);
            page.draw_glyph(symbol, area.left + 0.4, area.top + down(idx), [30; 3], None);
            VizCharacter { symbol, confidence: 0.99, alternatives: Vec::new(), area }
        };
        let characters: Vec<VizCharacter> = text.chars().enumerate().map(character).collect();
        let area = PageRect::new(40.0, 30.0, PITCH_MM * text.len() as f64, 3.0);
        let entry = VizEntry { datum: String::new(), characters, missed: 0.0, area, light: Light::Visible };
        page.readings.viz = vec![entry];
        page.located_by = LocatedBy::Specimen;
        page
    }

    fn judge(page: &DrawnPage) -> Result<Judgement, Aborted> {
        page.judge_by(run, &without_model()[0])
    }

    #[test]
    fn a_line_passes_however_it_runs_and_a_character_off_it_fails_at_its_place() {
        for slope in [0.0, 0.04] {
            let found = judge(&page(TEXT, |idx| slope * idx as f64)).expect("measured");
            assert_eq!(found.outcome, Outcome::Successful, "{:?}", found.value);
        }
        let found = judge(&page(TEXT, |idx| if idx == 4 { 0.55 } else { 0.0 })).expect("measured");
        assert_eq!((found.outcome, found.detail.clone()), (Outcome::Failed, Detail::Quantity("odd_foot")));
        let place = found.places.first().map(|place| place.area.centre().x_mm).expect("a place");
        assert!((40.0 + 4.0 * PITCH_MM..40.0 + 5.0 * PITCH_MM).contains(&place), "{place}");
    }

    #[test]
    fn a_character_a_little_off_cannot_be_judged() {
        let found = judge(&page(TEXT, |idx| if idx == 4 { 0.42 } else { 0.0 })).expect("measured");
        assert_eq!(found.outcome, Outcome::Undetermined, "{:?}", found.value);
    }

    #[test]
    fn a_short_line_or_none_aborts() {
        assert_eq!(judge(&page("012", |_| 0.0)), Err(Aborted::NotRead));
        assert_eq!(judge(&DrawnPage::new(14.0)), Err(Aborted::NotRead));
    }

    #[test]
    fn few_pixels_abort() {
        let coarse = CheckRoutine { min_ppi: 500.0, ..without_model().remove(0) };
        assert!(matches!(page(TEXT, |_| 0.0).judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
    }
}
