//! Lines of print on a page of no known model: letters side by side, alike in height.

use image::{GrayImage, Luma};
use imageproc::region_labelling::{Connectivity, connected_components};

use super::line::{Ink, Line};
use crate::geometry::PageRect;
use crate::page::blur::box_mean;
use crate::page::image_plane::quantile;
use crate::page::paper::paper_level;
use crate::page::{Page, Plane};
use crate::scan::Light;

/// Pixels a millimetre at which letters are looked for.
const PX_PER_MM: f64 = 10.0;
/// Distance over which the level of the paper is taken.
const PAPER_REACH_MM: f64 = 1.2;
/// Share of the light that print takes from the paper round it, at least.
const LEAST_CONTRAST: f32 = 0.28;
/// Heights of letters, mm.
const HEIGHTS_MM: std::ops::RangeInclusive<f64> = 0.9..=5.0;
/// Widths of letters in heights; touching letters are wider than one.
const WIDTHS: std::ops::RangeInclusive<f64> = 0.08..=6.0;
/// Letters of a line lie at most this far apart, in heights: a blank and a half.
const GAP: f64 = 1.3;
/// Of two letters of a line the higher is at most this many times as high.
const RATIO: f64 = 1.9;
/// Words of a row lie at most this far apart, in heights.
const WORDS: f64 = 2.2;
/// Widths of full stops, commas and hyphens, mm.
const SIGNS_MM: std::ops::Range<f64> = 0.2..1.3;
/// How far the feet of neighbours may lie apart, in heights: a hanging letter's tail.
const SLACK: f64 = 0.35;
/// Most lines a page has; more are texture.
const MOST_LINES: usize = 120;

/// One connected piece of print, mm.
#[derive(Debug, Clone, Copy)]
struct Piece {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Piece {
    fn height(&self) -> f64 {
        self.bottom - self.top
    }

    fn is_letter(&self) -> bool {
        HEIGHTS_MM.contains(&self.height()) && WIDTHS.contains(&((self.right - self.left) / self.height()))
    }

    /// A full stop, a comma or a hyphen.
    fn is_sign(&self) -> bool {
        self.height() < *HEIGHTS_MM.start() && SIGNS_MM.contains(&(self.right - self.left))
    }

    /// Whether another follows in the same line.
    fn is_followed_by(&self, next: &Self) -> bool {
        let (low, high) = (self.height().min(next.height()), self.height().max(next.height()));
        let gap = next.left - self.right;
        let overlap = self.bottom.min(next.bottom) - self.top.max(next.top);
        let feet = (self.bottom - next.bottom).abs();
        -0.3 * high <= gap && gap <= GAP * high && high <= RATIO * low && 0.6 * low <= overlap && feet <= SLACK * high
    }
}

/// Levels at which print is told from paper, in shares of the page's darkest print, the least contrast of each, and the ink.
/// Faint and coloured print is found at the later ones, where at the first nothing or only pieces of it are.
const SOUGHT: [(Ink, f32, f32); 3] =
    [(Ink::Black, 0.45, LEAST_CONTRAST), (Ink::Any, 0.45, LEAST_CONTRAST), (Ink::Black, 0.25, 0.16)];

/// Lines of print, top to bottom at each of the ways to find them, none of them in `except`; the same print may be found
/// in several ways.
pub(super) fn locate_free_lines(page: &Page, except: &[PageRect]) -> Vec<(Ink, Line)> {
    let Some(patch) = page.patch(Light::Visible, page.area(), PX_PER_MM) else { return Vec::new() };
    let mut found: Vec<(Ink, Line)> = Vec::new();
    for (ink, share, least) in SOUGHT {
        let lines = lines(&print(&ink.plane(&patch), share, least), except);
        let is_new = |line: &Line| found.iter().all(|(_, other)| !is_same(line, other));
        let new: Vec<Line> = lines.into_iter().filter(is_new).collect();
        found.extend(new.into_iter().map(|line| (ink, line)));
    }
    found
}

/// Whether two ways found the same.
fn is_same(a: &Line, b: &Line) -> bool {
    let near = 0.35 * a.cap_mm.min(b.cap_mm);
    [a.left_mm - b.left_mm, a.right_mm - b.right_mm, a.base_mm - b.base_mm, a.cap_mm - b.cap_mm]
        .iter()
        .all(|far| far.abs() < near)
}

/// The lines of a mask of print.
fn lines(mask: &GrayImage, except: &[PageRect]) -> Vec<Line> {
    let is_free = |piece: &Piece| {
        let area = PageRect::new(piece.left, piece.top, piece.right - piece.left, piece.height());
        except.iter().all(|except| !except.contains(area.centre()))
    };
    let (mut letters, signs): (Vec<Piece>, Vec<Piece>) =
        pieces(mask).into_iter().filter(is_free).partition(Piece::is_letter);
    letters.sort_by(|a, b| a.left.total_cmp(&b.left).then(a.top.total_cmp(&b.top)));
    let mut lines: Vec<Line> = joined(groups(&letters).iter().filter_map(|group| line_of(group)).collect());
    lines.iter_mut().for_each(|line| take_signs(line, &signs));
    lines.sort_by(|a, b| a.base_mm.total_cmp(&b.base_mm).then(a.left_mm.total_cmp(&b.left_mm)));
    lines.truncate(MOST_LINES);
    lines
}

/// Words of a row put together: alike in height, on one base line, not far apart.
fn joined(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| a.left_mm.total_cmp(&b.left_mm).then(a.base_mm.total_cmp(&b.base_mm)));
    let mut joined: Vec<Line> = Vec::new();
    for line in lines {
        let is_next = |before: &&mut Line| {
            let (low, high) = (before.cap_mm.min(line.cap_mm), before.cap_mm.max(line.cap_mm));
            let gap = line.left_mm - before.right_mm;
            high < 1.35 * low && (before.base_mm - line.base_mm).abs() < 0.25 * low && (0.0..WORDS * low).contains(&gap)
        };
        match joined.iter_mut().find(is_next) {
            Some(before) => {
                before.right_mm = line.right_mm;
                before.cap_mm = before.cap_mm.max(line.cap_mm);
            }
            None => joined.push(line),
        }
    }
    joined
}

/// Brings in the full stop, the comma or the hyphen at an end of a line.
fn take_signs(line: &mut Line, signs: &[Piece]) {
    let is_in_row =
        |sign: &&Piece| line.base_mm - line.cap_mm < sign.top && sign.bottom < line.base_mm + 0.3 * line.cap_mm;
    let in_row: Vec<&Piece> = signs.iter().filter(is_in_row).collect();
    let reach = 0.5 * line.cap_mm;
    let is_behind = |sign: &&&Piece| (0.0..reach).contains(&(sign.left - line.right_mm));
    let right = in_row.iter().filter(is_behind).map(|sign| sign.right).fold(line.right_mm, f64::max);
    let is_before = |sign: &&&Piece| (0.0..reach).contains(&(line.left_mm - sign.right));
    let left = in_row.iter().filter(is_before).map(|sign| sign.left).fold(line.left_mm, f64::min);
    (line.left_mm, line.right_mm) = (left, right);
}

/// Where print is plainly darker than the paper.
fn print(plane: &Plane, share: f32, least: f32) -> GrayImage {
    let paper = paper_level(&box_mean(plane, 1), (PAPER_REACH_MM * PX_PER_MM) as u32);
    let ink: Vec<f32> = plane.iter().zip(paper.iter()).map(|(value, paper)| 1.0 - value / paper.max(1.0)).collect();
    let darkest = quantile(&mut ink.clone(), 0.99).unwrap_or(0.0);
    let level = (share * darkest).max(least);
    let (width, height) = plane.dimensions();
    let mask = ink.into_iter().map(|ink| if level < ink { 255 } else { 0 }).collect();
    GrayImage::from_raw(width, height, mask).unwrap_or_default()
}

/// Connected pieces of the size of letters and signs.
fn pieces(mask: &GrayImage) -> Vec<Piece> {
    if mask.width() == 0 || mask.height() == 0 {
        return Vec::new();
    }
    let labels = connected_components(mask, Connectivity::Eight, Luma([0]));
    let n = labels.iter().copied().max().unwrap_or(0) as usize + 1;
    let mut boxes = vec![[u32::MAX, u32::MAX, 0, 0]; n];
    for (x, y, label) in labels.enumerate_pixels() {
        let own = &mut boxes[label.0[0] as usize];
        *own = [own[0].min(x), own[1].min(y), own[2].max(x + 1), own[3].max(y + 1)];
    }
    let mm = |px: u32| f64::from(px) / PX_PER_MM;
    let of_box = |own: &[u32; 4]| Piece { left: mm(own[0]), top: mm(own[1]), right: mm(own[2]), bottom: mm(own[3]) };
    // The first label is what is not print.
    boxes
        .iter()
        .skip(1)
        .filter(|own| own[0] < own[2])
        .map(of_box)
        .filter(|piece| piece.is_letter() || piece.is_sign())
        .collect()
}

/// Pieces that follow one another, from left to right; `pieces` are sorted by their left edge.
fn groups(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut of_piece: Vec<usize> = (0..pieces.len()).collect();
    let reach = HEIGHTS_MM.end() * GAP;
    for (idx, piece) in pieces.iter().enumerate() {
        let near = pieces[idx + 1..].iter().enumerate().take_while(|(_, next)| next.left <= piece.right + reach);
        for (after, _) in near.filter(|(_, next)| piece.is_followed_by(next)) {
            let (a, b) = (root(&of_piece, idx), root(&of_piece, idx + 1 + after));
            of_piece[a.max(b)] = a.min(b);
        }
    }
    let mut groups: Vec<Vec<Piece>> = vec![Vec::new(); pieces.len()];
    for (idx, piece) in pieces.iter().enumerate() {
        groups[root(&of_piece, idx)].push(*piece);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn root(of_piece: &[usize], mut idx: usize) -> usize {
    while of_piece[idx] != idx {
        idx = of_piece[idx];
    }
    idx
}

/// The line that letters stand on; `None` for a lone speck.
fn line_of(group: &[Piece]) -> Option<Line> {
    let sorted = |of: &dyn Fn(&Piece) -> f64| group.iter().map(|piece| of(piece) as f32).collect::<Vec<f32>>();
    // Capitals and figures are the higher ones; a few accents and tails are higher still.
    let cap_mm = f64::from(quantile(&mut sorted(&Piece::height), 0.6)?);
    let base_mm = f64::from(quantile(&mut sorted(&|piece| piece.bottom), 0.4)?);
    let left_mm = group.iter().map(|piece| piece.left).fold(f64::MAX, f64::min);
    let right_mm = group.iter().map(|piece| piece.right).fold(f64::MIN, f64::max);
    let is_lone = group.len() == 1 && right_mm - left_mm < 0.3 * cap_mm;
    (!is_lone && 1.0 <= cap_mm).then_some(Line { left_mm, right_mm, base_mm, cap_mm })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(left: f64, top: f64, width: f64, height: f64) -> Piece {
        Piece { left, top, right: left + width, bottom: top + height }
    }

    #[test]
    fn letters_side_by_side_are_a_line() {
        let mut pieces: Vec<Piece> = (0..6).map(|idx| piece(10.0 + 2.0 * f64::from(idx), 20.0, 1.4, 2.0)).collect();
        // A word in the next column, a caption above, a portrait's edge.
        pieces.push(piece(40.0, 20.0, 1.4, 2.0));
        pieces.push(piece(10.0, 18.0, 0.8, 1.0));
        pieces.push(piece(22.0, 18.0, 0.2, 4.9));
        pieces.sort_by(|a, b| a.left.total_cmp(&b.left));
        let lines: Vec<Line> = groups(&pieces).iter().filter_map(|group| line_of(group)).collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        let longest = lines.iter().find(|line| 5.0 < line.right_mm - line.left_mm).expect("a line");
        assert!((longest.base_mm - 22.0).abs() < 1e-6 && (longest.cap_mm - 2.0).abs() < 1e-6);
    }

    #[test]
    fn words_of_a_row_are_joined_and_their_full_stop_taken() {
        let line = |left_mm: f64, right_mm: f64, cap_mm: f64| Line { left_mm, right_mm, base_mm: 20.0, cap_mm };
        let words = vec![line(10.0, 14.0, 2.0), line(17.0, 24.0, 2.1), line(26.0, 30.0, 1.2), line(60.0, 70.0, 2.0)];
        let mut rows = joined(words);
        assert_eq!(rows, [line(10.0, 24.0, 2.1), line(26.0, 30.0, 1.2), line(60.0, 70.0, 2.0)]);
        take_signs(
            &mut rows[2],
            &[piece(70.4, 19.7, 0.3, 0.3), piece(72.0, 19.7, 0.3, 0.3), piece(70.4, 16.0, 0.3, 0.3)],
        );
        assert!((rows[2].right_mm - 70.7).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_found_on_bare_paper() {
        assert!(pieces(&print(&Plane::from_pixel(200, 100, Luma([200.0])), 0.45, LEAST_CONTRAST)).is_empty());
        assert!(pieces(&GrayImage::new(0, 0)).is_empty());
    }
}
