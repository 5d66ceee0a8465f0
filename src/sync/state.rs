//! What a sync remembers between two runs: refs of its own, nothing else.

use std::collections::BTreeMap;

use super::SyncError;
use super::plan::{Files, Replaced};
use super::stamp::Own;
use crate::merge::{Blob, ContentId};
use crate::store::{CommitId, Head, Repo, Target, TreeId};
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
/// The version that stands there since, as far as it was written by somebody who knew what did: what a
/// sync put there, or what was made of that here.
const PUT: &str = "put";
/// A tree of path → the versions that saves here have taken the place of since a sync put something there.
///
/// They are no versions that a sync replaced, so that people may take back what they typed themselves.
const OWN: &str = "own";
/// How many of those are remembered.
const OWN_VERSIONS: usize = 8;
/// The version that was taken away here, and the one that everybody had by then.
const GONE: &str = "gone";
const GONE_FROM: &str = "gone-from";
/// What a command wrote on purpose, as a text that names the content.
const MEANT: &str = "meant";
/// How many versions of a file are remembered: an editor may be open over as many syncs that change
/// what it shows.
const VERSIONS: usize = 32;

/// A tree of path → what the merge driver remembers of a file that it put beside a document.
const DRIVEN: &str = "driven";

/// What was offered to the shared place last, and what was there before: two commits each.
const OFFERED: &str = "offered";
/// What the shared place accepted last.
const SENT: &str = "sent";
/// The line of commits that this program made and that nobody else has: two commits, what the first was
/// made over and the last.
const UNSENT: &str = "unsent";
/// The last of them that the shared place refused since whoever works here may not have made it.
const REFUSED: &str = "refused";

/// Says that whoever wrote `written` at `path` had read `read` there and knows it: a text that a sync had
/// replaced is meant, and no save of an editor that was open all along.
///
/// That holds where it is what a sync put there, what was written so before, or the branch's version where
/// neither is known. Anything else was saved since, perhaps by such an editor; the next sync looks.
///
/// # Errors
/// When the repository fails.
pub fn has_seen(
    repo: &Repo,
    path: &RepoPath,
    read: ContentId,
    written: ContentId,
) -> Result<(), SyncError> {
    let (Head::Branch { commit, .. } | Head::Detached { commit }) = repo.head()? else {
        return Ok(());
    };
    let state = State { repo };
    let replaced = state.replaced(path)?;
    if replaced.versions.is_empty() {
        return Ok(());
    }
    let known = match replaced.put {
        Some(put) => Some(put),
        None => repo.entry(repo.tree_of(commit)?, path)?,
    };
    match known.is_some_and(|known| known.id == read) || state.is_meant(path, read)? {
        true => state.set_meant(path, written),
        false => Ok(()),
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

    /// Returns what was refused last, by rules that hold here too; `None` once the rest went through
    /// and nothing of it is left.
    pub(super) fn refused(&self) -> Result<Option<CommitId>, SyncError> {
        self.commit(REFUSED)
    }

    pub(super) fn set_refused(&self, commit: Option<CommitId>) -> Result<(), SyncError> {
        self.set_commit(REFUSED, commit)
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

    /// Returns the versions of a file that syncs have replaced, and what stands there since.
    pub(super) fn replaced(&self, path: &RepoPath) -> Result<Replaced, SyncError> {
        let versions = self.numbered(path, "", VERSIONS)?;
        let put = match versions.is_empty() {
            true => None,
            false => self.remembered(path, PUT)?,
        };
        Ok(Replaced { versions, put })
    }

    /// Returns the versions of a file that are remembered by number.
    fn numbered(&self, path: &RepoPath, name: &str, most: usize) -> Result<Vec<Blob>, SyncError> {
        let mut versions = Vec::new();
        for number in 0..most {
            match self.remembered(path, &format!("{name}{number}"))? {
                Some(blob) => versions.push(blob),
                None => break,
            }
        }
        Ok(versions)
    }

    fn remembered(&self, path: &RepoPath, which: &str) -> Result<Option<Blob>, SyncError> {
        let Some(Target::Tree(tree)) = self.repo.private(REPLACED)? else { return Ok(None) };
        Ok(self.repo.entry(tree, &version_of(path, which))?)
    }

    /// Remembers what was replaced in the folder, each in front of what is remembered of its file,
    /// and what is put there, where git has that.
    ///
    /// What saves here had taken the place of goes along: now others' words would be taken out with it.
    pub(super) fn add_replaced(
        &self,
        replaced: impl IntoIterator<Item = (RepoPath, Replacement)>,
    ) -> Result<(), SyncError> {
        let mut changes = BTreeMap::new();
        for (path, replacement) in replaced {
            let own = self.numbered(&path, OWN, OWN_VERSIONS)?;
            changes
                .extend((0..own.len()).map(|at| (version_of(&path, &format!("{OWN}{at}")), None)));
            self.put_in_front(&path, &replacement, own, &mut changes)?;
        }
        self.change_replaced(&changes)
    }

    /// Remembers what was filled in: nobody's words were added.
    pub(super) fn add_filled(
        &self,
        filled: impl IntoIterator<Item = (RepoPath, Replacement)>,
    ) -> Result<(), SyncError> {
        let mut changes = BTreeMap::new();
        for (path, replacement) in filled {
            self.put_in_front(&path, &replacement, Vec::new(), &mut changes)?;
        }
        self.change_replaced(&changes)
    }

    fn put_in_front(
        &self,
        path: &RepoPath,
        Replacement { old, put }: &Replacement,
        own: Vec<Blob>,
        changes: &mut BTreeMap<RepoPath, Option<Blob>>,
    ) -> Result<(), SyncError> {
        let mut versions: Vec<Blob> = Vec::new();
        let known = self.numbered(path, "", VERSIONS)?;
        // A version that git does not have can be compared with nothing.
        for version in std::iter::once(*old).chain(own).chain(known) {
            let is_new = versions.iter().all(|one| one.id != version.id);
            if is_new && versions.len() < VERSIONS && self.repo.has_blob(version.id) {
                versions.push(version);
            }
        }
        if versions.is_empty() {
            return Ok(());
        }
        let all =
            (0..VERSIONS).map(|at| (version_of(path, &at.to_string()), versions.get(at).copied()));
        changes.extend(all);
        changes.insert(version_of(path, PUT), *put);
        changes.extend([GONE, GONE_FROM].map(|which| (version_of(path, which), None)));
        Ok(())
    }

    /// Remembers saves by people who knew what stood there: the version that each took the place of, and
    /// what stands there now. Whatever is put there later is compared with that.
    pub(super) fn add_own(
        &self,
        saves: impl IntoIterator<Item = (RepoPath, Replacement)>,
    ) -> Result<(), SyncError> {
        let mut changes = BTreeMap::new();
        for (path, Replacement { old, put }) in saves {
            let mut own = self.numbered(&path, OWN, OWN_VERSIONS)?;
            if self.repo.has_blob(old.id) {
                own.retain(|known| known.id != old.id);
                own.insert(0, old);
            }
            let all = (0..OWN_VERSIONS)
                .map(|at| (version_of(&path, &format!("{OWN}{at}")), own.get(at).copied()));
            changes.extend(all);
            changes.insert(version_of(&path, PUT), put);
            changes.extend([TOLD, MEANT].map(|which| (version_of(&path, which), None)));
        }
        self.change_replaced(&changes)
    }

    /// Remembers files that are taken away here: what stood there, and what everybody has there.
    pub(super) fn add_gone(
        &self,
        gone: impl IntoIterator<Item = (RepoPath, Gone)>,
    ) -> Result<(), SyncError> {
        let mut changes = BTreeMap::new();
        for (path, Gone { last, shared }) in gone {
            let known = self.repo.has_blob(last.id) && self.repo.has_blob(shared.id);
            changes.insert(version_of(&path, GONE), known.then_some(last));
            changes.insert(version_of(&path, GONE_FROM), known.then_some(shared));
        }
        self.change_replaced(&changes)
    }

    /// Returns what was taken away at a path.
    pub(super) fn gone(&self, path: &RepoPath) -> Result<Option<Gone>, SyncError> {
        let Some(last) = self.remembered(path, GONE)? else { return Ok(None) };
        let shared = self.remembered(path, GONE_FROM)?;
        Ok(shared.map(|shared| Gone { last, shared }))
    }

    /// Forgets what is remembered of these paths: there is no such file any more, or another one.
    pub(super) fn forget_replaced<'p>(
        &self,
        paths: impl Iterator<Item = &'p RepoPath>,
    ) -> Result<(), SyncError> {
        let mut changes = BTreeMap::new();
        for path in paths {
            let numbered = |name, count| (0..count).map(move |at| format!("{name}{at}"));
            let versions = numbered("", self.numbered(path, "", VERSIONS)?.len());
            let own = numbered(OWN, self.numbered(path, OWN, OWN_VERSIONS)?.len());
            let all = versions.chain(own).map(|which| version_of(path, &which));
            changes.extend(all.map(|name| (name, None)));
            for which in [PUT, TOLD, MEANT, GONE, GONE_FROM] {
                if self.remembered(path, which)?.is_some() {
                    changes.insert(version_of(path, which), None);
                }
            }
        }
        self.change_replaced(&changes)
    }

    /// Tells whether a command wrote just this there.
    pub(super) fn is_meant(&self, path: &RepoPath, content: ContentId) -> Result<bool, SyncError> {
        let named = ContentId::of_blob(content.to_string().as_bytes());
        Ok(self.remembered(path, MEANT)?.is_some_and(|meant| meant.id == named))
    }

    fn set_meant(&self, path: &RepoPath, content: ContentId) -> Result<(), SyncError> {
        let named = Blob::file(self.repo.write_blob(content.to_string().as_bytes())?);
        self.change_replaced(&BTreeMap::from([(version_of(path, MEANT), Some(named))]))
    }

    /// Returns the replaced version that was saved again and recognised.
    pub(super) fn told_replaced(&self, path: &RepoPath) -> Result<Option<Blob>, SyncError> {
        self.remembered(path, TOLD)
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

/// One version of a file that another one was put in the place of.
pub(super) struct Replacement {
    pub(super) old: Blob,
    /// The other one, where git has it.
    pub(super) put: Option<Blob>,
}

/// A file that was taken away here.
pub(super) struct Gone {
    /// What stood there.
    pub(super) last: Blob,
    /// What everybody had there by then.
    pub(super) shared: Blob,
}

/// Names one of several versions of a file: in a folder of the file's name with a mark behind it,
/// since a folder may not be called as some of git's own files are.
fn version_of(path: &RepoPath, which: &str) -> RepoPath {
    RepoPath::new(format!("{path}!/{which}"))
}
