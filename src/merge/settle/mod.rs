//! Settling a conflict note: reading what was ticked in it, and carrying that out in the document.
//!
//! Owns the other half of [`Note`](super::Note): what that writes, this reads back. The same
//! document, note and choice give the same bytes on every machine.

mod apply;
mod read;
#[cfg(test)]
mod tests;

pub use apply::{Refusal, settle, stands};
pub(super) use apply::{Standing, standing};
pub use read::{Choice, OpenNote, Unclear, is_bare_change};
