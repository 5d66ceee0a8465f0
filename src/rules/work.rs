//! What several rules ask of tasks: their states.

use crate::schema::Record;
use crate::workflow::State;

/// Tells whether the assignee owes the work: sent, and neither delivered nor laid aside.
pub fn is_under_way(record: &Record) -> bool {
    record.text("status").and_then(State::parse).is_some_and(State::is_under_way)
}
