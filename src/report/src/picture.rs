//! The page with its findings drawn on it.

use engine::Examination;
use engine::check::Outcome;
use engine::examination::{Finding, State};
use engine::geometry::PageRect;
use engine::scan::Light;
use image::{Rgb, RgbImage};

/// Pixels a millimetre of the drawn page: a page of 125 mm fills 1500 pixels.
const PX_PER_MM: f64 = 12.0;
/// Space between the pictures of two lights, in pixels.
const GAP_PX: u32 = 24;
/// Width of a frame, in pixels.
const FRAME_PX: u32 = 4;
const GROUND: Rgb<u8> = Rgb([24, 26, 30]);

/// Colour of a result's frame. BSI TR-03135-1 Table 5.1.
pub fn colour(state: State) -> Rgb<u8> {
    match state {
        State::Terminated(Outcome::Successful) => Rgb([46, 160, 67]),
        State::Terminated(Outcome::Failed) => Rgb([218, 30, 40]),
        State::Terminated(Outcome::Undetermined) => Rgb([241, 194, 27]),
        State::Terminated(Outcome::NotSupported) | State::Aborted => Rgb([141, 141, 141]),
    }
}

/// The page in every light there is, one below the other, each with frames round what failed (red) or could not be told
/// (yellow) in that light. Successful findings are left out: only irregularities carry colour (Doc 9303-2 C.41).
pub fn page_with_findings(examination: &Examination) -> RgbImage {
    let pictures: Vec<RgbImage> = Light::ALL.iter().filter_map(|&light| page_in(examination, light)).collect();
    let width = pictures.iter().map(RgbImage::width).max().unwrap_or(1);
    let gaps = GAP_PX * pictures.len().saturating_sub(1) as u32;
    let height = pictures.iter().map(RgbImage::height).sum::<u32>() + gaps;
    let mut sheet = RgbImage::from_pixel(width, height.max(1), GROUND);
    let mut top = 0;
    for picture in pictures {
        image::imageops::replace(&mut sheet, &picture, 0, i64::from(top));
        top += picture.height() + GAP_PX;
    }
    sheet
}

fn page_in(examination: &Examination, light: Light) -> Option<RgbImage> {
    let mut picture = examination.page.patch(light, examination.page.area(), PX_PER_MM)?.to_picture();
    for wanted in [Outcome::Undetermined, Outcome::Failed] {
        let wanted = State::Terminated(wanted);
        for finding in examination.findings.iter().filter(|f| f.state() == wanted && f.is_counted()) {
            for area in areas(finding, light) {
                draw_frame(&mut picture, area, colour(wanted));
            }
        }
    }
    Some(picture)
}

fn areas(finding: &Finding, light: Light) -> impl Iterator<Item = PageRect> {
    let places = finding.result.as_ref().map(|judgement| judgement.places.as_slice()).unwrap_or_default();
    places.iter().filter(move |place| place.light == light).map(|place| place.area)
}

/// A frame just outside `area`, cut at the picture's edge.
fn draw_frame(picture: &mut RgbImage, area: PageRect, colour: Rgb<u8>) {
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    let px = |mm: f64| (mm * PX_PER_MM).round() as i64;
    let frame = i64::from(FRAME_PX);
    let (left, top, right, bottom) = (px(area.left), px(area.top), px(area.right()), px(area.bottom()));
    for y in (top - frame).max(0)..(bottom + frame).min(height) {
        for x in (left - frame).max(0)..(right + frame).min(width) {
            if x < left || right <= x || y < top || bottom <= y {
                picture.put_pixel(x as u32, y as u32, colour);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_stays_outside_its_area_and_inside_the_picture() {
        let mut picture = RgbImage::new(60, 60);
        draw_frame(&mut picture, PageRect::new(1.0, 1.0, 2.0, 2.0), Rgb([9, 9, 9]));
        assert_eq!(picture.get_pixel(12, 12).0, [0, 0, 0]);
        assert_eq!(picture.get_pixel(11, 12).0, [9, 9, 9]);
        assert_eq!(picture.get_pixel(35, 35).0, [0, 0, 0]);
        assert_eq!(picture.get_pixel(36, 36).0, [9, 9, 9]);
        draw_frame(&mut picture, PageRect::new(-5.0, -5.0, 100.0, 100.0), Rgb([9, 9, 9]));
    }
}
