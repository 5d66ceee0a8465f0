//! Places where a test stops the program, or lets a disk fail: one before each lasting write.
//!
//! Only in builds for development and in those with the feature `failpoints`; in others every step
//! does nothing. The steps of a
//! process are counted from 1. `HANDOVER_FAIL_AT=7` stops it at the seventh, as a power cut would:
//! nothing is cleaned up, and the exit is that of an aborted process. With
//! `HANDOVER_FAIL_HOW=full` the seventh and every later step fail as on a full disk instead, with
//! `HANDOVER_FAIL_HOW=io` as on a broken one. `HANDOVER_FAIL_LOG=FILE` appends the name of each
//! step, so that a test knows how many there are. [`arm`] does the same for the calling thread of
//! a test that calls the library.

use std::io;

/// Counts one step named `name`.
///
/// # Errors
/// When a test asked for a failing disk.
#[cfg(not(any(debug_assertions, feature = "failpoints")))]
#[inline]
pub(crate) fn step(_name: &'static str) -> io::Result<()> {
    Ok(())
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
    armed::step()?;
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

#[cfg(any(debug_assertions, feature = "failpoints"))]
pub use armed::{Disk, arm};

#[cfg(any(debug_assertions, feature = "failpoints"))]
mod armed {
    use std::cell::Cell;
    use std::io;

    /// How a disk fails.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Disk {
        /// From the step on it is full.
        Full,
        /// From the step on it is broken.
        Broken,
        /// At that step alone.
        Once,
    }

    thread_local! {
        static ARMED: Cell<Option<(u64, Disk)>> = const { Cell::new(None) };
    }

    /// Lets the disk fail at the `at`th step of this thread from now on, counted from 1; `None`: it
    /// is well again.
    pub fn arm(fails: Option<(u64, Disk)>) {
        ARMED.set(fails);
    }

    pub(super) fn step() -> io::Result<()> {
        let Some((left, disk)) = ARMED.get() else { return Ok(()) };
        if left > 1 {
            ARMED.set(Some((left - 1, disk)));
            return Ok(());
        }
        match disk {
            Disk::Full => Err(io::ErrorKind::StorageFull.into()),
            Disk::Broken => Err(io::Error::other("input/output error")),
            Disk::Once => {
                ARMED.set(None);
                Err(io::Error::other("input/output error"))
            }
        }
    }
}
