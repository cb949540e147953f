use std::sync::LazyLock;

use super::*;
use crate::page::drawn::{self, DrawnReference, Print};
use crate::page::locate_page;
use crate::scan::Light;

/// Three models of Utopia: two strangers, and a successor of the first in which the last captions are others.
fn prints() -> [Print; 3] {
    [Print::new(101, 1), Print::new(202, 1), Print { redesigned: Some((14, 77)), ..Print::new(101, 1) }]
}

static REFERENCE: LazyLock<DrawnReference> = LazyLock::new(|| DrawnReference::new(&prints()));

/// Number of the model that a flatbed capture of this print is taken for.
fn identified(print: &Print, with_mrz: bool, angle_deg: f64) -> Option<u16> {
    let size = (1240, 1020);
    let map = drawn::laid(size, 8.5, angle_deg);
    let live = drawn::live(drawn::capture(&drawn::page(print, Light::Visible), &map, size, [70, 74, 80]));
    let mrz = with_mrz.then(|| drawn::mrz(&map));
    let page = locate_page(&live, mrz.as_ref(), None).expect("there is a page");
    let state = with_mrz.then_some("UTO");
    match identify(&page, state, Some("P"), None, &*REFERENCE) {
        Identification::Identified { model, page_from_specimen, .. } => {
            let found = page.visible.scan_from_page.after(&page_from_specimen.expect("key points placed it"));
            let error = drawn::corner_error_mm(&found, &map);
            assert!(error < 0.15, "{error} mm");
            Some(model.key.number)
        }
        NotIdentified { .. } => None,
    }
}

#[test]
fn other_holders_of_each_model_are_known() {
    for (idx, print) in prints().iter().enumerate() {
        for holder in [31, 32, 33] {
            let print = Print { holder, ..print.clone() };
            assert_eq!(identified(&print, true, 1.2), Some(idx as u16 + 1), "holder {holder}");
        }
    }
}

#[test]
fn an_unknown_model_is_not_identified() {
    for model in 300..308 {
        assert_eq!(identified(&Print::new(model, 5), true, -0.7), None, "model {model}");
    }
}

#[test]
fn an_unknown_successor_is_not_taken_for_its_predecessor() {
    let successor = Print { redesigned: Some((6, 4711)), ..Print::new(202, 8) };
    assert_eq!(identified(&successor, true, 0.0), None);
}

#[test]
fn a_page_upside_down_without_a_zone_is_known() {
    assert_eq!(identified(&Print::new(202, 44), false, 181.0), Some(2));
}

#[test]
fn a_choice_is_taken_as_it_is() {
    let map = drawn::laid((1240, 1020), 8.5, 0.0);
    let live =
        drawn::live(drawn::capture(&drawn::page(&Print::new(300, 5), Light::Visible), &map, (1240, 1020), [70; 3]));
    let page = locate_page(&live, Some(&drawn::mrz(&map)), None).expect("there is a page");
    let key = drawn::model(&prints()[0], 1).key;
    let found = identify(&page, None, None, Some(&key), &*REFERENCE);
    let Identification::Identified { model, by, page_from_specimen, .. } = found else { panic!("it was chosen") };
    assert_eq!((model.key.number, by, page_from_specimen), (1, IdentifiedBy::Choice, None));
}

#[test]
fn a_blank_page_has_no_key_points_and_no_model() {
    let print = Fingerprint::of(&RgbImage::new(1500, 1056), 12.0, |_| false);
    assert_eq!(print.places.len(), 0);
    assert_eq!(Fingerprint::of(&RgbImage::new(1, 1), 12.0, |_| false), Fingerprint::default());
    let live = drawn::live(RgbImage::from_pixel(1250, 880, image::Rgb([200; 3])));
    let map = Homography::scale_shift(10.0, 10.0, 0.0, 0.0);
    let page = locate_page(&live, Some(&drawn::mrz(&map)), None).expect("the zone says where");
    let found = identify(&page, Some("UTO"), Some("P"), None, &*REFERENCE);
    assert!(matches!(found, NotIdentified { nearest, claim: None } if nearest.len() == 3));
}

#[test]
fn key_points_keep_out_of_dynamic_zones() {
    let model = drawn::model(&prints()[0], 1);
    assert!((300..=1500).contains(&model.fingerprint.places.len()), "{}", model.fingerprint.places.len());
    for place in &model.fingerprint.places {
        let place = PagePoint { x_mm: f64::from(place[0]), y_mm: f64::from(place[1]) };
        assert!(!model.is_dynamic_at(place, 0.9));
    }
}
