//! What several rules ask of tasks: their states.

use crate::schema::Record;
use crate::workflow::State;

/// Tells whether the assignee owes the work: sent, and neither delivered nor laid aside.
pub(super) fn is_under_way(record: &Record) -> bool {
    record.text("status").and_then(State::parse).is_some_and(State::is_under_way)
}

/// Tells whether it is a task that is under way and says how long it takes.
pub fn is_estimated_work(record: &Record) -> bool {
    record.is("task") && record.field("estimate_hours").is_some() && is_under_way(record)
}
