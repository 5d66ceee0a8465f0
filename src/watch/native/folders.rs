//! Requests for one folder at a time.

use std::io;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;

use notify::{ErrorKind, PathOp, RecommendedWatcher, RecursiveMode, WatchPathConfig, Watcher};
use rayon::prelude::*;

use crate::store::open_folder::OpenFolder;
use crate::store::walk::FoundKind;
use crate::text::{RepoPath, is_git_folder};

/// So many are asked for at once: each request is answered by another thread.
const MOST: usize = 1024;

/// Asks to be told of a folder and of all below it, git's own left out. What has gone meanwhile is left
/// out, too.
///
/// A folder is listed after it is asked for, so a name is either listed or told of. Some are listed while
/// others are asked for.
///
/// # Errors
/// When the system does not tell of so many folders, or not of `folder`, which is the root.
pub(super) fn add(
    watcher: &mut RecommendedWatcher,
    root: &Path,
    folder: &RepoPath,
) -> notify::Result<()> {
    ask(watcher, root, std::slice::from_ref(folder))?;
    let mut waiting = folders_in(root, folder);
    if waiting.is_empty() {
        return Ok(());
    }
    thread::scope(|scope| {
        let (asked, to_list) = channel::<Vec<RepoPath>>();
        let (list, listed) = channel();
        scope.spawn(move || {
            for some in to_list {
                let below = some.par_iter().flat_map_iter(|path| folders_in(root, path));
                // Where something was refused, nobody wants to know any more.
                let _ = list.send(below.collect::<Vec<RepoPath>>());
            }
        });
        let mut being_listed = 0;
        loop {
            if waiting.is_empty() {
                // It ends before its work only by a fault, which the scope hands on.
                let Some(found) = (being_listed > 0).then(|| listed.recv().ok()).flatten() else {
                    return Ok(());
                };
                being_listed -= 1;
                waiting = found;
                continue;
            }
            let some = waiting.split_off(waiting.len().saturating_sub(MOST));
            ask(watcher, root, &some)?;
            // It lists until this ends.
            let _ = asked.send(some);
            being_listed += 1;
        }
    })
}

/// Asks to be told of each of these folders. What has gone meanwhile is left out.
///
/// # Errors
/// When the system does not tell of so many folders, or not of the root.
pub(super) fn ask(
    watcher: &mut RecommendedWatcher,
    root: &Path,
    folders: &[RepoPath],
) -> notify::Result<()> {
    let request = |path: &RepoPath| {
        let config = WatchPathConfig::new(RecursiveMode::NonRecursive);
        let config = config.with_dereference_symlinks(path.as_str().is_empty());
        PathOp::Watch(root.join(path.as_str()), config)
    };
    let mut requests: Vec<PathOp> = folders.iter().map(request).collect();
    while let Err(failed) = watcher.update_paths(requests) {
        // Without an origin, nobody answered.
        let of_root = failed.origin.is_none_or(|request| request.as_path() == root);
        if of_root || !is_of_one_folder(&failed.source.kind) {
            return Err(failed.source);
        }
        requests = failed.remaining;
    }
    Ok(())
}

/// Lists the folders in a folder but git's own; none where it cannot be listed.
fn folders_in(root: &Path, path: &RepoPath) -> Vec<RepoPath> {
    let is_root = path.as_str().is_empty();
    let Ok(mut open) = OpenFolder::open(&root.join(path.as_str()), is_root) else {
        return Vec::new();
    };
    let is_folder = |kind| matches!(kind, FoundKind::Folder | FoundKind::Unknown);
    let named = open.names().flatten().filter(|named| is_folder(named.kind));
    let names = named.filter_map(|named| {
        let name = named.name.to_str().filter(|name| !is_git_folder(name))?;
        Some(RepoPath::in_folder(path.as_str(), name))
    });
    names.collect()
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
