//! A portrait told by its continuous tone, on pages where nothing is dark enough to be told by that: pale skin on light
//! ground.
//!
//! A face has shades a millimetre wide and few finer ones; text has both, background print fine ones. How much there is of the
//! one against the other is high over the whole of a head and low round it.

use image::Luma;

use crate::geometry::PageRect;
use crate::page::blur::{box_blur, box_mean};
use crate::page::parts::{Part, parts};
use crate::page::{Page, Patch, Plane};
use crate::scan::Light;

/// Pixels a millimetre of the search.
const PX_PER_MM: f64 = 6.0;
/// Surroundings over which shades are summed up, mm.
const POOL_MM: f64 = 1.5;
/// Shades of so many grey levels are there on bare paper.
const NOISE: f32 = 1.5;
/// Wide shades against fine ones from which a place may belong to a portrait, and from where on more says no more.
const TONE_FROM: f32 = 1.6;
const TONE_TO: f32 = 4.0;
/// The levels at which a head is looked for, from the highest down, each so much of the last.
const LEVELS: (f32, f32, f32) = (6.0, 2.0, 0.94);
/// A head alone: its least and greatest width and height, mm, its height over its width, the least share of its rectangle.
const WIDTHS_MM: std::ops::Range<f64> = 10.0..45.0;
const HEIGHTS_MM: std::ops::Range<f64> = 14.0..55.0;
const ASPECTS: std::ops::Range<f64> = 0.85..2.2;
const LEAST_SHARE: f64 = 0.4;
/// Widths of portraits, mm, and their step; 35 mm by 45 mm is their form. Doc 9303-3 §3.9.
const PORTRAITS_MM: std::ops::Range<f64> = 14.0..39.0;
const STEP_MM: f64 = 2.0;
const ASPECT: f64 = 45.0 / 35.0;
/// Share of the head that lies within the portrait.
const HEAD_WITHIN: f64 = 0.8;
/// What lies on the right of the page counts so much less.
const ON_THE_RIGHT: f64 = 0.5;

/// The rectangle in the form of a portrait that holds the most continuous tone; `None` where no place has the tone and the
/// size of a head. `area` is the part of the page to search.
pub(super) fn locate_tone(page: &Page, area: PageRect) -> Option<PageRect> {
    let patch = page.patch(Light::Visible, area, PX_PER_MM)?;
    let tone = tone_of(&patch);
    let head = head(&tone, page.width_mm)?;
    portrait_round(&tone, &head, page.width_mm)
}

/// Wide shades over fine ones at each pixel, 0 near the page's edge.
fn tone_of(patch: &Patch) -> Plane {
    let luma = patch.luma();
    let fine = difference(&luma, &box_mean(&luma, 1));
    let wide = difference(&box_mean(&luma, 2), &box_blur(&luma, px(POOL_MM)));
    let (fine, wide) = (box_blur(&fine, px(POOL_MM)), box_blur(&wide, px(POOL_MM)));
    let (width, height) = luma.dimensions();
    let border = px(POOL_MM);
    Plane::from_fn(width, height, |x, y| {
        let is_inside = border <= x && x + border < width && border <= y && y + border < height;
        let tone = wide.get_pixel(x, y).0[0] / (fine.get_pixel(x, y).0[0] + NOISE);
        Luma([if is_inside { tone } else { 0.0 }])
    })
}

/// The place with the size of a head that stands out most.
fn head(tone: &Plane, page_width_mm: f64) -> Option<PageRect> {
    let (from, to, ratio) = LEVELS;
    let levels = std::iter::successors(Some(from), |level| Some(level * ratio)).take_while(|level| to < *level);
    let weight = |head: &PageRect, n: usize| side_weight(head, page_width_mm) * n as f64;
    levels.map(|level| heads_at(tone, level)).find(|heads| !heads.is_empty()).and_then(|heads| {
        let found = heads.into_iter().max_by(|(a, n), (b, m)| weight(a, *n).total_cmp(&weight(b, *m)));
        found.map(|(head, _)| head)
    })
}

/// The places of a head's size that reach a level, gaps in them closed and what is narrower than 4 mm left out, with the pixels
/// they have.
fn heads_at(tone: &Plane, level: f32) -> Vec<(PageRect, usize)> {
    let as_plane = |of: &dyn Fn(f32) -> bool, plane: &Plane| {
        Plane::from_fn(plane.width(), plane.height(), |x, y| {
            Luma([f32::from(u8::from(of(plane.get_pixel(x, y).0[0])))])
        })
    };
    let grown = as_plane(&|share| 1e-4 < share, &box_mean(&as_plane(&|tone| level < tone, tone), px(POOL_MM)));
    let closed = as_plane(&|share| 0.9999 < share, &box_mean(&grown, px(POOL_MM)));
    let mask: Vec<bool> = box_mean(&closed, px(2.0)).iter().map(|share| 0.75 < *share).collect();
    let in_mm = |part: &Part| {
        let mm = |px: u32| f64::from(px) / PX_PER_MM;
        let (left, top) = (mm(part.left), mm(part.top));
        PageRect::new(left, top, mm(part.right + 1) - left, mm(part.bottom + 1) - top).grown(1.0)
    };
    let is_head = |(area, n): &(PageRect, usize)| {
        let share = *n as f64 / (PX_PER_MM * PX_PER_MM) / area.area();
        WIDTHS_MM.contains(&area.width)
            && HEIGHTS_MM.contains(&area.height)
            && ASPECTS.contains(&(area.height / area.width))
            && LEAST_SHARE <= share
    };
    parts(&mask, tone.dimensions()).iter().map(|part| (in_mm(part), part.n)).filter(is_head).collect()
}

/// The portrait that holds a head and the most tone beyond what text has.
fn portrait_round(tone: &Plane, head: &PageRect, page_width_mm: f64) -> Option<PageRect> {
    let sums = Sums::of(tone);
    let steps = |from: f64, to: f64, step: f64| {
        (0..).map(move |idx| from + step * f64::from(idx)).take_while(move |at| *at <= to)
    };
    let (right, bottom) = (f64::from(tone.width()) / PX_PER_MM, f64::from(tone.height()) / PX_PER_MM);
    let mut best: Option<(f64, PageRect)> = None;
    for width in steps(PORTRAITS_MM.start, PORTRAITS_MM.end, STEP_MM) {
        let height = ASPECT * width;
        for top in steps(0.0, bottom - height, 0.5) {
            for left in steps(0.0, right - width, 0.5) {
                let area = PageRect::new(left, top, width, height);
                let within = head.intersection(&area).map_or(0.0, |both| both.area());
                let sum = sums.in_area(&area) * side_weight(&area, page_width_mm);
                let is_better = best.as_ref().is_none_or(|(most, _)| *most < sum);
                if HEAD_WITHIN * head.area() <= within && is_better {
                    best = Some((sum, area));
                }
            }
        }
    }
    best.map(|(_, area)| area)
}

/// Portraits stand on the left (Doc 9303-4 zone V) before other places.
fn side_weight(area: &PageRect, page_width_mm: f64) -> f64 {
    if area.centre().x_mm < 0.45 * page_width_mm { 1.0 } else { ON_THE_RIGHT }
}

/// Tone beyond text's, summed from the top left corner.
struct Sums {
    width: usize,
    sums: Vec<f64>,
}

impl Sums {
    fn of(tone: &Plane) -> Self {
        let width = tone.width() as usize + 1;
        let mut sums = vec![0.0; width * (tone.height() as usize + 1)];
        for (y, row) in tone.rows().enumerate() {
            let mut of_row = 0.0;
            for (x, pixel) in row.enumerate() {
                of_row += f64::from(pixel.0[0].min(TONE_TO) - TONE_FROM);
                sums[(y + 1) * width + x + 1] = sums[y * width + x + 1] + of_row;
            }
        }
        Self { width, sums }
    }

    fn in_area(&self, area: &PageRect) -> f64 {
        let px = |mm: f64| (mm * PX_PER_MM).round().max(0.0) as usize;
        let at = |x: f64, y: f64| {
            let (x, y) = (px(x).min(self.width - 1), px(y).min(self.sums.len() / self.width - 1));
            self.sums[y * self.width + x]
        };
        at(area.right(), area.bottom()) - at(area.left, area.bottom()) - at(area.right(), area.top)
            + at(area.left, area.top)
    }
}

fn difference(a: &Plane, b: &Plane) -> Plane {
    let mut out = a.clone();
    out.iter_mut().zip(b.iter()).for_each(|(value, other)| *value = (*value - other).abs());
    out
}

fn px(mm: f64) -> u32 {
    (mm * PX_PER_MM).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::drawn_page::DrawnPage;

    /// A page with fine lines everywhere but in a head's place, where there may be a pale one.
    fn found(has_head: bool) -> Option<PageRect> {
        let mut page = DrawnPage::new(8.0);
        let whole = PageRect::new(0.0, 0.0, 125.0, 88.0);
        page.paint(
            Light::Visible,
            whole,
            |at, ground| if (at.y_mm * 10.0).sin() < 0.0 { [205, 208, 212] } else { ground },
        );
        if has_head {
            let head = PageRect::new(12.0, 20.0, 18.0, 24.0);
            page.paint(Light::Visible, head, |at, _| {
                let (x, y) = ((at.x_mm - 21.0) / 9.0, (at.y_mm - 32.0) / 12.0);
                let shade = 30.0 * (8.0 * x).sin() * (9.0 * y).cos() - 12.0 * y;
                [(214.0 + shade) as u8; 3]
            });
        }
        page.examine(|case| locate_tone(case.page, PageRect::new(0.0, 0.0, 125.0, 65.0)))
    }

    #[test]
    fn a_pale_head_on_fine_print_is_found() {
        let area = found(true).expect("a portrait");
        let head = PageRect::new(12.0, 20.0, 18.0, 24.0);
        let shared = head.intersection(&area).map_or(0.0, |both| both.area());
        assert!(0.6 * head.area() < shared && area.area() < 2.5 * head.area(), "{area:?}");
    }

    #[test]
    fn fine_print_alone_has_no_portrait() {
        assert_eq!(found(false), None);
    }
}
