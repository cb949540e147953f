//! What the user relies on, tested from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "everything here is a test or helps one")]

mod bad_input;
mod documents;
mod fuzz;
mod killed;
mod mrz_rules;
mod readme;
mod refused;
