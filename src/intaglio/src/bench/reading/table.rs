//! The bench's table for a person.

use super::Measured;
use super::peers::{Peer, PeerReading};
use super::sample::Sample;
use super::variants::Variant;
use crate::bench::interval::Rate;

/// Upper ends of the confidence classes in the reliability table.
const CLASSES: [f32; 7] = [0.5, 0.7, 0.9, 0.97, 0.99, 0.999, 1.01];

/// Prints all that was measured.
pub(super) fn print(measured: &Measured) {
    let samples = &measured.samples;
    let counted = counted(samples);
    print_rows(measured, &counted);
    let silent: Vec<_> = samples.iter().chain(&measured.minted).filter(|s| s.is_silently_wrong()).collect();
    let false_text = samples.iter().filter(|s| s.truth.lines.is_empty() && !s.lines.is_empty()).count();
    let without = samples.iter().filter(|s| s.truth.lines.is_empty()).count();
    println!("\nsilent wrong (sure, check digits agree, a character wrong): {}", silent.len());
    for sample in silent {
        println!("  {} {}", sample.truth.file, sample.variant.name());
    }
    println!("pictures without a zone: {without}, text claimed in {false_text}");
    if let Some(strings) = &measured.strings {
        strings.print();
    }
    print_failures(counted.iter().copied().chain(&measured.minted));
    print_reliability("the folder's pictures and variants", &counted);
    print_reliability("minted phone captures", &measured.minted.iter().collect::<Vec<_>>());
    let (median, p95) = times(samples.iter().filter(|s| s.variant == Variant::AsIs).map(|s| s.duration_ms));
    println!("\ntime per picture as it is: median {median:.0} ms, 95th percentile {p95:.0} ms");
    for (peer, readings) in &measured.peers {
        print_peer(*peer, samples, readings);
    }
    if let Some(fields) = &measured.fields {
        fields.print();
    }
}

/// Exact readings by variant, format and kind of capture; a column for each peer.
fn print_rows(measured: &Measured, counted: &[&Sample]) {
    let names: String = measured.peers.iter().map(|(peer, _)| format!(" {:>19}", peer.name())).collect();
    println!("{:<16} {:<5} {:<10} {:>19}{names}", "picture", "", "", "exact");
    let row = |name: &str, format: &str, capture: &str, is_in: &dyn Fn(&Sample) -> bool| {
        let group: Vec<bool> = counted.iter().filter(|s| is_in(s)).map(|s| s.is_right).collect();
        let peers: String = measured
            .peers
            .iter()
            .map(|(_, readings)| {
                let all = measured.samples.iter().zip(readings).filter(|(s, _)| is_counted(s) && is_in(s));
                format!(" {}", share(&all.map(|(s, read)| read.lines == s.truth.lines).collect::<Vec<_>>()))
            })
            .collect();
        println!("{name:<16} {format:<5} {capture:<10} {}{peers}", share(&group));
    };
    for (variant, format, capture) in groups(counted) {
        let is_in = |s: &Sample| is_of(s, variant, format, capture);
        row(variant.name(), format.unwrap_or("all"), capture.unwrap_or("all"), &is_in);
    }
    let is_changed = |s: &Sample| s.variant != Variant::AsIs && !s.variant.is_turn();
    if counted.iter().any(|s| is_changed(s)) {
        row("all but turns", "all", "all", &is_changed);
    }
    if !measured.minted.is_empty() {
        let minted: Vec<bool> = measured.minted.iter().map(|s| s.is_right).collect();
        println!("{:<16} {:<5} {:<10} {}", "minted", "TD3", "phone", share(&minted));
    }
}

fn print_failures<'a>(samples: impl Iterator<Item = &'a Sample>) {
    println!("\nnot exact:");
    for sample in samples.filter(|s| !s.is_right) {
        let (file, variant, format) = (&sample.truth.file, sample.variant.name(), &sample.truth.format);
        println!("  {file}, {variant} ({format}, least confidence {:.2})", sample.confidence);
        for idx in 0..sample.truth.lines.len().max(sample.lines.len()) {
            let line = |lines: &[String]| lines.get(idx).cloned().unwrap_or_default();
            let (printed, read) = (line(&sample.truth.lines), line(&sample.lines));
            if read != printed {
                println!("    printed {printed}\n    read    {read}");
            }
        }
    }
}

fn print_reliability(of: &str, counted: &[&Sample]) {
    let classes = reliability(counted);
    if classes.is_empty() {
        return;
    }
    println!("\n{of}\n{:<16} {:>10} {:>12} {:>10}", "confidence", "characters", "mean", "right");
    for (low, high, n, mean, right) in classes {
        println!("{:<16} {n:>10} {mean:>12.4} {right:>10.4}", format!("{low:.3}–{:.3}", high.min(1.0)));
    }
    let ranked = ranked_by_rules(counted);
    if 0 < ranked.n {
        println!("{:<16} {:>10} {:>12} {:>10.4}", "by the rules", ranked.n, "", ranked.share());
    }
}

/// Of the characters that the layout or a check digit put first, the right ones.
pub(super) fn ranked_by_rules(counted: &[&Sample]) -> Rate {
    let mut rate = Rate::NONE;
    let characters = counted.iter().flat_map(|s| &s.characters);
    characters.filter(|c| c.is_ranked_by_rules).for_each(|c| rate.count(c.is_right));
    rate
}

/// Ours and a peer's times for the pictures as they are, decoding included, and how often the peer was silently wrong.
fn print_peer(peer: Peer, samples: &[Sample], readings: &[PeerReading]) {
    let Compared { ours, theirs, n_silent, n_false } = compare(samples, readings);
    println!("\nagainst {}, pictures as they are, decoding included:", peer.name());
    println!("  median {:.0} ms against {:.0} ms, {:.1} times as long", ours.0, theirs.0, theirs.0 / ours.0.max(1e-9));
    println!("  95th percentile {:.0} ms against {:.0} ms", ours.1, theirs.1);
    println!(
        "  its check digits all agree and a character is wrong: {n_silent}; text in pictures without a zone: {n_false}"
    );
}

/// Times of both, median and 95th percentile, ms; silent mistakes and false text of the peer.
pub(super) struct Compared {
    pub(super) ours: (f64, f64),
    pub(super) theirs: (f64, f64),
    pub(super) n_silent: usize,
    pub(super) n_false: usize,
}

/// One peer's readings against ours.
pub(super) fn compare(samples: &[Sample], readings: &[PeerReading]) -> Compared {
    let pairs = || samples.iter().zip(readings).filter(|(s, _)| s.variant == Variant::AsIs);
    let agrees = |lines: &[String]| {
        engine::reading::mrz::Mrz::parse(lines).is_ok_and(|mrz| mrz.check_digits().iter().all(|digit| digit.is_right))
    };
    let is_silent = |(s, read): &(&Sample, &PeerReading)| read.lines != s.truth.lines && agrees(&read.lines);
    Compared {
        ours: times(pairs().map(|(s, _)| s.with_decoding_ms)),
        theirs: times(pairs().map(|(_, read)| read.duration_ms)),
        n_silent: samples.iter().zip(readings).filter(is_silent).count(),
        n_false: pairs().filter(|(s, read)| s.truth.lines.is_empty() && !read.lines.is_empty()).count(),
    }
}

fn is_counted(sample: &Sample) -> bool {
    sample.truth.is_counted && !sample.truth.lines.is_empty()
}

/// Samples that count and have a zone.
pub(super) fn counted(samples: &[Sample]) -> Vec<&Sample> {
    samples.iter().filter(|s| is_counted(s)).collect()
}

/// Lower and upper end, number of characters, mean confidence and share right of each class that has any; without the
/// characters that the layout or a check digit put first.
pub(super) fn reliability(counted: &[&Sample]) -> Vec<(f32, f32, usize, f64, f64)> {
    let all = counted.iter().flat_map(|s| &s.characters).filter(|c| !c.is_ranked_by_rules);
    let characters: Vec<(f32, bool)> = all.map(|c| (c.confidence, c.is_right)).collect();
    let lows = std::iter::once(0.0).chain(CLASSES);
    let class = |(low, high): (f32, f32)| {
        let inside: Vec<_> = characters.iter().filter(|c| low <= c.0 && c.0 < high).collect();
        let n = inside.len();
        let mean = inside.iter().map(|c| f64::from(c.0)).sum::<f64>() / n.max(1) as f64;
        let right = inside.iter().filter(|c| c.1).count() as f64 / n.max(1) as f64;
        (0 < n).then_some((low, high, n, mean, right))
    };
    lows.zip(CLASSES).filter_map(class).collect()
}

pub(super) type Group<'a> = (Variant, Option<&'a str>, Option<&'a str>);

/// Pictures as they are by format, by kind of capture and by both, then every variant as a whole.
pub(super) fn groups<'a>(counted: &[&'a Sample]) -> Vec<Group<'a>> {
    let mut groups = vec![(Variant::AsIs, None, None)];
    let mut pairs: Vec<(&str, &str)> =
        counted.iter().map(|s| (s.truth.format.as_str(), s.truth.capture.as_str())).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut captures: Vec<&str> = pairs.iter().map(|pair| pair.1).collect();
    captures.sort_unstable();
    captures.dedup();
    groups.extend(captures.into_iter().map(|c| (Variant::AsIs, None, Some(c))));
    for (idx, &(format, capture)) in pairs.iter().enumerate() {
        if idx == 0 || pairs[idx - 1].0 != format {
            groups.push((Variant::AsIs, Some(format), None));
        }
        groups.push((Variant::AsIs, Some(format), Some(capture)));
    }
    let is_made = |variant: &Variant| counted.iter().any(|s| s.variant == *variant);
    groups.extend(Variant::MADE.into_iter().filter(is_made).map(|variant| (variant, None, None)));
    groups
}

/// Whether a sample belongs to a group.
pub(super) fn is_of(sample: &Sample, variant: Variant, format: Option<&str>, capture: Option<&str>) -> bool {
    sample.variant == variant
        && format.is_none_or(|f| sample.truth.format == f)
        && capture.is_none_or(|c| sample.truth.capture == c)
}

fn share(are_right: &[bool]) -> String {
    let exact = are_right.iter().filter(|is_right| **is_right).count();
    format!("{exact:>5}/{:<4} {:>6.1} %", are_right.len(), 100.0 * exact as f64 / are_right.len().max(1) as f64)
}

/// Median and 95th percentile, ms.
pub(super) fn times(times: impl Iterator<Item = f64>) -> (f64, f64) {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or(0.0);
    (at(0.5), at(0.95))
}
