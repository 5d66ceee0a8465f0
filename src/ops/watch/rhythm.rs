//! When the folder is shared by itself: decided from what happened and when, by nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::text::RepoPath;

/// So long nothing must have been saved before it is sent.
pub const QUIET: Duration = Duration::from_secs(5);
/// So long a move made by hand can be taken back.
pub const BY_HAND: Duration = Duration::from_secs(60);
/// Somebody who never stops saving is not waited for longer; what is half saved stays here then, too.
const LONGEST: Duration = Duration::from_secs(300);
/// How often the others are asked for what is new.
pub const ASK: Duration = Duration::from_secs(30);
/// So long after something was sent or came, an answer is looked for more often.
const LIVELY: Duration = Duration::from_secs(300);
/// How many times as often that is.
const OFTENER: u32 = 3;
/// How soon it is tried again after the first failure; twice as long after each other one.
const SOONEST: Duration = Duration::from_secs(15);
/// How long it is waited between two tries at most.
const LATEST: Duration = Duration::from_secs(600);
/// How soon it is tried again while another command is at work.
const BUSY: Duration = Duration::from_secs(5);

/// How long is waited where nothing is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Without a save, before something is sent.
    pub quiet: Duration,
    /// Until the others are asked again.
    pub ask: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self { quiet: QUIET, ask: ASK }
    }
}

/// Decides when to share. All times are told from one beginning, on a clock that only goes on.
#[derive(Clone, Debug)]
pub struct Rhythm {
    times: Times,
    /// Everything that was not moved on by hand.
    unsent: Option<Unsent>,
    /// What was moved on by hand: each document waits for itself, and for nothing else.
    moved: BTreeMap<RepoPath, Moved>,
    working: Option<Working>,
    /// When the others are asked next; at zero a whole sync is due.
    ask_at: Duration,
    /// Until then the others are asked more often: what they were sent may be answered.
    lively_until: Duration,
    /// Nothing is tried before.
    not_before: Duration,
    failures: u32,
    hindered: Option<Hindrance>,
}

/// Something that the others have not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unsent {
    first: Duration,
    last: Duration,
}

/// A document that somebody moved on by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moved {
    /// The last move.
    at: Duration,
    /// The last save.
    saved: Duration,
}

/// What the work that is under way took along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Working {
    unsent: Option<Unsent>,
    moved: BTreeMap<RepoPath, Moved>,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Share what is here, and bring what is new.
    Sync,
    /// Ask whether there is anything new; a sync only where there is.
    Ask,
    /// Nothing until then, counted from the same beginning.
    Wait { until: Duration, why: Waiting },
    /// Nothing until what is under way has ended.
    Working,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing is unsent; the others are asked then.
    Time,
    /// Something was saved a moment ago.
    Quiet,
    /// Something was moved on by hand.
    ByHand,
    /// It did not work out before.
    Again(Hindrance),
}

/// Why it did not work out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The shared place is out of reach.
    Away,
    /// Somebody has to do something: there, or in the folder.
    Stopped,
    /// The disk or the repository failed.
    Failed,
    /// Another command is at work.
    Busy,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything that may be is in step.
    Done,
    Hindered(Hindrance),
}

impl Unsent {
    fn due(&self, quiet: Duration) -> Duration {
        (self.last + quiet).min(self.first + LONGEST)
    }

    fn and(self, later: Option<Self>) -> Self {
        let Some(later) = later else { return self };
        Self { first: self.first.min(later.first), last: self.last.max(later.last) }
    }
}

impl Moved {
    fn due(&self, quiet: Duration) -> Duration {
        (self.saved + quiet).min(self.at + LONGEST).max(self.at + BY_HAND)
    }
}

impl Rhythm {
    /// Begins: the first sync is due at once, since nobody knows what happened before.
    pub fn new(times: Times) -> Self {
        Self {
            times,
            unsent: None,
            moved: BTreeMap::new(),
            working: None,
            ask_at: Duration::ZERO,
            lively_until: Duration::ZERO,
            not_before: Duration::ZERO,
            failures: 0,
            hindered: None,
        }
    }

    /// Takes note that something is not as the others have it.
    pub fn changed(&mut self, now: Duration) {
        self.add(Unsent { first: now, last: now });
        self.mended(now);
    }

    /// Takes note that a document was saved: it waits as it did, where it was moved on by hand.
    pub fn saved(&mut self, now: Duration, path: &RepoPath) {
        match self.moved.get_mut(path) {
            Some(moved) => moved.saved = now,
            None => self.add(Unsent { first: now, last: now }),
        }
        self.mended(now);
    }

    /// Takes note that somebody moved a document on by hand.
    pub fn moved(&mut self, now: Duration, path: &RepoPath) {
        self.moved.insert(path.clone(), Moved { at: now, saved: now });
        self.mended(now);
    }

    fn add(&mut self, new: Unsent) {
        self.unsent = Some(self.unsent.map_or(new, |unsent| unsent.and(Some(new))));
    }

    fn mended(&mut self, now: Duration) {
        // What stopped it may be what was mended just now; a place out of reach is not.
        if matches!(self.hindered, Some(Hindrance::Stopped | Hindrance::Failed)) {
            self.not_before = self.not_before.min(now + self.times.quiet);
        }
    }

    /// Takes note that what seemed to be moved on by hand was not, or was taken back.
    pub fn not_by_hand(&mut self, path: &RepoPath) {
        if let Some(Moved { at, saved }) = self.moved.remove(path) {
            self.add(Unsent { first: at, last: saved });
        }
    }

    /// Takes note that the machine has slept: whatever hindered it may be gone.
    pub fn hurry(&mut self) {
        self.not_before = Duration::ZERO;
        self.ask_at = Duration::ZERO;
        self.failures = 0;
    }

    /// Says what to do at `now`.
    pub fn next(&self, now: Duration) -> Next {
        if self.working.is_some() {
            return Next::Working;
        }
        let unsent = self.unsent.map(|unsent| unsent.due(self.times.quiet));
        let moved = self.moved.values().map(|moved| moved.due(self.times.quiet));
        let due = moved.chain(unsent).min();
        let wanted = due.map_or(self.ask_at, |due| due.min(self.ask_at));
        let until = wanted.max(self.not_before);
        if until > now {
            return Next::Wait { until, why: self.why(now) };
        }
        // The first time, and after a sleep, nobody knows what is unsent.
        match due.is_some_and(|due| due <= now) || self.ask_at == Duration::ZERO {
            true => Next::Sync,
            false => Next::Ask,
        }
    }

    fn why(&self, now: Duration) -> Waiting {
        match (self.hindered, self.unsent) {
            (Some(hindrance), _) if self.not_before > now => Waiting::Again(hindrance),
            (_, Some(_)) => Waiting::Quiet,
            (_, None) if !self.moved.is_empty() => Waiting::ByHand,
            (_, None) => Waiting::Time,
        }
    }

    /// Takes note that the others are asked, which leaves what is unsent where it is.
    pub fn ask(&mut self) {
        self.working = Some(Working::default());
    }

    /// Takes note that a sync was begun; returns what it is to leave, since that can still be taken back.
    pub fn begin(&mut self, now: Duration) -> BTreeSet<RepoPath> {
        let quiet = self.times.quiet;
        let all = std::mem::take(&mut self.moved).into_iter();
        let (waiting, moved) = all.partition(|(_, moved)| moved.due(quiet) > now);
        self.moved = waiting;
        self.working = Some(Working { unsent: self.unsent.take(), moved });
        self.moved.keys().cloned().collect()
    }

    /// Takes note of how it ended; `jitter` is any number, which spreads several machines.
    pub fn ended(&mut self, now: Duration, ended: Ended, jitter: u64) {
        let before = self.working.take().unwrap_or_default();
        match ended {
            Ended::Done => {
                self.failures = 0;
                self.hindered = None;
                self.not_before = Duration::ZERO;
                if before != Working::default() {
                    self.lively_until = now + LIVELY;
                }
                let ask = match now < self.lively_until {
                    true => self.times.ask / OFTENER,
                    false => self.times.ask,
                };
                self.ask_at = now + spread(ask, jitter);
            }
            Ended::Hindered(hindrance) => {
                if let Some(unsent) = before.unsent {
                    self.add(unsent);
                }
                for (path, moved) in before.moved {
                    self.moved.entry(path).or_insert(moved);
                }
                self.hindered = Some(hindrance);
                let wait = match hindrance {
                    Hindrance::Busy => BUSY,
                    _ => {
                        self.failures = self.failures.saturating_add(1);
                        let soonest = SOONEST.min(self.times.ask);
                        let doubled = soonest * 2_u32.saturating_pow((self.failures - 1).min(10));
                        doubled.min(LATEST)
                    }
                };
                self.not_before = now + spread(wait, jitter);
                self.ask_at = self.not_before;
            }
        }
    }

    /// Takes note that something new was found there: it is brought at once.
    pub fn found(&mut self, now: Duration) {
        self.working = None;
        self.hindered = None;
        self.failures = 0;
        self.not_before = Duration::ZERO;
        self.ask_at = now + self.times.ask;
        self.add(Unsent { first: now, last: now.saturating_sub(self.times.quiet) });
    }

    /// Returns what was moved on by hand and waits, with when that was.
    pub fn waiting(&self) -> impl Iterator<Item = (&RepoPath, Duration)> {
        self.moved.iter().map(|(path, moved)| (path, moved.at))
    }
}

/// Spreads a time by up to a quarter to either side.
fn spread(time: Duration, jitter: u64) -> Duration {
    let part = u32::try_from(jitter % 500).unwrap_or(0);
    time * 3 / 4 + time * part / 1000
}

#[cfg(test)]
mod tests;
