//! The generic notation of the standards: (light, property, feature).
//!
//! ```text
//! (light XX, property YY, feature ZZ)          BSI TR-03135-1 Table 5.13, Doc 9303-2 Table C-1
//! composite = basic & basic [& basic]
//! ```
//! Barcodes (BC) stand in Doc 9303-2 alone. Spatial frequency is used of static print too, by agreement, as both standards allow.

use std::fmt;
use std::str::FromStr;

use crate::scan::Light;

/// What a basic routine asks of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// AB: the ink absorbs.
    Absorbent,
    /// BR: the brightness of the substrate.
    Brightness,
    /// FR: the frequency of a pattern.
    Frequency,
    /// LU: the pattern luminesces.
    Luminescent,
    /// TL: the ink shows through from behind.
    Translucent,
    /// TR: the ink is transparent.
    Transparent,
}

/// What of a document a basic routine looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// FI: fibres.
    Fibres,
    /// FU: the whole data page.
    FullPage,
    /// PS: static perforation.
    StaticPerforation,
    /// TH: security thread.
    Thread,
    /// WM: watermark.
    Watermark,
    /// VZ: visual inspection zone.
    VisualZone,
    /// IS: static print.
    StaticPrint,
    /// OM: overprint on the MRZ.
    OverprintOnMrz,
    /// OP: overprint on the photo.
    OverprintOnPhoto,
    /// MR: MRZ.
    Mrz,
    /// PH: photo.
    Photo,
    /// SP: secondary photo.
    SecondaryPhoto,
    /// CA: card access number.
    CardAccessNumber,
    /// PD: personalised perforation.
    PersonalPerforation,
    /// BC: barcode.
    Barcode,
    /// ID: any other personalised print.
    PersonalPrint,
    /// AF: anything else.
    AnythingElse,
}

const LIGHTS: [(&str, Light); 3] = [("VI", Light::Visible), ("UV", Light::Ultraviolet), ("IR", Light::Infrared)];

const PROPERTIES: [(&str, Property); 6] = [
    ("AB", Property::Absorbent),
    ("BR", Property::Brightness),
    ("FR", Property::Frequency),
    ("LU", Property::Luminescent),
    ("TL", Property::Translucent),
    ("TR", Property::Transparent),
];

/// Every feature with its code and, after a colon for each light, the properties the standards ask of it there.
const FEATURES: [(&str, Feature, &str); 17] = [
    ("FI", Feature::Fibres, "UV:LU"),
    ("FU", Feature::FullPage, "UV:BR"),
    ("PS", Feature::StaticPerforation, "VI:AB UV:LU IR:AB"),
    ("TH", Feature::Thread, "VI:TR UV:LU IR:AB"),
    ("WM", Feature::Watermark, "IR:AB"),
    ("VZ", Feature::VisualZone, "UV:BR"),
    ("IS", Feature::StaticPrint, "VI:AB VI:TR UV:LU IR:AB IR:TR IR:TL"),
    ("OM", Feature::OverprintOnMrz, "UV:LU"),
    ("OP", Feature::OverprintOnPhoto, "UV:LU"),
    ("MR", Feature::Mrz, "VI:AB UV:BR IR:AB"),
    ("PH", Feature::Photo, "VI:AB VI:FR UV:BR UV:FR IR:AB IR:FR IR:TR"),
    ("SP", Feature::SecondaryPhoto, "VI:AB VI:TR UV:LU IR:AB IR:TR"),
    ("CA", Feature::CardAccessNumber, "VI:AB IR:AB"),
    ("PD", Feature::PersonalPerforation, "VI:AB UV:LU IR:AB"),
    ("BC", Feature::Barcode, "VI:AB VI:TR UV:LU IR:AB"),
    ("ID", Feature::PersonalPrint, "VI:AB VI:TR UV:LU IR:AB IR:TR"),
    // In any light and with any property but frequency; not one of the basic routines.
    ("AF", Feature::AnythingElse, ""),
];

/// A basic routine in the generic notation: one property of one feature in one light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generic {
    /// The light.
    pub light: Light,
    /// The property.
    pub property: Property,
    /// The feature.
    pub feature: Feature,
}

/// A text that is no generic notation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no generic notation; write (light,property,feature), such as (VI,AB,IS)")]
pub struct NoGeneric(String);

impl Generic {
    /// The 47 basic routines of Doc 9303-2 Table C-1 and BSI TR-03135-1, feature by feature; (·,·,AF) left out.
    pub fn basic() -> Vec<Self> {
        let of = |(_, feature, list): &(&str, Feature, &str)| {
            let feature = *feature;
            let each = list.split(' ').filter_map(move |one| {
                let (light, property) = one.split_once(':')?;
                Some(Self { light: by_code(&LIGHTS, light)?, property: by_code(&PROPERTIES, property)?, feature })
            });
            each.collect::<Vec<_>>()
        };
        FEATURES.iter().flat_map(of).collect()
    }

    /// The parts of a routine's notation, composites at `&`.
    ///
    /// # Errors
    /// [`NoGeneric`] names the part that is none.
    pub fn parts(text: &str) -> Result<Vec<Self>, NoGeneric> {
        text.split('&').map(|part| part.trim().parse()).collect()
    }

    /// Every notation that a text mentions, such as a check's page in the manual.
    pub fn mentioned(text: &str) -> Vec<Self> {
        let inside = text.split('(').skip(1).filter_map(|rest| rest.split_once(')'));
        inside.filter_map(|(inside, _)| format!("({inside})").parse().ok()).collect()
    }
}

impl Feature {
    /// The code of the standards: `IS`.
    pub fn code(self) -> &'static str {
        FEATURES.iter().find(|(_, feature, _)| *feature == self).map_or("AF", |(code, _, _)| code)
    }
}

fn by_code<T: Copy>(table: &[(&str, T)], code: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == code).map(|(_, value)| *value)
}

fn code_of<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> &'static str {
    table.iter().find(|(_, known)| known == value).map_or("", |(code, _)| code)
}

impl FromStr for Generic {
    type Err = NoGeneric;

    fn from_str(text: &str) -> Result<Self, NoGeneric> {
        let parse = || {
            let inside = text.strip_prefix('(')?.strip_suffix(')')?;
            let mut codes = inside.split(',');
            let (light, property, feature) = (codes.next()?, codes.next()?, codes.next()?);
            let feature = FEATURES.iter().find(|(code, _, _)| *code == feature)?.1;
            let property = by_code(&PROPERTIES, property)?;
            codes.next().is_none().then_some(Self { light: by_code(&LIGHTS, light)?, property, feature })
        };
        parse().ok_or_else(|| NoGeneric(text.to_owned()))
    }
}

impl fmt::Display for Generic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (light, property) = (code_of(&LIGHTS, &self.light), code_of(&PROPERTIES, &self.property));
        write!(f, "({light},{property},{})", self.feature.code())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_forty_seven_basic_routines_written_as_they_are_read() {
        let basic = Generic::basic();
        assert_eq!(basic.iter().collect::<BTreeSet<_>>().len(), 47);
        assert!(basic.iter().all(|one| one.to_string().parse() == Ok(*one)));
        assert!(basic.iter().any(|one| one.to_string() == "(IR,TL,IS)"));
    }

    #[test]
    fn composites_come_in_parts_and_nonsense_is_refused() {
        let parts = Generic::parts("(IR,TR,IS)&(VI,AB,IS)").map(|parts| parts.iter().map(Generic::to_string).collect());
        assert_eq!(parts, Ok(vec!["(IR,TR,IS)".to_owned(), "(VI,AB,IS)".to_owned()]));
        for text in ["", "(VI,AB)", "(VI,AB,IS,IS)", "VI,AB,IS", "(XX,AB,IS)", "(VI,AB,IS)&"] {
            assert!(Generic::parts(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_page_of_the_manual_mentions_some() {
        let found = Generic::mentioned("Generic id: (UV,BR,MR), (UV,BR,PH) (see the page), (IR,TR,IS)&(VI,AB,IS).");
        assert_eq!(found.len(), 4);
    }
}
