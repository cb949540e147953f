//! What a record may say, and what is said of one that may not.

use std::fs;

use engine::catalog::CheckRoutine;
use engine::scan::Light;

use super::{CATALOG, KEY, MODEL, folder, folders, jpeg, model, write_user_models};
use crate::record::{self, Provenance, Record, catalog_toml, model_toml};
use crate::{Database, store, write_catalog, write_record};

const CHECKS: [&str; 2] = ["pattern", "mrz_ir_readability"];

fn read(model: &str, catalog: &str) -> Result<Record, String> {
    let visible = jpeg(492, 346, 100, 1);
    let files: [(&str, &[u8]); 3] =
        [("model.toml", model.as_bytes()), ("catalog.toml", catalog.as_bytes()), ("visible.jpg", &visible)];
    record::read(KEY, &folder(&files), &CHECKS).map_err(|error| error.to_string())
}

#[test]
fn the_example_reads_as_documented() {
    let record = read(MODEL, CATALOG).unwrap();
    assert_eq!(record.model.key.to_string(), KEY);
    assert_eq!(record.model.zones.len(), 4);
    assert_eq!(record.model.routines.len(), 2);
    assert_eq!(record.model.routines[0].param("coarse_mm", 0.0), 0.6);
    assert_eq!(record.model.groupings[0].members.len(), 2);
    assert_eq!(record.model.guided.len(), 1);
    assert_eq!(record.model.known_defects[0].number_begins, ["K3"]);
    assert_eq!(record.provenance.samples_examined, Some(30));
    assert_eq!(record.provenance.reviewer, None);
    assert_eq!(record.pictures.len(), 1);
}

#[test]
fn a_record_survives_being_written_and_read() {
    let record = read(MODEL, CATALOG).unwrap();
    let model_text = model_toml(&record.model, &record.provenance).unwrap();
    let catalog_text = catalog_toml(&record.model).unwrap();
    assert_eq!(read(&model_text, &catalog_text).unwrap(), record);
    assert!(model_text.contains("area = { left = 90.0, top = 8.0, width = 30.0, height = 4.0 }\n"), "{model_text}");
    assert!(model_text.contains("role = { field = \"document_number\" }\n"), "{model_text}");
    assert!(catalog_text.contains("\n[[routine]]\nuuid = "), "{catalog_text}");
}

#[test]
fn a_record_survives_the_database() {
    let visible = jpeg(492, 346, 100, 1);
    let files: [(&str, &[u8]); 3] =
        [("model.toml", MODEL.as_bytes()), ("catalog.toml", CATALOG.as_bytes()), ("visible.jpg", &visible)];
    let folder = folder(&files);
    let record = record::read(KEY, &folder, &CHECKS).unwrap();
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    crate::schema::migrate(&connection, std::path::Path::new("memory")).unwrap();
    for _ in 0..2 {
        let transaction = connection.transaction().unwrap();
        store::clear(&transaction, store::Renewed::All).unwrap();
        store::insert(&transaction, &record, &folder).unwrap();
        store::stamp(&transaction, ([7; 32], 3)).unwrap();
        transaction.commit().unwrap();
    }
    let heads = store::heads(&connection).unwrap();
    let stored: Vec<_> = heads.values().map(|head| store::record(&connection, head.id).unwrap()).collect();
    assert_eq!(stored, [record]);
    assert_eq!(store::content_stamp(&connection).unwrap(), Some(([7; 32], 3)));
}

/// Where it lies: file and line; and a part of the cause.
fn check(model: &str, catalog: &str, place: &str, cause: &str) {
    let error = read(model, catalog).unwrap_err();
    assert!(error.starts_with(place), "{error}\nis not at {place}");
    assert!(error.contains(cause), "{error}\ndoes not say {cause}");
    assert_eq!(error.lines().count(), 1, "{error}");
}

/// The line in which `text` stands, from 1.
fn line(file: &str, text: &str) -> usize {
    1 + file.lines().position(|line| line.contains(text)).unwrap()
}

#[test]
fn a_model_that_cannot_be_names_line_and_cause() {
    let zone = |nth: usize| MODEL.lines().enumerate().filter(|(_, line)| *line == "[[zones]]").nth(nth).unwrap().0 + 1;
    let cases: &[(&str, &str, usize, &str)] = &[
        ("width = 30.0", "width = 36.0", zone(2), "zone `number` reaches over the page of 125 mm × 88 mm"),
        ("id = \"number\"", "id = \"mrz\"", zone(2), "there is another zone `mrz`"),
        ("role = \"mrz\"", "role = \"chip\"", line(MODEL, "role = \"mrz\""), "unknown variant `chip`"),
        ("field = \"document_number\"", "field = \"colour\"", zone(2), "unknown field `colour`"),
        (
            "role = \"portrait\"\nis_dynamic = true",
            "role = \"portrait\"\nis_dynamic = false",
            zone(1),
            "say `is_dynamic = true`",
        ),
        ("validity_years", "validity_year", line(MODEL, "validity_years"), "`validity_year` is not known here"),
        ("\"2024-02-29\"", "\"2023-02-29\"", line(MODEL, "last_issued"), "`2023-02-29` is not a day"),
        ("\"2024-02-29\"", "\"2018-02-28\"", line(MODEL, "last_issued"), "the last time before the first"),
        (
            "number = 2  ",
            "number = 3  ",
            line(MODEL, "[key]"),
            "its key is UTO-P-3-2019, its folder is called UTO-P-2-2019",
        ),
        ("width_mm = 125.0", "width_mm = ", line(MODEL, "width_mm"), ""),
        ("width_mm = 125.0", "width_mm = 5.0", line(MODEL, "width_mm"), "a page of 5 mm cannot be"),
    ];
    for (from, to, line, cause) in cases {
        assert!(MODEL.contains(from), "{from}");
        check(&MODEL.replacen(from, to, 1), CATALOG, &format!("{KEY}/model.toml, line {line}: "), cause);
    }
    check("", CATALOG, &format!("{KEY}/model.toml"), "missing field");
}

#[test]
fn a_routine_that_cannot_be_names_line_and_cause() {
    let routine =
        |nth: usize| CATALOG.lines().enumerate().filter(|(_, line)| *line == "[[routine]]").nth(nth).unwrap().0 + 1;
    let cases: &[(&str, &str, usize, &str)] = &[
        (
            "check = \"pattern\"",
            "check = \"smell\"",
            routine(0),
            "there is no check `smell`; known are pattern, mrz_ir_",
        ),
        ("zone = \"mrz\"", "zone = \"chip\"", routine(1), "the model has no zone `chip`"),
        ("3c02", "3c01", routine(1), "there is another routine"),
        ("1f0c6f7e-6c3b", "1f0c6f7e6c3b", routine(0), "is not a UUID"),
        ("[0.6, 1.0]", "[1.0, 0.6]", routine(1), "accepts nothing"),
        ("scale = 0.3 ", "scale = 0.0 ", routine(0), "needs a scale above 0"),
        ("light = \"IR\"", "light = \"XR\"", line(CATALOG, "light = \"IR\""), "unknown variant `XR`"),
        ("band = 0.1", "bend = 0.1", line(CATALOG, "band"), "`bend` is not known here"),
        (
            "\"Laminate over the portrait\"",
            "\"\"",
            line(CATALOG, "[[guided]]"),
            "needs a name, a feature and what to do",
        ),
        ("at_least = 1 }", "at_least = 3 }", line(CATALOG, "[[grouping]]"), "cannot have 3 of 2 members successful"),
        ("-6a2f5d1f3c02\"]", "-6a2f5d1f3c03\"]", line(CATALOG, "[[grouping]]"), "holds a member that is no routine"),
        ("-0.8", "-1.8", line(CATALOG, "[[known_defect]]"), "a margin of -1.8 is none of a failure"),
    ];
    for (from, to, line, cause) in cases {
        assert!(CATALOG.contains(from), "{from}");
        check(MODEL, &CATALOG.replacen(from, to, 1), &format!("{KEY}/catalog.toml, line {line}: "), cause);
    }
}

#[test]
fn pictures_must_be_there_and_of_one_size() {
    let (visible, larger) = (jpeg(492, 346, 100, 1), jpeg(984, 693, 200, 1));
    let error_of = |files: &[(&str, &[u8])]| record::read(KEY, &folder(files), &CHECKS).unwrap_err().to_string();
    let error = error_of(&[("model.toml", MODEL.as_bytes())]);
    assert!(error.starts_with("UTO-P-2-2019/visible.jpg: there is no picture"), "{error}");
    let error = error_of(&[("model.toml", MODEL.as_bytes()), ("visible.jpg", &visible), ("infrared.jpg", &larger)]);
    assert!(error.contains("infrared.jpg: it has 984 × 693 pixels, visible.jpg has 492 × 346"), "{error}");
    let error = error_of(&[("visible.jpg", &visible)]);
    assert!(error.contains("model.toml: the file is missing"), "{error}");
    assert_eq!(model().key.to_string(), KEY);
}

#[test]
fn texts_are_written_whole_or_not_at_all() {
    let data = tempfile::tempdir().unwrap();
    write_user_models(data.path(), &folders(2));
    let folder = data.path().join("reference-specimens").join(KEY);
    let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    let provenance = Provenance { compiler: Some("a test".to_owned()), ..Provenance::default() };
    assert_eq!(write_record(&folder, &provenance).unwrap().provenance, provenance);
    let line = "\nprovenance = { compiler = \"a test\" }\n";
    assert!(text("model.toml").contains(line), "{}", text("model.toml"));

    let mut routine = CheckRoutine::proposed(&model().key, "pattern", None, Light::Visible, Some("background_right"));
    let record = write_catalog(&folder, &[routine.clone()]).unwrap();
    assert_eq!(record.model.routines, [routine.clone()]);
    let before = text("catalog.toml");
    routine.zone = Some("chip".to_owned());
    assert!(write_catalog(&folder, &[routine]).unwrap_err().to_string().contains("no zone `chip`"));
    assert_eq!(text("catalog.toml"), before);
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["catalog.toml", "infrared.jpg", "model.toml", "visible.jpg"]);
    assert_eq!(Database::open(data.path()).unwrap().record_named(KEY).unwrap().model, record.model);
}
