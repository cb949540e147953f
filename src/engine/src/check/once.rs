//! What several checks ask of one page, or one only where it comes so far: worked out when it is first asked for.

use std::sync::Arc;

use super::colour::ZoneColours;
use super::text_line::Lines;
use super::{Aborted, Case, LocatedBy};
use crate::memo::Memo;
use crate::reading::viz::{Looks, VizEntry, read_free_page};

/// What is worked out once for a case.
#[derive(Debug, Default)]
pub struct Once {
    /// Lines of text.
    pub(super) lines: Lines,
    /// Colours of zones.
    pub(super) colours: ZoneColours,
    /// The strongest screen over the page in decibel, by the least periods it has on a metre.
    pub(super) screens: Memo<u32, Result<f64, Aborted>>,
    /// Lines of print of a page that lies over no specimen, by the least height of their capitals in micrometres.
    print: Memo<u32, Arc<Vec<VizEntry>>>,
}

impl Case<'_> {
    /// The entries of a page that lies over its specimen, or every line of print of one that does not, but those of the machine
    /// readable zone and those whose capitals are lower than `least_mm`; how they are set, what they say being read at one look.
    pub(super) fn print(&self, least_mm: f64) -> Arc<Vec<VizEntry>> {
        if self.page.located_by == LocatedBy::Specimen {
            return Arc::new(self.readings.viz.clone());
        }
        let read = || Arc::new(read_free_page(self.page, self.readings.mrz.as_ref(), Looks::Once { least_mm }).lines);
        self.once.print.get_or((1000.0 * least_mm) as u32, read)
    }
}
