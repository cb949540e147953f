//! `intaglio reference enrol`: a document model from captures in hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use engine::date::Date;
use engine::enrol::{Enrolment, Wish, claimed_issuer, enrol_model};
use engine::model::{ModelKey, Reference};
use engine::scan::{Light, LiveDataSet};
use reference::{Database, Origin, OwnModel, Provenance, Record};

use crate::usage::WrongUsage;
use crate::{input, today};

/// Captures below which the enrolment warns.
const ENOUGH: usize = 5;

/// Options of `reference enrol`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with `visible.*` and, where there are, `ultraviolet.*` and `infrared.*`; or with one such folder a capture
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Key of the model, such as UTO-P-3-2024: State, type, number, year [default: State and type of the MRZ, next number]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Readable name of the model [default: its key]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Day of the enrolment, YYYY-MM-DD [default: the clock's]
    #[arg(long, value_name = "DATE", value_parser = today::parse)]
    today: Option<Date>,
}

/// Enrols, stores, and prints what was made and what it cannot do.
pub(crate) fn run(args: &Args, database: &mut Database) -> anyhow::Result<()> {
    let folders = capture_folders(&args.folder)?;
    let captures = folders.iter().map(|folder| read_capture(folder)).collect::<anyhow::Result<Vec<_>>>()?;
    let today = today::or_now(args.today)?;
    let key = match &args.key {
        Some(text) => text.parse().map_err(|no_key: engine::model::NoKey| WrongUsage::of(no_key.to_string()))?,
        None => free_key(&captures, database, today)?,
    };
    let record = database.record_named(&key.to_string());
    let is_anew = record.as_ref().is_some_and(|record| record.origin == Origin::Enrolled);
    let name = args.name.clone().or_else(|| record.map(|record| record.model.name.clone()));
    let wish = Wish { name: name.unwrap_or_else(|| format!("passport model {key}")), key, today };
    let enrolment = enrol_model(&captures, &wish, &|step| eprintln!("{step} …"))
        .map_err(|error| anyhow!("{}: {error}", input::shown(&args.folder)))?;
    let provenance = Provenance {
        sources: vec![format!("enrolled from {} captures", enrolment.n_captures)],
        samples_examined: u32::try_from(enrolment.n_captures).ok(),
        ..Provenance::default()
    };
    database.store(&[OwnModel::enrolled(&enrolment.model, &enrolment.specimen, &provenance)?])?;
    print!("{}", as_text(&enrolment, &folders, is_anew));
    Ok(())
}

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

/// The key of a new model by the MRZ: the issuer's next number. Captures of a model that was enrolled before give its key.
///
/// # Errors
/// [`WrongUsage`] where no MRZ was read, or where the captures are of a model that the program or a pack brings.
fn free_key(captures: &[LiveDataSet], database: &Database, today: Date) -> anyhow::Result<ModelKey> {
    let no_mrz = || WrongUsage::of("the MRZ was not read on any capture; say --key STATE-TYPE-NUMBER".to_owned());
    let (state, kind) = claimed_issuer(captures).ok_or_else(no_mrz)?;
    if let Some(known) = known_model(captures, database, today) {
        let key = &known.model.key;
        if known.origin == Origin::Enrolled {
            return Ok(key.clone());
        }
        let text = format!(
            "the captures are of the document model {key}, which is known already; say --key {key} to use your own record \
             instead, or --key with another number"
        );
        return Err(WrongUsage::of(text).into());
    }
    let of_issuer = database.candidates(Some(&state), Some(&kind));
    let number = 1 + of_issuer.iter().map(|model| model.key.number).max().unwrap_or(0);
    Ok(ModelKey::new(&state, &kind, number, None))
}

/// The record of the model as which the first capture is recognised.
fn known_model(captures: &[LiveDataSet], database: &Database, today: Date) -> Option<Arc<Record>> {
    let options = engine::Options { today, model: None, corners: None };
    let examined = engine::examine(captures.first()?, database, &options, &|_| std::ops::ControlFlow::Continue(()));
    match examined.ok()?.identification {
        engine::identify::Identification::Identified { model, .. } => database.record(&model.key),
        engine::identify::Identification::NotIdentified { .. } => None,
    }
}

/// What was made, and what so few captures cannot tell.
fn as_text(enrolment: &Enrolment, folders: &[PathBuf], is_anew: bool) -> String {
    let Enrolment { model, n_captures, n_copies, left_out, leave_one_out, .. } = enrolment;
    let counted = model.routines.iter().filter(|routine| routine.weight != engine::catalog::Weight::Evaluatory).count();
    let done = if is_anew { "enrolled anew" } else { "enrolled" };
    let mut text = format!(
        "{} {done} from {n_captures} {} and {n_copies} copies of them: {} zones, {} check routines, {counted} of them counted\n",
        model.key,
        if *n_captures == 1 { "capture" } else { "captures" },
        model.zones.len(),
        model.routines.len(),
    );
    for (idx, why) in left_out {
        let folder = folders.get(*idx).map(|folder| input::shown(folder)).unwrap_or_default();
        let _ = writeln!(text, "left out: {folder}: {why}");
    }
    match leave_one_out {
        Some((n_failed, n)) => {
            let _ = writeln!(
                text,
                "leave-one-out: {n_failed} of {n} captures have a failed check by the thresholds of the others"
            );
        }
        None => text += "leave-one-out: needs three captures\n",
    }
    if *n_captures == 1 {
        text += "warning: one capture cannot tell what differs between holders (entries not repeated in the MRZ are guessed by \
                 their size), nor how print varies between copies, nor which fluorescence is scattered fibres; thresholds rest on \
                 copies of this capture and are wider for it\n";
    } else if *n_captures < ENOUGH {
        text += "warning: fewer than 5 captures; thresholds rest mostly on copies of them\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

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
