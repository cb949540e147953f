//! The characters of the machine readable zone as places on the page.

use super::{Aborted, Case};
use crate::geometry::PageRect;

/// One character of the MRZ on the page.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct MrzCell {
    /// What was read there.
    pub(super) symbol: char,
    /// Its cell.
    pub(super) area: PageRect,
}

/// The MRZ's characters by line, top to bottom, left to right.
///
/// # Errors
/// [`Aborted::NotRead`] without an MRZ, or where its light's view cannot be turned into millimetres.
pub(super) fn mrz_cells(case: &Case<'_>) -> Result<Vec<Vec<MrzCell>>, Aborted> {
    let reading = case.readings.mrz.as_ref().ok_or(Aborted::NotRead)?;
    let view = case.page.view(reading.light).ok_or(Aborted::NoScan(reading.light))?;
    let page_from_scan = view.scan_from_page.inverse().ok_or(Aborted::NotRead)?;
    let mut lines = Vec::with_capacity(reading.lines.len());
    for (line_idx, line) in reading.lines.iter().enumerate() {
        let cells = line.iter().enumerate().filter_map(|(column, character)| {
            let area = reading.area(line_idx, column..column + 1, &page_from_scan)?;
            Some(MrzCell { symbol: character.symbol, area })
        });
        lines.push(cells.collect());
    }
    if lines.iter().all(Vec::is_empty) {
        return Err(Aborted::NotRead);
    }
    Ok(lines)
}

/// The smallest rectangle round all of them, clipped to the page; `None` for no cells or none on the page.
pub(super) fn joint_area(case: &Case<'_>, lines: &[Vec<MrzCell>]) -> Option<PageRect> {
    let joint = lines.iter().flatten().map(|cell| cell.area).reduce(|a, b| a.union(&b))?;
    joint.intersection(&case.page.area())
}
