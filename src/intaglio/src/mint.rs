//! `intaglio mint`: fictional documents with ground truth, and the reference specimens of their models.

use std::path::PathBuf;

use ::mint::{Alteration, CaptureKind, ModelDesign, holders, mint_page, model, models};
use anyhow::Context;

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

/// Options of `mint document`.
#[derive(clap::Args)]
pub(crate) struct Document {
    /// Key of the model, such as UTO-P-2-2019
    #[arg(long, value_name = "KEY")]
    model: String,
    /// Which of the model's holders, from 0
    #[arg(long, default_value_t = 0, value_name = "N")]
    holder: usize,
    /// What is done to it; may be given several times
    #[arg(long, value_name = "NAME")]
    alteration: Vec<String>,
    /// reader, hand_held, flatbed, booklet or phone
    #[arg(long, default_value = "reader", value_name = "KIND")]
    capture: String,
    /// Pixels an inch of the pictures, 100 to 600
    #[arg(long, default_value_t = 400.0, value_name = "N")]
    ppi: f64,
    /// Quarter turns clockwise, 0 to 3
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=3), value_name = "N")]
    turn: u8,
    /// Seed of the people, the copy and the capture
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Folder for visible.jpg, ultraviolet.jpg, infrared.jpg and truth.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
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
    let design = model(&document.model)
        .with_context(|| format!("no model {}; `intaglio mint list` names them", document.model))?;
    let alterations =
        document.alteration.iter().map(|name| named_alteration(name, &design)).collect::<anyhow::Result<Vec<_>>>()?;
    anyhow::ensure!((100.0..=600.0).contains(&document.ppi), "{} pixels an inch; take 100 to 600", document.ppi);
    let kind = CaptureKind::from_name(&document.capture, document.ppi).with_context(|| {
        format!("no capture {}; take reader, hand_held, flatbed, booklet or phone", document.capture)
    })?;
    anyhow::ensure!(document.holder < 100_000, "holder {}; take one below 100000", document.holder);
    let people = holders(&design, document.seed, document.holder + 1);
    let holder = people.last().context("no holder")?;
    let minted = mint_page(&design, holder, &alterations, document.seed);
    let captured = ::mint::capture_turned(&minted, kind, document.turn, document.seed);
    ::mint::write_capture(&document.out, &minted, &captured)
        .with_context(|| format!("cannot write into {}", document.out.display()))?;
    println!("{}", document.out.display());
    Ok(())
}

fn named_alteration(name: &str, design: &ModelDesign) -> anyhow::Result<Alteration> {
    let alteration = Alteration::from_name(name)
        .with_context(|| format!("no alteration {name}; `intaglio mint list` names them"))?;
    anyhow::ensure!(
        alteration.applies_to(design),
        "{name} needs a model with a successor; {} has none",
        design.model.key
    );
    Ok(alteration)
}
