//! Records out of the tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::catalog::{Accept, CheckGroup, CheckRoutine, Threshold};
use engine::geometry::PageRect;
use engine::identify::{Candidate, Fingerprint, Sketch};
use engine::model::{DocumentModel, ModelHead, ModelKey, NumberFormat, Zone, ZoneRole};
use engine::scan::Light;
use rusqlite::types::{FromSql, Type};
use rusqlite::{Connection, OptionalExtension, Row};

use super::{Stamp, light_word, of_word};
use crate::description::Description;
use crate::fingerprint;
use crate::folder::Origin;
use crate::record::{PictureInfo, Provenance, Record, Status, is_draft};

/// What the tables were made of; `None` before the first time.
pub(crate) fn content_stamp(connection: &Connection) -> rusqlite::Result<Option<Stamp>> {
    let mut statement = connection.prepare_cached("SELECT sha256, fingerprint_version FROM content")?;
    statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

/// What is at hand of every record.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// Its row.
    pub(crate) id: i64,
    /// What a list says of its model.
    pub(crate) model: ModelHead,
    /// Where it came from.
    pub(crate) origin: Origin,
}

/// The head of every record, by key.
pub(crate) fn heads(connection: &Connection) -> rusqlite::Result<BTreeMap<ModelKey, Head>> {
    let mut statement = connection.prepare_cached(
        "SELECT issuing_state, document_type, number, year, prado, name, first_issued, last_issued, origin, id, status
         FROM model LEFT JOIN provenance ON model_id = id",
    )?;
    let heads = statement.query_map([], |row| {
        let key = key(row)?;
        let origin = origin(row, 8)?;
        let model = ModelHead {
            key: key.clone(),
            name: row.get(5)?,
            first_issued: row.get(6)?,
            last_issued: row.get(7)?,
            is_draft: is_draft(origin, status(row, 10)?),
        };
        Ok((key, Head { id: row.get(9)?, model, origin }))
    })?;
    heads.collect()
}

/// Whether this program knows every word the records use; those of an earlier one may have others.
pub(crate) fn are_words_known(connection: &Connection) -> rusqlite::Result<bool> {
    let mut roles = connection.prepare_cached("SELECT DISTINCT role FROM zone WHERE field IS NULL")?;
    let roles = roles.query_map([], |row| Ok(of_word::<ZoneRole>(0, row.get(0)?).is_ok()))?;
    let mut groups = connection.prepare_cached("SELECT DISTINCT check_group FROM routine")?;
    let groups = groups.query_map([], |row| Ok(of_word::<CheckGroup>(0, row.get(0)?).is_ok()))?;
    for is_known in roles.chain(groups) {
        if !is_known? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The sketches of all models, with their rows, in the order of these.
pub(crate) fn sketches(connection: &Connection) -> rusqlite::Result<Vec<(i64, Sketch)>> {
    let mut statement = connection.prepare_cached("SELECT model_id, bytes FROM sketch ORDER BY model_id")?;
    let sketches = statement.query_map([], |row| {
        let bytes = row.get_ref(1)?.as_blob()?;
        Ok((row.get(0)?, Sketch::from_bytes(bytes).ok_or_else(|| unreadable(1, Type::Blob, "sketch"))?))
    })?;
    sketches.collect()
}

/// The small picture of a model.
pub(crate) fn thumbnail(connection: &Connection, id: i64) -> rusqlite::Result<Vec<u8>> {
    connection.prepare_cached("SELECT bytes FROM thumbnail WHERE model_id = ?1")?.query_row([id], |row| row.get(0))
}

/// The file of a model's picture in that light, where there is one.
pub(crate) fn picture_bytes(
    connection: &Connection,
    key: &ModelKey,
    light: Light,
) -> rusqlite::Result<Option<Vec<u8>>> {
    connection
        .prepare_cached(
            "SELECT bytes FROM model JOIN image ON image.model_id = model.id JOIN picture USING (sha256)
             WHERE key = ?1 AND light = ?2",
        )?
        .query_row((key.to_string(), light_word(light)), |row| row.get(0))
        .optional()
}

/// What of the model of that row says whether it is worth a closer look.
pub(crate) fn candidate(connection: &Connection, id: i64) -> rusqlite::Result<Candidate> {
    let mut statement = connection.prepare_cached(
        "SELECT issuing_state, document_type, number, year, prado, width_mm, height_mm, bytes
         FROM model JOIN fingerprint ON model_id = id WHERE id = ?1",
    )?;
    statement.query_row([id], |row| {
        let (width_mm, height_mm) = (row.get(5)?, row.get(6)?);
        Ok(Candidate { key: key(row)?, width_mm, height_mm, fingerprint: fingerprint_of(row, 7)? })
    })
}

/// The record of that row.
pub(crate) fn record(connection: &Connection, id: i64) -> rusqlite::Result<Record> {
    let mut statement = connection.prepare_cached(
        "SELECT issuing_state, document_type, number, year, prado, name, width_mm, height_mm, first_issued, last_issued,
                origin, bytes
         FROM model JOIN fingerprint ON model_id = id WHERE id = ?1",
    )?;
    let (mut model, origin) = statement.query_row([id], |row| Ok((model_head(row)?, origin(row, 10)?)))?;
    model.predecessor = relation(connection, id, "predecessor")?;
    model.successor = relation(connection, id, "successor")?;
    model.differences = list(connection, "SELECT text FROM difference WHERE model_id = ?1 ORDER BY position", id)?;
    model.validity_years = list(connection, "SELECT years FROM validity WHERE model_id = ?1 ORDER BY position", id)?;
    model.number_formats =
        list::<String>(connection, "SELECT form FROM number_format WHERE model_id = ?1 ORDER BY position", id)?
            .into_iter()
            .map(NumberFormat)
            .collect();
    model.zones = zones(connection, id)?;
    model.routines = routines(connection, id)?;
    model.groupings =
        of_json(connection, "SELECT json FROM result_grouping WHERE model_id = ?1 ORDER BY position", id)?;
    model.guided = of_json(connection, "SELECT json FROM guided_check WHERE model_id = ?1 ORDER BY position", id)?;
    model.known_defects =
        of_json(connection, "SELECT json FROM known_defect WHERE model_id = ?1 ORDER BY position", id)?;
    Ok(Record {
        model: Arc::new(model),
        description: description(connection, id)?,
        provenance: provenance(connection, id)?,
        origin,
        pictures: pictures(connection, id)?,
        thumbnail: thumbnail(connection, id)?,
    })
}

/// A model with everything that is one value; lists are left empty.
fn model_head(row: &Row<'_>) -> rusqlite::Result<DocumentModel> {
    let name: String = row.get(5)?;
    Ok(DocumentModel {
        first_issued: row.get(8)?,
        last_issued: row.get(9)?,
        fingerprint: fingerprint_of(row, 11)?,
        ..DocumentModel::bare(key(row)?, &name, row.get(6)?, row.get(7)?)
    })
}

/// A key from the first five columns.
fn key(row: &Row<'_>) -> rusqlite::Result<ModelKey> {
    Ok(ModelKey {
        issuing_state: row.get(0)?,
        document_type: row.get(1)?,
        number: row.get(2)?,
        year: row.get(3)?,
        prado: row.get(4)?,
    })
}

fn origin(row: &Row<'_>, column: usize) -> rusqlite::Result<Origin> {
    let name: String = row.get(column)?;
    Origin::of_name(&name).ok_or_else(|| unreadable(column, Type::Text, "origin"))
}

fn status(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Status>> {
    row.get::<_, Option<String>>(column)?.map(|word| of_word(column, word)).transpose()
}

fn fingerprint_of(row: &Row<'_>, column: usize) -> rusqlite::Result<Fingerprint> {
    let bytes: Vec<u8> = row.get(column)?;
    fingerprint::from_bytes(&bytes).ok_or_else(|| unreadable(column, Type::Blob, "fingerprint"))
}

fn unreadable(column: usize, kind: Type, what: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, format!("unreadable {what}").into())
}

/// All that is said of a model, whoever may see it.
fn description(connection: &Connection, id: i64) -> rusqlite::Result<Description> {
    let mut statement = connection.prepare_cached("SELECT json FROM description WHERE model_id = ?1")?;
    statement.query_row([id], |row| {
        serde_json::from_str(&row.get::<_, String>(0)?)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error.into()))
    })
}

fn relation(connection: &Connection, id: i64, relation: &str) -> rusqlite::Result<Option<ModelKey>> {
    connection
        .prepare_cached(
            "SELECT issuing_state, document_type, number, year, prado FROM relation WHERE model_id = ?1 AND relation = ?2",
        )?
        .query_row((id, relation), key)
        .optional()
}

fn list<T: FromSql>(connection: &Connection, sql: &str, id: i64) -> rusqlite::Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map([id], |row| row.get(0))?.collect()
}

fn of_json<T: serde::de::DeserializeOwned>(connection: &Connection, sql: &str, id: i64) -> rusqlite::Result<Vec<T>> {
    let texts = list::<String>(connection, sql, id)?;
    texts.iter().map(|text| serde_json::from_str(text).map_err(|_| unreadable(0, Type::Text, "catalogue"))).collect()
}

fn zones(connection: &Connection, id: i64) -> rusqlite::Result<Vec<Zone>> {
    let mut statement = connection.prepare_cached(
        "SELECT name, left_mm, top_mm, width_mm, height_mm, role, field, is_dynamic FROM zone WHERE model_id = ?1
         ORDER BY position",
    )?;
    let zones = statement.query_map([id], |row| {
        let field: Option<String> = row.get(6)?;
        Ok(Zone {
            id: row.get(0)?,
            area: PageRect::new(row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?),
            role: field.map_or_else(|| of_word(5, row.get(5)?), |name| Ok(ZoneRole::Field(name)))?,
            is_dynamic: row.get(7)?,
        })
    })?;
    zones.collect()
}

fn routines(connection: &Connection, id: i64) -> rusqlite::Result<Vec<CheckRoutine>> {
    let mut statement = connection.prepare_cached(
        "SELECT uuid, check_name, generic, check_group, weight, zone, light, min_ppi, accept, least, most, scale, band,
                threshold_source, n_captures, fraud
         FROM routine WHERE model_id = ?1 ORDER BY position",
    )?;
    let routines = statement.query_map([id], |row| {
        let uuid: String = row.get(0)?;
        Ok(CheckRoutine {
            params: params(connection, id, &uuid)?,
            uuid,
            check: row.get(1)?,
            generic: row.get(2)?,
            group: of_word(3, row.get(3)?)?,
            weight: of_word(4, row.get(4)?)?,
            zone: row.get(5)?,
            fraud: row.get(15)?,
            light: of_word(6, row.get(6)?)?,
            min_ppi: row.get(7)?,
            threshold: threshold(row)?,
        })
    })?;
    routines.collect()
}

/// The threshold in columns 8 to 14 of a routine.
fn threshold(row: &Row<'_>) -> rusqlite::Result<Option<Threshold>> {
    let Some(accept) = row.get::<_, Option<String>>(8)? else { return Ok(None) };
    let accept = match accept.as_str() {
        "at_least" => Accept::AtLeast(row.get(9)?),
        "at_most" => Accept::AtMost(row.get(10)?),
        _ => Accept::Within(row.get(9)?, row.get(10)?),
    };
    let (scale, band, source, n_captures) = (row.get(11)?, row.get(12)?, row.get(13)?, row.get(14)?);
    Ok(Some(Threshold { accept, scale, band, source, n_captures }))
}

fn params(connection: &Connection, id: i64, uuid: &str) -> rusqlite::Result<BTreeMap<String, f64>> {
    let mut statement =
        connection.prepare_cached("SELECT name, value FROM routine_param WHERE model_id = ?1 AND uuid = ?2")?;
    statement.query_map((id, uuid), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// What is known of a model's pictures, in the order of [`Light::ALL`].
fn pictures(connection: &Connection, id: i64) -> rusqlite::Result<Vec<PictureInfo>> {
    let mut statement = connection
        .prepare_cached("SELECT light, sha256, width_px, height_px, px_per_mm FROM image WHERE model_id = ?1")?;
    let pictures = statement.query_map([id], |row| {
        Ok(PictureInfo {
            light: of_word(0, row.get(0)?)?,
            sha256: row.get(1)?,
            width_px: row.get(2)?,
            height_px: row.get(3)?,
            px_per_mm: row.get(4)?,
        })
    })?;
    let mut pictures = pictures.collect::<rusqlite::Result<Vec<_>>>()?;
    pictures.sort_by_key(|info| info.light);
    Ok(pictures)
}

fn provenance(connection: &Connection, id: i64) -> rusqlite::Result<Provenance> {
    let sources = list(connection, "SELECT text FROM provenance_source WHERE model_id = ?1 ORDER BY position", id)?;
    let mut statement = connection.prepare_cached(
        "SELECT compiler, reviewer, samples_examined, licence, version, status FROM provenance WHERE model_id = ?1",
    )?;
    let changelog = list(connection, "SELECT text FROM published_change WHERE model_id = ?1 ORDER BY position", id)?;
    statement.query_row([id], |row| {
        Ok(Provenance {
            compiler: row.get(0)?,
            reviewer: row.get(1)?,
            sources,
            samples_examined: row.get(2)?,
            licence: row.get(3)?,
            version: row.get(4)?,
            status: status(row, 5)?,
            changelog,
        })
    })
}
