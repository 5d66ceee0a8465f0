//! What a sync remembers between two runs: refs of its own, nothing else.

use super::SyncError;
use super::plan::Files;
use crate::merge::Blob;
use crate::store::{CommitId, Head, Repo, Target};

/// The private refs that hold, for each branch here, the tip of the shared one as it was last
/// accepted.
const SHARED: &str = "shared";
/// A tree of path → version that a file here was based on, where that is not the branch's.
const BASE: &str = "base";
/// The commit that the folder is being brought to; gone when that is done.
const PENDING: &str = "pending";
/// The commit that the git index was last made for; gone when that is done.
const BEFORE: &str = "before";

/// Tells whether a sync was stopped before its end: the next one completes it.
///
/// # Errors
/// When the refs cannot be read.
pub fn is_interrupted(repo: &Repo) -> Result<bool, SyncError> {
    Ok(State { repo }.pending()?.is_some())
}

/// Returns the shared tip of the branch that is checked out, as it was last accepted; `None` where
/// none was, or no branch is.
///
/// # Errors
/// When the refs cannot be read.
pub fn shared_tip(repo: &Repo) -> Result<Option<CommitId>, SyncError> {
    State { repo }.remote()
}

/// The refs of one work tree, under `refs/worktree/handover/`.
#[derive(Clone, Copy)]
pub(super) struct State<'a> {
    pub(super) repo: &'a Repo,
}

impl State<'_> {
    pub(super) fn remote(&self) -> Result<Option<CommitId>, SyncError> {
        match self.shared_ref()? {
            Some(name) => self.commit(&name),
            None => Ok(None),
        }
    }

    pub(super) fn set_remote(&self, tip: CommitId) -> Result<(), SyncError> {
        match self.shared_ref()? {
            Some(name) => self.set_commit(&name, Some(tip)),
            None => Ok(()),
        }
    }

    /// Names the ref for the branch; flat, so that no branch long gone stands in the way of another.
    fn shared_ref(self) -> Result<Option<String>, SyncError> {
        Ok(match self.repo.head()? {
            Head::Branch { name, .. } | Head::Unborn { name } => {
                let flat = name.replace('%', "%25").replace('/', "%2F");
                Some(format!("{SHARED}/{flat}"))
            }
            Head::Detached { .. } => None,
        })
    }

    pub(super) fn pending(&self) -> Result<Option<CommitId>, SyncError> {
        self.commit(PENDING)
    }

    pub(super) fn set_pending(&self, to: Option<CommitId>) -> Result<(), SyncError> {
        self.set_commit(PENDING, to)
    }

    pub(super) fn before(&self) -> Result<Option<CommitId>, SyncError> {
        self.commit(BEFORE)
    }

    pub(super) fn set_before(&self, commit: Option<CommitId>) -> Result<(), SyncError> {
        self.set_commit(BEFORE, commit)
    }

    /// Keeps a commit that the branch leaves behind.
    pub(super) fn keep(&self, commit: CommitId) -> Result<(), SyncError> {
        self.set_commit(&format!("kept/{}", commit.short()), Some(commit))
    }

    pub(super) fn bases(&self) -> Result<Files, SyncError> {
        Ok(match self.repo.private(BASE)? {
            Some(Target::Tree(tree)) => self.repo.walk_tree(tree)?.files,
            _ => Files::new(),
        })
    }

    pub(super) fn set_bases(&self, bases: &Files) -> Result<(), SyncError> {
        if bases.is_empty() {
            return Ok(self.repo.clear_private(BASE)?);
        }
        if bases.values().any(|base| base.id == Blob::EMPTY.id) {
            self.repo.write_blob(b"")?;
        }
        let entries = bases.iter().map(|(path, blob)| (path.clone(), Some(*blob))).collect();
        let tree = self.repo.write_tree(None, &entries)?;
        Ok(self.repo.set_private(BASE, Target::Tree(tree))?)
    }

    fn commit(&self, name: &str) -> Result<Option<CommitId>, SyncError> {
        Ok(match self.repo.private(name)? {
            Some(Target::Commit(id)) => Some(id),
            _ => None,
        })
    }

    fn set_commit(&self, name: &str, to: Option<CommitId>) -> Result<(), SyncError> {
        match to {
            Some(id) => Ok(self.repo.set_private(name, Target::Commit(id))?),
            None => Ok(self.repo.clear_private(name)?),
        }
    }
}
