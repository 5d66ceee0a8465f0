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
}

/// Asks the system to tell of everything below `root`; where it cannot, says why.
pub(super) fn start(root: &Path, tell: Sender<Notice>) -> Result<RecommendedWatcher, String> {
    let from: PathBuf = root.to_owned();
    let hear = move |heard: notify::Result<Event>| {
        for notice in notices(&from, heard) {
            // Nobody listens any more.
            let _ = tell.send(notice);
        }
    };
    let config = Config::default().with_follow_symlinks(false);
    let mut watcher = RecommendedWatcher::new(hear, config).map_err(|error| reason(&error))?;
    watcher.watch(root, RecursiveMode::Recursive).map_err(|error| reason(&error))?;
    Ok(watcher)
}

/// Returns what is worth telling of what the system told.
pub(super) fn notices(root: &Path, heard: notify::Result<Event>) -> Vec<Notice> {
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
    event.paths.iter().filter_map(|path| notice(root, path)).collect()
}

fn notice(root: &Path, path: &Path) -> Option<Notice> {
    let Ok(inside) = path.strip_prefix(root) else { return Some(Notice::Lost) };
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    match parts.as_deref() {
        Some([]) | None => Some(Notice::Lost),
        Some([first, ..]) if is_git_folder(first) => None,
        Some(parts) => Some(Notice::At(RepoPath::new(parts.join("/")))),
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
