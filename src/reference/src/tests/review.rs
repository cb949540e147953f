//! A draft, its review by a second person, and published versions that stay.

use engine::date::Date;
use rusqlite::Connection;

use super::folders;
use crate::{Consent, Database, Notice, Origin, OwnModel, Pack, ReviewError, Signer, Status, Tier};

const KEY: &str = "UTO-P-7-2019";

/// The model of the tests as one person enrolled it, with another picture for every number.
fn enrolled(picture: u32) -> OwnModel {
    let folder = &folders(7)[KEY];
    let mut files: std::collections::BTreeMap<String, Vec<u8>> =
        folder.files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
    files.insert("visible.jpg".to_owned(), super::jpeg(246, 173, 50, picture));
    OwnModel { key: KEY.to_owned(), origin: Origin::Enrolled, version: 1, files }
}

#[test]
fn a_second_person_reviews_and_what_is_published_stays() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
    let day = Date::parse("2026-11-22").unwrap();
    let status = |database: &Database| database.record_named(KEY).unwrap().status();
    database.store(&[enrolled(1)]).unwrap();
    assert_eq!(status(&database), Some(Status::Draft));
    let drafts = |database: &Database| {
        let heads = engine::model::Reference::heads(database);
        heads.iter().filter(|head| head.is_draft).map(|head| head.key.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(drafts(&database), [KEY]);

    let compiler = database.record_named(KEY).unwrap().provenance.compiler.clone().unwrap();
    let refused = |result: Result<u32, ReviewError>| result.unwrap_err().to_string();
    assert!(refused(database.publish(KEY, "B. Second", day, "first")).contains("second person"));
    let same = database.review(KEY, &compiler.to_uppercase()).unwrap_err();
    assert!(matches!(same, ReviewError::SamePerson(_)), "{same}");
    database.review(KEY, "B. Second").unwrap();
    assert_eq!(status(&database), Some(Status::Reviewed));
    assert_eq!(database.publish(KEY, "B. Second", day, "first").unwrap(), 1);
    assert!(refused(database.publish(KEY, "B. Second", day, "again")).contains("never changed"));
    assert_eq!(drafts(&database), Vec::<String>::new());
    let published = database.files_of(KEY, Tier::Expert).unwrap().unwrap();
    assert_eq!((published.version, &published.files["visible.jpg"]), (1, &enrolled(1).files["visible.jpg"]));

    // The next one is a draft again, and what is handed on is still the published one; also after all is made anew.
    database.store(&[enrolled(2)]).unwrap();
    assert_eq!(status(&database), Some(Status::Draft));
    assert_eq!(database.own_model(KEY).unwrap().unwrap().version, 2);
    drop(database);
    let database = Database::open_with(data.path(), &folders(3)).unwrap();
    assert_eq!(database.files_of(KEY, Tier::Expert).unwrap().unwrap(), published);
    assert_eq!(status(&database), Some(Status::Draft));
    assert!(database.notices().is_empty());
}

#[test]
fn only_records_made_here_are_published_here() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
    for key in ["UTO-P-1-2019", "UTO-P-99"] {
        assert!(matches!(database.review(key, "B. Second"), Err(ReviewError::NotMadeHere(_))), "{key}");
    }
}

/// A database in which the model was published once and enrolled anew since.
fn published_once(data_dir: &std::path::Path) -> Database {
    let mut database = Database::open_with(data_dir, &folders(1)).unwrap();
    database.store(&[enrolled(1)]).unwrap();
    database.review(KEY, "B. Second").unwrap();
    database.publish(KEY, "B. Second", Date::parse("2026-11-22").unwrap(), "first").unwrap();
    database.store(&[enrolled(2)]).unwrap();
    database
}

#[test]
fn published_versions_outlive_a_damaged_database() {
    for is_draft_damaged in [false, true] {
        let data = tempfile::tempdir().unwrap();
        let published = published_once(data.path()).files_of(KEY, Tier::Expert).unwrap().unwrap();
        {
            let connection = Connection::open(data.path().join("reference.sqlite")).unwrap();
            connection.execute("DROP TABLE model", []).unwrap();
            let damage = "UPDATE picture SET bytes = x'00' WHERE sha256 = (SELECT sha256 FROM own_file
                          WHERE key = ?1 AND name = 'visible.jpg')";
            let n_damaged = if is_draft_damaged { connection.execute(damage, [KEY]).unwrap() } else { 0 };
            assert_eq!(n_damaged, usize::from(is_draft_damaged));
        }
        let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
        assert_eq!(database.files_of(KEY, Tier::Expert).unwrap().unwrap(), published);
        let lost = if is_draft_damaged { vec![KEY.to_owned()] } else { Vec::new() };
        assert!(database.notices().contains(&Notice::TakenOver { n_kept: 1, lost }), "{:?}", database.notices());
        // What serves is the draft or, where that is lost, what was published; either way the next one is a new version.
        let (version, status) = if is_draft_damaged { (1, Status::Published) } else { (2, Status::Draft) };
        assert_eq!(database.own_model(KEY).unwrap().unwrap().version, version);
        assert_eq!(database.record_named(KEY).unwrap().status(), Some(status));
        database.store(&[enrolled(3)]).unwrap();
        assert_eq!(database.own_model(KEY).unwrap().unwrap().version, version + 1);
        assert_eq!(database.files_of(KEY, Tier::Expert).unwrap().unwrap(), published);
    }
}

#[test]
fn versions_count_on_from_what_was_published() {
    let data = tempfile::tempdir().unwrap();
    let mut database = published_once(data.path());
    database.review(KEY, "B. Second").unwrap();
    assert_eq!(database.publish(KEY, "C. Third", Date::parse("2026-11-23").unwrap(), "second").unwrap(), 2);
    // A pack's version 1 replaces it; what is enrolled after that must not be a version that was published before.
    let signer = Signer::new().unwrap();
    let theirs = OwnModel { origin: Origin::Pack, ..enrolled(4) };
    let pack = Pack::read(&Pack::write(&[theirs], &[], &[], &signer).unwrap()).unwrap();
    let consent = Consent { trust: Some(signer.trust().unwrap().fingerprint), replace: true };
    database.import(&pack, &consent).unwrap();
    database.store(&[enrolled(5)]).unwrap();
    assert_eq!(database.own_model(KEY).unwrap().unwrap().version, 3);
}
