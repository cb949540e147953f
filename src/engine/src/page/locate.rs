//! Where the data page lies in the scan, upright and in millimetres.
//!
//! Anchors, from the strongest: four corners set by a person; the machine readable zone, whose pitch and place Doc 9303
//! fixes; the outline against an even ground; the frame of a picture that has a page's proportions. The sides are then
//! looked for near where the anchor puts them, as the lines with the largest gradient sum. What cannot be seen stays
//! where the anchor put it.

mod anchor;
mod outline;
mod sides;

use crate::geometry::{Homography, ScanPoint};
use crate::page::{LocatedBy, Page, View, align};
use crate::reading::mrz::{MrzFormat, MrzReading};
use crate::scan::{LiveDataSet, Scan};

/// Locates the data page, straightens it, and lays UV and IR onto white light.
///
/// `mrz` is the zone that was read on the page, `corners` are set by a person clockwise from the page's own top left;
/// they go before everything else. Where nothing says which way up the page is, it stays as it lies.
///
/// # Errors
/// [`PageError`] where no page can be made out at all; a page that is only guessed has `is_sure == false`.
pub fn locate_page(
    live: &LiveDataSet,
    mrz: Option<&MrzReading>,
    corners: Option<[ScanPoint; 4]>,
) -> Result<Page, PageError> {
    let scan = &live.visible;
    let (width, height) = scan.pixels.dimensions();
    if width < LEAST_SIDE_PX || height < LEAST_SIDE_PX {
        return Err(PageError::TooSmall { width, height });
    }
    let anchor = mrz.and_then(|mrz| anchor::Anchor::of(mrz, live));
    let place = match (corners, &anchor) {
        (Some(corners), _) => {
            let size = anchor.as_ref().map_or(PageSize::TD3, |anchor| anchor.size);
            Place::of_corners(corners, size).ok_or(PageError::Corners)?
        }
        (None, Some(anchor)) => anchor.locate(scan).ok_or(PageError::NotFound)?,
        (None, None) => outline::locate(scan)?,
    };
    let visible = View { scan: scan.clone(), scan_from_page: place.scan_from_page, is_registered: true };
    let mut page = Page {
        width_mm: place.size.width_mm,
        height_mm: place.size.height_mm,
        located_by: place.located_by,
        is_sure: place.is_sure,
        visible,
        ultraviolet: None,
        infrared: None,
        residuals: Vec::new(),
    };
    page.ultraviolet = live.ultraviolet.as_ref().map(|scan| align::onto_visible(&page, scan));
    page.infrared = live.infrared.as_ref().map(|scan| align::onto_visible(&page, scan));
    Ok(page)
}

/// Shorter pictures hold no readable page.
const LEAST_SIDE_PX: u32 = 64;

/// Why no page was located.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Nothing in the picture looks like a data page.
    #[error("no data page found; lay the page flat and scan again")]
    NotFound,
    /// Too few pixels for any page.
    #[error("a picture of {width} × {height} pixels is too small for a data page; scan at 300 ppi or more")]
    TooSmall {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Corners set by a person that enclose nothing.
    #[error("the four corners do not enclose a page; set them clockwise from the page's top left")]
    Corners,
}

/// Size of a data page in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PageSize {
    /// Along the MRZ.
    pub(crate) width_mm: f64,
    /// Across it.
    pub(crate) height_mm: f64,
}

impl PageSize {
    /// Passport data page. Doc 9303-4 §2.1.
    pub(crate) const TD3: Self = Self { width_mm: 125.0, height_mm: 88.0 };
    /// Card. Doc 9303-5 §2.1: ID-1.
    pub(crate) const TD1: Self = Self { width_mm: 85.6, height_mm: 53.98 };
    /// Doc 9303-6 §2.1: ID-2; MRV-B is as large, Doc 9303-7.
    pub(crate) const TD2: Self = Self { width_mm: 105.0, height_mm: 74.0 };
    /// Full-size visa. Doc 9303-7.
    pub(crate) const MRV_A: Self = Self { width_mm: 120.0, height_mm: 80.0 };

    /// Sizes to look for where no MRZ names one, the commonest first.
    pub(crate) const ALL: [Self; 4] = [Self::TD3, Self::TD1, Self::TD2, Self::MRV_A];

    /// The size that goes with a layout of the MRZ.
    pub(crate) fn of(format: MrzFormat) -> Self {
        match format {
            MrzFormat::Td1 => Self::TD1,
            MrzFormat::Td2 | MrzFormat::MrvB => Self::TD2,
            MrzFormat::Td3 => Self::TD3,
            MrzFormat::MrvA => Self::MRV_A,
        }
    }

    /// Width over height.
    pub(crate) fn aspect(self) -> f64 {
        self.width_mm / self.height_mm
    }

    /// Corners in mm, clockwise from the top left.
    pub(crate) fn corners(self) -> [(f64, f64); 4] {
        let (w, h) = (self.width_mm, self.height_mm);
        [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
    }
}

/// A page as one way of locating put it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Its size.
    pub(crate) size: PageSize,
    /// Where its millimetres lie in the scan.
    pub(crate) scan_from_page: Homography,
    /// What it rests on.
    pub(crate) located_by: LocatedBy,
    /// Whether that is enough to judge by.
    pub(crate) is_sure: bool,
}

impl Place {
    /// The page between four corners; `None` where they are not the corners of a convex figure in clockwise order.
    fn of_corners(corners: [ScanPoint; 4], size: PageSize) -> Option<Self> {
        let quad = corners.map(|corner| (corner.x_px, corner.y_px));
        let scan_from_page = fit_quad(size, quad)?;
        Some(Self { size, scan_from_page, located_by: LocatedBy::Corners, is_sure: true })
    }

    /// The same place with the size that the file's resolution gives it, where the resolution is believable: it must
    /// agree with the standard's size to 3 %, else the file says something else than pixels on the document.
    fn measured(mut self, scan: &Scan) -> Self {
        let Some(px_per_mm) = scan.claimed_ppi.map(|ppi| ppi / 25.4) else { return self };
        let quad = self.size.corners().map(|(x, y)| self.scan_from_page.apply(x, y));
        let length = |a: usize, b: usize| (quad[a].0 - quad[b].0).hypot(quad[a].1 - quad[b].1) / px_per_mm;
        let size =
            PageSize { width_mm: 0.5 * (length(0, 1) + length(3, 2)), height_mm: 0.5 * (length(0, 3) + length(1, 2)) };
        let is_near = |found: f64, nominal: f64| (found / nominal - 1.0).abs() < 0.03;
        if is_near(size.width_mm, self.size.width_mm)
            && is_near(size.height_mm, self.size.height_mm)
            && let Some(scan_from_page) = fit_quad(size, quad)
        {
            self.size = size;
            self.scan_from_page = scan_from_page;
        }
        self
    }
}

/// The map that lays a page's corners on a quad; `None` where the quad is not convex and clockwise, or has next to no
/// area.
pub(crate) fn fit_quad(size: PageSize, quad: [(f64, f64); 4]) -> Option<Homography> {
    let turn = |idx: usize| {
        let (a, b, c) = (quad[idx], quad[(idx + 1) % 4], quad[(idx + 2) % 4]);
        (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0)
    };
    let is_convex = (0..4).all(|idx| 64.0 < turn(idx));
    let corners = size.corners();
    let pairs: Vec<_> = corners.into_iter().zip(quad).collect();
    if is_convex { Homography::fit(&pairs) } else { None }
}

#[cfg(test)]
mod tests;
