//! The characters of one line of text, told from strokes, blots and scraps by what they have in common: their height and the
//! line they stand on.

use super::tile_pair::median;
use crate::page::Plane;
use crate::page::parts::{Part, parts};

/// Share of ink from which a pixel belongs to a character.
const INK_FROM: f32 = 0.5;
/// Characters of one height differ by no more than this share of it: round ones are a little taller.
const SAME_HEIGHT: f64 = 0.12;
/// Height of small letters against that of capitals.
const SMALL: std::ops::Range<f64> = 0.6..0.86;
/// Small letters that have so much of the width of the capitals are what the line is set in.
const LEAST_SMALL: f64 = 0.8;
/// Small letters beside capitals stand on the capitals' line within this share of their height.
const SAME_LINE: f64 = 0.1;
/// Characters, and their width together in heights, that are enough to tell how a line is set.
const LEAST_CHARACTERS: usize = 3;
const LEAST_WIDTH: f64 = 1.6;

/// A character, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Character {
    /// First and last column and row.
    pub(super) part: Part,
    /// Where its ink begins and ends from the top, between pixels.
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Character {
    fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// A line's characters of one height.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Characters {
    /// From left to right.
    pub(super) of_line: Vec<Character>,
    /// Whether nothing else of the line stands left of the first.
    pub(super) begins_line: bool,
}

/// The characters of the height that most of the line have, small letters where there are capitals too; `None` where they are
/// too few to tell how the line is set, or the small ones are few. `ink` is the share of ink at each pixel, `least_height_px` what a character has at
/// the least.
pub(super) fn characters(ink: &Plane, least_height_px: f64) -> Option<Characters> {
    let mask: Vec<bool> = ink.iter().map(|value| INK_FROM <= *value).collect();
    let mut all: Vec<Character> = parts(&mask, ink.dimensions()).into_iter().map(|part| edges(ink, part)).collect();
    all.sort_by_key(|one| (one.part.left, one.part.top));
    let tall: Vec<Character> = all.iter().copied().filter(|one| least_height_px <= one.height()).collect();
    let of_mode = most_alike(&tall)?;
    let line = median(of_mode.iter().map(|one| one.bottom).collect())?;
    let height = median(of_mode.iter().map(Character::height).collect())?;
    let is_small =
        |one: &Character| SMALL.contains(&(one.height() / height)) && (one.bottom - line).abs() <= SAME_LINE * height;
    let small: Vec<Character> = tall.iter().copied().filter(is_small).collect();
    let of_line = match most_alike(&small) {
        None => of_mode,
        Some(small) if LEAST_SMALL * width(&of_mode) <= width(&small) => small,
        // Scraps of broken capitals, or hardly any small letters.
        Some(_) => return None,
    };
    let line = median(of_line.iter().map(|one| one.bottom).collect())?;
    let height = median(of_line.iter().map(Character::height).collect())?;
    let of_line: Vec<Character> = of_line.into_iter().filter(|one| (one.bottom - line).abs() < 0.25 * height).collect();
    if of_line.len() < LEAST_CHARACTERS || width(&of_line) < LEAST_WIDTH * height {
        return None;
    }
    let first = of_line.first()?.part.left;
    let stands_in_line = |one: &&Character| one.top < line && line - height < one.bottom;
    let begins_line = !all.iter().filter(stands_in_line).any(|one| one.part.left < first);
    Some(Characters { of_line, begins_line })
}

/// Those of one height that have most of the width.
fn most_alike(all: &[Character]) -> Option<Vec<Character>> {
    let alike = |one: &Character| -> Vec<Character> {
        all.iter().copied().filter(|other| (other.height() / one.height() - 1.0).abs() < SAME_HEIGHT).collect()
    };
    all.iter().map(alike).max_by(|a, b| width(a).total_cmp(&width(b)))
}

/// Width of characters together, of each as much as it is tall.
fn width(of: &[Character]) -> f64 {
    of.iter().map(|one| f64::from(one.part.right - one.part.left + 1).min(one.height())).sum()
}

/// A part with the places where its ink begins and ends.
pub(super) fn edges(ink: &Plane, part: Part) -> Character {
    let darkest = |row: u32| (part.left..=part.right).map(|x| ink.get_pixel(x, row).0[0]).fold(0.0_f32, f32::max);
    // The row outside tells how much of the step lies in it.
    let beyond = |row: u32, outside: Option<u32>| {
        let (inner, outer) = (f64::from(darkest(row)), outside.map_or(0.0, |row| f64::from(darkest(row))));
        let level = f64::from(INK_FROM);
        if outer < level && outer < inner { ((inner - level) / (inner - outer)).clamp(0.0, 1.0) } else { 0.5 }
    };
    let below = Some(part.bottom + 1).filter(|row| *row < ink.height());
    let top = f64::from(part.top) + 0.5 - beyond(part.top, part.top.checked_sub(1));
    let bottom = f64::from(part.bottom) + 0.5 + beyond(part.bottom, below);
    Character { part, top, bottom }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    const LINE: [(u32, u32, u32, u32); 5] =
        [(10, 20, 18, 30), (40, 20, 18, 31), (70, 19, 18, 31), (100, 20, 18, 30), (130, 20, 18, 30)];

    /// The left columns of the characters of bars of ink (left, top, width, height), and whether the line begins with them.
    fn seen(more: &[(u32, u32, u32, u32)]) -> Option<(Vec<u32>, bool)> {
        let is_in = |x: u32, y: u32| {
            let covers = |&(left, top, width, height): &(u32, u32, u32, u32)| {
                (left..left + width).contains(&x) && (top..top + height).contains(&y)
            };
            LINE.iter().chain(more).any(covers)
        };
        let ink = Plane::from_fn(300, 80, |x, y| Luma([f32::from(u8::from(is_in(x, y)))]));
        let found = characters(&ink, 12.0)?;
        Some((found.of_line.iter().map(|one| one.part.left).collect(), found.begins_line))
    }

    #[test]
    fn a_stroke_across_a_line_takes_the_characters_it_crosses_out() {
        assert_eq!(seen(&[]), Some((vec![10, 40, 70, 100, 130], true)));
        assert_eq!(seen(&[(5, 50, 40, 3), (12, 50, 2, 25)]), Some((vec![70, 100, 130], false)));
        assert_eq!(seen(&[(5, 55, 140, 3), (12, 40, 2, 25), (42, 40, 2, 25), (72, 40, 2, 25), (102, 40, 2, 25)]), None);
    }

    #[test]
    fn beside_capitals_the_small_letters_are_taken() {
        let small: Vec<_> = (0..6).map(|idx| (160 + 20 * idx, 28, 16, 22)).collect();
        assert_eq!(seen(&small), Some(((0..6).map(|idx| 160 + 20 * idx).collect(), false)));
        assert_eq!(seen(&small[..2]), None);
    }
}
