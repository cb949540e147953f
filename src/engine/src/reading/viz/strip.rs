//! A line of print brought to the size and place the network knows.

use super::line::{Ground, Line};
use crate::geometry::PageRect;
use crate::page::image_plane::quantile;
use crate::reading::network::normalise;

/// Height of a strip, px.
pub(super) const HEIGHT: usize = 32;
/// Width of a frame, px.
pub(super) const FRAME: usize = 4;
/// Height of a capital in a strip, px.
const CAP_PX: f64 = 16.0;
/// Where letters stand in a strip, px from its top.
const BASE_PX: f64 = 24.0;
/// Width over height: strips are a quarter wider than they are printed.
const WIDEN: f64 = 1.25;
/// Room before the first and after the last ink, in heights of a capital.
const ROOM_CAPS: f64 = 0.45;
/// Longest strip, px: a line of 80 characters.
const MOST_WIDTH: usize = 1600;

/// Pixels of one line, zero mean and unit spread, a whole number of frames wide.
pub(super) struct Strip {
    /// Width in px.
    pub(super) width: usize,
    /// (32, width) row major.
    pub(super) pixels: Vec<f32>,
    left_mm: f64,
    line: Line,
}

impl Strip {
    /// The strip of a line.
    pub(super) fn of(ground: &Ground, line: Line) -> Self {
        let left_mm = line.left_mm - ROOM_CAPS * line.cap_mm;
        let length_mm = line.right_mm + ROOM_CAPS * line.cap_mm - left_mm;
        let px_per_mm = CAP_PX * WIDEN / line.cap_mm;
        let frames = (length_mm * px_per_mm / FRAME as f64).ceil() as usize;
        let width = (frames * FRAME).clamp(FRAME, MOST_WIDTH);
        let mut pixels = Vec::with_capacity(width * HEIGHT);
        for y in 0..HEIGHT {
            let y_mm = line.base_mm + (y as f64 + 0.5 - BASE_PX) * line.cap_mm / CAP_PX;
            pixels.extend((0..width).map(|x| ground.at(left_mm + (x as f64 + 0.5) / px_per_mm, y_mm)));
        }
        normalise(&mut pixels, 4.0);
        Self { width, pixels, left_mm, line }
    }

    /// Where on the page the frames from `first` up to `end` are, from the capitals' tops to the line they stand on.
    pub(super) fn area(&self, first: f64, end: f64) -> PageRect {
        let mm = FRAME as f64 * self.line.cap_mm / (CAP_PX * WIDEN);
        let top = self.line.base_mm - self.line.cap_mm;
        PageRect::new(self.left_mm + first * mm, top, (end - first) * mm, self.line.cap_mm)
    }

    /// Of each column whether no ink is in it, between the capitals' tops and the line they stand on.
    pub(super) fn clear_columns(&self) -> Vec<bool> {
        let (Some(dark), Some(light)) =
            (quantile(&mut self.pixels.clone(), 0.02), quantile(&mut self.pixels.clone(), 0.6))
        else {
            return Vec::new();
        };
        let level = (dark + light) / 2.0;
        let rows = (BASE_PX - CAP_PX) as usize..BASE_PX as usize;
        let is_clear = |x: usize| rows.clone().all(|y| self.pixels.get(y * self.width + x).is_none_or(|p| level <= *p));
        (0..self.width).map(is_clear).collect()
    }

    /// A strip of black columns on white.
    #[cfg(test)]
    pub(super) fn drawn(width: usize, is_ink: impl Fn(usize) -> bool) -> Self {
        let line = Line { left_mm: 0.0, right_mm: 1.0, base_mm: 1.0, cap_mm: 1.0 };
        let pixels = (0..HEIGHT * width).map(|idx| if is_ink(idx % width) { -1.0 } else { 1.0 }).collect();
        Self { width, pixels, left_mm: 0.0, line }
    }

    /// A strip without pixels, of that line.
    #[cfg(test)]
    pub(super) fn empty(line: Line) -> Self {
        Self { width: 0, pixels: Vec::new(), left_mm: line.left_mm, line }
    }

    /// Frames that a character as wide as it is high takes.
    pub(super) fn frames_a_cap() -> f64 {
        CAP_PX * WIDEN / FRAME as f64
    }
}
