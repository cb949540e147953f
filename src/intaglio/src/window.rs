//! The window: what it needs from this program.

mod maker;
mod shelf;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk::{Choices, DeskOptions, Progress, Workshop};
use engine::scan::{Light, LiveDataSet, guess_light};
use engine::{Examination, Options, Stage};

use self::maker::Maker;
use self::shelf::Shelf;
use crate::{Ran, card, data_folder, input, today};

/// Opens the window with these files and stays until it is closed.
pub(crate) fn run(files: Vec<PathBuf>, data: Option<&Path>, is_dark: bool) -> anyhow::Result<Ran> {
    let database = reference::Database::open(&data_folder::locate(data)?)?;
    for notice in database.notices() {
        eprintln!("intaglio: {notice}");
    }
    let files = files.into_iter().map(|path| (path, None)).collect();
    desk::run(DeskOptions { files, workshop: workshop(database), is_dark })?;
    Ok(Ran::Clean)
}

/// What the window works with.
pub(crate) fn workshop(database: reference::Database) -> Workshop {
    let reference = Arc::new(Shelf::new(database));
    let [of_examination, of_record, of_search] = [0; 3].map(|_| Arc::clone(&reference));
    Workshop {
        decode: Arc::new(|path, light| {
            let light = light.or_else(|| guess_light(&path.to_string_lossy())).unwrap_or(Light::Visible);
            input::read_scan(path, light).map_err(|error| format!("{error:#}"))
        }),
        examine: Arc::new(move |live, choices, progress| examine(live, choices, progress, &of_examination)),
        thumbnail: Arc::new({
            let shelf = Arc::clone(&reference);
            move |key| shelf.read().thumbnail(key)
        }),
        card: Arc::new({
            let shelf = Arc::clone(&reference);
            move |key| card::pdf(key, &shelf.read()).map_err(|error| format!("{error:#}"))
        }),
        maker: Arc::new(Maker::new(Arc::clone(&reference))),
        describe: Arc::new(move |key| of_record.read().record(key)),
        search: Arc::new(move |words| of_search.read().search(words).unwrap_or_default()),
        reference,
    }
}

fn examine(
    live: &LiveDataSet,
    choices: &Choices,
    progress: &Progress,
    reference: &Shelf,
) -> Result<Examination, String> {
    let today = today::or_now(None).map_err(|error| format!("{error:#}"))?;
    let options = Options { today, model: choices.model.clone(), corners: choices.corners, beside: None };
    let report = |stage| -> ControlFlow<()> {
        let (words, share) = stage_words(stage);
        progress.report(words, share)
    };
    engine::examine(live, reference, &options, &report).map_err(|error| error.to_string())
}

/// What a stage is doing, and the share of the work before it.
fn stage_words(stage: Stage) -> (&'static str, f32) {
    match stage {
        Stage::ReadMrz => ("reading the MRZ", 0.1),
        Stage::LocatePage => ("finding the page", 0.35),
        Stage::Identify => ("recognising the document model", 0.5),
        Stage::Register => ("laying the page over its specimen", 0.65),
        Stage::ReadViz => ("reading the visual zone", 0.75),
        Stage::Check => ("running the checks", 0.8),
    }
}
