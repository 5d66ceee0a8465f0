use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Event, Handoff};
use crate::diagnostic::{Diagnostic, Summary};
use crate::document::Document;
use crate::merge::ContentId;
use crate::schema::{Record, layout};
use crate::text::RepoPath;
use crate::workflow::Standing;
use crate::workspace::Snapshot;

/// What is known of all files.
#[derive(Debug, Default)]
pub(super) struct Picture {
    files: BTreeMap<RepoPath, File>,
    /// Where tasks stand, by id: a task that is moved waits for whom it waited.
    tasks: BTreeMap<Box<str>, Standing>,
    /// How long the look at everything took.
    pub(super) took: Duration,
    /// Files in which something was moved on since that was asked last.
    moved: BTreeSet<RepoPath>,
    /// Files that were looked at one by one since a look at everything began, with the ids of tasks.
    apart: BTreeMap<RepoPath, Option<Box<str>>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct File {
    /// `None` for what was not read.
    content: Option<ContentId>,
    found: Vec<Diagnostic>,
    mark: Mark,
}

/// What moves a task on when it changes.
#[derive(Clone, Debug, Default, PartialEq)]
enum Mark {
    #[default]
    Nothing,
    /// Something that is said, or a choice: whatever changes in it.
    Said,
    /// What the file of a task says.
    Status(Box<str>),
}

impl Mark {
    fn of(record: Option<&Record>) -> Self {
        let Some(record) = record else { return Self::Nothing };
        if ["reply", "review", "conflict"].iter().any(|kind| record.is(kind)) {
            return Self::Said;
        }
        match record.text("status") {
            Some(status) if record.is("task") => Self::Status(status.into()),
            _ => Self::Nothing,
        }
    }

    fn moves_on(&self, before: Option<&File>) -> bool {
        match self {
            Self::Nothing => false,
            Self::Said => true,
            Self::Status(_) => before.is_none_or(|before| before.mark != *self),
        }
    }
}

/// What a look at one path gave.
pub(super) enum Looked {
    Here(Vec<Event>),
    /// The file is gone; an editor may be about to put it back.
    Gone,
    /// Only a look at everything tells.
    Elsewhere,
}

impl Picture {
    /// Takes in a workspace that was looked at, and counts what is wrong.
    pub(super) fn of(snapshot: &Snapshot) -> (Self, Summary) {
        let mut picture = Self::default();
        for entry in snapshot.index().entries() {
            let mark = Mark::of(entry.record);
            let file = File { content: entry.content, found: Vec::new(), mark };
            picture.files.insert(entry.path.clone(), file);
            if let (Some(record), Some(standing)) = (entry.record, entry.standing) {
                picture.tasks.insert(record.id.clone(), standing.clone());
            }
        }
        let report = snapshot.check();
        let summary = report.summary();
        for one in report.diagnostics {
            picture.files.entry(one.path.clone()).or_default().found.push(one);
        }
        (picture, summary)
    }

    /// Tells what is wrong with each file that something is wrong with, by path.
    pub(super) fn faults(&self) -> Vec<Event> {
        self.files.iter().filter_map(|(path, file)| judged(path, None, file)).collect()
    }

    /// Says what is wrong with each file, by path.
    #[cfg(test)]
    pub(super) fn told(&self) -> BTreeMap<RepoPath, Vec<crate::diagnostic::RuleName>> {
        let codes = |file: &File| file.found.iter().map(|one| one.rule).collect();
        self.files.iter().map(|(path, file)| (path.clone(), codes(file))).collect()
    }

    /// Takes note that a look at everything begins: it may miss what is looked at alone from now on.
    pub(super) fn look_begins(&mut self) {
        self.apart.clear();
    }

    /// Tells whether a file was looked at alone since a look at everything began.
    pub(super) fn was_looked_at(&self) -> bool {
        !self.apart.is_empty()
    }

    /// Takes the place of `before`, whose files may have been looked at alone while this was made: those
    /// stay as they are known.
    pub(super) fn take_over(&mut self, before: &mut Self) {
        for (path, id) in std::mem::take(&mut before.apart) {
            match before.files.get(&path) {
                Some(file) => drop(self.files.insert(path.clone(), file.clone())),
                None => drop(self.files.remove(&path)),
            }
            if let Some(id) = id
                && let Some(standing) = before.tasks.get(&id)
            {
                self.tasks.insert(id, standing.clone());
            }
        }
        self.moved = std::mem::take(&mut before.moved);
    }

    /// Looks at one file alone.
    ///
    /// What its change means for others is told by the next look at everything. With `patience` a file
    /// that is gone stays known.
    pub(super) fn look_at(
        &mut self,
        snapshot: &Snapshot,
        path: &RepoPath,
        patience: bool,
    ) -> Looked {
        if layout::is_local_only(path) {
            return Looked::Here(Vec::new());
        }
        self.apart.insert(path.clone(), None);
        let Some(entry) = snapshot.near().entry(path) else {
            if patience && self.files.contains_key(path) {
                return Looked::Gone;
            }
            return match self.files.remove(path) {
                Some(_) => Looked::Here(vec![Event::Removed(path.clone())]),
                None if self.is_folder(snapshot, path) => Looked::Elsewhere,
                // It came and went, as an editor's files do.
                None => Looked::Here(Vec::new()),
            };
        };
        let known = self.files.get(path);
        if known.is_some_and(|known| known.content.is_some() && known.content == entry.content) {
            return Looked::Here(Vec::new());
        }
        let source = snapshot.source(path);
        let found = match (&entry.record, source) {
            (Some(record), Some(source)) => {
                snapshot.view().problems(record, &Document::parse(source))
            }
            _ => entry.diagnostics.to_vec(),
        };
        let now = File { content: entry.content, found, mark: Mark::of(entry.record.as_ref()) };
        if now.mark.moves_on(known) {
            self.moved.insert(path.clone());
        }
        let mut events = vec![Event::Changed(path.clone())];
        events.extend(judged(path, known, &now));
        self.files.insert(path.clone(), now);
        if let Some(record) = &entry.record
            && let Some(standing) = snapshot.near().standing(record)
        {
            events.extend(handoff(record, &standing, self.tasks.get(&record.id)));
            self.tasks.insert(record.id.clone(), standing);
            self.apart.insert(path.clone(), Some(record.id.clone()));
        }
        Looked::Here(events)
    }

    /// Tells whether files are or were below a path.
    fn is_folder(&self, snapshot: &Snapshot, path: &RepoPath) -> bool {
        let from = RepoPath::in_folder(path.as_str(), "");
        let known = self.files.range(from..).next();
        known.is_some_and(|(known, _)| known.is_below(path.as_str()))
            || !snapshot.near().files_below(path).is_empty()
    }

    /// Returns what a file holds; `None` where none is, or it was not read.
    pub(super) fn content(&self, path: &RepoPath) -> Option<ContentId> {
        self.files.get(path)?.content
    }

    /// Tells whether something was moved on in a file since that was asked last.
    pub(super) fn take_moved(&mut self, path: &RepoPath) -> bool {
        self.moved.remove(path)
    }

    /// Tells what differs from what was known before.
    pub(super) fn since(&mut self, before: &Self, snapshot: &Snapshot) -> Vec<Event> {
        let gone = before.files.keys().filter(|path| !self.files.contains_key(*path));
        let mut events: Vec<Event> = gone.map(|path| Event::Removed(path.clone())).collect();
        for (path, now) in &self.files {
            let known = before.files.get(path);
            if known == Some(now) {
                continue;
            }
            if known.is_none_or(|known| known.content != now.content) {
                if now.mark.moves_on(known) {
                    self.moved.insert(path.clone());
                }
                events.push(Event::Changed(path.clone()));
            }
            events.extend(judged(path, known, now));
        }
        for entry in snapshot.index().entries() {
            if let Some(record) = entry.record.filter(|_| entry.standing.is_some())
                && let Some(standing) = self.tasks.get(&record.id)
            {
                events.extend(handoff(record, standing, before.tasks.get(&record.id)));
            }
        }
        events
    }
}

/// Tells what is wrong with a file, where that is not what was wrong before.
fn judged(path: &RepoPath, before: Option<&File>, now: &File) -> Option<Event> {
    let known = before.map_or(&[][..], |before| &before.found);
    (known != now.found.as_slice())
        .then(|| Event::Diagnostics { path: path.clone(), found: now.found.clone() })
}

/// Tells of a task that waits for someone else than before.
fn handoff(record: &Record, now: &Standing, before: Option<&Standing>) -> Option<Event> {
    let waited = before.and_then(|before| before.waiting_on.clone());
    (waited != now.waiting_on).then(|| {
        Event::Handoff(Handoff {
            path: record.path.clone(),
            id: record.id.to_string(),
            title: record.title.to_string(),
            standing: now.clone(),
            before: waited,
        })
    })
}
