//! What was done to documents, by whom and when: what `log`, `changes` and `diff` tell.
//!
//! Owns the [`Event`] that all of them are made of, how one comes from a touch of the history or from
//! a file that is not committed, and the words and the JSON for it.

mod json;
mod pending;
mod people;
mod teller;
mod words;

use jiff::Timestamp;
use thiserror::Error;

use crate::changes::Change;
use crate::index::history::HistoryError;
use crate::store::{CommitId, ObjectError, OpenError, RefError, Repo};
use crate::sync::SyncError;
use crate::text::RepoPath;

pub use json::{change as change_to_json, event as event_to_json};
pub use people::{People, Who};
pub use words::{Voice, sentence, sentences};

pub(super) use pending::{Pending, pending};
pub(super) use teller::{Teller, hidden, me, moment, tip_of};

/// Something that was done to a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// `None` while it is not committed.
    pub commit: Option<CommitId>,
    /// When it was written; `None` while it is not committed.
    pub at: Option<Timestamp>,
    pub by: Who,
    /// Whether everybody has it.
    pub shared: bool,
    /// Where the document is behind it; where it was, when it is gone.
    pub path: RepoPath,
    /// Where it was before, when that was elsewhere.
    pub moved_from: Option<RepoPath>,
    /// The kind of the document, as far as it is known.
    pub kind: Option<String>,
    pub what: What,
    pub changes: Vec<Change>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The document came.
    Made {
        /// `None` for what is no document.
        title: Option<String>,
    },
    Changed,
    Deleted {
        /// What it was called; `None` for what is no document.
        title: Option<String>,
    },
    /// A reply or a review came.
    Said {
        /// Its type or verdict; `reply` where it has none.
        what: String,
        /// The person it says that it is by, where that is another.
        on_behalf_of: Option<String>,
        /// What it begins with, on one line.
        gist: Option<String>,
        /// To whom it gives the task.
        to: Option<String>,
    },
    /// A reply or a review that was there already.
    Resaid {
        what: String,
    },
    Unsaid,
}

impl Event {
    /// Tells whether there is something to say: other spellings of one meaning are nothing.
    pub fn says_something(&self) -> bool {
        match self.what {
            What::Changed | What::Resaid { .. } => {
                !self.changes.is_empty() || self.moved_from.is_some()
            }
            _ => true,
        }
    }
}

/// The history of a workspace cannot be told.
#[derive(Debug, Error)]
pub enum StoryError {
    #[error("this folder is no git repository, so nothing is known of what was before")]
    NoRepository,
    #[error("`workspace.yml` does not lie at the top of its git repository, but somewhere below")]
    NotAtTheTop,
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the history cannot be read")]
    History(#[from] HistoryError),
    #[error("the history cannot be read")]
    Object(#[from] ObjectError),
    #[error(transparent)]
    Ref(#[from] RefError),
    #[error(transparent)]
    Sync(#[from] SyncError),
}

/// Opens the repository of a workspace.
pub(super) fn repository(root: &std::path::Path) -> Result<Repo, StoryError> {
    match Repo::open(root) {
        Ok(repo) => Ok(repo),
        Err(OpenError::NotFound { .. }) => match Repo::discover(root) {
            Ok(_) => Err(StoryError::NotAtTheTop),
            Err(_) => Err(StoryError::NoRepository),
        },
        Err(error) => Err(error.into()),
    }
}
