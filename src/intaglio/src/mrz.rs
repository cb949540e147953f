//! `intaglio mrz`: a zone typed, pasted or swiped.

use std::io::{BufRead, IsTerminal, Read};

use anyhow::Context;
use engine::reading::mrz::{Mrz, typed_lines};
use report::{mrz_json, mrz_words};

use crate::{Ran, today};

/// More than any zone has; a swipe reader left running is not read to its end.
const MOST_BYTES: u64 = 4096;

/// Options of `mrz`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The lines as printed, or one argument with line breaks; without any they are read from standard input
    #[arg(num_args = 0..=3, value_name = "LINE")]
    lines: Vec<String>,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
}

/// Checks the lines and prints every rule they break.
pub(crate) fn run(args: &Args) -> anyhow::Result<Ran> {
    let text = if args.lines.is_empty() { standard_input()? } else { args.lines.join("\n") };
    let lines = typed_lines(&text);
    anyhow::ensure!(!lines.is_empty(), "no line given; type the lines of the MRZ as printed");
    let today = today::or_now(None)?;
    let mrz = Mrz::parse(&lines);
    match (&mrz, args.json) {
        (_, true) => println!("{:#}", mrz_json::of_lines(&lines, today)),
        (Ok(mrz), false) => print!("{}", mrz_words::as_text(mrz, today)),
        (Err(error), false) => eprintln!("intaglio: {error}"),
    }
    Ok(match mrz {
        Err(_) => Ran::Unreadable,
        Ok(mrz) if mrz_words::has_discrepancy(&mrz, today) => Ran::Discrepancy,
        Ok(_) => Ran::Clean,
    })
}

/// All of standard input; from a keyboard, or a reader that types like one, no more than a whole zone.
fn standard_input() -> anyhow::Result<String> {
    let mut text = String::new();
    let mut input = std::io::stdin().lock().take(MOST_BYTES);
    let is_typed = std::io::stdin().is_terminal();
    loop {
        let n = input.read_line(&mut text).context("standard input cannot be read; give the lines as arguments")?;
        if n == 0 || (is_typed && Mrz::parse(&typed_lines(&text)).is_ok()) {
            return Ok(text);
        }
    }
}
