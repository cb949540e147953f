//! The tar file of a pack (POSIX ustar): plain files under plain names, nothing else.

use std::collections::BTreeMap;

use super::PackError;

/// Length of a tar block.
const BLOCK: usize = 512;
/// Most members: 10,000 models of five files each.
const MOST_MEMBERS: usize = 50_010;
/// Longest member in bytes: a picture.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// One file of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member<'a> {
    pub(super) bytes: &'a [u8],
}

/// The files of a tar archive by name.
///
/// # Errors
/// [`PackError::NoPack`] for anything a pack's writer does not make: links, folders, odd names, a name twice, lengths that
/// the file does not have.
pub(super) fn members(bytes: &[u8]) -> Result<BTreeMap<String, Member<'_>>, PackError> {
    let refuse = |why: &str| PackError::NoPack(why.to_owned());
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(refuse("it is compressed; packs are plain tar files"));
    }
    let mut found = BTreeMap::new();
    let mut rest = bytes;
    loop {
        let (header, after) = rest.split_at_checked(BLOCK).ok_or_else(|| refuse("it ends before its end mark"))?;
        if header.iter().all(|byte| *byte == 0) {
            let is_end = after.len() <= 64 * BLOCK && after.iter().all(|byte| *byte == 0);
            return if is_end { Ok(found) } else { Err(refuse("something follows its end mark")) };
        }
        let (name, length) = read_header(header)?;
        let length = usize::try_from(length).map_err(|_| refuse("a file in it is too long"))?;
        let padded = length.div_ceil(BLOCK) * BLOCK;
        let (content, after) = after.split_at_checked(padded).ok_or_else(|| refuse("it is cut short"))?;
        let (content, padding) = content.split_at(length);
        if padding.iter().any(|byte| *byte != 0) {
            return Err(refuse("something hides between its files"));
        }
        if MOST_MEMBERS <= found.len() {
            return Err(refuse("it has too many files"));
        }
        if found.insert(name.clone(), Member { bytes: content }).is_some() {
            return Err(PackError::NoPack(format!("it has {name} twice")));
        }
        rest = after;
    }
}

/// Name and length from a header.
fn read_header(header: &[u8]) -> Result<(String, u64), PackError> {
    let refuse = |why: String| PackError::NoPack(why);
    let part = |from: usize, to: usize| header.get(from..to).unwrap_or_default();
    let sum: u64 = header
        .iter()
        .enumerate()
        .map(|(idx, byte)| if (148..156).contains(&idx) { 32 } else { u64::from(*byte) })
        .sum();
    if part(257, 262) != b"ustar" || octal(part(148, 156)) != Some(sum) {
        return Err(refuse("it is not a tar file of this kind".to_owned()));
    }
    let name = part(0, 100).split(|byte| *byte == 0).next().unwrap_or_default();
    let name = std::str::from_utf8(name).ok().filter(|name| is_plain(name));
    let has_prefix = part(345, 500).iter().any(|byte| *byte != 0);
    let name =
        name.filter(|_| !has_prefix).ok_or_else(|| refuse("a file in it has a name that no pack uses".to_owned()))?;
    if !matches!(part(156, 157), b"0" | b"\0") {
        return Err(refuse(format!("{name} is a link or a folder, not a file")));
    }
    let length = octal(part(124, 136)).filter(|length| *length <= MOST_BYTES);
    Ok((name.to_owned(), length.ok_or_else(|| refuse(format!("{name} is too long")))?))
}

/// `manifest.json` or `UTO-P-3/model.toml`: letters, digits, `-`, `_` and single dots, at most one folder.
fn is_plain(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.contains("..")
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    name.split('/').count() <= 2 && name.split('/').all(is_part)
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    u64::from_str_radix(text, 8).ok()
}

/// Appends a file. The same files make the same archive: it carries neither owner nor time.
pub(super) fn append(archive: &mut Vec<u8>, name: &str, content: &[u8]) {
    let mut header = [0_u8; BLOCK];
    let mut put = |at: usize, text: &[u8]| {
        header.iter_mut().skip(at).zip(text).for_each(|(cell, byte)| *cell = *byte);
    };
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{:011o}\0", content.len()).as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u64 = header.iter().map(|byte| u64::from(*byte)).sum();
    let digits = format!("{sum:06o}\0 ");
    header.iter_mut().skip(148).zip(digits.as_bytes()).for_each(|(cell, byte)| *cell = *byte);
    archive.extend(header);
    archive.extend(content);
    archive.resize(archive.len().div_ceil(BLOCK) * BLOCK, 0);
}

/// Ends the archive.
pub(super) fn finish(archive: &mut Vec<u8>) {
    archive.resize(archive.len() + 2 * BLOCK, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        files.iter().for_each(|(name, content)| append(&mut bytes, name, content));
        finish(&mut bytes);
        bytes
    }

    fn refused(bytes: &[u8]) -> String {
        let error = members(bytes).expect_err("it must be refused").to_string();
        assert_eq!(error.lines().count(), 1, "{error}");
        error
    }

    #[test]
    fn what_is_appended_is_found() {
        let bytes = archive(&[("manifest.json", b"{}"), ("UTO-P-3/visible.jpg", &[7; 1000])]);
        let found = members(&bytes).expect("a pack's own archive");
        assert_eq!(found.len(), 2);
        assert_eq!(found["UTO-P-3/visible.jpg"].bytes, [7; 1000]);
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in ["../model.toml", "/etc/passwd", "a/b/c", "a/../b", ".hidden", "a//b", "a\\b", "C:x", ""] {
            assert!(refused(&archive(&[(name, b"x")])).contains("a name that no pack uses"), "{name}");
        }
    }

    #[test]
    fn links_lengths_and_doubles_are_refused() {
        let with = |at: usize, byte: u8| {
            let mut bytes = archive(&[("model.toml", b"x")]);
            bytes[at] = byte;
            let sum: u64 = bytes[..512]
                .iter()
                .enumerate()
                .map(|(i, b)| if (148..156).contains(&i) { 32 } else { u64::from(*b) })
                .sum();
            bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            bytes
        };
        assert!(refused(&with(156, b'2')).contains("a link or a folder"));
        assert!(refused(&with(156, b'5')).contains("a link or a folder"));
        assert!(refused(&with(124, b'7')).contains("too long"));
        assert!(refused(&with(130, b'7')).contains("cut short"));
        assert!(refused(&archive(&[("a", b"1"), ("a", b"2")])).contains("twice"));
        assert!(refused(b"PK\x03\x04whatever").contains("compressed"));
        assert!(refused(&[0x1f, 0x8b, 8]).contains("compressed"));
        assert!(refused(b"").contains("ends before"));
        assert!(refused(&[b'x'; 2048]).contains("not a tar file"));
        let mut tail = archive(&[("a", b"1")]);
        tail.extend([1; 512]);
        assert!(refused(&tail).contains("follows its end mark"));
        let mut hidden = archive(&[("a", b"1")]);
        hidden[600] = 1;
        assert!(refused(&hidden).contains("hides"));
    }

    #[test]
    fn an_archive_cut_anywhere_is_refused() {
        let whole = archive(&[("manifest.json", b"{}"), ("UTO-P-3/visible.jpg", &[7; 1000])]);
        for length in (0..whole.len() - 600).step_by(97) {
            refused(&whole[..length]);
        }
    }
}
