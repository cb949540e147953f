//! The MRZ in a type face at hand, or in OCR-B on a pitch that is not ten in an inch.

use engine::scan::Light;

use crate::alteration::Work;
use crate::design::Layout;
use crate::design::layout::MRZ_PITCH_MM;
use crate::personal::mrz_mask_in;
use crate::print::{Part, Print};
use crate::type_face::Face;

pub(super) fn change(print: &mut Print, work: &mut Work<'_>) {
    let (face, pitch_mm) = if work.dice.chance(0.5) {
        (Face::Mono, MRZ_PITCH_MM)
    } else {
        let off = work.dice.between(0.012, 0.025);
        (Face::OcrB, MRZ_PITCH_MM * if work.dice.chance(0.3) { 1.0 + off / 2.0 } else { 1.0 - off })
    };
    let mask = mrz_mask_in(&work.design.layout, &work.entries.mrz, print.px_per_mm, face, pitch_mm);
    for layer in print.layers.iter_mut().filter(|layer| layer.part == Part::Mrz) {
        layer.mask = mask.clone().into();
    }
    work.mark(&[Light::Visible, Light::Infrared], Layout::mrz_area());
}
