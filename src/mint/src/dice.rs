//! Seeded chance: the only source of randomness in the mint.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random numbers that depends on its seed alone.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of that purpose and those seeds; another purpose gives an independent one.
    pub(crate) fn new(purpose: &str, seeds: &[u64]) -> Self {
        let mut state = purpose.bytes().fold(0x9E37_79B9_7F4A_7C15, |hash, byte| mix(hash ^ u64::from(byte)));
        for &seed in seeds {
            state = mix(state ^ mix(seed.wrapping_add(0x2545_F491_4F6C_DD1D)));
        }
        Self(ChaCha8Rng::seed_from_u64(state))
    }

    /// 64 random bits, to seed another stream.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Evenly in 0..1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Evenly in `low..high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Evenly in `-most..most`.
    pub(crate) fn around_zero(&mut self, most: f64) -> f64 {
        self.between(-most, most)
    }

    /// Evenly among `0..count`; 0 where `count` is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// True that often.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of the items. The list must not be empty.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        assert!(!items.is_empty(), "nothing to pick from");
        &items[self.below(items.len())]
    }

    /// Normal with mean 0 and deviation 1 (sum of twelve, cut at ±6).
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// Finaliser of SplitMix64: spreads every bit over the word.
pub(crate) fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// Noise of a place: -1..1, the same for the same place and seed, whatever order pixels are visited in.
pub(crate) fn noise_at(seed: u64, x: u32, y: u32) -> f32 {
    let word = mix(seed ^ (u64::from(x) << 32 | u64::from(y)).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    // The sum of four bytes is near enough to normal for grain.
    let sum: u64 = (0..4).map(|byte| (word >> (16 * byte)) & 0xFFFF).sum();
    (sum as f32 - 131_070.0) / 131_070.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_same_stream() {
        let draw = |seed| {
            let mut dice = Dice::new("test", &[seed]);
            (0..8).map(|_| dice.bits()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let mut dice = Dice::new("range", &[1]);
        assert!((0..1000).all(|_| (0.0..1.0).contains(&dice.unit())));
        assert!((0..1000).all(|_| dice.below(3) < 3));
        assert!((0..100).all(|i| noise_at(3, i, 5).abs() <= 1.0));
    }
}
