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
use crate::watch::{self, Waker, Watch};
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
    All(Box<Picture>),
}

impl Seen {
    /// Nothing came of it so far.
    fn nothing(began: Instant) -> Self {
        Self {
            looked: Ok(()),
            kept: None,
            news: News::Nothing,
            page: None,
            short: None,
            took: Duration::ZERO,
            began,
        }
    }
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
    /// Looks at everything for the first time, in a thread of `scope` that goes on looking; `watch` asks the
    /// system for each folder before it is looked at. Returns how much is wrong, as soon as that is known.
    ///
    /// `progress` is told of the first look, which has all processors; the others have one, so that
    /// whoever judges what is saved meanwhile has another.
    pub(super) fn begin<'scope, 'a>(
        workspace: Workspace,
        now: ZonedDateTime,
        progress: Progress<'a>,
        watch: &mut Watch,
        scope: &'scope Scope<'scope, 'a>,
    ) -> Result<(Self, Summary), WatchError> {
        let (work, given) = channel::<(Box<Job>, Waker)>();
        let (tell, seen) = channel();
        let (early, heard) = channel();
        scope.spawn(move || {
            let mut memory = Memory { workspace, known: None };
            let Some(place) = memory.first(&now, progress, early, &tell) else { return };
            // With it the cache is closed, and what was written there is put in its place, for which nobody has
            // to wait.
            drop(place);
            let mut alone = None;
            for (job, waker) in given {
                let (seen, place) = match alone.get_or_insert_with(itself_alone) {
                    Some(alone) => alone.install(|| memory.look(*job)),
                    None => memory.look(*job),
                };
                if tell.send(seen).is_err() {
                    return;
                }
                waker.wake();
                drop(place);
            }
        });
        loop {
            match heard.recv().map_err(|_| failed())? {
                Early::Ahead(folders, asked) => {
                    watch.ask(&folders);
                    // It waits until this is said or dropped.
                    let _ = asked.send(());
                }
                Early::Judged(judged) => {
                    let (summary, nested) = judged?;
                    // Nobody looks below them, until they are a part of the workspace.
                    nested.iter().for_each(|folder| watch.ask_below(folder));
                    return Ok((Self { work, seen }, summary));
                }
            }
        }
    }

    /// Waits for what the first look has seen.
    pub(super) fn first(&self) -> io::Result<Seen> {
        self.seen.recv().map_err(|_| failed())
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

/// What a first look says while it is under way.
enum Early {
    /// These folders are about to be looked at, once it is said that they are asked for.
    Ahead(Vec<RepoPath>, Sender<()>),
    /// How much is wrong, and which folders were not entered.
    Judged(Result<(Summary, Vec<RepoPath>), HostError>),
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
    /// Looks at everything for the first time: says how much is wrong, and then what was seen. `None` where
    /// that could not be done, or nobody listens.
    fn first(
        &mut self,
        now: &ZonedDateTime,
        progress: Progress<'_>,
        early: Sender<Early>,
        tell: &Sender<Seen>,
    ) -> Option<Place> {
        let began = watch::now();
        let herald = |folders: &[RepoPath]| {
            let (asked, wait) = channel();
            if early.send(Early::Ahead(folders.to_vec(), asked)).is_ok() {
                let _ = wait.recv();
            }
        };
        let looked = self.workspace.snapshot_heralded(Some(now.clone()), &herald, progress);
        let (snapshot, report) = match looked {
            Ok(snapshot) => {
                let report = snapshot.check();
                let told = (report.summary(), snapshot.nested().to_vec());
                early.send(Early::Judged(Ok(told))).ok()?;
                (snapshot, report)
            }
            Err(error) => {
                early.send(Early::Judged(Err(error))).ok()?;
                return None;
            }
        };
        drop(early);
        // Nobody has to wait for that to hear what is wrong.
        snapshot.index().keep();
        self.known = snapshot.index().seen();
        let mut seen = Seen { kept: snapshot.index().kept(), ..Seen::nothing(began) };
        seen.news = News::All(Box::new(Picture::of(&snapshot, report)));
        let place = Place::of(snapshot);
        // Where nothing is kept, the page is made of what is in memory.
        if self.known.is_none() {
            seen.page = Some(keep_page(&place, now.timestamp()));
        }
        tell.send(seen).ok()?;
        Some(place)
    }

    /// Does a job; hands out what was looked at, too, where it could be.
    fn look(&mut self, job: Job) -> (Seen, Option<Place>) {
        let began = watch::now();
        let mut seen = Seen::nothing(began);
        let place = match self.snapshot(&job) {
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

    fn snapshot(&self, job: &Job) -> Result<Snapshot, HostError> {
        let now = Some(job.now.clone());
        match (&job.depth, &self.known) {
            (Depth::Nothing(generation), known) => {
                self.workspace.near(now, SILENT).inspect(|snapshot| {
                    let index = snapshot.index();
                    if !known.as_ref().is_some_and(|known| index.trust_seen(known)) {
                        index.trust(*generation);
                    }
                })
            }
            (Depth::Changes { paths: Some(paths), .. }, Some(known)) => {
                self.workspace.snapshot_since(now, known, paths)
            }
            _ => self.workspace.snapshot(now, SILENT),
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
            None => News::All(Box::new(Picture::of(snapshot, snapshot.check()))),
        }
    }
}

/// Returns the ids of all documents, for names that are misspelt.
pub(super) fn ids_of(snapshot: &Snapshot) -> Arc<Ids> {
    Arc::new(snapshot.index().ids())
}
