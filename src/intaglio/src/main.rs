//! Examine travel documents: the window and every command.
//!
//! Exit status: 0 ran, no discrepancy; 1 ran, a discrepancy; 2 wrong usage; 3 could not examine.

#[macro_use]
mod output;
mod bench;
mod captures;
mod card;
mod catalogue;
mod data_folder;
mod enrol;
mod examine;
mod input;
mod mint;
mod mrz;
mod read;
mod reference;
mod stages;
mod today;
mod usage;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Reads a scanned passport data page, compares it with its specimen and shows every discrepancy. The person decides.
///
/// Without a command it opens the window, with the files given. Files of one document are told apart by their names:
/// visible or VI, ultraviolet or UV, infrared or IR.
#[derive(Parser)]
#[command(name = "intaglio", version, after_help = EXIT_STATUS)]
struct Cli {
    /// Folder of the reference database [default: the user's own data folder]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Begin with the dark theme
    #[arg(long)]
    dark: bool,
    #[command(subcommand)]
    command: Option<Command>,
    /// Scans to open in the window
    files: Vec<PathBuf>,
}

/// What the status of the program says, for its help.
const EXIT_STATUS: &str = "Exit status: 0 no discrepancy; 1 a discrepancy; 2 wrong usage; 3 could not examine.\nA line on standard error says why.";

#[derive(Subcommand)]
enum Command {
    /// Examine one document from its scans and print what agrees and what does not
    #[command(after_help = EXIT_STATUS)]
    Examine(examine::Args),
    /// Read the machine readable zone of any picture
    Read(read::Args),
    /// Check a typed, pasted or swiped machine readable zone
    Mrz(mrz::Args),
    /// List and show the document models that can be recognised
    Reference(reference::Args),
    /// Issue fictional documents with ground truth
    #[command(subcommand)]
    Mint(mint::Mint),
    /// Set the shipped models' check routines and thresholds from minted captures of unaltered documents
    Enrol(enrol::Args),
    /// Measure reading, identification, detection and speed on this machine
    #[command(subcommand)]
    Bench(bench::Bench),
}

/// What a command that ran came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ran {
    /// No discrepancy.
    Clean,
    /// At least one discrepancy.
    Discrepancy,
    /// Nothing could be examined; every cause has been said.
    Unreadable,
}

impl Ran {
    fn exit_code(self) -> ExitCode {
        match self {
            Self::Clean => ExitCode::SUCCESS,
            Self::Discrepancy => ExitCode::from(1),
            Self::Unreadable => ExitCode::from(3),
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(ran) => ran.exit_code(),
        Err(error) => {
            eprintln!("intaglio: {error:#}");
            ExitCode::from(if error.is::<usage::WrongUsage>() { 2 } else { 3 })
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<Ran> {
    match cli.command {
        Some(Command::Examine(args)) => examine::run(&args, cli.data.as_deref()),
        Some(Command::Bench(bench)) => bench::run(&bench, cli.data.as_deref()),
        Some(Command::Enrol(args)) => enrol::run(&args).map(|()| Ran::Clean),
        Some(Command::Read(args)) => read::run(&args, cli.data.as_deref()),
        Some(Command::Mrz(args)) => mrz::run(&args),
        Some(Command::Reference(args)) => reference::run(&args, cli.data.as_deref()),
        Some(Command::Mint(mint)) => mint::run(&mint).map(|()| Ran::Clean),
        None => window::run(cli.files, cli.data.as_deref(), cli.dark),
    }
}
