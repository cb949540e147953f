//! Everything printed right, on office paper.

use engine::scan::Light;

use crate::alteration::Work;
use crate::ink::Paper;
use crate::print::Print;

pub(super) fn change(print: &mut Print, work: &mut Work<'_>) {
    print.paper = Paper { ultraviolet: Paper::BRIGHTENED.ultraviolet, ..print.paper };
    work.mark(&[Light::Ultraviolet], work.page());
}
