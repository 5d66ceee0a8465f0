//! The index of a folder: what every file in it says, kept so that only what changed is read again.
//!
//! Owns what is kept of a file, how it is found by its names, and how it follows the folder. Knows
//! neither what a workspace is nor where its settings come from: they come in as [`Terms`].
//!
//! Everything is a disposable cache. A rebuild from nothing is the same code over a cache in memory,
//! and gives the same. What was read in this process is handed out from memory; the rest comes from
//! the cache as it was when it was opened, whatever others write meanwhile. Anything in the cache
//! that is not whole counts as not there.
//!
//! A file keeps a small number, its slot, for as long as it is there. 128 slots are a block, which
//! is kept twice: by what lists need of its files ([`Summary`]), and by all that is known of them
//! ([`Entry`]). Names (ids, stems, paths, what is said about a task, what links to a document) are
//! digests in buckets that lead to slots, so that one document costs the same among a thousand and
//! a hundred thousand.

mod affected;
mod ahead;
mod base;
mod core;
mod current;
mod entry;
mod full;
mod head;
mod ids;
mod keep;
mod keys;
mod makers;
mod near;
mod reading;
mod refresh;
mod shelf;
mod standings;
mod stored;
mod summary;
mod universe;

pub use core::{Index, Progress, Remembered, Seen};
pub use entry::{Entry, EntryRef, Form, Slot};
pub use ids::Ids;
pub use near::Near;
pub use reading::Terms;
pub use summary::{Summaries, Summary};
