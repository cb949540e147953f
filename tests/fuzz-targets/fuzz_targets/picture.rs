//! Any bytes as a picture file: decoded, its zones located and read, what was read taken apart.

#![no_main]

use engine::date::Date;
use engine::reading::mrz::{Mrz, read_mrz, rules};
use engine::scan::{Light, Scan};
use libfuzzer_sys::fuzz_target;

/// Larger pictures take longer than they teach.
const MOST_PIXELS: u64 = 1_000_000;

fuzz_target!(|bytes: &[u8]| {
    let Some(today) = Date::new(2026, 11, 22) else { return };
    let Ok(scan) = Scan::decode(bytes, "any", Light::Visible) else { return };
    if MOST_PIXELS < u64::from(scan.pixels.width()) * u64::from(scan.pixels.height()) {
        return;
    }
    for reading in read_mrz(&scan) {
        assert!((0.0..=1.0).contains(&reading.confidence()));
        if let Ok(mrz) = Mrz::parse(&reading.text()) {
            rules(&mrz, today);
        }
    }
});
