//! Which documents a word stands in: an index of all words of all documents.
//!
//! Owns how it is kept in the cache, how it follows the documents, and the order of what is found.
//! Documents have numbers, slots; 1,024 of them are a segment, whose words stand in order in a
//! dictionary of its own. A document that changed is taken out of its segment and put in again,
//! without a look at the others. Knows no fields and no files: texts come from [`Documents`].
//!
//! What is found follows [`query::words`](crate::query::words): the same letters and the same
//! words. The order of the words of a phrase is not kept; whoever asks for one looks into the
//! documents in which all of its words stand.

mod block;
mod bytes;
mod document;
mod hits;
mod keep;
mod looked;
mod near;
mod rank;
mod segment;

#[cfg(test)]
mod tests;

use std::num::NonZeroU64;

pub use document::{Searched, stamp};
pub use hits::{Hits, Words};
pub use looked::Looked;
pub use rank::rank;

/// What tells one version of a document from another.
pub type Stamp = NonZeroU64;

/// The documents that are searched.
pub trait Documents: Sync {
    /// Returns the versions of all documents, by slot; `None` where a slot is empty.
    fn stamps(&self) -> &[Option<Stamp>];

    /// Reads the document in a slot, with the stamp of what was read; `None` where there is none.
    ///
    /// A document that cannot be read has no text.
    fn read(&self, slot: u32) -> Option<(Stamp, Searched)>;
}
