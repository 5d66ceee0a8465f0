//! As Linux tells them: by inotify, which tells of the names in one folder.

use std::ffi::OsStr;
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use rustix::fd::OwnedFd;
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;

use super::folders::Folders;
use super::{LIMIT, Notice};
use crate::text::{RepoPath, is_git_folder};

/// So much is read at once, in bytes.
const BUFFER: usize = 64 * 1024;

/// Listens until it is dropped.
pub(in crate::watch) struct Listener {
    inotify: Arc<OwnedFd>,
    stop: Arc<AtomicBool>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // What is not told of any more is told of once more, which ends the wait.
        if let Ok(number) = inotify::add_watch(&self.inotify, "/", WatchFlags::DELETE_SELF) {
            let _ = inotify::remove_watch(&self.inotify, number);
        }
    }
}

/// Asks the system to tell of everything below `root`, and of what is in `bell`; where it cannot, says
/// why.
pub(in crate::watch) fn start(
    root: &Path,
    bell: Option<&Path>,
    tell: Sender<Notice>,
) -> Result<Listener, String> {
    let begin = || -> Result<Heard, Errno> {
        let inotify = Arc::new(inotify::init(CreateFlags::CLOEXEC)?);
        let mut folders = Folders::of(Arc::clone(&inotify), root.to_owned());
        folders.add(&RepoPath::new(""))?;
        // Without it nobody is answered, and goes on without an answer.
        let bell = bell.and_then(|bell| {
            inotify::add_watch(&inotify, bell, WatchFlags::CREATE | WatchFlags::ONLYDIR).ok()
        });
        Ok(Heard { inotify, folders, bell, tell })
    };
    let heard = begin().map_err(reason)?;
    let stop = Arc::new(AtomicBool::new(false));
    let listener = Listener { inotify: Arc::clone(&heard.inotify), stop: Arc::clone(&stop) };
    let thread = std::thread::Builder::new().name("notices".to_owned());
    let began = thread.spawn(move || heard.listen(&stop));
    began.map(|_| listener).map_err(|error| error.to_string())
}

fn reason(error: Errno) -> String {
    if error == Errno::NOSPC { LIMIT.to_owned() } else { error.to_string() }
}

/// What is heard, and to whom it is told.
struct Heard {
    inotify: Arc<OwnedFd>,
    folders: Folders,
    bell: Option<i32>,
    tell: Sender<Notice>,
}

impl Heard {
    fn listen(mut self, stop: &AtomicBool) {
        let inotify = Arc::clone(&self.inotify);
        let mut buffer = vec![MaybeUninit::uninit(); BUFFER];
        let mut reader = Reader::new(&inotify, &mut buffer);
        while !stop.load(Ordering::Relaxed) {
            match reader.next() {
                Ok(event) => {
                    let name = event.file_name().map(|name| OsStr::from_bytes(name.to_bytes()));
                    self.hear(event.wd(), event.events(), name);
                }
                Err(Errno::INTR) => {}
                Err(error) => return self.give_up(error),
            }
        }
    }

    fn give_up(&self, error: Errno) {
        self.tell(Notice::Limit(error.to_string()));
    }

    /// Takes in one event; folders are asked for before it is told of, so that whoever looks then has
    /// missed nothing.
    fn hear(&mut self, number: i32, events: ReadFlags, name: Option<&OsStr>) {
        if events.contains(ReadFlags::QUEUE_OVERFLOW) {
            // New folders may have been among what was lost.
            self.ask_for(&RepoPath::new(""));
            return self.tell(Notice::Lost);
        }
        if Some(number) == self.bell {
            let name = name.and_then(OsStr::to_str).filter(|_| events.contains(ReadFlags::CREATE));
            return name.into_iter().for_each(|name| self.tell(Notice::Rung(name.to_owned())));
        }
        let Some(folder) = self.folders.path(number).cloned() else { return };
        if events.contains(ReadFlags::IGNORED) {
            return self.folders.forget(number);
        }
        let Some(name) = name else {
            // Of the root itself; of others, the folder above tells.
            let gone = ReadFlags::DELETE_SELF | ReadFlags::MOVE_SELF | ReadFlags::UNMOUNT;
            if events.intersects(gone) {
                self.tell(Notice::Lost);
            }
            return;
        };
        let Some(name) = name.to_str() else { return self.tell(Notice::Lost) };
        if folder.as_str().is_empty() && is_git_folder(name) {
            return;
        }
        let path = RepoPath::in_folder(folder.as_str(), name);
        if events.contains(ReadFlags::ISDIR) && !is_git_folder(name) {
            if events.intersects(ReadFlags::CREATE | ReadFlags::MOVED_TO) {
                self.ask_for(&path);
            } else if events.intersects(ReadFlags::DELETE | ReadFlags::MOVED_FROM) {
                self.folders.remove(&path);
            }
        }
        self.tell(Notice::At(path));
    }

    fn ask_for(&mut self, folder: &RepoPath) {
        match self.folders.add(folder) {
            Ok(()) => {}
            // The root is gone, which is told of by itself.
            Err(Errno::NOENT | Errno::NOTDIR) => {}
            Err(error) => self.tell(Notice::Limit(reason(error))),
        }
    }

    fn tell(&self, notice: Notice) {
        // Nobody listens any more.
        let _ = self.tell.send(notice);
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make the files that are watched")]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use super::*;

    /// A folder that is watched, with a bell that tells when all before it was heard.
    struct Scene {
        dir: tempfile::TempDir,
        notices: Receiver<Notice>,
        listener: Option<Listener>,
        rung: u32,
    }

    impl Scene {
        fn new(folders: &[&str]) -> Self {
            let dir = tempfile::tempdir().expect("a folder");
            let bell = dir.path().join(".git/live");
            fs::create_dir_all(&bell).expect("made");
            for folder in folders {
                fs::create_dir_all(dir.path().join(folder)).expect("made");
            }
            let (tell, notices) = channel();
            let listener = start(dir.path(), Some(&bell), tell).expect("it begins");
            Self { dir, notices, listener: Some(listener), rung: 0 }
        }

        fn write(&self, path: &str) {
            fs::write(self.dir.path().join(path), path).expect("written");
        }

        fn rename(&self, from: &str, to: &str) {
            let root = self.dir.path();
            fs::rename(root.join(from), root.join(to)).expect("renamed");
        }

        fn make(&self, folder: &str) {
            fs::create_dir(self.dir.path().join(folder)).expect("made");
        }

        /// Returns where something was told to have happened since the last time.
        fn told(&mut self) -> BTreeSet<String> {
            self.rung += 1;
            let name = self.rung.to_string();
            self.write(&format!(".git/live/{name}"));
            let mut told = BTreeSet::new();
            loop {
                match self.notices.recv_timeout(Duration::from_secs(60)).expect("it is told") {
                    Notice::At(path) => drop(told.insert(path.to_string())),
                    Notice::Rung(rung) if rung == name => return told,
                    Notice::Rung(_) => {}
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    fn set<const N: usize>(paths: [&str; N]) -> BTreeSet<String> {
        paths.map(str::to_owned).into()
    }

    /// FAILURES 43.
    #[test]
    fn changes_are_told_of_and_reading_and_git_are_not() {
        let mut scene = Scene::new(&["tasks/deep", ".git/objects"]);
        scene.write("å.md");
        scene.write("tasks/deep/a.md");
        scene.write(".git/objects/x");
        scene.write(".gitignore");
        assert_eq!(scene.told(), set(["å.md", "tasks/deep/a.md", ".gitignore"]));
        fs::read(scene.dir.path().join("tasks/deep/a.md")).expect("read");
        fs::read_dir(scene.dir.path().join("tasks")).expect("listed").count();
        assert_eq!(scene.told(), set([]));
        scene.rename("å.md", "tasks/b.md");
        assert_eq!(scene.told(), set(["å.md", "tasks/b.md"]));
        fs::remove_file(scene.dir.path().join("tasks/b.md")).expect("removed");
        assert_eq!(scene.told(), set(["tasks/b.md"]));
    }

    #[test]
    fn what_is_in_new_and_moved_folders_is_told_of_under_their_names() {
        let mut scene = Scene::new(&["a/deep", "b"]);
        scene.make("new");
        scene.make("new/below");
        assert!(scene.told().contains("new"));
        scene.write("new/below/x.md");
        assert_eq!(scene.told(), set(["new/below/x.md"]));
        scene.rename("a", "b/moved");
        assert_eq!(scene.told(), set(["a", "b/moved"]));
        scene.write("b/moved/deep/x.md");
        assert_eq!(scene.told(), set(["b/moved/deep/x.md"]));
        // Out of the root, and another into its place.
        let outside = tempfile::tempdir().expect("a folder");
        fs::rename(scene.dir.path().join("b"), outside.path().join("b")).expect("renamed");
        scene.make("b");
        scene.told();
        fs::write(outside.path().join("b/moved/y.md"), "y").expect("written");
        scene.write("b/z.md");
        assert_eq!(scene.told(), set(["b/z.md"]));
        fs::remove_dir_all(scene.dir.path().join("new")).expect("removed");
        let told = scene.told();
        assert!(told.is_superset(&set(["new", "new/below", "new/below/x.md"])), "{told:?}");
    }

    #[test]
    fn it_ends_when_it_is_dropped_and_tells_when_the_root_is_gone() {
        let mut scene = Scene::new(&["a"]);
        fs::remove_dir_all(scene.dir.path()).expect("removed");
        let lost = std::iter::from_fn(|| scene.notices.recv_timeout(Duration::from_secs(60)).ok());
        assert!({ lost }.any(|notice| notice == Notice::Lost));
        scene.listener = None;
        while scene.notices.recv_timeout(Duration::from_secs(60)).is_ok() {}
        assert!(scene.notices.recv().is_err(), "nobody tells any more");
    }

    /// FAILURES 42.
    #[test]
    fn a_limit_of_the_system_is_told_in_words() {
        assert!(reason(Errno::NOSPC).contains("max_user_watches"));
    }
}
