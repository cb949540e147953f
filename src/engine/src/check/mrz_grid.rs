//! The printed machine readable zone as ink on a grid: where each character stands, and how far apart they are.

use std::collections::BTreeMap;

use super::mrz_cells::{MrzCell, cells_of, joint_area, mrz_cells};
use super::tile_pair::median;
use super::{Aborted, Case};
use crate::geometry::{Homography, PageRect};
use crate::model::Specimen;
use crate::page::blur::box_mean;
use crate::page::image_plane::quantile;
use crate::page::paper::paper_level;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Pixels a millimetre.
pub(super) const PX_PER_MM: f64 = 12.0;
/// Characters a line needs to be measured.
const LEAST_CHARACTERS: usize = 20;

/// A zone's print in white light.
pub(super) struct MrzPrint {
    /// Ink, 0..=1.
    pub(super) ink: Ink,
    /// Where each character's ink has its centre of gravity, by line.
    pub(super) centres: Vec<Vec<Centre>>,
    /// How far each symbol's centre of gravity lies off its place in the grid.
    pub(super) offsets: BTreeMap<char, (f64, f64)>,
    /// The lines' grids.
    pub(super) grids: Vec<Grid>,
    /// Mean pitch of the characters, mm.
    pub(super) pitch: f64,
    /// The zone.
    pub(super) area: PageRect,
}

impl MrzPrint {
    /// The zone of the page.
    ///
    /// # Errors
    /// [`Aborted::NotRead`] without two lines of print, [`Aborted::Covered`] outside the picture.
    pub(super) fn of_page(case: &Case<'_>) -> Result<Self, Aborted> {
        let lines = mrz_cells(case)?;
        let area = joint_area(case, &lines).ok_or(Aborted::NotRead)?;
        let wide = area.grown(2.0).intersection(&case.page.area()).ok_or(Aborted::NotRead)?;
        let ground = case.page.patch(Light::Visible, wide, PX_PER_MM).ok_or(Aborted::NoScan(Light::Visible))?;
        if ground.covered < 0.9 {
            return Err(Aborted::Covered);
        }
        Self::of(ground, &lines, area).ok_or(Aborted::NotRead)
    }

    /// The zone of the specimen, in `zone`; `None` where it has none that can be read.
    pub(super) fn of_specimen(specimen: &Specimen, zone: &PageRect) -> Option<Self> {
        let page_from_picture = Homography::scale_shift(1.0 / specimen.px_per_mm, 1.0 / specimen.px_per_mm, 0.0, 0.0);
        let lines = cells_of(specimen.mrz(zone)?, &page_from_picture);
        let area = lines.iter().flatten().map(|cell| cell.area).reduce(|a, b| a.union(&b))?;
        Self::of(specimen.patch(Light::Visible, area.grown(2.0), PX_PER_MM)?, &lines, area)
    }

    fn of(ground: Patch, lines: &[Vec<MrzCell>], area: PageRect) -> Option<Self> {
        let ink = Ink::of(ground);
        let centres: Vec<Vec<Centre>> = lines.iter().map(|line| ink.centres(line)).collect();
        let offsets = symbol_offsets(&centres);
        let grids: Vec<Grid> = centres.iter().map(|line| Grid::fit(line, &offsets)).collect::<Option<_>>()?;
        let pitch = median(grids.iter().map(|grid| grid.pitch).collect()).filter(|_| 2 <= grids.len())?;
        Some(Self { ink, centres, offsets, grids, pitch, area })
    }
}

/// Ink of the zone in white light.
pub(super) struct Ink {
    ground: Patch,
    contrast: Plane,
}

/// A character's centre of gravity.
pub(super) struct Centre {
    pub(super) symbol: char,
    pub(super) column: f64,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) cell: PageRect,
}

impl Ink {
    fn of(ground: Patch) -> Self {
        let luma = ground.luma();
        let paper = paper_level(&box_mean(&luma, 1), (1.5 * PX_PER_MM) as u32);
        let mut contrast = luma;
        for (value, paper) in contrast.iter_mut().zip(paper.iter()) {
            *value = 1.0 - *value / paper.max(1.0);
        }
        let mut all: Vec<f32> = contrast.iter().copied().collect();
        let darkest = quantile(&mut all, 0.97).unwrap_or(0.0).max(0.1);
        contrast.iter_mut().for_each(|value| *value = ((*value / darkest - 0.35) / 0.3).clamp(0.0, 1.0));
        Self { ground, contrast }
    }

    /// How much ink there is at a place of the page, 0..=1.
    pub(super) fn at(&self, x_mm: f64, y_mm: f64) -> f32 {
        let px = |mm: f64, from: f64| ((mm - from) * self.ground.px_per_mm - 0.5) as f32;
        let (x, y) = (px(x_mm, self.ground.area.left), px(y_mm, self.ground.area.top));
        image::imageops::interpolate_bilinear(&self.contrast, x, y).map_or(0.0, |ink| ink.0[0])
    }

    fn centres(&self, line: &[MrzCell]) -> Vec<Centre> {
        let of = |(column, cell): (usize, &MrzCell)| {
            let (mut sum, mut sum_x, mut sum_y) = (0.0, 0.0, 0.0);
            let to_px = |mm: f64, from: f64| ((mm - from) * self.ground.px_per_mm).floor().max(0.0) as u32;
            let (left, top) = (self.ground.area.left, self.ground.area.top);
            let columns = to_px(cell.area.left, left)..to_px(cell.area.right(), left).min(self.contrast.width());
            let rows = to_px(cell.area.top, top)..to_px(cell.area.bottom(), top).min(self.contrast.height());
            for (x, y) in rows.flat_map(|y| columns.clone().map(move |x| (x, y))) {
                let weight = f64::from(self.contrast.get_pixel(x, y).0[0]);
                let place = self.ground.place_of(x, y);
                sum += weight;
                sum_x += weight * place.x_mm;
                sum_y += weight * place.y_mm;
            }
            (12.0 < sum).then(|| Centre {
                symbol: cell.symbol,
                column: column as f64,
                x: sum_x / sum,
                y: sum_y / sum,
                cell: cell.area,
            })
        };
        line.iter().enumerate().filter_map(of).collect()
    }
}

/// A line's characters: `x = left + pitch * column`, `y = top + rise * column`.
pub(super) struct Grid {
    left: f64,
    pub(super) pitch: f64,
    top: f64,
    pub(super) rise: f64,
}

impl Grid {
    /// Robust fit after each symbol's own offset is taken out.
    fn fit(line: &[Centre], offsets: &BTreeMap<char, (f64, f64)>) -> Option<Self> {
        let known: Vec<(f64, f64, f64)> = line
            .iter()
            .filter_map(|centre| offsets.get(&centre.symbol).map(|o| (centre.column, centre.x - o.0, centre.y - o.1)))
            .collect();
        if known.len() < LEAST_CHARACTERS {
            return None;
        }
        let (left, pitch) = line_through(known.iter().map(|k| (k.0, k.1)))?;
        let (top, rise) = line_through(known.iter().map(|k| (k.0, k.2)))?;
        Some(Self { left, pitch, top, rise })
    }

    pub(super) fn x_at(&self, column: f64) -> f64 {
        self.left + self.pitch * column
    }

    pub(super) fn y_at(&self, column: f64) -> f64 {
        self.top + self.rise * column
    }

    /// How far a character stands off its place, its symbol's own offset taken out.
    pub(super) fn off(&self, centre: &Centre, offsets: &BTreeMap<char, (f64, f64)>) -> (f64, f64) {
        let (dx, dy) = offsets.get(&centre.symbol).copied().unwrap_or_default();
        (centre.x - dx - self.x_at(centre.column), centre.y - dy - self.y_at(centre.column))
    }
}

/// Theil–Sen: median slope over pairs at least ten columns apart, then the median intercept.
fn line_through(points: impl Iterator<Item = (f64, f64)> + Clone) -> Option<(f64, f64)> {
    let far = |(a, b): ((f64, f64), (f64, f64))| (10.0 <= b.0 - a.0).then(|| (b.1 - a.1) / (b.0 - a.0));
    let pairs = points.clone().flat_map(|a| points.clone().map(move |b| (a, b)));
    let slope = median(pairs.filter_map(far).collect())?;
    let start = median(points.map(|(x, y)| y - slope * x).collect())?;
    Some((start, slope))
}

/// How far each symbol's centre of gravity lies off its cell's grid, from symbols that occur three times and more:
/// symbols have no common centre, and no font is assumed here.
fn symbol_offsets(lines: &[Vec<Centre>]) -> BTreeMap<char, (f64, f64)> {
    let mut by_symbol: BTreeMap<char, Vec<(f64, f64)>> = BTreeMap::new();
    for line in lines.iter().filter(|line| LEAST_CHARACTERS <= line.len()) {
        let xs = line_through(line.iter().map(|centre| (centre.column, centre.x)));
        let ys = line_through(line.iter().map(|centre| (centre.column, centre.y)));
        let (Some((left, pitch)), Some((top, rise))) = (xs, ys) else { continue };
        for centre in line {
            let off = (centre.x - left - pitch * centre.column, centre.y - top - rise * centre.column);
            by_symbol.entry(centre.symbol).or_default().push(off);
        }
    }
    let of = |(symbol, offs): (char, Vec<(f64, f64)>)| {
        let x = median(offs.iter().map(|o| o.0).collect())?;
        let y = median(offs.iter().map(|o| o.1).collect())?;
        (3 <= offs.len()).then_some((symbol, (x, y)))
    };
    by_symbol.into_iter().filter_map(of).collect()
}
