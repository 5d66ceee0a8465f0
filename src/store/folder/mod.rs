//! The files of the work tree, each with the id of its content; what git knows to be untouched is
//! not read.
//!
//! What stands in a folder is taken from the look at all of them, so that a folder in which no name
//! came or went is not listed. Where that look does not tell everything, the folder is listed.

mod known;
mod listing;
mod sights;
#[cfg(test)]
mod tests;

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use known::Known;
use listing::{Below, Lister, Listing, Looked, Name};
use sights::Sights;

use super::open_folder;
use super::staging::{Snapshot, StagingError};
use super::stat::Stat;
use super::tree_state::{self, Look, TreeState};
use super::{Repo, SafePath, UnsafePath, place, read};
use crate::merge::{Blob, ContentId, Files};
use crate::schema::layout;
use crate::text::RepoPath;

/// What a scan of the work tree found.
#[derive(Debug, Default)]
pub struct FolderScan {
    /// Every file that git does not ignore and that may be shared by its name and nature, with the
    /// content by which it is shared: its bytes, unless git turned the line ends over. Told by what
    /// differs from the version that the scan was given.
    pub files: Files,
    /// What is not taken for a file to share, and why.
    pub quarantined: Vec<(RepoPath, Quarantine)>,
    /// Files and folders that could not be read, with what the system said.
    pub unreadable: Vec<(RepoPath, String)>,
    /// Folders that were not entered: another repository or another workspace begins there. Those that git
    /// ignores are left out.
    pub nested: Vec<RepoPath>,
    /// Temporary files of ours; see [`remove_leftover`](super::files::remove_leftover).
    pub leftovers: Vec<PathBuf>,
    /// How many files had to be read.
    pub read: usize,
    /// Those of them that hold what git's index says: it can be told so with
    /// [`Repo::update_staging`], and they need not be read again.
    pub untold: Vec<RepoPath>,
    /// Files whose names cannot be written, and that git looks for in the folder all the same.
    pub unhidden: Vec<RepoPath>,
    /// Names at or below which the folder says nothing about what is shared.
    unseen: BTreeSet<RepoPath>,
    /// Whether git's index holds the version that the scan was given, and nothing else.
    staged_as_known: bool,
}

/// Why a name in the folder is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Quarantine {
    #[error("its name is not UTF-8")]
    NotUtf8,
    #[error("{}", .0.reason)]
    UnsafeName(UnsafePath),
    #[error("it is a symbolic link")]
    Symlink,
    #[error("it is neither a file nor a folder")]
    Special,
}

/// The work tree could not be scanned.
#[derive(Debug, Error)]
pub enum ScanError {
    /// Unmounted, renamed or deleted: not the same as a folder without files.
    #[error("the folder {} is no longer there", path.display())]
    Gone { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Staging(#[from] StagingError),
}

impl FolderScan {
    /// Tells whether the absence of a path from `files` does not mean that it was deleted: it, or a
    /// folder above it, was left out, could not be read, or is ignored.
    pub fn is_unseen(&self, path: &RepoPath) -> bool {
        let mut end = Some(path.as_str().len());
        while let Some(at) = end {
            if self.unseen.contains(&path.as_str()[..at]) {
                return true;
            }
            end = path.as_str()[..at].rfind('/');
        }
        layout::is_local_only(path)
    }

    /// Tells whether a link lies there.
    pub fn has_link(&self, path: &RepoPath) -> bool {
        self.quarantined.iter().any(|(here, why)| here == path && *why == Quarantine::Symlink)
    }

    /// Forgets a link that is to be taken out of the folder.
    pub fn forget_link(&mut self, path: &RepoPath) {
        self.quarantined.retain(|(here, _)| here != path);
        self.unseen.remove(path);
    }

    /// Tells whether git's index holds the version that the scan was given, and nothing else.
    pub(super) fn is_staged_as_known(&self) -> bool {
        self.staged_as_known
    }

    fn leave(&mut self, path: RepoPath, why: Quarantine) {
        self.unseen.insert(path.clone());
        self.quarantined.push((path, why));
    }

    fn unreadable(&mut self, path: RepoPath, why: String) {
        self.unseen.insert(path.clone());
        self.unreadable.push((path, why));
    }
}

impl Repo {
    /// Scans the work tree.
    ///
    /// `known` is the version that the folder is compared with: such a file is never ignored, and
    /// where the file system keeps no executable bits it has the one that it has there.
    ///
    /// # Errors
    /// When the folder is gone or git's index cannot be read.
    pub fn scan(&self, known: &Files) -> Result<FolderScan, ScanError> {
        let staging = self.staging()?;
        self.scan_with(staging, known, &self.look(None, None)?)
    }

    /// Looks at the work tree; see [`Look`]. Of one that cannot be listed nothing is known: a scan says so.
    pub(crate) fn look(
        &self,
        known: Option<&TreeState>,
        clock: Option<&Path>,
    ) -> Result<TreeState, ScanError> {
        match tree_state::take(Look::at(self.root(), known, clock)) {
            Err(error) if read::is_absent(&error.source) => {
                Err(ScanError::Gone { path: error.path, source: error.source })
            }
            looked => Ok(looked.unwrap_or_default()),
        }
    }

    /// Scans the work tree where git's index was read already and the folder was looked at, in whatever order: a file
    /// of which the two do not say the same is looked at itself, and read where that tells nothing. Of what was saved
    /// since the look it knows only that much.
    pub(crate) fn scan_with(
        &self,
        staging: Snapshot,
        known: &Files,
        looked: &TreeState,
    ) -> Result<FolderScan, ScanError> {
        let root = self.root();
        let present = || {
            fs::symlink_metadata(root.join(".git"))
                .map_err(|source| ScanError::Gone { path: root.to_owned(), source })
        };
        present()?;
        let known = Known::of(staging, known.clone());
        let found = FolderScan { staged_as_known: known.is_staged(), ..FolderScan::default() };
        let mut scan = Scan {
            repo: self,
            keeps_modes: cfg!(unix) && self.switch("core.fileMode").unwrap_or(true),
            composes: self.switch("core.precomposeUnicode").unwrap_or(false),
            seen: vec![false; known.len()],
            known,
            found,
            added: BTreeMap::new(),
            unread: Vec::new(),
        };
        scan.walk(&Sights::of(looked));
        scan.read();
        scan.match_names();
        scan.add_unseen();
        scan.tell_files();
        // What was unmounted meanwhile looks like a folder whose files were deleted.
        present()?;
        Ok(scan.found)
    }

    /// Tells whether a file was saved within the last `span` before `now`, or after it: someone may
    /// be in the middle of it.
    pub fn is_saved_within(&self, path: &RepoPath, now: SystemTime, span: Duration) -> bool {
        let metadata = fs::symlink_metadata(self.root().join(path.as_str()));
        let modified = metadata.and_then(|metadata| metadata.modified());
        // A time far ahead is a wrong clock, not a save of just now.
        modified.is_ok_and(|modified| match now.duration_since(modified) {
            Ok(age) => age < span,
            Err(ahead) => ahead.duration() < span,
        })
    }
}

struct Scan<'a> {
    repo: &'a Repo,
    known: Known,
    keeps_modes: bool,
    composes: bool,
    found: FolderScan,
    /// Which of what git knows is in the folder, as a file to share.
    seen: Vec<bool>,
    /// Files to share that git does not know, or not so.
    added: BTreeMap<RepoPath, Blob>,
    /// Files that must be read to know their content.
    unread: Vec<RepoPath>,
}

impl Scan<'_> {
    /// Walks one level of folders after another: what the disk is asked is asked in parallel, what
    /// git is asked is not.
    fn walk(&mut self, looked: &Sights<'_>) {
        let mut level = vec![Below::root(self.repo.root())];
        while !level.is_empty() {
            let lister = Lister {
                composes: self.composes,
                keeps_modes: self.keeps_modes,
                known: &self.known,
                looked,
            };
            let listings: Vec<Listing> =
                level.into_par_iter().map(|folder| lister.list(folder)).collect();
            level = Vec::new();
            for listing in listings {
                if !self.enters(&listing) {
                    continue;
                }
                for (path, why) in listing.unreadable {
                    self.found.unreadable(path, why);
                }
                for path in listing.not_utf8 {
                    self.found.leave(path, Quarantine::NotUtf8);
                }
                self.found.leftovers.extend(listing.leftovers);
                for (at, looked) in listing.looked {
                    self.take_looked(at, looked);
                }
                for name in listing.names {
                    self.take(name);
                }
                level.extend(listing.folders);
            }
        }
    }

    /// Tells whether a folder is walked; takes note of why not.
    fn enters(&mut self, listing: &Listing) -> bool {
        let path = &listing.path;
        if path.as_str().is_empty() {
            return true;
        }
        if listing.nested {
            self.found.unseen.insert(path.clone());
            // What git ignores is meant to stay here.
            if !self.is_ignored(path, true) {
                self.found.nested.push(path.clone());
            }
            return false;
        }
        if !self.known.is_staged_below(path) && self.is_ignored(path, true) {
            self.found.unseen.insert(path.clone());
            return false;
        }
        true
    }

    /// Takes in what a look at a file showed that git knows.
    fn take_looked(&mut self, at: usize, looked: Looked) {
        let path = || self.known.path(at).clone();
        match looked {
            Looked::AsKnown => self.seen[at] = true,
            Looked::Untouched(blob) => {
                self.seen[at] = true;
                self.added.insert(path(), blob);
            }
            Looked::Unread => self.unread.push(path()),
            Looked::Unreadable(why) => {
                let path = path();
                self.found.unreadable(path, why);
            }
            Looked::Refused(why) => {
                let path = path();
                self.found.leave(path, why);
            }
        }
    }

    /// Takes in a name that git does not know, unless it is not to be shared.
    fn take(&mut self, name: Name) {
        if self.is_ignored(&name.path, false) {
            self.found.unseen.insert(name.path);
        } else if let Some(why) = name.refused {
            self.found.leave(name.path, why);
        } else {
            self.unread.push(name.path);
        }
    }

    /// Reads what git does not know, several files at a time, each in bounded memory.
    fn read(&mut self) {
        let root = self.repo.root();
        let unread = std::mem::take(&mut self.unread);
        self.found.read = unread.len();
        let contents: Vec<_> = unread
            .into_par_iter()
            .map(|path| {
                let content = read_content(&root.join(path.as_str()));
                (path, content)
            })
            .collect();
        for (path, content) in contents {
            match content {
                Ok((raw, look)) => self.add(path, raw, &look),
                Err(error) if error.is_absent() => {}
                Err(error) => self.found.unreadable(path, reason(&error)),
            }
        }
    }

    fn add(&mut self, path: RepoPath, raw: ContentId, look: &open_folder::Look) {
        let at = self.known.find(&path);
        let staged = at.and_then(|at| self.known.staged(at)).map(|staged| staged.blob);
        let id = staged.and_then(|staged| self.repo.shared_as(&path, raw, staged.id));
        let id = id.unwrap_or(raw);
        if staged.is_some_and(|staged| staged.id == id) {
            self.found.untold.push(path.clone());
        }
        let branch = at.and_then(|at| self.known.branch(at));
        let executable = if self.keeps_modes {
            look.executable
        } else {
            staged.or(branch).is_some_and(|blob| blob.executable)
        };
        if let Some(at) = at {
            self.seen[at] = true;
        }
        self.added.insert(path, Blob { id, executable });
    }

    /// Gives a file the name by which it is shared, where the file system shows it under another:
    /// in other letters (`A.md`, `a.md`) or in another form of the same ones (NFC, NFD).
    fn match_names(&mut self) {
        let is_staged = |path: &&RepoPath| {
            self.known.find(path).is_some_and(|at| self.known.staged(at).is_some())
        };
        let new: Vec<RepoPath> =
            self.added.keys().filter(|path| !is_staged(path)).cloned().collect();
        if new.is_empty() {
            return;
        }
        let missing = self.missing().filter(|at| self.known.staged(*at).is_some());
        let missing: BTreeMap<String, usize> =
            missing.map(|at| (fold(self.known.path(at)), at)).collect();
        let root = self.repo.root();
        for path in new {
            let Some(at) = missing.get(&fold(&path)).copied() else { continue };
            let name = self.known.path(at);
            if !is_same_file(&root.join(path.as_str()), &root.join(name.as_str())) {
                continue;
            }
            if let Some(blob) = self.added.remove(&path) {
                if let Some(at) = self.known.find(&path) {
                    self.seen[at] = false;
                }
                self.seen[at] = true;
                self.added.insert(self.known.path(at).clone(), blob);
            }
        }
    }

    /// Adds what the user told git to leave out of the folder, with the content it is known to have,
    /// and takes note of names that share a file with another, as `a.md` and `A.md` may.
    fn add_unseen(&mut self) {
        let root = self.repo.root();
        let is_on = |key| self.repo.switch(key).unwrap_or(false);
        // As git does since 2.37.
        let looks_at_present = LazyCell::new(|| {
            is_on("core.sparseCheckout") && !is_on("sparse.expectFilesOutsideOfPatterns")
        });
        for at in 0..self.known.len() {
            let Some(staged) = self.known.staged(at).copied() else { continue };
            let path = self.known.path(at);
            if staged.left_out && self.seen[at] && *looks_at_present {
                continue;
            }
            if !self.seen[at] && !staged.unseen && SafePath::new(path).is_err() {
                self.found.unhidden.push(path.clone());
                continue;
            }
            // What has a name that cannot be written is told as that, whatever git leaves out.
            if staged.unseen && SafePath::new(path).is_ok() {
                self.found.unseen.insert(path.clone());
                self.added.insert(path.clone(), staged.blob);
                self.seen[at] = true;
            } else if !self.seen[at]
                && SafePath::new(path).is_ok()
                && fs::symlink_metadata(root.join(path.as_str())).is_ok_and(|at| at.is_file())
            {
                self.found.unseen.insert(path.clone());
            }
        }
    }

    /// Tells the files by how they differ from the branch's.
    fn tell_files(&mut self) {
        let mut files = self.known.branch_files().clone();
        for at in self.missing().filter(|at| self.known.branch(*at).is_some()) {
            files.remove(self.known.path(at));
        }
        files.extend(std::mem::take(&mut self.added));
        self.found.files = files;
    }

    /// Lists what git knows and the folder has not.
    fn missing(&self) -> impl Iterator<Item = usize> {
        self.seen.iter().enumerate().filter(|(_, seen)| !**seen).map(|(at, _)| at)
    }

    fn is_ignored(&self, path: &RepoPath, is_folder: bool) -> bool {
        let name = if is_folder { format!("{path}/") } else { path.to_string() };
        self.repo.git.is_path_ignored(name).unwrap_or(false)
    }
}

/// Reads a file for its id; the look is at the bytes read.
fn read_content(location: &Path) -> Result<(ContentId, open_folder::Look), read::ReadError> {
    let fail = |source| read::ReadError::Io { path: location.to_owned(), source };
    let (mut file, before) = read::open(location)?;
    let id = place::hash(&mut file, before.len()).map_err(fail)?;
    let after = file.metadata().map_err(fail)?;
    match id {
        Some(id) if Stat::of_metadata(&before) == Stat::of_metadata(&after) => {
            Ok((id, open_folder::Look::of(&after)))
        }
        _ => Err(fail(io::Error::other("it is being written at this moment"))),
    }
}

fn reason(error: &read::ReadError) -> String {
    match error {
        read::ReadError::Io { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}

/// What names have in common that a file system may take for one.
fn fold(path: &RepoPath) -> String {
    path.as_str().nfc().collect::<String>().to_lowercase()
}

#[cfg(unix)]
fn is_same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |path: &Path| fs::symlink_metadata(path).ok().map(|at| (at.dev(), at.ino()));
    id(a).is_some_and(|a| id(b) == Some(a))
}

#[cfg(not(unix))]
fn is_same_file(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(a).is_some_and(|a| real(b) == Some(a))
}
