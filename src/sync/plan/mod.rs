//! The pure half of a sync: what to share, what to hold back, what to write into the folder.
//!
//! Everything here is a function of trees and a judge; nothing reads a file or asks a clock.

mod foreign;
mod incoming;
mod local;
mod outgoing;
mod reopened;

pub use foreign::{Around, ForeignMerge, Repair, has_made};
pub use incoming::{Incoming, Merger, Put, Write, incoming};
pub use local::{LocalChanges, local_changes};
pub use outgoing::{Fault, HeldBack, Judge, Outgoing, Reason, outgoing};
pub use reopened::{Witness, committed_unaware, reopened};

use std::collections::BTreeMap;

use crate::merge::Blob;
use crate::text::RepoPath;

/// A tree of files: every path with its version.
pub type Files = BTreeMap<RepoPath, Blob>;

static EMPTY: &Files = &Files::new();

/// Returns the paths at which two trees differ: those that only the left one has first.
pub fn differing<'t>(left: &'t Files, right: &'t Files) -> impl Iterator<Item = &'t RepoPath> {
    let (left, right) = if std::ptr::eq(left, right) { (EMPTY, EMPTY) } else { (left, right) };
    let gone = left.keys().filter(|path| !right.contains_key(*path));
    let other = right.iter().filter(|(path, blob)| left.get(*path) != Some(blob));
    gone.chain(other.map(|(path, _)| path))
}
