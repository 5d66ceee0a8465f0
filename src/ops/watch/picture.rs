use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::looker::ids_of;
use super::{Event, Handoff};
use crate::diagnostic::{Diagnostic, Summary, rule_name};
use crate::document::Document;
use crate::index::documents::Ids;
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
    tasks: BTreeMap<Box<str>, Stands>,
    /// The ids of all documents as they were at the last look at everything.
    ids: Arc<Ids>,
    /// Files in which something was moved on since that was asked last.
    moved: BTreeSet<RepoPath>,
    /// Files that were looked at one by one since a look at everything began, with the ids of tasks.
    apart: BTreeMap<RepoPath, Option<Box<str>>>,
}

/// Where a task stands, and in which file.
#[derive(Clone, Debug)]
struct Stands {
    path: RepoPath,
    standing: Standing,
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

/// What a look at changes found of one file.
pub(super) struct Anew {
    path: RepoPath,
    /// `None` where it is gone.
    file: Option<File>,
    /// Of a task, what is told when it waits for someone else than before.
    task: Option<Task>,
}

struct Task {
    id: Box<str>,
    title: Box<str>,
    standing: Standing,
}

impl Anew {
    /// Judges what changed and what that means for others, and `more`; `None` where only a judgement of
    /// everything tells.
    pub(super) fn of(snapshot: &Snapshot, more: &BTreeSet<RepoPath>) -> Option<Vec<Self>> {
        let judged = snapshot.recheck(more.iter().cloned())?;
        Some(judged.into_iter().map(|(path, found)| Self::at(snapshot, path, found)).collect())
    }

    fn at(snapshot: &Snapshot, path: RepoPath, found: Vec<Diagnostic>) -> Self {
        let Some(entry) = snapshot.near().entry(&path) else {
            return Self { path, file: None, task: None };
        };
        let (record, standing) = (entry.record.as_ref(), entry.standing.clone());
        let task = record.zip(standing).map(|(record, standing)| Task {
            id: record.id.clone(),
            title: record.title.clone(),
            standing,
        });
        let file = File { content: entry.content, found, mark: Mark::of(record) };
        Self { path, file: Some(file), task }
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
                let stands = Stands { path: entry.path.clone(), standing: standing.clone() };
                picture.tasks.insert(record.id.clone(), stands);
            }
        }
        picture.ids = ids_of(snapshot);
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
                && let Some(stands) = before.tasks.get(&id)
            {
                self.tasks.insert(id, stands.clone());
            }
        }
        self.moved = std::mem::take(&mut before.moved);
    }

    /// Takes in what a look at changes found, and tells what differs. Files that were looked at alone
    /// since it began stay as they are known.
    pub(super) fn take_in(&mut self, anew: Vec<Anew>) -> Vec<Event> {
        let mut events = Vec::new();
        for Anew { path, file, task } in anew {
            if self.apart.contains_key(&path) {
                continue;
            }
            match file {
                Some(file) => events.extend(self.put(&path, file)),
                None if self.files.remove(&path).is_some() => {
                    events.push(Event::Removed(path.clone()));
                }
                None => {}
            }
            if let Some(Task { id, title, standing }) = task {
                events.extend(self.stands(&path, id, &title, standing));
            }
        }
        events
    }

    /// Takes in where a task stands now, and tells where it waits for someone else than before.
    fn stands(
        &mut self,
        path: &RepoPath,
        id: Box<str>,
        title: &str,
        standing: Standing,
    ) -> Option<Event> {
        let now = Stands { path: path.clone(), standing };
        let event = handoff(&id, &now, self.tasks.get(&id), || title.to_owned());
        self.tasks.insert(id, now);
        event
    }

    /// Takes in what a file is now, and tells what differs.
    fn put(&mut self, path: &RepoPath, now: File) -> Vec<Event> {
        let known = self.files.get(path);
        let mut events = Vec::new();
        if known.is_none_or(|known| known.content != now.content) {
            if now.mark.moves_on(known) {
                self.moved.insert(path.clone());
            }
            events.push(Event::Changed(path.clone()));
        }
        events.extend(judged(path, known, &now));
        self.files.insert(path.clone(), now);
        events
    }

    /// Returns the files at which is told that somebody is asked too much: of all that they have to do,
    /// it is told at one.
    pub(super) fn loads(&self) -> BTreeSet<RepoPath> {
        let is_load = |file: &File| file.found.iter().any(|one| one.rule == rule_name::OVERBOOKED);
        let told = self.files.iter().filter(|(_, file)| is_load(file));
        told.map(|(path, _)| path.clone()).collect()
    }

    /// Returns the ids of all documents, as they were a while ago.
    pub(super) fn ids(&self) -> &Arc<Ids> {
        &self.ids
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
        let mut found = match (&entry.record, source) {
            (Some(record), Some(source)) => {
                snapshot.view().problems(record, &Document::parse(source))
            }
            _ => entry.diagnostics.to_vec(),
        };
        // Whether two names are one on some systems depends on all of them.
        let twin = |one: &&Diagnostic| one.rule == rule_name::FILE_NAME_TWIN;
        let kept = known.and_then(|known| known.found.iter().find(twin));
        found.splice(0..0, kept.cloned());
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
            events.extend(self.stands(path, record.id.clone(), &record.title, standing));
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

    /// Tells what differs from what was known before; `title` says what is called how.
    pub(super) fn since(
        &mut self,
        before: &Self,
        title: &dyn Fn(&RepoPath) -> Option<String>,
    ) -> Vec<Event> {
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
        for (id, now) in &self.tasks {
            let title = || title(&now.path).unwrap_or_else(|| now.path.stem().to_owned());
            events.extend(handoff(id, now, before.tasks.get(id), title));
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
fn handoff(
    id: &str,
    now: &Stands,
    before: Option<&Stands>,
    title: impl FnOnce() -> String,
) -> Option<Event> {
    let waited = before.and_then(|before| before.standing.waiting_on.clone());
    (waited != now.standing.waiting_on).then(|| {
        Event::Handoff(Handoff {
            path: now.path.clone(),
            id: id.to_owned(),
            title: title(),
            standing: now.standing.clone(),
            before: waited,
        })
    })
}
