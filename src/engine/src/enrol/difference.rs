//! What differs between holders: captures of several documents of one model, laid over the same specimen, compared.

use super::text_lines::ink;
use crate::geometry::PageRect;
use crate::page::blur::box_mean;
use crate::page::image_plane::quantile;
use crate::page::parts::parts;
use crate::page::{Page, Plane};
use crate::scan::Light;

/// Pixels a millimetre of the comparison.
const PX_PER_MM: f64 = 6.0;
/// Mean difference of ink over 0.7 mm that is another text; a tenth of a millimetre out of register leaves 0.05.
const INK: f32 = 0.10;
/// Difference of tone over a millimetre, of the paper's, that is another picture.
const TONE: f32 = 0.16;
/// Ground this near to the page's edge is not told from what lies beside the page, mm.
const EDGE_MM: f64 = 1.8;
/// Captures from which one that differs alone is taken to be worn or stamped.
const ENOUGH: usize = 4;

/// Where a page differs from holder to holder.
pub(super) struct Difference {
    mask: Vec<bool>,
    width: u32,
    height: u32,
}

impl Difference {
    /// Between the first page and the others, all in the first one's millimetres; `None` for one page alone.
    pub(super) fn between(pages: &[&Page]) -> Option<Self> {
        let (first, others) = pages.split_first()?;
        let (ink_of_first, tone_of_first) = planes(first, first.area())?;
        let (width, height) = ink_of_first.dimensions();
        let mut by_page: Vec<Vec<f32>> = Vec::new();
        for page in others {
            let (ink, tone) = planes(page, first.area())?;
            let off = |a: &[f32], b: &[f32]| -> Vec<f32> { a.iter().zip(b).map(|(a, b)| (a - b).abs()).collect() };
            let ink = off(&ink_of_first, &ink);
            let ink = box_mean(&Plane::from_raw(width, height, ink)?, (0.35 * PX_PER_MM) as u32);
            let tone = off(&tone_of_first, &tone);
            by_page.push(ink.iter().zip(&tone).map(|(ink, tone)| (ink / INK).max(tone / TONE)).collect());
        }
        if by_page.is_empty() {
            return None;
        }
        let rank = usize::from(ENOUGH <= by_page.len());
        let of_pixel = |idx: usize| {
            let mut values: Vec<f32> = by_page.iter().map(|page| page[idx]).collect();
            values.sort_by(|a, b| b.total_cmp(a));
            1.0 <= values[rank]
        };
        let mask = (0..(width * height) as usize).map(of_pixel).collect();
        Some(Self { mask, width, height })
    }

    /// Share of an area that differs, 0..=1.
    pub(super) fn share_of(&self, area: &PageRect) -> f64 {
        let px = |mm: f64, n: u32| ((mm * PX_PER_MM).round().max(0.0) as u32).min(n);
        let (columns, rows) = (
            px(area.left, self.width)..px(area.right(), self.width),
            px(area.top, self.height)..px(area.bottom(), self.height),
        );
        let n = (columns.len() * rows.len()).max(1);
        let of_row = |y: u32| columns.clone().filter(|x| self.mask[(y * self.width + x) as usize]).count();
        rows.map(of_row).sum::<usize>() as f64 / n as f64
    }

    /// Rectangles round what differs, places nearer than two millimetres to each other together; specks and
    /// the page's own edge left out.
    pub(super) fn places(&self) -> Vec<PageRect> {
        let plane = Plane::from_fn(self.width, self.height, |x, y| {
            image::Luma([f32::from(u8::from(self.mask[(y * self.width + x) as usize]))])
        });
        let near: Vec<bool> = box_mean(&plane, (0.9 * PX_PER_MM) as u32).iter().map(|share| 0.04 < *share).collect();
        let mm = |px: u32| f64::from(px) / PX_PER_MM;
        let found = parts(&near, (self.width, self.height)).into_iter().filter(|part| 120 <= part.n).map(|part| {
            PageRect::new(mm(part.left), mm(part.top), mm(part.right + 1 - part.left), mm(part.bottom + 1 - part.top))
        });
        let inner = PageRect::new(0.0, 0.0, mm(self.width), mm(self.height)).grown(-EDGE_MM);
        found
            .filter_map(|place| place.intersection(&inner))
            .filter(|place| 1.0 < place.width.min(place.height))
            .collect()
    }
}

/// Ink and tone of a page, each over the paper's.
fn planes(page: &Page, area: PageRect) -> Option<(Plane, Plane)> {
    let patch = page.patch(Light::Visible, area, PX_PER_MM)?;
    let ink = box_mean(&ink(&patch), 1);
    let luma = patch.luma();
    let paper = quantile(&mut luma.to_vec(), 0.7)?.max(1.0);
    let mut tone = box_mean(&luma, (0.5 * PX_PER_MM) as u32);
    tone.iter_mut().for_each(|value| *value /= paper);
    Some((ink, tone))
}
