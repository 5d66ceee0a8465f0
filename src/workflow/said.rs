use std::collections::HashMap;

use super::{Standing, Team};
use crate::schema::Record;
use crate::schema::layout::{id_of_name, task_folder};

/// What was said in a workspace, by the task that it is about.
#[derive(Debug)]
pub struct Said<'a> {
    by_task: HashMap<&'a str, Vec<&'a Record>>,
    team: Team,
}

impl<'a> Said<'a> {
    /// Sorts out the replies and reviews among `records`, and who is who.
    pub fn of(records: &'a [Record]) -> Self {
        let mut by_task: HashMap<&str, Vec<&Record>> = HashMap::new();
        for record in records.iter().filter(|one| one.is("reply") || one.is("review")) {
            if let Some(task) = task_of(record) {
                by_task.entry(task).or_default().push(record);
            }
        }
        for said in by_task.values_mut() {
            said.sort_by_key(|one| (one.path.file_name(), &one.path));
        }
        Self { by_task, team: Team::of(records) }
    }

    /// Returns what was said about a task, in the order of the files' names, which begin with the
    /// time.
    pub fn about(&self, task: &Record) -> &[&'a Record] {
        self.by_task
            .get(&*task.id)
            .or_else(|| self.by_task.get(task.path.stem()))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns who is who.
    pub fn team(&self) -> &Team {
        &self.team
    }

    /// Returns where a task stands; `None` for what is no task, or cannot be read.
    pub fn standing(&self, task: &Record) -> Option<Standing> {
        Standing::of(task, self.about(task), &self.team)
    }
}

/// Returns the task that a reply or review names, else the one in whose folder it lies.
pub fn task_of(record: &Record) -> Option<&str> {
    record.text("task").or_else(|| {
        let folder = task_folder(&record.path)?;
        Some(id_of_name(folder).unwrap_or(folder))
    })
}
