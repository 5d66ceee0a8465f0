//! What is never put into the folder, as git is told of it: left out, unless it is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Repo;
use super::ids::git_id;
use super::staging::{SKIP_WORKTREE, StagingError};
use super::tree::Other;
use crate::merge::{Blob, ContentId};
use crate::text::RepoPath;

impl Repo {
    /// Makes git look at those entries that are in the folder, checked out or put there by somebody, and leave out
    /// those that are not.
    ///
    /// `files` have names that cannot be written, and git looks for them. An entry that git's index lacks was taken
    /// out of it by somebody, unless `lacking` says that it was never there.
    ///
    /// # Errors
    /// As [`Repo::update_staging`].
    pub fn show_staged(
        &self,
        others: &BTreeMap<RepoPath, Other>,
        files: &BTreeMap<RepoPath, Option<Blob>>,
        lacking: bool,
    ) -> Result<(), StagingError> {
        let index = self.index()?;
        let wanted = |path: &RepoPath, id: ContentId| {
            match index.get_path(Path::new(path.as_str()), 0) {
                // Another version was staged by somebody.
                Some(entry) if entry.id != git_id(id) => false,
                Some(entry) => {
                    let is_here = fs::symlink_metadata(self.location(path)).is_ok();
                    (entry.flags_extended & SKIP_WORKTREE == 0) != is_here
                }
                None => lacking,
            }
        };
        let others = others.iter().filter(|(path, other)| match other {
            Other::Symlink(id) | Other::Submodule(id) => wanted(path, *id),
            _ => false,
        });
        let others = others.map(|(path, other)| (path.clone(), Some(*other))).collect();
        let files = files.iter().filter(|(path, blob)| blob.is_some_and(|it| wanted(path, it.id)));
        let files = files.map(|(path, blob)| (path.clone(), *blob)).collect();
        self.update_staging_with(&files, &others)
    }
}
