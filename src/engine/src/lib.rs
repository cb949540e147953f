//! Pixels in, examination out: reads, recognises and checks one travel document.
//!
//! ```text
//! LiveDataSet ─▶ MrzReading ─▶ Page ─▶ Readings ─▶ DocumentModel ─▶ page laid over specimen ─▶ Finding… ─▶ Examination
//!  scan          reading::mrz  page    reading     identify          register                   check       examination
//! ```
//! No file, clock, window, database or language: same input, same [`Examination`], bit for bit.

pub mod catalog;
pub mod check;
pub mod date;
pub mod enrol;
pub mod examination;
mod examine;
pub mod geometry;
pub mod identify;
mod memo;
pub mod model;
pub mod page;
pub mod reading;
pub mod register;
pub mod scan;
pub mod suspicion;

pub use crate::examination::Examination;
pub use crate::examine::{ExamineError, Options, ReadPage, Stage, examine, read};
