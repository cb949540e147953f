//! Pictures on their way to the screen: part of a scan or specimen as a texture, and the mesh that shows it in place.

use egui::{Color32, ColorImage, Mesh, Pos2, Rect, TextureHandle, TextureOptions, pos2};
use engine::geometry::{Homography, PageRect};
use engine::model::Specimen;
use engine::page::View as PageView;
use engine::scan::Light;
use image::RgbImage;

/// No side of a texture is longer; what is larger is shown reduced. Common graphics have 8,192 or more.
const MAX_SIDE_PX: u32 = 4096;
/// Squares a side of the mesh: enough that a perspective is straight within a pixel.
const MESH_CELLS: usize = 16;

/// Pixels ready for the graphics card, with the map from millimetres on the page (or pixels of the scan) onto them.
pub(crate) struct Raster {
    image: ColorImage,
    /// From the picture's own space to texture coordinates, 0..=1.
    uv_from_place: Homography,
    /// The part of that space the texture holds.
    extent: PageRect,
}

impl Raster {
    /// The whole scan; places are its pixels.
    pub(crate) fn of_scan(pixels: &RgbImage) -> Self {
        let extent = PageRect::new(0.0, 0.0, f64::from(pixels.width()), f64::from(pixels.height()));
        Self::cut(pixels, (0, 0, pixels.width(), pixels.height()), &Homography::IDENTITY, extent)
    }

    /// The page; places are its millimetres.
    pub(crate) fn of_page(view: &PageView, extent: PageRect) -> Self {
        let pixels = &view.scan.pixels;
        let corners = [
            (extent.left, extent.top),
            (extent.right(), extent.top),
            (extent.right(), extent.bottom()),
            (extent.left, extent.bottom()),
        ]
        .map(|(x, y)| view.scan_from_page.apply(x, y));
        let least = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::MAX, f64::min).floor().max(0.0);
        let most = |of: fn(&(f64, f64)) -> f64, side: u32| {
            corners.iter().map(of).fold(f64::MIN, f64::max).ceil().clamp(0.0, f64::from(side))
        };
        let (left, top) = (least(|c| c.0), least(|c| c.1));
        let (right, bottom) = (most(|c| c.0, pixels.width()), most(|c| c.1, pixels.height()));
        let window = (left as u32, top as u32, (right - left).max(1.0) as u32, (bottom - top).max(1.0) as u32);
        Self::cut(pixels, window, &view.scan_from_page, extent)
    }

    /// A specimen in that light; places are millimetres on the page.
    pub(crate) fn of_specimen(specimen: &Specimen, light: Light) -> Option<Self> {
        let pixels = specimen.picture(light)?;
        let scale = specimen.px_per_mm;
        let extent = PageRect::new(0.0, 0.0, f64::from(pixels.width()) / scale, f64::from(pixels.height()) / scale);
        let map = Homography::scale_shift(scale, scale, 0.0, 0.0);
        Some(Self::cut(pixels, (0, 0, pixels.width(), pixels.height()), &map, extent))
    }

    /// Window `(left, top, width, height)` of the pixels, reduced by a whole number where it is too large.
    fn cut(pixels: &RgbImage, window: (u32, u32, u32, u32), px_from_place: &Homography, extent: PageRect) -> Self {
        let (left, top, width, height) = window;
        let step = width.max(height).div_ceil(MAX_SIDE_PX).max(1);
        let (columns, rows) = ((width / step).max(1), (height / step).max(1));
        let mut out = Vec::with_capacity(columns as usize * rows as usize);
        for row in 0..rows {
            for column in 0..columns {
                out.push(mean(pixels, left + column * step, top + row * step, step));
            }
        }
        let (u_per_px, v_per_px) = (1.0 / f64::from(columns * step), 1.0 / f64::from(rows * step));
        let uv_from_px =
            Homography::scale_shift(u_per_px, v_per_px, -f64::from(left) * u_per_px, -f64::from(top) * v_per_px);
        let image = ColorImage::new([columns as usize, rows as usize], out);
        Self { image, uv_from_place: uv_from_px.after(px_from_place), extent }
    }

    /// Hands the pixels to the graphics card.
    pub(crate) fn upload(self, ctx: &egui::Context, name: &str) -> Picture {
        let options = TextureOptions { mipmap_mode: Some(egui::TextureFilter::Linear), ..TextureOptions::LINEAR };
        let texture = ctx.load_texture(name, self.image, options);
        Picture { texture, uv_from_place: self.uv_from_place, extent: self.extent }
    }
}

/// Mean colour of a square of pixels, as far as the picture goes.
fn mean(pixels: &RgbImage, left: u32, top: u32, side: u32) -> Color32 {
    let (right, bottom) = ((left + side).min(pixels.width()), (top + side).min(pixels.height()));
    let (mut sum, mut n) = ([0_u32; 3], 0_u32);
    for y in top..bottom {
        for x in left..right {
            for (sum, value) in sum.iter_mut().zip(pixels.get_pixel(x, y).0) {
                *sum += u32::from(value);
            }
            n += 1;
        }
    }
    let [r, g, b] = sum.map(|sum| sum.checked_div(n).unwrap_or(0).min(255) as u8);
    Color32::from_rgb(r, g, b)
}

/// A picture on the graphics card that knows where on the page it belongs.
pub(crate) struct Picture {
    texture: TextureHandle,
    uv_from_place: Homography,
    extent: PageRect,
}

impl Picture {
    /// The part of the page (or scan) it holds.
    pub(crate) fn extent(&self) -> PageRect {
        self.extent
    }

    /// A mesh that shows `area` of the page in `rect` of the screen; places outside the picture repeat its border.
    pub(crate) fn mesh(&self, area: PageRect, rect: Rect) -> Mesh {
        let mut mesh = Mesh::with_texture(self.texture.id());
        let n = MESH_CELLS;
        for row in 0..=n {
            for column in 0..=n {
                let (s, t) = (column as f64 / n as f64, row as f64 / n as f64);
                let (u, v) = self.uv_from_place.apply(area.left + s * area.width, area.top + t * area.height);
                let place = pos2(rect.left() + s as f32 * rect.width(), rect.top() + t as f32 * rect.height());
                mesh.vertices.push(egui::epaint::Vertex { pos: place, uv: uv(u, v), color: Color32::WHITE });
            }
        }
        let width = n as u32 + 1;
        for row in 0..n as u32 {
            for column in 0..n as u32 {
                let corner = row * width + column;
                mesh.add_triangle(corner, corner + 1, corner + width);
                mesh.add_triangle(corner + 1, corner + width + 1, corner + width);
            }
        }
        mesh
    }
}

fn uv(u: f64, v: f64) -> Pos2 {
    pos2(u as f32, v as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_texture_coordinate_lies_where_the_pixel_is() {
        let pixels = RgbImage::from_pixel(200, 100, Rgb([9, 9, 9]));
        let raster = Raster::of_scan(&pixels);
        assert_eq!(raster.image.size, [200, 100]);
        assert_eq!(raster.uv_from_place.apply(50.0, 50.0), (0.25, 0.5));
    }

    #[test]
    fn what_is_too_large_is_reduced_and_keeps_its_place() {
        let pixels = RgbImage::from_fn(MAX_SIDE_PX + 2, 2, |x, _| Rgb([if x < 2 { 100 } else { 200 }, 0, 0]));
        let raster = Raster::of_scan(&pixels);
        assert_eq!(raster.image.size, [MAX_SIDE_PX as usize / 2 + 1, 1]);
        assert_eq!(raster.image.pixels[0], Color32::from_rgb(100, 0, 0));
        let (u, _) = raster.uv_from_place.apply(f64::from(MAX_SIDE_PX + 2), 0.0);
        assert!((u - 1.0).abs() < 1e-9);
    }
}
