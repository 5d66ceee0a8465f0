use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;

use jiff::ZonedDateTime;

use crate::text::RepoPath;

/// What rules between documents need to know from outside.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The present moment; rules on time are silent without it.
    pub now: Option<ZonedDateTime>,
    /// Whether the records are those of the whole tree; else nothing is said about what is not
    /// among them.
    pub complete: bool,
    /// Whether the tree is a workspace: it has `workspace.yml` at its root.
    pub workspace: bool,
    /// Every file of the tree, attachments too.
    pub files: FileSet,
    /// Documents that exist but are held back, by path, with their ids: what refers to one of
    /// them is not dangling.
    pub held_back: BTreeMap<RepoPath, String>,
    /// The highest number ever used in an id, by person, as history knows it.
    pub used_numbers: BTreeMap<String, u32>,
    /// The paths that the shared version has; `None` where nothing is known of it.
    pub shared: Option<Arc<dyn Paths>>,
}

/// Some paths: those that are there already, or those that are looked up when they are asked for.
pub trait Paths: Debug + Send + Sync {
    /// Tells whether `path` is among them.
    fn has(&self, path: &RepoPath) -> bool;
}

impl Paths for BTreeSet<RepoPath> {
    fn has(&self, path: &RepoPath) -> bool {
        self.contains(path)
    }
}

/// The files of a tree with their sizes in bytes.
#[derive(Clone, Debug, Default)]
pub struct FileSet(BTreeMap<RepoPath, u64>);

impl FileSet {
    /// Adds a file.
    pub fn insert(&mut self, path: RepoPath, size: u64) {
        self.0.insert(path, size);
    }

    /// Tells whether there is a file at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Tells whether there is a file below `folder`; the root, `""`, always exists.
    pub fn has_folder(&self, folder: &str) -> bool {
        let folder = folder.trim_end_matches('/');
        if folder.is_empty() {
            return true;
        }
        let from = RepoPath::new(format!("{folder}/"));
        self.0.range(from..).next().is_some_and(|(path, _)| path.is_below(folder))
    }

    /// Returns all paths in their order.
    pub fn paths(&self) -> impl Iterator<Item = &RepoPath> {
        self.0.keys()
    }
}

impl FromIterator<(RepoPath, u64)> for FileSet {
    fn from_iter<I: IntoIterator<Item = (RepoPath, u64)>>(files: I) -> Self {
        Self(files.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_known_by_their_files() {
        let files: FileSet = [("a/b/c.md", 1), ("a.md", 2)]
            .map(|(path, size)| (RepoPath::new(path), size))
            .into_iter()
            .collect();
        assert!(files.has("a.md") && !files.has("a/b"));
        assert!(files.has_folder("a/b") && files.has_folder("a/") && files.has_folder(""));
        assert!(!files.has_folder("a/b/c.md") && !files.has_folder("a/c"));
    }
}
