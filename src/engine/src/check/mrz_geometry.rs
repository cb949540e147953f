//! Whether the MRZ's characters stand where one printer pass would have put them.
//!
//! Standard: Doc 9303-3 §4 (OCR-B size 1, ten characters to the inch), Doc 9303-4 (place of the zone). Vendor's check.
//! Looks at: the centres of gravity of the printed characters against the regular grid of their lines.
//! Margin: the largest of these, each over its own limit, against 1:
//! - pitch over line pitch, against 2.54 : 6.35 (independent of scale; `pitch_ratio_off`);
//! - difference of the two lines' pitch (`pitch_difference`);
//! - spread of the characters off their grid (`grid_spread_mm`), and the farthest of them (`farthest_mm`), after each
//!   symbol's own offset has been taken out, in millimetres of a pitch of 2.54 mm;
//! - angle between the lines (`lines_angle_deg`).
//!
//! Passes wrongly: a character exchanged with the care of a printer that keeps the grid.
//! Fails wrongly: a stamp or a stain across single characters; a page bent under a camera.

use std::collections::BTreeMap;

use super::mrz_cells::{MrzCell, joint_area, mrz_cells};
use super::tile_pair::median;
use super::{Aborted, Case, Judgement, Place};
use crate::catalog::{Accept, CheckGroup, CheckRoutine, Threshold, Weight};
use crate::geometry::PageRect;
use crate::page::image_plane::quantile;
use crate::page::paper::{box_mean, paper_level};
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Doc 9303-3 §4: ten characters to the inch.
const PITCH_MM: f64 = 2.54;
/// Characters a line needs to be measured.
const LEAST_CHARACTERS: usize = 20;

/// The routine for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    let params = [
        ("pitch_ratio", 0.4),
        ("pitch_ratio_off", 0.04),
        ("pitch_difference", 0.012),
        ("grid_spread_mm", 0.10),
        ("farthest_mm", 0.45),
        ("lines_angle_deg", 0.6),
    ];
    vec![CheckRoutine {
        uuid: "0f6b3c52-6f0e-5b0e-9d0c-2f6f6d727a03".to_owned(),
        check: "mrz_geometry".to_owned(),
        generic: None,
        group: CheckGroup::MrzConsistency,
        weight: Weight::Optional,
        zone: None,
        light: Light::Visible,
        min_ppi: 150.0,
        threshold: Some(Threshold {
            accept: Accept::AtMost(1.0),
            scale: 1.0,
            band: 0.2,
            source: "limits from published specimens: pitch 2.54–2.59 mm, line pitch 6.0–6.5 mm, σ 0.05 mm".to_owned(),
            n_captures: 0,
        }),
        params: params.map(|(name, value)| (name.to_owned(), value)).into(),
    }]
}

/// How far the MRZ is from a regular grid.
///
/// # Errors
/// [`Aborted::Resolution`], [`Aborted::NotRead`] without two lines of print, [`Aborted::Covered`] outside the picture.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    case.needs(Light::Visible, routine)?;
    let lines = mrz_cells(case)?;
    let area = joint_area(case, &lines).ok_or(Aborted::NotRead)?;
    let ink = Ink::of(case, area)?;
    let centres: Vec<Vec<Centre>> = lines.iter().map(|line| ink.centres(line)).collect();
    let offsets = symbol_offsets(&centres);
    let grids: Option<Vec<Grid>> = centres.iter().map(|line| Grid::fit(line, &offsets)).collect();
    let grids = grids.filter(|grids| 2 <= grids.len()).ok_or(Aborted::NotRead)?;
    let pitch = median(grids.iter().map(|grid| grid.pitch).collect()).ok_or(Aborted::NotRead)?;
    let to_nominal = PITCH_MM / pitch;
    let mut farthest = (0.0_f64, area);
    let mut all_off = Vec::new();
    for (line, grid) in centres.iter().zip(&grids) {
        for centre in line.iter().filter(|centre| offsets.contains_key(&centre.symbol)) {
            let (dx, dy) = grid.off(centre, &offsets);
            let distance = dx.hypot(dy) * to_nominal;
            all_off.push(distance);
            if farthest.0 < distance {
                farthest = (distance, centre.cell);
            }
        }
    }
    let middle = 22.0;
    let over = |value: f64, name: &str, usual: f64| value / routine.param(name, usual);
    let mut worst = over(median(all_off).unwrap_or(0.0), "grid_spread_mm", 0.10);
    let at_one = over(farthest.0, "farthest_mm", 0.45);
    for pair in grids.windows(2) {
        let [upper, lower] = pair else { continue };
        let line_pitch = lower.y_at(middle) - upper.y_at(middle);
        let ratio_off = (pitch / line_pitch - routine.param("pitch_ratio", 0.4)).abs();
        let angle = ((lower.rise - upper.rise) / pitch).atan().to_degrees().abs();
        worst = worst
            .max(over(ratio_off, "pitch_ratio_off", 0.04))
            .max(over((lower.pitch / upper.pitch - 1.0).abs(), "pitch_difference", 0.012))
            .max(over(angle, "lines_angle_deg", 0.6));
    }
    let shown = if worst < at_one { farthest.1 } else { area };
    let places = vec![Place { light: Light::Visible, area: shown }];
    Ok(Judgement::of_value(routine, worst.max(at_one), "grid_deviation", places))
}

/// Ink of the MRZ in white light.
struct Ink {
    ground: Patch,
    contrast: Plane,
}

/// A character's centre of gravity.
struct Centre {
    symbol: char,
    column: f64,
    x: f64,
    y: f64,
    cell: PageRect,
}

impl Ink {
    fn of(case: &Case<'_>, area: PageRect) -> Result<Self, Aborted> {
        const PX_PER_MM: f64 = 12.0;
        let wide = area.grown(2.0).intersection(&case.page.area()).ok_or(Aborted::NotRead)?;
        let ground = case.page.patch(Light::Visible, wide, PX_PER_MM).ok_or(Aborted::NoScan(Light::Visible))?;
        if ground.covered < 0.9 {
            return Err(Aborted::Covered);
        }
        let luma = ground.luma();
        let paper = paper_level(&box_mean(&luma, 1), (1.5 * PX_PER_MM) as u32);
        let mut contrast = luma;
        for (value, paper) in contrast.iter_mut().zip(paper.iter()) {
            *value = 1.0 - *value / paper.max(1.0);
        }
        let mut all: Vec<f32> = contrast.iter().copied().collect();
        let darkest = quantile(&mut all, 0.97).unwrap_or(0.0).max(0.1);
        contrast.iter_mut().for_each(|value| *value = ((*value / darkest - 0.35) / 0.3).clamp(0.0, 1.0));
        Ok(Self { ground, contrast })
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
struct Grid {
    left: f64,
    pitch: f64,
    top: f64,
    rise: f64,
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

    fn y_at(&self, column: f64) -> f64 {
        self.top + self.rise * column
    }

    fn off(&self, centre: &Centre, offsets: &BTreeMap<char, (f64, f64)>) -> (f64, f64) {
        let (dx, dy) = offsets.get(&centre.symbol).copied().unwrap_or_default();
        (centre.x - dx - self.left - self.pitch * centre.column, centre.y - dy - self.y_at(centre.column))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::check::drawn_page::DrawnPage;

    const LINES: [&str; 2] =
        ["P<UTODOE<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "1234567897UTO7001017F3001012<<<<<<<<<<<<<<04"];

    fn check(moved: impl Fn(usize, usize) -> (f64, f64)) -> Result<Outcome, Aborted> {
        let mut page = DrawnPage::new(12.0);
        page.draw_mrz_at(&LINES, [30; 3], None, moved);
        page.judge_by(run, &without_model()[0]).map(|judgement| judgement.outcome)
    }

    #[test]
    fn a_regular_grid_passes() {
        assert_eq!(check(|_, _| (0.0, 0.0)), Ok(Outcome::Successful));
    }

    #[test]
    fn a_character_out_of_line_or_a_second_line_too_near_fails() {
        assert_eq!(check(|line, column| (0.0, if line == 1 && column == 30 { 0.6 } else { 0.0 })), Ok(Outcome::Failed));
        assert_eq!(check(|_, column| (if column % 2 == 0 { 0.3 } else { -0.3 }, 0.0)), Ok(Outcome::Failed));
    }

    #[test]
    fn a_character_slightly_out_of_line_cannot_be_judged() {
        assert_eq!(
            check(|line, column| (0.0, if line == 1 && column == 30 { 0.45 } else { 0.0 })),
            Ok(Outcome::Undetermined)
        );
    }

    #[test]
    fn no_mrz_or_one_line_aborts() {
        assert_eq!(DrawnPage::new(12.0).judge_by(run, &without_model()[0]), Err(Aborted::NotRead));
        let mut page = DrawnPage::new(12.0);
        page.draw_mrz(&LINES[..1], [30; 3], None);
        assert_eq!(page.judge_by(run, &without_model()[0]), Err(Aborted::NotRead));
    }
}
