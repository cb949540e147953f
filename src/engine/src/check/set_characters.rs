//! How each character of a line that was read is set: where it stands, how high, how strong and how upright it is.

use super::characters::{Character, edges};
use super::text_line::{self, PX_PER_MM};
use super::tile_pair::median;
use crate::geometry::PageRect;
use crate::page::Page;
use crate::page::parts::{Part, parts};
use crate::reading::viz::{VizCharacter, VizEntry};
use crate::scan::Light;

/// Room round a line that its ink is looked for in, in its heights.
const ROOM: f64 = 0.35;
/// A character whose further scraps are larger than this share of it is broken or touches others.
const SCRAP: f64 = 0.12;
/// Share of a character's width that lies where it was read, at least.
const WITHIN: f64 = 0.7;
/// Characters are at most so many heights wide.
const WIDEST: f64 = 1.5;
/// A character's ink ends so far before the room round its line does.
const EDGE_MM: f64 = 0.1;
/// Least height of a character against the line's.
const LOWEST: f64 = 0.5;

/// Characters of one class have one height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    /// Capitals that stand on the line.
    Capital,
    /// Figures.
    Figure,
    /// Small letters without anything above or below.
    Small,
}

impl Class {
    /// The class of a symbol; `None` for signs, letters with marks and those that hang below the line or rise above others.
    fn of(symbol: char) -> Option<Self> {
        match symbol {
            'J' | 'Q' => None,
            'A'..='Z' => Some(Self::Capital),
            '0'..='9' => Some(Self::Figure),
            'a' | 'c' | 'e' | 'm' | 'n' | 'o' | 'r' | 's' | 'u' | 'v' | 'w' | 'x' | 'z' => Some(Self::Small),
            _ => None,
        }
    }
}

/// Symbols that lean to neither side where they are set upright: with uprights alone, or alike to themselves in a mirror.
const UPRIGHT: &str = "ABCDEFHIKLMOPRTUVWXY038hilmnoruvwx";

/// One character as printed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SetCharacter {
    /// Its class.
    pub(super) class: Class,
    /// Its ink.
    pub(super) area: PageRect,
    /// Mean width of its strokes.
    pub(super) stroke_mm: f64,
    /// Tangent of its uprights' lean to the right; `None` for one without uprights.
    pub(super) lean: Option<f64>,
}

/// The characters of each line of an entry, as far as each stands alone.
pub(super) fn set_lines(page: &Page, entry: &VizEntry) -> Vec<Vec<SetCharacter>> {
    // A blank without width parts the lines of an entry.
    let lines = entry.characters.split(|character| character.area.width <= 0.0);
    lines.filter_map(|line| set_line(page, line)).collect()
}

fn set_line(page: &Page, read: &[VizCharacter]) -> Option<Vec<SetCharacter>> {
    let whole = read.iter().map(|character| character.area).reduce(|a, b| a.union(&b))?;
    let height = median(read.iter().map(|character| character.area.height).collect())?;
    let zone = whole.grown(ROOM * height);
    let patch = page.patch(Light::Visible, zone.grown(1.0), PX_PER_MM).filter(|patch| 0.98 <= patch.covered)?;
    let share = text_line::share_of_ink(&patch, &zone);
    let ink = text_line::soft(&share, text_line::darkest(share.iter().copied())?);
    let mask: Vec<bool> = ink.iter().map(|value| 0.5 <= *value).collect();
    let parts = parts(&mask, ink.dimensions());
    let in_patch = |area: &PageRect| {
        let px = |mm: f64, edge: f64| (mm - edge) * PX_PER_MM;
        (px(area.left, patch.area.left), px(area.right(), patch.area.left))
    };
    let of = |character: &VizCharacter| {
        let class = Class::of(character.symbol)?;
        let one = edges(&ink, lone_part(&parts, in_patch(&character.area))?);
        let area = area_of(&one, &patch.area);
        let is_whole = LOWEST * height <= area.height && area.width <= WIDEST * height;
        // What reaches beyond the line is joined to print of another, or a pen's.
        let is_in_line = zone.top + EDGE_MM < area.top && area.bottom() < zone.bottom() - EDGE_MM;
        if !is_whole || !is_in_line {
            return None;
        }
        let (stroke_px, lean) = text_line::stroke_and_slant(&ink, &[one])?;
        let lean = UPRIGHT.contains(character.symbol).then_some(lean);
        Some(SetCharacter { class, area, stroke_mm: stroke_px / PX_PER_MM, lean })
    };
    let set: Vec<SetCharacter> = read.iter().filter_map(of).collect();
    (!set.is_empty()).then_some(set)
}

/// The one part between two columns; `None` where there are several, or where it goes beyond them.
fn lone_part(parts: &[Part], (left, right): (f64, f64)) -> Option<Part> {
    let within = |part: &Part| (f64::from(part.right + 1).min(right) - f64::from(part.left).max(left)).max(0.0);
    let here: Vec<&Part> = parts.iter().filter(|part| WITHIN * width(part) <= within(part)).collect();
    let largest = here.iter().max_by_key(|part| part.n)?;
    let is_scrap = |part: &Part| (part.n as f64) <= SCRAP * largest.n as f64;
    // One that reaches in from beside touches this one or is its other half.
    let reaches_in = |part: &Part| 0.25 * (right - left) < within(part);
    let is_alone = parts.iter().all(|part| part == *largest || is_scrap(part) || !reaches_in(part));
    is_alone.then_some(**largest)
}

fn width(part: &Part) -> f64 {
    f64::from(part.right + 1 - part.left)
}

fn area_of(one: &Character, patch: &PageRect) -> PageRect {
    let mm = |px: f64| px / PX_PER_MM;
    let (left, top) = (patch.left + mm(f64::from(one.part.left)), patch.top + mm(one.top));
    PageRect::new(left, top, mm(width(&one.part)), mm(one.bottom - one.top))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(left: u32, right: u32, n: usize) -> Part {
        Part { left, top: 0, right, bottom: 20, n }
    }

    #[test]
    fn a_character_that_stands_alone_is_taken_and_one_that_touches_or_is_broken_is_not() {
        let parts = [part(10, 19, 80), part(24, 34, 90), part(36, 60, 200), part(70, 74, 40), part(76, 80, 40)];
        assert_eq!(lone_part(&parts, (8.0, 22.0)), Some(parts[0]));
        assert_eq!(lone_part(&parts, (23.0, 35.0)), Some(parts[1]));
        assert_eq!(lone_part(&parts, (36.0, 48.0)), None);
        assert_eq!(lone_part(&parts, (68.0, 82.0)), None);
    }

    #[test]
    fn marks_and_tails_have_no_class() {
        let classes = "B7eÄjg-".chars().map(Class::of).collect::<Vec<_>>();
        assert_eq!(classes[..3], [Some(Class::Capital), Some(Class::Figure), Some(Class::Small)]);
        assert!(classes[3..].iter().all(Option::is_none));
    }
}
