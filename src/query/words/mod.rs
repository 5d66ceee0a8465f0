//! Words as people type them, and where they stand in a text.
//!
//! Owns the form in which words are compared, how a text is taken apart into them, and which part
//! of a document is searched. Knows no index and no files.
//!
//! # Which letters are the same
//! Case never counts, nor whether a letter is one character or two: `Å`, `å` and `a` with a ring
//! behind it are one letter. Marks on a letter do not count either: `ide` finds `idé`, and the
//! other way round. But `å`, `æ` and `ø` are letters of their own, as in Norwegian: `a` does not
//! find `å`. Who has no such key types `aa`, `ae` or `oe`, which find both spellings; `å` finds
//! only `å`.
//!
//! # What is a word
//! Letters and digits. What is joined by one of `- _ . @ '` without a blank, and digits joined by
//! a comma, is found whole, from each of its parts on, and by each part: `kari@example.com` by
//! that, by `example.com` and by `kari`. `epost` and `e-post` find each other.
//!
//! A typed word is the beginning of a word: `fakt` finds `faktura`. In quotes, words are whole and
//! stand in this order with nothing but blanks and punctuation between them.

mod find;
mod fold;
mod passages;
mod tokens;
mod word;

#[cfg(test)]
mod tests;

pub use find::{Found, find};
pub use passages::{Passage, Place, passages};
pub use tokens::{LONGEST, Tokens};
pub use word::{Term, Word};
