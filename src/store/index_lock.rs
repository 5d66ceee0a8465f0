//! The lock on git's index, and the file that becomes it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::stat::Stat;
use super::{StagingError, fault, retry};

/// The lock by which git programs keep each other from writing the index; what it holds becomes the
/// index.
///
/// It is another name of a file that was written and forced to the disk before: so it is there for a
/// moment only, and one that a process of ours left when it was killed is known by that file.
pub(super) struct IndexLock {
    path: PathBuf,
    bytes: Vec<u8>,
    /// Whether it has become the index.
    given: bool,
    /// Is removed behind the lock.
    written: Written,
}

/// The bytes that are to become the index, beside it.
struct Written {
    path: PathBuf,
    /// Told by it whether the index is still this file; elsewhere that cannot be, and others would be kept from it.
    file: Option<File>,
}

impl Written {
    fn at(index: &Path) -> Self {
        Self { path: index.with_extension("handover"), file: None }
    }

    /// Writes a body and, behind it, the sum over it; the body has the sum afterwards.
    fn make(
        index: &Path,
        body: &mut Vec<u8>,
        sum: impl FnOnce(&[u8]) -> Vec<u8> + Send,
    ) -> io::Result<Self> {
        let mut written = Self::at(index);
        // What a process left that was killed may be another name of the index.
        match fs::remove_file(&written.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = File::create_new(&written.path)?;
        // The sum over a large one takes longer than to write it.
        let (sum, done) = rayon::join(|| sum(body), || file.write_all(body));
        done.and_then(|()| file.write_all(&sum))?;
        body.extend_from_slice(&sum);
        fault::forced(fault::Event::File(&written.path), || file.sync_all())?;
        written.file = cfg!(unix).then_some(file);
        Ok(written)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // What stays is removed by the next process.
        let _ = fs::remove_file(&self.path);
    }
}

impl IndexLock {
    /// Returns where the lock on an index is.
    pub(super) fn path(index: &Path) -> PathBuf {
        index.with_extension("lock")
    }

    /// Takes the lock with the bytes that are to become the index in it: a body, and the sum over it.
    pub(super) fn take(
        index: &Path,
        mut body: Vec<u8>,
        sum: impl FnOnce(&[u8]) -> Vec<u8> + Send,
    ) -> Result<Self, StagingError> {
        let path = Self::path(index);
        let fail = |source| StagingError::Io { path: path.clone(), source };
        let written = Written::make(index, &mut body, sum).map_err(fail)?;
        let busy = |error: &io::Error| error.kind() == io::ErrorKind::AlreadyExists;
        match retry::when(busy, || name_again(&written.path, &path, &body)) {
            Ok(()) => Ok(Self { path, bytes: body, given: false, written }),
            Err(error) if busy(&error) => Err(StagingError::Locked { path }),
            Err(source) => Err(fail(source)),
        }
    }

    /// Makes its bytes the index. Returns them, with how the index looks, where it is still this one and that can be
    /// told.
    pub(super) fn replace(mut self, index: &Path) -> io::Result<(Option<Stat>, Vec<u8>)> {
        retry::when(is_shared, || fs::rename(&self.path, index))?;
        self.given = true;
        let (file, bytes) = (self.written.file.take(), std::mem::take(&mut self.bytes));
        // It looks otherwise once it has no other name any more.
        drop(self);
        let own = file.and_then(|file| file.metadata().ok()).map(|own| Stat::of_metadata(&own));
        let there = fs::symlink_metadata(index).ok().map(|there| Stat::of_metadata(&there));
        Ok((own.filter(|own| own.inode != 0 && there == Some(*own)), bytes))
    }

    /// Removes the lock of a process of ours that was killed; tells whether there was one.
    pub(super) fn remove_stale(index: &Path) -> bool {
        let (written, path) = (Written::at(index), Self::path(index));
        let is_ours = match (fs::read(&written.path), fs::read(&path)) {
            (Ok(written), Ok(held)) => held == written,
            _ => false,
        };
        is_ours && fs::remove_file(&path).is_ok()
    }
}

impl Drop for IndexLock {
    fn drop(&mut self) {
        // Where it has become the index, another program may have the lock by now.
        if !self.given {
            let _ = fs::remove_file(&self.path);
        }
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
