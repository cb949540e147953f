//! Where on the screen a place of the picture lies, and where the eye goes from there.

use egui::{Pos2, Rect, Vec2, pos2, vec2};
use engine::geometry::PageRect;

use crate::state::Viewpoint;

/// Room round the whole picture, in points.
const ROOM: f32 = 18.0;
/// The share of the screen an area fills that is looked at; the rest shows where it is.
const AREA_SHARE: f64 = 0.68;
/// How much larger than the whole an area is shown at most: beyond it there are only pixels.
const MOST_OF_FIT: f64 = 7.0;
/// How far a person can zoom, relative to the whole.
const ZOOM_RANGE: (f64, f64) = (0.5, 60.0);

/// One picture on one part of the screen. Places are in the picture's own unit: millimetres or pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Layout {
    rect: Rect,
    extent: PageRect,
    centre: (f64, f64),
    /// Points a unit.
    scale: f64,
}

impl Layout {
    /// The picture `extent` as seen from `viewpoint` in `rect`.
    pub(crate) fn new(viewpoint: Viewpoint, rect: Rect, extent: PageRect) -> Self {
        let fit = fit_scale(rect, extent.width, extent.height);
        let middle = (extent.left + extent.width / 2.0, extent.top + extent.height / 2.0);
        let (centre, scale) = match viewpoint {
            Viewpoint::Fit => (middle, fit),
            Viewpoint::Area(area) => {
                let fills = fit_scale(rect, area.width.max(1e-3), area.height.max(1e-3)) * AREA_SHARE;
                let scale = fills.clamp(fit, fit * MOST_OF_FIT);
                let (centre, size) = (area.centre(), rect.size());
                let x = kept(centre.x_mm, f64::from(size.x) / scale, extent.left, extent.right(), scale);
                let y = kept(centre.y_mm, f64::from(size.y) / scale, extent.top, extent.bottom(), scale);
                ((x, y), scale)
            }
            Viewpoint::At { centre, scale } => (centre, scale.clamp(fit * ZOOM_RANGE.0, fit * ZOOM_RANGE.1)),
        };
        Self { rect, extent, centre, scale }
    }

    /// A share of the way to another view of the same picture on the same screen; `None` where it is another one, or
    /// where the rest of the way is too short to be seen.
    pub(crate) fn towards(self, target: &Self, share: f64) -> Option<Self> {
        let is_same = self.rect == target.rect && self.extent == target.extent;
        let (dx, dy) = (target.centre.0 - self.centre.0, target.centre.1 - self.centre.1);
        let zoom = target.scale / self.scale;
        let is_near = dx.hypot(dy) * target.scale < 0.5 && (zoom - 1.0).abs() < 2e-3;
        let centre = (self.centre.0 + share * dx, self.centre.1 + share * dy);
        (is_same && !is_near).then(|| Self { centre, scale: self.scale * zoom.powf(share), ..*target })
    }

    /// The part of the screen.
    pub(crate) fn rect(&self) -> Rect {
        self.rect
    }

    /// The whole picture.
    pub(crate) fn extent(&self) -> PageRect {
        self.extent
    }

    /// Points a unit of the picture.
    pub(crate) fn scale(&self) -> f64 {
        self.scale
    }

    /// Where a place lies on the screen.
    pub(crate) fn to_screen(self, x: f64, y: f64) -> Pos2 {
        let middle = self.rect.center();
        let dx = (x - self.centre.0) * self.scale;
        let dy = (y - self.centre.1) * self.scale;
        pos2(middle.x + dx as f32, middle.y + dy as f32)
    }

    /// The place under a point of the screen.
    pub(crate) fn to_place(self, point: Pos2) -> (f64, f64) {
        let from_middle = point - self.rect.center();
        let (dx, dy) = (f64::from(from_middle.x) / self.scale, f64::from(from_middle.y) / self.scale);
        (self.centre.0 + dx, self.centre.1 + dy)
    }

    /// An area on the screen.
    pub(crate) fn area_on_screen(&self, area: PageRect) -> Rect {
        Rect::from_min_max(self.to_screen(area.left, area.top), self.to_screen(area.right(), area.bottom()))
    }

    /// The eye so many times nearer, with the place under `pointer` staying there.
    pub(crate) fn zoomed(&self, factor: f64, pointer: Pos2) -> Viewpoint {
        let fit = fit_scale(self.rect, self.extent.width, self.extent.height);
        let scale = (self.scale * factor).clamp(fit * ZOOM_RANGE.0, fit * ZOOM_RANGE.1);
        let place = self.to_place(pointer);
        let from_middle = pointer - self.rect.center();
        let centre = (place.0 - f64::from(from_middle.x) / scale, place.1 - f64::from(from_middle.y) / scale);
        Viewpoint::At { centre, scale }
    }

    /// The eye after the picture was dragged by so many points.
    pub(crate) fn moved(&self, by: Vec2) -> Viewpoint {
        let (dx, dy) = (f64::from(by.x) / self.scale, f64::from(by.y) / self.scale);
        Viewpoint::At { centre: (self.centre.0 - dx, self.centre.1 - dy), scale: self.scale }
    }
}

/// The middle of a screen so many units wide that shows `wanted` but, as far as it can, nothing beyond the picture.
fn kept(wanted: f64, width: f64, least: f64, most: f64, scale: f64) -> f64 {
    let room = f64::from(ROOM) / scale;
    let (first, last) = (least - room + width / 2.0, most + room - width / 2.0);
    if last <= first { (least + most) / 2.0 } else { wanted.clamp(first, last) }
}

fn fit_scale(rect: Rect, width: f64, height: f64) -> f64 {
    let room = (rect.size() - Vec2::splat(2.0 * ROOM)).max(vec2(16.0, 16.0));
    (f64::from(room.x) / width.max(1e-6)).min(f64::from(room.y) / height.max(1e-6))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Rect = Rect { min: pos2(100.0, 50.0), max: pos2(900.0, 650.0) };
    const PAGE: PageRect = PageRect::new(0.0, 0.0, 125.0, 88.0);

    #[test]
    fn the_whole_page_fits_and_is_in_the_middle() {
        let layout = Layout::new(Viewpoint::Fit, SCREEN, PAGE);
        let page = layout.area_on_screen(PAGE);
        assert!(SCREEN.contains_rect(page));
        assert!((page.center() - SCREEN.center()).length() < 0.01);
        assert!((page.width() - (800.0 - 2.0 * ROOM)).abs() < 0.01, "as large as it can be");
    }

    #[test]
    fn zooming_keeps_the_place_under_the_pointer() {
        let pointer = pos2(200.0, 600.0);
        let before = Layout::new(Viewpoint::Fit, SCREEN, PAGE);
        let after = Layout::new(before.zoomed(3.0, pointer), SCREEN, PAGE);
        let (a, b) = (before.to_place(pointer), after.to_place(pointer));
        assert!((a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6);
        assert!((after.scale() / before.scale() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn dragging_moves_the_picture_with_the_pointer() {
        let before = Layout::new(Viewpoint::Area(PageRect::new(10.0, 10.0, 20.0, 5.0)), SCREEN, PAGE);
        let place = before.to_place(pos2(300.0, 300.0));
        let after = Layout::new(before.moved(vec2(40.0, -25.0)), SCREEN, PAGE);
        let now = after.to_screen(place.0, place.1);
        assert!((now - pos2(340.0, 275.0)).length() < 0.01);
    }

    #[test]
    fn an_area_at_the_edge_does_not_show_half_a_screen_of_nothing() {
        let layout = Layout::new(Viewpoint::Area(PageRect::new(4.0, 80.0, 20.0, 4.0)), SCREEN, PAGE);
        let page = layout.area_on_screen(PAGE);
        assert!((page.bottom() - (SCREEN.bottom() - ROOM)).abs() < 0.01);
        assert!((page.left() - (SCREEN.left() + ROOM)).abs() < 0.01);
    }

    #[test]
    fn the_eye_glides_and_arrives() {
        let area = PageRect::new(10.0, 60.0, 20.0, 5.0);
        let target = Layout::new(Viewpoint::Area(area), SCREEN, PAGE);
        let mut now = Layout::new(Viewpoint::Fit, SCREEN, PAGE);
        let mut n = 0;
        while let Some(next) = now.towards(&target, 0.4) {
            assert!((next.scale() - target.scale()).abs() < (now.scale() - target.scale()).abs());
            now = next;
            n += 1;
        }
        assert!((5..30).contains(&n), "{n} steps");
        assert_eq!(now.towards(&Layout::new(Viewpoint::Fit, SCREEN, area), 0.4), None);
    }

    #[test]
    fn an_area_is_shown_larger_but_never_smaller_than_the_page() {
        let fit = Layout::new(Viewpoint::Fit, SCREEN, PAGE).scale();
        assert!(fit < Layout::new(Viewpoint::Area(PageRect::new(50.0, 50.0, 8.0, 4.0)), SCREEN, PAGE).scale());
        assert_eq!(Layout::new(Viewpoint::Area(PAGE), SCREEN, PAGE).scale(), fit);
        assert_eq!(
            Layout::new(Viewpoint::Area(PageRect::new(5.0, 5.0, 0.0, 0.0)), SCREEN, PAGE).scale(),
            fit * MOST_OF_FIT
        );
    }
}
