use std::fs::FileType;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use walkdir::{DirEntry, WalkDir};

use super::Quarantine;
use crate::schema::layout;
use crate::store::staging::Snapshot;
use crate::store::{SafePath, files, read, walk};
use crate::text::{RepoPath, is_git_folder};

/// A folder to list.
pub(super) struct Below {
    /// As the disk names it.
    raw: RepoPath,
    location: PathBuf,
}

/// What stands in one folder, judged by names and kinds alone.
pub(super) struct Listing {
    /// As git names the folder.
    pub(super) path: RepoPath,
    /// Another repository or another workspace begins in it.
    pub(super) nested: bool,
    pub(super) folders: Vec<Below>,
    pub(super) names: Vec<Name>,
    pub(super) not_utf8: Vec<RepoPath>,
    pub(super) leftovers: Vec<PathBuf>,
    pub(super) unreadable: Vec<(RepoPath, String)>,
}

/// A name that is no folder's.
pub(super) struct Name {
    pub(super) path: RepoPath,
    pub(super) location: PathBuf,
    /// Git's index has it.
    pub(super) staged: bool,
    /// Why it is left alone, when it is not ignored.
    pub(super) refused: Option<Quarantine>,
}

/// Lists folders; may be asked from several threads.
pub(super) struct Lister<'a> {
    /// Git is to see names in their composed form.
    pub(super) composes: bool,
    pub(super) staging: &'a Snapshot,
}

impl Below {
    pub(super) fn root(location: &Path) -> Self {
        Self { raw: RepoPath::new(""), location: location.to_owned() }
    }
}

impl Lister<'_> {
    pub(super) fn list(&self, folder: Below) -> Listing {
        let mut listing = Listing {
            path: self.path(&folder.raw),
            nested: false,
            folders: Vec::new(),
            names: Vec::new(),
            not_utf8: Vec::new(),
            leftovers: Vec::new(),
            unreadable: Vec::new(),
        };
        let walk = WalkDir::new(&folder.location).min_depth(1).max_depth(1);
        for entry in walk.follow_root_links(folder.raw.as_str().is_empty()) {
            match entry {
                Ok(entry) => self.entry(&folder, &entry, &mut listing),
                Err(error) if error.io_error().is_some_and(read::is_absent) => {}
                Err(error) => {
                    let why = error.io_error().map_or_else(|| error.to_string(), super::words);
                    listing.unreadable.push((listing.path.clone(), why));
                }
            }
        }
        listing
    }

    fn entry(&self, folder: &Below, entry: &DirEntry, listing: &mut Listing) {
        let name = entry.file_name().to_string_lossy();
        listing.nested |= walk::begins_another(&folder.location, &name);
        let is_folder = entry.file_type().is_dir();
        let raw = RepoPath::in_folder(folder.raw.as_str(), &name);
        if is_folder {
            let path = self.path(&raw);
            let is_ours = !is_git_folder(&name) && !layout::is_local_only(&path);
            match entry.file_name().to_str() {
                Some(_) if is_ours => {
                    listing.folders.push(Below { raw, location: entry.path().to_owned() });
                }
                None if is_ours => listing.not_utf8.push(path),
                _ => {}
            }
            return;
        }
        if files::is_temporary(&name) {
            listing.leftovers.push(entry.path().to_owned());
            return;
        }
        let staged = self.staging.entries.contains_key(&raw);
        let path = if staged { raw } else { self.path(&raw) };
        if layout::is_local_only(&path) {
            return;
        }
        if entry.file_name().to_str().is_none() {
            return listing.not_utf8.push(path);
        }
        let refused = refused(&path, entry.file_type());
        let staged = staged || self.staging.entries.contains_key(&path);
        listing.names.push(Name { path, location: entry.path().to_owned(), staged, refused });
    }

    /// Returns the path by which git is to know a name that is not in its index.
    fn path(&self, raw: &RepoPath) -> RepoPath {
        if self.composes && !raw.as_str().is_ascii() {
            return RepoPath::new(raw.as_str().nfc().collect::<String>());
        }
        raw.clone()
    }
}

fn refused(path: &RepoPath, kind: FileType) -> Option<Quarantine> {
    match SafePath::new(path) {
        Err(fault) => Some(Quarantine::UnsafeName(fault)),
        Ok(_) if kind.is_symlink() => Some(Quarantine::Symlink),
        Ok(_) if !kind.is_file() => Some(Quarantine::Special),
        Ok(_) => None,
    }
}
