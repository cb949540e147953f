//! What the window shows, as plain data. It changes only in [`State::apply`].

pub(crate) mod authoring;
pub(crate) mod browsing;
mod choosing;
pub(crate) mod comparing;
mod examined;
pub(crate) mod listed;
mod personal;
mod typing;

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::examination::Examination;
use engine::geometry::{PageRect, ScanPoint};
use engine::identify::Identification;
use engine::model::ModelKey;
use engine::reading::mrz::MrzFormat;
use engine::scan::{Light, LiveDataSet, Scan};

use self::authoring::Authoring;
use self::browsing::Browsing;
use self::comparing::Comparing;
pub(crate) use self::examined::{Examined, FrontWord, rank};
use self::listed::Listed;
pub(crate) use self::personal::{Entry, Personal};
use self::typing::{end_line, type_line};
use crate::command::authoring::Author;
use crate::command::{Command, Given};
use crate::job::Step;
use crate::work::authoring::Task;

/// Where the eye is over a picture. Places are millimetres on the page, or pixels where the scan is shown as it came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Viewpoint {
    /// All of it.
    Fit,
    /// This part of it, with room round it.
    Area(PageRect),
    /// `centre` in the middle, at so many points of the screen a unit.
    At {
        /// Place in the middle of the screen.
        centre: (f64, f64),
        /// Points a unit.
        scale: f64,
    },
}

/// What a person is doing with the document besides looking.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mode {
    /// Looking.
    Look,
    /// Setting the page's corners in the white-light scan, clockwise from the top left.
    Corners([ScanPoint; 4]),
    /// Typing the machine readable zone.
    Mrz(Vec<String>),
}

/// A sheet over the window.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sheet {
    /// Every key and what it does.
    Shortcuts,
    /// What each check sees and does not see.
    Manual,
    /// The document models to choose from; `None` while they are being listed.
    Models {
        /// Every model of the database.
        models: Option<Listed>,
        /// Words that a name, key, State or year must have.
        filter: String,
    },
    /// The reference browser.
    Browser(Browsing),
    /// Two models side by side.
    Compare(Box<Comparing>),
}

/// Work the state asks the application to begin.
#[derive(Debug, Clone)]
pub(crate) enum Errand {
    /// A dialog for files.
    AskForFiles(Option<Light>),
    /// Decode these files.
    Decode(Vec<Given>),
    /// Examine these pictures.
    Examine(LiveDataSet, Choices),
    /// Check this MRZ in place of the one that was read.
    CheckMrz(Arc<Examination>, Vec<String>),
    /// List the models of the reference database.
    ListModels,
    /// Find the models in whose records these words occur.
    SearchRecords(String),
    /// Bring the specimen's pictures of this model.
    ShowRecord(ModelKey),
    /// Compare a model with another, and bring the other's specimen.
    Compare {
        /// The model.
        model: ModelKey,
        /// The other.
        other: ModelKey,
    },
    /// Bring small pictures of these models.
    Thumbnails(Vec<ModelKey>),
    /// Ask where, and write the quick card of this model.
    PrintCard(ModelKey),
    /// Work on a model in the making.
    Author(Task),
    /// Stop every job.
    Stop,
    /// Close the window.
    CloseWindow,
}

/// What a person decided where the engine could not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choices {
    /// The document model.
    pub model: Option<ModelKey>,
    /// The page's corners in the white-light scan, clockwise from the top left.
    pub corners: Option<[ScanPoint; 4]>,
}

/// All the window knows.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// The pictures of the document, by light in the order of `Light::ALL`.
    pub scans: [Option<Arc<Scan>>; 3],
    /// What runs, with its last step.
    pub working: Option<Step>,
    /// The examination; of these scans, never of others.
    pub examined: Option<Arc<Examined>>,
    /// What a person decided for it.
    pub choices: Choices,
    /// The light shown.
    pub light: Light,
    /// Where the eye is.
    pub viewpoint: Viewpoint,
    /// Whether the specimen is shown in place of the page.
    pub is_specimen_shown: bool,
    /// The finding chosen, by index.
    pub chosen: Option<usize>,
    /// The question to the examiner chosen, by index; then no finding is.
    pub chosen_guided: Option<usize>,
    /// What a person is doing.
    pub mode: Mode,
    /// The sheet over the window.
    pub sheet: Option<Sheet>,
    /// The model in the making, in place of the document.
    pub authoring: Option<Box<Authoring>>,
    /// What went wrong last, in one line.
    pub notice: Option<String>,
    /// Whether the theme is dark.
    pub is_dark: bool,
}

impl State {
    /// A window without a document.
    pub(crate) fn new(is_dark: bool) -> Self {
        Self {
            scans: [None, None, None],
            working: None,
            examined: None,
            choices: Choices::default(),
            light: Light::Visible,
            viewpoint: Viewpoint::Fit,
            is_specimen_shown: false,
            chosen: None,
            chosen_guided: None,
            mode: Mode::Look,
            sheet: None,
            authoring: None,
            notice: None,
            is_dark,
        }
    }

    /// The scan in that light.
    pub(crate) fn scan(&self, light: Light) -> Option<&Arc<Scan>> {
        self.scans[light_idx(light)].as_ref()
    }

    /// Makes one change, and says what work it calls for.
    pub(crate) fn apply(&mut self, command: Command) -> Option<Errand> {
        match command {
            Command::AskForFiles(light) => return Some(Errand::AskForFiles(light)),
            Command::Open(files) if files.is_empty() => {}
            Command::Open(files) if self.authoring.is_some() => {
                return self.apply_to_authoring(Author::Add(files.into_iter().map(|file| file.path).collect()));
            }
            Command::Author(command) => return self.apply_to_authoring(command),
            Command::Compare(command) => return self.apply_to_comparison(command),
            Command::WantThumbnails(keys) => return Some(Errand::Thumbnails(keys)),
            Command::PrintCard(key) => return Some(Errand::PrintCard(key)),
            Command::Open(files) => {
                self.begin("opening the pictures");
                self.sheet = None;
                return Some(Errand::Decode(files));
            }
            Command::Opened(scans) => return self.take(scans),
            Command::Examine => return self.examine(),
            Command::Cancel if self.is_saving() => {}
            Command::Cancel => {
                self.working = None;
                return Some(Errand::Stop);
            }
            // A step of work that was stopped in the same frame comes after it, and nobody would end it.
            Command::Advance(step) if self.working.is_some() => self.working = Some(step),
            Command::Advance(_) => {}
            Command::Examined(examination) => self.show(examination),
            Command::Fail(notice) => {
                self.end_saving();
                self.working = None;
                self.notice = Some(notice);
            }
            Command::Notify(notice) => self.notice = Some(notice),
            Command::DismissNotice => self.notice = None,
            Command::Show(light) => {
                if self.scan(light).is_some() && !matches!(self.mode, Mode::Corners(_)) {
                    self.light = light;
                }
            }
            Command::Look(viewpoint) => self.viewpoint = viewpoint,
            Command::ShowSpecimen(is_shown) => self.is_specimen_shown = is_shown,
            Command::Choose(idx) => self.choose(idx),
            Command::ChooseRelative(by) => self.choose_relative(by),
            Command::ChooseNone => (self.chosen, self.chosen_guided) = (None, None),
            Command::ChooseGuided(idx) => self.choose_guided(idx),
            Command::Answer(idx, answer) => {
                let examined = self.examined.as_deref().map(|examined| examined.with_answer(idx, answer));
                self.examined = examined.map(Arc::new);
            }
            other => return self.apply_to_mode(other),
        }
        None
    }

    /// The changes that begin, carry on or leave what a person is doing.
    fn apply_to_mode(&mut self, command: Command) -> Option<Errand> {
        match command {
            Command::BeginMrz => {
                if let Some(examined) = &self.examined {
                    let read = examined.examination.readings.mrz.as_ref().map(|mrz| mrz.text());
                    let lines = examined.typed_mrz.clone().or(read).unwrap_or_else(|| vec![String::new(); 2]);
                    self.mode = Mode::Mrz(lines);
                }
            }
            Command::TypeMrz(line_idx, text) => {
                if let Mode::Mrz(lines) = &mut self.mode {
                    type_line(lines, line_idx, &text);
                }
            }
            Command::EndMrzLine(line_idx, following) => {
                let Mode::Mrz(lines) = &mut self.mode else { return None };
                end_line(lines, line_idx, &following);
                if MrzFormat::of(lines).is_some() {
                    return self.apply_to_mode(Command::CheckMrz);
                }
            }
            Command::CheckMrz => {
                if let (Mode::Mrz(lines), Some(examined)) = (&self.mode, &self.examined) {
                    return Some(Errand::CheckMrz(Arc::clone(&examined.by_machine), lines.clone()));
                }
            }
            Command::MrzChecked(lines, findings) => self.replace_mrz(|now| now.with_typed_mrz(lines, findings)),
            Command::ForgetMrz => self.replace_mrz(|now| Examined::new(Arc::clone(&now.by_machine))),
            Command::BeginCorners => self.begin_corners(),
            Command::MoveCorner(idx, place) => {
                if let Mode::Corners(corners) = &mut self.mode
                    && let Some(corner) = corners.get_mut(idx)
                {
                    *corner = place;
                }
            }
            Command::ExamineCorners => {
                if let Mode::Corners(corners) = self.mode {
                    self.choices.corners = Some(corners);
                    self.leave();
                    return self.examine();
                }
            }
            Command::BeginModel => {
                self.sheet = Some(Sheet::Models { models: None, filter: String::new() });
                return Some(Errand::ListModels);
            }
            Command::ModelsListed(listed) => return self.take_models(listed),
            Command::FilterModels(letters) => {
                if let Some(Sheet::Models { models, filter }) = &mut self.sheet {
                    models.iter_mut().for_each(|models| models.narrow(&letters, &BTreeSet::new()));
                    *filter = letters;
                }
            }
            Command::ExamineAs(model) => {
                self.sheet = None;
                self.choices.model = model;
                return self.examine();
            }
            Command::Browse
            | Command::RecordsFound(..)
            | Command::RecordRead(..)
            | Command::FilterRecords(_)
            | Command::OpenRecord(_)
            | Command::ShowRecordIn(_)
            | Command::LookAtZone(_) => return self.apply_to_browser(command),
            Command::OpenSheet(sheet) => self.sheet = Some(sheet),
            Command::Leave => self.leave(),
            Command::Close => return self.close(),
            Command::SwitchTheme => self.is_dark = !self.is_dark,
            _ => {}
        }
        None
    }

    /// The changes of the reference browser. It opens at the identified model.
    fn apply_to_browser(&mut self, command: Command) -> Option<Errand> {
        if let Command::Browse = command {
            let identified = self.examined.as_ref().and_then(|examined| match &examined.examination.identification {
                Identification::Identified { model, .. } => Some(model.key.clone()),
                Identification::NotIdentified { .. } => None,
            });
            self.sheet = Some(Sheet::Browser(Browsing::new(identified)));
            return Some(Errand::ListModels);
        }
        let Some(Sheet::Browser(browsing)) = &mut self.sheet else { return None };
        match command {
            Command::RecordRead(model, said) if browsing.open.as_ref() == Some(&model.key) => {
                (browsing.record, browsing.said) = (Some(model), said);
            }
            Command::FilterRecords(letters) => {
                browsing.narrow(letters.clone());
                return Some(Errand::SearchRecords(letters));
            }
            Command::RecordsFound(letters, keys) => browsing.take_found(&letters, keys),
            Command::OpenRecord(key) => {
                browsing.open(key.clone());
                return Some(Errand::ShowRecord(key));
            }
            Command::ShowRecordIn(light) => browsing.light = light,
            Command::LookAtZone(id) => {
                browsing.zone = if browsing.zone.as_ref() == Some(&id) { None } else { Some(id) }
            }
            _ => {}
        }
        None
    }

    /// Takes the models of the database into the open sheet: the browser, or the models to choose from, the nearest first.
    fn take_models(&mut self, listed: Listed) -> Option<Errand> {
        match &mut self.sheet {
            Some(Sheet::Browser(browsing)) => {
                browsing.take(listed);
                return browsing.open.clone().map(Errand::ShowRecord);
            }
            Some(Sheet::Models { models, filter }) => {
                let identification = self.examined.as_ref().map(|examined| &examined.examination.identification);
                let mut listed = match identification {
                    Some(Identification::NotIdentified { nearest, .. }) => listed.with_first(nearest),
                    _ => listed,
                };
                listed.narrow(filter, &BTreeSet::new());
                *models = Some(listed);
            }
            _ => {}
        }
        None
    }

    fn begin(&mut self, words: &str) {
        self.notice = None;
        self.working = Some(Step { words: words.to_owned(), share: 0.0 });
    }

    /// New pictures: with one in white light they are another document, without they are added to this one.
    fn take(&mut self, scans: Vec<Arc<Scan>>) -> Option<Errand> {
        self.working = None;
        if scans.iter().any(|scan| scan.light == Light::Visible) {
            *self = Self { notice: self.notice.take(), ..Self::new(self.is_dark) };
        }
        for scan in scans {
            let idx = light_idx(scan.light);
            self.scans[idx] = Some(scan);
        }
        self.leave();
        if self.scan(Light::Visible).is_none() {
            let light = Light::ALL.into_iter().find(|&light| self.scan(light).is_some());
            self.light = light.unwrap_or(Light::Visible);
            self.notice = Some("no scan in white light yet; add the VI picture".to_owned());
            return None;
        }
        self.examine()
    }

    fn examine(&mut self) -> Option<Errand> {
        let live = self.live()?;
        self.begin("examining");
        Some(Errand::Examine(live, self.choices.clone()))
    }

    /// Shows a new examination: the whole page, in the light of the first irregular finding. Doc 9303-2 C.43.
    fn show(&mut self, examination: Arc<Examination>) {
        let examined = Examined::new(examination);
        self.working = None;
        self.leave();
        self.viewpoint = Viewpoint::Fit;
        self.chosen_guided = None;
        self.chosen = examined.first_irregular();
        self.light = self.chosen.and_then(|idx| place_of(&examined, idx)).map_or(Light::Visible, |place| place.light);
        self.examined = Some(Arc::new(examined));
    }

    /// Another set of findings on the same page; the chosen one stays chosen.
    fn replace_mrz(&mut self, with: impl FnOnce(&Examined) -> Examined) {
        if let Some(examined) = &self.examined {
            self.examined = Some(Arc::new(with(examined)));
        }
        self.working = None;
        self.mode = Mode::Look;
    }

    /// Corners begin where the page was found, or near the picture's own where it was not.
    fn begin_corners(&mut self) {
        let Some(scan) = self.scan(Light::Visible) else { return };
        let (width, height) = (f64::from(scan.pixels.width()), f64::from(scan.pixels.height()));
        let found = self.examined.as_ref().map(|examined| examined.examination.page.corners_in_scan());
        let near_edge = [(0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95)]
            .map(|(x, y)| ScanPoint { x_px: x * width, y_px: y * height });
        self.mode = Mode::Corners(found.unwrap_or(near_edge));
        self.light = Light::Visible;
        self.viewpoint = Viewpoint::Fit;
        self.is_specimen_shown = false;
    }

    fn leave(&mut self) {
        if matches!(self.mode, Mode::Corners(_)) {
            self.viewpoint = Viewpoint::Fit;
        }
        self.mode = Mode::Look;
    }

    /// Puts away the topmost thing: a sheet, what was begun, running work, the notice, the chosen finding.
    fn close(&mut self) -> Option<Errand> {
        if self.sheet.take().is_some() || self.close_in_authoring() {
            return None;
        }
        if self.mode != Mode::Look {
            self.leave();
            return None;
        }
        if self.is_saving() {
            return None;
        }
        if self.working.take().is_some() {
            return Some(Errand::Stop);
        }
        if self.notice.take().is_none() {
            (self.chosen, self.chosen_guided) = (None, None);
            self.viewpoint = Viewpoint::Fit;
        }
        None
    }
}

/// Where a finding is to be looked at.
pub(crate) fn place_of(examined: &Examined, idx: usize) -> Option<engine::check::Place> {
    examined.findings().get(idx)?.result.as_ref().ok()?.places.first().copied()
}

/// Position of a light in `Light::ALL`.
pub(crate) fn light_idx(light: Light) -> usize {
    match light {
        Light::Visible => 0,
        Light::Ultraviolet => 1,
        Light::Infrared => 2,
    }
}

#[cfg(test)]
mod tests;
