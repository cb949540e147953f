//! Any bytes as a pack of document models: taken apart, refused in one line or whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use reference::Pack;

fuzz_target!(|bytes: &[u8]| {
    match Pack::read(bytes) {
        Ok(pack) => assert!(pack.models.iter().all(|model| !model.files.is_empty())),
        Err(error) => assert_eq!(error.to_string().lines().count(), 1),
    }
});
