//! Whether the perforated number is there and can be the document number.
//!
//! Standard: Doc 9303-2 C.17 (personalised perforation). Generic id: (VI,AB,PD), in infrared where there is such a picture,
//! as stamps and background print drop out there.
//! Looks at: the holes of characters of 5 × 7 dots on the lattice that the specimen shows. It needs no type face: where the
//! number of the MRZ has one character twice the dots must be alike, where it has two they must differ, and behind its end
//! there must be none. In white light a number that a stamp, a pen or a stain went over can pass, but not fail.
//! Margin: dots by which the worst pair of characters contradicts the number, against the threshold enrolled from captures of
//! the model.
//! Passes wrongly: another number that repeats its characters in the same places.
//! Fails wrongly: a stamp or dirt that fills the holes; a perforation that is not the document number.

use super::entry_ground::is_stamped;
use super::mrz_entry::MrzEntry;
use super::{Aborted, Case, Judgement, Outcome, Place};
use crate::catalog::{Accept, CheckRoutine};
use crate::geometry::PageRect;
use crate::model::{DocumentModel, Specimen, ZoneRole};
use crate::page::blur::box_mean;
use crate::page::image_plane::quantile;
use crate::page::paper::paper_level;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Dots of a character across and down, and the distance of characters in dots.
const COLUMNS: usize = 5;
const ROWS: usize = 7;
const PITCH_OF_CHARACTERS: usize = 6;
/// Pixels a millimetre.
const PX_PER_MM: f64 = 12.0;
/// Farthest that the holes lie beside those of the specimen, mm.
const REACH_MM: f64 = 0.8;
/// Step of the searches, mm.
const STEP_MM: f64 = 0.06;
/// Distances of holes that are looked for on a specimen, mm.
const PITCHES_MM: std::ops::RangeInclusive<f64> = 0.40..=0.80;
/// Two characters differ in so many dots at least.
const LEAST_DIFFERENT: u32 = 3;
/// A character has so many holes at least.
const LEAST_HOLES: u32 = 4;
/// Background print behind the number may look like so many holes, and like one character from so many on: figures and letters
/// have 9 and more.
const MOST_PRINT: u32 = 3;
const LEAST_BEHIND: u32 = 8;
/// What a number without holes, or with holes behind its end, contradicts by.
const NO_NUMBER: u32 = 12;

/// One routine for a model whose specimen shows a lattice of holes in its zone of perforation.
pub fn propose(model: &DocumentModel, specimen: &Specimen) -> Vec<CheckRoutine> {
    let Some(zone) = model.zone_of(&ZoneRole::Perforation) else { return Vec::new() };
    let Some(lattice) = Lattice::on_specimen(specimen, zone.area) else { return Vec::new() };
    let routine = CheckRoutine::proposed(&model.key, "perforation", Some("(VI,AB,PD)"), Light::Visible, Some(&zone.id));
    let routine = routine.accepting(Accept::AtMost(6.0), 5.0).from_ppi(250.0).with("least_spread", 0.8);
    let rounded = |mm: f64| (mm * 100.0).round() / 100.0;
    vec![
        routine
            .with("pitch_mm", rounded(lattice.pitch_mm))
            .with("left_mm", rounded(lattice.left_mm))
            .with("top_mm", rounded(lattice.top_mm))
            .with("least_contrast", 30.0),
    ]
}

/// Dots by which the holes contradict the number.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::Resolution`], [`Aborted::Covered`], [`Aborted::NotRead`] without a number in the MRZ.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let zone = case.zone_of(routine)?;
    let light = if case.page.infrared.is_some() { Light::Infrared } else { Light::Visible };
    case.needs(light, routine)?;
    let entry = MrzEntry::of(case)?;
    let number: Vec<char> = entry.fields()?.document_number().chars().collect();
    if number.is_empty() {
        return Err(Aborted::NotRead);
    }
    let lattice = Lattice {
        pitch_mm: routine.param("pitch_mm", 0.5),
        left_mm: routine.param("left_mm", zone.area.left),
        top_mm: routine.param("top_mm", zone.area.top),
    };
    let wide = lattice.room(number.len() + 1).union(&zone.area).grown(REACH_MM).intersection(&case.page.area());
    let patch = wide.and_then(|area| case.page.patch(light, area, PX_PER_MM)).ok_or(Aborted::Covered)?;
    if patch.covered < 0.95 {
        return Err(Aborted::Covered);
    }
    let holes = Holes::of(&patch);
    let places = vec![Place { light, area: zone.area }];
    let lattice = lattice.laid_over(&holes, number.len());
    let value = match lattice.characters(&holes, number.len() + 1, routine.param("least_contrast", 30.0)) {
        Some(dots) => contradiction(&dots, &number),
        None => NO_NUMBER,
    };
    let judged = Judgement::of_value(routine, f64::from(value), "dots_off", places);
    let (model, specimen) = case.known_model()?;
    let is_hidden = || light == Light::Visible && is_stamped(case, model, specimen, zone.area, routine);
    if judged.outcome != Outcome::Successful && is_hidden() { Err(Aborted::Covered) } else { Ok(judged) }
}

/// The worst contradiction of the dots to the number. `dots` has one character more than the number.
fn contradiction(dots: &[u64], number: &[char]) -> u32 {
    let n_behind = dots.get(number.len()).map_or(0, |behind| behind.count_ones());
    let mut worst = if LEAST_BEHIND <= n_behind { NO_NUMBER } else { n_behind.saturating_sub(MOST_PRINT) };
    for (idx, (&own, symbol)) in dots.iter().zip(number).enumerate() {
        if own.count_ones() < LEAST_HOLES {
            worst = worst.max(NO_NUMBER);
        }
        for (&other, other_symbol) in dots.iter().zip(number).take(idx) {
            let off = (own ^ other).count_ones();
            worst = worst.max(if symbol == other_symbol { off } else { 2 * LEAST_DIFFERENT.saturating_sub(off) });
        }
    }
    worst
}

/// How dark each place is against the ground round it, 0..=255, softened to the size of a hole.
struct Holes {
    dark: Plane,
    area: PageRect,
}

impl Holes {
    fn of(patch: &Patch) -> Self {
        let soft = box_mean(&patch.luma(), 1);
        let paper = paper_level(&soft, (1.5 * PX_PER_MM) as u32);
        let mut dark = paper;
        dark.iter_mut().zip(soft.iter()).for_each(|(paper, value)| *paper -= value);
        Self { dark, area: patch.area }
    }

    fn at(&self, x_mm: f64, y_mm: f64) -> f64 {
        let (x, y) = ((x_mm - self.area.left) * PX_PER_MM, (y_mm - self.area.top) * PX_PER_MM);
        if x < 0.0 || y < 0.0 || f64::from(self.dark.width()) <= x || f64::from(self.dark.height()) <= y {
            return 0.0;
        }
        f64::from(self.dark.get_pixel(x as u32, y as u32).0[0])
    }
}

/// Where the holes are: the first column and the upper row of the first character.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lattice {
    pitch_mm: f64,
    left_mm: f64,
    top_mm: f64,
}

impl Lattice {
    /// The lattice whose nodes are dark and whose middles and gaps are not; `None` where there is none.
    fn on_specimen(specimen: &Specimen, zone: PageRect) -> Option<Self> {
        let patch = specimen.patch(Light::Visible, zone.grown(REACH_MM), PX_PER_MM)?;
        let holes = Holes::of(&patch);
        let steps = |from: f64, to: f64, step: f64| {
            let n = ((to - from) / step).floor().max(0.0) as usize;
            (0..=n).map(move |idx| from + idx as f64 * step)
        };
        let mut best: Option<(f64, Self)> = None;
        for pitch_mm in steps(*PITCHES_MM.start(), *PITCHES_MM.end(), 0.01) {
            let height = pitch_mm * (ROWS - 1) as f64;
            let n = (zone.width / pitch_mm / PITCH_OF_CHARACTERS as f64) as usize;
            for top_mm in steps(zone.top - 0.3, zone.bottom() + 0.3 - height, STEP_MM) {
                for left_mm in steps(zone.left - 0.3, zone.left - 0.3 + pitch_mm * PITCH_OF_CHARACTERS as f64, STEP_MM)
                {
                    let lattice = Self { pitch_mm, left_mm, top_mm };
                    let score = lattice.score(&holes, n.saturating_sub(1).max(1)) / n.max(1) as f64;
                    if best.is_none_or(|(most, _)| most < score) {
                        best = Some((score, lattice));
                    }
                }
            }
        }
        let (_, mut found) = best?;
        // The first character may stand a few cells in; nothing stands before it.
        for _ in 0..3 {
            let first = found.characters(&holes, 1, 30.0).and_then(|dots| dots.first().copied()).unwrap_or(0);
            if LEAST_HOLES <= first.count_ones() {
                return Some(found);
            }
            found.left_mm += found.pitch_mm * PITCH_OF_CHARACTERS as f64;
        }
        None
    }

    /// The same lattice where the holes of this page are.
    fn laid_over(&self, holes: &Holes, n: usize) -> Self {
        let reach = (REACH_MM / STEP_MM) as i32;
        let shifts = (-reach..=reach).flat_map(|y| (-reach..=reach).map(move |x| (x, y)));
        let moved = shifts.map(|(x, y)| Self {
            left_mm: self.left_mm + f64::from(x) * STEP_MM,
            top_mm: self.top_mm + f64::from(y) * STEP_MM,
            ..*self
        });
        let scored = moved.map(|lattice| (lattice.score(holes, n), lattice));
        scored.max_by(|a, b| a.0.total_cmp(&b.0)).map_or(*self, |(_, lattice)| lattice)
    }

    /// What `n` characters cover.
    fn room(&self, n: usize) -> PageRect {
        let (columns, rows) = (n * PITCH_OF_CHARACTERS, ROWS);
        PageRect::new(self.left_mm, self.top_mm, columns as f64 * self.pitch_mm, rows as f64 * self.pitch_mm)
    }

    /// A column and a row of dots, whole or halfway between.
    fn node(&self, holes: &Holes, column: f64, row: f64) -> f64 {
        holes.at(self.left_mm + column * self.pitch_mm, self.top_mm + row * self.pitch_mm)
    }

    /// Darkness of the nodes of `n` characters less that of the gaps between characters and of the places between four nodes.
    fn score(&self, holes: &Holes, n: usize) -> f64 {
        let mut sum = 0.0;
        for column in 0..n * PITCH_OF_CHARACTERS {
            let is_gap = column % PITCH_OF_CHARACTERS == COLUMNS;
            for row in 0..ROWS {
                let (x, y) = (column as f64, row as f64);
                sum += self.node(holes, x, y) * if is_gap { -2.0 } else { 1.0 };
                sum -= self.node(holes, x + 0.5, y + 0.5);
            }
        }
        sum
    }

    /// The holes of `n` characters, a bit a dot; `None` where nothing is as dark as a hole.
    fn characters(&self, holes: &Holes, n: usize, least_contrast: f64) -> Option<Vec<u64>> {
        let nodes = |of: usize| {
            let first = of * PITCH_OF_CHARACTERS;
            (0..COLUMNS * ROWS).map(move |idx| ((first + idx / ROWS) as f64, (idx % ROWS) as f64))
        };
        let all = || (0..n).flat_map(nodes);
        let mut dark: Vec<f32> = all().map(|(x, y)| self.node(holes, x, y) as f32).collect();
        let mut between: Vec<f32> = all().map(|(x, y)| self.node(holes, x + 0.5, y + 0.5) as f32).collect();
        let (dark, ground) = (f64::from(quantile(&mut dark, 0.85)?), f64::from(quantile(&mut between, 0.5)?));
        if dark - ground < least_contrast {
            return None;
        }
        let is_hole = |(x, y): (f64, f64)| 0.5 < (self.node(holes, x, y) - ground) / (dark - ground);
        Some((0..n).map(|of| nodes(of).fold(0, |bits, node| bits << 1 | u64::from(is_hole(node)))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;
    use crate::geometry::PagePoint;

    const ZONE: PageRect = PageRect::new(80.0, 4.0, 30.0, 5.0);

    /// Holes that differ from symbol to symbol, `moved` mm to the right, as deep as `depth`.
    fn page(perforated: &str, moved: f64, depth: u8) -> DrawnPage {
        let mut page = DrawnPage::new(12.0);
        let data = "L12113456<UTO7408122F2904159ZE184226B<<<<<10";
        page.draw_mrz(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", data], [30; 3], None);
        for (idx, symbol) in perforated.chars().enumerate() {
            let bits = u64::from(symbol as u32).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
            for dot in (0..35).filter(|dot| bits >> dot & 1 == 1) {
                let (column, row) = ((idx * 6 + dot / 7) as f64, (dot % 7) as f64);
                let (x, y) = (80.6 + moved + 0.55 * column, 4.8 + 0.55 * row);
                let hole = PageRect::new(x - 0.16, y - 0.16, 0.32, 0.32);
                page.paint(Light::Visible, hole, |_, ground| ground.map(|value| value.saturating_sub(depth)));
            }
        }
        page
    }

    fn judge(perforated: &str, moved: f64, depth: u8) -> Result<Judgement, Aborted> {
        judge_page(&page(perforated, moved, depth))
    }

    fn judge_page(page: &DrawnPage) -> Result<Judgement, Aborted> {
        let mut specimen = self::page("L12113456", 0.0, 150);
        specimen.becomes_specimen(&[("perforation", ZoneRole::Perforation, ZONE)]);
        let (model, picture) = specimen.model.expect("a model");
        page.examine(|case| {
            let case = Case { model: Some((&model, &picture)), ..*case };
            run(&case, &propose(&model, &picture)[0])
        })
    }

    #[test]
    fn the_number_passes_and_another_or_none_fails() {
        assert_eq!(judge("L12113456", 0.3, 150).map(|found| found.outcome), Ok(Outcome::Successful));
        for wrong in ["L12313456", "K98765432", "L1211345", "L121134567", ""] {
            let found = judge(wrong, 0.0, 150).expect("compared");
            assert_eq!(found.outcome, Outcome::Failed, "{wrong}: {:?}", found.value);
        }
    }

    #[test]
    fn a_stamp_over_another_number_covers_it() {
        let mut stamped = page("K98765432", 0.0, 150);
        let stamp = |at: PagePoint| (at.x_mm + at.y_mm).rem_euclid(3.0) < 1.2;
        stamped.paint(Light::Visible, ZONE, |at, ground| if stamp(at) { [70, 70, 190] } else { ground });
        assert_eq!(judge_page(&stamped).map(|found| found.outcome), Err(Aborted::Covered));
    }

    #[test]
    fn faint_marks_are_no_holes() {
        assert_eq!(judge("L12113456", 0.0, 12).map(|found| found.outcome), Ok(Outcome::Failed));
    }

    #[test]
    fn a_dot_more_or_less_cannot_be_judged() {
        let number: Vec<char> = "L1211".chars().collect();
        let dots = [0b111_0011_u64, 0b1111_0000, 0b1010_1111, 0b1111_0000, 0b1111_1111_0000];
        assert_eq!(contradiction(&dots, &number), 4);
        let behind = |n: u32| contradiction(&[0b111_0011, 0b1111_0000_0011, (1 << n) - 1], &['L', '1']);
        assert_eq!([0, 3, 5, 7, 8].map(behind), [0, 0, 2, 4, NO_NUMBER]);
        let mut specimen = page("L12113456", 0.0, 150);
        specimen.becomes_specimen(&[("perforation", ZoneRole::Perforation, ZONE)]);
        let routine = specimen.routine(propose).expect("a routine");
        let judged = Judgement::of_value(&routine, 6.0, "dots_off", Vec::new());
        assert_eq!(judged.outcome, Outcome::Undetermined);
    }

    #[test]
    fn no_number_read_or_few_pixels_abort() {
        let mut page = page("L12113456", 0.0, 150);
        page.becomes_specimen(&[("perforation", ZoneRole::Perforation, ZONE)]);
        let routine = page.routine(propose).expect("a routine");
        let coarse = CheckRoutine { min_ppi: 500.0, ..routine.clone() };
        assert!(matches!(page.judge_by(run, &coarse), Err(Aborted::Resolution { .. })));
        page.readings.mrz = None;
        assert_eq!(page.judge_by(run, &routine), Err(Aborted::NotRead));
    }
}
