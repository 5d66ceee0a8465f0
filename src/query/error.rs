use thiserror::Error;
use unicode_width::UnicodeWidthStr;

use crate::text::{Span, harmless};

/// A query that cannot be read, with the place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong.
    pub message: String,
    /// Where in the query.
    pub span: Span,
    /// What was expected there.
    pub expected: Option<String>,
    pub(super) cause: Cause,
}

/// Where the reason lies that a query cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Cause {
    #[default]
    Here,
    /// In a saved query.
    Saved,
    /// In saved queries that name each other in a circle: these.
    Circle(Vec<String>),
}

impl QueryError {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, expected: None, cause: Cause::Here }
    }

    /// Says that something at `span` cannot be answered.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        Self::new(span, message)
    }

    pub(super) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Returns the query with carets below the place, on two lines.
    pub fn pointed(&self, query: &str) -> String {
        let before = harmless(Span::new(0, self.span.start).of(query)).width();
        let carets = harmless(self.span.of(query)).width().max(1);
        format!("{}\n{}{}", harmless(query), " ".repeat(before), "^".repeat(carets))
    }
}
