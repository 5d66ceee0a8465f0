//! The notices of the system.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::{Config, ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::text::{RepoPath, is_git_folder};

/// What the system told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// Something happened at this path.
    At(RepoPath),
    /// Something happened, and it is not known where.
    Lost,
    /// It tells nothing of some folders any more; why.
    Limit(String),
    /// A file came into the folder of the bell.
    Rung(String),
    /// Nothing happened: another thread ends the wait.
    Woken,
}

/// Asks the system to tell of everything below `root`, and of what is in `bell`; where it cannot, says
/// why.
pub(super) fn start(
    root: &Path,
    bell: Option<&Path>,
    tell: Sender<Notice>,
) -> Result<RecommendedWatcher, String> {
    let places = Places { root: root.to_owned(), bell: bell.map(Path::to_owned) };
    let outside = bell.filter(|bell| !bell.starts_with(root));
    let hear = move |heard: notify::Result<Event>| {
        for notice in places.notices(heard) {
            // Nobody listens any more.
            let _ = tell.send(notice);
        }
    };
    let config = Config::default().with_follow_symlinks(false);
    let mut watcher = RecommendedWatcher::new(hear, config).map_err(|error| reason(&error))?;
    watcher.watch(root, RecursiveMode::Recursive).map_err(|error| reason(&error))?;
    if let Some(bell) = outside {
        // Without it nobody is answered, and goes on without an answer.
        let _ = watcher.watch(bell, RecursiveMode::NonRecursive);
    }
    Ok(watcher)
}

/// What is watched.
pub(super) struct Places {
    pub(super) root: PathBuf,
    pub(super) bell: Option<PathBuf>,
}

impl Places {
    /// Returns what is worth telling of what the system told.
    pub(super) fn notices(&self, heard: notify::Result<Event>) -> Vec<Notice> {
        let event = match heard {
            Ok(event) => event,
            Err(error) if is_limit(&error.kind) => return vec![Notice::Limit(reason(&error))],
            Err(_) => return vec![Notice::Lost],
        };
        if event.need_rescan() {
            return vec![Notice::Lost];
        }
        // Reading is no change: whoever looks because of it would be told of that, too.
        if event.kind.is_access() {
            return Vec::new();
        }
        if event.paths.is_empty() {
            return vec![Notice::Lost];
        }
        let is_new = event.kind.is_create();
        event.paths.iter().filter_map(|path| self.notice(path, is_new)).collect()
    }

    fn notice(&self, path: &Path, is_new: bool) -> Option<Notice> {
        if let Some(bell) = &self.bell
            && let Ok(name) = path.strip_prefix(bell)
        {
            let name = name.to_str().filter(|name| is_new && !name.is_empty())?;
            return Some(Notice::Rung(name.to_owned()));
        }
        let Ok(inside) = path.strip_prefix(&self.root) else { return Some(Notice::Lost) };
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        match parts.as_deref() {
            Some([]) | None => Some(Notice::Lost),
            Some([first, ..]) if is_git_folder(first) => None,
            Some(parts) => Some(Notice::At(RepoPath::new(parts.join("/")))),
        }
    }
}

fn is_limit(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
        _ => false,
    }
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        kind if is_limit(kind) => {
            "the system lets one user watch only so many folders (fs.inotify.max_user_watches)"
                .to_owned()
        }
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}
