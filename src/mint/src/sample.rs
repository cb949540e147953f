//! A handful of documents for the README, the tests and a first try: small reader pictures with their ground truth.

use std::path::Path;

use crate::alteration::Alteration;
use crate::capture::{CaptureKind, capture_small};
use crate::design::model;
use crate::document::mint_page;
use crate::holder::holders;
use crate::specimen::SpecimenError;
use crate::truth::{write_capture, write_white_light};

struct Sample {
    name: &'static str,
    model: &'static str,
    holder: usize,
    alterations: &'static [Alteration],
    kind: CaptureKind,
    is_white_light_only: bool,
}

const READER: CaptureKind = CaptureKind::Reader { ppi: 300.0 };

const SAMPLES: [Sample; 5] = [
    Sample {
        name: "utopia-2019",
        model: "UTO-P-2-2019",
        holder: 3,
        alterations: &[],
        kind: READER,
        is_white_light_only: false,
    },
    Sample {
        name: "utopia-2019-name-rewritten",
        model: "UTO-P-2-2019",
        holder: 5,
        alterations: &[Alteration::NameRewritten],
        kind: READER,
        is_white_light_only: false,
    },
    Sample {
        name: "norvessa-2016-mrz-ir-transparent",
        model: "QNV-P-1-2016",
        holder: 2,
        alterations: &[Alteration::MrzIrTransparent],
        kind: READER,
        is_white_light_only: false,
    },
    Sample {
        name: "utopia-2019-portrait-replaced",
        model: "UTO-P-2-2019",
        holder: 8,
        alterations: &[Alteration::PortraitReplaced],
        kind: READER,
        is_white_light_only: false,
    },
    Sample {
        name: "ardalia-2018-white-light",
        model: "AAD-P-1-2018",
        holder: 4,
        alterations: &[],
        kind: CaptureKind::Flatbed { ppi: 300.0 },
        is_white_light_only: true,
    },
];

/// Seed of the sample's people and captures, used for nothing else.
const SEED: u64 = 20_191;
/// Keeps the files small.
const JPEG_QUALITY: u8 = 70;

/// Writes a folder for every sample document. Returns their names.
///
/// # Errors
/// [`SpecimenError`] where a file cannot be written.
pub fn write_samples(folder: &Path) -> Result<Vec<String>, SpecimenError> {
    SAMPLES.iter().map(|sample| write_sample(folder, sample)).collect()
}

fn write_sample(folder: &Path, sample: &Sample) -> Result<String, SpecimenError> {
    let folder = folder.join(sample.name);
    let Some(design) = model(sample.model) else { unreachable!("every sample is of a model above") };
    for holder in holders(&design, SEED, sample.holder + 1).iter().skip(sample.holder) {
        let minted = mint_page(&design, holder, sample.alterations, SEED);
        let captured = capture_small(&minted, sample.kind, 0, SEED, JPEG_QUALITY);
        let written = if sample.is_white_light_only {
            write_white_light(&folder, &minted, &captured)
        } else {
            write_capture(&folder, &minted, &captured)
        };
        written.map_err(|cause| SpecimenError::Write { path: folder.display().to_string(), cause })?;
    }
    Ok(sample.name.to_owned())
}
