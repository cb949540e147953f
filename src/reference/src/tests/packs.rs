//! Packs: what is exported is imported, all or nothing, and hostile or tampered ones change nothing.

use engine::scan::Light;

use super::folders;
use crate::{Change, Consent, Database, Origin, OwnModel, Pack, Signer};

fn own(number: u32, version: u32, seed: u32) -> OwnModel {
    let key = format!("UTO-P-{number}-2019");
    let mut files: std::collections::BTreeMap<String, Vec<u8>> =
        folders(number)[&key].files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
    files.insert("visible.jpg".to_owned(), super::jpeg(246, 173, 50, seed));
    OwnModel { key, origin: Origin::Pack, version, files }
}

struct Desk {
    _data: tempfile::TempDir,
    database: Database,
}

fn desk() -> Desk {
    let data = tempfile::tempdir().unwrap();
    let database = Database::open_with(data.path(), &folders(1)).unwrap();
    Desk { _data: data, database }
}

fn consent(signer: &Signer) -> Consent {
    Consent { trust: Some(signer.trust().unwrap().fingerprint.to_lowercase()), replace: false }
}

fn pack(models: &[OwnModel], signer: &Signer) -> Pack {
    Pack::read(&Pack::write(models, &[], &[], signer).unwrap()).unwrap()
}

#[test]
fn a_pack_brings_its_models_and_its_key_is_trusted_from_then_on() {
    let signer = Signer::new().unwrap();
    let mut desk = desk();
    let first = pack(&[own(7, 1, 1), own(8, 1, 2)], &signer);
    let error = desk.database.import(&first, &Consent::default()).unwrap_err().to_string();
    assert!(error.contains("not trusted here") && error.contains(&signer.trust().unwrap().fingerprint), "{error}");
    assert_eq!(desk.database.records().count(), 1);
    let changes = desk.database.import(&first, &consent(&signer)).unwrap();
    assert!(changes.iter().all(|(_, change)| *change == Change::New));
    assert_eq!(desk.database.records().count(), 3);
    let record = desk.database.record_named("UTO-P-8-2019").unwrap();
    assert_eq!(record.origin, Origin::Pack);
    assert_eq!(desk.database.picture(&record, Light::Visible).unwrap(), own(8, 1, 2).files["visible.jpg"]);
    // Without saying so again.
    let second = pack(&[own(7, 2, 3), own(8, 1, 2)], &signer);
    let changes = desk.database.import(&second, &Consent::default()).unwrap();
    assert_eq!(changes[0].1, Change::Updated { from: 1 });
    assert_eq!(changes[1].1, Change::Unchanged);
    let error = desk.database.import(&first, &Consent::default()).unwrap_err().to_string();
    assert!(error.contains("version 2") && error.contains("older"), "{error}");
}

#[test]
fn what_is_here_otherwise_is_replaced_only_when_said() {
    let signer = Signer::new().unwrap();
    let mut desk = desk();
    let mut mine = own(7, 1, 5);
    mine.origin = Origin::Enrolled;
    desk.database.store(&[mine.clone()]).unwrap();
    let theirs = pack(&[own(9, 1, 1), own(7, 3, 6)], &signer);
    let error = desk.database.import(&theirs, &consent(&signer)).unwrap_err().to_string();
    assert!(error.contains("UTO-P-7-2019 is here with another content"), "{error}");
    assert!(desk.database.record_named("UTO-P-9-2019").is_none());
    assert!(desk.database.trusted_keys().unwrap().is_empty());
    desk.database.import(&theirs, &Consent { replace: true, ..consent(&signer) }).unwrap();
    assert_eq!(desk.database.own_model("UTO-P-7-2019").unwrap().unwrap().version, 3);
}

#[test]
fn models_are_withdrawn_and_incremental_packs_want_their_base() {
    let signer = Signer::new().unwrap();
    let base = pack(&[own(7, 1, 1), own(8, 1, 2)], &signer);
    let next = pack(&[own(7, 1, 1), own(8, 2, 9)], &signer).without_what_is_in(&base);
    assert_eq!(next.models.iter().map(|model| model.key.as_str()).collect::<Vec<_>>(), ["UTO-P-8-2019"]);
    let mut desk = desk();
    let error = desk.database.import(&next, &consent(&signer)).unwrap_err().to_string();
    assert!(error.contains("UTO-P-7-2019") && error.contains("import that pack first"), "{error}");
    desk.database.import(&base, &consent(&signer)).unwrap();
    desk.database.import(&next, &Consent::default()).unwrap();
    assert_eq!(desk.database.own_model("UTO-P-8-2019").unwrap().unwrap().version, 2);
    let bytes = Pack::write(&[], &["UTO-P-7-2019".to_owned()], &[], &signer).unwrap();
    let changes = desk.database.import(&Pack::read(&bytes).unwrap(), &Consent::default()).unwrap();
    assert_eq!(changes, [("UTO-P-7-2019".to_owned(), Change::Withdrawn)]);
    assert!(desk.database.record_named("UTO-P-7-2019").is_none());
    assert!(desk.database.own_model("UTO-P-7-2019").unwrap().is_none());
}

#[test]
fn a_pack_changed_anywhere_is_refused() {
    let signer = Signer::new().unwrap();
    let whole = Pack::write(&[own(7, 1, 1)], &[], &[], &signer).unwrap();
    assert!(Pack::read(&whole).is_ok());
    for at in (0..whole.len()).step_by(37) {
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        // Headers carry owner and time, which say nothing and are not signed; what is read must be what was signed.
        match Pack::read(&changed) {
            Ok(pack) => assert_eq!(pack, Pack::read(&whole).unwrap(), "byte {at}"),
            Err(error) => assert_eq!(error.to_string().lines().count(), 1, "{error}"),
        }
    }
    for length in (0..whole.len() - 1024).step_by(61) {
        assert!(Pack::read(&whole[..length]).is_err(), "{length}");
    }
}

#[test]
fn manifests_that_lie_are_refused_with_one_line() {
    let signer = Signer::new().unwrap();
    let check = |text: &str, expected: &str| {
        let error = Pack::read(&Pack::write_manifest(text.as_bytes(), &[], &signer).unwrap()).unwrap_err().to_string();
        assert!(error.contains(expected) && error.lines().count() == 1, "{error}\nis not {expected}");
    };
    let file = |name: &str| format!("{{\"name\":\"{name}\",\"bytes\":1,\"sha256\":\"00\"}}");
    let model = |files: &str| format!("{{\"key\":\"UTO-P-7\",\"version\":1,\"files\":[{files}]}}");
    let manifest = |models: &str| {
        format!("{{\"format\":\"intaglio-pack-1\",\"models\":[{models}],\"withdrawn\":[],\"requires\":[]}}")
    };
    check("", "its manifest cannot be read");
    check("[1, 2]", "its manifest cannot be read");
    check(&"[".repeat(100_000), "its manifest cannot be read");
    check(&manifest("").replace("pack-1", "pack-9"), "is not known here");
    check(&manifest("").replace("\"withdrawn\":[]", "\"withdrawn\":[],\"withdrawn\":[]"), "duplicate field");
    check(&manifest("").replace("\"withdrawn\":[]", "\"withdrawn\":7"), "invalid type");
    check(&manifest("").replace("\"withdrawn\":[]", "\"withdrawn\":[],\"more\":1"), "unknown field");
    check(&manifest("").replace("\"withdrawn\":[]", "\"withdrawn\":[\"A\",\"A\"]"), "lists A twice");
    check(&manifest(&format!("{0},{0}", model(""))), "lists UTO-P-7 twice");
    check(&manifest(&model("").replace(":1,", ":0,")), "has version 0");
    check(&manifest(&model("").replace(":1,", ":-1,")), "its manifest cannot be read");
    check(&manifest(&model("").replace(":1,", ":99999999999,")), "its manifest cannot be read");
    check(&manifest(&model(&file("../../etc/passwd"))), "is no file of a model");
    check(&manifest(&model(&file("model.toml"))), "UTO-P-7/model.toml is not as its manifest says");
}

#[test]
fn a_record_that_cannot_be_changes_nothing() {
    let signer = Signer::new().unwrap();
    let mut desk = desk();
    // A picture whose header claims 60,000 pixels a side, a text of no model, a record under another's key.
    let mut bomb = super::jpeg(246, 173, 50, 1);
    let frame = bomb.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    let cases: [(&str, Vec<u8>); 3] = [
        ("visible.jpg", bomb),
        ("model.toml", b"name = 1".to_vec()),
        ("model.toml", own(9, 1, 1).files["model.toml"].clone()),
    ];
    for (name, bytes) in cases {
        let mut broken = own(8, 1, 2);
        broken.files.insert(name.to_owned(), bytes);
        let error = desk.database.import(&pack(&[own(7, 1, 1), broken], &signer), &consent(&signer)).unwrap_err();
        assert_eq!(error.to_string().lines().count(), 1, "{error}");
        assert_eq!(desk.database.records().count(), 1, "{error}");
        assert!(desk.database.trusted_keys().unwrap().is_empty());
    }
}

#[test]
fn keys_are_kept_in_the_files_of_minisign() {
    let signer = Signer::new().unwrap();
    let again = Signer::from_file(&signer.secret_key_file().unwrap(), None).unwrap();
    assert_eq!(again.trust(), signer.trust());
    assert_eq!(signer.trust().unwrap().fingerprint.len(), 39);
    assert!(Signer::from_file("no key", None).is_err());
    assert!(signer.public_key_file().lines().nth(1).unwrap().starts_with("RW"));
    assert_eq!(format!("{signer:?}"), "Signer");
}

#[test]
fn words_find_models_by_what_their_records_say() {
    let mut desk = desk();
    desk.database.store(&[own(7, 1, 1)]).unwrap();
    let database = &desk.database;
    let find = |words: &str| database.search(words).unwrap();
    assert_eq!(find("UTO-P-7"), ["UTO-P-7-2019"]);
    for words in ["utopia pass", "Utopia", "UTO", "uto", "UTO-P"] {
        assert_eq!(find(words).len(), 2, "{words}");
    }
    assert_eq!(find("background"), find("BACKGROUND"));
    assert!(find("deu pass").is_empty());
    assert!(find("no such words").is_empty() && find("zebra\" OR *").is_empty() && find("").is_empty());
    desk.database.store(&[own(7, 1, 2)]).unwrap();
    assert_eq!(desk.database.search("UTO-P-7").unwrap(), ["UTO-P-7-2019"]);
}
