//! Looks at the folder, in a thread of its own: what is saved meanwhile is judged at once.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::Scope;
use std::time::{Duration, Instant};

use jiff::ZonedDateTime;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::WatchError;
use super::picture::{Anew, Picture};
use crate::diagnostic::Summary;
use crate::index::documents::{Ids, Seen as Known};
use crate::ops::Place;
use crate::ops::status::{Short, counted};
use crate::ops::today::{Kept, keep_page};
use crate::text::RepoPath;
use crate::watch::{self, Waker};
use crate::workspace::{HostError, Progress, SILENT, Snapshot, Workspace};

/// What to look for.
pub(super) struct Job {
    pub(super) now: ZonedDateTime,
    pub(super) depth: Depth,
    /// Keep the page of whoever works here.
    pub(super) page: bool,
    /// Count what one line tells.
    pub(super) count: bool,
}

/// How much is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// All files are judged.
    Everything,
    /// What changed since the last look is judged, and what that means for others.
    Changes {
        /// Where something changed; `None` where that is not known.
        paths: Option<BTreeSet<RepoPath>>,
        /// Files that are judged in any case.
        more: BTreeSet<RepoPath>,
    },
    /// Nothing: the index holds this generation, which is of the folder as it is.
    Nothing(u64),
}

/// What came of a job.
pub(super) struct Seen {
    /// Why the folder could not be looked at.
    pub(super) looked: Result<(), HostError>,
    /// The generation of the index that holds all of it.
    pub(super) kept: Option<u64>,
    pub(super) news: News,
    pub(super) page: Option<Kept>,
    pub(super) short: Option<Short>,
    pub(super) took: Duration,
    pub(super) began: Instant,
}

/// What was judged.
pub(super) enum News {
    Nothing,
    Some(Vec<Anew>),
    /// With how much is wrong.
    All(Box<(Picture, Summary)>),
}

/// Looks, one job after the other.
pub(super) struct Looker {
    work: Sender<(Box<Job>, Waker)>,
    seen: Receiver<Seen>,
}

/// What is remembered from one job to the next.
struct Memory {
    workspace: Workspace,
    /// What the last look has seen, where everything that it saw was judged.
    known: Option<Known>,
}

impl Looker {
    /// Begins to look at a workspace, in a thread of `scope`.
    ///
    /// `progress` is told of the first look, which has all processors; the others have one, so that
    /// whoever judges what is saved meanwhile has another.
    pub(super) fn begin<'scope, 'a>(
        workspace: Workspace,
        progress: Progress<'a>,
        scope: &'scope Scope<'scope, 'a>,
    ) -> Self {
        let (work, given) = channel::<(Box<Job>, Waker)>();
        let (tell, seen) = channel();
        scope.spawn(move || {
            let mut memory = Memory { workspace, known: None };
            let mut first = Some(progress);
            let mut alone = None;
            for (job, waker) in given {
                let (seen, place) = match first.take() {
                    Some(progress) => memory.look(*job, progress),
                    None => match alone.get_or_insert_with(itself_alone) {
                        Some(alone) => alone.install(|| memory.look(*job, SILENT)),
                        None => memory.look(*job, SILENT),
                    },
                };
                if tell.send(seen).is_err() {
                    return;
                }
                waker.wake();
                // With it the cache is closed, and what was written there is put in its place: of a first
                // look that is everything, for which nobody has to wait.
                drop(place);
            }
        });
        Self { work, seen }
    }

    /// Looks at everything for the first time, and waits for that.
    pub(super) fn first(&self, now: ZonedDateTime, waker: Waker) -> Result<Seen, WatchError> {
        self.look(Job { now, depth: Depth::Everything, page: false, count: false }, waker);
        let mut seen = self.seen.recv().map_err(|_| failed())?;
        std::mem::replace(&mut seen.looked, Ok(()))?;
        Ok(seen)
    }

    /// Begins a job; `waker` is called when it is done.
    pub(super) fn look(&self, job: Job, waker: Waker) {
        // The thread ends with this, and not before.
        let _ = self.work.send((Box::new(job), waker));
    }

    /// Returns what came of a job, where one is done.
    ///
    /// # Errors
    /// When the thread has ended by a fault.
    pub(super) fn seen(&self) -> io::Result<Option<Seen>> {
        match self.seen.try_recv() {
            Ok(seen) => Ok(Some(seen)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(failed()),
        }
    }
}

/// Makes what works in parallel work in this thread alone; so the memory that one look has left can be used by
/// the next.
fn itself_alone() -> Option<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok()
}

fn failed() -> io::Error {
    io::Error::other("the look at the folder failed")
}

impl Memory {
    /// Does a job; hands out what was looked at, too, where it could be.
    fn look(&mut self, job: Job, progress: Progress<'_>) -> (Seen, Option<Place>) {
        let began = watch::now();
        let mut seen = Seen {
            looked: Ok(()),
            kept: None,
            news: News::Nothing,
            page: None,
            short: None,
            took: Duration::ZERO,
            began,
        };
        let place = match self.snapshot(&job, progress) {
            Ok(snapshot) => {
                seen.news = self.judge(&snapshot, &job.depth);
                seen.kept = snapshot.index().kept();
                let place = Place::of(snapshot);
                // Where everything is judged, the page is made of what is in memory.
                if job.page || matches!(seen.news, News::All(_)) && self.known.is_none() {
                    seen.page = Some(keep_page(&place, job.now.timestamp()));
                }
                if job.count {
                    seen.short = counted(&place, &job.now).ok();
                }
                Some(place)
            }
            Err(error) => {
                self.known = None;
                seen.looked = Err(error);
                None
            }
        };
        seen.took = began.elapsed();
        (seen, place)
    }

    fn snapshot(&self, job: &Job, progress: Progress<'_>) -> Result<Snapshot, HostError> {
        let now = Some(job.now.clone());
        match (&job.depth, &self.known) {
            (Depth::Nothing(generation), _) => {
                self.workspace.near(now, SILENT).inspect(|snapshot| {
                    snapshot.index().trust(*generation);
                })
            }
            (Depth::Changes { paths: Some(paths), .. }, Some(known)) => {
                self.workspace.snapshot_since(now, known, paths)
            }
            _ => self.workspace.snapshot(now, progress),
        }
    }

    fn judge(&mut self, snapshot: &Snapshot, depth: &Depth) -> News {
        let more = match depth {
            Depth::Nothing(_) => return News::Nothing,
            Depth::Everything => None,
            Depth::Changes { more, .. } => Some(more),
        };
        let known = std::mem::replace(&mut self.known, snapshot.index().seen());
        let follows = known.is_some_and(|known| snapshot.index().follows(&known));
        let some = more.filter(|_| follows).and_then(|more| Anew::of(snapshot, more));
        match some {
            Some(some) => News::Some(some),
            None => News::All(Box::new(Picture::of(snapshot))),
        }
    }
}

/// Returns the ids of all documents, for names that are misspelt.
pub(super) fn ids_of(snapshot: &Snapshot) -> Arc<Ids> {
    Arc::new(snapshot.index().ids())
}
