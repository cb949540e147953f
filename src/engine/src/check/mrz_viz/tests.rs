use super::*;
use crate::check::drawn_page::DrawnPage;
use crate::geometry::PageRect;
use crate::reading::viz::VizCharacter;
use crate::scan::Light;

const NAME: &str = "P<UTOMUELLER<VON<ARN<<ANNA<MARIA<<<<<<<<<<<<";
const DATA: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

/// An entry of which the reader was so sure.
fn entry(datum: &str, text: &str, confidence: f32) -> VizEntry {
    let area = |idx: usize| PageRect::new(45.0 + 2.0 * idx as f64, 30.0, 2.0, 2.0);
    let character = |(idx, symbol)| VizCharacter { symbol, confidence, alternatives: Vec::new(), area: area(idx) };
    let characters: Vec<VizCharacter> = text.chars().enumerate().map(character).collect();
    let area = PageRect::new(45.0, 30.0, 2.0 * characters.len() as f64, 2.0);
    VizEntry { datum: datum.to_owned(), characters, missed: 0.0, area, light: Light::Visible }
}

/// A page with that MRZ and all fields, nothing read in them.
fn page(lines: [&str; 2]) -> DrawnPage {
    let mut page = DrawnPage::new(4.0);
    page.draw_mrz(&lines, [30; 3], None);
    let zone = |datum: &str| ZoneRole::Field(datum.to_owned());
    let area = PageRect::new(45.0, 29.0, 40.0, 4.0);
    let data = super::DATA.map(|(datum, ..)| (datum, zone(datum), area));
    page.becomes_specimen(&data);
    page
}

fn judge(page: &DrawnPage, datum: &str) -> Result<Judgement, Aborted> {
    let routine = without_model().into_iter().find(|routine| routine.zone.as_deref() == Some(datum));
    page.examine(|case| run(case, &routine.expect("a routine")))
}

fn outcome(lines: [&str; 2], read: &[(&str, &str)], confidence: f32) -> Result<Outcome, Aborted> {
    let mut page = page(lines);
    page.readings.viz = read.iter().map(|(datum, text)| entry(datum, text, confidence)).collect();
    judge(&page, read[0].0).map(|judgement| judgement.outcome)
}

#[test]
fn entries_agree_by_the_rules_or_fail() {
    use Outcome::{Failed, NotSupported, Successful, Undetermined};
    let cases = [
        ("document_number", "L898902C3", Successful),
        ("document_number", "L 898902 C3", Successful),
        ("document_number", "L898902C7", Failed),
        ("document_number", "L898702C3", Failed),
        ("document_number", "L8989O2C3", Successful),
        ("document_number", "L89890C3", Undetermined),
        ("document_number_again", "L898902C3", Successful),
        ("document_number_again", "L898902C7", Failed),
        ("primary_identifier", "MÜLLER VON ARN", Successful),
        ("primary_identifier", "Müller-von Arn", Successful),
        ("primary_identifier", "MUELLER VONARN", Successful),
        ("primary_identifier", "MÜLLER VON ARM", Failed),
        ("primary_identifier", "MÜLLER VON", Undetermined),
        ("primary_identifier", "MÜLLER VON ARN GEB. LOTT", Undetermined),
        ("primary_identifier", "DR. MÜLLER VON ARN", Undetermined),
        ("primary_identifier", "ANNA MARIA LOTT", Failed),
        ("primary_identifier", "KARINO", Failed),
        ("secondary_identifier", "ANNA-MARIA", Successful),
        ("secondary_identifier", "ANNA MARÍA", Successful),
        ("secondary_identifier", "MÜLLER VON ARN", Successful),
        ("secondary_identifier", "ANNA", Undetermined),
        ("secondary_identifier", "ANNA SORIA", Failed),
        ("secondary_identifier", "ERIK", Failed),
        ("date_of_birth", "12 AUG/AOÛT 1974", Successful),
        ("date_of_birth", "12.08.74", Successful),
        ("date_of_birth", "12 AUG 1973", Failed),
        ("date_of_birth", "17.08.1974", Failed),
        ("date_of_birth", "12 SEP 1974", Failed),
        ("date_of_birth", "12 AUX 1974", Undetermined),
        ("date_of_birth", "12 AUG 1874", Failed),
        ("date_of_birth", "12 AUG 9974", Failed),
        ("date_of_birth", "42.08.1974", Failed),
        ("date_of_birth", "12.88.1974", Failed),
        ("date_of_expiry", "15 ABR/APR 1912", Failed),
        ("sex", "F", Successful),
        ("sex", "K/F", Successful),
        ("sex", "M", Failed),
        ("sex", "X", Undetermined),
        ("sex", "FEMALE", Successful),
        ("sex", "Féminin/Female", Successful),
        ("sex", "MALE", Failed),
        ("sex", "männlich", Failed),
        ("sex", "W/F", Successful),
        ("date_of_birth", "12 AGHUSTUS 1974", Successful),
        ("date_of_birth", "12 AB/AUG 1974", Successful),
        ("date_of_birth", "12 AYLUL 1974", Failed),
        ("date_of_birth", "12 AGO/AUG 74", Successful),
        ("date_of_birth", "12 août 1974", Successful),
        ("date_of_birth", "12. August 1974", Successful),
        ("date_of_birth", "12 de agosto de 1974", Successful),
        ("date_of_expiry", "15 ABR/APR 2012", Successful),
        ("date_of_expiry", "15 ABR/APR 2017", Failed),
        ("personal_number", "ZE 184226 B", Successful),
        ("personal_number", "ZE 184229 B", Failed),
        ("personal_number", "77 0912 35", NotSupported),
    ];
    for (datum, text, expected) in cases {
        assert_eq!(outcome([NAME, DATA], &[(datum, text)], 0.99), Ok(expected), "{datum} {text}");
    }
}

#[test]
fn months_are_read_by_the_models_own_names() {
    let mut page = page([NAME, DATA]);
    page.readings.viz = vec![entry("date_of_birth", "12 KOLOVOZ 1974", 0.99)];
    let outcome = |page: &DrawnPage| judge(page, "date_of_birth").map(|judgement| judgement.outcome);
    assert_eq!(outcome(&page), Ok(Outcome::Undetermined));
    let own = [
        "sijecanj", "veljaca", "ozujak", "travanj", "svibanj", "lipanj", "srpanj", "kolovoz", "rujan", "listopad",
        "studeni", "prosinac",
    ];
    if let Some((model, _)) = &mut page.model {
        model.month_names = vec![own.map(str::to_owned)];
    }
    assert_eq!(outcome(&page), Ok(Outcome::Successful));
    page.readings.viz = vec![entry("date_of_birth", "12 RUJ 1974", 0.99)];
    assert_eq!(outcome(&page), Ok(Outcome::Failed));
}

#[test]
fn a_doubtful_reading_leaves_it_open() {
    for (datum, text) in [
        ("document_number", "L898902C7"),
        ("primary_identifier", "MÜLLER VON ARM"),
        ("date_of_birth", "12 AUG 1973"),
        ("sex", "M"),
    ] {
        assert_eq!(outcome([NAME, DATA], &[(datum, text)], 0.6), Ok(Outcome::Undetermined), "{datum}");
    }
}

#[test]
fn two_strokes_read_as_one_agree_and_other_doubled_letters_do_not() {
    let name = "P<UTOMILOMAR<<LIINNA<<<<<<<<<<<<<<<<<<<<<<<<";
    assert_eq!(outcome([name, DATA], &[("secondary_identifier", "LINNA")], 0.99), Ok(Outcome::Successful));
    assert_eq!(outcome([name, DATA], &[("secondary_identifier", "LIINA")], 0.99), Ok(Outcome::Undetermined));
    // Of a number none may be lacking.
    let number = "L89II02C36UTO7408122F1204159ZE184226B<<<<<10";
    assert_eq!(outcome([NAME, number], &[("document_number", "L89II02C3")], 0.99), Ok(Outcome::Successful));
    assert_eq!(outcome([NAME, number], &[("document_number", "L89I02C3")], 0.99), Ok(Outcome::Undetermined));
}

#[test]
fn a_name_that_was_cut_agrees_with_its_beginning() {
    let cut = "P<UTOPAPANDROPOULOUS<<JONATHON<WARREN<TREVOR";
    let viz = [("secondary_identifier", "Jonathon Warren Trevor-Alexander"), ("primary_identifier", "Papandropoulous")];
    assert_eq!(outcome([cut, DATA], &viz, 0.99), Ok(Outcome::Successful));
    let initials = "P<UTOBENNELONG<WOOLOOMOOLOO<W<W<<DINGO<POTOR";
    let viz =
        [("primary_identifier", "Bennelong Wooloomooloo Warrandyte Warnambool"), ("secondary_identifier", "Dingo")];
    assert_eq!(outcome([initials, DATA], &viz, 0.99), Ok(Outcome::Successful));
}

#[test]
fn a_sex_left_open_is_x_and_an_unknown_birthday_is_not_compared() {
    let open = "L898902C36UTO7408<<2<1204159ZE184226B<<<<<10";
    assert_eq!(outcome([NAME, open], &[("sex", "X")], 0.99), Ok(Outcome::Successful));
    assert_eq!(outcome([NAME, open], &[("date_of_birth", "30 AUG 1974")], 0.99), Ok(Outcome::Successful));
}

#[test]
fn places_are_the_entry_and_the_field() {
    let mut page = page([NAME, DATA]);
    page.readings.viz = vec![entry("secondary_identifier", "ERIK", 0.99)];
    let places = judge(&page, "secondary_identifier").expect("judged").places;
    let [viz, mrz] = places.as_slice() else { panic!("two places, not {}", places.len()) };
    assert!(viz.area.contains(PageRect::new(46.0, 30.5, 2.0, 1.0).centre()));
    // ANNA<MARIA begins at the 23rd character of line 1.
    assert!((mrz.area.left - (6.0 + 22.0 * 2.54)).abs() < 0.5, "{:?}", mrz.area);
}

#[test]
fn nothing_read_or_no_model_aborts() {
    let unread = page([NAME, DATA]);
    assert_eq!(judge(&unread, "sex").map(|judgement| judgement.outcome), Err(Aborted::NotRead));
    let mut unknown = page([NAME, DATA]);
    unknown.model = None;
    assert_eq!(judge(&unknown, "sex").map(|judgement| judgement.outcome), Err(Aborted::NoModel));
    let mut without = page([NAME, DATA]);
    without.becomes_specimen(&[]);
    assert_eq!(judge(&without, "sex").map(|judgement| judgement.outcome), Ok(Outcome::NotSupported));
}
