//! Spectra of small squares of a page: what repeats itself there, how often and in which direction.

use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};

use crate::geometry::PageRect;
use crate::page::Plane;

/// Pixels a side of the squares that are transformed.
pub(super) const SIDE: usize = 64;

/// What transforms a row of a square.
pub(super) fn fft() -> std::sync::Arc<dyn Fft<f32>> {
    FftPlanner::<f32>::new().plan_fft_forward(SIDE)
}

/// Squares of so many mm, whole ones inside an area, at most so many of them, spread over it.
pub(super) fn squares(area: PageRect, side_mm: f64, most: usize) -> Vec<PageRect> {
    let n = |length: f64| (length / side_mm + 1e-6).floor() as usize;
    let (n_columns, n_rows) = (n(area.width), n(area.height));
    let n_all = n_columns * n_rows;
    // Steps that share no factor with the number of columns reach all of them.
    let step = n_all.div_ceil(most.max(1)).max(1);
    let step = (step..).find(|step| n_columns % step != 0 || *step == 1 || n_columns <= 1).unwrap_or(step);
    let (gap_x, gap_y) = (area.width / n_columns.max(1) as f64, area.height / n_rows.max(1) as f64);
    let at = |idx: usize| {
        let (column, row) = ((idx % n_columns.max(1)) as f64, (idx / n_columns.max(1)) as f64);
        let (left, top) = (area.left + (column + 0.5) * gap_x, area.top + (row + 0.5) * gap_y);
        PageRect::new(left - side_mm / 2.0, top - side_mm / 2.0, side_mm, side_mm)
    };
    (0..n_all).step_by(step).map(at).collect()
}

/// Power spectrum of a square under a Hann window, its mean taken out; `None` for a square of another size.
pub(super) fn power(plane: &Plane, fft: &dyn Fft<f32>) -> Option<Vec<f32>> {
    if plane.dimensions() != (SIDE as u32, SIDE as u32) {
        return None;
    }
    let mean = plane.iter().sum::<f32>() / (SIDE * SIDE) as f32;
    let hann: Vec<f32> =
        (0..SIDE).map(|i| 0.5 - 0.5 * (std::f32::consts::TAU * (i as f32 + 0.5) / SIDE as f32).cos()).collect();
    let windowed = plane.iter().enumerate().map(|(idx, v)| (v - mean) * hann[idx % SIDE] * hann[idx / SIDE]);
    let mut grid: Vec<Complex<f32>> = windowed.map(|v| Complex::new(v, 0.0)).collect();
    fft.process(&mut grid);
    let mut turned: Vec<Complex<f32>> = (0..SIDE * SIDE).map(|idx| grid[idx % SIDE * SIDE + idx / SIDE]).collect();
    fft.process(&mut turned);
    Some(turned.iter().map(Complex::norm_sqr).collect())
}

/// Mean of the lower three quarters at every frequency: single squares with a stamp or a stain do not count.
pub(super) fn robust_mean<'a>(spectra: impl Iterator<Item = &'a Vec<f32>>) -> Vec<f32> {
    let all: Vec<&Vec<f32>> = spectra.collect();
    let n_kept = (all.len() * 3 / 4).max(1);
    let at = |idx: usize| {
        let mut values: Vec<f32> = all.iter().map(|spectrum| spectrum[idx]).collect();
        values.sort_by(f32::total_cmp);
        values.iter().take(n_kept).sum::<f32>() / n_kept as f32
    };
    (0..SIDE * SIDE).map(at).collect()
}

/// Distance of a cell from frequency zero in cells.
pub(super) fn radius(idx: usize) -> f64 {
    let fold = |k: usize| k.min(SIDE - k) as f64;
    fold(idx % SIDE).hypot(fold(idx / SIDE))
}

/// Each cell over the mean of the lower half of the cells within one and a half of its radius.
pub(super) fn over_ring(power: &[f32]) -> Vec<f32> {
    let mut rings: Vec<Vec<f32>> = vec![Vec::new(); SIDE];
    for (idx, &value) in power.iter().enumerate() {
        rings[(radius(idx) as usize).min(SIDE - 1)].push(value);
    }
    let floors: Vec<f32> = rings
        .iter_mut()
        .map(|ring| {
            ring.sort_by(f32::total_cmp);
            let n = (ring.len() / 2).max(1);
            ring.iter().take(n).sum::<f32>() / n as f32
        })
        .collect();
    power.iter().enumerate().map(|(idx, &v)| v / floors[(radius(idx) as usize).min(SIDE - 1)].max(1e-3)).collect()
}

/// The largest ratio of the page's spectrum to the specimen's from that radius on, in decibel. The specimen's is taken
/// at its largest within one cell, so that a peak a little off its place is no new one.
pub(super) fn new_peak_db(live: &[f32], specimen: &[f32], from: f64) -> Option<f64> {
    let near = |idx: usize| {
        let (x, y) = (idx % SIDE, idx / SIDE);
        let steps = [SIDE - 1, 0, 1];
        let cells = steps.iter().flat_map(|dy| steps.iter().map(move |dx| ((y + dy) % SIDE) * SIDE + (x + dx) % SIDE));
        cells.map(|cell| specimen[cell]).fold(1.0_f32, f32::max)
    };
    let to = SIDE as f64 * 0.47;
    let ratios =
        (0..SIDE * SIDE).filter(|&idx| from <= radius(idx) && radius(idx) <= to).map(|idx| live[idx] / near(idx));
    ratios.reduce(f32::max).map(|ratio| 10.0 * f64::from(ratio.max(1e-6)).log10())
}

/// The value below which that share of the spectra lies at every frequency.
pub(super) fn quantile_of(spectra: &[Vec<f32>], share: f64) -> Vec<f32> {
    let at = |idx: usize| {
        let mut values: Vec<f32> = spectra.iter().filter_map(|spectrum| spectrum.get(idx).copied()).collect();
        crate::page::image_plane::quantile(&mut values, share).unwrap_or(0.0)
    };
    (0..SIDE * SIDE).map(at).collect()
}

/// A cell's frequency in cells across and down, negative ones in the upper half.
pub(super) fn frequency(idx: usize) -> (f64, f64) {
    let signed = |k: usize| if SIDE / 2 <= k { k as f64 - SIDE as f64 } else { k as f64 };
    // What was transformed lies on its side.
    (signed(idx / SIDE), signed(idx % SIDE))
}

/// The cell of a frequency given in cells.
pub(super) fn cell(x: i64, y: i64) -> usize {
    let side = SIDE as i64;
    (x.rem_euclid(side) * side + y.rem_euclid(side)) as usize
}

/// Where between cells a peak of a power spectrum lies, in cells across and down: the tops of two parabolas through its logarithm.
pub(super) fn refined(power: &[f32], peak: usize) -> (f64, f64) {
    let (x, y) = frequency(peak);
    let at = |dx: i64, dy: i64| f64::from(power[cell(x as i64 + dx, y as i64 + dy)].max(1e-6)).ln();
    let top = |before: f64, middle: f64, after: f64| {
        let bend = before - 2.0 * middle + after;
        if -1e-9 < bend { 0.0 } else { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) }
    };
    (x + top(at(-1, 0), at(0, 0), at(1, 0)), y + top(at(0, -1), at(0, 0), at(0, 1)))
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn a_wave_peaks_at_its_frequency() {
        let wave = Plane::from_fn(SIDE as u32, SIDE as u32, |x, y| {
            Luma([50.0 * (std::f32::consts::TAU * (10.0 * x as f32 + 3.0 * y as f32) / SIDE as f32).sin()])
        });
        let power = power(&wave, fft().as_ref()).expect("a square");
        let peak = (0..SIDE * SIDE).max_by(|a, b| power[*a].total_cmp(&power[*b])).map(frequency);
        assert!(peak == Some((10.0, 3.0)) || peak == Some((-10.0, -3.0)), "{peak:?}");
        assert_eq!(frequency(cell(-10, -3)), (-10.0, -3.0));
    }

    #[test]
    fn squares_lie_inside_and_are_spread() {
        let area = PageRect::new(10.0, 20.0, 40.0, 4.4);
        let found = squares(area, 4.0, 5);
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(
            found.iter().all(|square| area.grown(1e-6).intersection(square).is_some_and(|part| 15.9 < part.area()))
        );
        assert!(squares(PageRect::new(0.0, 0.0, 3.0, 40.0), 4.0, 5).is_empty());
    }
}
