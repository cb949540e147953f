//! What a record says of a model beside what the machine needs: for the person who looks.
//!
//! `description.toml` of a model's folder. What it does not say is unknown, and is written back as `"unknown"`. Items that not
//! everybody may see bear a tier; [`Description::seen_by`] is the one place that leaves them out.

mod fact;
mod glossary;
mod known;
mod validate;

use std::collections::BTreeMap;

use engine::model::DocumentModel;
use engine::scan::Light;
use serde::{Deserialize, Serialize};

pub use self::glossary::{GLOSSARY, Term, term};
pub use self::known::{Known, RoughDate};
pub(crate) use self::validate::validate;
use crate::tier::Tier;

/// Fewest and most points of a quick card. PRADO's cards have three to six.
pub(crate) const POINTS: std::ops::RangeInclusive<usize> = 3..=6;

/// Everything said of a model for people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Description {
    /// Whether and since when it is about.
    pub circulation: Circulation,
    /// What it is made of.
    pub physical: Physical,
    /// The chip to be expected.
    pub chip: Chip,
    /// The barcodes to be expected.
    pub barcodes: Barcodes,
    /// How the MRZ is printed.
    pub mrz: MrzPrint,
    /// For how long it is issued to whom.
    pub validity_rules: Vec<ValidityRule>,
    /// Where the specimen's pictures come from.
    pub pictures: Vec<PictureSource>,
    /// Its security features.
    pub features: Vec<Feature>,
    /// What to look at first: three to six points.
    pub quick_card: Vec<CardPoint>,
    /// Alterations and counterfeits that were met.
    pub frauds: Vec<Fraud>,
    /// What its check routines look at, in words.
    pub check_notes: Vec<CheckNote>,
}

/// Whether and since when a model is about; the days themselves are the model's `first_issued` and `last_issued`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Circulation {
    /// Whether documents of it are about.
    pub in_circulation: Known<bool>,
    /// Whether one may travel on it.
    pub valid_for_travel: Known<bool>,
    /// How exactly the first day of issue is known.
    pub first_issued_to: Known<Precision>,
    /// How exactly the last day of issue is known.
    pub last_issued_to: Known<Precision>,
    /// Since when it is no longer accepted.
    pub withdrawn: Known<RoughDate>,
}

/// How exactly a day is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// It is that day.
    Day,
    /// It is a day of that month.
    Month,
    /// It is a day of that year.
    Year,
    /// It is about then.
    About,
}

/// What a document is made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Physical {
    /// Size by its name in Doc 9303: `TD3`.
    pub format: Known<String>,
    /// Pages of the booklet.
    pub pages: Known<u16>,
    /// Printed number of the data page.
    pub data_page: Known<u16>,
    /// What the data page is made of.
    pub material: Known<Material>,
    /// How the holder's data are put on it.
    pub personalisation: Known<Personalisation>,
    /// How the booklet is bound.
    pub binding: Known<String>,
    /// Material and colour of the cover.
    pub cover: Known<String>,
}

/// What a data page is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Material {
    /// Security paper.
    Paper,
    /// A label on paper.
    Label,
    /// Polycarbonate or another plastic.
    Polycarbonate,
    /// Paper and plastic.
    Hybrid,
}

/// How the holder's data are put on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Personalisation {
    /// Laser engraving.
    LaserEngraving,
    /// Ink jet.
    Inkjet,
    /// Dye diffusion or thermal transfer.
    Thermal,
    /// Laser toner.
    Toner,
    /// A photograph that is stuck in.
    Photo,
}

/// The chip to be expected.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chip {
    /// Whether there is one.
    pub expected: Known<bool>,
    /// Where it sits: `data page`, `cover`.
    pub location: Known<String>,
    /// How it is opened: `BAC`, `PACE`.
    pub access: Vec<String>,
    /// How it proves itself: `PA`, `AA`, `CA`.
    pub authentication: Vec<String>,
}

/// The barcodes to be expected.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Barcodes {
    /// Whether there are any.
    pub expected: Known<bool>,
    /// Each of them: symbology, place, content.
    pub kinds: Vec<String>,
}

/// How the MRZ is printed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MrzPrint {
    /// Whether its ink is dark in infrared, as Doc 9303-3 wants (B900).
    pub absorbs_infrared: Known<bool>,
    /// Mistakes that the issuer itself is known to have made.
    pub known_defects: Vec<String>,
}

/// For how long the document is issued to whom.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ValidityRule {
    /// Years of validity at most.
    pub max_years: Known<u16>,
    /// Least age of the holder in years.
    pub min_age: Known<u16>,
    /// Greatest age of the holder in years.
    pub max_age: Known<u16>,
    /// Whether it can be extended.
    pub extendable: Known<bool>,
}

/// Where a picture of the specimen comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureSource {
    /// Which of the pictures.
    pub light: Light,
    /// What took it.
    #[serde(default)]
    pub device: Known<String>,
    /// When.
    #[serde(default)]
    pub captured_on: Known<RoughDate>,
    /// Whether its holder is a specimen's and no person's.
    #[serde(default)]
    pub holder_is_specimen: Known<bool>,
    /// Its licence.
    #[serde(default)]
    pub licence: Known<String>,
    /// Where it was obtained.
    #[serde(default)]
    pub source: Known<String>,
}

/// A security feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// Name by which points and alterations refer to it, unique in the record.
    pub id: String,
    /// Term of the [`GLOSSARY`].
    pub term: String,
    /// What it is on this document.
    pub name: String,
    /// Part of the document.
    #[serde(default = "data_page")]
    pub part: String,
    /// Zone of the page in which it lies; its close-up is cut out of the specimen there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// 1 seen by anybody, 2 with simple tools, 3 in a laboratory. Doc 9303-2 A.3.
    pub level: u8,
    /// Who may see this.
    #[serde(default)]
    pub visibility: Tier,
    /// Whether no machine looks at it.
    #[serde(default)]
    pub human_only: bool,
    /// What to do to check it.
    pub how_to_check: String,
    /// What each light shows.
    #[serde(default)]
    pub shows: BTreeMap<Lighting, String>,
    /// What changed in it against the model before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<String>,
    /// What use does to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wear: Option<String>,
}

fn data_page() -> String {
    "data page".to_owned()
}

/// How a person lights and holds a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Lighting {
    /// White light.
    Vi,
    /// Ultraviolet, 365 nm.
    Uv,
    /// Near infrared.
    Ir,
    /// White light under a magnifier.
    Magnified,
    /// Light from behind.
    Transmitted,
    /// Light from the side.
    Oblique,
    /// Light from the eye.
    Coaxial,
    /// Held at changing angles.
    Tilted,
}

impl Lighting {
    /// The word for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Vi => "white light",
            Self::Uv => "ultraviolet",
            Self::Ir => "infrared",
            Self::Magnified => "under a magnifier",
            Self::Transmitted => "light from behind",
            Self::Oblique => "light from the side",
            Self::Coaxial => "light from the eye",
            Self::Tilted => "tilted",
        }
    }
}

/// One point of the quick card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardPoint {
    /// One line.
    pub text: String,
    /// The light that shows it.
    pub light: Light,
    /// The feature it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// Who may see this.
    #[serde(default)]
    pub visibility: Tier,
}

/// An alteration or counterfeit that was met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fraud {
    /// Its name, unique in the record.
    pub id: String,
    /// What kind it is.
    pub class: FraudClass,
    /// What was done.
    pub text: String,
    /// What gives it away: each is expected to be absent.
    pub tell_tales: Vec<String>,
    /// Zone of the page to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The feature it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// When it was met first.
    #[serde(default)]
    pub first_seen: Known<RoughDate>,
    /// Who reported it.
    #[serde(default)]
    pub source: Known<String>,
    /// Who may see this.
    #[serde(default)]
    pub visibility: Tier,
}

/// Kinds of alterations and counterfeits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FraudClass {
    /// The whole document was made without authority.
    Counterfeit,
    /// Another portrait.
    PhotoSubstitution,
    /// Other entries.
    DataAlteration,
    /// Another page.
    PageSubstitution,
    /// An issuer's blank filled in by someone else.
    StolenBlank,
}

impl FraudClass {
    /// The word for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Counterfeit => "counterfeit",
            Self::PhotoSubstitution => "photo substitution",
            Self::DataAlteration => "data alteration",
            Self::PageSubstitution => "page substitution",
            Self::StolenBlank => "stolen blank",
        }
    }
}

/// What a check routine looks at, in words for this model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckNote {
    /// Name of the check.
    pub check: String,
    /// What it looks at here.
    pub text: String,
    /// Who may see this.
    #[serde(default)]
    pub visibility: Tier,
}

impl Description {
    /// What a user of that tier may see of it. Every way out of the database goes through here.
    #[must_use]
    pub fn seen_by(mut self, tier: Tier) -> Self {
        self.retain(|visibility| visibility <= tier);
        self
    }

    /// Adds what a user of that tier did not see of `before`, so that a change made without it does not take it away.
    pub(crate) fn keep_unseen(&mut self, mut before: Self, tier: Tier) {
        before.retain(|visibility| tier < visibility);
        self.features.extend(before.features);
        self.quick_card.extend(before.quick_card);
        self.frauds.extend(before.frauds);
        self.check_notes.extend(before.check_notes);
    }

    /// Forgets in which zones things lie that the model no longer has.
    pub(crate) fn forget_zones_not_of(&mut self, model: &DocumentModel) {
        let zones = self.features.iter_mut().map(|feature| &mut feature.zone);
        for zone in zones.chain(self.frauds.iter_mut().map(|fraud| &mut fraud.zone)) {
            zone.take_if(|id| model.zone(id).is_none());
        }
    }

    fn retain(&mut self, is_kept: impl Fn(Tier) -> bool) {
        self.features.retain(|feature| is_kept(feature.visibility));
        self.quick_card.retain(|point| is_kept(point.visibility));
        self.frauds.retain(|fraud| is_kept(fraud.visibility));
        self.check_notes.retain(|note| is_kept(note.visibility));
    }

    /// The feature of that name.
    pub fn feature(&self, id: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.id == id)
    }

    /// The zone of a quick card's point: that of its feature.
    pub fn zone_of(&self, point: &CardPoint) -> Option<&str> {
        self.feature(point.feature.as_deref()?)?.zone.as_deref()
    }
}
