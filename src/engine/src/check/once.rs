//! What several routines ask of one page: worked out when it is first asked for.

use super::colour::ZoneColours;
use super::text_line::Lines;

/// What is worked out once for a case.
#[derive(Debug, Default)]
pub struct Once {
    /// Lines of text.
    pub(super) lines: Lines,
    /// Colours of zones.
    pub(super) colours: ZoneColours,
}
