//! Writing and deleting files of a work tree: wholly or not at all, never through a link, and only
//! over what was expected there.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use sha1::{Digest, Sha1};
use thiserror::Error;

use super::dir::{Dir, Kind, Replace};
use super::staging::Stat;
use super::{SafePath, fault, read, retry};
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
    let place = match Place::find(root, path, Missing::Make)? {
        Ok(place) => place,
        Err(NotThere::Refused(refusal)) => return Ok(Done::Refused(refusal)),
        Err(NotThere::Absent) => return Ok(Done::Changed),
    };
    if let Some(done) = place.differs(expect)? {
        return Ok(done);
    }
    let temporary = temporary_name();
    let written = place.write(&temporary, bytes, executable, expect);
    if !matches!(written, Ok(Done::Done)) {
        // What went wrong matters more than whether the half-written file can be removed.
        let _ = place.dir.remove(&temporary);
    }
    written
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

/// Forces everything below a folder to the disk.
pub(crate) fn sync_tree(root: &Path) -> io::Result<()> {
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
    let place = match Place::find(root, path, Missing::Leave)? {
        Ok(place) => place,
        Err(NotThere::Refused(refusal)) => return Ok(Done::Refused(refusal)),
        Err(NotThere::Absent) => return Ok(Done::Done),
    };
    let kind = place.dir.kind(place.name).map_err(place.fail("looked at"))?;
    if kind == Kind::Absent {
        return Ok(Done::Done);
    }
    fault::step("delete").map_err(place.fail("deleted"))?;
    if let Some(done) = place.differs(Some(expect))? {
        return Ok(done);
    }
    place.dir.remove(place.name).map_err(place.fail("deleted"))?;
    place.dir.sync().map_err(place.fail("deleted"))?;
    place.remove_empty_folders();
    Ok(Done::Done)
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

fn temporary_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let random = retry::jitter(Duration::from_secs(1)).as_nanos();
    format!("{TEMP_PREFIX}{}-{next}-{random:x}{TEMP_SUFFIX}", std::process::id())
}

/// Computes the id of what is left to read, of which there must be `size` bytes; `None` when there
/// are more or fewer.
pub(crate) fn hash(file: &mut File, size: u64) -> io::Result<Option<ContentId>> {
    let mut hash = Sha1::new();
    hash.update(format!("blob {size}\0"));
    let mut buffer = vec![0; 64 * 1024];
    let mut left = size;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((left == 0).then(|| ContentId::from_bytes(hash.finalize().into()))),
            Ok(count) if count as u64 > left => return Ok(None),
            Ok(count) => {
                hash.update(&buffer[..count]);
                left -= count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// What to do about folders that are not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Make,
    Leave,
}

enum NotThere {
    Refused(Refusal),
    Absent,
}

/// A name in a folder that was reached without following a link.
struct Place<'a> {
    /// The folders from the root to the one that holds the file, which is `dir`.
    above: Vec<(Dir, &'a str)>,
    dir: Dir,
    name: &'a str,
}

impl<'a> Place<'a> {
    fn find(
        root: &Path,
        path: &'a SafePath,
        missing: Missing,
    ) -> Result<Result<Self, NotThere>, FileError> {
        let fail = |dir: &Path, action| {
            let path = dir.to_owned();
            move |source| FileError { path, action, source }
        };
        let mut dir = Dir::open(root).map_err(fail(root, "opened"))?;
        let mut above = Vec::new();
        let mut parts = path.path().parts().peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return Ok(Ok(Self { above, dir, name: part }));
            }
            let here = dir.path().join(part);
            let named = || below(root, &here);
            match dir.kind(part).map_err(fail(&here, "looked at"))? {
                Kind::Folder => {}
                Kind::Absent if missing == Missing::Leave => return Ok(Err(NotThere::Absent)),
                Kind::Absent => {
                    fault::step("folder").map_err(fail(&here, "made"))?;
                    match dir.make_child(part) {
                        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                            return Err(fail(&here, "made")(error));
                        }
                        _ => dir.sync().map_err(fail(&here, "made"))?,
                    }
                }
                kind => return Ok(Err(NotThere::Refused(refusal(kind, named())))),
            }
            let child = dir.child(part).map_err(fail(&here, "opened"))?;
            if child.kind(".git").map_err(fail(&here, "looked at"))? != Kind::Absent {
                return Ok(Err(NotThere::Refused(Refusal::Repository(named()))));
            }
            above.push((std::mem::replace(&mut dir, child), part));
        }
        Ok(Err(NotThere::Absent))
    }

    fn fail(&self, action: &'static str) -> impl Fn(io::Error) -> FileError + use<> {
        let path = self.dir.path().join(self.name);
        move |source| FileError { path: path.clone(), action, source }
    }

    /// Computes the id of what is there; `None` when nothing is.
    fn content(&self) -> Result<Result<Option<ContentId>, Refusal>, FileError> {
        let fail = self.fail("read");
        match self.dir.kind(self.name).map_err(&fail)? {
            Kind::Absent => return Ok(Ok(None)),
            Kind::File => {}
            Kind::Folder => return Ok(Err(Refusal::Folder(self.name.to_owned()))),
            kind => return Ok(Err(refusal(kind, self.name.to_owned()))),
        }
        let mut file = match self.dir.read(self.name) {
            Ok(file) => file,
            Err(error) if read::is_absent(&error) => return Ok(Ok(None)),
            Err(error) => return Err(fail(error)),
        };
        let size = file.metadata().map_err(&fail)?.len();
        // A file that grows or shrinks while it is read is being written: no content we know.
        let id = hash(&mut file, size).map_err(&fail)?;
        Ok(Ok(Some(id.unwrap_or_else(|| ContentId::from_bytes([0; 20])))))
    }

    /// Returns what to answer when the file is not what is expected, or was saved while it was
    /// compared, which takes a while for a large one (FAILURES 3).
    fn differs(&self, expect: Option<ContentId>) -> Result<Option<Done>, FileError> {
        let fail = self.fail("looked at");
        let before = self.look().map_err(&fail)?;
        Ok(match self.content()? {
            Err(refusal) => Some(Done::Refused(refusal)),
            Ok(found) if found != expect => Some(Done::Changed),
            Ok(_) => (self.look().map_err(&fail)? != before).then_some(Done::Changed),
        })
    }

    /// Tells what the file looks like, without reading it; `None` when no ordinary file is there.
    fn look(&self) -> io::Result<Option<Stat>> {
        if self.dir.kind(self.name)? != Kind::File {
            return Ok(None);
        }
        match self.dir.read(self.name).and_then(|file| file.metadata()) {
            Ok(metadata) => Ok(Some(Stat::of(&metadata))),
            Err(error) if read::is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(
        &self,
        temporary: &str,
        bytes: &[u8],
        executable: Option<bool>,
        expect: Option<ContentId>,
    ) -> Result<Done, FileError> {
        let fail = self.fail("written");
        fault::step("temporary file").map_err(&fail)?;
        let mut file = self.dir.create(temporary).map_err(&fail)?;
        file.write_all(bytes).map_err(&fail)?;
        if expect.is_some() {
            self.keep_permissions(&file).map_err(&fail)?;
        }
        set_executable(&file, executable).map_err(&fail)?;
        file.sync_all().map_err(&fail)?;
        drop(file);
        fault::step("rename").map_err(&fail)?;
        if let Some(done) = self.differs(expect)? {
            return Ok(done);
        }
        let replace = if expect.is_some() { Replace::Yes } else { Replace::No };
        match self.dir.rename(temporary, self.name, replace) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(Done::Changed),
            other => other.map_err(&fail)?,
        }
        self.dir.sync().map_err(&fail)?;
        fault::step("after rename").map_err(&fail)?;
        Ok(Done::Done)
    }

    fn keep_permissions(&self, file: &File) -> io::Result<()> {
        let old = self.dir.read(self.name)?.metadata()?;
        file.set_permissions(old.permissions())
    }

    /// Removes the folders that are empty now, innermost first; never the root.
    fn remove_empty_folders(self) {
        for (parent, name) in self.above.into_iter().rev() {
            // A folder with anything in it stays, and that is no failure.
            if parent.remove_child(name).is_err() || parent.sync().is_err() {
                return;
            }
        }
    }
}

fn refusal(kind: Kind, name: String) -> Refusal {
    match kind {
        Kind::Symlink => Refusal::Symlink(name),
        Kind::Folder => Refusal::Folder(name),
        Kind::File => Refusal::NotAFolder(name),
        Kind::Absent | Kind::Special => Refusal::Special(name),
    }
}

fn below(root: &Path, here: &Path) -> String {
    super::walk::relative(root, here).to_string()
}

#[cfg(unix)]
fn set_executable(file: &File, executable: Option<bool>) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    let Some(executable) = executable else { return Ok(()) };
    let mode = file.metadata()?.permissions().mode() & 0o7777;
    // Who may read it may run it.
    let wanted = if executable { mode | (mode & 0o444) >> 2 } else { mode & !0o111 };
    if wanted == mode {
        return Ok(());
    }
    file.set_permissions(Permissions::from_mode(wanted))
}

#[cfg(not(unix))]
fn set_executable(_file: &File, _executable: Option<bool>) -> io::Result<()> {
    Ok(())
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
