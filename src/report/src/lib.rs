//! An examination turned into words, JSON and pictures.
//!
//! Everything here is a function of `&Examination`; nothing is found or decided.

pub mod card;
pub mod json;
pub mod mrz_json;
pub mod mrz_words;
pub mod picture;
pub mod viz_json;
pub mod words;
