//! The program and what it cannot work with: one line on standard error that says which file, why, and what to do; exit
//! status 3, or 2 where it was called wrongly; and nothing that was there before is changed.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use image::{ImageFormat, RgbImage};

use crate::bad_input::{encoded, huge_png, picture, tiff};

/// How a run of the program ended.
struct Ended {
    status: Option<i32>,
    out: String,
    err: String,
}

/// A call of the program with its data in that folder.
fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_intaglio"));
    command.arg("--data").arg(data).stdin(Stdio::null());
    command
}

fn run_in<A: AsRef<OsStr>>(data: &Path, args: &[A]) -> Ended {
    let output = program(data).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn run<A: AsRef<OsStr>>(args: &[A]) -> Ended {
    run_in(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("data"), args)
}

/// Checks that the run ended with that status and one line that has these words: cause, then advice.
fn check(ended: &Ended, status: i32, words: &[&str]) {
    let Ended { status: found, out, err } = ended;
    assert_eq!(*found, Some(status), "{err}");
    assert!(err.starts_with("intaglio: ") && err.ends_with('\n') && err.lines().count() == 1, "{err}");
    assert!(err.contains("; ") && !err.contains("panicked"), "{err}");
    for word in words {
        assert!(err.contains(word), "no {word} in {err}");
    }
    assert!(!out.contains("panicked"), "{out}");
}

fn sample(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/documents/utopia-2019-name-rewritten");
    folder.join(file).to_string_lossy().into_owned()
}

#[test]
fn a_file_that_is_no_scan_is_refused_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let (jpeg, png) = (encoded(&picture(), ImageFormat::Jpeg), encoded(&picture(), ImageFormat::Png));
    let files: [(&str, Vec<u8>, &str); 7] = [
        ("empty.png", Vec::new(), "empty"),
        ("letter.jpg", b"this is a letter\n".to_vec(), "plain text"),
        ("half.jpg", jpeg[..jpeg.len() / 2].to_vec(), "cut short"),
        ("half.png", png[..png.len() / 2].to_vec(), "cut short"),
        ("dot.png", encoded(&RgbImage::new(1, 1), ImageFormat::Png), "1 × 1"),
        ("huge.png", huge_png(), "40000 × 40000"),
        ("book.tif", tiff(&[0; 300], 8, 1), "more than 32 pages"),
    ];
    for (name, bytes, _) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    fs::create_dir(folder.path().join("folder.jpg")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.path().join("link.jpg")).unwrap();
    let mut cases: Vec<(&str, &str)> = files.iter().map(|(name, _, words)| (*name, *words)).collect();
    cases.extend([
        ("folder.jpg", "is a folder"),
        ("missing.jpg", "cannot be read"),
        ("empty.png/page.jpg", "cannot be read"),
    ]);
    #[cfg(unix)]
    cases.push(("link.jpg", "cannot be read"));
    for (name, words) in cases {
        let path = folder.path().join(name).to_string_lossy().into_owned();
        check(&run(&["examine", &path]), 3, &[&path, words]);
        check(&run(&["examine", &sample("visible.jpg"), "--ir", &path]), 3, &[&path, words]);
        let read = run(&["read", &path]);
        check(&read, 3, &[&path, words]);
        assert_eq!(read.out, "");
    }
    for (name, bytes, _) in &files {
        assert_eq!(fs::read(folder.path().join(name)).unwrap(), *bytes, "{name} was changed");
    }
}

#[test]
fn a_picture_without_a_page_or_a_zone_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let black = folder.path().join("black.png").to_string_lossy().into_owned();
    fs::write(&black, encoded(&RgbImage::new(1500, 1056), ImageFormat::Png)).unwrap();
    check(&run(&["examine", &black]), 3, &[&black, "no data page"]);
    check(&run(&["read", &black]), 3, &[&black, "no machine readable zone"]);
    let json = run(&["read", &black, "--json"]);
    check(&json, 3, &[&black]);
    assert_eq!(json.out.lines().count(), 1);
    assert!(serde_json::from_str::<serde_json::Value>(&json.out).unwrap()["mrz"].is_null());
}

#[test]
fn a_picture_in_another_light_than_it_is_given_for_is_refused() {
    let (visible, ultraviolet) = (sample("visible.jpg"), sample("ultraviolet.jpg"));
    check(&run(&["examine", &ultraviolet]), 3, &["ultraviolet.jpg", "white-light"]);
    check(&run(&["examine", &visible, "--uv", &visible]), 3, &["visible.jpg", "two lights"]);
    check(
        &run(&["examine", &visible, "--uv", &ultraviolet, "--ir", &ultraviolet]),
        3,
        &["ultraviolet.jpg", "two lights"],
    );
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine");
    fs::write(&file, "mine").unwrap();
    for data in [file.clone(), file.join("below")] {
        let named = data.to_string_lossy().into_owned();
        check(&run_in(&data, &["reference", "list"]), 3, &[&named, "--data DIR"]);
        check(&run_in(&data, &["examine", &sample("visible.jpg")]), 3, &[&named, "--data DIR"]);
    }
    assert_eq!(fs::read_to_string(file).unwrap(), "mine");
}

#[test]
fn a_damaged_database_is_kept_and_made_anew() {
    type Spoil = fn(&mut Vec<u8>);
    let spoils: [(Spoil, &str); 3] = [
        (|bytes| bytes.fill(b'x'), "not a database"),
        (|bytes| bytes.truncate(bytes.len() / 2), "malformed"),
        // The schema's version: SQLite file format §1.3.15.
        (|bytes| bytes[60..64].copy_from_slice(&99_u32.to_be_bytes()), "its schema is 99"),
    ];
    for (spoil, words) in spoils {
        let data = tempfile::tempdir().unwrap();
        let whole = run_in(data.path(), &["reference", "list"]);
        assert_eq!((whole.status, whole.err.as_str()), (Some(0), ""));
        let database = data.path().join("reference.sqlite");
        let mut bytes = fs::read(&database).unwrap();
        spoil(&mut bytes);
        fs::write(&database, &bytes).unwrap();
        let anew = run_in(data.path(), &["reference", "list"]);
        let kept = data.path().join("reference.damaged-1.sqlite");
        check(&anew, 0, &[words, &kept.to_string_lossy(), "made anew"]);
        assert_eq!(anew.out, whole.out);
        assert_eq!(fs::read(kept).unwrap(), bytes);
        assert_eq!(run_in(data.path(), &["reference", "list"]).err, "");
    }
}

#[test]
fn a_place_that_cannot_be_written_costs_no_examination() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let visible = sample("visible.jpg");
    for (option, place) in [
        ("--picture", file.join("page.png")),
        ("--picture", folder.path().join("no/page.png")),
        ("--stages", file.join("stages")),
    ] {
        let place = place.to_string_lossy().into_owned();
        let ended = run(&["examine", &visible, option, &place]);
        check(&ended, 3, &[&place]);
        assert!(ended.out.contains(" checks") && ended.out.contains("Utopia passport 2019"), "{}", ended.out);
    }
    let names =
        |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    assert_eq!(names(folder.path()), ["file"]);
    assert_eq!(fs::read_to_string(file).unwrap(), "mine");
}

#[test]
fn a_picture_replaces_an_older_one_but_never_a_scan() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| -> (PathBuf, String) {
        let path = folder.path().join(name);
        (path.clone(), path.to_string_lossy().into_owned())
    };
    let (scan, scan_name) = place("scan.jpg");
    fs::copy(sample("visible.jpg"), &scan).unwrap();
    check(&run(&["examine", &scan_name, "--picture", &scan_name]), 2, &["scan.jpg", "not overwritten"]);
    assert_eq!(fs::read(&scan).unwrap(), fs::read(sample("visible.jpg")).unwrap());
    let (picture, picture_name) = place("page.png");
    fs::write(&picture, "older").unwrap();
    let ended = run(&["examine", &scan_name, "--picture", &picture_name]);
    assert_eq!((ended.status, ended.err.as_str()), (Some(1), ""));
    assert_eq!(image::open(&picture).unwrap().width(), 1500);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
    let ended = run(&["examine", &scan_name, "--picture", &place("page.txt").1]);
    assert_eq!(ended.status, Some(2));
    assert!(ended.err.contains(".png or .jpg"), "{}", ended.err);
}

#[test]
fn a_name_that_is_none_is_wrong_usage_and_the_right_ones_are_listed() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("new").to_string_lossy().into_owned();
    let visible = sample("visible.jpg");
    let document = ["mint", "document", "--out", &out, "--model"];
    let with = |more: &[&'static str]| [document.to_vec(), more.to_vec()].concat();
    let cases: [(Vec<&str>, &str); 8] = [
        (vec!["examine", &visible, "--model", "XXX-P-1"], "UTO-P-2-2019"),
        (vec!["reference", "show", "XXX-P-1"], "UTO-P-2-2019"),
        (with(&["XXX-P-1"]), "UTO-P-2-2019"),
        (with(&["UTO-P-2-2019", "--alteration", "none-such"]), "name_rewritten"),
        (with(&["UTO-P-2-2019", "--capture", "none-such"]), "flatbed"),
        (vec!["enrol", &out, "--model", "XXX"], "UTO-P-2-2019"),
        (vec!["bench", "detection", "--model", "XXX"], "UTO-P-2-2019"),
        (vec!["bench", "detection", "--only", "none-such"], "name_rewritten"),
    ];
    for (args, valid) in cases {
        check(&run(&args), 2, &["there are", valid]);
    }
    assert_eq!(run(&["examine"]).status, Some(2));
    assert!(!Path::new(&out).exists());
}

#[test]
fn a_reader_that_has_gone_or_a_full_disk_is_no_panic() {
    let mut child = program(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("data"))
        .args(["reference", "list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
    let Ok(full) = File::options().write(true).open("/dev/full") else { return };
    let mrz = ["mrz", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
    let output = program(Path::new("/nowhere")).args(mrz).stdout(full).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    check(&Ended { status: output.status.code(), out: String::new(), err }, 3, &["standard output"]);
}
