//! Many files put into the folder together, so that the disk is waited for once and not for each.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::dir::Kind;
use super::files::{self, Done, FileError};
use super::place::{Missing, NotThere, Place};
use super::{SafePath, fault};
use crate::merge::ContentId;

/// From this many files on, one call forces everything to the disk where the system has such a call.
const MANY: usize = 32;
/// The most files of one batch.
const MOST_FILES: usize = 1000;
/// The most bytes that lie beside their files before these are renamed.
const MOST_BYTES: usize = 64 << 20;

/// Files that are written and deleted together.
///
/// All are written beside their places first and forced to the disk; then each is renamed over its
/// place, if that still holds what is expected. So at each instant each path is wholly old or wholly
/// new, and nothing is touched when there is no room for all. What was written beside is removed
/// when the batch is dropped before its end.
pub struct Batch<'r> {
    root: &'r Path,
    many: bool,
    bytes: usize,
    beside: Vec<Beside>,
    /// The folders to be forced to the disk, each by a file that lies or lay in it.
    folders: BTreeMap<String, SafePath>,
}

/// New bytes that wait for their place.
struct Beside {
    path: SafePath,
    temporary: String,
    expect: Option<ContentId>,
}

impl<'r> Batch<'r> {
    /// Begins a batch of about `count` files below `root`.
    pub fn new(root: &'r Path, count: usize) -> Self {
        let many = count >= MANY && cfg!(any(target_os = "linux", target_os = "android"));
        Self { root, many, bytes: 0, beside: Vec::new(), folders: BTreeMap::new() }
    }

    /// Tells whether so much was written that the batch should be finished and another begun.
    pub fn is_full(&self) -> bool {
        self.beside.len() >= MOST_FILES || self.bytes >= MOST_BYTES
    }

    /// Writes a file beside its place. After [`Done::Done`], [`Batch::finish`] tells what became of
    /// it; any other answer is final.
    ///
    /// `expect` and `executable` are those of [`files::write_atomic`].
    ///
    /// # Errors
    /// When the system refuses; the file is then as before.
    pub fn write(
        &mut self,
        path: &SafePath,
        bytes: &[u8],
        executable: Option<bool>,
        expect: Option<ContentId>,
    ) -> Result<Done, FileError> {
        let place = match Place::find(self.root, path, Missing::Make)? {
            Ok(place) => place,
            Err(NotThere::Refused(refusal)) => return Ok(Done::Refused(refusal)),
            Err(NotThere::Absent) => return Ok(Done::Changed),
        };
        if let Some(done) = place.differs(expect)? {
            return Ok(done);
        }
        let temporary = files::temporary_name();
        let file = place.write_beside(&temporary, bytes, executable, expect.is_some())?;
        self.bytes += bytes.len();
        let beside = place.dir.path().join(&temporary);
        self.beside.push(Beside { path: path.clone(), temporary, expect });
        if !self.many {
            fault::forced(fault::Event::File(&beside), || file.sync_all())
                .map_err(place.fail("written"))?;
        }
        Ok(Done::Done)
    }

    /// Deletes a file at once, and the folders that it leaves empty; that this lasts is certain only
    /// after [`Batch::finish`]. A file that is gone already counts as deleted.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn delete(&mut self, path: &SafePath, expect: ContentId) -> Result<Done, FileError> {
        let place = match Place::find(self.root, path, Missing::Leave)? {
            Ok(place) => place,
            Err(NotThere::Refused(refusal)) => return Ok(Done::Refused(refusal)),
            Err(NotThere::Absent) => return Ok(Done::Done),
        };
        if place.dir.kind(place.name).map_err(place.fail("looked at"))? == Kind::Absent {
            return Ok(Done::Done);
        }
        fault::step("delete").map_err(place.fail("deleted"))?;
        if let Some(done) = place.differs(Some(expect))? {
            return Ok(done);
        }
        place.dir.remove(place.name).map_err(place.fail("deleted"))?;
        self.note(path);
        place.remove_empty_folders();
        Ok(Done::Done)
    }

    /// Gives everything that was written its place, and says for each file, in the order of writing,
    /// what became of it.
    ///
    /// # Errors
    /// When the system refuses; each file is then wholly old or wholly new.
    pub fn finish(mut self) -> Result<Vec<Done>, FileError> {
        if self.many && !self.beside.is_empty() {
            self.force_everything()?;
        }
        let mut all = Vec::with_capacity(self.beside.len());
        for at in 0..self.beside.len() {
            let done = self.put(at)?;
            if done == Done::Done {
                let path = self.beside[at].path.clone();
                self.note(&path);
                // It is beside nothing any more.
                self.beside[at].temporary.clear();
            }
            all.push(done);
        }
        if self.many {
            self.force_everything()?;
        } else {
            self.force_folders()?;
        }
        fault::step("after rename").map_err(|error| self.failed(error))?;
        Ok(all)
    }

    fn put(&self, at: usize) -> Result<Done, FileError> {
        let Beside { path, temporary, expect } = &self.beside[at];
        match Place::find(self.root, path, Missing::Leave)? {
            Ok(place) => place.take_from(temporary, *expect),
            Err(NotThere::Refused(refusal)) => Ok(Done::Refused(refusal)),
            Err(NotThere::Absent) => Ok(Done::Changed),
        }
    }

    fn note(&mut self, path: &SafePath) {
        let folder = path.path().parent();
        if !self.folders.contains_key(folder) {
            self.folders.insert(folder.to_owned(), path.clone());
        }
    }

    fn force_everything(&self) -> Result<(), FileError> {
        files::sync_tree(self.root).map_err(|error| self.failed(error))
    }

    fn force_folders(&self) -> Result<(), FileError> {
        for path in self.folders.values() {
            // A folder that was removed needs nothing: the one above it was seen to then.
            if let Ok(place) = Place::find(self.root, path, Missing::Leave)? {
                place.dir.sync().map_err(place.fail("written"))?;
            }
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> FileError {
        FileError { path: self.root.to_owned(), action: "forced to the disk", source }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        for Beside { path, temporary, .. } in &self.beside {
            if temporary.is_empty() {
                continue;
            }
            if let Ok(Ok(place)) = Place::find(self.root, path, Missing::Leave) {
                // A later run removes what stays.
                let _ = place.dir.remove(temporary);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn safe(path: &str) -> SafePath {
        SafePath::new(&path.into()).expect("a safe path")
    }

    fn id(text: &str) -> ContentId {
        ContentId::of_blob(text.as_bytes())
    }

    fn names(root: &Path) -> Vec<String> {
        let walked = super::super::walk::walk(root, &|_, _| false).expect("walked");
        walked.files.iter().map(|found| found.path.to_string()).collect()
    }

    /// FAILURES 67.
    #[test]
    fn many_files_come_at_once_and_each_is_compared() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        fs::write(root.join("old.md"), "old").expect("written");
        fs::write(root.join("edited.md"), "old").expect("written");
        fs::write(root.join("gone.md"), "gone").expect("written");
        fs::write(root.join("folder"), "a file").expect("written");
        let mut batch = Batch::new(root, 100);
        assert_eq!(batch.delete(&safe("gone.md"), id("gone")).expect("deleted"), Done::Done);
        assert_eq!(batch.delete(&safe("folder"), id("a file")).expect("deleted"), Done::Done);
        let mut write = |path: &str, expect: Option<ContentId>| {
            batch.write(&safe(path), b"new", None, expect).expect("written")
        };
        assert_eq!(write("old.md", Some(id("old"))), Done::Done);
        assert_eq!(write("edited.md", Some(id("old"))), Done::Done);
        assert_eq!(write("folder/b.md", None), Done::Done);
        assert_eq!(write("taken.md", None), Done::Done);
        assert_eq!(write("other.md", Some(id("old"))), Done::Changed);
        for n in 0..50 {
            assert_eq!(write(&format!("many/{n}.md"), None), Done::Done);
        }
        fs::write(root.join("edited.md"), "typed meanwhile").expect("written");
        fs::write(root.join("taken.md"), "made meanwhile").expect("written");
        let done = batch.finish().expect("finished");
        assert_eq!(done[..4], [Done::Done, Done::Changed, Done::Done, Done::Changed]);
        assert!(done[4..].iter().all(|done| *done == Done::Done));
        let read = |path: &str| fs::read_to_string(root.join(path)).expect("read");
        assert_eq!((read("old.md"), read("edited.md")), ("new".into(), "typed meanwhile".into()));
        assert_eq!(
            (read("folder/b.md"), read("taken.md")),
            ("new".into(), "made meanwhile".into())
        );
        assert_eq!(names(root).len(), 54, "nothing is left beside: {:?}", names(root));
    }

    #[test]
    fn a_batch_that_is_given_up_leaves_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut batch = Batch::new(dir.path(), 2);
        assert_eq!(batch.write(&safe("a/b.md"), b"x", None, None).expect("written"), Done::Done);
        assert_eq!(names(dir.path()).len(), 1);
        drop(batch);
        assert_eq!(names(dir.path()), [""; 0]);
    }
}
