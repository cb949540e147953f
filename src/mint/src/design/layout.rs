//! Where personal data go on the page, and the zones that follow from it.

use engine::geometry::PageRect;
use engine::model::{Zone, ZoneRole};

use crate::design::press::Press;
use crate::ink::Ink;
use crate::type_face::TextStyle;

/// A personal entry of the visual inspection zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum {
    /// Document number.
    DocumentNumber,
    /// Surname.
    PrimaryIdentifier,
    /// Given names.
    SecondaryIdentifier,
    /// Nationality.
    Nationality,
    /// Date of birth.
    DateOfBirth,
    /// Sex.
    Sex,
    /// Place of birth.
    PlaceOfBirth,
    /// Date of issue.
    DateOfIssue,
    /// Date of expiry.
    DateOfExpiry,
    /// Issuing authority.
    Authority,
    /// Personal number.
    PersonalNumber,
}

impl Datum {
    /// Its name in zones and ground truth.
    pub fn name(self) -> &'static str {
        match self {
            Self::DocumentNumber => "document_number",
            Self::PrimaryIdentifier => "primary_identifier",
            Self::SecondaryIdentifier => "secondary_identifier",
            Self::Nationality => "nationality",
            Self::DateOfBirth => "date_of_birth",
            Self::Sex => "sex",
            Self::PlaceOfBirth => "place_of_birth",
            Self::DateOfIssue => "date_of_issue",
            Self::DateOfExpiry => "date_of_expiry",
            Self::Authority => "authority",
            Self::PersonalNumber => "personal_number",
        }
    }
}

/// Where one entry goes, with its caption above or beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldPlace {
    /// Which.
    pub datum: Datum,
    /// Its caption in the document's languages.
    pub caption: &'static str,
    /// Left end of the caption on its baseline, mm.
    pub caption_at: (f64, f64),
    /// Left end of the entry on its baseline, mm.
    pub data_at: (f64, f64),
    /// Room for the entry, mm.
    pub width_mm: f64,
    /// How the entry is set.
    pub style: TextStyle,
}

impl FieldPlace {
    /// The room of the entry, capitals with accents and descenders included.
    pub fn area(&self) -> PageRect {
        let cap = self.style.cap_mm;
        let (left, baseline) = self.data_at;
        PageRect::new(left - 0.6, baseline - 1.45 * cap, self.width_mm + 1.2, 1.85 * cap)
    }
}

/// How the portrait is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortraitTechnique {
    /// Engraved by laser: grey, carbon, seen in infrared.
    Laser,
    /// Dyes with black for the shadows: in infrared only the darkest parts stay.
    Dye,
}

/// How the second portrait is printed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GhostTechnique {
    /// One ink, continuous tone, weakened to that share.
    Tone(Ink, f64),
    /// One ink, lines that swell with the tone: lines a mm, angle in rad.
    Lines(Ink, f64, f64),
    /// One ink, round dots that swell with the tone: dots a mm.
    Dots(Ink, f64),
}

/// How dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateStyle {
    /// `07 MAR 1984`.
    DayMonthYear,
    /// `07.03.1984`.
    Dotted,
    /// `1984-03-07`.
    YearFirst,
    /// `07 03 1984`.
    Spaced,
}

/// Where everything personal goes.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The portrait.
    pub portrait: PageRect,
    /// How it is printed.
    pub portrait_technique: PortraitTechnique,
    /// Width of the portrait's fading edge, mm.
    pub portrait_fade_mm: f64,
    /// The second portrait.
    pub ghost: PageRect,
    /// How it is printed.
    pub ghost_technique: GhostTechnique,
    /// Entries.
    pub fields: Vec<FieldPlace>,
    /// Ink of the entries.
    pub data_ink: Ink,
    /// Ink and style of captions.
    pub caption_ink: Ink,
    /// Style of captions.
    pub caption_style: TextStyle,
    /// How dates are written.
    pub date_style: DateStyle,
    /// Height of MRZ capitals, mm.
    pub mrz_cap_mm: f64,
    /// The signature.
    pub signature: PageRect,
    /// The perforated number.
    pub perforation: PageRect,
    /// The word SPECIMEN.
    pub specimen: PageRect,
    /// The fluorescent motif's parts.
    pub uv_motifs: Vec<(&'static str, PageRect)>,
    /// Static print fit for comparison.
    pub patterns: Vec<(&'static str, PageRect)>,
    /// Where nothing is printed.
    pub blanks: Vec<(&'static str, PageRect)>,
    /// Titles, by name.
    pub titles: Vec<(&'static str, PageRect)>,
}

/// Middle of the first character of a line against the left edge of the page. Doc 9303-4 §4.2.1.3: 6.0 mm to its edge.
pub(crate) const MRZ_FIRST_CENTRE_MM: f64 = 6.95;
/// Distance of characters. Doc 9303-3 §4.4: ten in 25.4 mm.
pub(crate) const MRZ_PITCH_MM: f64 = 2.54;
/// Middles of both lines from the top edge of an 88 mm page.
pub(crate) const MRZ_LINE_CENTRES_MM: [f64; 2] = [73.25, 79.60];

impl Layout {
    /// The effective reading zone: 17.0 mm × 118.0 mm round the two lines. Doc 9303-4 §4.2.1.3.
    pub fn mrz_area() -> PageRect {
        PageRect::new(3.5, 67.92, 118.0, 17.0)
    }

    /// All zones of the page in the order of the page.
    pub(crate) fn zones(&self) -> Vec<Zone> {
        let zone = |id: &str, area: PageRect, role: ZoneRole, is_dynamic: bool| Zone {
            id: id.to_owned(),
            area,
            role,
            is_dynamic,
        };
        let mut zones = vec![
            zone("portrait", self.portrait, ZoneRole::Portrait, true),
            zone("ghost", self.ghost, ZoneRole::Ghost, true),
            zone("mrz", Self::mrz_area(), ZoneRole::Mrz, true),
            zone("signature", self.signature, ZoneRole::Signature, true),
            zone("perforation", self.perforation, ZoneRole::Perforation, true),
            // The word is printed on every specimen, never in a book: it takes no part in any comparison.
            zone("specimen", self.specimen, ZoneRole::Caption, true),
        ];
        for field in &self.fields {
            let name = field.datum.name();
            zones.push(zone(name, field.area(), ZoneRole::Field(name.to_owned()), true));
        }
        for field in &self.fields {
            let id = format!("caption_{}", field.datum.name());
            zones.push(zone(&id, self.caption_area(field), ZoneRole::Caption, false));
        }
        let listed = [
            (&self.titles, ZoneRole::Caption),
            (&self.patterns, ZoneRole::Pattern),
            (&self.blanks, ZoneRole::Blank),
            (&self.uv_motifs, ZoneRole::UvMotif),
        ];
        for (list, role) in listed {
            zones.extend(list.iter().map(|&(id, area)| zone(id, area, role.clone(), false)));
        }
        zones
    }

    fn caption_area(&self, field: &FieldPlace) -> PageRect {
        let (left, baseline) = field.caption_at;
        let cap = self.caption_style.cap_mm;
        let width = self.caption_style.width_mm(field.caption);
        PageRect::new(left - 0.3, baseline - 1.25 * cap, width + 0.6, 1.65 * cap)
    }

    /// Sets the captions of all entries.
    pub(crate) fn engrave_captions(&self, press: &mut Press) {
        for field in &self.fields {
            let (left, baseline) = field.caption_at;
            press.caption(self.caption_ink, self.caption_style, field.caption, left, baseline);
        }
    }

    /// The place of an entry.
    pub fn field(&self, datum: Datum) -> Option<&FieldPlace> {
        self.fields.iter().find(|field| field.datum == datum)
    }
}
