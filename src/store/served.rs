//! A repository that others push to, as one of its hooks sees it.

use std::ffi::OsStr;
use std::path::Path;

use git2::{BranchType, Repository, RepositoryOpenFlags};

use super::objects::ObjectError;
use super::repo::{refusal, settle};
use super::{CommitId, OpenError, RefError, Repo};

/// Git keeps loose objects at 1 and packs at 2.
const BEFORE_ALL: i32 = 1000;

impl Repo {
    /// Opens the repository whose git folder is `git_dir`, bare or not.
    ///
    /// `incoming` is the folder in which git keeps what a push brings until it is accepted. What is
    /// written through this handle is kept in memory and gone with it.
    ///
    /// # Errors
    /// When there is no repository.
    pub fn open_served(git_dir: &Path, incoming: Option<&Path>) -> Result<Self, OpenError> {
        let path = git_dir.to_owned();
        let real = git_dir
            .canonicalize()
            .map_err(|source| OpenError::Io { path: path.clone(), source })?;
        let flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
        let none: &[&OsStr] = &[];
        let git =
            Repository::open_ext(&real, flags, none).map_err(|source| refusal(&path, source))?;
        let fail = |source| OpenError::Git { path: path.clone(), source };
        let durable = settle(&git).map_err(fail)?;
        {
            let odb = git.odb().map_err(fail)?;
            if let Some(incoming) = incoming.and_then(|one| one.canonicalize().ok())
                && incoming != real.join("objects")
            {
                odb.add_disk_alternate(&incoming.to_string_lossy()).map_err(fail)?;
            }
            odb.add_new_mempack_backend(BEFORE_ALL).map_err(fail)?;
        }
        Ok(Self::opened(git, real, durable).with_own_walks())
    }

    /// Lists the branches with the commits that they stand at, by name.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn branches(&self) -> Result<Vec<(String, CommitId)>, RefError> {
        let damaged = |source| RefError::Damaged { name: "refs/heads".to_owned(), source };
        let mut found = Vec::new();
        for branch in self.git.branches(Some(BranchType::Local)).map_err(damaged)? {
            let (branch, _) = branch.map_err(damaged)?;
            let name = String::from_utf8_lossy(branch.name_bytes().map_err(damaged)?).into_owned();
            if let Some(id) = branch.get().target() {
                found.push((name, CommitId::from_git(id)));
            }
        }
        found.sort();
        Ok(found)
    }

    /// Returns the branch that a clone checks out, by its short name, whether it is there or not.
    pub fn default_branch(&self) -> Option<String> {
        let head = self.git.find_reference("HEAD").ok()?;
        let name = head.symbolic_target_bytes().map(String::from_utf8_lossy)?;
        name.strip_prefix("refs/heads/").map(str::to_owned)
    }

    /// Finds the commit that an object of this id is, or leads to; `None` for contents and trees.
    ///
    /// # Errors
    /// When it is absent or damaged.
    pub fn commit_behind(&self, id: CommitId) -> Result<Option<CommitId>, ObjectError> {
        let fail = |error| ObjectError::reading(id.to_git(), error);
        let object = self.git.find_object(id.to_git(), None).map_err(fail)?;
        Ok(object.peel_to_commit().ok().map(|commit| CommitId::from_git(commit.id())))
    }

    /// Finds the commit that a name such as `main`, `v1^` or an id means; `None` where it means none.
    pub fn commit_named(&self, name: &str) -> Option<CommitId> {
        let commit = self.git.revparse_single(name).ok()?.peel_to_commit().ok()?;
        Some(CommitId::from_git(commit.id()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::tests::commit;
    use super::super::repo::tests::repo;
    use super::*;
    use crate::merge::ContentId;

    #[test]
    fn a_served_repository_is_read_and_nothing_is_written_into_it() {
        let (_dir, repo) = repo();
        let tip = commit(&repo, "first", &[]);
        repo.move_branch("main", None, tip, "test").expect("moved");
        let served = Repo::open_served(repo.git_dir(), None).expect("opened");
        assert_eq!(served.branches().expect("listed"), [("main".to_owned(), tip)]);
        assert_eq!(served.default_branch().as_deref(), Some("main"));
        assert_eq!(served.commit_named("main"), Some(tip));
        assert_eq!(served.commit_behind(tip).expect("read"), Some(tip));
        let id = served.write_blob(b"in memory").expect("written");
        assert_eq!(served.read_blob(id, 99).expect("read"), b"in memory");
        assert!(!Repo::open(repo.root()).expect("opened").has_blob(id));
    }

    #[test]
    fn what_a_push_brings_is_seen_before_it_is_accepted() {
        let (_dir, incoming) = repo();
        let id = incoming.write_blob(b"new").expect("written");
        let (_dir, repo) = repo();
        let open = |from: Option<&Path>| Repo::open_served(repo.git_dir(), from).expect("opened");
        let objects = incoming.git_dir().join("objects");
        assert!(!open(None).has_blob(id) && open(Some(&objects)).has_blob(id));
        assert_eq!(id, ContentId::of_blob(b"new"));
    }
}
