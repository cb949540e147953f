//! Lines of print on a page of no known model: letters side by side, alike in height.

use image::{GrayImage, Luma};
use imageproc::region_labelling::{Connectivity, connected_components};

use super::line::Line;
use crate::geometry::PageRect;
use crate::page::image_plane::quantile;
use crate::page::paper::{box_mean, paper_level};
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

    /// Whether another follows in the same line.
    fn is_followed_by(&self, next: &Self) -> bool {
        let (low, high) = (self.height().min(next.height()), self.height().max(next.height()));
        let gap = next.left - self.right;
        let overlap = self.bottom.min(next.bottom) - self.top.max(next.top);
        let feet = (self.bottom - next.bottom).abs();
        -0.3 * high <= gap && gap <= GAP * high && high <= RATIO * low && 0.6 * low <= overlap && feet <= SLACK * high
    }
}

/// Lines of print, top to bottom, none of them in `except`.
pub(super) fn locate_free_lines(page: &Page, except: &[PageRect]) -> Vec<Line> {
    let Some(patch) = page.patch(Light::Visible, page.area(), PX_PER_MM) else { return Vec::new() };
    let mask = print(&patch.lightest_channel());
    let is_free = |piece: &Piece| {
        let area = PageRect::new(piece.left, piece.top, piece.right - piece.left, piece.height());
        except.iter().all(|except| !except.contains(area.centre()))
    };
    let mut pieces: Vec<Piece> = pieces(&mask).into_iter().filter(is_free).collect();
    pieces.sort_by(|a, b| a.left.total_cmp(&b.left).then(a.top.total_cmp(&b.top)));
    let mut lines: Vec<Line> = groups(&pieces).iter().filter_map(|group| line_of(group)).collect();
    lines.sort_by(|a, b| a.base_mm.total_cmp(&b.base_mm).then(a.left_mm.total_cmp(&b.left_mm)));
    lines.truncate(MOST_LINES);
    lines
}

/// Where print is plainly darker than the paper.
fn print(plane: &Plane) -> GrayImage {
    let paper = paper_level(&box_mean(plane, 1), (PAPER_REACH_MM * PX_PER_MM) as u32);
    let ink: Vec<f32> = plane.iter().zip(paper.iter()).map(|(value, paper)| 1.0 - value / paper.max(1.0)).collect();
    let darkest = quantile(&mut ink.clone(), 0.99).unwrap_or(0.0);
    let level = (0.45 * darkest).max(LEAST_CONTRAST);
    let (width, height) = plane.dimensions();
    let mask = ink.into_iter().map(|ink| if level < ink { 255 } else { 0 }).collect();
    GrayImage::from_raw(width, height, mask).unwrap_or_default()
}

/// Connected pieces of the size of letters.
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
    let is_letter = |piece: &Piece| {
        let height = piece.height();
        HEIGHTS_MM.contains(&height) && WIDTHS.contains(&((piece.right - piece.left) / height))
    };
    // The first label is what is not print.
    boxes.iter().skip(1).filter(|own| own[0] < own[2]).map(of_box).filter(is_letter).collect()
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
    fn nothing_is_found_on_bare_paper() {
        assert!(pieces(&print(&Plane::from_pixel(200, 100, Luma([200.0])))).is_empty());
        assert!(pieces(&GrayImage::new(0, 0)).is_empty());
    }
}
