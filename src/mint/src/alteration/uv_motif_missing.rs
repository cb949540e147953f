//! The fluorescent motif was forgotten.

use engine::scan::Light;

use crate::alteration::Work;
use crate::print::{Part, Print};

pub(super) fn change(print: &mut Print, work: &mut Work<'_>) {
    print.layers.retain(|layer| layer.part != Part::UvMotif);
    for (_, area) in work.design.layout.uv_motifs.clone() {
        work.mark(&[Light::Ultraviolet], area);
    }
}
