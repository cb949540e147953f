//! What a user may not see is nowhere: no record, search, pack or list of another database has it.

use super::{DESCRIPTION, folders};
use crate::{Change, Consent, Database, ImportError, Origin, OwnModel, Pack, PackError, Signer, Tier};

/// The word of the example's expert items, and that of its restricted ones.
const SECRETS: [(&str, Tier); 2] = [("canary", Tier::Expert), ("goldfinch", Tier::Restricted)];

/// The example with those words in a feature, a point, an alteration and a note of each tier.
fn described() -> OwnModel {
    let key = "UTO-P-7-2019".to_owned();
    let mut text = DESCRIPTION.to_owned();
    for (word, tier) in SECRETS {
        let visibility = format!("visibility = \"{}\"\n", tier.word());
        text += &format!(
            "\n[[features]]\nid = \"{word}_mark\"\nterm = \"rosette\"\nname = \"{word}\"\nlevel = 2\n{visibility}\
             how_to_check = \"{word}\"\nchanged = \"{word}\"\nwear = \"{word}\"\nshows = {{ UV = \"{word}\" }}\n\
             \n[[quick_card]]\ntext = \"{word}\"\nlight = \"UV\"\nfeature = \"{word}_mark\"\n{visibility}\
             \n[[frauds]]\nid = \"{word}\"\nclass = \"counterfeit\"\ntext = \"{word}\"\ntell_tales = [\"{word}\"]\n\
             source = \"{word}\"\n{visibility}\
             \n[[check_notes]]\ncheck = \"pattern\"\ntext = \"{word}\"\n{visibility}"
        );
    }
    let mut files: std::collections::BTreeMap<String, Vec<u8>> =
        folders(7)[&key].files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
    files.insert("description.toml".to_owned(), text.into_bytes());
    OwnModel { key, origin: Origin::Enrolled, version: 1, files }
}

/// Everything that leaves a database: records, search, packs.
fn check(database: &Database, tier: Tier) {
    let record = database.record_named("UTO-P-7-2019").unwrap();
    assert_eq!(record.model.routines, database.record_named("UTO-P-7-2019").unwrap().model.routines);
    let shown = format!("{record:?}");
    for (word, of) in SECRETS {
        let is_seen = of <= tier;
        assert_eq!(shown.contains(word), is_seen, "{word} in the record of {tier:?}");
        for words in
            [word.to_owned(), word[..4].to_owned(), format!("{word} rosette"), format!("\" OR expert : {word}")]
        {
            // The last would name the column, were signs not passed over.
            let is_found = database.search(&words).unwrap().contains(&"UTO-P-7-2019".to_owned());
            assert_eq!(is_found, is_seen && !words.contains("expert"), "{words} by {tier:?}");
        }
        for asked in Tier::ALL {
            let files = database.files_of("UTO-P-7-2019", asked).unwrap().unwrap().files;
            let text = String::from_utf8(files["description.toml"].clone()).unwrap();
            assert_eq!(text.contains(word), of <= tier.min(asked), "{word} in a pack for {asked:?} by {tier:?}");
        }
    }
}

#[test]
fn nothing_beyond_a_users_tier_leaves_the_database() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
    database.store(&[described()]).unwrap();
    check(&database, Tier::Restricted);
    for tier in Tier::ALL {
        database.set_tier(tier).unwrap();
        check(&database, tier);
    }
    drop(database);
    // It is the folder's, whatever becomes of the database.
    check(&Database::open_with(data.path(), &folders(2)).unwrap(), Tier::Expert);
}

#[test]
fn a_pack_holds_no_more_than_its_tier() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
    database.set_tier(Tier::Expert).unwrap();
    database.store(&[described()]).unwrap();
    let model = database.files_of("UTO-P-7-2019", Tier::Restricted).unwrap().unwrap();
    assert_eq!(database.files_of("UTO-P-7-2019", Tier::Expert).unwrap().unwrap().files, described().files);

    let signer = Signer::new().unwrap();
    let bytes = Pack::write(&[model], &[], &[], &signer).unwrap();
    let holds = |word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    assert!(!holds("canary") && holds("goldfinch"));
    let there = tempfile::tempdir().unwrap();
    let mut other = Database::open_with(there.path(), &folders(1)).unwrap();
    let consent = Consent { trust: Some(signer.trust().unwrap().fingerprint), replace: false };
    other.import(&Pack::read(&bytes).unwrap(), &consent).unwrap();
    // Even who may see everything there.
    other.set_tier(Tier::Expert).unwrap();
    check(&other, Tier::Restricted);
}

#[test]
fn a_fuller_view_of_the_same_version_is_taken_and_a_lesser_one_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let mut database = Database::open_with(data.path(), &folders(1)).unwrap();
    database.set_tier(Tier::Expert).unwrap();
    database.store(&[described()]).unwrap();
    let view = |tier| database.files_of("UTO-P-7-2019", tier).unwrap().unwrap();
    let [public, restricted, expert] = Tier::ALL.map(view);
    let mut other = expert.clone();
    let text = String::from_utf8(other.files["description.toml"].clone()).unwrap();
    other.files.insert("description.toml".to_owned(), text.replace("goldfinch", "greenfinch").into_bytes());

    let signer = Signer::new().unwrap();
    let consent = Consent { trust: Some(signer.trust().unwrap().fingerprint), replace: false };
    let there = tempfile::tempdir().unwrap();
    let mut there = Database::open_with(there.path(), &folders(1)).unwrap();
    let mut import = |model: &OwnModel| -> Result<Change, ImportError> {
        let pack = Pack::read(&Pack::write(std::slice::from_ref(model), &[], &[], &signer).unwrap()).unwrap();
        let change = there.import(&pack, &consent)?[0].1;
        let here = there.own_model("UTO-P-7-2019").unwrap().unwrap();
        assert_eq!(here.files == model.files, change != Change::Lesser, "{change:?}");
        Ok(change)
    };
    assert_eq!(import(&restricted).unwrap(), Change::New);
    assert_eq!(import(&public).unwrap(), Change::Lesser);
    assert!(matches!(import(&other), Err(ImportError::Pack(PackError::Conflict(_)))));
    assert_eq!(import(&expert).unwrap(), Change::Fuller);
    assert_eq!(import(&expert).unwrap(), Change::Unchanged);
    for lesser in [&public, &restricted] {
        assert_eq!(import(lesser).unwrap(), Change::Lesser);
    }
    // Another picture is another content, however little is said.
    let mut repainted = public.clone();
    repainted.files.insert("visible.jpg".to_owned(), super::jpeg(246, 173, 50, 99));
    assert!(matches!(import(&repainted), Err(ImportError::Pack(PackError::Conflict(_)))));
    // At home, where it was made, a view of it changes nothing.
    let pack = Pack::read(&Pack::write(&[public], &[], &[], &signer).unwrap()).unwrap();
    assert_eq!(database.changes(&pack).unwrap(), [("UTO-P-7-2019".to_owned(), Change::Lesser)]);
}
