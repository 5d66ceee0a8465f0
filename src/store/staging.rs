//! Git's index: what is staged there, and which files it knows to be untouched.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, Index, IndexEntry, IndexTime};
use rayon::prelude::*;
use thiserror::Error;

use super::git_index::{self, Field, Item, is_file, is_holdable};
use super::ids::{content_id, git_id};
use super::index_lock::IndexLock;
use super::open_folder::Look;
use super::refs::sync_folder;
use super::stat::Stat;
use super::tree::{Other, Version};
use super::tree_state::Signature;
use super::walk::FoundKind;
use super::{FolderScan, Repo, SafePath, TreeId, fault, files, objects::ObjectError, retry};
use crate::merge::{Blob, ContentId, Files};
use crate::text::RepoPath;

/// Git's index was not read or not written.
#[derive(Debug, Error)]
pub enum StagingError {
    #[error(
        "git's index uses a form that handover cannot read ({}); `git config core.splitIndex \
         false`, `git sparse-checkout disable` and `git update-index --no-split-index` undo it",
        source.message()
    )]
    Unknown { source: git2::Error },
    #[error("git's index is locked: another git program works here, or one was stopped; if none does, delete {}", path.display())]
    Locked { path: PathBuf },
    #[error("git's index cannot be read or written")]
    Git(#[source] git2::Error),
    #[error("{} cannot be written", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error(transparent)]
    File(#[from] files::FileError),
}

/// Marks a name that `git add -N` has announced: no version of it is staged.
const INTENT_TO_ADD: u16 = 0x2000;
/// Marks a name that the user asked git to leave out of the folder.
pub(super) const SKIP_WORKTREE: u16 = 0x4000;
/// Marks a name that the user asked git not to look at.
const ASSUME_VALID: u16 = 0x8000;
/// Which side of a conflict an entry is.
const STAGE: u16 = 0x3000;

/// One file as git's index knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Staged {
    pub(crate) blob: Blob,
    /// What the file looked like when its content was last known to be the blob's.
    pub(crate) stat: Stat,
    /// The user asked git to leave it out of the folder, or not to look at it.
    pub(crate) unseen: bool,
    /// It is only left out of the folder: in a sparse checkout git looks at what is there all the same.
    pub(crate) left_out: bool,
}

/// Git's index as it was when it was read.
#[derive(Default)]
pub(crate) struct Snapshot {
    /// By path.
    pub(crate) entries: Vec<(RepoPath, Staged)>,
    /// Whether there is nothing in it but these: no conflict, and nothing but ordinary files.
    pub(crate) whole: bool,
    /// The tree that a commit of it would have, where that is known.
    tree: Option<TreeId>,
    /// When the index was written; `None` when there is none.
    written: Option<(i32, u32)>,
}

impl Snapshot {
    /// What it is where git has made none yet.
    fn empty() -> Self {
        Self { whole: true, ..Self::default() }
    }

    fn of(index: &git_index::Parsed<'_>, written: Option<(i32, u32)>) -> Self {
        let entries: Vec<_> = index.entries.par_iter().filter_map(staged_as).collect();
        let mut snapshot = Self::with(entries, index.entries.len(), written);
        if snapshot.whole {
            snapshot.tree = index.tree().map(TreeId::from_bytes);
        }
        snapshot
    }

    /// Puts the entries in order; `all` is how many there are of any kind.
    fn with(mut entries: Vec<(RepoPath, Staged)>, all: usize, written: Option<(i32, u32)>) -> Self {
        // As they are already, where the index is sound.
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self { whole: entries.len() == all, entries, tree: None, written }
    }

    /// Returns the version that it holds, as far as that is known; a commit of it would have this
    /// tree, and no other.
    pub(crate) fn version(&self) -> Option<(TreeId, Version)> {
        let files = || self.entries.iter().map(|(path, staged)| (path.clone(), staged.blob));
        Some((self.tree?, Version { files: files().collect(), ..Version::default() }))
    }

    /// Tells whether a file has not been touched since git last knew what it holds; if not, it must
    /// be read.
    ///
    /// A file saved in the same instant as the index, or later, may have been saved again without a
    /// trace in its times: it must be read too (FAILURES 13).
    pub(crate) fn is_untouched(&self, staged: &Staged, look: &Look) -> bool {
        let stat = Stat::of(look);
        let quiet = self.written.is_some_and(|written| stat.modified < written);
        quiet && stat != Stat::NONE && staged.stat == stat
    }

    /// Tells whether a file seen so has not been touched since. Its owner and its mode need not be asked
    /// for: whatever changes them changes when anything about it last changed.
    ///
    /// `false` where that is not known.
    pub(crate) fn is_as_seen(&self, staged: &Staged, seen: &Signature) -> bool {
        let Some(look) = seen.to_look().filter(|look| look.kind == FoundKind::File) else {
            return false;
        };
        let keeps_changes = staged.stat.changed != (0, 0) && staged.stat.inode != 0;
        keeps_changes && self.is_untouched(staged, &Look { owner: staged.stat.owner, ..look })
    }
}

impl Repo {
    pub(crate) fn staging(&self) -> Result<Snapshot, StagingError> {
        let fail = |source| StagingError::Io { path: self.index_path(), source };
        let Some(found) = self.index_bytes().map_err(fail)? else { return Ok(Snapshot::empty()) };
        let written = found.looked.map(|looked| looked.modified);
        if let Some(index) = found.parse() {
            let snapshot = Snapshot::of(&index, written);
            drop(index);
            self.hold_index(found);
            return Ok(snapshot);
        }
        let index = self.index()?;
        let entries = index.iter().filter_map(|entry| staged(&entry)).collect();
        Ok(Snapshot::with(entries, index.len(), written))
    }

    /// Lists the paths with a staged version that is in none of `versions` and not in the folder
    /// either: someone has staged something there by hand, and it would be lost.
    ///
    /// Pass the version the branch stands at, whose files the folder was scanned with, and the one
    /// that a sync cut short was about to give.
    ///
    /// # Errors
    /// When the index or a version cannot be read.
    pub fn staged_by_hand(
        &self,
        versions: &[Option<TreeId>],
        folder: &FolderScan,
    ) -> Result<Vec<RepoPath>, StagingError> {
        let Some((first, _)) = versions.split_first() else { return Ok(Vec::new()) };
        if folder.is_staged_as_known() {
            return Ok(Vec::new());
        }
        let index = self.index()?;
        let tree = first
            .map(TreeId::to_git)
            .map(|id| self.git.find_tree(id).map_err(|error| ObjectError::reading(id, error)));
        let tree = tree.transpose()?;
        let diff = self.git.diff_tree_to_index(tree.as_ref(), Some(&index), None);
        let mut found = Vec::new();
        for delta in diff.map_err(StagingError::Git)?.deltas() {
            let name = delta.new_file().path_bytes().or_else(|| delta.old_file().path_bytes());
            let Some(path) = name.and_then(|name| std::str::from_utf8(name).ok()) else { continue };
            let entry = index.get_path(Path::new(path), 0);
            let entry = entry.filter(|entry| is_file(entry.mode) && !is_announced(entry));
            let staged = entry.map(|entry| blob_of(&entry));
            let path = RepoPath::new(path);
            let mut known = folder.files.get(&path).map(|blob| blob.id)
                == staged.map(|blob| blob.id)
                || folder.is_unseen(&path)
                || SafePath::new(&path).is_err();
            for version in versions {
                let blob = version.map(|tree| self.entry(tree, &path)).transpose()?.flatten();
                known |= blob == staged;
            }
            if !known {
                found.push(path);
            }
        }
        found.sort();
        Ok(found)
    }

    /// Lists the staged files, from git's index or from the one in `elsewhere`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn staged_files(&self, elsewhere: Option<&Path>) -> Result<Files, StagingError> {
        let index = match elsewhere {
            Some(path) => Index::open(path).map_err(StagingError::Git)?,
            None => self.index()?,
        };
        let staged = |entry: IndexEntry| {
            let path = std::str::from_utf8(&entry.path).ok().map(RepoPath::new)?;
            (is_file(entry.mode) && !is_announced(&entry)).then(|| (path, blob_of(&entry)))
        };
        Ok(index.iter().filter_map(staged).collect())
    }

    /// Makes git's index say what a sync has made of the given paths; `None` takes one out.
    ///
    /// A file in the folder that holds exactly what the index will say counts as untouched from then
    /// on; any other shows as changed.
    ///
    /// # Errors
    /// When the index cannot be read or written; it is then as before.
    pub fn update_staging(
        &self,
        changes: &BTreeMap<RepoPath, Option<Blob>>,
    ) -> Result<(), StagingError> {
        self.update_staging_with(changes, &BTreeMap::new())
    }

    /// The same, with links and other repositories beside the files.
    ///
    /// What is not in the folder, since it is never put there, is known to be left out: whoever commits with plain
    /// git takes it away from nobody.
    ///
    /// # Errors
    /// As [`Repo::update_staging`].
    pub fn update_staging_with(
        &self,
        files: &BTreeMap<RepoPath, Option<Blob>>,
        others: &BTreeMap<RepoPath, Option<Other>>,
    ) -> Result<(), StagingError> {
        let mut changes: BTreeMap<&RepoPath, Option<Item>> =
            others.iter().map(|(path, other)| (path, other.and_then(Item::of_other))).collect();
        for (path, blob) in files {
            let item = changes.entry(path).or_default();
            *item = blob.map(Item::of_file).or(*item);
        }
        changes.retain(|path, _| is_holdable(path));
        if changes.is_empty() {
            return Ok(());
        }
        let path = self.index_path();
        fault::step("index").map_err(|source| StagingError::Io { path, source })?;
        if self.rewrite_index(&changes)? {
            return Ok(());
        }
        let fail = StagingError::Git;
        let mut index = self.index()?;
        // What goes makes room first: a file may become a folder, or a folder a file.
        for (path, _) in changes.iter().filter(|(_, item)| item.is_none()) {
            match index.remove(Path::new(path.as_str()), 0) {
                Err(error) if error.code() != ErrorCode::NotFound => return Err(fail(error)),
                _ => {}
            }
        }
        for (path, item) in changes.iter().filter_map(|(path, item)| Some((*path, (*item)?))) {
            let there = index.get_path(Path::new(path.as_str()), 0);
            let there = there.map(|there| (there.mode, there.flags, there.flags_extended));
            index.add(&self.entry_for(path, item, there)).map_err(fail)?;
        }
        self.write_index(&mut index)
    }

    pub(super) fn location(&self, path: &RepoPath) -> PathBuf {
        self.root().join(path.as_str())
    }

    /// Writes the index anew; tells whether it could, as it can where its form is a common one.
    fn rewrite_index(
        &self,
        changes: &BTreeMap<&RepoPath, Option<Item>>,
    ) -> Result<bool, StagingError> {
        let path = self.index_path();
        let fail = |source| StagingError::Io { path: path.clone(), source };
        loop {
            let Some(found) = self.index_bytes().map_err(fail)? else { return Ok(false) };
            let Some(index) = found.parse() else { return Ok(false) };
            let mut new = git_index::Changes::new();
            for (path, item) in changes {
                let name = path.as_str().as_bytes();
                let there = index.entries.binary_search_by(|entry| (*entry.path).cmp(name)).ok();
                let there = there.map(|at| &index.entries[at]);
                let there =
                    there.map(|entry| (entry.number(Field::Mode), entry.flags, entry.extended));
                new.insert(name.to_vec(), item.map(|item| self.entry_for(path, item, there)));
            }
            let Some(body) = git_index::rewritten(&index, &new) else { return Ok(false) };
            let unsummed = index.unsummed;
            let lock =
                IndexLock::take(&path, body, |body| git_index::sum(body, unsummed).to_vec())?;
            // Another program wrote it while the lock was not there yet.
            if self.look_at_index() != found.looked {
                continue;
            }
            let (looked, bytes) = lock.replace(&path).map_err(fail)?;
            sync_folder(self.git_dir()).map_err(fail)?;
            self.hold_written(looked, bytes);
            return Ok(true);
        }
    }

    /// Removes the lock on git's index that a process of ours left which was killed; returns whether
    /// there was one. The caller holds the workspace's lock, so that no other is at work.
    pub(super) fn remove_stale_index_lock(&self) -> bool {
        IndexLock::remove_stale(&self.index_path())
    }

    /// Waits for a moment while another program writes git's index.
    ///
    /// # Errors
    /// [`StagingError::Locked`] when it goes on.
    pub fn wait_for_index(&self) -> Result<(), StagingError> {
        let path = IndexLock::path(&self.index_path());
        retry::when(|_| true, || if path.exists() { Err(()) } else { Ok(()) })
            .map_err(|()| StagingError::Locked { path })
    }

    /// Tells whether another program is about to write git's index: a merge, for one, whose result does
    /// not stand in the folder yet.
    pub fn is_staging_locked(&self) -> bool {
        IndexLock::path(&self.index_path()).exists()
    }

    pub(super) fn index_path(&self) -> PathBuf {
        self.git_dir().join("index")
    }

    /// Tells whether there is an index of git's.
    pub fn has_index(&self) -> bool {
        self.index_path().exists()
    }

    /// Tells whether git's index cannot be read, or is not there; before the first commit there is none.
    pub fn is_staging_damaged(&self) -> bool {
        !self.has_index() || matches!(self.index(), Err(StagingError::Git(_)))
    }

    /// Makes git's index anew from a version, when it is damaged or was lost. What had been staged
    /// by hand is gone; the files are not touched.
    ///
    /// # Errors
    /// When the version cannot be read or the index not written.
    pub fn rebuild_staging(&self, tree: Option<TreeId>) -> Result<(), StagingError> {
        let path = self.index_path();
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(StagingError::Io { path, source });
            }
            _ => {}
        }
        let mut index = self.index()?;
        if let Some(id) = tree.map(TreeId::to_git) {
            let tree = self.git.find_tree(id).map_err(|error| ObjectError::reading(id, error))?;
            index.read_tree(&tree).map_err(StagingError::Git)?;
        }
        self.write_index(&mut index)
    }

    fn write_index(&self, index: &mut Index) -> Result<(), StagingError> {
        let path = self.index_path();
        retry::git(|| index.write()).map_err(|error| match error.code() {
            ErrorCode::Locked => StagingError::Locked { path: path.with_extension("lock") },
            _ => StagingError::Git(error),
        })?;
        File::open(&path)
            .and_then(|file| fault::forced(fault::Event::File(&path), || file.sync_all()))
            .and_then(|()| sync_folder(self.git_dir()))
            .map_err(|source| StagingError::Io { path, source })?;
        self.staged.set(self.look_at_index());
        Ok(())
    }

    /// Makes an entry; `there` is the one in its place, by its mode and flags.
    fn entry_for(
        &self,
        path: &RepoPath,
        Item { id, mode }: Item,
        there: Option<(u32, u16, u16)>,
    ) -> IndexEntry {
        let safe = SafePath::new(path).ok().filter(|_| is_file(mode));
        let stat = safe.as_ref().map_or(Stat::NONE, |safe| self.stat_of(safe, id));
        let there = there.filter(|(before, ..)| is_file(*before) == is_file(mode));
        let (_, flags, mut extended) = there.unwrap_or_default();
        if safe.is_none() {
            let is_here = fs::symlink_metadata(self.location(path)).is_ok();
            extended = if is_here { extended & !SKIP_WORKTREE } else { extended | SKIP_WORKTREE };
        }
        IndexEntry {
            ctime: IndexTime::new(stat.changed.0, stat.changed.1),
            mtime: IndexTime::new(stat.modified.0, stat.modified.1),
            dev: 0,
            ino: stat.inode,
            mode,
            uid: stat.owner.0,
            gid: stat.owner.1,
            file_size: stat.size,
            id: git_id(id),
            flags: flags & 0x8000,
            flags_extended: extended & !INTENT_TO_ADD,
            path: path.as_str().as_bytes().to_vec(),
        }
    }

    /// Returns how a file looks that holds `id` and nothing else, before and after it was read.
    fn stat_of(&self, path: &SafePath, id: ContentId) -> Stat {
        let location = self.root().join(path.to_location());
        let look = || fs::symlink_metadata(&location).ok().map(|it| Stat::of_metadata(&it));
        let before = look();
        let same = match files::content_id(self.root(), path) {
            Ok(Some(raw)) => raw == id || self.shared_as(path.path(), raw, id) == Some(id),
            _ => false,
        };
        before.filter(|before| same && look() == Some(*before)).unwrap_or(Stat::NONE)
    }

    pub(super) fn index(&self) -> Result<Index, StagingError> {
        let looked = self.look_at_index();
        let mut index = self.git.index().map_err(unknown)?;
        // It is read anew where it was replaced since; libgit2 alone would go by a sum of its content,
        // which git may be told to leave out.
        let known = self.staged.get();
        index.read(known.is_some() && known != looked).map_err(unknown)?;
        self.staged.set(looked);
        Ok(index)
    }

    pub(super) fn look_at_index(&self) -> Option<Stat> {
        let metadata = fs::symlink_metadata(self.index_path()).ok();
        metadata.map(|metadata| Stat::of_metadata(&metadata))
    }
}

/// Reads an entry; `None` where it is no ordinary file with one version.
fn staged(entry: &IndexEntry) -> Option<(RepoPath, Staged)> {
    let path = std::str::from_utf8(&entry.path).ok()?;
    if !is_file(entry.mode) || entry.flags & STAGE != 0 || is_announced(entry) {
        return None;
    }
    let unseen = entry.flags & ASSUME_VALID != 0 || entry.flags_extended & SKIP_WORKTREE != 0;
    Some((
        RepoPath::new(path),
        Staged {
            blob: blob_of(entry),
            stat: Stat::of_entry(entry),
            unseen,
            left_out: unseen && entry.flags & ASSUME_VALID == 0,
        },
    ))
}

/// The same of an entry as it lies on the disk.
fn staged_as(entry: &git_index::Entry<'_>) -> Option<(RepoPath, Staged)> {
    let path = std::str::from_utf8(&entry.path).ok()?;
    let mode = entry.number(Field::Mode);
    if !is_file(mode) || entry.flags & STAGE != 0 || entry.extended & INTENT_TO_ADD != 0 {
        return None;
    }
    let time = |seconds, rest| (entry.number(seconds).cast_signed(), entry.number(rest));
    let stat = Stat {
        modified: time(Field::ModifiedSeconds, Field::ModifiedRest),
        changed: time(Field::ChangedSeconds, Field::ChangedRest),
        inode: entry.number(Field::Inode),
        owner: (entry.number(Field::User), entry.number(Field::Group)),
        size: entry.number(Field::Size),
    };
    let blob = Blob { id: ContentId::from_bytes(entry.id()), executable: mode & 0o111 != 0 };
    let unseen = entry.flags & ASSUME_VALID != 0 || entry.extended & SKIP_WORKTREE != 0;
    let left_out = unseen && entry.flags & ASSUME_VALID == 0;
    Some((RepoPath::new(path), Staged { blob, stat, unseen, left_out }))
}

fn unknown(source: git2::Error) -> StagingError {
    if source.message().contains("extension") {
        StagingError::Unknown { source }
    } else {
        StagingError::Git(source)
    }
}

fn blob_of(entry: &IndexEntry) -> Blob {
    Blob { id: content_id(entry.id), executable: entry.mode & 0o111 != 0 }
}

/// Tells whether only the name is known to the index, and no version of the file.
fn is_announced(entry: &IndexEntry) -> bool {
    entry.flags_extended & INTENT_TO_ADD != 0
}
