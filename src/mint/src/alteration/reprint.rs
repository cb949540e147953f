//! Reproduction of a whole page: scanned, separated into cyan, magenta, yellow and black, screened, printed on other paper.

use engine::scan::Light;

use crate::alteration::Work;
use crate::dice::noise_at;
use crate::ink::{Ink, Paper};
use crate::print::Rasters;

/// A copying machine.
pub(super) struct Machine {
    /// Cyan, magenta, yellow, black.
    pub(super) inks: [Ink; 4],
    /// Which of them it prints with.
    pub(super) colours: Colours,
    /// How tones become dots.
    pub(super) screen: Screen,
    /// Blur of its scanner, in pixels of the page's raster.
    pub(super) blur_px: f64,
    /// Seed of its noise.
    pub(super) seed: u64,
}

/// The inks a machine prints with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    /// All four.
    Full,
    /// Black alone, whatever the colour.
    BlackAlone,
}

/// How tones become dots.
pub(super) enum Screen {
    /// Dots that grow on a grid: lines a mm.
    Amplitude(f64),
    /// Drops of one size, scattered.
    Frequency,
    /// No dots.
    Continuous,
}

/// Reproduces the page from its picture in white light; what white light does not show is lost.
pub(super) fn reproduce(rasters: &mut Rasters, work: &mut Work<'_>, machine: &Machine) {
    let scanned = image::imageops::fast_blur(&rasters.visible, machine.blur_px as f32);
    let paper = Paper::BRIGHTENED;
    let px_per_mm = rasters.px_per_mm;
    let width = rasters.visible.width() as usize;
    rasters.rows().for_each_row(|y, visible, ultraviolet, infrared| {
        for x in 0..width {
            let pixel = scanned.get_pixel(x as u32, y as u32).0;
            let amounts = separate(pixel.map(|v| f32::from(v) / 255.0), machine.colours);
            let mut white = paper.white;
            let mut glow = paper.ultraviolet;
            let mut infra = paper.infrared;
            for (idx, ink) in machine.inks.iter().enumerate() {
                let cover = machine.cover(idx, amounts[idx], x, y, px_per_mm);
                for channel in 0..3 {
                    white[channel] *= 1.0 - cover * (1.0 - ink.white[channel]);
                    glow[channel] *= 1.0 - cover * ink.uv_absorption;
                }
                infra *= 1.0 - cover * (1.0 - ink.infrared);
            }
            let tooth = 1.0 + 0.012 * noise_at(machine.seed, x as u32 / 2, y as u32 / 2);
            let byte = |v: f32| (v * tooth * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
            for channel in 0..3 {
                visible[3 * x + channel] = byte(white[channel]);
                ultraviolet[3 * x + channel] = byte(glow[channel]);
            }
            infrared[x] = byte(infra);
        }
    });
    work.mark(&Light::ALL, work.page());
}

/// Under-colour removal: the grey part goes to black, more so in the shadows. The copier takes light paper for white.
fn separate(white: [f32; 3], colours: Colours) -> [f32; 4] {
    let dark = |v: f32| ((0.955 - v) * 1.12).clamp(0.0, 1.0);
    if colours == Colours::BlackAlone {
        let [red, green, blue] = white;
        return [0.0, 0.0, 0.0, dark(0.3 * red + 0.59 * green + 0.11 * blue)];
    }
    let [c, m, y] = white.map(dark);
    let grey = c.min(m).min(y);
    let k = ((grey - 0.25) / 0.75).max(0.0).powf(1.2);
    let rest = |v: f32| ((v - k) / (1.0 - k).max(0.05)).clamp(0.0, 1.0);
    [rest(c), rest(m), rest(y), k]
}

impl Machine {
    /// Coverage of one ink at a pixel, 0..=1.
    fn cover(&self, ink_idx: usize, amount: f32, x: usize, y: usize, px_per_mm: f64) -> f32 {
        if amount <= 0.004 {
            return 0.0;
        }
        match self.screen {
            Screen::Amplitude(per_mm) => {
                let angle = [15.0_f64, 75.0, 0.0, 45.0][ink_idx].to_radians();
                let (sin, cos) = angle.sin_cos();
                let (u, v) = (x as f64 * cos + y as f64 * sin, y as f64 * cos - x as f64 * sin);
                let turn = std::f64::consts::TAU * per_mm / px_per_mm;
                let spot = 0.5 - 0.25 * ((u * turn).cos() + (v * turn).cos());
                // Toner scatters at the rim of a dot.
                let rim = 0.10 * noise_at(self.seed ^ (7 + ink_idx as u64), x as u32, y as u32);
                ((amount - spot as f32 + rim) * 2.2 + 0.5).clamp(0.0, 1.0)
            }
            Screen::Continuous => amount,
            Screen::Frequency => {
                let draw = 0.5 + 0.87 * noise_at(self.seed ^ (17 + ink_idx as u64), x as u32, y as u32);
                if draw < amount { 1.0 } else { 0.0 }
            }
        }
    }
}
