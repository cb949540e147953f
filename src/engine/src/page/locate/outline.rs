//! A page without a readable zone: its outline against an even ground, or the frame of a picture with a page's
//! proportions.

use image::{GrayImage, Luma, Rgb, RgbImage};
use imageproc::region_labelling::{Connectivity, connected_components};

use super::sides::{self, Search};
use super::{PageError, PageSize, Place, fit_quad};
use crate::page::LocatedBy;
use crate::page::image_plane::quantile;
use crate::scan::Scan;

/// Longer side of the reduced picture the ground is told from the page on, in pixels.
const REDUCED_PX: u32 = 480;

/// The page by its outline, else by the picture's own frame.
pub(super) fn locate(scan: &Scan) -> Result<Place, PageError> {
    let (reduced, step) = reduced(&scan.pixels);
    if is_blank(&reduced) {
        return Err(PageError::NotFound);
    }
    let px_per_mm = scan.claimed_ppi.map(|ppi| ppi / 25.4).filter(|px| (2.0..100.0).contains(px));
    let outline = figure_on_ground(&reduced).map(|quad| quad.map(|(x, y)| (x * step, y * step)));
    if let Some(place) = outline.and_then(|quad| place_of(scan, quad, px_per_mm, LocatedBy::Outline)) {
        return Ok(place);
    }
    let (w, h) = (f64::from(scan.pixels.width()), f64::from(scan.pixels.height()));
    let frame = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)];
    place_of(scan, frame, px_per_mm, LocatedBy::Frame).ok_or(PageError::NotFound)
}

/// A page of a known size between four corners, long side along; `None` where no size fits their proportions.
fn place_of(scan: &Scan, quad: [(f64, f64); 4], px_per_mm: Option<f64>, located_by: LocatedBy) -> Option<Place> {
    let length = |a: usize, b: usize| (quad[a].0 - quad[b].0).hypot(quad[a].1 - quad[b].1);
    let (along, across) = (0.5 * (length(0, 1) + length(3, 2)), 0.5 * (length(0, 3) + length(1, 2)));
    // A page that stands on its short side is turned by a quarter; which way, nothing here tells.
    let is_upright = across <= along;
    let quad = if is_upright { quad } else { [quad[3], quad[0], quad[1], quad[2]] };
    let (along, across) = if is_upright { (along, across) } else { (across, along) };
    let misfit = |size: &PageSize| match px_per_mm {
        Some(px_per_mm) => {
            let off = |px: f64, mm: f64| (px / px_per_mm / mm - 1.0).abs();
            off(along, size.width_mm).max(off(across, size.height_mm))
        }
        None => (along / across / size.aspect() - 1.0).abs(),
    };
    let nearest = |misfit: &dyn Fn(&PageSize) -> f64| {
        // Sizes of nearly the same proportions: the commoner one, unless another fits clearly better.
        PageSize::ALL.into_iter().map(|size| (misfit(&size), size)).reduce(|a, b| if b.0 + 0.015 < a.0 { b } else { a })
    };
    let (by_ppi, size) = nearest(&misfit)?;
    // A resolution that no page agrees with is taken for a wrong one; proportions alone then have to do.
    let (misfit, size, is_measured) = if px_per_mm.is_some() && 0.04 < by_ppi {
        let (by_aspect, size) = nearest(&|size| (along / across / size.aspect() - 1.0).abs())?;
        (by_aspect, size, false)
    } else {
        (by_ppi, size, px_per_mm.is_some())
    };
    if 0.08 < misfit {
        return None;
    }
    let scan_from_page = fit_quad(size, quad)?;
    let mut place = Place {
        size,
        scan_from_page,
        located_by,
        is_sure: is_upright && misfit < 0.03 && (is_measured || px_per_mm.is_none()),
    };
    if located_by == LocatedBy::Outline {
        let found = sides::locate(&scan.pixels, size, &scan_from_page, &Search::AGAIN);
        place.scan_from_page = found.scan_from_page;
        place.is_sure &= found.is_seen.iter().all(|&seen| seen);
        place = place.measured(scan);
    }
    Some(place)
}

/// The picture reduced by whole steps, by picking pixels, and the step.
fn reduced(pixels: &RgbImage) -> (RgbImage, f64) {
    let step = (pixels.width().max(pixels.height()) / REDUCED_PX).max(1);
    let picked = RgbImage::from_fn(pixels.width() / step, pixels.height() / step, |x, y| {
        *pixels.get_pixel(x * step + step / 2, y * step + step / 2)
    });
    (picked, f64::from(step))
}

/// Whether there is nothing in the picture.
fn is_blank(pixels: &RgbImage) -> bool {
    let mut levels: Vec<f32> = pixels.pixels().map(|p| f32::from(p.0[1])).collect();
    let low = quantile(&mut levels, 0.02);
    let high = quantile(&mut levels, 0.98);
    low.zip(high).is_none_or(|(low, high)| high - low < 8.0)
}

/// Corners of the largest thing that stands out from an even ground, clockwise from its top left; `None` where the
/// picture's border is not even or nothing stands out.
fn figure_on_ground(pixels: &RgbImage) -> Option<[(f64, f64); 4]> {
    let (width, height) = pixels.dimensions();
    let rim = (width.min(height) / 60).max(2);
    let is_rim = |x: u32, y: u32| x < rim || y < rim || width <= x + rim || height <= y + rim;
    let of_rim = |channel: usize| -> Vec<f32> {
        pixels.enumerate_pixels().filter(|(x, y, _)| is_rim(*x, *y)).map(|(_, _, p)| f32::from(p.0[channel])).collect()
    };
    let mut ground = [0.0_f32; 3];
    let mut unevenness = 0.0_f32;
    for (channel, level) in ground.iter_mut().enumerate() {
        let mut values = of_rim(channel);
        *level = quantile(&mut values, 0.5)?;
        let mut away: Vec<f32> = values.iter().map(|v| (v - *level).abs()).collect();
        unevenness = unevenness.max(quantile(&mut away, 0.7)?);
    }
    if 25.0 < unevenness {
        return None;
    }
    let limit = (3.0 * unevenness).clamp(14.0, 50.0);
    let mask = GrayImage::from_fn(width, height, |x, y| {
        let Rgb(p) = *pixels.get_pixel(x, y);
        let stands_out = p.iter().zip(&ground).any(|(&v, g)| limit < (f32::from(v) - g).abs());
        Luma([if stands_out { 255 } else { 0 }])
    });
    let outline = largest_component(&closed(&mask))?;
    let quad = quad_round(&outline)?;
    // What fills the whole picture is no figure on a ground.
    let covers = |idx: usize, x: f64, y: f64| (quad[idx].0 - x).hypot(quad[idx].1 - y) < 2.5;
    let (w, h) = (f64::from(width), f64::from(height));
    let is_frame = covers(0, 0.0, 0.0) && covers(1, w, 0.0) && covers(2, w, h) && covers(3, 0.0, h);
    (!is_frame).then_some(quad)
}

/// The mask with gaps of a few pixels filled, as print in the ground's colour leaves them.
fn closed(mask: &GrayImage) -> GrayImage {
    use imageproc::distance_transform::Norm;
    imageproc::morphology::erode(&imageproc::morphology::dilate(mask, Norm::LInf, 2), Norm::LInf, 2)
}

/// Points on the outline (first and last of every row) of the largest component; `None` where it is small.
fn largest_component(mask: &GrayImage) -> Option<Vec<(f64, f64)>> {
    let labels = connected_components(mask, Connectivity::Four, Luma([0]));
    let n_labels = labels.iter().max().copied().unwrap_or(0) as usize;
    let mut areas = vec![0_u32; n_labels + 1];
    labels.iter().for_each(|&label| areas[label as usize] += 1);
    let (label, &area) = areas.iter().enumerate().skip(1).max_by_key(|&(_, &area)| area)?;
    if area < mask.width() * mask.height() / 12 {
        return None;
    }
    let mut points = Vec::new();
    for (y, row) in labels.rows().enumerate() {
        let mut columns = row.enumerate().filter(|(_, l)| l.0[0] as usize == label).map(|(x, _)| x);
        if let Some(first) = columns.next() {
            let last = columns.next_back().unwrap_or(first);
            let (top, bottom) = (y as f64, y as f64 + 1.0);
            for y in [top, bottom] {
                points.push((first as f64, y));
                points.push((last as f64 + 1.0, y));
            }
        }
    }
    Some(points)
}

/// The four-sided figure round the points: from their smallest rectangle, each side moved to the hull points next to it.
fn quad_round(points: &[(f64, f64)]) -> Option<[(f64, f64); 4]> {
    let hull = convex_hull(points);
    if hull.len() < 4 {
        return None;
    }
    let mut quad = smallest_rectangle(&hull)?;
    let samples = along_hull(&hull);
    for _ in 0..3 {
        let mut lines = [((0.0, 0.0), (0.0, 0.0)); 4];
        for (side, line) in lines.iter_mut().enumerate() {
            let near: Vec<(f64, f64)> = samples.iter().copied().filter(|&p| belongs_to(p, side, &quad)).collect();
            *line = line_through(&near)?;
        }
        for idx in 0..4 {
            quad[idx] = meet(lines[(idx + 3) % 4], lines[idx])?;
        }
    }
    // Clockwise from the corner nearest the picture's own top left.
    let first = (0..4).min_by(|&a, &b| (quad[a].0 + quad[a].1).total_cmp(&(quad[b].0 + quad[b].1)))?;
    Some(std::array::from_fn(|idx| quad[(first + idx) % 4]))
}

/// Hull of the points, clockwise in a picture (y down). Andrew's monotone chain.
fn convex_hull(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let chain = |points: &mut dyn Iterator<Item = (f64, f64)>| {
        let mut chain: Vec<(f64, f64)> = Vec::new();
        for p in points {
            while let [.., a, b] = chain[..] {
                if 0.0 < (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0) {
                    break;
                }
                chain.pop();
            }
            chain.push(p);
        }
        chain.pop();
        chain
    };
    let mut hull = chain(&mut sorted.iter().copied());
    hull.extend(chain(&mut sorted.iter().rev().copied()));
    hull
}

/// The rectangle of least area round a convex figure; one of its sides lies on one of the figure's.
fn smallest_rectangle(hull: &[(f64, f64)]) -> Option<[(f64, f64); 4]> {
    let mut best: Option<(f64, [(f64, f64); 4])> = None;
    for idx in 0..hull.len() {
        let (a, b) = (hull[idx], hull[(idx + 1) % hull.len()]);
        let length = (b.0 - a.0).hypot(b.1 - a.1);
        if length < 1e-9 {
            continue;
        }
        let (ux, uy) = ((b.0 - a.0) / length, (b.1 - a.1) / length);
        let along = hull.iter().map(|p| p.0 * ux + p.1 * uy);
        let across = hull.iter().map(|p| p.1 * ux - p.0 * uy);
        let bounds = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
        };
        let ((s0, s1), (t0, t1)) = (bounds(&mut along.into_iter()), bounds(&mut across.into_iter()));
        let area = (s1 - s0) * (t1 - t0);
        if best.is_none_or(|(least, _)| area < least) {
            let corner = |s: f64, t: f64| (s * ux - t * uy, s * uy + t * ux);
            best = Some((area, [corner(s0, t0), corner(s1, t0), corner(s1, t1), corner(s0, t1)]));
        }
    }
    best.map(|(_, quad)| quad)
}

/// Points at every pixel along the hull.
fn along_hull(hull: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut samples = Vec::new();
    for idx in 0..hull.len() {
        let (a, b) = (hull[idx], hull[(idx + 1) % hull.len()]);
        let n = (b.0 - a.0).hypot(b.1 - a.1).ceil().max(1.0) as usize;
        samples.extend((0..n).map(|i| {
            let share = i as f64 / n as f64;
            (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
        }));
    }
    samples
}

/// Whether a point lies nearer to side `side` than to the others, its ends left out.
fn belongs_to(point: (f64, f64), side: usize, quad: &[(f64, f64); 4]) -> bool {
    let distance = |idx: usize| {
        let (a, b) = (quad[idx], quad[(idx + 1) % 4]);
        let length = (b.0 - a.0).hypot(b.1 - a.1).max(1e-9);
        ((b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0)).abs() / length
    };
    let (a, b) = (quad[side], quad[(side + 1) % 4]);
    let length_squared = ((b.0 - a.0).powi(2) + (b.1 - a.1).powi(2)).max(1e-9);
    let share = ((point.0 - a.0) * (b.0 - a.0) + (point.1 - a.1) * (b.1 - a.1)) / length_squared;
    let own = distance(side);
    (0.06..=0.94).contains(&share) && (0..4).all(|idx| own <= distance(idx))
}

/// A line as a point and a direction.
type Line = ((f64, f64), (f64, f64));

/// Total-least-squares line, once more without the points that lie far off it.
fn line_through(points: &[(f64, f64)]) -> Option<Line> {
    let fit = |points: &[(f64, f64)]| -> Option<Line> {
        let n = points.len() as f64;
        if points.len() < 4 {
            return None;
        }
        let (mx, my) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
        let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|p| of(p.0 - mx, p.1 - my)).sum::<f64>();
        let (xx, xy, yy) = (sum(&|x, _| x * x), sum(&|x, y| x * y), sum(&|_, y| y * y));
        let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
        Some(((mx, my), (angle.cos(), angle.sin())))
    };
    let first = fit(points)?;
    let off = |p: &(f64, f64)| ((p.0 - first.0.0) * first.1.1 - (p.1 - first.0.1) * first.1.0).abs();
    let near: Vec<(f64, f64)> = points.iter().copied().filter(|p| off(p) < 1.5).collect();
    if near.len() < points.len() / 3 { Some(first) } else { fit(&near) }
}

fn meet(((ax, ay), (ux, uy)): Line, ((bx, by), (vx, vy)): Line) -> Option<(f64, f64)> {
    let cross = ux * vy - uy * vx;
    if cross.abs() < 0.1 {
        return None;
    }
    let share = ((bx - ax) * vy - (by - ay) * vx) / cross;
    Some((ax + share * ux, ay + share * uy))
}
