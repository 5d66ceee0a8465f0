//! The files below a folder, git or no git: what `check` and `list` look at.
//!
//! Stops at the borders of other people's things: a nested repository or a nested workspace is
//! reported and not entered; links are reported and not followed.

use std::fs::{FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use walkdir::{DirEntry, WalkDir};

use crate::schema::layout::WORKSPACE_FILE;
use crate::text::{RepoPath, is_git_folder};

/// What a walk found, in the order of the paths' parts.
#[derive(Debug, Default)]
pub struct Walked {
    pub files: Vec<Found>,
    /// Folders that were not entered: another repository or another workspace begins there.
    pub nested: Vec<RepoPath>,
    /// Folders that cannot be listed, with what the system said.
    pub unreadable: Vec<(RepoPath, String)>,
}

/// One name that is not a folder.
#[derive(Clone, Debug)]
pub struct Found {
    /// From the root of the walk; a name that is not UTF-8 has replacement characters here.
    pub path: RepoPath,
    /// Where it lies on this machine.
    pub location: PathBuf,
    pub kind: FoundKind,
    /// Bytes.
    pub size: u64,
    pub modified: Option<SystemTime>,
}

/// What stands under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FoundKind {
    File,
    Folder,
    Symlink,
    /// A pipe, a socket, a device.
    Special,
    /// It could not even be looked at.
    Unknown,
}

impl FoundKind {
    pub(super) fn of(file_type: FileType) -> Self {
        if file_type.is_file() {
            Self::File
        } else if file_type.is_dir() {
            Self::Folder
        } else if file_type.is_symlink() {
            Self::Symlink
        } else {
            Self::Special
        }
    }
}

/// The folder itself cannot be walked.
#[derive(Debug, Error)]
#[error("{} cannot be listed", path.display())]
pub struct WalkError {
    pub path: PathBuf,
    pub source: io::Error,
}

/// Walks the folder `root`; when it is a file, that file alone is found, under its own name.
///
/// `skip` is asked for each name before it is looked at, with whether it is a folder; what it skips
/// is not reported and not entered. `.git` is always skipped.
///
/// # Errors
/// When the root is absent or cannot be listed.
pub fn walk(root: &Path, skip: &dyn Fn(&RepoPath, bool) -> bool) -> Result<Walked, WalkError> {
    let fail = |source| WalkError { path: root.to_owned(), source };
    let metadata = root.metadata().map_err(fail)?;
    let mut walked = Walked::default();
    if !metadata.is_dir() {
        let name = root.file_name().unwrap_or(root.as_os_str());
        let path = RepoPath::new(name.to_string_lossy());
        walked.files.push(found(path, root, &metadata));
        return Ok(walked);
    }
    std::fs::read_dir(root).map_err(fail)?;
    let mut entries = WalkDir::new(root).min_depth(1).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) => visit(&entry, root, skip, &mut walked, || entries.skip_current_dir()),
            Err(error) => {
                let path = error.path().map_or_else(|| RepoPath::new(""), |p| relative(root, p));
                walked.unreadable.push((path, words(&error)));
            }
        }
    }
    Ok(walked)
}

fn visit(
    entry: &DirEntry,
    root: &Path,
    skip: &dyn Fn(&RepoPath, bool) -> bool,
    walked: &mut Walked,
    leave: impl FnOnce(),
) {
    let is_folder = entry.file_type().is_dir();
    let path = relative(root, entry.path());
    if is_git_folder(path.file_name()) || skip(&path, is_folder) {
        if is_folder {
            leave();
        }
    } else if !is_folder {
        match entry.metadata() {
            Ok(metadata) => walked.files.push(found(path, entry.path(), &metadata)),
            Err(_) => walked.files.push(Found {
                path,
                location: entry.path().to_owned(),
                kind: FoundKind::Unknown,
                size: 0,
                modified: None,
            }),
        }
    } else if is_nested(entry.path()) {
        walked.nested.push(path);
        leave();
    }
}

fn found(path: RepoPath, location: &Path, metadata: &Metadata) -> Found {
    Found {
        path,
        location: location.to_owned(),
        kind: FoundKind::of(metadata.file_type()),
        size: metadata.len(),
        modified: metadata.modified().ok(),
    }
}

/// Tells whether another repository or another workspace begins in a folder below a root.
fn is_nested(folder: &Path) -> bool {
    [".git", WORKSPACE_FILE].iter().any(|name| folder.join(name).symlink_metadata().is_ok())
}

/// Tells whether a name in a folder below a root means that another repository or another workspace
/// begins there.
pub(crate) fn begins_another(folder: &Path, name: &str) -> bool {
    [".git", WORKSPACE_FILE].iter().any(|mark| {
        // In other letters it is the mark only where the file system sees no difference.
        name == *mark
            || name.eq_ignore_ascii_case(mark) && folder.join(mark).symlink_metadata().is_ok()
    })
}

/// Names a place below `root` as git would: with `/`, and replacement characters for what is not
/// UTF-8.
pub(crate) fn relative(root: &Path, location: &Path) -> RepoPath {
    let below = location.strip_prefix(root).unwrap_or(location);
    if cfg!(unix) {
        return RepoPath::new(below.to_string_lossy());
    }
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    RepoPath::new(parts.join("/"))
}

fn words(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
            fs::write(path, "x").expect("written");
        }
        dir
    }

    fn check(files: &[&str], expected: &[&str]) -> Walked {
        let dir = tree(files);
        let skip = |path: &RepoPath, _: bool| path.as_str() == "Today.md";
        let walked = walk(dir.path(), &skip).expect("walked");
        let paths: Vec<_> = walked.files.iter().map(|found| found.path.as_str()).collect();
        assert_eq!(paths, expected);
        walked
    }

    #[test]
    fn everything_but_git_and_what_is_skipped() {
        check(
            &["workspace.yml", "tasks/b.md", "tasks/a.md", ".git/config", "Today.md", "x.png"],
            &["tasks/a.md", "tasks/b.md", "workspace.yml", "x.png"],
        );
    }

    #[test]
    fn nested_things_are_told_and_not_entered() {
        let walked = check(
            &[
                "workspace.yml",
                "a/workspace.yml",
                "a/tasks/t.md",
                "b/.git/HEAD",
                "b/c.md",
                "d/e.md",
            ],
            &["d/e.md", "workspace.yml"],
        );
        assert_eq!(walked.nested, ["a", "b"].map(RepoPath::from));
    }

    #[test]
    fn a_file_is_walked_alone() {
        let dir = tree(&["a.md", "b.md"]);
        let walked = walk(&dir.path().join("a.md"), &|_, _| false).expect("walked");
        assert_eq!(walked.files.len(), 1);
        assert_eq!(walked.files[0].path.as_str(), "a.md");
        assert!(walk(&dir.path().join("c"), &|_, _| false).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_found_and_not_followed() {
        let dir = tree(&["a/b.md"]);
        std::os::unix::fs::symlink("..", dir.path().join("a/up")).expect("linked");
        let walked = walk(dir.path(), &|_, _| false).expect("walked");
        let kinds: Vec<_> = walked.files.iter().map(|f| (f.path.as_str(), f.kind)).collect();
        assert_eq!(kinds, [("a/b.md", FoundKind::File), ("a/up", FoundKind::Symlink)]);
    }
}
