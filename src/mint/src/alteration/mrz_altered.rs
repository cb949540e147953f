//! A datum of the MRZ changed, character by character, with check digits made to fit or left alone.

use engine::date::Date;
use engine::geometry::PageRect;
use engine::scan::Light;

use crate::alteration::{Work, erase};
use crate::design::layout::{MRZ_FIRST_CENTRE_MM, MRZ_LINE_CENTRES_MM, MRZ_PITCH_MM};
use crate::ink::Ink;
use crate::mask::Plate;
use crate::mrz::{LowerLine, lower_line, yymmdd};
use crate::print::{Layer, Part, Rasters};
use crate::type_face::{Face, TextStyle};

/// What happens to the check digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    Right,
    Wrong,
}

pub(super) fn change(rasters: &mut Rasters, work: &mut Work<'_>, digits: Digits) {
    let old = work.entries.mrz[1].clone();
    let mut new = changed(work);
    if digits == Digits::Wrong {
        // Positions of the check digits, from 0. Doc 9303-4 §4.2.2.
        let is_digit = |column: usize| [9, 19, 27, 42, 43].contains(&column);
        new = new.char_indices().zip(old.chars()).map(|((i, n), o)| if is_digit(i) { o } else { n }).collect();
    }
    let ink = if work.dice.chance(0.7) { Ink::carbon_black("forger's black") } else { Ink::dye_black("forger's dye") };
    let style = TextStyle::new(Face::OcrB, work.design.layout.mrz_cap_mm * work.dice.between(0.97, 1.03));
    let shift = (work.dice.around_zero(0.10), work.dice.around_zero(0.15));
    let columns: Vec<usize> = (0..new.len()).filter(|&i| new.as_bytes().get(i) != old.as_bytes().get(i)).collect();
    let mut plate = Plate::new(work.page(), rasters.px_per_mm);
    let mut marked: Vec<PageRect> = Vec::new();
    for &column in &columns {
        let x = MRZ_FIRST_CENTRE_MM + column as f64 * MRZ_PITCH_MM;
        let centre = MRZ_LINE_CENTRES_MM[1];
        let cell = PageRect::new(x - 0.5 * MRZ_PITCH_MM + 0.12, centre - 2.0, MRZ_PITCH_MM - 0.24, 4.0);
        erase::wipe(rasters, cell, 1.08, work.dice.bits());
        let character = new.as_bytes().get(column).map_or('<', |&b| char::from(b));
        plate.character(&style, character, x + shift.0, centre + style.cap_mm / 2.0 + shift.1);
        match marked.last_mut() {
            Some(last) if x - 0.5 * MRZ_PITCH_MM - last.right() < 0.5 => *last = last.union(&cell),
            _ => marked.push(cell),
        }
    }
    rasters.overprint(&Layer::new(ink, plate.finish(), Part::Mrz));
    work.entries.mrz[1] = new;
    marked.into_iter().for_each(|area| work.mark(&[Light::Visible, Light::Infrared], area));
}

/// The lower line with another birth date, expiry date or number, all digits right.
fn changed(work: &mut Work<'_>) -> String {
    let mut fields = LowerLine::of(&work.design.model.key.issuing_state, &work.holder);
    let years = 1 + work.dice.below(8) as i32;
    let later =
        |date: Date, years: i32| Date::new(date.year() + years, date.month(), date.day().min(28)).unwrap_or(date);
    match work.dice.below(3) {
        0 => fields.birth = yymmdd(later(work.holder.date_of_birth, -years)),
        1 => fields.expiry = yymmdd(later(work.holder.date_of_expiry, years)),
        _ => {
            let mut letters: Vec<char> = fields.number.chars().collect();
            let at = letters.iter().rposition(char::is_ascii_digit).unwrap_or(0);
            if let Some(letter) = letters.get_mut(at) {
                let step = 1 + work.dice.below(8) as u32;
                *letter = char::from_digit((letter.to_digit(10).unwrap_or(0) + step) % 10, 10).unwrap_or('0');
            }
            fields.number = letters.into_iter().collect();
        }
    }
    lower_line(&fields)
}
