//! The reference database, open.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use engine::model::{ModelKey, SpecimenUnavailable};
use engine::scan::Light;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use sha2::{Digest, Sha256};

use crate::error::ReferenceError;
use crate::folder::{self, ModelFolder, ModelFolders, Origin};
use crate::models::Models;
use crate::notice::Notice;
use crate::own::{self, OwnModel};
use crate::record::{self, Record};
use crate::safekeeping::FolderLock;
use crate::salvage::{self, Salvage};
use crate::store::{self, Renewed};
use crate::tier::Tier;
use crate::{fingerprint, schema};

/// Name of the database in the data folder.
const FILE: &str = "reference.sqlite";

/// Marks our databases among those of other programs (`PRAGMA application_id`): "INTA".
const APPLICATION_ID: i64 = 0x494e_5441;

/// How long SQLite waits for another process.
const PATIENCE: Duration = Duration::from_secs(20);

/// Up to this size the whole file is checked at opening; of larger ones all but pictures and key points, which are checked
/// when they are read.
const CHECKED_WHOLE_BYTES: i64 = 64 << 20;

/// The user's own models made into records at a time.
const OWN_AT_ONCE: usize = 64;

/// The reference database: names of all models at hand, records and specimens read when they are asked for.
pub struct Database {
    pub(crate) connection: Mutex<Connection>,
    pub(crate) file: PathBuf,
    pub(crate) models: Models,
    pub(crate) tier: Tier,
    notices: Vec<Notice>,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({}, {} models)", self.file.display(), self.models.heads.len())
    }
}

impl Database {
    /// Opens the database of that data folder; makes it first where there is none or where the folders it is made of
    /// have changed, in one transaction. Makes the folder where there is none.
    ///
    /// # Errors
    /// [`ReferenceError`], with everything as it was before.
    pub fn open(data_dir: &Path) -> Result<Self, ReferenceError> {
        let mut folders = folder::shipped();
        folders.extend(folder::of_user(data_dir)?);
        Self::open_with(data_dir, &folders)
    }

    /// As [`Database::open`], but works from memory, with a notice, where the data folder cannot be written.
    ///
    /// # Errors
    /// As [`Database::open`], for every other cause.
    pub fn open_or_in_memory(data_dir: &Path) -> Result<Self, ReferenceError> {
        Self::open(data_dir).or_else(|error| {
            if !error.is_unwritable() {
                return Err(error);
            }
            let mut database = Self { tier: Tier::of_folder(data_dir), ..Self::in_memory()? };
            database.notices.push(Notice::NotStored { cause: error.to_string() });
            Ok(database)
        })
    }

    /// A database of the program's own models that leaves no trace.
    ///
    /// # Errors
    /// [`ReferenceError`] where SQLite has no memory left.
    pub fn in_memory() -> Result<Self, ReferenceError> {
        let file = Path::new("in memory");
        let connection = Connection::open_in_memory().map_err(ReferenceError::sqlite(file))?;
        Self::prepare(connection, file, &folder::shipped())
    }

    pub(crate) fn open_with(data_dir: &Path, folders: &ModelFolders) -> Result<Self, ReferenceError> {
        let tier = Tier::of_folder(data_dir);
        Ok(Self { tier, ..Self::open_in(data_dir, folders)? })
    }

    fn open_in(data_dir: &Path, folders: &ModelFolders) -> Result<Self, ReferenceError> {
        let lock = FolderLock::take(data_dir)?;
        let file = data_dir.join(FILE);
        let error = match Self::open_file(&file, folders) {
            Err(error) if is_damage(&error) => error,
            opened => return opened,
        };
        let cause = match &error {
            // Its display is the whole statement, on many lines.
            ReferenceError::Sqlite { cause: rusqlite::Error::SqlInputError { msg, .. }, .. } => msg.clone(),
            ReferenceError::Sqlite { cause, .. } => cause.to_string(),
            ReferenceError::Newer { found, known, .. } => format!("its schema is {found}, this program's is {known}"),
            _ => return Err(error),
        };
        let kept_as = lock.set_aside(&file)?;
        let mut database = Self::open_file(&file, folders)?;
        let taken_over = database.take_over(cause, kept_as);
        database.notices.extend(taken_over);
        Ok(database)
    }

    fn open_file(file: &Path, folders: &ModelFolders) -> Result<Self, ReferenceError> {
        let sqlite = ReferenceError::sqlite(file);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags).map_err(&sqlite)?;
        connection.busy_timeout(PATIENCE).map_err(&sqlite)?;
        check_file(&connection).map_err(&sqlite)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(&sqlite)?;
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(&sqlite)?;
        Self::prepare(connection, file, folders)
    }

    /// Brings schema and content up to date and loads the records.
    fn prepare(mut connection: Connection, file: &Path, folders: &ModelFolders) -> Result<Self, ReferenceError> {
        let sqlite = ReferenceError::sqlite(file);
        connection.pragma_update(None, "foreign_keys", true).map_err(&sqlite)?;
        let stamp = (folder::content_hash(folders), fingerprint::version());
        let mut notices = Vec::new();
        let renewed = what_to_renew(&connection, stamp).map_err(&sqlite)?;
        if let Some(renewed) = renewed {
            notices = build(&mut connection, file, folders, stamp, renewed)?;
        }
        let models = Models::new(&connection).map_err(&sqlite)?;
        Ok(Self { connection: Mutex::new(connection), file: file.to_owned(), models, tier: Tier::default(), notices })
    }

    /// Stores models of the user's own, all of them or none, in one transaction; one of a key that is there already is
    /// replaced and counts as its next version. They serve at once. One enrolled keeps what the user may not see of the record in
    /// its place and, where it says nothing for people itself, all that this one says.
    ///
    /// # Errors
    /// [`ReferenceError`] where a record says something that cannot be or the database cannot be written.
    pub fn store(&mut self, models: &[OwnModel]) -> Result<(), ReferenceError> {
        let mut models = models.to_vec();
        for own in models.iter_mut().filter(|own| own.origin == Origin::Enrolled) {
            self.keep_said(own)?;
        }
        let connection = self.connection.get_mut().unwrap_or_else(PoisonError::into_inner);
        for own in models.iter_mut().filter(|own| own.origin == Origin::Enrolled) {
            let before = own::version(connection, &own.key).map_err(ReferenceError::sqlite(&self.file))?;
            own.version = before.map_or(own.version, |before| before + 1);
        }
        self.apply(&models.iter().collect::<Vec<_>>(), &[], None)
    }

    /// The user's own model of that key with all it says; `None` where the model is of a folder or unknown.
    ///
    /// # Errors
    /// [`ReferenceError`] where the database cannot be read.
    pub(crate) fn own_model(&self, key: &str) -> Result<Option<OwnModel>, ReferenceError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        own::model(&connection, key).map_err(ReferenceError::sqlite(&self.file))
    }

    /// Stores what is whole of the user's own models, of their published versions, and of the trusted keys, in a database that
    /// was kept aside for that cause, and tells of it. A model that is damaged there serves again as it was published last.
    fn take_over(&mut self, cause: String, kept_as: PathBuf) -> Vec<Notice> {
        let Salvage { mut models, published, mut lost, trusted, mut lost_keys, unreadable } =
            salvage::salvage(&kept_as);
        let latest = |key: &String| published.iter().rfind(|version| version.key == *key).cloned();
        models.extend(lost.iter().filter_map(latest));
        let mut n_kept = 0;
        if let Err(error) = self.keep_published(&published) {
            lost.extend(published.iter().map(|version| format!("{} ({error})", version.key)));
        }
        for model in models {
            match self.apply(&[&model], &[], None) {
                Ok(()) => n_kept += 1,
                Err(_) => lost.push(model.key),
            }
        }
        let mut kept = Vec::new();
        for trust in trusted {
            let to = if self.apply(&[], &[], Some(&trust)).is_ok() { &mut kept } else { &mut lost_keys };
            to.push(trust.fingerprint);
        }
        let mut notices = vec![Notice::SetAside { cause, kept_as, unreadable }];
        if 0 < n_kept || !lost.is_empty() {
            notices.push(Notice::TakenOver { n_kept, lost });
        }
        if !kept.is_empty() || !lost_keys.is_empty() {
            notices.push(Notice::KeysTakenOver { kept, lost: lost_keys });
        }
        notices
    }

    /// Keeps published versions, in one transaction.
    fn keep_published(&mut self, published: &[OwnModel]) -> rusqlite::Result<()> {
        let connection = self.connection.get_mut().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for version in published {
            own::freeze(&transaction, version)?;
        }
        transaction.commit()
    }

    /// What the user should know of.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Every record, by key; each is read when its turn comes.
    pub fn records(&self) -> impl Iterator<Item = Arc<Record>> {
        self.models.heads.keys().filter_map(|key| self.record(key))
    }

    /// How many models there are.
    pub fn n_models(&self) -> usize {
        self.models.heads.len()
    }

    /// Keys of all models with where they came from, in their order.
    pub fn keys(&self) -> impl Iterator<Item = (&ModelKey, Origin)> {
        self.models.heads.iter().map(|(key, head)| (key, head.origin))
    }

    /// The record whose key reads so, such as `UTO-P-1-2019`.
    pub fn record_named(&self, key: &str) -> Option<Arc<Record>> {
        self.record(self.models.named(key)?.0)
    }

    /// The file of a specimen's picture as it was stored.
    ///
    /// # Errors
    /// [`SpecimenUnavailable`] where it is missing, unreadable or no longer what it was.
    pub fn picture(&self, record: &Record, light: Light) -> Result<Vec<u8>, SpecimenUnavailable> {
        let key = &record.model.key;
        let unavailable = |cause: String| SpecimenUnavailable { key: key.to_string(), cause };
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = store::picture_bytes(&connection, key, light).map_err(|error| unavailable(error.to_string()))?;
        let bytes = bytes.ok_or_else(|| unavailable(format!("no picture in {}", store::light_word(light))))?;
        let is_whole =
            record.pictures.iter().any(|info| info.light == light && info.sha256[..] == Sha256::digest(&bytes)[..]);
        if is_whole { Ok(bytes) } else { Err(unavailable("a picture is damaged".to_owned())) }
    }

    /// Reads every stored picture and says of each that is not as it was stored.
    pub fn verify(&self) -> Vec<SpecimenUnavailable> {
        let of_record = |record: Arc<Record>| {
            let read = record.pictures.iter().map(|info| self.picture(&record, info.light));
            read.filter_map(Result::err).collect::<Vec<_>>()
        };
        self.records().flat_map(of_record).collect()
    }

    /// Keeps the database aside, with `cause` as its notice, and makes it anew.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub fn make_anew(self, data_dir: &Path, cause: &str) -> Result<Self, ReferenceError> {
        drop(self);
        let kept_as = FolderLock::take(data_dir)?.set_aside(&data_dir.join(FILE))?;
        let mut database = Self::open(data_dir)?;
        let taken_over = database.take_over(cause.to_owned(), kept_as);
        database.notices.splice(0..0, taken_over);
        Ok(database)
    }
}

/// Which records are to be made again before the database can serve; none where it holds those of this stamp in tables of
/// this schema, all of whose words this program knows.
fn what_to_renew(connection: &Connection, stamp: store::Stamp) -> rusqlite::Result<Option<Renewed>> {
    if schema::version(connection)? != schema::VERSION {
        return Ok(Some(Renewed::All));
    }
    let found = store::content_stamp(connection)?;
    if found.is_some_and(|(_, version)| version != stamp.1) || !store::are_words_known(connection)? {
        return Ok(Some(Renewed::All));
    }
    // Finds a table or column that is not there.
    if let Some(head) = store::heads(connection)?.values().next() {
        store::record(connection, head.id)?;
    }
    Ok((found != Some(stamp)).then_some(Renewed::Folders))
}

/// Reads the folders, and the user's own models where those are to be renewed too, then replaces their records in one
/// transaction; tells of own models that cannot be used, which stay where they are.
fn build(
    connection: &mut Connection,
    file: &Path,
    folders: &ModelFolders,
    stamp: store::Stamp,
    renewed: Renewed,
) -> Result<Vec<Notice>, ReferenceError> {
    let sqlite = ReferenceError::sqlite(file);
    let known_checks = record::known_checks();
    let records = record::read_all(folders, &known_checks)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&sqlite)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(&sqlite)?;
    schema::migrate(&transaction, file)?;
    store::clear(&transaction, renewed).map_err(&sqlite)?;
    let mut notices = Vec::new();
    for keys in own::missing_keys(&transaction).map_err(&sqlite)?.chunks(OWN_AT_ONCE) {
        notices.extend(build_own(&transaction, keys, &known_checks).map_err(&sqlite)?);
    }
    for (record, folder) in &records {
        if !store::is_there(&transaction, &record.model.key.to_string()).map_err(&sqlite)? {
            store::insert(&transaction, record, folder).map_err(&sqlite)?;
        }
    }
    store::stamp(&transaction, stamp).map_err(&sqlite)?;
    transaction.commit().map_err(&sqlite)?;
    Ok(notices)
}

/// Makes the records of those of the user's own models, in the caller's transaction.
fn build_own(connection: &Connection, keys: &[String], known_checks: &[&str]) -> rusqlite::Result<Vec<Notice>> {
    let mut folders: Vec<(&str, ModelFolder)> = Vec::new();
    for key in keys {
        folders.extend(own::model(connection, key)?.map(|own| (key.as_str(), own.folder())));
    }
    let named: Vec<(&str, &ModelFolder)> = folders.iter().map(|(key, folder)| (*key, folder)).collect();
    let mut notices = Vec::new();
    for (record, (key, folder)) in record::read_each(&named, known_checks).into_iter().zip(named) {
        match record {
            Ok(record) => store::insert(connection, &record, folder)?,
            Err(error) => notices.push(Notice::NotUsable { key: key.to_owned(), cause: error.to_string() }),
        }
    }
    Ok(notices)
}

/// Whether the file is one of ours and whole.
fn check_file(connection: &Connection) -> rusqlite::Result<()> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let n_bytes = number("PRAGMA page_count")? * number("PRAGMA page_size")?;
    let checked =
        if n_bytes <= CHECKED_WHOLE_BYTES { vec!["1".to_owned()] } else { store::tables_of_text(connection)? };
    for what in checked {
        let complaint: String = connection.query_row(&format!("PRAGMA quick_check({what})"), [], |row| row.get(0))?;
        if complaint != "ok" {
            return Err(damage(ErrorCode::DatabaseCorrupt, complaint));
        }
    }
    let id: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let n_tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id == APPLICATION_ID || n_tables == 0 {
        return Ok(());
    }
    Err(damage(ErrorCode::NotADatabase, "it belongs to another program".to_owned()))
}

fn damage(code: ErrorCode, cause: String) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error { code, extended_code: 0 }, Some(cause))
}

/// Whether the file is not, or no longer, a database this program can read: no database, a broken one, one without the
/// tables it should have, one of a newer program. It is kept, made anew from the folders, and the user's own models are taken over.
fn is_damage(error: &ReferenceError) -> bool {
    match error {
        ReferenceError::Newer { .. } => true,
        // This and the unknown code below: a table or column is not there, or is there already.
        ReferenceError::Sqlite { cause: rusqlite::Error::SqlInputError { .. }, .. } => true,
        ReferenceError::Sqlite { cause, .. } => {
            let damages = [ErrorCode::DatabaseCorrupt, ErrorCode::NotADatabase, ErrorCode::Unknown];
            cause.sqlite_error_code().is_some_and(|code| damages.contains(&code))
        }
        _ => false,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// [`build`] on a connection of the test's own.
    pub(crate) fn build_in(
        connection: &mut Connection,
        file: &Path,
        folders: &ModelFolders,
    ) -> Result<(), ReferenceError> {
        let stamp = (folder::content_hash(folders), fingerprint::version());
        build(connection, file, folders, stamp, Renewed::All).map(|_| ())
    }
}
