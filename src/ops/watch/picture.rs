use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::looker::ids_of;
use super::{By, Event, Handoff};
use crate::diagnostic::{Diagnostic, Report, rule_name};
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
    /// Where tasks stand, or stood when they could be read last, by id: a task that is moved, or cannot
    /// be read for a while, waits for whom it waited.
    tasks: BTreeMap<Box<str>, Stands>,
    /// The ids of all documents as they were at the last look at everything.
    ids: Arc<Ids>,
    /// Files in which something was moved on since that was asked last.
    moved: BTreeSet<RepoPath>,
    /// Files that were looked at one by one since a look at everything began, with the ids of tasks.
    apart: BTreeMap<RepoPath, Option<Box<str>>>,
    /// What was told last of the files of which something is still to be told; `None` of one that is new.
    untold: BTreeMap<RepoPath, Option<File>>,
    /// The same of tasks, by id.
    unsaid: BTreeMap<Box<str>, Option<Stands>>,
    /// Files that could not be read from the beginning on: what they say once they can be is no news.
    unclear: BTreeSet<RepoPath>,
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

    /// Stays what it was where a file says nothing, as one does for a moment that is cut short before it is written:
    /// the status that comes back is no new one.
    fn or_before(self, before: Option<&File>) -> Self {
        match (&self, before.map(|before| &before.mark)) {
            (Self::Nothing, Some(status @ Self::Status(_))) => status.clone(),
            _ => self,
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
    /// Of a task, its id and where it stands.
    task: Option<(Box<str>, Standing)>,
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
        let task = record.zip(standing).map(|(record, standing)| (record.id.clone(), standing));
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
    /// Takes in a workspace that was looked at, with what is wrong there.
    ///
    /// All is copied: what other threads have made stands scattered among what the look needed, and would
    /// keep the system from getting that memory back.
    pub(super) fn of(snapshot: &Snapshot, report: Report) -> Self {
        let mut picture = Self::default();
        for entry in snapshot.index().entries() {
            let mark = Mark::of(entry.record);
            let path = RepoPath::new(entry.path.as_str());
            let readable = entry.record.is_some_and(|record| record.readable);
            if !readable && entry.path.is_markdown() {
                picture.unclear.insert(path.clone());
            }
            let file = File { content: entry.content, found: Vec::new(), mark };
            picture.files.insert(path.clone(), file);
            if let (Some(record), Some(standing)) = (entry.record, entry.standing) {
                let stands = Stands { path, standing: standing.clone() };
                picture.tasks.insert(record.id.clone(), stands);
            }
        }
        picture.ids = ids_of(snapshot);
        for one in &report.diagnostics {
            let path = picture.files.get_key_value(&one.path).map(|(path, _)| path.clone());
            let path = path.unwrap_or_else(|| RepoPath::new(one.path.as_str()));
            let copy = Diagnostic { path: path.clone(), ..one.clone() };
            picture.files.entry(path).or_default().found.push(copy);
        }
        picture
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
    /// stay as they are known, until the next look.
    pub(super) fn take_over(&mut self, mut before: Self) {
        for (path, id) in &before.apart {
            match before.files.get(path) {
                Some(file) => drop(self.files.insert(path.clone(), file.clone())),
                None => drop(self.files.remove(path)),
            }
            if let Some(id) = id
                && let Some(stands) = before.tasks.get(id)
            {
                self.tasks.insert(id.clone(), stands.clone());
            }
        }
        self.apart = std::mem::take(&mut before.apart);
        self.moved = std::mem::take(&mut before.moved);
        self.untold = std::mem::take(&mut before.untold);
        self.unsaid = std::mem::take(&mut before.unsaid);
        self.unclear = std::mem::take(&mut before.unclear);
        for (path, now) in &mut self.files {
            let known = before.files.remove(path);
            now.mark = std::mem::take(&mut now.mark).or_before(known.as_ref());
            if known.as_ref() != Some(&*now) {
                self.untold.entry(path.clone()).or_insert(known);
            }
        }
        for (path, gone) in before.files {
            self.untold.entry(path).or_insert(Some(gone));
        }
        for (id, now) in &self.tasks {
            let known = before.tasks.remove(id);
            if known.as_ref().is_none_or(|known| known.standing != now.standing) {
                self.unsaid.entry(id.clone()).or_insert(known);
            }
        }
        self.tasks.append(&mut before.tasks);
    }

    /// Takes in what a look at changes found. Files that were looked at alone since it began stay as
    /// they are known.
    pub(super) fn take_in(&mut self, anew: Vec<Anew>) {
        for Anew { path, file, task } in anew {
            if self.apart.contains_key(&path) {
                continue;
            }
            if let Some((id, standing)) = task {
                self.stands(&path, id, standing);
            }
            self.put(path, file);
        }
    }

    /// Takes in where a task stands now.
    fn stands(&mut self, path: &RepoPath, id: Box<str>, standing: Standing) {
        let now = Stands { path: path.clone(), standing };
        let known = self.tasks.insert(id.clone(), now);
        self.unsaid.entry(id).or_insert(known);
    }

    /// Takes in what a file is now; `None` where it is gone.
    fn put(&mut self, path: RepoPath, now: Option<File>) {
        let known = match now {
            Some(now) => {
                let mark = now.mark.or_before(self.files.get(&path));
                self.files.insert(path.clone(), File { mark, ..now })
            }
            None => self.files.remove(&path),
        };
        if known.as_ref() != self.files.get(&path) {
            self.untold.entry(path).or_insert(known);
        }
    }

    /// Tells all that differs from what was told last; `title` says what is called how.
    pub(super) fn tell(&mut self, title: &dyn Fn(&RepoPath) -> Option<String>) -> Vec<Event> {
        let untold = std::mem::take(&mut self.untold);
        let (here, gone): (Vec<_>, Vec<_>) =
            untold.into_iter().partition(|(path, _)| self.files.contains_key(path));
        let gone = gone.into_iter().filter(|(_, known)| known.is_some());
        let mut events: Vec<Event> =
            gone.map(|(path, _)| Event::Removed(path, By::Somebody)).collect();
        for (path, known) in here {
            events.extend(self.told_of(&path, known.as_ref()));
        }
        for (id, known) in std::mem::take(&mut self.unsaid) {
            events.extend(self.told_of_task(&id, known, title));
        }
        events
    }

    /// Tells what differs in a file that is there.
    fn told_of(&mut self, path: &RepoPath, known: Option<&File>) -> Vec<Event> {
        let Some(now) = self.files.get(path) else { return Vec::new() };
        let mut events = Vec::new();
        if known.is_none_or(|known| known.content != now.content) {
            if now.mark.moves_on(known) {
                self.moved.insert(path.clone());
            }
            events.push(Event::Changed(path.clone(), By::Somebody));
        }
        events.extend(judged(path, known, now));
        events
    }

    /// Tells of a task that waits for someone else than when it could be read last.
    fn told_of_task(
        &mut self,
        id: &str,
        before: Option<Stands>,
        title: &dyn Fn(&RepoPath) -> Option<String>,
    ) -> Option<Event> {
        let now = self.tasks.get(id)?;
        let unclear = self.unclear.remove(&now.path);
        let waited = before.as_ref().and_then(|before| before.standing.waiting_on.clone());
        if waited == now.standing.waiting_on || before.is_none() && unclear {
            return None;
        }
        Some(Event::Handoff(Handoff {
            path: now.path.clone(),
            id: id.to_owned(),
            title: title(&now.path).unwrap_or_else(|| now.path.stem().to_owned()),
            standing: now.standing.clone(),
            before: waited,
        }))
    }

    /// Returns the files that the next look has to judge whether or not they change until then: those
    /// that were looked at alone, since the last look may have seen them as they are now, and what it said
    /// of them was not taken in; and those at which is told that somebody is asked too much, since of all
    /// that they have to do it is told at one.
    pub(super) fn open(&self) -> BTreeSet<RepoPath> {
        let is_load = |file: &File| file.found.iter().any(|one| one.rule == rule_name::OVERBOOKED);
        let told = self.files.iter().filter(|(_, file)| is_load(file)).map(|(path, _)| path);
        told.chain(self.apart.keys()).cloned().collect()
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
            return match self.files.contains_key(path) {
                true => {
                    self.put(path.clone(), None);
                    let known = self.untold.remove(path).flatten();
                    let removed = Event::Removed(path.clone(), By::Somebody);
                    Looked::Here(known.map(|_| removed).into_iter().collect())
                }
                false if self.is_folder(snapshot, path) => Looked::Elsewhere,
                // It came and went, as an editor's files do.
                false => Looked::Here(Vec::new()),
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
        self.put(path.clone(), Some(now));
        // What was kept back of it is told with this.
        let mut events = match self.untold.remove(path) {
            Some(known) => self.told_of(path, known.as_ref()),
            None => Vec::new(),
        };
        if let Some(record) = &entry.record
            && let Some(standing) = snapshot.near().standing(record)
        {
            self.stands(path, record.id.clone(), standing);
            let known = self.unsaid.remove(&record.id).flatten();
            let title = |_: &RepoPath| Some(record.title.to_string());
            events.extend(self.told_of_task(&record.id, known, &title));
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
}

/// Tells what is wrong with a file, where that is not what was wrong before.
fn judged(path: &RepoPath, before: Option<&File>, now: &File) -> Option<Event> {
    let known = before.map_or(&[][..], |before| &before.found);
    (known != now.found.as_slice())
        .then(|| Event::Diagnostics { path: path.clone(), found: now.found.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FAILURES 40: many editors cut a file short before they write it.
    #[test]
    fn a_file_that_is_cut_short_for_a_moment_is_not_moved_on() {
        let file = |mark: Mark| File { content: None, found: Vec::new(), mark };
        let status = |status: &str| Mark::Status(status.into());
        let draft = file(status("draft"));
        let cut = file(Mark::Nothing.or_before(Some(&draft)));
        assert!(!status("draft").moves_on(Some(&cut)));
        assert!(status("sent").moves_on(Some(&cut)));
        assert!(status("sent").moves_on(Some(&file(Mark::Nothing.or_before(None)))));
    }
}
