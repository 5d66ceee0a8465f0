//! The documents that fit a query, side by side in columns.

use jiff::civil::Date;
use jiff::{ToSpan, ZonedDateTime};
use thiserror::Error;

use super::find::Finder;
use super::listed::Listed;
use crate::query::{Key, Literal, QueryError, Subject, Test, Wanted};
use crate::text::Span;
use crate::workflow::State;
use crate::workspace::{Progress, Snapshot};

/// What a board is made of, and for whom.
#[derive(Clone, Copy)]
pub struct BoardOptions<'a> {
    pub query: &'a str,
    /// What the columns stand for; `status` when absent.
    pub by: Option<&'a str>,
    /// The short name of whoever asks, where that is known.
    pub me: Option<&'a str>,
    /// Is told how many of how many documents are taken into the index of words.
    pub indexing: Progress<'a>,
}

/// Documents in columns.
#[derive(Debug)]
pub struct Board {
    /// What the columns stand for: `status`, `person`, `due`, or the English key of a field.
    pub by: String,
    /// In their order, none of them empty.
    pub columns: Vec<Lane>,
    /// How many documents fit, those beyond the query's limit too.
    pub total: usize,
}

/// One column of a board.
#[derive(Debug)]
pub struct Lane {
    /// `None` for what has no value to stand under.
    pub name: Option<String>,
    pub items: Vec<Listed>,
}

/// A board that cannot be made.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BoardError {
    #[error(transparent)]
    Query(QueryError),
    #[error("{}", .0.message)]
    By(QueryError),
}

enum By {
    /// For whom a task waits.
    Person,
    /// The week that a task is due in.
    Due,
    Key(Key),
}

/// The weeks of a board by due date, in their order.
const WEEKS: [&str; 4] = ["overdue", "this week", "next week", "later"];

/// Puts the documents that fit a query into columns.
///
/// Tasks alone unless the query names kinds, and those that are closed only when it asks for them. In
/// a column documents come in the order of the query; else by due date.
///
/// # Errors
/// When the query cannot be read, or there is nothing of the name that the columns should stand for.
pub fn board(snapshot: &Snapshot, options: BoardOptions<'_>) -> Result<Board, BoardError> {
    let finder = Finder::new(snapshot, options.me).telling(options.indexing);
    let vocabulary = finder.vocabulary();
    let word = options.by.unwrap_or("status").trim().to_lowercase();
    let by = match word.as_str() {
        "person" | "waiting" | "waiting_on" | "venter" => By::Person,
        "due" | "frist" | "week" | "uke" => By::Due,
        name => {
            let found = Key::parse(name, Span::new(0, name.len()), &vocabulary);
            By::Key(found.map_err(BoardError::By)?)
        }
    };
    let mut query = finder.parse(options.query).map_err(BoardError::Query)?;
    let asks = |text: &str| finder.parse(text).map(|query| query.terms).map_err(BoardError::Query);
    let says_closed = asks_for_closed(&query.terms);
    if !query.names_kinds() {
        query.terms.extend(asks("kind:task")?);
        if !says_closed {
            query.terms.extend(asks("-is:closed")?);
        }
    }
    if query.sort.is_empty() {
        query.sort = finder.parse("sort:due").map_err(BoardError::Query)?.sort;
    }
    let found = finder.find(&query).map_err(BoardError::Query)?;
    let today = snapshot.now().map(|now| {
        let zone = &snapshot.config().zone;
        zone.to_datetime(ZonedDateTime::timestamp(now)).date()
    });
    let place = |one: &Listed| match &by {
        By::Person => one.standing.as_ref().and_then(|standing| standing.waiting_on.clone()),
        By::Due => week(one, today, snapshot),
        By::Key(Key::Status) => one
            .standing
            .as_ref()
            .map(|standing| standing.state.name().to_owned())
            .or_else(|| written(one, "status")),
        By::Key(Key::Kind) => one.kind.as_deref().map(str::to_owned),
        By::Key(key) => written(one, key.name()),
    };
    let mut columns: Vec<Lane> = Vec::new();
    for one in found.items {
        let name = place(&one);
        match columns.iter_mut().find(|lane| lane.name == name) {
            Some(lane) => lane.items.push(one),
            None => columns.push(Lane { name, items: vec![one] }),
        }
    }
    columns.sort_by(|a, b| order(&by, a.name.as_deref(), b.name.as_deref(), snapshot));
    let by = match by {
        By::Person => "person".to_owned(),
        By::Due => "due".to_owned(),
        By::Key(key) => key.name().to_owned(),
    };
    Ok(Board { by, columns, total: found.total })
}

/// Tells whether a query itself says which tasks it wants by where they stand.
fn asks_for_closed(terms: &[crate::query::Term]) -> bool {
    use crate::query::Quality;
    terms.iter().any(|term| match &term.test {
        Test::Is(quality) => matches!(quality, Quality::Closed | Quality::Open),
        Test::Saved { terms, .. } => asks_for_closed(terms),
        Test::Field { key: Key::Status, wanted } => wanted.iter().any(|one| {
            matches!(
                one,
                Wanted::Is(Literal::Choice(_))
                    | Wanted::Compared(..)
                    | Wanted::Between(..)
                    | Wanted::Present
            )
        }),
        _ => false,
    })
}

fn written(one: &Listed, key: &str) -> Option<String> {
    one.value(key).map(|value| value.to_string()).filter(|text| !text.is_empty())
}

/// Returns the week that a document is due in.
fn week(one: &Listed, today: Option<Date>, snapshot: &Snapshot) -> Option<String> {
    let due = one.value("due")?.moment()?.date_in(&snapshot.config().zone);
    let today = today?;
    let monday = today
        .checked_sub(i32::from(today.weekday().to_monday_zero_offset()).days())
        .unwrap_or(today);
    let weeks_on = |count: i32| monday.checked_add((count * 7).days()).unwrap_or(Date::MAX);
    let at = match () {
        () if due < today || one.late => 0,
        () if due < weeks_on(1) => 1,
        () if due < weeks_on(2) => 2,
        () => 3,
    };
    Some(WEEKS[at].to_owned())
}

/// The order of two columns: that of states, weeks or choices, else of names; what has none is last.
fn order(
    by: &By,
    one: Option<&str>,
    other: Option<&str>,
    snapshot: &Snapshot,
) -> std::cmp::Ordering {
    let rank = |name: &str| match by {
        By::Due => WEEKS.iter().position(|week| *week == name),
        By::Key(Key::Status) => {
            State::parse(name).and_then(|state| FLOW.iter().position(|one| *one == state))
        }
        By::Key(key) => key.rank(name, snapshot.schema()),
        By::Person => None,
    };
    let key = |name: Option<&str>| (name.is_none(), name.and_then(rank).unwrap_or(usize::MAX));
    key(one).cmp(&key(other)).then_with(|| {
        crate::query::natural_order(one.unwrap_or_default(), other.unwrap_or_default())
    })
}

/// The states in the order in which a task goes through them.
const FLOW: [State; 12] = [
    State::Draft,
    State::Sent,
    State::Asked,
    State::Proposed,
    State::Confirmed,
    State::InProgress,
    State::Paused,
    State::Delivered,
    State::Returned,
    State::Declined,
    State::Accepted,
    State::Cancelled,
];
