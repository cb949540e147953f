//! Where the points of a patch fall in a scan, row by row, and what the scan shows there.
//!
//! Places are whole numbers of 2⁻²⁰ px: finer than any weight made of them, and the whole part and the rest of one cost a
//! shift and a mask each.

use std::ops::Range;

use super::patch::Grid;

/// Binary places after the point.
const FRACTION_BITS: u32 = 20;
/// A pixel, in units of a place.
const ONE: f64 = (1_u64 << FRACTION_BITS) as f64;
/// From here on a real number has no binary places of its own, so that adding it rounds to a whole number.
const WHOLE_FROM: f64 = (1_u64 << 52) as f64;
/// The bits of a real number that hold its digits.
const DIGITS: u64 = (1 << 52) - 1;
/// So far within the last pixel sampling stays, in px, for its neighbour to lie in the scan too.
const INSIDE: f64 = 4.0 / ONE;

/// Red, green, blue, and a fourth number without meaning: four are summed as fast as one.
pub(super) type Sum = [f32; 4];

/// The places of one row of points.
#[derive(Default)]
pub(crate) struct Taps {
    x: Vec<u64>,
    y: Vec<u64>,
}

impl Taps {
    /// Takes the places of the points `(0 + dx, y)`, `(1 + dx, y)`… of a grid, those outside the scan moved to its border;
    /// `lift` (px) is added to both.
    #[inline(always)]
    pub(crate) fn place(&mut self, grid: &Grid, (dx, y): (f64, f64), (width, height): (u32, u32), lift: f64) {
        let last = |side: u32| (f64::from(side) - 1.0 + 2.0 * lift - INSIDE).max(0.0);
        let (last_x, last_y) = (last(width), last(height));
        let [across, down, scale] = grid.scan_from_patch.0;
        let start = |line: [f64; 3]| line[1] * y + line[2];
        let (start_x, start_y, start_w) = (start(across), start(down), start(scale));
        let shift = lift - 0.5;
        self.x.resize(grid.width as usize, 0);
        self.y.resize(grid.width as usize, 0);
        for ((idx, to_x), to_y) in (0..i32::MAX).zip(&mut self.x).zip(&mut self.y) {
            let at = f64::from(idx) + dx;
            let w = 1.0 / (scale[0] * at + start_w);
            *to_x = fixed(((across[0] * at + start_x) * w + shift).max(0.0).min(last_x));
            *to_y = fixed(((down[0] * at + start_y) * w + shift).max(0.0).min(last_y));
        }
    }

    /// The pixel up and left of each point, with the shares of its right and lower neighbours.
    #[inline(always)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, usize, f32, f32)> + '_ {
        self.x.iter().zip(&self.y).map(|(&x, &y)| (whole(x), whole(y), rest(x), rest(y)))
    }

    /// Adds what pixels (rows of `stride` bytes) show at each point, between pixels.
    #[inline(always)]
    pub(super) fn add_between(&self, raw: &[u8], stride: usize, sums: &mut [Sum]) {
        for (sum, (x, y, tx, ty)) in sums.iter_mut().zip(self.iter()) {
            let first = y * stride + x * 3;
            let ([a, b], [c, d]) = (neighbours(raw, first), neighbours(raw, first + stride));
            let (left, low_left) = ((1.0 - tx) * (1.0 - ty), (1.0 - tx) * ty);
            let (right, low_right) = (tx * (1.0 - ty), tx * ty);
            for channel in 0..4 {
                sum[channel] += a[channel] * left + b[channel] * right + c[channel] * low_left + d[channel] * low_right;
            }
        }
    }

    /// Adds the pixel in which each point falls. Wants places lifted by half a pixel.
    #[inline(always)]
    pub(super) fn add_nearest(&self, raw: &[u8], stride: usize, sums: &mut [Sum]) {
        for (sum, (&x, &y)) in sums.iter_mut().zip(self.x.iter().zip(&self.y)) {
            let pixel = pixel(raw, whole(y) * stride + whole(x) * 3);
            for channel in 0..4 {
                sum[channel] += pixel[channel];
            }
        }
    }
}

#[inline(always)]
fn fixed(px: f64) -> u64 {
    (px * ONE + WHOLE_FROM).to_bits() & DIGITS
}

#[inline(always)]
fn whole(place: u64) -> usize {
    (place >> FRACTION_BITS) as usize
}

#[inline(always)]
fn rest(place: u64) -> f32 {
    (place & ((1 << FRACTION_BITS) - 1)) as i32 as f32 * (1.0 / ONE as f32)
}

/// The pixel at a byte; its fourth number is the next one's red.
#[inline(always)]
fn pixel(raw: &[u8], first: usize) -> Sum {
    match raw.get(first..first + 4) {
        Some(&[r, g, b, next]) => [r, g, b, next].map(f32::from),
        _ => [0, 1, 2, 3].map(|channel| raw.get(first + channel).map_or(0.0, |&value| f32::from(value))),
    }
}

/// The pixel at a byte and the next one.
#[inline(always)]
fn neighbours(raw: &[u8], first: usize) -> [Sum; 2] {
    match raw.get(first..first + 7) {
        Some(&[r, g, b, next_r, next_g, next_b, beyond]) => {
            [[r, g, b, next_r].map(f32::from), [next_r, next_g, next_b, beyond].map(f32::from)]
        }
        _ => [pixel(raw, first), pixel(raw, first + 3)],
    }
}

/// Sampling where the patch lies upright in the scan, as it does in a specimen: then rows are mixed as a whole, and
/// columns after them.
pub(super) struct Upright {
    /// For each column of the patch what it sees of the scan's.
    columns: Vec<Seen>,
    /// For each row the same.
    rows: Vec<Seen>,
    /// The scan's columns that any of the patch's sees.
    across: Range<usize>,
}

/// The first pixel of an axis that the points of one patch pixel see, and their shares of that and of the next ones.
type Seen = (usize, [f32; MOST_SEEN]);

/// Up to three points a pixel, at most a pixel apart, lie in as many pixels and see one beyond.
const MOST_SEEN: usize = 4;

impl Upright {
    /// Of a grid with that many points a pixel each way, up to 3; `None` where it is turned or tilted against the scan.
    pub(super) fn of(grid: &Grid, n_taps: usize, (width, height): (u32, u32)) -> Option<Self> {
        let [across, down, scale] = grid.scan_from_patch.0;
        if [across[1], down[0], scale[0], scale[1]].iter().any(|&part| part != 0.0) || scale[2] == 0.0 {
            return None;
        }
        let axis = |n: u32, slope: f64, start: f64, side: u32| -> Option<Vec<Seen>> {
            let last = (f64::from(side) - 1.0 - INSIDE).max(0.0);
            let at = |place: f64| ((slope * place + start) / scale[2] - 0.5).max(0.0).min(last);
            (0..n).map(|idx| shares(f64::from(idx), n_taps, at)).collect()
        };
        let columns = axis(grid.width, across[0], across[2], width)?;
        let rows = axis(grid.height, down[1], down[2], height)?;
        let from = columns.iter().map(|seen| seen.0).min()?;
        let to = columns.iter().map(|seen| seen.0 + MOST_SEEN).max()?;
        Some(Self { columns, rows, across: from..to })
    }

    /// Adds what pixels (rows of `stride` bytes) show in row `y` of the patch; `mixed` is room to work in.
    #[inline(always)]
    pub(super) fn add_row(&self, raw: &[u8], stride: usize, y: usize, mixed: &mut Vec<f32>, sums: &mut [Sum]) {
        let Some((top, shares)) = self.rows.get(y) else { return };
        mixed.clear();
        mixed.resize(self.across.len() * 3 + 1, 0.0);
        for (line, &share) in raw.chunks_exact(stride).skip(*top).zip(shares).filter(|(_, share)| **share != 0.0) {
            for (mixed, &value) in mixed.iter_mut().zip(line.get(self.across.start * 3..).unwrap_or_default()) {
                *mixed += share * f32::from(value);
            }
        }
        for (sum, (first, shares)) in sums.iter_mut().zip(&self.columns) {
            let from = (first - self.across.start) * 3;
            let Some(seen) = mixed.get(from..from + MOST_SEEN * 3 + 1) else { continue };
            for (idx, share) in shares.iter().enumerate() {
                for channel in 0..4 {
                    sum[channel] += share * seen[idx * 3 + channel];
                }
            }
        }
    }
}

/// What the points of one patch pixel see of an axis; `None` where that is more than [`MOST_SEEN`].
fn shares(idx: f64, n_taps: usize, at: impl Fn(f64) -> f64) -> Option<Seen> {
    let places = || (0..n_taps).map(|tap| at(idx + (tap as f64 + 0.5) / n_taps as f64));
    let first = places().fold(f64::MAX, f64::min) as usize;
    let mut shares = [0.0; MOST_SEEN];
    for place in places() {
        let pixel = place as usize;
        let rest = (place - pixel as f64) as f32;
        *shares.get_mut(pixel - first)? += 1.0 - rest;
        *shares.get_mut(pixel - first + 1)? += rest;
    }
    Some((first, shares))
}
