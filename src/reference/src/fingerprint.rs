//! Fingerprints as the database keeps them: made once from the specimen, made again when the way of making changes.

use engine::enrol::FINGERPRINT_CLEARANCE_MM;
use engine::identify::Fingerprint;
use engine::model::DocumentModel;
use image::{Rgb, RgbImage};
use sha2::{Digest, Sha256};

/// Bytes of one key point: place, descriptor.
const POINT: usize = 2 * 4 + 4 * 8;

/// The fingerprint of a model's static print, from its specimen in white light.
pub(crate) fn of(model: &DocumentModel, visible: &RgbImage, px_per_mm: f64) -> Fingerprint {
    Fingerprint::of(visible, px_per_mm, |place| model.is_dynamic_at(place, FINGERPRINT_CLEARANCE_MM))
}

/// A number that changes whenever records are made of their files in another way: the hash of the fingerprint that a
/// drawing of rings gives, and of the checks that routines may name.
pub(crate) fn version() -> u32 {
    let rings = RgbImage::from_fn(240, 160, |x, y| {
        let ring = |cx: u32, cy: u32| (x.abs_diff(cx).pow(2) + y.abs_diff(cy).pow(2)) / 97 % 2 * 60;
        Rgb([(100 + ring(70, 50)) as u8, (60 + ring(150, 110)) as u8, (70 + ring(110, 20) + ring(30, 150)) as u8])
    });
    let mut bytes = to_bytes(&Fingerprint::of(&rings, 8.0, |place| place.x_mm < 3.0));
    bytes.extend(crate::record::known_checks().join("\n").bytes());
    let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(bytes));
    u32::from_be_bytes([a, b, c, d])
}

/// Places and descriptors, one key point after another, little-endian.
pub(crate) fn to_bytes(fingerprint: &Fingerprint) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(POINT * fingerprint.places.len());
    for (place, descriptor) in fingerprint.places.iter().zip(&fingerprint.descriptors) {
        bytes.extend(place.iter().flat_map(|value| value.to_le_bytes()));
        bytes.extend(descriptor.iter().flat_map(|word| word.to_le_bytes()));
    }
    bytes
}

/// The way back; `None` where the length is not that of whole key points.
pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Fingerprint> {
    let mut fingerprint = Fingerprint::default();
    let (points, rest) = bytes.as_chunks::<POINT>();
    for point in points {
        let (place, descriptor) = point.split_at(8);
        let (place, _) = place.as_chunks::<4>();
        let (descriptor, _) = descriptor.as_chunks::<8>();
        fingerprint.places.push([f32::from_le_bytes(*place.first()?), f32::from_le_bytes(*place.get(1)?)]);
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(descriptor) {
            *word = u64::from_le_bytes(*bytes);
        }
        fingerprint.descriptors.push(words);
    }
    rest.is_empty().then_some(fingerprint)
}

#[cfg(test)]
mod tests {
    use engine::geometry::PagePoint;
    use engine::scan::Light;

    use super::*;
    use crate::picture;
    use crate::tests::jpeg;

    #[test]
    fn the_version_rests_on_key_points_and_stays() {
        assert_eq!(version(), version());
        let of_nothing = <[u8; 32]>::from(Sha256::digest([]));
        assert_ne!(version().to_be_bytes(), of_nothing[..4]);
    }

    #[test]
    fn personal_places_leave_no_key_points() {
        let model = crate::tests::model();
        let picture = picture::decode(Light::Visible, &jpeg(984, 693, 200, 7)).unwrap().pixels;
        let fingerprint = of(&model, &picture, 200.0 / 25.4);
        assert!(100 < fingerprint.places.len(), "{fingerprint:?}");
        for [x, y] in &fingerprint.places {
            let place = PagePoint { x_mm: f64::from(*x), y_mm: f64::from(*y) };
            assert!(!model.is_dynamic_at(place, 1.6), "{place:?}");
        }
    }

    #[test]
    fn bytes_carry_every_key_point() {
        let fingerprint = Fingerprint {
            places: vec![[1.5, -2.25], [124.0, f32::MIN_POSITIVE]],
            descriptors: vec![[1, 2, 3, u64::MAX], [0, 7, 1 << 63, 5]],
        };
        let bytes = to_bytes(&fingerprint);
        assert_eq!(bytes.len(), 80);
        assert_eq!(from_bytes(&bytes), Some(fingerprint));
        assert_eq!(from_bytes(&bytes[1..]), None);
        assert_eq!(from_bytes(&[]), Some(Fingerprint::default()));
    }
}
