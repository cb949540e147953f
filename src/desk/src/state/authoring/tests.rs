use super::*;
use crate::command::Command;
use crate::command::authoring::{Edit, Grip, Tell};
use crate::work::authoring::Proposal;
use engine::model::{DocumentModel, Specimen, Zone, ZoneRole};
use engine::scan::Scan;
use image::RgbImage;

fn capture(name: &str) -> Capture {
    let visible = Arc::new(Scan {
        light: Light::Visible,
        pixels: RgbImage::new(100, 70),
        claimed_ppi: None,
        sha256: [0; 32],
        file_name: name.to_owned(),
        format: "PNG",
    });
    Capture::new(name.to_owned(), LiveDataSet { visible, ultraviolet: None, infrared: None })
}

fn draft() -> Draft {
    let area = PageRect::new(5.0, 20.0, 30.0, 40.0);
    let portrait = Zone { id: "portrait".to_owned(), area, role: ZoneRole::Portrait, is_dynamic: true };
    let key = ModelKey::new("UTO", "P", 3, None);
    let model = DocumentModel { zones: vec![portrait], ..DocumentModel::bare(key, "Utopia", 125.0, 88.0) };
    let specimen = Specimen::new(4.0, Arc::new(RgbImage::new(500, 352)), None, None);
    Draft { model, specimen, captures: Vec::new(), left_out: vec![(1, "no data page found")] }
}

fn enrolment() -> Arc<Enrolment> {
    let Draft { model, specimen, left_out, .. } = draft();
    Arc::new(Enrolment { model, specimen, n_captures: 1, n_copies: 8, left_out, leave_one_out: None })
}

fn apply(state: &mut State, command: Author) -> Option<Task> {
    match state.apply(Command::Author(command)) {
        Some(Errand::Author(task)) => Some(task),
        None | Some(Errand::Stop) => None,
        Some(other) => panic!("{other:?}"),
    }
}

/// What the button sends.
const LEAVE: Author = Author::Leave(Leaving::ToDocument);

fn authoring(state: &State) -> &Authoring {
    state.authoring.as_deref().expect("a model is in the making")
}

/// A window with two captures and proposed zones.
fn at_zones() -> State {
    let mut state = State::new(false);
    apply(&mut state, Author::Begin);
    apply(&mut state, Author::Added(vec![capture("a"), capture("b")]));
    let key = Some(ModelKey::new("UTO", "P", 3, None));
    let proposal = Proposal {
        draft: Arc::new(draft()),
        key,
        name: "Utopia passport".to_owned(),
        note: None,
        features: Vec::new(),
    };
    apply(&mut state, Author::Proposed(proposal));
    state
}

#[test]
fn the_document_that_is_open_is_the_first_capture() {
    let mut state = State::new(false);
    state.apply(Command::Opened(vec![capture("open.png").live.visible]));
    apply(&mut state, Author::Begin);
    assert_eq!(authoring(&state).captures.len(), 1);
    assert_eq!(authoring(&state).captures[0].name, "open.png");
    assert!(matches!(apply(&mut state, Author::Propose), Some(Task::Propose(captures)) if captures.len() == 1));
    apply(&mut state, LEAVE);
    assert!(state.authoring.is_none() && state.scan(Light::Visible).is_some());
}

#[test]
fn pictures_opened_meanwhile_are_captures() {
    let mut state = State::new(false);
    apply(&mut state, Author::Begin);
    let given = crate::command::Given { path: "folder".into(), light: None };
    let errand = state.apply(Command::Open(vec![given]));
    assert!(matches!(errand, Some(Errand::Author(Task::Read(paths))) if paths.len() == 1));
}

#[test]
fn proposals_are_taken_and_what_was_left_out_is_named() {
    let state = at_zones();
    let authoring = authoring(&state);
    assert_eq!((authoring.stage, authoring.key.as_str()), (Stage::Zones, "UTO-P-3"));
    assert_eq!(authoring.left_out(), [("b", "no data page found")]);
    assert_eq!(authoring.fault(), None);
    assert!(state.working.is_none());
}

#[test]
fn nothing_is_enrolled_without_key_and_name() {
    let mut state = at_zones();
    apply(&mut state, Author::Key("UTO-P".to_owned()));
    assert!(authoring(&state).fault().is_some_and(|fault| fault.contains("no key of a document model")));
    assert!(apply(&mut state, Author::Enrol).is_none());
    apply(&mut state, Author::Key("uto-p-4".to_owned()));
    apply(&mut state, Author::Name("  ".to_owned()));
    assert!(apply(&mut state, Author::Enrol).is_none());
    apply(&mut state, Author::Name("Utopia passport 2031".to_owned()));
    let Some(Task::Enrol { key, name, .. }) = apply(&mut state, Author::Enrol) else { panic!("enrols") };
    assert_eq!((key.to_string().as_str(), name.as_str()), ("UTO-P-4", "Utopia passport 2031"));
}

#[test]
fn the_corrected_zones_are_enrolled() {
    let mut state = at_zones();
    apply(&mut state, Author::Select(Some(0)));
    apply(&mut state, Author::Edit(Edit::Drag { grip: Grip::WHOLE, by_mm: (0.1, 0.0) }));
    let Some(Task::Enrol { zones, .. }) = apply(&mut state, Author::Enrol) else { panic!("enrols") };
    assert_eq!(zones[0].area, PageRect::new(5.1, 20.0, 30.0, 40.0));
}

#[test]
fn a_change_of_the_zones_takes_the_result_away() {
    let mut state = at_zones();
    apply(&mut state, Author::Enrolled(enrolment()));
    assert_eq!(authoring(&state).stage, Stage::Result);
    assert!(matches!(apply(&mut state, Author::Save), Some(Task::Store { features: None, by: None, .. })));
    state.apply(Command::Fail("the disk is full".to_owned()));
    apply(&mut state, Author::By(" A. Nilsen ".to_owned()));
    let task = apply(&mut state, Author::Save);
    assert!(matches!(task, Some(Task::Store { by: Some(by), .. }) if by == "A. Nilsen"));
    apply(&mut state, Author::Saved);
    assert!(authoring(&state).is_saved);
    apply(&mut state, Author::GoTo(Stage::Zones));
    apply(&mut state, Author::Select(Some(0)));
    assert!(authoring(&state).enrolment.is_some());
    apply(&mut state, Author::Edit(Edit::Delete));
    assert!(authoring(&state).enrolment.is_none() && !authoring(&state).is_saved);
    apply(&mut state, Author::GoTo(Stage::Result));
    assert_eq!(authoring(&state).stage, Stage::Zones);
}

#[test]
fn escape_puts_away_the_drawing_then_the_selection_and_never_the_model() {
    let mut state = at_zones();
    apply(&mut state, Author::Select(Some(0)));
    apply(&mut state, Author::Draw(true));
    state.apply(Command::Close);
    assert!(!authoring(&state).is_drawing && authoring(&state).zones.selected.is_some());
    state.apply(Command::Close);
    assert!(authoring(&state).zones.selected.is_none());
    state.apply(Command::Close);
    assert!(state.authoring.is_some());
}

#[test]
fn a_model_being_saved_is_saved_whole_and_an_unsaved_one_is_not_left_unasked() {
    let mut state = at_zones();
    apply(&mut state, Author::Enrolled(enrolment()));
    apply(&mut state, Author::Save);
    assert!(state.apply(Command::Cancel).is_none() && state.apply(Command::Close).is_none());
    assert!(apply(&mut state, Author::AskForPictures).is_none());
    apply(&mut state, LEAVE);
    assert!(state.working.is_some() && state.is_saving());
    state.apply(Command::Fail("the disk is full".to_owned()));
    assert!(!state.is_saving() && !authoring(&state).is_saved);
    apply(&mut state, LEAVE);
    assert!(authoring(&state).asked.is_some());
    state.apply(Command::Close);
    assert!(authoring(&state).asked.is_none());
    apply(&mut state, Author::Save);
    apply(&mut state, Author::Saved);
    apply(&mut state, LEAVE);
    assert!(state.authoring.is_none());
}

#[test]
fn whatever_would_lose_an_unsaved_model_asks_first() {
    for leaving in [Leaving::ToAnother, Leaving::Window] {
        let mut state = at_zones();
        state.apply(Command::Browse);
        let command = if leaving == Leaving::Window { Author::Leave(leaving) } else { Author::Begin };
        assert!(state.apply(Command::Author(command)).is_none());
        assert_eq!((authoring(&state).asked, state.sheet.is_none()), (Some(leaving), true));
        apply(&mut state, Author::Stay);
        assert!(authoring(&state).draft.is_some() && state.apply(Command::Author(Author::Discard)).is_none());
        state.apply(Command::Author(Author::Leave(leaving)));
        let errand = state.apply(Command::Author(Author::Discard));
        assert_eq!(matches!(errand, Some(Errand::CloseWindow)), leaving == Leaving::Window, "{errand:?}");
        assert!(state.authoring.is_none_or(|another| another.draft.is_none()));
    }
    assert!(matches!(
        State::new(false).apply(Command::Author(Author::Leave(Leaving::Window))),
        Some(Errand::CloseWindow)
    ));
}

#[test]
fn what_runs_for_a_document_does_not_end_a_model_begun_meanwhile() {
    let mut state = State::new(false);
    state.apply(Command::Opened(vec![capture("open.png").live.visible]));
    assert!(state.working.is_some());
    assert!(matches!(state.apply(Command::Author(Author::Begin)), Some(Errand::Stop)));
    assert!(state.working.is_none() && authoring(&state).captures.len() == 1);
}

#[test]
fn features_are_stored_with_the_model_and_change_nothing_that_was_measured() {
    let mut state = at_zones();
    apply(&mut state, Author::Enrolled(enrolment()));
    apply(&mut state, Author::GoTo(Stage::Zones));
    apply(&mut state, Author::Select(Some(0)));
    apply(&mut state, Author::Tell(Tell::Add("integrated_portrait")));
    assert!(apply(&mut state, Author::Save).is_none(), "it does not say how to check it");
    apply(&mut state, Author::Tell(Tell::HowToCheck("Feel its edge".to_owned())));
    let Some(Task::Store { features: Some(features), .. }) = apply(&mut state, Author::Save) else { panic!("stores") };
    assert_eq!((features[0].zone.as_deref(), features.len()), (Some("portrait"), 1));
    apply(&mut state, Author::Saved);
    apply(&mut state, Author::Tell(Tell::Level(2)));
    assert!(!authoring(&state).is_saved && authoring(&state).enrolment.is_some());
}
