use std::collections::HashSet;

use super::{Form, Kinds, Mention, each, wiki_path};
use crate::document::target::{self, Target};
use crate::rules::engine::{Documents, Facts, Universe};
use crate::schema::{Record, Schema};
use crate::text::RepoPath;

/// What a mention leads to.
#[derive(Clone, Debug)]
pub enum Leads<'a> {
    Document(&'a Record),
    /// A file that is no document, or a folder.
    File(RepoPath),
    /// A document of a kind that the field does not take.
    OtherKind(&'a Record),
    /// A document or a file that is held back.
    NotShared,
    /// Nothing that is there.
    Nowhere,
    /// A web or mail address, a place in the same document, or a template's variable: not judged.
    Elsewhere,
    /// A file that is not the workspace's; why, in words.
    Outside(&'static str),
}

/// Looks up what is mentioned.
pub(in crate::rules) struct Finder<'a> {
    pub(in crate::rules) universe: &'a dyn Universe,
    pub(in crate::rules) facts: &'a Facts,
    held_back: HashSet<&'a str>,
}

impl<'a> Finder<'a> {
    pub(in crate::rules) fn new(universe: &'a dyn Universe, facts: &'a Facts) -> Self {
        let held_back = facts
            .held_back
            .iter()
            .flat_map(|(path, id)| [id.as_str(), path.stem(), path.as_str()])
            .collect();
        Self { universe, facts, held_back }
    }

    /// Tells whether an id, stem or path is that of a file held back.
    pub(in crate::rules) fn is_held_back(&self, name: &str) -> bool {
        self.held_back.contains(name)
    }

    /// Looks up what a mention in `from` leads to.
    pub(in crate::rules) fn leads(&self, from: &Record, mention: &Mention<'_>) -> Leads<'a> {
        match mention.form {
            Form::Name(kinds) => self.named(mention.written, kinds),
            Form::Wiki => self.wiki(mention.written),
            Form::Path => self.path(from, mention.written),
        }
    }

    fn named(&self, name: &str, kinds: Kinds<'_>) -> Leads<'a> {
        let mut other = None;
        let mut held_back = self.is_held_back(name);
        for record in self.universe.named(name).iter().copied() {
            if self.facts.held_back.contains_key(&record.path) {
                held_back = true;
                continue;
            }
            if kinds.take(record.kind.as_deref().unwrap_or_default()) {
                return Leads::Document(record);
            }
            other = Some(record);
        }
        match other {
            _ if held_back => Leads::NotShared,
            Some(record) => Leads::OtherKind(record),
            None => Leads::Nowhere,
        }
    }

    /// By id, by name or by the end of the path.
    fn wiki(&self, written: &str) -> Leads<'a> {
        let path = wiki_path(written);
        let name = path.rsplit('/').next().unwrap_or(path);
        if path.is_empty() {
            return Leads::Elsewhere;
        }
        let found: Documents<'a> = self.universe.named(name);
        let ends = |record: &&&Record| {
            let whole = record.path.as_str();
            whole.ends_with(path) || whole.trim_end_matches(".md").ends_with(path)
        };
        if let Some(record) = found.iter().find(ends).or_else(|| found.first()) {
            return Leads::Document(record);
        }
        if self.is_held_back(name) {
            return Leads::NotShared;
        }
        self.universe.called(name).map_or(Leads::Nowhere, |path| self.at(path))
    }

    fn path(&self, from: &Record, written: &str) -> Leads<'a> {
        let ours = self.facts.workspace || from.kind.is_some();
        match target::target(written, &from.path) {
            Target::Elsewhere => Leads::Elsewhere,
            Target::Machine(reason) => Leads::Outside(reason),
            Target::Above if ours => Leads::Outside("leads out of the workspace"),
            Target::Above => Leads::Elsewhere,
            Target::Rooted(path) => match self.existing(&path) {
                Some(found) => self.at(found),
                // On a site of pages, a path from the root is the server's business.
                None if self.facts.workspace && !path.is_empty() => Leads::Nowhere,
                None => Leads::Elsewhere,
            },
            Target::Inside(path) => {
                let from_root = || target::normal("", &target::path(written));
                let found = self.existing(&path);
                let found = found.or_else(|| self.existing(&from_root()?));
                found.map_or(Leads::Nowhere, |path| self.at(path))
            }
        }
    }

    /// Returns the file or folder that a path leads to; `.md` may be left out.
    pub(in crate::rules) fn existing(&self, path: &str) -> Option<RepoPath> {
        if self.universe.has_file(path) {
            return Some(RepoPath::new(path));
        }
        let markdown = format!("{path}.md");
        if self.universe.has_file(&markdown) {
            return Some(RepoPath::new(markdown));
        }
        self.universe.has_folder(path).then(|| RepoPath::new(path.trim_end_matches('/')))
    }

    fn at(&self, path: RepoPath) -> Leads<'a> {
        match self.universe.at(&path).filter(|record| record.kind.is_some()) {
            Some(record) => Leads::Document(record),
            None => Leads::File(path),
        }
    }
}

/// Follows the mentions of documents.
pub struct Links<'a> {
    schema: &'a Schema,
    finder: Finder<'a>,
}

impl<'a> Links<'a> {
    /// Looks things up in `universe`; `facts.files` may be empty.
    pub fn new(schema: &'a Schema, universe: &'a dyn Universe, facts: &'a Facts) -> Self {
        Self { schema, finder: Finder::new(universe, facts) }
    }

    /// Returns the first document of `kind` that `name` may mean.
    pub fn find(&self, name: &str, kind: &str) -> Option<&'a Record> {
        self.finder.universe.named(name).iter().copied().find(|record| record.is(kind))
    }

    /// Hands each mention in a document to `found`, with what it leads to.
    pub fn of<'r>(&self, record: &'r Record, mut found: impl FnMut(Mention<'r>, Leads<'a>))
    where
        'a: 'r,
    {
        each(self.schema, record, |mention| found(mention, self.finder.leads(record, &mention)));
    }
}
