//! Models of the user's own outlive every change of the folders, and a damaged database.

use std::fs;

use engine::model::Reference;
use engine::scan::Light;
use rusqlite::Connection;

use super::{KEY, folders};
use crate::{Database, Notice, Origin, OwnModel, Signer};

/// The model of that number as one of the user's own.
fn own(number: u32, origin: Origin) -> OwnModel {
    let key = format!("UTO-P-{number}-2019");
    let files = folders(number)[&key].files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
    OwnModel { key, origin, version: 1, files }
}

#[test]
fn own_models_serve_at_once_and_survive_new_folders() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(2)).unwrap();
    database.store(&[own(7, Origin::Enrolled)]).unwrap();
    let check = |database: &Database, n: usize| {
        assert_eq!(database.records().count(), n);
        let record = database.record_named("UTO-P-7-2019").unwrap();
        assert_eq!(record.origin, Origin::Enrolled);
        assert!(database.specimen(&record.model.key).is_ok() && database.picture(&record, Light::Infrared).is_ok());
        assert!(database.notices().is_empty() && database.verify().is_empty());
    };
    check(&database, 3);
    drop(database);
    check(&Database::open_with(data.path(), &folders(2)).unwrap(), 3);
    check(&Database::open_with(data.path(), &folders(4)).unwrap(), 5);
    check(&Database::open_with(data.path(), &folders(1)).unwrap(), 2);
}

#[test]
fn an_own_model_replaces_one_of_a_folder_and_counts_its_versions() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(2)).unwrap();
    assert_eq!(database.record_named(KEY).unwrap().origin, Origin::DataFolder);
    assert_eq!(database.own_model(KEY).unwrap(), None);
    for version in 1..=3 {
        database.store(&[own(2, Origin::Enrolled)]).unwrap();
        assert_eq!(database.own_model(KEY).unwrap().map(|own| own.version), Some(version));
    }
    assert_eq!(database.records().count(), 2);
    assert_eq!(database.record_named(KEY).unwrap().origin, Origin::Enrolled);
}

#[test]
fn all_of_several_are_stored_or_none() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
    let mut broken = own(8, Origin::Pack);
    broken.files.insert("model.toml".to_owned(), b"name = 1".to_vec());
    let error = database.store(&[own(7, Origin::Pack), broken]).unwrap_err().to_string();
    assert!(error.starts_with("UTO-P-8-2019/model.toml") && error.lines().count() == 1, "{error}");
    assert_eq!(database.records().count(), 1);
    assert_eq!(Database::open_with(data.path(), &folders(1)).unwrap().records().count(), 1);
}

#[test]
fn a_database_set_aside_gives_its_own_models_back() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
    database.store(&[own(7, Origin::Enrolled), own(8, Origin::Pack)]).unwrap();
    let keys = ["one", "two"].map(|_| Signer::new().unwrap().trust().unwrap());
    for trust in &keys {
        database.apply(&[], &[], Some(trust)).unwrap();
    }
    drop(database);
    let file = data.path().join("reference.sqlite");
    {
        let connection = Connection::open(&file).unwrap();
        connection.execute("DROP TABLE model", []).unwrap();
        let damage = "UPDATE picture SET bytes = x'00' WHERE sha256 = (SELECT sha256 FROM own_file
                      WHERE key = 'UTO-P-8-2019' AND name = 'visible.jpg')";
        assert_eq!(connection.execute(damage, []).unwrap(), 1);
        let damage = "UPDATE trusted_key SET public_key = 'RWspoilt' WHERE fingerprint = ?1";
        assert_eq!(connection.execute(damage, [&keys[1].fingerprint]).unwrap(), 1);
    }
    let database = Database::open_with(data.path(), &folders(1)).unwrap();
    let lost = vec!["UTO-P-8-2019".to_owned()];
    assert!(database.notices().contains(&Notice::TakenOver { n_kept: 1, lost }), "{:?}", database.notices());
    assert!(database.record_named("UTO-P-7-2019").is_some() && database.record_named("UTO-P-8-2019").is_none());
    // A key whose fingerprint is no longer its own would let in packs that nobody compared.
    assert_eq!(database.trusted_keys().unwrap(), keys[..1]);
    let [kept, lost] = keys.map(|trust| vec![trust.fingerprint]);
    assert!(database.notices().contains(&Notice::KeysTakenOver { kept, lost }), "{:?}", database.notices());
    let left: Vec<_> = fs::read_dir(data.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains(".copy")), "{left:?}");
}
