use super::*;
use crate::page::drawn::{self, Print};
use crate::page::locate_page;
use crate::scan::LiveDataSet;

/// 95th percentile of the distance in mm between where two maps put places all over the page.
fn error_p95(found: &Homography, truth: &Homography) -> f64 {
    let page_from_scan = truth.inverse().expect("regular");
    let mut errors: Vec<f64> = (0..13 * 9)
        .map(|idx| {
            let (x, y) = (2.5 + 10.0 * f64::from(idx % 13), 4.0 + 10.0 * f64::from(idx / 13));
            let (u, v) = found.apply(x, y);
            let (p, q) = page_from_scan.apply(u, v);
            (p - x).hypot(q - y)
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    errors[errors.len() * 95 / 100]
}

fn capture(print: &Print, light: Light, map: &Homography) -> std::sync::Arc<crate::scan::Scan> {
    drawn::scan(light, drawn::capture(&drawn::page(print, light), map, (1700, 1300), [60, 64, 70]), None)
}

#[test]
fn a_flatbed_capture_lies_over_its_specimen() {
    let print = Print::new(101, 1);
    let (model, specimen) = (drawn::model(&print, 1), drawn::specimen(&print));
    for (angle, holder) in [(0.0, 5), (1.7, 6), (-2.3, 7)] {
        let map = drawn::laid((1700, 1300), 11.8, angle);
        let live = Print { holder, ..print.clone() };
        let moved = map.after(&Homography::scale_shift(1.0, 1.0, 0.3, -0.35));
        let live = LiveDataSet {
            visible: capture(&live, Light::Visible, &map),
            ultraviolet: Some(capture(&live, Light::Ultraviolet, &moved)),
            infrared: Some(capture(&live, Light::Infrared, &map)),
        };
        let page = locate_page(&live, Some(&drawn::mrz(&map)), None).expect("there is a page");
        let laid = register(&page, &model, &specimen, None).expect("it is its specimen");
        let error = error_p95(&laid.visible.scan_from_page, &map);
        assert!(error < 0.03, "{error} mm in white light at {angle}°");
        let ultraviolet = laid.ultraviolet.as_ref().expect("was given");
        let error = error_p95(&ultraviolet.scan_from_page, &moved);
        assert!(error < 0.06 && ultraviolet.is_registered, "{error} mm in ultraviolet at {angle}°");
        let error = error_p95(&laid.infrared.as_ref().expect("was given").scan_from_page, &map);
        assert!(error < 0.06, "{error} mm in infrared at {angle}°");
        assert_eq!((laid.located_by, laid.is_sure), (LocatedBy::Specimen, true));
        let trusted: Vec<_> = laid.residuals.iter().filter(|residual| 0.4 < residual.trust).collect();
        assert!(20 < trusted.len(), "{} places", trusted.len());
        assert!(trusted.iter().all(|residual| residual.dx_mm.hypot(residual.dy_mm) < 0.05));
    }
}

#[test]
fn residuals_show_what_does_not_follow() {
    let print = Print::new(101, 1);
    let (model, specimen) = (drawn::model(&print, 1), drawn::specimen(&print));
    let map = drawn::laid((1700, 1300), 11.8, 0.0);
    let mut picture = drawn::page(&Print { holder: 5, ..print }, Light::Visible);
    // One part of the page printed 0.2 mm too far to the right.
    let shift = (0.2 * drawn::PX_PER_MM).round() as u32;
    let original = picture.clone();
    for y in 0..(20.0 * drawn::PX_PER_MM) as u32 {
        for x in (70.0 * drawn::PX_PER_MM) as u32..(120.0 * drawn::PX_PER_MM) as u32 {
            picture.put_pixel(x, y, *original.get_pixel(x - shift, y));
        }
    }
    let pixels = drawn::capture(&picture, &map, (1700, 1300), [60, 64, 70]);
    let page = locate_page(&drawn::live(pixels), Some(&drawn::mrz(&map)), None).expect("there is a page");
    let laid = register(&page, &model, &specimen, None).expect("it is its specimen");
    let moved: Vec<f64> = laid
        .residuals
        .iter()
        .filter(|r| 72.0 < r.area.left && r.area.right() < 118.0 && r.area.bottom() < 19.9 && 0.3 < r.trust)
        .map(|r| r.dx_mm)
        .collect();
    assert!(4 <= moved.len(), "{moved:?}");
    assert!(moved.iter().all(|dx| (0.05..0.25).contains(dx)), "{moved:?}");
}

#[test]
fn a_page_of_another_model_does_not_lie_over_it() {
    let print = Print::new(101, 1);
    let (model, specimen) = (drawn::model(&print, 1), drawn::specimen(&print));
    let map = drawn::laid((1700, 1300), 11.8, 0.5);
    for pixels in [
        drawn::capture(&drawn::page(&Print::new(505, 3), Light::Visible), &map, (1700, 1300), [60, 64, 70]),
        image::RgbImage::from_pixel(1700, 1300, image::Rgb([128; 3])),
    ] {
        let page = locate_page(&drawn::live(pixels), Some(&drawn::mrz(&map)), None).expect("the zone says where");
        assert_eq!(register(&page, &model, &specimen, None).err(), Some(RegisterError::Unlike));
    }
}
