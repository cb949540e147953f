//! Tables of the database and their versions: migrations in order, each once, within the caller's transaction.

use std::path::Path;

use rusqlite::Connection;

use crate::error::ReferenceError;

/// The migrations; the database's `user_version` says how many have run.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("schema/0001_records.sql"),
    include_str!("schema/0002_own_models.sql"),
    include_str!("schema/0003_exchange.sql"),
    include_str!("schema/0004_many_models.sql"),
    include_str!("schema/0005_review.sql"),
    include_str!("schema/0006_description.sql"),
    include_str!("schema/0007_guided.sql"),
    include_str!("schema/0008_groupings.sql"),
];

/// The schema version this program works with.
pub(crate) const VERSION: i64 = MIGRATIONS.len() as i64;

/// The schema version of that database; 0 for a new one.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Runs what has not run yet.
///
/// # Errors
/// [`ReferenceError::Newer`] where a newer program wrote the database.
pub(crate) fn migrate(connection: &Connection, file: &Path) -> Result<(), ReferenceError> {
    let sqlite = ReferenceError::sqlite(file);
    let found = version(connection).map_err(&sqlite)?;
    if !(0..=VERSION).contains(&found) {
        return Err(ReferenceError::Newer { file: file.to_owned(), found, known: VERSION });
    }
    for (migration, to) in MIGRATIONS.iter().zip(1..).filter(|&(_, to)| found < to) {
        connection.execute_batch(migration).map_err(&sqlite)?;
        connection.pragma_update(None, "user_version", to).map_err(&sqlite)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_strict_and_migrating_twice_changes_nothing() {
        let connection = Connection::open_in_memory().unwrap();
        migrate(&connection, Path::new(":memory:")).unwrap();
        migrate(&connection, Path::new(":memory:")).unwrap();
        assert_eq!(version(&connection).unwrap(), VERSION);
        let lax: i64 = connection
            .query_row("SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND strict = 0", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(lax, 0);
    }

    #[test]
    fn a_newer_schema_is_left_alone() {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", VERSION + 1).unwrap();
        let error = migrate(&connection, Path::new("reference.sqlite")).unwrap_err();
        assert!(error.to_string().contains("start the newer program"), "{error}");
    }
}
