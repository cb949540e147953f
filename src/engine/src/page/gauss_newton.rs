//! Lays one plane over another: the smooth map of least difference, found by Gauss–Newton steps.
//!
//! Inverse compositional form (Baker & Matthews, Lucas–Kanade 20 years on, IJCV 2004): gradients are taken from the
//! template once. Brightness is fitted in every step as gain and offset, which makes the measure the correlation of
//! Evangelidis & Psarakis (ECC, PAMI 2008). Differences that do not follow (stains, stamps, personal print) are given
//! little weight (Huber). Left out against the papers: their pyramid, which the caller builds.

use crate::geometry::{Homography, PageRect, solve};
use crate::page::image_plane::Plane;

/// How freely the map may move, by the number of its parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Freedom {
    /// Shift, turn and scale.
    Similarity = 4,
    /// Any projective map.
    Homography = 8,
}

/// A plane that covers `area`, to lay others over.
pub(crate) struct Template {
    samples: Vec<Sample>,
    freedom: usize,
    /// Centre and half width of the area in mm, to keep the parameters of one size.
    centre: (f64, f64),
    half_mm: f64,
}

struct Sample {
    /// Place in units of the half width from the centre.
    x: f32,
    y: f32,
    value: f32,
    /// Change of the value with each parameter.
    slopes: [f32; 8],
}

/// How a plane's values go with the template's.
#[derive(Clone, Copy)]
struct Brightness {
    correlation: f64,
    gain: f64,
    offset: f64,
}

/// What differs too much to tell the brightness by.
#[derive(Clone, Copy)]
struct Trim {
    gain: f64,
    offset: f64,
    limit: f32,
}

/// How a plane lies over a template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fit {
    /// From the template's millimetres to the plane's.
    pub(crate) plane_from_template: Homography,
    /// Correlation of both where the template has structure, -1..=1.
    pub(crate) correlation: f64,
    /// The same where the fit began.
    pub(crate) first_correlation: f64,
}

impl Template {
    /// The template of a plane that covers `area`, where `keep` (by pixel) is true. Of every tile of `tile_mm` the
    /// `per_tile` pixels of strongest gradient are kept, so that no heavy print outweighs the rest of the page.
    pub(crate) fn new(
        plane: &Plane,
        area: PageRect,
        freedom: Freedom,
        (tile_mm, per_tile): (f64, usize),
        keep: impl Fn(u32, u32) -> bool,
    ) -> Self {
        let (width, height) = plane.dimensions();
        let centre = (area.centre().x_mm, area.centre().y_mm);
        let half_mm = 0.5 * area.width.max(area.height);
        let mm_a_px = (area.width / f64::from(width.max(1)), area.height / f64::from(height.max(1)));
        let tile_px = ((tile_mm / mm_a_px.0).round() as usize).max(4);
        let stride = width as usize;
        let raw = plane.as_raw().as_slice();
        let mut samples = Vec::new();
        let mut tile: Vec<(f32, u32, u32)> = Vec::new();
        for top in (1..(height as usize).saturating_sub(1)).step_by(tile_px) {
            for left in (1..stride.saturating_sub(1)).step_by(tile_px) {
                tile.clear();
                for y in top..(top + tile_px).min(height as usize - 1) {
                    for x in left..(left + tile_px).min(stride - 1) {
                        if keep(x as u32, y as u32) {
                            let (gx, gy) = gradient(raw, stride, x, y);
                            tile.push((gx * gx + gy * gy, x as u32, y as u32));
                        }
                    }
                }
                if per_tile < tile.len() {
                    let order = |a: &(f32, u32, u32), b: &(f32, u32, u32)| {
                        b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)).then(a.1.cmp(&b.1))
                    };
                    tile.select_nth_unstable_by(per_tile, order);
                    tile.truncate(per_tile);
                }
                tile.sort_unstable_by_key(|&(_, x, y)| (y, x));
                for &(_, x, y) in &tile {
                    let x_mm = area.left + (f64::from(x) + 0.5) * mm_a_px.0;
                    let y_mm = area.top + (f64::from(y) + 0.5) * mm_a_px.1;
                    let (u, v) = (((x_mm - centre.0) / half_mm) as f32, ((y_mm - centre.1) / half_mm) as f32);
                    let (gx, gy) = gradient(raw, stride, x as usize, y as usize);
                    let (gx, gy) = (gx * (half_mm / mm_a_px.0) as f32, gy * (half_mm / mm_a_px.1) as f32);
                    samples.push(Sample {
                        x: u,
                        y: v,
                        value: raw[y as usize * stride + x as usize],
                        slopes: FIELDS.map(|field| {
                            let (fx, fy) = field(u, v);
                            gx * fx + gy * fy
                        }),
                    });
                }
            }
        }
        Self { samples, freedom: freedom as usize, centre, half_mm }
    }

    /// Moves `plane`, which covers `area`, from `start` until it lies over the template as well as it can.
    /// `None` where too little of the template falls on it.
    pub(crate) fn lay_over(&self, plane: &Plane, area: PageRect, start: &Homography, n_steps: usize) -> Option<Fit> {
        let units_from_template = self.units_from_mm();
        let template_from_units = units_from_template.inverse()?;
        let pixels_from_plane = pixels_from_mm(plane, area);
        let mut pixels_from_units = pixels_from_plane.after(start).after(&template_from_units);
        let mut best: Option<(f64, Homography)> = None;
        let mut trim = None;
        let mut first_correlation = None;
        for step in 0..=n_steps {
            let taken = self.take(plane, &pixels_from_units);
            let whole = self.brightness(&taken, None)?;
            first_correlation.get_or_insert(whole.correlation);
            if best.is_none_or(|(highest, ..)| highest < whole.correlation) {
                best = Some((whole.correlation, pixels_from_units));
            }
            if step == n_steps {
                break;
            }
            let brightness = trim.and_then(|trim| self.brightness(&taken, Some(trim))).unwrap_or(whole);
            let limit = trim.map_or(f32::INFINITY, |trim: Trim| trim.limit);
            let (change, away) = self.step(&taken, &brightness, limit)?;
            trim = Some(Trim { gain: brightness.gain, offset: brightness.offset, limit: (2.0 * away).max(1e-6) });
            let moved = change.iter().map(|c| c.abs()).fold(0.0, f64::max) * self.half_mm;
            if moved < 0.001 {
                break;
            }
            pixels_from_units = pixels_from_units.after(&map_of(&change).inverse()?);
        }
        let (correlation, pixels_from_units) = best?;
        let plane_from_pixels = pixels_from_plane.inverse()?;
        let plane_from_template = plane_from_pixels.after(&pixels_from_units).after(&units_from_template);
        Some(Fit { plane_from_template, correlation, first_correlation: first_correlation? })
    }

    fn units_from_mm(&self) -> Homography {
        let scale = 1.0 / self.half_mm;
        Homography::scale_shift(scale, scale, -self.centre.0 * scale, -self.centre.1 * scale)
    }

    /// The plane's value under every sample; not a number where it falls outside.
    fn take(&self, plane: &Plane, pixels_from_units: &Homography) -> Vec<f32> {
        let (width, height) = plane.dimensions();
        let stride = width as usize;
        let raw = plane.as_raw().as_slice();
        let (last_x, last_y) = (f64::from(width) - 1.001, f64::from(height) - 1.001);
        let take = |sample: &Sample| {
            let (x, y) = pixels_from_units.apply(f64::from(sample.x), f64::from(sample.y));
            let (x, y) = (x - 0.5, y - 0.5);
            if !(0.0 <= x && x < last_x && 0.0 <= y && y < last_y) {
                return f32::NAN;
            }
            let (x0, y0) = (x as usize, y as usize);
            let (tx, ty) = ((x - x0 as f64) as f32, (y - y0 as f64) as f32);
            let first = y0 * stride + x0;
            let (upper, lower) = (&raw[first..first + 2], &raw[first + stride..first + stride + 2]);
            let (upper, lower) = (upper[0] + (upper[1] - upper[0]) * tx, lower[0] + (lower[1] - lower[0]) * tx);
            upper + (lower - upper) * ty
        };
        use rayon::prelude::*;
        self.samples.par_iter().with_min_len(4096).map(take).collect()
    }

    /// Correlation, and what brings the plane's values to the template's; without what `trim` leaves out.
    fn brightness(&self, taken: &[f32], trim: Option<Trim>) -> Option<Brightness> {
        let (mut n, mut sa, mut sb, mut saa, mut sbb, mut sab) = (0.0_f64, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (sample, &value) in self.samples.iter().zip(taken) {
            let is_far = |trim: &Trim| {
                let difference = value * trim.gain as f32 + trim.offset as f32 - sample.value;
                2.0 * trim.limit < difference.abs()
            };
            if value.is_nan() || trim.as_ref().is_some_and(is_far) {
                continue;
            }
            let (a, b) = (f64::from(sample.value), f64::from(value));
            n += 1.0;
            sa += a;
            sb += b;
            saa += a * a;
            sbb += b * b;
            sab += a * b;
        }
        if n < 64.0 {
            return None;
        }
        let (aa, bb, ab) = (saa - sa * sa / n, sbb - sb * sb / n, sab - sa * sb / n);
        if aa <= 1e-9 * n || bb <= 1e-9 * n {
            return None;
        }
        // The gain that brings the plane's spread to the template's; a regression would shrink it by the noise.
        let gain = (aa / bb).sqrt();
        Some(Brightness { correlation: ab / (aa * bb).sqrt(), gain, offset: (sa - gain * sb) / n })
    }

    /// One Gauss–Newton step: the change of the parameters, and the usual difference.
    fn step(&self, taken: &[f32], brightness: &Brightness, limit: f32) -> Option<([f64; 8], f32)> {
        const CHUNK: usize = 8192;
        use rayon::prelude::*;
        let n = self.freedom;
        let (gain, offset) = (brightness.gain as f32, brightness.offset as f32);
        let limit = if limit.is_finite() { limit } else { f32::MAX };
        // Sums by chunk, added in the chunks' order: the same whatever the number of threads.
        let parts: Vec<([[f64; 9]; 8], f64, f64)> = self
            .samples
            .par_chunks(CHUNK)
            .zip(taken.par_chunks(CHUNK))
            .map(|(samples, taken)| {
                let mut sums = [[0.0_f32; 9]; 8];
                let (mut away, mut count) = (0.0_f64, 0.0_f64);
                for (sample, &value) in samples.iter().zip(taken) {
                    if value.is_nan() {
                        continue;
                    }
                    let difference = value * gain + offset - sample.value;
                    away += f64::from(difference.abs());
                    count += 1.0;
                    let weight = if difference.abs() <= limit { 1.0 } else { limit / difference.abs() };
                    for (row, slope) in sums.iter_mut().zip(&sample.slopes).take(n) {
                        let weighted = weight * slope;
                        row.iter_mut().zip(&sample.slopes).for_each(|(cell, slope)| *cell += weighted * slope);
                        row[8] += weighted * difference;
                    }
                }
                (sums.map(|row| row.map(f64::from)), away, count)
            })
            .collect();
        let mut normal = [[0.0_f64; 9]; 8];
        let (mut away, mut count) = (0.0, 0.0);
        for (sums, part_away, part_count) in parts {
            for (row, part) in normal.iter_mut().zip(sums) {
                row.iter_mut().zip(part).for_each(|(cell, part)| *cell += part);
            }
            away += part_away;
            count += part_count;
        }
        for (i, row) in normal.iter_mut().enumerate().skip(n) {
            row[i] = 1.0;
        }
        if count < 64.0 {
            return None;
        }
        let trace: f64 = (0..n).map(|i| normal[i][i]).sum();
        for (i, row) in normal.iter_mut().enumerate().take(n) {
            row[i] += 1e-7 * trace;
            row[n..8].fill(0.0);
        }
        Some((solve(&mut normal)?, (away / count) as f32))
    }
}

fn gradient(raw: &[f32], stride: usize, x: usize, y: usize) -> (f32, f32) {
    let at = y * stride + x;
    (0.5 * (raw[at + 1] - raw[at - 1]), 0.5 * (raw[at + stride] - raw[at - stride]))
}

/// From millimetres to the pixels of a plane that covers `area`.
pub(crate) fn pixels_from_mm(plane: &Plane, area: PageRect) -> Homography {
    let scale_x = f64::from(plane.width()) / area.width;
    let scale_y = f64::from(plane.height()) / area.height;
    Homography::scale_shift(scale_x, scale_y, -area.left * scale_x, -area.top * scale_y)
}

/// How a point moves.
type Field = fn(f32, f32) -> (f32, f32);

/// How a point moves with each parameter: shift, turn, scale, two shears, two perspectives.
const FIELDS: [Field; 8] = [
    |_, _| (1.0, 0.0),
    |_, _| (0.0, 1.0),
    |x, y| (-y, x),
    |x, y| (x, y),
    |x, y| (x, -y),
    |x, y| (y, x),
    |x, y| (x * x, x * y),
    |x, y| (x * y, y * y),
];

/// The map that those parameters stand for, to first order.
fn map_of(p: &[f64; 8]) -> Homography {
    Homography([[1.0 + p[3] + p[4], -p[2] + p[5], p[0]], [p[2] + p[5], 1.0 + p[3] - p[4], p[1]], [-p[6], -p[7], 1.0]])
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    const AREA: PageRect = PageRect::new(0.0, 0.0, 60.0, 40.0);

    /// A bumpy field, seen through `template_from_plane`.
    fn field(template_from_plane: &Homography, gain: f64) -> Plane {
        Plane::from_fn(480, 320, |x, y| {
            let (u, v) = template_from_plane.apply((f64::from(x) + 0.5) / 8.0, (f64::from(y) + 0.5) / 8.0);
            let value = (u * 1.9).sin() + (v * 2.3).cos() + ((u + v) * 1.1).sin() * ((u - 2.0 * v) * 0.7).cos();
            Luma([(gain * value) as f32])
        })
    }

    #[test]
    fn finds_a_small_projective_map_in_another_brightness() {
        let truth = Homography([[1.004, -0.006, 0.25], [0.005, 0.998, -0.2], [0.00005, -0.00008, 1.0]]);
        let template =
            Template::new(&field(&Homography::IDENTITY, 1.0), AREA, Freedom::Homography, (5.0, 200), |_, _| true);
        let plane = field(&truth.inverse().expect("regular"), 0.6);
        let fit = template.lay_over(&plane, AREA, &Homography::IDENTITY, 20).expect("they overlap");
        assert!(0.99 < fit.correlation, "{}", fit.correlation);
        for (x, y) in [(2.0, 2.0), (58.0, 3.0), (30.0, 20.0), (4.0, 38.0), (57.0, 37.0)] {
            let ((a, b), (c, d)) = (fit.plane_from_template.apply(x, y), truth.apply(x, y));
            assert!((a - c).hypot(b - d) < 0.01, "at {x} {y}: {a} {b} against {c} {d}");
        }
    }

    #[test]
    fn a_flat_plane_fits_nothing() {
        let template =
            Template::new(&field(&Homography::IDENTITY, 1.0), AREA, Freedom::Similarity, (5.0, 50), |_, _| true);
        let flat = Plane::from_pixel(480, 320, Luma([3.0]));
        assert!(template.lay_over(&flat, AREA, &Homography::IDENTITY, 5).is_none());
    }
}
