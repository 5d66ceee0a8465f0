//! A name below the root, reached without following a link, and what may be done with it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use sha1::{Digest, Sha1};

use super::dir::{Dir, Kind, Replace};
use super::files::{Done, FileError, Refusal};
use super::stat::Stat;
use super::{SafePath, fault, line_ends, read};
use crate::merge::ContentId;

/// What to do about folders that are not there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    Make,
    Leave,
}

pub(super) enum NotThere {
    Refused(Refusal),
    Absent,
}

/// A name in a folder that was reached without following a link.
pub(super) struct Place<'a> {
    /// The folders from the root to the one that holds the file, which is `dir`.
    above: Vec<(Dir, &'a str)>,
    pub(super) dir: Dir,
    pub(super) name: &'a str,
}

impl<'a> Place<'a> {
    pub(super) fn find(
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

    pub(super) fn fail(&self, action: &'static str) -> impl Fn(io::Error) -> FileError + use<> {
        let path = self.dir.path().join(self.name);
        move |source| FileError { path: path.clone(), action, source }
    }

    /// Computes the id of what is there; `None` when nothing is.
    pub(super) fn content(&self) -> Result<Result<Option<ContentId>, Refusal>, FileError> {
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
    pub(super) fn differs(&self, expect: Option<ContentId>) -> Result<Option<Done>, FileError> {
        let fail = self.fail("looked at");
        let before = self.look().map_err(&fail)?;
        Ok(match self.content()? {
            Err(refusal) => Some(Done::Refused(refusal)),
            Ok(found) if found != expect && !self.is_turned(expect).map_err(&fail)? => {
                Some(Done::Changed)
            }
            Ok(_) => (self.look().map_err(&fail)? != before).then_some(Done::Changed),
        })
    }

    /// Tells whether the file differs from `expect` in its line ends alone, as git turns them over
    /// when it puts a version into the folder.
    pub(super) fn is_turned(&self, expect: Option<ContentId>) -> io::Result<bool> {
        let Some(expect) = expect else { return Ok(false) };
        let file = match self.dir.read(self.name) {
            Ok(file) => file,
            Err(error) if read::is_absent(&error) => return Ok(false),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        if file.metadata()?.len() > line_ends::MOST {
            return Ok(false);
        }
        file.take(line_ends::MOST + 1).read_to_end(&mut bytes)?;
        Ok(line_ends::content(bytes, expect).is_some())
    }

    /// Tells what the file looks like, without reading it; `None` when no ordinary file is there.
    fn look(&self) -> io::Result<Option<Stat>> {
        if self.dir.kind(self.name)? != Kind::File {
            return Ok(None);
        }
        match self.dir.read(self.name).and_then(|file| file.metadata()) {
            Ok(metadata) => Ok(Some(Stat::of_metadata(&metadata))),
            Err(error) if read::is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes what is to stand here under another name beside it.
    pub(super) fn write_beside(
        &self,
        temporary: &str,
        bytes: &[u8],
        executable: Option<bool>,
        replaces: bool,
    ) -> Result<File, FileError> {
        let fail = self.fail("written");
        fault::step("temporary file").map_err(&fail)?;
        let mut file = self.dir.create(temporary).map_err(&fail)?;
        let write = |file: &mut File| {
            file.write_all(bytes)?;
            if replaces {
                self.keep_permissions(file)?;
            }
            set_executable(file, executable)
        };
        if let Err(error) = write(&mut file) {
            // What went wrong matters more than whether the half-written file can be removed.
            let _ = self.dir.remove(temporary);
            return Err(fail(error));
        }
        Ok(file)
    }

    /// Gives what was written beside it this name, if what is expected still stands here.
    pub(super) fn take_from(
        &self,
        temporary: &str,
        expect: Option<ContentId>,
    ) -> Result<Done, FileError> {
        let fail = self.fail("written");
        fault::step("rename").map_err(&fail)?;
        if let Some(done) = self.differs(expect)? {
            return Ok(done);
        }
        let replace = if expect.is_some() { Replace::Yes } else { Replace::No };
        match self.dir.rename(temporary, self.name, replace) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Done::Changed),
            other => other.map(|()| Done::Done).map_err(&fail),
        }
    }

    fn keep_permissions(&self, file: &File) -> io::Result<()> {
        let old = self.dir.read(self.name)?.metadata()?;
        file.set_permissions(old.permissions())
    }

    /// Removes the folders that are empty now, innermost first; never the root.
    pub(super) fn remove_empty_folders(self) {
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
pub(super) fn set_executable(file: &File, executable: Option<bool>) -> io::Result<()> {
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
pub(super) fn set_executable(_file: &File, _executable: Option<bool>) -> io::Result<()> {
    Ok(())
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
