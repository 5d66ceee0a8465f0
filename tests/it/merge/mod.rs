//! Merging documents and trees: random ones, and cases in folders.

mod cases;
mod driver;
mod large;
mod properties;
mod trees;
