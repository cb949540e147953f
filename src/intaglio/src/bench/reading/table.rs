//! The bench's table, and the same as JSON.

use serde_json::{Value, json};

use super::sample::Sample;
use super::variants::Variant;

/// Upper ends of the confidence classes in the reliability table.
const CLASSES: [f32; 7] = [0.5, 0.7, 0.9, 0.97, 0.99, 0.999, 1.01];

/// Print for a person.
pub(super) fn print(samples: &[Sample]) {
    let counted: Vec<&Sample> = samples.iter().filter(|s| s.truth.is_counted && !s.truth.lines.is_empty()).collect();
    println!("{:<16} {:<5} {:<10} {:>9} {:>7}", "picture", "", "", "exact", "");
    for (variant, format, capture) in groups(&counted) {
        let group: Vec<_> = counted.iter().filter(|s| is_of(s, variant, format, capture)).copied().collect();
        println!(
            "{:<16} {:<5} {:<10} {}",
            variant.name(),
            format.unwrap_or("all"),
            capture.unwrap_or("all"),
            share(&group)
        );
    }
    let skewed: Vec<_> =
        counted.iter().filter(|s| s.variant != Variant::AsIs && !s.variant.is_turn()).copied().collect();
    println!("{:<16} {:<5} {:<10} {}", "all but turns", "all", "all", share(&skewed));
    let silent: Vec<_> = samples.iter().filter(|s| s.is_silently_wrong()).collect();
    let false_text = samples.iter().filter(|s| s.truth.lines.is_empty() && !s.lines.is_empty()).count();
    let without = samples.iter().filter(|s| s.truth.lines.is_empty()).count();
    println!("\nsilent wrong (sure, check digits agree, a character wrong): {}", silent.len());
    for sample in silent {
        println!("  {} {}", sample.truth.file, sample.variant.name());
    }
    println!("pictures without a zone: {without}, text claimed in {false_text}");
    print_failures(&counted);
    print_reliability(&counted);
    let (median, p95) = times(samples, |s| s.variant == Variant::AsIs);
    println!("\ntime per picture as it is: median {median:.0} ms, 95th percentile {p95:.0} ms");
}

fn print_failures(counted: &[&Sample]) {
    println!("\nnot exact, pictures as they are:");
    for sample in counted.iter().filter(|s| !s.is_right && s.variant == Variant::AsIs) {
        println!("  {} ({}, least confidence {:.2})", sample.truth.file, sample.truth.format, sample.confidence);
        for (idx, printed) in sample.truth.lines.iter().enumerate() {
            let read = sample.lines.get(idx).map_or("", String::as_str);
            if read != printed {
                println!("    printed {printed}\n    read    {read}");
            }
        }
    }
}

fn print_reliability(counted: &[&Sample]) {
    println!("\n{:<16} {:>10} {:>12} {:>10}", "confidence", "characters", "mean", "right");
    for (low, high, n, mean, right) in reliability(counted) {
        println!("{:<16} {n:>10} {mean:>12.4} {right:>10.4}", format!("{low:.3}–{:.3}", high.min(1.0)));
    }
}

/// Lower and upper end, number of characters, mean confidence and share right of each class that has any.
fn reliability(counted: &[&Sample]) -> Vec<(f32, f32, usize, f64, f64)> {
    let characters: Vec<(f32, bool)> = counted.iter().flat_map(|s| s.characters.iter().copied()).collect();
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

/// Print one JSON object.
pub(super) fn print_json(samples: &[Sample]) {
    let counted: Vec<&Sample> = samples.iter().filter(|s| s.truth.is_counted && !s.truth.lines.is_empty()).collect();
    let rows: Vec<Value> = groups(&counted)
        .into_iter()
        .map(|(variant, format, capture)| {
            let group: Vec<_> = counted.iter().filter(|s| is_of(s, variant, format, capture)).collect();
            let exact = group.iter().filter(|s| s.is_right).count();
            json!({"variant": variant.name(), "format": format, "capture": capture, "exact": exact, "of": group.len()})
        })
        .collect();
    let (median, p95) = times(samples, |s| s.variant == Variant::AsIs);
    let pictures: Vec<Value> = samples.iter().map(picture).collect();
    let reliability: Vec<Value> = reliability(&counted)
        .into_iter()
        .map(|(low, high, n, mean, right)| json!({"from": low, "to": high.min(1.0), "characters": n, "mean": mean, "right": right}))
        .collect();
    let object = json!({
        "rows": rows,
        "silent_wrong": samples.iter().filter(|s| s.is_silently_wrong()).count(),
        "without_zone": samples.iter().filter(|s| s.truth.lines.is_empty()).count(),
        "text_claimed_without_zone": samples.iter().filter(|s| s.truth.lines.is_empty() && !s.lines.is_empty()).count(),
        "reliability": reliability,
        "median_ms": median,
        "p95_ms": p95,
        "pictures": pictures,
    });
    println!("{object}");
}

fn picture(sample: &Sample) -> Value {
    json!({
        "file": sample.truth.file,
        "variant": sample.variant.name(),
        "counted": sample.truth.is_counted,
        "wrong_digits_printed": sample.truth.has_wrong_digits,
        "exact": sample.is_right,
        "sure": sample.is_sure,
        "check_digits_agree": sample.digits_agree,
        "confidence": sample.confidence,
        "printed": sample.truth.lines,
        "read": sample.lines,
        "duration_ms": sample.duration_ms,
    })
}

type Group<'a> = (Variant, Option<&'a str>, Option<&'a str>);

/// Pictures as they are by format and by kind of capture, then every variant as a whole.
fn groups<'a>(counted: &[&'a Sample]) -> Vec<Group<'a>> {
    let mut groups = vec![(Variant::AsIs, None, None)];
    let mut formats: Vec<&str> = counted.iter().map(|s| s.truth.format.as_str()).collect();
    formats.sort_unstable();
    formats.dedup();
    groups.extend(formats.into_iter().map(|f| (Variant::AsIs, Some(f), None)));
    let mut captures: Vec<&str> = counted.iter().map(|s| s.truth.capture.as_str()).collect();
    captures.sort_unstable();
    captures.dedup();
    groups.extend(captures.into_iter().map(|c| (Variant::AsIs, None, Some(c))));
    groups.extend(Variant::MADE.map(|variant| (variant, None, None)));
    groups
}

fn is_of(sample: &Sample, variant: Variant, format: Option<&str>, capture: Option<&str>) -> bool {
    sample.variant == variant
        && format.is_none_or(|f| sample.truth.format == f)
        && capture.is_none_or(|c| sample.truth.capture == c)
}

fn share(group: &[&Sample]) -> String {
    let exact = group.iter().filter(|s| s.is_right).count();
    format!("{exact:>4}/{:<4} {:>6.1} %", group.len(), 100.0 * exact as f64 / group.len().max(1) as f64)
}

/// Median and 95th percentile of the time, in ms.
fn times(samples: &[Sample], which: impl Fn(&Sample) -> bool) -> (f64, f64) {
    let mut times: Vec<f64> = samples.iter().filter(|s| which(s)).map(|s| s.duration_ms).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or(0.0);
    (at(0.5), at(0.95))
}
