//! The language in which people ask for documents: `status:sent to:kari -kind:brief november`.
//!
//! Owns reading it, with errors that point into the query, writing it, and telling which documents
//! fit and in which order. Pure: it sees a document as a [`Subject`], and what a query means depends
//! on who asks and when, which [`Asking`] says. `docs/query.md` is the page for people.

mod bind;
mod check;
mod doubts;
mod error;
pub mod graph;
mod key;
mod model;
mod natural;
mod offer;
mod parse;
mod print;
mod saved;
mod since;
mod subject;
mod token;
mod value;
mod vocabulary;
mod when;
pub mod words;

pub use bind::{Asking, Matcher};
pub use doubts::doubts;
pub use error::QueryError;
pub use key::Key;
pub use model::{Literal, Offer, Quality, Query, Relation, SortBy, Term, Test, Typed, Wanted};
pub use natural::compare as natural_order;
pub(crate) use offer::{Choice, fitting, of_type};
pub use offer::{key_offers, offers};
pub use parse::parse;
pub use saved::check_saved;
pub use since::{SinceError, since};
pub use subject::{RecordSubject, Records, Subject, has_in_title};
pub use vocabulary::{AnyNames, Names, Vocabulary};
pub use when::{Period, Unit, When, day_named};
pub use words::Word;

#[cfg(test)]
mod tests;
