//! An entry erased and written anew: another face, weight or baseline, on ground without its lines.

use engine::date::Date;
use engine::geometry::PageRect;
use engine::scan::Light;

use crate::alteration::{Work, erase};
use crate::design::Datum;
use crate::holder::names;
use crate::ink::Ink;
use crate::mask::Plate;
use crate::personal::{fitted, written_date};
use crate::print::{Layer, Part, Rasters};
use crate::type_face::{Face, TextStyle};

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>, datum: Datum) {
    let Some(place) = work.design.layout.field(datum).cloned() else { return };
    let old = work.entries.field(datum).to_owned();
    let new = rewritten(work, datum, &old);
    let style = forged_style(work, place.style);
    let (left, baseline) = place.data_at;
    let width = fitted(place.style, &old, place.width_mm).width_mm(&old).min(place.width_mm);
    let new_style = fitted(style, &new, place.width_mm);
    let cap = place.style.cap_mm;
    let wiped = PageRect::new(left - 0.5, baseline - 1.32 * cap, width.max(new_style.width_mm(&new)) + 1.1, 1.72 * cap);
    let uv_gain = work.dice.between(1.03, 1.18) as f32;
    erase::wipe(rasters, wiped, uv_gain, work.dice.bits());
    let shift = signed(work, 0.08, 0.30);
    let mut plate = Plate::new(wiped.grown(2.0), rasters.px_per_mm);
    plate.text(&new_style, &new, left + work.dice.around_zero(0.25), baseline + shift);
    let ink = if work.dice.chance(0.5) { Ink::dye_black("ink-jet black") } else { Ink::carbon_black("toner black") };
    rasters.overprint(&Layer::new(ink, plate.finish(), Part::Data));
    if let Some(entry) = work.entries.fields.iter_mut().find(|(d, _)| *d == datum) {
        entry.1 = new;
    }
    work.mark(&Light::ALL, wiped);
}

/// What the forger writes instead.
fn rewritten(work: &mut Work<'_>, datum: Datum, old: &str) -> String {
    let design = work.design;
    loop {
        let new = match datum {
            Datum::DateOfBirth | Datum::DateOfExpiry => {
                let true_date =
                    if datum == Datum::DateOfBirth { work.holder.date_of_birth } else { work.holder.date_of_expiry };
                let years = 1 + work.dice.below(9) as i32;
                let year = true_date.year() + if datum == Datum::DateOfBirth { -years } else { years };
                let (month, day) = (1 + work.dice.below(12) as u8, 1 + work.dice.below(28) as u8);
                Date::new(year, month, day).map_or_else(String::new, |d| written_date(design.layout.date_style, d))
            }
            Datum::DocumentNumber => crate::holder::number(design.model.number_formats.first(), &mut work.dice),
            _ => names::primary(design.tongue, &mut work.dice).to_uppercase(),
        };
        if new != old {
            return new;
        }
    }
}

/// A face at hand that is not the issuer's, a little too large or small.
fn forged_style(work: &mut Work<'_>, issuer: TextStyle) -> TextStyle {
    let faces = [Face::Sans, Face::SansBold, Face::Condensed, Face::CondensedBold, Face::SerifBold, Face::Mono];
    let others: Vec<Face> = faces.into_iter().filter(|&face| face != issuer.face).collect();
    let face = *work.dice.pick(&others);
    let size = 1.0 + signed(work, 0.03, 0.11);
    let slant = if work.dice.chance(0.25) { work.dice.between(0.08, 0.2) } else { 0.0 };
    TextStyle { face, cap_mm: issuer.cap_mm * size, slant, stretch: work.dice.between(0.94, 1.04), ..issuer }
}

fn signed(work: &mut Work<'_>, least: f64, most: f64) -> f64 {
    let size = work.dice.between(least, most);
    if work.dice.chance(0.5) { size } else { -size }
}
