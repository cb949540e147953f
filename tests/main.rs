//! What the user relies on, tested from outside.
#[test]
fn builds() {}
