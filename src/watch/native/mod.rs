//! The notices of the system.
//!
//! On Linux they are asked for here, and only those of changes: whoever looks at a hundred thousand
//! files because of one notice is not told of each of them as it is opened. Elsewhere a library asks.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod folders;
#[cfg(target_os = "linux")]
mod linux;

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::{Listener, start};
#[cfg(target_os = "linux")]
pub(super) use linux::{Listener, start};

use crate::text::RepoPath;

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

/// Whether what is made in a new folder is told of from the moment on at which the folder is.
pub(super) const TELLS_OF_NEW_FOLDERS: bool = cfg!(target_os = "linux");

const LIMIT: &str =
    "the system lets one user watch only so many folders (fs.inotify.max_user_watches)";
