//! A damaged database is kept, made anew, and told of.

use std::fs;
use std::path::Path;

use engine::model::Reference;
use rusqlite::Connection;

use super::folders;
use crate::{Database, Notice};

/// Opens the folder after `spoil`, and checks that the spoilt file was kept as it was.
fn check(spoil: impl Fn(&Path), cause: &str, is_unreadable: bool) {
    let data = tempfile::tempdir().unwrap();
    drop(Database::open_with(data.path(), &folders(2)).unwrap());
    let file = data.path().join("reference.sqlite");
    spoil(&file);
    let spoilt = fs::read(&file).unwrap();
    let database = Database::open_with(data.path(), &folders(2)).unwrap();
    let [Notice::SetAside { cause: found, kept_as, unreadable }] = database.notices() else {
        panic!("{:?}", database.notices())
    };
    // What cannot be read is told of, whether or not there was any.
    assert_eq!(!unreadable.is_empty(), is_unreadable, "{unreadable:?}");
    assert!(found.contains(cause), "{found}");
    assert_eq!(kept_as, &data.path().join("reference.damaged-1.sqlite"));
    assert_eq!(fs::read(kept_as).unwrap(), spoilt);
    assert_eq!(database.records().count(), 2);
    drop(database);
    assert!(Database::open_with(data.path(), &folders(2)).unwrap().notices().is_empty());
}

#[test]
fn a_text_file_in_its_place_is_kept() {
    check(|file| fs::write(file, "dear diary, ".repeat(1000)).unwrap(), "not a database", true);
}

#[test]
fn a_file_cut_short_is_kept() {
    check(
        |file| {
            let bytes = fs::read(file).unwrap();
            fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        },
        "malformed",
        true,
    );
}

#[test]
fn overwritten_pages_are_found() {
    check(
        |file| {
            let mut bytes = fs::read(file).unwrap();
            bytes[4096..5 * 4096].fill(0xa5);
            fs::write(file, bytes).unwrap();
        },
        "",
        false,
    );
}

#[test]
fn a_database_of_another_program_is_kept() {
    check(
        |file| {
            fs::remove_file(file).unwrap();
            Connection::open(file).unwrap().execute_batch("CREATE TABLE model (x)").unwrap();
        },
        "belongs to another program",
        false,
    );
}

#[test]
fn an_empty_file_is_a_new_database() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("reference.sqlite"), "").unwrap();
    let database = Database::open_with(data.path(), &folders(1)).unwrap();
    assert!(database.notices().is_empty());
    assert_eq!(database.records().count(), 1);
}

#[test]
fn a_changed_picture_is_not_shown() {
    let data = tempfile::tempdir().unwrap();
    drop(Database::open_with(data.path(), &folders(1)).unwrap());
    let connection = Connection::open(data.path().join("reference.sqlite")).unwrap();
    connection.execute("UPDATE picture SET bytes = x'ffd8ff'", []).unwrap();
    let database = Database::open_with(data.path(), &folders(1)).unwrap();
    assert_eq!(database.verify().len(), 2);
    let key = database.records().next().unwrap().model.key.clone();
    let error = database.specimen(&key).unwrap_err().to_string();
    assert_eq!(
        error,
        "the specimen of UTO-P-1-2019 cannot be loaded: a picture is damaged; rebuild the reference database"
    );
    let anew = database.make_anew(data.path(), "a picture is damaged").unwrap();
    assert!(anew.verify().is_empty());
    let kept_as = data.path().join("reference.damaged-1.sqlite");
    assert!(kept_as.exists());
    let unreadable = Vec::new();
    assert_eq!(anew.notices(), [Notice::SetAside { cause: "a picture is damaged".to_owned(), kept_as, unreadable }]);
}

#[test]
fn words_of_an_earlier_program_are_made_anew() {
    let data = tempfile::tempdir().unwrap();
    drop(Database::open_with(data.path(), &folders(1)).unwrap());
    let connection = Connection::open(data.path().join("reference.sqlite")).unwrap();
    connection.execute("UPDATE zone SET role = 'hologram' WHERE role = 'mrz'", []).unwrap();
    drop(connection);
    let database = Database::open_with(data.path(), &folders(1)).unwrap();
    assert_eq!(database.records().next().unwrap().model.zones.len(), 4);
}

#[test]
fn a_database_of_another_schema_is_kept() {
    let version = |file: &Path, version: i64| {
        Connection::open(file).unwrap().pragma_update(None, "user_version", version).unwrap()
    };
    check(|file| version(file, 99), &format!("its schema is 99, this program's is {}", crate::schema::VERSION), false);
    check(|file| version(file, -1), "its schema is -1", false);
    check(|file| version(file, 0), "already exists", false);
}

#[test]
fn a_database_without_its_tables_is_kept() {
    check(
        |file| Connection::open(file).unwrap().execute_batch("DROP TABLE provenance_source").unwrap(),
        "no such table",
        false,
    );
}
