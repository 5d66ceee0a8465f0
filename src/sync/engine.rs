use std::collections::BTreeMap;
use std::time::Duration;

use super::SyncError;
use super::folder::Objects;
use super::hostile;
use super::inbound;
use super::outbound::Outbound;
use super::outcome::{Outcome, Stop, Verdict};
use super::ports::{Clock, Network, NetworkError, Pushed};
use super::round::Round;
use super::state::State;
use crate::index;
use crate::merge::Notice;
use crate::schema::{Config, Schema};
use crate::store::{CommitId, Head, ObjectError, RefError, Repo, Unfinished};
use crate::text::RepoPath;

/// How often a round is begun again before giving up.
const ROUNDS: u32 = 40;

/// What a sync is asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Say what would happen, change nothing.
    pub dry_run: bool,
    /// Replace unsent commits that hold a secret by a clean one; the old ones are kept in a ref.
    pub clean_history: bool,
}

/// A step of a sync, for showing progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Reading,
    Checking,
    Fetching,
    Merging,
    Sending,
    Writing,
    /// Somebody was faster, or changed something here meanwhile: the round is begun again.
    Again {
        round: u32,
    },
}

/// Everything that a sync works with.
pub struct Engine<'a> {
    pub repo: &'a Repo,
    /// The same repository, to read from in parallel.
    pub objects: &'a Objects,
    pub network: &'a dyn Network<CommitId>,
    pub clock: &'a dyn Clock,
    pub schema: &'a Schema,
    pub config: &'a Config,
    pub options: Options,
    pub progress: &'a (dyn Fn(Step) + Sync),
}

/// What has to be told in the end, however many rounds it takes.
#[derive(Default)]
pub(super) struct Told {
    pub(super) filled: BTreeMap<RepoPath, Vec<String>>,
    pub(super) notices: Vec<Notice>,
    pub(super) renumbered: Vec<(String, String)>,
    /// Whether the sync has waited already for files to come to rest.
    pub(super) waited: bool,
}

/// How a round ended without an outcome.
pub(super) enum Break {
    /// Look at everything again.
    Again,
    Stop(Stop),
    Error(SyncError),
}

impl From<SyncError> for Break {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Ref(RefError::Moved { .. }) => Self::Again,
            other => Self::Error(other),
        }
    }
}

impl From<RefError> for Break {
    fn from(error: RefError) -> Self {
        SyncError::from(error).into()
    }
}

impl From<ObjectError> for Break {
    fn from(error: ObjectError) -> Self {
        SyncError::from(error).into()
    }
}

impl Engine<'_> {
    /// Shares what may be shared, brings what is new, and says what it did.
    ///
    /// Killed anywhere, the next run completes it. The caller holds the workspace's lock.
    ///
    /// # Errors
    /// When the disk or the repository fails; whatever was typed is where it was.
    pub fn run(&self) -> Result<Outcome, SyncError> {
        let mut told = Told::default();
        for round in 1..=ROUNDS {
            match self.round(&mut told) {
                Ok(outcome) => return Ok(outcome),
                Err(Break::Stop(stop)) => return Ok(Outcome::new(Verdict::Stopped(stop))),
                Err(Break::Error(error)) => return Err(error),
                Err(Break::Again) => {
                    (self.progress)(Step::Again { round });
                    self.clock.wait(backoff(round, self.clock.jitter()));
                }
            }
        }
        Ok(Outcome::new(Verdict::Stopped(Stop::Busy { rounds: ROUNDS as usize })))
    }

    fn round(&self, told: &mut Told) -> Result<Outcome, Break> {
        if self.config.is_newer() {
            return Err(Break::Stop(Stop::NewerFormat { format: self.config.format }));
        }
        let mut round = Round::begin(self)?;
        round.complete_interrupted()?;
        round.refuse_staged()?;
        (self.progress)(Step::Reading);
        let outbound = Outbound::prepare(&mut round, told)?;
        let mut outcome = if self.options.dry_run {
            inbound::preview(&mut round, outbound)?
        } else {
            let sent = outbound.commit(&mut round, told)?;
            inbound::exchange(&mut round, sent, told)?
        };
        outcome.filled = std::mem::take(&mut told.filled);
        outcome.notices = std::mem::take(&mut told.notices);
        outcome.renumbered = std::mem::take(&mut told.renumbered);
        Ok(outcome)
    }

    pub(super) fn state(&self) -> State<'_> {
        State { repo: self.repo }
    }

    /// Returns the branch and where it stands.
    pub(super) fn head(&self) -> Result<(String, Option<CommitId>), Break> {
        if let Some(what) = self.repo.unfinished() {
            return Err(Break::Stop(Stop::Unfinished(word(what))));
        }
        match self.repo.head()? {
            Head::Branch { name, commit } => Ok((name, Some(commit))),
            Head::Unborn { name } => Ok((name, None)),
            Head::Detached { .. } => Err(Break::Stop(Stop::Detached)),
        }
    }

    /// Returns the highest number that any id of `person` ever had, in files long gone too; 0 when
    /// there was none.
    pub(super) fn ids_ever_used(&self, person: Option<&str>) -> Result<u64, SyncError> {
        let Some(person) = person else { return Ok(0) };
        let here = match self.repo.head()? {
            Head::Branch { commit, .. } | Head::Detached { commit } => Some(commit),
            Head::Unborn { .. } => None,
        };
        let tips: Vec<CommitId> = [here, self.state().remote()?].into_iter().flatten().collect();
        Ok(index::highest_removed_number(self.repo, &tips, person)?)
    }

    /// Brings the shared history here and looks at it before anything else does.
    pub(super) fn fetch(&self, head: Option<CommitId>) -> Result<Fetched, Break> {
        (self.progress)(Step::Fetching);
        let place = || self.network.name();
        let last = self.state().remote()?;
        let tip = match self.network.fetch() {
            Ok(tip) => tip,
            Err(NetworkError::Offline(reason)) => return Ok(Fetched::Offline(reason)),
            Err(NetworkError::Refused(reason)) => return Err(Break::Stop(Stop::Refused(reason))),
            Err(NetworkError::OtherBranches(_)) => {
                return Err(Break::Stop(Stop::EmptyRemote { remote: place() }));
            }
        };
        let Some(tip) = tip else {
            return match last {
                None => Ok(Fetched::Nothing),
                Some(_) => Err(Break::Stop(Stop::EmptyRemote { remote: place() })),
            };
        };
        if let Some(last) = last
            && !self.repo.is_ancestor(last, tip)?
        {
            return Err(Break::Stop(Stop::Rewound { remote: place() }));
        }
        if let Some(head) = head
            && self.repo.merge_bases(head, tip)?.is_empty()
        {
            return Err(Break::Stop(Stop::Unrelated { remote: place() }));
        }
        hostile::inspect(self.repo, tip)?;
        self.state().set_remote(tip)?;
        Ok(Fetched::Tip(tip))
    }

    /// Returns the shared tip that this side's changes are judged against: the one accepted last.
    ///
    /// A clone that never synced asks for it first, since what is shared already is nobody's to
    /// hold back; where that cannot be reached, what plain git saw last counts.
    pub(super) fn known_tip(&self, head: Option<CommitId>) -> Result<Option<CommitId>, Break> {
        if let Some(tip) = self.state().remote()? {
            return Ok(Some(tip));
        }
        Ok(match self.fetch(head)? {
            Fetched::Tip(tip) => Some(tip),
            Fetched::Nothing => None,
            Fetched::Offline(_) => self.network.last_seen(),
        })
    }

    /// Offers `commit`; `Ok(Some(reason))` when the place could not be reached.
    pub(super) fn push(&self, commit: CommitId) -> Result<Option<String>, Break> {
        (self.progress)(Step::Sending);
        match self.network.push(commit) {
            Ok(Pushed::Accepted) => {
                self.state().set_remote(commit)?;
                Ok(None)
            }
            Ok(Pushed::Outrun) => Err(Break::Again),
            Err(NetworkError::Offline(reason)) => Ok(Some(reason)),
            Err(NetworkError::Refused(reason) | NetworkError::OtherBranches(reason)) => {
                Err(Break::Stop(Stop::Refused(reason)))
            }
        }
    }
}

/// What a fetch brought.
pub(super) enum Fetched {
    /// The shared place is empty, and always was as far as is known here.
    Nothing,
    Tip(CommitId),
    Offline(String),
}

/// Spreads retries: up to 20 ms at first, doubling to a few seconds.
fn backoff(round: u32, jitter: u64) -> Duration {
    let most = 20_u64 << round.min(7);
    Duration::from_millis(most / 4 + jitter % most)
}

fn word(what: Unfinished) -> &'static str {
    match what {
        Unfinished::Merge => "merge",
        Unfinished::Rebase => "rebase",
        Unfinished::CherryPick => "cherry-pick",
        Unfinished::Revert => "revert",
        Unfinished::Bisect => "bisect",
        Unfinished::Patches => "am",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_spread_and_stay_short() {
        assert!(backoff(1, u64::MAX) < Duration::from_millis(60));
        assert!(backoff(40, u64::MAX) < Duration::from_secs(4));
        assert_ne!(backoff(5, 17), backoff(5, 4711));
    }
}
