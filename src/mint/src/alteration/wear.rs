//! Use and age. None of it is anybody's fault, and none of it may fail a document.

pub(super) mod fading;
pub(super) mod folds;
pub(super) mod handwriting;
pub(super) mod scratches;
pub(super) mod stains;
pub(super) mod stamp;
