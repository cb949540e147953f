//! Files into scans.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use engine::scan::{Light, LiveDataSet, Scan};

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Reads and decodes one picture.
pub(crate) fn read_scan(path: &Path, light: Light) -> anyhow::Result<Scan> {
    let shown = path.display();
    let metadata = std::fs::metadata(path).with_context(|| format!("{shown}: cannot be opened"))?;
    anyhow::ensure!(!metadata.is_dir(), "{shown}: is a folder; name a picture");
    anyhow::ensure!(
        metadata.len() <= LARGEST_FILE,
        "{shown}: has {} MB, the most is 64 MB; scan at a lower resolution",
        metadata.len() / 1_048_576
    );
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(|| format!("{shown}: cannot be opened"))?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).with_context(|| format!("{shown}: cannot be read"))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Scan::decode(&bytes, &name, light).with_context(|| format!("{shown}"))
}

/// The scans of one document.
pub(crate) fn read_live(visible: &Path, uv: Option<&Path>, ir: Option<&Path>) -> anyhow::Result<LiveDataSet> {
    let read = |path: Option<&Path>, light| path.map(|path| read_scan(path, light).map(Arc::new)).transpose();
    Ok(LiveDataSet {
        visible: Arc::new(read_scan(visible, Light::Visible)?),
        ultraviolet: read(uv, Light::Ultraviolet)?,
        infrared: read(ir, Light::Infrared)?,
    })
}
