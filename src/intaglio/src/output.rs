//! What goes out: standard output, and files that are there whole or as they were.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{anyhow, bail};
use image::{ImageFormat, RgbImage};

use crate::input::shown;

/// As the standard library's, but ends the program instead of panicking where nobody reads on.
macro_rules! print {
    ($($arg:tt)*) => { $crate::output::write(format_args!($($arg)*)) };
}
/// As the standard library's, but ends the program instead of panicking where nobody reads on.
macro_rules! println {
    ($($arg:tt)*) => { $crate::output::write(format_args!("{}\n", format_args!($($arg)*))) };
}

/// Writes to standard output. A reader that has gone, as `head` does, ends the program without a word; a full disk ends
/// it with one.
pub(crate) fn write(words: fmt::Arguments<'_>) {
    let mut out = io::stdout().lock();
    match out.write_fmt(words).and_then(|()| out.flush()) {
        Ok(()) => {}
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => process::exit(0),
        Err(cause) => {
            eprintln!("intaglio: standard output cannot be written: {cause}; free some space or write elsewhere");
            process::exit(3);
        }
    }
}

/// For clap: the name of a picture file whose format its ending tells.
pub(crate) fn picture_name(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match ImageFormat::from_path(&path) {
        Ok(ImageFormat::Png | ImageFormat::Jpeg) => Ok(path),
        _ => Err("give it a name that ends in .png or .jpg".to_owned()),
    }
}

/// Writes a picture in the format its name tells.
///
/// # Errors
/// As [`write_whole`].
pub(crate) fn write_picture(path: &Path, picture: &RgbImage) -> anyhow::Result<()> {
    let mut bytes = Cursor::new(Vec::new());
    let format = ImageFormat::from_path(path).unwrap_or(ImageFormat::Png);
    picture.write_to(&mut bytes, format).map_err(|cause| anyhow!("{}: cannot be made: {cause}", shown(path)))?;
    write_whole(path, &bytes.into_inner())
}

/// Writes a file beside its place and puts it there when it is whole: what was there before stays until then.
///
/// # Errors
/// One line with the file, why it cannot be written, and what to do.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let unwritable = |cause: io::Error| anyhow!("{}: cannot be written: {cause}; name another place", shown(path));
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => bail!("{}: is a folder; name a file", shown(path)),
        Ok(found) if found.permissions().readonly() => bail!("{}: is read-only; name another place", shown(path)),
        // A device or a pipe is written to, not replaced.
        Ok(found) if !found.is_file() => return fs::write(path, bytes).map_err(unwritable),
        _ => {}
    }
    // What a link points to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut part = target.as_os_str().to_owned();
    part.push(format!(".{}.part", process::id()));
    let part = PathBuf::from(part);
    let fill = |mut file: File| {
        file.write_all(bytes)?;
        file.sync_all()
    };
    File::create(&part).and_then(fill).and_then(|()| fs::rename(&part, &target)).map_err(|cause| {
        // Where even this fails the part stays behind; the cause is the same.
        let _ = fs::remove_file(&part);
        unwritable(cause)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.json");
        write_whole(&file, b"first").unwrap();
        write_whole(&file, b"second").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        let refused = |path: &Path| {
            let line = write_whole(path, b"third").unwrap_err().to_string();
            assert!(line.contains("; ") && !line.contains('\n'), "{line}");
        };
        refused(folder.path());
        refused(&file.join("below"));
        let mut permissions = fs::metadata(&file).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&file, permissions).unwrap();
        refused(&file);
        assert_eq!(fs::read(&file).unwrap(), b"second");
    }

    #[test]
    fn pictures_are_named_by_their_format() {
        assert!(picture_name("a/b.PNG").is_ok() && picture_name("b.jpeg").is_ok());
        for name in ["b", "b.txt", "b.tiff", ""] {
            assert!(picture_name(name).is_err(), "{name}");
        }
    }
}
