//! Sees to it that what a ref says lasts, with the folders that it lies in.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{RefError, Repo};
use crate::store::fault;

/// The folders of refs whose own names are known to last, each with what tells it from another of its name: whoever
/// writes many refs forces each name to the disk once.
#[derive(Default)]
pub(in crate::store) struct Lasting(RefCell<BTreeMap<PathBuf, u64>>);

/// Tells a folder from another of the same name; `None` where there is none, or that cannot be told.
fn mark(folder: &Path) -> Option<u64> {
    let metadata = fs::symlink_metadata(folder).ok().filter(fs::Metadata::is_dir)?;
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::ino(&metadata));
    #[cfg(not(unix))]
    return Some(metadata.len());
}

impl Repo {
    /// Sees to it that what a ref will name lasts: libgit2 forces an object's file and its folder to
    /// the disk, but not that folder's own name.
    pub(super) fn before_write(&self, name: &str) -> Result<(), RefError> {
        // One that is gone by now and comes again is a new one.
        self.lasting.0.borrow_mut().retain(|folder, known| mark(folder) == Some(*known));
        let objects = self.common_dir().join("objects");
        self.check_durable()
            .and_then(|()| sync_folder(&objects))
            .and_then(|()| fault::step("ref"))
            .map_err(|source| RefError::Io { path: PathBuf::from(name), source })
    }

    /// Forces the folder that a ref was put into to the disk, and those above it as far as they may be new: one made a
    /// moment ago would be lost with its own parent.
    ///
    /// libgit2 forces the ref, the logs of its moves and their names, but for where a ref has its value already, which
    /// another process may have written and not forced.
    pub(super) fn after_write(&self, name: &str) -> Result<(), RefError> {
        let folder = self.folder_of(name);
        for path in [folder.join(name), folder.join("logs").join(name), folder.join("logs/HEAD")] {
            fault::forced(fault::Event::ByGit(&path), || Ok(()))
                .map_err(|source| RefError::Io { path, source })?;
        }
        let mut inner: Option<PathBuf> = None;
        for above in Path::new(name).ancestors().skip(1) {
            let outer = folder.join(above);
            let known = inner.as_ref().map(|inner| self.lasting.0.borrow().contains_key(inner));
            if known != Some(true) {
                match sync_folder(&outer) {
                    // Another program has taken it away meanwhile.
                    Err(source) if source.kind() == io::ErrorKind::NotFound => {}
                    synced => {
                        synced.map_err(|source| RefError::Io { path: outer.clone(), source })?
                    }
                }
                let lasts = inner.and_then(|inner| Some((mark(&inner)?, inner)));
                self.lasting.0.borrow_mut().extend(lasts.map(|(mark, inner)| (inner, mark)));
            }
            inner = Some(outer);
        }
        Ok(())
    }

    /// Forces to the disk that a ref is gone, perhaps with folders that it lay in.
    pub(super) fn after_removal(&self, name: &str) -> Result<(), RefError> {
        for above in Path::new(name).ancestors().skip(1) {
            let path = self.folder_of(name).join(above);
            match sync_folder(&path) {
                Err(source) if source.kind() == io::ErrorKind::NotFound => {}
                synced => return synced.map_err(|source| RefError::Io { path, source }),
            }
        }
        Ok(())
    }

    /// Returns the git folder that a ref lies in.
    pub(super) fn folder_of(&self, name: &str) -> &Path {
        if name.starts_with("refs/worktree/") { self.git_dir() } else { self.common_dir() }
    }
}

/// Forces the names in a folder to the disk.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = File::open(path)?;
    fault::forced(fault::Event::Folder(path), || folder.sync_all())
}
