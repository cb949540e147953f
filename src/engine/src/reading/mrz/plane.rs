//! A scan's brightness at falling sizes, sampled anywhere.

use image::RgbImage;
use rayon::prelude::*;

use crate::page::widest::widest;
use crate::scan::Light;

/// Brightness of a scan, halved again and again.
pub(super) struct Plane {
    levels: Vec<Level>,
}

struct Level {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

impl Plane {
    /// Luminance by Rec. 601. In ultraviolet light the blue channel: it has the lamp's own light, before which the zone is
    /// dark, and least of the overprints that glow across it.
    pub(super) fn of(pixels: &RgbImage, light: Light) -> Self {
        let (width, height) = (pixels.width() as usize, pixels.height() as usize);
        let weights: [u16; 3] = if light == Light::Ultraviolet { [0, 0, 256] } else { [77, 150, 29] };
        let mut grey = vec![0; width * height];
        let parts = grey.par_chunks_mut(PART).zip(pixels.as_raw().as_chunks::<3>().0.par_chunks(PART));
        parts.for_each(|(grey, rgb)| {
            widest(
                #[inline(always)]
                || brightness(rgb, weights, grey),
            );
        });
        let mut levels = vec![Level { width, height, grey }];
        while let Some(half) = levels.last().and_then(Level::halved) {
            levels.push(half);
        }
        Self { levels }
    }

    /// Width and height of the scan in px.
    pub(super) fn size(&self) -> (f64, f64) {
        self.levels.first().map_or((0.0, 0.0), |l| (l.width as f64, l.height as f64))
    }

    /// A sampler for steps of `step_px` scan px between samples.
    pub(super) fn sampler(&self, step_px: f64) -> impl Fn(f64, f64) -> f32 + '_ {
        let wanted = step_px.max(1.0).log2().round() as usize;
        let idx = wanted.min(self.levels.len().saturating_sub(1));
        let shrink = 1.0 / (1_u64 << idx) as f64;
        let level = self.levels.get(idx);
        move |x, y| level.map_or(0.0, |level| level.bilinear(x * shrink - 0.5, y * shrink - 0.5))
    }
}

/// Pixels whose brightness is one task.
const PART: usize = 1 << 16;

/// Mean of each pixel's channels by weights that sum to 256.
#[inline(always)]
fn brightness(rgb: &[[u8; 3]], [red, green, blue]: [u16; 3], grey: &mut [u8]) {
    for (grey, &[r, g, b]) in grey.iter_mut().zip(rgb) {
        *grey = ((red * u16::from(r) + green * u16::from(g) + blue * u16::from(b) + 128) >> 8) as u8;
    }
}

impl Level {
    /// Mean of each two by two pixels; `None` where too small.
    fn halved(&self) -> Option<Self> {
        let (width, height) = (self.width / 2, self.height / 2);
        if width < 16 || height < 16 {
            return None;
        }
        let mut grey = Vec::with_capacity(width * height);
        for y in 0..height {
            let upper = &self.grey[2 * y * self.width..][..self.width];
            let lower = &self.grey[(2 * y + 1) * self.width..][..self.width];
            for (a, b) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
                grey.push(((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) / 4) as u8);
            }
        }
        Some(Self { width, height, grey })
    }

    /// Bilinear value at a place counted from the first pixel's centre; the border goes on outward.
    fn bilinear(&self, x: f64, y: f64) -> f32 {
        let x = x.clamp(0.0, (self.width - 1) as f64);
        let y = y.clamp(0.0, (self.height - 1) as f64);
        let (x0, y0) = (x as usize, y as usize);
        let (fx, fy) = ((x - x0 as f64) as f32, (y - y0 as f64) as f32);
        let (x1, y1) = ((x0 + 1).min(self.width - 1), (y0 + 1).min(self.height - 1));
        let at = |x: usize, y: usize| f32::from(self.grey[y * self.width + x]);
        let upper = at(x0, y0) * (1.0 - fx) + at(x1, y0) * fx;
        let lower = at(x0, y1) * (1.0 - fx) + at(x1, y1) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}
