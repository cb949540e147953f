//! Key points of a page matched with a fingerprint's, and the map on which most of them agree.

use crate::geometry::{Homography, Pair};
use crate::identify::Fingerprint;

/// Most bits of 256 in which two descriptors of one place may differ.
pub(super) const MOST_BITS: u32 = 80;
/// The nearest descriptor must differ by less than this share of what the second nearest differs by.
const RATIO: f64 = 0.88;
/// Key points nearer than this to the best match do not count as its rival: they may be the same corner.
const SAME_MM: f32 = 0.6;
/// How far from the common map a match may lie, in mm.
const INLIER_MM: f64 = 0.45;

/// Pairs that agree on one map.
#[derive(Debug, Clone)]
pub(crate) struct Agreement {
    /// From the specimen's millimetres to the page's.
    pub(crate) page_from_specimen: Homography,
    /// Pairs that follow it.
    pub(crate) n_inliers: usize,
}

/// The map on which most matches agree; `reach_mm` is how far off the page may have been located.
pub(crate) fn agreement(
    page: &Fingerprint,
    specimen: &Fingerprint,
    page_from_specimen: &Homography,
    reach_mm: f64,
) -> Option<Agreement> {
    let matches = matches(page, specimen, page_from_specimen, reach_mm);
    let similarity = best_similarity(&matches, page_from_specimen, reach_mm)?;
    let mut map = similarity;
    let mut inliers: Vec<Pair> = Vec::new();
    for limit_mm in [2.0, 1.2, 0.7, INLIER_MM, INLIER_MM, INLIER_MM] {
        inliers = matches.iter().copied().filter(|pair| is_within(&map, pair, limit_mm)).collect();
        if inliers.len() < 8 {
            break;
        }
        // Few pairs bear no eight parameters.
        let fitted = if inliers.len() < 16 { Homography::fit_similarity(&inliers) } else { Homography::fit(&inliers) };
        map = fitted.filter(|fitted| is_near(fitted, page_from_specimen, reach_mm))?;
    }
    let n_inliers = inliers.iter().filter(|pair| is_within(&map, pair, INLIER_MM)).count();
    Some(Agreement { page_from_specimen: map, n_inliers })
}

/// Each key point of the specimen with the one of the page that looks most like it, where no other does nearly.
fn matches(page: &Fingerprint, specimen: &Fingerprint, page_from_specimen: &Homography, reach_mm: f64) -> Vec<Pair> {
    use rayon::prelude::*;
    if page.places.is_empty() {
        return Vec::new();
    }
    let cells = Cells::new(page, reach_mm as f32);
    specimen
        .places
        .par_iter()
        .zip(&specimen.descriptors)
        .with_min_len(64)
        .filter_map(|(place, descriptor)| {
            let (x, y) = page_from_specimen.apply(f64::from(place[0]), f64::from(place[1]));
            let found = cells.nearest(page, [x as f32, y as f32], descriptor)?;
            let to = page.places[found];
            Some(((f64::from(place[0]), f64::from(place[1])), (f64::from(to[0]), f64::from(to[1]))))
        })
        .collect()
}

/// Key points by square cells of the page, to look at the near ones only.
struct Cells {
    cell_mm: f32,
    columns: i32,
    rows: i32,
    first: [f32; 2],
    members: Vec<Vec<u32>>,
}

impl Cells {
    fn new(page: &Fingerprint, reach_mm: f32) -> Self {
        let least = |axis: usize| page.places.iter().map(|p| p[axis]).fold(f32::INFINITY, f32::min);
        let most = |axis: usize| page.places.iter().map(|p| p[axis]).fold(f32::NEG_INFINITY, f32::max);
        let cell_mm = reach_mm.max(2.0);
        let first = [least(0), least(1)];
        let n = |axis: usize| ((most(axis) - first[axis]) / cell_mm).floor().clamp(0.0, 200.0) as i32 + 1;
        let (columns, rows) = if page.places.is_empty() { (0, 0) } else { (n(0), n(1)) };
        let mut members = vec![Vec::new(); (columns * rows) as usize];
        for (idx, place) in page.places.iter().enumerate() {
            let column = (((place[0] - first[0]) / cell_mm) as i32).clamp(0, columns - 1);
            let row = (((place[1] - first[1]) / cell_mm) as i32).clamp(0, rows - 1);
            members[(row * columns + column) as usize].push(idx as u32);
        }
        Self { cell_mm, columns, rows, first, members }
    }

    fn nearest(&self, page: &Fingerprint, at: [f32; 2], descriptor: &[u64; 4]) -> Option<usize> {
        let index = |axis: usize| ((at[axis] - self.first[axis]) / self.cell_mm).floor().clamp(-9.0, 999.0) as i32;
        let (column, row) = (index(0), index(1));
        let mut near: Vec<(u32, u32)> = Vec::new();
        for row in (row - 1).max(0)..=(row + 1).min(self.rows - 1) {
            for column in (column - 1).max(0)..=(column + 1).min(self.columns - 1) {
                for &idx in &self.members[(row * self.columns + column) as usize] {
                    near.push((bits_apart(descriptor, &page.descriptors[idx as usize]), idx));
                }
            }
        }
        let &(best, idx) = near.iter().min()?;
        if MOST_BITS < best {
            return None;
        }
        let own = page.places[idx as usize];
        let is_rival = |idx: u32| {
            let other = page.places[idx as usize];
            SAME_MM < (other[0] - own[0]).hypot(other[1] - own[1])
        };
        let rival = near.iter().filter(|&&(_, idx)| is_rival(idx)).map(|&(bits, _)| bits).min();
        rival.is_none_or(|rival| f64::from(best) < RATIO * f64::from(rival)).then_some(idx as usize)
    }
}

pub(super) fn bits_apart(a: &[u64; 4], b: &[u64; 4]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum()
}

/// Whether the map brings one place of the pair within so many mm of the other.
fn is_within(map: &Homography, pair: &Pair, limit_mm: f64) -> bool {
    let (x, y) = map.apply(pair.0.0, pair.0.1);
    let (dx, dy) = (x - pair.1.0, y - pair.1.1);
    dx * dx + dy * dy < limit_mm * limit_mm
}

/// The similarity through two matches on which most others agree. RANSAC (Fischler & Bolles 1981) with two points and a
/// wide limit, since the page is straightened already; the dice are fixed.
fn best_similarity(matches: &[Pair], expected: &Homography, reach_mm: f64) -> Option<Homography> {
    const TRIALS: usize = 1500;
    if matches.len() < 8 {
        return None;
    }
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut pick = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        matches[(state >> 33) as usize % matches.len()]
    };
    let mut best: Option<(usize, Homography)> = None;
    for trial in 0..TRIALS {
        // Where two in three agree already, a hundred trials have found a pair of these many times over.
        if 100 <= trial && best.as_ref().is_some_and(|&(most, _)| 2 * matches.len() <= 3 * most) {
            break;
        }
        let (a, b) = (pick(), pick());
        if (a.0.0 - b.0.0).hypot(a.0.1 - b.0.1) < 15.0 {
            continue;
        }
        let Some(map) = Homography::fit_similarity(&[a, b]).filter(|map| is_near(map, expected, reach_mm)) else {
            continue;
        };
        let n = matches.iter().filter(|pair| is_within(&map, pair, 1.5)).count();
        if best.as_ref().is_none_or(|(most, _)| *most < n) {
            best = Some((n, map));
        }
    }
    best.map(|(_, map)| map)
}

/// Whether a map puts the middle of the page and places round it within reach of where they are expected.
fn is_near(map: &Homography, expected: &Homography, reach_mm: f64) -> bool {
    [(10.0, 10.0), (115.0, 10.0), (62.0, 44.0), (10.0, 78.0), (115.0, 78.0)].iter().all(|&(x, y)| {
        let ((u, v), (p, q)) = (map.apply(x, y), expected.apply(x, y));
        (u - p).hypot(v - q) < 1.5 * reach_mm
    })
}
