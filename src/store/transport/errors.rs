//! What can go wrong between here and the other end, in plain words.

use std::fmt;
use std::io;

use thiserror::Error;

use super::command::{GitVersion, OLDEST_GIT};
use crate::schema::Language;
use crate::schema::message::Reach;

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
    #[error("{}", .problem.text(remote, Language::English))]
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

    /// Says it to a person, as far as it is about the other end.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Failed { problem, remote, .. } => problem.text(remote, language),
            other => other.to_string(),
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
                    | Problem::NoGitThere
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
    /// Something else answers there: a log-in page of a network, or any other.
    NoGitThere,
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
    BadObjects {
        /// The id of the object in which git found it; empty where git did not say.
        object: String,
        /// What git says of it, with the file's name where it has one; empty where it says nothing.
        words: String,
    },
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
    /// Says it to a person; `remote` is the other end, without passwords.
    pub fn text(&self, remote: &str, language: Language) -> String {
        let message = match self {
            Self::NoSuchHost { host } => Reach::NoSuchHost { host, remote },
            Self::Offline => Reach::Offline { remote },
            Self::Interrupted => Reach::Interrupted { remote },
            Self::Silent => Reach::Silent { remote },
            Self::Stopped => Reach::Stopped,
            Self::HostKeyUnknown => Reach::HostKeyUnknown { remote },
            Self::HostKeyChanged => Reach::HostKeyChanged { remote },
            Self::KeyRefused => Reach::KeyRefused { remote },
            Self::LoginRefused => Reach::LoginRefused { remote },
            Self::LoginNeeded => Reach::LoginNeeded { remote },
            Self::Forbidden => Reach::Forbidden { remote },
            Self::NoRepository => Reach::NoRepository { remote },
            Self::NoGitThere => Reach::NoGitThere { remote },
            Self::Certificate => Reach::Certificate { remote },
            Self::Redirected { host } => Reach::Redirected { remote, host },
            Self::OtherOwner => Reach::OtherOwner { remote },
            Self::DamagedHere { id } => Reach::DamagedHere { id },
            Self::DiskFullHere => Reach::DiskFullHere,
            Self::DiskFullThere => Reach::DiskFullAt { remote },
            Self::OtherDigest => Reach::OtherDigest { remote },
            Self::BadObjects { object, words } => Reach::BadObjects { remote, object, words },
            Self::Protocol => Reach::Protocol { remote },
            Self::ServerTrouble => Reach::ServerTrouble { remote },
            Self::FolderNotEmpty => Reach::FolderNotEmpty,
            // In git's own words.
            Self::Other { words } => return format!("{remote}: {words}"),
        };
        message.text(language)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text("the shared repository", Language::English))
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

impl Rejection {
    /// Says it to a person.
    pub fn text(&self, language: Language) -> String {
        let both;
        let message = match self {
            Self::Stale => Reach::Stale,
            Self::Busy { text } => Reach::StaysBusy { words: text },
            Self::Hook { text } => Reach::CheckRefused { words: text },
            Self::Protected { text } => Reach::Protected { words: text },
            Self::CheckedOut => Reach::CheckedOut,
            Self::DiskFull => Reach::DiskFullThere,
            Self::NotWritable { text } => Reach::NotWritable { words: text },
            Self::OwnHook { text } => Reach::OwnHook { words: text },
            Self::Other { reason, text } if text.is_empty() => Reach::Refused { words: reason },
            Self::Other { reason, text } => {
                both = format!("{reason}: {text}");
                Reach::Refused { words: &both }
            }
        };
        message.text(language)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}
