//! Personalisation: the layers that only this holder's page has.

mod perforation;
mod portrait;
mod signature;

use engine::date::Date;

use crate::design::layout::{MRZ_FIRST_CENTRE_MM, MRZ_LINE_CENTRES_MM, MRZ_PITCH_MM};
use crate::design::{DateStyle, Datum, Layout, ModelDesign};
use crate::face::Face;
use crate::holder::{Holder, Sex};
use crate::ink::Ink;
use crate::mask::{Mask, Plate};
use crate::print::{Layer, Part};
use crate::type_face::{Face as TypeFace, TextStyle};

pub(crate) use self::perforation::perforation_mask;
use self::portrait::portrait_layers;
pub(crate) use self::portrait::{ghost_layers, picture_layers};
pub(crate) use self::signature::signature_mask;

/// What is printed for a holder, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entries {
    pub(crate) fields: Vec<(Datum, String)>,
    pub(crate) mrz: [String; 2],
    pub(crate) perforated: String,
}

impl Entries {
    /// Everything as the issuer prints it.
    pub(crate) fn of(design: &ModelDesign, holder: &Holder) -> Self {
        let fields = design.layout.fields.iter().map(|f| (f.datum, entry(design, holder, f.datum))).collect();
        let mrz = crate::mrz::td3_lines(&design.model.key.issuing_state, holder);
        Self { fields, mrz, perforated: holder.document_number.clone() }
    }

    /// The text of one entry; empty where the model has none such.
    pub(crate) fn field(&self, datum: Datum) -> &str {
        self.fields.iter().find(|(d, _)| *d == datum).map_or("", |(_, text)| text)
    }
}

/// One entry as the visual inspection zone shows it.
pub(crate) fn entry(design: &ModelDesign, holder: &Holder, datum: Datum) -> String {
    let date = |d: Date| written_date(design.layout.date_style, d);
    match datum {
        Datum::DocumentNumber => holder.document_number.clone(),
        Datum::PrimaryIdentifier => holder.primary_identifier.to_uppercase(),
        Datum::SecondaryIdentifier => holder.secondary_identifier.to_uppercase(),
        Datum::Nationality => design.nationality.to_owned(),
        Datum::DateOfBirth => date(holder.date_of_birth),
        Datum::Sex => match holder.sex {
            Sex::Female => "F",
            Sex::Male => "M",
            Sex::Unspecified => "X",
        }
        .to_owned(),
        Datum::PlaceOfBirth => holder.place_of_birth.to_uppercase(),
        Datum::DateOfIssue => date(holder.date_of_issue),
        Datum::DateOfExpiry => date(holder.date_of_expiry),
        Datum::Authority => holder.authority.clone(),
        Datum::PersonalNumber => holder.personal_number.clone(),
    }
}

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

pub(crate) fn written_date(style: DateStyle, date: Date) -> String {
    let (y, m, d) = (date.year(), date.month(), date.day());
    match style {
        DateStyle::DayMonthYear => format!("{d:02} {} {y}", MONTHS[usize::from(m) - 1]),
        DateStyle::Dotted => format!("{d:02}.{m:02}.{y}"),
        DateStyle::YearFirst => format!("{y}-{m:02}-{d:02}"),
        DateStyle::Spaced => format!("{d:02} {m:02} {y}"),
    }
}

/// All personal layers, the lowest first.
pub(crate) fn personal_layers(
    design: &ModelDesign,
    entries: &Entries,
    face: &Face,
    holder: &Holder,
    px_per_mm: f64,
) -> Vec<Layer> {
    let layout = &design.layout;
    let mut layers = ghost_layers(layout, face, px_per_mm);
    layers.extend(portrait_layers(layout, face, px_per_mm));
    layers.push(Layer::new(layout.data_ink, data_mask(layout, entries, px_per_mm), Part::Data));
    layers.push(Layer::new(MRZ_BLACK, mrz_mask(layout, &entries.mrz, px_per_mm), Part::Mrz));
    layers.push(Layer::new(
        SIGNATURE_INK,
        signature_mask(layout.signature, holder.face_seed, px_per_mm),
        Part::Signature,
    ));
    layers.push(Layer::new(
        PERFORATION,
        perforation_mask(layout.perforation, &entries.perforated, px_per_mm),
        Part::Perforation,
    ));
    layers.push(Layer::new(SPECIMEN_INK, specimen_mask(layout, px_per_mm), Part::Overprint));
    layers
}

const MRZ_BLACK: Ink = Ink::carbon_black("MRZ black");
const SIGNATURE_INK: Ink =
    Ink { white: [0.12, 0.13, 0.28], white_right: [0.12, 0.13, 0.28], ..Ink::dye_black("signature") };
/// Burnt edges round the dark ground seen through the holes.
const PERFORATION: Ink = Ink {
    white: [0.27, 0.22, 0.17],
    white_right: [0.27, 0.22, 0.17],
    infrared: 0.30,
    ..Ink::carbon_black("perforation")
};
const SPECIMEN_INK: Ink = Ink { infrared: 0.9, ..Ink::offset("specimen red", [0.86, 0.30, 0.30]) };

/// How an entry is set in its room: condensed where it would not fit.
pub(crate) fn fitted(style: TextStyle, text: &str, width_mm: f64) -> TextStyle {
    let width = style.width_mm(text);
    if width <= width_mm { style } else { TextStyle { stretch: style.stretch * width_mm / width, ..style } }
}

fn data_mask(layout: &Layout, entries: &Entries, px_per_mm: f64) -> Mask {
    let mut plate = Plate::new(page(), px_per_mm);
    for place in &layout.fields {
        let text = entries.field(place.datum);
        let (left, baseline) = place.data_at;
        plate.text(&fitted(place.style, text, place.width_mm), text, left, baseline);
    }
    plate.finish()
}

/// Both lines of the MRZ in their face on their true pitch.
pub(crate) fn mrz_mask(layout: &Layout, lines: &[String; 2], px_per_mm: f64) -> Mask {
    mrz_mask_in(layout, lines, px_per_mm, TypeFace::OcrB, MRZ_PITCH_MM)
}

/// Both lines in any face, on any pitch.
pub(crate) fn mrz_mask_in(layout: &Layout, lines: &[String; 2], px_per_mm: f64, face: TypeFace, pitch_mm: f64) -> Mask {
    let style = TextStyle::new(face, layout.mrz_cap_mm);
    let mut plate = Plate::new(page(), px_per_mm);
    for (line, centre) in lines.iter().zip(MRZ_LINE_CENTRES_MM) {
        for (column, character) in line.chars().enumerate() {
            let x = MRZ_FIRST_CENTRE_MM + column as f64 * pitch_mm;
            // The font's filler sits lower than in real print.
            let lift = if character == '<' { 0.03 * layout.mrz_cap_mm } else { 0.0 };
            plate.character(&style, character, x, centre + layout.mrz_cap_mm / 2.0 - lift);
        }
    }
    plate.finish()
}

fn specimen_mask(layout: &Layout, px_per_mm: f64) -> Mask {
    let area = layout.specimen;
    let cap = area.height * 0.74;
    let style = TextStyle { spacing_mm: 0.35, ..TextStyle::new(TypeFace::SansBold, cap) };
    let fitted = fitted(style, "SPECIMEN", area.width);
    let mut plate = Plate::new(page(), px_per_mm);
    plate.text_outline(&fitted, "SPECIMEN", area.left + 0.3, area.bottom() - 0.13 * area.height, 0.28);
    plate.finish()
}

fn page() -> engine::geometry::PageRect {
    engine::geometry::PageRect::new(0.0, 0.0, 125.0, 88.0)
}
