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

/// Checks that a cache whose file was damaged begins anew or is right, and is of use again.
#[track_caller]
fn survives(damage: impl Fn(&Place)) {
    let place = Place::new();
    let cache = place.open();
    let texts: Vec<_> = (0..200).map(|key| (key, format!("{key} ").repeat(500))).collect();
    let mut changes = Batch::default();
    for (key, text) in &texts {
        changes.put(Space::Entries, *key, text.clone().into_bytes());
    }
    assert!(matches!(cache.write(Part::Documents, 1, changes), Written::Done(2)));
    drop(cache);
    damage(&place);
    let cache = Cache::open(place.0.path(), "one");
    assert_eq!(cache.note().trouble(), None);
    let found = all(&cache);
    assert!(found == texts || found.is_empty(), "{} values", found.len());
    let seen = cache.generation(Part::Documents);
    let _ = cache.write(Part::Documents, seen, batch(1000, "new"));
    drop(cache);
    // Once it was found to be damaged it is made anew. While another test starts a process, that
    // one holds what was open here for an instant, and it cannot be.
    let whole = || {
        let cache = place.open();
        drop(all(&cache));
        let seen = cache.generation(Part::Documents);
        let _ = cache.write(Part::Documents, seen, batch(1001, "new"));
        drop(cache);
        get(&place.open(), 1001).as_deref() == Some("new")
    };
    assert!((0..20).any(|_| whole()));
}

#[test]
fn garbage_is_replaced() {
    survives(|place| fs::write(place.file(), "garbage\n".repeat(5000)).expect("written"));
    survives(|place| fs::write(place.file(), "").expect("written"));
    survives(|place| fs::remove_file(place.file()).expect("removed"));
    survives(|place| fs::write(place.folder().join("index.db-wal"), "garbage").expect("written"));
    survives(|place| fs::write(place.folder().join("index.db-journal"), "xyz").expect("written"));
    survives(|place| {
        fs::remove_file(place.file()).expect("removed");
        fs::create_dir(place.file()).expect("made");
    });
    survives(|place| fs::remove_dir_all(place.root().join("handover")).expect("removed"));
}

#[test]
fn a_database_of_someone_else_is_replaced() {
    survives(|place| {
        fs::remove_file(place.file()).expect("removed");
        let other = rusqlite::Connection::open(place.file()).expect("made");
        other.execute_batch("CREATE TABLE entries (key TEXT)").expect("made");
    });
    survives(|place| {
        let ours = rusqlite::Connection::open(place.file()).expect("opened");
        ours.execute_batch("DROP TABLE entries").expect("dropped");
    });
    survives(|place| {
        let ours = rusqlite::Connection::open(place.file()).expect("opened");
        ours.execute_batch("DELETE FROM parts").expect("deleted");
    });
}

#[test]
fn a_truncated_file_is_replaced() {
    for part in [1, 100, 5000, 20_000, 70_000, 300_000] {
        survives(|place| {
            let file = fs::OpenOptions::new().write(true).open(place.file()).expect("opened");
            file.set_len(part).expect("cut");
        });
    }
}

#[test]
fn flipped_bytes_are_found_wherever_they_are() {
    for step in 0..40 {
        survives(|place| {
            let mut bytes = fs::read(place.file()).expect("read");
            let at = step * bytes.len() / 40 + 17 * step % 97;
            for byte in &mut bytes[at..at + 3] {
                *byte ^= 0x55;
            }
            fs::write(place.file(), bytes).expect("written");
        });
    }
}

#[test]
fn a_damaged_value_clears_its_part_alone() {
    let place = Place::new();
    let cache = place.open();
    put(&cache, 1, "one");
    put(&cache, 2, "a text that is nowhere else");
    let mut words = Batch::default();
    words.put(Space::Words, 1, b"word".to_vec());
    assert!(matches!(cache.write(Part::Words, 1, words), Written::Done(2)));
    drop(cache);
    let ours = rusqlite::Connection::open(place.file()).expect("opened");
    ours.execute("UPDATE entries SET value = X'00' WHERE key = 2", []).expect("changed");
    drop(ours);
    let cache = place.open();
    let seen = cache.generation(Part::Documents);
    assert_eq!(get(&cache, 1).as_deref(), Some("one"));
    assert_eq!(get(&cache, 2), None);
    assert_eq!(get(&cache, 1), None);
    cache.renew();
    assert!(cache.generation(Part::Documents) > seen);
    assert_eq!(cache.read(Space::Words, 1), Some(b"word".to_vec()));
    put(&cache, 1, "again");
}

#[cfg(unix)]
#[test]
fn a_link_is_told_and_not_followed() {
    use std::os::unix::fs::symlink;

    for name in ["handover", "handover/cache"] {
        let place = Place::new();
        let elsewhere = tempfile::tempdir().expect("a folder");
        let link = place.root().join(name);
        fs::create_dir_all(link.parent().expect("a folder")).expect("made");
        symlink(elsewhere.path(), &link).expect("linked");
        assert_eq!(place.is_refused(), CacheTrouble::Symlink(link.clone()));
        fs::remove_file(&link).expect("removed");
        symlink("nowhere", &link).expect("linked");
        assert_eq!(place.is_refused(), CacheTrouble::Symlink(link));
        assert_eq!(fs::read_dir(elsewhere.path()).expect("there").count(), 0);
    }
    for name in ["index.db", "index.db-wal", "index.db-shm", "index.db-journal", "lock"] {
        let place = Place::new();
        drop(place.open());
        let elsewhere = place.root().join("elsewhere");
        fs::write(&elsewhere, "kept").expect("written");
        let link = place.folder().join(name);
        let _ = fs::remove_file(&link);
        symlink(&elsewhere, &link).expect("linked");
        let trouble = place.is_refused();
        assert_eq!(trouble, CacheTrouble::Symlink(link));
        assert!(trouble.is_suspicious());
        assert_eq!(fs::read_to_string(&elsewhere).expect("there"), "kept");
    }
    // A link to the git folder itself is the user's own choice.
    let (place, elsewhere) = (Place::new(), Place::new());
    let link = elsewhere.root().join("git");
    symlink(place.root(), &link).expect("linked");
    let cache = Cache::open(&link, "one");
    assert_eq!((cache.note().trouble(), cache.is_memory()), (None, false));
}

#[cfg(unix)]
#[test]
fn what_belongs_to_someone_else_is_told_and_not_used() {
    for name in ["", "index.db", "lock"] {
        let place = Place::new();
        put(&place.open(), 1, "theirs");
        let path = if name.is_empty() { place.folder() } else { place.folder().join(name) };
        if std::os::unix::fs::chown(&path, Some(12345), None).is_err() {
            skipped("needs root, to give a file away");
            return;
        }
        let trouble = place.is_refused();
        assert_eq!(trouble, CacheTrouble::Foreign(path.clone()));
        assert!(trouble.is_suspicious());
        std::os::unix::fs::chown(&path, Some(0), None).expect("taken back");
        assert_eq!(get(&place.open(), 1).as_deref(), Some("theirs"));
    }
}

#[cfg(unix)]
#[test]
fn the_folder_is_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new();
    drop(place.open());
    let mode = fs::metadata(place.folder()).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn where_nothing_can_be_made_it_is_held_in_memory() {
    let place = Place::new();
    fs::write(place.root().join("handover"), "a file").expect("written");
    let trouble = place.is_refused();
    assert!(!trouble.is_suspicious(), "{trouble}");
    let cache = Cache::open(Path::new("/nowhere/at/all"), "one");
    assert!(cache.is_memory() && cache.note().trouble().is_some());
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_is_no_failure() {
    let place = Place::new();
    let Some(small) = Mounted::at(&place.root(), "size=1m") else { return };
    put(&place.open(), 1, "one");
    small.remount("ro");
    let trouble = place.is_refused();
    assert!(trouble.to_string().contains("cannot be used"), "{trouble}");
    assert!(!trouble.is_suspicious());
    small.remount("rw");
    assert_eq!(get(&place.open(), 1).as_deref(), Some("one"));
    fs::remove_dir_all(place.root().join("handover")).expect("removed");
    small.remount("ro");
    assert!(!place.is_refused().is_suspicious());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_failure() {
    let place = Place::new();
    let Some(_small) = Mounted::at(&place.root(), "size=2m") else { return };
    let cache = place.open();
    put(&cache, 1, "one");
    let seen = cache.generation(Part::Documents);
    let large = batch(2, &"much ".repeat(1 << 20));
    assert_eq!(cache.write(Part::Documents, seen, large), Written::Failed, "it had room");
    let trouble = cache.note().trouble().expect("a reason").to_string();
    assert_eq!(all(&cache), [(1, "one".to_owned())]);
    cache.renew();
    assert!(trouble.contains("cannot be written") && trouble.contains("full"), "{trouble}");
    assert_eq!(all(&cache), [(1, "one".to_owned())]);
    drop(cache);
    assert_eq!(all(&place.open_at_last()), [(1, "one".to_owned())]);
    // Full to the last byte before there is a cache.
    fs::remove_dir_all(place.root().join("handover")).expect("removed");
    let mut filler = fs::File::create(place.root().join("filler")).expect("made");
    while std::io::Write::write_all(&mut filler, &[0; 4096]).is_ok() {}
    assert!(!place.is_refused().is_suspicious());
    drop(filler);
    fs::remove_file(place.root().join("filler")).expect("removed");
    put(&place.open_at_last(), 1, "one");
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
