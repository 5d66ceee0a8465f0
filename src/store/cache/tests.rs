//! A cache over several openings.

mod damaged;
mod elsewhere;

use std::fs;
use std::path::{Path, PathBuf};

use super::{Batch, Cache, CacheTrouble, Part, Space, Written};

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn root(&self) -> PathBuf {
        self.0.path().canonicalize().expect("there")
    }

    fn folder(&self) -> PathBuf {
        self.root().join("handover/cache")
    }

    fn file(&self) -> PathBuf {
        self.folder().join("index.db")
    }

    #[track_caller]
    fn open(&self) -> Cache {
        self.open_as("one")
    }

    #[track_caller]
    fn open_as(&self, stamp: &str) -> Cache {
        let cache = Cache::open(self.0.path(), stamp);
        assert_eq!((cache.note().trouble(), cache.is_memory()), (None, false));
        cache
    }

    /// Opens it once nothing holds on to what was deleted: a process that another test is just
    /// starting does, for an instant.
    fn open_at_last(&self) -> Cache {
        let opened = (0..10_000).map(|_| {
            std::thread::yield_now();
            Cache::open(self.0.path(), "one")
        });
        opened.into_iter().find(|cache| !cache.is_memory()).expect("there is room again")
    }

    #[track_caller]
    fn is_refused(&self) -> CacheTrouble {
        let cache = Cache::open(self.0.path(), "one");
        assert!(cache.is_memory());
        // It can be used all the same.
        put(&cache, 7, "seven");
        assert_eq!(get(&cache, 7).as_deref(), Some("seven"));
        cache.note().trouble().expect("a reason")
    }
}

fn batch(key: i64, text: &str) -> Batch {
    let mut batch = Batch::default();
    batch.put(Space::Entries, key, text.as_bytes().to_vec());
    batch
}

#[track_caller]
fn put(cache: &Cache, key: i64, text: &str) {
    let seen = cache.generation(Part::Documents);
    let written = cache.write(Part::Documents, seen, batch(key, text));
    assert_eq!(written, Written::Done(seen + 1));
    cache.renew();
}

fn get(cache: &Cache, key: i64) -> Option<String> {
    cache.read(Space::Entries, key).map(|bytes| String::from_utf8(bytes).expect("text"))
}

fn all(cache: &Cache) -> Vec<(i64, String)> {
    let text = |bytes| String::from_utf8(bytes).expect("text");
    cache.read_all(Space::Entries).into_iter().map(|(key, bytes)| (key, text(bytes))).collect()
}

#[test]
fn what_was_written_is_there_next_time() {
    let place = Place::new();
    let cache = place.open();
    assert_eq!(all(&cache), []);
    put(&cache, 2, "two");
    put(&cache, -1, "");
    put(&cache, i64::MAX, "most");
    put(&cache, 2, "two again");
    drop(cache);
    for cache in [place.open(), place.open()] {
        let expected = [(-1, String::new()), (2, "two again".into()), (i64::MAX, "most".into())];
        assert_eq!(all(&cache), expected);
        let some: Vec<i64> =
            cache.read_many(Space::Entries, &[2, 3, -1]).into_iter().map(|(key, _)| key).collect();
        assert_eq!(some, [2, -1]);
        assert_eq!(get(&cache, 3), None);
        assert_eq!(cache.read(Space::Folders, 2), None);
        assert_eq!(cache.generation(Part::Words), place.open().generation(Part::Words));
    }
}

#[test]
fn changes_happen_in_their_order() {
    for cache in [Place::new().open(), Cache::memory()] {
        put(&cache, 1, "old");
        put(&cache, 2, "old");
        let mut changes = batch(3, "cleared");
        changes.clear(Space::Entries);
        changes.put(Space::Entries, 2, b"two".to_vec());
        changes.put(Space::Entries, 4, b"four".to_vec());
        changes.delete(Space::Entries, 4);
        changes.delete(Space::Entries, 5);
        let seen = cache.generation(Part::Documents);
        let mut batches = [changes, batch(6, "six")].into_iter();
        let written = cache.write_all(Part::Documents, seen, &mut batches);
        assert_eq!(written, Written::Done(seen + 1));
        cache.renew();
        assert_eq!(all(&cache), [(2, "two".to_owned()), (6, "six".to_owned())]);
    }
}

#[test]
fn one_who_has_not_seen_the_last_change_writes_nothing() {
    let place = Place::new();
    let (one, two) = (place.open(), place.open());
    let seen = two.generation(Part::Documents);
    assert_eq!(get(&two, 1), None);
    put(&one, 1, "one");
    // What is read is of one moment.
    assert_eq!((get(&two, 1), two.generation(Part::Documents)), (None, seen));
    assert_eq!(two.write(Part::Documents, seen, batch(1, "two")), Written::Overtaken);
    assert_eq!((get(&two, 1), two.generation(Part::Documents)), (None, seen));
    two.renew();
    assert_eq!(get(&two, 1).as_deref(), Some("one"));
    put(&one, 1, "one again");
    assert_eq!(get(&two, 1).as_deref(), Some("one"));
    two.renew();
    assert_eq!(get(&two, 1).as_deref(), Some("one again"));
    // Another part has nothing to do with it.
    let mut words = Batch::default();
    words.put(Space::Words, 1, b"word".to_vec());
    let seen = two.generation(Part::Words);
    put(&one, 2, "two");
    assert_eq!(two.write(Part::Words, seen, words), Written::Done(seen + 1));
    assert_eq!((get(&two, 2), two.read(Space::Words, 1)), (None, None));
    two.renew();
    assert_eq!(two.read(Space::Words, 1), Some(b"word".to_vec()));

    let memory = Cache::memory();
    put(&memory, 1, "one");
    assert_eq!(memory.write(Part::Documents, 0, batch(1, "two")), Written::Overtaken);
}

#[test]
fn another_version_of_the_program_begins_anew() {
    let place = Place::new();
    let old = place.open();
    put(&old, 1, "old");
    let seen = old.generation(Part::Documents);
    let new = place.open_as("two");
    assert_eq!(all(&new), []);
    // The old one is still at work, and can spoil nothing.
    assert_eq!(old.write(Part::Documents, seen, batch(1, "old")), Written::Overtaken);
    old.renew();
    let seen = old.generation(Part::Documents);
    assert_eq!(old.write(Part::Documents, seen, batch(1, "old")), Written::Overtaken);
    put(&new, 1, "new");
    drop((old, new));
    assert_eq!(all(&place.open_as("two")), [(1, "new".to_owned())]);
}

#[test]
fn many_at_once_lose_nothing_and_fail_never() {
    let place = Place::new();
    let write = |writer: i64| {
        for count in 0..20 {
            // Opened each time, as commands do: who is first makes the file.
            let cache = place.open();
            loop {
                let seen = cache.generation(Part::Documents);
                let changes = batch(writer * 100 + count, &"text ".repeat(2000));
                match cache.write(Part::Documents, seen, changes) {
                    Written::Done(_) => break,
                    Written::Overtaken => cache.renew(),
                    Written::Failed => panic!("{:?}", cache.note()),
                }
            }
            cache.renew();
            let found = all(&cache);
            assert!(found.iter().any(|(key, _)| *key == writer * 100 + count));
        }
    };
    std::thread::scope(|scope| {
        for writer in 0..6 {
            scope.spawn(move || write(writer));
        }
    });
    assert_eq!(all(&place.open()).len(), 120);
    assert_eq!(place.open().generation(Part::Documents), 121);
}

#[test]
fn several_with_other_stamps_at_once_fail_never() {
    let place = Place::new();
    let work = |stamp: String| {
        for count in 0..20 {
            let cache = place.open_as(&stamp);
            let seen = cache.generation(Part::Documents);
            let written = cache.write(Part::Documents, seen, batch(count, &stamp));
            assert!(!matches!(written, Written::Failed), "{written:?}");
        }
    };
    std::thread::scope(|scope| {
        for stamp in 0..4 {
            scope.spawn(move || work(stamp.to_string()));
        }
    });
    drop(place.open());
}

/// Set for a process that this test starts: where it is to write until it is stopped.
const DOOMED: &str = "HANDOVER_TEST_CACHE";

#[test]
fn one_that_is_killed_leaves_all_or_nothing() {
    if let Some(root) = std::env::var_os(DOOMED) {
        let cache = Cache::open(Path::new(&root), "one");
        let mut changes = batch(1, "two");
        for key in 2..50 {
            changes.put(Space::Entries, key, vec![b'x'; 50_000]);
        }
        let seen = cache.generation(Part::Documents);
        let _ = cache.write(Part::Documents, seen, changes);
        return;
    }
    let place = Place::new();
    let name = "store::cache::tests::one_that_is_killed_leaves_all_or_nothing";
    let run = |fail_at: usize| {
        let mut command = std::process::Command::new(std::env::current_exe().expect("this"));
        command.args([name, "--exact"]).env(DOOMED, place.root());
        let output = command.env("HANDOVER_FAIL_AT", fail_at.to_string()).output();
        output.expect("run").status.success()
    };
    // While it is made, at each of its steps.
    for step in 1..=3 {
        assert!(!run(step), "step {step}");
        let _ = fs::remove_dir_all(place.root().join("handover/cache"));
    }
    put(&place.open(), 1, "one");
    assert!(!run(1), "before its changes are final");
    assert_eq!(all(&place.open()), [(1, "one".to_owned())]);
    assert!(run(2));
    assert_eq!(all(&place.open()).len(), 49);
}

fn skipped(why: &str) {
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    {
        eprintln!("skipped: {why}");
    }
}

/// A file system of the test's own, in memory.
#[cfg(target_os = "linux")]
struct Mounted(PathBuf);

#[cfg(target_os = "linux")]
impl Mounted {
    fn at(folder: &Path, options: &str) -> Option<Self> {
        let mut command = std::process::Command::new("mount");
        command.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder);
        if rustix::process::geteuid().is_root()
            && command.output().is_ok_and(|o| o.status.success())
        {
            return Some(Self(folder.to_owned()));
        }
        skipped("needs root, to make a small file system");
        None
    }

    fn remount(&self, how: &str) {
        let mut command = std::process::Command::new("mount");
        let status = command.args(["-o", &format!("remount,{how}")]).arg(&self.0).status();
        assert!(status.expect("run").success());
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
