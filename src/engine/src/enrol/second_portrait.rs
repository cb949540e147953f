//! Where a page that nobody has described yet shows its portrait once more, smaller.
//!
//! The portrait itself is the template: laid over the page in all sizes, and where it correlates best its second print is,
//! framed as the first one is, so that the two can be compared place by place.

use image::Luma;
use rayon::prelude::*;

use crate::geometry::PageRect;
use crate::page::blur::box_blur;
use crate::page::{Page, Plane};
use crate::scan::Light;

/// Pixels a millimetre of the search over the page, and of the last steps.
const COARSE_PX_PER_MM: f64 = 3.0;
const FINE_PX_PER_MM: f64 = 6.0;
/// Reach of the means between which a detail lies that is looked at, pixels: what is coarser would depend on the ground
/// beside the picture.
const FINEST_PX: u32 = 1;
const COARSEST_PX: u32 = 5;
/// Size of the second portrait against the first, by steps of so much.
const SMALLEST: f64 = 0.22;
const LARGEST: f64 = 0.85;
const COARSE_STEP: f64 = 1.07;
const FINE_STEP: f64 = 1.01;
/// Share of the portrait on every side that may be ground of the page.
const RIM: f64 = 0.08;
/// Correlation from which the place shows the picture again; where it does, 0.9 is usual.
const LEAST_LIKENESS: f64 = 0.75;
/// Spread of the tones a place must show to hold a picture, grey levels.
const LEAST_SPREAD: f32 = 1.5;

/// The place of the second portrait, as large as the first one's frame comes to there; `None` where there is none.
pub(super) fn locate_second_portrait(page: &Page, portrait: &PageRect) -> Option<PageRect> {
    let print = tones(page, page.area(), COARSE_PX_PER_MM)?;
    let sums = Sums::of(&print);
    let n_steps = ((LARGEST / SMALLEST).ln() / COARSE_STEP.ln()) as i32;
    let of_size = |step: i32| -> Option<(f32, f64, PageRect)> {
        let size = SMALLEST * COARSE_STEP.powi(step);
        let is_apart = |area: &PageRect| area.intersection(portrait).is_none();
        let (likeness, area) =
            Search::of(page, portrait, size, COARSE_PX_PER_MM)?.best((&print, &sums), &page.area(), &is_apart)?;
        Some((likeness, size, area))
    };
    let found: Vec<_> = (0..=n_steps).into_par_iter().filter_map(of_size).collect();
    let (_, size, near) = found.into_iter().max_by(|a, b| a.0.total_cmp(&b.0))?;

    let room = near.grown(1.0).intersection(&page.area())?;
    let print = tones(page, room, FINE_PX_PER_MM)?;
    let sums = Sums::of(&print);
    let of_size = |step: i32| {
        Search::of(page, portrait, size * FINE_STEP.powi(step), FINE_PX_PER_MM)?.best((&print, &sums), &room, &|_| true)
    };
    let found: Vec<_> = (-7..=7).into_par_iter().filter_map(of_size).collect();
    let (likeness, area) = found.into_iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    (LEAST_LIKENESS <= f64::from(likeness)).then_some(area)
}

/// The portrait in one size, its mean taken off and its rim left out.
struct Search {
    template: Plane,
    norm: f32,
    rim_px: (u32, u32),
    frame_mm: (f64, f64),
    px_per_mm: f64,
}

impl Search {
    fn of(page: &Page, portrait: &PageRect, size: f64, px_per_mm: f64) -> Option<Self> {
        let own_px_per_mm = px_per_mm * size;
        // With so much round it that no filter reaches beyond what was sampled.
        let room_px = 2 * COARSEST_PX + 1;
        let room = portrait.grown(f64::from(room_px) / own_px_per_mm);
        let wide = tones(page, room, own_px_per_mm)?;
        let px = |mm: f64| (mm * own_px_per_mm).round() as u32;
        let rim_px = (px(RIM * portrait.width), px(RIM * portrait.height));
        let inner = (px(portrait.width).checked_sub(2 * rim_px.0)?, px(portrait.height).checked_sub(2 * rim_px.1)?);
        let at = |x: u32, y: u32| *wide.get_pixel(x + room_px + rim_px.0, y + room_px + rim_px.1);
        let mut template = Plane::from_fn(inner.0, inner.1, at);
        let mean = template.iter().sum::<f32>() / template.len().max(1) as f32;
        template.iter_mut().for_each(|value| *value -= mean);
        let norm = template.iter().map(|value| value * value).sum::<f32>().sqrt();
        let frame_mm = (portrait.width * size, portrait.height * size);
        (64 <= template.len() && 0.0 < norm).then_some(Self { template, norm, rim_px, frame_mm, px_per_mm })
    }

    /// The best place on a print whose corner is that of `room`, with its correlation, -1..=1.
    fn best(
        &self,
        (print, sums): (&Plane, &Sums),
        room: &PageRect,
        is_allowed: &dyn Fn(&PageRect) -> bool,
    ) -> Option<(f32, PageRect)> {
        let (width, height) = self.template.dimensions();
        let frame_at = |x: u32, y: u32| {
            let left = room.left + (f64::from(x) - f64::from(self.rim_px.0)) / self.px_per_mm;
            let top = room.top + (f64::from(y) - f64::from(self.rim_px.1)) / self.px_per_mm;
            PageRect::new(left, top, self.frame_mm.0, self.frame_mm.1)
        };
        let (last_x, last_y) = (print.width().checked_sub(width)?, print.height().checked_sub(height)?);
        let n = (width * height) as f32;
        let of_place = |(x, y): (u32, u32)| {
            let frame = frame_at(x, y);
            let spread = sums.spread(x, y, (width, height));
            let is_worth_it = LEAST_SPREAD <= spread && is_allowed(&frame);
            is_worth_it.then(|| (self.joint(print, x, y) / (self.norm * spread * n.sqrt()), frame))
        };
        let places = (0..=last_y).flat_map(|y| (0..=last_x).map(move |x| (x, y)));
        places.filter_map(of_place).max_by(|a, b| a.0.total_cmp(&b.0))
    }

    fn joint(&self, print: &Plane, x: u32, y: u32) -> f32 {
        let (width, wide) = (self.template.width() as usize, print.width() as usize);
        let (first, print) = (y as usize * wide + x as usize, print.as_raw());
        let rows = self.template.as_raw().chunks_exact(width).enumerate();
        let of_row = |(row, template): (usize, &[f32])| -> f32 {
            let from = first + row * wide;
            template.iter().zip(&print[from..from + width]).map(|(a, b)| a * b).sum()
        };
        rows.map(of_row).sum()
    }
}

/// Sums over rectangles of a plane, and over those of its squares.
struct Sums {
    width: usize,
    plain: Vec<f64>,
    squares: Vec<f64>,
}

impl Sums {
    fn of(plane: &Plane) -> Self {
        let width = plane.width() as usize + 1;
        let sums = |of: fn(f64) -> f64| {
            let mut sums = vec![0.0; width * (plane.height() as usize + 1)];
            for (y, row) in plane.rows().enumerate() {
                let mut so_far = 0.0;
                for (x, &Luma([value])) in row.enumerate() {
                    so_far += of(f64::from(value));
                    sums[(y + 1) * width + x + 1] = sums[y * width + x + 1] + so_far;
                }
            }
            sums
        };
        Self { width, plain: sums(|value| value), squares: sums(|value| value * value) }
    }

    /// Standard deviation in a rectangle.
    fn spread(&self, x: u32, y: u32, (width, height): (u32, u32)) -> f32 {
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = (left + width as usize, top + height as usize);
        let over = |sums: &[f64]| {
            let at = |x: usize, y: usize| sums[y * self.width + x];
            at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)
        };
        let n = f64::from(width * height).max(1.0);
        let mean = over(&self.plain) / n;
        (over(&self.squares) / n - mean * mean).max(0.0).sqrt() as f32
    }
}

/// Middle-sized tones of an area.
fn tones(page: &Page, area: PageRect, px_per_mm: f64) -> Option<Plane> {
    let luma = page.patch(Light::Visible, area, px_per_mm)?.luma();
    let mut fine = box_blur(&luma, FINEST_PX);
    fine.iter_mut().zip(box_blur(&luma, COARSEST_PX).iter()).for_each(|(fine, coarse)| *fine -= coarse);
    Some(fine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;

    const PORTRAIT: PageRect = PageRect::new(6.0, 14.0, 30.0, 38.0);

    fn found(second: f64) -> Option<PageRect> {
        let mut page = DrawnPage::new(8.0);
        page.paint_head(PORTRAIT, 0.0, 80.0);
        page.paint_head(PageRect::new(96.0, 20.0, 15.0, 19.0), second, 30.0);
        page.examine(|case| locate_second_portrait(case.page, &PORTRAIT))
    }

    #[test]
    fn the_same_picture_is_framed_as_the_first_is() {
        let area = found(0.0).expect("a second portrait");
        assert!((area.left - 96.0).abs() < 0.6 && (area.top - 20.0).abs() < 0.6, "{area:?}");
        assert!((area.width - 15.0).abs() < 0.4, "{area:?}");
    }

    #[test]
    fn another_picture_is_none() {
        assert_eq!(found(1.0), None);
    }
}
