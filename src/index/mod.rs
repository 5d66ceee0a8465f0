//! Records of all documents of a tree.
//!
//! Owns the one pass that reads, checks and forgets. Knows no meaning of a record, and not where
//! a file comes from: a [`Reader`] hands it in.

pub mod documents;
pub mod history;
pub mod names;
mod scan;
pub mod words;

pub use scan::{Reader, Scan, check_between, report, scan, text_of};
