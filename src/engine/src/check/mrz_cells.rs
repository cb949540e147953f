//! The characters of the machine readable zone as places on the page.

use super::{Aborted, Case};
use crate::geometry::{Homography, PageRect};
use crate::reading::mrz::{CharReading, MrzReading};

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
    let lines = cells_of(reading, &page_from_scan);
    if lines.iter().all(Vec::is_empty) {
        return Err(Aborted::NotRead);
    }
    Ok(lines)
}

/// The characters of a reading by line, under a `page_from_scan` map.
pub(super) fn cells_of(reading: &MrzReading, page_from_scan: &Homography) -> Vec<Vec<MrzCell>> {
    let cell = |line_idx: usize, column: usize, symbol: char| {
        let area = reading.area(line_idx, column..column + 1, page_from_scan)?;
        Some(MrzCell { symbol, area })
    };
    let of_line = |(line_idx, line): (usize, &Vec<CharReading>)| {
        let characters = line.iter().enumerate();
        characters.filter_map(|(column, character)| cell(line_idx, column, character.symbol)).collect()
    };
    reading.lines.iter().enumerate().map(of_line).collect()
}

/// The smallest rectangle round all of them, clipped to the page; `None` for no cells or none on the page.
pub(super) fn joint_area(case: &Case<'_>, lines: &[Vec<MrzCell>]) -> Option<PageRect> {
    let joint = lines.iter().flatten().map(|cell| cell.area).reduce(|a, b| a.union(&b))?;
    joint.intersection(&case.page.area())
}
