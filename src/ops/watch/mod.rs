//! Watches a workspace, tells what changes in it, and shares it by itself where that is wanted.

mod desk;
mod looker;
mod picture;
pub mod rhythm;
mod sharing;
mod watcher;

use std::io;
use std::path::Path;

use jiff::ZonedDateTime;
use thiserror::Error;

use self::rhythm::Times;
use self::watcher::Watcher;
use super::share::Round;
use super::sync::SyncFailed;
use crate::diagnostic::render::Sources;
use crate::diagnostic::{Diagnostic, Summary};
use crate::schema::Language;
use crate::store::remember_no_objects;
use crate::sync::Clock;
use crate::text::RepoPath;
use crate::watch::{Mode, Why};
use crate::workflow::Standing;
use crate::workspace::{HostError, Progress};

pub use sharing::words;

/// What to watch, and how.
pub struct Options<'a> {
    /// A folder of the workspace.
    pub directory: &'a Path,
    /// The present moment, whenever it is asked for.
    pub clock: &'a dyn Fn() -> ZonedDateTime,
    /// Look now and then in the place of asking the system to tell.
    pub looking: bool,
    /// Share by itself, by this clock and at this pace.
    pub sharing: Option<(&'a (dyn Clock + Sync), Times)>,
    /// Tell at the beginning what is wrong with each file, not only how much is.
    pub faults: bool,
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
    Changed(RepoPath, By),
    Removed(RepoPath, By),
    /// What is wrong with a file is not what was wrong before; maybe nothing any more.
    Diagnostics {
        path: RepoPath,
        found: Vec<Diagnostic>,
    },
    /// A task waits for someone else than before.
    Handoff(Handoff),
    /// Of sharing by itself, to say in this language.
    Sync(Shared, Language),
    /// What a person had typed into their page stands elsewhere in it now; what to tell of it.
    Page(String),
    /// Everything was looked at, because notices were lost or too many, or the machine slept.
    Rescan(Why),
    /// The folder, or its settings, are gone; nothing counts as removed until it is back.
    Gone,
    /// The system tells no more; the folder is looked at now and then.
    Looking(String),
    /// The folder could not be looked at; it is tried again.
    Trouble(String),
}

/// Who has done something to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Whoever works here, with whatever program.
    Somebody,
    /// The watch itself, as it brought what others did.
    Sharing,
}

/// What sharing by itself does, did, or waits for.
#[derive(Debug)]
pub enum Shared {
    /// From now on it is done by itself, when nothing was saved for so many seconds.
    Begun { seconds: u64 },
    /// Something was moved on by hand, and can be taken back so many seconds.
    Waits { seconds: u64, paths: Vec<RepoPath> },
    /// It was done, and something came of it.
    Done(Box<Round>),
    /// The shared place is out of reach; why. It is tried again, and told of once.
    Away(String),
    /// What hindered it is over: the shared place was out of reach, or something else.
    Back { was_away: bool },
    /// Somebody has to do something; why, and what. It is tried again, and told of once.
    Stopped { why: String, advice: Option<String> },
    /// The disk or the repository failed. It is tried again, and told of once.
    Failed(String),
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
    #[error(transparent)]
    Sharing(#[from] SyncFailed),
    #[error("what was seen cannot be told")]
    Told(#[from] io::Error),
}

/// Is told what was seen, with the texts that it is about.
pub type Tell<'a> = &'a mut dyn FnMut(&Event, &dyn Sources) -> io::Result<()>;

/// Watches until what is seen cannot be told any more.
///
/// The index and the page of whoever works here are written, and what sharing writes; nothing else.
///
/// # Errors
/// When there is no workspace, it cannot be read at the beginning, it is to be shared and has no
/// repository of its own, or `tell` fails.
pub fn watch(options: &Options<'_>, tell: Tell<'_>) -> Result<(), WatchError> {
    remember_no_objects();
    std::thread::scope(|scope| {
        let mut watcher = Watcher::begin(options, tell, scope)?;
        loop {
            watcher.step()?;
        }
    })
}
