//! Files into scans.

use std::io::{self, Read};
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::thread::ScopedJoinHandle;

use anyhow::{anyhow, bail};
use engine::scan::{Light, LiveDataSet, MAX_FILE_BYTES, Scan};

/// Reads and decodes one picture.
///
/// # Errors
/// One line with the file, what is wrong with it, and what to do.
pub(crate) fn read_scan(path: &Path, light: Light) -> anyhow::Result<Scan> {
    let named = shown(path);
    let unreadable = |cause: io::Error| anyhow!("{named}: cannot be read: {cause}; check its name and its permissions");
    if std::fs::metadata(path).map_err(unreadable)?.is_dir() {
        bail!("{named}: is a folder; name a picture");
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    // One byte more than the limit is enough for the decoder to refuse it.
    file.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Scan::decode(&bytes, &name, light).map_err(|error| anyhow!("{named}: {}", error.fault))
}

/// The scans of one document.
///
/// # Errors
/// As [`read_scan`].
pub(crate) fn read_live(visible: &Path, uv: Option<&Path>, ir: Option<&Path>) -> anyhow::Result<LiveDataSet> {
    live_of(visible, uv, ir, read_scan)
}

/// The scans of one document, `read` on a thread each.
///
/// # Errors
/// As `read`; of several, white light's first.
pub(crate) fn live_of<S: Copy + Send>(
    visible: S,
    uv: Option<S>,
    ir: Option<S>,
    read: impl Fn(S, Light) -> anyhow::Result<Scan> + Sync,
) -> anyhow::Result<LiveDataSet> {
    let read = &|from: S, light| read(from, light).map(Arc::new);
    std::thread::scope(|scope| {
        let begin = |from: Option<S>, light| from.map(|from| scope.spawn(move || read(from, light)));
        let (uv, ir) = (begin(uv, Light::Ultraviolet), begin(ir, Light::Infrared));
        let visible = read(visible, Light::Visible)?;
        let end =
            |scan: ScopedJoinHandle<'_, anyhow::Result<Arc<Scan>>>| scan.join().unwrap_or_else(|p| resume_unwind(p));
        Ok(LiveDataSet { visible, ultraviolet: uv.map(end).transpose()?, infrared: ir.map(end).transpose()? })
    })
}

/// A path for a line of text: without line breaks and other control characters.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
