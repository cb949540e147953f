//! `intaglio reference enrol`: a document model from captures in hand.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::anyhow;
use engine::date::Date;
use engine::enrol::{EnrolStage, Enrolment, Wish, enrol_model};
use engine::model::ModelKey;
use engine::scan::{LiveDataSet, light_doubts};
use reference::{Database, Origin};
use report::words;

use crate::captures::{KeyByMrz, capture_folders, key_by_mrz, name_for, read_capture, store};
use crate::usage::WrongUsage;
use crate::{input, today};

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
    /// Who makes the record; somebody else can then review it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
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
    let name = args.name.clone().unwrap_or_else(|| name_for(&key, database));
    let wish = Wish { name, key, today };
    let enrolment =
        enrol_model(&captures, &wish, &say).map_err(|error| anyhow!("{}: {error}", input::shown(&args.folder)))?;
    store(&enrolment, None, args.by.as_deref(), database)?;
    print!("{}", as_text(&enrolment, &folders, is_anew));
    print!("{}", light_warnings(&captures, &folders));
    Ok(())
}

/// Says each stage once, on standard error.
fn say(stage: EnrolStage) -> ControlFlow<()> {
    if !matches!(stage, EnrolStage::Measure { n_done: 1.., .. }) {
        eprintln!("{} …", words::enrol_stage(stage));
    }
    ControlFlow::Continue(())
}

/// The key of a new model by the MRZ: the issuer's next number. Captures of a model that was enrolled before give its key.
///
/// # Errors
/// [`WrongUsage`] where no MRZ was read, or where the captures are of a model that the program or a pack brings.
fn free_key(captures: &[LiveDataSet], database: &Database, today: Date) -> Result<ModelKey, WrongUsage> {
    match key_by_mrz(captures, database, today) {
        KeyByMrz::Next(key) | KeyByMrz::Anew(key) => Ok(key),
        KeyByMrz::Unread => {
            Err(WrongUsage::of("the MRZ was not read on any capture; say --key STATE-TYPE-NUMBER".to_owned()))
        }
        KeyByMrz::Known { known: key, .. } => Err(WrongUsage::of(format!(
            "the captures are of the document model {key}, which is known already; say --key {key} to use your own record \
             instead, or --key with another number"
        ))),
    }
}

/// A line for every picture that does not look like the light its name says.
fn light_warnings(captures: &[LiveDataSet], folders: &[PathBuf]) -> String {
    let mut text = String::new();
    for (live, folder) in captures.iter().zip(folders) {
        for doubt in light_doubts(live) {
            let name = live.scan(doubt.light()).map_or("", |scan| &scan.file_name);
            let _ = writeln!(text, "warning: {}: {}", input::shown(&folder.join(name)), words::light_doubt(&doubt));
        }
    }
    text
}

/// What was made, and what so few captures cannot tell.
fn as_text(enrolment: &Enrolment, folders: &[PathBuf], is_anew: bool) -> String {
    let done = if is_anew { "enrolled anew" } else { "enrolled" };
    let mut text = format!("{} {done} {}\n", enrolment.model.key, words::enrolled_from(enrolment));
    for (idx, why) in &enrolment.left_out {
        let folder = folders.get(*idx).map(|folder| input::shown(folder)).unwrap_or_default();
        let _ = writeln!(text, "left out: {folder}: {why}");
    }
    let _ = writeln!(text, "{}", words::leave_one_out(enrolment.leave_one_out));
    if let Some(warning) = words::few_captures(enrolment.n_captures) {
        let _ = writeln!(text, "warning: {warning}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use engine::scan::{Light, Scan};
    use image::{Rgb, RgbImage};

    use super::*;

    #[test]
    fn a_picture_in_the_wrong_light_is_named() {
        let page = RgbImage::from_fn(300, 210, |x, y| Rgb(if (x / 9 + y / 7) % 3 == 0 { [40; 3] } else { [225; 3] }));
        let glow = RgbImage::from_fn(300, 210, |x, y| Rgb([10, 30 + (y / 9) as u8, 90 + (x / 9) as u8]));
        let scan = |light, pixels: &RgbImage, name: &str| {
            let (pixels, file_name) = (pixels.clone(), name.to_owned());
            Arc::new(Scan { light, pixels, claimed_ppi: None, sha256: [0; 32], file_name, format: "PNG" })
        };
        let capture = |ultraviolet: &RgbImage| LiveDataSet {
            visible: scan(Light::Visible, &page, "visible.png"),
            ultraviolet: Some(scan(Light::Ultraviolet, ultraviolet, "ultraviolet.png")),
            infrared: None,
        };
        let folders = ["one".into(), "two".into()];
        let text = light_warnings(&[capture(&glow), capture(&page)], &folders);
        let expected =
            "warning: two/ultraviolet.png: The picture given as ultraviolet looks like the one in white light";
        assert_eq!(text.trim_end(), expected.replace('/', std::path::MAIN_SEPARATOR_STR));
    }
}
