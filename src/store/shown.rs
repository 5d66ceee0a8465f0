//! What git was told to leave out of the folder, and is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Repo;
use super::staging::{SKIP_WORKTREE, StagingError};
use super::tree::Other;
use crate::text::RepoPath;

impl Repo {
    /// Makes git look at those entries again that it was told to leave out and that are in the folder, checked out
    /// or put there by somebody.
    ///
    /// # Errors
    /// As [`Repo::update_staging`].
    pub fn show_staged(&self, others: &BTreeMap<RepoPath, Other>) -> Result<(), StagingError> {
        let index = self.index()?;
        let is_hidden = |path: &RepoPath| {
            let entry = index.get_path(Path::new(path.as_str()), 0);
            entry.is_some_and(|entry| entry.flags_extended & SKIP_WORKTREE != 0)
        };
        let is_here = |path: &RepoPath| fs::symlink_metadata(self.location(path)).is_ok();
        let shown = others.iter().filter(|(path, _)| is_here(path) && is_hidden(path));
        let shown = shown.map(|(path, other)| (path.clone(), Some(*other))).collect();
        self.update_staging_with(&BTreeMap::new(), &shown)
    }
}
