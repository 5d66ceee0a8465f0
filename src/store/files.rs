//! Writing and deleting files of a work tree: wholly or not at all, never through a link, and only
//! over what was expected there.

#[cfg(any(test, target_os = "linux", target_os = "android"))]
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use thiserror::Error;

use super::batch::Batch;
use super::place::{Missing, NotThere, Place, set_executable};
use super::{SafePath, fault, retry};
use crate::merge::ContentId;
use crate::schema::layout::{TEMP_PREFIX, TEMP_SUFFIX};

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Done {
    /// It is as was asked, and has reached the disk.
    Done,
    /// It does not hold what was expected; nothing was done.
    Changed,
    /// Something else stands in its place or on the way; nothing was done.
    Refused(Refusal),
}

/// Why a file is not written where it belongs.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("`{0}` is a symbolic link here")]
    Symlink(String),
    #[error("`{0}` is a folder here")]
    Folder(String),
    #[error("`{0}` is a file here, not a folder")]
    NotAFolder(String),
    #[error("`{0}` is neither a file nor a folder here")]
    Special(String),
    #[error("`{0}` is a repository of its own here")]
    Repository(String),
}

/// A file that could not be written, deleted or compared.
#[derive(Debug, Error)]
#[error("{} cannot be {action}", path.display())]
pub struct FileError {
    pub path: PathBuf,
    pub action: &'static str,
    pub source: io::Error,
}

impl FileError {
    /// Tells whether the user may not write there.
    pub fn is_forbidden(&self) -> bool {
        let kind = self.source.kind();
        matches!(kind, io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
    }

    /// Tells whether the disk is full, or the user's share of it.
    pub fn is_disk_full(&self) -> bool {
        matches!(self.source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    }
}

/// Writes a file below `root` when it holds what is expected: `None` for a file that must not be
/// there yet.
///
/// The new bytes are written beside it, forced to the disk and renamed over it, so that at each
/// instant the path is wholly old or wholly new. Missing folders are made. `executable` is `None` to
/// leave that as it is; the other permissions are kept.
///
/// # Errors
/// When the system refuses; the file is then as before.
pub fn write_atomic(
    root: &Path,
    path: &SafePath,
    bytes: &[u8],
    executable: Option<bool>,
    expect: Option<ContentId>,
) -> Result<Done, FileError> {
    let mut batch = Batch::new(root, 1);
    match batch.write(path, bytes, executable, expect)? {
        Done::Done => Ok(batch.finish()?.pop().unwrap_or(Done::Changed)),
        other => Ok(other),
    }
}

/// Writes a file that is not there yet, in a folder that nobody works in yet: at once under its own
/// name, and not forced to the disk before [`sync_tree`].
pub(crate) fn write_new(
    root: &Path,
    path: &SafePath,
    bytes: &[u8],
    executable: bool,
) -> Result<Done, FileError> {
    let place = match Place::find(root, path, Missing::Make)? {
        Ok(place) => place,
        Err(NotThere::Refused(refusal)) => return Ok(Done::Refused(refusal)),
        Err(NotThere::Absent) => return Ok(Done::Changed),
    };
    if let Some(done) = place.differs(None)? {
        return Ok(done);
    }
    let fail = place.fail("written");
    fault::step("new file").map_err(&fail)?;
    let mut file = place.dir.create(place.name).map_err(&fail)?;
    file.write_all(bytes).map_err(&fail)?;
    set_executable(&file, executable.then_some(true)).map_err(&fail)?;
    Ok(Done::Done)
}

/// Replaces a file that another program has handed over; it lies wherever that program put it.
///
/// # Errors
/// When the system refuses; the file is then as before.
pub fn replace_handed_over(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let fail = |source| FileError { path: path.to_owned(), action: "written", source };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}

/// Forces everything below a folder to the disk.
pub(crate) fn sync_tree(root: &Path) -> io::Result<()> {
    fault::forced(fault::Event::Tree(root), || force_tree(root))
}

fn force_tree(root: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        Ok(rustix::fs::syncfs(File::open(root)?)?)
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        for entry in walkdir::WalkDir::new(root) {
            let entry = entry?;
            if entry.file_type().is_file() {
                // Windows forces a file to the disk only through a handle that may write.
                std::fs::OpenOptions::new().write(true).open(entry.path())?.sync_all()?;
            } else if entry.file_type().is_dir() && cfg!(unix) {
                File::open(entry.path())?.sync_all()?;
            }
        }
        Ok(())
    }
}

/// Deletes a file below `root` when it holds what is expected, and the folders that it leaves empty.
/// A file that is gone already counts as deleted.
///
/// # Errors
/// When the system refuses.
pub fn delete(root: &Path, path: &SafePath, expect: ContentId) -> Result<Done, FileError> {
    let mut batch = Batch::new(root, 1);
    let done = batch.delete(path, expect)?;
    batch.finish()?;
    Ok(done)
}

/// Computes the id of a file below `root`; `None` when none is there. Neither a link at its end nor
/// one on the way is followed.
///
/// # Errors
/// When something else stands there, or it cannot be read.
pub fn content_id(root: &Path, path: &SafePath) -> Result<Option<ContentId>, FileError> {
    let refused = |refusal: Refusal| FileError {
        path: root.join(path.to_location()),
        action: "read",
        source: io::Error::other(refusal),
    };
    match Place::find(root, path, Missing::Leave)? {
        Ok(place) => match place.content()? {
            Ok(id) => Ok(id),
            Err(refusal) => Err(refused(refusal)),
        },
        Err(NotThere::Absent) => Ok(None),
        Err(NotThere::Refused(refusal)) => Err(refused(refusal)),
    }
}

/// Removes a temporary file that a run of ours left when it was stopped; does nothing to any other
/// file, nor to one younger than an hour, which may still be in use.
pub fn remove_leftover(location: &Path) -> bool {
    let is_ours = location.file_name().and_then(|name| name.to_str()).is_some_and(is_temporary);
    let age = std::fs::symlink_metadata(location)
        .ok()
        .filter(std::fs::Metadata::is_file)
        .and_then(|metadata| SystemTime::now().duration_since(metadata.modified().ok()?).ok());
    is_ours
        && age.is_some_and(|age| age > Duration::from_secs(3600))
        && std::fs::remove_file(location).is_ok()
}

/// Tells whether a name is one of our temporary files.
pub(crate) fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMP_PREFIX) && name.ends_with(TEMP_SUFFIX)
}

pub(crate) fn temporary_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let random = retry::jitter(Duration::from_secs(1)).as_nanos();
    format!("{TEMP_PREFIX}{}-{next}-{random:x}{TEMP_SUFFIX}", std::process::id())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn safe(path: &str) -> SafePath {
        SafePath::new(&path.into()).expect("a safe path")
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn write(root: &Path, path: &str, text: &str, expect: Option<&str>) -> Done {
        let expect = expect.map(|text| ContentId::of_blob(text.as_bytes()));
        write_atomic(root, &safe(path), text.as_bytes(), None, expect).expect("no failure")
    }

    fn names(root: &Path) -> Vec<String> {
        let walked = super::super::walk::walk(root, &|_, _| false).expect("walked");
        walked.files.iter().map(|found| found.path.to_string()).collect()
    }

    #[test]
    fn a_file_is_written_over_what_was_expected_only() {
        let dir = folder();
        let root = dir.path();
        assert_eq!(write(root, "a/b/c.md", "one", None), Done::Done);
        assert_eq!(write(root, "a/b/c.md", "two", None), Done::Changed);
        assert_eq!(write(root, "a/b/c.md", "two", Some("other")), Done::Changed);
        assert_eq!(write(root, "a/b/c.md", "two", Some("one")), Done::Done);
        assert_eq!(write(root, "d.md", "two", Some("one")), Done::Changed);
        assert_eq!(fs::read(root.join("a/b/c.md")).expect("read"), b"two");
        assert_eq!(names(root), ["a/b/c.md"]);
    }

    #[test]
    fn deleting_takes_the_empty_folders_along() {
        let dir = folder();
        let root = dir.path();
        assert_eq!(write(root, "a/b/c.md", "one", None), Done::Done);
        assert_eq!(write(root, "a/d.md", "one", None), Done::Done);
        let one = ContentId::of_blob(b"one");
        let other = ContentId::of_blob(b"other");
        assert_eq!(delete(root, &safe("a/b/c.md"), other).expect("looked"), Done::Changed);
        assert_eq!(delete(root, &safe("a/b/c.md"), one).expect("deleted"), Done::Done);
        assert!(!root.join("a/b").exists() && root.join("a").exists());
        assert_eq!(delete(root, &safe("a/b/c.md"), one).expect("gone"), Done::Done);
        assert_eq!(delete(root, &safe("a/d.md"), one).expect("deleted"), Done::Done);
        assert!(!root.join("a").exists() && root.exists());
    }

    /// FAILURES 46, 47: a link never leads a write out of the root.
    #[cfg(unix)]
    #[test]
    fn links_are_never_written_through() {
        let (dir, outside) = (folder(), folder());
        let root = dir.path();
        fs::write(outside.path().join("x.md"), "kept").expect("written");
        std::os::unix::fs::symlink(outside.path(), root.join("out")).expect("linked");
        std::os::unix::fs::symlink(outside.path().join("x.md"), root.join("x.md")).expect("linked");
        let kept = ContentId::of_blob(b"kept");
        for path in ["out/x.md", "out/new.md", "x.md"] {
            for expect in [None, Some("kept")] {
                let done = write(root, path, "new", expect);
                assert!(matches!(done, Done::Refused(Refusal::Symlink(_))), "{path}: {done:?}");
            }
            let done = delete(root, &safe(path), kept).expect("no failure");
            assert!(matches!(done, Done::Refused(Refusal::Symlink(_))), "{path}: {done:?}");
        }
        assert_eq!(names(outside.path()), ["x.md"]);
        assert_eq!(fs::read(outside.path().join("x.md")).expect("read"), b"kept");
    }

    #[test]
    fn other_things_in_the_way_are_told() {
        let dir = folder();
        let root = dir.path();
        fs::create_dir_all(root.join("nested/.git")).expect("made");
        fs::create_dir_all(root.join("folder")).expect("made");
        fs::write(root.join("file"), "x").expect("written");
        let check = |path: &str, expected: Refusal| {
            assert_eq!(write(root, path, "new", None), Done::Refused(expected), "{path}");
        };
        check("nested/a.md", Refusal::Repository("nested".to_owned()));
        check("folder", Refusal::Folder("folder".to_owned()));
        check("file/a.md", Refusal::NotAFolder("file".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_kept() {
        use std::os::unix::fs::PermissionsExt;
        let dir = folder();
        let path = dir.path().join("a.sh");
        let mode = || fs::metadata(&path).expect("there").permissions().mode() & 0o777;
        fs::write(&path, "one").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        assert_eq!(write(dir.path(), "a.sh", "two", Some("one")), Done::Done);
        assert_eq!(mode(), 0o640);
        let two = Some(ContentId::of_blob(b"two"));
        let done = write_atomic(dir.path(), &safe("a.sh"), b"two", Some(true), two);
        assert_eq!((done.expect("written"), mode()), (Done::Done, 0o750));
    }

    #[test]
    fn only_our_old_leftovers_are_removed() {
        let dir = folder();
        let hour = |name: &str, hours: u64| {
            let path = dir.path().join(name);
            let file = File::create(&path).expect("made");
            let then = SystemTime::now() - Duration::from_secs(hours * 3600);
            file.set_modified(then).expect("set");
            path
        };
        assert!(remove_leftover(&hour(&temporary_name(), 2)));
        assert!(!remove_leftover(&hour(&temporary_name(), 0)));
        assert!(!remove_leftover(&hour("notes.tmp", 2)));
    }
}
