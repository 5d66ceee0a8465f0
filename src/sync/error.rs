use thiserror::Error;

use crate::index::history::HistoryError;
use crate::merge::ReadError;
use crate::store::files::FileError;
use crate::store::lock::LockError;
use crate::store::{ObjectError, RefError, ScanError, StagingError};

/// The disk or the repository failed; what was typed is where it was.
#[derive(Debug, Error)]
pub enum SyncError {
    #[error(transparent)]
    Ref(#[from] RefError),
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error(transparent)]
    Scan(#[from] ScanError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Staging(#[from] StagingError),
    /// Others worked here for too long while the shared place was asked; what it took is there.
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error("a version to be merged cannot be read")]
    Merge(#[from] ReadError),
    #[error("the history cannot be read")]
    History(#[source] HistoryError),
    #[error("git does not know who works here: set `user.name` and `user.email`")]
    NoIdentity,
}

impl From<HistoryError> for SyncError {
    fn from(error: HistoryError) -> Self {
        match error {
            HistoryError::Object(error) => Self::Object(error),
            lost @ HistoryError::Lost => Self::History(lost),
        }
    }
}
