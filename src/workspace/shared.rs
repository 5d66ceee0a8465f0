use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::changes::{heir, written_ids};
use crate::rules::{MAX_TEXT, Paths};
use crate::store::{Repo, TreeId, read};
use crate::sync::plan::Files;
use crate::sync::shared_tip;
use crate::text::RepoPath;

/// So many paths are looked up one by one before all of them are read.
const FEW: usize = 100;

/// The paths that everybody has, as the last sync left them: looked up when they are asked for.
#[derive(Debug)]
pub(super) struct SharedPaths {
    root: PathBuf,
    tree: OnceLock<Option<TreeId>>,
    asked: AtomicUsize,
    all: OnceLock<Files>,
}

impl SharedPaths {
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            tree: OnceLock::new(),
            asked: AtomicUsize::new(0),
            all: OnceLock::new(),
        }
    }

    fn tree(&self) -> Option<TreeId> {
        let find = || {
            let repo = Repo::open(&self.root).ok()?;
            repo.tree_of(shared_tip(&repo).ok()??).ok()
        };
        *self.tree.get_or_init(find)
    }

    fn all(&self, tree: TreeId) -> &Files {
        self.all.get_or_init(|| {
            let files = Repo::open(&self.root).ok().and_then(|repo| repo.walk_tree(tree).ok());
            files.map(|walked| walked.files).unwrap_or_default()
        })
    }

    /// Returns the text of the shared document with this id that is gone from the folder.
    fn gone(&self, id: &str) -> Option<String> {
        let repo = Repo::open(&self.root).ok()?;
        let all = self.all(self.tree()?);
        let is_here = |path: &RepoPath| self.root.join(path.as_str()).symlink_metadata().is_ok();
        let gone = all.iter().filter(|(path, _)| path.is_markdown() && !is_here(path));
        let mut read = gone.filter_map(|(_, blob)| repo.read_blob(blob.id, MAX_TEXT).ok());
        read.find(|bytes| written_ids(bytes).first().is_some_and(|written| written == id))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Paths for SharedPaths {
    /// Where nothing is known of what is shared, no path is.
    fn has(&self, path: &RepoPath) -> bool {
        let Some(tree) = self.tree() else { return false };
        let few = self.asked.fetch_add(1, Ordering::Relaxed) < FEW;
        match self.all.get() {
            None if few => {
                let repo = Repo::open(&self.root).ok();
                repo.and_then(|repo| repo.entry(tree, path).ok()?).is_some()
            }
            _ => self.all(tree).contains_key(path),
        }
    }

    fn heir(&self, id: &str, among: &[&RepoPath]) -> Option<RepoPath> {
        let old = self.gone(id)?;
        let text = |path: &&RepoPath| {
            let bytes = read::read_bounded(&self.root.join(path.as_str()), MAX_TEXT).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let texts: Vec<String> = among.iter().map(text).collect::<Option<_>>()?;
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        heir(&old, &texts).map(|at| among[at].clone())
    }
}
