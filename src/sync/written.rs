//! Putting planned files into the folder.

use std::io;
use std::sync::Arc;

use super::SyncError;
use super::apart::Apart;
use super::judge::Versions;
use super::plan::{Files, Put, Write};
use super::round::Round;
use crate::merge::{Blob, ContentId};
use crate::rules::Ruleset;
use crate::store::files::Done;
use crate::store::{Batch, Quarantine, SafePath};
use crate::text::RepoPath;

/// The most bytes of a version that is put into the folder.
const MAX_VERSION: u64 = 4 << 30;

impl Round<'_> {
    /// Returns the texts that stay here, and that others' work is to be merged into: git gets them now, as they stand
    /// nowhere any more afterwards. What must never be shared stays in the folder alone.
    pub(super) fn stayed(&self, writes: &[Write]) -> Result<Vec<(RepoPath, Blob)>, SyncError> {
        let ruleset = Ruleset::new(self.engine.schema, self.engine.config);
        let versions = self.versions();
        let mut stayed = Vec::new();
        for write in writes.iter().filter(|write| matches!(write.put, Put::Bytes { .. })) {
            let Some(text) = write.expect else { continue };
            let Some(bytes) = versions.bytes(&text) else { continue };
            if ruleset.secret_in(&String::from_utf8_lossy(&bytes)).is_none() {
                let id = self.engine.repo.write_blob(&bytes)?;
                stayed.push((write.path.clone(), Blob { id, ..text }));
            }
        }
        Ok(stayed)
    }

    /// Writes the planned files, many at a time, each unless it is no longer what was planned for.
    pub(super) fn write_all(
        &mut self,
        writes: &[Write],
        bases: &mut Files,
    ) -> Result<(), SyncError> {
        let root = self.engine.repo.root();
        let mut left = writes.iter().peekable();
        while left.peek().is_some() {
            let mut batch = Batch::new(root, left.len());
            let mut beside = Vec::new();
            while let Some(write) = left.next_if(|_| !batch.is_full()) {
                let path = match SafePath::new(&write.path) {
                    Ok(path) => path,
                    Err(fault) => {
                        let unfit = Apart::Unfit(Quarantine::UnsafeName(fault));
                        self.leave(write, Some(unfit), bases);
                        continue;
                    }
                };
                match self.put(&mut batch, &path, write) {
                    Ok(Done::Done) if write.put != Put::Nothing => beside.push(write),
                    Ok(done) => self.note(write, done, bases),
                    // One file that may not be written keeps no other from arriving.
                    Err(SyncError::File(error)) if error.is_forbidden() => {
                        self.unwritten.insert(write.path.clone());
                        let kind = error.source.kind();
                        let read_only = kind == io::ErrorKind::ReadOnlyFilesystem;
                        self.leave(write, Some(Apart::Forbidden { read_only }), bases);
                    }
                    Err(error) => return Err(error),
                }
            }
            for (write, done) in beside.into_iter().zip(batch.finish()?) {
                self.note(write, done, bases);
            }
        }
        Ok(())
    }

    fn put(
        &self,
        batch: &mut Batch<'_>,
        path: &SafePath,
        write: &Write,
    ) -> Result<Done, SyncError> {
        let expect = write.expect.map(|blob| blob.id);
        let (bytes, executable): (Arc<[u8]>, bool) = match &write.put {
            Put::Nothing => {
                return Ok(match expect {
                    Some(expect) => batch.delete(path, expect)?,
                    None => Done::Done,
                });
            }
            Put::Version(blob) => {
                let bytes = self.engine.repo.read_blob(blob.id, MAX_VERSION)?;
                (bytes.into(), blob.executable)
            }
            Put::Bytes { bytes, executable } => (Arc::clone(bytes), *executable),
        };
        Ok(batch.write(path, &bytes, Some(executable), expect)?)
    }

    /// Takes note of what became of one planned file.
    fn note(&mut self, write: &Write, done: Done, bases: &mut Files) {
        match done {
            Done::Done => {}
            Done::Changed => return self.leave(write, None, bases),
            Done::Refused(refusal) => {
                return self.leave(write, Some(Apart::Barred(refusal)), bases);
            }
        }
        let blob = match &write.put {
            Put::Nothing => None,
            Put::Version(blob) => Some(*blob),
            Put::Bytes { bytes, executable } => {
                Some(Blob { id: ContentId::of_blob(bytes), executable: *executable })
            }
        };
        self.scan.files.set(&write.path, blob);
        self.written.insert(write.path.clone());
    }

    /// Leaves a file as it is: it cannot be written, or somebody typed in it.
    fn leave(&mut self, write: &Write, refused: Option<Apart>, bases: &mut Files) {
        // What the folder holds is no wish of anybody's: it was based on what stood there before.
        bases.insert(write.path.clone(), write.expect.unwrap_or(Blob::EMPTY));
        match refused {
            Some(apart) => {
                self.opaque.insert(write.path.clone(), apart);
            }
            None => {
                self.skipped.insert(write.path.clone());
            }
        }
    }
}
