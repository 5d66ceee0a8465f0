//! Places on this machine, as a person names them.

use std::io;
use std::path::{Path, PathBuf};

use crate::schema::layout::WORKSPACE_FILE;

/// Returns the absolute path of what is there, links resolved.
///
/// # Errors
/// When nothing is there, or a folder on the way cannot be opened.
pub fn real(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

/// Tells whether a file is there, links followed.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Tells whether a folder is there that belongs to what is around it: no link, and no repository or
/// workspace of its own.
pub fn is_own_folder(path: &Path) -> bool {
    let is_own = |name: &str| path.join(name).symlink_metadata().is_err();
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
        && is_own(".git")
        && is_own(WORKSPACE_FILE)
}

/// Tells whether a git folder lies here: a folder itself, neither a link nor a file that names one.
pub fn is_own_folder_of_git(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}

/// Returns the absolute path of what is there or could be made there: the folder's links are
/// resolved, the last part is taken as it is.
pub fn real_or_new(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(parent.join(path.file_name()?))
    })
}
