//! The files of the work tree, each with the id of its content; what git knows to be untouched is
//! not read.

mod listing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use listing::{Below, Lister, Listing, Name};

use super::staging::{Snapshot, StagingError, Stat};
use super::{Repo, SafePath, UnsafePath, place, read};
use crate::merge::{Blob, ContentId};
use crate::schema::layout;
use crate::text::RepoPath;

/// What a scan of the work tree found.
#[derive(Debug, Default)]
pub struct FolderScan {
    /// Every file that git does not ignore and that may be shared by its name and nature, with the
    /// content by which it is shared: its bytes, unless git turned the line ends over.
    pub files: BTreeMap<RepoPath, Blob>,
    /// Size and time of each of `files`.
    pub details: BTreeMap<RepoPath, Detail>,
    /// What is not taken for a file to share, and why.
    pub quarantined: Vec<(RepoPath, Quarantine)>,
    /// Files and folders that could not be read, with what the system said.
    pub unreadable: Vec<(RepoPath, String)>,
    /// Folders that were not entered: another repository or another workspace begins there.
    pub nested: Vec<RepoPath>,
    /// Temporary files of ours; see [`remove_leftover`](super::files::remove_leftover).
    pub leftovers: Vec<PathBuf>,
    /// How many files had to be read.
    pub read: usize,
    /// Those of them that hold what git's index says: it can be told so with
    /// [`Repo::update_staging`], and they need not be read again.
    pub untold: Vec<RepoPath>,
    /// Names at or below which the folder says nothing about what is shared.
    unseen: BTreeMap<RepoPath, ()>,
}

/// Size and time of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Bytes.
    pub size: u64,
    pub modified: Option<SystemTime>,
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
            if self.unseen.contains_key(&path.as_str()[..at]) {
                return true;
            }
            end = path.as_str()[..at].rfind('/');
        }
        layout::is_local_only(path)
    }

    /// Tells whether a file was saved within the last `span` before `now`, or after it: someone may
    /// be in the middle of it.
    pub fn saved_within(&self, path: &RepoPath, now: SystemTime, span: Duration) -> bool {
        let modified = self.details.get(path).and_then(|detail| detail.modified);
        // A time far ahead is a wrong clock, not a save of just now.
        modified.is_some_and(|modified| match now.duration_since(modified) {
            Ok(age) => age < span,
            Err(ahead) => ahead.duration() < span,
        })
    }

    fn leave(&mut self, path: RepoPath, why: Quarantine) {
        self.unseen.insert(path.clone(), ());
        self.quarantined.push((path, why));
    }

    fn unreadable(&mut self, path: RepoPath, why: String) {
        self.unseen.insert(path.clone(), ());
        self.unreadable.push((path, why));
    }
}

impl Repo {
    /// Scans the work tree.
    ///
    /// `known` answers with the shared version of a path, if there is one: such a file is never
    /// ignored, and where the file system keeps no executable bits it has the shared one.
    ///
    /// # Errors
    /// When the folder is gone or git's index cannot be read.
    pub fn scan(&self, known: &dyn Fn(&RepoPath) -> Option<Blob>) -> Result<FolderScan, ScanError> {
        let root = self.root();
        let present = || {
            fs::symlink_metadata(root.join(".git"))
                .map_err(|source| ScanError::Gone { path: root.to_owned(), source })
        };
        present()?;
        let mut scan = Scan {
            repo: self,
            known,
            staging: self.staging()?,
            keeps_modes: cfg!(unix) && self.switch("core.fileMode").unwrap_or(true),
            composes: self.switch("core.precomposeUnicode").unwrap_or(false),
            found: FolderScan::default(),
            added: Vec::new(),
            unread: Vec::new(),
        };
        let names = scan.walk();
        scan.look(names);
        scan.read();
        scan.sort();
        scan.match_names();
        scan.add_unseen();
        // What was unmounted meanwhile looks like a folder whose files were deleted.
        present()?;
        Ok(scan.found)
    }
}

struct Scan<'a> {
    repo: &'a Repo,
    known: &'a dyn Fn(&RepoPath) -> Option<Blob>,
    staging: Snapshot,
    keeps_modes: bool,
    composes: bool,
    found: FolderScan,
    /// Files to share, in no order yet.
    added: Vec<(RepoPath, Blob, Detail)>,
    /// Files that must be read to know their content.
    unread: Vec<RepoPath>,
}

impl Scan<'_> {
    /// Walks one level of folders after another: what the disk is asked is asked in parallel, what
    /// git is asked is not. Returns the names that git does not ignore.
    fn walk(&mut self) -> Vec<Name> {
        let mut names = Vec::new();
        let mut level = vec![Below::root(self.repo.root())];
        while !level.is_empty() {
            let lister = Lister { composes: self.composes, staging: &self.staging };
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
                names.extend(listing.names.into_iter().filter_map(|name| self.take(name)));
                level.extend(listing.folders);
            }
        }
        names
    }

    /// Tells whether a folder is walked; takes note of why not.
    fn enters(&mut self, listing: &Listing) -> bool {
        let path = &listing.path;
        if path.as_str().is_empty() {
            return true;
        }
        if listing.nested {
            self.found.unseen.insert(path.clone(), ());
            self.found.nested.push(path.clone());
            return false;
        }
        if !self.staging.has_below(path) && self.is_ignored(path, true) {
            self.found.unseen.insert(path.clone(), ());
            return false;
        }
        true
    }

    /// Hands a name on that may be shared; takes note of why it may not.
    fn take(&mut self, name: Name) -> Option<Name> {
        let tracked = name.staged || (self.known)(&name.path).is_some();
        if !tracked && self.is_ignored(&name.path, false) {
            self.found.unseen.insert(name.path, ());
            return None;
        }
        if let Some(why) = name.refused {
            self.found.leave(name.path, why);
            return None;
        }
        Some(name)
    }

    /// Asks for the files in parallel, and believes git about those that it knows to be untouched.
    fn look(&mut self, names: Vec<Name>) {
        let staging = &self.staging;
        let look = |name: Name| {
            let looked = fs::symlink_metadata(&name.location).map(|metadata| {
                let id = staging.untouched(&name.path, &metadata);
                (metadata, id)
            });
            (name.path, looked)
        };
        let looked: Vec<_> = names.into_par_iter().map(look).collect();
        for (path, looked) in looked {
            match looked {
                Ok((metadata, Some(id))) => self.add(path, id, &metadata),
                Ok((_, None)) => self.unread.push(path),
                Err(error) if read::is_absent(&error) => {}
                Err(error) => self.found.unreadable(path, words(&error)),
            }
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
                Ok((raw, metadata)) => {
                    let known = self.staging.entries.get(&path).map(|staged| staged.blob.id);
                    let id = known.and_then(|known| self.repo.shared_as(&path, raw, known));
                    let id = id.unwrap_or(raw);
                    if known == Some(id) {
                        self.found.untold.push(path.clone());
                    }
                    self.add(path, id, &metadata);
                }
                Err(error) if error.is_absent() => {}
                Err(error) => self.found.unreadable(path, reason(&error)),
            }
        }
    }

    fn add(&mut self, path: RepoPath, id: ContentId, metadata: &Metadata) {
        let executable = if self.keeps_modes {
            is_executable(metadata)
        } else {
            let staged = self.staging.entries.get(&path).map(|staged| staged.blob);
            staged.or_else(|| (self.known)(&path)).is_some_and(|blob| blob.executable)
        };
        let detail = Detail { size: metadata.len(), modified: metadata.modified().ok() };
        self.added.push((path, Blob { id, executable }, detail));
    }

    fn sort(&mut self) {
        let mut added = std::mem::take(&mut self.added);
        added.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        // From what is sorted, a map is made at once.
        self.found.details = added.iter().map(|(path, _, one)| (path.clone(), *one)).collect();
        self.found.files = added.into_iter().map(|(path, blob, _)| (path, blob)).collect();
    }

    /// Gives a file the name by which it is shared, where the file system shows it under another:
    /// in other letters (`A.md`, `a.md`) or in another form of the same ones (NFC, NFD).
    fn match_names(&mut self) {
        let (entries, files) = (&self.staging.entries, &self.found.files);
        let new: Vec<_> = lacking(files.keys(), entries.keys()).cloned().collect();
        if new.is_empty() {
            return;
        }
        let missing = lacking(entries.keys(), files.keys());
        let missing: BTreeMap<_, _> = missing.map(|path| (fold(path), path.clone())).collect();
        let root = self.repo.root();
        for path in new {
            let Some(name) = missing.get(&fold(&path)) else { continue };
            if !is_same_file(&root.join(path.as_str()), &root.join(name.as_str())) {
                continue;
            }
            if let Some(blob) = self.found.files.remove(&path) {
                self.found.files.insert(name.clone(), blob);
            }
            if let Some(detail) = self.found.details.remove(&path) {
                self.found.details.insert(name.clone(), detail);
            }
        }
    }

    /// Adds what the user told git to leave out of the folder, with the content it is known to have,
    /// and takes note of names that share a file with another, as `a.md` and `A.md` may.
    fn add_unseen(&mut self) {
        let root = self.repo.root();
        let entries = &self.staging.entries;
        for (path, staged) in entries.iter().filter(|(_, staged)| staged.unseen) {
            self.found.unseen.insert(path.clone(), ());
            self.found.files.insert(path.clone(), staged.blob);
        }
        for path in lacking(entries.keys(), self.found.files.keys()) {
            if SafePath::new(path).is_ok()
                && fs::symlink_metadata(root.join(path.as_str())).is_ok_and(|at| at.is_file())
            {
                self.found.unseen.insert(path.clone(), ());
            }
        }
    }

    fn is_ignored(&self, path: &RepoPath, is_folder: bool) -> bool {
        let name = if is_folder { format!("{path}/") } else { path.to_string() };
        self.repo.git.is_path_ignored(name).unwrap_or(false)
    }
}

/// Reads a file for its id; the metadata is that of the bytes read.
fn read_content(location: &Path) -> Result<(ContentId, Metadata), read::ReadError> {
    let fail = |source| read::ReadError::Io { path: location.to_owned(), source };
    let (mut file, before) = read::open(location)?;
    let id = place::hash(&mut file, before.len()).map_err(fail)?;
    let after = file.metadata().map_err(fail)?;
    match id {
        Some(id) if Stat::of(&before) == Stat::of(&after) => Ok((id, after)),
        _ => Err(fail(io::Error::other("it is being written at this moment"))),
    }
}

/// Returns what of `one` is not in `other`; both are sorted.
fn lacking<'a>(
    one: impl Iterator<Item = &'a RepoPath>,
    other: impl Iterator<Item = &'a RepoPath>,
) -> impl Iterator<Item = &'a RepoPath> {
    let mut other = other.peekable();
    one.filter(move |path| {
        while other.next_if(|next| next < path).is_some() {}
        other.peek() != Some(path)
    })
}

fn reason(error: &read::ReadError) -> String {
    match error {
        read::ReadError::Io { source, .. } => words(source),
        other => other.to_string(),
    }
}

fn words(error: &io::Error) -> String {
    error.to_string()
}

/// What names have in common that a file system may take for one.
fn fold(path: &RepoPath) -> String {
    path.as_str().nfc().collect::<String>().to_lowercase()
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_metadata: &Metadata) -> bool {
    false
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
