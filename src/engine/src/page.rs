//! The data page: found in the scan, upright, measured in millimetres.

mod align;
pub(crate) mod blur;
mod continuous_tone;
#[cfg(test)]
pub(crate) mod drawn;
pub(crate) mod gauss_newton;
pub(crate) mod glare;
pub mod image_plane;
mod locate;
pub(crate) mod luma;
pub(crate) mod paper;
pub(crate) mod parts;
mod patch;
pub(crate) mod portrait;
mod taps;
pub(crate) mod widest;

use std::sync::Arc;

pub use self::image_plane::Plane;
pub use self::locate::{PageError, locate_page};
pub use self::patch::Patch;
use crate::geometry::{Homography, PageRect, ScanPoint};
use crate::scan::{Light, Scan};

/// How the page was found, from the strongest anchor to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocatedBy {
    /// The features of the model's specimen.
    Specimen,
    /// The place and pitch of its machine readable zone.
    Mrz,
    /// Its outline against the ground.
    Outline,
    /// The whole picture is taken for the page: a tight crop.
    Frame,
    /// Four corners set by a person.
    Corners,
}

/// The page as one light shows it.
#[derive(Debug, Clone)]
pub struct View {
    /// The pixels.
    pub scan: Arc<Scan>,
    /// From millimetres on the page to pixels in `scan`.
    pub scan_from_page: Homography,
    /// Whether that map rests on this picture's own content; false where the picture is only taken to lie as white
    /// light does, because nothing in it could be matched.
    pub is_registered: bool,
}

/// A located data page: for each light the map from its millimetres into the scan.
#[derive(Debug, Clone)]
pub struct Page {
    /// Width in mm, along the MRZ.
    pub width_mm: f64,
    /// Height in mm.
    pub height_mm: f64,
    /// How it was found.
    pub located_by: LocatedBy,
    /// Whether the corners are sure enough to judge by; where not, the desk asks for four corners.
    pub is_sure: bool,
    /// White light.
    pub visible: View,
    /// Ultraviolet, registered onto white light.
    pub ultraviolet: Option<View>,
    /// Infrared, registered onto white light.
    pub infrared: Option<View>,
    /// Once laid over its specimen: how far static print still lies off, by place. Empty before.
    pub residuals: Vec<Residual>,
}

/// How far the print at one place lies off the specimen's after registration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Residual {
    /// Where, on the page.
    pub area: PageRect,
    /// Shift along x in mm, live minus specimen.
    pub dx_mm: f64,
    /// Shift along y in mm.
    pub dy_mm: f64,
    /// Sharpness of the correlation peak, 0..=1; low means the shift is a guess.
    pub trust: f64,
}

impl Page {
    /// The page in that light, where there is one.
    pub fn view(&self, light: Light) -> Option<&View> {
        match light {
            Light::Visible => Some(&self.visible),
            Light::Ultraviolet => self.ultraviolet.as_ref(),
            Light::Infrared => self.infrared.as_ref(),
        }
    }

    /// The whole page.
    pub fn area(&self) -> PageRect {
        PageRect::new(0.0, 0.0, self.width_mm, self.height_mm)
    }

    /// Pixels of the scan a millimetre, at the middle of the page; `None` without that light.
    pub fn native_px_per_mm(&self, light: Light) -> Option<f64> {
        let view = self.view(light)?;
        Some(view.scan_from_page.scale_at(self.width_mm / 2.0, self.height_mm / 2.0))
    }

    /// Part of the page in one light, resampled to `px_per_mm`; `None` without that light.
    /// What lies outside the scan repeats its border; [`Patch::covered`] says how much that is.
    pub fn patch(&self, light: Light, area: PageRect, px_per_mm: f64) -> Option<Patch> {
        let view = self.view(light)?;
        Some(Patch::sample(&view.scan.pixels, &view.scan_from_page, area, px_per_mm))
    }

    /// The same at a glance, to see where print lies.
    pub(crate) fn glance(&self, light: Light, area: PageRect, px_per_mm: f64) -> Option<Patch> {
        let view = self.view(light)?;
        Some(Patch::glance(&view.scan.pixels, &view.scan_from_page, area, px_per_mm))
    }

    /// The page's corners in the white-light scan, clockwise from the top left.
    pub fn corners_in_scan(&self) -> [ScanPoint; 4] {
        let (w, h) = (self.width_mm, self.height_mm);
        [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)].map(|(x, y)| {
            let (x_px, y_px) = self.visible.scan_from_page.apply(x, y);
            ScanPoint { x_px, y_px }
        })
    }
}
