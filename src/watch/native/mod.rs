//! The notices of the system, as the library `notify` hands them out.
//!
//! Only changes are asked for: whoever looks at a hundred thousand files because of one notice is not
//! told of each of them as it is opened. Where the system tells of the names in one folder, as Linux
//! does, each folder is asked for by itself, and git's own are not; elsewhere one request is for
//! everything below the root.

mod folders;
mod heard;

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use notify::{
    Config, Event, EventKindMask, RecommendedWatcher, RecursiveMode, Watcher, WatcherKind,
};

use self::heard::{Places, reason};
use crate::text::RepoPath;

/// What the system told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// Something happened at this path.
    At(RepoPath),
    /// What stands at this path may be another folder than before: it is to be
    /// [asked for](Listener::ask_for), and then to be taken as [`At`](Self::At) it.
    Folder {
        path: RepoPath,
        /// It was not made, but got this name.
        renamed: bool,
    },
    /// Something happened, and it is not known where.
    Lost,
    /// As [`Lost`](Self::Lost), and folders may have come among what was lost, or the root has gone:
    /// all is to be asked for [again](Listener::again).
    Again,
    /// It tells nothing of some folders any more; why.
    Limit(String),
    /// A file came into the folder of the bell.
    Rung(String),
    /// Nothing happened: another thread ends the wait.
    Woken,
}

const LIMIT: &str =
    "the system lets one user watch only so many folders (fs.inotify.max_user_watches)";

/// Tells whether what is made in a new folder is told of from the moment on at which the folder is.
pub(super) fn tells_of_new_folders() -> bool {
    asks_for_each_folder()
}

/// Tells whether a request is for the names in one folder, and for nothing below.
fn asks_for_each_folder() -> bool {
    RecommendedWatcher::kind() == WatcherKind::Inotify
}

/// What is told until it is dropped.
pub(super) struct Listener {
    watcher: RecommendedWatcher,
    places: Places,
    tell: Sender<Notice>,
    /// Ends when the thread that hears does.
    ended: Receiver<()>,
}

/// What is asked for at the beginning, where each folder is asked for by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The root and everything below it.
    Everything,
    /// The root alone; whoever looks at the rest [asks](Listener::ask) for it meanwhile.
    Root,
}

/// Asks the system to tell of `root`, and of what is in `bell`; where it cannot, says why.
pub(super) fn start(
    root: &Path,
    bell: Option<&Path>,
    tell: Sender<Notice>,
    extent: Extent,
) -> Result<Listener, String> {
    let places = Places { root: root.to_owned(), bell: bell.map(Path::to_owned) };
    Listener::begin(places, tell, extent).map_err(|error| reason(&error))
}

impl Listener {
    fn begin(places: Places, tell: Sender<Notice>, extent: Extent) -> notify::Result<Self> {
        let (lives, ended) = channel();
        let (known, listeners) = (places.clone(), tell.clone());
        let hear = move |heard: notify::Result<Event>| {
            // It belongs to the thread that calls this.
            let _lives: &Sender<()> = &lives;
            for notice in known.notices(heard) {
                // Nobody listens any more.
                let _ = listeners.send(notice);
            }
        };
        let config =
            Config::default().with_event_kinds(EventKindMask::CORE).with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(hear, config)?;
        let root = RepoPath::new("");
        match extent {
            _ if !asks_for_each_folder() => {
                watcher.watch(&places.root, RecursiveMode::Recursive)?;
            }
            Extent::Everything => folders::add(&mut watcher, &places.root, &root)?,
            Extent::Root => folders::ask(&mut watcher, &places.root, &[root])?,
        }
        let bell = places.bell.as_deref();
        if let Some(bell) =
            bell.filter(|bell| asks_for_each_folder() || !bell.starts_with(&places.root))
        {
            // Without it nobody is answered, and goes on without an answer.
            let _ = watcher.watch(bell, RecursiveMode::NonRecursive);
        }
        Ok(Self { watcher, places, tell, ended })
    }

    /// Asks for each of these folders, and for nothing below them; what has gone is left out. Where the
    /// system tells of no more, says why.
    pub(super) fn ask(&mut self, folders: &[RepoPath]) -> Result<(), String> {
        if !asks_for_each_folder() {
            return Ok(());
        }
        folders::ask(&mut self.watcher, &self.places.root, folders).map_err(|error| reason(&error))
    }

    /// Asks for the folder that stands at a path now, if one does, and for all below it; where the system
    /// tells of no more, says why.
    ///
    /// Done before anybody is told of the path, whoever looks then has missed nothing.
    pub(super) fn ask_for(&mut self, path: &RepoPath, renamed: bool) -> Result<(), String> {
        if !asks_for_each_folder() || !folders::is_one(&self.places.root, path) {
            return Ok(());
        }
        if renamed {
            // An empty folder may have stood there, whose end is told of after the new name.
            let _ = self.watcher.unwatch(&self.places.root.join(path.as_str()));
        }
        folders::add(&mut self.watcher, &self.places.root, path).map_err(|error| reason(&error))
    }

    /// Asks for everything anew, where folders that came and went may have been missed; where that is
    /// refused, says why.
    pub(super) fn again(self) -> Result<Self, String> {
        if !asks_for_each_folder() {
            return Ok(self);
        }
        let Self { watcher, places, tell, ended } = self;
        drop(watcher);
        // Only then does the system count its folders no more.
        let _ = ended.recv();
        Self::begin(places, tell, Extent::Everything).map_err(|error| reason(&error))
    }
}
