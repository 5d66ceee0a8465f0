//! What stands in a folder, by signature: whether anything changed is known without reading a file.
//!
//! A look lists every folder, or only those that changed since an earlier look, and asks the system
//! about each file in parallel. What follows is why no change of a file escapes it (FAILURES 13).
//!
//! 1. Every file is asked for at every look, by name. So it does not matter how it was changed: in
//!    place, through another name (a hard link), by a rename over it, or in a folder that was put in
//!    the place of another.
//! 2. A signature has the time of the last change of anything about the file (`ctime`). No program
//!    sets that one: putting the time of writing back (`touch`, `cp -p`, a restored backup) moves it.
//!    Two files that trade places keep their times, but have other inodes.
//! 3. So two contents share a signature only when both were written within one tick of the file
//!    system's clock. A signature is *settled* when that tick had passed before the look began: later
//!    writes belong to a later tick. What is not settled must be read again at the next look. The
//!    moment comes from the file system itself, by a file made for it, because the clock of a server,
//!    or of another disk, may be ahead or behind. Where none can be made there, the moment is that of
//!    this machine, or of the newest change seen, whichever is earlier.
//! 4. The tick is 4 to 16 ms on most systems, whole seconds on some (HFS+, ext3, some servers) and
//!    two seconds on FAT. Times that are whole seconds give the latter away. A margin well above
//!    the tick also covers small steps back of the clock.
//! 5. When the clock was put back, what is newer than the look is not settled, and read at every
//!    look, until the clock has passed it again. A write is missed only when it falls into the very
//!    tick of the one before it, with the same size and inode and no look in between.
//! 6. The signature of a folder is taken before it is listed, and the files are read after the look,
//!    so whatever comes in between shows at the next look. A folder is not listed again only if its
//!    signature is the same and settled, and the file system has just shown, on a folder made for it,
//!    that a new name moves a folder's time (FAT under Windows does not). A name that is gone or
//!    has become a folder meanwhile makes it be listed.
//! 7. Folders on another file system than the root (a mount) have times of another clock: nothing in
//!    them is settled.
//!
//! Outside of this: a program that keeps a file mapped and stores into it again leaves a new time
//! only after the system has written the page out, about half a minute on Linux; on `tmpfs` never.
//! Windows and FAT keep no time of change: there a file of the same size whose time of writing was put
//! back looks untouched. NFS shows changes made by other machines some seconds late. `git status`
//! sees no more than this.
//!
//! Links are not followed; another repository or workspace is told of and not entered.

mod again;
mod clock;
mod folder;
mod look;
mod signature;
mod single;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use again::again;
use clock::Clock;
pub use folder::FolderState;
pub use look::is_for_its_name;
use look::{Job, Looker, Seen};
pub use signature::Signature;

use super::walk::{FoundKind, WalkError};
use crate::schema::layout;
use crate::text::RepoPath;

/// Is told of folders, some at a time and from any thread, before anything in them is looked at.
pub type Herald<'a> = &'a (dyn Fn(&[RepoPath]) + Sync);

/// So many folders are told of at once.
const TOLD: usize = 512;

/// How a look is taken.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    pub root: &'a Path,
    /// Is asked for each name whether to leave it out, with whether it is a folder; what is left out
    /// is not in the state, and not entered. It must answer as it did when `known` was taken.
    pub skip: &'a (dyn Fn(&RepoPath, bool) -> bool + Sync),
    /// What an earlier look of the same folder saw.
    pub known: Option<&'a TreeState>,
    /// A folder on the same file system in which to ask for its time: a git folder, for instance,
    /// which nobody shares or watches. What is made there is gone again afterwards.
    pub clock: Option<&'a Path>,
    /// `known` was taken a moment ago: files are asked for only where a name came or went since, as it
    /// does for whoever writes a file beside another and puts it in its place. What was written in
    /// place since shows at the next look.
    pub soon: bool,
    /// Is told of each folder before it is opened, in their order: what happens in it from then on can be
    /// told of, so that nothing falls between the look and whoever waits for notices.
    pub herald: Option<Herald<'a>>,
}

impl<'a> Look<'a> {
    /// Looks at a whole workspace, but for what is this machine's alone.
    pub fn at(root: &'a Path, known: Option<&'a TreeState>, clock: Option<&'a Path>) -> Self {
        let skip = &|path: &RepoPath, _| layout::is_local_only(path);
        Self { root, skip, known, clock, soon: false, herald: None }
    }
}

/// What stood in a folder at one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeState {
    /// Every folder that was entered, `""` the root, by path. What did not change since the earlier
    /// look is the same object as there.
    pub folders: BTreeMap<RepoPath, Arc<FolderState>>,
    /// Folders that were not entered: another repository or another workspace begins there.
    pub nested: Vec<RepoPath>,
    /// Folders that were not entered, and names that were left out, with the reason.
    pub unreadable: Vec<(RepoPath, String)>,
    /// Where those files lie whose names are not UTF-8, and have replacement characters in their path.
    pub odd: BTreeMap<RepoPath, PathBuf>,
    /// When the look began, by the file system's own clock, in nanoseconds since 1970.
    pub taken: i64,
}

/// How a state differs from an earlier one, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Files that must be read: they are new or touched, or not settled at the earlier look.
    pub suspect: Vec<(RepoPath, Signature)>,
    /// Names that were files and are none, or are not to be seen, any more.
    pub gone: Vec<RepoPath>,
}

/// Looks at everything below a folder.
///
/// Files are to be read after the look, never before it.
///
/// # Errors
/// When the root is absent, no folder, or cannot be listed.
pub fn take(look: Look<'_>) -> Result<TreeState, WalkError> {
    let fail = |source| WalkError { path: look.root.to_owned(), source };
    let metadata = look.root.metadata().map_err(fail)?;
    std::fs::read_dir(look.root).map_err(fail)?;
    let clock = Clock::read(look.clock, look.root, &metadata);
    let looker = Looker::new(look, clock, &metadata);
    let mut state = TreeState { taken: clock.now, ..TreeState::default() };
    let mut level = vec![Job { path: RepoPath::new(""), location: look.root.to_owned() }];
    // One level after another: a tree can be deeper than a stack.
    while !level.is_empty() {
        let seen = match look.herald {
            None => looker.folders(level),
            Some(herald) => heralded(&looker, herald, level),
        };
        level = seen.into_iter().flat_map(|seen| state.add(seen)).collect();
    }
    if !clock.own {
        state.taken = state.newest().map_or(clock.now, |newest| newest.min(clock.now));
    }
    if let Some(known) = look.known.filter(|_| look.soon) {
        state.taken = state.taken.min(known.taken);
    }
    state.nested.sort();
    state.unreadable.sort();
    Ok(state)
}

/// Looks at folders; of the next ones is told while some are looked at.
fn heralded(looker: &Looker<'_>, herald: Herald<'_>, mut level: Vec<Job>) -> Vec<Seen> {
    let tell = |some: &[Job]| {
        if !some.is_empty() {
            herald(&some.iter().map(|job| job.path.clone()).collect::<Vec<_>>());
        }
    };
    let mut seen = Vec::with_capacity(level.len());
    let mut rest = level.split_off(level.len().min(TOLD));
    tell(&level);
    while !level.is_empty() {
        let after = rest.split_off(rest.len().min(TOLD));
        let (some, ()) = rayon::join(|| looker.folders(level), || tell(&rest));
        seen.extend(some);
        (level, rest) = (rest, after);
    }
    seen
}

impl TreeState {
    /// Lists all files by folder, then by name.
    pub fn files(&self) -> impl Iterator<Item = (RepoPath, &Signature)> {
        self.folders.iter().flat_map(|(folder, state)| {
            state.files().map(|(name, one)| (RepoPath::in_folder(folder.as_str(), name), one))
        })
    }

    /// Returns how many files there are.
    pub fn len(&self) -> usize {
        self.folders.values().map(|folder| folder.len()).sum()
    }

    /// Tells whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.folders.values().all(|folder| folder.is_empty())
    }

    /// Returns the signature of a file.
    pub fn file(&self, path: &RepoPath) -> Option<&Signature> {
        self.folders.get(path.parent())?.file(path.file_name())
    }

    /// Takes note that a file went before it was read; its folder is listed at the next look.
    pub fn forget(&mut self, path: &RepoPath) {
        if let Some(folder) = self.folders.get_mut(path.parent()) {
            *folder = Arc::new(folder.without(path.file_name()));
        }
        self.odd.remove(path);
    }

    /// Says which files may hold something else than when `known` was taken.
    pub fn since<'a>(&'a self, known: &'a Self) -> Differences {
        let mut differences = Differences::default();
        let at = self.taken.min(known.taken);
        for pair in side_by_side(known.folders.iter(), self.folders.iter()) {
            let ((Some((folder, _)), _) | (None, Some((folder, _)))) = pair else { continue };
            let path = |name: &str| RepoPath::in_folder(folder.as_str(), name);
            let (before, now) = (pair.0.map(|(_, state)| state), pair.1.map(|(_, state)| state));
            if let (Some(before), Some(now)) = (before, now)
                && Arc::ptr_eq(before, now)
                && now.is_settled(at)
            {
                continue;
            }
            let files = |state: Option<&'a Arc<FolderState>>| {
                state.into_iter().flat_map(|state| state.files())
            };
            for pair in side_by_side(files(before), files(now)) {
                match pair {
                    (Some((name, _)), None) => differences.gone.push(path(name)),
                    (before, Some((name, one))) => {
                        let is_known = before.is_some_and(|(_, before)| before == one);
                        if !is_known || !one.is_settled(at) {
                            differences.suspect.push((path(name), *one));
                        }
                    }
                    (None, None) => {}
                }
            }
        }
        differences
    }

    /// Takes in what was seen of one folder; returns the folders below it.
    fn add(&mut self, seen: Seen) -> Vec<Job> {
        match seen {
            Seen::Nothing => Vec::new(),
            Seen::Nested(path) => {
                self.nested.push(path);
                Vec::new()
            }
            Seen::Unreadable(path, why) => {
                self.unreadable.push((path, why));
                Vec::new()
            }
            Seen::Folder { path, state, below, refused, odd } => {
                self.unreadable.extend(refused);
                self.odd.extend(odd);
                self.folders.insert(path, state);
                below
            }
        }
    }

    fn newest(&self) -> Option<i64> {
        let folders = self.folders.values();
        let all = folders.flat_map(|folder| {
            std::iter::once(&folder.signature).chain(folder.files().map(|(_, one)| one))
        });
        let known = all.filter(|one| one.kind != FoundKind::Unknown && one.changed != i64::MAX);
        known.map(Signature::last_change).max()
    }
}

/// What two lists have under a name, with it.
type Pair<K, V> = (Option<(K, V)>, Option<(K, V)>);

/// Pairs what two sorted lists have under the same name.
fn side_by_side<K: Ord, V>(
    left: impl Iterator<Item = (K, V)>,
    right: impl Iterator<Item = (K, V)>,
) -> impl Iterator<Item = Pair<K, V>> {
    let (mut left, mut right) = (left.peekable(), right.peekable());
    std::iter::from_fn(move || {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((one, _)), Some((other, _))) => one.cmp(other),
        };
        let one = if order.is_le() { left.next() } else { None };
        let other = if order.is_ge() { right.next() } else { None };
        Some((one, other))
    })
}
