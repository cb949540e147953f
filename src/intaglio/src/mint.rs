//! `intaglio mint`: fictional documents with ground truth, and the reference specimens of their models.

use std::path::PathBuf;

use ::mint::{Alteration, CaptureKind, ModelDesign, holders, mint_page, model, models};
use anyhow::{Context, anyhow};

use crate::input;
use crate::usage::WrongUsage;

/// What to mint.
#[derive(clap::Subcommand)]
pub(crate) enum Mint {
    /// Name the models and the alterations
    List,
    /// Issue one document, alter it, take its pictures
    Document(Document),
    /// Write the reference specimens of every shipped model
    Specimens {
        /// Folder that gets a folder for each model
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Write the sample documents of the tests
    Samples {
        /// Folder that gets a folder for each document
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Names of the ways to take a picture.
const CAPTURES: [&str; 5] = ["reader", "hand_held", "flatbed", "booklet", "phone"];

/// Options of `mint document`.
#[derive(clap::Args)]
pub(crate) struct Document {
    /// Key of the model, such as UTO-P-2-2019
    #[arg(long, value_name = "KEY")]
    model: String,
    /// Which of the model's holders, from 0
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..100_000), value_name = "N")]
    holder: u32,
    /// What is done to it; may be given several times
    #[arg(long, value_name = "NAME")]
    alteration: Vec<String>,
    /// reader, hand_held, flatbed, booklet or phone
    #[arg(long, default_value = "reader", value_name = "KIND")]
    capture: String,
    /// Pixels an inch of the pictures, 100 to 600
    #[arg(long, default_value_t = 400.0, value_parser = pixels_an_inch, value_name = "N")]
    ppi: f64,
    /// Quarter turns clockwise, 0 to 3
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=3), value_name = "N")]
    turn: u8,
    /// Seed of the people, the copy and the capture
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Another seed of the people, as `bench detection` has when it counts the documents up
    #[arg(long, value_name = "S")]
    people: Option<u64>,
    /// Folder for visible.jpg, ultraviolet.jpg, infrared.jpg and truth.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// For clap: 100 to 600.
fn pixels_an_inch(text: &str) -> Result<f64, String> {
    let ppi = text.parse().ok().filter(|ppi| (100.0..=600.0).contains(ppi));
    ppi.ok_or_else(|| "take 100 to 600 pixels an inch".to_owned())
}

/// Mints what was asked for and says where it lies.
pub(crate) fn run(mint: &Mint) -> anyhow::Result<()> {
    match mint {
        Mint::List => list(),
        Mint::Document(document) => issue(document)?,
        Mint::Specimens { out } => ::mint::write_specimens(out)?.iter().for_each(|key| println!("{key}")),
        Mint::Samples { out } => ::mint::write_samples(out)?.iter().for_each(|name| println!("{name}")),
    }
    Ok(())
}

fn list() {
    for design in models() {
        let note = if design.is_held_out { "  (held out: no reference specimen)" } else { "" };
        println!("{:14} {}{note}", design.model.key.to_string(), design.model.name);
    }
    for alteration in Alteration::ALL {
        let kind = if alteration.is_benign() { "wear" } else { "alteration" };
        println!("{:24} {kind}", alteration.name());
    }
}

fn issue(document: &Document) -> anyhow::Result<()> {
    let keys = || models().into_iter().map(|design| design.model.key);
    let design =
        model(&document.model).ok_or_else(|| WrongUsage::unknown("document model", &document.model, keys()))?;
    let alterations =
        document.alteration.iter().map(|name| named_alteration(name, &design)).collect::<Result<Vec<_>, _>>()?;
    let kind = CaptureKind::from_name(&document.capture, document.ppi)
        .ok_or_else(|| WrongUsage::unknown("capture", &document.capture, CAPTURES))?;
    let people = holders(&design, document.people.unwrap_or(document.seed), document.holder as usize + 1);
    let holder = people.last().context("no holder")?;
    let minted = mint_page(&design, holder, &alterations, document.seed);
    let captured = ::mint::capture_turned(&minted, kind, document.turn, document.seed);
    ::mint::write_capture(&document.out, &minted, &captured)
        .map_err(|cause| anyhow!("{}: cannot be written: {cause}; name another folder", input::shown(&document.out)))?;
    println!("{}", document.out.display());
    Ok(())
}

fn named_alteration(name: &str, design: &ModelDesign) -> Result<Alteration, WrongUsage> {
    let names = || Alteration::ALL.into_iter().map(Alteration::name);
    let alteration = Alteration::from_name(name).ok_or_else(|| WrongUsage::unknown("alteration", name, names()))?;
    if alteration.applies_to(design) {
        return Ok(alteration);
    }
    let key = &design.model.key;
    Err(WrongUsage::of(format!("{name} needs a model with a successor, and {key} has none; take another model")))
}
