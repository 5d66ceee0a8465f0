//! Reading a file without following a link, without waiting for a pipe, and never more than asked.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::merge::ContentId;

/// A file that was not read.
#[derive(Debug, Error)]
pub enum ReadError {
    #[error("{} cannot be read", path.display())]
    Io { path: PathBuf, source: io::Error },
    /// Its size, when it was opened.
    #[error("{} has {bytes} bytes, more than the {max} that are read", path.display())]
    TooLarge { path: PathBuf, bytes: u64, max: u64 },
    #[error("{} is a symbolic link; links are not followed", path.display())]
    Symlink { path: PathBuf },
    #[error("{} is not an ordinary file", path.display())]
    NotAFile { path: PathBuf },
}

/// What stands where a file should.
pub(crate) const NOT_A_FILE: &str = "it is a pipe, a socket or a device";

impl ReadError {
    /// Says why, without the path.
    pub fn reason(&self) -> String {
        match self {
            Self::Io { source, .. } => source.to_string(),
            Self::TooLarge { bytes, max, .. } => format!("it has {bytes} bytes; {max} are read"),
            Self::Symlink { .. } => "it is a symbolic link".to_owned(),
            Self::NotAFile { .. } => NOT_A_FILE.to_owned(),
        }
    }

    /// Tells whether there is no such file, nor anything else of that name.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Io { source, .. } if is_absent(source))
    }
}

/// Tells whether an error says that nothing stands at the path.
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Opens an ordinary file for reading; neither a link at its last part nor a pipe is opened.
///
/// # Errors
/// When it is absent, a link, something other than a file, or cannot be opened.
pub fn open(path: &Path) -> Result<(File, Metadata), ReadError> {
    let before = fs::symlink_metadata(path)
        .map_err(|source| ReadError::Io { path: path.to_owned(), source })?;
    if before.is_symlink() {
        return Err(ReadError::Symlink { path: path.to_owned() });
    }
    if !before.is_file() {
        return Err(ReadError::NotAFile { path: path.to_owned() });
    }
    open_seen(path)
}

/// Opens what was an ordinary file when it was looked at, just before.
fn open_seen(path: &Path) -> Result<(File, Metadata), ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let mut options = OpenOptions::new();
    options.read(true);
    no_follow(&mut options);
    let file = options.open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if !metadata.is_file() {
        return Err(ReadError::NotAFile { path: path.to_owned() });
    }
    Ok((file, metadata))
}

/// Reads a whole file of at most `max` bytes.
///
/// # Errors
/// As [`open`], and when the file is larger, or grows larger while it is read.
pub fn read_bounded(path: &Path, max: u64) -> Result<Vec<u8>, ReadError> {
    read_all(path, open(path)?, max)
}

/// Reads many files, one after another. A folder near the last one stays open, so that little on the
/// way to the next is asked for again, and the memory is used again.
#[derive(Debug, Default)]
pub struct Reader {
    #[cfg(unix)]
    folder: one_folder::Folder,
    bytes: Vec<u8>,
}

/// Memory beyond this, in bytes, is given back before the next file.
const MOST_KEPT: usize = 1 << 20;

impl Reader {
    /// Reads as [`read_bounded`] what was an ordinary file when it was looked at, just before: a link
    /// put there meanwhile is not followed, either. The bytes stay until the next file is read.
    ///
    /// # Errors
    /// As [`read_bounded`].
    pub fn read_seen(&mut self, path: &Path, max: u64) -> Result<&[u8], ReadError> {
        if self.bytes.capacity() > MOST_KEPT {
            self.bytes = Vec::new();
        }
        #[cfg(unix)]
        if self.folder.read(path, max, &mut self.bytes).is_ok() {
            return Ok(&self.bytes);
        }
        // What has become of it is told by a look.
        self.bytes = read_bounded(path, max)?;
        Ok(&self.bytes)
    }
}

#[cfg(unix)]
mod one_folder {
    use std::ffi::OsStr;
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::path::{Path, PathBuf};

    use rustix::buffer::spare_capacity;
    use rustix::fs::{FileType, Mode, OFlags, fstat, open, openat};
    use rustix::io::{read, retry_on_intr};

    /// A folder that is open, with its place.
    #[derive(Debug, Default)]
    pub(super) struct Folder(Option<(PathBuf, OwnedFd)>);

    impl Folder {
        /// Reads a whole file of at most `max` bytes into `bytes`, in the place of what is there.
        ///
        /// # Errors
        /// When anything is not as expected; why is not told.
        pub(super) fn read(
            &mut self,
            path: &Path,
            max: u64,
            bytes: &mut Vec<u8>,
        ) -> io::Result<()> {
            let whole = path.as_os_str().as_bytes();
            let (folder, name) = self.near(whole)?;
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = openat(folder, name, flags, Mode::empty())?;
            let stat = fstat(&file)?;
            let size = u64::try_from(stat.st_size).unwrap_or(0);
            if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile || size > max {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            bytes.clear();
            bytes.reserve(usize::try_from(size).unwrap_or(0) + 1);
            loop {
                let room = bytes.capacity() - bytes.len();
                let count = retry_on_intr(|| read(&file, spare_capacity(bytes)))?;
                let length = bytes.len() as u64;
                if length > max {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                // Behind what was announced and with room left, there is no more.
                if count == 0 || (count < room && length == size) {
                    return Ok(());
                }
                bytes.reserve(1);
            }
        }

        /// Opens the folder that a file lies in, unless that one is open or the one above it, from which
        /// it is as near: a task stands beside the folder of what was said about it, and to go back and
        /// forth between the two would take longer. Returns the folder, and the way from there.
        fn near<'p>(&mut self, whole: &'p [u8]) -> io::Result<(&OwnedFd, &'p [u8])> {
            let way =
                self.0.as_ref().and_then(|(known, _)| below(whole, known.as_os_str().as_bytes()));
            let way = match way.filter(|way| memchr::memchr_iter(b'/', way).count() <= 1) {
                Some(way) => way,
                None => {
                    let name = memchr::memrchr(b'/', whole).ok_or(io::ErrorKind::InvalidInput)?;
                    let location = OsStr::from_bytes(&whole[..name]);
                    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
                    self.0 = Some((location.into(), open(location, flags, Mode::empty())?));
                    &whole[name + 1..]
                }
            };
            let (_, folder) = self.0.as_ref().ok_or(io::ErrorKind::NotFound)?;
            Ok((folder, way))
        }
    }

    /// Returns the way from a folder to what lies below it.
    fn below<'p>(whole: &'p [u8], folder: &[u8]) -> Option<&'p [u8]> {
        whole.strip_prefix(folder)?.strip_prefix(b"/")
    }
}

fn read_all(
    path: &Path,
    (file, metadata): (File, Metadata),
    max: u64,
) -> Result<Vec<u8>, ReadError> {
    let too_large = |bytes| ReadError::TooLarge { path: path.to_owned(), bytes, max };
    if metadata.len() > max {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    file.take(max.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError::Io { path: path.to_owned(), source })?;
    if bytes.len() as u64 > max {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Reads the content `id` of a file of the folder: its bytes, or these without the line ends that
/// git turned over. `None` when it holds another content, more than `max` bytes, or cannot be read.
pub fn read_content(path: &Path, id: ContentId, max: u64) -> Option<Vec<u8>> {
    super::line_ends::content(read_bounded(path, max).ok()?, id)
}

/// Closes the gap between the look and the opening: a link put there meanwhile fails to open, a pipe
/// does not block.
#[cfg(unix)]
fn no_follow(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    options.custom_flags(flags.bits().cast_signed());
}

#[cfg(not(unix))]
fn no_follow(_options: &mut OpenOptions) {}

/// Returns the size of a file in bytes.
///
/// # Errors
/// When it is absent, a link or no ordinary file.
pub fn size(path: &Path) -> Result<u64, ReadError> {
    Ok(open(path)?.1.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_bound() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a.md");
        fs::write(&path, b"12345").expect("written");
        assert_eq!(read_bounded(&path, 5).expect("fits"), b"12345");
        assert!(matches!(
            read_bounded(&path, 4),
            Err(ReadError::TooLarge { bytes: 5, max: 4, .. })
        ));
        assert!(read_bounded(&dir.path().join("b.md"), 5).expect_err("absent").is_absent());
        assert!(matches!(read_bounded(dir.path(), 5), Err(ReadError::NotAFile { .. })));
    }

    #[test]
    fn many_files_are_read_one_after_another() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("b")).expect("made");
        let mut reader = Reader::default();
        for (name, bytes) in [("a", 70_000), ("c", 3), ("b/d", MOST_KEPT + 5), ("e", 0)] {
            let path = dir.path().join(name);
            fs::write(&path, vec![b'x'; bytes]).expect("written");
            assert_eq!(reader.read_seen(&path, 1 << 22).expect("read").len(), bytes, "{name}");
        }
        let large = reader.read_seen(&dir.path().join("a"), 10).map(<[u8]>::len);
        assert!(matches!(large, Err(ReadError::TooLarge { bytes: 70_000, max: 10, .. })));
        let absent = reader.read_seen(&dir.path().join("f"), 10).map(<[u8]>::len);
        assert!(absent.expect_err("absent").is_absent());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let dir = tempfile::tempdir().expect("a folder");
        let link = dir.path().join("a.md");
        std::os::unix::fs::symlink("/etc/passwd", &link).expect("linked");
        assert!(matches!(read_bounded(&link, 1 << 20), Err(ReadError::Symlink { .. })));
        let seen = Reader::default().read_seen(&link, 1 << 20).map(<[u8]>::len);
        assert!(matches!(seen, Err(ReadError::Symlink { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_does_not_block() {
        let dir = tempfile::tempdir().expect("a folder");
        let pipe = dir.path().join("a.md");
        let _socket = std::os::unix::net::UnixListener::bind(&pipe).expect("a socket");
        assert!(matches!(read_bounded(&pipe, 1 << 20), Err(ReadError::NotAFile { .. })));
        let seen = Reader::default().read_seen(&pipe, 1 << 20).map(<[u8]>::len);
        assert!(matches!(seen, Err(ReadError::NotAFile { .. })));
    }
}
