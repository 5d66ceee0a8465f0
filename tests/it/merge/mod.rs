//! Merging documents and trees: random ones, and cases in folders.

mod properties;
