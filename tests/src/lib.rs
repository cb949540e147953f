//! What the user relies on, tested from outside; the tests are in `main.rs`.
