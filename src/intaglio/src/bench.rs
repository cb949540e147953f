//! `intaglio bench`: every claim the project makes, measured on this machine.

pub(crate) mod check_times;
pub(crate) mod detection;
pub(crate) mod enrolment;
pub(crate) mod identification;
mod interval;
mod many_models;
pub(crate) mod reading;
pub(crate) mod reference;
mod resident;
pub(crate) mod side_by_side;
pub(crate) mod speed;
pub(crate) mod viz;

use std::path::Path;
use std::sync::Arc;

use engine::scan::{Light, LiveDataSet, Scan};

use crate::Ran;

/// What is measured.
#[derive(clap::Subcommand)]
pub(crate) enum Bench {
    /// Which document model: held-out holders, and models the database does not have
    Identification(identification::Args),
    /// Time by stage and peak memory of an examination in three lights
    Speed(speed::Args),
    /// Machine readable zones of a folder of pictures with a manifest.json, as they are and in seeded variants
    Reading(reading::Args),
    /// Which alterations are found, and how often an unaltered page alarms
    Detection(detection::Args),
    /// Models made of captures alone: a minted one, a real one in three lights, real ones in white light
    Enrolment(enrolment::Args),
    /// A reference database of thousands of records with images: opening, searching, listing
    Reference(reference::Args),
    /// Entries of the visual zone of minted pages, and how they compare with the MRZ
    Viz(viz::Args),
}

/// Runs one bench.
pub(crate) fn run(bench: &Bench, data: Option<&Path>) -> anyhow::Result<Ran> {
    match bench {
        Bench::Identification(args) => identification::run(args),
        Bench::Speed(args) => speed::run(args, data),
        Bench::Reading(args) => reading::run(args).map(|()| Ran::Clean),
        Bench::Detection(args) => detection::run(args),
        Bench::Enrolment(args) => enrolment::run(args).map(|()| Ran::Clean),
        Bench::Reference(args) => reference::run(args),
        Bench::Viz(args) => viz::run(args).map(|()| Ran::Clean),
    }
}

/// A minted capture as the engine gets it from files.
pub(crate) fn live_of(captured: &mint::Captured) -> LiveDataSet {
    let scan = |light: Light| {
        Arc::new(Scan {
            light,
            pixels: captured.picture(light).clone(),
            claimed_ppi: captured.ppi,
            sha256: [0; 32],
            file_name: String::new(),
            format: "JPEG",
        })
    };
    LiveDataSet {
        visible: scan(Light::Visible),
        ultraviolet: Some(scan(Light::Ultraviolet)),
        infrared: Some(scan(Light::Infrared)),
    }
}
