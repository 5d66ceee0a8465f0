//! Watches a workspace, and tells what changes in it.

mod picture;

use std::io;
use std::path::Path;
use std::time::Duration;

use jiff::ZonedDateTime;
use thiserror::Error;

use self::picture::{Looked, Picture};
use crate::diagnostic::render::Sources;
use crate::diagnostic::{Diagnostic, Summary};
use crate::schema::layout::WORKSPACE_FILE;
use crate::store::location;
use crate::text::{RepoPath, Source};
use crate::watch::{self, Hints, Mode, Pace, Watch, Why};
use crate::workflow::Standing;
use crate::workspace::{HostError, Progress, SILENT, Snapshot, Workspace};

/// Where the system tells of changes, everything is looked at now and then all the same.
const PACE: Pace = Pace { told: Duration::from_secs(300), looking: Duration::from_secs(2) };
/// How long after the last change is looked for what it means for other documents; where that takes
/// long, [`PART`] times as long.
const SOON: Duration = Duration::from_millis(300);
const PART: u32 = 10;
/// How often a folder that is gone is looked for.
const GONE: Duration = Duration::from_secs(2);

/// What to watch, and how.
pub struct Options<'a> {
    /// A folder of the workspace.
    pub directory: &'a Path,
    /// The present moment, whenever it is asked for.
    pub clock: &'a dyn Fn() -> ZonedDateTime,
    /// Look now and then in the place of asking the system to tell.
    pub looking: bool,
    pub progress: Progress<'a>,
}

/// Something that was seen.
#[derive(Debug)]
pub enum Event {
    /// Everything was read; from now on what changes is told.
    Ready {
        summary: Summary,
        mode: Mode,
    },
    /// A file is new, or holds something else.
    Changed(RepoPath),
    Removed(RepoPath),
    /// What is wrong with a file is not what was wrong before; maybe nothing any more.
    Diagnostics {
        path: RepoPath,
        found: Vec<Diagnostic>,
    },
    /// A task waits for someone else than before.
    Handoff(Handoff),
    /// Everything was looked at, because notices were lost or too many.
    Rescan(Why),
    /// The folder, or its settings, are gone; nothing counts as removed until it is back.
    Gone,
    /// The system tells no more; the folder is looked at now and then.
    Looking(String),
    /// The folder could not be looked at; it is tried again.
    Trouble(String),
}

/// A task that waits for someone else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    pub path: RepoPath,
    pub id: String,
    pub title: String,
    pub standing: Standing,
    /// For whom it waited.
    pub before: Option<String>,
}

/// A watch that ended.
#[derive(Debug, Error)]
pub enum WatchError {
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("what was seen cannot be told")]
    Told(#[from] io::Error),
}

/// Is told what was seen, with the texts that it is about.
pub type Tell<'a> = &'a mut dyn FnMut(&Event, &dyn Sources) -> io::Result<()>;

/// Watches until what is seen cannot be told any more.
///
/// Nothing is written but the index.
///
/// # Errors
/// When there is no workspace, it cannot be read at the beginning, or `tell` fails.
pub fn watch(options: &Options<'_>, tell: Tell<'_>) -> Result<(), WatchError> {
    let workspace = Workspace::require(options.directory)?;
    // Watched first: what changes during the first look is told.
    let watch = Watch::start(workspace.root(), PACE, options.looking);
    let snapshot = workspace.snapshot(Some((options.clock)()), options.progress)?;
    let began = watch::now();
    let (mut picture, summary) = Picture::of(&snapshot);
    picture.took = began.elapsed();
    drop(snapshot);
    let mut watcher = Watcher { options, watch, picture, unsure: None, tell, workspace };
    let mode = watcher.watch.mode().clone();
    watcher.tell(&Event::Ready { summary, mode })?;
    loop {
        watcher.step()?;
    }
}

struct Watcher<'a> {
    options: &'a Options<'a>,
    workspace: Workspace,
    watch: Watch,
    picture: Picture,
    /// Single files were looked at since everything was: how long to wait before that.
    unsure: Option<Duration>,
    tell: Tell<'a>,
}

impl Watcher<'_> {
    fn step(&mut self) -> Result<(), WatchError> {
        let was = self.watch.mode().clone();
        let hints = self.watch.wait(self.unsure);
        if let Mode::Looking(why) = self.watch.mode().clone()
            && was == Mode::Told
        {
            self.tell(&Event::Looking(why))?;
        }
        if !self.is_there() {
            return self.wait_for_the_folder();
        }
        match hints {
            Hints::At(paths) if paths.is_empty() => self.look(None),
            Hints::At(paths) => {
                let snapshot = self.workspace.near(Some((self.options.clock)()), SILENT);
                let Some(snapshot) = self.or_trouble(snapshot)? else { return Ok(()) };
                for path in &paths {
                    match self.picture.look_at(&snapshot, path) {
                        Looked::Here(events) => self.tell_all(&events)?,
                        // A folder, or something that came and went.
                        Looked::Elsewhere => return self.look(None),
                    }
                }
                self.unsure = Some(SOON.max(self.picture.took * PART));
                Ok(())
            }
            Hints::Anywhere(why) => self.look(Some(why)),
        }
    }

    /// Looks at everything.
    fn look(&mut self, why: Option<Why>) -> Result<(), WatchError> {
        let began = watch::now();
        let snapshot = self.workspace.snapshot(Some((self.options.clock)()), SILENT);
        let Some(snapshot) = self.or_trouble(snapshot)? else { return Ok(()) };
        let (picture, _) = Picture::of(&snapshot);
        if let Some(why) = why.filter(|why| *why != Why::Time) {
            self.tell(&Event::Rescan(why))?;
        }
        let before = std::mem::replace(&mut self.picture, picture);
        let events = self.picture.since(&before, &snapshot);
        self.tell_all(&events)?;
        self.unsure = None;
        self.picture.took = began.elapsed();
        Ok(())
    }

    fn or_trouble(
        &mut self,
        snapshot: Result<Snapshot, HostError>,
    ) -> Result<Option<Snapshot>, WatchError> {
        match snapshot {
            Ok(snapshot) => Ok(Some(snapshot)),
            Err(error) => {
                self.tell(&Event::Trouble(error.to_string()))?;
                self.unsure = Some(GONE);
                Ok(None)
            }
        }
    }

    /// FAILURES 44: a folder that is not there says nothing about what is in it.
    fn is_there(&self) -> bool {
        location::is_file(&self.workspace.root().join(WORKSPACE_FILE))
    }

    fn wait_for_the_folder(&mut self) -> Result<(), WatchError> {
        self.tell(&Event::Gone)?;
        while !self.is_there() {
            self.watch.wait(Some(GONE));
        }
        // Notices are about the folder that was there.
        self.watch = Watch::start(self.workspace.root(), PACE, self.options.looking);
        self.look(Some(Why::Lost))
    }

    fn tell_all(&mut self, events: &[Event]) -> io::Result<()> {
        events.iter().try_for_each(|event| self.tell(event))
    }

    fn tell(&mut self, event: &Event) -> io::Result<()> {
        (self.tell)(event, &Texts(&self.workspace))
    }
}

struct Texts<'a>(&'a Workspace);

impl Sources for Texts<'_> {
    fn text(&self, path: &RepoPath) -> Option<Source> {
        self.0.source(path)
    }
}
