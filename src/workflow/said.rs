use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};

use super::{Held, Life, Sources, Standing, Team, in_order, is_guide};
use crate::schema::Record;
use crate::schema::layout::{id_of_name, task_folder};
use crate::text::RepoPath;

/// What was said in a workspace, by the task that it is about.
#[derive(Debug)]
pub struct Said<'a> {
    by_task: HashMap<&'a str, Vec<&'a Record>>,
    briefs: HashMap<&'a str, &'a Record>,
    team: Team,
}

/// The contents of the files of a tree.
pub trait Contents {
    /// Tells what a file holds.
    fn held(&self, path: &RepoPath) -> Held;

    /// Returns a file of this name, extension included, the first one by path.
    fn called(&self, name: &str) -> Option<RepoPath>;
}

/// Briefs and routines from records, files from elsewhere.
struct Around<'s, 'a> {
    briefs: &'s HashMap<&'a str, &'a Record>,
    contents: &'s dyn Contents,
}

impl Sources for Around<'_, '_> {
    fn brief(&self, name: &str) -> Option<Cow<'_, Record>> {
        self.briefs.get(name).map(|brief| Cow::Borrowed(*brief))
    }

    fn held(&self, path: &RepoPath) -> Held {
        self.contents.held(path)
    }

    fn called(&self, name: &str) -> Option<RepoPath> {
        self.contents.called(name)
    }
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
            said.sort_by(|one, other| in_order(one, other));
        }
        let mut briefs: HashMap<&str, &Record> = HashMap::new();
        let names: [fn(&Record) -> &str; 2] = [|brief| &brief.id, |brief| brief.path.stem()];
        for name in names {
            for brief in records.iter().filter(|one| is_guide(one)) {
                briefs.entry(name(brief)).or_insert(brief);
            }
        }
        Self { by_task, briefs, team: Team::of(records) }
    }

    /// Returns what was said about a task, in the order of [`in_order`].
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
    ///
    /// Without the contents of files it is not asked whether terms and deliveries are still what they
    /// were.
    pub fn standing(&self, task: &Record, contents: Option<&dyn Contents>) -> Option<Standing> {
        self.with_sources(contents, |sources| {
            Standing::of(task, self.about(task), &self.team, sources)
        })
    }

    /// Returns what became of a task.
    pub fn life<'s>(&'s self, task: &'s Record, contents: Option<&dyn Contents>) -> Life<'s> {
        self.with_sources(contents, |sources| Life::of(task, self.about(task), &self.team, sources))
    }

    /// Hands out what terms and deliveries are made of.
    pub fn with_sources<T>(
        &self,
        contents: Option<&dyn Contents>,
        what: impl FnOnce(Option<&dyn Sources>) -> T,
    ) -> T {
        let around = contents.map(|contents| Around { briefs: &self.briefs, contents });
        what(around.as_ref().map(|around| around as &dyn Sources))
    }
}

/// Returns the task that a reply or review names, else the one in whose folder it lies.
pub fn task_of(record: &Record) -> Option<&str> {
    record.text("task").or_else(|| {
        let folder = task_folder(&record.path)?;
        Some(id_of_name(folder).unwrap_or(folder))
    })
}
