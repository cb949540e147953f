//! `intaglio mrz`: a zone typed, pasted or swiped.

use engine::reading::mrz::typed_lines;

use crate::{Ran, today};

/// Options of `mrz`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The lines as printed; one argument with line breaks serves as well
    #[arg(required = true, num_args = 1..=3, value_name = "LINE", allow_hyphen_values = true)]
    lines: Vec<String>,
    /// Print JSON and nothing else
    #[arg(long)]
    json: bool,
}

/// Checks the lines and prints every rule they break.
pub(crate) fn run(args: &Args) -> anyhow::Result<Ran> {
    let lines = typed_lines(&args.lines.join("\n"));
    anyhow::ensure!(!lines.is_empty(), "no line given; type the lines of the MRZ as printed");
    let value = report::mrz_json::of_lines(&lines, today::or_now(None)?);
    if args.json {
        println!("{value:#}");
    } else {
        print_text(&value);
    }
    if value["format"].is_null() {
        return Ok(Ran::Unreadable);
    }
    let items = |name: &str| value[name].as_array().cloned().unwrap_or_default();
    let is_wrong = items("check_digits").iter().any(|digit| digit["result"] == "failed")
        || items("rules").iter().any(|rule| rule["verdict"] == "fault");
    Ok(if is_wrong { Ran::Discrepancy } else { Ran::Clean })
}

fn print_text(value: &serde_json::Value) {
    let Some(format) = value["format"].as_str() else {
        println!("no layout of Doc 9303 has lines of this number and length");
        return;
    };
    println!("{format}");
    for (name, field) in value["fields"].as_object().into_iter().flatten() {
        let shown = field.as_str().map_or_else(|| field.to_string(), str::to_owned);
        println!("  {:<24} {shown}", report::words::spaced(name));
    }
    for digit in value["check_digits"].as_array().into_iter().flatten() {
        let symbol = if digit["result"] == "failed" { "✕" } else { "✓" };
        let field = report::words::spaced(digit["field"].as_str().unwrap_or_default());
        let (found, expected) = (digit["found"].as_str().unwrap_or("?"), digit["expected"].as_str().unwrap_or("?"));
        println!("  {symbol} check digit of the {field}: {found}, computed {expected}");
    }
    for rule in value["rules"].as_array().into_iter().flatten() {
        let symbol = if rule["verdict"] == "fault" { "✕" } else { "!" };
        println!("  {symbol} {}", rule["explanation"].as_str().unwrap_or_default());
    }
}
