//! What the user relies on, tested from outside.

mod bad_input;
mod mrz_rules;
