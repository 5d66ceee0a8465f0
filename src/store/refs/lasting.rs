//! Sees to it that what a ref says lasts, with the folders that it lies in.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::{RefError, Repo};
use crate::store::fault;

/// The folders of refs whose own names are known to last: whoever writes many refs forces each to the disk once.
#[derive(Default)]
pub(in crate::store) struct Lasting(RefCell<BTreeSet<PathBuf>>);

impl Repo {
    /// Sees to it that what a ref will name lasts: libgit2 forces an object's file and its folder to
    /// the disk, but not that folder's own name.
    pub(super) fn before_write(&self, name: &str) -> Result<(), RefError> {
        // One that is gone by now and comes again is a new one.
        self.lasting.0.borrow_mut().retain(|folder| folder.is_dir());
        let objects = self.common_dir().join("objects");
        self.check_durable()
            .and_then(|()| sync_folder(&objects))
            .and_then(|()| fault::step("ref"))
            .map_err(|source| RefError::Io { path: PathBuf::from(name), source })
    }

    /// Forces the folders that a ref was put into to the disk, as far as they may be new: libgit2 has done it for the
    /// ref, the logs of its moves and their names, and a folder made a moment ago would be lost with its own parent.
    pub(super) fn after_write(&self, name: &str) -> Result<(), RefError> {
        let folder = self.folder_of(name);
        for path in [folder.join(name), folder.join("logs").join(name), folder.join("logs/HEAD")] {
            fault::forced(fault::Event::ByGit(&path), || Ok(()))
                .map_err(|source| RefError::Io { path, source })?;
        }
        let folders: Vec<PathBuf> =
            Path::new(name).ancestors().skip(1).map(|above| folder.join(above)).collect();
        for pair in folders.windows(2) {
            let [inner, outer] = pair else { continue };
            if !self.lasting.0.borrow().contains(inner) {
                sync_folder(outer)
                    .map_err(|source| RefError::Io { path: outer.clone(), source })?;
                self.lasting.0.borrow_mut().insert(inner.clone());
            }
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
