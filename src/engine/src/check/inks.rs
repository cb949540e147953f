//! The inks of a small piece of print told apart by their colours, and each laid over the specimen's by itself.
//!
//! Each ink comes from a plate of its own, and from copy to copy plates lie up to a fifth of a millimetre apart: as much as
//! half the period of fine line work. Laid over as one picture such a page looks like other print; ink by ink it does not.
//! The inks' colours need not be known: fine print is mostly bare ground or one ink at a time, so that the directions in
//! which its colour departs from the ground are those in which it is least like noise (independent components by the
//! fixed point of the fourth moment; Hyvärinen & Oja, Neural Computation 9, 1997).

use image::Luma;
use nalgebra::{Matrix3, Vector3};

use super::shift::best_shift;
use super::tile_pair::spread;
use crate::page::Plane;

/// Directions of less than this share of the strongest one's variance are noise.
const LEAST_VARIANCE: f64 = 0.03;
/// Pixels that are enough to find directions by.
const ENOUGH_PIXELS: usize = 3000;
/// Steps of the fixed point; it is near after five.
const STEPS: usize = 12;

/// One ink's fine detail, in grey levels over all channels.
pub(super) struct InkPair {
    /// On the page, laid over the specimen's.
    pub(super) live: Plane,
    /// On the specimen.
    pub(super) specimen: Plane,
    /// Correlation of the two over the kept pixels, -1..=1.
    pub(super) likeness: f64,
    /// Spread of the specimen's over the kept pixels, 0..=255.
    pub(super) texture: f64,
}

/// Tells the inks of the specimen's detail, channel by channel, apart and lays the page's over them, each moved by up to
/// `reach` pixels. Empty where nothing is printed.
pub(super) fn ink_by_ink(live: &[Plane; 3], specimen: &[Plane; 3], keep: &[bool], reach: i64) -> Vec<InkPair> {
    let of_ink = |ink: &Vector3<f64>| {
        let (live, specimen) = (seen_through(live, ink), seen_through(specimen, ink));
        let ((dx, dy), likeness) = best_shift(&live, &specimen, keep, reach)?;
        let texture = spread(&specimen, keep);
        Some(InkPair { live: moved(&live, dx, dy), specimen, likeness, texture })
    };
    inks_of(specimen, keep).iter().filter_map(of_ink).collect()
}

/// For every ink the weights of the channels whose sum is its own detail and nothing of the other inks'.
fn inks_of(detail: &[Plane; 3], keep: &[bool]) -> Vec<Vector3<f64>> {
    let n_kept = keep.iter().filter(|keep| **keep).count();
    let stride = (n_kept / ENOUGH_PIXELS).max(1);
    let kept = keep.iter().enumerate().filter(|(_, keep)| **keep).map(|(idx, _)| idx).step_by(stride);
    let colours: Vec<Vector3<f64>> =
        kept.map(|idx| Vector3::from_fn(|channel, _| f64::from(detail[channel].as_raw()[idx]))).collect();
    let n = colours.len().max(1) as f64;
    let covariance = colours.iter().map(|c| c * c.transpose()).sum::<Matrix3<f64>>() / n;
    let axes = covariance.symmetric_eigen();
    let strongest = axes.eigenvalues.max();
    if strongest < 1e-3 {
        return Vec::new();
    }
    // Along each axis by which the colours differ at all, in units of their spread along it.
    let strong = (0..3).filter(|&axis| LEAST_VARIANCE * strongest <= axes.eigenvalues[axis]);
    let whitening: Vec<(Vector3<f64>, f64)> =
        strong.map(|axis| (axes.eigenvectors.column(axis).into_owned(), axes.eigenvalues[axis].sqrt())).collect();
    let white = |colour: &Vector3<f64>| {
        let mut out = Vector3::zeros();
        for (at, (axis, spread)) in whitening.iter().enumerate() {
            out[at] = axis.dot(colour) / spread;
        }
        out
    };
    let white: Vec<Vector3<f64>> = colours.iter().map(white).collect();
    let weights_of = |direction: Vector3<f64>| {
        let of_axes = |share: &dyn Fn(f64) -> f64| {
            let axes = whitening.iter().enumerate();
            axes.map(|(at, (axis, spread))| axis * (direction[at] * share(*spread))).sum::<Vector3<f64>>()
        };
        // Its colour, by whose length its detail comes in grey levels.
        of_axes(&|spread| 1.0 / spread) * of_axes(&|spread| spread).norm()
    };
    independent_directions(&white, whitening.len()).into_iter().map(weights_of).collect()
}

/// The directions, at right angles, along which points of unit spread are least like a normal distribution.
fn independent_directions(points: &[Vector3<f64>], n_dimensions: usize) -> Vec<Vector3<f64>> {
    let mut found: Vec<Vector3<f64>> = Vec::new();
    for start in 0..n_dimensions {
        let apart = |direction: Vector3<f64>, found: &[Vector3<f64>]| {
            let others: Vector3<f64> = found.iter().map(|other| other * other.dot(&direction)).sum();
            (direction - others).try_normalize(1e-9)
        };
        let axes = (0..n_dimensions).map(|step| {
            let mut axis = Vector3::zeros();
            axis[(start + step) % n_dimensions] = 1.0;
            axis
        });
        let Some(mut direction) = axes.into_iter().find_map(|axis| apart(axis, &found)) else { continue };
        for _ in 0..STEPS {
            let cubed: Vector3<f64> = points.iter().map(|point| point * direction.dot(point).powi(3)).sum();
            let next = cubed / points.len().max(1) as f64 - 3.0 * direction;
            match apart(next, &found) {
                Some(next) => direction = next,
                None => break,
            }
        }
        found.push(direction);
    }
    found
}

/// The weighted sum of three channels.
fn seen_through(detail: &[Plane; 3], weights: &Vector3<f64>) -> Plane {
    let [red, green, blue] = weights.data.0[0].map(|weight| weight as f32);
    let mut out = detail[0].clone();
    for (idx, value) in out.iter_mut().enumerate() {
        *value = red * *value + green * detail[1].as_raw()[idx] + blue * detail[2].as_raw()[idx];
    }
    out
}

/// The plane read so many pixels further right and below, bilinear, borders repeated.
fn moved(plane: &Plane, dx: f64, dy: f64) -> Plane {
    let (width, height) = plane.dimensions();
    let place = |at: u32, by: f64, n: u32| {
        let at = (f64::from(at) + by).clamp(0.0, f64::from(n - 1));
        let low = at.floor() as u32;
        (low, (low + 1).min(n - 1), (at - f64::from(low)) as f32)
    };
    Plane::from_fn(width, height, |x, y| {
        let ((left, right, tx), (top, bottom, ty)) = (place(x, dx, width), place(y, dy, height));
        let at = |x: u32, y: u32| plane.get_pixel(x, y).0[0];
        let upper = at(left, top) * (1.0 - tx) + at(right, top) * tx;
        let lower = at(left, bottom) * (1.0 - tx) + at(right, bottom) * tx;
        Luma([upper * (1.0 - ty) + lower * ty])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: u32 = 80;

    /// Two inks' wavy lines, the second moved by so many pixels; `None` leaves it out.
    fn print(second_moved: Option<f64>) -> [Plane; 3] {
        let line = |phase: f64| if 0.6 < phase.sin() { 1.0 } else { 0.0 };
        let value = |x: u32, y: u32, channel: usize| {
            let (x, y) = (f64::from(x), f64::from(y));
            let first = line(x * 0.9 + (y * 0.1).sin());
            let second = second_moved.map_or(0.0, |by| line((y - by) * 1.1 + 0.4 * x));
            -(first * [40.0, 12.0, 3.0][channel] + second * [8.0, 30.0, 20.0][channel]) as f32
        };
        [0, 1, 2].map(|channel| Plane::from_fn(SIDE, SIDE, |x, y| Luma([value(x, y, channel) + 9.0])))
    }

    #[test]
    fn inks_out_of_register_are_each_found_again() {
        let keep: Vec<bool> = (0..SIDE * SIDE).map(|idx| 4 < idx % SIDE && idx % SIDE < SIDE - 4).collect();
        let pairs = ink_by_ink(&print(Some(2.0)), &print(Some(0.0)), &keep, 3);
        assert_eq!(pairs.len(), 2);
        assert!(pairs.iter().all(|pair| 0.9 < pair.likeness), "{:?}", [pairs[0].likeness, pairs[1].likeness]);
    }

    #[test]
    fn an_ink_that_is_not_there_is_not_found() {
        let keep = vec![true; (SIDE * SIDE) as usize];
        let pairs = ink_by_ink(&print(None), &print(Some(0.0)), &keep, 3);
        let least = pairs.iter().map(|pair| pair.likeness).fold(1.0, f64::min);
        assert!(least < 0.4, "{least}");
    }

    #[test]
    fn bare_ground_has_no_ink() {
        let bare = [0; 3].map(|_| Plane::new(SIDE, SIDE));
        assert!(ink_by_ink(&bare, &bare, &vec![true; (SIDE * SIDE) as usize], 2).is_empty());
    }
}
