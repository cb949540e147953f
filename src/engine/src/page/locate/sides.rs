//! The four sides of a page whose place is known roughly: lines with the largest gradient sum near where they should be.
//!
//! Along each predicted side a strip is sampled. A candidate line is scored by the gradient across it, summed over
//! pieces of the side, each piece's share limited so that a long weak edge beats a short strong one. Opposite sides are
//! chosen together: they must lie a page's size apart. The winner is refined below a pixel by a robust line fit.

use image::RgbImage;

use super::{PageSize, fit_quad};
use crate::geometry::{Homography, PageRect};
use crate::page::Patch;

/// How far from the prediction to look, all in mm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    /// Across each side, to both sides of it.
    reach_mm: f64,
    /// How much farther off one end of a side may lie than the other.
    slant_mm: f64,
    /// Usual error of a side's predicted place.
    place_error_mm: f64,
    /// Usual error of the predicted distance of opposite sides.
    size_error_mm: f64,
}

impl Search {
    /// Round a place that the MRZ of a straight scan gives: 1 mm tolerance of the margin, 1.5 mm over the height.
    pub(super) const NEAR_MRZ: Self = Self { reach_mm: 5.0, slant_mm: 1.7, place_error_mm: 2.0, size_error_mm: 1.5 };
    /// Round a place drawn out from the MRZ of a photo: the far side may be centimetres off.
    pub(super) const PHOTO: Self = Self { reach_mm: 9.0, slant_mm: 5.0, place_error_mm: 4.0, size_error_mm: 4.0 };
    /// Round the result of an earlier search.
    pub(super) const AGAIN: Self = Self { reach_mm: 2.5, slant_mm: 1.2, place_error_mm: 1.5, size_error_mm: 2.0 };
}

/// Sides as found.
pub(super) struct Sides {
    /// The page between them.
    pub(super) scan_from_page: Homography,
    /// Top, right, bottom, left: whether an edge or the picture's own border shows it.
    pub(super) is_seen: [bool; 4],
    /// Whether the picture's border is the page's on three sides at least.
    pub(super) is_frame: bool,
    /// Most that a side's ends differ in how far they lay off the prediction, in mm.
    pub(super) slant_mm: f64,
}

/// Looks for the sides of a page of `size` near `predicted`.
pub(super) fn locate(pixels: &RgbImage, size: PageSize, predicted: &Homography, search: &Search) -> Sides {
    let unseen = Sides { scan_from_page: *predicted, is_seen: [false; 4], is_frame: false, slant_mm: 0.0 };
    let candidates: [Vec<Candidate>; 4] =
        std::array::from_fn(|side| candidates_of(pixels, size, predicted, side, search));
    let [top, bottom] = opposite([&candidates[0], &candidates[2]], search);
    let [left, right] = opposite([&candidates[3], &candidates[1]], search);
    let chosen = [top, right, bottom, left];
    let offsets = chosen.map(|side| side.offsets);
    let corners = corners_of(size, &offsets);
    let quad = corners.map(|(x, y)| predicted.apply(x, y));
    let Some(scan_from_page) = fit_quad(size, quad) else { return unseen };
    Sides {
        scan_from_page,
        is_seen: chosen.map(|side| side.origin != Origin::Guess),
        is_frame: 3 <= chosen.iter().filter(|side| side.origin == Origin::Frame).count(),
        slant_mm: offsets.iter().map(|o| (o[0] - o[1]).abs()).fold(0.0, f64::max),
    }
}

/// What a candidate rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Origin {
    /// A gradient in the picture.
    Edge,
    /// The border of the picture.
    Frame,
    /// The opposite side, or the prediction.
    Guess,
}

/// A line that may be a side: how far outside the prediction it lies at its start and end, in mm.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    offsets: [f64; 2],
    /// 0..=1, mean limited gradient.
    strength: f64,
    origin: Origin,
}

impl Candidate {
    fn middle(&self) -> f64 {
        0.5 * (self.offsets[0] + self.offsets[1])
    }
}

/// Strength of a side that nothing shows; edges must beat it.
const GUESS_STRENGTH: f64 = 0.25;
/// Strength of the picture's border, for tight crops: it gives way to an edge that shows well.
const FRAME_STRENGTH: f64 = 0.5;

/// The pair of candidates that shows best and lies a page's size apart.
fn opposite(candidates: [&[Candidate]; 2], search: &Search) -> [Candidate; 2] {
    let guess = |offsets: [f64; 2]| Candidate { offsets, strength: GUESS_STRENGTH, origin: Origin::Guess };
    let across = |one: &Candidate| guess(one.offsets.map(|offset| -offset));
    let unseen = guess([0.0, 0.0]);
    let mut best = ([unseen, unseen], 2.0 * GUESS_STRENGTH);
    let mut consider = |pair: [Candidate; 2]| {
        let place = pair.iter().map(|side| (side.middle() / search.place_error_mm).powi(2)).sum::<f64>();
        let distance = ((pair[0].middle() + pair[1].middle()) / search.size_error_mm).powi(2);
        let score = pair[0].strength + pair[1].strength - 0.1 * place - 0.3 * distance;
        if best.1 < score {
            best = (pair, score);
        }
    };
    for one in candidates[0] {
        consider([*one, across(one)]);
        for other in candidates[1] {
            consider([*one, *other]);
        }
    }
    for other in candidates[1] {
        consider([across(other), *other]);
    }
    best.0
}

/// Where the four lines meet, in predicted millimetres, clockwise from the top left.
fn corners_of(size: PageSize, offsets: &[[f64; 2]; 4]) -> [(f64, f64); 4] {
    let (w, h) = (size.width_mm, size.height_mm);
    let [top, right, bottom, left] = *offsets;
    let line = |start: f64, end: f64, length: f64| (start, (end - start) / length);
    // Level sides as y = a + b x, upright sides as x = a + b y.
    let top = line(-top[0], -top[1], w);
    let bottom = line(h + bottom[0], h + bottom[1], w);
    let left = line(-left[0], -left[1], h);
    let right = line(w + right[0], w + right[1], h);
    let meet = |level: (f64, f64), upright: (f64, f64)| {
        let y = (level.0 + level.1 * upright.0) / (1.0 - level.1 * upright.1);
        (upright.0 + upright.1 * y, y)
    };
    [meet(top, left), meet(top, right), meet(bottom, right), meet(bottom, left)]
}

/// Pixels a millimetre along the strips.
const STRIP_PX_PER_MM: f64 = 6.0;
/// Half the width of the gradient's kernel in mm: wider than a printed line, narrower than a margin.
const KERNEL_MM: f64 = 0.5;
/// Left out at both ends of a side: rounded corners.
const CORNER_MM: f64 = 5.0;
/// Pieces a side is divided into.
const N_PIECES: usize = 24;

/// Gradients across one side: outside minus inside, by piece and by place across.
struct Strip {
    /// Of each piece, of each pixel boundary across, the length of the colour difference in grey levels.
    gradient: Vec<Vec<f64>>,
    /// Place of boundary 0 in mm outside the prediction.
    first_mm: f64,
    px_per_mm: f64,
    /// Length of the side in mm.
    length_mm: f64,
}

impl Strip {
    fn new(pixels: &RgbImage, size: PageSize, predicted: &Homography, side: usize, reach_mm: f64) -> Self {
        let (page_from_strip, length_mm) = page_from_strip(size, side);
        let scan_from_strip = predicted.after(&page_from_strip);
        let native = predicted.scale_at(size.width_mm / 2.0, size.height_mm / 2.0);
        let px_per_mm = STRIP_PX_PER_MM.min(native.max(1.0));
        let outer_mm = reach_mm + 2.0 * KERNEL_MM;
        let area = PageRect::new(-outer_mm, CORNER_MM, 2.0 * outer_mm, length_mm - 2.0 * CORNER_MM);
        let patch = Patch::sample(pixels, &scan_from_strip, area, px_per_mm);
        let (width, height) = (patch.rgb.width() as usize, patch.rgb.height() as usize);
        let kernel = ((KERNEL_MM * px_per_mm).round() as usize).max(1);
        let rows: Vec<&[f32]> = patch.rgb.chunks_exact(width * 3).collect();
        let gradient = (0..N_PIECES)
            .map(|piece| {
                let piece_rows = &rows[piece * height / N_PIECES..((piece + 1) * height / N_PIECES).max(1)];
                colour_steps(piece_rows, width, kernel)
            })
            .collect();
        Self { gradient, first_mm: -outer_mm, px_per_mm: width as f64 / (2.0 * outer_mm), length_mm }
    }

    /// Where piece `idx` lies along the side, 0..=1 from its start.
    fn along(&self, idx: usize) -> f64 {
        let share = (idx as f64 + 0.5) / N_PIECES as f64;
        (CORNER_MM + share * (self.length_mm - 2.0 * CORNER_MM)) / self.length_mm
    }

    fn at(&self, piece: usize, offset_mm: f64) -> f64 {
        let boundary = ((offset_mm - self.first_mm) * self.px_per_mm).round();
        if boundary < 0.0 { 0.0 } else { self.gradient[piece].get(boundary as usize).copied().unwrap_or(0.0) }
    }

    /// Mean limited gradient under a line.
    fn strength(&self, offsets: [f64; 2]) -> f64 {
        let sum: f64 = (0..N_PIECES)
            .map(|piece| {
                let gradient = self.at(piece, offsets[0] + (offsets[1] - offsets[0]) * self.along(piece));
                gradient / (gradient + 10.0)
            })
            .sum();
        sum / N_PIECES as f64
    }
}

/// From a strip's millimetres (outwards, along the side from its start) to the page's, and the side's length.
/// Level sides start at the left, upright ones at the top.
fn page_from_strip(size: PageSize, side: usize) -> (Homography, f64) {
    let (w, h) = (size.width_mm, size.height_mm);
    match side {
        0 => (Homography([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), w),
        1 => (Homography([[1.0, 0.0, w], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), h),
        2 => (Homography([[0.0, 1.0, 0.0], [1.0, 0.0, h], [0.0, 0.0, 1.0]]), w),
        _ => (Homography([[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), h),
    }
}

/// Length of the colour step at every boundary between pixels of the rows' mean.
fn colour_steps(rows: &[&[f32]], width: usize, kernel: usize) -> Vec<f64> {
    // Running sums per channel, so that a mean over any stretch is a difference of two.
    let mut running = vec![[0.0_f64; 3]; width + 1];
    for x in 0..width {
        for channel in 0..3 {
            let sum: f64 = rows.iter().map(|row| f64::from(row[3 * x + channel])).sum();
            running[x + 1][channel] = running[x][channel] + sum / rows.len() as f64;
        }
    }
    let mut steps = vec![0.0; width + 1];
    for boundary in kernel..=width.saturating_sub(kernel) {
        let (before, here, beyond) = (running[boundary - kernel], running[boundary], running[boundary + kernel]);
        let squares: f64 = (0..3)
            .map(|channel| ((beyond[channel] + before[channel] - 2.0 * here[channel]) / kernel as f64).powi(2))
            .sum();
        steps[boundary] = (squares / 3.0).sqrt();
    }
    steps
}

/// Lines that may be one side, the strongest first.
fn candidates_of(
    pixels: &RgbImage,
    size: PageSize,
    predicted: &Homography,
    side: usize,
    search: &Search,
) -> Vec<Candidate> {
    let strip = Strip::new(pixels, size, predicted, side, search.reach_mm);
    let step = 1.0 / strip.px_per_mm;
    let n_places = (search.reach_mm / step) as i32;
    let n_slants = (search.slant_mm / step) as i32;
    let best_at: Vec<Candidate> = (-n_places..=n_places)
        .map(|place| {
            let middle = f64::from(place) * step;
            let lines = (-n_slants..=n_slants).map(|slant| {
                let half = 0.5 * f64::from(slant) * step;
                let offsets = [middle - half, middle + half];
                // Of lines alike, the one that lies as predicted.
                let strength = strip.strength(offsets) - 0.02 * (2.0 * half).abs() / search.slant_mm;
                Candidate { offsets, strength, origin: Origin::Edge }
            });
            lines.max_by(|a, b| a.strength.total_cmp(&b.strength)).unwrap_or(Candidate {
                offsets: [middle; 2],
                strength: 0.0,
                origin: Origin::Edge,
            })
        })
        .collect();
    let mut levels: Vec<f64> = best_at.iter().map(|c| c.strength).collect();
    levels.sort_by(f64::total_cmp);
    let texture = levels[levels.len() / 2];
    let is_peak = |idx: usize| {
        let here = best_at[idx].strength;
        let near = idx.saturating_sub(2)..(idx + 3).min(best_at.len());
        near.into_iter().all(|other| best_at[other].strength <= here) && 0.3 < here && texture + 0.1 < here
    };
    let mut peaks: Vec<Candidate> = (0..best_at.len()).filter(|&idx| is_peak(idx)).map(|idx| best_at[idx]).collect();
    peaks.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    peaks.truncate(6);
    let mut candidates: Vec<Candidate> = peaks.iter().map(|peak| refined(&strip, peak)).collect();
    candidates.extend(frame_candidate(pixels, size, predicted, side, search));
    candidates
}

/// The line through the pieces' own peaks near `rough`, each weighed by how well it shows and how near it lies.
fn refined(strip: &Strip, rough: &Candidate) -> Candidate {
    let mut points: Vec<(f64, f64, f64)> = Vec::new();
    for piece in 0..N_PIECES {
        let along = strip.along(piece);
        let expected = rough.offsets[0] + (rough.offsets[1] - rough.offsets[0]) * along;
        let middle = ((expected - strip.first_mm) * strip.px_per_mm).round() as i64;
        let reach = (0.5 * strip.px_per_mm).ceil() as i64;
        let gradient = &strip.gradient[piece];
        let inner = (middle - reach).max(1)..=(middle + reach).min(gradient.len() as i64 - 2);
        let Some(top) = inner.max_by(|&a, &b| gradient[a as usize].total_cmp(&gradient[b as usize])) else { continue };
        let (before, here, after) = (gradient[top as usize - 1], gradient[top as usize], gradient[top as usize + 1]);
        let bend = before - 2.0 * here + after;
        let shift = if bend < -1e-9 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 };
        points.push((along, strip.first_mm + (top as f64 + shift) / strip.px_per_mm, here / (here + 10.0)));
    }
    let mut line = (rough.offsets[0], rough.offsets[1] - rough.offsets[0]);
    for scale_mm in [0.4, 0.2, 0.12] {
        let (mut s, mut sx, mut sy, mut sxx, mut sxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for &(x, y, strength) in &points {
            let off = (y - line.0 - line.1 * x) / scale_mm;
            let weight = if off.abs() < 1.0 { strength * (1.0 - off * off).powi(2) } else { 0.0 };
            s += weight;
            sx += weight * x;
            sy += weight * y;
            sxx += weight * x * x;
            sxy += weight * x * y;
        }
        let determinant = s * sxx - sx * sx;
        if s < 1.0 || determinant < 0.01 * s * s {
            break;
        }
        let slope = (s * sxy - sx * sy) / determinant;
        line = ((sy - slope * sx) / s, slope);
    }
    Candidate { offsets: [line.0, line.0 + line.1], ..*rough }
}

/// The border of the picture as a side, where it runs along the prediction and near it.
fn frame_candidate(
    pixels: &RgbImage,
    size: PageSize,
    predicted: &Homography,
    side: usize,
    search: &Search,
) -> Option<Candidate> {
    let (page_from_strip, length_mm) = page_from_strip(size, side);
    let strip_from_scan = predicted.after(&page_from_strip).inverse()?;
    let (w, h) = (f64::from(pixels.width()), f64::from(pixels.height()));
    let corners = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)].map(|(x, y)| strip_from_scan.apply(x, y));
    (0..4)
        .filter_map(|idx| {
            let (a, b) = (corners[idx], corners[(idx + 1) % 4]);
            if (b.1 - a.1).abs() < 0.5 * length_mm {
                return None;
            }
            let at = |along: f64| a.0 + (b.0 - a.0) * (along - a.1) / (b.1 - a.1);
            let offsets = [at(0.0), at(length_mm)];
            let is_near = offsets.iter().all(|offset| offset.abs() <= search.reach_mm);
            let is_parallel = (offsets[0] - offsets[1]).abs() < search.slant_mm.min(1.5);
            (is_near && is_parallel).then_some(Candidate { offsets, strength: FRAME_STRENGTH, origin: Origin::Frame })
        })
        .min_by(|a, b| a.middle().abs().total_cmp(&b.middle().abs()))
}
