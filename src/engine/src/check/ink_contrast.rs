//! Contrast of print in one light at the places where the white picture has ink.

use super::{Aborted, Case};
use crate::catalog::CheckRoutine;
use crate::geometry::PageRect;
use crate::page::blur::box_mean;
use crate::page::image_plane::quantile;
use crate::page::paper::paper_level;
use crate::page::{Patch, Plane};
use crate::scan::Light;

/// Contrast of print in one light at the places where the white picture has ink.
pub(super) struct InkContrast {
    /// Where both planes lie on the page.
    ground: Patch,
    /// Print contrast in white light.
    visible: Plane,
    /// Print contrast in the light looked at, spread by a tenth of a millimetre.
    other: Plane,
    /// Contrast in white light from which a pixel counts as ink.
    ink_from: f32,
    /// Difference of a pixel's strongest colour from its weakest, over its strongest.
    saturation: Plane,
}

/// What print in one place looks like in white light.
#[derive(Clone, Copy)]
pub(super) struct InkLook {
    /// 80th percentile of its contrast, 0..=1.
    pub(super) contrast: f32,
    /// Mean saturation of its darkest parts, 0..=1.
    pub(super) saturation: f32,
}

impl InkContrast {
    /// Over `area` (mm) with its surroundings; `None` where the white picture has no ink there.
    pub(super) fn of(
        case: &Case<'_>,
        light: Light,
        area: PageRect,
        routine: &CheckRoutine,
    ) -> Result<Option<Self>, Aborted> {
        const PX_PER_MM: f64 = 10.0;
        let reach_mm = routine.param("paper_reach_mm", 1.5);
        let wide = area.grown(2.0 * reach_mm).intersection(&case.page.area()).ok_or(Aborted::NotRead)?;
        let ground = case.page.patch(Light::Visible, wide, PX_PER_MM).ok_or(Aborted::NoScan(Light::Visible))?;
        let other = case.page.patch(light, wide, PX_PER_MM).ok_or(Aborted::NoScan(light))?;
        if ground.covered.min(other.covered) < 0.9 {
            return Err(Aborted::Covered);
        }
        let reach_px = (reach_mm * PX_PER_MM) as u32;
        let visible = print_contrast(&ground.lightest_channel(), reach_px);
        let other = print_contrast(&other.luma(), reach_px);
        let mut all: Vec<f32> = visible.iter().copied().collect();
        let darkest = quantile(&mut all, 0.98).unwrap_or(0.0);
        let share = routine.param("ink_share_of_darkest", 0.6) as f32;
        let ink_from = (darkest * share).max(routine.param("least_contrast", 0.0) as f32);
        let saturation = box_mean(&ground.map(saturation), 1);
        Ok((0.15 < darkest).then_some(Self { ground, visible, other, ink_from, saturation }))
    }

    /// 80th percentile of the contrast over the ink in a rectangle; `None` where it has less than 0.3 mm² of ink.
    pub(super) fn of_area(&self, area: &PageRect) -> Option<f32> {
        self.of_ink(area, |_, other| other)
    }

    /// The same over the contrast in white light: what share of it the other light keeps.
    pub(super) fn share_of_area(&self, area: &PageRect) -> Option<f32> {
        self.of_ink(area, |visible, other| other / visible)
    }

    /// How the ink in a rectangle looks in white light; `None` as above.
    pub(super) fn look_of_area(&self, area: &PageRect) -> Option<InkLook> {
        let contrast = self.of_ink(area, |visible, _| visible)?;
        let least = self.ink_from.max(0.85 * contrast);
        let (columns, rows) = self.ground.pixels_in(area);
        let (mut n, mut sum) = (0, 0.0);
        for (x, y) in rows.flat_map(|y| columns.clone().map(move |x| (x, y))) {
            if least <= self.visible.get_pixel(x, y).0[0] {
                n += 1;
                sum += self.saturation.get_pixel(x, y).0[0];
            }
        }
        Some(InkLook { contrast, saturation: sum / n.max(1) as f32 })
    }

    /// Share of what is printed in a rectangle, faint print too, whose colour is stronger than `saturation`; 0 for nothing.
    pub(super) fn coloured_share(&self, area: &PageRect, saturation: f32) -> f32 {
        const PRINT_FROM: f32 = 0.25;
        let (columns, rows) = self.ground.pixels_in(area);
        let (mut n, mut n_coloured) = (0_u32, 0_u32);
        for (x, y) in rows.flat_map(|y| columns.clone().map(move |x| (x, y))) {
            if PRINT_FROM <= self.visible.get_pixel(x, y).0[0] {
                n += 1;
                n_coloured += u32::from(saturation < self.saturation.get_pixel(x, y).0[0]);
            }
        }
        n_coloured as f32 / n.max(1) as f32
    }

    fn of_ink(&self, area: &PageRect, of: impl Fn(f32, f32) -> f32) -> Option<f32> {
        let mut values = Vec::new();
        let (columns, rows) = self.ground.pixels_in(area);
        for (x, y) in rows.flat_map(|y| columns.clone().map(move |x| (x, y))) {
            let visible = self.visible.get_pixel(x, y).0[0];
            if self.ink_from <= visible {
                values.push(of(visible, self.other.get_pixel(x, y).0[0]));
            }
        }
        if values.len() < 30 { None } else { quantile(&mut values, 0.8) }
    }
}

/// How much of a colour's strongest channel its weakest lacks, 0..=1.
fn saturation(rgb: [f32; 3]) -> f32 {
    let most = rgb.iter().copied().fold(1.0, f32::max);
    1.0 - rgb.iter().copied().fold(most, f32::min) / most
}

/// 1 − R / R_paper at every pixel.
pub(super) fn print_contrast(luma: &Plane, reach_px: u32) -> Plane {
    let paper = paper_level(&box_mean(luma, 1), reach_px);
    let mut contrast = luma.clone();
    for (value, paper) in contrast.iter_mut().zip(paper.iter()) {
        *value = 1.0 - *value / paper.max(1.0);
    }
    contrast
}
