//! Syncs that were stopped while they wrote the folder: the next one brings them to their end.

use std::collections::BTreeMap;

use super::SyncError;
use super::engine::{Break, Told};
use super::inbound;
use super::pulled;
use super::reopened;
use super::round::Round;
use crate::merge::{Blob, Change};
use crate::store::CommitId;
use crate::text::RepoPath;

impl Round<'_> {
    /// Brings a sync to its end that was interrupted while it wrote the folder. What an editor that was open all
    /// along has saved since is told.
    pub(super) fn complete_interrupted(&mut self, told: &mut Told) -> Result<(), Break> {
        let engine = self.engine;
        let pending = engine.state().pending()?;
        engine.repo.remove_stale_locks(&self.branch, pending);
        let Some(pending) = pending else { return Ok(()) };
        let made = engine.state().made()?;
        let has_made = match made.zip(self.head) {
            Some((made, head)) => engine.repo.is_ancestor(made, head)?,
            None => false,
        };
        let followed = self.followed(pending, told)?;
        if let Some(made) = made {
            // Where the branch has it, or has gone on without it, it stood in the folder. Otherwise somebody may have typed
            // since, and what is made of that is no part of it: from here on it is what any sync was in the middle of.
            let stood = has_made || followed.is_none();
            let stands =
                |path: &RepoPath, blob: &Blob| stood || self.scan.files.get(path) == Some(blob);
            pulled::remember_made(self, made, stands)?;
            if !has_made && followed.is_none() && self.has_words_of(made)? {
                told.kept.insert(engine.state().keep(made)?);
            }
            engine.state().set_pending(Some(pending))?;
            engine.state().set_made(None)?;
        }
        // Otherwise plain git has moved the branch meanwhile, and what stands in the folder is looked at anew.
        if let Some(pending) = followed {
            self.follow_interrupted(pending, told)?;
        }
        Ok(engine.state().set_pending(None)?)
    }

    /// Tells whether a commit has a version that neither the branch nor the folder has.
    fn has_words_of(&self, made: CommitId) -> Result<bool, Break> {
        let repo = self.engine.repo;
        let commit = repo.read_commit(made)?;
        let before = commit.parents.first().map(|parent| repo.tree_of(*parent)).transpose()?;
        let changes = repo.tree_changes(before, Some(commit.tree))?.files;
        let is_gone = |(path, change): (&RepoPath, &Change)| {
            let known = [self.tree.get(path).copied(), self.scan.files.get(path).copied()];
            change.new.is_some() && !known.contains(&change.new)
        };
        Ok(changes.iter().any(is_gone))
    }

    /// Goes on to where an interrupted sync was to end.
    fn follow_interrupted(&mut self, pending: CommitId, told: &mut Told) -> Result<(), Break> {
        let engine = self.engine;
        let target = engine.list(pending)?.files;
        let mut local = self.changes_before(&target);
        if reopened::recognise(self, None, &local, told)? {
            local = self.changes_before(&target);
        }
        let mut based: BTreeMap<RepoPath, Option<Blob>> =
            local.changes.iter().map(|(path, change)| (path.clone(), change.old)).collect();
        if self.is_own(pending)? {
            // What it has of a file that nobody had before is what stood there: whatever stands there now was
            // made of that. Of any other it may be put together with what others had written.
            for (path, base) in &mut based {
                if base.is_none() && !self.tree.contains_key(path) && !self.bases.contains_key(path)
                {
                    *base = target.get(path).copied();
                }
            }
            // A file that was away when it was made, and is there again, was put back by somebody.
            for path in self.tree.differing(&target) {
                let is_back = !target.contains_key(path)
                    && self.tree.get(path) == self.scan.files.get(path)
                    && !based.contains_key(path)
                    && engine.state().gone(path)?.is_some();
                if is_back {
                    based.insert(path.clone(), None);
                }
            }
        }
        self.follow(pending, &based)
    }

    /// Returns the commit at which an interrupted sync ends that was to end at `pending`.
    ///
    /// Where plain git has moved the branch meanwhile, what it has committed of the folder may be others' work that the
    /// sync had brought there. It is put together with what everybody had by then before anything else is: later it
    /// would seem to be done here, and what the others have taken back since to be wanted here.
    fn followed(&self, pending: CommitId, told: &mut Told) -> Result<Option<CommitId>, Break> {
        let repo = self.engine.repo;
        let Some(head) = self.head else { return Ok(Some(pending)) };
        if repo.is_ancestor(head, pending)? {
            return Ok(Some(pending));
        }
        let Some(remote) = self.engine.state().remote()? else { return Ok(None) };
        let brought = match repo.merge_bases(pending, remote)?.as_slice() {
            [brought] => *brought,
            _ => return Ok(None),
        };
        if repo.is_ancestor(brought, head)? || repo.merge_bases(head, brought)?.is_empty() {
            return Ok(None);
        }
        Ok(Some(inbound::target(self, head, brought, told)?))
    }

    /// Tells whether a commit was made of what this folder held, and of nothing that others sent.
    fn is_own(&self, commit: CommitId) -> Result<bool, SyncError> {
        let repo = self.engine.repo;
        let follows = repo.read_commit(commit)?.parents.iter().copied().eq(self.head);
        Ok(follows
            && match self.engine.state().remote()? {
                Some(shared) => !repo.is_ancestor(commit, shared)?,
                None => true,
            })
    }
}
