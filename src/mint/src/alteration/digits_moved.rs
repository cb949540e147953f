//! A figure copied over another one of the same entry, with the ground it stands on: same ink, same face, other lines behind.

use engine::geometry::PageRect;
use engine::scan::Light;

use crate::alteration::Work;
use crate::alteration::copy::copy;
use crate::design::Datum;
use crate::personal::fitted;
use crate::print::Rasters;

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>) {
    let datum = *work.dice.pick(&[Datum::DocumentNumber, Datum::DateOfBirth, Datum::DateOfExpiry]);
    let Some(place) = work.design.layout.field(datum).cloned() else { return };
    let text: Vec<char> = work.entries.field(datum).chars().collect();
    let pairs: Vec<(usize, usize)> = (0..text.len())
        .flat_map(|from| (0..text.len()).map(move |to| (from, to)))
        .filter(|&(from, to)| text[from].is_ascii_digit() && text[to].is_ascii_digit() && text[from] != text[to])
        .collect();
    if pairs.is_empty() {
        return;
    }
    let (from, to) = *work.dice.pick(&pairs);
    let whole: String = text.iter().collect();
    let style = fitted(place.style, &whole, place.width_mm);
    let (left, baseline) = (place.data_at.0 + work.text_shift_mm.0, place.data_at.1 + work.text_shift_mm.1);
    let cell = |idx: usize| {
        let before: f64 = text[..idx].iter().map(|&c| style.advance_mm(c)).sum();
        let cap = style.cap_mm;
        PageRect::new(left + before, baseline - 1.15 * cap, style.advance_mm(text[idx]), 1.3 * cap)
    };
    let (source, target) = (cell(from), cell(to));
    copy(rasters, source, target);
    let mut changed = text.clone();
    changed[to] = text[from];
    if let Some(entry) = work.entries.fields.iter_mut().find(|(d, _)| *d == datum) {
        entry.1 = changed.into_iter().collect();
    }
    work.mark(&Light::ALL, target);
}
