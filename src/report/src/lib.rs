//! An examination turned into words, JSON and pictures.
