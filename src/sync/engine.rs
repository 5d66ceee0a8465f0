use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::SyncError;
use super::folder::Objects;
use super::hostile;
use super::outcome::{Settled, Silent, Stop, Unsettled, WrittenMove};
use super::plan::Files;
use super::ports::{Clock, Network, NetworkError, Pushed, Turn};
use super::stamp::Own;
use super::state::State;
use super::trees::{Listed, Trees};
use crate::index::history;
use crate::merge::{Blob, ContentId, Notice};
use crate::schema::{Config, Schema};
use crate::store::cache::Cache;
use crate::store::tree_state::TreeState;
use crate::store::{CommitId, Head, ObjectError, RefError, Repo, ScanError, Unfinished};
use crate::text::RepoPath;

/// How often a place is asked again that is busy and whose tip nobody moves: for some ten seconds.
const BUSY: u32 = 9;

/// What a sync is asked to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Say what would happen, change nothing.
    pub dry_run: bool,
    /// Replace unsent commits that hold a secret by a clean one; the old ones are kept in a ref.
    pub clean_history: bool,
    /// Share what is committed, and leave every change of the folder where it is.
    pub committed_only: bool,
    /// Nobody has asked for it: what may be half saved waits, and a folder that lost most of its files
    /// is left alone.
    pub unattended: bool,
    /// Files that are neither sent nor filled in this time, as if somebody were still typing in them; what
    /// others did to them is brought in all the same.
    pub waiting: BTreeSet<RepoPath>,
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
    /// The right to work here, which is lent to others while the shared place is waited for.
    pub turn: &'a dyn Turn,
    pub schema: &'a Schema,
    pub config: &'a Config,
    pub options: Options,
    pub progress: &'a (dyn Fn(Step) + Sync),
    /// The trees that were listed already.
    pub trees: Trees,
    /// What is remembered of versions between two syncs; disposable.
    pub cache: Arc<Cache>,
    /// What stood in the folder when it was last looked at, by whomever; what has not changed since is not
    /// listed again.
    pub looked: RefCell<Option<Arc<TreeState>>>,
}

/// What has to be told in the end, however many rounds it takes.
#[derive(Default)]
pub(super) struct Told {
    pub(super) filled: BTreeMap<RepoPath, Vec<String>>,
    /// What this sync has written into the folder of itself, or taken away: nobody is in the middle of saving that.
    pub(super) wrote: BTreeMap<RepoPath, Option<ContentId>>,
    /// What stood in the files that were filled in, until the branch has what stands there now.
    pub(super) unfilled: Files,
    /// Files that were taken away here and are there again: what stood there last.
    pub(super) returned: BTreeMap<RepoPath, Blob>,
    /// What stood in the files that were edited here, until the branch has what stands there now.
    pub(super) edited: Files,
    pub(super) notices: Vec<Notice>,
    pub(super) renumbered: Vec<(String, String)>,
    pub(super) reopened: BTreeSet<RepoPath>,
    /// Files in which values that others had changed are set back, by whom these are to say.
    pub(super) set_back: BTreeSet<RepoPath>,
    /// The shared tip that was accepted last before this sync.
    pub(super) shared_before: Option<Option<CommitId>>,
    /// Documents that a merge made elsewhere had left broken, made anew.
    pub(super) repaired: BTreeSet<RepoPath>,
    pub(super) settled: Vec<Settled>,
    pub(super) unsettled: Vec<Unsettled>,
    pub(super) by_hand: Vec<WrittenMove>,
    pub(super) silent: Vec<Silent>,
    /// Whether a note goes into a commit as it is before its tick is carried out.
    pub(super) postponed: bool,
    /// Whether such notes have been committed, as far as they may be.
    pub(super) committed_notes: bool,
    /// Commits that this program made and that nobody else has yet.
    pub(super) own: Option<Own>,
    /// The branch that was checked out at first: the way to the shared place is that of this one.
    pub(super) branch: Option<String>,
    /// What arrived at the shared place before somebody here went on, and the round was begun again.
    pub(super) arrived: Arrived,
    /// Whether the sync has waited already for files to come to rest.
    pub(super) waited: bool,
    /// Files that were gone at the first look, where nobody has asked for the sync.
    pub(super) missing: Option<BTreeSet<RepoPath>>,
    /// How often the shared place was busy with this tip: where nobody moves it, nobody is faster.
    pub(super) busy: Option<(Option<CommitId>, u32)>,
    /// Files that may be half saved, and wait for the next sync.
    pub(super) left: Vec<RepoPath>,
    /// Files that a sync has something to write in, and may not.
    pub(super) unwritable: BTreeSet<RepoPath>,
    /// Files that the shared place will not take from whoever works here, and why.
    pub(super) objections: BTreeMap<RepoPath, String>,
    /// Whether what is committed is judged as the shared place does: it has refused something.
    pub(super) judging: bool,
    /// The refs of the commits that the branch has left behind.
    pub(super) kept: BTreeSet<String>,
}

/// What the shared place took in earlier rounds of a sync.
#[derive(Default)]
pub(super) struct Arrived {
    pub(super) paths: BTreeSet<RepoPath>,
    /// What was there before the first of this side's work, and the last of that.
    pub(super) work: Option<(CommitId, CommitId)>,
    /// Whether nothing was known of the shared place before.
    pub(super) first: bool,
}

/// How a round ended without an outcome.
pub(super) enum Break {
    /// Look at everything again.
    Again,
    /// The shared place stays locked; its words.
    Busy(String),
    Stop(Stop),
    Error(SyncError),
}

/// Tells a reason to do nothing from a failure, where one round must do.
pub(super) fn settled<T>(result: Result<T, Break>) -> Result<Result<T, Stop>, SyncError> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Break::Stop(stop)) => Ok(Err(stop)),
        Err(Break::Again) => Ok(Err(Stop::Busy { rounds: 1 })),
        Err(Break::Busy(reason)) => Ok(Err(Stop::Refused(reason))),
        Err(Break::Error(error)) => Err(error),
    }
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
    /// Lists the files of a commit.
    pub(super) fn list(&self, commit: CommitId) -> Result<Listed, SyncError> {
        self.trees.list(self.repo, self.repo.tree_of(commit)?)
    }

    pub(super) fn state(&self) -> State<'_> {
        State { repo: self.repo }
    }

    /// Looks at the folder, and keeps what stands there for the next look.
    pub(super) fn look(&self) -> Result<Arc<TreeState>, ScanError> {
        let (before, clock) = (self.looked.take(), self.cache.folder());
        let looked = Arc::new(self.repo.look(before.as_deref(), clock.as_deref())?);
        self.looked.replace(Some(Arc::clone(&looked)));
        Ok(looked)
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

    /// Returns the highest numbers in the ids of documents long gone, by person.
    pub(super) fn removed_numbers(&self) -> Result<BTreeMap<String, u32>, SyncError> {
        let here = match self.repo.head()? {
            Head::Branch { commit, .. } | Head::Detached { commit } => Some(commit),
            Head::Unborn { .. } => None,
        };
        let tips: Vec<CommitId> = [here, self.state().remote()?].into_iter().flatten().collect();
        Ok(history::removed_numbers(self.repo, &self.cache, &tips, history::UNWATCHED)?)
    }

    /// Brings the shared history here and looks at it before anything else does.
    pub(super) fn fetch(&self, head: Option<CommitId>) -> Result<Fetched, Break> {
        (self.progress)(Step::Fetching);
        let place = || self.network.name();
        let fetched = self.waiting(|| self.network.fetch())?;
        if !fetched.same {
            return Err(Break::Again);
        }
        let last = self.state().remote()?;
        let tip = match fetched.answer {
            Ok(tip) => tip,
            Err(NetworkError::Offline(reason)) => return Ok(Fetched::Offline(reason)),
            Err(
                NetworkError::Refused(reason)
                | NetworkError::Objected(reason)
                | NetworkError::Busy(reason),
            ) => {
                return Err(Break::Stop(Stop::Refused(reason)));
            }
            Err(NetworkError::OtherBranches { remote, other }) => {
                return Err(Break::Stop(match (last, self.repo.head()?) {
                    (None, Head::Branch { name, .. } | Head::Unborn { name }) => {
                        Stop::NoSuchBranch { branch: name, remote, other }
                    }
                    _ => Stop::EmptyRemote { remote: place() },
                }));
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
        if let Some(stop) = hostile::inspect(self.repo, tip, last)? {
            return Err(Break::Stop(stop));
        }
        if let Head::Branch { name, .. } | Head::Unborn { name } = self.repo.head()? {
            self.state().set_remote(&name, tip)?;
        }
        Ok(Fetched::Tip(tip))
    }

    /// Returns the shared tip that this side's changes are judged against: the one accepted last,
    /// or a newer one that plain git has brought into the branch, or sent from it, since.
    ///
    /// A clone that never synced asks for it first, since what is shared already is nobody's to
    /// hold back; where that cannot be reached, what plain git saw last counts.
    pub(super) fn known_tip(&self, head: Option<CommitId>) -> Result<Option<CommitId>, Break> {
        if let Some(tip) = self.state().remote()? {
            return Ok(Some(match (self.network.last_seen(), head) {
                (Some(seen), Some(head))
                    if self.repo.is_ancestor(tip, seen)?
                        && self.repo.is_ancestor(seen, head)? =>
                {
                    seen
                }
                _ => tip,
            }));
        }
        Ok(match self.fetch(head)? {
            Fetched::Tip(tip) => Some(tip),
            Fetched::Nothing => None,
            Fetched::Offline(_) => self.network.last_seen(),
        })
    }

    /// Offers `commit` over `theirs`, the shared tip of `branch`.
    pub(super) fn push(
        &self,
        branch: &str,
        (theirs, commit): (Option<CommitId>, CommitId),
        told: &mut Told,
    ) -> Result<Offered, Break> {
        (self.progress)(Step::Sending);
        let pushed = self.waiting(|| self.network.push(commit))?;
        match pushed.answer {
            Ok(Pushed::Accepted) => {
                self.state().set_remote(branch, commit)?;
                Ok(Offered::Accepted { same: pushed.same })
            }
            Ok(Pushed::Outrun) => Err(Break::Again),
            Err(NetworkError::Offline(reason)) => Ok(Offered::Offline(reason)),
            // What is to be said of it depends on what stands here.
            Err(NetworkError::Refused(_) | NetworkError::Objected(_)) if !pushed.same => {
                Err(Break::Again)
            }
            Err(NetworkError::Refused(reason)) => Err(Break::Stop(Stop::Refused(reason))),
            Err(NetworkError::Objected(reason)) => Err(Break::Stop(Stop::Objected(reason))),
            Err(NetworkError::Busy(reason)) => {
                let before =
                    told.busy.filter(|(tip, _)| *tip == theirs).map_or(0, |(_, tries)| tries);
                told.busy = Some((theirs, before + 1));
                Err(match before < BUSY {
                    true => Break::Again,
                    false => Break::Busy(reason),
                })
            }
            Err(error @ NetworkError::OtherBranches { .. }) => {
                Err(Break::Stop(Stop::Refused(error.to_string())))
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

/// What became of an offer.
pub(super) enum Offered {
    /// `same` tells whether what stands here is what stood here before.
    Accepted {
        same: bool,
    },
    Offline(String),
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
