//! One file before and after a person edited it in an editor of their own.

use std::path::PathBuf;

use super::{Place, PlaceError};
use crate::text::RepoPath;

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
/// When none or several are meant.
pub fn find(place: &Place, wanted: &str) -> Result<ToEdit, PlaceError> {
    let path = place.find(wanted)?.path.clone();
    let location = place.snapshot.root().join(path.as_str());
    Ok(ToEdit { path, location })
}
