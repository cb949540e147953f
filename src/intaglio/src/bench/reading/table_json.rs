//! The bench's table as one JSON object.

use serde_json::{Value, json};

use super::Measured;
use super::sample::Sample;
use super::table::{compare, counted, groups, is_of, ranked_by_rules, reliability, times};
use super::variants::Variant;

/// All that was measured.
pub(super) fn of(measured: &Measured) -> Value {
    let samples = &measured.samples;
    let counted = counted(samples);
    let rows: Vec<Value> = groups(&counted)
        .into_iter()
        .map(|(variant, format, capture)| {
            let group: Vec<_> = counted.iter().filter(|s| is_of(s, variant, format, capture)).collect();
            let exact = group.iter().filter(|s| s.is_right).count();
            json!({"variant": variant.name(), "format": format, "capture": capture, "exact": exact, "of": group.len()})
        })
        .collect();
    let (median, p95) = times(samples.iter().filter(|s| s.variant == Variant::AsIs).map(|s| s.duration_ms));
    let pictures: Vec<Value> = samples.iter().enumerate().map(|(idx, sample)| picture(measured, idx, sample)).collect();
    let minted = &measured.minted;
    json!({
        "rows": rows,
        "silent_wrong": samples.iter().filter(|s| s.is_silently_wrong()).count(),
        "without_zone": samples.iter().filter(|s| s.truth.lines.is_empty()).count(),
        "text_claimed_without_zone": samples.iter().filter(|s| s.truth.lines.is_empty() && !s.lines.is_empty()).count(),
        "reliability": reliability_json(&counted),
        "ranked_by_rules": { "right": ranked_by_rules(&counted).n_hits, "of": ranked_by_rules(&counted).n },
        "minted": {
            "exact": minted.iter().filter(|s| s.is_right).count(),
            "of": minted.len(),
            "silent_wrong": minted.iter().filter(|s| s.is_silently_wrong()).count(),
            "reliability": reliability_json(&minted.iter().collect::<Vec<_>>()),
            "pictures": minted.iter().map(of_sample).collect::<Vec<_>>(),
        },
        "conformance_strings": measured.strings.as_ref().map(super::strings::Strings::json),
        "fields": measured.fields.as_ref().map(super::fields::Fields::json),
        "median_ms": median,
        "p95_ms": p95,
        "against": peers(measured),
        "pictures": pictures,
    })
}

fn reliability_json(counted: &[&Sample]) -> Vec<Value> {
    let class = |(low, high, n, mean, right): (f32, f32, usize, f64, f64)| json!({"from": low, "to": high.min(1.0), "characters": n, "mean": mean, "right": right});
    reliability(counted).into_iter().map(class).collect()
}

fn peers(measured: &Measured) -> Vec<Value> {
    let of = |(peer, readings): &(super::peers::Peer, Vec<super::peers::PeerReading>)| {
        let compared = compare(&measured.samples, readings);
        json!({
            "name": peer.name(),
            "median_ms": compared.theirs.0,
            "p95_ms": compared.theirs.1,
            "our_median_ms": compared.ours.0,
            "our_p95_ms": compared.ours.1,
            "ratio_of_medians": compared.theirs.0 / compared.ours.0.max(1e-9),
            "silent_wrong": compared.n_silent,
            "text_claimed_without_zone": compared.n_false,
        })
    };
    measured.peers.iter().map(of).collect()
}

/// A sample with what each peer made of it.
fn picture(measured: &Measured, idx: usize, sample: &Sample) -> Value {
    let mut value = of_sample(sample);
    for (peer, readings) in &measured.peers {
        if let Some(reading) = readings.get(idx) {
            let exact = reading.lines == sample.truth.lines;
            value[peer.name()] = json!({"exact": exact, "read": reading.lines, "duration_ms": reading.duration_ms});
        }
    }
    value
}

fn of_sample(sample: &Sample) -> Value {
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
