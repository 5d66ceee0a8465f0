use std::collections::HashMap;

use std::sync::OnceLock;

use jiff::ZonedDateTime;
use rayon::prelude::*;

use super::facts::Facts;
use super::findings::MOST;
use super::universe::{All, Documents, SourcesOf, Universe};
use crate::diagnostic::Finding;
use crate::rules::mentions::{self, Finder, Leads, Mention};
use crate::schema::{Config, Record, Schema};
use crate::text::RepoPath;
use crate::workflow::{Clocks, Life, Team};

/// So many documents are judged at a time: they are near while one rule after another looks at them, and below
/// that number threads cost more than they bring. Few in tests, which so look across the seams.
pub(super) const PART: usize = if cfg!(test) { 2 } else { 256 };

/// What a rule between documents sees: the documents that it judges, and the universe in which it
/// looks up what they speak of.
pub(in crate::rules) struct Tree<'a> {
    pub(in crate::rules) schema: &'a Schema,
    pub(in crate::rules) config: &'a Config,
    /// The documents that are judged, in their order.
    pub(in crate::rules) subjects: &'a [Record],
    common: &'a Common<'a>,
}

/// What is the same whichever documents of a tree are judged.
pub(super) struct Common<'a> {
    finder: Finder<'a>,
    team: OnceLock<Team>,
    clocks: OnceLock<Clocks>,
}

impl<'a> Common<'a> {
    pub(super) fn new(facts: &'a Facts, universe: &'a dyn Universe) -> Self {
        let finder = Finder::new(universe, facts);
        Self { finder, team: OnceLock::new(), clocks: OnceLock::new() }
    }
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        schema: &'a Schema,
        config: &'a Config,
        common: &'a Common<'a>,
        subjects: &'a [Record],
    ) -> Self {
        Self { schema, config, subjects, common }
    }

    /// Looks at some of the documents judged at a time, several threads beside each other; returns what
    /// was found in their order.
    pub(in crate::rules) fn in_parts<T: Send>(
        &self,
        find: impl Fn(&Self) -> Vec<T> + Sync,
    ) -> Vec<T> {
        if self.subjects.len() <= PART {
            return find(self);
        }
        let found =
            self.subjects.par_chunks(PART).map(|subjects| find(&Self { subjects, ..*self }));
        let found: Vec<Vec<T>> = found.collect();
        found.into_iter().flatten().collect()
    }

    /// Hands each mention by a link in the documents judged to `each`, with the document it stands in;
    /// some by an id or a name, too.
    pub(in crate::rules) fn each_link(&self, mut each: impl FnMut(&'a Record, Mention<'a>)) {
        for record in self.subjects {
            mentions::each_link(self.schema, record, |mention| each(record, mention));
        }
    }

    /// The same of those by an id or a name; of some by a link, too.
    pub(in crate::rules) fn each_name(&self, mut each: impl FnMut(&'a Record, Mention<'a>)) {
        for record in self.subjects {
            mentions::each_name(self.schema, record, |mention| each(record, mention));
        }
    }

    /// Looks up what a mention in `from` leads to.
    pub(in crate::rules) fn leads(&self, from: &Record, mention: &Mention<'_>) -> Leads<'a> {
        self.common.finder.leads(from, mention)
    }

    /// Returns the documents of a kind that are judged, in their order.
    pub(in crate::rules) fn subjects_of(&self, kind: &str) -> impl Iterator<Item = &'a Record> {
        self.subjects.iter().filter(move |record| record.is(kind))
    }

    /// Returns all documents of a kind of which there are few, by path.
    pub(in crate::rules) fn of_kind(&self, kind: &str) -> Documents<'a> {
        self.common.finder.universe.of_kind(kind)
    }

    /// Returns the documents that `name` may mean: by id, else by the file's stem.
    pub(in crate::rules) fn find(&self, name: &str) -> Documents<'a> {
        self.common.finder.universe.named(name)
    }

    /// Returns the first document of `kind` that `name` may mean.
    pub(in crate::rules) fn find_kind(&self, name: &str, kind: &str) -> Option<&'a Record> {
        self.find(name).iter().copied().find(|record| record.is(kind))
    }

    /// Returns what was said about a task, in the order of the files' names.
    pub(in crate::rules) fn about(&self, task: &Record) -> Documents<'a> {
        self.common.finder.universe.about(task)
    }

    /// Returns what became of a task, by what was said about it.
    pub(in crate::rules) fn life<'t>(
        &'t self,
        task: &'t Record,
        said: &'t [&'t Record],
    ) -> Life<'t> {
        Life::of(task, said, self.team(), Some(&self.sources()))
    }

    fn sources(&self) -> SourcesOf<'_> {
        let contents = self.common.finder.facts.contents.as_deref();
        SourcesOf { universe: self.common.finder.universe, contents }
    }

    /// Returns who is who.
    pub(in crate::rules) fn team(&self) -> &Team {
        self.common.team.get_or_init(|| Team::of(self.of_kind("person").iter().copied()))
    }

    /// Returns when who works.
    pub(in crate::rules) fn clocks(&self) -> &Clocks {
        let people = || self.of_kind("person");
        self.common.clocks.get_or_init(|| Clocks::of(people().iter().copied(), self.config))
    }

    /// Returns the tasks of one assignee that say how long they take and may be under way, by what
    /// they say themselves, in no order.
    pub(in crate::rules) fn work_of(&self, person: &str) -> Documents<'a> {
        self.common.finder.universe.work_of(person)
    }

    /// Tells whether a path leads to a file or folder; `.md` may be left out.
    pub(in crate::rules) fn exists(&self, path: &str) -> bool {
        self.common.finder.existing(path).is_some()
    }

    /// Tells whether any of the documents judged may have a name that some systems take for another.
    pub(in crate::rules) fn may_have_twins(&self) -> bool {
        self.common.finder.universe.may_have_twins(self.subjects)
    }

    /// Returns the id that `name` was most likely meant to be, of documents whose kind is taken.
    pub(in crate::rules) fn nearest(
        &self,
        name: &str,
        takes: impl Fn(&str) -> bool,
    ) -> Option<String> {
        self.common.finder.universe.nearest(name, &takes)
    }

    /// Returns everything there is, for what is rare: it may cost reading the whole tree. `None` where
    /// somebody else judges that.
    pub(in crate::rules) fn all(&self) -> Option<All<'a>> {
        self.common.finder.universe.all()
    }

    /// Returns the present moment, where it is known.
    pub(in crate::rules) fn now(&self) -> Option<&'a ZonedDateTime> {
        self.common.finder.facts.now.as_ref()
    }

    /// Returns what came in from outside, but for the files, which the universe knows.
    pub(in crate::rules) fn facts(&self) -> &'a Facts {
        self.common.finder.facts
    }

    /// Tells whether any file is held back.
    pub(in crate::rules) fn holds_any_back(&self) -> bool {
        !self.common.finder.facts.held_back.is_empty()
    }

    /// Tells whether an id, stem or path is that of a file held back.
    pub(in crate::rules) fn is_held_back(&self, name: &str) -> bool {
        self.common.finder.is_held_back(name)
    }

    /// Tells whether the shared version has a file at `path`, as far as that is known.
    pub(in crate::rules) fn is_shared(&self, path: &RepoPath) -> bool {
        self.common.finder.facts.shared.as_ref().is_some_and(|shared| shared.has(path))
    }

    /// Returns which of several new documents with one id goes on where a shared one ended that is gone.
    pub(in crate::rules) fn heir(&self, id: &str, among: &[&RepoPath]) -> Option<RepoPath> {
        self.common.finder.facts.shared.as_ref()?.heir(id, among)
    }

    /// Tells whether every document of the tree is known, so that what is not found does not exist.
    pub(in crate::rules) fn is_complete(&self) -> bool {
        self.common.finder.facts.complete
    }

    /// Tells whether the tree is a workspace.
    pub(in crate::rules) fn is_workspace(&self) -> bool {
        self.common.finder.facts.workspace
    }

    /// Tells whether the tree is a workspace of which every document is known.
    pub(in crate::rules) fn is_whole_workspace(&self) -> bool {
        self.common.finder.facts.workspace && self.common.finder.facts.complete
    }
}

/// Collects what one rule between documents finds, up to a bound for each file.
#[derive(Debug, Default)]
pub(in crate::rules) struct TreeFindings {
    kept: Vec<(RepoPath, Finding)>,
    counts: HashMap<RepoPath, usize>,
}

impl TreeFindings {
    /// Keeps a finding in the file at `path`, unless there are enough.
    pub(in crate::rules) fn add(&mut self, path: &RepoPath, finding: Finding) {
        let count = self.counts.entry(path.clone()).or_default();
        if *count < MOST {
            *count += 1;
            self.kept.push((path.clone(), finding));
        }
    }

    /// Tells whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Hands out what was kept of several rules, by path, then by place.
    pub(in crate::rules) fn sorted(found: Vec<Self>) -> Vec<(RepoPath, Finding)> {
        let mut kept: Vec<_> = found.into_iter().flat_map(|one| one.kept).collect();
        kept.sort_by(|(left_path, left), (right_path, right)| {
            (left_path, left.span, left.rule).cmp(&(right_path, right.span, right.rule))
        });
        kept
    }
}
