use std::sync::LazyLock;

use image::{Rgb, RgbImage};

use super::*;
use crate::page::drawn::{self, Print};
use crate::scan::Light;

fn picture() -> &'static RgbImage {
    static PICTURE: LazyLock<RgbImage> = LazyLock::new(|| drawn::page(&Print::new(3, 5), Light::Visible));
    &PICTURE
}

/// Locates a drawn page under `truth`; returns the page and the largest error of a corner in mm.
fn locate(truth: &Homography, size: (u32, u32), ground: [u8; 3], with_mrz: bool) -> (Page, f64) {
    let live = drawn::live(drawn::capture(picture(), truth, size, ground));
    let mrz = with_mrz.then(|| drawn::mrz(truth));
    let page = locate_page(&live, mrz.as_ref(), None).expect("there is a page");
    let error = drawn::corner_error_mm(&page.visible.scan_from_page, truth);
    (page, error)
}

#[test]
fn a_page_on_a_flatbed_whichever_way_it_lies() {
    let grounds = [[90, 92, 96], [12, 12, 12], [255, 255, 255]];
    for (idx, angle) in [0.0, 1.3, -2.4, 90.0, 91.5, 180.0, 178.0, 270.0, 268.7].into_iter().enumerate() {
        let ground = grounds[(idx + idx / 3) % 3];
        let size =
            if (angle as i32 / 45) % 4 == 2 || (angle as i32 / 45) % 4 == 1 { (1200, 1500) } else { (1500, 1200) };
        let (page, error) = locate(&drawn::laid(size, 8.0, angle), size, ground, true);
        assert!(error < 0.2, "{error} mm at {angle}° on {ground:?}");
        assert!(page.is_sure);
    }
}

#[test]
fn a_tight_crop_is_the_page() {
    let truth = Homography::scale_shift(9.0, 9.0, 0.0, 0.0);
    let (page, error) = locate(&truth, (1125, 792), [0, 0, 0], true);
    assert!(error < 0.25, "{error} mm");
    assert!(page.is_sure);
    let (page, error) = locate(&truth, (1125, 792), [0, 0, 0], false);
    assert!(error < 0.05, "{error} mm");
    assert_eq!((page.located_by, page.is_sure), (LocatedBy::Frame, true));
}

#[test]
fn a_photo_in_perspective() {
    let size = (1600, 1300);
    for tilt in [[0.0006, 0.0], [0.0, 0.0012], [-0.0008, 0.0009], [0.0005, -0.0012]] {
        let mut truth = drawn::laid(size, 9.0, 4.0);
        // Tilted about the page's middle.
        let tilted = Homography([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [tilt[0], tilt[1], 1.0]]);
        let to_middle = Homography::scale_shift(1.0, 1.0, -62.5, -44.0);
        truth = truth.after(&to_middle.inverse().expect("regular")).after(&tilted).after(&to_middle);
        let (page, error) = locate(&truth, size, [70, 60, 50], true);
        assert!(error < 0.25, "{error} mm at {tilt:?}");
        assert!(page.is_sure);
    }
}

#[test]
fn the_data_page_of_an_open_booklet() {
    let size = (1300, 1700);
    for (above, top_mm) in [(false, 100.0), (true, 8.0)] {
        let truth = Homography::scale_shift(8.0, 8.0, 18.0 * 8.0, top_mm * 8.0);
        let mut pixels = drawn::capture(picture(), &truth, size, [60, 62, 64]);
        // The page on the other side of the fold, a little darker, with a shadow in the fold.
        let other = if above { top_mm + 88.0 } else { top_mm - 88.0 };
        for (x, y, pixel) in pixels.enumerate_pixels_mut() {
            let (x_mm, y_mm) = (f64::from(x) / 8.0 - 18.0, f64::from(y) / 8.0);
            if (0.0..125.0).contains(&x_mm) && (other..other + 88.0).contains(&y_mm) {
                let is_fold = (y_mm - (other + 44.0)).abs() > 43.2 && (y_mm - (top_mm + 44.0)).abs() < 46.0;
                *pixel = Rgb(if is_fold { [170, 160, 150] } else { [214, 206, 198] });
            }
        }
        let page = locate_page(&drawn::live(pixels), Some(&drawn::mrz(&truth)), None).expect("there is a page");
        let error = drawn::corner_error_mm(&page.visible.scan_from_page, &truth);
        assert!(error < 0.4, "{error} mm, above: {above}");
        assert!(page.is_sure);
    }
}

#[test]
fn an_outline_is_enough_where_no_zone_was_read() {
    let size = (1500, 1200);
    for (angle, ground) in [(0.0, [90, 92, 96]), (7.0, [10, 10, 12]), (-12.0, [120, 90, 60])] {
        let (page, error) = locate(&drawn::laid(size, 8.0, angle), size, ground, false);
        assert!(error < 0.25, "{error} mm at {angle}°");
        assert_eq!((page.located_by, page.is_sure), (LocatedBy::Outline, true));
    }
    // Standing on its short side it may be turned either way: nothing says which.
    let (page, _) = locate(&drawn::laid((1200, 1500), 8.0, 90.0), (1200, 1500), [10, 10, 12], false);
    assert!(!page.is_sure);
}

#[test]
fn the_zone_alone_is_not_sure_where_no_side_shows() {
    // Blank paper on a ground of its colour.
    let size = (1700, 1400);
    let truth = drawn::laid(size, 8.0, 2.0);
    let blank = RgbImage::from_pixel(1500, 1056, Rgb([230, 220, 210]));
    let live = drawn::live(drawn::capture(&blank, &truth, size, [230, 220, 210]));
    let page = locate_page(&live, Some(&drawn::mrz(&truth)), None).expect("the zone says where");
    assert!(!page.is_sure);
    assert!(drawn::corner_error_mm(&page.visible.scan_from_page, &truth) < 2.0);
}

#[test]
fn corners_set_by_a_person_go_first() {
    let size = (1500, 1200);
    let truth = drawn::laid(size, 8.0, 3.0);
    let live = drawn::live(drawn::capture(picture(), &truth, size, [90, 92, 96]));
    let mut corners = PageSize::TD3.corners().map(|(x, y)| {
        let (x_px, y_px) = truth.apply(x, y);
        ScanPoint { x_px, y_px }
    });
    let page = locate_page(&live, None, Some(corners)).expect("four good corners");
    assert_eq!((page.located_by, page.is_sure), (LocatedBy::Corners, true));
    assert!(drawn::corner_error_mm(&page.visible.scan_from_page, &truth) < 1e-6);
    corners.swap(0, 1);
    assert_eq!(locate_page(&live, None, Some(corners)).err(), Some(PageError::Corners));
}

#[test]
fn the_files_resolution_measures_the_page() {
    let size = (1500, 1200);
    let truth = drawn::laid(size, 8.0, 1.0);
    let pixels = drawn::capture(picture(), &truth, size, [90, 92, 96]);
    let claimed = |ppi: f64| {
        let mut live = drawn::live(pixels.clone());
        live.visible = drawn::scan(Light::Visible, pixels.clone(), Some(ppi));
        locate_page(&live, Some(&drawn::mrz(&truth)), None).expect("there is a page")
    };
    let page = claimed(25.4 * 8.1);
    assert!((page.width_mm - 125.0 * 8.0 / 8.1).abs() < 0.15, "{}", page.width_mm);
    // 72 pixels an inch is what programs write who do not know.
    assert_eq!(claimed(72.0).width_mm, 125.0);
}

#[test]
fn pictures_without_a_page_say_so() {
    let flat = |w: u32, h: u32, level: u8| RgbImage::from_pixel(w, h, Rgb([level; 3]));
    let cases = [
        (flat(1, 1, 9), PageError::TooSmall { width: 1, height: 1 }),
        (flat(1, 4000, 9), PageError::TooSmall { width: 1, height: 4000 }),
        (flat(1250, 880, 0), PageError::NotFound),
        (flat(1250, 880, 255), PageError::NotFound),
        (flat(3000, 70, 128), PageError::NotFound),
        (RgbImage::from_fn(900, 300, |x, y| Rgb([(x * 7 + y * 13) as u8; 3])), PageError::NotFound),
    ];
    for (pixels, expected) in cases {
        let size = pixels.dimensions();
        assert_eq!(locate_page(&drawn::live(pixels), None, None).err(), Some(expected), "{size:?}");
    }
}

#[test]
fn a_zone_that_lies_anywhere_does_no_harm() {
    for truth in [
        Homography::scale_shift(40.0, 40.0, -9000.0, -9000.0),
        Homography::scale_shift(0.01, 0.01, 0.0, 0.0),
        Homography([[0.0; 3]; 3]),
        Homography([[f64::NAN; 3]; 3]),
    ] {
        let live = drawn::live(RgbImage::from_pixel(200, 150, Rgb([40; 3])));
        let page = locate_page(&live, Some(&drawn::mrz(&truth)), None);
        assert!(page.is_err() || page.is_ok_and(|page| !page.is_sure));
    }
}
