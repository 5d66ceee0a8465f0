//! One lock a workspace, so that a watch and a command never work on it at once.
//!
//! The system holds it for the process and gives it back when the process ends, however it ends: a
//! file left behind locks nothing.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use thiserror::Error;

use super::retry;

/// The file of the lock under which anything is done to a workspace.
const WORKSPACE: &str = "lock";
/// The file of the lock under which it is shared.
const SHARING: &str = "sharing";

/// The lock of a workspace, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
    holder: PathBuf,
}

/// Who holds the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub process: u32,
    /// What it was started as, such as `sync`.
    pub command: String,
    pub since: Timestamp,
}

/// The lock was not had.
#[derive(Debug, Error)]
pub enum LockError {
    /// Somebody still held it at the end of the wait.
    #[error("{} is still working on this workspace", name(.0.as_ref()))]
    Held(Option<Holder>),
    #[error("{} cannot be locked", path.display())]
    Io { path: PathBuf, source: io::Error },
}

fn name(holder: Option<&Holder>) -> String {
    holder.map_or_else(
        || "another handover".to_owned(),
        |holder| format!("`handover {}` (process {})", holder.command, holder.process),
    )
}

impl Lock {
    /// Takes the lock kept in the git folder `git_dir` for `command`, waiting at most `limit`.
    ///
    /// `waiting` is told once, before the first wait, who holds it, when that is known.
    ///
    /// # Errors
    /// When it is still held at the end, or cannot be had at all.
    pub fn take(
        git_dir: &Path,
        command: &str,
        limit: Duration,
        mut waiting: impl FnMut(Option<&Holder>),
    ) -> Result<Self, LockError> {
        Self::named(WORKSPACE, git_dir, command, limit, &mut waiting)
    }

    /// Takes the lock under which a workspace is shared, from the first look to the last, waiting at most
    /// `limit`; `waiting` is told as [`take`](Self::take) says.
    ///
    /// It is not that of the workspace, which a sync holds only while it works here: whoever makes a move
    /// does not wait for the network. Of the two it is taken first.
    ///
    /// # Errors
    /// When it is still held at the end, or cannot be had at all.
    pub fn of_sharing(
        git_dir: &Path,
        command: &str,
        limit: Duration,
        mut waiting: impl FnMut(Option<&Holder>),
    ) -> Result<Self, LockError> {
        Self::named(SHARING, git_dir, command, limit, &mut waiting)
    }

    /// Takes the lock under which documents get their numbers, waiting at most `limit`.
    ///
    /// It is not that of the workspace: a sync that waits for the network keeps nobody from making
    /// a document.
    ///
    /// # Errors
    /// When it is still held at the end, or cannot be had at all.
    pub fn of_numbers(git_dir: &Path, command: &str, limit: Duration) -> Result<Self, LockError> {
        Self::named("numbers", git_dir, command, limit, &mut |_| {})
    }

    /// Takes the lock under which what a person ticked on their page is carried out, waiting at most
    /// `limit`.
    ///
    /// It is not that of the workspace, which each of the moves takes for itself.
    ///
    /// # Errors
    /// When it is still held at the end, or cannot be had at all.
    pub fn of_page(git_dir: &Path, command: &str, limit: Duration) -> Result<Self, LockError> {
        Self::named("page", git_dir, command, limit, &mut |_| {})
    }

    fn named(
        name: &str,
        git_dir: &Path,
        command: &str,
        limit: Duration,
        waiting: &mut dyn FnMut(Option<&Holder>),
    ) -> Result<Self, LockError> {
        let folder = git_dir.join("handover");
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| LockError::Io { path, source }
        };
        fs::create_dir_all(&folder).map_err(io(&folder))?;
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(io(&path))?;
        let holder = folder.join(format!("{name}.holder"));
        let begun = Instant::now();
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(source)) => return Err(io(&path)(source)),
                Err(TryLockError::WouldBlock) if begun.elapsed() >= limit => {
                    return Err(LockError::Held(read_holder(&holder)));
                }
                Err(TryLockError::WouldBlock) => {}
            }
            if !std::mem::replace(&mut told, true) {
                waiting(read_holder(&holder).as_ref());
            }
            let left = limit.saturating_sub(begun.elapsed());
            thread::sleep(retry::jitter(Duration::from_millis(200)).min(left));
        }
        let text = format!("{}\n{}\n{command}\n", std::process::id(), Timestamp::now());
        // Only for the one who waits to read: the lock holds without it.
        let _ = fs::write(&holder, text);
        Ok(Self { _file: file, holder })
    }

    /// Returns who works on the workspace of `git_dir` or shares it; `None` when nobody does or it is not
    /// known.
    pub fn holder(git_dir: &Path) -> Option<Holder> {
        let folder = git_dir.join("handover");
        let held = |name: &&str| {
            let file = File::open(folder.join(name)).ok()?;
            match file.try_lock_shared() {
                Err(TryLockError::WouldBlock) => {
                    read_holder(&folder.join(format!("{name}.holder")))
                }
                _ => None,
            }
        };
        [WORKSPACE, SHARING].iter().find_map(held)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.holder);
    }
}

fn read_holder(path: &Path) -> Option<Holder> {
    let bytes = super::read::read_bounded(path, 4096).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let mut lines = text.lines();
    Some(Holder {
        process: lines.next()?.parse().ok()?,
        since: lines.next()?.parse().ok()?,
        command: lines.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(dir: &Path, command: &str) -> Result<Lock, LockError> {
        Lock::take(dir, command, Duration::ZERO, |_| {})
    }

    /// FAILURES 9.
    #[test]
    fn one_at_a_time_and_the_other_is_told_for_whom() {
        let dir = tempfile::tempdir().expect("a folder");
        let held = take(dir.path(), "sync").expect("free");
        let Err(LockError::Held(Some(holder))) = take(dir.path(), "watch") else {
            panic!("held twice");
        };
        assert_eq!((holder.command.as_str(), holder.process), ("sync", std::process::id()));
        assert_eq!(Lock::holder(dir.path()), Some(holder));
        drop(held);
        assert_eq!(Lock::holder(dir.path()), None);
        take(dir.path(), "watch").expect("free again");
    }

    #[test]
    fn who_shares_keeps_nobody_from_working() {
        let dir = tempfile::tempdir().expect("a folder");
        let share = || Lock::of_sharing(dir.path(), "watch", Duration::ZERO, |_| {});
        let shares = share().expect("free");
        assert!(matches!(share(), Err(LockError::Held(Some(_)))));
        let works = take(dir.path(), "answer").expect("free");
        let holder = || Lock::holder(dir.path()).map(|holder| holder.command);
        assert_eq!(holder().as_deref(), Some("answer"));
        drop(works);
        assert_eq!(holder().as_deref(), Some("watch"));
        drop(shares);
        assert_eq!(holder(), None);
    }

    #[test]
    fn the_lock_is_had_when_it_is_given_back() {
        let dir = tempfile::tempdir().expect("a folder");
        let held = take(dir.path(), "sync").expect("free");
        let mut held = Some(held);
        let mut told = None;
        let lock = Lock::take(dir.path(), "watch", Duration::from_secs(60), |holder| {
            told = holder.cloned();
            held.take();
        });
        assert!(lock.is_ok());
        assert_eq!(told.map(|holder| holder.command), Some("sync".to_owned()));
    }

    /// FAILURES 37.
    #[test]
    fn a_file_left_behind_locks_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("handover")).expect("made");
        fs::write(dir.path().join("handover/lock"), "").expect("written");
        fs::write(dir.path().join("handover/lock.holder"), "1\n2026-11-24T09:00:00Z\nsync\n")
            .expect("written");
        take(dir.path(), "sync").expect("free");
    }
}
