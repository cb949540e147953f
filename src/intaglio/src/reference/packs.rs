//! `intaglio reference export`, `import`, `verify FILE`, `new-key` and `search`: models from one agency to another.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use reference::{Change, Consent, Database, Origin, OwnModel, Pack, Record, Signer, Tier};

use crate::usage::WrongUsage;
use crate::{Ran, input, output};

/// Longest pack that is read, in bytes.
const MOST_BYTES: u64 = 8 * 1024 * 1024 * 1024;

/// Options of `reference export`.
#[derive(clap::Args)]
pub(crate) struct Export {
    /// The pack to write
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Keys of the models [default: those enrolled here]
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    /// Secret key that signs it, as `reference new-key` made it, or `minisign -G` with a password
    #[arg(long, value_name = "FILE")]
    sign: PathBuf,
    /// Only what changed since this pack
    #[arg(long, value_name = "PACK")]
    since: Option<PathBuf>,
    /// Who may see what it says: nothing beyond this tier, nor beyond your own, is written [default: your own]
    #[arg(long, value_name = "TIER", value_parser = super::parse_tier)]
    tier: Option<Tier>,
    /// A model to be taken away where the pack is imported; may be given several times
    #[arg(long, value_name = "KEY")]
    withdraw: Vec<String>,
}

/// Options of `reference import`.
#[derive(clap::Args)]
pub(crate) struct Import {
    /// The pack
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Trust the key with this fingerprint from now on; compare it with what its owner told you
    #[arg(long, value_name = "FINGERPRINT")]
    trust: Option<String>,
    /// Take the pack's model where one with another content is here
    #[arg(long)]
    replace: bool,
    /// Say what would change and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Writes a pack.
pub(crate) fn export(args: &Export, database: &Database) -> anyhow::Result<Ran> {
    let of_user = || {
        let own = database.keys().filter(|(_, origin)| *origin == Origin::Enrolled);
        own.map(|(key, _)| key.to_string()).collect::<Vec<_>>()
    };
    let keys = if args.keys.is_empty() { of_user() } else { args.keys.clone() };
    if keys.is_empty() && args.withdraw.is_empty() {
        let text = "no document model was enrolled here; name the models to export".to_owned();
        return Err(WrongUsage::of(text).into());
    }
    let tier = args.tier.unwrap_or(database.tier());
    if database.tier() < tier {
        let own = database.tier().word();
        return Err(WrongUsage::of(format!("your own tier is {own}; nothing beyond it is written to a pack")).into());
    }
    let known = || database.keys().map(|(key, _)| key);
    let mut models: Vec<OwnModel> = Vec::new();
    for key in &keys {
        let found = database.files_of(key, tier)?;
        models.push(found.ok_or_else(|| WrongUsage::unknown("document model", key, known()))?);
        let record = database.record_named(key);
        if record.as_deref().is_some_and(Record::is_draft) && !database.is_published(key)? {
            eprintln!(
                "intaglio: {key}: is a draft that is handed on unpublished; see `reference review` and `publish`"
            );
        }
        if record.is_some_and(|record| record.provenance.licence.is_none()) {
            eprintln!("intaglio: {key}: its record names no licence; make sure that its pictures may be handed on");
        }
    }
    let signer = signer_of(&args.sign)?;
    let write = |pack: &Pack| {
        let written = Pack::write(&pack.models, &pack.withdrawn, &pack.requires, &signer);
        written.map_err(|error| named(&args.sign, &error))
    };
    let mut bytes = write(&Pack {
        models,
        withdrawn: args.withdraw.clone(),
        requires: Vec::new(),
        signer: signer.trust().context("the key has no fingerprint")?,
    })?;
    if let Some(base) = &args.since {
        let whole = Pack::read(&bytes).map_err(|error| named(&args.file, &error))?;
        bytes = write(&whole.without_what_is_in(&read_pack(base)?))?;
    }
    output::write_whole(&args.file, &bytes)?;
    let pack = Pack::read(&bytes).map_err(|error| named(&args.file, &error))?;
    println!(
        "{}: {} document models, signed by {}",
        input::shown(&args.file),
        pack.models.len(),
        pack.signer.fingerprint
    );
    Ok(Ran::Clean)
}

/// Says what a pack changes, and changes it.
pub(crate) fn import(args: &Import, database: &mut Database) -> anyhow::Result<Ran> {
    let pack = read_pack(&args.file)?;
    let consent = Consent { trust: args.trust.clone(), replace: args.replace };
    database.check_trust(&pack, &consent).map_err(|error| named(&args.file, &error))?;
    print!("{}", as_text(&database.changes(&pack)?));
    if args.dry_run {
        println!("nothing was changed");
        return Ok(Ran::Clean);
    }
    let done = database.import(&pack, &consent).map_err(|error| named(&args.file, &error))?;
    let n = done.iter().filter(|(_, change)| change.is_any()).count();
    println!("imported: {n} document models changed");
    Ok(Ran::Clean)
}

/// Checks a pack without importing it.
pub(crate) fn verify(file: &Path, database: &Database) -> anyhow::Result<Ran> {
    let pack = read_pack(file)?;
    let is_trusted = database.trusted_keys()?.contains(&pack.signer);
    let trust = if is_trusted { "trusted here" } else { "not trusted here" };
    println!("{}: whole; signed by {}, {trust}", input::shown(file), pack.signer.fingerprint);
    print!("{}", as_text(&database.changes(&pack)?));
    Ok(Ran::Clean)
}

/// Makes a pair of keys: `FILE` to sign with and `FILE.pub` to hand out.
pub(crate) fn new_key(file: &Path) -> anyhow::Result<Ran> {
    let signer = Signer::new()?;
    let mut public = file.as_os_str().to_owned();
    public.push(".pub");
    if file.exists() {
        let text = format!("{}: is there already and is not overwritten; name another file", input::shown(file));
        return Err(WrongUsage::of(text).into());
    }
    write_secret(file, &signer.secret_key_file()?)
        .map_err(|cause| anyhow!("{}: cannot be written: {cause}; name another file", input::shown(file)))?;
    output::write_whole(Path::new(&public), signer.public_key_file().as_bytes())?;
    println!("fingerprint {}", signer.trust().context("the key has no fingerprint")?.fingerprint);
    println!("keep {} where nobody else reads it; hand out the fingerprint", input::shown(file));
    Ok(Ran::Clean)
}

/// Writes a file that only its owner reads, where the system knows owners; one that is there is left alone.
fn write_secret(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

/// Prints the models in which every word occurs.
pub(crate) fn search(words: &[String], database: &Database) -> anyhow::Result<Ran> {
    let found = database.search(&words.join(" "))?;
    for key in &found {
        let name = database.record_named(key).map(|record| record.model.name.clone()).unwrap_or_default();
        println!("{key:<16} {name}");
    }
    if found.is_empty() {
        println!("no document model has these words");
    }
    if found.len() == usize::from(Database::MOST_FOUND) {
        eprintln!("intaglio: these are the best {}; say more words to find others", found.len());
    }
    Ok(Ran::Clean)
}

fn signer_of(file: &Path) -> anyhow::Result<Signer> {
    let text = std::fs::read_to_string(file).map_err(|cause| {
        anyhow!("{}: cannot be read: {cause}; make a key with `reference new-key`", input::shown(file))
    })?;
    Signer::from_file(&text, std::env::var("INTAGLIO_KEY_PASSWORD").ok()).map_err(|error| named(file, &error))
}

fn read_pack(file: &Path) -> anyhow::Result<Pack> {
    let named_file = input::shown(file);
    let unreadable = |cause| anyhow!("{named_file}: cannot be read: {cause}; check its name and its permissions");
    let mut bytes = Vec::new();
    std::fs::File::open(file).map_err(unreadable)?.take(MOST_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    Pack::read(&bytes).map_err(|error| named(file, &error))
}

fn named(file: &Path, error: &dyn std::error::Error) -> anyhow::Error {
    anyhow!("{}: {error}", input::shown(file))
}

/// One line a model.
fn as_text(changes: &[(String, Change)]) -> String {
    let mut text = String::new();
    for (key, change) in changes {
        let word = match change {
            Change::New => "new".to_owned(),
            Change::Updated { from } => format!("updated from version {from}"),
            Change::Unchanged => "unchanged".to_owned(),
            Change::Fuller => "fuller: the version that is here, of which the pack says more".to_owned(),
            Change::Lesser => "unchanged: the version that is here, of which the pack says less".to_owned(),
            Change::Withdrawn => "withdrawn".to_owned(),
            Change::Conflicting => "conflicting: here with another content".to_owned(),
            Change::Older { here } => format!("older than version {here}, which is here"),
        };
        let _ = writeln!(text, "  {key:<16} {word}");
    }
    text
}
