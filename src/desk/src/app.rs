//! The application: polls jobs, applies commands, draws.

mod scrolling;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use engine::examination::{Examination, Finding};
use engine::model::ModelKey;
use engine::scan::Light;

pub use self::scrolling::{Scrolled, scroll_browser};
use crate::DeskOptions;
use crate::command::authoring::Author;
use crate::command::comparing::Compare;
use crate::command::{Command, Given, with_light};
use crate::drop::Drops;
use crate::job::{Job, Polled};
use crate::keys;
use crate::raster::{Picture, Raster};
use crate::state::authoring::Leaving;
use crate::state::listed::Listed;
use crate::state::{Errand, State};
use crate::theme;
use crate::view::{self, View};
use crate::work::authoring::{self, Done};
use crate::work::{self, Compared, Examining, Opening, Rasters, Shown, Workshop};

/// Pictures on the graphics card, by light in the order of `Light::ALL`; made when a picture changes, never per frame.
#[derive(Default)]
pub(crate) struct Textures {
    /// The scans as they came.
    pub scan: [Option<Picture>; 3],
    /// The page in millimetres.
    pub page: [Option<Picture>; 3],
    /// The specimen in millimetres.
    pub specimen: [Option<Picture>; 3],
    /// The specimen of the record open in the reference browser.
    pub browsed: [Option<Picture>; 3],
    /// The specimen of the model in the making.
    pub authored: [Option<Picture>; 3],
    /// The specimen of the model that another is compared with.
    pub compared: [Option<Picture>; 3],
    /// Small pictures by model; nothing where there is none or it is on its way.
    pub thumbnails: BTreeMap<ModelKey, Option<Picture>>,
}

/// The window with its work.
pub struct App {
    state: State,
    textures: Textures,
    commands: RefCell<Vec<Command>>,
    drops: Drops,
    workshop: Workshop,
    asking: Job<Vec<Given>>,
    opening: Job<Opening>,
    examining: Job<Result<Examining, String>>,
    checking: Job<(Vec<String>, Vec<Finding>)>,
    listing: Job<Listed>,
    searching: Job<(String, Vec<String>)>,
    showing: Job<Result<Shown, String>>,
    authoring: Job<Result<Done, String>>,
    comparing: Job<Result<Compared, String>>,
    shrinking: Job<Vec<(ModelKey, Option<Raster>)>>,
    printing: Job<Result<Option<String>, String>>,
}

impl App {
    /// A window that begins by opening these files.
    pub fn new(ctx: &egui::Context, options: DeskOptions) -> Self {
        theme::install(ctx);
        let files = options.files.into_iter().map(|(path, light)| with_light(Given { path, light })).collect();
        Self {
            state: State::new(options.is_dark),
            textures: Textures::default(),
            commands: RefCell::new(vec![Command::Open(files)]),
            drops: Drops::default(),
            workshop: options.workshop,
            asking: Job::new("ask for files"),
            opening: Job::new("open files"),
            examining: Job::new("examine"),
            checking: Job::new("check MRZ"),
            listing: Job::new("list models"),
            searching: Job::new("search records"),
            showing: Job::new("show record"),
            authoring: Job::new("make model"),
            comparing: Job::new("compare models"),
            shrinking: Job::new("fetch thumbnails"),
            printing: Job::new("write card"),
        }
    }

    fn send(&self, command: Command) {
        self.commands.borrow_mut().push(command);
    }

    fn apply_all(&mut self, ctx: &egui::Context) {
        let commands = std::mem::take(&mut *self.commands.borrow_mut());
        for command in commands {
            if let Some(errand) = self.state.apply(command) {
                self.run(ctx, errand);
            }
        }
    }

    fn run(&mut self, ctx: &egui::Context, errand: Errand) {
        let workshop = self.workshop.clone();
        let started = match errand {
            Errand::AskForFiles(light) => self.asking.start(ctx, move |_| ask_for_files(light)),
            Errand::Decode(files) => {
                self.examining.cancel();
                self.opening.start(ctx, move |progress| work::open(&workshop, &files, progress))
            }
            Errand::Examine(live, choices) => {
                self.examining.start(ctx, move |progress| work::examine(&workshop, &live, &choices, progress))
            }
            Errand::CheckMrz(examination, lines) => self.checking.start(ctx, move |_| check_mrz(&examination, lines)),
            Errand::ListModels => self.listing.start(ctx, move |_| Listed::new(workshop.reference.heads())),
            Errand::SearchRecords(letters) => self.searching.start(ctx, move |_| {
                let found = (workshop.search)(&letters);
                (letters, found)
            }),
            Errand::ShowRecord(key) => {
                self.textures.browsed = [None, None, None];
                self.showing.start(ctx, move |_| work::show_record(&workshop, &key))
            }
            Errand::Compare { model, other } => {
                self.textures.compared = [None, None, None];
                self.comparing.start(ctx, move |_| work::compare(&workshop, &model, &other))
            }
            Errand::Thumbnails(keys) => self.fetch_thumbnails(ctx, keys),
            Errand::PrintCard(key) => self.printing.start(ctx, move |_| work::print_card(&workshop, &key)),
            Errand::Author(task) => {
                self.authoring.start(ctx, move |progress| authoring::run(&workshop, task, progress))
            }
            Errand::Stop => {
                self.opening.cancel();
                self.authoring.cancel();
                self.examining.cancel();
                Ok(())
            }
            Errand::CloseWindow => {
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
                Ok(())
            }
        };
        if let Err(error) = started {
            self.send(Command::Fail(format!("no thread for this work: {error}; close other programs")));
        }
    }

    fn poll(&mut self, ctx: &egui::Context) {
        if let Some(files) = self.ended(|app| app.asking.poll()) {
            self.send(Command::Open(files));
        }
        if let Some(opening) = self.ended(|app| app.opening.poll()) {
            self.take_opening(ctx, opening);
        }
        match self.ended(|app| app.examining.poll()) {
            Some(Ok(examining)) => self.take_examining(ctx, examining),
            Some(Err(cause)) => self.send(Command::Fail(cause)),
            None => {}
        }
        if let Some((lines, findings)) = self.ended(|app| app.checking.poll()) {
            self.send(Command::MrzChecked(lines, findings));
        }
        if let Some((letters, found)) = self.ended(|app| app.searching.poll()) {
            self.send(Command::RecordsFound(letters, found));
        }
        match self.ended(|app| app.showing.poll()) {
            Some(Ok(Shown { model, record, rasters })) => {
                upload(ctx, "record", rasters, &mut self.textures.browsed);
                self.send(Command::RecordRead(model, record));
            }
            Some(Err(cause)) => self.send(Command::Notify(cause)),
            None => {}
        }
        self.poll_browser(ctx);
        match self.ended(|app| app.authoring.poll()) {
            Some(Ok(done)) => self.take_done(ctx, done),
            Some(Err(cause)) => self.send(Command::Fail(cause)),
            None => {}
        }
        if let Some(models) = self.ended(|app| app.listing.poll()) {
            self.send(Command::ModelsListed(models));
        }
    }

    /// Keeps the window open where closing it loses a model, and asks.
    fn guard_closing(&self, ctx: &egui::Context) {
        if ctx.input(|input| input.viewport().close_requested()) && self.state.is_model_unsaved() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.send(Command::Author(Author::Leave(Leaving::Window)));
        }
    }

    /// The jobs of the reference browser.
    fn poll_browser(&mut self, ctx: &egui::Context) {
        match self.ended(|app| app.comparing.poll()) {
            Some(Ok(Compared { shown, other_print })) => {
                upload(ctx, "compared", shown.rasters, &mut self.textures.compared);
                self.send(Command::Compare(Compare::Read(shown.model, other_print)));
            }
            Some(Err(cause)) => self.send(Command::Notify(cause)),
            None => {}
        }
        for (key, raster) in self.ended(|app| app.shrinking.poll()).unwrap_or_default() {
            let picture = raster.map(|raster| raster.upload(ctx, &format!("thumbnail {key}")));
            self.textures.thumbnails.insert(key, picture);
        }
        if let Some(Ok(Some(words)) | Err(words)) = self.ended(|app| app.printing.poll()) {
            self.send(Command::Notify(words));
        }
    }

    /// Brings small pictures, unless others are being brought; the view asks again.
    fn fetch_thumbnails(&mut self, ctx: &egui::Context, keys: Vec<ModelKey>) -> std::io::Result<()> {
        let known = &mut self.textures.thumbnails;
        if MOST_THUMBNAILS < known.len() {
            known.clear();
        }
        let keys: Vec<ModelKey> = keys.into_iter().filter(|key| !known.contains_key(key)).collect();
        if keys.is_empty() || self.shrinking.is_running() {
            return Ok(());
        }
        let workshop = self.workshop.clone();
        self.shrinking.start(ctx, move |_| work::thumbnails(&workshop, keys))
    }

    /// The result of a job, where it has one; its steps and its loss become commands.
    fn ended<T>(&mut self, poll: impl FnOnce(&mut Self) -> Polled<T>) -> Option<T> {
        match poll(self) {
            Polled::Done(result) => return Some(result),
            Polled::Running(Some(step)) => self.send(Command::Advance(step)),
            Polled::Lost => self.send(Command::Fail("the work ended without a result; please report this".to_owned())),
            Polled::Running(None) | Polled::Idle => {}
        }
        None
    }

    fn take_opening(&mut self, ctx: &egui::Context, opening: Opening) {
        let Opening { scans, rasters, notice } = opening;
        if scans.iter().any(|scan| scan.light == Light::Visible) {
            self.textures = Textures::default();
        }
        upload(ctx, "scan", rasters, &mut self.textures.scan);
        match (scans.is_empty(), notice) {
            (true, notice) => self.send(notice.map_or(Command::Cancel, Command::Fail)),
            (false, notice) => {
                self.send(Command::Opened(scans));
                notice.into_iter().for_each(|notice| self.send(Command::Notify(notice)));
            }
        }
    }

    fn take_done(&mut self, ctx: &egui::Context, done: Done) {
        let command = match done {
            Done::Chosen(paths) => Author::Add(paths),
            Done::Read(captures) => Author::Added(captures),
            Done::Proposed(proposal, rasters) => {
                self.textures.authored = [None, None, None];
                upload(ctx, "model", *rasters, &mut self.textures.authored);
                Author::Proposed(proposal)
            }
            Done::Enrolled(enrolment) => Author::Enrolled(enrolment),
            Done::Stored => {
                // The model may have another picture now.
                self.textures.thumbnails.clear();
                Author::Saved
            }
        };
        self.send(Command::Author(command));
    }

    fn take_examining(&mut self, ctx: &egui::Context, examining: Examining) {
        let Examining { examination, page, specimen } = examining;
        self.textures.page = [None, None, None];
        self.textures.specimen = [None, None, None];
        upload(ctx, "page", page, &mut self.textures.page);
        upload(ctx, "specimen", specimen, &mut self.textures.specimen);
        self.send(Command::Examined(examination));
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.guard_closing(ctx);
        self.follow(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }
}

impl App {
    /// Takes what jobs have done, and applies commands.
    fn follow(&mut self, ctx: &egui::Context) {
        self.poll(ctx);
        self.apply_all(ctx);
        // What a command sends in turn (a job that could not start) is applied in the same frame.
        self.apply_all(ctx);
        ctx.set_theme(if self.state.is_dark { egui::Theme::Dark } else { egui::Theme::Light });
    }

    fn draw(&mut self, ui: &mut egui::Ui) {
        let view = View::new(&self.state, &self.textures, &self.commands);
        keys::read_keys(&view, ui.ctx());
        let targets = view::desk_ui(&view, ui);
        for command in self.drops.read(ui.ctx(), &targets) {
            self.commands.borrow_mut().push(command);
        }
        if !self.commands.borrow().is_empty() {
            ui.ctx().request_repaint();
        }
    }
}

fn upload(ctx: &egui::Context, name: &str, rasters: Rasters, pictures: &mut [Option<Picture>; 3]) {
    for (idx, raster) in rasters.into_iter().enumerate() {
        if let Some(raster) = raster {
            pictures[idx] = Some(raster.upload(ctx, &format!("{name} {idx}")));
        }
    }
}

fn check_mrz(examination: &Examination, lines: Vec<String>) -> (Vec<String>, Vec<Finding>) {
    let findings = work::check_typed_mrz(examination, &lines);
    (lines, findings)
}

/// Small pictures kept on the graphics card; each takes some 70 kB.
const MOST_THUMBNAILS: usize = 400;

/// Endings of the pictures a dialog shows.
pub(crate) const PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "tif", "tiff", "bmp", "webp", "PNG"];

/// Asks in a dialog; nothing where the person thinks better of it.
fn ask_for_files(light: Option<Light>) -> Vec<Given> {
    let title = light.map_or_else(
        || "Open the scans of a document".to_owned(),
        |l| format!("Open the {} scan", crate::words::light_name(l)),
    );
    let dialog =
        rfd::FileDialog::new().set_title(title).add_filter("Pictures", &PICTURES).add_filter("All files", &["*"]);
    let paths: Vec<PathBuf> = dialog.pick_files().unwrap_or_default();
    let light = light.filter(|_| paths.len() == 1);
    paths.into_iter().map(|path| with_light(Given { path, light })).collect()
}
