//! The open booklet on a flatbed: the data page beside another page, a fold between them.

use engine::scan::Light;

use crate::capture::flatbed::{Lid, Machine};
use crate::capture::optics::{Ground, Shot, flat_map, page_mm, project, shifted};
use crate::dice::{Dice, noise_at};
use crate::document::Minted;

/// One shot in each light.
pub(crate) fn shots(minted: &Minted, ppi: f64, dice: &mut Dice) -> [Shot; 3] {
    let px_per_mm = ppi / 25.4;
    let rasters = &minted.rasters;
    let page_mm = page_mm(rasters);
    let other = OtherPage::of(dice, page_mm);
    let mut margin = || dice.between(3.0, 18.0);
    let (left, right, top, bottom) = (margin(), margin(), margin(), margin());
    let above = if other.is_above { page_mm.1 } else { 0.0 };
    let size =
        (((page_mm.0 + left + right) * px_per_mm) as usize, ((2.0 * page_mm.1 + top + bottom) * px_per_mm) as usize);
    let centre = ((left + page_mm.0 / 2.0) * px_per_mm, (top + above + page_mm.1 / 2.0) * px_per_mm);
    let angle = (0.012 * dice.normal()).clamp(-0.03, 0.03);
    let map = flat_map(px_per_mm, angle, page_mm, centre);
    let lid = Lid::of(dice);
    let machine = Machine::of(dice, ppi);
    Light::ALL.map(|light| {
        let off = if light == Light::Visible { (0.0, 0.0) } else { (dice.around_zero(0.15), dice.around_zero(0.15)) };
        let map = shifted(&map, off.0, off.1);
        let ground = |x: f64, y: f64| {
            other.at(light, x, y).unwrap_or_else(|| lid.at(light, (page_mm.0, 2.0 * page_mm.1), x, y + above))
        };
        let ground: &Ground<'_> = &ground;
        machine.develop(project(rasters, light, size, &map, ground), light, map, dice)
    })
}

/// The page on the other side of the fold: waves, a page number, lines of text.
struct OtherPage {
    is_above: bool,
    page_mm: (f64, f64),
    tint: [f32; 3],
    wave: (f64, f64),
    grain: u64,
}

impl OtherPage {
    fn of(dice: &mut Dice, page_mm: (f64, f64)) -> Self {
        Self {
            is_above: dice.chance(0.75),
            page_mm,
            tint: std::array::from_fn(|_| dice.between(0.55, 0.85) as f32),
            wave: (dice.between(0.7, 1.6), dice.between(3.0, 9.0)),
            grain: dice.bits(),
        }
    }

    /// Its colour at a place in mm of the data page's plane; `None` outside.
    fn at(&self, light: Light, x: f64, y: f64) -> Option<[f32; 3]> {
        let (width, height) = self.page_mm;
        let down = if self.is_above { y + height } else { y - height };
        if x < 0.0 || width <= x || down < 0.0 || height <= down {
            return None;
        }
        let to_fold = if self.is_above { height - down } else { down };
        let fold = 1.0 - 0.45 * (-to_fold / 1.2).exp() as f32;
        let line = (down / self.wave.0 + 1.3 * (x / self.wave.1).sin()).rem_euclid(1.0);
        let is_line = line < 0.16;
        let is_text = 14.0 < down && down < 44.0 && 12.0 < x && x < 96.0 && self.is_letter(x, down);
        let paper = 0.93 * fold;
        Some(match light {
            Light::Visible if is_text => [0.16, 0.17, 0.25],
            Light::Visible if is_line => self.tint.map(|v| v * fold),
            Light::Visible => [paper, paper * 0.985, paper * 0.955],
            Light::Ultraviolet => [0.105 * fold, 0.195 * fold, 0.335 * fold],
            Light::Infrared if is_text => [0.35; 3],
            Light::Infrared => [0.84 * fold; 3],
        })
    }

    /// Marks the size of letters, in lines of 6 mm.
    fn is_letter(&self, x: f64, y: f64) -> bool {
        let (line, within) = ((y / 6.0).floor(), (y / 6.0).fract() * 6.0);
        let cell = (x / 1.9).floor();
        let is_space = noise_at(self.grain, cell as u32, line as u32) < -0.28;
        within < 2.0 && !is_space && 0.0 < noise_at(self.grain ^ 1, (x / 0.34) as u32, (y / 0.4) as u32)
    }
}
