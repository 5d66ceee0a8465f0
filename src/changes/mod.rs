//! What differs between versions of a file, in the terms of its document.
//!
//! Owns the comparison of two versions as typed [`Change`]s, that of a merge with all it was made of,
//! the pairing of what went with what came, the choice among several that may go on where one ended, the lines that differ, and how a change is said. Pure:
//! versions come in as bytes. Knows no commits: who changed something and when is for `index`.

mod between;
mod fields;
mod gist;
mod heir;
mod lines;
mod model;
mod pairs;
mod parts;
mod together;
mod version;
mod words;

#[cfg(test)]
mod tests;

pub use between::between;
pub use gist::shortened;
pub use heir::{heir, nearest};
pub use lines::{Hunk, Line, line_changes};
pub use model::{Change, Part};
pub use pairs::{pairs, written_ids};
pub use together::of_merge;
pub use version::{Said, Version};
pub use words::{Speaker, said};
