//! Captures that a model is made of: where their pictures lie, and under which key the model goes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use engine::date::Date;
use engine::enrol::{Enrolment, claimed_issuer};
use engine::model::{ModelKey, Reference};
use engine::scan::{Light, LiveDataSet, guess_light};
use reference::{Database, Description, Feature, Origin, OwnModel, Provenance, Record, ReferenceError, Status};

use crate::input;
use crate::usage::WrongUsage;

/// The folders of the captures: the one given, or those in it.
///
/// # Errors
/// [`WrongUsage`] where neither holds a picture in white light.
pub(crate) fn capture_folders(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let named = input::shown(folder);
    let unreadable =
        |cause| anyhow!("{named}: cannot be read: {cause}; name a folder with visible.jpg, or with one a capture");
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).map_err(unreadable)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    if picture_in(folder, Light::Visible).is_some() {
        return Ok(vec![folder.to_owned()]);
    }
    entries.retain(|path| path.is_dir() && picture_in(path, Light::Visible).is_some());
    if entries.is_empty() {
        let text =
            format!("{named}: has no picture called visible.*, nor has a folder in it; put each capture's there");
        return Err(WrongUsage::of(text).into());
    }
    Ok(entries)
}

/// The first file of that light by name, such as `visible.jpg`.
fn picture_in(folder: &Path, light: Light) -> Option<PathBuf> {
    let stem = match light {
        Light::Visible => "visible",
        Light::Ultraviolet => "ultraviolet",
        Light::Infrared => "infrared",
    };
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.retain(|path| path.is_file() && path.file_stem().is_some_and(|name| name.eq_ignore_ascii_case(stem)));
    found.into_iter().min()
}

/// The pictures of one capture.
pub(crate) fn read_capture(folder: &Path) -> anyhow::Result<LiveDataSet> {
    let visible = picture_in(folder, Light::Visible).context("no picture in white light")?;
    let [uv, ir] = [Light::Ultraviolet, Light::Infrared].map(|light| picture_in(folder, light));
    input::read_live(&visible, uv.as_deref(), ir.as_deref())
}

/// What the captures' MRZ says of the model's key.
pub(crate) enum KeyByMrz {
    /// No MRZ was read on any of them.
    Unread,
    /// The issuer's next number.
    Next(ModelKey),
    /// They are recognised as a model that was enrolled before: its key.
    Anew(ModelKey),
    /// They are recognised as a model that the program or a pack brings, and the issuer's next number.
    Known {
        /// That model's key.
        known: ModelKey,
        /// The next number.
        next: ModelKey,
    },
}

/// The key of a new model by the MRZ.
pub(crate) fn key_by_mrz(captures: &[LiveDataSet], database: &Database, today: Date) -> KeyByMrz {
    let Some((state, kind)) = claimed_issuer(captures) else { return KeyByMrz::Unread };
    let of_issuer = database.candidates(Some(&state), Some(&kind));
    let number = 1 + of_issuer.iter().map(|model| model.key.number).max().unwrap_or(0);
    let next = ModelKey::new(&state, &kind, number, None);
    match known_model(captures, database, today) {
        None => KeyByMrz::Next(next),
        Some(known) if known.origin == Origin::Enrolled => KeyByMrz::Anew(known.model.key.clone()),
        Some(known) => KeyByMrz::Known { known: known.model.key.clone(), next },
    }
}

/// The name of the model of that key: the one it has, or one made of the key.
pub(crate) fn name_for(key: &ModelKey, database: &Database) -> String {
    let known = database.record_named(&key.to_string());
    known.map_or_else(|| format!("passport model {key}"), |record| record.model.name.clone())
}

/// Pictures chosen together as captures: by the light their names speak of, white light where they speak of none. Several of
/// one light are captures in the order of their names.
///
/// # Errors
/// [`WrongUsage`] where it cannot be told which pictures belong together.
pub(crate) fn captures_of_files(files: &[PathBuf]) -> Result<Vec<[Option<PathBuf>; 3]>, WrongUsage> {
    let mut by_light: [Vec<PathBuf>; 3] = Default::default();
    for file in files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let light = guess_light(&name).unwrap_or(Light::Visible);
        let idx = Light::ALL.into_iter().position(|other| other == light).unwrap_or(0);
        by_light[idx].push(file.clone());
    }
    by_light.iter_mut().for_each(|files| files.sort());
    let [visible, rest @ ..] = &by_light;
    if visible.is_empty() {
        return Err(WrongUsage::of("no picture in white light among these; a capture needs one"));
    }
    if rest.iter().any(|files| !files.is_empty() && files.len() != visible.len()) {
        let text = "it cannot be told which of these pictures belong together; add one capture at a time, or a folder with \
                    one folder a capture";
        return Err(WrongUsage::of(text));
    }
    let nth = |idx: usize| by_light.each_ref().map(|files: &Vec<PathBuf>| files.get(idx).cloned());
    Ok((0..visible.len()).map(nth).collect())
}

/// Stores a model made of captures by that person as a draft of the user's own; it serves at once. It has these features, or
/// those of the record in its place.
///
/// # Errors
/// The database's.
pub(crate) fn store(
    enrolment: &Enrolment,
    features: Option<&[Feature]>,
    by: Option<&str>,
    database: &mut Database,
) -> Result<(), ReferenceError> {
    let in_place = database.record(&enrolment.model.key);
    let before = in_place.as_ref().filter(|record| record.origin == Origin::Enrolled);
    let provenance = Provenance {
        compiler: by.map(str::to_owned),
        status: Some(Status::Draft),
        changelog: before.map(|record| record.provenance.changelog.clone()).unwrap_or_default(),
        sources: vec![format!("enrolled from {} captures", enrolment.n_captures)],
        samples_examined: u32::try_from(enrolment.n_captures).ok(),
        ..Provenance::default()
    };
    let mut own = OwnModel::enrolled(&enrolment.model, &enrolment.specimen, &provenance)?;
    if let Some(features) = features {
        let said = in_place.as_ref().map(|record| record.description.clone()).unwrap_or_default();
        own.describe(&with_features(said, features))?;
    }
    database.store(&[own])
}

/// The description with other features; what it said of those that are gone is no longer about one.
fn with_features(said: Description, features: &[Feature]) -> Description {
    let mut said = Description { features: features.to_vec(), ..said };
    let is_gone = |id: &mut String| features.iter().all(|feature| feature.id != *id);
    said.quick_card.iter_mut().for_each(|point| drop(point.feature.take_if(is_gone)));
    said.frauds.iter_mut().for_each(|fraud| drop(fraud.feature.take_if(is_gone)));
    said
}

/// The record of the model as which the first capture is recognised.
fn known_model(captures: &[LiveDataSet], database: &Database, today: Date) -> Option<Arc<Record>> {
    let options = engine::Options { today, model: None, corners: None, beside: None };
    let examined = engine::examine(captures.first()?, database, &options, &|_| std::ops::ControlFlow::Continue(()));
    match examined.ok()?.identification {
        engine::identify::Identification::Identified { model, .. } => database.record(&model.key),
        engine::identify::Identification::NotIdentified { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_chosen_together_are_captures_by_light() {
        let of = |names: &[&str]| captures_of_files(&names.iter().map(PathBuf::from).collect::<Vec<_>>());
        let one = of(&["page_UV.jpg", "page_VI.jpg"]).expect("one capture");
        assert_eq!(one, [[Some("page_VI.jpg".into()), Some("page_UV.jpg".into()), None]]);
        assert_eq!(of(&["b.jpg", "a.jpg"]).expect("two captures").len(), 2);
        assert!(of(&["a.jpg", "b.jpg", "a_uv.jpg"]).is_err());
        assert!(of(&["a_uv.jpg"]).is_err());
    }

    #[test]
    fn a_folder_of_captures_is_told_from_a_capture() {
        let data = tempfile::tempdir().expect("a folder");
        assert!(capture_folders(data.path()).is_err());
        for name in ["b", "a"] {
            std::fs::create_dir(data.path().join(name)).expect("a folder");
            std::fs::write(data.path().join(name).join("Visible.JPG"), "x").expect("a file");
        }
        assert_eq!(capture_folders(data.path()).expect("two captures").len(), 2);
        std::fs::write(data.path().join("visible.png"), "x").expect("a file");
        assert_eq!(capture_folders(data.path()).expect("one capture"), [data.path().to_owned()]);
    }
}
