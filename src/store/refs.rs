//! Branches, `HEAD` and refs of ours: where they stand, and moving them.

mod damage;
mod lasting;
mod log;

use std::io;
use std::path::PathBuf;

use git2::{Direction, ErrorCode, ObjectType, Oid, RepositoryState};
use thiserror::Error;

pub(super) use lasting::Lasting;
pub(crate) use lasting::sync_folder;
pub use log::Moved;

use super::{CommitId, Repo, TreeId, retry};

/// What is checked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// A branch, by its short name.
    Branch { name: String, commit: CommitId },
    /// A branch that has no commit yet.
    Unborn { name: String },
    /// No branch at all.
    Detached { commit: CommitId },
}

/// What another git command has begun and not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    Merge,
    Rebase,
    CherryPick,
    Revert,
    Bisect,
    /// `git am`.
    Patches,
}

/// Where a branch is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// The name of the remote.
    pub remote: String,
    /// The branch there, by its short name.
    pub branch: String,
}

/// What a private ref holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Commit(CommitId),
    Tree(TreeId),
}

/// A ref that was not read or not moved.
#[derive(Debug, Error)]
pub enum RefError {
    #[error("`{name}` cannot be read; the file behind it is damaged")]
    Damaged { name: String, source: git2::Error },
    /// Somebody else moved it first: look again.
    #[error("`{name}` was changed by another program meanwhile")]
    Moved { name: String },
    /// Another program holds it for longer than was waited.
    #[error(
        "`{name}` is locked: another git program works here, or one was stopped; if none does, delete \
         {name}.lock in the git folder"
    )]
    Locked { name: String },
    #[error("`{name}` cannot be written")]
    Git { name: String, source: git2::Error },
    #[error("{} cannot be written", path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl Repo {
    /// Tells what is checked out.
    ///
    /// # Errors
    /// When it cannot be read; [`RefError::Damaged`] names the branch where one is known.
    pub fn head(&self) -> Result<Head, RefError> {
        let damaged = |source| RefError::Damaged { name: "HEAD".to_owned(), source };
        let head = self.git.find_reference("HEAD").map_err(damaged)?;
        if let Some(id) = head.target() {
            return Ok(Head::Detached { commit: CommitId::from_git(id) });
        }
        let name = head.symbolic_target().map_err(damaged)?.unwrap_or_default().to_owned();
        let short = name.strip_prefix("refs/heads/").unwrap_or(&name).to_owned();
        Ok(match self.read_ref(&name)? {
            Some(id) => Head::Branch { name: short, commit: CommitId::from_git(id) },
            None => Head::Unborn { name: short },
        })
    }

    /// Tells whether another git command has begun something here that is not finished.
    pub fn unfinished(&self) -> Option<Unfinished> {
        match self.git.state() {
            RepositoryState::Clean => None,
            RepositoryState::Merge => Some(Unfinished::Merge),
            RepositoryState::Revert | RepositoryState::RevertSequence => Some(Unfinished::Revert),
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => {
                Some(Unfinished::CherryPick)
            }
            RepositoryState::Bisect => Some(Unfinished::Bisect),
            RepositoryState::Rebase
            | RepositoryState::RebaseInteractive
            | RepositoryState::RebaseMerge => Some(Unfinished::Rebase),
            RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => {
                Some(Unfinished::Patches)
            }
        }
    }

    /// Tells whether git has merged a history into the folder as one change, which is not committed yet.
    pub fn is_squashing(&self) -> bool {
        self.git_dir().join("SQUASH_MSG").exists()
    }

    /// Returns the commit a branch stands at; `None` when there is no such branch.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn branch_tip(&self, branch: &str) -> Result<Option<CommitId>, RefError> {
        Ok(self.read_ref(&format!("refs/heads/{branch}"))?.map(CommitId::from_git))
    }

    /// Returns the tip of a remote's branch as git last saw it; `None` when it never did.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn tracked_tip(&self, remote: &str, branch: &str) -> Result<Option<CommitId>, RefError> {
        Ok(self.read_ref(&format!("refs/remotes/{remote}/{branch}"))?.map(CommitId::from_git))
    }

    /// Lets git know where a remote's branch stands, by the names that its settings give; where it cannot,
    /// nothing depends on it.
    pub(super) fn track(&self, remote: &str, branch: &str, commit: CommitId) {
        let Ok(remote) = self.git.find_remote(remote) else { return };
        let there = format!("refs/heads/{branch}");
        for spec in remote.refspecs().filter(|spec| spec.direction() == Direction::Fetch) {
            let Ok(name) = spec.transform(&there) else { continue };
            let Some(name) = name.as_str().ok().filter(|_| spec.src_matches(&there)) else {
                continue;
            };
            if self.read_ref(name).is_ok_and(|known| known != Some(commit.to_git())) {
                let _ = self.git.reference(name, commit.to_git(), true, "fetch");
            }
        }
    }

    /// Returns where a branch is shared, when its settings say so.
    pub fn upstream(&self, branch: &str) -> Option<Upstream> {
        let remote = self.setting(&format!("branch.{branch}.remote"))?;
        let merge = self.setting(&format!("branch.{branch}.merge"))?;
        let there = merge.strip_prefix("refs/heads/")?.to_owned();
        (remote != ".").then_some(Upstream { remote, branch: there })
    }

    /// Lists the names of the remotes.
    pub fn remotes(&self) -> Vec<String> {
        let names = self.git.remotes();
        names.iter().flat_map(|names| names.iter()).flatten().flatten().map(str::to_owned).collect()
    }

    /// Waits for a moment while another program moves a branch.
    ///
    /// # Errors
    /// [`RefError::Locked`] when it goes on.
    pub fn wait_for_branch(&self, branch: &str) -> Result<(), RefError> {
        let name = format!("refs/heads/{branch}");
        let lock = self.common_dir().join(format!("{name}.lock"));
        retry::when(|_| true, || if lock.exists() { Err(()) } else { Ok(()) })
            .map_err(|()| RefError::Locked { name })
    }

    /// Moves a branch from where it was seen to `to`, with `why` in its log; `from` is `None` for a
    /// branch that is to be made. The files are not touched.
    ///
    /// # Errors
    /// [`RefError::Moved`] when it stood elsewhere: nothing was done.
    pub fn move_branch(
        &self,
        branch: &str,
        from: Option<CommitId>,
        to: CommitId,
        why: &str,
    ) -> Result<(), RefError> {
        let name = format!("refs/heads/{branch}");
        self.move_ref(&name, Some(from.map_or(Oid::ZERO_SHA1, CommitId::to_git)), to.to_git(), why)
    }

    /// Makes a branch the one that is checked out. The files are not touched.
    ///
    /// # Errors
    /// When the name is none, or it cannot be written.
    pub fn check_out_branch(&self, branch: &str) -> Result<(), RefError> {
        let name = "HEAD".to_owned();
        let git = |source| RefError::Git { name: name.clone(), source };
        self.before_write(&name)?;
        retry::git(|| self.git.set_head(&format!("refs/heads/{branch}"))).map_err(git)?;
        self.after_write(&name)
    }

    /// Reads a ref of ours, kept apart for each work tree.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn private(&self, name: &str) -> Result<Option<Target>, RefError> {
        let name = private_name(name);
        let Some(id) = self.read_ref(&name)? else { return Ok(None) };
        let odb = self.git.odb();
        let kind = odb.and_then(|odb| odb.read_header(id)).map(|(_, kind)| kind);
        match kind {
            Ok(ObjectType::Commit) => Ok(Some(Target::Commit(CommitId::from_git(id)))),
            Ok(ObjectType::Tree) => Ok(Some(Target::Tree(TreeId::from_git(id)))),
            Ok(_) => Err(RefError::Damaged { name, source: git2::Error::from_str("not a tree") }),
            Err(source) => Err(RefError::Damaged { name, source }),
        }
    }

    /// Sets a ref of ours, so that what it holds is kept.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn set_private(&self, name: &str, target: Target) -> Result<(), RefError> {
        let id = match target {
            Target::Commit(id) => id.to_git(),
            Target::Tree(id) => id.to_git(),
        };
        self.move_ref(&private_name(name), None, id, "handover")
    }

    /// Removes a ref of ours; does nothing when it is absent.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn clear_private(&self, name: &str) -> Result<(), RefError> {
        let name = private_name(name);
        let git = |source| RefError::Git { name: name.clone(), source };
        let mut found = match self.git.find_reference(&name) {
            Ok(found) => found,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(()),
            Err(error) => return Err(git(error)),
        };
        self.before_write(&name)?;
        match self.git.is_worktree() {
            // libgit2 would remove the ref of this name that is the main folder's.
            true => self.remove_loose(&name)?,
            false => retry::git(|| found.delete()).map_err(git)?,
        }
        self.after_removal(&name)
    }

    fn read_ref(&self, name: &str) -> Result<Option<Oid>, RefError> {
        match retry::git(|| self.git.refname_to_id(name)) {
            Ok(id) => Ok(Some(id)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(source) => Err(RefError::Damaged { name: name.to_owned(), source }),
        }
    }

    /// Moves a ref; `from` is what it must be before, zero for absent.
    fn move_ref(&self, name: &str, from: Option<Oid>, to: Oid, why: &str) -> Result<(), RefError> {
        self.before_write(name)?;
        let moved = retry::git(|| match from {
            Some(from) if from.is_zero() => self.git.reference(name, to, false, why),
            Some(from) => self.git.reference_matching(name, to, true, from, why),
            None => self.git.reference(name, to, true, why),
        });
        match moved {
            Ok(_) => self.after_write(name),
            Err(source) => {
                let name = name.to_owned();
                Err(match source.code() {
                    ErrorCode::Modified | ErrorCode::Exists | ErrorCode::NotFound => {
                        RefError::Moved { name }
                    }
                    ErrorCode::Locked => RefError::Locked { name },
                    _ => RefError::Git { name, source },
                })
            }
        }
    }
}

/// The full name of one of our refs; each work tree has its own.
pub(crate) fn private_name(name: &str) -> String {
    format!("refs/worktree/handover/{name}")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::history::tests::commit;
    use super::super::repo::tests::repo;
    use super::*;

    #[test]
    fn a_branch_moves_only_from_where_it_was_seen() {
        let (_dir, repo) = repo();
        assert_eq!(repo.head().expect("read"), Head::Unborn { name: "main".to_owned() });
        let first = commit(&repo, "first", &[]);
        let second = commit(&repo, "second", &[first]);
        repo.move_branch("main", None, first, "made").expect("made");
        let moved = repo.move_branch("main", None, second, "again");
        assert!(matches!(moved, Err(RefError::Moved { .. })), "{moved:?}");
        let moved = repo.move_branch("main", Some(second), second, "from elsewhere");
        assert!(matches!(moved, Err(RefError::Moved { .. })), "{moved:?}");
        repo.move_branch("main", Some(first), second, "on").expect("moved");
        let head = Head::Branch { name: "main".to_owned(), commit: second };
        assert_eq!(repo.head().expect("read"), head);
        let moved = repo.move_branch("other", Some(first), second, "absent");
        assert!(matches!(moved, Err(RefError::Moved { .. })), "{moved:?}");
    }

    #[test]
    fn private_refs_hold_trees_and_commits() {
        let (_dir, repo) = repo();
        assert_eq!(repo.private("base").expect("read"), None);
        let first = commit(&repo, "first", &[]);
        let tree = repo.tree_of(first).expect("read");
        for target in [Target::Tree(tree), Target::Commit(first)] {
            repo.set_private("base", target).expect("set");
            assert_eq!(repo.private("base").expect("read"), Some(target));
        }
        repo.clear_private("base").expect("cleared");
        repo.clear_private("base").expect("nothing to do");
        assert_eq!(repo.private("base").expect("read"), None);
    }

    #[test]
    fn no_branch_and_an_unfinished_merge_are_seen() {
        let (_dir, repo) = repo();
        let first = commit(&repo, "first", &[]);
        repo.git.set_head_detached(first.to_git()).expect("detached");
        assert_eq!(repo.head().expect("read"), Head::Detached { commit: first });
        assert_eq!(repo.unfinished(), None);
        fs::write(repo.git_dir().join("MERGE_HEAD"), format!("{first}\n")).expect("written");
        assert_eq!(repo.unfinished(), Some(Unfinished::Merge));
    }
}
