//! `intaglio bench identification`: which document model, how sure, and how well the page then lies on its specimen.
//!
//! Holders and captures come from seeds that tuned nothing. Unknown models are of two kinds: a model of the mint that the
//! database never had, and each model with itself and its kin hidden from the database.

mod many;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use engine::geometry::Homography;
use engine::identify::{Candidate, Identification, PagePrint, identify};
use engine::model::{DocumentModel, ModelKey, Reference, Specimen, SpecimenUnavailable};
use engine::page::{Page, locate_page};
use engine::reading::mrz::{Mrz, read_mrz};
use engine::register::register;
use engine::scan::Light;
use mint::{CaptureKind, Captured, ModelDesign};
use serde_json::json;

use super::interval::Rate;
use super::side_by_side::side_by_side;
use crate::Ran;

/// First seed of the holders measured on; tuning uses smaller ones.
const SEED: u64 = 60_000;
/// The captures each holder is measured in.
const KINDS: [CaptureKind; 4] = [
    CaptureKind::Flatbed { ppi: 300.0 },
    CaptureKind::Reader { ppi: 400.0 },
    CaptureKind::Booklet { ppi: 300.0 },
    CaptureKind::Phone,
];

/// Options of `bench identification`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Held-out holders of each model
    #[arg(long, default_value_t = 10)]
    holders: usize,
    /// Measure on databases of so many small minted models instead, such as 10,100,1000,10000
    #[arg(long, value_delimiter = ',', value_name = "N,…", value_parser = clap::value_parser!(u16).range(1..))]
    models: Vec<u16>,
    /// With --models: pages of known models, and half as many of unknown ones, at each size
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..))]
    pages: u16,
    /// With --models: keep the databases in this folder, each size in one of its own, and use what is there
    #[arg(long, value_name = "DIR")]
    kept: Option<PathBuf>,
    /// With --models: first seed of the pages; another than the usual one is for tuning, not for reporting
    #[arg(long, default_value_t = many::SEED)]
    seed: u64,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
}

/// What was counted, by kind of capture.
struct Tally {
    kind: CaptureKind,
    is_read: Rate,
    is_right: Rate,
    is_wrong: Rate,
    is_rejected: Rate,
    errors_mm: Vec<f64>,
}

/// Mints, identifies, registers, and prints.
pub(crate) fn run(args: &Args) -> anyhow::Result<Ran> {
    if !args.models.is_empty() {
        let sizes: Vec<usize> = args.models.iter().map(|&n| usize::from(n)).collect();
        return many::run(&sizes, usize::from(args.pages), args.seed, args.kept.as_deref(), args.json);
    }
    let database = reference::Database::in_memory()?;
    let mut tallies = Vec::new();
    for kind in KINDS {
        let mut tally = Tally {
            kind,
            is_read: Rate::NONE,
            is_right: Rate::NONE,
            is_wrong: Rate::NONE,
            is_rejected: Rate::NONE,
            errors_mm: Vec::new(),
        };
        for design in mint::models() {
            let holders = mint::holders(&design, SEED, args.holders);
            let of_specimen = mint::specimen_page(&design).context("a specimen of every model")?.print_shift_mm;
            let seen = side_by_side(holders.len(), |idx| {
                let seed = SEED + idx as u64;
                let minted = mint::mint_page(&design, &holders[idx], &[], seed);
                let (x, y) = minted.print_shift_mm;
                let out_of_register = (x - of_specimen.0, y - of_specimen.1);
                Seen::of(&design, &mint::capture(&minted, kind, seed), out_of_register, &database)
            });
            seen.into_iter().for_each(|seen| tally.count(seen));
            eprintln!("{} {}", kind.name(), design.model.key);
        }
        tallies.push(tally);
    }
    if args.json {
        println!("{:#}", json!({ "captures": tallies.iter_mut().map(Tally::json).collect::<Vec<_>>() }));
    } else {
        tallies.iter_mut().for_each(Tally::print);
    }
    Ok(Ran::Clean)
}

/// What one capture came to.
#[derive(Default)]
struct Seen {
    is_read: bool,
    /// The key accepted was the document's own; `None` for a model that the database never had.
    is_right: Option<bool>,
    /// Another key was accepted.
    is_wrong: Option<bool>,
    /// Not identified while the document's model was unknown.
    is_rejected: Option<bool>,
    errors_mm: Vec<f64>,
}

impl Seen {
    /// The print lies `out_of_register` mm right of and below the specimen's on their pages.
    fn of(
        design: &ModelDesign,
        captured: &Captured,
        out_of_register: (f64, f64),
        database: &reference::Database,
    ) -> Self {
        let live = super::live_of(captured);
        let reading = read_mrz(&live.visible).into_iter().next();
        let mrz = reading.as_ref().and_then(|reading| Mrz::parse(&reading.text()).ok());
        let mut seen = Self { is_read: mrz.is_some(), ..Self::default() };
        let is_known = !design.is_held_out;
        let Ok(page) = locate_page(&live, reading.as_ref(), None) else {
            seen.is_right = is_known.then_some(false);
            return seen;
        };
        let (state, code) = mrz.as_ref().map(|mrz| (mrz.issuing_state(), mrz.document_code())).unzip();
        let found = |reference: &dyn Reference| identify(&page, state.as_deref(), code.as_deref(), None, reference);
        let is_rejected = |reference: &dyn Reference| matches!(found(reference), Identification::NotIdentified { .. });
        if !is_known {
            seen.is_rejected = Some(is_rejected(database));
            return seen;
        }
        let own = &design.model.key;
        if let Identification::Identified { model, specimen, page_from_specimen, .. } = found(database) {
            (seen.is_right, seen.is_wrong) = (Some(model.key == *own), Some(model.key != *own));
            if let Ok(laid) = register(&page, &model, &specimen, page_from_specimen) {
                seen.errors_mm = errors_mm(&laid, captured.map(Light::Visible), out_of_register);
            }
        } else {
            (seen.is_right, seen.is_wrong) = (Some(false), Some(false));
        }
        seen.is_rejected = Some(is_rejected(&Without { database, state: &own.issuing_state }));
        seen
    }
}

impl Tally {
    fn count(&mut self, seen: Seen) {
        self.is_read.count(seen.is_read);
        let pairs = [
            (&mut self.is_right, seen.is_right),
            (&mut self.is_wrong, seen.is_wrong),
            (&mut self.is_rejected, seen.is_rejected),
        ];
        for (rate, found) in pairs {
            found.into_iter().for_each(|found| rate.count(found));
        }
        self.errors_mm.extend(seen.errors_mm);
    }

    /// 95th percentile and median of the registration error in mm.
    fn registration(&mut self) -> (f64, f64) {
        self.errors_mm.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = self.errors_mm.len().saturating_sub(1);
            self.errors_mm.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
        };
        (at(0.5), at(0.95))
    }

    fn print(&mut self) {
        let (median, p95) = self.registration();
        println!("{}", self.kind.name());
        println!("  MRZ read as one of the layouts          {}", self.is_read);
        println!("  right model (top-1, accepted)           {}", self.is_right);
        println!("  wrong model accepted                    {}", self.is_wrong);
        println!("  unknown model not identified            {}", self.is_rejected);
        println!("  place error after registration, mm      median {median:.3}, 95th percentile {p95:.3}");
    }

    fn json(&mut self) -> serde_json::Value {
        let (median, p95) = self.registration();
        json!({
            "capture": self.kind.name(),
            "mrz_read": self.is_read,
            "right": self.is_right,
            "wrong": self.is_wrong,
            "unknown_rejected": self.is_rejected,
            "registration_mm": {"median": median, "p95": p95, "places": self.errors_mm.len()},
        })
    }
}

/// How far off a grid of places on the page lies from where the capture put the print of that place, in mm: the page is laid
/// over the specimen by its print, which on no two copies lies the same way on the paper.
fn errors_mm(page: &Page, truth_scan_from_page: &Homography, out_of_register: (f64, f64)) -> Vec<f64> {
    let mut errors = Vec::new();
    for row in 0..5 {
        for col in 0..7 {
            let x = page.width_mm * (0.08 + 0.14 * f64::from(col));
            let y = page.height_mm * (0.08 + 0.21 * f64::from(row));
            let found = page.visible.scan_from_page.apply(x, y);
            let truth = truth_scan_from_page.apply(x + out_of_register.0, y + out_of_register.1);
            errors.push((found.0 - truth.0).hypot(found.1 - truth.1) / truth_scan_from_page.scale_at(x, y));
        }
    }
    errors
}

/// The database without the models of one issuing State.
struct Without<'a> {
    database: &'a reference::Database,
    state: &'a str,
}

impl Reference for Without<'_> {
    fn candidates(&self, issuing_state: Option<&str>, document_type: Option<&str>) -> Vec<Arc<DocumentModel>> {
        let mut models = self.database.candidates(issuing_state, document_type);
        models.retain(|model| model.key.issuing_state != self.state);
        models
    }

    fn shortlist(&self, state: Option<&str>, kind: Option<&str>, print: &PagePrint) -> Vec<Arc<Candidate>> {
        let mut models = self.database.shortlist(state, kind, print);
        models.retain(|model| model.key.issuing_state != self.state);
        models
    }

    fn model(&self, key: &ModelKey) -> Option<Arc<DocumentModel>> {
        self.database.model(key).filter(|model| model.key.issuing_state != self.state)
    }

    fn specimen(&self, key: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable> {
        self.database.specimen(key)
    }
}
