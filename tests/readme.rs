//! The README says of the tool's limits what the window says.

use std::path::Path;

#[test]
fn the_readme_names_every_limit_that_the_window_names() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let readme = words(&text);
    for limit in report::words::CANNOT_SEE {
        assert!(readme.contains(&words(limit)), "not in the README: {limit}");
    }
}
