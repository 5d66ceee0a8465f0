//! Looks at everything, in a thread of its own: what is saved meanwhile is judged at once.

use std::io;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::Scope;
use std::time::{Duration, Instant};

use jiff::ZonedDateTime;

use super::WatchError;
use super::picture::Picture;
use crate::diagnostic::Summary;
use crate::ops::Place;
use crate::ops::status::{Short, counted};
use crate::ops::today::{Kept, keep_page};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// All files are judged; none where the index still holds the generation that is named, since
    /// nothing has changed.
    Everything { unless: Option<u64> },
    /// What changed is taken into the index.
    Index,
    /// Nothing: the index holds this generation, which is of the folder as it is.
    Nothing(u64),
}

/// What came of a job.
pub(super) struct Seen {
    pub(super) depth: Depth,
    pub(super) snapshot: Result<Snapshot, HostError>,
    /// With how much is wrong; `None` where not everything was judged.
    pub(super) picture: Option<(Picture, Summary)>,
    pub(super) page: Kept,
    pub(super) short: Option<Short>,
    pub(super) took: Duration,
    pub(super) began: Instant,
}

enum Work {
    Look(Box<Job>, Waker),
    /// To let go of what is large takes time, too.
    Forget(Box<(Picture, Option<Snapshot>)>),
}

/// Looks, one job after the other.
pub(super) struct Looker {
    work: Sender<Work>,
    seen: Receiver<Seen>,
}

impl Looker {
    /// Begins to look at a workspace, in a thread of `scope`.
    ///
    /// `progress` is told of the first look.
    pub(super) fn begin<'scope, 'a>(
        workspace: Workspace,
        progress: Progress<'a>,
        scope: &'scope Scope<'scope, 'a>,
    ) -> Self {
        let (work, given) = channel();
        let (tell, seen) = channel();
        scope.spawn(move || {
            // Threads of its own: whoever judges what is saved meanwhile waits for none of them, and what
            // one look has used of the memory is used again by the next.
            let pool = rayon::ThreadPoolBuilder::new().build().ok();
            let mut progress = progress;
            for work in given {
                let (job, waker) = match work {
                    Work::Look(job, waker) => (job, waker),
                    Work::Forget(large) => {
                        drop(large);
                        continue;
                    }
                };
                let seen = match &pool {
                    Some(pool) => pool.install(|| look(&workspace, *job, progress)),
                    None => look(&workspace, *job, progress),
                };
                progress = SILENT;
                if tell.send(seen).is_err() {
                    return;
                }
                waker.wake();
            }
        });
        Self { work, seen }
    }

    /// Looks at everything for the first time, and waits for that.
    pub(super) fn first(
        &self,
        now: ZonedDateTime,
        waker: Waker,
    ) -> Result<(Snapshot, Picture, Summary), WatchError> {
        let depth = Depth::Everything { unless: None };
        self.look(Job { now, depth, page: false, count: false }, waker);
        let seen = self.seen.recv().map_err(|_| failed())?;
        let snapshot = seen.snapshot?;
        let (mut picture, summary) = seen.picture.unwrap_or_default();
        picture.took = seen.took;
        Ok((snapshot, picture, summary))
    }

    /// Begins a job; `waker` is called when it is done.
    pub(super) fn look(&self, job: Job, waker: Waker) {
        // The thread ends with this, and not before.
        let _ = self.work.send(Work::Look(Box::new(job), waker));
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

    /// Lets go of what is not needed any more.
    pub(super) fn forget(&self, picture: Picture, snapshot: Option<Snapshot>) {
        let _ = self.work.send(Work::Forget(Box::new((picture, snapshot))));
    }
}

fn failed() -> io::Error {
    io::Error::other("the look at the folder failed")
}

fn look(workspace: &Workspace, job: Job, progress: Progress<'_>) -> Seen {
    let began = watch::now();
    let now = job.now.timestamp();
    let snapshot = match job.depth {
        Depth::Nothing(generation) => {
            workspace.near(Some(job.now.clone()), SILENT).inspect(|snapshot| {
                snapshot.index().trust(generation);
            })
        }
        _ => workspace.snapshot(Some(job.now.clone()), progress),
    };
    let mut seen = Seen {
        depth: job.depth,
        snapshot,
        picture: None,
        page: Kept::Same,
        short: None,
        took: Duration::ZERO,
        began,
    };
    let Ok(snapshot) = &seen.snapshot else { return seen };
    let place = Place::of(snapshot.clone());
    if let Depth::Everything { unless } = job.depth {
        let kept = snapshot.index().kept();
        if kept.is_none() || kept != unless {
            seen.picture = Some(Picture::of(snapshot));
        }
    }
    if job.page {
        seen.page = keep_page(&place, now);
    }
    if job.count {
        seen.short = counted(&place, &job.now).ok();
    }
    seen.took = began.elapsed();
    seen
}
