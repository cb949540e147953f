//! Whether an entry of the visual inspection zone says what the machine readable zone says.
//!
//! Standard: BSI TR-03135-1 §5.7.5 (combined check of VIZ and MRZ), Doc 9303-3 §3.1, §4.6, §6. A routine for each datum that
//! both zones have, named by its zone: `document_number`, `primary_identifier`, `secondary_identifier`, `date_of_birth`,
//! `sex`, `date_of_expiry`, `personal_number`, and `document_number_again` for a number printed a second time, such as ghost data.
//! Looks at: the entry as read, against the characters of the MRZ. Names in any transliteration of §6, hyphens and blanks
//! left out, cut where the MRZ's name is full, in either order; dates in any form that issuers write, by the months of many
//! languages, a year written whole in a century in which the date can lie; numbers without their blanks and signs; a personal
//! number anywhere in the optional data.
//! Margin: none. Characters that differ count: one of which both readings are sure as 1, one that is doubtful, that the
//! picture leaves open, that the entry lacks, or whose two readings look alike as `doubt` (a quarter; of a name an eighth); a
//! letter and the figure like it (O and 0, I and 1, S and 5) as nothing, nor one I where the name has two. From
//! `least_difference` (1) on the check fails; below it, where the MRZ itself is doubtful, where the entry has the whole name
//! and further words beside it, or where a stamp, a pen or a stain went over the entry, it is undetermined. Optional data that
//! have nothing of the personal number do not support it.
//! Passes wrongly: an alteration of both zones; a letter for another that transliterates alike, or for a figure like it.
//! Fails wrongly: names abbreviated or ordered in an issuer's own way; a worn entry read wrongly though the reader was sure.

use std::ops::RangeInclusive;

use super::entry_ground::is_stamped;
use super::mrz_entry::MrzEntry;
use super::viz_comparison::{Likeness, Measure, birth_or_expiry, number, part_of, sex};
use super::viz_names::name;
use super::{Aborted, Case, Detail, Judgement, Outcome, Place};
use crate::catalog::{CheckGroup, CheckRoutine, Weight};
use crate::model::ZoneRole;
use crate::reading::mrz::{Field, Mrz, Span};
use crate::reading::viz::VizEntry;

/// Room round an entry that is shown, mm.
const ROOM_MM: f64 = 0.5;

/// The data of both zones, the fields of the MRZ, and the last block of their routine's UUID.
pub(super) const DATA: [(&str, Field, &str); 8] = [
    ("document_number", Field::DocumentNumber, "6d7276697a01"),
    ("primary_identifier", Field::PrimaryIdentifier, "6d7276697a02"),
    ("secondary_identifier", Field::SecondaryIdentifier, "6d7276697a03"),
    ("date_of_birth", Field::DateOfBirth, "6d7276697a04"),
    ("sex", Field::Sex, "6d7276697a05"),
    ("date_of_expiry", Field::DateOfExpiry, "6d7276697a06"),
    ("personal_number", Field::OptionalData, "6d7276697a07"),
    ("document_number_again", Field::DocumentNumber, "6d7276697a08"),
];

/// The data that are counted: those whose measured rates have earned it.
const COUNTED: [&str; 5] =
    ["document_number", "primary_identifier", "secondary_identifier", "date_of_birth", "date_of_expiry"];

/// One routine for each datum, for any document.
pub fn without_model() -> Vec<CheckRoutine> {
    DATA.iter().map(|(datum, _, node)| routine(datum, node)).collect()
}

fn routine(datum: &str, node: &str) -> CheckRoutine {
    CheckRoutine {
        group: CheckGroup::MrzConsistency,
        weight: if COUNTED.contains(&datum) { Weight::Optional } else { Weight::Evaluatory },
        zone: Some(datum.to_owned()),
        ..CheckRoutine::of_any_document(&format!("3c9f4b0e-52a1-5d6e-8f28-{node}"), "mrz_viz")
    }
}

/// The entry the routine's zone names, against the MRZ.
///
/// # Errors
/// [`Aborted::NoModel`], [`Aborted::NotRead`] without a zone of a known layout or where the entry was not read.
pub fn run(case: &Case<'_>, routine: &CheckRoutine) -> Result<Judgement, Aborted> {
    let (model, specimen) = case.known_model()?;
    let zone = routine.zone.as_deref().unwrap_or_default();
    let (datum, field, _) = DATA.iter().find(|(datum, ..)| *datum == zone).ok_or(Aborted::NotRead)?;
    if model.zone_of(&ZoneRole::Field((*datum).to_owned())).is_none() {
        return Ok(Judgement::plain(Outcome::NotSupported, Vec::new(), Detail::None));
    }
    let entry = MrzEntry::of(case)?;
    let mrz = entry.fields()?;
    let viz = case.readings.entry(datum).ok_or(Aborted::NotRead)?;
    let spans = spans(mrz, *field);
    let measure = measure(case, routine, *field);
    let outcome = match compare(&case.readings.viz, &model.month_names, mrz, *field, viz, &measure) {
        Likeness::Equal => Outcome::Successful,
        Likeness::NotComparable => Outcome::NotSupported,
        Likeness::Different if !entry.is_doubtful(&spans) && !is_stamped(case, model, specimen, viz.area, routine) => {
            Outcome::Failed
        }
        Likeness::Different | Likeness::Open => Outcome::Undetermined,
    };
    let place = Place { light: viz.light, area: viz.area.grown(ROOM_MM) };
    let places = std::iter::once(place).chain(entry.places(&spans)).collect();
    Ok(Judgement::plain(outcome, places, Detail::None))
}

/// From when on an entry and that field are different.
pub(super) fn measure(case: &Case<'_>, routine: &CheckRoutine, field: Field) -> Measure {
    // A name has more letters of which one may be read wrongly.
    let doubt = if is_name(field) { 0.125 } else { 0.25 };
    Measure {
        sure_from: routine.param("sure_from", 0.9) as f32,
        least_difference: routine.param("least_difference", 1.0),
        doubt: routine.param("doubt", doubt),
        years: years(case, routine, field),
    }
}

/// The years in which a date of that field can lie.
fn years(case: &Case<'_>, routine: &CheckRoutine, field: Field) -> RangeInclusive<i32> {
    let today = case.today.year();
    match field {
        Field::DateOfBirth => today - routine.param("oldest_holder_years", 120.0) as i32..=today,
        // Machine readable documents are issued since about then.
        _ => routine.param("earliest_expiry_year", 1980.0) as i32..=today + routine.param("longest_years", 50.0) as i32,
    }
}

fn is_name(field: Field) -> bool {
    matches!(field, Field::PrimaryIdentifier | Field::SecondaryIdentifier)
}

/// Whether one of the entries says what the field says; `month_names` are the model's own.
pub(super) fn compare(
    entries: &[VizEntry],
    month_names: &[[String; 12]],
    mrz: &Mrz,
    field: Field,
    viz: &VizEntry,
    measure: &Measure,
) -> Likeness {
    let of = |datum: &str| entries.iter().find(|entry| entry.datum == datum);
    let other = |datum: &str| of(datum).map_or(&[][..], |entry| &entry.characters[..]);
    match field {
        Field::PrimaryIdentifier => name(&viz.characters, other("secondary_identifier"), &mrz.names(), false, measure),
        Field::SecondaryIdentifier => name(&viz.characters, other("primary_identifier"), &mrz.names(), true, measure),
        Field::DateOfBirth => birth_or_expiry(viz, mrz.date_of_birth(), month_names, measure),
        Field::DateOfExpiry => birth_or_expiry(viz, mrz.date_of_expiry(), month_names, measure),
        Field::Sex => sex(viz, mrz.sex(), measure),
        Field::OptionalData => part_of(viz, &mrz.value(field), measure),
        _ => number(viz, &mrz.document_number(), measure),
    }
}

/// Where a field is; of a name field with both identifiers, the part that holds the one.
fn spans(mrz: &Mrz, field: Field) -> Vec<Span> {
    let own = mrz.spans(field);
    let whole = mrz.spans(Field::Name);
    let [whole] = whole.as_slice() else { return own };
    if !is_name(field) {
        return own;
    }
    let printed = mrz.printed(Field::Name);
    let used = printed.trim_end_matches('<').len();
    let primary = printed.find("<<").unwrap_or(used).min(used);
    let (first, end) = if field == Field::PrimaryIdentifier { (0, primary) } else { ((primary + 2).min(used), used) };
    if first < end { vec![Span::new(whole.line_idx, whole.first + first, whole.first + end)] } else { vec![*whole] }
}

#[cfg(test)]
mod tests;
