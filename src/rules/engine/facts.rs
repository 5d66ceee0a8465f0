use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;

use jiff::ZonedDateTime;

use crate::text::RepoPath;
use crate::workflow::Contents;

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
    /// The ids of documents as everybody knows them, by path, where nothing else in the tree has the id now
    /// and the document is still the same one.
    pub known_ids: BTreeMap<RepoPath, String>,
    /// What the files hold; where it is absent, the universe is asked.
    pub contents: Option<Arc<dyn FileContents>>,
}

/// The contents of files, as facts hold them.
pub trait FileContents: Contents + Debug + Send + Sync {}

impl<T: Contents + Debug + Send + Sync> FileContents for T {}

/// Some paths: those that are there already, or those that are looked up when they are asked for.
pub trait Paths: Debug + Send + Sync {
    /// Tells whether `path` is among them.
    fn has(&self, path: &RepoPath) -> bool;

    /// Returns which of the documents at `among`, which all have this id and are none of the paths, goes on
    /// where the one of the paths that has it ended: that one is gone from the tree.
    fn heir(&self, _id: &str, _among: &[&RepoPath]) -> Option<RepoPath> {
        None
    }
}

impl Paths for BTreeSet<RepoPath> {
    fn has(&self, path: &RepoPath) -> bool {
        self.contains(path)
    }
}

/// The paths of all files of a tree, in their order.
#[derive(Clone, Debug, Default)]
pub struct FileSet(Box<[RepoPath]>);

impl FileSet {
    /// Tells whether there is a file at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.0.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    /// Tells whether there is a file below `folder`; the root, `""`, always exists.
    pub fn has_folder(&self, folder: &str) -> bool {
        let folder = folder.trim_end_matches('/');
        let is_before = |path: &RepoPath| {
            let path = path.as_str().as_bytes();
            path < folder.as_bytes()
                || path.strip_prefix(folder.as_bytes()).is_some_and(|rest| rest < b"/")
        };
        let first = self.0.get(self.0.partition_point(is_before));
        folder.is_empty() || first.is_some_and(|path| path.is_below(folder))
    }

    /// Returns all paths in their order.
    pub fn paths(&self) -> impl Iterator<Item = &RepoPath> {
        self.0.iter()
    }

    /// Returns how many files there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<RepoPath> for FileSet {
    fn from_iter<I: IntoIterator<Item = RepoPath>>(files: I) -> Self {
        let mut files: Vec<RepoPath> = files.into_iter().collect();
        files.sort_unstable();
        files.dedup();
        Self(files.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_known_by_their_files() {
        let paths = ["a/b/c.md", "a.md", "a/b.md", "a/b-c/d.md", "æ/ø.md", "a.md"];
        let files: FileSet = paths.map(RepoPath::new).into_iter().collect();
        assert_eq!(files.len(), 5);
        assert!(files.has("a.md") && files.has("æ/ø.md") && !files.has("a/b"));
        for folder in ["a/b", "a/", "", "/", "a/b-c", "æ"] {
            assert!(files.has_folder(folder), "{folder}");
        }
        for folder in ["a/b/c.md", "a/c", "a.md", "b", "ø", "a/b-"] {
            assert!(!files.has_folder(folder), "{folder}");
        }
        assert!(FileSet::default().has_folder("") && !FileSet::default().has_folder("a"));
    }
}
