//! A folder that is open to be listed: its names, and what each looks like.
//!
//! On Unix by one file descriptor, so that nothing on the way to the folder is asked twice, and a
//! link put in its place meanwhile leads nowhere; elsewhere by paths.

use std::ffi::OsString;
use std::fs::Metadata;

use super::walk::FoundKind;

pub(crate) use system::{Inside, OpenFolder};

/// What a look at a name shows, without reading or following it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) kind: FoundKind,
    /// Bytes.
    pub(crate) size: u64,
    /// When the content was last written: seconds since 1970, and nanoseconds.
    pub(crate) modified: (i64, u32),
    /// When anything about it last changed; on Windows, when it was made.
    pub(crate) changed: (i64, u32),
    /// 0 where there are none.
    pub(crate) inode: u64,
    /// User and group; 0 where there are none.
    pub(crate) owner: (u32, u32),
    /// Whether its owner may run it.
    pub(crate) executable: bool,
}

/// One name of a folder, with its kind as far as the listing tells.
pub(crate) struct Named {
    pub(crate) name: OsString,
    pub(crate) kind: FoundKind,
}

impl Look {
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |rest: i64| u32::try_from(rest).unwrap_or(0);
        Self {
            kind: FoundKind::of(metadata.file_type()),
            size: metadata.len(),
            modified: (metadata.mtime(), nanoseconds(metadata.mtime_nsec())),
            changed: (metadata.ctime(), nanoseconds(metadata.ctime_nsec())),
            inode: metadata.ino(),
            owner: (metadata.uid(), metadata.gid()),
            executable: metadata.mode() & 0o100 != 0,
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let time = |time: std::io::Result<std::time::SystemTime>| {
            let since = time.ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
            let seconds = |since: &std::time::Duration| i64::try_from(since.as_secs()).unwrap_or(0);
            since.map_or((0, 0), |since| (seconds(&since), since.subsec_nanos()))
        };
        Self {
            kind: FoundKind::of(metadata.file_type()),
            size: metadata.len(),
            modified: time(metadata.modified()),
            changed: time(metadata.created()),
            inode: 0,
            owner: (0, 0),
            executable: false,
        }
    }
}

#[cfg(unix)]
mod system {
    use std::ffi::{OsStr, OsString};
    use std::io;
    use std::os::fd::BorrowedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use rustix::fs::{self, AtFlags, Dir, FileType, Mode, OFlags, Stat};
    use rustix::io::Errno;

    use super::{FoundKind, Look, Named};

    pub(crate) struct OpenFolder(Dir);

    impl OpenFolder {
        /// Opens a folder; where `follow` is not set, a link to one is none.
        pub(crate) fn open(location: &Path, follow: bool) -> io::Result<Self> {
            let mut flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            flags.set(OFlags::NOFOLLOW, !follow);
            match fs::open(location, flags, Mode::empty()) {
                Ok(folder) => Ok(Self(Dir::new(folder)?)),
                Err(Errno::LOOP | Errno::MLINK) => Err(io::ErrorKind::NotADirectory.into()),
                Err(error) => Err(error.into()),
            }
        }

        /// Hands out each name but the folder itself and the one above, in no order.
        pub(crate) fn names(&mut self) -> impl Iterator<Item = io::Result<Named>> {
            let named = |entry: rustix::io::Result<fs::DirEntry>| match entry {
                Ok(entry) => {
                    let name = OsStr::from_bytes(entry.file_name().to_bytes());
                    let is_itself = name == "." || name == "..";
                    (!is_itself).then(|| {
                        Ok(Named { name: OsString::from(name), kind: kind(entry.file_type()) })
                    })
                }
                Err(error) => Some(Err(error.into())),
            };
            self.0.by_ref().filter_map(named)
        }

        /// Looks at a name in it.
        pub(crate) fn look(&self, name: &OsStr) -> io::Result<Look> {
            self.inside()?.look(name)
        }

        /// Returns what looks at names in it, from any thread.
        pub(crate) fn inside(&self) -> io::Result<Inside<'_>> {
            Ok(Inside(self.0.fd()?))
        }

        /// Looks at the folder itself; tells on which file system it lies, too.
        pub(crate) fn itself(&self) -> io::Result<(Look, u64)> {
            let stat = fs::fstat(self.0.fd()?)?;
            Ok((look(&stat), number(stat.st_dev)))
        }
    }

    /// The names of an open folder, to be looked at.
    #[derive(Clone, Copy)]
    pub(crate) struct Inside<'f>(BorrowedFd<'f>);

    impl Inside<'_> {
        /// Looks at a name.
        pub(crate) fn look(&self, name: impl AsRef<OsStr>) -> io::Result<Look> {
            Ok(look(&fs::statat(self.0, name.as_ref(), AtFlags::SYMLINK_NOFOLLOW)?))
        }
    }

    fn kind(file_type: FileType) -> FoundKind {
        match file_type {
            FileType::RegularFile => FoundKind::File,
            FileType::Directory => FoundKind::Folder,
            FileType::Symlink => FoundKind::Symlink,
            FileType::Unknown => FoundKind::Unknown,
            _ => FoundKind::Special,
        }
    }

    fn look(stat: &Stat) -> Look {
        Look {
            kind: kind(FileType::from_raw_mode(stat.st_mode)),
            size: number(stat.st_size),
            modified: (number(stat.st_mtime), number(stat.st_mtime_nsec)),
            changed: (number(stat.st_ctime), number(stat.st_ctime_nsec)),
            inode: number(stat.st_ino),
            owner: (stat.st_uid, stat.st_gid),
            executable: stat.st_mode & 0o100 != 0,
        }
    }

    /// Systems keep the same numbers in integers of different kinds; each fits.
    fn number<From, To: Default>(number: From) -> To
    where
        From: TryInto<To>,
    {
        number.try_into().unwrap_or_default()
    }
}

#[cfg(not(unix))]
mod system {
    use std::ffi::OsStr;
    use std::fs;
    use std::io;
    use std::path::{Path, PathBuf};

    use super::{FoundKind, Look, Named};

    pub(crate) struct OpenFolder {
        location: PathBuf,
        listing: fs::ReadDir,
    }

    impl OpenFolder {
        pub(crate) fn open(location: &Path, follow: bool) -> io::Result<Self> {
            if !follow && !fs::symlink_metadata(location)?.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Ok(Self { location: location.to_owned(), listing: fs::read_dir(location)? })
        }

        pub(crate) fn names(&mut self) -> impl Iterator<Item = io::Result<Named>> {
            let kind = |entry: &fs::DirEntry| entry.file_type().map(FoundKind::of);
            self.listing.by_ref().map(move |entry| {
                let entry = entry?;
                let kind = kind(&entry).unwrap_or(FoundKind::Unknown);
                Ok(Named { name: entry.file_name(), kind })
            })
        }

        /// A listing may show old sizes and times of a file; this asks the file.
        pub(crate) fn look(&self, name: &OsStr) -> io::Result<Look> {
            self.inside()?.look(name)
        }

        /// Returns what looks at names in it, from any thread.
        pub(crate) fn inside(&self) -> io::Result<Inside<'_>> {
            Ok(Inside(&self.location))
        }

        /// Looks at the folder itself; which file system it lies on is not to be had.
        pub(crate) fn itself(&self) -> io::Result<(Look, u64)> {
            Ok((Look::of(&fs::metadata(&self.location)?), 0))
        }
    }

    /// The names of an open folder, to be looked at.
    #[derive(Clone, Copy)]
    pub(crate) struct Inside<'f>(&'f Path);

    impl Inside<'_> {
        /// Looks at a name.
        pub(crate) fn look(&self, name: impl AsRef<OsStr>) -> io::Result<Look> {
            Ok(Look::of(&fs::symlink_metadata(self.0.join(name.as_ref()))?))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn names_and_looks_are_those_of_the_disk() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        fs::write(root.join("å.md"), "one").expect("written");
        fs::create_dir(root.join("b")).expect("made");
        let mut open = OpenFolder::open(root, false).expect("opened");
        let mut names: Vec<_> = open.names().map(|named| named.expect("listed")).collect();
        names.sort_by(|a, b| a.name.cmp(&b.name));
        let told: Vec<_> = names.iter().map(|one| (one.name.to_str(), one.kind)).collect();
        assert_eq!(told, [(Some("b"), FoundKind::Folder), (Some("å.md"), FoundKind::File)]);
        for named in &names {
            let metadata = fs::symlink_metadata(root.join(&named.name)).expect("there");
            assert_eq!(open.look(&named.name).expect("looked at"), Look::of(&metadata));
        }
        assert!(open.look("absent".as_ref()).is_err());
        let itself = open.itself().expect("looked at").0;
        assert_eq!(itself, Look::of(&root.metadata().expect("there")));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_entered_only_where_it_is_asked_for() {
        let dir = tempfile::tempdir().expect("a folder");
        let link = dir.path().join("link");
        fs::create_dir(dir.path().join("real")).expect("made");
        std::os::unix::fs::symlink(dir.path().join("real"), &link).expect("linked");
        assert!(OpenFolder::open(&link, true).is_ok());
        let refused = OpenFolder::open(&link, false).err().expect("refused");
        assert_eq!(refused.kind(), std::io::ErrorKind::NotADirectory);
    }
}
