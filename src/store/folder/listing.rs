use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::Quarantine;
use super::known::Known;
use crate::merge::Blob;
use crate::schema::layout;
use crate::store::open_folder::{Named, OpenFolder};
use crate::store::walk::{self, FoundKind};
use crate::store::{SafePath, files, read};
use crate::text::{RepoPath, is_git_folder};

/// A folder to list.
pub(super) struct Below {
    /// As the disk names it.
    raw: RepoPath,
    location: PathBuf,
}

/// What stands in one folder.
pub(super) struct Listing {
    /// As git names the folder.
    pub(super) path: RepoPath,
    /// Another repository or another workspace begins in it.
    pub(super) nested: bool,
    pub(super) folders: Vec<Below>,
    /// Files that git knows, by their number there.
    pub(super) looked: Vec<(usize, Looked)>,
    /// Names that git does not know.
    pub(super) names: Vec<Name>,
    pub(super) not_utf8: Vec<RepoPath>,
    pub(super) leftovers: Vec<PathBuf>,
    pub(super) unreadable: Vec<(RepoPath, String)>,
}

/// What a look at a file showed that git knows.
pub(super) enum Looked {
    /// It holds what the branch has.
    AsKnown,
    /// It holds what the index has, and that is not the branch's.
    Untouched(Blob),
    /// It must be read.
    Unread,
    Unreadable(String),
    Refused(Quarantine),
}

/// A name that is no folder's, and that git does not know.
pub(super) struct Name {
    pub(super) path: RepoPath,
    /// Why it is left alone, when it is not ignored.
    pub(super) refused: Option<Quarantine>,
}

/// Lists folders; may be asked from several threads.
pub(super) struct Lister<'a> {
    /// Git is to see names in their composed form.
    pub(super) composes: bool,
    /// The file system keeps executable bits.
    pub(super) keeps_modes: bool,
    pub(super) known: &'a Known,
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
            looked: Vec::new(),
            names: Vec::new(),
            not_utf8: Vec::new(),
            leftovers: Vec::new(),
            unreadable: Vec::new(),
        };
        let mut open = match OpenFolder::open(&folder.location, folder.raw.as_str().is_empty()) {
            Ok(open) => open,
            Err(error) => {
                listing.fail(&error);
                return listing;
            }
        };
        let mut names = Vec::new();
        for named in open.names() {
            match named {
                Ok(named) => names.push(named),
                Err(error) => listing.fail(&error),
            }
        }
        let here = self.known.in_folder(&folder.raw);
        for named in names {
            self.name(&folder, &open, named, here, &mut listing);
        }
        listing
    }

    fn name(
        &self,
        folder: &Below,
        open: &OpenFolder,
        named: Named,
        here: &[u32],
        listing: &mut Listing,
    ) {
        let Named { name: real, mut kind } = named;
        if kind == FoundKind::Unknown {
            match open.look(&real) {
                Ok(look) => kind = look.kind,
                Err(error) if read::is_absent(&error) => return,
                Err(_) => {}
            }
        }
        let name = real.to_string_lossy();
        listing.nested |= walk::begins_another(&folder.location, &name);
        if kind == FoundKind::Folder {
            return self.folder(folder, &real, &name, listing);
        }
        if files::is_temporary(&name) {
            return listing.leftovers.push(folder.location.join(&real));
        }
        if real.to_str().is_some()
            && let Some(at) = self.find(folder, here, &name)
        {
            let path = self.known.path(at);
            if !layout::is_local_only(path)
                && let Some(looked) = self.look(at, open, &real, kind)
            {
                listing.looked.push((at, looked));
            }
            return;
        }
        let path = self.path(&RepoPath::in_folder(folder.raw.as_str(), &name));
        if layout::is_local_only(&path) {
            return;
        }
        if real.to_str().is_none() {
            return listing.not_utf8.push(path);
        }
        let refused = refused(&path, kind);
        listing.names.push(Name { path, refused });
    }

    fn folder(&self, folder: &Below, real: &OsStr, name: &str, listing: &mut Listing) {
        let raw = RepoPath::in_folder(folder.raw.as_str(), name);
        let path = self.path(&raw);
        let is_ours = !is_git_folder(name) && !layout::is_local_only(&path);
        match real.to_str() {
            Some(_) if is_ours => {
                listing.folders.push(Below { raw, location: folder.location.join(real) });
            }
            None if is_ours => listing.not_utf8.push(path),
            _ => {}
        }
    }

    /// Finds a name among what git knows: as the disk has it, or in its composed form.
    fn find(&self, folder: &Below, here: &[u32], name: &str) -> Option<usize> {
        let found = self.known.named(here, name);
        if found.is_some() || !self.composes {
            return found;
        }
        let raw = RepoPath::in_folder(folder.raw.as_str(), name);
        if raw.as_str().is_ascii() { None } else { self.known.find(&self.path(&raw)) }
    }

    /// Looks at a file that git knows, and believes git where it knows it to be untouched; `None`
    /// where it is gone meanwhile.
    fn look(&self, at: usize, open: &OpenFolder, real: &OsStr, kind: FoundKind) -> Option<Looked> {
        if let Some(why) = refused(self.known.path(at), kind) {
            return Some(Looked::Refused(why));
        }
        let look = match open.look(real) {
            Ok(look) => look,
            Err(error) if read::is_absent(&error) => return None,
            Err(error) => return Some(Looked::Unreadable(error.to_string())),
        };
        let staged = self.known.staged(at).filter(|one| self.known.is_untouched(one, &look));
        let Some(staged) = staged else { return Some(Looked::Unread) };
        let executable = if self.keeps_modes { look.executable } else { staged.blob.executable };
        let blob = Blob { executable, ..staged.blob };
        let as_known = self.known.branch(at) == Some(blob);
        Some(if as_known { Looked::AsKnown } else { Looked::Untouched(blob) })
    }

    /// Returns the path by which git is to know a name that is not in its index.
    fn path(&self, raw: &RepoPath) -> RepoPath {
        if self.composes && !raw.as_str().is_ascii() {
            return RepoPath::new(raw.as_str().nfc().collect::<String>());
        }
        raw.clone()
    }
}

impl Listing {
    fn fail(&mut self, error: &io::Error) {
        if !read::is_absent(error) {
            self.unreadable.push((self.path.clone(), error.to_string()));
        }
    }
}

fn refused(path: &RepoPath, kind: FoundKind) -> Option<Quarantine> {
    match SafePath::new(path) {
        Err(fault) => Some(Quarantine::UnsafeName(fault)),
        Ok(_) if kind == FoundKind::Symlink => Some(Quarantine::Symlink),
        Ok(_) if kind != FoundKind::File => Some(Quarantine::Special),
        Ok(_) => None,
    }
}
