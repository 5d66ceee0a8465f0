//! The workspace as it was at some commit.

use super::Place;
use super::story::tip_of;
use crate::changes::Version;
use crate::index::history::{self, HistoryError, UNWATCHED, with_history};
use crate::merge::ContentId;
use crate::rules::MAX_TEXT;
use crate::schema::Record;
use crate::store::{CommitId, Repo, TreeId};
use crate::text::RepoPath;

/// The workspace as it was.
pub(in crate::ops) struct Then {
    repo: Repo,
    tree: TreeId,
}

impl Then {
    /// Finds the commit that brought a reply; `None` where the history does not tell.
    pub(in crate::ops) fn of(place: &Place, given: &RepoPath) -> Option<Self> {
        let repo = Repo::open(place.snapshot.root()).ok()?;
        let tip = tip_of(&repo).ok()??;
        let cache = history::cache_of(&repo, place.snapshot.index().note());
        let brought = with_history(&repo, &cache, &[tip], UNWATCHED, |history| {
            let first = history.trail(tip, given)?.pop();
            Ok::<_, HistoryError>(first.map(|(step, _)| history.commit(step)))
        });
        let tree = repo.tree_of(brought.ok()??).ok()?;
        Some(Self { repo, tree })
    }

    /// Takes the workspace as a commit has it.
    pub(in crate::ops) fn at(place: &Place, commit: CommitId) -> Option<Self> {
        let repo = Repo::open(place.snapshot.root()).ok()?;
        let tree = repo.tree_of(commit).ok()?;
        Some(Self { repo, tree })
    }

    /// Returns what a file held, where it was there.
    pub(in crate::ops) fn bytes(&self, path: &RepoPath) -> Option<Vec<u8>> {
        let blob = self.repo.entry(self.tree, path).ok()??;
        self.repo.read_blob(blob.id, MAX_TEXT).ok()
    }

    /// Reads what a document said.
    pub(in crate::ops) fn record(&self, place: &Place, path: &RepoPath) -> Option<Record> {
        let bytes = self.bytes(path)?;
        Version::read(place.snapshot.schema(), path, Some(&bytes)).record().cloned()
    }

    /// Names what a file held.
    pub(in crate::ops) fn content(&self, path: &RepoPath) -> Option<ContentId> {
        self.repo.entry(self.tree, path).ok().flatten().map(|blob| blob.id)
    }
}
