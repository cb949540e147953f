//! Fictional documents: inks, printing, holders, alterations and captures, with ground truth.
//!
//! ```text
//! ModelDesign ─▶ static layers ─┐
//! Holder ──────▶ personal layers ┴▶ Print ─▶ Rasters (VI, UV, IR at 600 ppi) ─▶ Captured ─▶ files and truth.json
//!                                     ▲ inks       ▲ alterations, wear             capture
//! ```
//! States, people and documents are invented, and every page says SPECIMEN. Nothing here reads or recognises anything, and
//! the engine draws nothing: one cannot cover up for the other.

#![allow(dead_code)]

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
mod specimen;
mod truth;
pub mod type_face;

pub use crate::alteration::Alteration;
pub use crate::capture::{CaptureKind, Captured, capture};
pub use crate::design::{ModelDesign, model, models};
pub use crate::document::{AlteredArea, Minted, mint_page, mint_page_at};
pub use crate::holder::{Holder, holders};
pub use crate::specimen::{SpecimenError, write_specimens};
pub use crate::truth::{truth, write_capture};
