//! What the system tells of real folders.
#![expect(clippy::disallowed_methods, reason = "tests make the files that are watched")]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::time::Duration;

use crate::text::RepoPath;
use crate::watch::native::{self, Extent, Notice};
use crate::watch::{Hints, Mode, Pace, Watch, Why};

/// A folder that is watched, with a bell that tells when all before it was heard.
struct Scene {
    dir: tempfile::TempDir,
    watch: Watch,
    rung: u32,
}

impl Scene {
    fn new(folders: &[&str]) -> Self {
        Self::of(folders, Watch::start)
    }

    fn of(folders: &[&str], begin: fn(&Path, Option<&Path>, Pace, bool) -> Watch) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let bell = dir.path().join(".git/live");
        fs::create_dir_all(&bell).expect("made");
        for folder in folders {
            fs::create_dir_all(dir.path().join(folder)).expect("made");
        }
        let never = Duration::from_secs(3600);
        let pace = Pace { told: never, looking: never };
        let watch = begin(dir.path(), Some(&bell), pace, false);
        assert_eq!(*watch.mode(), Mode::Told);
        Self { dir, watch, rung: 0 }
    }

    fn root(&self) -> &Path {
        self.dir.path()
    }

    fn write(&self, path: &str) {
        fs::write(self.root().join(path), path).expect("written");
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.root().join(from), self.root().join(to)).expect("renamed");
    }

    fn make(&self, folder: &str) {
        fs::create_dir(self.root().join(folder)).expect("made");
    }

    /// Rings, and returns what was told until that was heard: where, and why everywhere.
    fn heard(&mut self) -> (BTreeSet<String>, Option<Why>) {
        self.rung += 1;
        let name = self.rung.to_string();
        self.write(&format!(".git/live/{name}"));
        let (mut places, mut everywhere) = (BTreeSet::new(), None);
        loop {
            match self.watch.wait(Some(Duration::from_secs(60))) {
                Hints::At(paths) => places.extend(paths.iter().map(ToString::to_string)),
                Hints::Anywhere(why) => everywhere = Some(why),
            }
            assert_eq!(*self.watch.mode(), Mode::Told);
            if self.watch.take_rung().contains(&name) {
                return (places, everywhere);
            }
        }
    }

    /// Returns where something was told to have happened since the last time.
    fn told(&mut self) -> BTreeSet<String> {
        let (places, everywhere) = self.heard();
        assert_eq!(everywhere, None);
        places
    }

    /// Returns what the system was asked to tell of a folder, in the bits of inotify(7); 0 where it was
    /// not asked.
    fn asked_of(&self, folder: &str) -> u32 {
        let inode = fs::metadata(self.root().join(folder)).expect("there").ino();
        let wanted = format!(" ino:{inode:x} ");
        let mut asked = 0;
        for descriptor in fs::read_dir("/proc/self/fdinfo").expect("listed").flatten() {
            // Other tests close theirs meanwhile.
            let told = fs::read_to_string(descriptor.path()).unwrap_or_default();
            for line in told.lines().filter(|line| line.starts_with("inotify")) {
                let mask = line.split(' ').find_map(|word| word.strip_prefix("mask:"));
                if let Some(mask) = mask.filter(|_| line.contains(&wanted)) {
                    asked |= u32::from_str_radix(mask, 16).expect("a number");
                }
            }
        }
        asked
    }
}

fn set<const N: usize>(paths: [&str; N]) -> BTreeSet<String> {
    paths.map(str::to_owned).into()
}

/// So many that they are asked for and listed by turns.
#[test]
fn all_of_many_folders_are_told_of() {
    let folders: Vec<String> = (0..1500).map(|number| format!("a/{number}/deep/er")).collect();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let mut scene = Scene::new(&folders);
    let some = (0..1500).step_by(20).flat_map(|number| {
        let above = format!("a/{}/deep/b.md", number + 7);
        [format!("a/{number}/deep/er/c.md"), above]
    });
    let some: BTreeSet<String> = some.collect();
    some.iter().for_each(|path| scene.write(path));
    assert_eq!(scene.told(), some);
}

#[test]
fn folders_are_told_of_from_when_they_are_asked_for() {
    let mut scene = Scene::of(&["a/b", "c/d"], Watch::begin);
    for path in ["n.md", "a/n.md", "a/b/n.md", "c/n.md", "c/d/n.md"] {
        scene.write(path);
    }
    assert_eq!(scene.told(), set(["n.md"]));
    scene.watch.ask(&[RepoPath::new("a"), RepoPath::new("gone")]);
    scene.watch.ask_below(&RepoPath::new("c"));
    scene.watch.ask_below(&RepoPath::new("gone"));
    for path in ["n.md", "a/n.md", "a/b/n.md", "c/n.md", "c/d/n.md"] {
        scene.write(path);
    }
    assert_eq!(scene.told(), set(["n.md", "a/n.md", "c/n.md", "c/d/n.md"]));
}

/// FAILURES 43.
#[test]
fn changes_are_told_of_and_reading_and_git_are_not() {
    let mut scene = Scene::new(&["tasks/deep", ".git/objects", "below/.git/objects"]);
    scene.write("å.md");
    scene.write("tasks/deep/a.md");
    scene.write(".git/objects/x");
    scene.write("below/.git/x");
    scene.write(".gitignore");
    assert_eq!(scene.told(), set(["å.md", "tasks/deep/a.md", ".gitignore"]));
    for file in ["å.md", "tasks/deep/a.md", ".gitignore"] {
        fs::read(scene.root().join(file)).expect("read");
    }
    for folder in ["", "tasks", "tasks/deep", "below"] {
        fs::read_dir(scene.root().join(folder)).expect("listed").count();
    }
    assert_eq!(scene.told(), set([]));
    scene.rename("å.md", "tasks/b.md");
    assert_eq!(scene.told(), set(["å.md", "tasks/b.md"]));
    fs::remove_file(scene.root().join("tasks/b.md")).expect("removed");
    assert_eq!(scene.told(), set(["tasks/b.md"]));
    // Who may enter the root is no change of what is in it.
    fs::set_permissions(scene.root(), PermissionsExt::from_mode(0o750)).expect("set");
    assert_eq!(scene.told(), set([]));
}

#[test]
fn the_system_is_asked_for_changes_alone() {
    const READING: u32 = 0x1 | 0x8 | 0x10 | 0x20; // IN_ACCESS, IN_CLOSE_WRITE, IN_CLOSE_NOWRITE, IN_OPEN
    const CHANGES: u32 = 0x2 | 0x4 | 0x40 | 0x80 | 0x100 | 0x200; // IN_MODIFY to IN_DELETE
    let mut scene = Scene::new(&["tasks", ".git/objects", "below/.git/objects"]);
    scene.make("new");
    scene.told();
    for folder in ["", "tasks", "below", "new"] {
        let asked = scene.asked_of(folder);
        assert_eq!((asked & CHANGES, asked & READING), (CHANGES, 0), "{folder}: {asked:x}");
    }
    for folder in [".git", ".git/objects", "below/.git", "below/.git/objects"] {
        assert_eq!(scene.asked_of(folder), 0, "{folder}");
    }
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
    fs::rename(scene.root().join("b"), outside.path().join("b")).expect("renamed");
    scene.make("b");
    scene.told();
    fs::write(outside.path().join("b/moved/y.md"), "y").expect("written");
    scene.write("b/z.md");
    assert_eq!(scene.told(), set(["b/z.md"]));
    fs::remove_dir_all(scene.root().join("new")).expect("removed");
    let told = scene.told();
    assert!(told.is_superset(&set(["new", "new/below", "new/below/x.md"])), "{told:?}");
}

#[test]
fn a_folder_is_told_of_under_the_last_of_its_names() {
    let mut scene = Scene::new(&["a/deep", "empty", "other/deep"]);
    // Over one that is watched already.
    scene.rename("a", "empty");
    scene.told();
    scene.write("empty/deep/x.md");
    assert_eq!(scene.told(), set(["empty/deep/x.md"]));
    // Two change places, faster than anybody follows.
    scene.rename("empty", "between");
    scene.rename("other", "empty");
    scene.rename("between", "other");
    scene.told();
    scene.write("empty/deep/y.md");
    scene.write("other/deep/y.md");
    assert_eq!(scene.told(), set(["empty/deep/y.md", "other/deep/y.md"]));
    for _ in 0..20 {
        scene.rename("other", "between");
        scene.rename("between", "other");
        fs::remove_dir_all(scene.root().join("empty")).expect("removed");
        scene.make("empty");
    }
    scene.told();
    scene.write("empty/z.md");
    scene.write("other/deep/z.md");
    assert_eq!(scene.told(), set(["empty/z.md", "other/deep/z.md"]));
}

#[test]
fn links_lead_nowhere() {
    let mut scene = Scene::new(&["a"]);
    let outside = tempfile::tempdir().expect("a folder");
    symlink(outside.path(), scene.root().join("link")).expect("linked");
    symlink(scene.root(), scene.root().join("a/loop")).expect("linked");
    assert_eq!(scene.told(), set(["link", "a/loop"]));
    fs::write(outside.path().join("x.md"), "x").expect("written");
    assert_eq!(scene.told(), set([]));
    scene.write("a/x.md");
    assert_eq!(scene.told(), set(["a/x.md"]));
}

/// FAILURES 39.
#[test]
fn after_notices_were_lost_folders_are_told_of_as_they_are() {
    let mut scene = Scene::new(&["a/deep", "b"]);
    scene.rename("a", "b/moved");
    scene.make("a");
    scene.watch.open.send(Notice::Again).expect("somebody listens");
    // What is rung until then may be lost, too.
    while scene.watch.wait(Some(Duration::from_secs(60))) != Hints::Anywhere(Why::Lost) {}
    scene.heard();
    scene.write("b/moved/deep/x.md");
    scene.write("a/x.md");
    assert_eq!(scene.told(), set(["b/moved/deep/x.md", "a/x.md"]));
}

/// FAILURES 44.
#[test]
fn when_the_root_is_gone_everything_is_to_be_looked_at() {
    let mut scene = Scene::new(&["a"]);
    fs::remove_dir_all(scene.root()).expect("removed");
    while scene.watch.wait(Some(Duration::from_secs(60))) != Hints::Anywhere(Why::Lost) {}
    let mut scene = Scene::new(&["a"]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::rename(scene.root(), elsewhere.path().join("moved")).expect("renamed");
    while scene.watch.wait(Some(Duration::from_secs(60))) != Hints::Anywhere(Why::Lost) {}
}

/// FAILURES 44.
#[test]
fn a_root_that_is_put_back_is_watched_on() {
    let mut scene = Scene::new(&["a"]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::rename(scene.root(), elsewhere.path().join("moved")).expect("renamed");
    fs::create_dir_all(scene.root().join(".git/live")).expect("made");
    while scene.watch.wait(Some(Duration::from_secs(60))) != Hints::Anywhere(Why::Lost) {}
    scene.write("x.md");
    assert!(scene.heard().0.contains("x.md"));
}

#[test]
fn nobody_tells_when_it_is_dropped() {
    let dir = tempfile::tempdir().expect("a folder");
    let (tell, notices) = std::sync::mpsc::channel();
    let listener = native::start(dir.path(), None, tell, Extent::Everything).expect("it begins");
    drop(listener);
    while notices.recv_timeout(Duration::from_secs(60)).is_ok() {}
    let left = notices.recv_timeout(Duration::from_secs(60));
    assert_eq!(left, Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
}
