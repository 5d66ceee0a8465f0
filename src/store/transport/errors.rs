//! What can go wrong between here and the other end, in plain words.

use std::fmt;
use std::io;

use thiserror::Error;

use super::command::{GitVersion, OLDEST_GIT};

/// Nothing could be fetched, sent or asked.
#[derive(Debug, Error)]
pub enum TransportError {
    #[error("the program `git` is not found; install it from https://git-scm.com")]
    NoGit(#[source] io::Error),
    #[error("the program `git` cannot be run")]
    CannotRun(#[source] io::Error),
    #[error(
        "git {found} is too old; handover needs {}.{} or newer, from https://git-scm.com",
        OLDEST_GIT.0, OLDEST_GIT.1
    )]
    OldGit { found: GitVersion },
    #[error("the program `git` does not say its version, but “{text}”")]
    UnknownGit { text: String },
    #[error("{}", .problem.sentence(remote))]
    Failed {
        problem: Problem,
        /// The other end, without passwords.
        remote: String,
        /// What git said, without passwords and control characters; may be empty.
        detail: String,
    },
    #[error(transparent)]
    Open(#[from] crate::store::OpenError),
    #[error(transparent)]
    Ref(#[from] crate::store::RefError),
}

impl TransportError {
    pub(super) fn from_start(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NoGit(error),
            _ => Self::CannotRun(error),
        }
    }

    pub(super) fn failed(problem: Problem, remote: &str, detail: String) -> Self {
        Self::Failed { problem, remote: remote.to_owned(), detail }
    }

    /// Returns what went wrong at the other end or on the way, when that is it.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Failed { problem, .. } => Some(problem),
            _ => None,
        }
    }

    /// Tells whether the other end was just not reached: work goes on, and is sent later.
    pub fn is_offline(&self) -> bool {
        matches!(
            self.problem(),
            Some(
                Problem::NoSuchHost { .. }
                    | Problem::Offline
                    | Problem::Interrupted
                    | Problem::Silent
                    | Problem::ServerTrouble
            )
        )
    }
}

/// What went wrong at the other end, or on the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    NoSuchHost {
        host: String,
    },
    /// No network, nobody listening, or no answer in time.
    Offline,
    /// The connection was there and broke. What was sent may have arrived.
    Interrupted,
    /// Nothing was heard for too long.
    Silent,
    /// We were told to stop.
    Stopped,
    HostKeyUnknown,
    HostKeyChanged,
    /// The server knows none of the ssh keys offered.
    KeyRefused,
    /// User name, password or token were refused.
    LoginRefused,
    /// A password was needed and nobody could be asked.
    LoginNeeded,
    /// Known, and not allowed to do this.
    Forbidden,
    /// There is no such repository, or none this person may see.
    NoRepository,
    Certificate,
    /// The server sent us on to a host that nobody chose.
    Redirected {
        host: String,
    },
    /// Another user of this machine owns the folder of the repository.
    OtherOwner,
    /// An object on this machine is damaged or lost; its id.
    DamagedHere {
        id: String,
    },
    DiskFullHere,
    DiskFullThere,
    /// It names contents by another digest than this repository.
    OtherDigest,
    /// What arrived is not what an honest git would have made.
    BadObjects,
    /// The kind of address is not allowed.
    Protocol,
    /// The other end failed by a fault of its own.
    ServerTrouble,
    /// The folder to clone into has something in it.
    FolderNotEmpty,
    Other {
        words: String,
    },
}

impl Problem {
    fn sentence(&self, remote: &str) -> String {
        match self {
            Self::NoSuchHost { host } => format!(
                "no server named {host} is found; check the address ({remote}) and the network"
            ),
            Self::Offline => format!("{remote} is out of reach; check the network"),
            Self::Interrupted => format!("the connection to {remote} broke off"),
            Self::Silent => format!("{remote} did not answer for a long time"),
            Self::Stopped => "stopped".to_owned(),
            Self::HostKeyUnknown => format!(
                "this machine does not know the server of {remote} yet; connect to it once with ssh \
                 and compare its key with the one you were told"
            ),
            Self::HostKeyChanged => format!(
                "the server of {remote} shows another key than before: ask who runs it before you go \
                 on, for someone may be listening"
            ),
            Self::KeyRefused => format!(
                "{remote} accepts none of your ssh keys; ask whoever runs it to add your public key"
            ),
            Self::LoginRefused => {
                format!("{remote} refuses the user name, password or token that is stored for it")
            }
            Self::LoginNeeded => format!(
                "{remote} wants a user name and a password or token; run `git fetch` once in a \
                 terminal and enter them"
            ),
            Self::Forbidden => format!(
                "you may not do this at {remote}; ask whoever runs it for the right to write"
            ),
            Self::NoRepository => format!(
                "there is no repository at {remote}, or you have no access to it; check the address, \
                 and ask to be let in"
            ),
            Self::Certificate => {
                format!("the certificate of {remote} cannot be trusted; nothing was sent")
            }
            Self::Redirected { host } => {
                format!("{remote} sends you on to another server, {host}; nothing was sent there")
            }
            Self::OtherOwner => format!(
                "the folder of {remote} belongs to another user; if that is as it should be, run `git \
                 config --global --add safe.directory PATH` with its path"
            ),
            Self::DamagedHere { id } => {
                format!("a part of the repository's history is damaged on this disk ({id})")
            }
            Self::DiskFullHere => "the disk of this machine is full".to_owned(),
            Self::DiskFullThere => format!("the disk at {remote} is full"),
            Self::OtherDigest => format!(
                "{remote} uses other ids (SHA-256 or SHA-1) than this repository, and nothing can be \
                 shared between the two; make a new one there, as `git init --bare \
                 --object-format=sha1` does"
            ),
            Self::BadObjects => {
                format!(
                    "{remote} holds something that git holds to be unsafe; nothing was taken over"
                )
            }
            Self::Protocol => format!("addresses such as {remote} are not allowed"),
            Self::ServerTrouble => format!("{remote} has trouble of its own; try again later"),
            Self::FolderNotEmpty => "the folder is not empty".to_owned(),
            Self::Other { words } => format!("{remote}: {words}"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence("the shared repository"))
    }
}

/// Why the other end did not take what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Somebody else was first: fetch, merge, send again.
    Stale,
    /// Somebody else writes there at this moment: send again. The server's words, for where that stays so.
    Busy {
        text: String,
    },
    /// A check there said no; its words, a line each.
    Hook {
        text: String,
    },
    /// Nobody, or not this person, may write to the branch; the server's words.
    Protected {
        text: String,
    },
    /// The branch is checked out there: the other end is no bare repository.
    CheckedOut,
    DiskFull,
    /// The other end cannot write into its own folder.
    NotWritable {
        text: String,
    },
    /// A hook on this machine (`pre-push`) said no.
    OwnHook {
        text: String,
    },
    Other {
        reason: String,
        text: String,
    },
}

impl Rejection {
    /// Tells whether it is worth to fetch and send again at once.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Stale | Self::Busy { .. })
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => f.write_str("someone else shared something first"),
            Self::Busy { text } => write!(
                f,
                "the branch stays locked at the server, where something may have been broken off: {text}"
            ),
            Self::Hook { text } => write!(f, "the server's check refused it: {text}"),
            Self::Protected { text } => write!(f, "the branch is protected at the server: {text}"),
            Self::CheckedOut => f.write_str(
                "the other end is somebody's working folder; share through a bare repository",
            ),
            Self::DiskFull => f.write_str("the disk at the server is full"),
            Self::NotWritable { text } => {
                write!(f, "the server cannot write its own files: {text}")
            }
            Self::OwnHook { text } => {
                write!(f, "a hook of your own on this machine (pre-push) refused it: {text}")
            }
            Self::Other { reason, text } if text.is_empty() => write!(f, "refused: {reason}"),
            Self::Other { reason, text } => write!(f, "refused: {reason}: {text}"),
        }
    }
}
