use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::rules::Paths;
use crate::store::{Repo, TreeId};
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
    all: OnceLock<BTreeSet<RepoPath>>,
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

    fn all(&self, tree: TreeId) -> BTreeSet<RepoPath> {
        let files = Repo::open(&self.root).ok().and_then(|repo| repo.walk_tree(tree).ok());
        files.map(|walked| walked.files.keys().cloned().collect()).unwrap_or_default()
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
            _ => self.all.get_or_init(|| self.all(tree)).contains(path),
        }
    }
}
