//! Tells when something in a folder may have changed.
//!
//! Owns the notices of the system and the looks that stand in for them. A notice is a hint: what it
//! names must be looked at, and what nobody named is looked at now and then. Knows no documents.

mod hints;
pub mod live;
mod native;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

pub use hints::{Hints, Why};

use self::native::{Extent, Listener, Notice};
use crate::store::environment::network_of;
use crate::text::RepoPath;

/// How long it must be quiet before what came together is handed out together: an editor's save is
/// several notices.
const QUIET: Duration = Duration::from_millis(15);
/// How long it is waited for quiet at most.
const LONGEST: Duration = Duration::from_millis(400);

/// How a folder is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The system tells.
    Told,
    /// Everything is looked at again and again; why.
    Looking(String),
}

/// How often to look without a notice.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Where the system tells: notices can be lost, and a laptop sleeps.
    pub told: Duration,
    /// Where it does not.
    pub looking: Duration,
}

/// Ends a wait from another thread.
#[derive(Clone, Debug)]
pub struct Waker(Sender<Notice>);

impl Waker {
    /// Ends the wait that is under way, or the next one.
    pub fn wake(&self) {
        // Nobody waits any more.
        let _ = self.0.send(Notice::Woken);
    }
}

/// Tells a watch of what a test makes up.
#[cfg(test)]
pub(crate) struct Fake(Sender<Notice>);

#[cfg(test)]
impl Fake {
    /// Something happened at this path.
    pub(crate) fn at(&self, path: RepoPath) {
        self.0.send(Notice::At(path)).expect("somebody listens");
    }

    /// The system has dropped notices.
    pub(crate) fn lose(&self) {
        self.0.send(Notice::Lost).expect("somebody listens");
    }
}

/// A folder that is watched.
pub struct Watch {
    mode: Mode,
    pace: Pace,
    notices: Receiver<Notice>,
    /// Never silent for good, so that a wait ends with its time.
    open: Sender<Notice>,
    /// When everything is looked at without a notice.
    due: Instant,
    /// What was rung since that was asked last.
    rung: Vec<String>,
    /// Dropped, it stops telling.
    native: Option<Listener>,
}

impl Watch {
    /// Begins to watch `root`, a folder without links on its way, and everything below it but git's
    /// own folder.
    ///
    /// With `looking` the system is not asked. Where it cannot tell, everything is looked at now and
    /// then, and [`mode`](Self::mode) says why.
    ///
    /// What happens in the folder `bell` is told of, too, in its turn: see [`take_rung`](Self::take_rung).
    pub fn start(root: &Path, bell: Option<&Path>, pace: Pace, looking: bool) -> Self {
        Self::of(root, bell, pace, looking, Extent::Everything)
    }

    /// Does the same for the root alone: whoever looks at the rest [asks](Self::ask) for each folder before
    /// that, so that folders need not be listed twice.
    pub fn begin(root: &Path, bell: Option<&Path>, pace: Pace, looking: bool) -> Self {
        Self::of(root, bell, pace, looking, Extent::Root)
    }

    fn of(root: &Path, bell: Option<&Path>, pace: Pace, looking: bool, extent: Extent) -> Self {
        let (tell, notices) = channel();
        let began = match why_not(looking, network_of(root)) {
            Some(why) => Err(why),
            None => native::start(root, bell, tell.clone(), extent),
        };
        let (mode, native) = match began {
            Ok(native) => (Mode::Told, Some(native)),
            Err(why) => (Mode::Looking(why), None),
        };
        let mut watch =
            Self { mode, pace, notices, open: tell, due: now(), rung: Vec::new(), native };
        watch.looked();
        watch
    }

    /// Asks the system for each of these folders, and for nothing below them. Whoever looks into them after
    /// that is told of all that they have not seen there.
    pub fn ask(&mut self, folders: &[RepoPath]) {
        let asked = self.native.as_mut().map(|native| native.ask(folders));
        self.cease(asked.and_then(Result::err));
    }

    /// Asks for a folder and all below it, where one stands there.
    pub fn ask_below(&mut self, folder: &RepoPath) {
        let asked = self.native.as_mut().map(|native| native.ask_for(folder, false));
        self.cease(asked.and_then(Result::err));
    }

    /// Makes a watch that is told by a test alone.
    #[cfg(test)]
    pub(crate) fn faked(pace: Pace) -> (Self, Fake) {
        let (open, notices) = channel();
        let (mode, rung, native) = (Mode::Told, Vec::new(), None);
        let tell = Fake(open.clone());
        (Self { mode, pace, notices, open, due: now() + pace.told, rung, native }, tell)
    }

    /// Returns what ends its waits.
    pub fn waker(&self) -> Waker {
        Waker(self.open.clone())
    }

    /// Returns the names of the files that came into the folder of the bell, and have not been returned
    /// before: whatever happened before them has been handed out.
    pub fn take_rung(&mut self) -> Vec<String> {
        std::mem::take(&mut self.rung)
    }

    /// Takes note that everything was looked at.
    pub fn looked(&mut self) {
        let pace = if self.native.is_some() { self.pace.told } else { self.pace.looking };
        self.due = now() + pace;
    }

    /// Tells whether what is made in a new folder may not be told of, until the folder is watched, too.
    pub fn may_miss(&self) -> bool {
        !native::tells_of_new_folders()
    }

    /// Returns how it is watched now.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// Waits until something may have changed and it is quiet again, or until it is time to look at
    /// everything; at most for `patience`, after which, and when it is woken, nothing may have changed.
    pub fn wait(&mut self, patience: Option<Duration>) -> Hints {
        let left = self.due.saturating_duration_since(now());
        let longest = patience.map_or(left, |patience| patience.min(left));
        let mut hints = Hints::default();
        match self.notices.recv_timeout(longest) {
            Ok(Notice::Woken) => return hints,
            Ok(Notice::Rung(name)) => {
                self.rung.push(name);
                return hints;
            }
            Ok(notice) => self.take(notice, &mut hints),
            Err(_) if now() < self.due => return hints,
            Err(_) => {
                self.looked();
                return Hints::anywhere(Why::Time);
            }
        }
        let began = now();
        while began.elapsed() < LONGEST {
            match self.notices.recv_timeout(QUIET) {
                Ok(notice) => self.take(notice, &mut hints),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        hints
    }

    fn take(&mut self, notice: Notice, hints: &mut Hints) {
        match notice {
            Notice::At(path) => hints.add(path),
            Notice::Folder { path, renamed } => {
                let asked = self.native.as_mut().map(|native| native.ask_for(&path, renamed));
                hints.add(path);
                if let Some(Err(why)) = asked {
                    self.give_up(why, hints);
                }
            }
            Notice::Lost => hints.lose(Why::Lost),
            Notice::Again => {
                hints.lose(Why::Lost);
                match self.native.take().map(Listener::again).transpose() {
                    Ok(native) => self.native = native,
                    Err(why) => self.give_up(why, hints),
                }
            }
            Notice::Woken => {}
            Notice::Rung(name) => self.rung.push(name),
            Notice::Limit(why) => self.give_up(why, hints),
        }
    }

    /// Looks at everything again and again from now on.
    fn give_up(&mut self, why: String, hints: &mut Hints) {
        self.cease(Some(why));
        hints.lose(Why::Lost);
    }

    /// Looks at everything again and again from now on, where the system has said why it does not tell.
    fn cease(&mut self, refused: Option<String>) {
        if let Some(why) = refused {
            self.native = None;
            self.mode = Mode::Looking(why);
            self.looked();
        }
    }
}

/// Says why the system is not asked to tell of changes; `None` where it is.
fn why_not(looking: bool, network: Option<&str>) -> Option<String> {
    if looking {
        return Some("you asked for it".to_owned());
    }
    let protocol = network?;
    Some(format!("the folder lies on another machine ({protocol}), which tells nothing"))
}

/// Returns the time by the clock that only ever goes on: how long something takes is not what day it
/// is.
pub fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "how long to wait for quiet is no input")]
    Instant::now()
}
