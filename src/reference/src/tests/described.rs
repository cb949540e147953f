//! What a record says for people: read with its faults told by line, written back whole, kept through changes.

use super::{DESCRIPTION, KEY, MODEL, folder, folders, jpeg};
use crate::record::{self, Record, description_toml};
use crate::{Database, Known, Origin, OwnModel, Status, Tier};

fn read(description: &str) -> Result<Record, String> {
    let visible = jpeg(492, 346, 100, 1);
    let files: [(&str, &[u8]); 3] =
        [("model.toml", MODEL.as_bytes()), ("description.toml", description.as_bytes()), ("visible.jpg", &visible)];
    record::read(KEY, &folder(&files), &["pattern"]).map_err(|error| error.to_string())
}

#[test]
fn the_example_survives_being_written_and_read() {
    let record = read(DESCRIPTION).unwrap();
    let said = &record.description;
    assert_eq!((said.features.len(), said.quick_card.len(), said.frauds.len()), (3, 3, 1));
    assert_eq!(said.physical.pages, Known::Is(32));
    assert_eq!(said.physical.cover, Known::Unknown);
    assert_eq!(said.zone_of(&said.quick_card[0]), Some("background_right"));
    let text = description_toml(said).unwrap();
    assert_eq!(&read(&text).unwrap().description, said);
    // What nobody has said is said to be unknown.
    assert!(text.contains("cover = \"unknown\"\n"), "{text}");
    assert!(!read("").unwrap().description.facts().iter().any(|(_, value)| value.is_empty()));
}

#[test]
fn what_cannot_be_names_line_and_cause() {
    let line = |text: &str| 1 + DESCRIPTION.lines().position(|line| line.starts_with(text)).unwrap();
    let nth = |head: &str, nth: usize| {
        1 + DESCRIPTION.lines().enumerate().filter(|(_, line)| line.starts_with(head)).nth(nth).unwrap().0
    };
    let cases: &[(&str, &str, usize, &str)] = &[
        ("term = \"guilloche\"", "term = \"magic\"", nth("[[features]]", 0), "`magic` is no term of the glossary"),
        ("zone = \"background_right\"", "zone = \"chip\"", nth("[[features]]", 0), "the model has no zone `chip`"),
        ("level = 3", "level = 4", nth("[[features]]", 2), "levels are 1, 2 and 3"),
        ("id = \"fibres\"", "id = \"guilloche\"", nth("[[features]]", 1), "there is another feature `guilloche`"),
        ("visibility = \"expert\"      #", "visibility = \"public\" #", nth("[[features]]", 2), "is not for everybody"),
        ("feature = \"fibres\"", "feature = \"seal\"", nth("[[quick_card]]", 1), "there is no feature `seal`"),
        ("check = \"pattern\"", "check = \"smell\"", nth("[[check_notes]]", 0), "there is no check `smell`"),
        ("pages = 32", "pages = \"many\"", line("pages"), "invalid type"),
        ("pages = 32", "sides = 32", line("pages"), "unknown field `sides`"),
        ("withdrawn = \"about 2030\"", "withdrawn = \"soon\"", line("withdrawn"), "`soon` is no date"),
    ];
    for (from, to, line, cause) in cases {
        assert!(DESCRIPTION.contains(from), "{from}");
        let error = read(&DESCRIPTION.replacen(from, to, 1)).unwrap_err();
        assert!(error.starts_with(&format!("{KEY}/description.toml, line {line}: ")), "{error}\nis not at {line}");
        assert!(error.contains(cause) && error.lines().count() == 1, "{error}\ndoes not say {cause}");
    }
    // A point may not be seen by more people than the feature it shows.
    let point = "\n[[quick_card]]\ntext = \"x\"\nlight = \"IR\"\nfeature = \"taggant\"\nvisibility = \"restricted\"\n";
    let error = read(&format!("{DESCRIPTION}{point}")).unwrap_err();
    assert!(error.contains("to more people than that feature's tier, expert"), "{error}");
}

/// The model of the example as one person enrolled it.
fn enrolled(picture: u32, description: Option<&str>) -> OwnModel {
    let key = "UTO-P-7-2019";
    let mut files: std::collections::BTreeMap<String, Vec<u8>> =
        folders(7)[key].files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
    files.insert("visible.jpg".to_owned(), jpeg(246, 173, 50, picture));
    files.extend(description.map(|text| ("description.toml".to_owned(), text.as_bytes().to_vec())));
    OwnModel { key: key.to_owned(), origin: Origin::Enrolled, version: 1, files }
}

#[test]
fn what_is_said_outlives_a_new_enrolment_and_a_change_by_who_sees_less() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
    database.set_tier(Tier::Expert).unwrap();
    database.store(&[enrolled(1, Some(DESCRIPTION))]).unwrap();
    let said = |database: &Database| database.record_named("UTO-P-7-2019").unwrap().description.clone();
    let whole = said(&database);
    assert_eq!(whole.features.len(), 3);

    database.set_tier(Tier::Public).unwrap();
    database.store(&[enrolled(2, None)]).unwrap();
    assert!(said(&database).features.len() < 3);
    // One who sees the public items alone changes them; the others stay.
    let mut mine = said(&database);
    mine.physical.pages = Known::Is(48);
    let version = database.describe("UTO-P-7-2019", &description_toml(&mine).unwrap(), "C. Third").unwrap();
    assert_eq!(version, 3);
    assert_eq!(said(&database).physical.pages, Known::Is(48));
    let provenance = database.record_named("UTO-P-7-2019").unwrap().provenance.clone();
    assert_eq!((provenance.status, provenance.compiler.as_deref()), (Some(Status::Draft), Some("C. Third")));
    database.set_tier(Tier::Expert).unwrap();
    assert_eq!(said(&database).features, whole.features);
    assert_eq!(said(&database).frauds, whole.frauds);
    assert!(database.describe("UTO-P-1-2019", "", "C. Third").is_err(), "a record of a folder was changed");
}

#[test]
fn a_published_card_has_three_points_at_least() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
    let short = "[[quick_card]]\ntext = \"the rosette\"\nlight = \"VI\"\n";
    database.store(&[enrolled(1, Some(short))]).unwrap();
    database.review("UTO-P-7-2019", "B. Second").unwrap();
    let day = engine::date::Date::parse("2026-11-23").unwrap();
    let error = database.publish("UTO-P-7-2019", "B. Second", day, "first").unwrap_err().to_string();
    assert!(error.contains("fewer than 3 points"), "{error}");
}
