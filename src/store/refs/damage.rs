//! What a power cut or a program that was killed has left of refs and their locks.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{io, thread};

use git2::{BranchType, Oid};

use super::{RefError, private_name};
use crate::store::read::read_bounded;
use crate::store::{CommitId, Repo, files, retry};

/// Whoever makes the lock of a ref and lives has written into it after so long.
const FILLED_WITHIN: Duration = Duration::from_millis(100);

impl Repo {
    /// Removes what git remembers of the branches of remotes where it cannot be read: the next fetch brings
    /// it anew.
    pub fn drop_damaged_tracking(&self) {
        let folder = self.common_dir();
        let files = walkdir::WalkDir::new(folder.join("refs").join("remotes")).into_iter();
        for entry in files.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
            let name = entry.path().strip_prefix(folder).ok().and_then(Path::to_str);
            let name = name.map(|name| name.replace(std::path::MAIN_SEPARATOR, "/"));
            if name.is_some_and(|name| !name.ends_with(".lock") && self.read_ref(&name).is_err()) {
                // What stays is told of by git.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Sets a branch whose file is gone, was emptied or damaged, or whose commit is lost, back to the last
    /// commit in its log that is still here with its folders; where the log knows none, to the furthest of
    /// those that are `known` to have been on it. Returns it; `None` when there is none.
    ///
    /// Whoever deletes a branch deletes its log, so that one that has a log and no commit was lost.
    ///
    /// # Errors
    /// When the branch is sound after all ([`RefError::Moved`]), or cannot be written.
    pub fn restore_branch(
        &self,
        branch: &str,
        known: &[CommitId],
    ) -> Result<Option<CommitId>, RefError> {
        let name = format!("refs/heads/{branch}");
        let is_here = |id: &Oid| {
            let tree = self.tree_of(CommitId::from_git(*id));
            tree.and_then(|tree| self.walk_tree(tree)).is_ok()
        };
        let now = self.read_ref(&name);
        if let Ok(Some(id)) = &now
            && is_here(id)
        {
            return Err(RefError::Moved { name });
        }
        // Where nothing is staged, nothing of it may ever have been in the folder.
        let is_named = !matches!(now, Ok(None));
        let was_there = is_named || self.git.index().is_ok_and(|index| !index.is_empty());
        if !was_there && !self.common_dir().join("logs").join(&name).is_file() {
            return Ok(None);
        }
        let git = |source| RefError::Git { name: name.clone(), source };
        let log = self.git.reflog(&name).map_err(git)?;
        let known = known.iter().map(|id| id.to_git()).filter(|id| was_there && is_here(id));
        let further = |one: Oid, other: Oid| match self.git.graph_descendant_of(other, one) {
            Ok(true) => other,
            _ => one,
        };
        let logged = log.iter().map(|entry| entry.id_new()).find(is_here);
        let Some(id) = logged.or_else(|| known.reduce(further)) else { return Ok(None) };
        self.before_write(&name)?;
        self.remove_unreadable(&name)?;
        self.git.reference(&name, id, is_named, "handover: restored").map_err(git)?;
        self.after_write(&name)?;
        for name in [name.as_str(), "HEAD"] {
            self.forget_lost(name).map_err(git)?;
        }
        Ok(Some(CommitId::from_git(id)))
    }

    /// Lets the only branch that is here be the one that is checked out again, where it cannot be read any more
    /// which that was; tells whether there is just one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn restore_head(&self) -> Result<bool, RefError> {
        let path = self.git_dir().join("HEAD");
        let branches = self.git.branches(Some(BranchType::Local)).into_iter().flatten();
        let names = branches
            .filter_map(|branch| Some(branch.ok()?.0.into_reference().name().ok()?.to_owned()));
        let names: Vec<String> = names.collect();
        let [name] = names.as_slice() else { return Ok(false) };
        self.before_write("HEAD")?;
        files::replace_handed_over(&path, format!("ref: {name}\n").as_bytes())
            .map_err(|error| RefError::Io { path, source: error.source })?;
        Ok(true)
    }

    /// Takes the commits that are lost out of a log, which git holds to be damaged otherwise.
    fn forget_lost(&self, name: &str) -> Result<(), git2::Error> {
        let mut log = self.git.reflog(name)?;
        let lost = |id: Oid| self.git.find_commit(id).is_err();
        let lost: Vec<_> = log.iter().map(|entry| lost(entry.id_new())).collect();
        for (at, _) in lost.iter().enumerate().rev().filter(|(_, lost)| **lost) {
            log.remove(at, true)?;
        }
        if lost.contains(&true) { log.write() } else { Ok(()) }
    }

    /// Lists the refs of ours that cannot be read, by their full names.
    pub fn damaged_private(&self) -> Vec<String> {
        let own = self.git_dir().join(private_name(""));
        let files = walkdir::WalkDir::new(own).into_iter().filter_map(Result::ok);
        let names = files.filter(|entry| entry.file_type().is_file()).filter_map(|entry| {
            let name = entry.path().strip_prefix(self.git_dir()).ok()?.to_str()?;
            Some(name.replace(std::path::MAIN_SEPARATOR, "/"))
        });
        names.filter(|name| !name.ends_with(".lock") && self.read_ref(name).is_err()).collect()
    }

    /// Removes a ref of ours that cannot be read, or whose object is lost. `name` is its full name;
    /// returns whether it was one of ours.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn drop_private(&self, name: &str) -> Result<bool, RefError> {
        let Some(short) = name.strip_prefix(&private_name("")) else { return Ok(false) };
        self.before_write(name)?;
        self.remove_unreadable(name)?;
        self.clear_private(short)?;
        Ok(true)
    }

    /// Removes what processes of ours that were killed left of their writing refs and git's index;
    /// returns whether there was any. The caller holds the workspace's lock, so that no other is at work; but for a
    /// git that brings what others have, whose lock stays.
    ///
    /// A lock on a branch is ours when it holds the very commit that a sync was bringing it to, or nothing
    /// while a sync was bringing it somewhere: whoever lives fills it at once.
    pub fn remove_stale_locks(&self, branch: &str, to: Option<CommitId>) -> bool {
        let mut removed = self.remove_stale_index_lock();
        let own = self.git_dir().join(private_name(""));
        for entry in walkdir::WalkDir::new(own).into_iter().filter_map(Result::ok) {
            let is_lock = entry.path().extension().is_some_and(|extension| extension == "lock");
            let is_fetching = || entry.path() == self.fetch_lock();
            removed |= is_lock && !is_fetching() && fs::remove_file(entry.path()).is_ok();
        }
        let lock = self.common_dir().join(format!("refs/heads/{branch}.lock"));
        let held = || read_bounded(&lock, 100).ok().and_then(|held| String::from_utf8(held).ok());
        if let (Some(mut found), Some(to)) = (held(), to) {
            if found.is_empty() {
                thread::sleep(FILLED_WITHIN);
                found = held().unwrap_or(found);
            }
            let is_ours = found.is_empty() || found.trim() == to.to_string();
            removed |= is_ours && fs::remove_file(&lock).is_ok();
        }
        removed
    }

    /// Removes what a git that was killed while it brought what others have left on the ref of ours for that;
    /// returns whether there was any. The caller is the only one who shares.
    pub fn remove_stale_fetch_lock(&self) -> bool {
        fs::remove_file(self.fetch_lock()).is_ok()
    }

    fn fetch_lock(&self) -> PathBuf {
        self.git_dir().join(private_name("fetched")).with_extension("lock")
    }

    /// Removes the file of a ref of ours under its lock, as git does; git packs none of them.
    pub(super) fn remove_loose(&self, name: &str) -> Result<(), RefError> {
        let path = self.folder_of(name).join(name);
        let lock = self.folder_of(name).join(format!("{name}.lock"));
        let is_held = |error: &io::Error| error.kind() == io::ErrorKind::AlreadyExists;
        retry::when(is_held, || File::create_new(&lock))
            .map_err(|source| RefError::Io { path: lock.clone(), source })?;
        let removed = match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.map_err(|source| RefError::Io { path, source }),
        };
        fs::remove_file(&lock).map_err(|source| RefError::Io { path: lock, source })?;
        removed
    }

    /// Removes the file of a ref when it says nothing that can be read.
    fn remove_unreadable(&self, name: &str) -> Result<(), RefError> {
        if self.read_ref(name).is_ok() {
            return Ok(());
        }
        let path = self.folder_of(name).join(name);
        fs::remove_file(&path).map_err(|source| RefError::Io { path, source })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Head, Target};
    use super::*;
    use crate::merge::Blob;
    use crate::store::history::tests::commit;
    use crate::store::repo::tests::repo;
    use crate::text::RepoPath;

    /// FAILURES 36.
    #[test]
    fn an_emptied_branch_is_told_and_restored() {
        let (_dir, repo) = repo();
        let first = commit(&repo, "first", &[]);
        repo.move_branch("main", None, first, "made").expect("made");
        fs::write(repo.git_dir().join("refs/heads/main"), "").expect("emptied");
        let again = Repo::open(repo.root()).expect("opened");
        assert!(
            matches!(again.head(), Err(RefError::Damaged { name, .. }) if name.ends_with("main"))
        );
        assert_eq!(again.restore_branch("main", &[]).expect("restored"), Some(first));
        assert!(matches!(again.head(), Ok(Head::Branch { commit, .. }) if commit == first));
    }

    /// FAILURES 36: its file is gone, and so is one that was given up.
    #[test]
    fn a_lost_branch_is_restored_and_a_deleted_one_is_not() {
        let (_dir, repo) = repo();
        assert_eq!(repo.restore_branch("main", &[]).expect("never there"), None);
        let first = commit(&repo, "first", &[]);
        repo.move_branch("main", None, first, "made").expect("made");
        fs::remove_file(repo.git_dir().join("refs/heads/main")).expect("lost");
        let again = Repo::open(repo.root()).expect("opened");
        assert_eq!(again.restore_branch("main", &[]).expect("restored"), Some(first));
        assert!(matches!(again.head(), Ok(Head::Branch { commit, .. }) if commit == first));
        again.git.find_reference("refs/heads/main").expect("there").delete().expect("deleted");
        assert_eq!(again.restore_branch("main", &[]).expect("deleted"), None);
        assert!(matches!(again.head(), Ok(Head::Unborn { .. })));
    }

    /// FAILURES 36: its last commit is lost.
    #[test]
    fn a_branch_whose_commit_is_lost_goes_back_to_the_one_before() {
        let (_dir, repo) = repo();
        let first = commit(&repo, "first", &[]);
        let second = commit(&repo, "second", &[first]);
        repo.move_branch("main", None, first, "made").expect("made");
        repo.move_branch("main", Some(first), second, "on").expect("moved");
        assert!(matches!(repo.restore_branch("main", &[]), Err(RefError::Moved { .. })));
        fs::remove_file(repo.loose_path(second.to_git())).expect("lost");
        let again = Repo::open(repo.root()).expect("opened");
        assert_eq!(again.restore_branch("main", &[]).expect("restored"), Some(first));
    }

    /// FAILURES 36.
    #[test]
    fn a_branch_that_is_gone_is_restored_from_what_is_known_of_it() {
        let (_dir, repo) = repo();
        let first = commit(&repo, "first", &[]);
        let second = commit(&repo, "second", &[first]);
        assert_eq!(repo.restore_branch("main", &[first]).expect("looked"), None, "never there");
        repo.move_branch("main", None, first, "made").expect("made");
        repo.move_branch("main", Some(first), second, "on").expect("moved");
        let (branch, logs) = (repo.git_dir().join("refs/heads/main"), repo.git_dir().join("logs"));
        fs::remove_file(&branch).expect("lost");
        assert_eq!(repo.restore_branch("main", &[]).expect("restored"), Some(second));
        for lost in [None, Some("")] {
            fs::remove_dir_all(&logs).expect("lost");
            match lost {
                Some(text) => fs::write(&branch, text).expect("emptied"),
                None => fs::remove_file(&branch).expect("lost"),
            }
            repo.update_staging(
                &[(RepoPath::new("a.md"), Some(Blob::file(repo.write_blob(b"a").expect("kept"))))]
                    .into(),
            )
            .expect("staged");
            for known in [[first, second], [second, first]] {
                let restored = repo.restore_branch("main", &known);
                assert!(
                    matches!(restored, Ok(Some(id)) if id == second)
                        || matches!(restored, Err(RefError::Moved { .. }))
                );
            }
            assert_eq!(repo.branch_tip("main").expect("read"), Some(second));
        }
    }

    #[test]
    fn our_own_refs_are_dropped_when_damaged() {
        let (_dir, repo) = repo();
        let first = commit(&repo, "first", &[]);
        repo.set_private("base", Target::Commit(first)).expect("set");
        let name = private_name("base");
        fs::write(repo.git_dir().join(&name), "").expect("emptied");
        assert!(matches!(repo.private("base"), Err(RefError::Damaged { .. })));
        assert_eq!(repo.damaged_private(), [name.as_str()]);
        assert!(repo.drop_private(&name).expect("dropped"));
        assert_eq!(repo.private("base").expect("read"), None);
        assert!(!repo.drop_private("refs/heads/main").expect("not ours"));
    }

    /// FAILURES 37: only what is certainly of a dead process of ours.
    #[test]
    fn stale_locks_of_ours_are_removed() {
        let (_dir, repo) = repo();
        let first = commit(&repo, "first", &[]);
        repo.set_private("remote", Target::Commit(first)).expect("set");
        repo.move_branch("main", None, first, "made").expect("made");
        let own = repo.git_dir().join(private_name("remote.lock"));
        let branch = repo.git_dir().join("refs/heads/main.lock");
        fs::write(&own, "").expect("written");
        fs::write(&branch, "").expect("written");
        assert!(repo.remove_stale_locks("main", None));
        assert!(!own.exists() && branch.exists(), "an empty one may be another program's");
        assert!(repo.remove_stale_locks("main", Some(first)) && !branch.exists());
        fs::write(&branch, format!("{}\n", first.to_string().replace(['a', '1'], "0")))
            .expect("written");
        assert!(!repo.remove_stale_locks("main", Some(first)) && branch.exists());
        fs::write(&branch, format!("{first}\n")).expect("written");
        assert!(!repo.remove_stale_locks("main", None) && branch.exists());
        assert!(repo.remove_stale_locks("main", Some(first)) && !branch.exists());
    }
}
