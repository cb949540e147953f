//! Packs: document models in one file, signed, to be handed from one agency to another.
//!
//! ```text
//! pack.tar ─▶ manifest.json          models with version, files with length and SHA-256, models withdrawn
//!             manifest.json.minisig  its signature, as `minisign -S` makes it
//!             signer.pub             the signer's public key, as `minisign -G` writes it
//!             UTO-P-3/model.toml …   the models' files, as in `reference-specimens/`
//! ```
//! A plain tar file without compression: `tar x` unpacks it, `minisign -Vm manifest.json -p signer.pub` checks it. The manifest
//! is trusted because of its signature, everything else because the manifest says its hash; nothing is read before that.

mod archive;
mod signature;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::archive::Member;
pub use self::signature::{Signer, Trust, fingerprint_of};
use crate::folder::Origin;
use crate::own::OwnModel;
use crate::record::{CATALOG_FILE, DESCRIPTION_FILE, MODEL_FILE, hex, picture_file};
use engine::scan::Light;

/// What the manifest says it is.
const FORMAT: &str = "intaglio-pack-1";
const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.json.minisig";
const SIGNER: &str = "signer.pub";
/// Longest manifest, signature and public key in bytes.
const MOST_MANIFEST: u64 = 16 * 1024 * 1024;
const MOST_SIGNATURE: u64 = 4096;

/// Why a pack is refused; nothing is changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// It is no pack, or is built otherwise than a pack.
    #[error("it is no pack: {0}")]
    NoPack(String),
    /// It has no signature.
    #[error("it is not signed; ask for a signed pack")]
    Unsigned,
    /// The signature does not fit.
    #[error("its signature does not fit: it was changed after it was signed, or is damaged")]
    WrongSignature,
    /// A file is not as the manifest says.
    #[error("{0} is not as its manifest says: it was changed, or is damaged")]
    Tampered(String),
    /// The signer's key is not trusted here.
    #[error(
        "it is signed by a key that is not trusted here, fingerprint {0}; compare that with what its owner told you, then say \
         --trust with it"
    )]
    UnknownKey(String),
    /// It carries only what changed since another pack, which is not here.
    #[error("it carries only what changed since another pack, and {0} of that is missing here; import that pack first")]
    Incomplete(String),
    /// A model is here in a newer version.
    #[error("{key} is here in version {here}, it brings version {brought}; older packs are not imported")]
    Older {
        /// The model.
        key: String,
        /// The version here.
        here: u32,
        /// The version it brings.
        brought: u32,
    },
    /// A model is here in the same version with another content, or enrolled by the user.
    #[error("{0} is here with another content; say --replace to take the pack's")]
    Conflict(String),
    /// Signing failed.
    #[error("it cannot be signed: {0}")]
    NotSigned(String),
}

/// What a pack says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: String,
    models: Vec<Listed>,
    /// Models to be taken away.
    withdrawn: Vec<String>,
    /// Models and versions that must be there already: those an incremental pack leaves out.
    requires: Vec<Required>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    key: String,
    version: u32,
    files: Vec<ListedFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedFile {
    name: String,
    bytes: u64,
    sha256: String,
}

/// A model with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// Its key.
    pub key: String,
    /// Its version, at least.
    pub version: u32,
}

/// A pack whose signature fits and whose files are as they were signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The models it brings.
    pub models: Vec<OwnModel>,
    /// Keys of models it takes away.
    pub withdrawn: Vec<String>,
    /// What it builds on.
    pub requires: Vec<Required>,
    /// The signer's public key.
    pub signer: Trust,
}

impl Pack {
    /// Reads a pack and checks that it is whole and signed by the key it carries; whether that key is trusted is another
    /// question.
    ///
    /// # Errors
    /// [`PackError`] says what is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, PackError> {
        let mut members = archive::members(bytes)?;
        let mut take = |name: &str, most: u64| -> Result<Option<&[u8]>, PackError> {
            let Some(member) = members.remove(name) else { return Ok(None) };
            if most < member.bytes.len() as u64 {
                return Err(PackError::NoPack(format!("{name} is too long")));
            }
            Ok(Some(member.bytes))
        };
        let manifest_text =
            take(MANIFEST, MOST_MANIFEST)?.ok_or_else(|| PackError::NoPack(format!("it has no {MANIFEST}")))?;
        let (signature, signer) = (take(SIGNATURE, MOST_SIGNATURE)?, take(SIGNER, MOST_SIGNATURE)?);
        let (Some(signature), Some(signer)) = (signature, signer) else { return Err(PackError::Unsigned) };
        let signer = signature::verified(manifest_text, signature, signer)?;
        let manifest: Manifest = serde_json::from_slice(manifest_text).map_err(|error| {
            PackError::NoPack(format!("its manifest cannot be read: {}", one_line(&error.to_string())))
        })?;
        if manifest.format != FORMAT {
            return Err(PackError::NoPack(format!("its format `{}` is not known here", one_line(&manifest.format))));
        }
        let models = manifest.models.iter().map(|listed| model(listed, &mut members)).collect::<Result<Vec<_>, _>>()?;
        let mut seen = BTreeSet::new();
        if let Some(key) =
            models.iter().map(|model| &model.key).chain(&manifest.withdrawn).find(|key| !seen.insert(*key))
        {
            return Err(PackError::NoPack(format!("it lists {} twice", one_line(key))));
        }
        if let Some(name) = members.keys().next() {
            return Err(PackError::NoPack(format!("{name} is not in its manifest")));
        }
        Ok(Self { models, withdrawn: manifest.withdrawn, requires: manifest.requires, signer })
    }

    /// Writes models as a pack.
    ///
    /// # Errors
    /// [`PackError::NotSigned`] where the key cannot sign.
    pub fn write(
        models: &[OwnModel],
        withdrawn: &[String],
        requires: &[Required],
        signer: &Signer,
    ) -> Result<Vec<u8>, PackError> {
        let listed = |model: &OwnModel| Listed {
            key: model.key.clone(),
            version: model.version,
            files: model.files.iter().map(|(name, bytes)| listed_file(name, bytes)).collect(),
        };
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            models: models.iter().map(listed).collect(),
            withdrawn: withdrawn.to_vec(),
            requires: requires.to_vec(),
        };
        let text = serde_json::to_vec_pretty(&manifest).map_err(|error| PackError::NotSigned(error.to_string()))?;
        Self::write_manifest(&text, models, signer)
    }

    /// The same with a manifest as it is.
    pub(crate) fn write_manifest(text: &[u8], models: &[OwnModel], signer: &Signer) -> Result<Vec<u8>, PackError> {
        let signature = signer.sign(text)?;
        let mut bytes = Vec::new();
        archive::append(&mut bytes, MANIFEST, text);
        archive::append(&mut bytes, SIGNATURE, signature.as_bytes());
        archive::append(&mut bytes, SIGNER, signer.public_key_file().as_bytes());
        for model in models {
            for (name, content) in &model.files {
                archive::append(&mut bytes, &format!("{}/{name}", model.key), content);
            }
        }
        archive::finish(&mut bytes);
        Ok(bytes)
    }

    /// This pack without what `base` brings in the same version: what changed since then.
    #[must_use]
    pub fn without_what_is_in(self, base: &Self) -> Self {
        let is_same =
            |model: &OwnModel| base.models.iter().any(|other| other.key == model.key && other.files == model.files);
        let (same, models): (Vec<OwnModel>, Vec<OwnModel>) = self.models.into_iter().partition(is_same);
        let mut requires = self.requires;
        requires.extend(same.into_iter().map(|model| Required { key: model.key, version: model.version }));
        Self { models, requires, ..self }
    }
}

fn listed_file(name: &str, bytes: &[u8]) -> ListedFile {
    let sha256 = hex(&Sha256::digest(bytes));
    ListedFile { name: name.to_owned(), bytes: bytes.len() as u64, sha256 }
}

/// A model's files out of the archive, each as the manifest says.
fn model(listed: &Listed, members: &mut BTreeMap<String, Member<'_>>) -> Result<OwnModel, PackError> {
    if listed.version == 0 {
        return Err(PackError::NoPack(format!("{} has version 0", one_line(&listed.key))));
    }
    let mut files = BTreeMap::new();
    for file in &listed.files {
        let path = format!("{}/{}", listed.key, file.name);
        let shown = one_line(&path);
        if !is_model_file(&file.name) {
            return Err(PackError::NoPack(format!("{shown} is no file of a model")));
        }
        let member = members.remove(&path).ok_or_else(|| PackError::Tampered(shown.clone()))?;
        if listed_file(&file.name, member.bytes) != *file {
            return Err(PackError::Tampered(shown));
        }
        files.insert(file.name.clone(), member.bytes.to_vec());
    }
    Ok(OwnModel { key: listed.key.clone(), origin: Origin::Pack, version: listed.version, files })
}

/// Whether a model's folder may hold a file of that name.
fn is_model_file(name: &str) -> bool {
    [MODEL_FILE, CATALOG_FILE, DESCRIPTION_FILE].contains(&name)
        || Light::ALL.into_iter().any(|light| picture_file(light) == name)
}

/// A text of a stranger's for one line of a message.
fn one_line(text: &str) -> String {
    text.chars().take(120).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
