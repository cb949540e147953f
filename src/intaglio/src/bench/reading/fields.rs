//! Entries of the visual zone that a person transcribed, against what is read without a model.
//!
//! The file is a list of `{"file", "fields": {datum: text as printed}}`. A datum of the machine readable zone is right where
//! the entry matched to it says it; any other, and one that the zone of this document leaves out and so has another name in
//! the list, where words of some line do. Blanks round signs and runs of blanks do not count.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use engine::reading::mrz::read_mrz;
use engine::reading::viz::VizEntry;
use engine::scan::{Light, Scan};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bench::interval::Rate;
use crate::read::{Viz, read_viz};

/// Data that are matched to the machine readable zone.
const MATCHED: [&str; 7] = [
    "document_number",
    "primary_identifier",
    "secondary_identifier",
    "date_of_birth",
    "sex",
    "date_of_expiry",
    "personal_number",
];

/// The entries of one picture as a person read them.
#[derive(Deserialize)]
struct Transcript {
    file: PathBuf,
    fields: BTreeMap<String, String>,
}

/// One entry as transcribed and as read.
struct Field {
    file: String,
    datum: String,
    expected: String,
    /// `None` where no such entry was found.
    read: Option<String>,
    is_right: bool,
    is_sure: bool,
}

/// All transcribed entries.
pub(super) struct Fields(Vec<Field>);

/// Reads the pictures of a list.
pub(super) fn read(dir: &Path, list: &Path) -> anyhow::Result<Fields> {
    let text = std::fs::read_to_string(list).with_context(|| format!("cannot read {}", list.display()))?;
    let transcripts: Vec<Transcript> =
        serde_json::from_str(&text).with_context(|| format!("{} is no list of entries", list.display()))?;
    let database = reference::Database::in_memory()?;
    let today = crate::today::or_now(None)?;
    let mut fields = Vec::new();
    for transcript in &transcripts {
        let path = dir.join(&transcript.file);
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = transcript.file.to_string_lossy().into_owned();
        let scan = Scan::decode(&bytes, &name, Light::Visible).with_context(|| format!("cannot decode {name}"))?;
        let zone = read_mrz(&scan).into_iter().next();
        let viz = read_viz(scan, zone, &database, today);
        fields.extend(transcript.fields.iter().map(|(datum, expected)| judge(&name, datum, expected, viz.as_ref())));
    }
    Ok(Fields(fields))
}

fn judge(file: &str, datum: &str, expected: &str, viz: Option<&Viz>) -> Field {
    let found = viz.and_then(|viz| {
        if MATCHED.contains(&datum) {
            let entry = viz.entries.iter().find(|entry| entry.datum == datum)?;
            Some((entry.text(), entry.is_sure()))
        } else {
            nearest(viz.lines.as_deref().unwrap_or_default(), expected)
        }
    });
    let (read, is_sure) = found.map_or((None, false), |(text, is_sure)| (Some(text), is_sure));
    let is_right = read.as_ref().is_some_and(|read| plain(read) == plain(expected));
    Field { file: file.to_owned(), datum: datum.to_owned(), expected: expected.to_owned(), read, is_right, is_sure }
}

/// The words of a line that say the text, or else the line that has most of its words.
fn nearest(lines: &[VizEntry], expected: &str) -> Option<(String, bool)> {
    let wanted = plain(expected);
    let says = |line: &&VizEntry| has_words(&plain(&line.text()), &wanted);
    if let Some(line) = lines.iter().find(says) {
        return Some((expected.to_owned(), line.is_sure()));
    }
    let n_common = |line: &VizEntry| {
        let text = plain(&line.text());
        let pairs: Vec<char> = text.chars().collect();
        pairs.windows(2).filter(|pair| wanted.contains(&pair.iter().collect::<String>())).count()
    };
    let most = lines.iter().max_by_key(|line| n_common(line))?;
    (2 < n_common(most)).then(|| (most.text(), most.is_sure()))
}

/// Whether a text has those words, whole.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(start, _)| {
        let (before, after) = (text[..start].chars().next_back(), text[start + words.len()..].chars().next());
        [before, after].iter().flatten().all(|c| !c.is_alphanumeric())
    })
}

/// The text with single blanks, none beside a sign; the capitals Đ and Ð, which look the same, as one.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let single = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let characters: Vec<char> = single.chars().map(|c| if c == 'Ð' { 'Đ' } else { c }).collect();
    let is_sign = |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric());
    for (idx, c) in characters.iter().enumerate() {
        let before = idx.checked_sub(1).and_then(|idx| characters.get(idx));
        if *c != ' ' || !(is_sign(before) || is_sign(characters.get(idx + 1))) {
            plain.push(*c);
        }
    }
    plain
}

impl Fields {
    /// How many of those for which it holds are right.
    fn rate(&self, is_in: impl Fn(&Field) -> bool) -> Rate {
        let mut rate = Rate::NONE;
        self.0.iter().filter(|field| is_in(field)).for_each(|field| rate.count(field.is_right));
        rate
    }

    /// The shares by document and datum, and the failures.
    pub(super) fn print(&self) {
        println!("\ntranscribed entries of the visual zone, read without a model: {}", self.rate(|_| true));
        println!("  of data of the MRZ {}", self.rate(|field| MATCHED.contains(&field.datum.as_str())));
        println!("  of those read surely {}", self.rate(|field| field.is_sure));
        let mut data: Vec<&str> = self.0.iter().map(|field| field.datum.as_str()).collect();
        data.sort_unstable();
        data.dedup();
        for datum in data {
            println!("  {datum:<22} {}", self.rate(|field| field.datum == datum));
        }
        let mut files: Vec<&str> = self.0.iter().map(|field| field.file.as_str()).collect();
        files.dedup();
        for file in files {
            let own = |field: &&Field| field.file == file;
            let count = |is: &dyn Fn(&Field) -> bool| self.0.iter().filter(own).filter(|field| is(field)).count();
            let (right, doubt) = (count(&|field| field.is_right), count(&|field| field.is_right && !field.is_sure));
            let missing = count(&|field| field.read.is_none());
            println!("{file}: {right} of {} right, {doubt} of them with doubt, {missing} missing", count(&|_| true));
            for field in self.0.iter().filter(own).filter(|field| !field.is_right) {
                let (read, doubt) = (field.read.as_deref().unwrap_or("-"), if field.is_sure { "" } else { " (doubt)" });
                println!("    {:<22} {:<34} read {read}{doubt}", field.datum, field.expected);
            }
        }
    }

    pub(super) fn json(&self) -> Value {
        let of = |field: &Field| {
            json!({"file": field.file, "datum": field.datum, "expected": field.expected, "read": field.read,
                "right": field.is_right, "sure": field.is_sure})
        };
        let all = self.rate(|_| true);
        json!({"right": all.n_hits, "of": all.n, "fields": self.0.iter().map(of).collect::<Vec<_>>()})
    }
}

#[cfg(test)]
mod tests {
    use super::{has_words, plain};

    #[test]
    fn blanks_beside_signs_do_not_count() {
        assert_eq!(plain(" ČESKÁ REPUBLIKA / CZECH  REPUBLIC"), "ČESKÁ REPUBLIKA/CZECH REPUBLIC");
        assert_ne!(plain("ZS 0000177"), plain("ZS0000177"));
        assert!(has_words("YKPAÏHA/UKRAINE", "UKRAINE") && !has_words("PRAHA 12", "PRAHA 1"));
    }
}
