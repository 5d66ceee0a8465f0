//! Sharing a workspace with those who work in it.

mod after;
pub(super) mod ask;
mod memory;
mod failed;
mod mend;
mod network;
mod notes;
pub(super) mod record;
mod twins;
pub mod undo;
mod unheard;
mod words;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::ZonedDateTime;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::addresses::{SharedAddress, shared_addresses};
use super::conflicts::Dispute;
use super::lapsed::Lapsed;
use super::routines::{self, MakeError};
use crate::index::documents::{Index, Remembered};
use crate::index::history;
use crate::schema::Language;
use crate::store::cache::CacheNote;
use crate::store::lock::{Holder, Lock, LockError};
use crate::store::{CommitId, Head, OpenError, RefError, Repo};
use crate::sync::{
    self, Clock, Engine, Network, Objects, Options, Outcome, Step, Stop, SyncError, Trees, Turn,
    Verdict,
};
use crate::text::RepoPath;
use crate::workspace::{HostError, Workspace};
use after::{After, Findings, findings, look};
use mend::Mender;
use network::GitNetwork;

pub use failed::{FailedWords, failed_words, language_in, open_words};
pub(super) use memory::{Last, last, last_in};
pub use mend::Mended;
pub(super) use notes::refused;
pub use notes::settled_words;
pub use twins::Twins;
pub(super) use unheard::why_unheard;
pub use unheard::{NotRead, Unheard};
pub use words::{Told, advice, held_back, left_alone, not_written, noticed, stopped, told};

/// How long another command is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// No workspace rests for longer, or the clock is wrong: 400 days.
const MOST_IDLE_SECONDS: i64 = 400 * 24 * 60 * 60;

/// What to sync, and how.
#[derive(Clone, Debug)]
pub struct SyncOptions {
    /// A folder in the workspace.
    pub directory: PathBuf,
    /// Say what would happen, change nothing.
    pub dry_run: bool,
    /// Replace unsent commits that hold a secret by a clean one.
    pub clean_history: bool,
    /// Whether git may ask for a password on the terminal.
    pub may_ask: bool,
    /// Share what is committed, and leave every change of the folder where it is.
    pub committed_only: bool,
    /// Nobody has asked for it; see [`Options::unattended`].
    pub unattended: bool,
    /// Files that stay as they are this time; see [`Options::waiting`].
    pub waiting: BTreeSet<RepoPath>,
}

impl SyncOptions {
    /// An ordinary sync of the workspace that holds `directory`, which never asks.
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            dry_run: false,
            clean_history: false,
            may_ask: false,
            committed_only: false,
            unattended: false,
            waiting: BTreeSet::new(),
        }
    }
}

/// A sync that was done, or stopped for a reason that is no fault of the machine.
#[derive(Debug)]
pub struct Synced {
    pub outcome: Outcome,
    /// The language of the person who works here.
    pub language: Language,
    /// Where it is shared, without any password; `None` where it is not.
    pub remote: Option<String>,
    /// The conflict notes among what was made or brought, as far as they can be read.
    pub disputes: Vec<Dispute>,
    /// What was agreed on, and is not so any more, of the tasks that this sync concerned.
    pub lapsed: Vec<Lapsed>,
    /// The same, in words.
    pub lapsed_words: Vec<String>,
    /// Tasks of routines that were made, by routine and day.
    pub made: Vec<RepoPath>,
    /// What was sent and waits for others now, in words.
    pub handed_words: Vec<String>,
    /// Names that came in and that some systems take for others.
    pub twins: Vec<Twins>,
    /// The zone in which times are told: of whoever works here, else of the workspace.
    pub zone: TimeZone,
    /// The short name of the person who works here.
    pub me: Option<String>,
    /// What a power cut or a failing disk had damaged, and is well again.
    pub mended: Mended,
    /// What was sent, is meant as a task or as an answer, and is read as nothing.
    pub not_read: Vec<NotRead>,
    /// Settings and kinds that everybody has and that cannot be read, so that nothing in them counts.
    pub unread: Vec<RepoPath>,
    /// The address of whoever works here, where others have it too, and those that stand on a page that was sent.
    pub shared_addresses: Vec<SharedAddress>,
    /// The address of whoever works here, where documents went out and nobody has it.
    pub unknown_address: Option<String>,
    /// The workspace as it is afterwards, where it was looked at already.
    pub seen: Option<super::Place>,
}

impl Synced {
    /// Ends with the memory as it is, which the system takes back when the program ends; the cache is closed.
    pub fn leave(self) {
        if let Some(seen) = self.seen {
            seen.snapshot.index().cache().close();
            std::mem::forget(seen);
        }
    }
}

/// What a sync tells while it works.
pub trait Watcher: Sync {
    /// A step begins.
    fn step(&self, step: Step);

    /// Another command holds the workspace.
    fn waiting(&self, holder: Option<&Holder>);
}

/// Tells nothing.
pub struct Silent;

impl Watcher for Silent {
    fn step(&self, _: Step) {}

    fn waiting(&self, _: Option<&Holder>) {}
}

/// A sync that could not be done.
#[derive(Debug, Error)]
pub enum SyncFailed {
    #[error(transparent)]
    Host(#[from] HostError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Ref(#[from] RefError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Sync(SyncError),
    #[error(transparent)]
    Made(#[from] MakeError),
    #[error(
        "the workspace {} is a part of the repository {}; only a repository of its own is shared",
        workspace.display(), repository.display()
    )]
    NotTheRoot { workspace: PathBuf, repository: PathBuf },
}

impl From<SyncError> for SyncFailed {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Lock(error) => Self::Lock(error),
            error => Self::Sync(error),
        }
    }
}

/// Shares what may be shared and brings what is new.
///
/// # Errors
/// When the workspace, its repository or the disk fails; what was typed is where it was.
pub fn sync(
    options: &SyncOptions,
    clock: &dyn Clock,
    watcher: &dyn Watcher,
) -> Result<Synced, SyncFailed> {
    let place = Place::open(options)?;
    let command = if options.unattended { "watch" } else { "sync" };
    let turn = Lent::begin(&place, command, watcher)?;
    let mut mender = Mender::new(&place.repo);
    if !options.dry_run {
        mender.refs()?;
        mender.index()?;
    }
    let language = place.language;
    let Some(network) = place.network(options)? else {
        let outcome = Outcome::new(Verdict::Stopped(Stop::NoRemote));
        return Ok(Synced {
            outcome,
            language,
            remote: None,
            disputes: Vec::new(),
            lapsed: Vec::new(),
            lapsed_words: Vec::new(),
            made: Vec::new(),
            handed_words: Vec::new(),
            twins: Vec::new(),
            zone: TimeZone::UTC,
            me: None,
            mended: mender.mended,
            not_read: Vec::new(),
            unread: Vec::new(),
            shared_addresses: Vec::new(),
            unknown_address: None,
            seen: None,
        });
    };
    if !options.dry_run {
        mender.lost(&network)?;
    }
    let last_shared = last_shared(&place.repo);
    let before = sync::shared_tip(&place.repo).ok().flatten();
    let ways = Ways { network: &network, clock, turn: &turn };
    let (outcome, made, after) = place.with_engine(options, ways, watcher, |engine| {
        let mut run = || loop {
            let ended = engine.run();
            if options.dry_run || !mender.after(&ended, &network)? {
                break Ok::<_, SyncFailed>(words::unless_locked(ended, language)?);
            }
        };
        let outcome = run()?;
        let now = clock.now();
        let remembered = place.remembered.get().cloned().flatten();
        let looked = engine.looked.take();
        let mut after = After { looked, remembered, seen: None, before };
        if options.dry_run || options.committed_only || !is_believed(&now, last_shared) {
            return Ok((outcome, Vec::new(), after));
        }
        let made = made_of_routines(&options.directory, &mut after, &outcome, &now)?;
        if made.is_empty() {
            return Ok((outcome, made, after));
        }
        engine.looked.replace(after.looked.take());
        let outcome = outcome.and(run()?);
        let looked = engine.looked.take();
        Ok((outcome, made, After { looked, seen: None, ..after }))
    })?;
    let schema = place.workspace.settings().1;
    let not_read = unheard::unheard(place.repo.root(), &schema, &outcome.sent);
    // What was not looked at is held back as it was.
    if !options.dry_run && !options.committed_only {
        memory::remember(&place.repo, &outcome, &not_read, clock.now().timestamp());
    }
    drop(turn);
    if !outcome.sent.is_empty() || !outcome.received.is_empty() {
        network.tidy();
    }
    let remote = Some(network.address().to_owned());
    let Findings {
        disputes,
        lapsed,
        lapsed_words,
        mut amended,
        handed_words,
        twins,
        me,
        zone,
        seen,
    } = match options.dry_run {
        true => Findings::default(),
        false => findings(&options.directory, after, &outcome, language, clock.now()),
    };
    let zone = zone.unwrap_or_else(|| place.workspace.settings().0.zone);
    let mended = mender.mended;
    let mut unread = place.workspace.unread_settings();
    unread.retain(|path| outcome.held_back.iter().all(|held| held.path != *path));
    let shared_addresses = place.shared_addresses(&outcome.sent);
    amended.extend(shared_addresses.iter().flat_map(|one| one.pages.iter().cloned()));
    if !options.dry_run
        && !amended.is_empty()
        && let Ok(_lock) = place.lock(command, watcher)
    {
        // The sync is done and its words are to be told; without this, setting back takes a second try.
        let _ = sync::has_been_told(&place.repo, &amended);
    }
    let is_unknown =
        seen.is_some() && me.is_none() && outcome.sent.iter().any(RepoPath::is_markdown);
    let email = || place.repo.identity().email.filter(|email| !email.trim().is_empty());
    let is_shared = shared_addresses.iter().any(|one| one.is_own);
    let unknown_address = (is_unknown && !is_shared).then(email).flatten();
    Ok(Synced {
        outcome,
        language,
        remote,
        disputes,
        lapsed,
        lapsed_words,
        made,
        handed_words,
        twins,
        zone,
        me,
        mended,
        not_read,
        unread,
        shared_addresses,
        unknown_address,
        seen,
    })
}

/// Writes the tasks of routines that are due to be made, where the others' work is known here; returns
/// their paths. The workspace as it was before is left in `after`.
fn made_of_routines(
    directory: &Path,
    after: &mut After,
    outcome: &Outcome,
    now: &ZonedDateTime,
) -> Result<Vec<RepoPath>, SyncFailed> {
    if matches!(outcome.verdict, Verdict::Offline(_) | Verdict::Stopped(_)) {
        return Ok(Vec::new());
    }
    let known = (after.looked.as_deref(), after.remembered.clone());
    let seen = after.seen.insert(look(directory, known, outcome, now)?);
    Ok(routines::make(seen, &outcome.held_back, now)?)
}

/// Returns when the last thing that everybody has was committed, in seconds since 1970.
fn last_shared(repo: &Repo) -> Option<i64> {
    let tip = sync::shared_tip(repo).ok()??;
    Some(repo.read_commit(tip).ok()?.committer.seconds)
}

/// Tells whether a clock may be right: not, where so long nothing would have been shared (FAILURES 12).
fn is_believed(now: &ZonedDateTime, last_shared: Option<i64>) -> bool {
    let seconds = now.timestamp().as_second();
    last_shared.is_none_or(|last| seconds.saturating_sub(last) <= MOST_IDLE_SECONDS)
}

/// A workspace and its repository, ready to be shared.
struct Place {
    workspace: Workspace,
    repo: Repo,
    language: Language,
    /// What stood in the folder when it was looked at last, once it was asked for.
    remembered: OnceCell<Option<Remembered>>,
}

impl Place {
    fn open(options: &SyncOptions) -> Result<Self, SyncFailed> {
        let workspace = Workspace::require(&options.directory)?;
        let repo = Repo::discover(workspace.root())?;
        if repo.root() != workspace.root() {
            return Err(SyncFailed::NotTheRoot {
                workspace: workspace.root().to_owned(),
                repository: repo.root().to_owned(),
            });
        }
        let email = repo.identity().email.unwrap_or_default();
        let language = workspace.language_of(&email);
        Ok(Self { workspace, repo, language, remembered: OnceCell::new() })
    }

    /// Finds the addresses with which it is not known who works, as far as whoever works here is concerned by
    /// that, or has `sent` it.
    fn shared_addresses(&self, sent: &[RepoPath]) -> Vec<SharedAddress> {
        let (people, _) = self.workspace.people();
        let mut found = shared_addresses(&people, self.repo.identity().email.as_deref());
        found.retain(|one| one.is_own || one.pages.iter().any(|page| sent.contains(page)));
        found
    }

    fn lock(&self, command: &str, watcher: &dyn Watcher) -> Result<Lock, LockError> {
        Lock::take(self.repo.git_dir(), command, PATIENCE, |holder| watcher.waiting(holder))
    }

    /// Returns the way to where the branch is shared; `None` where it is not.
    fn network(&self, options: &SyncOptions) -> Result<Option<GitNetwork<'_>>, RefError> {
        Ok(GitNetwork::find(&self.repo, &branch(&self.repo)?, options.may_ask, self.language))
    }

    fn with_engine<T>(
        &self,
        options: &SyncOptions,
        ways: Ways<'_>,
        watcher: &dyn Watcher,
        work: impl FnOnce(&Engine<'_>) -> Result<T, SyncFailed>,
    ) -> Result<T, SyncFailed> {
        let (config, schema) = self.workspace.settings();
        let objects = Objects::of(&self.repo)?;
        let cache = Arc::new(history::cache_of(&self.repo, &CacheNote::default()));
        let remembered = self.remembered.get_or_init(|| Index::remembered_folders(&cache));
        let looked = remembered.as_ref().map(|remembered| Arc::clone(&remembered.tree));
        work(&Engine {
            repo: &self.repo,
            objects: &objects,
            network: ways.network,
            clock: ways.clock,
            turn: ways.turn,
            schema: &schema,
            config: &config,
            options: Options {
                dry_run: options.dry_run,
                clean_history: options.clean_history,
                committed_only: options.committed_only,
                unattended: options.unattended,
                waiting: options.waiting.clone(),
            },
            progress: &|step| watcher.step(step),
            trees: Trees::default(),
            cache,
            looked: RefCell::new(looked),
        })
    }
}

/// What an engine has of the world.
struct Ways<'a> {
    network: &'a dyn Network<CommitId>,
    clock: &'a dyn Clock,
    turn: &'a dyn Turn,
}

/// The locks of a sync: that under which a workspace is shared, to the end, and that under which anything
/// is done to it, but for when others are waited for.
struct Lent<'a> {
    place: &'a Place,
    command: &'static str,
    watcher: &'a dyn Watcher,
    /// Given back before the other.
    work: RefCell<Option<Lock>>,
    _sharing: Lock,
}

impl<'a> Lent<'a> {
    fn begin(
        place: &'a Place,
        command: &'static str,
        watcher: &'a dyn Watcher,
    ) -> Result<Self, LockError> {
        let waiting = |holder: Option<&Holder>| watcher.waiting(holder);
        let sharing = Lock::of_sharing(place.repo.git_dir(), command, PATIENCE, waiting)?;
        let lent = Self { place, command, watcher, work: RefCell::default(), _sharing: sharing };
        lent.take()?;
        Ok(lent)
    }
}

impl Turn for Lent<'_> {
    fn pass(&self) {
        self.work.take();
    }

    fn take(&self) -> Result<(), LockError> {
        self.work.replace(Some(self.place.lock(self.command, self.watcher)?));
        Ok(())
    }
}

/// Returns the branch that is checked out; `""` where none is.
fn branch(repo: &Repo) -> Result<String, RefError> {
    Ok(match repo.head()? {
        Head::Branch { name, .. } | Head::Unborn { name } => name,
        Head::Detached { .. } => String::new(),
    })
}
