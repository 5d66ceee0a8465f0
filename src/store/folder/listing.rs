use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::Quarantine;
use super::known::Known;
use super::sights::Sights;
use crate::merge::Blob;
use crate::schema::layout;
use crate::store::open_folder::{Look, Named, OpenFolder};
use crate::store::tree_state::{FolderState, Signature};
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

/// What is known of a name, and how to ask for more.
type Glance<'a> = (FoundKind, Option<&'a Signature>, &'a dyn Fn() -> io::Result<Look>);

/// Lists folders; may be asked from several threads.
pub(super) struct Lister<'a> {
    /// Git is to see names in their composed form.
    pub(super) composes: bool,
    /// The file system keeps executable bits.
    pub(super) keeps_modes: bool,
    pub(super) known: &'a Known,
    pub(super) looked: &'a Sights<'a>,
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
        match self.looked.folder(&folder.raw) {
            Some(state) => self.take(&folder, state, &mut listing),
            None => self.open(&folder, &mut listing),
        }
        listing
    }

    /// Takes the names of a folder that was looked at.
    fn take(&self, folder: &Below, state: &FolderState, listing: &mut Listing) {
        let here = self.known.in_folder(&folder.raw);
        for name in state.folders() {
            self.folder(folder, OsStr::new(name), name, listing);
        }
        for (name, signature) in state.files() {
            let look = || {
                let location = folder.location.join(name);
                Ok(Look::of(&std::fs::symlink_metadata(location)?))
            };
            let real = OsStr::new(name);
            self.name(folder, real, (signature.kind, Some(signature), &look), here, listing);
        }
    }

    /// Opens a folder and lists it.
    fn open(&self, folder: &Below, listing: &mut Listing) {
        let mut open = match OpenFolder::open(&folder.location, folder.raw.as_str().is_empty()) {
            Ok(open) => open,
            Err(error) => return listing.fail(&error),
        };
        let mut names = Vec::new();
        for named in open.names() {
            match named {
                Ok(named) => names.push(named),
                Err(error) => listing.fail(&error),
            }
        }
        let here = self.known.in_folder(&folder.raw);
        for Named { name: real, kind } in names {
            let look = || open.look(&real);
            self.name(folder, &real, (kind, None, &look), here, listing);
        }
    }

    /// Takes in one name; `look` asks for it, where what is known of it does not tell.
    fn name(
        &self,
        folder: &Below,
        real: &OsStr,
        (mut kind, signature, look): Glance<'_>,
        here: &[u32],
        listing: &mut Listing,
    ) {
        if kind == FoundKind::Unknown {
            match look() {
                Ok(look) => kind = look.kind,
                Err(error) if read::is_absent(&error) => return,
                Err(_) => {}
            }
        }
        let name = real.to_string_lossy();
        listing.nested |= walk::begins_another(&folder.location, &name);
        if kind == FoundKind::Folder {
            return self.folder(folder, real, &name, listing);
        }
        if files::is_temporary(&name) {
            return listing.leftovers.push(folder.location.join(real));
        }
        if real.to_str().is_some()
            && let Some(at) = self.find(folder, here, &name)
        {
            let path = self.known.path(at);
            if !layout::is_local_only(path)
                && let Some(looked) = self.look(at, (kind, signature, look))
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
    fn look(&self, at: usize, (kind, signature, look): Glance<'_>) -> Option<Looked> {
        if let Some(why) = refused(self.known.path(at), kind) {
            return Some(Looked::Refused(why));
        }
        let staged = self.known.staged(at);
        let as_seen = staged.zip(signature);
        if let Some((staged, _)) = as_seen.filter(|(one, seen)| self.known.is_as_seen(one, seen)) {
            return Some(self.untouched(at, staged.blob));
        }
        let look = match look() {
            Ok(look) => look,
            Err(error) if read::is_absent(&error) => return None,
            Err(error) => return Some(Looked::Unreadable(error.to_string())),
        };
        let staged = staged.filter(|one| self.known.is_untouched(one, &look));
        let Some(staged) = staged else { return Some(Looked::Unread) };
        let executable = if self.keeps_modes { look.executable } else { staged.blob.executable };
        Some(self.untouched(at, Blob { executable, ..staged.blob }))
    }

    fn untouched(&self, at: usize, blob: Blob) -> Looked {
        match self.known.branch(at) == Some(blob) {
            true => Looked::AsKnown,
            false => Looked::Untouched(blob),
        }
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
