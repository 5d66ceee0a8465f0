//! One folder, held open: what is done in it cannot be diverted by a link that someone puts on the
//! way meanwhile.
//!
//! On Unix by file descriptors and the `…at` calls; elsewhere by paths, with a look at each part
//! just before.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// What stands under a name in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Absent,
    File,
    Folder,
    Symlink,
    Special,
}

/// Whether a rename may put an end to what has the new name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replace {
    Yes,
    No,
}

pub(crate) use system::Dir;

#[cfg(unix)]
mod system {
    use std::os::fd::OwnedFd;

    use rustix::fs::{self, AtFlags, FileType, Mode, OFlags};
    use rustix::io::Errno;

    use super::{File, Kind, Path, PathBuf, Replace, io};
    use crate::store::fault;

    pub(crate) struct Dir {
        fd: OwnedFd,
        path: PathBuf,
    }

    const FOLDER: OFlags =
        OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

    impl Dir {
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            // Where the root itself is a link, that is the user's own choice.
            let fd = fs::open(path, FOLDER.difference(OFlags::NOFOLLOW), Mode::empty())?;
            Ok(Self { fd, path: path.to_owned() })
        }

        pub(crate) fn path(&self) -> &Path {
            &self.path
        }

        pub(crate) fn child(&self, name: &str) -> io::Result<Self> {
            let fd = fs::openat(&self.fd, name, FOLDER, Mode::empty())?;
            Ok(Self { fd, path: self.path.join(name) })
        }

        pub(crate) fn make_child(&self, name: &str) -> io::Result<()> {
            Ok(fs::mkdirat(&self.fd, name, Mode::from_raw_mode(0o777))?)
        }

        pub(crate) fn kind(&self, name: &str) -> io::Result<Kind> {
            match fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) => Ok(match FileType::from_raw_mode(stat.st_mode) {
                    FileType::RegularFile => Kind::File,
                    FileType::Directory => Kind::Folder,
                    FileType::Symlink => Kind::Symlink,
                    _ => Kind::Special,
                }),
                Err(Errno::NOENT | Errno::NOTDIR) => Ok(Kind::Absent),
                Err(error) => Err(error.into()),
            }
        }

        pub(crate) fn read(&self, name: &str) -> io::Result<File> {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            Ok(File::from(fs::openat(&self.fd, name, flags, Mode::empty())?))
        }

        /// Returns where a link leads, as git says it.
        pub(crate) fn link(&self, name: &str) -> io::Result<Vec<u8>> {
            Ok(fs::readlinkat(&self.fd, name, Vec::new())?.into_bytes())
        }

        pub(crate) fn create(&self, name: &str) -> io::Result<File> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
            let mode = Mode::from_raw_mode(0o666);
            Ok(File::from(fs::openat(&self.fd, name, flags, mode)?))
        }

        pub(crate) fn rename(&self, from: &str, to: &str, replace: Replace) -> io::Result<()> {
            #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
            if replace == Replace::No {
                let flags = fs::RenameFlags::NOREPLACE;
                match fs::renameat_with(&self.fd, from, &self.fd, to, flags) {
                    // Not every file system can do it: there, a look just before must do.
                    Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
                    other => return Ok(other?),
                }
            }
            if replace == Replace::No && self.kind(to)? != Kind::Absent {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            Ok(fs::renameat(&self.fd, from, &self.fd, to)?)
        }

        pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
            Ok(fs::unlinkat(&self.fd, name, AtFlags::empty())?)
        }

        pub(crate) fn remove_child(&self, name: &str) -> io::Result<()> {
            Ok(fs::unlinkat(&self.fd, name, AtFlags::REMOVEDIR)?)
        }

        pub(crate) fn sync(&self) -> io::Result<()> {
            fault::forced(fault::Event::Folder(&self.path), || match fs::fsync(&self.fd) {
                // Some network file systems cannot force a folder to the disk.
                Err(Errno::INVAL | Errno::NOTSUP | Errno::NOSYS) => Ok(()),
                other => Ok(other?),
            })
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{self, OpenOptions};

    use super::{File, Kind, Path, PathBuf, Replace, io};
    use crate::store::retry;

    pub(crate) struct Dir {
        path: PathBuf,
    }

    /// Another program has the file open, as virus scanners and editors do for a moment.
    fn is_sharing_violation(error: &io::Error) -> bool {
        matches!(error.raw_os_error(), Some(5 | 32 | 33))
    }

    impl Dir {
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            Ok(Self { path: path.to_owned() })
        }

        pub(crate) fn path(&self) -> &Path {
            &self.path
        }

        pub(crate) fn child(&self, name: &str) -> io::Result<Self> {
            let path = self.path.join(name);
            match fs::symlink_metadata(&path)?.is_dir() {
                true => Ok(Self { path }),
                false => Err(io::ErrorKind::NotADirectory.into()),
            }
        }

        pub(crate) fn make_child(&self, name: &str) -> io::Result<()> {
            fs::create_dir(self.path.join(name))
        }

        pub(crate) fn kind(&self, name: &str) -> io::Result<Kind> {
            match fs::symlink_metadata(self.path.join(name)) {
                Ok(metadata) => Ok(match metadata.file_type() {
                    kind if kind.is_symlink() => Kind::Symlink,
                    kind if kind.is_dir() => Kind::Folder,
                    kind if kind.is_file() => Kind::File,
                    _ => Kind::Special,
                }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kind::Absent),
                Err(error) => Err(error),
            }
        }

        pub(crate) fn read(&self, name: &str) -> io::Result<File> {
            retry::when(is_sharing_violation, || File::open(self.path.join(name)))
        }

        /// Returns where a link leads, as git says it.
        pub(crate) fn link(&self, name: &str) -> io::Result<Vec<u8>> {
            let target = fs::read_link(self.path.join(name))?;
            Ok(target.to_string_lossy().replace('\\', "/").into_bytes())
        }

        pub(crate) fn create(&self, name: &str) -> io::Result<File> {
            OpenOptions::new().write(true).create_new(true).open(self.path.join(name))
        }

        pub(crate) fn rename(&self, from: &str, to: &str, replace: Replace) -> io::Result<()> {
            if replace == Replace::No && self.kind(to)? != Kind::Absent {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            let (from, to) = (self.path.join(from), self.path.join(to));
            retry::when(is_sharing_violation, || fs::rename(&from, &to))
        }

        pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
            retry::when(is_sharing_violation, || fs::remove_file(self.path.join(name)))
        }

        pub(crate) fn remove_child(&self, name: &str) -> io::Result<()> {
            fs::remove_dir(self.path.join(name))
        }

        pub(crate) fn sync(&self) -> io::Result<()> {
            Ok(())
        }
    }
}
