//! Requests for one folder at a time.

use std::io;
use std::path::Path;

use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, WatchPathConfig, Watcher};

use crate::store::open_folder::OpenFolder;
use crate::store::walk::FoundKind;
use crate::text::{RepoPath, is_git_folder};

/// Asks to be told of a folder and of all below it, git's own left out. What has gone meanwhile is left
/// out, too.
///
/// A folder is listed after it is asked for, so a name is either listed or told of.
///
/// # Errors
/// When the system does not tell of so many folders, or not of `folder`, which is the root.
pub(super) fn add(
    watcher: &mut RecommendedWatcher,
    root: &Path,
    folder: &RepoPath,
) -> notify::Result<()> {
    let mut waiting = vec![folder.clone()];
    while let Some(path) = waiting.pop() {
        let is_root = path.as_str().is_empty();
        let place = root.join(path.as_str());
        let config = WatchPathConfig::new(RecursiveMode::NonRecursive);
        match watcher.watch_with(&place, config.with_dereference_symlinks(is_root)) {
            Ok(()) => {}
            Err(error) if !is_root && is_of_one_folder(&error.kind) => continue,
            Err(error) => return Err(error),
        }
        let Ok(mut open) = OpenFolder::open(&place, is_root) else { continue };
        let below = open
            .names()
            .flatten()
            .filter(|named| matches!(named.kind, FoundKind::Folder | FoundKind::Unknown));
        waiting.extend(below.filter_map(|named| {
            let name = named.name.to_str().filter(|name| !is_git_folder(name))?;
            Some(RepoPath::in_folder(path.as_str(), name))
        }));
    }
    Ok(())
}

/// Tells whether a folder stands at a path.
pub(super) fn is_one(root: &Path, path: &RepoPath) -> bool {
    OpenFolder::open(&root.join(path.as_str()), false).is_ok()
}

/// Tells whether a request was refused because of the folder: it has gone, is none, or may not be read.
fn is_of_one_folder(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => matches!(
            error.kind(),
            io::ErrorKind::NotFound
                | io::ErrorKind::NotADirectory
                | io::ErrorKind::PermissionDenied
        ),
        _ => false,
    }
}
