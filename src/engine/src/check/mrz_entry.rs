//! The machine readable zone taken apart for a check: its fields, their places on the page, how sure they are.

use super::{Aborted, Case, Place};
use crate::geometry::{Homography, PageRect};
use crate::reading::mrz::{DOUBTFUL_BELOW, Mrz, MrzError, MrzReading, Span};

/// The page's zone as it was read, and as it is taken apart.
pub(super) struct MrzEntry<'a> {
    reading: &'a MrzReading,
    page_from_scan: Homography,
    /// Its fields, or why the lines are no zone of a known layout.
    pub(super) mrz: Result<Mrz, MrzError>,
}

impl<'a> MrzEntry<'a> {
    /// The zone of the page.
    ///
    /// # Errors
    /// [`Aborted::NotRead`] without one, [`Aborted::NoScan`] where the picture it was read in is not the page's.
    pub(super) fn of(case: &Case<'a>) -> Result<Self, Aborted> {
        let reading = case.readings.mrz.as_ref().filter(|reading| !reading.lines.is_empty()).ok_or(Aborted::NotRead)?;
        let view = case.page.view(reading.light).ok_or(Aborted::NoScan(reading.light))?;
        let page_from_scan = view.scan_from_page.inverse().ok_or(Aborted::NotRead)?;
        Ok(Self { reading, page_from_scan, mrz: Mrz::parse(&reading.text()) })
    }

    /// Its fields.
    ///
    /// # Errors
    /// [`Aborted::NotRead`] where the lines are no zone of a known layout.
    pub(super) fn fields(&self) -> Result<&Mrz, Aborted> {
        self.mrz.as_ref().map_err(|_| Aborted::NotRead)
    }

    /// Whether one of the characters is shown as doubtful.
    pub(super) fn is_doubtful(&self, spans: &[Span]) -> bool {
        let of_span = |span: &Span| self.reading.lines.get(span.line_idx).and_then(|line| line.get(span.columns()));
        spans.iter().filter_map(of_span).flatten().any(|character| character.confidence < DOUBTFUL_BELOW)
    }

    /// Where the characters are, one place for neighbouring spans of a line, in the given order.
    pub(super) fn places(&self, spans: &[Span]) -> Vec<Place> {
        let mut joined: Vec<Span> = Vec::new();
        for &span in spans {
            match joined.last_mut() {
                Some(last) if last.line_idx == span.line_idx && last.end == span.first => last.end = span.end,
                _ => joined.push(span),
            }
        }
        let area = |span: &Span| self.reading.area(span.line_idx, span.columns(), &self.page_from_scan);
        joined.iter().filter_map(area).map(|area| Place { light: self.reading.light, area }).collect()
    }

    /// Where its lines are, one place for all.
    pub(super) fn whole(&self) -> Vec<Place> {
        let of_line = |line_idx: usize| {
            let n_characters = self.reading.lines.get(line_idx)?.len();
            self.reading.area(line_idx, 0..n_characters, &self.page_from_scan)
        };
        let joint = (0..self.reading.lines.len()).filter_map(of_line).reduce(|a: PageRect, b| a.union(&b));
        joint.map(|area| Place { light: self.reading.light, area }).into_iter().collect()
    }
}
