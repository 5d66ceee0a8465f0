//! What a sync remembers between two runs: refs of its own, nothing else.

use super::SyncError;
use super::plan::Files;
use super::stamp::Own;
use crate::merge::Blob;
use crate::store::{CommitId, Head, RefError, Repo, Target, TreeId, private_name};

/// The private ref of what was fetched last, until and after it is looked at.
pub const FETCHED: &str = "fetched";
/// The private refs that hold, for each branch here, the tip of the shared one as it was last
/// accepted.
const SHARED: &str = "shared";
/// A tree of path → version that a file here was based on, where that is not the branch's.
const BASE: &str = "base";
/// The commit that the folder is being brought to; gone when that is done.
const PENDING: &str = "pending";
/// The same where a sync made that commit of what stood in the folder: gone when it is noted what that has changed.
const MADE: &str = "made";
/// The commit that the git index and the folder were last made for; while they are brought to another one, the one
/// that they had before.
const BEFORE: &str = "before";

/// A tree of path → what the merge driver remembers of a file that it put beside a document.
const DRIVEN: &str = "driven";

/// There once git's index was told of the entries that are never put into the folder: one that it lacks was taken
/// out by somebody from then on.
const ENTRIES: &str = "entries";
/// What was offered to the shared place last, and what was there before: two commits each.
const OFFERED: &str = "offered";
/// What the shared place accepted last.
const SENT: &str = "sent";
/// The line of commits that this program made and that nobody else has: two commits, what the first was
/// made over and the last.
const UNSENT: &str = "unsent";
/// The last of them that the shared place refused since whoever works here may not have made it.
const REFUSED: &str = "refused";

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

/// Remembers that the folder was given the version of `commit`, as a sync does of what it gives: what plain git
/// brings from then on is known to have come.
///
/// # Errors
/// When the ref cannot be written.
pub fn given(repo: &Repo, commit: CommitId) -> Result<(), RefError> {
    repo.set_private(BEFORE, Target::Commit(commit))
}

/// Returns commits that a branch is known to have stood at, as far as that is remembered: what was shared of it,
/// and what this program made over that. Says nothing while a sync is to be completed.
pub fn stood_at(repo: &Repo, branch: &str) -> Vec<CommitId> {
    let state = State { repo };
    if !matches!(state.pending(), Ok(None)) {
        return Vec::new();
    }
    let shared = state.commit(&shared_ref(branch)).ok().flatten();
    let own = state.own().ok().flatten().map(|own| own.to);
    shared.into_iter().chain(own).collect()
}

/// Returns the commit of others that a sync is just bringing the folder to, or was when it was stopped.
pub fn bringing(repo: &Repo) -> Option<CommitId> {
    State { repo }.commit(PENDING).ok().flatten()
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

    /// Remembers the tip that the shared one of `branch` was accepted with.
    pub(super) fn set_remote(&self, branch: &str, tip: CommitId) -> Result<(), SyncError> {
        self.set_commit(&shared_ref(branch), Some(tip))
    }

    /// Names the ref for the branch that is checked out; none where no branch is.
    fn shared_ref(self) -> Result<Option<String>, SyncError> {
        Ok(match self.repo.head()? {
            Head::Branch { name, .. } | Head::Unborn { name } => Some(shared_ref(&name)),
            Head::Detached { .. } => None,
        })
    }

    pub(super) fn pending(&self) -> Result<Option<CommitId>, SyncError> {
        match self.commit(PENDING)? {
            Some(to) => Ok(Some(to)),
            None => self.made(),
        }
    }

    pub(super) fn set_pending(&self, to: Option<CommitId>) -> Result<(), SyncError> {
        self.set_commit(PENDING, to)
    }

    /// Returns the commit of what stood in the folder that is not noted yet.
    pub(super) fn made(&self) -> Result<Option<CommitId>, SyncError> {
        self.commit(MADE)
    }

    pub(super) fn set_made(&self, to: Option<CommitId>) -> Result<(), SyncError> {
        self.set_commit(MADE, to)
    }

    pub(super) fn before(&self) -> Result<Option<CommitId>, SyncError> {
        self.commit(BEFORE)
    }

    pub(super) fn set_before(&self, commit: Option<CommitId>) -> Result<(), SyncError> {
        self.set_commit(BEFORE, commit)
    }

    /// Remembers what is about to be offered: the work of this side up to `to`, over `from`.
    pub(super) fn set_offered(&self, from: CommitId, to: CommitId) -> Result<(), SyncError> {
        if !self.promote_offered()? {
            // Between the two that follow, the last would not be that of the first.
            self.set_commit(&format!("{OFFERED}/to"), None)?;
        }
        self.set_commit(&format!("{OFFERED}/from"), Some(from))?;
        self.set_commit(&format!("{OFFERED}/to"), Some(to))
    }

    /// Returns what the shared place accepted last from here: what was there before, and the work.
    pub(super) fn sent(&self) -> Result<Option<(CommitId, CommitId)>, SyncError> {
        self.promote_offered()?;
        self.pair(SENT)
    }

    /// What was offered was sent, if the shared history has it: a run that was stopped behind its
    /// push could not say so. Tells whether it was; else it may be on its way at this moment.
    fn promote_offered(&self) -> Result<bool, SyncError> {
        let Some((from, to)) = self.pair(OFFERED)? else { return Ok(false) };
        let accepted = match self.remote()? {
            Some(tip) => self.repo.is_ancestor(to, tip)?,
            None => false,
        };
        if accepted {
            self.set_commit(&format!("{SENT}/to"), None)?;
            self.set_commit(&format!("{SENT}/from"), Some(from))?;
            self.set_commit(&format!("{SENT}/to"), Some(to))?;
            self.set_commit(&format!("{OFFERED}/to"), None)?;
            self.set_commit(&format!("{OFFERED}/from"), None)?;
        }
        Ok(accepted)
    }

    fn pair(&self, name: &str) -> Result<Option<(CommitId, CommitId)>, SyncError> {
        let from = self.commit(&format!("{name}/from"))?;
        Ok(from.zip(self.commit(&format!("{name}/to"))?))
    }

    /// Returns the commits that this program made and that could not be sent yet.
    pub(super) fn own(&self) -> Result<Option<Own>, SyncError> {
        let to = self.commit(&format!("{UNSENT}/to"))?;
        let Some(to) = to else { return Ok(None) };
        Ok(Some(Own { from: self.commit(&format!("{UNSENT}/from"))?, to }))
    }

    pub(super) fn set_own(&self, own: Option<Own>) -> Result<(), SyncError> {
        let known = self.own()?;
        if known == own {
            return Ok(());
        }
        if known.map(|known| known.from) != own.map(|own| own.from) {
            // Between the two, the last would not be that of the first: nothing is taken for ours then.
            self.set_commit(&format!("{UNSENT}/to"), None)?;
            self.set_commit(&format!("{UNSENT}/from"), own.and_then(|own| own.from))?;
        }
        self.set_commit(&format!("{UNSENT}/to"), own.map(|own| own.to))
    }

    /// Returns what was refused last, by rules that hold here too; `None` once the rest went through
    /// and nothing of it is left.
    pub(super) fn refused(&self) -> Result<Option<CommitId>, SyncError> {
        self.commit(REFUSED)
    }

    pub(super) fn set_refused(&self, commit: Option<CommitId>) -> Result<(), SyncError> {
        self.set_commit(REFUSED, commit)
    }

    /// Keeps a commit that the branch leaves behind; returns the ref that names it.
    pub(super) fn keep(&self, commit: CommitId) -> Result<String, SyncError> {
        let name = format!("kept/{}", commit.short());
        self.set_commit(&name, Some(commit))?;
        Ok(private_name(&name))
    }

    /// Tells whether git's index was told of all entries that are never put into the folder.
    pub(super) fn knows_entries(&self) -> Result<bool, SyncError> {
        Ok(self.repo.private(ENTRIES)?.is_some())
    }

    /// Takes note that it was, for `commit` first.
    pub(super) fn set_knows_entries(&self, commit: CommitId) -> Result<(), SyncError> {
        Ok(self.repo.set_private(ENTRIES, Target::Commit(commit))?)
    }

    /// Returns where what [`bases`](Self::bases) tells is kept.
    pub(super) fn bases_target(&self) -> Result<Option<Target>, SyncError> {
        Ok(self.repo.private(BASE)?)
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

    pub(super) fn driven_tree(&self) -> Result<Option<TreeId>, SyncError> {
        Ok(match self.repo.private(DRIVEN)? {
            Some(Target::Tree(tree)) => Some(tree),
            _ => None,
        })
    }

    /// Remembers another tree; none where it is empty.
    pub(super) fn set_driven_tree(&self, tree: TreeId) -> Result<(), SyncError> {
        if self.repo.tree_changes(None, Some(tree))?.files.is_empty() {
            return Ok(self.repo.clear_private(DRIVEN)?);
        }
        Ok(self.repo.set_private(DRIVEN, Target::Tree(tree))?)
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

/// Names the ref of what is shared of a branch; flat, so that no branch long gone stands in the way of
/// another.
fn shared_ref(branch: &str) -> String {
    let flat = branch.replace('%', "%25").replace('/', "%2F");
    format!("{SHARED}/{flat}")
}
