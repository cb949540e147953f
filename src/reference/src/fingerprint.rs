//! Fingerprints as the database keeps them: made once from the specimen, made again when the way of making changes.

use engine::identify::Fingerprint;

/// Bytes of one key point: place, descriptor.
const POINT: usize = 2 * 4 + 4 * 8;

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
    use super::*;

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
