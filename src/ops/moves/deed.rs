//! Writes the files of a move, all or none.

use std::collections::BTreeSet;
use std::path::Path;

use super::MoveError;
use crate::document::Document;
use crate::merge::ContentId;
use crate::ops::save;
use crate::ops::sync::record::Deed;
use crate::store::SafePath;
use crate::store::files;
use crate::text::RepoPath;

/// A file that a move writes.
pub(super) struct Written {
    path: RepoPath,
    /// `None` where it is new.
    before: Option<String>,
    after: String,
}

impl Written {
    pub(super) fn new(path: &RepoPath, text: &str) -> Self {
        Self { path: path.clone(), before: None, after: text.to_owned() }
    }

    pub(super) fn changed(path: &RepoPath, before: &Document, after: &Document) -> Self {
        let before = Some(before.text().to_owned());
        Self { path: path.clone(), before, after: after.text().to_owned() }
    }

    fn write(&self, root: &Path) -> Result<(), MoveError> {
        match &self.before {
            None => save::create(root, &self.path, &self.after)?,
            Some(before) => save::replace(root, &self.path, before, &self.after)?,
        }
        Ok(())
    }

    /// Puts it back, unless somebody has typed there since.
    fn take_back(&self, root: &Path) {
        let Ok(safe) = SafePath::new(&self.path) else { return };
        // What cannot be put back stays as it is: it is a file like any other, and nothing is lost.
        let _ = match &self.before {
            None => {
                files::delete(root, &safe, ContentId::of_blob(self.after.as_bytes())).map(|_| ())
            }
            Some(before) => {
                return drop(save::replace(root, &self.path, &self.after, before));
            }
        };
    }
}

/// The files of one move.
pub(super) struct MoveDeed<'a> {
    root: &'a Path,
    files: Vec<Written>,
    /// Files that are there already and go with it.
    along: &'a [RepoPath],
    /// Files that are no documents and are made with it.
    made: &'a [(RepoPath, Vec<u8>)],
}

impl<'a> MoveDeed<'a> {
    pub(super) fn new(
        root: &'a Path,
        files: Vec<Written>,
        along: &'a [RepoPath],
        made: &'a [(RepoPath, Vec<u8>)],
    ) -> Self {
        Self { root, files, along, made }
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = RepoPath> {
        let made = self.made.iter().map(|(path, _)| path);
        self.files.iter().map(|file| &file.path).chain(self.along).chain(made).cloned()
    }

    fn remove_made(&self, count: usize) {
        for (path, bytes) in &self.made[..count] {
            let Ok(safe) = SafePath::new(path) else { continue };
            // What cannot be removed stays: a file like any other.
            let _ = files::delete(self.root, &safe, ContentId::of_blob(bytes));
        }
    }
}

impl Deed for MoveDeed<'_> {
    type Error = MoveError;

    fn write(&mut self) -> Result<BTreeSet<RepoPath>, MoveError> {
        for (at, (path, bytes)) in self.made.iter().enumerate() {
            if let Err(error) = save::create(self.root, path, bytes) {
                self.remove_made(at);
                return Err(error.into());
            }
        }
        for (at, file) in self.files.iter().enumerate() {
            if let Err(error) = file.write(self.root) {
                self.files[..at].iter().for_each(|done| done.take_back(self.root));
                self.remove_made(self.made.len());
                return Err(error);
            }
        }
        Ok(self.paths().collect())
    }

    fn take_back(&mut self) {
        self.remove_made(self.made.len());
        self.files.iter().for_each(|file| file.take_back(self.root));
    }
}
