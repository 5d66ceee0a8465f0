//! A list of the documents that fit a query.

use thiserror::Error;

use super::columns::Column;
use super::find::{Finder, Found};
use super::listed::Listed;
use crate::query::{Key, QueryError};
use crate::workspace::{Progress, SILENT, Snapshot};

/// What a list is made of, and for whom.
#[derive(Clone, Copy)]
pub struct ListOptions<'a> {
    pub query: &'a str,
    /// The names of the columns with commas between them, where they are chosen.
    pub columns: Option<&'a str>,
    /// The short name of whoever asks, where that is known.
    pub me: Option<&'a str>,
    /// Is told how many of how many documents are taken into the index of words.
    pub indexing: Progress<'a>,
}

impl<'a> ListOptions<'a> {
    /// What fits a query, in the usual columns, for nobody in particular.
    pub fn of(query: &'a str) -> Self {
        Self { query, columns: None, me: None, indexing: SILENT }
    }
}

/// The documents that fit a query.
#[derive(Debug)]
pub struct List {
    /// In the order of the query; else by kind, person and number.
    pub items: Vec<Listed>,
    /// How many fit, those beyond the query's limit too.
    pub total: usize,
    /// The columns asked for, where they are.
    pub columns: Option<Vec<Column>>,
    /// Where nothing fits: the saved query that the query may have meant.
    pub perhaps: Option<String>,
    /// The query has words in it: what was said about tasks may have them too.
    pub has_words: bool,
}

/// A list that cannot be made.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ListError {
    #[error(transparent)]
    Query(QueryError),
    #[error("{}", .0.message)]
    Columns(QueryError),
}

/// Returns the documents that fit a query.
///
/// Replies and reviews are among them only when the query names kinds. A document that cannot be
/// read stands here too, by what could be read of it.
///
/// # Errors
/// When the query, or the choice of columns, cannot be read.
pub fn list(snapshot: &Snapshot, options: ListOptions<'_>) -> Result<List, ListError> {
    let finder = Finder::new(snapshot, options.me).telling(options.indexing);
    let vocabulary = finder.vocabulary();
    let columns = options
        .columns
        .map(|names| Column::parse_all(names, &|name, span| Key::parse(name, span, &vocabulary)))
        .transpose()
        .map_err(ListError::Columns)?;
    let query = finder.parse(options.query).map_err(ListError::Query)?;
    let Found { items, total } = finder.find(&query).map_err(ListError::Query)?;
    let perhaps = items.is_empty().then(|| finder.saved_name(options.query)).flatten();
    let has_words = !query.words().is_empty() && !query.names_kinds();
    Ok(List { items, total, columns, perhaps, has_words })
}
