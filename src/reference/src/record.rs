//! One document model's record: what its folder says, read and checked.

mod text;
mod validate;

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use engine::catalog::{CheckRoutine, Grouping, GuidedCheck, KnownDefect};
use engine::model::{DocumentModel, ModelHead};
use engine::scan::Light;
use serde::{Deserialize, Serialize};

use self::text::Source;
use crate::description::{self, Description};
use crate::error::ReferenceError;
use crate::folder::{ModelFolder, ModelFolders, Origin};
use crate::{fingerprint, picture};

/// The record proper.
pub(crate) const MODEL_FILE: &str = "model.toml";
/// Its check routines.
pub(crate) const CATALOG_FILE: &str = "catalog.toml";
/// What it says for people.
pub(crate) const DESCRIPTION_FILE: &str = "description.toml";

/// Records read at the same time; each holds a decoded picture.
const MOST_THREADS: usize = 4;

/// Everything known of one document model; the pictures themselves stay in the database.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The model with its zones and check routines.
    pub model: Arc<DocumentModel>,
    /// What is said of it for people.
    pub description: Description,
    /// Who made the record, from what.
    pub provenance: Provenance,
    /// Where it came from.
    pub origin: Origin,
    /// Its specimen's pictures, in the order of [`Light::ALL`].
    pub pictures: Vec<PictureInfo>,
    /// The one in white light as a small JPEG, for lists.
    pub thumbnail: Vec<u8>,
}

/// Who made a record, from what, under which licence. What is not said is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Provenance {
    /// Who compiled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compiler: Option<String>,
    /// Who reviewed it besides (Doc 9303-2 D.2 wants a second person).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<String>,
    /// What it was compiled from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Documents examined for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub samples_examined: Option<u32>,
    /// Licence of the text and the pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Version of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How far it has come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// What its published versions changed, a line each, the latest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changelog: Vec<String>,
}

/// How far a record has come. All of them serve on the station where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// One person made it.
    Draft,
    /// A second person reviewed it.
    Reviewed,
    /// It is published; this version is never changed.
    Published,
}

impl Status {
    /// The word for it, in records, in the database and on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Reviewed => "reviewed",
            Self::Published => "published",
        }
    }
}

impl Record {
    /// How far it has come; what was enrolled and says nothing is a draft. `None` is unknown.
    pub fn status(&self) -> Option<Status> {
        self.provenance.status.or((self.origin == Origin::Enrolled).then_some(Status::Draft))
    }

    /// Whether it was made here and is not published.
    pub fn is_draft(&self) -> bool {
        is_draft(self.origin, self.provenance.status)
    }

    /// What a list says of its model.
    pub fn head(&self) -> ModelHead {
        ModelHead { is_draft: self.is_draft(), ..ModelHead::of(&self.model) }
    }
}

/// Whether a record of that origin and status was made here and is not published.
pub(crate) fn is_draft(origin: Origin, status: Option<Status>) -> bool {
    origin == Origin::Enrolled && status != Some(Status::Published)
}

/// One of a specimen's pictures, without its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PictureInfo {
    /// The light it was taken in.
    pub light: Light,
    /// SHA-256 of the file.
    #[serde(serialize_with = "as_hex")]
    pub sha256: [u8; 32],
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
    /// Pixels a millimetre.
    pub px_per_mm: f64,
}

impl PictureInfo {
    /// Pixels an inch.
    pub fn ppi(&self) -> f64 {
        self.px_per_mm * 25.4
    }

    /// The hash in hexadecimal.
    pub fn sha256_hex(&self) -> String {
        hex(&self.sha256)
    }
}

fn as_hex<S: serde::Serializer>(sha256: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex(sha256))
}

/// Bytes in hexadecimal, small letters.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Name of the picture file of a light.
pub const fn picture_file(light: Light) -> &'static str {
    match light {
        Light::Visible => "visible.jpg",
        Light::Ultraviolet => "ultraviolet.jpg",
        Light::Infrared => "infrared.jpg",
    }
}

/// What `model.toml` says beside the model itself.
#[derive(Default, Deserialize)]
struct BesideModel {
    #[serde(default)]
    provenance: Provenance,
}

/// `catalog.toml`.
#[derive(Default, Serialize, Deserialize)]
struct CatalogFile {
    #[serde(default)]
    routine: Vec<CheckRoutine>,
    #[serde(default)]
    grouping: Vec<Grouping>,
    #[serde(default)]
    guided: Vec<GuidedCheck>,
    #[serde(default)]
    known_defect: Vec<KnownDefect>,
}

/// Names of the checks that routines may use.
pub(crate) fn known_checks() -> Vec<&'static str> {
    engine::check::all().iter().map(|check| check.name).collect()
}

/// Reads the record of the folder `name`. `known_checks` are the names that routines may use.
///
/// # Errors
/// [`ReferenceError::Record`] with the file, the line where known, and what is wrong.
pub(crate) fn read(name: &str, folder: &ModelFolder, known_checks: &[&str]) -> Result<Record, ReferenceError> {
    let model_source = Source::of(folder, MODEL_FILE)?;
    let mut model = read_model(folder)?;
    let is_bare = model.routines.is_empty() && model.groupings.is_empty();
    if !is_bare || !model.guided.is_empty() || !model.known_defects.is_empty() {
        return Err(model_source.error_at("routines", format!("check routines belong into {CATALOG_FILE}")));
    }
    model_source.refuse_unknown(&model, &["provenance"])?;
    let BesideModel { provenance } = model_source.parse()?;
    validate::model(name, &model).map_err(|fault| model_source.error(fault))?;

    if folder.files.contains_key(CATALOG_FILE) {
        let catalog_source = Source::of(folder, CATALOG_FILE)?;
        let catalog: CatalogFile = catalog_source.parse()?;
        catalog_source.refuse_unknown(&catalog, &[])?;
        validate::routines(&model, &catalog.routine, known_checks).map_err(|fault| catalog_source.error(fault))?;
        (model.routines, model.groupings) = (catalog.routine, catalog.grouping);
        (model.guided, model.known_defects) = (catalog.guided, catalog.known_defect);
        validate::beside_routines(&model, known_checks).map_err(|fault| catalog_source.error(fault))?;
    }
    let mut description = Description::default();
    if folder.files.contains_key(DESCRIPTION_FILE) {
        description = read_description(folder)?;
        if let Err(fault) = description::validate(&model, &description, known_checks) {
            return Err(Source::of(folder, DESCRIPTION_FILE)?.error_in_item(fault.item, fault.cause));
        }
    }
    if let Err(fault) = validate::frauds(&model, &description) {
        return Err(Source::of(folder, CATALOG_FILE)?.error(fault));
    }
    let (pictures, thumbnail) = read_pictures(folder, &mut model)?;
    Ok(Record { model: Arc::new(model), description, provenance, origin: folder.origin, pictures, thumbnail })
}

/// What the folder's `model.toml` says, not yet checked.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_model(folder: &ModelFolder) -> Result<DocumentModel, ReferenceError> {
    Source::of(folder, MODEL_FILE)?.parse()
}

/// What the folder's `description.toml` says, not yet held against its model.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_description(folder: &ModelFolder) -> Result<Description, ReferenceError> {
    Source::of(folder, DESCRIPTION_FILE)?.parse()
}

/// Size and hash of every picture there is, each decoded once to see that it is whole; the one in white light must be.
/// Of that one the model's fingerprint is taken, and a thumbnail made.
fn read_pictures(
    folder: &ModelFolder,
    model: &mut DocumentModel,
) -> Result<(Vec<PictureInfo>, Vec<u8>), ReferenceError> {
    let mut pictures: Vec<PictureInfo> = Vec::new();
    let mut thumbnail = Vec::new();
    for light in Light::ALL {
        let file = picture_file(light);
        let fault =
            |cause: String| ReferenceError::Record { file: format!("{}/{file}", folder.shown_as), line: None, cause };
        let Some(bytes) = folder.files.get(file) else {
            if light == Light::Visible {
                return Err(fault("there is no picture of the specimen in white light".to_owned()));
            }
            continue;
        };
        let scan = picture::decode(light, bytes).map_err(&fault)?;
        let info = picture::info(&scan, model).map_err(&fault)?;
        if let Some(first) = pictures.first()
            && (first.width_px, first.height_px) != (info.width_px, info.height_px)
        {
            return Err(fault(format!(
                "it has {} × {} pixels, {} has {} × {}",
                info.width_px,
                info.height_px,
                picture_file(first.light),
                first.width_px,
                first.height_px
            )));
        }
        if light == Light::Visible {
            model.fingerprint = fingerprint::of(model, &scan.pixels, info.px_per_mm);
            thumbnail = picture::thumbnail(&scan.pixels).map_err(&fault)?;
        }
        pictures.push(info);
    }
    Ok((pictures, thumbnail))
}

/// Reads the records of all folders, several at a time.
///
/// # Errors
/// As [`read`], for the first folder by name that is at fault.
pub(crate) fn read_all<'a>(
    folders: &'a ModelFolders,
    known_checks: &[&str],
) -> Result<Vec<(Record, &'a ModelFolder)>, ReferenceError> {
    let named: Vec<(&str, &ModelFolder)> = folders.iter().map(|(name, folder)| (name.as_str(), folder)).collect();
    let records = read_each(&named, known_checks);
    records.into_iter().zip(folders.values()).map(|(record, folder)| Ok((record?, folder))).collect()
}

/// Each folder's record or what is wrong with it, in their order; several are read at a time.
pub(crate) fn read_each(
    folders: &[(&str, &ModelFolder)],
    known_checks: &[&str],
) -> Vec<Result<Record, ReferenceError>> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let share = folders.len().div_ceil(n_threads).max(1);
    let read_share = |share: &[(&str, &ModelFolder)]| -> Vec<Result<Record, ReferenceError>> {
        share.iter().map(|(name, folder)| read(name, folder, known_checks)).collect()
    };
    thread::scope(|scope| {
        let reading: Vec<_> = folders.chunks(share).map(|share| scope.spawn(move || read_share(share))).collect();
        reading.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// `model.toml` of a model; its routines are left to [`catalog_toml`].
///
/// # Errors
/// Where a number is not finite, which TOML can say but no record may.
pub(crate) fn model_toml(model: &DocumentModel, provenance: &Provenance) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(model)?;
    if let Some(table) = value.as_object_mut() {
        for key in ["routines", "groupings", "guided", "known_defects"] {
            table.remove(key);
        }
        table.insert("provenance".to_owned(), serde_json::to_value(provenance)?);
    }
    Ok(crate::toml_text::write(&value))
}

/// `description.toml` of what is said of a model.
///
/// # Errors
/// As [`model_toml`].
pub fn description_toml(description: &Description) -> Result<String, serde_json::Error> {
    Ok(crate::toml_text::write(&serde_json::to_value(description)?))
}

/// `catalog.toml` of a model: its routines, composites and groups of its own, what the examiner is asked, and known defects.
///
/// # Errors
/// As [`model_toml`].
pub(crate) fn catalog_toml(model: &DocumentModel) -> Result<String, serde_json::Error> {
    let DocumentModel { routines, groupings, guided, known_defects, .. } = model.clone();
    let catalog = CatalogFile { routine: routines, grouping: groupings, guided, known_defect: known_defects };
    let value = serde_json::to_value(catalog)?;
    Ok(crate::toml_text::write(&value))
}
