//! What belongs to the history of a document.

use std::collections::BTreeSet;

use super::find::Found;
use super::{Asked, LogError};
use crate::index::history::{History, HistoryError, Step, Touch, folder_of};
use crate::ops::story::{Event, Teller, Who, pending};
use crate::schema::layout;
use crate::store::CommitId;
use crate::text::RepoPath;
use crate::workflow::task_of;

/// What was done, and in which folders things are said about the document.
type Gathered = (Vec<(Step, Touch)>, Vec<String>);

/// Events that are told at a time.
const AT_ONCE: usize = 256;

impl Asked<'_> {
    /// Returns what was done to the document and, of a task, to what was said about it, the youngest
    /// first; and the folders in which that is said.
    pub(super) fn touches(
        &self,
        history: &History<'_>,
        tip: CommitId,
        found: &Found<'_>,
    ) -> Result<Gathered, HistoryError> {
        let mut touches = match (&found.committed, found.last.clone()) {
            (Some(path), _) => history.trail(tip, path)?,
            (None, Some((step, touch))) => history.trail_of(step, touch)?,
            (None, None) => Vec::new(),
        };
        let folders = self.folders(&touches, found);
        let mut more = Vec::new();
        for folder in &folders {
            more.extend(history.in_folder(tip, folder)?);
        }
        for path in self.said_elsewhere(found, &folders) {
            more.extend(history.trail(tip, &path)?);
        }
        if !more.is_empty() {
            touches.extend(more);
            touches = history.arranged(tip, touches)?;
        }
        let moved_along = |touch: &Touch| {
            let inside = |path: &RepoPath| {
                folder_of(path).is_some_and(|one| folders.iter().any(|folder| folder == one))
            };
            let same = touch.before.iter().any(|before| before.content == touch.new);
            same && inside(&touch.path) && touch.moved_from().is_some_and(inside)
        };
        // A task takes along what was said about it.
        touches.retain(|(_, touch)| !moved_along(touch));
        Ok((touches, folders))
    }

    /// Returns the folders in which things are said about the document: none unless it is a task.
    fn folders(&self, touches: &[(Step, Touch)], found: &Found<'_>) -> Vec<String> {
        let names = touches.iter().flat_map(|(_, touch)| {
            let before = touch.before.iter().filter_map(|before| before.path.as_ref());
            std::iter::once(&touch.path).chain(before)
        });
        let names = names.chain(&found.committed).chain([&found.path]);
        let folders: BTreeSet<String> = names
            .filter(|path| path.is_markdown())
            .map(layout::folder_for_replies)
            .filter(|folder| folder_of(&RepoPath::in_folder(folder.as_str(), "x.md")).is_some())
            .map(|folder| folder.as_str().to_owned())
            .collect();
        let is_task = found.record.is_none_or(|record| record.is("task"));
        if is_task { folders.into_iter().collect() } else { Vec::new() }
    }

    /// Returns the replies about a task that lie in no folder of its.
    fn said_elsewhere(&self, found: &Found<'_>, folders: &[String]) -> Vec<RepoPath> {
        let Some(task) = found.record.filter(|record| record.is("task")) else { return Vec::new() };
        let inside = |path: &RepoPath| {
            folder_of(path).is_some_and(|one| folders.iter().any(|folder| folder == one))
        };
        let said = self.place.snapshot.near().about(task).into_iter();
        let about = said.filter(|reply| task_of(reply) == Some(&task.id));
        about.map(|reply| reply.path.clone()).filter(|path| !inside(path)).collect()
    }

    /// Tells what is in the folder and not committed.
    pub(super) fn pending(
        &self,
        found: &Found<'_>,
        folders: &[String],
        by: &Who,
    ) -> Result<Vec<Event>, LogError> {
        let schema = self.place.snapshot.schema();
        let tree = self.tip.map(|tip| self.repo.tree_of(tip)).transpose()?;
        let mut files: Vec<(RepoPath, RepoPath)> = Vec::new();
        if found.last.is_none() {
            let from = found.committed.as_ref().unwrap_or(&found.path);
            files.push((found.path.clone(), from.clone()));
        }
        let mut said: BTreeSet<RepoPath> =
            self.said_elsewhere(found, folders).into_iter().collect();
        for folder in folders {
            let folder = RepoPath::new(folder);
            said.extend(self.place.snapshot.near().files_below(&folder));
            if let Some(tree) = tree {
                said.extend(self.repo.files_below(tree, &folder)?.into_keys());
            }
        }
        files.extend(said.into_iter().map(|path| (path.clone(), path)));
        let mut events = Vec::new();
        for (path, from) in files {
            let change = pending(self.repo, tree, &path, &from)?;
            events.extend(change.map(|change| change.event(schema, &self.people, by)));
        }
        events.retain(Event::says_something);
        Ok(events)
    }

    /// Adds the events of the touches; returns whether there were more than are wanted.
    pub(super) fn tell(
        &self,
        teller: &Teller<'_>,
        touches: &[(Step, Touch)],
        events: &mut Vec<Event>,
    ) -> bool {
        let since = self.options.since;
        let limit = self.options.limit.unwrap_or(usize::MAX);
        let young: Vec<(Step, Touch)> = touches
            .iter()
            .filter(|(step, _)| since.is_none_or(|since| teller.at(*step) >= since))
            .cloned()
            .collect();
        let mut rest = young.as_slice();
        while !rest.is_empty() && events.len() <= limit {
            // What was done in one commit is told together.
            let end = rest.len().min(AT_ONCE);
            let more = rest[end..].iter().take_while(|(step, _)| *step == rest[end - 1].0).count();
            let (some, left) = rest.split_at(end + more);
            events.extend(teller.events(some));
            rest = left;
        }
        let cut = events.len() > limit;
        events.truncate(limit);
        cut
    }
}
