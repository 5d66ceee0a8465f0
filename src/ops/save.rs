use std::path::Path;

use thiserror::Error;

use crate::merge::ContentId;
use crate::store::files::{self, Done, FileError, Refusal};
use crate::store::{Repo, SafePath, UnsafePath};
use crate::sync;
use crate::text::RepoPath;

/// A file that was not written; it is as before.
#[derive(Debug, Error)]
pub enum SaveError {
    #[error(transparent)]
    Unsafe(#[from] UnsafePath),
    #[error(transparent)]
    File(#[from] FileError),
    #[error("{0} was changed by another program meanwhile; nothing was written")]
    Changed(RepoPath),
    #[error("{path} is not written: {refusal}")]
    Refused { path: RepoPath, refusal: Refusal },
    #[error("{0} is already there; nothing was overwritten")]
    Exists(RepoPath),
}

/// Replaces a file that still holds `old`.
///
/// A command reads what stands there before it writes, so what it writes is meant, even where that
/// is just what a sync had replaced.
pub(super) fn replace(root: &Path, path: &RepoPath, old: &str, new: &str) -> Result<(), SaveError> {
    let safe = SafePath::new(path)?;
    let [read, written] = [old, new].map(|text| ContentId::of_blob(text.as_bytes()));
    match files::write_atomic(root, &safe, new.as_bytes(), None, Some(read))? {
        Done::Done => {
            if let Ok(repo) = Repo::open(root) {
                // Else the next sync takes it for an editor's save, and says so: nothing is lost.
                let _ = sync::has_seen(&repo, path, read, written);
            }
            Ok(())
        }
        Done::Changed => Err(SaveError::Changed(path.clone())),
        Done::Refused(refusal) => Err(SaveError::Refused { path: path.clone(), refusal }),
    }
}

/// Makes a file where none is.
pub(super) fn create(
    root: &Path,
    path: &RepoPath,
    content: impl AsRef<[u8]>,
) -> Result<(), SaveError> {
    let safe = SafePath::new(path)?;
    match files::write_atomic(root, &safe, content.as_ref(), None, None)? {
        Done::Done => Ok(()),
        Done::Changed => Err(SaveError::Exists(path.clone())),
        Done::Refused(refusal) => Err(SaveError::Refused { path: path.clone(), refusal }),
    }
}

/// Removes a file that still holds `text`.
pub(super) fn remove(root: &Path, path: &RepoPath, text: &str) -> Result<(), SaveError> {
    let safe = SafePath::new(path)?;
    match files::delete(root, &safe, ContentId::of_blob(text.as_bytes()))? {
        Done::Done => Ok(()),
        Done::Changed => Err(SaveError::Changed(path.clone())),
        Done::Refused(refusal) => Err(SaveError::Refused { path: path.clone(), refusal }),
    }
}
