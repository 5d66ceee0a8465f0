//! A list of the documents that fit a query.

use thiserror::Error;

use super::columns::Column;
use super::find::{Finder, Found};
use super::listed::Listed;
use crate::query::{Key, QueryError};
use crate::workspace::Snapshot;

/// What a list is made of, and for whom.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListOptions<'a> {
    pub query: &'a str,
    /// The names of the columns with commas between them, where they are chosen.
    pub columns: Option<&'a str>,
    /// The short name of whoever asks, where that is known.
    pub me: Option<&'a str>,
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
    let finder = Finder::new(snapshot, options.me);
    let vocabulary = finder.vocabulary();
    let columns = options
        .columns
        .map(|names| Column::parse_all(names, &|name, span| Key::parse(name, span, &vocabulary)))
        .transpose()
        .map_err(ListError::Columns)?;
    let query = finder.parse(options.query).map_err(ListError::Query)?;
    let Found { items, total } = finder.find(&query).map_err(ListError::Query)?;
    let perhaps = items.is_empty().then(|| finder.saved_name(options.query)).flatten();
    Ok(List { items, total, columns, perhaps })
}
