//! Fictional documents: inks, printing, holders, alterations and captures, with ground truth.
//!
//! ```text
//! ModelDesign ─▶ static layers ─┐
//! Holder ──────▶ personal layers ┴▶ Print ─▶ Rasters (VI, UV, IR at 600 ppi) ─▶ Captured ─▶ files and truth.json
//!                                     ▲ inks       ▲ alterations, wear             capture
//! ```
//! States, people and documents are invented, and every page says SPECIMEN (the small drawings say nothing at all). Nothing here reads or recognises anything, and
//! the engine draws nothing: one cannot cover up for the other.

// Inks and masks, what they print, who it is for, what is done to it, and how it is seen: in that order.
pub mod alteration;
pub mod capture;
pub mod design;
mod dice;
pub mod document;
mod face;
pub mod holder;
pub mod ink;
pub mod mask;
pub mod mrz;
mod ornament;
mod personal;
pub mod print;
mod sample;
pub mod small;
mod specimen;
mod truth;
pub mod type_face;

pub use crate::alteration::Alteration;
pub use crate::capture::{CaptureKind, Captured, capture, capture_turned};
pub use crate::design::{ModelDesign, model, models};
pub use crate::document::{AlteredArea, MASTER_PX_PER_MM, Minted, mint_page, mint_page_at};
pub use crate::holder::{Holder, holders};
pub use crate::sample::write_samples;
pub use crate::small::{SmallCapture, SmallModel};
pub use crate::specimen::{SpecimenError, specimen_page, specimen_pictures, write_specimens};
pub use crate::truth::{truth, write_capture, write_white_light};
