//! A process killed at any moment, or a full disk, leaves the records as they were or as they should be.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::folders;
use crate::database::tests::build_in;
use crate::{Database, ReferenceError};

/// Names the data folder for the process that is to be killed.
const VICTIM: &str = "INTAGLIO_TEST_VICTIM";

#[test]
fn victim() {
    let Some(data_dir) = std::env::var_os(VICTIM) else { return };
    let data_dir = std::path::Path::new(&data_dir);
    let contents = [folders(4), folders(5)];
    // Each opening finds other folders than the one before, so every one writes.
    for folders in contents.iter().cycle() {
        Database::open_with(data_dir, folders).unwrap();
        std::fs::write(data_dir.join("ready"), "").unwrap();
    }
}

#[test]
fn killed_at_any_moment() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("reference.sqlite");
    let (ready, folders) = (data.path().join("ready"), folders(3));
    for kill in 0..20 {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["tests::killed::victim", "--exact", "--test-threads=1"])
            .env(VICTIM, data.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        while !ready.exists() && started.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(11 * kill));
        victim.kill().unwrap();
        victim.wait().unwrap();
        std::fs::remove_file(&ready).unwrap();

        let connection = Connection::open(&file).unwrap();
        let complaint: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(complaint, "ok");
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap_or(0);
        let n_models = count("SELECT count(*) FROM model");
        assert!([4, 5].contains(&n_models), "{n_models} models");
        assert_eq!(count("SELECT count(*) FROM zone"), 4 * n_models);
        assert_eq!(count("SELECT count(*) FROM picture"), 2 * n_models);
        drop(connection);
        let database = Database::open_with(data.path(), &folders).unwrap();
        assert_eq!((database.records().count(), database.notices().len()), (3, 0));
    }
}

#[test]
fn a_full_disk_keeps_the_old_records() {
    let data = tempfile::tempdir().unwrap();
    drop(Database::open_with(data.path(), &folders(1)).unwrap());
    let file = data.path().join("reference.sqlite");
    let mut connection = Connection::open(&file).unwrap();
    let n_pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    connection.query_row(&format!("PRAGMA max_page_count = {}", n_pages + 4), [], |_| Ok(())).unwrap();
    let error = build_in(&mut connection, &file, &folders(5)).unwrap_err();
    let ReferenceError::Sqlite { cause, .. } = &error else { panic!("{error}") };
    assert_eq!(cause.sqlite_error_code(), Some(ErrorCode::DiskFull));
    assert!(error.to_string().ends_with("free some space on that disk and start again"), "{error}");
    drop(connection);
    assert_eq!(Database::open_with(data.path(), &folders(1)).unwrap().records().count(), 1);
}

#[test]
fn another_program_that_writes_is_waited_for() {
    let data = tempfile::tempdir().unwrap();
    drop(Database::open_with(data.path(), &folders(1)).unwrap());
    let mut other = Connection::open(data.path().join("reference.sqlite")).unwrap();
    let writing = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    thread::scope(|scope| {
        let opening =
            scope.spawn(|| Database::open_with(data.path(), &folders(2)).map(|database| database.records().count()));
        thread::sleep(Duration::from_millis(200));
        writing.commit().unwrap();
        assert_eq!(opening.join().unwrap().unwrap(), 2);
    });
}
