//! Part of a printed page put into another place of it, ground and all.

use engine::geometry::PageRect;

use crate::print::Rasters;

/// Copies the pixels of an area to another of the same size, in every light.
pub(super) fn copy(rasters: &mut Rasters, source: PageRect, target: PageRect) {
    let scale = rasters.px_per_mm;
    let width = rasters.visible.width() as usize;
    let px = |mm: f64| (mm * scale).round().max(0.0) as usize;
    let (columns, rows) = (px(source.width), px(source.height));
    let planes: [(&mut [u8], usize); 3] =
        [(&mut rasters.visible, 3), (&mut rasters.ultraviolet, 3), (&mut rasters.infrared, 1)];
    for (plane, channels) in planes {
        let at = |area: &PageRect, row: usize| ((px(area.top) + row) * width + px(area.left)) * channels;
        let patch: Vec<Vec<u8>> = (0..rows)
            .map(|row| {
                plane.get(at(&source, row)..).unwrap_or_default().iter().take(columns * channels).copied().collect()
            })
            .collect();
        for (row, line) in patch.iter().enumerate() {
            let start = at(&target, row);
            if let Some(room) = plane.get_mut(start..start + line.len()) {
                room.copy_from_slice(line);
            }
        }
    }
}
