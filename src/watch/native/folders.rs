use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use rustix::fd::OwnedFd;
use rustix::fs::inotify::{self, WatchFlags};
use rustix::io::Errno;

use crate::store::open_folder::OpenFolder;
use crate::store::walk::FoundKind;
use crate::text::{RepoPath, is_git_folder};

/// What is told of what is in a folder: changes, and nothing of who reads.
const CHANGES: WatchFlags = WatchFlags::ATTRIB
    .union(WatchFlags::CREATE)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::MODIFY)
    .union(WatchFlags::MOVED_FROM)
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::ONLYDIR)
    .union(WatchFlags::DONT_FOLLOW);
/// What is told of the root itself besides: of other folders, the one above tells.
const ITSELF: WatchFlags = WatchFlags::DELETE_SELF.union(WatchFlags::MOVE_SELF);

/// The folders that the system tells of.
pub(super) struct Folders {
    inotify: std::sync::Arc<OwnedFd>,
    root: PathBuf,
    /// By the number that the system has given them.
    by_number: HashMap<i32, RepoPath>,
    by_path: BTreeMap<RepoPath, i32>,
}

impl Folders {
    pub(super) fn of(inotify: std::sync::Arc<OwnedFd>, root: PathBuf) -> Self {
        Self { inotify, root, by_number: HashMap::new(), by_path: BTreeMap::new() }
    }

    pub(super) fn path(&self, number: i32) -> Option<&RepoPath> {
        self.by_number.get(&number)
    }

    /// Asks to be told of a folder and of all below it, git's own left out. What has gone meanwhile is
    /// left out, too.
    ///
    /// A folder is listed after it is asked for, so a name is either listed or told of.
    ///
    /// # Errors
    /// When the system does not tell of so many folders, or of none.
    pub(super) fn add(&mut self, folder: &RepoPath) -> Result<(), Errno> {
        let mut waiting = vec![folder.clone()];
        while let Some(path) = waiting.pop() {
            let is_root = path.as_str().is_empty();
            let place = self.root.join(path.as_str());
            let flags = if is_root { CHANGES.union(ITSELF) } else { CHANGES };
            match inotify::add_watch(&self.inotify, &place, flags) {
                Ok(number) => self.know(number, &path),
                Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::ACCESS) if !is_root => {
                    continue;
                }
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

    fn know(&mut self, number: i32, path: &RepoPath) {
        // A folder that was moved keeps its number.
        if let Some(before) = self.by_number.insert(number, path.clone())
            && before != *path
        {
            self.by_path.remove(&before);
        }
        if let Some(before) = self.by_path.insert(path.clone(), number)
            && before != number
        {
            self.by_number.remove(&before);
            // It may be gone already.
            let _ = inotify::remove_watch(&self.inotify, before);
        }
    }

    /// Is told no more of what stood at a path, and below it.
    pub(super) fn remove(&mut self, path: &RepoPath) {
        let below = RepoPath::in_folder(path.as_str(), "");
        let below = self.by_path.range(below..).take_while(|(one, _)| one.is_below(path.as_str()));
        let mut gone: Vec<RepoPath> = below.map(|(path, _)| path.clone()).collect();
        gone.push(path.clone());
        for path in gone {
            if let Some(number) = self.by_path.remove(&path) {
                self.by_number.remove(&number);
                let _ = inotify::remove_watch(&self.inotify, number);
            }
        }
    }

    /// Takes note that the system tells no more under a number.
    pub(super) fn forget(&mut self, number: i32) {
        if let Some(path) = self.by_number.remove(&number)
            && self.by_path.get(&path) == Some(&number)
        {
            self.by_path.remove(&path);
        }
    }
}
