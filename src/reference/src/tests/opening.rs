//! Made on first use, left alone until the folders change, by however many processes at once.

use std::fs;
use std::path::Path;
use std::thread;

use engine::model::{ModelKey, Reference};
use engine::scan::Light;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::{KEY, MODEL, folder, folders, write_user_models};
use crate::folder::{ModelFolders, shipped};
use crate::{Database, Notice, ReferenceError, schema};

fn keys(database: &Database) -> Vec<String> {
    database.records().map(|record| record.model.key.to_string()).collect()
}

fn key(number: u16) -> ModelKey {
    ModelKey { prado: Some("UTO-AO-02001".to_owned()), ..ModelKey::new("UTO", "P", number, Some(2019)) }
}

#[test]
fn the_programs_own_models_are_all_well() {
    let database = Database::in_memory().unwrap();
    assert_eq!(keys(&database), shipped().into_keys().collect::<Vec<_>>());
    for record in database.records() {
        database.specimen(&record.model.key).unwrap();
    }
}

#[test]
fn made_on_first_use_and_again_when_a_folder_changed() {
    let data = tempfile::tempdir().unwrap();
    let data_dir = data.path().join("new/folder");
    assert_eq!(keys(&Database::open_with(&data_dir, &folders(2)).unwrap()), ["UTO-P-1-2019", "UTO-P-2-2019"]);
    let made = fs::read(data_dir.join("reference.sqlite")).unwrap();
    assert_eq!(Database::open_with(&data_dir, &folders(2)).unwrap().records().count(), 2);
    assert_eq!(fs::read(data_dir.join("reference.sqlite")).unwrap(), made, "opening changed what was up to date");

    let mut changed = folders(3);
    let text = MODEL.replace("Utopia passport 2019", "Utopia passport, second series");
    changed.insert(KEY.to_owned(), {
        let mut folder = changed[KEY].clone();
        folder.files.insert("model.toml".to_owned(), text.into_bytes().into());
        folder
    });
    let database = Database::open_with(&data_dir, &changed).unwrap();
    assert_eq!(keys(&database).len(), 3);
    assert_eq!(database.record_named(KEY).unwrap().model.name, "Utopia passport, second series");
    assert_eq!(Database::open_with(&data_dir, &folders(1)).unwrap().records().count(), 1);
    assert!(database.notices().is_empty());
}

#[test]
fn models_of_the_data_folder_are_added() {
    let data = tempfile::tempdir().unwrap();
    write_user_models(data.path(), &folders(2));
    let database = Database::open(data.path()).unwrap();
    assert!(database.record_named("UTO-P-1-2019").is_some() && database.record_named(KEY).is_some());
    assert!(shipped().keys().all(|name| database.record_named(name).is_some()));
}

#[test]
fn a_folder_that_cannot_be_read_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    drop(Database::open_with(data.path(), &folders(2)).unwrap());
    let before = fs::read(data.path().join("reference.sqlite")).unwrap();
    let broken: ModelFolders = [(KEY.to_owned(), folder(&[("model.toml", b"name = 1")]))].into();
    assert!(matches!(Database::open_with(data.path(), &broken), Err(ReferenceError::Record { .. })));
    assert_eq!(fs::read(data.path().join("reference.sqlite")).unwrap(), before);
    assert_eq!(Database::open_with(data.path(), &folders(2)).unwrap().records().count(), 2);
}

#[test]
fn candidates_are_those_of_state_and_type() {
    let data = tempfile::tempdir().unwrap();
    let database = Database::open_with(data.path(), &folders(3)).unwrap();
    let count = |state, kind| database.candidates(state, kind).len();
    assert_eq!(count(None, None), 3);
    assert_eq!(count(Some("UTO"), Some("P")), 3);
    assert_eq!(count(Some("UTO"), Some("PD")), 3);
    assert_eq!(count(Some("UTO"), Some("V")), 0);
    assert_eq!(count(Some("XXA"), Some("P")), 0);
    assert_eq!(database.model(&key(2)).unwrap().zones.len(), 4);
    assert!(database.model(&key(9)).is_none());
}

#[test]
fn specimens_are_decoded_once_and_not_all_kept() {
    let data = tempfile::tempdir().unwrap();
    let database = Database::open_with(data.path(), &folders(3)).unwrap();
    let first = database.specimen(&key(1)).unwrap();
    assert_eq!(first.visible.dimensions(), (246, 173));
    assert_eq!(first.px_per_mm, 50.0 / 25.4);
    assert!(first.ultraviolet.is_none() && first.infrared.is_some());
    assert!(std::sync::Arc::ptr_eq(&first, &database.specimen(&key(1)).unwrap()));
    database.specimen(&key(2)).unwrap();
    database.specimen(&key(3)).unwrap();
    assert!(!std::sync::Arc::ptr_eq(&first, &database.specimen(&key(1)).unwrap()));
    assert!(database.specimen(&key(9)).is_err());
    let record = database.record_named(KEY).unwrap();
    assert_eq!(database.picture(&record, Light::Visible).unwrap()[..], folders(2)[KEY].files["visible.jpg"][..]);
    assert!(database.picture(&record, Light::Ultraviolet).is_err());
}

#[test]
fn many_may_start_at_once() {
    let data = tempfile::tempdir().unwrap();
    let folders = folders(3);
    let open =
        || Database::open_with(data.path(), &folders).map(|database| (keys(&database), database.notices().to_vec()));
    let opened: Vec<_> = thread::scope(|scope| {
        let starts: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    for result in opened {
        let (keys, notices) = result.unwrap();
        assert_eq!((keys.len(), notices.len()), (3, 0));
    }
}

#[test]
fn a_data_folder_that_cannot_be_written_is_an_error_with_cause_and_advice() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("file");
    fs::write(&file, "mine").unwrap();
    for folder in [file.join("folder").as_path(), Path::new("/proc/intaglio")] {
        let error = Database::open(folder).unwrap_err();
        assert!(error.is_unwritable());
        let text = error.to_string();
        assert!(text.starts_with(&format!("the data folder {} cannot be written: ", folder.display())), "{text}");
        assert!(text.ends_with("choose another with --data DIR") && text.lines().count() == 1, "{text}");
        let from_memory = Database::open_or_in_memory(folder).unwrap();
        assert!(matches!(from_memory.notices(), [Notice::NotStored { .. }]));
    }
    assert_eq!(fs::read_to_string(file).unwrap(), "mine");
}

/// A database as the program of that schema version left it: a record of a folder and, from the version on that knows them,
/// a model of the user's own and a trusted key.
fn write_database_of(version: usize, file: &Path) {
    let connection = Connection::open(file).unwrap();
    connection.pragma_update(None, "application_id", 0x494e_5441).unwrap();
    for migration in &schema::MIGRATIONS[..version] {
        connection.execute_batch(migration).unwrap();
    }
    connection.pragma_update(None, "user_version", version as i64).unwrap();
    let columns = "key, issuing_state, document_type, number, name, width_mm, height_mm, origin";
    let record = "VALUES ('UTO-P-1', 'UTO', 'P', 1, 'an earlier record', 125.0, 88.0, 'program')";
    connection.execute(&format!("INSERT INTO model ({columns}) {record}"), []).unwrap();
    connection.execute("INSERT INTO content VALUES (1, ?1, 1)", [[7_u8; 32]]).unwrap();
    if 2 <= version {
        connection.execute("INSERT INTO own_model VALUES ('UTO-P-7-2019', 'enrolled', 3)", []).unwrap();
        for (name, bytes) in &folders(7)["UTO-P-7-2019"].files {
            let sha256 = <[u8; 32]>::from(Sha256::digest(bytes));
            connection.execute("INSERT INTO picture VALUES (?1, ?2)", params![sha256, bytes.as_ref()]).unwrap();
            let file = params!["UTO-P-7-2019", name, sha256];
            connection.execute("INSERT INTO own_file VALUES (?1, ?2, ?3)", file).unwrap();
        }
    }
    if 3 <= version {
        connection.execute("INSERT INTO trusted_key VALUES ('AB', 'RWx')", []).unwrap();
    }
}

#[test]
fn a_database_of_every_earlier_schema_is_brought_up_to_date() {
    for version in 1..schema::MIGRATIONS.len() {
        let data = tempfile::tempdir().unwrap();
        write_database_of(version, &data.path().join("reference.sqlite"));
        let database = Database::open_with(data.path(), &folders(2)).unwrap();
        assert!(database.notices().is_empty(), "from {version}: {:?}", database.notices());
        let of_folders = ["UTO-P-1-2019".to_owned(), "UTO-P-2-2019".to_owned()];
        let own = (2 <= version).then(|| "UTO-P-7-2019".to_owned());
        assert_eq!(keys(&database), of_folders.into_iter().chain(own.clone()).collect::<Vec<_>>(), "from {version}");
        if let Some(own) = own {
            assert_eq!(database.own_model(&own).unwrap().unwrap().version, 3);
            assert_eq!(database.search("UTO-P-7-2019").unwrap(), [own]);
        }
        assert_eq!(database.trusted_keys().unwrap().len(), usize::from(3 <= version));
        drop(database);
        let connection = Connection::open(data.path().join("reference.sqlite")).unwrap();
        assert_eq!(schema::version(&connection).unwrap(), schema::VERSION);
    }
}
