//! One character of an entry erased and another written in its place, near to how its line is set: a little higher or lower,
//! larger, bolder or leaning.

use engine::geometry::PageRect;
use engine::scan::Light;

use crate::alteration::{Work, erase};
use crate::design::Datum;
use crate::ink::Ink;
use crate::mask::Plate;
use crate::personal::fitted;
use crate::print::{Layer, Part, Rasters};
use crate::type_face::{Face, TextStyle};

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let data = [Datum::DocumentNumber, Datum::DateOfBirth, Datum::DateOfExpiry, Datum::PrimaryIdentifier];
    let datum = *work.dice.pick(&data);
    let Some(place) = work.design.layout.field(datum).cloned() else { return };
    let text: Vec<char> = work.entries.field(datum).chars().collect();
    let rewritable: Vec<usize> = (0..text.len()).filter(|&idx| text[idx].is_ascii_alphanumeric()).collect();
    if rewritable.is_empty() {
        return;
    }
    let at = *work.dice.pick(&rewritable);
    let new = another(work, text[at]);
    let issuer = fitted(place.style, &text.iter().collect::<String>(), place.width_mm);
    let before: f64 = text[..at].iter().map(|&symbol| issuer.advance_mm(symbol)).sum();
    let left = place.data_at.0 + work.text_shift_mm.0 + before;
    let baseline = place.data_at.1 + work.text_shift_mm.1;
    let (advance, cap) = (issuer.advance_mm(text[at]), issuer.cap_mm);
    let wiped = PageRect::new(left, baseline - 1.3 * cap, advance, 1.65 * cap);
    let uv_gain = work.dice.between(1.03, 1.18) as f32;
    erase::wipe(rasters, wiped, uv_gain, work.dice.bits());
    let (style, lower) = setting(work, issuer);
    let mut plate = Plate::new(wiped.grown(2.0), rasters.px_per_mm);
    plate.text(&style, &new.to_string(), left + (advance - style.advance_mm(new)) / 2.0, baseline + lower);
    rasters.overprint(&Layer::new(Ink::carbon_black("toner black"), plate.finish(), Part::Data));
    let changed = text.iter().enumerate().map(|(idx, &symbol)| if idx == at { new } else { symbol }).collect();
    if let Some(entry) = work.entries.fields.iter_mut().find(|(d, _)| *d == datum) {
        entry.1 = changed;
    }
    work.mark(&Light::ALL, wiped);
}

/// Another character of the same kind.
fn another(work: &mut Work<'_>, old: char) -> char {
    let (first, n) = match old {
        '0'..='9' => ('0', 10),
        'a'..='z' => ('a', 26),
        _ => ('A', 26),
    };
    loop {
        let new = char::from(first as u8 + work.dice.below(n) as u8);
        if new != old {
            return new;
        }
    }
}

/// How the new one is set, and how much lower: one of its traits is plainly off.
fn setting(work: &mut Work<'_>, issuer: TextStyle) -> (TextStyle, f64) {
    let mut signed = |least: f64, most: f64| {
        let size = work.dice.between(least, most);
        if work.dice.chance(0.5) { size } else { -size }
    };
    let (lower, size) = (signed(0.10, 0.30), signed(0.06, 0.12));
    match work.dice.below(4) {
        0 => (TextStyle { cap_mm: issuer.cap_mm * (1.0 + size), ..issuer }, 0.0),
        1 => (TextStyle { slant: issuer.slant + work.dice.between(0.12, 0.25), ..issuer }, 0.0),
        2 if bolder(issuer.face) != issuer.face => (TextStyle { face: bolder(issuer.face), ..issuer }, 0.0),
        _ => (issuer, lower),
    }
}

/// The bold face of a family.
fn bolder(face: Face) -> Face {
    match face {
        Face::Condensed | Face::CondensedBold => Face::CondensedBold,
        Face::Serif | Face::SerifCondensed | Face::SerifBold => Face::SerifBold,
        _ => Face::SansBold,
    }
}
