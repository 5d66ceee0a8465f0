//! A door in the git folder, through which programs of the same user talk to the one that watches: a
//! socket in a folder that nobody else may enter.
//!
//! Where there is none, or nobody behind it, it is as if there were no door.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Below the git folder.
const FOLDER: &str = "handover/live";
/// The longest that is said through it, in bytes.
#[cfg(unix)]
const MOST: u64 = 1 << 20;
/// How long somebody who has come may say nothing.
#[cfg(unix)]
const SILENCE: Duration = Duration::from_millis(500);

/// Returns the folder of the door in the git folder `git_dir`, made where it is not there, and looked at:
/// it is this user's own, and nobody else may enter it.
///
/// # Errors
/// When that is not so, or it cannot be made; always where the system has no such doors.
pub fn folder(git_dir: &Path) -> io::Result<PathBuf> {
    system::folder(git_dir)
}

/// A door that is open: it is closed when it is dropped.
#[derive(Debug)]
pub struct Door(#[expect(dead_code, reason = "held until it is dropped")] system::Door);

impl Door {
    /// Opens the door in `folder` and lets `answer` say something to each who comes: to one line, a
    /// line.
    ///
    /// # Errors
    /// When another program has opened it, or it cannot be opened.
    pub fn open(
        folder: &Path,
        answer: impl Fn(&str) -> String + Send + 'static,
    ) -> io::Result<Self> {
        system::Door::open(folder, answer).map(Self)
    }
}

/// Says one line through the door in the git folder `git_dir` and returns what is answered within
/// `patience`; `None` where there is no door, it is not this user's own, or nobody answers in time.
pub fn ask(git_dir: &Path, line: &str, patience: Duration) -> Option<String> {
    system::ask(git_dir, line, patience)
}

/// Makes an empty file in the folder of a door and removes it: whoever is told of what happens there
/// is told of that, too, after all that happened before.
///
/// # Errors
/// When it cannot be made.
pub fn ring(folder: &Path, name: &str) -> io::Result<()> {
    let path = folder.join(name);
    std::fs::File::create(&path)?;
    std::fs::remove_file(&path)
}

#[cfg(unix)]
mod system {
    use std::fs::{self, DirBuilder, File};
    use std::io::{self, BufRead, BufReader, Read, Write};
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use rustix::io::FdFlags;
    use rustix::net::{self, AddressFamily, SocketAddrUnix, SocketType};

    use super::{FOLDER, MOST, SILENCE};

    const NAME: &str = "socket";
    /// What the system takes for the path of a socket, everywhere.
    const LONGEST: usize = 100;

    pub(super) fn folder(git_dir: &Path) -> io::Result<PathBuf> {
        let path = git_dir.canonicalize()?.join(FOLDER);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above)?;
        }
        match DirBuilder::new().mode(0o700).create(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        if is_own(&path) { Ok(path) } else { Err(io::ErrorKind::PermissionDenied.into()) }
    }

    /// Tells whether it is a folder that this user alone may enter.
    fn is_own(path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|metadata| {
            metadata.is_dir()
                && metadata.uid() == rustix::process::geteuid().as_raw()
                && metadata.mode() & 0o077 == 0
        })
    }

    /// Calls `with` with a path of the socket that is short enough.
    fn with_path<T>(folder: &Path, with: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
        let path = folder.join(NAME);
        if path.as_os_str().len() <= LONGEST {
            return with(&path);
        }
        #[cfg(target_os = "linux")]
        {
            use std::os::fd::AsRawFd;
            let opened = File::open(folder)?;
            with(Path::new(&format!("/proc/self/fd/{}/{NAME}", opened.as_raw_fd())))
        }
        #[cfg(not(target_os = "linux"))]
        Err(io::ErrorKind::InvalidFilename.into())
    }

    #[derive(Debug)]
    pub(super) struct Door {
        folder: PathBuf,
        /// Which socket it is; `None` where that cannot be told.
        own: Option<(u64, u64)>,
        closed: Arc<AtomicBool>,
    }

    impl Door {
        pub(super) fn open(
            folder: &Path,
            answer: impl Fn(&str) -> String + Send + 'static,
        ) -> io::Result<Self> {
            if with_path(folder, connect).is_ok() {
                return Err(io::ErrorKind::AddrInUse.into());
            }
            // Left behind by one that was killed.
            let _ = fs::remove_file(folder.join(NAME));
            let listener = with_path(folder, |path| UnixListener::bind(path))?;
            let own = which(folder);
            let closed = Arc::new(AtomicBool::new(false));
            let is_closed = Arc::clone(&closed);
            std::thread::spawn(move || {
                for stream in listener.incoming() {
                    if is_closed.load(Ordering::Acquire) {
                        return;
                    }
                    // Whoever goes before they are answered is not missed.
                    let _ = stream.and_then(|stream| serve(&stream, &answer));
                }
            });
            Ok(Self { folder: folder.to_owned(), own, closed })
        }
    }

    impl Drop for Door {
        fn drop(&mut self) {
            self.closed.store(true, Ordering::Release);
            // Another program, which began at the same moment, may have put its own there.
            if which(&self.folder) == self.own {
                // The one who listens wakes up and goes.
                let _ = with_path(&self.folder, connect);
                let _ = fs::remove_file(self.folder.join(NAME));
            }
        }
    }

    /// Returns which socket stands in the folder, by device and number.
    fn which(folder: &Path) -> Option<(u64, u64)> {
        let found = fs::symlink_metadata(folder.join(NAME)).ok()?;
        Some((found.dev(), found.ino()))
    }

    fn serve(mut stream: &UnixStream, answer: &dyn Fn(&str) -> String) -> io::Result<()> {
        stream.set_read_timeout(Some(SILENCE))?;
        stream.set_write_timeout(Some(SILENCE))?;
        let line = read(stream)?;
        let mut said = answer(&line);
        said.push('\n');
        stream.write_all(said.as_bytes())
    }

    fn read(stream: &UnixStream) -> io::Result<String> {
        let mut line = String::new();
        BufReader::new(stream.take(MOST)).read_line(&mut line)?;
        match line.strip_suffix('\n') {
            Some(line) => Ok(line.to_owned()),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Goes through the door, and waits for nobody: one who was stopped lets only so many queue up.
    fn connect(path: &Path) -> io::Result<UnixStream> {
        let socket = net::socket(AddressFamily::UNIX, SocketType::STREAM, None)?;
        rustix::io::fcntl_setfd(&socket, FdFlags::CLOEXEC)?;
        rustix::io::ioctl_fionbio(&socket, true)?;
        net::connect(&socket, &SocketAddrUnix::new(path)?)?;
        let stream = UnixStream::from(socket);
        stream.set_nonblocking(false)?;
        Ok(stream)
    }

    pub(super) fn ask(git_dir: &Path, line: &str, patience: Duration) -> Option<String> {
        let folder = git_dir.join(FOLDER);
        if !is_own(&folder) {
            return None;
        }
        let mut stream = with_path(&folder, connect).ok()?;
        stream.set_write_timeout(Some(patience)).ok()?;
        stream.set_read_timeout(Some(patience)).ok()?;
        stream.write_all(format!("{line}\n").as_bytes()).ok()?;
        read(&stream).ok()
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    pub(super) fn folder(_git_dir: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::Unsupported.into())
    }

    #[derive(Debug)]
    pub(super) struct Door;

    impl Door {
        pub(super) fn open(
            _folder: &Path,
            _answer: impl Fn(&str) -> String + Send + 'static,
        ) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    pub(super) fn ask(_git_dir: &Path, _line: &str, _patience: Duration) -> Option<String> {
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn check(git_dir: &Path) {
        assert_eq!(ask(git_dir, "a", PATIENCE), None);
        let folder = folder(git_dir).expect("made");
        let door = Door::open(&folder, |line| line.to_uppercase()).expect("opened");
        assert_eq!(ask(git_dir, "å", PATIENCE).as_deref(), Some("Å"));
        assert!(Door::open(&folder, str::to_owned).is_err(), "opened twice");
        drop(door);
        assert_eq!(ask(git_dir, "a", PATIENCE), None);
    }

    #[test]
    fn what_is_said_is_answered() {
        let dir = tempfile::tempdir().expect("a folder");
        check(dir.path());
        // What one that was killed has left is no door.
        std::fs::write(dir.path().join("handover/live/socket"), "").expect("written");
        check(dir.path());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_may_lie_deep() {
        let dir = tempfile::tempdir().expect("a folder");
        let deep = dir.path().join("a".repeat(100)).join("b".repeat(100));
        std::fs::create_dir_all(&deep).expect("made");
        check(&deep);
    }

    #[test]
    fn a_folder_that_others_may_enter_has_no_door() {
        let dir = tempfile::tempdir().expect("a folder");
        let found = folder(dir.path()).expect("made");
        let _door = Door::open(&found, str::to_owned).expect("opened");
        let all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&found, all).expect("allowed");
        assert_eq!(ask(dir.path(), "a", PATIENCE), None);
        assert!(folder(dir.path()).is_err());
    }
}
