//! Other readers of machine readable zones, where they are installed, on the same pictures.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::Context;
use serde_json::Value;

/// A reader to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Peer {
    /// Tesseract reading the whole page, with traineddata `mrz` or `ocrb` where installed, else `eng`
    Tesseract,
    /// PassportEye of the `python3` that is found first
    Passporteye,
}

/// What it made of one picture.
#[derive(Debug, Clone)]
pub(super) struct PeerReading {
    /// The lines of a zone; none where it found none.
    pub(super) lines: Vec<String>,
    /// Wall time, ms: decoding the file and, of Tesseract, starting the process are part of it.
    pub(super) duration_ms: f64,
}

impl Peer {
    /// Its name in the table.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tesseract => "tesseract",
            Self::Passporteye => "passporteye",
        }
    }
}

/// A peer that is ready to read.
pub(super) enum Ready {
    /// The language it reads in.
    Tesseract(&'static str),
    /// A process that takes a path a line and answers with JSON a line; it loads its libraries once.
    PassportEye { process: Child, paths: ChildStdin, answers: BufReader<ChildStdout> },
}

/// Answers each path with the text it found and its own time.
const PASSPORTEYE: &str = "
import json, sys, time
from passporteye import read_mrz
print('ready', flush=True)
for path in sys.stdin:
    start, text = time.perf_counter(), ''
    try:
        mrz = read_mrz(path.rstrip('\\n'))
        text = mrz.aux.get('raw_text') or '' if mrz is not None else ''
    except Exception as error:
        print(error, file=sys.stderr)
    print(json.dumps({'text': text, 'ms': 1000 * (time.perf_counter() - start)}), flush=True)
";

impl Ready {
    /// Starts the peer.
    ///
    /// # Errors
    /// Where it is not installed.
    pub(super) fn start(peer: Peer) -> anyhow::Result<Self> {
        match peer {
            Peer::Tesseract => {
                let listed = Command::new("tesseract").arg("--list-langs").output();
                let listed = listed.context("tesseract is not installed; install it or leave --against out")?;
                let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
                let is_there = |language: &&str| listed.lines().any(|line| line.trim() == *language);
                let language = ["mrz", "ocrb", "eng"].into_iter().find(is_there);
                Ok(Self::Tesseract(language.context("tesseract has none of the languages mrz, ocrb and eng")?))
            }
            Peer::Passporteye => {
                let mut process = Command::new("python3")
                    .args(["-c", PASSPORTEYE])
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .stderr(Stdio::null())
                    .spawn()
                    .context("python3 cannot be started; PassportEye needs it")?;
                let paths = process.stdin.take().context("python3 takes no input")?;
                let mut answers = BufReader::new(process.stdout.take().context("python3 gives no output")?);
                let mut first = String::new();
                answers.read_line(&mut first)?;
                anyhow::ensure!(
                    first.trim() == "ready",
                    "python3 has no passporteye; install it or leave --against out"
                );
                Ok(Self::PassportEye { process, paths, answers })
            }
        }
    }

    /// Reads one picture file; a picture it fails on is one without a zone.
    ///
    /// # Errors
    /// Where the peer cannot be run any more.
    pub(super) fn read(&mut self, path: &Path) -> anyhow::Result<PeerReading> {
        match self {
            Self::Tesseract(language) => {
                let start = Instant::now();
                let output =
                    Command::new("tesseract").arg(path).args(["stdout", "-l", language, "--psm", "6"]).output()?;
                let duration_ms = start.elapsed().as_secs_f64() * 1000.0;
                Ok(PeerReading { lines: zone_in(&String::from_utf8_lossy(&output.stdout)), duration_ms })
            }
            Self::PassportEye { paths, answers, .. } => {
                writeln!(paths, "{}", path.display())?;
                let mut answer = String::new();
                answers.read_line(&mut answer)?;
                let answer: Value = serde_json::from_str(&answer).context("PassportEye ended")?;
                let lines = zone_in(answer["text"].as_str().unwrap_or_default());
                Ok(PeerReading { lines, duration_ms: answer["ms"].as_f64().unwrap_or(0.0) })
            }
        }
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        if let Self::PassportEye { process, .. } = self {
            // It ends by itself at the end of its input; there is nothing to do where it has ended already.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// The lines of a zone in a page's text: blanks taken out, the last run of neighbouring lines of the alphabet that has the
/// shape of a layout; else all long lines with fillers, so that what was found is counted as found.
fn zone_in(text: &str) -> Vec<String> {
    let tidy = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let lines: Vec<String> = text.lines().map(tidy).filter(|line| !line.is_empty()).collect();
    let is_zone = |run: &[String], length: usize| {
        let is_legal = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<';
        run.iter().all(|line| line.chars().count() == length && line.chars().all(is_legal))
    };
    for (n, length) in [(2, 44), (3, 30), (2, 36)] {
        if let Some(run) = lines.windows(n).rev().find(|run| is_zone(run, length)) {
            return run.to_vec();
        }
    }
    lines.into_iter().filter(|line| 24 <= line.chars().count() && line.contains('<')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_in_a_pages_text() {
        let zone = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
        let text = format!("PASSPORT\nUTOPIA\n{} \n\n{}\n", zone[0].replace("<<ANNA", "<< ANNA"), zone[1]);
        assert_eq!(zone_in(&text), zone);
        assert_eq!(zone_in("PASSPORT\nUTOPIA\n"), Vec::<String>::new());
        assert_eq!(zone_in(&zone[0][..40]), [&zone[0][..40]]);
    }
}
