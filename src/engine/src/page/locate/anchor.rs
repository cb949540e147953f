//! The machine readable zone as a ruler: its characters stand 2.54 mm apart, at a fixed place of the page.

use super::sides::{self, Search};
use super::{PageSize, Place, fit_quad};
use crate::geometry::{Homography, Pair};
use crate::page::LocatedBy;
use crate::reading::mrz::{MrzFormat, MrzReading};
use crate::scan::{Light, LiveDataSet, Scan};

/// Distance of two characters along a line in mm. Doc 9303-3 §4.4: ten to the inch.
const PITCH_MM: f64 = 2.54;
/// Distance of two lines in mm, as the layouts draw it; printed documents have 6.0 to 6.5.
const LINE_PITCH_MM: f64 = 6.35;

/// Where a layout's first character and last line stand on the page.
struct Layout {
    /// Left edge of the page to the left edge of the first character's cell, ± 1 mm: its print begins 6.0 mm (cards and
    /// visas 4.0 mm) from the edge and 0.3 mm inside the cell. Doc 9303-4 to -7.
    left_mm: f64,
    /// Bottom edge of the page to the middle of the last line, ± 1.5 mm over published specimens.
    last_line_mm: f64,
}

impl Layout {
    fn of(format: MrzFormat) -> Self {
        match format {
            MrzFormat::Td3 => Self { left_mm: 5.7, last_line_mm: 8.6 },
            MrzFormat::Td1 => Self { left_mm: 3.7, last_line_mm: 6.3 },
            MrzFormat::Td2 | MrzFormat::MrvA | MrzFormat::MrvB => Self { left_mm: 3.7, last_line_mm: 8.6 },
        }
    }
}

/// The page as its MRZ alone puts it.
pub(super) struct Anchor {
    /// The page's size by the layout.
    pub(super) size: PageSize,
    /// Where the page would lie.
    scan_from_page: Homography,
    /// Whether the picture was taken straight on, so that a millimetre is as long everywhere.
    is_rigid: bool,
}

impl Anchor {
    /// The page round this zone; `None` for a zone too short to measure by.
    pub(super) fn of(mrz: &MrzReading, live: &LiveDataSet) -> Option<Self> {
        let format = mrz.format.or_else(|| nearest_format(mrz))?;
        let size = PageSize::of(format);
        let layout = Layout::of(format);
        let to_visible = visible_from(mrz.light, live)?;
        let n_lines = mrz.lines.len() as f64;
        let mut pairs: Vec<Pair> = Vec::new();
        for (line_idx, line) in mrz.lines.iter().enumerate() {
            for (column, character) in line.iter().enumerate() {
                let x_mm = layout.left_mm + PITCH_MM * (column as f64 + 0.5);
                let y_mm = size.height_mm - layout.last_line_mm - LINE_PITCH_MM * (n_lines - 1.0 - line_idx as f64);
                let corners = character.cell_in_scan;
                let x_px = corners.iter().map(|c| c.x_px).sum::<f64>() / 4.0;
                let y_px = corners.iter().map(|c| c.y_px).sum::<f64>() / 4.0;
                pairs.push(((x_mm, y_mm), to_visible.apply(x_px, y_px)));
            }
        }
        if pairs.len() < 20 || pairs.iter().any(|(_, (x, y))| !x.is_finite() || !y.is_finite()) {
            return None;
        }
        let affine = fit_affine(&pairs)?;
        let rigid = similarity_along_lines(&affine, &pairs);
        let px_per_mm = affine.0[0][0].hypot(affine.0[1][0]);
        if !(0.5..200.0).contains(&px_per_mm) {
            return None;
        }
        let free = Homography::fit(&pairs)
            .filter(|map| fit_quad(size, size.corners().map(|(x, y)| map.apply(x, y))).is_some());
        // Cells of a straight scan follow an even grid to a few hundredths of a millimetre; where they follow one in
        // perspective better, it is a photo.
        let bent = free.map_or(0.0, |free| {
            (spread_of(&affine, &pairs).powi(2) - spread_of(&free, &pairs).powi(2)).max(0.0).sqrt() / px_per_mm
        });
        let is_rigid = is_square(&affine) && bent < 0.04;
        let scan_from_page = match free {
            Some(free) if !is_rigid => free,
            _ => rigid,
        };
        Some(Self { size, scan_from_page, is_rigid })
    }

    /// The page, its sides looked for near where the zone puts them.
    pub(super) fn locate(&self, scan: &Scan) -> Option<Place> {
        let search = if self.is_rigid { Search::NEAR_MRZ } else { Search::PHOTO };
        let mut found = sides::locate(&scan.pixels, self.size, &self.scan_from_page, &search);
        if !self.is_rigid || 1.0 < found.slant_mm {
            found = sides::locate(&scan.pixels, self.size, &found.scan_from_page, &Search::AGAIN);
        }
        let is_sure = found.is_seen[0] | found.is_seen[2] && found.is_seen[1] | found.is_seen[3];
        let n_seen = found.is_seen.iter().filter(|&&seen| seen).count();
        let place = Place {
            size: self.size,
            scan_from_page: found.scan_from_page,
            located_by: if found.is_frame { LocatedBy::Frame } else { LocatedBy::Mrz },
            is_sure: is_sure && (self.is_rigid || 3 <= n_seen),
        };
        Some(if n_seen == 4 { place.measured(scan) } else { place })
    }
}

/// The layout that lines of unusual length come nearest to.
fn nearest_format(mrz: &MrzReading) -> Option<MrzFormat> {
    let longest = mrz.lines.iter().map(Vec::len).max()?;
    match (mrz.lines.len(), longest) {
        (3, _) => Some(MrzFormat::Td1),
        (1 | 2, 40..) => Some(MrzFormat::Td3),
        (1 | 2, 33..40) => Some(MrzFormat::Td2),
        _ => None,
    }
}

/// From the scan the zone was read in to the white-light scan, both taken of the same field of view.
fn visible_from(light: Light, live: &LiveDataSet) -> Option<Homography> {
    let (from, to) = (live.scan(light)?.pixels.dimensions(), live.visible.pixels.dimensions());
    if from.0 == 0 || from.1 == 0 {
        return None;
    }
    let scale = |to: u32, from: u32| f64::from(to) / f64::from(from);
    Some(Homography::scale_shift(scale(to.0, from.0), scale(to.1, from.1), 0.0, 0.0))
}

/// Least-squares affine map of the pairs; columns far off the rest (a misread cell) are left out of a second fit.
fn fit_affine(pairs: &[Pair]) -> Option<Homography> {
    let mut kept: Vec<Pair> = pairs.to_vec();
    for _ in 0..2 {
        let map = affine_of(&kept)?;
        let limit = 3.0 * spread_of(&map, &kept) + 1e-6;
        let near: Vec<Pair> = kept.iter().copied().filter(|pair| miss(&map, pair) <= limit).collect();
        if near.len() < 12 || near.len() == kept.len() {
            return Some(map);
        }
        kept = near;
    }
    affine_of(&kept)
}

fn affine_of(pairs: &[Pair]) -> Option<Homography> {
    let n = pairs.len() as f64;
    let mean = |of: fn(&Pair) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let (mx, my, mu, mv) = (mean(|p| p.0.0), mean(|p| p.0.1), mean(|p| p.1.0), mean(|p| p.1.1));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    let (mut xu, mut yu, mut xv, mut yv) = (0.0, 0.0, 0.0, 0.0);
    for ((x, y), (u, v)) in pairs {
        let (x, y, u, v) = (x - mx, y - my, u - mu, v - mv);
        xx += x * x;
        xy += x * y;
        yy += y * y;
        xu += x * u;
        yu += y * u;
        xv += x * v;
        yv += y * v;
    }
    if xx < 1e-9 {
        return None;
    }
    let determinant = xx * yy - xy * xy;
    let (a, b, c, d) = if 1e-6 * xx * xx < determinant {
        let solve = |xw: f64, yw: f64| ((xw * yy - yw * xy) / determinant, (yw * xx - xw * xy) / determinant);
        let ((a, b), (c, d)) = (solve(xu, yu), solve(xv, yv));
        (a, b, c, d)
    } else {
        // One line alone: the other axis stands at a right angle to it.
        let (a, c) = (xu / xx, xv / xx);
        (a, -c, c, a)
    };
    Some(Homography([[a, b, mu - a * mx - b * my], [c, d, mv - c * mx - d * my], [0.0, 0.0, 1.0]]))
}

fn miss(map: &Homography, ((x, y), (u, v)): &Pair) -> f64 {
    let (p, q) = map.apply(*x, *y);
    (p - u).hypot(q - v)
}

/// Root mean square of what the map misses the pairs by, in pixels.
fn spread_of(map: &Homography, pairs: &[Pair]) -> f64 {
    (pairs.iter().map(|pair| miss(map, pair).powi(2)).sum::<f64>() / pairs.len() as f64).sqrt()
}

/// Whether lines and columns stand at right angles and at the standard's distances, as in a straight scan.
fn is_square(map: &Homography) -> bool {
    let [[a, b, _], [c, d, _], _] = map.0;
    let (along, across) = (a.hypot(c), b.hypot(d));
    let cosine = (a * b + c * d) / (along * across);
    cosine.abs() < 0.05 && (across / along - 0.98).abs() < 0.07
}

/// The similarity that follows the lines of text: turn and scale of their direction, through the middle of the zone.
fn similarity_along_lines(affine: &Homography, pairs: &[Pair]) -> Homography {
    let (a, c) = (affine.0[0][0], affine.0[1][0]);
    let n = pairs.len() as f64;
    let (mx, my) = (pairs.iter().map(|p| p.0.0).sum::<f64>() / n, pairs.iter().map(|p| p.0.1).sum::<f64>() / n);
    let (u, v) = affine.apply(mx, my);
    Homography([[a, -c, u - a * mx + c * my], [c, a, v - c * mx - a * my], [0.0, 0.0, 1.0]])
}
