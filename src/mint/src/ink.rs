//! What is printed with and on: how each ink and paper looks in white light, infrared and under ultraviolet.

/// An ink at full coverage. Printing multiplies what lies below; fluorescence adds its own light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// Name, for ground truth and tests.
    pub name: &'static str,
    /// Share of white light let through in red, green and blue, 0..=1, at the left edge of the page.
    pub white: [f32; 3],
    /// The same at the right edge: another colour makes a rainbow print (split duct).
    pub white_right: [f32; 3],
    /// Share of infrared let through, 0..=1: 1 drops out, 0 is B900 black.
    pub infrared: f32,
    /// Light given off under 365 nm in red, green and blue, 0..=1 of the camera's range.
    pub emission: [f32; 3],
    /// Share of ultraviolet and of the fluorescence below that the ink swallows, 0..=1.
    pub uv_absorption: f32,
}

impl Ink {
    /// An offset ink that drops out in infrared.
    pub const fn offset(name: &'static str, white: [f32; 3]) -> Self {
        Self { name, white, white_right: white, infrared: 0.97, emission: [0.0; 3], uv_absorption: 0.22 }
    }

    /// An offset rainbow from one colour on the left to another on the right; drops out in infrared.
    pub const fn rainbow(name: &'static str, left: [f32; 3], right: [f32; 3]) -> Self {
        Self { name, white: left, white_right: right, infrared: 0.97, emission: [0.0; 3], uv_absorption: 0.22 }
    }

    /// The same colours in white light, but seen in infrared: the other half of a split pair.
    pub const fn split_from(other: &Self, name: &'static str, infrared: f32) -> Self {
        Self { name, infrared, ..*other }
    }

    /// Black that infrared sees: carbon, as Doc 9303-3 wants of the MRZ (B900).
    pub const fn carbon_black(name: &'static str) -> Self {
        let white = [0.13, 0.13, 0.14];
        Self { name, white, white_right: white, infrared: 0.10, emission: [0.0; 3], uv_absorption: 0.86 }
    }

    /// Black made of dyes: as dark in white light, gone in infrared.
    pub const fn dye_black(name: &'static str) -> Self {
        let white = [0.14, 0.14, 0.17];
        Self { name, white, white_right: white, infrared: 0.96, emission: [0.0; 3], uv_absorption: 0.80 }
    }

    /// A process dye of a colour printer; drops out in infrared.
    pub const fn dye(name: &'static str, white: [f32; 3]) -> Self {
        Self { name, white, white_right: white, infrared: 0.985, emission: [0.0; 3], uv_absorption: 0.45 }
    }

    /// A fluorescent ink that white light hardly shows.
    pub const fn fluorescent(name: &'static str, emission: [f32; 3]) -> Self {
        let white = [0.99, 0.99, 0.975];
        Self { name, white, white_right: white, infrared: 0.995, emission, uv_absorption: 0.55 }
    }

    /// Transmittance in white light at a place across the page, `across` 0 at the left edge and 1 at the right.
    pub(crate) fn white_at(&self, across: f32) -> [f32; 3] {
        std::array::from_fn(|c| self.white[c] + (self.white_right[c] - self.white[c]) * across)
    }
}

/// The substrate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paper {
    /// Reflectance in white light, red, green, blue, 0..=1.
    pub white: [f32; 3],
    /// Reflectance in infrared, 0..=1.
    pub infrared: f32,
    /// What the camera sees of it under 365 nm, 0..=1: dull paper sends back little but violet.
    pub ultraviolet: [f32; 3],
}

impl Paper {
    /// Security paper without brighteners.
    pub const UV_DULL: Self = Self { white: [0.945, 0.935, 0.905], infrared: 0.84, ultraviolet: [0.105, 0.195, 0.335] };

    /// Office paper: optical brighteners glow blue-white.
    pub const BRIGHTENED: Self = Self { white: [0.955, 0.955, 0.965], infrared: 0.86, ultraviolet: [0.56, 0.68, 0.97] };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_pair_differs_only_in_infrared() {
        let drop_out = Ink::offset("green", [0.3, 0.6, 0.4]);
        let absorbing = Ink::split_from(&drop_out, "green, infrared", 0.2);
        assert_eq!(drop_out.white, absorbing.white);
        assert!(absorbing.infrared < drop_out.infrared);
    }
}
