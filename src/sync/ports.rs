use std::time::Duration;

use jiff::ZonedDateTime;
use thiserror::Error;

use crate::store::lock::LockError;
use crate::text::RepoPath;

/// What a sync needs of the clock.
pub trait Clock {
    /// Returns the present moment in the zone of whoever works here.
    fn now(&self) -> ZonedDateTime;

    /// Lets `time` pass.
    fn wait(&self, time: Duration);

    /// Returns a number to spread retries with; need not be secret, must differ between machines.
    fn jitter(&self) -> u64;
}

/// The right to work on the workspace, which is given to others while a sync waits for the shared place.
pub trait Turn {
    /// Lets others work here.
    fn pass(&self);

    /// Waits for the right to go on; what was known of the branch and the folder may be so no more.
    ///
    /// # Errors
    /// When others keep it for too long.
    fn take(&self) -> Result<(), LockError>;
}

/// The turn of whoever waits for nobody: it is kept to the end.
pub struct Kept;

impl Turn for Kept {
    fn pass(&self) {}

    fn take(&self) -> Result<(), LockError> {
        Ok(())
    }
}

/// The place that the workspace is shared through.
pub trait Network<Commit> {
    /// Brings the shared branch's history here and returns its tip; `None` when the place holds
    /// nothing at all.
    ///
    /// # Errors
    /// When it cannot be reached or does not let us in.
    fn fetch(&self) -> Result<Option<Commit>, NetworkError>;

    /// Offers `commit` as the new tip, if the tip is still the one that was fetched.
    ///
    /// # Errors
    /// When it cannot be reached or refuses for good. After an error the commit may have been
    /// accepted all the same: only the next fetch tells.
    fn push(&self, commit: Commit) -> Result<Pushed, NetworkError>;

    /// Returns the shared branch's tip as plain git last saw it, without asking anybody.
    fn last_seen(&self) -> Option<Commit>;

    /// Names the place for people; no password in it.
    fn name(&self) -> String;

    /// Says which files of what comes with `to` and not with `from`, which the place has, it will not
    /// take from whoever works here, and why, as far as that can be told without asking it.
    fn objections(&self, _from: Commit, _to: Commit) -> Vec<(RepoPath, String)> {
        Vec::new()
    }
}

/// The answer to an offered commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    Accepted,
    /// Somebody was faster: fetch and merge again.
    Outrun,
}

/// What went wrong on the way to the shared place.
#[derive(Debug, Error)]
pub enum NetworkError {
    /// It may work later, without anybody doing anything.
    #[error("{0}")]
    Offline(String),
    /// Somebody has to do something.
    #[error("{0}")]
    Refused(String),
    /// A check there said no to what was offered: its words.
    #[error("{0}")]
    Objected(String),
    /// Somebody writes there at this moment, or was stopped while they did: what to say if it stays so.
    #[error("{0}")]
    Busy(String),
    /// It has branches, but not ours.
    #[error("{remote} has no such branch, but `{other}`")]
    OtherBranches {
        /// The short name of the place.
        remote: String,
        /// One that it has.
        other: String,
    },
}
