//! Whole documents: each folder of `documents/` holds one scanned page and what its examination must come to.
//!
//! `UPDATE=1 cargo test --release --workspace documents` writes the expectations anew; read the difference before
//! committing it.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::Options;
use engine::check::Outcome;
use engine::date::Date;
use engine::examination::State;
use engine::scan::{Light, LiveDataSet, Scan};
use serde_json::{Value, json};

/// The day all documents are examined on.
fn today() -> Date {
    Date::new(2026, 11, 1).unwrap()
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/documents");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    folders
}

fn scan(folder: &Path, stem: &str, light: Light) -> Option<Arc<Scan>> {
    let path = folder.join(stem).with_extension("jpg");
    let bytes = std::fs::read(path).ok()?;
    Some(Arc::new(Scan::decode(&bytes, stem, light).unwrap()))
}

/// The part of an examination that a test holds fast: what is read, recognised and found, no measured figure.
fn examined(folder: &Path, database: &reference::Database) -> Value {
    let live = LiveDataSet {
        visible: scan(folder, "visible", Light::Visible).unwrap(),
        ultraviolet: scan(folder, "ultraviolet", Light::Ultraviolet),
        infrared: scan(folder, "infrared", Light::Infrared),
    };
    let options = Options { today: today(), model: None, corners: None, beside: None };
    let examination = engine::examine(&live, database, &options, &|_| ControlFlow::Continue(())).unwrap();
    let full = report::json::examination(&examination);
    let failed: Vec<String> = examination
        .findings
        .iter()
        .filter(|finding| finding.is_counted() && finding.state() == State::Terminated(Outcome::Failed))
        .map(|finding| report::words::title(&finding.routine))
        .collect();
    json!({
        "overall": full["overall"],
        "model": full["model"],
        "mrz": examination.readings.mrz.as_ref().map(|mrz| mrz.text()),
        "failed": failed,
    })
}

#[test]
fn every_document_comes_to_what_is_expected() {
    let data = tempfile::tempdir().unwrap();
    let database = reference::Database::open(data.path()).unwrap();
    let folders = folders();
    assert!(!folders.is_empty());
    for folder in folders {
        let found = examined(&folder, &database);
        let path = folder.join("expected.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, format!("{found:#}\n")).unwrap();
        }
        let expected: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(found, expected, "{}", folder.display());
    }
}

#[test]
fn the_same_pictures_come_to_the_same_examination_whatever_the_threads() {
    let data = tempfile::tempdir().unwrap();
    let database = reference::Database::open(data.path()).unwrap();
    let folder = folders().into_iter().find(|folder| folder.join("infrared.jpg").exists()).unwrap();
    let on = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| {
            let live = LiveDataSet {
                visible: scan(&folder, "visible", Light::Visible).unwrap(),
                ultraviolet: scan(&folder, "ultraviolet", Light::Ultraviolet),
                infrared: scan(&folder, "infrared", Light::Infrared),
            };
            let options = Options { today: today(), model: None, corners: None, beside: None };
            let examination = engine::examine(&live, &database, &options, &|_| ControlFlow::Continue(())).unwrap();
            (examination.findings, examination.page.visible.scan_from_page)
        })
    };
    let one = on(1);
    assert_eq!(one, on(1));
    assert_eq!(one, on(3));
}
