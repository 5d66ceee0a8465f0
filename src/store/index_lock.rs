use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{StagingError, fault, retry};

/// The lock by which git programs keep each other from writing the index; what it holds becomes the
/// index.
///
/// It is another name of a file that was written and forced to the disk before: so it is there for a
/// moment only, and one that a process of ours left when it was killed is known by that file.
pub(super) struct IndexLock {
    path: PathBuf,
    /// Is removed behind the lock.
    _written: Written,
}

/// The bytes that are to become the index, beside it.
struct Written(PathBuf);

impl Written {
    fn path(index: &Path) -> PathBuf {
        index.with_extension("handover")
    }

    fn make(index: &Path, bytes: &[u8]) -> io::Result<Self> {
        let written = Self(Self::path(index));
        let mut file = File::create(&written.0)?;
        file.write_all(bytes)?;
        fault::forced(fault::Event::File(&written.0), || file.sync_all())?;
        Ok(written)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // What stays is removed by the next process.
        let _ = fs::remove_file(&self.0);
    }
}

impl IndexLock {
    /// Returns where the lock on an index is.
    pub(super) fn path(index: &Path) -> PathBuf {
        index.with_extension("lock")
    }

    /// Takes the lock with the bytes that are to become the index in it.
    pub(super) fn take(index: &Path, bytes: &[u8]) -> Result<Self, StagingError> {
        let path = Self::path(index);
        let fail = |source| StagingError::Io { path: path.clone(), source };
        let written = Written::make(index, bytes).map_err(fail)?;
        let busy = |error: &io::Error| error.kind() == io::ErrorKind::AlreadyExists;
        match retry::when(busy, || name_again(&written.0, &path, bytes)) {
            Ok(()) => Ok(Self { path, _written: written }),
            Err(error) if busy(&error) => Err(StagingError::Locked { path }),
            Err(source) => Err(fail(source)),
        }
    }

    /// Makes its bytes the index.
    pub(super) fn replace(&self, index: &Path) -> io::Result<()> {
        retry::when(is_shared, || fs::rename(&self.path, index))
    }

    /// Removes the lock of a process of ours that was killed; tells whether there was one.
    pub(super) fn remove_stale(index: &Path) -> bool {
        let (written, path) = (Written(Written::path(index)), Self::path(index));
        let is_ours = match (fs::read(&written.0), fs::read(&path)) {
            (Ok(written), Ok(held)) => held == written,
            _ => false,
        };
        is_ours && fs::remove_file(&path).is_ok()
    }
}

impl Drop for IndexLock {
    fn drop(&mut self) {
        // Gone already where it has become the index.
        let _ = fs::remove_file(&self.path);
    }
}

/// Gives a file another name that nothing has yet; where the file system knows no second names, the
/// bytes are written again.
fn name_again(file: &Path, name: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::hard_link(file, name) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {}
        linked => return linked,
    }
    let mut file = File::create_new(name)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(name);
    }
    written
}

/// Tells whether another program has the file open, as they do for a moment on Windows.
fn is_shared(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}
