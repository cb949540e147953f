//! Examine travel documents: the window and every command.
fn main() {}
