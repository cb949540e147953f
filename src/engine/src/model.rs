//! A document model, its specimen, and all the engine asks of the world outside.

mod key;

use std::sync::{Arc, OnceLock};

use image::{GrayImage, RgbImage, imageops};
use serde::{Deserialize, Serialize};

use crate::catalog::{CheckRoutine, Feature, Grouping, GuidedCheck, KnownDefect};
use crate::geometry::PageRect;
use crate::identify::{Candidate, Fingerprint, PagePrint};
use crate::memo::Memo;
use crate::reading::mrz::{MrzReading, read_mrz_in};
use crate::scan::Light;

pub use key::{ModelKey, NoKey};

/// What a zone of the page holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneRole {
    /// The main portrait.
    Portrait,
    /// A second, smaller portrait.
    Ghost,
    /// The machine readable zone.
    Mrz,
    /// A personal entry of the visual inspection zone, one of [`ENTRIES`]; `entry` where nobody has said which.
    Field(String),
    /// Fine static print: guilloche, rosette, line screen, rainbow.
    Pattern,
    /// Captions and titles, the same in every book.
    Caption,
    /// Nothing but substrate.
    Blank,
    /// The holder's signature.
    Signature,
    /// The personalised perforation.
    Perforation,
    /// What differs from book to book and nobody has said what it is.
    Personal,
    /// Fluorescent motif, seen in UV.
    UvMotif,
    /// Security thread.
    Thread,
    /// Perforation that is the same in every book.
    StaticPerforation,
    /// Watermark.
    Watermark,
    /// Card access number.
    CardAccessNumber,
    /// Barcode.
    Barcode,
    /// An element that the standards have no name for.
    Other,
}

/// Names a [`ZoneRole::Field`] may have.
pub const ENTRIES: [&str; 13] = [
    "document_number",
    "primary_identifier",
    "secondary_identifier",
    "nationality",
    "date_of_birth",
    "sex",
    "place_of_birth",
    "date_of_issue",
    "date_of_expiry",
    "authority",
    "personal_number",
    "document_number_again",
    "entry",
];

impl ZoneRole {
    /// Whether what such a zone holds differs from book to book whatever the model.
    pub fn is_personal(&self) -> bool {
        match self {
            Self::Portrait | Self::Ghost | Self::Mrz | Self::Field(_) => true,
            Self::Signature | Self::Perforation | Self::Personal => true,
            Self::CardAccessNumber | Self::Barcode => true,
            Self::Pattern | Self::Caption | Self::Blank | Self::UvMotif => false,
            Self::Thread | Self::StaticPerforation | Self::Watermark | Self::Other => false,
        }
    }

    /// The feature that the standards' generic notation calls it.
    pub fn feature(&self) -> Feature {
        match self {
            Self::Portrait => Feature::Photo,
            Self::Ghost => Feature::SecondaryPhoto,
            Self::Mrz => Feature::Mrz,
            Self::Field(_) | Self::Signature | Self::Personal => Feature::PersonalPrint,
            Self::Pattern | Self::Caption | Self::Blank | Self::UvMotif => Feature::StaticPrint,
            Self::Perforation => Feature::PersonalPerforation,
            Self::Thread => Feature::Thread,
            Self::StaticPerforation => Feature::StaticPerforation,
            Self::Watermark => Feature::Watermark,
            Self::CardAccessNumber => Feature::CardAccessNumber,
            Self::Barcode => Feature::Barcode,
            Self::Other => Feature::AnythingElse,
        }
    }
}

/// Part of the page with one role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// Name, unique in the model, such as `background_left`.
    pub id: String,
    /// Where, in mm.
    pub area: PageRect,
    /// What it holds.
    pub role: ZoneRole,
    /// Whether it differs from book to book; such zones are left out of every comparison with the specimen's print.
    pub is_dynamic: bool,
}

/// A form the document number of this model has: `A` a letter, `9` a digit, `*` either, anything else itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberFormat(pub String);

impl NumberFormat {
    /// Whether `number` (without fillers) has this form.
    pub fn matches(&self, number: &str) -> bool {
        let mut characters = number.chars();
        let is_alike = self.0.chars().all(|form| {
            characters.next().is_some_and(|c| match form {
                'A' => c.is_ascii_uppercase(),
                '9' => c.is_ascii_digit(),
                '*' => c.is_ascii_alphanumeric(),
                other => c == other,
            })
        });
        is_alike && characters.next().is_none()
    }
}

/// All documents of one optical appearance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentModel {
    /// Its key.
    pub key: ModelKey,
    /// Readable name: `Utopia passport 2019`.
    pub name: String,
    /// Page width in mm.
    pub width_mm: f64,
    /// Page height in mm.
    pub height_mm: f64,
    /// First day of issue, `YYYY-MM-DD`, where known.
    #[serde(default)]
    pub first_issued: Option<String>,
    /// Last day of issue, where known and over.
    #[serde(default)]
    pub last_issued: Option<String>,
    /// Years from issue to expiry that occur; empty where unknown.
    #[serde(default)]
    pub validity_years: Vec<u16>,
    /// Forms of the document number; empty where unknown.
    #[serde(default)]
    pub number_formats: Vec<NumberFormat>,
    /// Names or abbreviations of the months, January first, that its visual zone writes and no language known to the
    /// program has; a row a language.
    #[serde(default)]
    pub month_names: Vec<[String; 12]>,
    /// The model before it.
    #[serde(default)]
    pub predecessor: Option<ModelKey>,
    /// The model after it.
    #[serde(default)]
    pub successor: Option<ModelKey>,
    /// What tells it from its predecessor, for a person.
    #[serde(default)]
    pub differences: Vec<String>,
    /// Its zones.
    pub zones: Vec<Zone>,
    /// Its check routines, in the order they are shown.
    #[serde(default)]
    pub routines: Vec<CheckRoutine>,
    /// Composites and groups of routines beside those that follow from the routines themselves; one of the same name takes its place.
    #[serde(default)]
    pub groupings: Vec<Grouping>,
    /// What the examiner is asked, in the order it is shown.
    #[serde(default)]
    pub guided: Vec<GuidedCheck>,
    /// Defects that unaltered documents of this model are known to have.
    #[serde(default)]
    pub known_defects: Vec<KnownDefect>,
    /// Key points of its static print, made from the specimen when the record is stored.
    #[serde(skip)]
    pub fingerprint: Fingerprint,
}

/// What a list of models says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelHead {
    /// Its key.
    pub key: ModelKey,
    /// Readable name.
    pub name: String,
    /// First day of issue, `YYYY-MM-DD`, where known.
    pub first_issued: Option<String>,
    /// Last day of issue, where known and over.
    pub last_issued: Option<String>,
    /// Whether it was made on this station and is not published.
    pub is_draft: bool,
}

impl ModelHead {
    /// The head of a model that is no draft.
    pub fn of(model: &DocumentModel) -> Self {
        Self {
            key: model.key.clone(),
            name: model.name.clone(),
            first_issued: model.first_issued.clone(),
            last_issued: model.last_issued.clone(),
            is_draft: false,
        }
    }
}

impl DocumentModel {
    /// A model of which nothing is known but its size in mm.
    pub fn bare(key: ModelKey, name: &str, width_mm: f64, height_mm: f64) -> Self {
        Self {
            key,
            name: name.to_owned(),
            width_mm,
            height_mm,
            first_issued: None,
            last_issued: None,
            validity_years: Vec::new(),
            number_formats: Vec::new(),
            month_names: Vec::new(),
            predecessor: None,
            successor: None,
            differences: Vec::new(),
            zones: Vec::new(),
            routines: Vec::new(),
            groupings: Vec::new(),
            guided: Vec::new(),
            known_defects: Vec::new(),
            fingerprint: Fingerprint::default(),
        }
    }

    /// The zone of that name.
    pub fn zone(&self, id: &str) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.id == id)
    }

    /// The first zone of that role.
    pub fn zone_of(&self, role: &ZoneRole) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.role == *role)
    }

    /// Whether a place is personalised, with `margin_mm` round every dynamic zone.
    pub fn is_dynamic_at(&self, place: crate::geometry::PagePoint, margin_mm: f64) -> bool {
        self.zones.iter().any(|zone| zone.is_dynamic && zone.area.grown(margin_mm).contains(place))
    }
}

/// Pictures of a model's specimen, the page edge to edge.
#[derive(Clone)]
pub struct Specimen {
    /// Pixels a millimetre, the same in every light.
    pub px_per_mm: f64,
    /// White light.
    pub visible: Arc<RgbImage>,
    /// Ultraviolet, where there is one.
    pub ultraviolet: Option<Arc<RgbImage>>,
    /// Infrared, where there is one.
    pub infrared: Option<Arc<RgbImage>>,
    /// Its machine readable zone, once somebody asked for it.
    mrz: OnceLock<Option<MrzReading>>,
    /// Where its ultraviolet picture glows in lines, by how it was looked for.
    glow: Arc<Memo<String, Arc<GrayImage>>>,
    /// The tiles in which its print is another than a sibling's, by the sibling and by how they were compared.
    unlike: Arc<Memo<String, Arc<Vec<PageRect>>>>,
}

/// Its size and lights, never its pixels.
impl std::fmt::Debug for Specimen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (width, height) = self.visible.dimensions();
        let lights: Vec<Light> = Light::ALL.into_iter().filter(|light| self.picture(*light).is_some()).collect();
        write!(f, "Specimen({width} × {height} px, {:.2} px/mm, {lights:?})", self.px_per_mm)
    }
}

impl Specimen {
    /// A specimen of these pictures, all of `px_per_mm`.
    pub fn new(
        px_per_mm: f64,
        visible: Arc<RgbImage>,
        ultraviolet: Option<Arc<RgbImage>>,
        infrared: Option<Arc<RgbImage>>,
    ) -> Self {
        let (mrz, glow, unlike) = Default::default();
        Self { px_per_mm, visible, ultraviolet, infrared, mrz, glow, unlike }
    }

    /// The machine readable zone printed in that part of the specimen, its cells in the pixels of the picture in white light;
    /// `None` where none can be read. Read when it is first asked for.
    pub fn mrz(&self, zone: &PageRect) -> Option<&MrzReading> {
        if self.mrz.get().is_none() {
            // Read before it is kept, not while: reading lets its thread do other work meanwhile, which may ask for the same.
            // Who asks at the same time reads the same once more, and either is kept.
            let reading = self.read_mrz(zone);
            return self.mrz.get_or_init(|| reading).as_ref();
        }
        self.mrz.get()?.as_ref()
    }

    /// The pixels of its ultraviolet picture that glow as fibres and fluorescent print do, as `find` finds them when they are
    /// first looked for that way: the same for every page laid over it.
    pub(crate) fn glow(&self, way: String, find: impl FnOnce() -> GrayImage) -> Arc<GrayImage> {
        self.glow.get_or(way, || Arc::new(find()))
    }

    /// The tiles in which its print is another than a sibling's, as `find` finds them when they are first looked for that way.
    pub(crate) fn unlike(&self, way: String, find: impl FnOnce() -> Vec<PageRect>) -> Arc<Vec<PageRect>> {
        self.unlike.get_or(way, || Arc::new(find()))
    }

    fn read_mrz(&self, zone: &PageRect) -> Option<MrzReading> {
        let px = |mm: f64| (mm * self.px_per_mm).max(0.0) as u32;
        let wide = zone.grown(2.0);
        let (left, top) = (px(wide.left), px(wide.top));
        let part = imageops::crop_imm(&*self.visible, left, top, px(wide.width), px(wide.height)).to_image();
        let mut reading = read_mrz_in(&part, Light::Visible).into_iter().next()?;
        reading.move_by(f64::from(left), f64::from(top));
        Some(reading)
    }

    /// The same with a machine readable zone that need not be read.
    #[cfg(test)]
    pub(crate) fn with_mrz(self, reading: Option<MrzReading>) -> Self {
        Self { mrz: reading.map(Some).map_or_else(OnceLock::new, OnceLock::from), ..self }
    }

    /// The picture in that light.
    pub fn picture(&self, light: Light) -> Option<&Arc<RgbImage>> {
        match light {
            Light::Visible => Some(&self.visible),
            Light::Ultraviolet => self.ultraviolet.as_ref(),
            Light::Infrared => self.infrared.as_ref(),
        }
    }

    /// Part of the specimen, resampled; `None` without that light.
    pub fn patch(&self, light: Light, area: PageRect, px_per_mm: f64) -> Option<crate::page::Patch> {
        let picture_from_page = crate::geometry::Homography::scale_shift(self.px_per_mm, self.px_per_mm, 0.0, 0.0);
        Some(crate::page::Patch::sample(self.picture(light)?, &picture_from_page, area, px_per_mm))
    }
}

/// The reference database as the engine sees it.
pub trait Reference: Sync {
    /// Models that a page with this issuing State and document type may claim to be, or all where both are `None`.
    fn candidates(&self, issuing_state: Option<&str>, document_type: Option<&str>) -> Vec<Arc<DocumentModel>>;

    /// Those of the candidates whose static print is worth a trial on a page with that print; all of them, unless a
    /// database of many has an index.
    fn shortlist(
        &self,
        issuing_state: Option<&str>,
        document_type: Option<&str>,
        _print: &PagePrint,
    ) -> Vec<Arc<Candidate>> {
        self.candidates(issuing_state, document_type).iter().map(|model| Arc::new(Candidate::of(model))).collect()
    }

    /// Names of all models, by key.
    fn heads(&self) -> Vec<ModelHead> {
        let mut heads: Vec<ModelHead> = self.candidates(None, None).iter().map(|model| ModelHead::of(model)).collect();
        heads.sort_by(|a, b| a.key.cmp(&b.key));
        heads
    }

    /// The model with that key.
    fn model(&self, key: &ModelKey) -> Option<Arc<DocumentModel>>;

    /// The specimen of a model.
    ///
    /// # Errors
    /// [`SpecimenUnavailable`] where its pictures are missing or damaged.
    fn specimen(&self, key: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable>;
}

/// The specimen's pictures cannot be had.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the specimen of {key} cannot be loaded: {cause}; rebuild the reference database")]
pub struct SpecimenUnavailable {
    /// Which model.
    pub key: String,
    /// Why.
    pub cause: String,
}

/// A reference database without a single model: only what needs no model is checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoReference;

impl Reference for NoReference {
    fn candidates(&self, _: Option<&str>, _: Option<&str>) -> Vec<Arc<DocumentModel>> {
        Vec::new()
    }

    fn model(&self, _: &ModelKey) -> Option<Arc<DocumentModel>> {
        None
    }

    fn specimen(&self, key: &ModelKey) -> Result<Arc<Specimen>, SpecimenUnavailable> {
        Err(SpecimenUnavailable { key: key.to_string(), cause: "no database".to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_format_wants_every_character() {
        let format = NumberFormat("A99999999".to_owned());
        assert!(format.matches("L01234567"));
        assert!(!format.matches("L0123456"));
        assert!(!format.matches("LO1234567"));
        assert!(!format.matches("L012345678"));
    }
}
