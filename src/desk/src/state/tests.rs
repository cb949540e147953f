use super::*;
use image::RgbImage;

fn scan(light: Light) -> Arc<Scan> {
    let pixels = RgbImage::new(100, 70);
    Arc::new(Scan {
        light,
        pixels,
        claimed_ppi: None,
        sha256: [0; 32],
        file_name: "drawn.png".to_owned(),
        format: "PNG",
    })
}

fn with(lights: &[Light]) -> State {
    let mut state = State::new(false);
    state.apply(Command::Opened(lights.iter().map(|&light| scan(light)).collect()));
    state
}

fn lights(state: &State) -> Vec<Light> {
    Light::ALL.into_iter().filter(|&light| state.scan(light).is_some()).collect()
}

#[test]
fn another_white_light_scan_is_another_document() {
    let mut state = with(&Light::ALL);
    state.choices.corners = Some([ScanPoint { x_px: 0.0, y_px: 0.0 }; 4]);
    let errand = state.apply(Command::Opened(vec![scan(Light::Visible)]));
    assert!(matches!(errand, Some(Errand::Examine(live, _)) if live.ultraviolet.is_none()));
    assert_eq!(lights(&state), [Light::Visible]);
    assert_eq!(state.choices, Choices::default());
}

#[test]
fn a_scan_in_another_light_is_added_and_all_is_examined_again() {
    let mut state = with(&[Light::Visible]);
    let errand = state.apply(Command::Opened(vec![scan(Light::Infrared)]));
    assert!(matches!(errand, Some(Errand::Examine(live, _)) if live.infrared.is_some()));
    assert_eq!(lights(&state), [Light::Visible, Light::Infrared]);
}

#[test]
fn without_white_light_nothing_is_examined_and_that_is_said() {
    let mut state = State::new(false);
    assert!(state.apply(Command::Opened(vec![scan(Light::Ultraviolet)])).is_none());
    assert_eq!(state.light, Light::Ultraviolet);
    assert!(state.notice.as_deref().is_some_and(|notice| notice.starts_with("no scan in white light")));
}

#[test]
fn escape_puts_away_one_thing_at_a_time() {
    let mut state = with(&[Light::Visible]);
    state.notice = Some("a notice".to_owned());
    state.mode = Mode::Corners([ScanPoint { x_px: 0.0, y_px: 0.0 }; 4]);
    state.sheet = Some(Sheet::Shortcuts);
    assert!(state.apply(Command::Close).is_none());
    assert_eq!(state.sheet, None);
    assert!(state.apply(Command::Close).is_none());
    assert_eq!(state.mode, Mode::Look);
    assert!(matches!(state.apply(Command::Close), Some(Errand::Stop)), "what runs is stopped");
    state.apply(Command::Close);
    assert_eq!(state.notice, None);
}

#[test]
fn typed_lines_become_mrz_characters() {
    let mut state = with(&[Light::Visible]);
    state.mode = Mode::Mrz(vec![String::new(); 2]);
    state.apply(Command::TypeMrz(0, "p<uto müller-x 1".to_owned()));
    assert_eq!(state.mode, Mode::Mrz(vec!["P<UTO<MLLERX<1".to_owned(), String::new()]));
}

#[test]
fn lines_as_they_come_from_a_reader_fill_the_zone() {
    let (upper, lower) =
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
    let both = Mode::Mrz(vec![upper.to_owned(), lower.to_owned()]);
    let mut state = with(&[Light::Visible]);
    let empty = || Mode::Mrz(vec![String::new(); 2]);
    for pasted in [format!("{upper} {lower}"), format!("{upper}{lower}"), format!(" {upper}\r\n{lower}\r\n")] {
        state.mode = empty();
        state.apply(Command::TypeMrz(0, pasted));
        assert_eq!(state.mode, both);
    }
    // The reader types faster than the window draws: the end of line 1 and some of line 2 arrive at once.
    state.mode = empty();
    state.apply(Command::TypeMrz(0, upper.to_owned()));
    state.apply(Command::EndMrzLine(0, vec![lower[..7].to_owned()]));
    state.apply(Command::TypeMrz(1, lower.to_owned()));
    assert_eq!(state.mode, both);
    // A card has a third line.
    state.mode = Mode::Mrz(vec!["A".repeat(30), "B".repeat(30)]);
    state.apply(Command::EndMrzLine(1, vec!["C".repeat(30), String::new()]));
    assert_eq!(state.mode, Mode::Mrz(vec!["A".repeat(30), "B".repeat(30), "C".repeat(30)]));
}

#[test]
fn a_step_that_comes_after_its_work_was_stopped_starts_nothing() {
    let mut state = with(&[Light::Visible]);
    let step = crate::job::Step { words: "running the checks".to_owned(), share: 0.8 };
    state.apply(Command::Advance(step.clone()));
    assert_eq!(state.working.as_ref(), Some(&step));
    assert!(matches!(state.apply(Command::Cancel), Some(Errand::Stop)));
    state.apply(Command::Advance(step));
    assert_eq!(state.working, None);
}

#[test]
fn a_failed_opening_keeps_the_document() {
    let mut state = with(&[Light::Visible, Light::Ultraviolet]);
    state.apply(Command::Open(vec![Given { path: "broken.png".into(), light: None }]));
    state.apply(Command::Fail("broken.png: not a picture".to_owned()));
    assert_eq!(lights(&state), [Light::Visible, Light::Ultraviolet]);
    assert!(state.working.is_none());
}
