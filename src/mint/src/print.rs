//! The printed page: layers of ink on paper, and the three pictures they make.

use std::ops::Range;
use std::sync::Arc;

use image::{GrayImage, Rgb, RgbImage};
use rayon::prelude::*;

use crate::dice::noise_at;
use crate::ink::{Ink, Paper};
use crate::mask::Mask;

/// One ink's print.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The ink.
    pub ink: Ink,
    /// Where it lies and how much of it.
    pub mask: Arc<Mask>,
    /// Shift against the design in pixels: printing register.
    pub shift_px: (i32, i32),
    /// Amount of ink against the design, about 1.
    pub density: f32,
    /// What the layer is for: alterations pick layers by it.
    pub part: Part,
}

impl Layer {
    /// In register, at its designed density.
    pub(crate) fn new(ink: Ink, mask: Mask, part: Part) -> Self {
        Self { ink, mask: Arc::new(mask), shift_px: (0, 0), density: 1.0, part }
    }
}

/// What a layer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Fibres in the paper.
    Fibres,
    /// Background, the same in every book.
    Background,
    /// Captions and titles.
    Captions,
    /// Fluorescent motif.
    UvMotif,
    /// The main portrait.
    Portrait,
    /// The second portrait.
    Ghost,
    /// Personal data of the visual inspection zone.
    Data,
    /// The machine readable zone.
    Mrz,
    /// Signature.
    Signature,
    /// Perforated number.
    Perforation,
    /// The word SPECIMEN.
    Overprint,
    /// What came on later in use: stamps, handwriting.
    Wear,
}

/// A page as layers of ink, from the paper upwards.
#[derive(Debug, Clone)]
pub struct Print {
    /// Pixels a millimetre of every mask.
    pub px_per_mm: f64,
    /// Width of the page in pixels.
    pub width: usize,
    /// Height of the page in pixels.
    pub height: usize,
    /// What it is printed on.
    pub paper: Paper,
    /// Seed of the paper's texture.
    pub paper_seed: u64,
    /// Strength of all fluorescence against the design, 0..=1.
    pub uv_strength: f32,
    /// Layers, the lowest first.
    pub layers: Vec<Layer>,
}

/// The page in three lights, all of one size.
#[derive(Debug, Clone, PartialEq)]
pub struct Rasters {
    /// Pixels a millimetre.
    pub px_per_mm: f64,
    /// White light.
    pub visible: RgbImage,
    /// Under 365 nm.
    pub ultraviolet: RgbImage,
    /// Near infrared.
    pub infrared: GrayImage,
}

/// White red, green, blue; infrared; ultraviolet red, green, blue. Each 0..=1.
type Sample = [f32; 7];

impl Print {
    /// What three cameras see of it.
    pub fn compose(&self) -> Rasters {
        let mut rasters = Rasters::black(self.width, self.height, self.px_per_mm);
        rasters.rows().for_each_row(|y, visible, ultraviolet, infrared| {
            let mut row = self.paper_row(y);
            for layer in &self.layers {
                print_row(&mut row, y, layer, self.uv_strength);
            }
            for (x, sample) in row.iter().enumerate() {
                write_sample(sample, x, visible, ultraviolet, infrared);
            }
        });
        rasters
    }

    fn paper_row(&self, y: usize) -> Vec<Sample> {
        let grain =
            |seed: u64, x: usize, step: usize| noise_at(self.paper_seed ^ seed, (x / step) as u32, (y / step) as u32);
        let paper = &self.paper;
        (0..self.width)
            .map(|x| {
                let fine = 0.012 * grain(1, x, 2);
                let tooth = 1.0 + fine + 0.006 * grain(2, x, 7);
                let glow = self.uv_strength.sqrt() * (1.0 + 0.03 * grain(3, x, 5) + 2.0 * fine);
                let [r, g, b] = paper.white.map(|v| v * tooth);
                let [u, v, w] = paper.ultraviolet.map(|v| v * glow);
                [r, g, b, paper.infrared * tooth, u, v, w]
            })
            .collect()
    }
}

/// Prints one row of a layer over what is there.
fn print_row(row: &mut [Sample], y: usize, layer: &Layer, uv_strength: f32) {
    let mask = &layer.mask;
    let line = y as i64 - i64::from(mask.top_px) - i64::from(layer.shift_px.1);
    if line < 0 || mask.height as i64 <= line {
        return;
    }
    let Some(cover) = mask.cover.get(line as usize * mask.width..(line as usize + 1) * mask.width) else { return };
    let left = i64::from(mask.left_px) + i64::from(layer.shift_px.0);
    let per_page = 1.0 / row.len() as f32;
    let ink = &layer.ink;
    let is_rainbow = ink.white != ink.white_right;
    for (col, &c) in cover.iter().enumerate() {
        let x = left + col as i64;
        if c == 0 || x < 0 {
            continue;
        }
        let Some(sample) = row.get_mut(x as usize) else { break };
        let white = if is_rainbow { ink.white_at(x as f32 * per_page) } else { ink.white };
        let amount = (f32::from(c) / 255.0 * layer.density).min(1.0);
        for channel in 0..3 {
            sample[channel] *= 1.0 - amount * (1.0 - white[channel]);
            let below = sample[4 + channel] * (1.0 - amount * ink.uv_absorption);
            sample[4 + channel] = below + amount * uv_strength * ink.emission[channel];
        }
        sample[3] *= 1.0 - amount * (1.0 - ink.infrared);
    }
}

fn write_sample(sample: &Sample, x: usize, visible: &mut [u8], ultraviolet: &mut [u8], infrared: &mut [u8]) {
    let byte = |v: f32| (v * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
    for channel in 0..3 {
        visible[3 * x + channel] = byte(sample[channel]);
        ultraviolet[3 * x + channel] = byte(sample[4 + channel]);
    }
    infrared[x] = byte(sample[3]);
}

impl Rasters {
    /// Black in every light.
    pub(crate) fn black(width: usize, height: usize, px_per_mm: f64) -> Self {
        let (w, h) = (width as u32, height as u32);
        Self {
            px_per_mm,
            visible: RgbImage::new(w, h),
            ultraviolet: RgbImage::new(w, h),
            infrared: GrayImage::new(w, h),
        }
    }

    /// All rows with their number: white light, ultraviolet, infrared.
    pub(crate) fn rows(&mut self) -> Rows<'_> {
        Rows(self)
    }

    fn par_rows(&mut self) -> impl IndexedParallelIterator<Item = (usize, &mut [u8], &mut [u8], &mut [u8])> {
        let width = self.visible.width() as usize;
        let visible = self.visible.par_chunks_mut(3 * width);
        let ultraviolet = self.ultraviolet.par_chunks_mut(3 * width);
        let infrared = self.infrared.par_chunks_mut(width);
        visible.zip(ultraviolet).zip(infrared).enumerate().map(|(y, ((v, u), i))| (y, v, u, i))
    }

    /// Prints a further layer on the finished page, as somebody does who has no other way.
    pub(crate) fn overprint(&mut self, layer: &Layer) {
        self.rows().for_each_row(|y, visible, ultraviolet, infrared| {
            let top = i64::from(layer.mask.top_px) + i64::from(layer.shift_px.1);
            if (y as i64) < top || top + layer.mask.height as i64 <= y as i64 {
                return;
            }
            let mut row: Vec<Sample> = (0..infrared.len())
                .map(|x| {
                    let v = |c: usize| f32::from(visible[3 * x + c]) / 255.0;
                    let u = |c: usize| f32::from(ultraviolet[3 * x + c]) / 255.0;
                    [v(0), v(1), v(2), f32::from(infrared[x]) / 255.0, u(0), u(1), u(2)]
                })
                .collect();
            print_row(&mut row, y, layer, 1.0);
            for (x, sample) in row.iter().enumerate() {
                write_sample(sample, x, visible, ultraviolet, infrared);
            }
        });
    }

    /// Covers a rectangle of pixels with something opaque.
    pub(crate) fn cover(
        &mut self,
        cols: Range<usize>,
        rows: Range<usize>,
        white: [u8; 3],
        ultraviolet: [u8; 3],
        infrared: u8,
    ) {
        self.rows().for_each_row(|y, visible_row, ultraviolet_row, infrared_row| {
            if !rows.contains(&y) {
                return;
            }
            for x in cols.start..cols.end.min(infrared_row.len()) {
                visible_row[3 * x..3 * x + 3].copy_from_slice(&white);
                ultraviolet_row[3 * x..3 * x + 3].copy_from_slice(&ultraviolet);
                infrared_row[x] = infrared;
            }
        });
    }

    /// The infrared picture as files hold it: three equal channels.
    pub fn infrared_rgb(&self) -> RgbImage {
        let (width, height) = self.infrared.dimensions();
        RgbImage::from_fn(width, height, |x, y| {
            let v = self.infrared.get_pixel(x, y).0[0];
            Rgb([v, v, v])
        })
    }
}

/// The rows of a page, each in its three lights, to be changed in any order.
pub(crate) struct Rows<'a>(&'a mut Rasters);

impl Rows<'_> {
    /// Calls with the row's number and its bytes in white light (three a pixel), ultraviolet (three) and infrared (one).
    pub(crate) fn for_each_row(self, change: impl Fn(usize, &mut [u8], &mut [u8], &mut [u8]) + Sync) {
        self.0.par_rows().for_each(|(y, visible, ultraviolet, infrared)| change(y, visible, ultraviolet, infrared));
    }
}

#[cfg(test)]
mod tests {
    use engine::geometry::PageRect;

    use super::*;
    use crate::mask::Plate;

    fn print(ink: Ink) -> Rasters {
        let mut plate = Plate::new(PageRect::new(0.0, 0.0, 10.0, 10.0), 10.0);
        plate.rect(PageRect::new(5.0, 0.0, 5.0, 10.0));
        let layers = vec![Layer::new(ink, plate.finish(), Part::Data)];
        let paper = Paper::UV_DULL;
        Print { px_per_mm: 10.0, width: 100, height: 100, paper, paper_seed: 1, uv_strength: 1.0, layers }.compose()
    }

    fn infrared_step(rasters: &Rasters) -> i32 {
        i32::from(rasters.infrared.get_pixel(20, 50).0[0]) - i32::from(rasters.infrared.get_pixel(80, 50).0[0])
    }

    fn white_step(rasters: &Rasters) -> i32 {
        i32::from(rasters.visible.get_pixel(20, 50).0[1]) - i32::from(rasters.visible.get_pixel(80, 50).0[1])
    }

    #[test]
    fn infrared_transparent_ink_vanishes_in_infrared() {
        let rasters = print(Ink::dye_black("dye"));
        assert!(150 < white_step(&rasters));
        assert!(infrared_step(&rasters) < 20);
    }

    #[test]
    fn carbon_black_stays_in_infrared() {
        assert!(150 < infrared_step(&print(Ink::carbon_black("carbon"))));
    }

    #[test]
    fn fluorescent_ink_shows_only_in_ultraviolet() {
        let rasters = print(Ink::fluorescent("green", [0.1, 0.8, 0.2]));
        assert!(white_step(&rasters) < 15);
        assert!(180 < rasters.ultraviolet.get_pixel(80, 50).0[1]);
        assert!(rasters.ultraviolet.get_pixel(20, 50).0[1] < 90);
    }
}
