//! What git's hooks ask for: whether a push may come in, what goes to whom, and what has come.
//!
//! A push is judged by the rules and the people of what everybody had before it. Nothing that arrives is
//! run, and what is read of it is bounded.

mod authors;
mod changes;
mod clone;
mod edits;
mod install;
mod judge;
mod objections;
mod range;
mod receive;
mod words;

use std::io;

use thiserror::Error;

use crate::diagnostic::RuleName;
use crate::store::{CommitId, ObjectError, OpenError, RefError, SignatureError, StagingError};
use crate::sync::{HeldBack, SyncError};
use crate::text::RepoPath;
use crate::workflow::rights::Breach;

pub use authors::Voucher;
pub use clone::{Said, post_merge, pre_commit, pre_push};
pub use install::{HOOKS, InstallError, install};
pub(crate) use install::{install_in, lacking};
pub(in crate::ops) use objections::objections;
pub use range::{RangeError, Ranged, check_range};
pub use receive::{Options, Received, Update, receive};
pub use words::refusal_words;

/// Why something that comes is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Somebody wrote what they may not.
    Breach {
        breach: Breach,
        you: String,
    },
    /// A secret, in a line of a file or of what a commit says of itself.
    Secret {
        rule: RuleName,
        line: Option<usize>,
    },
    /// A name that leads out of the folder, or into git's.
    Hostile,
    /// A name that is no text, which every system shows as another one.
    NotText,
    /// A file of git's settings that names a command, or another thing that git holds to be unsafe.
    Commands,
    /// A link, or another repository.
    NoFile,
    /// What would keep it from being sent, too.
    Fault(HeldBack),
    /// The server does not say who pushes.
    NoPusher,
    /// Nobody of the workspace is called like the account that pushes.
    UnknownPusher(String),
    /// Nobody of the workspace has the address that a commit says it is by.
    UnknownAuthor(String),
    /// Signatures are asked for, and this one has none of anybody here.
    Unsigned,
    /// Only a client or a lead shares a workspace first.
    NotFirst(String),
    /// The shared history would be rewound.
    Rewound,
    /// What everybody shares would be removed.
    Removed,
    /// It is no history at all.
    NoHistory,
    TooMany(usize),
    TooMuch,
    /// A merge of more than two.
    ManyParents,
    /// A merge of histories that were merged with each other too often.
    Entangled,
    NoWorkspace,
    NewerFormat(u32),
}

/// One reason to refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The commit that it is about; `None` for the whole.
    pub commit: Option<CommitId>,
    pub path: Option<RepoPath>,
    pub problem: Problem,
}

impl Refusal {
    fn at(commit: CommitId, path: Option<RepoPath>, problem: Problem) -> Self {
        Self { commit: Some(commit), path, problem }
    }

    fn whole(problem: Problem) -> Self {
        Self { commit: None, path: None, problem }
    }
}

/// A judgement that could not be made.
#[derive(Debug, Error)]
pub enum ReceiveError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error(transparent)]
    Ref(#[from] RefError),
    #[error(transparent)]
    Staging(#[from] StagingError),
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error(transparent)]
    Signature(#[from] SignatureError),
    #[error("no temporary file can be made")]
    Temporary(#[from] io::Error),
}
