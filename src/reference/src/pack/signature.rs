//! Signatures of packs: Ed25519 over BLAKE2b, in the files of `minisign` (Frank Denis, 2015), so that the ordinary tool makes
//! the keys and checks the signatures too.

use std::io::Cursor;

use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKeyBox, SignatureBox};
use sha2::{Digest, Sha256};

use super::PackError;

/// A public key by which packs are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// The key as `minisign` writes it in one line, `RW…`.
    pub public_key: String,
    /// What people compare.
    pub fingerprint: String,
}

/// The first 128 bits of the key's SHA-256, in groups of four hexadecimal digits.
pub fn fingerprint_of(public_key: &str) -> Option<String> {
    let key = PublicKey::from_base64(public_key.trim()).ok()?;
    let hex: String = Sha256::digest(key.to_bytes()).iter().take(16).map(|byte| format!("{byte:02X}")).collect();
    let groups: Vec<&str> = hex.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    Some(groups.join(" "))
}

impl Trust {
    fn of(key: &PublicKey) -> Option<Self> {
        let public_key = key.to_base64();
        Some(Self { fingerprint: fingerprint_of(&public_key)?, public_key })
    }

    /// Whether a person means this key by that fingerprint; blanks and case do not matter.
    pub fn is_meant_by(&self, fingerprint: &str) -> bool {
        let plain = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
        };
        plain(&self.fingerprint) == plain(fingerprint)
    }
}

/// A secret key that signs packs.
pub struct Signer {
    pair: KeyPair,
}

/// Never shows the key.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer")
    }
}

impl Signer {
    /// A new pair of keys.
    ///
    /// # Errors
    /// [`PackError::NotSigned`] where the system gives no random numbers.
    pub fn new() -> Result<Self, PackError> {
        Ok(Self { pair: KeyPair::generate_unencrypted_keypair().map_err(not_signed)? })
    }

    /// From the text of a secret key file of `minisign`; one with a password needs it.
    ///
    /// # Errors
    /// [`PackError::NotSigned`] where it is none, or the password is wrong or missing.
    pub fn from_file(text: &str, password: Option<String>) -> Result<Self, PackError> {
        let parsed = || SecretKeyBox::from_string(text).map_err(not_signed);
        let sk = match parsed()?.into_unencrypted_secret_key() {
            Ok(key) => key,
            Err(error) if password.is_none() => return Err(unusable(&error)),
            Err(_) => parsed()?.into_secret_key(password).map_err(|error| unusable(&error))?,
        };
        let pk = PublicKey::from_secret_key(&sk).map_err(not_signed)?;
        Ok(Self { pair: KeyPair { pk, sk } })
    }

    /// The secret key file, without a password: it is to be kept where nobody else reads.
    ///
    /// # Errors
    /// [`PackError::NotSigned`] never in practice.
    pub fn secret_key_file(&self) -> Result<String, PackError> {
        Ok(self.pair.sk.to_box(Some("secret key of intaglio packs")).map_err(not_signed)?.into_string())
    }

    /// The public key file, to be handed out.
    pub fn public_key_file(&self) -> String {
        format!("untrusted comment: public key of intaglio packs\n{}\n", self.pair.pk.to_base64())
    }

    /// The public key with its fingerprint.
    pub fn trust(&self) -> Option<Trust> {
        Trust::of(&self.pair.pk)
    }

    pub(super) fn sign(&self, manifest: &[u8]) -> Result<String, PackError> {
        let signed = minisign::sign(
            Some(&self.pair.pk),
            &self.pair.sk,
            Cursor::new(manifest),
            Some("manifest of an intaglio pack"),
            Some("signature of an intaglio pack"),
        );
        Ok(signed.map_err(not_signed)?.into_string())
    }
}

/// A key that minisign made without a password lacks the checksum by which this one is told to be whole.
fn unusable(error: &minisign::PError) -> PackError {
    let cause = super::one_line(&error.to_string());
    PackError::NotSigned(format!(
        "the secret key cannot be used ({cause}); make one with `reference new-key`, or with `minisign -G` and a password, \
         which INTAGLIO_KEY_PASSWORD then says"
    ))
}

fn not_signed(error: minisign::PError) -> PackError {
    PackError::NotSigned(super::one_line(&error.to_string()))
}

/// The key by which the manifest is signed.
///
/// # Errors
/// [`PackError::WrongSignature`] where signature, key and manifest do not belong together.
pub(super) fn verified(manifest: &[u8], signature: &[u8], signer: &[u8]) -> Result<Trust, PackError> {
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| PackError::WrongSignature);
    let key = PublicKeyBox::from_string(&text(signer)?)
        .and_then(PublicKeyBox::into_public_key)
        .map_err(|_| PackError::WrongSignature)?;
    let signature = SignatureBox::from_string(&text(signature)?).map_err(|_| PackError::WrongSignature)?;
    minisign::verify(&key, &signature, Cursor::new(manifest), true, false, false)
        .map_err(|_| PackError::WrongSignature)?;
    Trust::of(&key).ok_or(PackError::WrongSignature)
}
