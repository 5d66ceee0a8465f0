//! What several rules ask of tasks: their states.

use super::engine::Tree;
use crate::schema::Record;
use crate::workflow::{State, effective};

/// Tells whether it is a task that says how long it takes and may be under way, by what it says
/// itself: it is sent, and not closed. What was said about it decides.
pub fn is_estimated_work(record: &Record) -> bool {
    let may_be_under_way = |status: State| status != State::Draft && !status.is_closed();
    record.is("task")
        && record.field("estimate_hours").is_some()
        && record.text("status").and_then(State::parse).is_some_and(may_be_under_way)
}

/// Tells whether the assignee owes the work: sent, and neither delivered nor laid aside.
///
/// Judged by what was said about it, as lists do. Where not all of that is known, the status counts
/// as it is written.
pub(super) fn is_under_way(tree: &Tree<'_>, task: &Record) -> bool {
    if !tree.is_whole_workspace() {
        return task.text("status").and_then(State::parse).is_some_and(State::is_under_way);
    }
    task.readable && effective(task, &tree.about(task), tree.team(), None).is_under_way()
}
