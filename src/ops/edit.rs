//! One file before and after a person edited it in an editor of their own.

use std::path::PathBuf;

use super::{Place, PlaceError};
use crate::text::RepoPath;
use crate::workspace::LookupError;

/// A file that is to be opened in an editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToEdit {
    pub path: RepoPath,
    /// Where it lies on this machine.
    pub location: PathBuf,
}

/// Finds the file of the document that is meant by `wanted`.
///
/// # Errors
/// When none or several are meant. What cannot be read may be mended in an editor.
pub fn find(place: &Place, wanted: &str) -> Result<ToEdit, PlaceError> {
    let path = match place.find(wanted) {
        Ok(record) => record.path.clone(),
        Err(LookupError::Unread { path, .. }) => path,
        Err(error) => return Err(error.into()),
    };
    let location = place.snapshot.root().join(path.as_str());
    Ok(ToEdit { path, location })
}
