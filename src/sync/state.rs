//! What a sync remembers between two runs: refs of its own, nothing else.

use std::collections::BTreeMap;

use super::SyncError;
use super::plan::{Files, Replaced};
use super::stamp::Own;
use crate::merge::{Blob, ContentId};
use crate::store::{CommitId, Head, Repo, Target};
use crate::text::RepoPath;

/// The private refs that hold, for each branch here, the tip of the shared one as it was last
/// accepted.
const SHARED: &str = "shared";
/// A tree of path → version that a file here was based on, where that is not the branch's.
const BASE: &str = "base";
/// The commit that the folder is being brought to; gone when that is done.
const PENDING: &str = "pending";
/// The commit that the git index was last made for; gone when that is done.
const BEFORE: &str = "before";

/// A tree of path → the versions that syncs have replaced in the folder, latest first, by number.
const REPLACED: &str = "replaced";
/// The one of them that was saved again and recognised.
const TOLD: &str = "told";
/// The version that a sync put in place of the latest of them.
const PUT: &str = "put";
/// How many versions of a file are remembered: an editor may be open over as many syncs that change
/// what it shows.
const VERSIONS: usize = 32;

/// What was offered to the shared place last, and what was there before: two commits each.
const OFFERED: &str = "offered";
/// What the shared place accepted last.
const SENT: &str = "sent";
/// The line of commits that this program made and that nobody else has: two commits, what the first was
/// made over and the last.
const UNSENT: &str = "unsent";

/// Says that whoever writes at `path` now has read `content` there and knows it: a text that a sync
/// had replaced is meant, and no save of an editor that was open all along.
///
/// That holds where it is what a sync put there, or the branch's version where that is not known.
/// Anything else was saved since, perhaps by such an editor; the next sync looks.
///
/// # Errors
/// When the repository fails.
pub fn has_seen(repo: &Repo, path: &RepoPath, content: ContentId) -> Result<(), SyncError> {
    let (Head::Branch { commit, .. } | Head::Detached { commit }) = repo.head()? else {
        return Ok(());
    };
    let state = State { repo };
    let put = state.replaced(path)?.put;
    let known = match put {
        Some(put) => Some(put),
        None => repo.entry(repo.tree_of(commit)?, path)?,
    };
    match known {
        Some(blob) if blob.id == content => state.forget_replaced(std::iter::once(path)),
        _ => Ok(()),
    }
}

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

    /// Remembers what is about to be offered: the work of this side up to `to`, over `from`.
    pub(super) fn set_offered(&self, from: CommitId, to: CommitId) -> Result<(), SyncError> {
        self.promote_offered()?;
        self.set_commit(&format!("{OFFERED}/from"), Some(from))?;
        self.set_commit(&format!("{OFFERED}/to"), Some(to))
    }

    /// Returns what the shared place accepted last from here: what was there before, and the work.
    pub(super) fn sent(&self) -> Result<Option<(CommitId, CommitId)>, SyncError> {
        self.promote_offered()?;
        self.pair(SENT)
    }

    /// What was offered was sent, if the shared history has it: a run that was stopped behind its
    /// push could not say so.
    fn promote_offered(&self) -> Result<(), SyncError> {
        let Some((from, to)) = self.pair(OFFERED)? else { return Ok(()) };
        let accepted = match self.remote()? {
            Some(tip) => self.repo.is_ancestor(to, tip)?,
            None => false,
        };
        if accepted {
            self.set_commit(&format!("{SENT}/to"), None)?;
            self.set_commit(&format!("{SENT}/from"), Some(from))?;
            self.set_commit(&format!("{SENT}/to"), Some(to))?;
        }
        self.set_commit(&format!("{OFFERED}/to"), None)?;
        self.set_commit(&format!("{OFFERED}/from"), None)
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

    /// Returns the versions of a file that syncs have replaced, and what they put there last.
    pub(super) fn replaced(&self, path: &RepoPath) -> Result<Replaced, SyncError> {
        let mut replaced = Replaced::default();
        let Some(Target::Tree(tree)) = self.repo.private(REPLACED)? else { return Ok(replaced) };
        for number in 0..VERSIONS {
            match self.repo.entry(tree, &version_of(path, &number.to_string()))? {
                Some(blob) => replaced.versions.push(blob),
                None => break,
            }
        }
        if !replaced.versions.is_empty() {
            replaced.put = self.repo.entry(tree, &version_of(path, PUT))?;
        }
        Ok(replaced)
    }

    /// Remembers what was replaced in the folder, each in front of what is remembered of its file,
    /// and what is put there, where git has that.
    pub(super) fn add_replaced(
        &self,
        replaced: impl IntoIterator<Item = (RepoPath, Replacement)>,
    ) -> Result<(), SyncError> {
        let mut changes = BTreeMap::new();
        for (path, Replacement { old, put }) in replaced {
            // A version that git does not have can be compared with nothing.
            if !self.repo.has_blob(old.id) {
                continue;
            }
            let mut versions = self.replaced(&path)?.versions;
            versions.retain(|known| known.id != old.id);
            versions.insert(0, old);
            versions.truncate(VERSIONS);
            let all = (0..VERSIONS)
                .map(|at| (version_of(&path, &at.to_string()), versions.get(at).copied()));
            changes.extend(all);
            changes.insert(version_of(&path, PUT), put);
        }
        self.change_replaced(&changes)
    }

    /// Forgets what was replaced at these paths: whoever saves there now knows the present version.
    pub(super) fn forget_replaced<'p>(
        &self,
        paths: impl Iterator<Item = &'p RepoPath>,
    ) -> Result<(), SyncError> {
        let mut changes = BTreeMap::new();
        for path in paths {
            let known = self.replaced(path)?;
            let all = 0..known.versions.len();
            changes.extend(all.map(|at| (version_of(path, &at.to_string()), None)));
            if known.put.is_some() {
                changes.insert(version_of(path, PUT), None);
            }
            if self.told_replaced(path)?.is_some() {
                changes.insert(version_of(path, TOLD), None);
            }
        }
        self.change_replaced(&changes)
    }

    /// Returns the replaced version that was saved again and recognised.
    pub(super) fn told_replaced(&self, path: &RepoPath) -> Result<Option<Blob>, SyncError> {
        let Some(Target::Tree(tree)) = self.repo.private(REPLACED)? else { return Ok(None) };
        Ok(self.repo.entry(tree, &version_of(path, TOLD))?)
    }

    /// Remembers that a replaced version was saved again and recognised.
    pub(super) fn tell_replaced(&self, path: &RepoPath, blob: Blob) -> Result<(), SyncError> {
        let told = version_of(path, TOLD);
        self.change_replaced(&BTreeMap::from([(told, Some(blob))]))
    }

    fn change_replaced(&self, changes: &BTreeMap<RepoPath, Option<Blob>>) -> Result<(), SyncError> {
        if changes.is_empty() {
            return Ok(());
        }
        let before = match self.repo.private(REPLACED)? {
            Some(Target::Tree(tree)) => Some(tree),
            _ => None,
        };
        let tree = self.repo.write_tree(before, changes)?;
        Ok(self.repo.set_private(REPLACED, Target::Tree(tree))?)
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

/// One version of a file that a sync put another one in the place of.
pub(super) struct Replacement {
    pub(super) old: Blob,
    /// The other one, where git has it.
    pub(super) put: Option<Blob>,
}

/// Names one of several versions of a file: in a folder of the file's name with a mark behind it,
/// since a folder may not be called as some of git's own files are.
fn version_of(path: &RepoPath, which: &str) -> RepoPath {
    RepoPath::new(format!("{path}!/{which}"))
}
