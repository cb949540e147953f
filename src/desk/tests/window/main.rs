//! The window by its labels and keys: what a test cannot find, a screen reader cannot either.

mod authoring;
mod comparing;
mod document;
mod scrolling;

use std::path::PathBuf;
use std::sync::Arc;

use desk::{App, DeskOptions, Given, Workshop};
use egui::accesskit::Toggled;
use egui::{Event, Key};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use engine::model::NoReference;
use engine::scan::Light;

type Window = Harness<'static, App>;

fn window(workshop: Workshop, files: &[&str]) -> Window {
    let files: Vec<(PathBuf, Option<Light>)> = files.iter().map(|file| (PathBuf::from(file), None)).collect();
    let options = DeskOptions { files, workshop, is_dark: false };
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(64)
        .build_eframe(|context| App::new(&context.egui_ctx, options));
    settle(&mut window);
    window
}

/// Steps until no job runs; jobs of the test workshop take no time of their own.
fn settle(window: &mut Window) {
    for _ in 0..400 {
        window.step();
        if !has(window, "Cancel") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    window.run_ok();
}

fn altered() -> Window {
    window(document::workshop(), &["page-vi.png", "page-uv.png"])
}

fn has(window: &Window, label: &str) -> bool {
    window.query_all_by_label_contains(label).next().is_some()
}

#[track_caller]
fn assert_shown(window: &Window, labels: &[&str]) {
    for label in labels {
        assert!(has(window, label), "no {label:?} in {:#?}", window.root());
    }
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_ok();
}

#[test]
fn an_empty_window_says_what_to_do() {
    let mut window = Harness::builder().with_size([1280.0, 800.0]).build_eframe(|context| {
        let options = DeskOptions { files: Vec::new(), workshop: document::workshop(), is_dark: true };
        App::new(&context.egui_ctx, options)
    });
    window.run_ok();
    assert_shown(&window, &["Drop the scans of a data page here", "Open scans…", "Open the white light scan…"]);
    assert_shown(&window, &["Open the ultraviolet scan…", "Open the infrared scan…"]);
}

#[test]
fn an_examination_shows_its_result_with_the_count_and_the_six_words() {
    let window = altered();
    assert_shown(&window, &["2 discrepancies in 4 of 5 checks", "1 not performed: no infrared scan"]);
    assert_shown(&window, &["Overall result failed", "From file page-vi.png"]);
    assert_shown(&window, &["Document model identified: ", "Utopia passport 2019", "MRZ consistency: Failed"]);
    assert_shown(&window, &["Date of expiry: Successful", "MRZ IR readability: Not performed · no IR"]);
    assert_shown(&window, &["UV brightness: Failed", "Pattern check: Successful"]);
    for word in ["genuine", "fake", "Genuine", "Fake"] {
        assert!(!has(&window, word), "{word}");
    }
}

#[test]
fn findings_are_listed_irregular_first_and_the_first_is_chosen() {
    let window = altered();
    assert_shown(&window, &["2 failed · 1 not performed · 2 successful"]);
    let rows = [
        "MRZ check digit: document number: failed",
        "UV brightness of the page: failed",
        "MRZ in infrared: not performed",
    ];
    let top: Vec<f32> = rows.iter().map(|row| window.get_by_label(row).rect().top()).collect();
    assert!(top.is_sorted(), "{top:?}");
    assert_eq!(window.get_by_label(rows[0]).accesskit_node().toggled(), Some(Toggled::True));
}

#[test]
fn choosing_a_finding_shows_its_light_and_both_crops() {
    let mut window = altered();
    assert_shown(&window, &["Data page in white light"]);
    window.get_by_label("UV brightness of the page: failed").click();
    window.run_ok();
    assert_shown(&window, &["Data page in ultraviolet", "Crop of This page, UV", "Crop of Specimen, UV"]);
    assert_shown(&window, &["The page glows in ultraviolet", "Margin −0.60", "at most 60.0", "90.0"]);
    press(&mut window, Key::ArrowUp);
    assert_shown(
        &window,
        &["Data page in white light", "Crop of This page, VI", "computed from what is printed it is 6"],
    );
    press(&mut window, Key::ArrowDown);
    assert_shown(&window, &["Data page in ultraviolet"]);
}

#[test]
fn keys_switch_the_light_and_a_missing_light_stays_away() {
    let mut window = altered();
    press(&mut window, Key::U);
    assert_shown(&window, &["Data page in ultraviolet"]);
    press(&mut window, Key::Num3);
    assert_shown(&window, &["Data page in ultraviolet", "Add the IR infrared scan…"]);
    press(&mut window, Key::Num1);
    assert_shown(&window, &["Data page in white light"]);
    window.key_down(Key::S);
    window.run_ok();
    assert_shown(&window, &["Specimen in white light"]);
    window.key_up(Key::S);
    window.run_ok();
    assert_shown(&window, &["Data page in white light"]);
}

#[test]
fn a_typed_mrz_is_judged_anew_and_the_reading_stays() {
    let mut window = altered();
    press(&mut window, Key::M);
    assert_shown(&window, &["Type the MRZ as it is printed", "Read by machine"]);
    let line = window.get_by_label("MRZ line 2");
    line.set_text_value_accesskit(document::RIGHT_LINE);
    window.run_ok();
    window.get_by_label("Check").click();
    wait_for(&mut window, "typed by a person");
    assert_shown(&window, &["MRZ typed by a person", "Read by machine", document::WRONG_LINE]);
    assert_shown(&window, &["MRZ check digit: document number: successful", "1 discrepancy in 4 of 5 checks"]);
    window.get_by_label("Back to the reading").click();
    window.run_ok();
    assert_shown(&window, &["2 discrepancies in 4 of 5 checks"]);
}

#[test]
fn a_swiped_mrz_fills_the_lines_and_is_judged() {
    let mut window = altered();
    press(&mut window, Key::M);
    window.get_by_label("Clear").click();
    window.run_ok();
    window.get_by_label("MRZ line 1").focus();
    window.run_ok();
    // The reader types faster than the window draws: all of it comes within one frame.
    for line in [document::NAME_LINE, document::RIGHT_LINE] {
        window.event(Event::Text(line.to_owned()));
        window.key_press(Key::Enter);
    }
    wait_for(&mut window, "typed by a person");
    assert_shown(&window, &["MRZ typed by a person", document::RIGHT_LINE]);
}

#[test]
fn what_the_mrz_says_is_shown_with_age_and_time_left() {
    let window = altered();
    assert_shown(&window, &["ERIKSSON", "ANNA MARIA", "36 years old", "8 months left", "Nationality"]);
}

#[test]
fn a_file_that_cannot_be_read_is_said_in_one_line_and_nothing_is_lost() {
    let mut window = window(document::workshop(), &["page-vi.png", "page-uv.png", "broken-ir.png"]);
    assert_shown(&window, &["broken-ir.png: not a picture", "2 discrepancies in 4 of 5 checks"]);
    window.get_by_label("Dismiss").click();
    window.run_ok();
    assert!(!has(&window, "not a picture"));
    assert_shown(&window, &["2 discrepancies in 4 of 5 checks"]);
}

#[test]
fn an_examination_that_fails_is_said_and_the_scan_stays() {
    let mut workshop = document::workshop();
    workshop.examine = Arc::new(|_, _, _| Err("no data page found; lay the page flat and scan again".to_owned()));
    let window = window(workshop, &["page-vi.png"]);
    assert_shown(
        &window,
        &["no data page found; lay the page flat and scan again", "Data page in white light", "Corners"],
    );
}

#[test]
fn an_unknown_model_is_a_warning_and_can_be_chosen() {
    let mut workshop = document::workshop();
    workshop.examine = Arc::new(|live, choices, _| match &choices.model {
        None => Ok(document::examination_without_model(live)),
        Some(_) => Ok(document::examination(live)),
    });
    let mut window = window(workshop, &["page-vi.png"]);
    assert_shown(&window, &["Document model identified: Not identified", "ocument model not identified"]);
    press(&mut window, Key::D);
    wait_for(&mut window, "Utopia passport 2019");
    window.get_by_label_contains("Utopia passport 2019").click();
    window.run_ok();
    settle(&mut window);
    assert_shown(&window, &["Utopia passport 2019", "2 discrepancies"]);
}

#[test]
fn corners_set_by_hand_reach_the_examination() {
    let mut workshop = document::workshop();
    workshop.examine = Arc::new(|live, choices, _| match choices.corners {
        Some(corners) if corners[0].x_px == 1.0 => Ok(document::examination(live)),
        Some(_) => Err("corner not moved".to_owned()),
        None => Ok(document::examination_of_unsure_page(live)),
    });
    let mut window = window(workshop, &["page-vi.png"]);
    assert_shown(&window, &["Not sure where the page lies"]);
    window.get_by_label("Set the corners").click();
    window.run_ok();
    assert_shown(&window, &["Drag each corner of the data page to its place"]);
    window.get_by_label("Corner top left").focus();
    window.run_ok();
    window.step();
    press(&mut window, Key::ArrowRight);
    window.get_by_label("Examine").click();
    window.run_ok();
    settle(&mut window);
    assert!(!has(&window, "corner not moved"));
    assert!(!has(&window, "Not sure where the page lies"));
    assert_shown(&window, &["2 discrepancies"]);
}

#[test]
fn questions_to_the_examiner_are_answered_apart_from_the_findings() {
    let mut window = altered();
    let overall = "2 discrepancies in 4 of 5 checks";
    assert_shown(&window, &["For the examiner · 0 of 1 answered", overall]);
    window.get_by_label("Watermark: examiner not answered").click();
    window.run_ok();
    assert_shown(&window, &["does a sun with seven rays show?", "Crop of Specimen, VI"]);
    window.get_by_label("No").click();
    window.run_ok();
    assert_shown(&window, &["For the examiner · 1 of 1 answered, 1 no", "Watermark: examiner no", overall]);
    window.get_by_label("No").click();
    window.run_ok();
    assert_shown(&window, &["For the examiner · 0 of 1 answered"]);
}

#[test]
fn the_question_mark_lists_every_key() {
    let mut window = altered();
    press(&mut window, Key::Questionmark);
    assert_shown(&window, &["Keys", "White light, ultraviolet, infrared", "Choose the document model"]);
    press(&mut window, Key::Escape);
    assert!(!has(&window, "Choose the document model"));
}

#[test]
fn the_manual_says_what_is_not_seen_and_each_finding_what_else_it_can_be() {
    let mut window = altered();
    assert_shown(&window, &["Without an alteration it can also come from"]);
    press(&mut window, Key::K);
    assert_shown(&window, &["What this tool cannot see", "no live capture", "Passes wrongly", "MRZ check digit"]);
    press(&mut window, Key::Escape);
    assert!(!has(&window, "What this tool cannot see"));
}

/// Steps until that label is there.
#[track_caller]
fn wait_for(window: &mut Window, label: &str) {
    for _ in 0..200 {
        window.step();
        if has(window, label) {
            window.run_ok();
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("no {label:?} in {:#?}", window.root());
}

#[test]
fn the_reference_opens_at_the_identified_model_with_pictures_and_features() {
    let mut window = altered();
    press(&mut window, Key::R);
    wait_for(&mut window, "Specimen of Utopia passport 2019, VI");
    assert_shown(&window, &["Reference", "UTO   Utopia passport 2019  ·  from 2019", "Specimen in ultraviolet"]);
    assert_shown(&window, &["Features", "Record", "125.0 mm × 88.0 mm", "Check routines"]);
    window.get_by_label("Specimen in ultraviolet").click();
    window.run_ok();
    assert_shown(&window, &["Specimen of Utopia passport 2019, UV"]);
    press(&mut window, Key::Escape);
    assert!(!has(&window, "Specimen of Utopia passport 2019"));
    assert_shown(&window, &["2 discrepancies"]);
}

#[test]
fn the_reference_opens_without_a_document_and_is_searched() {
    let mut window = window(document::workshop(), &[]);
    window.get_by_label("Reference").click();
    window.run_ok();
    wait_for(&mut window, "Utopia passport 2019");
    assert_shown(&window, &["Choose a document model on the left"]);
    let field = "State, name, year or any word of the record";
    window.get_by_label(field).focus();
    window.run_ok();
    window.get_by_label(field).type_text("no such model");
    window.run_ok();
    assert_shown(&window, &["No model has these letters"]);
}

#[test]
fn a_record_shows_what_its_user_may_see() {
    let database = Arc::new(reference::Database::in_memory().expect("the program's own models"));
    let [of_records, of_search] = [0; 2].map(|_| Arc::clone(&database));
    let mut workshop = document::workshop();
    workshop.describe = Arc::new(move |key| of_records.record(key));
    workshop.search = Arc::new(move |words| of_search.search(words).expect("a database that can be read"));
    workshop.reference = database;
    let mut window = window(workshop, &[]);
    window.get_by_label("Reference").click();
    window.run_ok();
    wait_for(&mut window, "Norvessa passport 2016");
    window.get_by_label("QNV   Norvessa passport 2016  ·  from 2016").click();
    wait_for(&mut window, "Feature: Blue wheel with eleven spokes on the right");
    assert_shown(
        &window,
        &["Under ultraviolet a yellow tower", "Known alterations and counterfeits", "Personalisation"],
    );
    // That is for experts.
    assert!(!has(&window, "outline of a tower"));
    // A word of one record alone, and one of experts' items.
    let field = "State, name, year or any word of the record";
    window.get_by_label(field).focus();
    window.run_ok();
    window.get_by_label(field).type_text("Kongedometnorvessa");
    window.run_ok();
    wait_for(&mut window, "QNV   Norvessa passport 2016");
    assert!(!has(&window, "UTO   Utopia passport 2012"));
    window.get_by_label(field).type_text(" thin");
    window.run_ok();
    wait_for(&mut window, "No model has these letters");
}

#[test]
fn an_empty_database_says_so() {
    let mut workshop = document::workshop();
    workshop.reference = Arc::new(NoReference);
    let mut window = window(workshop, &["page-vi.png"]);
    press(&mut window, Key::D);
    wait_for(&mut window, "holds no model");
}

#[test]
fn a_given_light_goes_before_the_name() {
    let given = Given { path: "scan-uv.png".into(), light: Some(Light::Visible) };
    assert_eq!(desk::with_light(given).light, Some(Light::Visible));
    assert_eq!(desk::with_light(Given { path: "scan-uv.png".into(), light: None }).light, Some(Light::Ultraviolet));
}
