use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::{Held, Life, Sources, Standing, Team, in_order, is_guide};
use crate::schema::Record;
use crate::schema::layout::{id_of_name, task_folder};
use crate::text::RepoPath;

/// What was said in a workspace, by the task that it is about.
#[derive(Debug)]
pub struct Said<'a> {
    by_task: ByTask<'a>,
    briefs: HashMap<&'a str, &'a Record>,
    team: Team,
}

type ByTask<'a> = HashMap<&'a str, Vec<&'a Record>>;

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
        let said = records.iter().filter_map(|record| Some((spoken_of(record)?, record)));
        let guides = records.iter().filter(|one| is_guide(one));
        Self::sorted_out(said, guides.collect(), Team::of(records), |by_task| {
            by_task.values_mut().for_each(|said| sort(said));
        })
    }

    /// Does the same with several threads: not to be called where one of them may wait for another.
    pub fn of_many(records: &'a [Record]) -> Self {
        let all = records.par_iter();
        let said: Vec<(&str, &Record)> =
            all.clone().filter_map(|record| Some((spoken_of(record)?, record))).collect();
        let guides: Vec<&Record> = all.clone().filter(|one| is_guide(one)).collect();
        let people: Vec<&Record> = all.filter(|one| one.is("person")).collect();
        Self::sorted_out(said.into_iter(), guides, Team::of(people), |by_task| {
            by_task.par_iter_mut().for_each(|(_, said)| sort(said));
        })
    }

    fn sorted_out(
        said: impl Iterator<Item = (&'a str, &'a Record)>,
        guides: Vec<&'a Record>,
        team: Team,
        put_in_order: impl FnOnce(&mut ByTask<'a>),
    ) -> Self {
        let mut by_task = ByTask::new();
        for (task, record) in said {
            by_task.entry(task).or_default().push(record);
        }
        put_in_order(&mut by_task);
        let mut briefs: HashMap<&str, &Record> = HashMap::new();
        let names: [fn(&Record) -> &str; 2] = [|brief| &brief.id, |brief| brief.path.stem()];
        for name in names {
            for brief in &guides {
                briefs.entry(name(brief)).or_insert(brief);
            }
        }
        Self { by_task, briefs, team }
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

/// Returns the task that a reply or a review is about; `None` of anything else.
fn spoken_of(record: &Record) -> Option<&str> {
    (record.is("reply") || record.is("review")).then(|| task_of(record)).flatten()
}

/// Puts what was said about one task in order.
fn sort(said: &mut [&Record]) {
    if said.len() > 1 {
        said.sort_by(|one, other| in_order(one, other));
    }
}

/// Returns the task that a reply or review names, else the one in whose folder it lies.
pub fn task_of(record: &Record) -> Option<&str> {
    record.text("task").or_else(|| {
        let folder = task_folder(&record.path)?;
        Some(id_of_name(folder).unwrap_or(folder))
    })
}
