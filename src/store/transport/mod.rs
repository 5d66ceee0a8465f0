//! The network, through the `git` program: the user's ssh settings, credential helpers and proxies
//! just work, and their questions are asked by git, or not at all where nobody can answer.
//!
//! Nothing that is committed reaches a command line. What arrives is checked by git before it is
//! stored, into refs of ours. The user's own `pre-push` hook runs, as Git LFS needs it, unless the
//! hooks lie in the work tree, where others could write them. Auto-maintenance is left to
//! [`Repo::tidy`].

mod classify;
mod command;
mod errors;
mod redact;
mod sign;

use std::ffi::OsStr;
use std::path::Path;

use super::refs::private_name;
use super::{CommitId, Repo, Target};
use classify::{classify, detail, own_hook, rejection};
use command::Git;
pub use command::{GitVersion, OLDEST_GIT, Options, find_git, git_version};
pub use errors::{Problem, Rejection, TransportError};
pub use redact::redact;

/// What became of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Pushed {
    /// The branch stands at the commit now, or did so already.
    Done,
    /// The other end did not take it.
    Rejected(Rejection),
}

/// A branch at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteBranch {
    /// Its short name.
    pub name: String,
    pub commit: CommitId,
}

/// What the other end has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteBranches {
    /// The branch that a clone would check out, when the other end says so.
    pub default: Option<String>,
    pub branches: Vec<RemoteBranch>,
}

/// Settings of every call: nothing runs by itself, nothing is fetched that was not asked for, and
/// what arrives is checked. The faults of old but harmless commits are let through, and so is what old versions
/// said of other repositories: git does nothing with it, and the newest version is looked at by ourselves.
const SETTINGS: [(&str, &str); 22] = [
    ("core.fsmonitor", "false"),
    ("core.fsync", "all"),
    ("fetch.fsckObjects", "true"),
    ("fetch.fsck.badTimezone", "ignore"),
    ("fetch.fsck.missingSpaceBeforeDate", "ignore"),
    ("fetch.fsck.zeroPaddedFilemode", "ignore"),
    ("fetch.fsck.gitmodulesLarge", "ignore"),
    ("fetch.fsck.gitmodulesName", "ignore"),
    ("fetch.fsck.gitmodulesPath", "ignore"),
    ("fetch.fsck.gitmodulesUpdate", "ignore"),
    ("fetch.fsck.gitmodulesUrl", "ignore"),
    ("fetch.recurseSubmodules", "false"),
    ("push.recurseSubmodules", "no"),
    ("push.followTags", "false"),
    ("submodule.recurse", "false"),
    ("protocol.ext.allow", "never"),
    ("http.followRedirects", "initial"),
    ("maintenance.auto", "false"),
    ("gc.auto", "0"),
    ("fetch.showForcedUpdates", "false"),
    ("color.ui", "false"),
    ("advice.detachedHead", "false"),
];

impl Repo {
    /// Fetches a branch into the private ref `into`. Returns its commit; `None` when the other end
    /// has no such branch, and then clears the ref.
    ///
    /// # Errors
    /// When the other end is not reached or refuses.
    pub fn fetch(
        &self,
        remote: &str,
        branch: &str,
        into: &str,
        options: &Options<'_>,
    ) -> Result<Option<CommitId>, TransportError> {
        self.fetch_with(remote, branch, into, options, &[])
    }

    /// Fetches a branch as [`Repo::fetch`] does, with everything below it, as if nothing of it were
    /// here: what is lost or damaged on this disk comes back. Needs git 2.36.
    ///
    /// # Errors
    /// As [`Repo::fetch`].
    pub fn refetch(
        &self,
        remote: &str,
        branch: &str,
        into: &str,
        options: &Options<'_>,
    ) -> Result<Option<CommitId>, TransportError> {
        self.fetch_with(remote, branch, into, options, &["--refetch", "--no-filter"])
    }

    /// Fetches a branch as [`Repo::fetch`] does. A partial clone is made a whole one by that: merging
    /// needs every version, and git2 fetches none by itself.
    ///
    /// # Errors
    /// As [`Repo::fetch`].
    pub fn fetch_whole(
        &self,
        remote: &str,
        branch: &str,
        into: &str,
        options: &Options<'_>,
    ) -> Result<Option<CommitId>, TransportError> {
        let filter = format!("remote.{remote}.partialclonefilter");
        if self.setting(&filter).is_none() {
            return self.fetch(remote, branch, into, options);
        }
        let found = self.refetch(remote, branch, into, options)?;
        // Without it, git leaves nothing out from now on. If it stays, the next fetch is long again.
        let _ = self.remove_setting(&filter);
        Ok(found)
    }

    fn fetch_with(
        &self,
        remote: &str,
        branch: &str,
        into: &str,
        options: &Options<'_>,
        more: &[&str],
    ) -> Result<Option<CommitId>, TransportError> {
        let mut git = self.git_for(remote, options)?;
        // Of refs, git writes just ours: the lock that a killed one has left on another stops nothing.
        git.args(["fetch", "--progress", "--no-tags", "--no-write-fetch-head", "--refmap="]);
        git.args(more.iter().copied()).args(["--"]);
        git.args([remote.to_owned(), format!("+refs/heads/{branch}:{}", private_name(into))]);
        let output = git.run(options)?;
        if output.status.success() {
            let Some(Target::Commit(id)) = self.private(into)? else { return Ok(None) };
            self.track(remote, branch, id);
            return Ok(Some(id));
        }
        if output.stderr.contains("couldn't find remote ref") {
            self.clear_private(into)?;
            return Ok(None);
        }
        Err(failure(&git, &output.stderr))
    }

    /// Moves a branch at the other end to `commit`, never by force.
    ///
    /// # Errors
    /// When the other end is not reached. After [`Problem::Interrupted`] only a fetch can tell
    /// whether it arrived.
    pub fn push(
        &self,
        remote: &str,
        commit: CommitId,
        branch: &str,
        options: &Options<'_>,
    ) -> Result<Pushed, TransportError> {
        let mut git = self.git_for(remote, options)?;
        git.args(["push", "--porcelain", "--progress", "--"]);
        git.args([remote.to_owned(), format!("{commit}:refs/heads/{branch}")]);
        let output = git.run(options)?;
        if output.status.success() {
            return Ok(Pushed::Done);
        }
        rejection(&output.stdout, &output.stderr)
            .or_else(|| own_hook(&output.stdout, &output.stderr))
            .map(Pushed::Rejected)
            .ok_or_else(|| failure(&git, &output.stderr))
    }

    /// Asks the other end for its branches.
    ///
    /// # Errors
    /// When the other end is not reached or refuses.
    pub fn ls_remote(
        &self,
        remote: &str,
        options: &Options<'_>,
    ) -> Result<RemoteBranches, TransportError> {
        ask(self.git_for(remote, options)?, remote, options)
    }

    /// Lets git pack what has gathered, when it finds that worth while.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn tidy(&self, options: &Options<'_>) -> Result<(), TransportError> {
        let mut git = Git::new(self.root(), "git", None, options)?;
        self.settle_hooks(&mut git);
        git.args(["gc", "--auto", "--quiet"]);
        let output = git.run(options)?;
        if output.status.success() { Ok(()) } else { Err(failure(&git, &output.stderr)) }
    }

    /// Adds a remote with its branches under `refs/remotes/`, or gives one that exists a new address.
    ///
    /// # Errors
    /// When the name is none or the settings cannot be written.
    pub fn set_remote(&self, name: &str, url: &str) -> Result<(), git2::Error> {
        // Libgit2's own ways to say it may write into the user's settings, which belong to all clones.
        if self.git.find_remote(name).is_err() {
            if !git2::Remote::is_valid_name(name) {
                return Err(git2::Error::from_str("no name for a remote"));
            }
            let branches = format!("+refs/heads/*:refs/remotes/{name}/*");
            self.set_setting(&format!("remote.{name}.fetch"), &branches)?;
        }
        self.set_setting(&format!("remote.{name}.url"), url)
    }

    /// Returns the address of a remote, with whatever the user wrote in it.
    pub fn remote_url(&self, name: &str) -> Option<String> {
        self.setting(&format!("remote.{name}.url"))
    }

    /// Says that a branch is shared as `there` at a remote.
    ///
    /// # Errors
    /// When the settings cannot be written.
    pub fn set_upstream(&self, branch: &str, remote: &str, there: &str) -> Result<(), git2::Error> {
        self.set_setting(&format!("branch.{branch}.remote"), remote)?;
        self.set_setting(&format!("branch.{branch}.merge"), &format!("refs/heads/{there}"))
    }

    fn git_for(&self, remote: &str, options: &Options<'_>) -> Result<Git, TransportError> {
        let name = self.remote_url(remote).unwrap_or_else(|| remote.to_owned());
        let ssh = self.setting("core.sshCommand");
        let mut git = Git::new(self.root(), &name, ssh.as_deref(), options)?;
        settings(&mut git);
        self.settle_hooks(&mut git);
        if self.setting("http.lowSpeedLimit").is_none() {
            git.setting("http.lowSpeedLimit", "1").setting("http.lowSpeedTime", "90");
        }
        Ok(git)
    }

    /// Turns hooks off that lie in the work tree: whoever shares it could have written them.
    fn settle_hooks(&self, git: &mut Git) {
        let config = self.git.config();
        let Ok(path) = config.and_then(|config| config.get_path("core.hooksPath")) else { return };
        let path = self.root().join(path);
        let path = path.canonicalize().unwrap_or(path);
        let own = self.git_dir().canonicalize().unwrap_or_else(|_| self.git_dir().to_owned());
        if path.starts_with(self.root()) && !path.starts_with(own) {
            let none = self.git_dir().join("handover").join("no-hooks");
            git.setting("core.hooksPath", &none.to_string_lossy());
        }
    }
}

/// Asks a repository for its branches, without a clone of it.
///
/// # Errors
/// When it is not reached or refuses.
pub fn ls_remote(url: &str, options: &Options<'_>) -> Result<RemoteBranches, TransportError> {
    let empty = tempfile::tempdir().map_err(TransportError::CannotRun)?;
    let url = address(url);
    let mut git = Git::outside(empty.path(), &url, options)?;
    settings(&mut git);
    ask(git, &url, options)
}

/// Clones a whole repository into `into`, which must be absent or empty, without putting its files
/// there: see [`Repo::check_out`]. No template, hook or submodule comes with it.
///
/// # Errors
/// When it is not reached or refuses, or the folder cannot be used; what was made is removed.
pub fn clone(url: &str, into: &Path, options: &Options<'_>) -> Result<Repo, TransportError> {
    let into = std::path::absolute(into).map_err(TransportError::CannotRun)?;
    let empty = tempfile::tempdir().map_err(TransportError::CannotRun)?;
    let url = address(url);
    let mut git = Git::outside(empty.path(), &url, options)?;
    settings(&mut git);
    // Without `--no-local`, git copies the files of a repository on this machine without a look.
    git.args(["clone", "--progress", "--no-local", "--no-checkout"]);
    git.args(["--template=", "--no-recurse-submodules", "--"]);
    git.args([OsStr::new(&url), into.as_os_str()]);
    let output = git.run(options)?;
    if !output.status.success() {
        return Err(failure(&git, &output.stderr));
    }
    Ok(Repo::open(&into)?)
}

/// Makes the path of a folder on this machine absolute, as git runs elsewhere; leaves addresses as
/// they are.
fn address(url: &str) -> String {
    let path = Path::new(url);
    match std::path::absolute(path) {
        Ok(absolute) if path.exists() => absolute.to_string_lossy().into_owned(),
        _ => url.to_owned(),
    }
}

fn settings(git: &mut Git) {
    for (key, value) in SETTINGS {
        git.setting(key, value);
    }
}

fn ask(
    mut git: Git,
    remote: &str,
    options: &Options<'_>,
) -> Result<RemoteBranches, TransportError> {
    git.args(["ls-remote", "--symref", "--", remote, "HEAD", "refs/heads/*"]);
    let output = git.run(options)?;
    if !output.status.success() {
        return Err(failure(&git, &output.stderr));
    }
    Ok(parse_refs(&output.stdout))
}

fn parse_refs(text: &str) -> RemoteBranches {
    let mut found = RemoteBranches::default();
    for line in text.lines() {
        let Some((value, name)) = line.split_once('\t') else { continue };
        let head = value.strip_prefix("ref: refs/heads/").filter(|_| name == "HEAD");
        found.default = found.default.or_else(|| head.map(str::to_owned));
        if let (Some(name), Ok(commit)) = (name.strip_prefix("refs/heads/"), value.parse()) {
            found.branches.push(RemoteBranch { name: name.to_owned(), commit });
        }
    }
    found
}

fn failure(git: &Git, stderr: &str) -> TransportError {
    TransportError::failed(classify(stderr), git.remote(), detail(stderr))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_branches_of_the_other_end() {
        let id = "ce013625030ba8dba906f756967f9e9ca394464a";
        let text = format!(
            "ref: refs/heads/main\tHEAD\n{id}\tHEAD\n{id}\trefs/heads/main\n{id}\trefs/heads/a/b\n"
        );
        let found = parse_refs(&text);
        assert_eq!(found.default.as_deref(), Some("main"));
        let names: Vec<_> = found.branches.iter().map(|branch| branch.name.as_str()).collect();
        assert_eq!(names, ["main", "a/b"]);
        assert_eq!(parse_refs(""), RemoteBranches::default());
    }
}
