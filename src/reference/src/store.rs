//! Records in and out of the tables.

mod load;

use engine::catalog::{Accept, CheckRoutine};
use engine::identify::Sketch;
use engine::model::{DocumentModel, ModelKey, ZoneRole};
use engine::scan::Light;
use rusqlite::{Connection, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use self::load::{
    Head, are_words_known, candidate, content_stamp, heads, picture_bytes, record, sketches, thumbnail,
};
use crate::fingerprint;
use crate::folder::ModelFolder;
use crate::record::{Provenance, Record, Status, picture_file};
use crate::search;

/// What the tables were made of: hash of the folders, version of the fingerprints.
pub(crate) type Stamp = ([u8; 32], u32);

/// Which records are to be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renewed {
    /// Those of folders; what the user's own files say is as it was.
    Folders,
    /// All of them.
    All,
}

/// Takes those records away, in the caller's transaction; pictures that none of the others has go with them.
pub(crate) fn clear(transaction: &Transaction<'_>, renewed: Renewed) -> rusqlite::Result<()> {
    let these = match renewed {
        Renewed::Folders => "SELECT id FROM model WHERE key NOT IN (SELECT key FROM own_model)",
        Renewed::All => "SELECT id FROM model",
    };
    // Relations before what they point to; all of a model's rows go with it.
    transaction.execute_batch(&format!(
        "DELETE FROM search WHERE rowid IN ({these});
         DELETE FROM model WHERE id IN ({these});
         DELETE FROM picture WHERE sha256 NOT IN (SELECT sha256 FROM own_file UNION SELECT sha256 FROM published_file);
         DELETE FROM content;"
    ))
}

/// Says what the records are made of, in the caller's transaction.
pub(crate) fn stamp(transaction: &Transaction<'_>, (sha256, fingerprint_version): Stamp) -> rusqlite::Result<()> {
    transaction.execute("INSERT INTO content VALUES (1, ?1, ?2)", params![sha256, fingerprint_version])?;
    Ok(())
}

/// Whether there is a record of that key.
pub(crate) fn is_there(connection: &Connection, key: &str) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM model WHERE key = ?1")?.exists([key])
}

/// The tables that hold neither pictures nor key points, and are not made by a module.
pub(crate) fn tables_of_text(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
             AND name NOT IN ('picture', 'fingerprint', 'sketch', 'thumbnail') ORDER BY name",
    )?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?;
    names.map(|name| Ok(format!("\"{}\"", name?.replace('"', "\"\"")))).collect()
}

/// Puts one record in the place of that of the same key, in the caller's transaction.
pub(crate) fn replace(transaction: &Transaction<'_>, record: &Record, folder: &ModelFolder) -> rusqlite::Result<()> {
    remove(transaction, &record.model.key.to_string())?;
    insert(transaction, record, folder)
}

/// Takes one record away, in the caller's transaction.
pub(crate) fn remove(transaction: &Transaction<'_>, key: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM search WHERE rowid IN (SELECT id FROM model WHERE key = ?1)", [key])?;
    transaction.execute("DELETE FROM model WHERE key = ?1", [key])?;
    Ok(())
}

pub(crate) fn insert(connection: &Connection, record: &Record, folder: &ModelFolder) -> rusqlite::Result<()> {
    let model = record.model.as_ref();
    let key = &model.key;
    connection
        .prepare_cached("INSERT INTO model VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")?
        .execute(params![
            key.to_string(),
            key.issuing_state,
            key.document_type,
            key.number,
            key.year,
            key.prado,
            model.name,
            model.width_mm,
            model.height_mm,
            model.first_issued,
            model.last_issued,
            record.origin.name(),
        ])?;
    let id = connection.last_insert_rowid();
    for (relation, other) in [("predecessor", &model.predecessor), ("successor", &model.successor)] {
        if let Some(other) = other {
            insert_relation(connection, id, relation, other)?;
        }
    }
    insert_list(connection, "difference", id, &model.differences)?;
    insert_list(connection, "validity", id, &model.validity_years)?;
    insert_list(connection, "number_format", id, model.number_formats.iter().map(|format| &format.0))?;
    insert_zones(connection, id, model)?;
    for (position, routine) in (0_i64..).zip(&model.routines) {
        insert_routine(connection, id, position, routine)?;
    }
    insert_list(connection, "result_grouping", id, &as_json(&model.groupings)?)?;
    insert_list(connection, "guided_check", id, &as_json(&model.guided)?)?;
    insert_list(connection, "known_defect", id, &as_json(&model.known_defects)?)?;
    insert_pictures(connection, id, record, folder)?;
    connection
        .prepare_cached("INSERT INTO fingerprint VALUES (?1, ?2)")?
        .execute(params![id, fingerprint::to_bytes(&model.fingerprint)])?;
    connection
        .prepare_cached("INSERT INTO sketch VALUES (?1, ?2)")?
        .execute(params![id, Sketch::of(model).to_bytes()])?;
    connection.prepare_cached("INSERT INTO thumbnail VALUES (?1, ?2)")?.execute(params![id, record.thumbnail])?;
    let description = serde_json::to_string(&record.description)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    connection.prepare_cached("INSERT INTO description VALUES (?1, ?2)")?.execute(params![id, description])?;
    let [public, restricted, expert] = search::texts_of(record);
    connection
        .prepare_cached("INSERT INTO search (rowid, key, public, restricted, expert) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![id, key.to_string(), public, restricted, expert])?;
    insert_provenance(connection, id, &record.provenance)
}

fn insert_relation(connection: &Connection, id: i64, relation: &str, other: &ModelKey) -> rusqlite::Result<()> {
    let ModelKey { issuing_state, document_type, number, year, prado } = other;
    connection.prepare_cached("INSERT INTO relation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
        id,
        relation,
        issuing_state,
        document_type,
        number,
        year,
        prado
    ])?;
    Ok(())
}

/// Rows of a table `(model_id, position, value)`.
fn insert_list<T: rusqlite::ToSql>(
    connection: &Connection,
    table: &'static str,
    id: i64,
    items: impl IntoIterator<Item = T>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(&format!("INSERT INTO {table} VALUES (?1, ?2, ?3)"))?;
    for (position, item) in (0_i64..).zip(items) {
        statement.execute(params![id, position, item])?;
    }
    Ok(())
}

fn as_json<T: serde::Serialize>(items: &[T]) -> rusqlite::Result<Vec<String>> {
    let text =
        |item: &T| serde_json::to_string(item).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()));
    items.iter().map(text).collect()
}

fn insert_zones(connection: &Connection, id: i64, model: &DocumentModel) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("INSERT INTO zone VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    for (position, zone) in (0_i64..).zip(&model.zones) {
        let (role, field) = match &zone.role {
            ZoneRole::Field(name) => ("field".to_owned(), Some(name)),
            role => (word(role)?, None),
        };
        let area = zone.area;
        statement.execute(params![
            id,
            zone.id,
            position,
            area.left,
            area.top,
            area.width,
            area.height,
            role,
            field,
            zone.is_dynamic
        ])?;
    }
    Ok(())
}

fn insert_routine(connection: &Connection, id: i64, position: i64, routine: &CheckRoutine) -> rusqlite::Result<()> {
    let threshold = routine.threshold.as_ref();
    let (accept, least, most) = match threshold.map(|threshold| threshold.accept) {
        None => (None, None, None),
        Some(Accept::AtLeast(least)) => (Some("at_least"), Some(least), None),
        Some(Accept::AtMost(most)) => (Some("at_most"), None, Some(most)),
        Some(Accept::Within(least, most)) => (Some("within"), Some(least), Some(most)),
    };
    connection
        .prepare_cached(
            "INSERT INTO routine
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?
        .execute(params![
            id,
            routine.uuid,
            position,
            routine.check,
            routine.generic,
            word(&routine.group)?,
            word(&routine.weight)?,
            routine.zone,
            word(&routine.light)?,
            routine.min_ppi,
            accept,
            least,
            most,
            threshold.map(|threshold| threshold.scale),
            threshold.map(|threshold| threshold.band),
            threshold.map(|threshold| &threshold.source),
            threshold.map(|threshold| threshold.n_captures),
            routine.fraud,
        ])?;
    let mut statement = connection.prepare_cached("INSERT INTO routine_param VALUES (?1, ?2, ?3, ?4)")?;
    for (name, value) in &routine.params {
        statement.execute(params![id, routine.uuid, name, value])?;
    }
    Ok(())
}

fn insert_pictures(connection: &Connection, id: i64, record: &Record, folder: &ModelFolder) -> rusqlite::Result<()> {
    for info in &record.pictures {
        if let Some(bytes) = folder.files.get(picture_file(info.light)) {
            connection
                .prepare_cached("INSERT OR IGNORE INTO picture VALUES (?1, ?2)")?
                .execute(params![info.sha256, bytes.as_ref()])?;
        }
        connection.prepare_cached("INSERT INTO image VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
            id,
            word(&info.light)?,
            info.sha256,
            info.width_px,
            info.height_px,
            info.px_per_mm
        ])?;
    }
    Ok(())
}

fn insert_provenance(connection: &Connection, id: i64, provenance: &Provenance) -> rusqlite::Result<()> {
    let Provenance { compiler, reviewer, sources, samples_examined, licence, version, status, changelog } = provenance;
    connection.prepare_cached("INSERT INTO provenance VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
        id,
        compiler,
        reviewer,
        samples_examined,
        licence,
        version,
        status.map(Status::word)
    ])?;
    insert_list(connection, "published_change", id, changelog)?;
    insert_list(connection, "provenance_source", id, sources)
}

/// The word a record has for a light, a weight, a role…
fn word(value: &impl Serialize) -> rusqlite::Result<String> {
    let value = serde_json::to_value(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    match value {
        serde_json::Value::String(word) => Ok(word),
        other => Err(rusqlite::Error::ToSqlConversionFailure(format!("{other} is no word").into())),
    }
}

/// What that word of column `column` means.
fn of_word<T: DeserializeOwned>(column: usize, word: String) -> rusqlite::Result<T> {
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into()))
}

/// The light a picture's row is about, as the tables write it.
pub(crate) fn light_word(light: Light) -> &'static str {
    match light {
        Light::Visible => "VI",
        Light::Ultraviolet => "UV",
        Light::Infrared => "IR",
    }
}
