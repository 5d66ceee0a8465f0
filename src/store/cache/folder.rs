//! The folder of the cache: that it is this user's own, and nothing in it a link.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::trouble::{CacheTrouble, reason};
use crate::store::{fault, retry};

const FILE: &str = "index.db";
const LOCK: &str = "lock";
/// What the database puts beside its file.
const BESIDE: [&str; 3] = ["index.db-wal", "index.db-shm", "index.db-journal"];

/// The folder, looked at and found to be right.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

/// Keeps others from deleting the file while it is in use; ends when it is dropped.
#[derive(Debug)]
pub(super) struct InUse {
    _lock: File,
}

impl Folder {
    /// Tells whether there is a database in `git_dir`, or what looks like one.
    pub(super) fn is_made(git_dir: &Path) -> bool {
        let file = git_dir.join("handover/cache").join(FILE);
        fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_file())
    }

    /// Looks at the folder in `git_dir`, and makes it where there is none.
    pub(super) fn prepare(git_dir: &Path) -> Result<Self, CacheTrouble> {
        let unusable = |path: &Path| {
            let path = path.to_owned();
            move |error: io::Error| CacheTrouble::Unusable { path, reason: reason(&error) }
        };
        // The database refuses a link anywhere on the way; one to the git folder is the user's own.
        let git_dir = git_dir.canonicalize().map_err(unusable(git_dir))?;
        let above = git_dir.join("handover");
        let path = above.join("cache");
        for folder in [&above, &path] {
            let fail = || unusable(folder);
            match look(folder)? {
                Some(metadata) if metadata.is_dir() => {}
                Some(_) => return Err(fail()(io::ErrorKind::NotADirectory.into())),
                None => {
                    fault::step("cache folder").map_err(fail())?;
                    match make(folder, folder == &path) {
                        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                            return Err(fail()(error));
                        }
                        _ => {}
                    }
                }
            }
        }
        let found = Self { path };
        found.is_own(&found.path)?;
        for name in [FILE, LOCK].iter().chain(&BESIDE) {
            found.is_own(&found.path.join(name))?;
        }
        Ok(found)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns where the database lies.
    pub(super) fn file(&self) -> PathBuf {
        self.path.join(FILE)
    }

    /// Names the cache as what cannot be used.
    pub(super) fn unusable(&self, reason: String) -> CacheTrouble {
        CacheTrouble::Unusable { path: self.path.clone(), reason }
    }

    /// Tells whether an ordinary file stands where the database lies.
    pub(super) fn has_file(&self) -> bool {
        fs::symlink_metadata(self.file()).is_ok_and(|metadata| metadata.is_file())
    }

    /// Announces that the file is in use. Waits while it is being made or thrown away.
    pub(super) fn enter(&self) -> io::Result<InUse> {
        let lock = self.lock_file()?;
        let busy = |error: &TryLockError| matches!(error, TryLockError::WouldBlock);
        retry::when(busy, || lock.try_lock_shared())?;
        Ok(InUse { _lock: lock })
    }

    /// Does `work` while nobody else uses the file; `None` when somebody does.
    pub(super) fn alone<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let lock = self.lock_file().ok()?;
        lock.try_lock().ok()?;
        let done = work();
        drop(lock);
        Some(done)
    }

    /// Deletes the database.
    pub(super) fn remove(&self) -> io::Result<()> {
        for name in BESIDE.iter().chain(&[FILE]) {
            let path = self.path.join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                // What someone put there as a folder holds nothing of ours, but is in the way.
                Err(_) if path.is_dir() => fs::remove_dir(&path)?,
                other => other?,
            }
        }
        Ok(())
    }

    fn lock_file(&self) -> io::Result<File> {
        let path = self.path.join(LOCK);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        options.open(path)
    }

    /// Says no when `path` is a link or belongs to someone else.
    fn is_own(&self, path: &Path) -> Result<(), CacheTrouble> {
        let Some(metadata) = look(path)? else { return Ok(()) };
        match is_owner(&metadata) {
            true => Ok(()),
            false => Err(CacheTrouble::Foreign(path.to_owned())),
        }
    }
}

/// Looks at what stands at `path`; `None` when nothing does.
fn look(path: &Path) -> Result<Option<Metadata>, CacheTrouble> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => Err(CacheTrouble::Symlink(path.to_owned())),
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CacheTrouble::Unusable { path: path.to_owned(), reason: reason(&error) }),
    }
}

#[cfg(unix)]
fn is_owner(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    metadata.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_owner(_metadata: &Metadata) -> bool {
    // Elsewhere a folder below the user's own is theirs by its access list.
    true
}

#[cfg(unix)]
fn make(folder: &Path, private: bool) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    let mode = if private { 0o700 } else { 0o777 };
    fs::DirBuilder::new().mode(mode).create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path, _private: bool) -> io::Result<()> {
    fs::create_dir(folder)
}
