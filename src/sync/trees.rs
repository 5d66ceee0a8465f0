//! The trees of a sync, each listed once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::SyncError;
use super::plan::Files;
use crate::store::tree::Other;
use crate::store::{Repo, TreeId};
use crate::text::RepoPath;

/// How many trees are kept.
const MOST: usize = 4;

/// All that a version holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed {
    pub(super) files: Arc<Files>,
    /// What is no ordinary file.
    pub(super) others: Arc<BTreeMap<RepoPath, Other>>,
}

impl Listed {
    /// Returns what a `later` version has of entries that are no ordinary files, where it is another than here.
    pub(super) fn other_in(
        &self,
        later: &BTreeMap<RepoPath, Other>,
    ) -> BTreeMap<RepoPath, Option<Other>> {
        let mut found: BTreeMap<RepoPath, Option<Other>> = self
            .others
            .keys()
            .filter(|path| !later.contains_key(*path))
            .map(|path| (path.clone(), None))
            .collect();
        let new = later.iter().filter(|(path, other)| self.others.get(*path) != Some(*other));
        found.extend(new.map(|(path, other)| (path.clone(), Some(*other))));
        found
    }
}

/// The trees that were listed last, the latest behind.
#[derive(Debug, Default)]
pub struct Trees(RefCell<Vec<(TreeId, Listed)>>);

impl Trees {
    /// Lists a version.
    pub(super) fn list(&self, repo: &Repo, tree: TreeId) -> Result<Listed, SyncError> {
        let known =
            self.0.borrow().iter().find(|(id, _)| *id == tree).map(|(_, listed)| listed.clone());
        if let Some(listed) = known {
            return Ok(listed);
        }
        let found = repo.walk_tree(tree)?;
        let listed = Listed { files: Arc::new(found.files), others: Arc::new(found.others) };
        let mut kept = self.0.borrow_mut();
        if kept.len() == MOST {
            kept.remove(0);
        }
        kept.push((tree, listed.clone()));
        Ok(listed)
    }
}
