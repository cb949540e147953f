//! The examiner's window: scans in by dialog, drop or argument; the page large, its discrepancies framed, each beside the
//! same place on the specimen.
//!
//! ```text
//! key, click, drop ─▶ Command ─▶ State::apply ─▶ Errand ─▶ Job on its own thread ─▶ Command …
//!                                     └─▶ View (borrowed, once a frame) ─▶ egui
//! ```
//! The thread that draws never waits. Views compute no finding: they show an `Examination`.

mod app;
mod command;
mod drop;
mod job;
mod keys;
mod raster;
mod state;
mod symbol;
mod theme;
mod view;
mod words;
mod work;

use std::path::PathBuf;

use engine::scan::Light;

pub use self::app::{App, Scrolled, scroll_browser};
pub use self::command::{Given, with_light};
pub use self::job::Progress;
pub use self::state::Choices;
pub use self::state::browsing::quick_card;
pub use self::work::authoring::{Capture, ModelMaker, Proposal};
pub use self::work::{Card, Decode, Describe, Examine, Search, Thumbnail, Workshop};

/// How the window begins.
pub struct DeskOptions {
    /// Files to open, each with its light where a person gave one.
    pub files: Vec<(PathBuf, Option<Light>)>,
    /// What decodes, examines and knows the models.
    pub workshop: Workshop,
    /// Whether it begins dark.
    pub is_dark: bool,
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// Where the system gives no window.
pub fn run(options: DeskOptions) -> anyhow::Result<()> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Intaglio")
        .with_app_id("intaglio")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([960.0, 620.0])
        .with_drag_and_drop(true);
    let native = eframe::NativeOptions { viewport, ..Default::default() };
    let create = move |context: &eframe::CreationContext<'_>| {
        let app: Box<dyn eframe::App> = Box::new(App::new(&context.egui_ctx, options));
        Ok(app)
    };
    eframe::run_native("intaglio", native, Box::new(create)).map_err(|error| {
        anyhow::anyhow!("the window cannot be opened: {error}; use `intaglio examine` on the command line")
    })
}
