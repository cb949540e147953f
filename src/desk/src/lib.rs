//! The examiner's window.
