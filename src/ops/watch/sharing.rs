//! Sharing by itself: what is begun when, and what is told of it.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Scope;
use std::time::{Duration, Instant};

use self::words::causes;
pub use self::words::words;
use super::rhythm::{BY_HAND, Ended, Hindrance, Next, Rhythm, Times};
use super::{By, Event, Shared};
use crate::merge::ContentId;
use crate::ops::share::{Round, share};
use crate::ops::story::tip_of;
use crate::ops::sync::ask::{Answer, ask};
use crate::ops::sync::{self, Silent, SyncFailed, SyncOptions};
use crate::ops::today;
use crate::schema::Language;
use crate::store::lock::LockError;
use crate::store::{CommitId, Repo, TreeId};
use crate::sync::{Clock, Stop, Verdict, bringing};
use crate::text::RepoPath;
use crate::watch::{self, Waker};
use crate::workspace::Workspace;

/// How soon it is looked again whether what seemed moved by hand was committed by a command.
const COMMITTED: Duration = Duration::from_secs(3);

/// Shares a workspace by itself: the work is done in a thread of its own, so that what is saved
/// meanwhile is judged at once.
pub(super) struct Sharing {
    rhythm: Rhythm,
    began: Instant,
    repo: Repo,
    language: Language,
    quiet: Duration,
    jobs: Sender<(Job, Waker)>,
    ended: Receiver<Came>,
    waker: Waker,
    jitter: u64,
    /// A sync is under way, and not only a question.
    syncs: bool,
    /// What changed while a sync was under way, and whether that moved something on.
    meanwhile: BTreeMap<RepoPath, bool>,
    /// What was brought of which no change was told yet, as it was brought.
    brought: BTreeMap<RepoPath, Option<ContentId>>,
    /// The branch's commit when it was looked at last, and its tree.
    head: Option<(CommitId, TreeId)>,
    /// What was told last of what hinders it, and of what came of it.
    told: Option<String>,
    /// Whether that was that the shared place is out of reach.
    away: bool,
    /// Whether that is what a sync ended with: that the shared place answers mends nothing then.
    stuck: bool,
    outcome: Vec<String>,
    /// What was told to wait, since it was moved on by hand.
    told_to_wait: BTreeSet<RepoPath>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Job {
    Ask,
    /// All but what is named.
    Sync(BTreeSet<RepoPath>),
}

/// What came of a job.
enum Came {
    Nothing,
    /// Something is new there.
    New,
    Away(String),
    Refused(String),
    Shared(Box<Round>),
    Failed(SyncFailed),
}

impl Sharing {
    /// Begins to share the workspace in `root` by `clock`; `waker` is called when a job is done.
    pub(super) fn begin<'scope, 'a>(
        root: &Path,
        clock: &'a (dyn Clock + Sync),
        times: Times,
        waker: Waker,
        scope: &'scope Scope<'scope, 'a>,
    ) -> Result<Self, SyncFailed> {
        let repo = Repo::discover(root)?;
        let email = repo.identity().email.unwrap_or_default();
        let language = Workspace::require(root)?.language_of(&email);
        let options = SyncOptions { unattended: true, ..SyncOptions::at(root) };
        let (jobs, given) = channel::<(Job, Waker)>();
        let (done, ended) = channel();
        scope.spawn(move || {
            let mut day = clock.now().date();
            for (job, waker) in given {
                let mut came = work(&job, &options, clock);
                let today = clock.now().date();
                // What comes back comes with the day, whoever else writes anything.
                if matches!(came, Came::Nothing) && std::mem::replace(&mut day, today) != today {
                    came = Came::New;
                }
                if done.send(came).is_err() {
                    return;
                }
                waker.wake();
            }
        });
        let mut sharing = Self {
            rhythm: Rhythm::new(times),
            began: watch::now(),
            repo,
            language,
            quiet: times.quiet,
            jobs,
            ended,
            waker,
            jitter: clock.jitter(),
            syncs: false,
            meanwhile: BTreeMap::new(),
            brought: BTreeMap::new(),
            head: None,
            told: None,
            away: false,
            stuck: false,
            outcome: Vec::new(),
            told_to_wait: BTreeSet::new(),
        };
        sharing.read_head();
        Ok(sharing)
    }

    pub(super) fn begun(&self) -> Event {
        Event::Sync(Shared::Begun { seconds: self.quiet.as_secs() }, self.language)
    }

    /// Returns how long nothing is to be done; `None` while something is under way.
    pub(super) fn patience(&self) -> Option<Duration> {
        let now = self.began.elapsed();
        match self.rhythm.next(now) {
            Next::Sync | Next::Ask => Some(Duration::ZERO),
            Next::Working => None,
            Next::Wait { until, .. } if self.rhythm.waiting().next().is_none() => Some(until - now),
            Next::Wait { until, .. } => Some((until - now).min(COMMITTED)),
        }
    }

    /// Syncs as soon as that can be.
    pub(super) fn hurry(&mut self) {
        self.rhythm.hurry();
    }

    /// The folder was gone, and is there again.
    pub(super) fn is_back(&mut self, waker: Waker) {
        self.waker = waker;
        self.head = None;
    }

    /// Takes note that a file holds something else than before, `None` where it is gone; tells who has done that.
    pub(super) fn changed(
        &mut self,
        path: &RepoPath,
        content: Option<ContentId>,
        by_hand: bool,
    ) -> By {
        let was_brought = self.brought.remove(path) == Some(content);
        let is_under_way = self.rhythm.next(self.began.elapsed()) == Next::Working;
        let is_brought = was_brought || self.is_being_brought(path, content);
        if is_under_way {
            *self.meanwhile.entry(path.clone()).or_default() |= by_hand;
        } else {
            self.take_in(path, content, by_hand);
        }
        if is_brought { By::Sharing } else { By::Somebody }
    }

    /// FAILURES 43: what is as the branch has it was put there by a sync, or committed by a command.
    fn take_in(&mut self, path: &RepoPath, content: Option<ContentId>, by_hand: bool) {
        let moved = self.read_head();
        let differs = !self.is_as_the_branch(path, content);
        let now = self.began.elapsed();
        match (differs, moved) {
            (true, _) if by_hand => self.rhythm.moved(now, path),
            (true, _) => self.rhythm.saved(now, path),
            (false, true) => self.rhythm.changed(now),
            (false, false) => {}
        }
    }

    /// Takes in what ended, and begins what is due; returns what to tell of it, and whether a sync has
    /// ended. `content` answers with what a file holds.
    pub(super) fn step(
        &mut self,
        content: &dyn Fn(&RepoPath) -> Option<ContentId>,
    ) -> (Vec<Event>, bool) {
        let mut events = Vec::new();
        let mut synced = false;
        while let Ok(came) = self.ended.try_recv() {
            self.syncs = false;
            self.read_head();
            if let Came::Shared(round) = &came {
                synced = true;
                self.brought.extend(self.brought_by(round));
            }
            let told = self.take(came);
            if told.iter().any(|event| matches!(event, Shared::Done(_))) {
                // What was left is told of again, or it would seem to be sent.
                self.told_to_wait.clear();
            }
            events.extend(told);
            for (path, by_hand) in std::mem::take(&mut self.meanwhile) {
                self.brought.remove(&path);
                self.take_in(&path, content(&path), by_hand);
            }
        }
        self.settle_moves(content);
        let now = self.began.elapsed();
        match self.rhythm.next(now) {
            Next::Sync => {
                let waiting = self.rhythm.begin(now);
                self.read_head();
                self.syncs = true;
                self.start(Job::Sync(waiting));
            }
            Next::Ask => {
                self.rhythm.ask();
                self.start(Job::Ask);
            }
            Next::Wait { .. } | Next::Working => {}
        }
        events.extend(self.waits(now));
        let language = self.language;
        (events.into_iter().map(|event| Event::Sync(event, language)).collect(), synced)
    }

    /// Tells what waits since it was moved on by hand, once for each file.
    fn waits(&mut self, now: Duration) -> Option<Shared> {
        let is_told = |moved: Duration| moved + COMMITTED <= now && now < moved + BY_HAND;
        let all: BTreeMap<&RepoPath, Duration> = self.rhythm.waiting().collect();
        self.told_to_wait.retain(|path| all.contains_key(path));
        let fresh = |(path, moved): &(&RepoPath, Duration)| {
            is_told(*moved) && !self.told_to_wait.contains(*path)
        };
        let fresh: BTreeMap<&RepoPath, Duration> = all.into_iter().filter(fresh).collect();
        let last = *fresh.values().max()?;
        let paths: Vec<RepoPath> = fresh.into_keys().cloned().collect();
        self.told_to_wait.extend(paths.iter().cloned());
        Some(Shared::Waits { seconds: (last + BY_HAND - now).as_secs(), paths })
    }

    fn start(&mut self, job: Job) {
        // The thread ends with this, and not before.
        let _ = self.jobs.send((job, self.waker.clone()));
    }

    /// A move that was made by a command is committed a moment after its files were written.
    fn settle_moves(&mut self, content: &dyn Fn(&RepoPath) -> Option<ContentId>) {
        let moved: Vec<RepoPath> = self.rhythm.waiting().map(|(path, _)| path.clone()).collect();
        if moved.is_empty() {
            return;
        }
        self.read_head();
        for path in moved {
            if self.is_as_the_branch(&path, content(&path)) {
                self.rhythm.not_by_hand(&path);
            }
        }
    }

    /// Takes note of how a job ended; returns what to tell of it.
    fn take(&mut self, came: Came) -> Vec<Shared> {
        let now = self.began.elapsed();
        self.jitter = self.jitter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let jitter = self.jitter >> 33;
        let was_asked =
            matches!(came, Came::Nothing | Came::New | Came::Away(_) | Came::Refused(_));
        let (ended, event) = match came {
            Came::Nothing => (Ended::Done, None),
            Came::New => {
                self.rhythm.found(now);
                return if self.stuck { Vec::new() } else { self.recovered() };
            }
            Came::Away(reason) => (Ended::Hindered(Hindrance::Away), Some(Shared::Away(reason))),
            Came::Refused(reason) => self.stopped(&Stop::Refused(reason)),
            Came::Failed(SyncFailed::Lock(LockError::Held(_))) => {
                (Ended::Hindered(Hindrance::Busy), None)
            }
            Came::Failed(error) => {
                // Where it is known what to do, it is told as what else stops it.
                let told = match sync::failed_words(&error, self.repo.root()) {
                    Some(words) => Shared::Stopped { why: words.what, advice: words.advice },
                    None => Shared::Failed(causes(&error)),
                };
                (Ended::Hindered(Hindrance::Failed), Some(told))
            }
            Came::Shared(round) => match &round.synced.outcome.verdict {
                Verdict::Stopped(Stop::Busy { .. }) => (Ended::Hindered(Hindrance::Busy), None),
                Verdict::Stopped(stop) => self.stopped(&stop.clone()),
                Verdict::Offline(reason) => {
                    let away = Shared::Away(reason.clone());
                    (Ended::Hindered(Hindrance::Away), Some(away))
                }
                _ => (Ended::Done, Some(Shared::Done(round))),
            },
        };
        self.rhythm.ended(now, ended, jitter);
        if matches!(&event, Some(Shared::Done(round)) if !round.synced.outcome.left.is_empty()) {
            self.rhythm.changed(now);
        }
        self.told(ended, event, was_asked)
    }

    fn stopped(&self, stop: &Stop) -> (Ended, Option<Shared>) {
        let why = sync::stopped(stop, self.language);
        let advice = sync::advice(stop, self.language);
        (Ended::Hindered(Hindrance::Stopped), Some(Shared::Stopped { why, advice }))
    }

    /// Chooses what is told: of what hinders it once, and of what was done where something was.
    fn told(&mut self, ended: Ended, event: Option<Shared>, was_asked: bool) -> Vec<Shared> {
        let Some(event) = event else {
            let is_back = ended == Ended::Done && !(was_asked && self.stuck);
            return if is_back { self.recovered() } else { Vec::new() };
        };
        if let Shared::Done(round) = &event {
            let mut events = self.recovered();
            let lines = words(&event, self.language);
            let idle = round.synced.outcome.verdict == Verdict::UpToDate;
            let nothing = idle && lines == self.outcome;
            self.outcome = lines;
            let quiet = idle && self.outcome.is_empty();
            if !nothing && !quiet {
                events.push(event);
            }
            return events;
        }
        let text = words(&event, self.language).join("\n");
        if self.told.as_deref() == Some(&text) {
            return Vec::new();
        }
        self.told = Some(text);
        self.away = matches!(event, Shared::Away(_));
        self.stuck = !was_asked && !self.away;
        vec![event]
    }

    fn recovered(&mut self) -> Vec<Shared> {
        self.stuck = false;
        let was_away = self.away;
        self.told.take().map(|_| Shared::Back { was_away }).into_iter().collect()
    }

    /// Looks where the branch stands; tells whether that is new.
    fn read_head(&mut self) -> bool {
        let commit = tip_of(&self.repo).ok().flatten();
        if self.head.map(|(commit, _)| commit) == commit {
            return false;
        }
        let tree = commit.and_then(|commit| Some((commit, self.repo.tree_of(commit).ok()?)));
        std::mem::replace(&mut self.head, tree).is_some()
    }

    fn is_as_the_branch(&self, path: &RepoPath, content: Option<ContentId>) -> bool {
        self.head.is_some_and(|(_, tree)| self.is_as(tree, path, content))
    }

    /// Tells whether the sync that is under way has put a file there as it is, or taken it away: it is as the branch
    /// is about to have it, or has it by now, and was not when that began.
    fn is_being_brought(&self, path: &RepoPath, content: Option<ContentId>) -> bool {
        if !self.syncs || self.is_as_the_branch(path, content) {
            return false;
        }
        let to = bringing(&self.repo).or_else(|| tip_of(&self.repo).ok().flatten());
        let tree = to.and_then(|to| self.repo.tree_of(to).ok());
        tree.is_some_and(|tree| self.is_as(tree, path, content))
    }

    fn is_as(&self, tree: TreeId, path: &RepoPath, content: Option<ContentId>) -> bool {
        self.repo.entry(tree, path).is_ok_and(|entry| entry.map(|blob| blob.id) == content)
    }

    /// Returns what a sync has brought, as the branch has it now.
    fn brought_by(&self, round: &Round) -> BTreeMap<RepoPath, Option<ContentId>> {
        let Some((_, tree)) = self.head else { return BTreeMap::new() };
        let received = round.synced.outcome.received.iter();
        let as_it_is = |path: &RepoPath| {
            let entry = self.repo.entry(tree, path).ok()?;
            Some((path.clone(), entry.map(|blob| blob.id)))
        };
        received.filter_map(as_it_is).collect()
    }
}

fn work(job: &Job, options: &SyncOptions, clock: &dyn Clock) -> Came {
    // Without the lock: a place that does not answer keeps no command waiting.
    match (job, ask(options)) {
        (_, Err(error)) => Came::Failed(error),
        (_, Ok(Answer::Away(reason))) => Came::Away(reason),
        (_, Ok(Answer::Refused(reason))) => Came::Refused(reason),
        // What is ticked on the page changes no file that is watched.
        (Job::Ask, Ok(Answer::Same)) if today::has_ticks(&options.directory) => Came::New,
        (Job::Ask, Ok(Answer::Same)) => Came::Nothing,
        (Job::Ask, Ok(Answer::New)) => Came::New,
        (Job::Sync(waiting), Ok(Answer::Same | Answer::New)) => {
            let options = SyncOptions { waiting: waiting.clone(), ..options.clone() };
            match share(&options, clock, &Silent) {
                Ok(round) => Came::Shared(Box::new(round)),
                Err(error) => Came::Failed(error),
            }
        }
    }
}
