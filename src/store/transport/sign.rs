//! Commits signed as the user's own git settings ask: by the `git` program, which knows all ways.

use super::command::{Git, Options};
use crate::store::history::NewCommit;
use crate::store::{CommitId, ObjectError, Repo, Stamp};

/// The most of git's words that an error repeats.
const WORDS: usize = 400;

impl Repo {
    /// Tells whether the user's settings ask for every commit to be signed.
    pub fn signs_commits(&self) -> bool {
        self.switch("commit.gpgsign").unwrap_or(false)
    }

    /// Stores a signed commit; the key may be unlocked by whatever program the user has for that.
    pub(in crate::store) fn commit_signed(
        &self,
        new: &NewCommit<'_>,
    ) -> Result<CommitId, ObjectError> {
        let options = Options::default();
        let failed = |reason: String| ObjectError::Signing { reason };
        let mut git = Git::new(self.git_dir(), "git", None, &options)
            .map_err(|error| failed(error.to_string()))?;
        git.setting("core.fsync", "all");
        git.stamp("AUTHOR", new.author).stamp("COMMITTER", new.committer);
        git.args(["commit-tree", "-S"]);
        for parent in new.parents {
            git.args(["-p".to_owned(), parent.to_string()]);
        }
        git.args(["-m", new.message]).args([new.tree.to_string()]);
        let output = git.run(&options).map_err(|error| failed(error.to_string()))?;
        let id = output.status.success().then(|| git2::Oid::from_str(output.stdout.trim()));
        match id {
            Some(Ok(id)) => Ok(CommitId::from_git(id)),
            _ => Err(failed(output.stderr.trim().chars().take(WORDS).collect())),
        }
    }
}

impl Git {
    /// Says who does it, and when.
    fn stamp(&mut self, role: &str, stamp: &Stamp) -> &mut Self {
        let (hours, minutes) = (stamp.offset.abs() / 60, stamp.offset.abs() % 60);
        let sign = if stamp.offset < 0 { '-' } else { '+' };
        let date = format!("@{} {sign}{hours:02}{minutes:02}", stamp.seconds);
        self.variable(&format!("GIT_{role}_NAME"), &stamp.name)
            .variable(&format!("GIT_{role}_EMAIL"), &stamp.email)
            .variable(&format!("GIT_{role}_DATE"), &date)
    }
}
