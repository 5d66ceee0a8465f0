//! A look at single files, without one at what is around them.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Look, Signature};
use crate::schema::layout::WORKSPACE_FILE;
use crate::store::walk::FoundKind;
use crate::text::{RepoPath, is_git_folder};

impl Look<'_> {
    /// Returns the signature of one file, as a look at the whole folder would; `None` where it
    /// would see none under this path.
    pub fn file(&self, path: &RepoPath) -> Option<Signature> {
        let location = self.enter(path)?;
        let signature = Signature::of(&fs::symlink_metadata(location).ok()?);
        (signature.kind != FoundKind::Folder).then_some(signature)
    }

    /// Tells whether a folder is the one that had this signature, and no name has come into it or left
    /// it since, once the signature is settled.
    ///
    /// It is not asked again whether it is entered: a name that tells that it is another's would have
    /// come into it.
    pub fn is_still(&self, path: &RepoPath, known: &Signature) -> bool {
        // The root may be a link; with nothing behind the `/`, its end is looked at.
        let looked = fs::symlink_metadata(self.root.join(path.as_str()));
        looked.is_ok_and(|metadata| Signature::of(&metadata) == *known)
    }

    /// Lists what stands in one folder, files and folders, each with its signature; in no order.
    pub fn names_in(&self, folder: &RepoPath) -> Vec<(RepoPath, Signature)> {
        let location = match folder.as_str() {
            "" => Some(self.root.to_owned()),
            _ => self.enter(folder).filter(|location| is_entered(location)),
        };
        let listed = location.and_then(|location| fs::read_dir(location).ok());
        let named = listed.into_iter().flatten().flatten().filter_map(|entry| {
            let path = RepoPath::in_folder(folder.as_str(), &entry.file_name().to_string_lossy());
            let signature = Signature::of(&entry.metadata().ok()?);
            let is_folder = signature.kind == FoundKind::Folder;
            (!self.is_left_out(&path, is_folder)).then_some((path, signature))
        });
        named.collect()
    }

    /// Lists the files of one folder and of those below it, by path; a folder that is not entered
    /// has none.
    pub fn files_below(&self, folder: &RepoPath) -> Vec<RepoPath> {
        let mut found: Vec<RepoPath> = self.below(folder).into_iter().flatten().collect();
        found.sort();
        found
    }

    /// Tells whether there is a file in a folder or below it.
    pub fn has_file_below(&self, folder: &RepoPath) -> bool {
        self.below(folder).is_some_and(|mut files| files.next().is_some())
    }

    fn below<'l>(&'l self, folder: &'l RepoPath) -> Option<impl Iterator<Item = RepoPath> + 'l> {
        let location = self.enter(folder)?;
        if !is_entered(&location) {
            return None;
        }
        let top = location.clone();
        let path = move |at: &Path| {
            let parts = at.strip_prefix(&top).ok()?;
            let parts = parts.iter().map(|part| part.to_string_lossy());
            Some(parts.fold(folder.clone(), |path, part| RepoPath::in_folder(path.as_str(), &part)))
        };
        let known = path.clone();
        let walk = WalkDir::new(&location).min_depth(1).into_iter().filter_entry(move |entry| {
            let is_folder = entry.file_type().is_dir();
            known(entry.path()).is_some_and(|path| !self.is_left_out(&path, is_folder))
                && (!is_folder || is_entered(entry.path()))
        });
        let files = walk.flatten().filter(|entry| !entry.file_type().is_dir());
        Some(files.filter_map(move |entry| path(entry.path())))
    }

    /// Returns where a name lies, when no folder on the way is left out, a link, or another's.
    fn enter(&self, path: &RepoPath) -> Option<PathBuf> {
        let mut location = self.root.to_owned();
        let mut parts = path.parts().peekable();
        let mut end = 0;
        while let Some(part) = parts.next() {
            if part.is_empty() || part == "." || part == ".." {
                return None;
            }
            end += part.len();
            let here = RepoPath::new(&path.as_str()[..end]);
            end += 1;
            let is_folder = parts.peek().is_some();
            if self.is_left_out(&here, is_folder) {
                return None;
            }
            location.push(part);
            if is_folder && !is_entered(&location) {
                return None;
            }
        }
        Some(location)
    }

    fn is_left_out(&self, path: &RepoPath, is_folder: bool) -> bool {
        is_git_folder(path.file_name()) || (self.skip)(path, is_folder)
    }
}

/// Tells whether a folder is there that belongs to what is around it.
fn is_entered(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
    folder.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
        && !has(".git")
        && !has(WORKSPACE_FILE)
}
