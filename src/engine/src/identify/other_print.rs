//! Whether a page that fits a model has other print all the same: a model like it that nobody knows, such as its successor.
//!
//! A stamp or a pen adds print and takes none away; glare, wear and what lies over the page take print away and bring hardly
//! any. Only where the page lacks print of the specimen *and* has print that the specimen lacks is it another model: and not
//! in one place alone, which may have been altered and is the checks' to show, but wherever one looks.

use crate::page::Plane;
use crate::register::structure::{Cell, StaticMask, best_by_cells};

/// How much print of a specimen a page lacks, and how much it has beside, as shares of the specimen's own. Strong print counts
/// for more than faint, and what lies in one place of the page alone is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct OtherPrint {
    missing: f64,
    added: f64,
}

/// Edge length of a cell in pixels, 3 mm where the planes have 4 a millimetre.
const CELL_PX: u32 = 12;
/// Colours are printed up to 0.15 mm out of register: each cell may be shifted by so many pixels.
const SHIFT_PX: i64 = 1;
/// Cells that correlate so well say how strong the page shows print against the specimen.
const FOLLOWS: f64 = 0.6;
/// A cell of which surely less than this share of its contrast is left lacks the specimen's print.
const IS_LEFT: f64 = 0.4;
/// Pixels of a cell for each that says something of its own: strokes are some pixels wide.
const PX_OF_ONE: f64 = 6.0;
/// A cell that correlates less than this may have print of its own.
const IS_OWN: f64 = 0.5;
/// So many times what the specimen does not explain in a usual cell is noise and registration, not print.
const NOISE: f64 = 2.0;
/// So many times the mean energy a cell counts at the most, lest a few black letters outweigh the page.
const STRONGEST: f64 = 3.0;
/// Sides of one place in cells, either way round: 30 by 24 mm, most of a border stamp.
const PLACE_CELLS: (usize, usize) = (10, 8);
/// Geometric mean of both shares from which a page has other print. By the mint, unaltered pages reach 0.0004, of 50, and stamped
/// ones 0.0023, of 80; pages of unknown members of a known family have 0.0055 and more, of 76. Of 80 other stamped pages two have
/// 0.0039 and 0.0058, and stay unknown.
const LEAST_SHARE: f64 = 0.0035;

impl OtherPrint {
    /// By the contrast of a specimen and of the page laid over it; `None` where the page follows the specimen nowhere.
    pub(super) fn between(specimen: &Plane, page: &Plane, mask: &StaticMask) -> Option<Self> {
        let cells = best_by_cells(specimen, page, mask, CELL_PX, SHIFT_PX);
        let columns = specimen.width().div_ceil(CELL_PX).max(1) as usize;
        let gain = gain(&cells)?;
        let own = |cell: &Cell| (gain * cell.energy).powi(2);
        let n = cells.iter().flatten().map(|cell| cell.n as f64).sum::<f64>();
        let strongest = STRONGEST * cells.iter().flatten().map(|cell| cell.n as f64 * own(cell)).sum::<f64>() / n;
        let noise = NOISE * usual(cells.iter().flatten().map(unexplained));
        let own = |cell: &Cell| cell.n as f64 * own(cell).min(strongest);
        let missing = |cell: &Cell| if at_most_left(cell) < IS_LEFT * gain { own(cell) } else { 0.0 };
        let added = |cell: &Cell| {
            let energy = (unexplained(cell) - noise).clamp(0.0, strongest);
            if cell.correlation < IS_OWN { cell.n as f64 * energy } else { 0.0 }
        };
        let all = cells.iter().flatten().map(own).sum::<f64>();
        let share = |of: &dyn Fn(&Cell) -> f64| {
            let by_cell: Vec<f64> = cells.iter().map(|cell| cell.as_ref().map_or(0.0, of)).collect();
            beyond_one_place(&by_cell, columns) / all
        };
        (0.0 < all).then(|| Self { missing: share(&missing), added: share(&added) })
    }

    /// Whether the page is another model's.
    pub(super) fn is_another_models(self) -> bool {
        LEAST_SHARE.powi(2) <= self.missing * self.added
    }
}

/// How strong the page shows the specimen's print where it shows it.
fn gain(cells: &[Option<Cell>]) -> Option<f64> {
    let following = || cells.iter().flatten().filter(|cell| FOLLOWS <= cell.correlation);
    let own: f64 = following().map(|cell| cell.n as f64 * cell.energy.powi(2)).sum();
    let common: f64 = following().map(|cell| cell.n as f64 * cell.energy.powi(2) * covariance_share(cell)).sum();
    (0.0 < own && 0.0 < common).then(|| common / own)
}

/// Slope of the page's contrast over the specimen's in a cell.
fn covariance_share(cell: &Cell) -> f64 {
    if 0.0 < cell.energy { cell.correlation * cell.other_energy / cell.energy } else { 0.0 }
}

/// The same and its own standard error: what lies on a cell, such as a stamp's ink, hides by chance how much of the specimen's
/// print is under it.
fn at_most_left(cell: &Cell) -> f64 {
    let error = (unexplained(cell) * PX_OF_ONE / cell.n as f64).sqrt();
    covariance_share(cell) + if 0.0 < cell.energy { error / cell.energy } else { 0.0 }
}

/// Energy of the page's contrast in a cell that the specimen's does not explain.
fn unexplained(cell: &Cell) -> f64 {
    cell.other_energy.powi(2) * (1.0 - cell.correlation.powi(2)).max(0.0)
}

/// The median.
fn usual(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The sum of all cells, row by row, less that of the one place that has most.
fn beyond_one_place(by_cell: &[f64], columns: usize) -> f64 {
    let rows: Vec<&[f64]> = by_cell.chunks(columns).collect();
    let of_place = |(left, top): (usize, usize), (wide, high): (usize, usize)| -> f64 {
        let within = rows[top..].iter().take(high).flat_map(|row| row[left.min(row.len())..].iter().take(wide));
        within.sum()
    };
    let (long, short) = PLACE_CELLS;
    let begins = (0..rows.len()).flat_map(|top| (0..columns).map(move |left| (left, top)));
    let most_at = |begin| of_place(begin, (long, short)).max(of_place(begin, (short, long)));
    (by_cell.iter().sum::<f64>() - begins.map(most_at).fold(0.0, f64::max)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PageRect;
    use crate::model::{DocumentModel, ModelKey};

    const SIZE: (u32, u32) = (500, 352);

    /// Contrast of a page with fine print all over it but for these places, where there is other print or none; columns and
    /// rows in tenths of the page.
    fn contrast(other: &[(u32, u32)], bare: &[(u32, u32)], gain: f32) -> Plane {
        Plane::from_fn(SIZE.0, SIZE.1, |x, y| {
            let place = (10 * x / SIZE.0, 10 * y / SIZE.1);
            let (x, y) = (x as f32, y as f32);
            let value = if bare.contains(&place) {
                0.0
            } else if other.contains(&place) {
                (0.9 * x - 0.4 * y).sin()
            } else {
                (0.5 * x + 0.7 * y).sin()
            };
            image::Luma([gain * 0.1 * value])
        })
    }

    fn is_another(other: &[(u32, u32)], bare: &[(u32, u32)], gain: f32) -> bool {
        let model = DocumentModel::bare(ModelKey::new("UTO", "P", 1, None), "Utopia", 125.0, 88.0);
        let mask = StaticMask::new(&model, PageRect::new(0.0, 0.0, 125.0, 88.0), SIZE, 0.7);
        let found = OtherPrint::between(&contrast(&[], &[], 1.0), &contrast(other, bare, gain), &mask);
        found.expect("the page follows the specimen").is_another_models()
    }

    #[test]
    fn other_print_in_several_places_is_another_models() {
        assert!(is_another(&[(1, 2), (6, 7), (8, 1)], &[], 1.0));
        assert!(is_another(&[(1, 2), (6, 7), (8, 1)], &[(3, 3)], 0.6));
    }

    #[test]
    fn the_same_print_paler_worn_or_other_in_one_place_is_the_models() {
        assert!(!is_another(&[], &[], 1.0));
        assert!(!is_another(&[], &[], 0.5));
        assert!(!is_another(&[], &[(1, 2), (6, 7), (8, 1)], 1.0));
        assert!(!is_another(&[(4, 4)], &[], 1.0));
    }

    #[test]
    fn a_stamp_wider_than_one_place_is_no_other_print() {
        let own = contrast(&[], &[], 1.0);
        let mut stamped = own.clone();
        let is_stroke = |x: u32, y: u32| (x / 3 + 2 * (y / 7)) % 5 < 2;
        for (x, y, value) in stamped.enumerate_pixels_mut() {
            let is_under = (120..280).contains(&x) && (100..200).contains(&y);
            value.0[0] += if is_under && is_stroke(x, y) { -0.5 } else { 0.0 };
        }
        let model = DocumentModel::bare(ModelKey::new("UTO", "P", 1, None), "Utopia", 125.0, 88.0);
        let mask = StaticMask::new(&model, PageRect::new(0.0, 0.0, 125.0, 88.0), SIZE, 0.7);
        let found = OtherPrint::between(&own, &stamped, &mask).expect("the page follows the specimen");
        assert!(!found.is_another_models(), "{found:?}");
        assert!(0.0 < found.added, "{found:?}");
    }

    #[test]
    fn a_page_that_follows_nowhere_is_not_judged() {
        let model = DocumentModel::bare(ModelKey::new("UTO", "P", 1, None), "Utopia", 125.0, 88.0);
        let mask = StaticMask::new(&model, PageRect::new(0.0, 0.0, 125.0, 88.0), SIZE, 0.7);
        let blank = Plane::new(SIZE.0, SIZE.1);
        assert_eq!(OtherPrint::between(&contrast(&[], &[], 1.0), &blank, &mask), None);
        assert_eq!(OtherPrint::between(&blank, &blank, &mask), None);
    }
}
