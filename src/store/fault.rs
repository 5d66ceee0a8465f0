//! Places where a test stops the program, lets a disk fail, or lets it lose what was not forced to it:
//! a step before each lasting write, and a word whenever something is forced to the disk.
//!
//! Only in builds for development and in those with the feature `failpoints`; in others every call
//! does nothing. The steps of a process are counted from 1. `HANDOVER_FAIL_AT=7` stops it at the
//! seventh, as a power cut would: nothing is cleaned up, and the exit is that of an aborted process.
//! With `HANDOVER_FAIL_HOW=full` the seventh and every later step fail as on a full disk instead,
//! with `HANDOVER_FAIL_HOW=io` as on a broken one. `HANDOVER_FAIL_LOG=FILE` appends the name of each
//! step, so that a test knows how many there are. [`watch`] puts a disk of the test's own in between,
//! for the calling thread of a test that calls the library.

use std::io;
use std::path::Path;

/// What is about to happen to the disk, or was done to it.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A lasting write comes next; it is not made when this fails.
    Step(&'static str),
    /// The contents of a file are forced to the disk.
    File(&'a Path),
    /// The names in a folder are.
    Folder(&'a Path),
    /// Everything below a folder is.
    Tree(&'a Path),
    /// Git has forced a file to the disk already, and its name in its folder.
    ByGit(&'a Path),
}

/// Counts one step named `name`.
///
/// # Errors
/// When a test asked for a failing disk.
#[cfg(not(any(debug_assertions, feature = "failpoints")))]
#[inline]
pub(crate) fn step(_name: &'static str) -> io::Result<()> {
    Ok(())
}

/// Forces something to the disk by `force`, unless a test has its own disk in between.
///
/// # Errors
/// When the disk refuses.
#[cfg(not(any(debug_assertions, feature = "failpoints")))]
#[inline]
pub(crate) fn forced(_what: Event<'_>, force: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    force()
}

/// Counts one step named `name`.
///
/// # Errors
/// When a test asked for a failing disk.
#[cfg(any(debug_assertions, feature = "failpoints"))]
pub(crate) fn step(name: &'static str) -> io::Result<()> {
    use std::env;
    use std::sync::atomic::{AtomicU64, Ordering};

    static STEPS: AtomicU64 = AtomicU64::new(0);
    if let Some(watcher) = watched::current() {
        return watcher(Event::Step(name));
    }
    let now = STEPS.fetch_add(1, Ordering::SeqCst) + 1;
    if let Some(path) = env::var_os("HANDOVER_FAIL_LOG") {
        use std::io::Write;
        let mut log = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        writeln!(log, "{name}")?;
    }
    let at = env::var("HANDOVER_FAIL_AT").ok().and_then(|at| at.parse::<u64>().ok());
    let Some(at) = at.filter(|at| now >= *at) else { return Ok(()) };
    match env::var("HANDOVER_FAIL_HOW").as_deref() {
        Ok("full") => Err(io::ErrorKind::StorageFull.into()),
        Ok("io") => Err(io::Error::other("input/output error")),
        _ if now == at => std::process::abort(),
        _ => Ok(()),
    }
}

/// Forces something to the disk by `force`, unless a test has its own disk in between.
///
/// # Errors
/// When the disk refuses.
#[cfg(any(debug_assertions, feature = "failpoints"))]
pub(crate) fn forced(what: Event<'_>, force: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    match watched::current() {
        Some(watcher) => watcher(what),
        None => force(),
    }
}

#[cfg(any(debug_assertions, feature = "failpoints"))]
pub use watched::{Watcher, watch};

#[cfg(any(debug_assertions, feature = "failpoints"))]
mod watched {
    use std::cell::RefCell;
    use std::io;
    use std::rc::Rc;

    use super::Event;

    /// A disk of a test's own: told of each event, and failing at the steps that it chooses.
    pub type Watcher = Rc<dyn Fn(Event<'_>) -> io::Result<()>>;

    thread_local! {
        static WATCHER: RefCell<Option<Watcher>> = const { RefCell::new(None) };
    }

    /// Puts `watcher` between this thread and the disk from now on, and returns the one before.
    /// What is forced to the disk is then told to it alone.
    pub fn watch(watcher: Option<Watcher>) -> Option<Watcher> {
        WATCHER.replace(watcher)
    }

    pub(super) fn current() -> Option<Watcher> {
        WATCHER.with_borrow(Clone::clone)
    }
}
