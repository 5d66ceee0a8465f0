use std::cell::RefCell;
use std::time::Duration;

use crate::ops::hook::objections;
use crate::schema::Language;
use crate::store::transport::{
    Options, Problem, Pushed as Answer, Rejection, TransportError, redact,
};
use crate::store::{CommitId, Repo};
use crate::sync::{FETCHED, Network, NetworkError, Pushed};
use crate::text::RepoPath;

/// The remote that is taken when the branch names none.
const USUAL: &str = "origin";
/// How long the other end may be silent.
const SILENCE: Duration = Duration::from_secs(120);

/// The shared place of one branch, reached with the `git` program.
pub(super) struct GitNetwork<'a> {
    repo: &'a Repo,
    remote: String,
    branch: String,
    address: String,
    may_ask: bool,
    /// In which it says what is in the way.
    language: Language,
    /// The object of this machine that git could not read.
    damaged: RefCell<Option<String>>,
}

impl<'a> GitNetwork<'a> {
    /// Finds where `branch` is shared: its own setting, else `origin`, else the only remote.
    pub(super) fn find(
        repo: &'a Repo,
        branch: &str,
        may_ask: bool,
        language: Language,
    ) -> Option<Self> {
        let upstream = repo.upstream(branch);
        let remotes = repo.remotes();
        let remote = match (&upstream, remotes.as_slice()) {
            (Some(upstream), _) => upstream.remote.clone(),
            (None, remotes) if remotes.iter().any(|name| name == USUAL) => USUAL.to_owned(),
            (None, [only]) => only.clone(),
            (None, _) => return None,
        };
        let address = redact(&repo.remote_url(&remote)?);
        let branch = upstream.map_or_else(|| branch.to_owned(), |upstream| upstream.branch);
        let damaged = RefCell::default();
        Some(Self { repo, remote, branch, address, may_ask, language, damaged })
    }

    /// Returns the address, without any password.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Returns the tip of the shared branch, bringing nothing here.
    pub(super) fn tip(&self) -> Result<Option<CommitId>, NetworkError> {
        let there = self.repo.ls_remote(&self.remote, &self.options());
        let there = there.map_err(|error| self.failed(error))?.branches;
        let found = there.into_iter().find(|branch| branch.name == self.branch);
        Ok(found.map(|branch| branch.commit))
    }

    /// Returns the object that the last call could not read here, when that was its trouble.
    pub(super) fn damaged(&self) -> Option<String> {
        self.damaged.borrow_mut().take()
    }

    /// Brings the whole shared history here once more, and tells whether it came; whether that helped, a
    /// look will tell.
    pub(super) fn refetch(&self) -> bool {
        self.repo.refetch(&self.remote, &self.branch, FETCHED, &self.options()).is_ok()
    }

    fn failed(&self, error: TransportError) -> NetworkError {
        if let Some(Problem::DamagedHere { id }) = error.problem() {
            self.damaged.replace(Some(id.clone()));
        }
        if error.is_offline() || self.folder_is_away(&error) {
            NetworkError::Offline(error.text(self.language))
        } else {
            NetworkError::Refused(error.text(self.language))
        }
    }

    /// Tells whether it is shared through a folder that is not there now, as on a disk that is not
    /// plugged in: the others cannot be reached, and nothing is wrong here.
    fn folder_is_away(&self, error: &TransportError) -> bool {
        let address = self.address.strip_prefix("file://").unwrap_or(&self.address);
        let folder = self.repo.root().join(address);
        // What has a colon behind a name is on another machine; a drive's letter is one character.
        let elsewhere = address.find(':').is_some_and(|at| at > 1);
        let missing = matches!(error.problem(), Some(Problem::NoRepository));
        missing && !elsewhere && !folder.exists()
    }

    /// Lets git pack what has gathered, when it finds that worth while.
    pub(super) fn tidy(&self) {
        // A convenience: what is shared does not depend on it.
        let _ = self.repo.tidy(&self.options());
    }

    fn options(&self) -> Options<'static> {
        Options { interactive: self.may_ask, progress: &|_| {}, stop: &|| false, silence: SILENCE }
    }

    /// Remembers where the branch is shared, when it does not say so yet.
    fn remember(&self) {
        let here = match self.repo.head() {
            Ok(crate::store::Head::Branch { name, .. }) => name,
            _ => return,
        };
        if self.repo.upstream(&here).is_none() {
            // Only a convenience for plain git: sharing does not depend on it.
            let _ = self.repo.set_upstream(&here, &self.remote, &self.branch);
        }
    }
}

impl Network<CommitId> for GitNetwork<'_> {
    fn fetch(&self) -> Result<Option<CommitId>, NetworkError> {
        let options = self.options();
        let found = self
            .repo
            .fetch_whole(&self.remote, &self.branch, FETCHED, &options)
            .map_err(|error| self.failed(error))?;
        if found.is_some() {
            return Ok(found);
        }
        let there =
            self.repo.ls_remote(&self.remote, &options).map_err(|error| self.failed(error))?;
        match there.branches.first() {
            None => Ok(None),
            Some(other) => Err(NetworkError::OtherBranches {
                remote: self.remote.clone(),
                other: other.name.clone(),
            }),
        }
    }

    fn push(&self, commit: CommitId) -> Result<Pushed, NetworkError> {
        let answer = self.repo.push(&self.remote, commit, &self.branch, &self.options());
        match answer.map_err(|error| self.failed(error))? {
            Answer::Done => {
                self.remember();
                Ok(Pushed::Accepted)
            }
            Answer::Rejected(Rejection::Stale) => Ok(Pushed::Outrun),
            Answer::Rejected(rejection @ Rejection::Busy { .. }) => {
                Err(NetworkError::Busy(rejection.text(self.language)))
            }
            Answer::Rejected(rejection @ Rejection::Hook { .. }) => {
                Err(NetworkError::Objected(rejection.text(self.language)))
            }
            Answer::Rejected(rejection) => {
                Err(NetworkError::Refused(rejection.text(self.language)))
            }
        }
    }

    fn last_seen(&self) -> Option<CommitId> {
        self.repo.tracked_tip(&self.remote, &self.branch).ok().flatten()
    }

    fn name(&self) -> String {
        self.address.clone()
    }

    fn objections(&self, from: CommitId, to: CommitId) -> Vec<(RepoPath, String)> {
        // Where the judge cannot work here, the place itself says what it thinks.
        objections(self.repo, from, to).unwrap_or_default()
    }
}
