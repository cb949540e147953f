//! A model made of captures in the window, from the first click to the last.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use engine::geometry::PageRect;
use engine::model::ZoneRole;

use super::{Window, altered, assert_shown, document, has, press, settle, wait_for, window};

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_ok();
    settle(window);
}

/// A window in which the zones of the open document were proposed, and what stores models there.
fn at_zones() -> (Window, Arc<document::DrawnMaker>) {
    let maker = Arc::new(document::DrawnMaker::default());
    let mut workshop = document::workshop();
    workshop.maker = maker.clone();
    let mut window = window(workshop, &["page-vi.png", "page-uv.png"]);
    press(&mut window, Key::R);
    click(&mut window, "New model from captures…");
    assert_shown(&window, &["Captures of unaltered documents of one model", "page-vi.png", "VI  UV"]);
    assert_shown(&window, &["One capture cannot tell what differs between holders"]);
    window.get_by_label("Propose zones").click();
    wait_for(&mut window, "Page of the model in white light");
    (window, maker)
}

fn save(window: &mut Window) {
    window.get_by_label("Who makes the model").focus();
    window.run_ok();
    window.get_by_label("Who makes the model").type_text("A. Nilsen");
    window.run_ok();
    click(window, "Save as draft");
}

#[test]
fn an_expert_corrects_zones_enrols_and_saves_a_model() {
    let (mut window, maker) = at_zones();
    assert_shown(&window, &["Differs from book to book: 2", "The same in every book: 1", "Zone Pattern 1"]);
    click(&mut window, "Pattern 1  ·  fine print");
    assert_shown(&window, &["Place of Pattern 1", "Top left corner of Pattern 1", "What the zone holds: Fine print"]);
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowRight);
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    window.run_ok();
    window.get_by_label("Name of the model").focus();
    window.run_ok();
    window.get_by_label("Name of the model").type_text(" of 2031");
    window.run_ok();
    click(&mut window, "Enrol");
    wait_for(&mut window, "Save as draft");
    assert_shown(&window, &["enrolled from 1 capture and 8 copies of them", "Leave-one-out: needs three captures"]);
    assert_shown(&window, &["One capture cannot tell", "White light: 1 check routines, 1 counted"]);
    save(&mut window);
    wait_for(&mut window, "Saved. The next examination can identify it");
    let stored = maker.stored.lock().expect("nobody died").clone();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].key.to_string(), "UTO-P-3");
    assert!(stored[0].name.contains("of 2031"), "{}", stored[0].name);
    let area = stored[0].zones[2].area;
    let expected = PageRect::new(60.2, 20.0, 40.0, 20.1);
    let off = [area.left - expected.left, area.top - expected.top, area.right() - 100.2, area.bottom() - 40.1];
    assert!(off.iter().all(|mm| mm.abs() < 1e-9), "{area:?}");
    click(&mut window, "Examine the document now");
    assert_shown(&window, &["2 discrepancies in 4 of 5 checks"]);
}

#[test]
fn zones_are_drawn_deleted_and_brought_back() {
    let (mut window, maker) = at_zones();
    press(&mut window, Key::N);
    let page = window.get_by_label("Page of the model in white light").rect();
    let from = page.center();
    window.drag_at(from);
    window.run_ok();
    window.hover_at(from + egui::vec2(60.0, 30.0));
    window.run_ok();
    window.drop_at(from + egui::vec2(60.0, 30.0));
    window.run_ok();
    assert_shown(&window, &["The same in every book: 2", "Place of Pattern 2"]);
    press(&mut window, Key::Delete);
    assert_shown(&window, &["The same in every book: 1"]);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_ok();
    assert_shown(&window, &["The same in every book: 2", "Zone Pattern 2"]);
    click(&mut window, "Enrol");
    wait_for(&mut window, "Save as draft");
    save(&mut window);
    wait_for(&mut window, "Saved.");
    let stored = maker.stored.lock().expect("nobody died").clone();
    let drawn = stored[0].zones.last().expect("four zones");
    assert_eq!((drawn.id.as_str(), &drawn.role), ("pattern_2", &ZoneRole::Pattern));
    assert!((drawn.area.width - 2.0 * drawn.area.height).abs() < 0.5, "{drawn:?}");
}

#[test]
fn an_expert_tells_of_a_feature() {
    let (mut window, maker) = at_zones();
    click(&mut window, "Pattern 1  ·  fine print");
    click(&mut window, "Security features: 0");
    assert_shown(&window, &["A new feature lies in the selected zone, Pattern 1"]);
    assert!(!has(&window, "Differs from book to book"));
    click(&mut window, "Add a feature…");
    window.get_by_label("Guilloche").click();
    window.run_ok();
    settle(&mut window);
    assert_shown(&window, &["Security features: 1", "Where the feature is: Pattern 1", "does not say how to check it"]);
    window.get_by_label("How to check the feature").focus();
    window.run_ok();
    window.get_by_label("How to check the feature").type_text("Follow a line: it never breaks");
    window.run_ok();
    click(&mut window, "Level 2: checked with simple tools");
    click(&mut window, "Done with the feature");
    assert_shown(&window, &["Feature Guilloche"]);
    click(&mut window, "Zones: 3");
    assert_shown(&window, &["Differs from book to book: 2"]);
    click(&mut window, "Enrol");
    wait_for(&mut window, "Save as draft");
    save(&mut window);
    wait_for(&mut window, "Saved.");
    let told = maker.told.lock().expect("nobody died").clone();
    assert_eq!((told[0].term.as_str(), told[0].level, told[0].zone.as_deref()), ("guilloche", 2, Some("pattern_1")));
    assert_eq!(told[0].how_to_check, "Follow a line: it never breaks");
}

#[test]
fn a_key_that_is_none_is_said_and_nothing_is_enrolled() {
    let (mut window, _) = at_zones();
    window.get_by_label("Key of the model").focus();
    window.run_ok();
    window.get_by_label("Key of the model").type_text("-x-y-z");
    window.run_ok();
    assert_shown(&window, &["is no key of a document model; write State-type-number-year"]);
    window.get_by_label("Enrol").click();
    window.run_ok();
    assert!(!has(&window, "Save as draft"));
}

#[test]
fn leaving_brings_the_document_back() {
    let (mut window, _) = at_zones();
    click(&mut window, "Discard…");
    assert_shown(&window, &["This model is not saved", "Page of the model in white light"]);
    click(&mut window, "Keep working");
    assert!(!has(&window, "This model is not saved"));
    click(&mut window, "Discard…");
    press(&mut window, Key::Escape);
    assert!(!has(&window, "This model is not saved"));
    click(&mut window, "Discard…");
    click(&mut window, "Discard the model");
    assert_shown(&window, &["2 discrepancies in 4 of 5 checks", "Data page in white light"]);
}

/// A request to close the window, as the system makes it; whether the window stays open.
fn request_closing(window: &mut Window) -> bool {
    let input = window.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
    input.events.push(egui::ViewportEvent::Close);
    window.step();
    let output = &window.output().viewport_output[&egui::ViewportId::ROOT];
    output.commands.contains(&egui::ViewportCommand::CancelClose)
}

#[test]
fn closing_the_window_asks_before_an_unsaved_model_is_lost() {
    let (mut window, _) = at_zones();
    assert!(request_closing(&mut window));
    window.run_ok();
    assert_shown(&window, &["This model is not saved", "Closing the window discards its zones and features"]);
    click(&mut window, "Keep working");
    assert_shown(&window, &["Page of the model in white light"]);
    assert!(!has(&window, "This model is not saved"));
    assert!(request_closing(&mut window));
    window.run_ok();
    click(&mut window, "Discard the model");
    assert!(!has(&window, "This model is not saved"));
    assert!(!request_closing(&mut window));
    assert!(!request_closing(&mut altered()));
}

#[test]
fn another_model_is_begun_only_after_the_unsaved_one_is_let_go() {
    let (mut window, _) = at_zones();
    press(&mut window, Key::R);
    click(&mut window, "New model from captures…");
    assert_shown(&window, &["This model is not saved", "Beginning another model discards"]);
    click(&mut window, "Discard the model");
    assert_shown(&window, &["Captures of unaltered documents of one model", "page-vi.png"]);
}

#[test]
fn an_unknown_document_offers_to_make_a_model_of_it() {
    let mut workshop = document::workshop();
    workshop.examine = Arc::new(|live, _, _| Ok(document::examination_without_model(live)));
    let mut window = window(workshop, &["page-vi.png"]);
    click(&mut window, "Make a model from this document…");
    assert_shown(&window, &["Captures of unaltered documents of one model", "page-vi.png"]);
    assert!(altered().query_by_label("Make a model from this document…").is_none());
}
