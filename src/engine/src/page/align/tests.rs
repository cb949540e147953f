use super::*;
use crate::page::drawn::{self, Print};
use crate::page::{LocatedBy, locate_page};
use crate::scan::{Light, LiveDataSet};

/// Largest distance in mm between the view's and the true place of the page's corners, for a page whose light lies
/// under `other_from_page` while white light lies under `white_from_page`.
fn error(
    light: Light,
    white_from_page: &Homography,
    other_from_page: &Homography,
    other_size: (u32, u32),
) -> (f64, bool) {
    let print = Print::new(11, 4);
    let pixels = |light, map: &Homography, size| drawn::capture(&drawn::page(&print, light), map, size, [6, 6, 9]);
    let visible = drawn::scan(Light::Visible, pixels(Light::Visible, white_from_page, (1500, 1100)), None);
    let other = drawn::scan(light, pixels(light, other_from_page, other_size), None);
    let live = LiveDataSet { visible, ultraviolet: Some(other.clone()), infrared: None };
    let mut page = locate_page(&live, Some(&drawn::mrz(white_from_page)), None).expect("there is a page");
    assert_eq!(page.located_by, LocatedBy::Mrz);
    page.visible.scan_from_page = *white_from_page;
    let view = onto_visible(&page, &other);
    (drawn::corner_error_mm(&view.scan_from_page, other_from_page), view.is_registered)
}

#[test]
fn lights_half_a_millimetre_off_are_laid_onto_white() {
    let white = drawn::laid((1500, 1100), 8.0, 0.4);
    for (light, dx, dy) in [(Light::Ultraviolet, 0.49, -0.37), (Light::Infrared, -0.3, 0.5)] {
        let moved = white.after(&Homography::scale_shift(1.001, 1.001, dx, dy));
        let (error, is_registered) = error(light, &white, &moved, (1500, 1100));
        assert!(is_registered && error < 0.05, "{light:?}: {error} mm");
    }
}

#[test]
fn a_light_of_another_size_is_laid_onto_white() {
    let white = drawn::laid((1500, 1100), 8.0, -0.6);
    let half = Homography::scale_shift(0.5, 0.5, 2.0, -3.0).after(&white);
    let (of_half, is_registered) = error(Light::Infrared, &white, &half, (750, 550));
    assert!(is_registered && of_half < 0.12, "{of_half} mm");
    let cropped = Homography::scale_shift(1.0, 1.0, -110.0, -60.0).after(&white);
    let (of_cropped, is_registered) = error(Light::Ultraviolet, &white, &cropped, (1280, 980));
    assert!(is_registered && of_cropped < 0.05, "{of_cropped} mm");
}

#[test]
fn a_light_that_shows_nothing_keeps_the_place_and_says_so() {
    let white = drawn::laid((1500, 1100), 8.0, 0.4);
    let live =
        drawn::live(drawn::capture(&drawn::page(&Print::new(11, 4), Light::Visible), &white, (1500, 1100), [6; 3]));
    let page = locate_page(&live, Some(&drawn::mrz(&white)), None).expect("there is a page");
    for level in [0, 70, 255] {
        let flat = drawn::scan(Light::Ultraviolet, RgbImage::from_pixel(1500, 1100, image::Rgb([level; 3])), None);
        let view = onto_visible(&page, &flat);
        assert!(!view.is_registered);
        assert_eq!(view.scan_from_page, page.visible.scan_from_page);
    }
}
