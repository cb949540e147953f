//! Fictional documents: inks, printing, holders, alterations and captures, with ground truth.
