//! The language in which people ask for documents: `status:sent to:kari -kind:brief november`.
//!
//! Owns reading it, with errors that point into the query, and matching a [`Record`] against it.
//! Pure: what a record does not hold comes with the
//! [`Context`].
//!
//! [`Record`]: crate::schema::Record

mod context;
mod error;
mod matching;
mod parse;
pub mod words;

pub use context::Context;
pub use error::QueryError;
pub use parse::parse;

use crate::text::Span;

/// A query: a document must fit every term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub terms: Vec<Term>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Where it stands in the query, the minus sign included.
    pub span: Span,
    /// What fits is left out instead.
    pub negated: bool,
    pub test: Test,
}

/// What a term asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The text stands in the title or the id.
    Words(String),
    /// The kind is one of these, by English name.
    Kind(Vec<String>),
    /// The field with this English key has one of these values.
    Field { key: String, values: Vec<String> },
    /// The document needs to be mended before it can be read.
    Broken,
    /// It is a task that is not closed.
    Open,
    /// It is a task whose work is owed and whose time is over.
    Late,
    /// It is a task that waits for one of these people.
    Waiting(Vec<String>),
}

impl Query {
    /// Tells whether the query says something about kinds itself.
    pub fn names_kinds(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.test, Test::Kind(_)) && !term.negated)
    }
}

#[cfg(test)]
mod tests;
