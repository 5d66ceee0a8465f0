use std::collections::{HashMap, HashSet};

use super::facts::Facts;
use super::findings::MOST;
use crate::diagnostic::{Finding, RuleName};
use crate::schema::{Config, Record, Schema};
use crate::text::RepoPath;

/// What a rule between documents sees: all records, found by id and by name.
pub(in crate::rules) struct Tree<'a> {
    pub(in crate::rules) schema: &'a Schema,
    pub(in crate::rules) config: &'a Config,
    pub(in crate::rules) facts: &'a Facts,
    pub(in crate::rules) records: &'a [Record],
    by_id: HashMap<&'a str, Vec<&'a Record>>,
    by_stem: HashMap<&'a str, Vec<&'a Record>>,
    held_back: HashSet<&'a str>,
}

impl<'a> Tree<'a> {
    pub(in crate::rules) fn new(
        schema: &'a Schema,
        config: &'a Config,
        facts: &'a Facts,
        records: &'a [Record],
    ) -> Self {
        let mut by_id: HashMap<&str, Vec<&Record>> = HashMap::with_capacity(records.len());
        let mut by_stem: HashMap<&str, Vec<&Record>> = HashMap::with_capacity(records.len());
        for record in records.iter().filter(|record| record.kind.is_some()) {
            by_id.entry(&record.id).or_default().push(record);
            if record.path.stem() != record.id {
                by_stem.entry(record.path.stem()).or_default().push(record);
            }
        }
        let held_back = facts
            .held_back
            .iter()
            .flat_map(|(path, id)| [id.as_str(), path.stem(), path.as_str()])
            .collect();
        Self { schema, config, facts, records, by_id, by_stem, held_back }
    }

    /// Returns the documents that `name` may mean: by id, else by the file's stem.
    pub(in crate::rules) fn find(&self, name: &str) -> &[&'a Record] {
        let found = self.by_id.get(name).or_else(|| self.by_stem.get(name));
        found.map_or(&[], Vec::as_slice)
    }

    /// Returns the first document of `kind` that `name` may mean.
    pub(in crate::rules) fn find_kind(&self, name: &str, kind: &str) -> Option<&'a Record> {
        self.find(name).iter().copied().find(|record| record.is(kind))
    }

    /// Returns the documents of a kind, in their order.
    pub(in crate::rules) fn of_kind(&self, kind: &'a str) -> impl Iterator<Item = &'a Record> {
        self.records.iter().filter(move |record| record.is(kind))
    }

    /// Returns the documents with exactly this id.
    pub(in crate::rules) fn ids(&self) -> impl Iterator<Item = (&'a str, &[&'a Record])> {
        self.by_id.iter().map(|(id, records)| (*id, records.as_slice()))
    }

    /// Tells whether an id, stem or path is that of a file held back.
    pub(in crate::rules) fn is_held_back(&self, name: &str) -> bool {
        self.held_back.contains(name)
    }

    /// Tells whether the shared version has a file at `path`, as far as that is known.
    pub(in crate::rules) fn is_shared(&self, path: &RepoPath) -> bool {
        self.facts.shared.as_ref().is_some_and(|shared| shared.contains(path))
    }

    /// Tells whether the tree is a workspace of which every document is known, so that what is
    /// not among the records does not exist.
    pub(in crate::rules) fn is_whole_workspace(&self) -> bool {
        self.facts.workspace && self.facts.complete
    }
}

/// Collects what rules between documents find, up to a bound for each file and rule.
#[derive(Debug, Default)]
pub(in crate::rules) struct TreeFindings {
    kept: Vec<(RepoPath, Finding)>,
    counts: HashMap<(RepoPath, RuleName), usize>,
}

impl TreeFindings {
    /// Keeps a finding in the file at `path`, unless there are enough of its rule.
    pub(in crate::rules) fn add(&mut self, path: &RepoPath, finding: Finding) {
        let count = self.counts.entry((path.clone(), finding.rule)).or_default();
        if *count < MOST {
            *count += 1;
            self.kept.push((path.clone(), finding));
        }
    }

    /// Hands out what was kept, by path, then by place.
    pub(in crate::rules) fn into_sorted(self) -> Vec<(RepoPath, Finding)> {
        let mut kept = self.kept;
        kept.sort_by(|(left_path, left), (right_path, right)| {
            (left_path, left.span, left.rule).cmp(&(right_path, right.span, right.rule))
        });
        kept
    }
}
