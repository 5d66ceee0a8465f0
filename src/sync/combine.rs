//! Merging two versions of the whole tree as git keeps them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::SyncError;
use crate::merge::{
    self, Blob, ContentId, Contents, Context, Notice, Outcome, ReadError, TreeMerge,
};
use crate::rules::MAX_TEXT;
use crate::schema::{Language, layout};
use crate::store::tree::{Changes, Other};
use crate::store::{CommitId, Repo, TreeId};
use crate::text::RepoPath;

/// What merging needs beside the versions.
#[derive(Clone, Copy)]
pub(super) struct Merging<'a> {
    pub(super) repo: &'a Repo,
    pub(super) language: Language,
}

/// The merged tree, as stored, and what was decided on the way.
pub(super) struct Combined {
    pub(super) tree: TreeId,
    pub(super) merge: TreeMerge,
}

/// A merge of two trees, and what it is laid over.
struct Unstored {
    right: TreeId,
    ours: Changes,
    theirs: Changes,
    merge: TreeMerge,
}

impl Merging<'_> {
    /// Merges two commits over their common history.
    pub(super) fn commits(&self, left: CommitId, right: CommitId) -> Result<Combined, SyncError> {
        let merged = self.merged(left, right)?;
        self.stored(merged)
    }

    /// The same, and the result is not stored.
    pub(super) fn planned(&self, left: CommitId, right: CommitId) -> Result<TreeMerge, SyncError> {
        Ok(self.merged(left, right)?.merge)
    }

    fn merged(&self, left: CommitId, right: CommitId) -> Result<Unstored, SyncError> {
        let bases = self.repo.merge_bases(left, right)?;
        let base = self.base(&bases)?;
        let known = self.notes_since(&bases, &[left, right])?;
        let (left, right) = (self.repo.tree_of(left)?, self.repo.tree_of(right)?);
        self.between(base, left, right, &|path| known.contains(path), true)
    }

    /// Merges two trees; what `right` has besides files stays.
    pub(super) fn trees(
        &self,
        base: Option<TreeId>,
        left: TreeId,
        right: TreeId,
        known_notes: &dyn Fn(&RepoPath) -> bool,
        notes: bool,
    ) -> Result<Combined, SyncError> {
        let merged = self.between(base, left, right, known_notes, notes)?;
        self.stored(merged)
    }

    fn stored(&self, merged: Unstored) -> Result<Combined, SyncError> {
        let Unstored { right, ours, theirs, mut merge } = merged;
        let (tree, gone) = self.store(right, &ours, &theirs, &merge)?;
        merge.notices.extend(gone.into_iter().map(|path| Notice::EntryGone { path }));
        Ok(Combined { tree, merge })
    }

    fn between(
        &self,
        base: Option<TreeId>,
        left: TreeId,
        right: TreeId,
        known_notes: &dyn Fn(&RepoPath) -> bool,
        notes: bool,
    ) -> Result<Unstored, SyncError> {
        let changes = |side| self.repo.tree_changes(base, Some(side));
        let context = Context { language: self.language, notes, known_notes };
        let contents = Stored { repo: self.repo, base };
        let (ours, theirs) = (changes(left)?, changes(right)?);
        let merge = merge::trees(&context, &ours.files, &theirs.files, &contents)?;
        Ok(Unstored { right, ours, theirs, merge })
    }

    /// Lays the result over `right`, of which everything that did not change stays as it is.
    ///
    /// What `right` has changed (`theirs`) and the result does not speak of is as in the base: a new
    /// file whose name went to another one, say. Returns the links and other repositories, too, whose place files
    /// have taken.
    fn store(
        &self,
        right: TreeId,
        ours: &Changes,
        theirs: &Changes,
        merge: &TreeMerge,
    ) -> Result<(TreeId, Vec<RepoPath>), SyncError> {
        let mut changes: BTreeMap<RepoPath, Option<Blob>> =
            theirs.files.iter().map(|(path, change)| (path.clone(), change.old)).collect();
        for (path, outcome) in &merge.files {
            let blob = match outcome {
                Outcome::Deleted => None,
                Outcome::Existing(blob) => Some(*blob),
                Outcome::New { bytes, executable } => {
                    Some(Blob { id: self.repo.write_blob(bytes)?, executable: *executable })
                }
            };
            changes.insert(path.clone(), blob);
        }
        let others = others(ours, theirs);
        let (mut kept, mut gone) = (BTreeMap::new(), Vec::new());
        for (path, other) in others {
            let is_taken = is_taken(&path, &changes);
            if is_taken && other.is_some_and(Other::is_entry) {
                gone.push(path.clone());
            }
            match other.filter(|_| !is_taken) {
                Some(other) => drop(kept.insert(path, other)),
                None => drop(changes.entry(path).or_insert(None)),
            }
        }
        let tree = self.repo.write_tree(Some(right), &changes)?;
        Ok((self.repo.write_others(tree, &kept)?, gone))
    }

    /// Returns the tree that a merge starts from: that of the one common ancestor, or of all of them
    /// merged, without notes.
    fn base(&self, ancestors: &[CommitId]) -> Result<Option<TreeId>, SyncError> {
        let mut versions = Vec::new();
        for id in ancestors {
            versions.push((*id.as_bytes(), (*id, self.repo.tree_of(*id)?)));
        }
        let merged = merge::bases(versions, |(left, tree), (right, other)| {
            let below = self.base(&self.repo.merge_bases(left, right)?)?;
            let merged = self.trees(below, tree, other, &|_| false, false)?;
            Ok::<_, SyncError>((right, merged.tree))
        })?;
        Ok(merged.map(|(_, tree)| tree))
    }

    /// Returns the conflict notes that the history since `bases` ever had, or still has.
    pub(super) fn notes_since(
        &self,
        bases: &[CommitId],
        tips: &[CommitId],
    ) -> Result<BTreeSet<RepoPath>, SyncError> {
        let mut notes = BTreeSet::new();
        for tip in tips {
            for commit in self.repo.commits_between(*tip, bases)? {
                let commit = self.repo.read_commit(commit)?;
                let parent = commit.parents.first().map(|id| self.repo.tree_of(*id)).transpose()?;
                let changes = self.repo.tree_changes(parent, Some(commit.tree))?;
                notes.extend(
                    changes.files.into_keys().filter(|path| path.is_below(layout::CONFLICTS)),
                );
            }
        }
        Ok(notes)
    }
}

/// Merges the links and other repositories that either side has changed: the one that is still there
/// stays, of two the lower.
fn others(ours: &Changes, theirs: &Changes) -> BTreeMap<RepoPath, Option<Other>> {
    let mut all = BTreeMap::new();
    for path in ours.others.keys().chain(theirs.others.keys()) {
        let new = |side: &Changes| side.others.get(path).map(|(_, new)| *new);
        let other = match (new(ours), new(theirs)) {
            (Some(left), Some(right)) => match (left, right) {
                (Some(left), Some(right)) => Some(left.min(right)),
                (one, other) => one.or(other),
            },
            (one, other) => one.or(other).flatten(),
        };
        all.insert(path.clone(), other);
    }
    all
}

/// Tells whether a file is to have a name, or one above or below it.
fn is_taken(path: &RepoPath, files: &BTreeMap<RepoPath, Option<Blob>>) -> bool {
    let has = |path: &RepoPath| files.get(path).is_some_and(Option::is_some);
    let folder = RepoPath::new(format!("{path}/"));
    let below = files.range(folder.clone()..);
    let mut below = below.take_while(|(path, _)| path.as_str().starts_with(folder.as_str()));
    has(path) || below.any(|(_, blob)| blob.is_some()) || path.ancestors().any(|path| has(&path))
}

/// The contents of the trees of a merge.
struct Stored<'a> {
    repo: &'a Repo,
    base: Option<TreeId>,
}

impl Contents for Stored<'_> {
    fn read(&self, id: ContentId) -> Result<Arc<[u8]>, ReadError> {
        let read = self.repo.read_blob(id, MAX_TEXT);
        read.map(Arc::from).map_err(|source| ReadError { id, source: Box::new(source) })
    }

    fn size(&self, id: ContentId) -> Result<u64, ReadError> {
        self.repo.blob_size(id).map_err(|source| ReadError { id, source: Box::new(source) })
    }

    fn base_has(&self, path: &RepoPath) -> Option<Blob> {
        self.base.and_then(|tree| self.repo.entry(tree, path).ok().flatten())
    }
}
