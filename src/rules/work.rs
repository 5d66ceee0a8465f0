//! What several rules ask of tasks: their states, and what was said about them.

use std::collections::HashMap;

use super::engine::Tree;
use crate::schema::Record;
use crate::schema::layout::{id_of_name, task_folder};

/// Tells whether the assignee owes the work: sent, and neither delivered nor laid aside.
pub(super) fn is_under_way(record: &Record) -> bool {
    matches!(
        record.text("status"),
        Some("sent" | "asked" | "proposed" | "confirmed" | "in_progress" | "returned")
    )
}

/// Replies and reviews by the task that they are about.
pub(super) struct Said<'a>(HashMap<&'a str, Vec<&'a Record>>);

impl<'a> Said<'a> {
    pub(super) fn of(tree: &Tree<'a>) -> Self {
        let mut by_task: HashMap<&str, Vec<&Record>> = HashMap::new();
        for record in tree.of_kind("reply").chain(tree.of_kind("review")) {
            if let Some(task) = task_of(record) {
                by_task.entry(task).or_default().push(record);
            }
        }
        Self(by_task)
    }

    /// Returns what was said about a task, in the order of the paths.
    pub(super) fn about(&self, task: &Record) -> &[&'a Record] {
        self.0
            .get(task.id.as_str())
            .or_else(|| self.0.get(task.path.stem()))
            .map_or(&[], Vec::as_slice)
    }
}

/// Returns the task that a reply or review names, else the one in whose folder it lies.
pub(super) fn task_of(record: &Record) -> Option<&str> {
    record.text("task").or_else(|| {
        let folder = task_folder(&record.path)?;
        Some(id_of_name(folder).unwrap_or(folder))
    })
}
