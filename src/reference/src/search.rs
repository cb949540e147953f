//! The words of records that a person may search for, and the search.

use std::sync::PoisonError;

use engine::check;
use engine::model::{DocumentModel, ZoneRole};
use engine::reading::mrz::{Part, StateCode, state_code};
use rusqlite::Connection;

use crate::database::Database;
use crate::error::ReferenceError;
use crate::record::Record;
use crate::tier::Tier;

impl Database {
    /// A search finds no more models than these.
    pub const MOST_FOUND: u16 = 500;

    /// Keys of the models in whose records, as the user may see them, every one of the words occurs, the best match first, at
    /// most [`Database::MOST_FOUND`]. A word may be the beginning of one; signs are passed over.
    ///
    /// # Errors
    /// [`ReferenceError`] where the database cannot be read.
    pub fn search(&self, words: &str) -> Result<Vec<String>, ReferenceError> {
        let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let terms: Vec<String> = words.map(term).collect();
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let find = |connection: &Connection| -> rusqlite::Result<Vec<String>> {
            let mut statement = connection
                .prepare_cached("SELECT key FROM search WHERE search MATCH ?1 ORDER BY rank, key LIMIT ?2")?;
            let columns = Tier::ALL.into_iter().filter(|tier| *tier <= self.tier).map(Tier::word).collect::<Vec<_>>();
            let query = format!("{{{}}} : ({})", columns.join(" "), terms.join(" AND "));
            statement.query_map((query, Self::MOST_FOUND), |row| row.get(0))?.collect()
        };
        find(&connection).map_err(ReferenceError::sqlite(&self.file))
    }
}

/// The words of a record, as a text for each tier. Everybody's: key, names, State, years, forms of numbers, differences, what its zones hold
/// and its checks look at, who made it; and of the description what each tier adds.
pub(crate) fn texts_of(record: &Record) -> [String; 3] {
    let model: &DocumentModel = &record.model;
    let key = &model.key;
    let mut words: Vec<String> = vec![key.to_string(), model.name.clone(), key.issuing_state.clone()];
    words.extend(state_code(&key.issuing_state).map(|state| state.name.to_owned()));
    words.extend(key.prado.clone());
    words.extend(key.year.map(|year| year.to_string()));
    words.extend([&model.first_issued, &model.last_issued].into_iter().flatten().cloned());
    words.extend(model.differences.iter().cloned());
    // The letters a number begins with.
    words.extend(model.number_formats.iter().map(|format| {
        format.0.chars().take_while(|c| !matches!(c, '9' | '*')).filter(|c| *c != 'A').collect::<String>()
    }));
    for zone in &model.zones {
        words.push(zone.id.replace('_', " "));
        words.push(role_words(&zone.role).to_owned());
    }
    let mut checks: Vec<&str> = model.routines.iter().map(|routine| routine.check.as_str()).collect();
    checks.sort_unstable();
    checks.dedup();
    let known = |name: &&str| check::by_name(name).is_some();
    words.extend(checks.into_iter().filter(known).map(|name| name.replace('_', " ")));
    let provenance = &record.provenance;
    words.extend([&provenance.compiler, &provenance.reviewer, &provenance.licence].into_iter().flatten().cloned());
    words.extend(provenance.sources.iter().cloned());
    let [said, restricted, expert] = record.description.searched();
    words.extend(said);
    [words, restricted, expert].map(|mut words| {
        words.retain(|word| !word.is_empty());
        words.join("\n")
    })
}

/// The query for a word or the beginning of one. The ISO 3166-1 code of a State whose documents bear another (DEU, for which D
/// stands) asks for that State's name too.
fn term(word: &str) -> String {
    match state_code(&word.to_uppercase()) {
        Some(StateCode { name, part: Part::NotUsed, .. }) => format!("(\"{word}\"* OR \"{name}\")"),
        _ => format!("\"{word}\"*"),
    }
}

/// The words of a person for a role.
fn role_words(role: &ZoneRole) -> &'static str {
    match role {
        ZoneRole::Portrait => "portrait photo",
        ZoneRole::Ghost => "ghost second portrait",
        ZoneRole::Mrz => "machine readable zone",
        ZoneRole::Field(_) => "entry",
        ZoneRole::Pattern => "fine print guilloche rosette background",
        ZoneRole::Caption => "caption title",
        ZoneRole::Blank => "blank",
        ZoneRole::Signature => "signature",
        ZoneRole::Perforation => "perforation",
        ZoneRole::Personal => "personal",
        ZoneRole::UvMotif => "fluorescent ultraviolet motif",
        ZoneRole::Thread => "security thread",
        ZoneRole::StaticPerforation => "perforation",
        ZoneRole::Watermark => "watermark",
        ZoneRole::CardAccessNumber => "card access number CAN",
        ZoneRole::Barcode => "barcode",
        ZoneRole::Other => "element",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_found_by_the_code_its_documents_do_not_bear() {
        assert_eq!(term("deu"), "(\"deu\"* OR \"Germany\")");
        for word in ["uto", "D", "fibres"] {
            assert_eq!(term(word), format!("\"{word}\"*"));
        }
    }
}
