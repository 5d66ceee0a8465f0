//! Merging documents and trees: random ones, and cases in folders.

mod campaign;
mod cases;
mod driver;
mod draft;
mod forest;
mod frozen;
mod large;
pub(crate) mod memory;
mod nasty;
mod properties;
mod tree_campaign;
mod tree_cases;
mod trees;
